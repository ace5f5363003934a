"""Where a generated scenario is gathered, chunk by chunk, and written whole or not at all.

Chunks go to a database on the disk, so that memory stays bounded whatever the size.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
from numpy.typing import NDArray

from pairing.tables.cells import ident, literal

#: Tables of more households than this are written as Parquet.
MOST_AS_CSV = 1_000_000
#: Households made at a time.
CHUNK = 100_000
MEMORY_LIMIT = "1GB"
_BOM = b"\xef\xbb\xbf"


class Store:
    """The tables of one scenario on their way to a folder; leaving the ``with`` block writes them there."""

    def __init__(self, out: Path, *, parquet: bool) -> None:
        self.out, self.parquet = out, parquet
        out.parent.mkdir(parents=True, exist_ok=True)
        self._work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        self._db = duckdb.connect(str(self._work / "gathered.duckdb"))
        self._db.execute("SET enable_progress_bar = false")
        self._db.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        self._tables: list[str] = []
        self._texts: dict[str, str] = {}

    def add(self, table: str, columns: Mapping[str, str], /, **arrays: NDArray[np.generic]) -> None:
        """Append rows to a table: each of its columns is SQL over the arrays, which are all as long as the rows.

        Keeps ids as numbers until here: ``'H' || lpad(id::VARCHAR, 6, '0')`` is written by the database, not in Python.
        """
        picks = ", ".join(f"{sql} AS {ident(name)}" for name, sql in columns.items())
        self._db.register("chunk", {name: np.ascontiguousarray(array) for name, array in arrays.items()})
        try:
            if table in self._tables:
                self._db.execute(f"INSERT INTO {ident(table)} SELECT {picks} FROM chunk")
            else:
                self._db.execute(f"CREATE TABLE {ident(table)} AS SELECT {picks} FROM chunk")
                self._tables.append(table)
        finally:
            self._db.unregister("chunk")

    def text(self, name: str, text: str) -> None:
        """A file of text, such as `scenario.toml`."""
        self._texts[name] = text

    def rows(self) -> dict[str, int]:
        """How many rows each table has so far."""
        counts = {name: self._db.execute(f"SELECT count(*) FROM {ident(name)}").fetchone() for name in self._tables}
        return {name: int(row[0]) if row else 0 for name, row in counts.items()}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            self._db.close()
            shutil.rmtree(self._work, ignore_errors=True)

    def _publish(self) -> None:
        made: list[Path] = []
        for table in self._tables:
            file = self._work / f"{table}.{'parquet' if self.parquet else 'csv'}"
            form = "FORMAT parquet, COMPRESSION zstd" if self.parquet else "FORMAT csv, HEADER"
            self._db.execute(f"COPY {ident(table)} TO {literal(str(file))} ({form})")
            made.append(file if self.parquet else _with_mark(file))
        for name, text in self._texts.items():
            file = self._work / name
            file.write_text(text, encoding="utf-8", newline="\n")
            made.append(file)
        # A new folder appears whole, with one renaming.
        place = self.out if self.out.exists() else self._work / "whole"
        place.mkdir(exist_ok=True)
        for file in made:
            for stale in (place / f"{file.stem}{suffix}" for suffix in (".csv", ".parquet")):
                if stale.name != file.name and file.suffix != ".toml":
                    stale.unlink(missing_ok=True)
            os.replace(file, place / file.name)
        if place != self.out:
            os.replace(place, self.out)


def _with_mark(file: Path) -> Path:
    """The same file with the mark by which Excel knows UTF-8."""
    marked = file.with_suffix(".marked")
    with file.open("rb") as source, marked.open("wb") as target:
        target.write(_BOM)
        shutil.copyfileobj(source, target, 1 << 20)
    os.replace(marked, file)
    return file


def word(column: str, words: tuple[str, ...]) -> str:
    """SQL for the word at a position (0, 1, ...) of a list of words; an empty word is an empty cell."""
    listed = ", ".join("NULL" if text == "" else literal(text) for text in words)
    return f"([{listed}])[{ident(column)} + 1]"


def key(prefix: str, column: str, digits: int) -> str:
    """SQL for an id: a prefix and a number (from 0) counted from 1, with at least so many digits."""
    return f"format('{prefix}{{:0{digits}d}}', {ident(column)} + 1)"
