"""How wide, high and called: what every sheet that we write must settle so that it can be read."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

#: Rows of a sheet, headers included, and letters of its name, as Excel bounds them.
MOST_ROWS, MOST_NAME = 1_048_576, 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


def width(text: str) -> float:
    """How wide a text is in characters; those of Chinese count twice."""
    return max((sum(1 if letter.isascii() else 2 for letter in line) for line in text.split("\n")), default=0)


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """How high a row must be for its texts to be seen whole: programs do not see to it for files that they open."""
    lines = 1
    for text, wide in zip(texts, widths, strict=True):
        lines = max(lines, sum(math.ceil(max(width(line), 1) / (0.92 * wide)) for line in text.split("\n") or [""]))
    return min(15.5 * lines, 400)


def free_name(text: str, taken: set[str]) -> str:
    """A name for a sheet that is as near to a text as Excel allows and not ``taken`` yet; it is added to those.

    Excel forbids colons and some other signs, more than 31 letters, names that differ by case alone, and History.
    """
    plain = _FORBIDDEN.sub("_", text.replace(": ", " - ")).strip("' ")
    name, number = _cut(plain, MOST_NAME), 1
    while name.casefold() in {"", "history", *taken}:
        number += 1
        name = f"{_cut(plain, MOST_NAME - 1 - len(str(number)))}~{number}"
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """The start of a text; Excel counts a letter beyond the basic plane as two."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.strip("' ")
