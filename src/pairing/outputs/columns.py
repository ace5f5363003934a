"""Rows of text in straight columns, Chinese included, for people who read a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence


def width(text: str) -> int:
    """How many cells of a terminal a text takes: a Chinese character takes two, a combining mark none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.combining(c) != 0 for c in text)
    return len(text) + wide - marks


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = (), indent: str = "  ") -> list[str]:
    """Each row as one line, columns two spaces apart; those in ``right`` end at the same cell (for numbers).

    Rows may differ in length; the last text of a row is never padded, so that lines have no blanks at their
    ends.
    """
    widest: dict[int, int] = {}
    for row in rows:
        for place, cell in enumerate(row):
            widest[place] = max(widest.get(place, 0), width(cell))
    lines = []
    for row in rows:
        cells = []
        for place, cell in enumerate(row):
            blank = " " * (widest[place] - width(cell))
            cells.append(blank + cell if place in right else cell + blank)
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines
