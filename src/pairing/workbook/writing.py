"""A workbook as bytes: tables, settings, instructions, drop-downs. Equal books give equal bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pairing.reason import sentence
from pairing.tables.descriptor import Descriptor, Field
from pairing.workbook.guide import guide_rows
from pairing.workbook.hints import field_hint, part_words, row_hint, setting_hint
from pairing.workbook.layout import height, width
from pairing.workbook.names import COLUMNS, NOTE, OF, ON, PART, PARTS, part_name, sheet_name, title
from pairing.workbook.rows import Row
from pairing.workbook.template import Book, Sheet, words
from pairing.workbook.values import Cell

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

#: Down to this row drop-downs and formats reach, or 1,000 rows beyond the last that is filled.
_ROWS = 5000
_SPARE = 1000
_WIDE = {
    "where": 46,
    "says.zh": 34,
    "says.en": 34,
    "title.zh": 26,
    "title.en": 26,
    "law": 28,
    NOTE: 34,
    "points": 34,
    "wants": 34,
}


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        head = {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "border": 1, "border_color": "#B8C4C9"}
        wrap = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({**head, **wrap})
        self.needed = book.add_format({**head, **wrap, "bg_color": "#9A4B00"})
        self.hint = book.add_format({**wrap, "font_color": "#5B6770", "bg_color": "#F1F4F5", "italic": True})
        self.text = book.add_format({"num_format": "@"})
        self.wrapped = book.add_format(wrap)
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.plain = book.add_format({})
        self.code = book.add_format({"font_name": "Consolas", "num_format": "@"})
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#1F4E5F"})
        self.strong = book.add_format({"bold": True, "valign": "top"})

    def of(self, field: Field | None) -> Any:
        """How the cells of a column are formatted: texts as text, so that 007 and long numbers stay as typed."""
        if field is None or field.type in ("string", "list", "any"):
            return self.text
        if field.type == "date":
            return self.day
        return self.money if field.money else self.plain


def workbook_bytes(book: Book) -> bytes:
    """The workbook as an XLSX file."""
    import xlsxwriter

    stream = io.BytesIO()
    large = sum(len(sheet.rows) for sheet in book.tables) > _ROWS
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": large, "in_memory": not large}
    made = xlsxwriter.Workbook(stream, options)
    # No date of the day inside: equal books are equal bytes.
    made.set_properties({"created": datetime(2000, 1, 1)})
    formats = _Formats(made)
    lists = _Lists()
    if book.hints:
        _write_guide(made.add_worksheet(sheet_name("guide", book.lang)), book, formats)
    for sheet in book.tables:
        _write_table(made.add_worksheet(sheet.name), sheet, book, formats, lists)
    for kind in COLUMNS:
        _write_settings(made.add_worksheet(sheet_name(kind, book.lang)), kind, book, formats, lists)
    if book.text:
        _write_text(made.add_worksheet(sheet_name("toml", book.lang)), book, formats)
    if lists.columns:
        hidden = made.add_worksheet(sheet_name("lists", book.lang))
        for row in range(max(map(len, lists.columns))):
            for column, texts in enumerate(lists.columns):
                if row < len(texts):
                    hidden.write_string(row, column, texts[row])
        hidden.hide()
    made.close()
    return stream.getvalue()


class _Lists:
    """The lists of the hidden sheet, each column once."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, ...]] = []

    def source(self, texts: Iterable[str]) -> str:
        """The reference to a list of texts, for a drop-down."""
        wanted = tuple(texts)
        if wanted not in self.columns:
            self.columns.append(wanted)
        column = _letters(self.columns.index(wanted))
        return f"={sheet_name('lists', 'en')}!${column}$1:${column}${len(wanted)}"


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _write_table(sheet: Worksheet, table: Sheet, book: Book, formats: _Formats, lists: _Lists) -> None:
    first = 2 if book.hints else 1
    last = max(_ROWS, first + len(table.rows) + _SPARE)
    hints = [field_hint(table.table, field, book.lang) for field in table.fields]
    widths: list[float] = []
    for column, (header, field) in enumerate(zip(table.headers, table.fields, strict=True)):
        long = max([8, width(header) + 3, *(min(width(str(row[column])), 40) + 2 for row in table.rows[:50])])
        widths.append(min(max(long, min(width(hints[column]) * 0.55, 22)), 44))
        sheet.set_column(column, column, widths[-1], formats.of(field))
        needed = field is not None and (field.constraints.required or field.name in table.table.primary_key)
        sheet.write_string(0, column, header, formats.needed if needed else formats.head)
        source = _choices(table.table, field, book, lists)
        if source:
            # A warning, no refusal: reading knows more spellings than the list shows.
            sheet.data_validation(
                first,
                column,
                last,
                column,
                {
                    "validate": "list",
                    "source": source,
                    "error_type": "warning",
                    "error_title": sentence("choice_title", book.lang),
                    "error_message": sentence("choice_message", book.lang),
                },
            )
    if book.hints:
        sheet.set_row(1, height(row_hint(hints), widths))
        for column, text in enumerate(row_hint(hints)):
            sheet.write_string(1, column, text, formats.hint)
    for row, cells in enumerate(table.rows, start=first):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, formats, formats.of(table.fields[column]))
    sheet.freeze_panes(first, 1)
    _printed(sheet)
    sheet.autofilter(first - 1, 0, max(first, first + len(table.rows) - 1), len(table.headers) - 1)


