"""Markets of matches, goal by goal, by auction: exact, each level on the optimal face of the levels before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer, Level, Prices, Report
from pairing.model import I64, GoalTerms, Problem, unreachable, value
from pairing.solvers.auction import solve
from pairing.solvers.auction_phases import too_large
from pairing.solvers.market import Market, Side, opened, prices, rates, sides
from pairing.solvers.matched import Matched

#: With fewer links, OR-Tools' minimum-cost flow answers before the compiled loops are loaded (benchmarks/kernel.py).
MANY_LINKS = 300_000


@dataclass(frozen=True, eq=False)
class Earlier:
    """A plan of a problem much like this one, in its links and groups, with the prices of its levels."""

    amounts: I64
    prices: tuple[Prices, ...]


def can(problem: Problem) -> str | None:
    """Why an auction cannot take the problem, or None. O(E x families)."""
    found = sides(problem)
    if isinstance(found, str):
        return found
    for goal in problem.goals:
        rate = rates(problem, goal, *found)
        if isinstance(rate, str):
            return rate
        if too_large(opened(problem, *found).transport(rate)):
            return "points too large for an auction"
    return None


def answer(
    problem: Problem,
    report: Report | None = None,
    *,
    gap: float = 0.0,
    threads: int = 1,
    ends: float | None = None,
    earlier: Earlier | None = None,
) -> Answer:
    """Solve all goals in order; every level is proved. Only the last may stop within ``gap``, or when time ``ends``.

    With an ``earlier`` plan each level starts from it and its prices, and among plans that are equally good on all
    goals the one that keeps most of its matches is taken.
    """
    found = sides(problem)
    assert not isinstance(found, str)
    if unreachable(problem):
        return Answer("infeasible", problem.lower)
    market = opened(problem, *found)
    if np.any(market.units < 0) or np.any(market.most < market.least):
        return Answer("infeasible", problem.lower)
    amounts = problem.lower.copy()
    met = tuple(np.full(side.labels, -1, dtype=np.int64) for side in found)
    levels: list[Level] = []
    proofs: list[Prices] = []
    goals = problem.goals or (GoalTerms("feasible", "linear", rate=np.zeros(problem.links, dtype=np.int64)),)
    for k, goal in enumerate(goals):
        points = rates(problem, goal, *found)
        assert not isinstance(points, str)
        last = k == len(goals) - 1
        matched, needs_price = _level(
            market,
            points,
            _start(market, found[1], earlier, k),
            gap=gap if last else 0.0,
            threads=threads,
            ends=ends if last else None,
            report=_told(report, goal, problem, amounts, points, market),
        )
        if matched.status == "infeasible":
            return Answer("infeasible", problem.lower)
        chosen = amounts.copy()
        chosen[market.order] = matched.taken
        if problem.goals:
            worth = value(problem, goal, chosen)
            bound = worth + matched.bound - matched.value
            levels.append(Level(goal.code, worth, bound, bound))
            priced = (found[0], needs_price, met[0]), (found[1], matched.price, met[1])
            proofs.append(prices(problem, goals[: k + 1], matched.scale, priced))
            if report:
                report(goal.code, float(worth), float(bound))
        if matched.status == "feasible":
            return Answer("feasible", chosen, tuple(levels), tuple(proofs))
        market, amounts = _face(market, points, matched, needs_price, amounts)
        if last:
            amounts = _kept(market, amounts, chosen, earlier, threads)
    return Answer("optimal", amounts, tuple(levels), tuple(proofs))


def _level(market: Market, points: I64, start: Matched | None, **effort: object) -> tuple[Matched, I64]:
    transport = market.transport(points)
    matched = solve(transport, start=start, **effort)  # type: ignore[arg-type]
    return matched, _needs_price(market, points[market.order] * matched.scale, matched)


def _needs_price(market: Market, worth: I64, matched: Matched) -> I64:
    """The price of each need's unit: what its best link not taken is worth, or staying outside where it may."""
    left = worth - matched.price[market.resource]
    rivals = np.where(matched.taken, np.iinfo(np.int64).min, left)
    price = np.where(market.must, np.iinfo(np.int64).min, 0)
    filled = np.flatnonzero(np.diff(market.first))
    if len(filled):
        price[filled] = np.maximum(price[filled], np.maximum.reduceat(rivals, market.first[:-1][filled]))
        # A need that must take all its links is paid for the worst of them.
        held = np.minimum.reduceat(np.where(matched.taken, left, 0), market.first[:-1][filled])
        alone = price[filled] == np.iinfo(np.int64).min
        price[filled[alone]] = np.minimum(held[alone], 0)
    price[price == np.iinfo(np.int64).min] = 0
    return price


def _face(market: Market, points: I64, matched: Matched, needs_price: I64, amounts: I64) -> tuple[Market, I64]:
    """What is still open when nothing of a level may be lost: links that are neither better nor worse than others."""
    owner = np.repeat(np.arange(len(market.units)), np.diff(market.first))
    left = points[market.order] - matched.price[market.resource] - needs_price[owner]
    chosen, open_links = left > 0, left == 0
    amounts = amounts.copy()
    amounts[market.order[chosen]] = 1
    needs, resources = len(market.units), len(market.most)
    units = market.units - np.bincount(owner[chosen], minlength=needs)
    seats = np.bincount(market.resource[chosen], minlength=resources)
    # A price says that a limit is met in every best plan.
    least = np.where(matched.price > 0, market.most, market.least)
    most = np.where(matched.price < 0, market.least, market.most)
    count = np.bincount(owner[open_links], minlength=needs)
    smaller = Market(
        market.order[open_links],
        np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        market.resource[open_links],
        np.minimum(units, count),
        (market.must | (needs_price > 0)) & (units > 0),
        np.maximum(least - seats, 0),
        most - seats,
    )
    return smaller, amounts


def _kept(market: Market, amounts: I64, chosen: I64, earlier: Earlier | None, threads: int) -> I64:
    """Among the best plans, the one that keeps most of the earlier matches."""
    if earlier is None or np.array_equal(chosen[market.order], earlier.amounts[market.order]):
        return chosen
    start = Matched("optimal", chosen[market.order] > 0, np.zeros(len(market.most), dtype=np.int64))
    matched, _ = _level(market, (earlier.amounts > 0).astype(np.int64), start, threads=threads)
    amounts = amounts.copy()
    amounts[market.order] = matched.taken
    return amounts


def _start(market: Market, resources: Side, earlier: Earlier | None, k: int) -> Matched | None:
    """The earlier plan and its prices at this level, as far as the market still has them."""
    if earlier is None or k >= len(earlier.prices):
        return None
    proof = earlier.prices[k]
    price = np.zeros(len(market.most), dtype=np.int64)
    for family in resources.families:
        price[: resources.labels] += proof.limits[family.code]
    return Matched("optimal", earlier.amounts[market.order] > 0, price, proof.scale)


def _told(
    report: Report | None, goal: GoalTerms, problem: Problem, amounts: I64, points: I64, market: Market
) -> Callable[[int, int], None] | None:
    """Passes on value and bound of a level, with what is already fixed."""
    if report is None:
        return None
    fixed = amounts.copy()
    fixed[market.order] = 0
    already = int(points @ fixed)

    def tell(worth: int, bound: int) -> None:
        assert report is not None
        report(goal.code, float(already + worth), float(already + bound))

    return tell
