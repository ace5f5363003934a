"""One setting in one cell: what a planner sees and types there, and the value that `scenario.toml` would have."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from typing import Any

from pairing.tables.spreadsheet import text_of
from pairing.workbook.toml_text import toml_value

Cell = str | int | float | bool | date

#: Settings that are lists: their items stand in one cell with ; or a comma between.
_LISTS = {"per", "worst", "programmes", "opens"}
#: Settings in words: what looks like a number is still a word.
_WORDS = {
    *("code", "title", "zh", "en", "says", "law", "kind", "needs", "resources", "need_key", "resource_key", "links"),
    *("table", "key", "programme", "policy", "against", "of"),
}
#: Settings in SQL, where a number and its text mean the same.
_SQL = {"where", "points", "weight", "cap", "least", "most", "wants", "holds", "upper", "minimum"}
_SEPARATORS = ";；、,，\n"
#: Excel keeps 15 digits of a number.
_LONGEST = 10**15
_TRUTH = {"true": True, "false": False, "是": True, "否": False}
#: The most characters that a cell of Excel holds.
MOST_TEXT = 32_767


def _is(key: str, kinds: set[str]) -> bool:
    return not kinds.isdisjoint(key.split("."))


def _sql(key: str) -> bool:
    return key.rpartition(".")[2] in _SQL


def cell_of(key: str, value: Any) -> Cell:
    """The cell of a setting: as plain as :func:`value_of` can still read it, else as TOML.

    Raises ``ValueError`` for what no cell can carry: then nothing may be written in its place.
    """
    for cell in _forms(key, value):
        same = value_of(key, cell)
        alike = _sql(key) and isinstance(value, str) and not isinstance(same, bool) and str(same) == value
        if (type(same) is type(value) and same == value) or alike:
            if isinstance(cell, str) and len(cell) > MOST_TEXT:
                break
            return cell
    raise ValueError(key)


def _forms(key: str, value: Any) -> list[Cell]:
    forms: list[Cell] = []
    if isinstance(value, list) and _is(key, _LISTS) and all(isinstance(item, str) for item in value):
        forms.append("; ".join(value))
    elif isinstance(value, bool | str) or (isinstance(value, date) and not isinstance(value, datetime)):
        forms.append(value)
    elif isinstance(value, int | float):
        forms.append(value if abs(value) < _LONGEST else repr(value))
    try:
        forms.append(toml_value(value))
    except TypeError as error:
        raise ValueError(key) from error
    return forms


def value_of(key: str, cell: Cell | None) -> Any:
    """The value that a cell gives a setting; None for a blank cell."""
    if isinstance(cell, bool):
        return ("true" if cell else "false") if _sql(key) else cell
    if isinstance(cell, int | float):
        if _is(key, _WORDS):
            return text_of(cell)
        return int(cell) if cell == int(cell) and abs(cell) < _LONGEST else cell
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = (cell or "").strip()
    return _read(key, text) if text else None


def _read(key: str, text: str) -> Any:
    if text[0] in "\"'[{":
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            pass  # a condition may begin so as well: "n"."village" = ...
    if _is(key, _LISTS):
        for separator in _SEPARATORS[1:]:
            text = text.replace(separator, ";")
        return [item.strip() for item in text.split(";") if item.strip()]
    if _is(key, _WORDS):
        return text
    if text.lower() in _TRUTH and not _sql(key):
        return _TRUTH[text.lower()]
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        # What would not be written back like this, such as 007, is no number.
        if repr(number) == text and number == number and abs(number) != float("inf"):
            return number
    return text
