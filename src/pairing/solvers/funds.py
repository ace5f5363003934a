"""Restricted divisible funds, goal by goal: needs on one side, few funds on the other, amounts without minimum.

After each level only the optimal face stays open, as in ``flow``: a link that earns or costs at the level's prices
keeps its amount in every optimum, a need or fund with a price keeps its sum.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pairing.answer import Answer, Level, Prices, Report
from pairing.model import I64, UNBOUNDED, Family, GoalTerms, Problem, group_sums, spread
from pairing.solvers.funding import Funded, Funding, columns, solve, too_large

#: Pairs of funds are looked at one by one for every step, so more funds are left to others.
MANY_FUNDS = 256
#: From so many links on this is faster than a flow even where the compiled loops are still to be loaded (1.7 s).
MANY_LINKS = 1_000_000


class _Sides(NamedTuple):
    needs: Family
    funds: Family


def can(problem: Problem) -> str | None:
    """Why this solver cannot take the problem, or None. O(links x goals)."""
    sides = _sides(problem)
    if sides is None:
        return "other limits than those of needs and funds"
    if len(sides.funds.labels) > MANY_FUNDS:
        return "many funds"
    if np.any(problem.minimum > np.maximum(problem.lower, 1)):
        return "minimum amounts"
    for family in sides:
        if family.price is not None or family.weight is not None or family.or_none:
            return f"{family.code}: soft, weighed, or open or closed"
        if family.use is not None and np.any(family.use & (problem.upper > 1)):
            return f"{family.code}: counts uses of amounts"
    widest = int(problem.upper.max(initial=0))
    most = min(int(sides.needs.most.max(initial=0)), int(problem.upper.sum(dtype=np.float64)))
    for goal in problem.goals:
        if not _is_linear(problem, goal, sides):
            return f"{goal.code}: not a sum over links"
        values = goal.weight if goal.rate is None else goal.rate
        assert values is not None
        if too_large(int(np.abs(values).max(initial=0)), max(widest, most), most, len(sides.needs.labels), MANY_FUNDS):
            return "points or amounts too large"
    return None


def _sides(problem: Problem) -> _Sides | None:
    """The limit with the most groups and the other, where there are these two and every link has a need."""
    if len(problem.families) != 2:
        return None
    funds, needs = sorted(problem.families, key=lambda family: len(family.labels))
    return None if np.any(needs.group < 0) else _Sides(needs, funds)


def _is_linear(problem: Problem, goal: GoalTerms, sides: _Sides) -> bool:
    """Whether a goal is a sum of rate x amount under the limits: a cap that no sum can pass changes nothing."""
    if goal.loss or goal.kind == "worst":
        return False
    if goal.kind == "linear":
        return goal.use_rate is None or not np.any(goal.use_rate)
    assert goal.weight is not None and goal.cap is not None
    inside = goal.groups >= 0
    if np.any(goal.weight < 0) or (goal.use is not None and np.any(goal.use & inside & (problem.upper > 1))):
        return False
    group, need = (goal.groups, sides.needs.group) if inside.all() else (goal.groups[inside], sides.needs.group[inside])
    owner = np.zeros(len(goal.labels), dtype=np.int32)
    owner[group] = need
    most = sides.needs.most[owner] if np.array_equal(owner[group], need) else UNBOUNDED
    return bool(np.all(goal.cap >= np.minimum(group_sums(goal.groups, len(goal.labels), problem.upper), most)))


def _rates(problem: Problem, goal: GoalTerms) -> I64:
    if goal.kind == "linear":
        assert goal.rate is not None
        return goal.rate
    assert goal.weight is not None
    return spread(goal.weight, goal.groups)


def answer(problem: Problem, report: Report | None = None) -> Answer:
    """Solve all goals in order; the status is ``optimal`` or ``infeasible``, and every level is proved."""
    sides = _sides(problem)
    assert sides is not None
    funding, order = _rows(problem, sides)
    amounts = problem.lower.copy()
    open_links = order
    levels: list[Level] = []
    prices: list[Prices] = []
    for goal in problem.goals or (GoalTerms("feasible", "linear", rate=np.zeros_like(amounts)),):
        rates = _rates(problem, goal)
        funding = replace(funding, rate=rates if open_links is None else rates[open_links])
        found = solve(funding)
        if found is None:
            return Answer("infeasible", problem.lower)
        if open_links is None:
            amounts = found.amounts
        else:
            amounts[open_links] = found.amounts
        if not problem.goals:
            break
        worth = _worth(rates, amounts)
        levels.append(Level(goal.code, worth, worth, worth))
        # A capped goal earns its full weight: no sum can pass its cap.
        earned = {} if goal.weight is None or goal.kind == "linear" else {goal.code: goal.weight}
        limits = {sides.needs.code: found.need_price, sides.funds.code: found.fund_price[: len(sides.funds.labels)]}
        prices.append(Prices(1, True, {}, limits, earned))
        if report:
            report(goal.code, float(worth), float(worth))
        if goal is not problem.goals[-1]:
            funding, left = _face(funding, found)
            if left is not None:
                open_links = left if open_links is None else open_links[left]
    return Answer("optimal", amounts, tuple(levels), tuple(prices))


def _rows(problem: Problem, sides: _Sides) -> tuple[Funding, I64 | None]:
    """The problem in rows by need, and the links in that order (None: as they are). No fund is one more."""
    from pairing.solvers import funding_loops as loops

    needs, funds = sides
    fund, least, most = funds.group, funds.least, funds.most
    if np.any(fund < 0):
        fund = np.where(fund < 0, np.int32(len(funds.labels)), fund)
        least, most = np.append(least, 0), np.append(most, UNBOUNDED)
    order: I64 | None = None
    lower, upper = problem.lower, problem.upper
    first = np.zeros(len(needs.labels) + 1, dtype=np.int64)
    np.cumsum(np.bincount(needs.group, minlength=len(needs.labels)), out=first[1:])
    if np.any(needs.group[1:] < needs.group[:-1]):
        order = loops.ordered(needs.group, first)
        fund, lower, upper = fund[order], lower[order], upper[order]
    zeros = np.zeros(0, dtype=np.int64)
    return Funding(first, fund, zeros, upper, lower, needs.least, needs.most, least, most), order


def _worth(rates: I64, amounts: I64) -> int:
    from pairing.solvers import funding_loops as loops

    high, low = loops.worth(rates, amounts)
    return (int(high) << loops.LIMB) + int(low)


def _face(funding: Funding, found: Funded) -> tuple[Funding, I64 | None]:
    """What is left to decide among the plans that are best so far, and which links are in it (None: all).

    The other links keep their amounts, and limits have so much less to hold. Rates are for the next goal to set.
    """
    from pairing.solvers import funding_loops as loops

    f = funding
    free, got, kept, given, bound = loops.faced(columns(f), found.fund_price, found.need_price, found.amounts)
    least, most = _held(f.least, f.most, found.need_price, got, kept)
    holds_least, holds_most = _held(f.holds_least, f.holds_most, found.fund_price, given, bound)
    held = replace(f, least=least, most=most, holds_least=holds_least, holds_most=holds_most)
    if free.all():
        return held, None
    before = np.zeros(len(free) + 1, dtype=np.int64)
    np.cumsum(free, out=before[1:])
    left = np.flatnonzero(free)
    return replace(held, first=before[f.first], fund=f.fund[left], upper=f.upper[left], lower=f.lower[left]), left


def _held(least: I64, most: I64, price: I64, given: I64, fixed: I64) -> tuple[I64, I64]:
    """Limits of sums on the face, less what is fixed: a priced sum stays as it is."""
    return np.where(price != 0, given, least) - fixed, np.where(price != 0, given, most) - fixed
