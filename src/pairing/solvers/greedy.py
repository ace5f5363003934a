"""A plan in one pass: links by what they are worth to the goals in order, each given as much as the limits leave.

Not optimal, never infeasible where nothing has a floor: the plan that a search starts from, and a yardstick for it.
"""

from __future__ import annotations

import numpy as np

from pairing.model import I64, UNBOUNDED, Problem, spread, violations


def answer(problem: Problem) -> I64 | None:
    """Amounts that keep every limit, or None where floors, open-or-none groups or equalities stand in the way.

    O(E log E) to sort, then one step per link and limit. Links are ordered by their worth to each goal in turn, so the
    result does not depend on their order in the table except among equals.
    """
    amounts = problem.lower.copy()
    room = [np.where(family.most >= UNBOUNDED, UNBOUNDED, family.most).tolist() for family in problem.families]
    groups = [family.group.tolist() for family in problem.families]
    weights = [
        np.ones(problem.links, dtype=np.int64).tolist() if f.weight is None else f.weight.tolist()
        for f in problem.families
    ]
    uses = [[False] * problem.links if f.use is None else f.use.tolist() for f in problem.families]
    hard = [family.price is None for family in problem.families]
    for link in _order(problem).tolist():
        wanted = int(problem.upper[link]) - int(amounts[link])
        for f in range(len(room)):
            group = groups[f][link]
            if group < 0 or not hard[f] or weights[f][link] <= 0:
                continue
            left = room[f][group] // weights[f][link]
            wanted = min(wanted, (wanted if left >= 1 else 0) if uses[f][link] else left)
        if wanted <= 0 or wanted + amounts[link] < problem.minimum[link]:
            continue
        amounts[link] += wanted
        for f in range(len(room)):
            group = groups[f][link]
            if group >= 0 and hard[f]:
                room[f][group] -= weights[f][link] * (1 if uses[f][link] else wanted)
    return None if violations(problem, amounts) else amounts


def _order(problem: Problem) -> I64:
    """Links from the most to the least worth, by each goal in turn."""
    keys: list[I64] = []
    for goal in problem.goals:
        if goal.kind == "linear" and goal.rate is not None:
            keys.append(goal.rate * problem.upper + (0 if goal.use_rate is None else goal.use_rate))
        elif goal.kind == "capped" and goal.weight is not None:
            keys.append(spread(goal.weight, goal.groups))
    return np.lexsort([-key for key in reversed(keys)]) if keys else np.arange(problem.links)
