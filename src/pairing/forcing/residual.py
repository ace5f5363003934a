"""What may still move around an optimal flow: the residual graph of all goals at once, with potentials.

Every limit and every capped goal is a node group in one of two trees; the root joins them. A unit flows from the root
down the needs' tree, along a link, and up the resources' tree. One more or one less unit on a link or in a group costs
a vector with an entry for each goal, and vectors are compared from the first entry on. No cycle costs less than zero,
as long as the flow is optimal; with the right potentials no arc does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pairing.answer import Answer, Prices
from pairing.forcing.ends import Ends, ends
from pairing.model import I32, I64, Bools, Family, GoalTerms, Problem, group_sums, value
from pairing.solvers import flow
from pairing.solvers.network import Tree, partitions, tree, two_sides

#: Sums of prices along a path stay below this.
_ROOM = 1 << 62


@dataclass(frozen=True, eq=False)
class Groups:
    """The nodes, node 0 being the root: what is above each, its side, and what one more or one less unit costs (N, K).

    ``first`` is the first node of each family, then of each capped goal, by its code. Groups that no link reaches are
    not ``present``, and have no arcs.
    """

    first: dict[str, int]
    above: I32
    side: I32
    present: Bools
    more: I64
    less: I64
    can_more: Bools
    can_less: Bools


@dataclass(frozen=True, eq=False)
class Residual:
    """The residual graph of ``amounts``: A arcs with prices (their cost with potentials, never below zero).

    ``link`` of an arc is e + 1 where it stands for one more unit on link e, -(e + 1) for one less, 0 for a group.
    ``tail`` and ``head`` are the innermost groups of each link, ``reduced`` the price of one more unit on it.
    Where the ``plan`` of the answer is not optimal, ``amounts`` are those of one that is, and the plan is ``behind`` by
    so much of each goal.
    """

    problem: Problem
    amounts: I64
    groups: Groups
    tail: I32
    head: I32
    height: I64
    reduced: I64
    start: I32
    end: I32
    price: I64
    link: I64
    leaving: tuple[I64, I64]
    entering: tuple[I64, I64]
    plan: I64
    behind: I64

    @property
    def nodes(self) -> int:
        """The number of nodes."""
        return len(self.groups.above)

    @cached_property
    def ends(self) -> Ends:
        """The ways to and from the root."""
        return ends(self.start, self.end, self.price, self.leaving, self.entering)


def residual(problem: Problem, answer: Answer) -> Residual | None:
    """The residual graph of an answer; None where the problem is no network. O(E x goals).

    The prices of the answer are its potentials where they fit; where they do not (found by another method), the flow is
    solved once more for its own.
    """
    if flow.can(problem) is not None or answer.status not in ("optimal", "feasible"):
        return None
    found = _with_prices(problem, answer.amounts, answer.prices)
    if found is not None:
        return found
    again = flow.answer(problem)
    levels = [value(problem, goal, answer.amounts) for goal in problem.goals]
    best = [level.value for level in again.levels]
    behind = np.array([int(b - v) for b, v in zip(best, levels, strict=True)], dtype=np.int64)
    found = _with_prices(problem, again.amounts if behind.any() else answer.amounts, again.prices)
    if found is None:
        raise ArithmeticError("the flow's own prices do not prove it")
    return replace(found, plan=answer.amounts, behind=behind)


def _with_prices(problem: Problem, amounts: I64, prices: Sequence[Prices]) -> Residual | None:
    """The residual graph with the potentials that the prices say; None where some arc would cost less than zero."""
    from pairing.forcing.loops import by_node

    goals = len(problem.goals)
    if len(prices) != goals or not all(level.face for level in prices):
        return None
    width = max(1, goals)
    parts = partitions(problem)
    sides = two_sides(parts)
    assert sides is not None
    groups, trees = _groups(problem, amounts, sides, width)
    tail, head = trees[0].leaf, trees[1].leaf
    height = _heights(problem, groups, prices, width)
    cost = np.zeros((problem.links, width), dtype=np.int64)
    for k, goal in enumerate(problem.goals):
        if goal.kind == "linear":
            assert goal.rate is not None
            cost[:, k] = -goal.rate if goal.use_rate is None else -goal.rate - goal.use_rate
    reduced = cost + height[tail] - height[head]
    start, end, price, link = _arcs(problem, amounts, groups, tail, head, height, reduced)
    if below_zero(price).any() or float(np.abs(price).max(initial=0)) * (groups.above.size + 1) >= _ROOM:
        return None
    nodes = len(groups.above)
    return Residual(
        problem,
        amounts,
        groups,
        tail,
        head,
        height,
        reduced,
        start,
        end,
        price,
        link,
        by_node(start, nodes),
        by_node(end, nodes),
        amounts,
        np.zeros(goals, dtype=np.int64),
    )


def _groups(problem: Problem, amounts: I64, sides: list[int], width: int) -> tuple[Groups, list[Tree]]:
    parts = partitions(problem)
    firsts = np.cumsum([1, *(count for _, count in parts)])
    nodes = int(firsts[-1])
    trees = []
    for side in (0, 1):
        mine = [i for i in range(len(parts)) if sides[i] == side]
        trees.append(tree([parts[i] for i in mine], [int(firsts[i]) for i in mine], nodes, problem.links))
    side_of = np.repeat(np.array([0, *sides], dtype=np.int32), [1, *(count for _, count in parts)])
    above = np.where(side_of == 0, trees[0].parent, trees[1].parent)
    present = np.zeros(nodes, dtype=bool)
    more, less = np.zeros((nodes, width), dtype=np.int64), np.zeros((nodes, width), dtype=np.int64)
    can_more, can_less = np.zeros(nodes, dtype=bool), np.zeros(nodes, dtype=bool)
    penalised = [k for k, goal in enumerate(problem.goals) if goal.penalties]
    capped = [(k, goal) for k, goal in enumerate(problem.goals) if goal.kind == "capped"]
    first: dict[str, int] = {}
    for i, (group, count) in enumerate(parts):
        span = slice(int(firsts[i]), int(firsts[i + 1]))
        total = group_sums(group, count, amounts)
        present[span] = np.bincount(group[group >= 0], minlength=count) > 0
        if i < len(problem.families):
            family = problem.families[i]
            first[family.code] = span.start
            can_more[span], can_less[span], up, down = marginal(family, total)
            for k in penalised:
                more[span, k], less[span, k] = up, down
        else:
            k, goal = capped[i - len(problem.families)]
            first[goal.code] = span.start
            can_more[span], can_less[span] = True, total > 0
            more[span, k], less[span, k] = _capped(goal, total)
    return Groups(first, above, side_of, present, more, less, can_more, can_less), trees


def marginal(family: Family, total: I64) -> tuple[Bools, Bools, I64, I64]:
    """Whether a group can have one unit more, and one less; and what that costs in penalties."""
    least = np.zeros_like(family.least) if family.or_none else np.maximum(family.least, 0)
    if family.price is None:
        none = np.zeros_like(total)
        return total < family.most, total > least, none, none
    over, missing = (total >= family.most).astype(np.int64), (total < least).astype(np.int64)
    more = family.price * (over - missing)
    less = family.price * ((total <= least).astype(np.int64) - (total > family.most))
    return np.ones(len(total), dtype=bool), total > 0, more, less


def _capped(goal: GoalTerms, total: I64) -> tuple[I64, I64]:
    assert goal.weight is not None and goal.cap is not None
    return np.where(total < goal.cap, -goal.weight, 0), np.where(total <= goal.cap, goal.weight, 0)


def _heights(problem: Problem, groups: Groups, prices: Sequence[Prices], width: int) -> I64:
    """The potentials (N, K): up the resources' tree they fall by a group's price, down the needs' tree they rise."""
    step = np.zeros((len(groups.above), width), dtype=np.int64)
    for k, level in enumerate(prices):
        for sign, known in ((1, level.limits), (-1, level.goals)):
            for code, price in known.items():
                at = groups.first[code]
                step[at : at + len(price), k] = sign * price
    step[groups.side == 1] *= -1
    step[~groups.present] = 0
    height = np.zeros_like(step)
    here = np.arange(len(groups.above), dtype=np.int32)
    while here.any():
        height += step[here]
        here = groups.above[here]
    return height


