"""Load a table with all cells as text, and with the row numbers that a spreadsheet shows.

Nothing is interpreted here beyond what the file format itself means: cells are trimmed, blank cells are NULL,
wholly blank rows (the tails that Excel leaves) are passed over but counted, so that every later fault names
the right row.
"""

from __future__ import annotations

import codecs
import csv
import errno
import itertools
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

import duckdb

from pairing.fault import Fault
from pairing.tables import spreadsheet
from pairing.tables.cells import ident, literal
from pairing.tables.listing import LISTED, listed, mask, more_like_this
from pairing.tables.sources import Source, discover, unreadable

__all__ = ["Raw", "Source", "discover", "load"]

#: What the first cell of a row of hints begins with. Such rows stand right below the headers, and are no data.
HINT = "※"
_BLANK = " \t\r\n\v\f\u00a0\u2003\u200b\u3000\ufeff"


@dataclass(frozen=True)
class Raw:
    """A loaded table: ``headers`` as the user wrote them, ``columns`` (VARCHAR) of the temporary table ``name``.

    The table also has ``_row`` (BIGINT), the row number in the spreadsheet. Without headers nothing could be
    loaded. ``hinted``: a row of hints stands below the headers, as in the template of a workbook.
    """

    source: Source
    name: str
    headers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    hinted: bool = False


def load(db: duckdb.DuckDBPyConnection, source: Source) -> Raw:
    """Load a table as text into the temporary table ``raw NAME``; what cannot be read is among its faults.

    Raises OSError only when the disk is full.
    """
    raw = Raw(source, f"raw {source.table}", faults=source.faults)
    if source.faults:
        return raw
    try:
        match source.path.suffix.lower():
            case ".parquet":
                return _load_parquet(db, raw)
            case ".xlsx":
                return _load_sheet(db, raw)
            case _:
                return _load_csv(db, raw)
    except (OSError, duckdb.IOException, duckdb.InvalidInputException) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise  # the disk is at fault, not the table
        return replace(raw, faults=(unreadable(source, error),))


def _load_csv(db: duckdb.DuckDBPyConnection, raw: Raw) -> Raw:
    path, label = raw.source.path, raw.source.label
    encoding = _encoding(path)
    if encoding is None:
        return replace(raw, faults=(Fault("encoding_unknown", label),))
    broken: list[Fault] = []
    with path.open(encoding=encoding, newline="") as text:
        delimiter = _delimiter(text)
        return _store(db, raw, _records(text, delimiter, label, broken), broken)


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every record of a CSV file by spreadsheet row, blank ones too, nothing trimmed; none where it is no text."""
    encoding = _encoding(path)
    if encoding is not None:
        with path.open(encoding=encoding, newline="") as text:
            yield from _records(text, _delimiter(text), path.name, [])


def _load_sheet(db: duckdb.DuckDBPyConnection, raw: Raw) -> Raw:
    path, sheet, label = raw.source.path, raw.source.sheet, raw.source.label
    if sheet is not None and sheet not in spreadsheet.sheet_names(path):
        names = ", ".join(spreadsheet.sheet_names(path))
        return replace(raw, faults=(Fault("sheet_missing", label, value=sheet, facts={"known": names}),))
    rows, together = spreadsheet.rows(path, sheet), spreadsheet.merged(path, sheet)
    first = spreadsheet.header_row(rows, together)
    headers = spreadsheet.texts(rows[first - 1]) if first else []
    faults = spreadsheet.cell_faults(spreadsheet.suspects(path, sheet), label, headers, first)
    faults += spreadsheet.merged_faults(together, rows, label, headers, first)
    for row, cells in enumerate(rows[first:], start=first + 1):
        for place in spreadsheet.too_long(cells):
            column = headers[place] or spreadsheet.letters(place)
            faults.append(Fault("id_as_number", label, row, column, mask(format(cells[place], ".0f"))))
    below = enumerate(rows[max(first - 1, 0) :], start=max(first, 1))
    return _store(db, raw, ((n, spreadsheet.texts(cells)) for n, cells in below), listed(faults))


def _load_parquet(db: duckdb.DuckDBPyConnection, raw: Raw) -> Raw:
    scan = f"read_parquet({literal(str(raw.source.path))}, file_row_number = true)"
    described = db.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
    names = [str(name) for name, *_ in described]
    columns = [f"c{i}" for i in range(len(names))]
    texts = [_parquet_text(ident(name), str(kind)) for name, (_, kind, *_) in zip(names, described, strict=True)]
    cells = ", ".join(f"{_trimmed(text)} AS {column}" for text, column in zip(texts, columns, strict=True))
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(raw.name)} AS SELECT file_row_number + 2 AS _row, {cells} FROM {scan}"
    )
    faults = []
    for name, (_, kind, *_) in zip(names, described, strict=True):
        if kind in ("DOUBLE", "FLOAT"):
            cell = ident(name)
            bad = f"SELECT file_row_number + 2, {cell} FROM {scan} WHERE abs({cell}) >= 1e15 ORDER BY 1"
            faults += [
                Fault("id_as_number", raw.source.label, r, name, mask(f"{v:.0f}"))
                for r, v in db.execute(bad).fetchall()
            ]
    return replace(raw, headers=tuple(names), columns=tuple(columns), faults=tuple(listed(faults)))


def _parquet_text(name: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"array_to_string(CAST({name} AS VARCHAR[]), ';')"
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"{name} = trunc({name}) AND abs({name}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
    if kind.startswith("TIMESTAMP"):
        return f"replace(CAST({name} AS VARCHAR), ' 00:00:00', '')"
    return f"CAST({name} AS VARCHAR)"


def _encoding(path: Path) -> str | None:
    """``utf-8-sig`` or ``gb18030``, whichever decodes the whole file; None when neither does, or it is binary."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 22):
                    if b"\0" in chunk:
                        return None
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _delimiter(text: TextIO) -> str:
    """The delimiter of the first line that is not blank: a comma, or whichever of ; and tab it has more of."""
    line = next((line for line in text if line.strip()), "")
    text.seek(0)
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=bare.count)


