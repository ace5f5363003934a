"""The template of a workbook: which tables a programme needs, with example rows of a small town that can be solved."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pairing.config import KINDS
from pairing.fault import BadData, Fault, choices
from pairing.tables.declaration import built_in
from pairing.tables.descriptor import Descriptor, Field
from pairing.workbook.rows import Row, rows_of
from pairing.workbook.values import Cell

#: What stands between the Chinese and the English words of a cell.
_BETWEEN = "|"


@dataclass(frozen=True)
class Sheet:
    """A sheet that holds a table: its name, its columns with their headers, and its rows."""

    name: str
    table: Descriptor
    headers: tuple[str, ...]
    fields: tuple[Field | None, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class Book:
    """A whole workbook before it is written: tables, rows of settings, and the lines of TOML that no row carries."""

    lang: str
    tables: tuple[Sheet, ...]
    settings: tuple[Row, ...]
    text: tuple[str, ...] = ()
    hints: bool = True


def template(programmes: Iterable[str], lang: str) -> Book:
    """The template for some kinds of programme. Raises :class:`BadData` for one that there is not."""
    kinds = tuple(dict.fromkeys(programmes))
    for kind in kinds:
        if kind not in KINDS:
            raise BadData([Fault("unknown_programme_kind", value=kind, facts=choices(kind, KINDS))])
    parts = [_part(kind, lang) for kind in kinds]
    columns: dict[str, dict[str, None]] = {}
    rows: dict[str, list[dict[str, Cell]]] = {}
    for part in parts:
        for name, table in part["table"].items():
            names = columns.setdefault(name, {})
            names.update(dict.fromkeys(table["columns"]))
            _merge(rows.setdefault(name, []), [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]])
    sheets = tuple(
        _sheet(built_in()[name], tuple(columns[name]), rows[name], lang) for name in built_in() if name in columns
    )
    ranked = sorted(sheets, key=lambda sheet: _ORDER.index(sheet.table.name))
    return Book(lang, tuple(ranked), tuple(rows_of(_settings(kinds, parts, lang))))


#: The order of the sheets: whom a town has, who helps, what is asked for and given.
_ORDER = ("villages", "households", "members", "volunteers", "jobs", "needs", "funds", "pins")


def _part(kind: str, lang: str) -> dict[str, Any]:
    text = files("pairing.workbook").joinpath("templates", f"{kind}.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = _in(tomllib.loads(text), lang)
    return found


def _in(value: Any, lang: str) -> Any:
    """Plain data with each text of two languages in one of them."""
    if isinstance(value, str) and _BETWEEN in value:
        return value.split(_BETWEEN)[0 if lang == "zh" else 1]
    if isinstance(value, list):
        return [_in(item, lang) for item in value]
    if isinstance(value, Mapping):
        return {key: _in(item, lang) for key, item in value.items()}
    return value


def _merge(rows: list[dict[str, Cell]], more: Iterable[dict[str, Cell]]) -> None:
    """Add rows: those that are there already (by their first column) get the columns that they lack."""
    known = {next(iter(row.values())): row for row in rows}
    for row in more:
        there = known.get(next(iter(row.values())))
        if there is None:
            rows.append(row)
        else:
            there.update(row)


def _settings(kinds: tuple[str, ...], parts: Iterable[Mapping[str, Any]], lang: str) -> dict[str, Any]:
    """What `scenario.toml` would say: the programmes of the parts, and one policy with all their goals."""
    parts = list(parts)
    goals = [goal for part in parts for goal in part["goals"]]
    scored = [kind for kind, part in zip(kinds, parts, strict=True) if any("score" in p for p in part["programme"])]
    if scored:
        title = {"zh": "匹配得分", "en": "how well the matches fit, in points"}
        goals.append({"code": "points", "programmes": scored, "title": title})
    return {
        "scenario": {
            "code": "town",
            "title": {"zh": "示例镇帮扶方案", "en": "Help in an example town"},
            "as_of": parts[0]["as_of"],
            "policy": "neediest",
        },
        "programme": [programme for part in parts for programme in part["programme"]],
        "limit": [limit for part in parts for limit in part.get("limit", ())],
        "policy": [{"code": "neediest", "title": {"zh": "困难优先", "en": "The neediest first"}, "goals": goals}],
    }


def _sheet(table: Descriptor, columns: tuple[str, ...], rows: list[dict[str, Cell]], lang: str) -> Sheet:
    fields = tuple(table.field(name) for name in columns)
    headers = tuple(header(field, lang) for field in fields if field is not None)
    cells = tuple(tuple(_shown(table.field(name), row.get(name), lang) for name in columns) for row in rows)
    return Sheet(sheet_title(table, lang), table, headers, fields, cells)


def sheet_title(table: Descriptor, lang: str) -> str:
    """What the sheet of a built-in table is called."""
    return table.aliases[0] if lang == "zh" and table.aliases else table.title[:31]


def header(field: Field, lang: str) -> str:
    """The header of a column: descriptors have an English title, and Chinese ones among the aliases."""
    chinese = next((text for text in field.headers if not text.isascii()), "")
    return (chinese if lang == "zh" else field.title) or field.title or field.name


def words(field: Field, lang: str) -> tuple[str, ...]:
    """What may be chosen in a column: the values of its categories, yes and no, or what its constraint lists."""
    if field.type == "boolean":
        return ("是", "否") if lang == "zh" else ("yes", "no")
    if field.format == "sex":  # what is not known is left blank
        return ("男", "女") if lang == "zh" else ("male", "female")
    if field.categories:
        return tuple(_label(category.spellings, category.value, lang) for category in field.categories)
    return tuple(text.strip("'").replace("''", "'") for text in field.constraints.enum)


def _label(spellings: tuple[str, ...], value: str, lang: str) -> str:
    return spellings[0] if lang == "zh" and spellings else value


def _shown(field: Field | None, value: Cell | None, lang: str) -> Cell | None:
    if field is None or value is None or value == "":
        return None
    if isinstance(value, bool):
        return words(field, lang)[0 if value else 1]
    for category in field.categories:
        if category.value == value:
            return _label(category.spellings, category.value, lang)
    return value
