"""Sheets as XLSX: widths, formats, filter, frozen headers; a table that is too long for one sheet fills several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pairing.outputs.book.formats import Formats, printed
from pairing.outputs.book.sheet import Cell, Column, Fen, Sheet
from pairing.workbook.layout import MOST_ROWS, free_name, height, width

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

#: Widths are taken from so many rows of a sheet.
_MEASURED = 400
_LEAST: Mapping[str, float] = {"text": 8, "words": 14, "number": 9, "share": 9}
_WIDEST: Mapping[str, float] = {"text": 30, "words": 60, "number": 20, "share": 9}


@dataclass(frozen=True)
class Margins:
    """What stands in the margins of every page."""

    title: str
    foot: str
    page: str


def parts(sheets: Sequence[Sheet], first: str, most: int = MOST_ROWS) -> list[tuple[str, Sheet]]:
    """Sheets with names of their own besides the one of the ``first``; none has more than ``most`` rows in all."""
    taken: set[str] = set()
    free_name(first, taken)
    found = []
    for sheet in sheets:
        for rows in _cut(sheet, most - 1 - (sheet.total is not None)):
            last = rows and rows[-1] is sheet.rows[-1]
            total = sheet.total if last or not rows else None
            part = Sheet(sheet.title, sheet.columns, rows, sheet.frozen, total)
            found.append((free_name(sheet.title, taken), part))
    return found


def _cut(sheet: Sheet, most: int) -> Iterator[Sequence[Sequence[Cell]]]:
    if len(sheet.rows) <= most:
        yield sheet.rows
        return
    for start in range(0, len(sheet.rows), most):
        yield sheet.rows[start : start + most]


def write_sheet(book: xlsxwriter.Workbook, name: str, sheet: Sheet, formats: Formats, margins: Margins) -> None:
    """Add a sheet; rows go to it one by one, as a workbook in constant memory demands. O(cells)."""
    made: Worksheet = book.add_worksheet(name)
    widths = [_wide(column, k, sheet) for k, column in enumerate(sheet.columns)]
    for k, column in enumerate(sheet.columns):
        made.set_column(k, k, widths[k], formats.words if column.kind == "words" else formats.text)
    made.set_row(0, max(20, height([column.title for column in sheet.columns], widths)))
    for k, column in enumerate(sheet.columns):
        right = column.kind in ("number", "share")
        made.write_string(0, k, column.title, formats.head_right if right else formats.head)
    long = [k for k, column in enumerate(sheet.columns) if column.kind == "words"]
    kinds = [column.kind for column in sheet.columns]
    for number, row in enumerate(sheet.rows, 1):
        lines = height([str(row[k]) for k in long], [widths[k] for k in long]) if long else 0
        if lines > 16:
            made.set_row(number, lines)
        for k, cell in enumerate(row):
            _write(made, number, k, cell, kinds[k], formats)
    last = len(sheet.rows)
    made.freeze_panes(1, sheet.frozen)
    made.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    if sheet.total is not None:
        last += 1
        for k, cell in enumerate(sheet.total):
            _write_total(made, last, k, cell, kinds[k], formats)
    made.repeat_rows(0)
    made.print_area(0, 0, last, len(sheet.columns) - 1)
    # Ids of digits alone are texts, and right so: no warning shall stand in their corners.
    made.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(sheet.columns) - 1)}{last + 1}"})
    printed(made, sum(widths), name, margins.title, margins.foot, margins.page)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, kind: str, formats: Formats) -> None:
    """One cell by its kind; a text stays text, whatever it begins with."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, formats.words if kind == "words" else formats.text)
    elif isinstance(cell, Fen):
        sheet.write_number(row, column, cell / 100, formats.yuan)
    else:
        sheet.write_number(row, column, cell, formats.share if kind == "share" else formats.count)


def _write_total(sheet: Worksheet, row: int, column: int, cell: Cell, kind: str, formats: Formats) -> None:
    total: Mapping[str, Any] = formats.total
    if cell is None or isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell, total["text"])
        else:
            sheet.write_blank(row, column, None, total["text"])
    elif isinstance(cell, Fen):
        sheet.write_number(row, column, cell / 100, total["yuan"])
    else:
        sheet.write_number(row, column, cell, total["share" if kind == "share" else "count"])


def _wide(column: Column, place: int, sheet: Sheet) -> float:
    """As wide as the widest of the first rows, within what a column of its kind may take; the header may wrap."""
    shown = [_shown(row[place]) for row in sheet.rows[:_MEASURED]]
    if sheet.total is not None:
        shown.append(_shown(sheet.total[place]))
    longest = max(map(width, shown), default=0) + 3
    # Room for the arrow of the filter; a header of more than two lines would look odd.
    header = max(width(column.title) + 4 if width(column.title) <= 10 else width(column.title) / 2 + 6, longest)
    return min(max(header, _LEAST[column.kind]), max(column.most or _WIDEST[column.kind], width(column.title) / 2 + 6))


def _shown(cell: Cell) -> str:
    """A cell about as a spreadsheet shows it."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    return f"{cell / 100:,.2f}" if isinstance(cell, Fen) else f"{cell:,.0f}" if isinstance(cell, int) else "100.0%"


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
