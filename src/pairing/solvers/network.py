"""Limits and goals as a flow network: two laminar chains of groups, one on each side of the links.

Families whose groups are nested or disjoint can sit in one tree. If all families fall into two such trees (a
*bihierarchy*: Budish, Che, Kojima, Milgrom, "Designing Random Allocation Mechanisms", AER 2013), every plan is a flow
from the root down the first tree, along a link, up the second tree and back, and the optimum is integral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairing.model import I32, I64, Bools, Problem


@dataclass(frozen=True, eq=False)
class Tree:
    """Nested groups: ``parent`` of each node (0 is the root), and the innermost node of each link."""

    parent: I64
    leaf: I64


def crosses(left: I32, left_groups: int, right: I32, right_groups: int) -> bool:
    """Whether some group of one partition overlaps a group of the other with neither inside the other. O(E log E)."""
    if _refines(left, left_groups, right) or _refines(right, right_groups, left):
        return False
    both = (left >= 0) & (right >= 0)
    pairs, together = np.unique(left[both].astype(np.int64) * right_groups + right[both], return_counts=True)
    left_size = np.bincount(left[left >= 0], minlength=left_groups)
    right_size = np.bincount(right[right >= 0], minlength=right_groups)
    apart = (together < left_size[pairs // right_groups]) & (together < right_size[pairs % right_groups])
    return bool(apart.any())


def _refines(fine: I32, fine_groups: int, coarse: I32) -> bool:
    """Whether each group of ``fine`` lies within one group of ``coarse``, or outside all of them."""
    inside = fine >= 0
    seen = np.full(fine_groups, -1, dtype=np.int32)
    seen[fine[inside]] = coarse[inside]
    return bool(np.array_equal(seen[fine[inside]], coarse[inside]))


def two_sides(partitions: Sequence[tuple[I32, int]]) -> list[int] | None:
    """Put each (group of each link, number of groups) on side 0 or 1 so that no two on one side cross.

    Returns None where that cannot be done. The first partition (what needs want) is on side 0, and one that crosses
    nothing follows the first that it shares a group border with: side 0 for needs, else side 1.
    """
    count = len(partitions)
    side: list[int | None] = [None] * count
    if count == 2:
        return [0, 1]
    crossing = [[False] * count for _ in range(count)]
    for i in range(count):
        for j in range(i):
            crossing[i][j] = crossing[j][i] = crosses(*partitions[i], *partitions[j])
    for first in range(count):
        if side[first] is not None:
            continue
        side[first] = 0
        waiting = [first]
        while waiting:
            here = waiting.pop()
            for there in range(count):
                if not crossing[here][there]:
                    continue
                if side[there] is None:
                    side[there] = 1 - (side[here] or 0)
                    waiting.append(there)
                elif side[there] == side[here]:
                    return None
    return [s or 0 for s in side]


def tree(partitions: Sequence[tuple[I32, int]], first_nodes: Sequence[int], nodes: int, links: int) -> Tree:
    """Nest laminar partitions: group g of partition i is node ``first_nodes[i] + g``. O(E x partitions)."""
    parent = np.zeros(nodes, dtype=np.int64)
    leaf = np.zeros(links, dtype=np.int64)
    if not partitions:
        return Tree(parent, leaf)
    if len(partitions) == 1:
        group = partitions[0][0]
        return Tree(parent, np.where(group >= 0, group.astype(np.int64) + first_nodes[0], 0))
    node = np.empty((links, len(partitions)), dtype=np.int64)
    size = np.empty((links, len(partitions)), dtype=np.int64)
    for i, ((group, groups), first) in enumerate(zip(partitions, first_nodes, strict=True)):
        inside = group >= 0
        sizes = np.bincount(group[inside], minlength=groups)
        node[:, i] = np.where(inside, group.astype(np.int64) + first, 0)
        size[:, i] = np.where(inside, sizes[group], links + 1)
    outermost_first = np.argsort(-size, axis=1, kind="stable")
    for rank in range(len(partitions)):
        here = np.take_along_axis(node, outermost_first[:, rank : rank + 1], axis=1)[:, 0]
        inside = here > 0
        parent[here[inside]] = leaf[inside]
        leaf = np.where(inside, here, leaf)
    return Tree(parent, leaf)


def why_not(problem: Problem) -> str | None:
    """What keeps a problem from being one flow network with integral optimum; None where nothing does."""
    if np.any(problem.minimum > np.maximum(problem.lower, 1)):
        return "minimum amounts"
    several: Bools = problem.upper > 1
    for family in problem.families:
        inside = family.group >= 0
        if family.or_none and not _always_open(family.least, family.most):
            return f"{family.code}: groups open or closed"
        if family.weight is not None and np.any(family.weight[inside] != 1):
            return f"{family.code}: weights"
        if family.use is not None and np.any(family.use & several & inside):
            return f"{family.code}: counts uses of amounts"
    for goal in problem.goals:
        if goal.kind == "worst":
            return f"{goal.code}: worst group"
        if goal.loss:
            return f"{goal.code}: permitted loss"
        if goal.use is not None and np.any(goal.use & several & (goal.groups >= 0)):
            return f"{goal.code}: counts uses of amounts"
        if goal.use_rate is not None and np.any((goal.use_rate != 0) & several):
            return f"{goal.code}: counts uses of amounts"
        if goal.weight is not None and np.any(goal.weight < 0):
            return f"{goal.code}: negative weights"
    return None if two_sides(partitions(problem)) is not None else "limits cross: no two laminar chains"


def _always_open(least: I64, most: I64) -> bool:
    """Whether "or none" says nothing: a least of 0 or 1 is reached by any use."""
    return bool(np.all(least <= np.minimum(most, 1)))


def partitions(problem: Problem) -> list[tuple[I32, int]]:
    """The groups of every family, then of every capped goal, in their order."""
    families = [(family.group, len(family.labels)) for family in problem.families]
    return families + [(goal.groups, len(goal.labels)) for goal in problem.goals if goal.kind == "capped"]
