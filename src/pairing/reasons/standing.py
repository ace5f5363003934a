"""Where a need stands with a resource: its priority there, its rank among all who fit, and the bar to get in.

The priority of a link is what it counts for in every goal, in their order: its points, or the weight of its group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.model import I64, Problem, spread
from pairing.reasons.laid_out import Part


@dataclass(frozen=True, eq=False)
class Standing:
    """For E links and R resources of a programme: the ``priority`` of each link (E, K), its ``rank`` among all links of
    its resource (1: the highest; equals share one), how many those are (``among``), and the ``last`` link of each
    resource that got in (-1: none did)."""

    priority: I64
    rank: I64
    among: I64
    last: I64


def priority(problem: Problem) -> I64:
    """What every link counts for in each goal (E, K): 0 in goals for the worst group."""
    columns = []
    for goal in problem.goals:
        if goal.rate is not None:
            columns.append(goal.rate if goal.use_rate is None else goal.rate + goal.use_rate)
        elif goal.weight is not None:
            columns.append(spread(goal.weight, goal.groups))
        else:
            columns.append(np.zeros(problem.links, dtype=np.int64))
    return np.column_stack(columns) if columns else np.zeros((problem.links, 0), dtype=np.int64)


def standing(part: Part, worth: I64, amounts: I64) -> Standing:
    """Ranks and bars at every resource of one programme, by the ``priority`` of its links. O(E log E)."""
    mine = worth[part.start : part.stop]
    resource = part.links.resource
    count = len(resource)
    # Goals that count all links alike order nothing.
    keys = [-column for column in mine.T[::-1] if count and column.min() != column.max()]
    order = np.lexsort((*keys, resource))
    group = resource[order]
    starts = np.r_[True, group[1:] != group[:-1]][:count]
    differs = starts.copy()
    for key in keys:
        differs[1:] |= key[order][1:] != key[order][:-1]
    place = np.arange(count)
    begin = np.maximum.accumulate(np.where(starts, place, 0))
    first = np.maximum.accumulate(np.where(differs, place, 0))
    rank = np.empty(count, dtype=np.int64)
    rank[order] = first - begin + 1
    among = np.bincount(resource, minlength=len(part.load)).astype(np.int64)
    used = amounts[part.start : part.stop][order] > 0
    last = np.full(len(part.load), -1, dtype=np.int64)
    last[group[used]] = order[used]  # of repeated places the last stays
    return Standing(mine, rank, among, last)