def _choices(table: Descriptor, field: Field | None, book: Book, lists: _Lists) -> str:
    """Where a column's drop-down takes its words from: the hidden sheet, or the keys of another sheet."""
    if field is None:
        return ""
    if table.name == "pins" and field.name == "programme":
        return lists.source(str(row.cells["code"]) for row in book.settings if row.part == "programme")
    if words(field, book.lang):
        return lists.source(words(field, book.lang))
    key = next((key for key in table.foreign_keys if key.fields == (field.name,)), None)
    parent = next((sheet for sheet in book.tables if key and sheet.table.name == key.table), None)
    if key is None or parent is None:
        return ""
    place = next((i for i, f in enumerate(parent.fields) if f is not None and f.name == key.parents[0]), None)
    if place is None:
        return ""
    start, column = (3 if book.hints else 2), _letters(place)
    name = parent.name.replace("'", "''")
    return f"='{name}'!${column}${start}:${column}${max(_ROWS, start + len(parent.rows) + _SPARE)}"


def _write_settings(sheet: Worksheet, kind: str, book: Book, formats: _Formats, lists: _Lists) -> None:
    lang = book.lang
    rows = [row for row in book.settings if PARTS[row.part] == kind]
    keys = _columns(kind, rows)
    first = 2 if book.hints else 1
    widths: list[float] = []
    for column, key in enumerate(keys):
        text = title(key, lang)
        widths.append(_WIDE.get(key, max(12, min(width(text) + 3, 22))))
        sheet.set_column(column, column, widths[-1], formats.wrapped)
        sheet.write_string(0, column, text, formats.head)
    sheet.set_row(0, height([title(key, lang) for key in keys], [0.85 * each for each in widths]))
    if book.hints:
        hints = row_hint([setting_hint(key, lang) for key in keys])
        sheet.set_row(1, height(hints, widths))
        for column, text in enumerate(hints):
            sheet.write_string(1, column, text, formats.hint)
    for number, row in enumerate(rows, start=first):
        cells: dict[str, Cell] = {ON: words(_TRUTH, lang)[0], PART: part_name(row.part, lang), **row.cells}
        cells |= {key: text for key, text in ((OF, row.of), (NOTE, row.note)) if text}
        sheet.set_row(number, height([str(cells.get(key, "")) for key in keys], widths))
        for column, key in enumerate(keys):
            _write(sheet, number, column, cells.get(key), formats, formats.wrapped)
    codes = [str(r.cells["code"]) for r in book.settings if r.part in ("programme", "policy") and "code" in r.cells]
    for key, texts in ((ON, words(_TRUTH, lang)), (PART, part_words(lang)[kind]), (OF, codes)):
        if key in keys and texts:
            rule = {"validate": "list", "source": lists.source(texts)}
            sheet.data_validation(first, keys.index(key), first + len(rows) + _SPARE, keys.index(key), rule)
    sheet.freeze_panes(first, keys.index("code") + 1)
    _printed(sheet)


_TRUTH = Field("on", type="boolean")


def _columns(kind: str, rows: Sequence[Row]) -> list[str]:
    """The columns of a sheet of settings: those that every workbook has, then whatever else its rows say."""
    used = dict.fromkeys(key for row in rows for key in row.cells)
    own = [OF] if kind != "programmes" else []
    more = [key for key in used if key not in COLUMNS[kind]]
    return [ON, PART, *own, *COLUMNS[kind], *more, NOTE]


def _write_text(sheet: Worksheet, book: Book, formats: _Formats) -> None:
    sheet.set_column(0, 0, 140, formats.code)
    for row, line in enumerate(book.text):
        if line:
            sheet.write_string(row, 0, line, formats.code)


def _write_guide(sheet: Worksheet, book: Book, formats: _Formats) -> None:
    sheet.set_column(0, 0, 24, formats.wrapped)
    sheet.set_column(1, 1, 96, formats.wrapped)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for row, (left, right) in enumerate(guide_rows(book)):
        sheet.set_row(row, 30 if row == 0 else height([left, right], (24, 96)))
        sheet.write_string(row, 0, left, formats.title if row == 0 else formats.strong)
        if right:
            sheet.write_string(row, 1, right, formats.wrapped)


def _printed(sheet: Worksheet) -> None:
    """How a sheet goes to paper: A4, across, as wide as the page, the headers on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell | None, formats: _Formats, plain: Any) -> None:
    """One cell by its kind; a text stays text, whatever it begins with."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, plain)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, plain)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats.day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, plain)
    else:
        sheet.write_number(row, column, cell, plain)