def _arcs(
    problem: Problem, amounts: I64, groups: Groups, tail: I32, head: I32, height: I64, reduced: I64
) -> tuple[I32, I32, I64, I64]:
    up, down = np.flatnonzero(amounts < problem.upper), np.flatnonzero(amounts > problem.lower)
    more, less = np.flatnonzero(groups.present & groups.can_more), np.flatnonzero(groups.present & groups.can_less)
    above = groups.above
    # On the resources' side a unit more flows to the group above, on the needs' side from it.
    rises = groups.side == 1
    start = [tail[up], head[down]]
    end = [head[up], tail[down]]
    price = [reduced[up], -reduced[down]]
    for nodes, cost, forward in ((more, groups.more, rises), (less, groups.less, ~rises)):
        nodes = nodes.astype(np.int32)
        begin = np.where(forward[nodes], nodes, above[nodes])
        finish = np.where(forward[nodes], above[nodes], nodes)
        start.append(begin)
        end.append(finish)
        price.append(cost[nodes] + height[begin] - height[finish])
    link = np.concatenate([up + 1, -(down + 1), np.zeros(len(more) + len(less), dtype=np.int64)])
    return np.concatenate(start), np.concatenate(end), np.concatenate(price), link


def below_zero(vectors: I64) -> Bools:
    """Which rows have a first entry other than 0 that is negative."""
    below, open_ = np.zeros(len(vectors), dtype=bool), np.ones(len(vectors), dtype=bool)
    for entry in vectors.T:
        below |= open_ & (entry < 0)
        open_ &= entry == 0
    return below
