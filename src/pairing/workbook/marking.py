"""The user's own workbook given back: each wrong cell coloured and commented, and a sheet that lists all faults.

Everything else stays as it is. A workbook that was marked before loses its old marks first: what a cell looked like is
kept in columns of the list that nobody sees.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pairing.fault import Fault
from pairing.reason import sentence
from pairing.tables import spreadsheet
from pairing.workbook.names import sheet_name

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Who writes the comments: by this name they are known again.
AUTHOR = "pairing"
RED, PALE = "FFFFC7CE", "FFFFEB9C"
#: The columns of the list that keep what cells looked like: sheet, cell, kind of fill, colour.
_KEPT = 10
_BETWEEN = "\n----\n"


@dataclass(frozen=True)
class Mark:
    """A fault and where it is seen: the sheet, row and column (from 1); no row where there is no such place."""

    fault: Fault
    sheet: str = ""
    row: int | None = None
    column: int | None = None


def marked_workbook(path: Path, faults: Sequence[Fault], lang: str) -> bytes:
    """The workbook at ``path`` with its faults marked. Raises OSError where it cannot be read."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path)
    except (InvalidFileException, KeyError, ValueError) as error:
        raise OSError(str(error)) from error
    _unmark(book)
    headers = Headers(path, spreadsheet.sheet_names(path))
    marks = [mark for fault in faults for mark in places_of(fault, headers)]
    kept: dict[tuple[str, str], tuple[str, str]] = {}
    for (sheet, place), group in _by_cell(book, marks).items():
        _colour(book[sheet][place], [mark.fault for mark in group], kept, lang)
    _list(book, marks, kept, lang)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def places_of(fault: Fault, headers: Headers) -> list[Mark]:
    """Where a fault is seen in the workbook: its cells, else the header of its column, else the first header."""
    file, _, sheet = fault.file.partition("#")
    if file != headers.path.name or (sheet and sheet not in headers.sheets):
        return [Mark(fault)]
    sheet = sheet or headers.sheets[0]
    titles, first = headers.of(sheet)
    columns = columns_of(fault, titles)
    row = fault.row if fault.row is not None else max(first, 1)
    return [Mark(fault, sheet, row, column) for column in columns or [1]]


def columns_of(fault: Fault, headers: Sequence[str]) -> list[int]:
    """The columns (from 1) that a fault names, by header, several headers, or letter."""
    names = [fault.column] if fault.column in headers else fault.column.split(", ")
    columns = [headers.index(name) + 1 for name in names if name and name in headers]
    if columns or not fault.column:
        return columns
    return [i for i in range(1, len(headers) + 1) if spreadsheet.letters(i - 1) == fault.column]


class Headers:
    """The headers of the sheets of a workbook as reading knows them, each sheet looked at once."""

    def __init__(self, path: Path, sheets: Sequence[str]) -> None:
        self.path, self.sheets = path, sheets
        self._known: dict[str, tuple[list[str], int]] = {}

    def of(self, sheet: str) -> tuple[list[str], int]:
        """The headers of a sheet, and their row; ([], 0) where there are none."""
        if sheet not in self._known:
            rows = spreadsheet.rows(self.path, sheet)
            first = spreadsheet.header_row(rows, spreadsheet.merged(self.path, sheet))
            self._known[sheet] = ([t.strip() for t in spreadsheet.texts(rows[first - 1])] if first else [], first)
        return self._known[sheet]


