"""Rows of text in straight columns, Chinese included, for people who read a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence


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


def folded(text: str, room: int) -> str:
    """A text in lines of at most ``room`` cells; what a line has too much goes on below its last column."""
    return "\n".join(part for line in text.splitlines() for part in _folded_line(line, room))


def _folded_line(line: str, room: int) -> list[str]:
    if width(line) <= room:
        return [line]
    starts = [0, *(match.end() for match in re.finditer(r"^ +| {2,}(?=\S)", line))]
    # What is left of the line must be worth reading.
    place = max(start for start in starts if width(line[:start]) <= room * 0.6)
    head, hang = line[:place], width(line[:place])
    cut = max(start for start in starts if width(line[:start].rstrip()) <= room)
    if cut > place and width(line[cut:]) <= room - hang:  # the last column goes below as a whole
        return [line[:cut].rstrip(), " " * hang + line[cut:]]
    first, *rest = wrapped(line[place:], room - hang)
    return [head + first, *(" " * hang + part for part in rest)]


def wrapped(text: str, room: int) -> list[str]:
    """A text as lines of at most ``room`` cells: English breaks at blanks, Chinese between characters, and neither
    begins a line with a sign that closes."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: words with the blank after them, wide characters with the signs that close them."""
    piece = ""
    for place, sign in enumerate(text):
        piece += sign
        after = text[place + 1 : place + 2]
        breakable = sign == " " or width(sign) == 2 or (after and width(after) == 2)
        if not after or (breakable and after not in "，。；：？！、）”’》 " and sign not in "（“‘《"):
            yield piece
            piece = ""
