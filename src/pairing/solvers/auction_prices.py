"""Prices beyond single bids, compiled: falling all at once, made whole so that they prove a plan, and a first look."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pairing.model import I64
from pairing.solvers.ahead import fetch_sitters
from pairing.solvers.auction_state import pop, push, wants
from pairing.solvers.compiled import bare, compiled, woven


class Buckets(NamedTuple):
    """Resources by their distance, in doubly linked lists."""

    head: Any
    after: Any
    before: Any
    distance: Any


@woven
def _nearer(buckets, j, distance):
    """Put a resource at a shorter distance."""
    limit = len(buckets.head)
    if distance >= buckets.distance[j] or distance >= limit:
        return
    old = buckets.distance[j]
    if old < limit:
        if buckets.before[j] >= 0:
            buckets.after[buckets.before[j]] = buckets.after[j]
        else:
            buckets.head[old] = buckets.after[j]
        if buckets.after[j] >= 0:
            buckets.before[buckets.after[j]] = buckets.before[j]
    buckets.distance[j] = distance
    buckets.after[j] = buckets.head[distance]
    buckets.before[j] = -1
    if buckets.head[distance] >= 0:
        buckets.before[buckets.head[distance]] = j
    buckets.head[distance] = j


@bare
def lower_all(rows, state, scale, epsilon, buckets):
    """Lower all prices at once, so that a chain of switches leads from every resource that wants needs to some.

    The global update of push-relabel methods (Goldberg, "An efficient implementation of a scaling minimum-cost flow
    algorithm", 1997): shortest distances, in steps of epsilon, to a need outside or to a resource that can spare one.
    O(E) with buckets.
    """
    first, resource, points, price, taken = rows.first, rows.resource, rows.points, state.price, state.taken
    limit = len(buckets.head)
    buckets.head[:] = -1
    buckets.distance[:] = limit
    waiting = 0
    for j in range(len(rows.most)):
        spare = state.count[j] > rows.least[j]
        if wants(rows, state, j):
            waiting += 1
            spare = state.count[j] >= rows.least[j]
        if spare and price[j] >= 0:
            _nearer(buckets, j, price[j] // epsilon)
    for i in range(len(rows.units)):
        if state.used[i] < rows.units[i] and not rows.must[i]:
            for e in range(first[i], first[i + 1]):
                if not taken[e]:
                    loss = (rows.outside[i] - points[e]) * scale + price[resource[e]]
                    _nearer(buckets, resource[e], max(0, loss // epsilon + 1))
    far = 0
    while far < limit and waiting > 0:
        k = buckets.head[far]
        if k < 0:
            far += 1
            continue
        buckets.head[far] = buckets.after[k]
        if buckets.after[k] >= 0:
            buckets.before[buckets.after[k]] = -1
        if wants(rows, state, k):
            waiting -= 1
        fetch_sitters(rows, state, k)
        for seat in range(state.first[k], state.first[k] + state.count[k]):
            i = state.need[seat]
            worth = points[state.link[seat]] * scale - price[k]
            for e in range(first[i], first[i + 1]):
                j = resource[e]
                if buckets.distance[j] > far and not taken[e]:
                    loss = worth - points[e] * scale + price[j]
                    _nearer(buckets, j, far + max(0, loss // epsilon + 1))
    for j in range(len(rows.most)):
        price[j] -= epsilon * min(buckets.distance[j], far)


def rounded(price: I64, scale: int) -> I64:
    """Whole prices, cut where most of them agree, and that of the ground, for :func:`settle`."""
    scaled = np.append(price, 0)
    rest = np.sort(scaled % scale)
    gaps = np.diff(np.append(rest, rest[0] + scale))
    whole: I64 = (scaled - rest[(int(gaps.argmax()) + 1) % len(rest)]) // scale
    return whole


@bare
def settle(rows, state, price, queue, effort):
    """Raise whole prices until they prove the plan exactly; False where it takes more than ``effort`` links.

    ``price`` has an entry more than there are resources: the ground, on which stand the units outside and the empty
    seats. Label correcting (Bellman 1958, Ford 1956) on resources, along the links of the needs that they hold; it
    ends if and only if the plan is optimal.
    """
    resources = len(rows.most)
    first = rows.first
    queue.ends[:] = 0
    queue.waits[:] = 0
    for j in range(resources + 1):
        push(queue, j)
    while queue.ends[1] > 0:
        if effort < 0:
            return False
        j = pop(queue)
        ground = price[resources]
        if j == resources:
            for k in range(resources):
                if state.count[k] > rows.least[k] and price[k] < ground:
                    price[k] = ground
                    push(queue, k)
            for i in range(len(rows.units)):
                if state.used[i] < rows.units[i] and not rows.must[i]:
                    effort -= first[i + 1] - first[i]
                    _lift(rows, state, price, queue, i, ground - rows.outside[i])
            continue
        if state.count[j] < rows.most[j]:
            ground = max(ground, price[j])
        fetch_sitters(rows, state, j)
        for seat in range(state.first[j], state.first[j] + state.count[j]):
            i = state.need[seat]
            cost = price[j] - rows.points[state.link[seat]]
            if not rows.must[i]:
                ground = max(ground, cost + rows.outside[i])
            effort -= first[i + 1] - first[i]
            _lift(rows, state, price, queue, i, cost)
        if ground > price[resources]:
            price[resources] = ground
            push(queue, resources)
    return True


@woven
def _lift(rows, state, price, queue, i, cost):
    """Raise the prices of a need's other links to where it would not gain by a switch that frees ``cost``."""
    for e in range(rows.first[i], rows.first[i + 1]):
        k = rows.resource[e]
        if cost + rows.points[e] > price[k] and not state.taken[e]:
            price[k] = cost + rows.points[e]
            push(queue, k)


@compiled
def favourites(rows):
    """How many needs have each resource as their best link, prices aside. O(E)."""
    count = np.zeros(len(rows.most), np.int64)
    for i in range(len(rows.units)):
        best = -1
        for e in range(rows.first[i], rows.first[i + 1]):
            if best < 0 or rows.points[e] > rows.points[best]:
                best = e
        if best >= 0:
            count[rows.resource[best]] += 1
    return count
