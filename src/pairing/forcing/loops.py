"""Shortest paths whose lengths are vectors, compared entry by entry from the first: compiled, in whole numbers.

Arcs are numbered ``0 .. A``; ``first`` and ``order`` list the arcs that leave each node (or enter it, to search
backwards), and ``away`` is where each of them leads. ``price`` has a row of K entries for each arc, none of them less
than zero in this order. A heap that knows the place of each of its nodes (Dijkstra 1959): O(arcs x log nodes).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pairing.model import I32, I64, Bools
from pairing.solvers.compiled import compiled, woven

_UNSEEN, _WAITING, _SETTLED = 0, 1, 2


@compiled
def by_node(node: I32, nodes: int) -> tuple[I64, I64]:
    """Where each node's arcs begin, and the arcs in the order of their nodes (a stable counting sort)."""
    first = np.zeros(nodes + 1, dtype=np.int64)
    for arc in range(len(node)):
        first[node[arc] + 1] += 1
    for n in range(nodes):
        first[n + 1] += first[n]
    here = first[:-1].copy()
    order = np.empty(len(node), dtype=np.int64)
    for arc in range(len(node)):
        order[here[node[arc]]] = arc
        here[node[arc]] += 1
    return first, order


@woven
def _before(dist: I64, left: int, right: int) -> bool:
    """Whether one node is strictly nearer than another."""
    for k in range(dist.shape[1]):
        if dist[left, k] != dist[right, k]:
            return bool(dist[left, k] < dist[right, k])
    return False


@woven
def _rise(heap: I64, place: I64, dist: I64, at: int) -> None:
    """Move a node of the heap up to where no nearer one is below it."""
    node = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if not _before(dist, node, heap[above]):
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@woven
def _taken(heap: I64, place: I64, dist: I64, size: int) -> int:
    """The nearest node of the heap, which now has one fewer."""
    top = heap[0]
    node = heap[size - 1]
    size -= 1
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and _before(dist, heap[below + 1], heap[below]):
            below += 1
        if not _before(dist, heap[below], node):
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    if size > 0:
        heap[at] = node
        place[node] = at
    return int(top)


@compiled
def _search(
    source: int, skip: int, banned: int, limit: I64, wanted: Bools, left: int, graph: Any, hub: Any, work: Any
) -> int:
    """Settle nodes from the source outwards; returns how many were touched.

    ``skip`` is a node that is never entered and ``banned`` an arc that is never used (-1: none). Ends once ``left``
    nodes that are ``wanted`` are settled, or no nearer than ``limit`` is anything (an empty limit ends nothing).
    ``hub`` holds the way from the source to a hub, whether there is one, and the same for the ways from the hub on to
    every node: whatever is reached through the hub at no more is left alone.
    """
    first, order, away, price = graph
    dist, state, place, heap, touched, via = work
    to_hub, has_hub, beyond, is_beyond = hub
    width = dist.shape[1]
    dist[source] = 0
    state[source] = _WAITING
    via[source] = -1
    heap[0] = source
    place[source] = 0
    touched[0] = source
    count, size = 1, 1
    while size > 0:
        node = _taken(heap, place, dist, size)
        size -= 1
        if len(limit):
            near = False
            for k in range(width):
                if dist[node, k] != limit[k]:
                    near = dist[node, k] < limit[k]
                    break
            if not near:
                break
        state[node] = _SETTLED
        if wanted[node]:
            left -= 1
            if left == 0:
                break
        for i in range(first[node], first[node + 1]):
            arc = order[i]
            there = away[arc]
            if state[there] == _SETTLED or there == skip or arc == banned:
                continue
            shorter = state[there] == _UNSEEN
            if not shorter:
                for k in range(width):
                    through = dist[node, k] + price[arc, k]
                    if through != dist[there, k]:
                        shorter = through < dist[there, k]
                        break
            if shorter and has_hub and is_beyond[there]:
                shorter = False
                for k in range(width):
                    around = dist[node, k] + price[arc, k]
                    through = to_hub[k] + beyond[there, k]
                    if around != through:
                        shorter = around < through
                        break
            if not shorter:
                continue
            for k in range(width):
                dist[there, k] = dist[node, k] + price[arc, k]
            via[there] = arc
            if state[there] == _UNSEEN:
                state[there] = _WAITING
                touched[count] = there
                count += 1
                heap[size] = there
                size += 1
                _rise(heap, place, dist, size - 1)
            else:
                _rise(heap, place, dist, place[there])
    return count


