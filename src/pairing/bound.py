"""Any prices give a bound: replace every limit by its price and let each link do its best. Exact integers.

This is Lagrangian weak duality (Geoffrion 1974), with each link's own choice - nothing, or an amount between its
minimum and its upper - solved exactly, so the bound can be tighter than that of the linear relaxation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pairing.answer import Prices
from pairing.model import I64, UNBOUNDED, GoalTerms, Problem, spread, worst_floors

_ROOM = 1 << 62


@dataclass(frozen=True, eq=False)
class Pieces:
    """The priced problem, which falls apart: ``total`` of all pieces, and what one unit of the goal counts for in it.

    ``used`` is the best that each link can add if it is used, ``best`` the best that it can add at all.
    """

    total: Fraction
    units: int
    used: NDArray[Any]
    best: NDArray[Any]


def bound(problem: Problem, level: int, prices: Prices, floors: Sequence[int | Fraction]) -> int | Fraction | None:
    """The most that goal ``level`` can be worth while earlier goals keep ``floors``; None: the prices prove nothing."""
    found = pieces(problem, level, prices, floors)
    if found is None or found.units <= 0:
        return None
    worth = found.total / found.units
    return worth if problem.goals[level].kind == "worst" else int(worth // 1)


def pieces(problem: Problem, level: int, prices: Prices, floors: Sequence[int | Fraction]) -> Pieces | None:
    """The priced problem of one level; None where some piece has no end.

    Every group price acts on the measure that its limit counts. O(E x families), in 64 bits where they are enough and
    in Python's integers where not.
    """
    goals = problem.goals[: level + 1]
    rates = goal_rates(problem, level, prices)
    if min(rates.values()) < 0 or any(np.any(price < 0) for price in prices.goals.values()):
        return None
    by_amount, by_use = worth_by_link(problem, level, prices)
    kind = by_amount.dtype
    total = Fraction(0)
    penalty_rate = sum(rates[goal.code] for goal in goals if goal.penalties)

    for family in problem.families:
        price = prices.limits.get(family.code)
        if price is None or not price.any():
            continue
        piece = _limit_piece(
            family.least,
            family.most,
            price,
            family.or_none,
            family.weight is None or bool(np.all(family.weight >= 0)),
            None if family.price is None else family.price * penalty_rate,
        )
        if piece is None:
            return None
        total += piece
        each = spread(price.astype(kind), family.group)
        _charge(by_amount, by_use, -each if family.weight is None else -each * family.weight, family.use)

    worst_weight = 0
    for i, goal in enumerate(goals):
        if goal.kind != "linear":
            price = prices.goals.get(goal.code, np.zeros(len(goal.labels), dtype=np.int64))
            gain, own = _goal_piece(goal, price, rates[goal.code], i == level, floors[i] if i < level else 0)
            total += gain
            worst_weight += own
        if i < level and goal.kind != "worst":
            total -= rates[goal.code] * Fraction(floors[i])

    least_if_used = np.maximum(problem.minimum, 1)
    low = np.maximum(problem.lower, least_if_used)
    best_used = np.maximum(by_amount * problem.upper, by_amount * low) + by_use
    best = np.where(problem.lower > 0, best_used, np.maximum(best_used, 0))
    best = np.where(problem.upper > 0, best, 0)
    total += int(best.sum())
    units = worst_weight if problem.goals[level].kind == "worst" else prices.scale
    return Pieces(total, units, best_used, best)


def goal_rates(problem: Problem, level: int, prices: Prices) -> dict[str, int]:
    """What a unit of each goal up to ``level`` counts for in the priced problem."""
    earlier = {goal.code: prices.rates.get(goal.code, 0) for goal in problem.goals[:level]}
    return {**earlier, problem.goals[level].code: prices.scale}


def worth_by_link(problem: Problem, level: int, prices: Prices) -> tuple[NDArray[Any], NDArray[Any]]:
    """What each unit of a link, and its being used at all, adds to the goals as priced; Python's integers where 64
    bits might not be enough for the priced problem."""
    rates = goal_rates(problem, level, prices)
    kind: type[object] | type[np.int64] = object if _needs_room(problem, prices, rates) else np.int64
    by_amount, by_use = np.zeros(problem.links, dtype=kind), np.zeros(problem.links, dtype=kind)
    for goal in problem.goals[: level + 1]:
        if goal.kind == "linear":
            assert goal.rate is not None
            by_amount += goal.rate.astype(kind) * rates[goal.code]
            if goal.use_rate is not None:
                by_use += goal.use_rate.astype(kind) * rates[goal.code]
        elif goal.code in prices.goals:
            _charge(by_amount, by_use, spread(prices.goals[goal.code].astype(kind), goal.groups), goal.use)
    return by_amount, by_use


def _charge(by_amount: np.ndarray, by_use: np.ndarray, each: np.ndarray, use: np.ndarray | None) -> None:
    if use is None:
        by_amount += each
    else:
        by_amount += np.where(use, 0, each)
        by_use += np.where(use, each, 0)


def _needs_room(problem: Problem, prices: Prices, rates: dict[str, int]) -> bool:
    """Whether some sum could pass 64 bits."""
    size = 0.0
    for family in problem.families:
        price = prices.limits.get(family.code)
        if price is not None and len(price):
            weight = 1 if family.weight is None else float(np.abs(family.weight).max(initial=0))
            size += float(np.abs(price).max()) * weight
    for goal in problem.goals:
        rate = rates.get(goal.code, 0)
        for values in (goal.rate, goal.use_rate):
            if values is not None:
                size += abs(rate) * float(np.abs(values).max(initial=0))
        if goal.code in prices.goals:
            size += float(np.abs(prices.goals[goal.code]).max(initial=0))
    return size * float(problem.upper.sum(dtype=np.float64) + 1) >= _ROOM


def _limit_piece(least: I64, most: I64, price: I64, or_none: bool, positive: bool, penalty: int | None) -> int | None:
    """The most that price x sum can be over the sums that a limit allows; None where that has no end."""
    total = 0
    for group in np.flatnonzero(price):
        q, low, high = int(price[group]), int(least[group]), int(most[group])
        if penalty is not None and abs(q) > penalty:
            return None
        if positive:
            low = max(low, 0)
        if (q > 0 and high >= UNBOUNDED) or (q < 0 and low <= -UNBOUNDED):
            return None
        best = q * high if q > 0 else q * low
        total += max(best, 0) if or_none else best
    return total


def _goal_piece(goal: GoalTerms, price: I64, rate: int, current: bool, floor: int | Fraction) -> tuple[int, int]:
    """What a capped or worst goal adds besides its links, and its part of the weight of a worst goal's share."""
    if goal.kind == "worst":
        assert goal.wanted is not None
        if current:
            return 0, sum(int(p) * int(w) for p, w in zip(price, goal.wanted, strict=True) if p and w > 0)
        floors = worst_floors(goal, Fraction(floor))
        return -sum(int(p) * int(f) for p, f in zip(price, floors, strict=True) if p), 0
    assert goal.weight is not None and goal.cap is not None
    gain = 0
    for p, w, c in zip(price.tolist(), goal.weight.tolist(), goal.cap.tolist(), strict=True):
        gain += max(0, rate * w - p) * c
    return gain, 0
