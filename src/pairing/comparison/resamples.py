"""Paired bootstrap intervals and tests, and Holm's correction for many of them.

Units (draws, villages or households) are drawn anew with replacement, the same for all policies, so that what two
policies have in common cancels out. Source: Efron, Tibshirani, An Introduction to the Bootstrap (1993), ch. 13, 16;
for whole villages: Field, Welsh, Bootstrapping clustered data, J. R. Statist. Soc. B 69 (2007).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pairing.comparison.outcomes import F64

#: How often units are drawn anew.
TIMES = 2000
#: The share of intervals that hold what they are for.
LEVEL = 0.95


def resamples(units: int, draw: np.random.Generator, times: int = TIMES) -> F64:
    """How often each unit comes in each resample (times x units); every row adds up to ``units``."""
    return draw.multinomial(units, np.full(units, 1 / units), size=times).astype(np.float64)


def interval(values: F64) -> tuple[float, float]:
    """The percentile interval of resampled values."""
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def p_value(observed: float, resampled: F64) -> float:
    """How often a difference as large as the observed one comes about where there is none: two-sided, the resampled
    differences moved to a mean of 0; (1 + hits) / (1 + resamples), so that it is never 0."""
    moved = np.abs(resampled - observed)
    # What is equal but for the last digits counts as a hit.
    hits = int(np.count_nonzero(moved >= abs(observed) * (1 - 1e-9) - 1e-12))
    return (1 + hits) / (1 + len(resampled))


def holm(values: Sequence[float]) -> list[float]:
    """The p-values of a family, corrected so that the chance of any false finding is that of one test.

    The i-th smallest of m is multiplied by m - i + 1, and none is smaller than one before it. Source: Holm, A simple
    sequentially rejective multiple test procedure, Scand. J. Statist. 6 (1979).
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    found = [0.0] * len(values)
    most = 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(values) - rank) * values[place]))
        found[place] = most
    return found
