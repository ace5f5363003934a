"""A plan in one pass: links by what they are worth to the goals in order, each given as much as the limits leave.

Not optimal, never infeasible where nothing has a floor: the plan that a search starts from, and a yardstick for it.
"""

from __future__ import annotations

import numpy as np

from pairing.model import I64, Bools, Problem, spread, sums, violations


def answer(problem: Problem) -> I64 | None:
    """Amounts that keep every limit, or None where floors or equalities stand in the way.

    One pass over the links by their worth to each goal in turn. Groups that may stay closed and did not reach their
    least are closed, and the pass is made again without them. O(E log E + passes x E x families).
    """
    order = _order(problem)
    closed = [np.zeros(len(family.labels), dtype=bool) for family in problem.families]
    while True:
        amounts = _pass(problem, order, closed)
        short = False
        for family, shut in zip(problem.families, closed, strict=True):
            if family.or_none:
                total = sums(family, amounts)
                weak = (total != 0) & (total < family.least) & ~shut
                shut |= weak
                short |= bool(weak.any())
        if not short:
            return None if violations(problem, amounts) else amounts


def _pass(problem: Problem, order: I64, closed: list[Bools]) -> I64:
    """Give each link in turn as much as the limits leave; nothing where one of its groups is closed."""
    amounts = problem.lower.copy()
    hard = [(f, shut) for f, shut in zip(problem.families, closed, strict=True) if f.price is None]
    room = [np.where(shut, 0, family.most).tolist() for family, shut in hard]
    for left, (family, _) in zip(room, hard, strict=True):
        for group, used in enumerate(sums(family, amounts).tolist()):
            left[group] -= used
    groups = [family.group.tolist() for family, _ in hard]
    ones = [1] * problem.links
    weights = [ones if family.weight is None else family.weight.tolist() for family, _ in hard]
    uses = [[False] * problem.links if family.use is None else family.use.tolist() for family, _ in hard]
    for link in order.tolist():
        had = int(amounts[link])
        wanted = int(problem.upper[link]) - had
        for f in range(len(hard)):
            group, weight = groups[f][link], weights[f][link]
            if group >= 0 and weight > 0:
                left = room[f][group] // weight
                wanted = min(wanted, (wanted if had or left >= 1 else 0) if uses[f][link] else left)
        if wanted <= 0 or had + wanted < problem.minimum[link]:
            continue
        amounts[link] += wanted
        for f in range(len(hard)):
            group = groups[f][link]
            if group >= 0:
                room[f][group] -= weights[f][link] * ((0 if had else 1) if uses[f][link] else wanted)
    return amounts


def _order(problem: Problem) -> I64:
    """Links from the most to the least worth, by each goal in turn."""
    keys: list[I64] = []
    for goal in problem.goals:
        if goal.kind == "linear" and goal.rate is not None:
            keys.append(goal.rate * problem.upper + (0 if goal.use_rate is None else goal.use_rate))
        elif goal.kind == "capped" and goal.weight is not None:
            keys.append(spread(goal.weight, goal.groups))
    return np.lexsort([-key for key in reversed(keys)]) if keys else np.arange(problem.links)
