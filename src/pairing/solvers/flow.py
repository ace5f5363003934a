"""Minimum-cost flow, goal by goal: exact and integral wherever limits and goals form two laminar chains.

After each level only the *optimal face* stays open: an arc whose reduced cost is not zero keeps its flow in every
optimum, so it is fixed. No big weights, no overflow, and the potentials of all levels together prove the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer, Level, Prices, Report
from pairing.model import I32, I64, Family, GoalTerms, Problem, group_sums, unreachable, value
from pairing.solvers.circulation import Arcs, cheapest
from pairing.solvers.network import partitions, tree, two_sides, why_not

#: Costs are multiplied by the number of nodes inside the solver and must stay in 64 bits.
_COST_ROOM = 1 << 60


def can(problem: Problem) -> str | None:
    """Why this solver cannot take the problem, or None."""
    reason = why_not(problem)
    if reason is None and _largest_cost(problem) > _COST_ROOM // (problem.links + 2):
        return "points too large for a flow"
    return reason


def _largest_cost(problem: Problem) -> int:
    largest = 1
    for goal in problem.goals:
        for rates in (goal.rate, goal.use_rate, goal.weight):
            if rates is not None:
                largest = max(largest, int(np.abs(rates).max(initial=0)))
    return max([largest, *(family.price or 0 for family in problem.families)])


@dataclass(eq=False)
class _Steps:
    """Parallel arcs of every group of one family or goal: flow in [low, high] at ``cost`` for the level that has it."""

    low: list[I64]
    high: list[I64]
    cost: list[I64]


def _most_possible(problem: Problem, group: I32, groups: int) -> I64:
    """One more than the links of a group can carry: as good as no most, and never reached."""
    return group_sums(group, groups, problem.upper) + 1


def _family_steps(problem: Problem, family: Family) -> _Steps:
    ceiling = _most_possible(problem, family.group, len(family.labels))
    least, most = np.minimum(family.least, ceiling), np.minimum(family.most, ceiling)
    none = np.zeros_like(least)
    if family.price is None:
        return _Steps([family.least if family.or_none is False else none], [np.maximum(most, none)], [none])
    # The first step starts at -1, which no flow reaches: it keeps the price from passing the penalty.
    price = np.full_like(least, family.price)
    return _Steps([none - 1, none, none], [least, most - least, ceiling], [-price, none, price])


def _goal_steps(problem: Problem, goal: GoalTerms) -> _Steps:
    assert goal.weight is not None and goal.cap is not None
    ceiling = _most_possible(problem, goal.groups, len(goal.labels))
    none = np.zeros_like(ceiling)
    return _Steps([none, none], [np.minimum(goal.cap, ceiling), ceiling], [-goal.weight, none])


def answer(problem: Problem, report: Report | None = None) -> Answer:
    """Solve all goals in order; the status is ``optimal`` or ``infeasible``, and every level is proved."""
    if unreachable(problem):
        return Answer("infeasible", problem.lower)
    families, goals = problem.families, problem.goals
    parts = partitions(problem)
    sides = two_sides(parts)
    assert sides is not None
    capped = [i for i, goal in enumerate(goals) if goal.kind == "capped"]
    penalised = next((i for i, goal in enumerate(goals) if goal.penalties), len(goals))
    low, high = problem.lower.copy(), problem.upper.copy()
    steps: dict[int, _Steps] = {}
    levels: list[Level] = []
    prices: list[Prices] = []
    amounts = low
    for k, goal in enumerate(goals or (GoalTerms("feasible", "linear", rate=np.zeros_like(low)),)):
        active = [i for i, family in enumerate(families) if family.price is None or penalised <= k]
        active += [len(families) + j for j, i in enumerate(capped) if i <= k]
        for part in active:
            if part not in steps:
                is_family = part < len(families)
                steps[part] = (
                    _family_steps(problem, families[part])
                    if is_family
                    else _goal_steps(problem, goals[capped[part - len(families)]])
                )
        arcs, spans, nodes = _network(problem, goal, parts, sides, active, steps, low, high)
        if np.any(arcs.low > arcs.high):
            return Answer("infeasible", problem.lower)
        found = cheapest(nodes, arcs, problem.links)
        if found is None:
            return Answer("infeasible", problem.lower)
        flow, height = found
        amounts = flow[: problem.links]
        reduced = arcs.cost + height[arcs.tail] - height[arcs.head]
        # Arcs with a reduced cost keep their flow in every optimum: only the optimal face stays open.
        np.copyto(arcs.high, flow, where=reduced > 0)
        np.copyto(arcs.low, flow, where=reduced < 0)
        low, high = arcs.low[: problem.links], arcs.high[: problem.links]
        limit_prices: dict[str, I64] = {}
        goal_prices: dict[str, I64] = {}
        for part, (start, groups, present) in spans.items():
            held = steps[part]
            for step in range(len(held.low)):
                span = slice(start + step * len(present), start + (step + 1) * len(present))
                held.low[step] = _put(held.low[step], present, arcs.low[span])
                held.high[step] = _put(held.high[step], present, arcs.high[span])
                held.cost[step] = np.zeros(groups, dtype=np.int64)
            one = slice(start, start + len(present))
            price = _unreached(problem, goal, part, capped)
            price[present] = height[arcs.head[one]] - height[arcs.tail[one]]
            if part < len(families):
                limit_prices[families[part].code] = price
            else:
                goal_prices[goals[capped[part - len(families)]].code] = -price
        if goals:
            worth = value(problem, goal, amounts)
            levels.append(Level(goal.code, worth, worth, worth))
            prices.append(Prices(1, True, {}, limit_prices, goal_prices))
            if report:
                report(goal.code, float(worth), float(worth))
    return Answer("optimal", amounts, tuple(levels), tuple(prices))


def _unreached(problem: Problem, goal: GoalTerms, part: int, capped: list[int]) -> I64:
    """Prices for the groups that no link reaches: what this level's goal cannot gain there, or must lose."""
    if part >= len(problem.families):
        own = problem.goals[capped[part - len(problem.families)]]
        assert own.weight is not None
        return -own.weight if own is goal else np.zeros_like(own.weight)
    family = problem.families[part]
    lost = goal.penalties and family.price is not None
    return np.where(lost & (family.least > 0), -(family.price or 0), 0).astype(np.int64)


