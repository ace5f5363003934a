"""Dual values of a relaxation, rounded to integers: prices that prove a bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pairing.answer import Prices
from pairing.bound import bound
from pairing.model import I64, Problem
from pairing.solvers.program import F64, Program

Number = int | Fraction

NO_PRICES = Prices(1, False, {}, {}, {})
NO_BOUND = 1 << 62
#: A scale that has all small fractions.
_PLAIN = 2520
#: Scales tried for rounding: dual values are mostly simple fractions.
_SCALES = (1, 12, 2520, 10**6, 10**9, 10**12, 10**14)


def proved_by(problem: Problem, k: int, prices: Prices, floors: Sequence[Number]) -> Number:
    """The bound that the prices prove for goal k; a share is never above 1."""
    if not problem.goals:
        return 0
    proved = bound(problem, k, prices, floors)
    if problem.goals[k].kind == "worst":
        return Fraction(1) if proved is None else min(Fraction(1), Fraction(proved))
    return NO_BOUND if proved is None else proved


def best_prices(
    problem: Problem, k: int, program: Program, duals: F64 | None, floors: Sequence[Number], target: Number | None
) -> tuple[Number, Prices]:
    """The best bound that rounded dual values prove, trying scales until one meets ``target``; and its prices."""
    best, chosen = proved_by(problem, k, NO_PRICES, floors), NO_PRICES
    if not problem.goals or duals is None:
        return best, chosen
    for scale in _SCALES:
        if np.abs(duals).max(initial=0.0) * scale > 1 << 62:
            break
        prices = _rounded(problem, program, duals, scale)
        proved = proved_by(problem, k, prices, floors)
        if proved < best:
            best, chosen = proved, prices
        if target is not None and best == target:
            break
    return best, chosen


def plain_prices(problem: Problem, program: Program, duals: F64 | None) -> Prices:
    """Dual values rounded to small fractions: a bound a little worse, in numbers that every solver can count with."""
    if duals is None or not problem.goals or np.abs(duals).max(initial=0.0) * _PLAIN > 1 << 40:
        return NO_PRICES
    return _rounded(problem, program, duals, _PLAIN)


def _rounded(problem: Problem, program: Program, duals: F64, scale: int) -> Prices:
    limits: dict[str, I64] = {}
    goals: dict[str, I64] = {}
    rates: dict[str, int] = {}
    sizes = {family.code: len(family.labels) for family in problem.families}
    goal_sizes = {goal.code: len(goal.labels) for goal in problem.goals}
    for kind, code, first, groups, factor in program.duals:
        price = np.rint(duals[first : first + len(groups)] * factor * scale).astype(np.int64)
        if kind == "limit":
            limits.setdefault(code, np.zeros(sizes[code], dtype=np.int64))[groups] += price
        elif kind == "goal":
            goals.setdefault(code, np.zeros(goal_sizes[code], dtype=np.int64))[groups] = np.maximum(-price, 0)
        else:
            rates[code] = max(0, -int(price[0]))
    return Prices(scale, False, rates, limits, goals)
