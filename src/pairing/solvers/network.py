"""Limits and goals as a flow network: two laminar chains of groups, one on each side of the links.

Families whose groups are nested or disjoint can sit in one tree. If all families fall into two such trees (a
*bihierarchy*: Budish, Che, Kojima, Milgrom, "Designing Random Allocation Mechanisms", AER 2013), every plan is a flow
from the root down the first tree, along a link, up the second tree and back, and the optimum is integral.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairing.model import I32, I64, Bools, Problem


@dataclass(frozen=True, eq=False)
class Tree:
    """Nested groups: ``parent`` of each node (0 is the root), and the innermost node of each link."""

    parent: I32
    leaf: I32


def crosses(left: I32, left_groups: int, right: I32, right_groups: int) -> bool:
    """Whether some group of one partition overlaps a group of the other with neither inside the other. O(E)."""
    # Limits of different programmes have no link in common.
    if not np.any((left >= 0) & (right >= 0)):
        return False
    straddling = _straddles(left, left_groups, right)[left] & _straddles(right, right_groups, left)[right]
    return bool(straddling.any())


def _straddles(fine: I32, fine_groups: int, coarse: I32) -> Bools:
    """Which groups of ``fine`` lie within no one group of ``coarse``; a last entry, FALSE, is for links in none."""
    seen = np.empty(fine_groups + 1, dtype=np.int32)
    seen[fine] = coarse
    found = np.zeros(fine_groups + 1, dtype=bool)
    found[fine[seen[fine] != coarse]] = True
    found[-1] = False
    return found


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
    parent = np.zeros(nodes, dtype=np.int32)
    leaf = np.zeros(links, dtype=np.int32)
    if not partitions:
        return Tree(parent, leaf)
    if len(partitions) == 1:
        group = partitions[0][0]
        return Tree(parent, np.where(group >= 0, group + np.int32(first_nodes[0]), np.int32(0)))
    node, size = [], []
    for (group, groups), first in zip(partitions, first_nodes, strict=True):
        sizes = np.bincount(group[group >= 0], minlength=groups)
        node.append(np.where(group >= 0, group + np.int32(first), np.int32(0)))
        size.append(np.append(sizes, links + 1)[group])
    for here in _outermost_first(node, size):
        inside = here > 0
        parent[here[inside]] = leaf[inside]
        leaf = np.where(inside, here, leaf)
    return Tree(parent, leaf)


def _outermost_first(node: list[I32], size: list[I64]) -> list[I32]:
    """The nodes of each link from the largest group to the smallest; of equal ones, from the earlier partition.

    Most often one order of the partitions suits all links; where it does not, each link is sorted by itself.
    """
    order = sorted(range(len(node)), key=lambda i: (-int(size[i].max(initial=0, where=node[i] > 0)), i))
    for outer, inner in itertools.combinations(order, 2):
        wrong = size[outer] < size[inner] if outer < inner else size[outer] <= size[inner]
        if np.any(wrong & (node[inner] > 0)):
            break
    else:
        return [node[i] for i in order]
    ranked = np.argsort(-np.stack(size, axis=1), axis=1, kind="stable")
    nodes = np.stack(node, axis=1)
    return [np.take_along_axis(nodes, ranked[:, rank : rank + 1], axis=1)[:, 0] for rank in range(len(node))]


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
