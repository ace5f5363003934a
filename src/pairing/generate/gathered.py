"""Rows of many small pieces, handed to the store a few times: each insertion costs as much as thousands of rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pairing.generate.store import Store

#: Rows of one table that are kept back at most.
MOST_ROWS = 200_000


class Gathered:
    """Takes rows as :meth:`Store.add` does, and hands them on in the order in which they came."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._columns: dict[str, Mapping[str, str]] = {}
        self._pieces: dict[str, list[dict[str, NDArray[np.generic]]]] = {}
        self._rows: dict[str, int] = {}

    def add(self, table: str, columns: Mapping[str, str], /, **arrays: NDArray[np.generic]) -> None:
        """Keep rows of a table, whose columns must be the same SQL each time (raises ValueError)."""
        if dict(self._columns.setdefault(table, columns)) != dict(columns):
            raise ValueError(f"the columns of {table} differ from piece to piece")
        self._pieces.setdefault(table, []).append(arrays)
        self._rows[table] = self._rows.get(table, 0) + len(next(iter(arrays.values())))
        if self._rows[table] >= MOST_ROWS:
            self._hand_on(table)

    def done(self) -> None:
        """Hand on whatever is left."""
        for table in self._columns:
            self._hand_on(table)

    def _hand_on(self, table: str) -> None:
        pieces = self._pieces.pop(table, [])
        self._rows[table] = 0
        if pieces:
            whole = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
            self._store.add(table, self._columns[table], **whole)
