"""Sheets of an XLSX workbook as rows of text, and the cells that a person must mend first."""

from __future__ import annotations

import datetime
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pairing.fault import Fault

# Excel keeps 15 digits of a number; a longer one has lost its end.
_SAFE = 10**15
#: The sheets of a workbook that are no tables: what they hold, and their names by language.
OWN_SHEETS = {
    "guide": {"en": "Instructions", "zh": "说明"},
    "programmes": {"en": "Programme settings", "zh": "项目设置"},
    "rules": {"en": "Rules and limits", "zh": "规则与限制"},
    "goals": {"en": "Policies and goals", "zh": "策略与目标"},
    "toml": {"en": "scenario.toml", "zh": "scenario.toml"},
    "faults": {"en": "Faults", "zh": "问题清单"},
    "lists": {"en": "_lists", "zh": "_lists"},
}
_SUSPECTS = re.compile(rb"<(?:\w+:)?f[\s>/]|\st=[\"']e[\"']")


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets, in order. Raises OSError for what is no workbook, or has a password."""
    return tuple(_workbook(path).sheet_names)


def rows(path: Path, sheet: str | None) -> list[list[Any]]:
    """Every cell of a sheet (None: the first), row by row from row 1; blank cells are ''. Raises OSError."""
    import python_calamine

    book = _workbook(path)
    try:
        found: list[list[Any]] = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise OSError(str(error)) from error
    return found


def own_sheet(name: str) -> str | None:
    """Which of the workbook's own sheets has this name; None for a sheet that may hold a table."""
    return next((sheet for sheet, names in OWN_SHEETS.items() if name.strip() in names.values()), None)


def has_settings(names: Iterable[str]) -> bool:
    """Whether a workbook with these sheets is a scenario of its own."""
    return any(own_sheet(name) in ("programmes", "toml") for name in names)


def is_marked(names: Iterable[str]) -> bool:
    """Whether a workbook with these sheets is a copy in which faults are marked."""
    return any(own_sheet(name) == "faults" for name in names)


def merged(path: Path, sheet: str | None) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged cells of a sheet as ((first row, first column), (last row, last column)), from 0. Raises OSError."""
    book = _workbook(path)
    return list(book.get_sheet_by_name(sheet or book.sheet_names[0]).merged_cell_ranges or ())


def header_row(cells: Sequence[Sequence[Any]], together: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """The row of the headers, from 1; 0 where all is blank.

    It is the first that is filled, but for titles: rows of one filled cell that is merged across several columns.
    """
    titles = {first for first, last in together if last[1] > first[1]}
    for number, row in enumerate(cells):
        filled = [column for column, cell in enumerate(row) if cell != ""]
        if filled and not (len(filled) == 1 and (number, filled[0]) in titles):
            return number + 1
    return 0


def texts(cells: Iterable[Any]) -> list[str]:
    """The cells of a row as a person reads them: 1001 without '.0', dates in ISO, TRUE as 'true'."""
    return [cell if isinstance(cell, str) else text_of(cell) for cell in cells]


def too_long(cells: Iterable[Any]) -> list[int]:
    """The places (from 0) of numbers so long that Excel has destroyed their last digits."""
    return [i for i, cell in enumerate(cells) if isinstance(cell, float) and (cell >= _SAFE or cell <= -_SAFE)]


def suspects(path: Path, sheet: str | None) -> Iterator[tuple[int, int, str]]:
    """Cells without a value: (row from 1, column from 0, an error such as '#REF!', or '' for an unsaved formula).

    Raises OSError when the workbook is broken.
    """
    try:
        with zipfile.ZipFile(path) as book:
            part = _part(book, sheet)
            if part is not None and _has_suspects(book, part):
                with book.open(part) as stream:
                    yield from _scan(stream)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise OSError(str(error)) from error


def letters(column: int) -> str:
    """The name of a column as a spreadsheet shows it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def merged_faults(
    together: Iterable[tuple[tuple[int, int], tuple[int, int]]],
    rows: Sequence[Sequence[Any]],
    file: str,
    headers: list[str],
    first: int,
) -> list[Fault]:
    """A fault for each merged cell below the header row ``first`` that has a value: the other rows seem to share it."""
    found = []
    for (top, left), (bottom, right) in together:
        filled = top < len(rows) and left < len(rows[top]) and rows[top][left] != ""
        if top >= first and left < len(headers) and filled:
            place = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
            found.append(Fault("cells_merged", file, top + 1, headers[left] or letters(left), place))
    return found


def cell_faults(found: Iterable[tuple[int, int, str]], file: str, headers: list[str], first: int) -> list[Fault]:
    """The faults of ``suspects``, by header; cells above the header row ``first`` don't matter."""
    return [
        Fault("cell_error" if error else "formula_unsaved", file, row, headers[column] or letters(column), error)
        for row, column, error in found
        if row >= first and column < len(headers)
    ]


def _workbook(path: Path) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.CalamineError as error:
        raise OSError(str(error)) from error


def text_of(cell: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        # Fifteen digits are what Excel shows; the rest is the noise of binary fractions.
        return str(int(cell)) if cell == int(cell) and abs(cell) < _SAFE else format(cell, ".15g")
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time.min
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _part(book: zipfile.ZipFile, sheet: str | None) -> str | None:
    """The path of a sheet's XML inside the workbook."""
    workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in workbook.iter():
        if _tag(element) == "sheet" and sheet in (None, element.get("name")):
            key = next((value for name, value in element.items() if name.endswith("}id")), None)
            return posixpath.normpath(posixpath.join("xl", targets[key])).lstrip("/") if key in targets else None
    return None


def _has_suspects(book: zipfile.ZipFile, part: str) -> bool:
    """Whether the XML is worth parsing: most sheets have neither formulas nor errors."""
    with book.open(part) as stream:
        tail = b""
        while chunk := stream.read(1 << 20):
            if _SUSPECTS.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _scan(stream: Any) -> Iterator[tuple[int, int, str]]:
    row = column = 0
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):
        tag = _tag(element)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r", row + 1)), 0
            continue
        if tag == "c":
            place = element.get("r")
            if place:
                column = _column(place)
            parts = {_tag(child): child for child in element}
            if element.get("t") == "e":
                yield row, column, (parts["v"].text or "#N/A") if "v" in parts else "#N/A"
            elif "f" in parts and not (parts["v"].text if "v" in parts else "") and element.get("t") != "str":
                yield row, column, ""
            column += 1
        elif tag == "row":
            element.clear()


def _column(place: str) -> int:
    number = 0
    for letter in place:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
