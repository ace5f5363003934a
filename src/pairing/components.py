"""Parts of a problem that share no limit and no goal group, to be solved apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pairing.model import I32, I64, Family, GoalTerms, Problem


def components(problem: Problem) -> I32:
    """The number of the component of each link. Links that share a limit group or a capped group belong together.

    Goals that compare groups (worst) or permit a loss tie everything: then all links are one component.
    """
    if any(goal.kind == "worst" or goal.loss for goal in problem.goals):
        return np.zeros(problem.links, dtype=np.int32)
    groups = [(f.group, len(f.labels)) for f in problem.families]
    groups += [(goal.groups, len(goal.labels)) for goal in problem.goals if goal.kind == "capped"]
    return _joined(problem.links, groups)


def limit_components(problem: Problem) -> I32:
    """The number of the component of each link, where only limits tie links together."""
    return _joined(problem.links, [(f.group, len(f.labels)) for f in problem.families])


def _joined(links: int, groups: list[tuple[I32, int]]) -> I32:
    """Links in a common group get a common number, and so on along groups.

    Each round every link takes the least number found in any of its groups, then jumps ahead along those numbers, so
    the rounds grow with the logarithm of the longest chain: O(E log E) in practice.
    """
    label = np.arange(links, dtype=np.int64)
    while True:
        before = label.copy()
        for group, count in groups:
            inside = np.flatnonzero(group >= 0)
            least = np.full(count, links, dtype=np.int64)
            np.minimum.at(least, group[inside], label[inside])
            label[inside] = least[group[inside]]
        label = np.minimum(label, label[label]) if links else label
        if np.array_equal(label, before):
            break
    return np.unique(label, return_inverse=True)[1].astype(np.int32)


def part(problem: Problem, links: I64) -> tuple[Problem, list[I64], list[I64 | None]]:
    """The problem of some links alone; also the group numbers kept of each family and of each goal."""
    families, family_groups = [], []
    for family in problem.families:
        group, kept = _regroup(family.group, links, len(family.labels))
        family_groups.append(kept)
        families.append(
            Family(
                code=family.code,
                group=group,
                labels=[family.labels[g] for g in kept],
                least=family.least[kept],
                most=family.most[kept],
                weight=None if family.weight is None else family.weight[links],
                use=None if family.use is None else family.use[links],
                or_none=family.or_none,
                price=family.price,
            )
        )
    goals: list[GoalTerms] = []
    goal_groups: list[I64 | None] = []
    for goal in problem.goals:
        if goal.kind == "linear":
            goal_groups.append(None)
            goals.append(
                replace(
                    goal,
                    rate=None if goal.rate is None else goal.rate[links],
                    use_rate=None if goal.use_rate is None else goal.use_rate[links],
                )
            )
            continue
        group, kept = _regroup(goal.groups, links, len(goal.labels))
        goal_groups.append(kept)
        goals.append(
            replace(
                goal,
                group=group,
                labels=[goal.labels[g] for g in kept],
                use=None if goal.use is None else goal.use[links],
                weight=None if goal.weight is None else goal.weight[kept],
                cap=None if goal.cap is None else goal.cap[kept],
                wanted=None if goal.wanted is None else goal.wanted[kept],
            )
        )
    start = None if problem.start is None else problem.start[links]
    smaller = Problem(
        problem.lower[links], problem.upper[links], problem.minimum[links], tuple(families), tuple(goals), start
    )
    return smaller, family_groups, goal_groups


def _regroup(group: I32, links: I64, count: int) -> tuple[I32, I64]:
    mine = group[links]
    kept = np.unique(mine[mine >= 0]).astype(np.int64)
    number = np.full(count + 1, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return number[mine], kept


def reordered(problem: Problem, order: I64) -> Problem:
    """The same problem with its links in another order; groups keep their numbers, so prices fit both."""

    def taken(values: NDArray[Any] | None) -> Any:
        return None if values is None else values[order]

    families = tuple(
        replace(f, group=f.group[order], weight=taken(f.weight), use=taken(f.use)) for f in problem.families
    )
    goals = tuple(
        replace(g, rate=taken(g.rate), use_rate=taken(g.use_rate), group=taken(g.group), use=taken(g.use))
        for g in problem.goals
    )
    lower, upper, minimum = problem.lower[order], problem.upper[order], problem.minimum[order]
    return Problem(lower, upper, minimum, families, goals, taken(problem.start))
