"""The settings that a workbook carries: its sheets of rows and its sheet of TOML, read as one `scenario.toml`."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pairing.fault import Fault, choices
from pairing.tables import spreadsheet
from pairing.tables.load import HINT
from pairing.workbook.names import NOTE, OF, ON, PART, PARTS, key_of, part_name, part_of
from pairing.workbook.places import Place
from pairing.workbook.rows import toml_of
from pairing.workbook.toml_text import toml_block
from pairing.workbook.values import value_of

_OFF = ("否", "no", "off", "false", "0", "n", "×", "x")
_YES = ("", "是", "yes", "on", "true", "1", "y", "√", "✓")


@dataclass
class Settings:
    """What a workbook says, as `scenario.toml` would parse; ``places`` tell where each dotted name stands.

    ``off`` are the rows that are switched off, as (part, of, block); ``notes`` the remarks by place of the block, and
    ``text`` the lines of the sheet of TOML.
    """

    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    off: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The hash of what the settings say, whatever the sheets look like: of their text as a `scenario.toml`."""
        return hashlib.sha256(settings_toml(self).encode()).hexdigest()


def settings_toml(found: Settings, *, remarks: bool = False) -> str:
    """The settings as the text of a `scenario.toml`; with ``remarks`` and the rows that are off as comments."""
    if found.faults:
        return ""
    kept = tomllib.loads(found.text)
    # Of an array that the sheet of TOML adds to, only what comes before that is written from rows.
    own = {
        key: value[: len(value) - len(kept.get(key, []))] if isinstance(value, list) else value
        for key, value in found.raw.items()
        if isinstance(value, list) or key not in kept
    }
    lines = [toml_of(own, found.notes if remarks else {}).rstrip("\n")]
    for part, of, block in found.off if remarks else ():
        lines += ["", *(f"# {line}" for line in toml_block(f"off: {part} {of}".rstrip(), block))]
    return "\n".join([*lines, "", found.text.strip("\n")]).rstrip("\n") + "\n"


def read_settings(book: Path) -> Settings:
    """The settings of a workbook. Raises OSError where it cannot be read; what is wrong in it is in ``faults``."""
    found = Settings()
    names = spreadsheet.sheet_names(book)
    for sheet in ("programmes", "rules", "goals"):
        for name in names:
            if spreadsheet.own_sheet(name) == sheet:
                _read_rows(found, spreadsheet.rows(book, name), f"{book.name}#{name}")
    for name in names:
        if spreadsheet.own_sheet(name) == "toml":
            _read_text(found, spreadsheet.rows(book, name), f"{book.name}#{name}")
    return found


def _read_rows(found: Settings, rows: Sequence[Sequence[Any]], label: str) -> None:
    first = next((i for i, cells in enumerate(rows) if any(cell != "" for cell in cells)), None)
    if first is None:
        return
    headers = [str(cell).strip() for cell in rows[first]]
    keys = [key_of(header) for header in headers]
    for root in ("scenario", "programme", "limit", "policy"):
        found.places.setdefault(root, Place(label, first + 1, {}, headers[0]))
    for twice in sorted({key for key in keys if key and keys.count(key) > 1}):
        found.faults.append(Fault("header_twice", label, None, twice, facts={"other": twice}))
    for number, cells in enumerate(rows[first + 1 :], start=first + 2):
        filled = [str(cell).strip() for cell in cells if cell != "" and str(cell).strip()]
        if not filled or filled[0].startswith(HINT):
            continue
        stray = [i for i, cell in enumerate(cells) if cell != "" and (i >= len(keys) or not keys[i])]
        for i in stray:
            facts = {"first": number}
            found.faults.append(Fault("header_blank", label, first + 1, spreadsheet.letters(i), facts=facts))
        named = {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell != ""}
        place = Place(label, number, dict(zip(keys, headers, strict=True)), headers[0])
        _read_row(found, named, place)


