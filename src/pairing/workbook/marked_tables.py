"""The tables of a folder as one workbook, every wrong cell marked: a sheet for each file, and a list of faults."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb

from pairing.fault import Fault
from pairing.reason import sentence
from pairing.tables import load, spreadsheet
from pairing.tables.cells import ident
from pairing.tables.sources import Source
from pairing.toml_block import FILE
from pairing.workbook.layout import MOST_ROWS, free_name
from pairing.workbook.marking import AUTHOR, columns_of
from pairing.workbook.names import sheet_name

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_MOST_COLUMNS, _MOST_TEXT = 16_384, 32_767
_Rows = Iterator[tuple[int, Sequence[str]]]


def marked_tables(sources: Mapping[str, Source], text: str, faults: Sequence[Fault], lang: str) -> bytes:
    """A new workbook: the list, then each table as text with its faults coloured and commented, then scenario.toml.

    Sheets go by the names of the tables. What cannot be read at all is only in the list.
    """
    import xlsxwriter

    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    made.set_properties({"created": datetime(2000, 1, 1)})
    formats = {
        "text": made.add_format({"num_format": "@"}),
        "head": made.add_format({"num_format": "@", "bold": True, "bg_color": "#D9E2E6"}),
        "red": made.add_format({"num_format": "@", "bg_color": "#FFC7CE"}),
        "pale": made.add_format({"num_format": "@", "bold": True, "bg_color": "#FFEB9C"}),
        "link": made.add_format({"font_color": "#0563C1", "underline": 1}),
        "wrap": made.add_format({"text_wrap": True, "valign": "top"}),
        "list": made.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF"}),
    }
    listed = made.add_worksheet(sheet_name("faults", lang))
    names = _names([*(source.label for source in sources.values()), *([FILE] if text else [])])
    places: dict[Fault, str] = {}
    for source in sources.values():
        own = [fault for fault in faults if fault.file == source.label]
        rows = _records(source)
        places |= _write_table(made.add_worksheet(names[source.label]), names[source.label], rows, own, formats, lang)
    if text:
        own = [fault for fault in faults if fault.file == FILE]
        places |= _write_toml(made.add_worksheet(names[FILE]), names[FILE], text, own, formats, lang)
    _write_list(listed, faults, places, formats, lang)
    made.close()
    return stream.getvalue()


def _names(labels: Sequence[str]) -> dict[str, str]:
    """A name for the sheet of each file: as its own as a sheet's name may be, and no two alike."""
    taken = {name.casefold() for name in spreadsheet.OWN_SHEETS["faults"].values()}
    return {label: free_name(label.removesuffix(".csv").removesuffix(".parquet"), taken) for label in labels}


def _records(source: Source) -> _Rows:
    """Every row of a table as text with its number, blank ones and those at fault included; none where unreadable."""
    if not source.path.is_file() or any(fault.row is None and fault.file == source.label for fault in source.faults):
        return
    try:
        if source.path.suffix.lower() == ".csv":
            yield from load.csv_rows(source.path)
        elif source.path.suffix.lower() == ".xlsx":
            for row, cells in enumerate(spreadsheet.rows(source.path, source.sheet), start=1):
                yield row, spreadsheet.texts(cells)
        else:
            db = duckdb.connect(":memory:")
            raw = load.load(db, source)
            yield 1, raw.headers
            if raw.headers:
                found = db.execute(f"SELECT _row, {', '.join(raw.columns)} FROM {ident(raw.name)} ORDER BY _row")
                for row, *cells in iter(found.fetchone, None):
                    yield row, ["" if cell is None else cell for cell in cells]
    except OSError:
        return


def _write_table(
    sheet: Worksheet, name: str, rows: _Rows, faults: Sequence[Fault], formats: Mapping[str, Any], lang: str
) -> dict[Fault, str]:
    """One table; returns the link to the cell of each fault."""
    headers: list[str] = []
    header_row = 1
    wrong: dict[tuple[int, int], list[Fault]] = {}
    places: dict[Fault, str] = {}
    for row, cells in islice(rows, MOST_ROWS):
        if row > MOST_ROWS:
            break
        if not headers and any(cell.strip() for cell in cells):
            headers, header_row = [cell.strip(" \ufeff") for cell in cells], row
            for fault in faults:
                at = header_row if fault.row is None else fault.row
                for column in columns_of(fault, headers) or [1]:
                    wrong.setdefault((at, column), []).append(fault)
            sheet.freeze_panes(row, 1)
            sheet.set_column(0, len(headers) - 1, 16, formats["text"])
        for column, cell in enumerate(cells[:_MOST_COLUMNS], start=1):
            own = wrong.get((row, column))
            form = "pale" if own and row == header_row else "red" if own else "head" if row == header_row else "text"
            if cell or own:
                sheet.write_string(row - 1, column - 1, _clean(cell), formats[form])
    if not headers:  # nothing could be read: the list alone tells
        return {}
    for (row, column), own in wrong.items():
        if row <= MOST_ROWS:
            _comment(sheet, row, column, own, lang)
            places |= {fault: _link(name, row, column) for fault in own if fault not in places}
    return places


def _write_toml(
    sheet: Worksheet, name: str, text: str, faults: Sequence[Fault], formats: Mapping[str, Any], lang: str
) -> dict[Fault, str]:
    """The settings, a line a row; each fault at the line where its setting begins, as far as can be told."""
    from pairing.workbook.lines import line_of

    lines = text.splitlines()
    wrong: dict[int, list[Fault]] = {}
    for fault in faults:
        wrong.setdefault(line_of(lines, fault.column), []).append(fault)
    sheet.set_column(0, 0, 150, formats["text"])
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row - 1, 0, _clean(line), formats["red" if row in wrong else "text"])
    for row, own in wrong.items():
        _comment(sheet, row, 1, own, lang)
    return {fault: _link(name, row, 1) for row, own in wrong.items() for fault in own}


def _comment(sheet: Worksheet, row: int, column: int, faults: Sequence[Fault], lang: str) -> None:
    text = "\n".join(dict.fromkeys(fault.message(lang) for fault in faults))
    options = {"author": AUTHOR, "width": 360, "height": 40 + 18 * (len(text) // 40 + text.count("\n") + 1)}
    sheet.write_comment(row - 1, column - 1, _clean(text), options)


def _link(sheet: str, row: int, column: int) -> str:
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!{spreadsheet.letters(column - 1)}{row}"


def _write_list(
    sheet: Worksheet, faults: Sequence[Fault], places: Mapping[Fault, str], formats: Mapping[str, Any], lang: str
) -> None:
    for column, head in enumerate(("number", "sheet", "cell", "column", "value", "message")):
        sheet.write_string(0, column, sentence(f"mark_{head}", lang), formats["list"])
    for row, fault in enumerate(faults, start=1):
        sheet.write_number(row, 0, row)
        sheet.write_string(row, 1, _clean(fault.file))
        link = places.get(fault)
        if link:
            sheet.write_url(row, 2, link, formats["link"], link.rpartition("!")[2])
        sheet.write_string(row, 3, _clean(fault.column))
        sheet.write_string(row, 4, _clean(fault.value))
        sheet.write_string(row, 5, _clean(fault.message(lang)), formats["wrap"])
    if not faults:
        sheet.write_string(1, 5, sentence("mark_none", lang))
    for column, width in enumerate((6, 22, 9, 24, 24, 100)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(1, len(faults)), 5)


def _clean(text: str) -> str:
    """The text without characters that a workbook cannot hold, and not longer than a cell."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")[:_MOST_TEXT]
