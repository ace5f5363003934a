"""The settings of a scenario as rows of sheets and back: one row for each rule, score, limit, programme, policy, goal.

Only the structure of the file is known here, so a setting that is new, or that a planner adds as a column, is carried
like any other. What is no such row (tables, views, lists, ...) stays TOML, word for word, on a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pairing.fault import BadData, Fault
from pairing.toml_block import FILE
from pairing.workbook.toml_text import sections, toml_block
from pairing.workbook.values import Cell, cell_of

#: What programmes have rows of, and what each is called there.
_OF_PROGRAMME = {"rule": "rule", "score": "score", "limit": "limit"}
_OF_VIA = {"rule": "via_rule", "score": "via_score"}
#: The tables of the file that become rows.
CARRIED = ("scenario", "programme", "limit", "policy")
#: Settings that say something for each programme by itself, so that their keys are no columns.
_BY_PROGRAMME = ("per", "weight", "where")


@dataclass(frozen=True)
class Row:
    """One row of a sheet of settings: what it is, whose it is, its settings by dotted name, a remark."""

    part: str
    of: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    note: str = ""


def rows_of(raw: Mapping[str, Any], notes: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of a whole `scenario.toml`, as parsed. Raises :class:`BadData` for what no cell can carry."""
    return list(_rows(raw, notes or {}))


def _rows(raw: Mapping[str, Any], notes: Mapping[str, str]) -> Iterator[Row]:
    if "scenario" in raw:
        yield _row("scenario", "", raw["scenario"], notes.get("scenario", ""))
    for p, programme in enumerate(raw.get("programme", ())):
        code = str(programme["code"])
        via = dict(programme.get("via", {}))
        inner = [(part, key, via.pop(key, ())) for key, part in _OF_VIA.items()]
        own = {key: value for key, value in programme.items() if key not in (*_OF_PROGRAMME, "via")}
        yield _row("programme", "", {**own, **({"via": via} if via else {})}, notes.get(f"programme.{p}", ""))
        for part, key in ((part, key) for key, part in _OF_PROGRAMME.items()):
            for i, block in enumerate(programme.get(key, ())):
                yield _row(part, code, block, notes.get(f"programme.{p}.{key}.{i}", ""))
        for part, key, blocks in inner:
            for i, block in enumerate(blocks):
                yield _row(part, code, block, notes.get(f"programme.{p}.via.{key}.{i}", ""))
    for i, block in enumerate(raw.get("limit", ())):
        yield _row("limit", "", block, notes.get(f"limit.{i}", ""))
    for i, policy in enumerate(raw.get("policy", ())):
        own = {key: value for key, value in policy.items() if key != "goals"}
        yield _row("policy", "", own, notes.get(f"policy.{i}", ""))
        for goal in policy.get("goals", ()):
            yield _row("goal", str(policy["code"]), goal)


def _row(part: str, of: str, block: Mapping[str, Any], note: str = "") -> Row:
    cells: dict[str, Cell] = {}
    for key, value in _flat(block):
        try:
            cells[key] = cell_of(key, value)
        except ValueError:
            place = f"{part}.{block.get('code', '')}.{key}"
            raise BadData([Fault("sheet_cannot_carry", FILE, column=place, value=str(value)[:60])]) from None
    return Row(part, of, cells, note)


def _flat(block: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The settings of a block with those of its inner tables under dotted names."""
    for key, value in block.items():
        plain = "." not in key and "#" not in key and key.strip() == key != ""
        if isinstance(value, Mapping) and value and key not in _BY_PROGRAMME and plain and _plain(value):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, value


def _plain(value: Mapping[str, Any]) -> bool:
    return all(key.strip() == key != "" and "." not in key for key in value)


def kept_text(text: str) -> tuple[list[str], dict[str, str]]:
    """The lines of the file that become no rows, comments included, and the remarks for the rows: (lines, notes)."""
    lines: list[str] = []
    notes: dict[str, str] = {}
    counts: dict[str, int] = {}
    for section in sections(text):
        root, _, rest = section.name.partition(".")
        if root not in CARRIED:
            lines += [*(f"# {line}" for line in section.above), *section.lines]
            continue
        place = _place(root, rest, counts)
        words = "\n".join((*section.above, *section.comments))
        if words:
            notes[place] = "\n".join(filter(None, (notes.get(place), words)))
    while lines and not lines[-1].strip():
        lines.pop()
    return lines, notes


def _place(root: str, rest: str, counts: dict[str, int]) -> str:
    """Which row the remarks of a section belong to: that of the innermost array of tables that it stands in."""
    if root == "scenario":
        return root
    if not rest:
        number = counts[root] = counts.get(root, -1) + 1
        for inner in [name for name in counts if name.startswith(f"{root}.")]:
            del counts[inner]
        return f"{root}.{number}"
    above = f"{root}.{counts.get(root, 0)}"
    if root == "programme" and rest in (*_OF_PROGRAMME, *(f"via.{key}" for key in _OF_VIA)):
        counts[f"{root}.{rest}"] = counts.get(f"{root}.{rest}", -1) + 1
        return f"{above}.{rest}.{counts[f'{root}.{rest}']}"
    return above


def toml_of(raw: Mapping[str, Any], notes: Mapping[str, str] | None = None) -> str:
    """The rows' part of a scenario (see :data:`CARRIED`) as the text of a `scenario.toml`, remarks as comments."""
    notes = notes or {}
    lines: list[str] = []
    if "scenario" in raw:
        lines += toml_block("[scenario]", raw["scenario"], notes.get("scenario", ""))
    for p, programme in enumerate(raw.get("programme", ())):
        inner = {key: programme[key] for key in (*_OF_PROGRAMME, "via") if key in programme}
        own = {key: value for key, value in programme.items() if key not in inner}
        lines += ["", *toml_block("[[programme]]", own, notes.get(f"programme.{p}", ""))]
        via = inner.pop("via", None)
        for key, blocks in inner.items():
            for i, block in enumerate(blocks):
                note = notes.get(f"programme.{p}.{key}.{i}", "")
                lines += ["", *toml_block(f"[[programme.{key}]]", block, note)]
        if via is not None:
            lines += ["", *toml_block("[programme.via]", {k: v for k, v in via.items() if k not in _OF_VIA})]
            for key in (key for key in _OF_VIA if key in via):
                for i, block in enumerate(via[key]):
                    note = notes.get(f"programme.{p}.via.{key}.{i}", "")
                    lines += ["", *toml_block(f"[[programme.via.{key}]]", block, note)]
    for key in ("limit", "policy"):
        for i, block in enumerate(raw.get(key, ())):
            lines += ["", *toml_block(f"[[{key}]]", block, notes.get(f"{key}.{i}", ""))]
    return "\n".join(lines) + "\n"
