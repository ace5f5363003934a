"""A small problem inside a large one: all links but some keep their amounts, and the limits say what that leaves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from pairing.components import part
from pairing.model import I32, I64, UNBOUNDED, Bools, Problem, group_sums, measure, spread, sums, value

Number = int | Fraction


def frozen(
    problem: Problem, floors: tuple[Number, ...], free: Bools, amounts: I64
) -> tuple[Problem, tuple[Number, ...], I64]:
    """The problem of the ``free`` links (and of those that cannot be taken out), the floors that are left, their links.

    A link stays, at its amount, where its limit may be empty or costs points, or its goal has a cap or compares groups:
    such sums do not fall apart. O(E x families).
    """
    stays = free.copy()
    for family in problem.families:
        if family.or_none or family.price is not None:
            stays |= _beside(family.group, len(family.labels), free) & (amounts > 0)
    for goal in problem.goals:
        if goal.kind != "linear":
            stays |= _beside(goal.groups, len(goal.labels), free) & (amounts > 0)
    links = np.flatnonzero(stays)
    smaller, family_groups, _ = part(replace(problem, start=amounts), links)
    gone = np.where(stays, 0, amounts)
    families = []
    for family, mine, groups in zip(problem.families, smaller.families, family_groups, strict=True):
        spent = sums(family, gone)[groups]
        families.append(replace(mine, least=_less(mine.least, spent), most=_less(mine.most, spent)))
    open_ = free[links]
    smaller = replace(
        smaller,
        lower=np.where(open_, smaller.lower, amounts[links]),
        upper=np.where(open_, smaller.upper, amounts[links]),
        families=tuple(families),
    )
    # The worst of some groups is no sum: its floor stays.
    left = tuple(
        floor
        if goal.kind == "worst"
        else floor - (value(problem, goal, amounts) - value(smaller, small, amounts[links]))
        for goal, small, floor in zip(problem.goals, smaller.goals, floors, strict=False)
    )
    return smaller, left, links


def fits(problem: Problem, free: Bools, amounts: I64) -> Bools:
    """Which free links the frozen ones leave any room for."""
    possible = free.copy()
    gone = np.where(free, 0, amounts)
    least = np.maximum(problem.minimum, 1)
    for family in problem.families:
        if family.price is not None or (family.weight is not None and np.any(family.weight < 0)):
            continue
        room = np.append(family.most - sums(family, gone), UNBOUNDED)[family.group]
        takes = measure(least, family.use)
        possible &= (takes if family.weight is None else takes * family.weight) <= room
    return possible


def _beside(group: I32, groups: int, free: Bools) -> Bools:
    """The links that share a group with a free one."""
    return spread(group_sums(group, groups, free.astype(np.int64)), group) > 0


def _less(limit: I64, spent: I64) -> I64:
    return np.where(np.abs(limit) >= UNBOUNDED, limit, limit - spent)
