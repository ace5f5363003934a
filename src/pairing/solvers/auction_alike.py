"""Needs that are alike, as one: the same links for the same points make a single need with more units.

Fifty households of one kind outbid each other for every seat that they are after, and it does not matter who gets it.
Together they are a node of a network fifty times smaller, which a minimum-cost flow solves at once; its plan is dealt
out to them, and its prices prove theirs.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from dataclasses import replace

import numpy as np

from pairing.model import I32, I64, Bools
from pairing.solvers.certificate import bound
from pairing.solvers.circulation import Arcs, cheapest
from pairing.solvers.compiled import compiled
from pairing.solvers.matched import Matched
from pairing.solvers.potentials import potentials
from pairing.solvers.transport import Transport, worth

#: On average so many needs are alike, or the flow takes longer than the auction.
_ALIKE = 10
#: With more links than this in the smaller network, too.
_MANY = 1 << 19
#: Costs are multiplied by the number of nodes inside the flow and must stay in 64 bits.
_ROOM = 1 << 60


def solved_together(transport: Transport, start: Matched | None = None, threads: int = 1) -> Matched | None:
    """The best plan with exact prices where most needs are alike, else None; so too where not all limits can be kept.

    Among equal needs those that had a link at the ``start`` keep it first. O(E) to find out.
    """
    kind = _kinds(
        transport.first,
        transport.resource,
        transport.points,
        transport.units,
        transport.must,
        transport.outside,
        transport.needs // _ALIKE,
    )
    if not len(kind):
        return None
    _, heads = np.unique(kind, return_index=True)
    degree = np.diff(transport.first)[heads]
    rows = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    nodes = len(heads) + transport.resources + 1
    largest = max(int(np.abs(column).max(initial=0)) for column in (transport.points, transport.outside))
    if rows[-1] > _MANY or largest > _ROOM // nodes:
        return None
    links = np.repeat(transport.first[heads] - rows[:-1], degree) + np.arange(rows[-1])
    size = np.bincount(kind).astype(np.int64)
    arcs = _arcs(transport, heads, links, degree, size)
    # No link carries more than its resource takes: the flow is found sooner, but prices are of the limits as they are.
    tight = arcs.high.copy()
    tight[: len(links)] = np.minimum(tight[: len(links)], transport.most[transport.resource[links]])
    found = cheapest(nodes, replace(arcs, high=tight), len(links))
    if found is None:
        return None
    flow = found[0]
    more, less = flow < arcs.high, flow > arcs.low
    height = potentials(nodes, arcs.tail, arcs.head, arcs.cost, more, less)
    price = height[-1] - height[len(heads) : -1]
    price = np.where(transport.least == 0, np.maximum(price, 0), price)
    before = np.zeros(transport.links, np.uint8) if start is None else start.taken.astype(np.uint8)
    taken: Bools = _dealt(transport.first, transport.units, kind, rows, flow[: len(links)], before).astype(bool)
    value = worth(transport, taken)
    proved = bound(transport, taken, price, threads)
    if value != proved:
        raise ArithmeticError(f"the prices prove {proved}, and the plan is worth {value}")
    return Matched("optimal", taken, price, 1, value, proved)


def _arcs(transport: Transport, heads: I64, links: I64, degree: I64, size: I64) -> Arcs:
    """From each kind of need along its links to the resources, from these to a hub, and back to the kinds.

    All units of a kind leave the hub; those that stay outside return to it at once.
    """
    kinds, resources = len(heads), transport.resources
    hub = np.array([kinds + resources])
    owner, kind, place = np.repeat(np.arange(kinds), degree), np.arange(kinds), kinds + np.arange(resources)
    units = size * transport.units[heads]
    none, outside = np.zeros(kinds, np.int64), -transport.outside[heads]
    return Arcs(
        _i32(owner, place, kind, np.repeat(hub, kinds)),
        _i32(kinds + transport.resource[links], np.repeat(hub, resources), np.repeat(hub, kinds), kind),
        np.concatenate([np.zeros(len(links), np.int64), transport.least, none, units]),
        np.concatenate(
            [
                size[owner],
                transport.most,
                np.where(transport.must[heads], 0, units),
                units,
            ]
        ),
        np.concatenate([-transport.points[links].astype(np.int64), np.zeros(resources, np.int64), outside, none]),
    )


def _i32(*columns: I32 | I64) -> I32:
    return np.concatenate(columns).astype(np.int32)


@compiled
def _kinds(first, resource, points, units, must, outside, most):
    """The kind of each need, numbered as they are met; nothing where there are more than ``most``. Hashing, O(E)."""
    needs = len(units)
    kind = np.empty(needs, np.int64)
    head = np.empty(most + 1, np.int64)
    size = 16
    while size < 4 * most:
        size *= 2
    table = np.full(size, -1, np.int64)
    count = 0
    for i in range(needs):
        key = np.uint64(units[i]) + np.uint64(outside[i]) * np.uint64(3) + np.uint64(must[i])
        for e in range(first[i], first[i + 1]):
            # Fowler, Noll and Vo's, a number at a time.
            key = (key ^ np.uint64(resource[e])) * np.uint64(1099511628211)
            key = (key ^ np.uint64(points[e])) * np.uint64(1099511628211)
        spot = np.int64((key ^ (key >> np.uint64(29))) & np.uint64(size - 1))
        while table[spot] >= 0 and not _same(first, resource, points, units, must, outside, head[table[spot]], i):
            spot = (spot + 1) & (size - 1)
        if table[spot] < 0:
            if count >= most:
                return np.empty(0, np.int64)
            table[spot] = count
            head[count] = i
            count += 1
        kind[i] = table[spot]
    return kind


@compiled
def _same(first, resource, points, units, must, outside, a, b):
    """Whether two needs have the same links, in the same order, and the same choice besides."""
    if units[a] != units[b] or must[a] != must[b] or outside[a] != outside[b]:
        return False
    if first[a + 1] - first[a] != first[b + 1] - first[b]:
        return False
    for k in range(first[a + 1] - first[a]):
        if resource[first[a] + k] != resource[first[b] + k] or points[first[a] + k] != points[first[b] + k]:
            return False
    return True


@compiled
def _dealt(first, units, kind, rows, flow, before):
    """The links of each need: of every link as many as its kind has, first to those who had it before.

    In turn, so that nobody who takes several gets the same link twice: no link is taken more often than there are
    needs of its kind.
    """
    taken = np.zeros(len(before), np.uint8)
    kinds = len(rows) - 1
    left, size = flow.copy(), np.zeros(kinds, np.int64)
    for i in range(len(units)):
        size[kind[i]] += 1
        for e in range(first[i], first[i + 1]):
            mine = rows[kind[i]] + e - first[i]
            if before[e] and units[i] == 1 and left[mine] > 0:
                taken[e] = 1
                left[mine] -= 1
                size[kind[i]] -= 1
                break
    # The units of a kind stand in a row, link after link; of those the k-th need gets the k-th, and every size-th on.
    rank = np.zeros(kinds, np.int64)
    for i in range(len(units)):
        g = kind[i]
        if units[i] == 1 and np.any(taken[first[i] : first[i + 1]]):
            continue
        k, stop = rank[g], 0
        rank[g] += 1
        for mine in range(rows[g], rows[g + 1]):
            stop += left[mine]
            while k < stop:
                taken[first[i] + mine - rows[g]] = 1
                k += size[g]
    return taken