@compiled
def _room(nodes: int, width: int) -> Any:
    return (
        np.zeros((nodes, width), dtype=np.int64),
        np.zeros(nodes, dtype=np.int8),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.full(nodes, -1, dtype=np.int64),
    )


@compiled
def from_one(
    source: int, banned: int, target: int, first: I64, order: I64, away: I32, price: I64
) -> tuple[I64, Bools, I64]:
    """Distances from one node (to it, where the arcs are listed backwards), whether each node is reached, and by which
    arc. With a ``target`` (-1: none) the search ends there."""
    nodes = len(first) - 1
    work = _room(nodes, price.shape[1])
    wanted = np.zeros(nodes, dtype=np.bool_)
    if target >= 0:
        wanted[target] = True
    none = np.zeros(0, dtype=np.int64)
    hub = (none, False, work[0], wanted)
    _search(source, -1, banned, none, wanted, 1, (first, order, away, price), hub, work)
    return work[0], work[1] == _SETTLED, work[5]


@compiled
def pairs(
    source: I64,
    target: I64,
    banned: I64,
    found: I64,
    reached: Bools,
    clear: bool,
    to_hub: I64,
    is_to_hub: Bools,
    beyond: I64,
    is_beyond: Bools,
    first: I64,
    order: I64,
    away: I32,
    price: I64,
) -> None:
    """Shorten ``found`` (Q x K) to the distance of each pair, where one is shorter; ``clear`` of node 0, the hub, to
    and from which the distances are given, or through anything.

    Pairs come sorted by source and banned arc; those of one source are searched for at once, no farther than the
    farthest of what is ``found`` already (``reached``: whether anything is).
    """
    nodes, width = len(first) - 1, price.shape[1]
    graph = (first, order, away, price)
    work = _room(nodes, width)
    dist, state, touched = work[0], work[1], work[4]
    wanted = np.zeros(nodes, dtype=np.bool_)
    limit = np.zeros(width, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    begin = 0
    while begin < len(source):
        end = begin
        left = 0
        endless = False
        limit[:] = 0
        while end < len(source) and source[end] == source[begin] and banned[end] == banned[begin]:
            if not wanted[target[end]]:
                wanted[target[end]] = True
                left += 1
            if not reached[end]:
                endless = True
            else:
                for k in range(width):
                    if found[end, k] != limit[k]:
                        if found[end, k] > limit[k]:
                            limit[:] = found[end]
                        break
            end += 1
        here = source[begin]
        hub = (to_hub[here], clear and is_to_hub[here], beyond, is_beyond)
        bounded = none if endless else limit
        count = _search(here, 0 if clear else -1, banned[begin], bounded, wanted, left, graph, hub, work)
        for query in range(begin, end):
            there = target[query]
            wanted[there] = False
            if state[there] != _SETTLED:
                continue
            shorter = not reached[query]
            if not shorter:
                for k in range(width):
                    if dist[there, k] != found[query, k]:
                        shorter = dist[there, k] < found[query, k]
                        break
            if shorter:
                found[query] = dist[there]
                reached[query] = True
        for i in range(count):
            state[touched[i]] = _UNSEEN
        begin = end


@compiled
def spread_from(start: Bools, skip: int, first: I64, order: I64, away: I32) -> Bools:
    """Which nodes can be reached from those that ``start`` flags, without entering ``skip``."""
    seen = start.copy()
    stack = np.empty(len(seen), dtype=np.int64)
    size = 0
    for node in range(len(seen)):
        if seen[node] and node != skip:
            stack[size] = node
            size += 1
    while size > 0:
        size -= 1
        node = stack[size]
        for i in range(first[node], first[node + 1]):
            there = away[order[i]]
            if not seen[there] and there != skip:
                seen[there] = True
                stack[size] = there
                size += 1
    return seen
