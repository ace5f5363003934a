"""Identity numbers of invented people: built as GB 11643 asks, in divisions that do not exist.

A number is kept as its first seventeen digits and the position of its check character until the database writes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, Flags
from pairing.tables.cells import ident, literal
from pairing.tables.identity import CHECK_CHARACTERS, WEIGHTS

#: Codes from here on begin like those of a province, but no prefecture or county has one of them.
FIRST_DIVISION = 524001
#: Sequence numbers for one sex, division and day.
_A_DAY = 500


@dataclass(frozen=True, eq=False)
class Numbers:
    """``digits`` are the first seventeen as one whole number, ``check`` is a position in the check characters."""

    digits: I64
    check: I64

    def at(self, rows: I64) -> Numbers:
        """The numbers of some rows."""
        return Numbers(self.digits[rows], self.check[rows])


def numbers(division: int, born: I64, male: Flags) -> Numbers:
    """A number of its own for everyone born in a division; ``born`` is in days since 1970.

    All people of a division are numbered in one call. Raises ValueError where more than 500 of one sex share a day.
    """
    group = 2 * born + male
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], group[order])
    rank = np.empty(len(born), dtype=np.int64)
    rank[order] = np.arange(len(born)) - starts
    if len(rank) and rank.max() >= _A_DAY:
        raise ValueError(f"more than {_A_DAY} people of one sex were born on one day in division {division}")
    # Spread over the day's numbers, so that neighbours in a list are not neighbours in number.
    spread = (rank * 137 + born * 61) % _A_DAY
    digits = (division * 10**8 + written(born)) * 1000 + 2 * spread + male
    return Numbers(digits, check(digits))


def written(born: I64) -> I64:
    """Days since 1970 as whole numbers that read year, month, day: 20050312."""
    dates = born.astype("datetime64[D]")
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    month = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray(year * 10_000 + month * 100 + day, dtype=np.int64)


def check(digits: I64) -> I64:
    """The position of the check character of each seventeen digits."""
    total = np.zeros(len(digits), dtype=np.int64)
    for place, weight in enumerate(WEIGHTS):
        total += digits // 10 ** (16 - place) % 10 * weight
    return np.asarray(total % 11, dtype=np.int64)


def mistyped(draws: Draws, right: Numbers) -> Numbers:
    """The same numbers with one of the last seven digits wrong: the check character no longer fits any of them."""
    count = len(right.digits)
    unit: I64 = np.asarray(10 ** draws.whole(0, 6, count), dtype=np.int64)
    old = right.digits // unit % 10
    new = (old + draws.whole(1, 9, count)) % 10
    return Numbers(np.asarray(right.digits + (new - old) * unit, dtype=np.int64), right.check)


def number_sql(digits: str, check: str) -> str:
    """SQL for the number of eighteen characters."""
    return f"CAST({ident(digits)} AS VARCHAR) || substr({literal(CHECK_CHARACTERS)}, {ident(check)} + 1, 1)"
