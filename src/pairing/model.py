"""The optimisation problem as columns: links, families of limits, goals. Numpy only; no files, no business words.

For E links every array has length E; a family or goal with G groups has arrays of length G. All numbers are integers:
an amount is 1 for a match and fen for money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Stands for "no most": larger than any sum that is allowed, small enough to add a few of them.
UNBOUNDED = 1 << 60


@dataclass(frozen=True, eq=False)
class Family:
    """One declared limit over disjoint groups of links: least <= sum of weight x measure <= most.

    ``group[e]`` is the group of link e, -1 where it is in none. The measure of a link is its amount, or 1 if it is used
    at all where ``use[e]``. ``or_none`` lets a sum be 0 instead; ``price`` (points per missing or excess unit)
    makes the limit soft.
    """

    code: str
    group: I32
    labels: Sequence[str]
    least: I64
    most: I64
    weight: I64 | None = None
    use: Bools | None = None
    or_none: bool = False
    price: int | None = None


@dataclass(frozen=True, eq=False)
class GoalTerms:
    """One goal in numbers.

    ``linear``: the sum of rate x amount (+ use_rate if the link is used at all).
    ``capped``: the sum over groups of weight x min(cap, sum of measures).
    ``worst``: the least, over groups with wanted > 0, of (sum of measures) / wanted, at most 1.
    """

    code: str
    kind: Literal["linear", "capped", "worst"]
    rate: I64 | None = None
    use_rate: I64 | None = None
    group: I32 | None = None
    labels: Sequence[str] = ()
    use: Bools | None = None
    weight: I64 | None = None
    cap: I64 | None = None
    wanted: I64 | None = None
    loss: Fraction = Fraction(0)
    penalties: bool = False

    @property
    def groups(self) -> I32:
        """The group of each link, for capped and worst goals."""
        assert self.group is not None
        return self.group


@dataclass(frozen=True, eq=False)
class Problem:
    """Choose whole amounts on links: ``lower <= amount <= upper``, and 0 or at least ``minimum``."""

    lower: I64
    upper: I64
    minimum: I64
    families: tuple[Family, ...]
    goals: tuple[GoalTerms, ...]
    start: I64 | None = field(default=None)

    @property
    def links(self) -> int:
        """The number of links."""
        return len(self.upper)


def measure(amounts: I64, use: Bools | None) -> I64:
    """What each link counts for: its amount, or 1 if used at all where ``use``."""
    return amounts if use is None else np.where(use, (amounts > 0).astype(np.int64), amounts)


def group_sums(group: I32, groups: int, values: I64) -> I64:
    """The integer sum of ``values`` in each group; links of group -1 are in none. O(E)."""
    total = np.zeros(groups + 1, dtype=np.int64)  # -1 is the last
    np.add.at(total, group, values)
    return total[:-1]


def spread(values: I64, group: I32) -> I64:
    """The value of each link's group, 0 for links in none."""
    return np.append(values, np.zeros(1, dtype=values.dtype))[group]


def sums(family: Family, amounts: I64) -> I64:
    """The sum of weight x measure in each group of a family."""
    values = measure(amounts, family.use)
    if family.weight is not None:
        values = values * family.weight
    return group_sums(family.group, len(family.labels), values)


def excess(family: Family, amounts: I64) -> tuple[I64, I64]:
    """How much each group is missing of its least, and over its most (both 0 where the limit is kept)."""
    total = sums(family, amounts)
    missing = np.maximum(family.least - total, 0)
    over = np.maximum(total - family.most, 0)
    if family.or_none:
        missing = np.where(total == 0, 0, missing)
        over = np.where(total == 0, 0, over)
    return missing, over


def penalty(problem: Problem, amounts: I64) -> int:
    """The points that soft limits cost."""
    cost = 0
    for family in problem.families:
        if family.price is not None:
            missing, over = excess(family, amounts)
            cost += family.price * (int(missing.sum()) + int(over.sum()))
    return cost


def value(problem: Problem, goal: GoalTerms, amounts: I64) -> int | Fraction:
    """What a goal is worth under the amounts, exactly."""
    if goal.kind == "linear":
        assert goal.rate is not None
        worth = _dot(goal.rate, amounts)
        if goal.use_rate is not None:
            worth += _dot(goal.use_rate, (amounts > 0).astype(np.int64))
    else:
        total = group_sums(goal.groups, len(goal.labels), measure(amounts, goal.use))
        if goal.kind == "worst":
            assert goal.wanted is not None
            shares = [Fraction(int(s), int(w)) for s, w in zip(total, goal.wanted, strict=True) if w > 0]
            return min([Fraction(1), *shares])
        assert goal.weight is not None and goal.cap is not None
        worth = _dot(goal.weight, np.minimum(total, goal.cap))
    return worth - penalty(problem, amounts) if goal.penalties else worth


def _dot(left: I64, right: I64) -> int:
    """The exact integer product sum, whatever its size."""
    largest = int(np.abs(left).max(initial=0)) * int(np.abs(right).max(initial=0))
    if largest and len(left) > (1 << 62) // largest:
        return sum(int(a) * int(b) for a, b in zip(left, right, strict=True) if a and b)
    return int(left @ right)


def violations(problem: Problem, amounts: I64) -> list[str]:
    """What a plan breaks, one code per kind of breach; an empty list means feasible."""
    broken = []
    if np.any(amounts < problem.lower) or np.any(amounts > problem.upper):
        broken.append("bounds")
    if np.any((amounts > 0) & (amounts < problem.minimum)):
        broken.append("minimum")
    for family in problem.families:
        if family.price is None:
            missing, over = excess(family, amounts)
            if missing.any() or over.any():
                broken.append(family.code)
    return broken


def floor_of(goal: GoalTerms, reached: int | Fraction) -> int | Fraction:
    """What later levels must keep of a level: its value less the permitted loss, rounded up where whole."""
    kept = Fraction(reached) - goal.loss * abs(Fraction(reached))
    return kept if goal.kind == "worst" else -int(-kept // 1)


def worst_floors(goal: GoalTerms, share: Fraction) -> I64:
    """What each group must reach so that none is below ``share``: the share of what it wants, rounded up."""
    assert goal.wanted is not None
    return np.array(
        [-(-share.numerator * int(w) // share.denominator) if w > 0 else 0 for w in goal.wanted], dtype=np.int64
    )


def unreachable(problem: Problem) -> list[tuple[str, str]]:
    """Hard floors that even all links of the group cannot reach: (limit code, group label)."""
    found = []
    for family in problem.families:
        if family.price is not None or family.or_none:
            continue
        if family.weight is None and family.least.max(initial=0) <= 0:
            continue
        for group in np.flatnonzero(family.least > reach(problem, family)):
            found.append((family.code, str(family.labels[int(group)])))
    return found


def reach(problem: Problem, family: Family) -> I64:
    """The largest sum of weight x measure that each group could have, limits aside."""
    values = measure(problem.upper, family.use)
    if family.weight is not None:
        values = np.maximum(values * family.weight, measure(problem.lower, family.use) * family.weight)
    return group_sums(family.group, len(family.labels), values)
