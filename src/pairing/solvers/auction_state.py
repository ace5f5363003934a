"""What the auction works on, compiled: rows and columns of links, the plan with its seats and prices, queues."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pairing.solvers.compiled import bare, compiled, woven
from pairing.solvers.transport import Transport, linked


class Rows(NamedTuple):
    """The columns of a :class:`~pairing.solvers.transport.Transport`, with ``most`` at most each resource's links."""

    first: Any
    resource: Any
    points: Any
    units: Any
    must: Any
    outside: Any
    least: Any
    most: Any


def rows_of(transport: Transport) -> Rows:
    """The columns as the loops take them. With a seat more than links there is always an empty one, at price 0."""
    most = np.minimum(transport.most, linked(transport) + 1)
    least = transport.least.astype(np.int64)
    return Rows(
        transport.first,
        transport.resource,
        transport.points,
        transport.units,
        transport.must,
        transport.outside,
        least,
        most,
    )


class State(NamedTuple):
    """The plan and its prices: ``price`` by resource, ``taken`` by link, ``used`` by need, and who sits where.

    The seats of resource j are ``first[j] .. first[j] + count[j]``, each with the link and need that hold it and, in
    the needs' turn, the price up to which they would (a heap, the lowest first).
    """

    price: Any
    taken: Any
    used: Any
    first: Any
    count: Any
    bid: Any
    link: Any
    need: Any


class Columns(NamedTuple):
    """The links by resource: those of j are ``link[first[j] .. first[j + 1]]``, from ``need``; ``several`` tells
    whether some need has more than one of them."""

    first: Any
    link: Any
    need: Any
    points: Any
    several: Any


class Queue(NamedTuple):
    """A ring of numbers, each in it at most once; ``ends`` holds where it begins and how many wait.

    Those who bid are taken last in, first out: who was outbid answers while the prices that beat it are at hand, which
    halves the bids where many needs are alike. Labels are corrected first in, first out, which bounds their work.
    """

    ring: Any
    waits: Any
    ends: Any


def queue_of(size: int) -> Queue:
    """An empty queue for numbers below ``size``."""
    return Queue(np.empty(size, np.int32), np.zeros(size, np.uint8), np.zeros(2, np.int64))


@woven
def push(queue, item):
    if queue.waits[item]:
        return
    queue.waits[item] = 1
    place = queue.ends[0] + queue.ends[1]
    if place >= len(queue.ring):
        place -= len(queue.ring)
    queue.ring[place] = item
    queue.ends[1] += 1


@woven
def newest(queue):
    queue.ends[1] -= 1
    place = queue.ends[0] + queue.ends[1]
    if place >= len(queue.ring):
        place -= len(queue.ring)
    item = queue.ring[place]
    queue.waits[item] = 0
    return item


@woven
def pop(queue):
    item = queue.ring[queue.ends[0]]
    queue.ends[0] += 1
    if queue.ends[0] == len(queue.ring):
        queue.ends[0] = 0
    queue.ends[1] -= 1
    queue.waits[item] = 0
    return item


@woven
def copy(state, source, target):
    state.bid[target] = state.bid[source]
    state.link[target] = state.link[source]
    state.need[target] = state.need[source]


@woven
def sit(rows, state, i, e):
    j = rows.resource[e]
    seat = state.first[j] + state.count[j]
    state.link[seat] = e
    state.need[seat] = i
    state.count[j] += 1
    state.taken[e] = 1
    state.used[i] += 1


@woven
def leave(rows, state, e):
    """Free the seat of a link; returns its need."""
    j = rows.resource[e]
    seat = state.first[j]
    while state.link[seat] != e:
        seat += 1
    i = state.need[seat]
    state.count[j] -= 1
    copy(state, state.first[j] + state.count[j], seat)
    state.taken[e] = 0
    state.used[i] -= 1
    return i


@woven
def wants(rows, state, j):
    """Whether a resource is below its least, or has an empty seat with a price."""
    return state.count[j] < rows.least[j] or (state.count[j] < rows.most[j] and state.price[j] > 0)


@bare
def hungry(rows, state, queue):
    """Queue the resources that want more needs; their number."""
    queue.ends[:] = 0
    queue.waits[:] = 0
    for j in range(len(rows.most)):
        if wants(rows, state, j):
            push(queue, j)
    return queue.ends[1]


@compiled
def columns(rows):
    """The links in columns by resource, each column in the order of the needs; none of needs that take none. O(E)."""
    resources = len(rows.most)
    first = np.zeros(resources + 1, np.int64)
    for i in range(len(rows.units)):
        if rows.units[i] > 0:
            for e in range(rows.first[i], rows.first[i + 1]):
                first[rows.resource[e] + 1] += 1
    for j in range(resources):
        first[j + 1] += first[j]
    place = first[:-1].copy()
    link = np.empty(len(rows.resource), np.int32)
    need = np.empty(len(rows.resource), np.int32)
    points = np.empty(len(rows.resource), rows.points.dtype)
    several = np.zeros(resources, np.uint8)
    for i in range(len(rows.units)):
        if rows.units[i] == 0:
            continue
        for e in range(rows.first[i], rows.first[i + 1]):
            j = rows.resource[e]
            link[place[j]] = e
            need[place[j]] = i
            points[place[j]] = rows.points[e]
            if place[j] > first[j] and need[place[j] - 1] == i:
                several[j] = 1
            place[j] += 1
    return Columns(first, link, need, points, several)


@bare
def adopt(rows, state, taken):
    """Take over the links of an earlier plan, as far as units and seats allow."""
    state.count[:] = 0
    for i in range(len(rows.units)):
        for e in range(rows.first[i], rows.first[i + 1]):
            j = rows.resource[e]
            if taken[e] and state.used[i] < rows.units[i] and state.count[j] < rows.most[j]:
                sit(rows, state, i, e)
    for j in range(len(rows.most)):
        if state.price[j] < 0 and state.count[j] > rows.least[j]:
            state.price[j] = 0


@compiled
def components(rows):
    """The component of each resource, by the least number of a resource in it: needs join all that they link to.

    Union-find with path halving (Tarjan and van Leeuwen 1984). O(E) in practice.
    """
    root = np.arange(len(rows.most), dtype=np.int32)
    for i in range(len(rows.units)):
        if rows.first[i] == rows.first[i + 1]:
            continue
        a = rows.resource[rows.first[i]]
        for e in range(rows.first[i], rows.first[i + 1]):
            b = rows.resource[e]
            if root[a] == root[b]:
                continue
            while root[a] != a:
                root[a] = root[root[a]]
                a = root[a]
            while root[b] != b:
                root[b] = root[root[b]]
                b = root[b]
            if a < b:
                root[b] = a
            else:
                root[a] = b
                a = b
    for j in range(len(root)):
        root[j] = root[root[j]]
    return root
