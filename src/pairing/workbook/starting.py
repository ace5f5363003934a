"""Start a scenario: a template to fill in, a folder turned into a workbook, or a workbook into a folder."""

from __future__ import annotations

import csv
import io
import os
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairing.fault import BadData, Fault
from pairing.tables import load as tables
from pairing.tables import schema
from pairing.tables.cells import ident
from pairing.tables.descriptor import Descriptor, Field
from pairing.toml_block import FILE
from pairing.workbook.opening import Opened, opened
from pairing.workbook.rows import kept_text, rows_of
from pairing.workbook.settings import settings_toml
from pairing.workbook.template import Book, Sheet, template
from pairing.workbook.values import MOST_TEXT, Cell, value_of
from pairing.workbook.writing import workbook_bytes

if TYPE_CHECKING:
    import duckdb

#: The workbook that `pairing init` writes.
BOOK = "book.xlsx"
#: The longest name of a sheet, and what it may not hold.
_LONGEST_NAME, _REFUSED = 31, "[]:*?/\\"
#: The most rows of a sheet.
_MOST_ROWS = 1_048_575


def start(folder: Path, programmes: Iterable[str], source: Path | None, lang: str) -> dict[str, Any]:
    """Write a scenario folder: a template, or what ``source`` holds in the other form.

    Returns the ``file`` written, the ``scenario`` to name from then on, the rows of each of its ``tables``, and how
    many rows of settings are ``off``. Raises :class:`BadData` where the folder has a scenario already, or where the
    source cannot be read; nothing is overwritten.
    """
    for name in (BOOK, FILE):
        if (folder / name).exists():
            raise BadData([Fault("init_exists", str(folder / name), value=str(folder / name))])
    if source is None:
        book = template(programmes, lang)
        files = {BOOK: workbook_bytes(book)}
        return _written(folder, files, {sheet.name: len(sheet.rows) for sheet in book.tables})
    place = opened(source)
    if place.faults:
        raise BadData(place.faults)
    found = _tables(place)
    counts = {name: len(rows) for name, (_, rows) in found.items()}
    if place.book is None:
        return _written(folder, {BOOK: workbook_bytes(_as_book(place, found, lang))}, counts)
    texts = {f"{name}.csv": _csv(raw.headers, rows) for name, (raw, rows) in found.items()}
    taken = [name for name in texts if (folder / name).exists()]
    if taken:
        raise BadData([Fault("init_exists", str(folder / name), value=str(folder / name)) for name in taken])
    return _written(
        folder,
        {**texts, FILE: settings_toml(place.settings, remarks=True).encode()},
        counts,
        off=len(place.settings.off),
    )


def _written(folder: Path, files: Mapping[str, bytes], counts: Mapping[str, int], off: int = 0) -> dict[str, Any]:
    """Write each file whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        fresh = folder / f".{name}.{secrets.token_hex(4)}.part"
        try:
            fresh.write_bytes(content)
            os.replace(fresh, folder / name)
        finally:
            fresh.unlink(missing_ok=True)
    last = str(folder / BOOK) if BOOK in files else str(folder)
    return {"file": str(folder / list(files)[-1]), "scenario": last, "tables": dict(counts), "off": off}


_Rows = list[tuple[str | None, ...]]


def _tables(place: Opened) -> dict[str, tuple[tables.Raw, _Rows]]:
    """Every table as text, by name, in the order of its rows. Raises :class:`BadData` for one that cannot be read."""
    import duckdb

    db = duckdb.connect(":memory:")
    declared = place.config.tables if place.config else {}
    found: dict[str, tuple[tables.Raw, _Rows]] = {}
    faults: list[Fault] = []
    for name, source in tables.discover(place.folder, declared, place.only, place.asked).items():
        raw = tables.load(db, source)
        faults += raw.faults
        if raw.headers:
            found[name] = (raw, _rows(db, raw))
    if faults:
        raise BadData(faults)
    return found


def _rows(db: duckdb.DuckDBPyConnection, raw: tables.Raw) -> _Rows:
    return db.execute(f"SELECT {', '.join(raw.columns)} FROM {ident(raw.name)} ORDER BY _row").fetchall()


def _as_book(place: Opened, found: Mapping[str, tuple[tables.Raw, _Rows]], lang: str) -> Book:
    """A folder's tables, under their own names and headers, and its settings as sheets."""
    text = (place.folder / FILE).read_text(encoding="utf-8-sig")
    kept, notes = kept_text(text)
    raw = tomllib.loads(text)
    faults = [
        Fault("sheet_cannot_carry", FILE, column=f"table.{name}.path", value=str(record["path"]))
        for name, record in raw.get("table", {}).items()
        if "path" in record
    ]
    faults += [Fault("sheet_cannot_carry", FILE, value=line[:60]) for line in kept if len(line) > MOST_TEXT]
    for name, (_, rows) in found.items():
        if len(name) > _LONGEST_NAME or set(name) & set(_REFUSED) or len(rows) > _MOST_ROWS:
            faults.append(Fault("sheet_cannot_carry", found[name][0].source.label, column=name, value=str(len(rows))))
    if faults:
        raise BadData(faults)
    declared = raw.get("table", {})
    sheets = tuple(_as_sheet(name, declared.get(name), *found[name]) for name in found)
    return Book(lang, sheets, tuple(rows_of(raw, notes)), tuple(kept), hints=False)


def _as_sheet(name: str, record: Mapping[str, Any] | None, raw: tables.Raw, rows: _Rows) -> Sheet:
    described = schema.from_declaration(name, record) if record is not None else schema.descriptor(name)
    table = described or Descriptor(name)
    match = schema.match_headers(raw, table)
    named = {column: field for field, (column, _) in match.fields.items()}
    fields = tuple(table.field(named[column]) if column in named else None for column in raw.columns)
    cells = tuple(tuple(_cell(field, text) for field, text in zip(fields, row, strict=True)) for row in rows)
    return Sheet(name, table, raw.headers, fields, cells)


def _cell(field: Field | None, text: str | None) -> Cell | None:
    """A number or date as such where the cell then reads as the very same text, else text."""
    if text is None or field is None or field.type not in ("integer", "number", "date"):
        return text
    if field.type == "date":
        return _day(text)
    number = value_of("", text)
    return number if type(number) in (int, float) and abs(number) < 10**15 else text


def _day(text: str) -> Cell:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    # Before March 1900 the calendar of Excel is a day off.
    return day if day.isoformat() == text and day >= date(1900, 3, 1) else text


def _csv(headers: Iterable[str], rows: _Rows) -> bytes:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(headers)
    write.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
