"""Figures of many amounts: poverty gaps, inequality, the worst off.

Amounts come counted: (value, how many have it), values from 0 on and ascending. Sums are whole numbers, so that no
order of rows and no machine changes them; logarithms and roots alone are floating point, added by ``math.fsum``, which
rounds once. Each function is O(number of different values).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

#: (value, how many have it), ascending by value.
Counted = Sequence[tuple[int, int]]

#: Shares of what is wanted are whole numbers of this many parts.
PARTS = 10**12


def show(number: Fraction | float | int | None) -> float | None:
    """A figure as a record holds it: a decimal of six places, the even one of two that are as near."""
    return None if number is None else float(round(Fraction(number), 6))


def size(amounts: Counted) -> int:
    """How many there are."""
    return sum(count for _, count in amounts)


def total(amounts: Counted) -> int:
    """What they add up to."""
    return sum(value * count for value, count in amounts)


def mean(amounts: Counted) -> Fraction | None:
    """The arithmetic mean; None of nothing."""
    return Fraction(total(amounts), size(amounts)) if amounts else None


def gap(shares: Counted, power: int) -> Fraction | None:
    """FGT(a) = (1/n) sum (1 - share)^a over those whose share is below 1: the headcount, the mean gap, its severity.

    ``shares`` are in :data:`PARTS` of what each wants. In [0, 1], and FGT(0) >= FGT(1) >= FGT(2).
    Source: Foster, Greer, Thorbecke, A class of decomposable poverty measures, Econometrica 52 (1984).
    """
    short = sum((PARTS - value) ** power * count for value, count in shares if value < PARTS)
    return Fraction(short, PARTS**power * size(shares)) if shares else None


def gini(amounts: Counted) -> Fraction | None:
    """G = sum over ranks i of (2i - n - 1) x_i / (n sum x), x ascending: half the relative mean difference.

    In [0, 1 - 1/n]; None where the sum is 0. Of amounts that are 0 or 1 it is 1 - the share of ones.
    Source: Gini (1912); this form in Sen, On Economic Inequality (1973), ch. 2.
    """
    n, whole = size(amounts), total(amounts)
    if not whole:
        return None
    weighted = before = 0
    for value, count in amounts:
        ranks = count * before + count * (count + 1) // 2
        weighted += value * (2 * ranks - (n + 1) * count)
        before += count
    return Fraction(weighted, n * whole)


def theil(amounts: Counted) -> float | None:
    """T = (1/n) sum (x/m) ln(x/m), m the mean, 0 ln 0 = 0. In [0, ln n]; None where the sum is 0.

    Source: Theil, Economics and Information Theory (1967), ch. 4.
    """
    n, whole = size(amounts), total(amounts)
    if not whole:
        return None
    terms = (count * (value / whole) * math.log(value * n / whole) for value, count in amounts if value)
    return max(0.0, math.fsum(terms))


def theil_between(groups: Sequence[Counted]) -> float | None:
    """What of Theil's T is left when everyone has the mean of their group: sum s_g ln(m_g / m), s_g the group's share.

    T of all is this plus the mean of the groups' own T weighted by s_g (the part within groups). None where the sum
    is 0. Source: Theil (1967); Shorrocks, The class of additively decomposable inequality measures, Econometrica 48
    (1980).
    """
    n, whole = sum(map(size, groups)), sum(map(total, groups))
    if not whole:
        return None
    terms = []
    for group in groups:
        mine = total(group)
        if mine:
            terms.append(mine / whole * math.log(mine * n / (whole * size(group))))
    return max(0.0, math.fsum(terms))


def atkinson(amounts: Counted) -> float | None:
    """A(1/2) = 1 - ((1/n) sum sqrt(x))^2 / m, m the mean: the share of all that equal sharing could do without.

    In [0, 1); None where the sum is 0. The aversion is 1/2 because from 1 on a single nothing makes it 1.
    Source: Atkinson, On the measurement of inequality, J. Economic Theory 2 (1970).
    """
    n, whole = size(amounts), total(amounts)
    if not whole:
        return None
    roots = math.fsum(count * math.sqrt(value) for value, count in amounts)
    return max(0.0, 1.0 - roots * roots / (n * whole))


def jain(amounts: Counted) -> Fraction | None:
    """J = (sum x)^2 / (n sum x^2): 1 where all have the same, 1/n where one has all. None where the sum is 0.

    Source: Jain, Chiu, Hawe, A quantitative measure of fairness, DEC report TR-301 (1984).
    """
    whole = total(amounts)
    squares = sum(value * value * count for value, count in amounts)
    return Fraction(whole * whole, size(amounts) * squares) if whole else None


def quantile(amounts: Counted, share: Fraction) -> int | None:
    """The least value that at least this share of all do not exceed (the inverse of the distribution function)."""
    due, met = share * size(amounts), 0
    for value, count in amounts:
        met += count
        if met >= due:
            return value
    return None


def worst_tenth(amounts: Counted) -> Fraction | None:
    """The mean of the worst off tenth, at least one: ceil(n / 10) of the smallest."""
    left = wanted = -(-size(amounts) // 10)
    summed = 0
    for value, count in amounts:
        taken = min(left, count)
        summed += value * taken
        left -= taken
    return Fraction(summed, wanted) if wanted else None