def _put(values: I64, where: I64, new: I64) -> I64:
    changed = values.copy()
    changed[where] = new
    return changed


def _network(
    problem: Problem,
    goal: GoalTerms,
    parts: list[tuple[np.ndarray[tuple[int], np.dtype[np.int32]], int]],
    sides: list[int],
    active: list[int],
    steps: dict[int, _Steps],
    low: I64,
    high: I64,
) -> tuple[Arcs, dict[int, tuple[int, int, I64]], int]:
    """The arcs of one level: the links first, then for each part its steps, over the groups that have links."""
    firsts: dict[int, int] = {}
    nodes = 1
    for part in active:
        firsts[part] = nodes
        nodes += parts[part][1]
    trees = []
    for side in (0, 1):
        mine = [part for part in active if sides[part] == side]
        trees.append(tree([parts[p] for p in mine], [firsts[p] for p in mine], nodes, problem.links))
    cost = np.zeros(problem.links, dtype=np.int64)
    if goal.kind == "linear":
        assert goal.rate is not None
        cost = -goal.rate
        if goal.use_rate is not None:
            cost = cost - goal.use_rate
    tails, heads = [trees[0].leaf], [trees[1].leaf]
    lows, highs, costs = [low], [high], [cost]
    spans: dict[int, tuple[int, int, I64]] = {}
    length = problem.links
    for part in active:
        group, groups = parts[part]
        present = np.flatnonzero(np.bincount(group[group >= 0], minlength=groups))
        spans[part] = (length, groups, present)
        node = (present + firsts[part]).astype(np.int32)
        above = trees[sides[part]].parent[node]
        held = steps[part]
        for step_low, step_high, step_cost in zip(held.low, held.high, held.cost, strict=True):
            tails.append(above if sides[part] == 0 else node)
            heads.append(node if sides[part] == 0 else above)
            lows.append(step_low[present])
            highs.append(step_high[present])
            costs.append(step_cost[present])
            length += len(present)
    tail, head = np.concatenate(tails), np.concatenate(heads)
    arcs = Arcs(tail, head, np.concatenate(lows), np.concatenate(highs), np.concatenate(costs))
    return arcs, spans, nodes
