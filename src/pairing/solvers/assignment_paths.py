"""Shortest augmenting paths for one-to-one assignment, compiled: each free row takes the cheapest way to a free column.

Distances are sums of what rows lose against their best column (Dijkstra on reduced costs; Tomizawa 1971). A row's list
comes first; when the search has come as far as the worth of what the list leaves out, the row's next best columns are
read.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pairing.model import I32, I64, Bools
from pairing.solvers.assignment_kernel import DEAR, FAR, NONE, list_row, read, two_best
from pairing.solvers.compiled import compiled, woven

#: How a search ended.
FOUND, NO_WAY, TOO_DEAR = 0, 1, 2


class _Search(NamedTuple):
    """One search: node j is column j, node m + i what row i has not shown yet; ``heap`` has them by distance.

    ``via`` is the row on the way to a column and ``worth`` what the column is to it. ``reach`` is how far down row i
    has been read. ``size``: length of the heap, how many nodes were touched, the nearest free column. Distances are
    twice the loss, and one more for what is not shown yet: of equals, columns come first.
    """

    distance: I64
    settled: Bools
    touched: I32
    via: I32
    worth: I32
    reach: I64
    heap: I32
    place: I32
    size: I64


@woven
def _put(search: Any, node: Any, distance: Any) -> None:
    """Put a node into the heap at a distance, or nearer."""
    heap, place, far = search.heap, search.place, search.distance
    if far[node] == FAR:
        search.touched[search.size[1]] = node
        search.size[1] += 1
    far[node] = distance
    at = place[node]
    if at < 0:
        at = search.size[0]
        search.size[0] += 1
    while at > 0:
        above = (at - 1) >> 1
        if far[heap[above]] <= distance:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@woven
def _take(search: Any) -> Any:
    """Take the nearest node out of the heap."""
    heap, place, far = search.heap, search.place, search.distance
    nearest = heap[0]
    place[nearest] = -1
    search.size[0] -= 1
    size = search.size[0]
    if size:
        node, at = heap[size], 0
        while True:
            below = 2 * at + 1
            if below >= size:
                break
            if below + 1 < size and far[heap[below + 1]] < far[heap[below]]:
                below += 1
            if far[heap[below]] >= far[node]:
                break
            heap[at] = heap[below]
            place[heap[at]] = at
            at = below
        heap[at] = node
        place[node] = at
    return nearest


@woven
def _offer(market: Any, search: Any, i: Any, j: Any, worth: Any, base: Any, bound: Any) -> Any:
    """Row i may have column j, at ``base`` less its value; the distance of the nearest free column after that."""
    distance = 2 * (base - (worth - market.price[j]))
    if distance >= bound or distance >= search.distance[j]:
        return bound
    search.via[j], search.worth[j] = i, worth
    if market.owner[j] >= 0:
        _put(search, j, distance)
        return bound
    if search.distance[j] == FAR:
        search.touched[search.size[1]] = j
        search.size[1] += 1
    search.distance[j] = distance
    search.size[2] = j
    return distance


@compiled
def _read_on(market: Any, room: Any, search: Any, i: Any, bound: Any) -> Any:
    """The next best columns of row i; the distance of the nearest free column after that."""
    node = len(market.price) + i
    base = search.distance[node] // 2 + search.reach[i]
    held, out = read(market, room, i, search.reach[i], FAR)
    for f in range(held):
        j = room.found[f]
        worth = np.int32(np.int32(market.points[i, j] - market.top) * market.scale)
        bound = _offer(market, search, i, j, worth, base, bound)
    search.settled[node] = True
    search.reach[i] = out
    if out > NONE and 2 * (base - out) + 1 < bound:
        _put(search, node, 2 * (base - out) + 1)
    return bound


@compiled
def _nearest(market: Any, room: Any, search: Any, start: Any, best: Any) -> Any:
    """The distance from a free row, whose best value is ``best``, to the nearest free column; FAR: there is no way."""
    columns = len(market.price)
    bound, i, base = FAR, start, best
    while i >= 0:
        for k in range(market.first[i], market.first[i] + market.counts[i]):
            bound = _offer(market, search, i, market.column[k], market.worth[k], base, bound)
        hidden = 2 * (base - market.cutoff[i]) + 1
        if market.cutoff[i] != NONE and hidden < bound:
            search.reach[i] = market.cutoff[i]
            _put(search, columns + i, hidden)
        i = -1
        while i < 0 and search.size[0] > 0 and search.distance[search.heap[0]] < bound:
            node = _take(search)
            if node >= columns:
                bound = _read_on(market, room, search, node - columns, bound)
            else:
                search.settled[node] = True
                i = market.owner[node]
                base = search.distance[node] // 2 + market.gain[i] - market.price[node]
    return bound


@woven
def _take_way(market: Any, search: Any, start: Any) -> None:
    """Every row on the way to the nearest free column moves on by one."""
    j = search.size[2]
    while True:
        i = search.via[j]
        before = market.mine[i]
        market.owner[j], market.mine[i], market.gain[i] = i, j, search.worth[j]
        if i == start:
            return
        j = before


@compiled
def _settle(market: Any, room: Any, search: Any, bound: Any) -> Any:
    """Raise prices by what was nearer than ``bound``, list again what was read, and forget the search.

    False where a price became too dear.
    """
    columns = len(market.price)
    touched, fits = search.touched[: search.size[1]], True
    for node in touched:
        if node < columns and search.settled[node]:
            rise = (bound - search.distance[node]) // 2
            fits &= market.price[node] + rise <= DEAR
            if fits:
                market.price[node] += rise
    for node in touched:
        if node >= columns and search.settled[node]:
            list_row(market, room, node - columns)
        search.settled[node], search.distance[node], search.place[node] = False, FAR, -1
    search.size[:2] = 0
    return fits


@compiled
def augment(market: Any, room: Any) -> Any:
    """Give every free row a column, by shortest augmenting paths from exactly tight pairs.

    O(free rows x (links + m log m)), mostly far less: FOUND, NO_WAY where no perfect assignment exists, TOO_DEAR.
    """
    rows, columns = len(market.mine), len(market.price)
    nodes = rows + columns
    search = _Search(
        np.full(nodes, FAR, np.int64),
        np.zeros(nodes, np.bool_),
        np.empty(nodes, np.int32),
        np.empty(columns, np.int32),
        np.empty(columns, np.int32),
        np.empty(rows, np.int64),
        np.empty(nodes, np.int32),
        np.full(nodes, -1, np.int32),
        np.zeros(3, np.int64),
    )
    for start in range(rows):
        if market.mine[start] >= 0:
            continue
        best = two_best(market, start)[0]
        if best < market.cutoff[start] != NONE:
            list_row(market, room, start)
            best = two_best(market, start)[0]
        bound = _nearest(market, room, search, start, best)
        if bound == FAR:
            return NO_WAY
        _take_way(market, search, start)
        if not _settle(market, room, search, bound):
            return TOO_DEAR
    return FOUND