def _records(text: TextIO, delimiter: str, label: str, broken: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV by spreadsheet row; one whose quotes are broken goes to ``broken`` instead."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    for row in itertools.count(1):
        try:
            yield row, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken.append(Fault("quotes_broken", label, row))
            if "field larger" in str(error):  # a quote that is never closed: what follows has no true row number
                return


def _store(
    db: duckdb.DuckDBPyConnection, raw: Raw, records: Iterator[tuple[int, list[str]]], faults: list[Fault]
) -> Raw:
    """Write the records as clean CSV for DuckDB to read in bulk; a row of another length is a fault."""
    label = raw.source.label
    header_row, cells = next(((row, cells) for row, cells in records if any(map(str.strip, cells))), (0, []))
    if not cells:
        return replace(raw, faults=(*faults, Fault("file_empty", label)))
    headers = [cell.strip(_BLANK) for cell in cells]
    width = len(headers)
    ragged: list[tuple[int, int]] = []
    hints: list[int] = []
    with tempfile.TemporaryDirectory(prefix="pairing-") as folder:  # private: the tables hold personal data
        clean = Path(folder) / "clean.csv"
        with clean.open("w", encoding="utf-8", newline="") as stream:
            # With this line end the writer quotes cells that hold a lone \r as well as those with \n.
            write = csv.writer(stream, lineterminator="\r\n").writerow
            for row, cells in _below_hints(records, hints):
                if len(cells) != width:
                    if not any(map(str.strip, cells)):
                        continue
                    if len(cells) < width or any(map(str.strip, cells[width:])):
                        ragged.append((row, len(cells)))
                        continue
                    del cells[width:]
                cells.append(str(row))
                write(cells)
        columns = [f"c{i}" for i in range(width)]
        _read_clean(db, raw.name, columns, clean)
    faults = [*faults, *_ragged(label, ragged, width)]
    raw = replace(raw, faults=tuple(faults), hinted=bool(hints))
    return _headed(db, raw, headers, columns, header_row)


def _below_hints(records: Iterator[tuple[int, list[str]]], hints: list[int]) -> Iterator[tuple[int, list[str]]]:
    """The records without the hints at their top, whose rows are noted."""
    for row, cells in records:
        if next((text for cell in cells if (text := cell.strip(_BLANK))), "").startswith(HINT):
            hints.append(row)
            continue
        yield row, cells
        if any(map(str.strip, cells)):
            break
    yield from records


def _read_clean(db: duckdb.DuckDBPyConnection, name: str, columns: list[str], path: Path) -> None:
    schema = ", ".join(f"'{column}': 'VARCHAR'" for column in (*columns, "row"))
    cells = ", ".join(f"{_trimmed(column)} AS {column}" for column in columns)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(name)} AS SELECT * FROM ("
        f"SELECT CAST(row AS BIGINT) AS _row, {cells} FROM read_csv({literal(str(path))}, columns = {{{schema}}},"
        " auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n',"
        f" parallel = false, max_line_size = 100000000)) WHERE coalesce({', '.join(columns)}) IS NOT NULL"
    )


def _trimmed(text: str) -> str:
    """NULL for a blank cell; only cells with blanks at an end are trimmed: trimming all takes thrice as long."""
    edges = literal(f"^[{_BLANK}]|[{_BLANK}]$")
    trimmed = f"trim({text}, {literal(_BLANK)})"
    return f"nullif(CASE WHEN regexp_matches({text}, {edges}) THEN {trimmed} ELSE {text} END, '')"


def _ragged(label: str, rows: list[tuple[int, int]], width: int) -> list[Fault]:
    shown = [
        Fault("row_short" if cells < width else "row_long", label, row, facts={"cells": cells, "headers": width})
        for row, cells in rows[:LISTED]
    ]
    return shown if len(rows) <= LISTED else [*shown, more_like_this(label, "", "row_length", len(rows))]


def _headed(db: duckdb.DuckDBPyConnection, raw: Raw, headers: list[str], columns: list[str], row: int) -> Raw:
    """Pass over columns without a header, unless something stands in them: then the header was forgotten."""
    faults = list(raw.faults)
    kept = []
    for place, (header, column) in enumerate(zip(headers, columns, strict=True)):
        if header:
            kept.append((header, column))
            continue
        first = db.execute(f"SELECT min(_row) FROM {ident(raw.name)} WHERE {column} IS NOT NULL").fetchone()
        if first and first[0] is not None:
            facts = {"first": int(first[0])}
            faults.append(Fault("header_blank", raw.source.label, row, spreadsheet.letters(place), facts=facts))
    return replace(raw, headers=tuple(h for h, _ in kept), columns=tuple(c for _, c in kept), faults=tuple(faults))
