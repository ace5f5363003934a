"""What a sheet of the workbook is before it is written: columns with their kinds, and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: ``text`` for ids and codes, ``words`` for sentences that may take several lines, ``number`` for counts and
#: :class:`Fen`, ``share`` for parts of a whole.
Kind = Literal["text", "words", "number", "share"]


class Fen(int):
    """An amount of money; the sheet shows yuan."""


Cell = str | int | float | Fen | None


@dataclass(frozen=True)
class Column:
    """One column: its header, what its cells hold, and how wide it may be where not as wide as its kind."""

    title: str
    kind: Kind = "text"
    most: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A table with a sheet of its own. ``frozen`` columns stay in sight; ``total`` stands below the rows."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    frozen: int = 1
    total: Sequence[Cell] | None = None


def without_empty(columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> tuple[list[Column], list[list[Cell]]]:
    """The columns that hold anything; ``cells`` come column by column. A column of numbers always stays."""
    kept = [
        k for k, column in enumerate(columns) if column.kind == "number" or any(c not in ("", None) for c in cells[k])
    ]
    return [columns[k] for k in kept], [list(cells[k]) for k in kept]