def _read_row(found: Settings, cells: dict[str, Any], place: Place) -> None:
    on, part = str(cells.pop(ON, "")).strip().lower(), str(cells.pop(PART, "")).strip()
    of, note = str(cells.pop(OF, "")).strip(), str(cells.pop(NOTE, "")).strip()

    def fault(code: str, key: str, value: str, **facts: str | int) -> None:
        found.faults.append(Fault(code, place.sheet, place.row, place.headers.get(key, ""), value, facts))

    if not part and not cells:
        return
    kind = part_of(part)
    if kind is None:
        names = ", ".join(f"{part_name(known, 'zh')} {part_name(known, 'en')}" for known in PARTS)
        fault("sheet_part_unknown", PART, part, names=names)
        return
    if on not in (*_YES, *_OFF):
        fault("sheet_on_unknown", ON, on)
        return
    block: dict[str, Any] = {}
    for key, cell in cells.items():
        value = value_of(key, cell)
        if value is not None and not _put(block, key.split("."), value):
            fault("sheet_key_twice", key, str(cell)[:60])
    if on in _OFF:
        found.off.append((kind, of, block))
        return
    known = [str(row.get("code")) for row in found.raw.get("policy" if kind == "goal" else "programme", ())]
    above = _above(found.raw, kind, of)
    if above is None:
        fault("sheet_of_unknown", OF, of, **choices(of, known))
        return
    holder, key, dotted, plain = above
    if kind == "scenario":
        if "scenario" in holder:
            fault("sheet_scenario_twice", PART, part)
            return
        holder[key] = block
        dotted = plain = "scenario"
        del found.places[dotted]  # the header stood for it until now
    else:
        holder.setdefault(key, []).append(block)
        number = len(holder[key])
        code = block.get("code")
        found.places[f"{dotted}.{number}"] = place
        plain = f"{plain}.{number - 1}"
        dotted = f"{dotted}.{code if isinstance(code, str) else number}"
    found.places.setdefault(dotted, place)
    if kind in ("limit", "goal"):  # what later steps call them
        found.places.setdefault(f"{kind}.{of}.{block.get('code')}" if of else f"{kind}.{block.get('code')}", place)
        found.places.setdefault(f"{kind}.{block.get('code')}", place)
    if note:
        found.notes[plain] = note


def _put(block: dict[str, Any], path: list[str], value: Any) -> bool:
    """Set a value at a dotted place; False where something else stands in the way."""
    for key in path[:-1]:
        inner = block.setdefault(key, {})
        if not isinstance(inner, dict):
            return False
        block = inner
    if path[-1] in block:
        return False
    block[path[-1]] = value
    return True


def _above(raw: dict[str, Any], part: str, of: str) -> tuple[dict[str, Any], str, str, str] | None:
    """What holds a row: (table, key in it, its dotted name by code, and by number); None where ``of`` is nobody."""
    if part in ("scenario", "programme", "policy") or (part == "limit" and not of):
        return raw, part, part, part
    root = "policy" if part == "goal" else "programme"
    for number, holder in enumerate(raw.get(root, ())):
        if holder.get("code") == of:
            name, plain = f"{root}.{of}", f"{root}.{number}"
            if part == "goal":
                return holder, "goals", f"{name}.goals", f"{plain}.goals"
            if part.startswith("via_"):
                via, key = holder.setdefault("via", {}), part.removeprefix("via_")
                return (via, key, f"{name}.via.{key}", f"{plain}.via.{key}") if isinstance(via, dict) else None
            return holder, part, f"{name}.{part}", f"{plain}.{part}"
    return None


def _read_text(found: Settings, rows: Sequence[Sequence[Any]], label: str) -> None:
    """The sheet of TOML, a line for each row of its first column."""
    lines = [spreadsheet.text_of(cells[0]) if cells else "" for cells in rows]
    found.text = "\n".join(lines)
    try:
        raw = tomllib.loads(found.text)
    except tomllib.TOMLDecodeError as error:
        found.faults.append(Fault("scenario_unreadable", label, facts={"detail": str(error)}))
        return
    for key, value in raw.items():
        there = found.raw.get(key)
        if there is None:
            found.raw[key] = value
        elif isinstance(there, list) and isinstance(value, list):
            there.extend(value)
        else:
            found.faults.append(Fault("sheet_text_twice", label, column=key, value=key))
    inside = ""
    for number, line in enumerate(lines, start=1):
        bare, place = line.strip(), Place(label, number, {}, "")
        key, equals, value = (part.strip() for part in bare.partition("="))
        if bare.startswith("["):
            inside = bare.partition("]")[0].strip("[ ")
            found.places.setdefault(inside, place)
        elif equals and inside:
            found.places.setdefault(f"{inside}.{key}", place)
            if key == "code":
                found.places.setdefault(f"{inside}.{value.strip(chr(34))}", place)
