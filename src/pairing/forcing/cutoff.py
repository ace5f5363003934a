"""How high the bar was: the points of the last one who got in, and where each of the others stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from pairing.model import I64, Bools, Family, GoalTerms, Problem, group_sums

_Named = TypeVar("_Named", Family, GoalTerms)


@dataclass(frozen=True, eq=False)
class Cutoff:
    """For each group of a limit: the least ``points`` of a link in use, the ``last`` such link (-1: none is in use),
    and whether the group is ``full``. Points of a group without any are 0."""

    points: I64
    last: I64
    full: Bools


def cutoff(problem: Problem, amounts: I64, code: str, goal: str) -> Cutoff:
    """The bar of every group of limit ``code``, in points of the linear ``goal``; of equal links the first. O(E log E).

    Raises ``KeyError`` for an unknown code.
    """
    family = _named(problem.families, code)
    rate = points(_named(problem.goals, goal))
    count = len(family.labels)
    used = np.flatnonzero((amounts > 0) & (family.group >= 0))
    order = used[np.lexsort((used, rate[used], family.group[used]))]
    groups, at = np.unique(family.group[order], return_index=True)
    last = np.full(count, -1, dtype=np.int64)
    last[groups] = order[at]
    total = group_sums(family.group, count, amounts)
    return Cutoff(np.where(last >= 0, rate[last], 0), last, total >= family.most)


def ranks(problem: Problem, code: str, goal: str) -> I64:
    """The rank of every link among all links of its group of limit ``code``: 1 for the most points of the linear
    ``goal``; equal points have one rank, and links in no group have 0. O(E log E)."""
    family = _named(problem.families, code)
    rate = points(_named(problem.goals, goal))
    order = np.lexsort((-rate, family.group))
    group, worth = family.group[order], rate[order]
    place = np.arange(len(order))
    starts = np.r_[True, group[1:] != group[:-1]][: len(order)]
    differs = np.r_[True, (group[1:] != group[:-1]) | (worth[1:] != worth[:-1])][: len(order)]
    begin = np.maximum.accumulate(np.where(starts, place, 0))
    first = np.maximum.accumulate(np.where(differs, place, 0))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = first - begin + 1
    return np.where(family.group >= 0, rank, 0)


def points(goal: GoalTerms) -> I64:
    """What a linear goal gives for one unit of each link (with what it gives for its use)."""
    if goal.rate is None:
        raise KeyError(goal.code)
    return goal.rate if goal.use_rate is None else goal.rate + goal.use_rate


def _named(things: Sequence[_Named], code: str) -> _Named:
    for thing in things:
        if thing.code == code:
            return thing
    raise KeyError(code)
