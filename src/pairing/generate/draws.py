"""Seeded draws as whole arrays, the same on every machine and in every version.

Only the raw bits of the generator are relied on: NumPy promises those, but not what its distributions make of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Draws:
    """A stream of its own for every path of words and numbers: what one table draws never moves another's rows."""

    def __init__(self, seed: int, *path: str | int) -> None:
        words = [crc32(part.encode()) if isinstance(part, str) else part for part in path]
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, *words]))

    def uniform(self, count: int) -> F64:
        """Numbers in [0, 1), with 53 random bits each."""
        raw = np.asarray(self._bits.random_raw(count), dtype=np.uint64)
        return np.asarray((raw >> np.uint64(11)).astype(np.float64) * 2.0**-53)

    def chance(self, share: float | F64, count: int | None = None) -> Flags:
        """True with the given probability: one for all, or one for each."""
        count = len(np.atleast_1d(share)) if count is None else count
        return self.uniform(count) < share

    def whole(self, low: int | I64, high: int | I64, count: int) -> I64:
        """Whole numbers from low to high, both included."""
        span = np.asarray(high, dtype=np.int64) - np.asarray(low, dtype=np.int64) + 1
        return np.asarray(low + (self.uniform(count) * span).astype(np.int64), dtype=np.int64)

    def pick(self, weights: Sequence[float] | F64, count: int) -> I64:
        """Positions 0, 1, ... with probabilities in proportion to the weights."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(edges, self.uniform(count) * edges[-1], side="right").astype(np.int64)
        return np.asarray(np.minimum(found, len(edges) - 1))

    def bell(self, count: int) -> F64:
        """About normal, mean 0 and deviation 1: the sum of twelve uniform draws less six (no logarithm, so no rounding
        that differs between machines)."""
        total = np.zeros(count)
        for _ in range(12):
            total += self.uniform(count)
        return total - 6.0

    def order(self, count: int) -> I64:
        """The positions 0 .. count - 1 in random order."""
        return np.argsort(self.uniform(count), kind="stable").astype(np.int64)


def apportion(total: int, weights: Sequence[float] | F64) -> I64:
    """Whole numbers in proportion to the weights that add up to the total: largest remainders, ties to the first."""
    share = np.asarray(weights, dtype=np.float64)
    exact = total * share / share.sum()
    whole: I64 = np.floor(exact).astype(np.int64)
    first = np.argsort(-(exact - whole), kind="stable")[: total - int(whole.sum())]
    whole[first] += 1
    return whole


def highest(scores: F64, count: int) -> Flags:
    """Marks the ``count`` highest scores (ties to the first): how a share that is published exactly is hit exactly."""
    marked = np.zeros(len(scores), dtype=bool)
    marked[np.argsort(-scores, kind="stable")[: max(0, count)]] = True
    return marked


def portion(total: int, first: int, count: int, whole: int) -> int:
    """How many of a total fall to rows ``first .. first + count`` of ``whole`` rows, so that all parts add up."""
    return total * (first + count) // whole - total * first // whole