def _by_cell(book: Workbook, marks: Iterable[Mark]) -> dict[tuple[str, str], list[Mark]]:
    """The marks of each cell, by sheet and coordinate."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        if mark.row is not None and mark.column is not None:
            place = _anchor(book[mark.sheet], mark.row, mark.column)
            found.setdefault((mark.sheet, place), []).append(mark)
    return found


def _anchor(sheet: Worksheet, row: int, column: int) -> str:
    """The coordinate of the cell at a place; of merged cells that of the one that has the value."""
    cell = sheet.cell(row, column)
    for together in sheet.merged_cells.ranges if type(cell).__name__ == "MergedCell" else ():
        if cell.coordinate in together:
            return str(sheet.cell(together.min_row, together.min_col).coordinate)
    return str(cell.coordinate)


def _colour(cell: Cell, faults: Sequence[Fault], kept: dict[tuple[str, str], tuple[str, str]], lang: str) -> None:
    """Colour one cell and say in a comment what is wrong; a comment that is there stays below."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fill = cell.fill
    colour = fill.start_color
    plain = fill.fill_type == "solid" and colour.type == "rgb"
    kept[(cell.parent.title, cell.coordinate)] = (
        ("solid", str(colour.rgb)) if plain else (str(fill.fill_type or ""), "")
    )
    pale = all(fault.row is None for fault in faults)
    cell.fill = PatternFill("solid", start_color=PALE if pale else RED)
    text = "\n".join(dict.fromkeys(fault.message(lang) for fault in faults))
    there = f"{_BETWEEN}{cell.comment.text}" if cell.comment is not None else ""
    comment = Comment(_clean(text + there), AUTHOR)
    comment.width, comment.height = 360, 40 + 18 * (len(text) // 40 + text.count("\n") + 1)
    cell.comment = comment


def _unmark(book: Workbook) -> None:
    """Take away the marks of an earlier time."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for name in [name for name in book.sheetnames if spreadsheet.own_sheet(name) == "faults"]:
        rows = book[name].iter_rows(min_col=_KEPT, max_col=_KEPT + 3, values_only=True)
        for sheet, place, kind, colour in rows:
            if sheet not in book.sheetnames or not place:
                continue
            cell = book[str(sheet)][str(place)]
            if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb in (RED, PALE):
                cell.fill = PatternFill(kind, start_color=colour) if kind and colour else PatternFill()
            if cell.comment is not None and cell.comment.author == AUTHOR:
                _, _, own = cell.comment.text.partition(_BETWEEN)
                cell.comment = Comment(own, "") if own else None
        del book[name]


def _list(book: Workbook, marks: Sequence[Mark], kept: dict[tuple[str, str], tuple[str, str]], lang: str) -> None:
    """The sheet that lists every fault, with a link to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(sheet_name("faults", lang), 0)
    heads = ("number", "sheet", "cell", "column", "value", "message")
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(1, column, sentence(f"mark_{head}", lang))
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", start_color="FF1F4E5F")
    seen: dict[Fault, int] = {}
    for mark in marks:
        if mark.fault in seen:
            continue
        row = seen[mark.fault] = len(seen) + 2
        place = "" if mark.row is None or mark.column is None else f"{get_column_letter(mark.column)}{mark.row}"
        texts = (mark.sheet or mark.fault.file, place, mark.fault.column, mark.fault.value, mark.fault.message(lang))
        sheet.cell(row, 1, row - 1)
        for column, text in enumerate(texts, start=2):
            _text(sheet.cell(row, column), text)
        sheet.cell(row, 6).alignment = Alignment(wrap_text=True, vertical="top")
        if place:
            quoted = mark.sheet.replace("'", "''")
            link = sheet.cell(row, 3)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place}")
            link.font = Font(color="FF0563C1", underline="single")
            book[mark.sheet].sheet_state = "visible"
    if not marks:
        _text(sheet.cell(2, 6), sentence("mark_none", lang))
    for row, ((title, place), (kind, colour)) in enumerate(kept.items(), start=2):
        for column, text in enumerate((title, place, kind, colour), start=_KEPT):
            _text(sheet.cell(row, column), text)
    for letter, width in zip("ABCDEF", (6, 22, 9, 22, 24, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    for column in range(_KEPT, _KEPT + 4):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows, sheet.print_area = "1:1", f"A1:F{max(2, len(seen) + 1)}"
    sheet.auto_filter.ref = f"A1:F{max(2, len(seen) + 1)}"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _text(cell: Cell, text: str) -> None:
    """Write a text as text, also one that begins like a formula."""
    cell.value = _clean(text)
    if text:
        cell.data_type = "s"


def _clean(text: str) -> str:
    """The text without characters that a workbook cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")[:32_000]
