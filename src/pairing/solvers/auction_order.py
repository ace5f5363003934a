"""Neighbours next to each other: needs and resources renumbered so that what is bid for together lies together.

Where links follow places, the prices that one need reads are those that its neighbours have just changed. In the order
of a breadth-first search over the links they lie side by side in memory, which saves an auction of many
millions of links a quarter of its time; random links gain nothing by it, so a sample decides.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.model import I32, I64, Bools
from pairing.solvers.ahead import prefetch
from pairing.solvers.compiled import compiled
from pairing.solvers.matched import Conflict, Matched
from pairing.solvers.transport import Transport

#: With fewer links the new order takes longer than it saves.
_MANY = 5_000_000
#: So many resources are sampled. Where the needs of one link to fewer others than this share of what as many random
#: links would reach, places matter.
_SAMPLE = 64
_SHARE = 0.5
#: Needs whose links are asked for ahead of the one that is read.
_AHEAD = 8
#: Needs whose links span this share of all resources lie well already.
_CLOSE = 0.02


class Ordered(NamedTuple):
    """A problem in the new order: ``needs`` has the old number of each need, ``links`` that of each link, and
    ``number`` the new number of each old resource."""

    transport: Transport
    needs: I64
    links: I64
    number: I32

    def told(self, found: Matched) -> Matched:
        """What was found, in the numbers of the problem as it was given."""
        taken: Bools = np.empty(self.transport.links, dtype=bool)
        taken[self.links] = found.taken
        conflict = found.conflict
        if conflict is not None:
            old = np.empty(self.transport.resources, dtype=np.int64)
            old[self.number] = np.arange(self.transport.resources)
            conflict = Conflict(np.sort(self.needs[conflict.needs]), np.sort(old[conflict.resources]))
        price = found.price[self.number]
        return Matched(found.status, taken, price, found.scale, found.value, found.bound, conflict)


def ordered(transport: Transport) -> Ordered | None:
    """The problem in an order that brings neighbours together; None where that would not pay. O(E)."""
    first, resource = transport.first, transport.resource
    if transport.links < _MANY or not _scattered(transport):
        return None
    begin, need = _columns(first, resource, transport.resources)
    needs, number = _breadth_first(first, resource, begin, need)
    del begin, need
    rows, links, numbers, points = _rows(first, resource, transport.points, needs, number)
    place = np.empty(transport.resources, dtype=np.int64)
    place[number] = np.arange(transport.resources)
    near = Transport(
        rows,
        numbers,
        points,
        transport.units[needs],
        transport.must[needs],
        transport.outside[needs],
        transport.least[place],
        transport.most[place],
    )
    return Ordered(near, needs, links, number)


def _scattered(transport: Transport) -> bool:
    """Whether neighbours have links in common, and do not lie together yet."""
    first, resource = transport.first, transport.resource
    rows = np.linspace(0, transport.needs - 1, 1024).astype(np.int64)
    spans = [
        int(links.max()) - int(links.min()) for i in rows.tolist() if len(links := resource[first[i] : first[i + 1]])
    ]
    if not spans or np.median(spans) <= _CLOSE * transport.resources:
        return False
    chosen = np.full(transport.resources, -1, dtype=np.int32)
    sample = np.linspace(0, transport.resources - 1, _SAMPLE).astype(np.int64)
    chosen[sample] = np.arange(_SAMPLE)
    links, others = _around(first, resource, chosen)
    random = transport.resources * -np.expm1(-links / transport.resources)
    return bool(others.sum() < _SHARE * random.sum())


@compiled
def _around(first, resource, chosen):
    """How many links the needs of each chosen resource have, and how many different resources these go to.

    A need with the same first and last link as the one before it counts as its twin, and is left out.
    """
    links, others = np.zeros(_SAMPLE, np.int64), np.zeros(_SAMPLE, np.int64)
    seen = np.zeros((_SAMPLE, len(chosen)), np.uint8)
    begin, end = -1, -1
    for i in range(len(first) - 1):
        if first[i] == first[i + 1] or (begin == resource[first[i]] and end == resource[first[i + 1] - 1]):
            continue
        begin, end = resource[first[i]], resource[first[i + 1] - 1]
        for e in range(first[i], first[i + 1]):
            k = chosen[resource[e]]
            if k >= 0:
                links[k] += first[i + 1] - first[i]
                for other in range(first[i], first[i + 1]):
                    others[k] += 1 - seen[k, resource[other]]
                    seen[k, resource[other]] = 1
    return links, others


@compiled
def _columns(first, resource, resources):
    """The needs of each resource: those of j are ``need[begin[j] .. begin[j + 1]]``."""
    begin = np.zeros(resources + 2, np.int64)
    for e in range(len(resource)):
        begin[resource[e] + 2] += 1
    for j in range(resources + 1):
        begin[j + 1] += begin[j]
    need = np.empty(len(resource), np.int32)
    for i in range(len(first) - 1):
        for e in range(first[i], first[i + 1]):
            j = resource[e]
            need[begin[j + 1]] = i
            begin[j + 1] += 1
    return begin, need


@compiled
def _breadth_first(first, resource, begin, need):
    """Needs in the order in which they are reached from resource to need to resource, and each resource's number."""
    needs, resources = len(first) - 1, len(begin) - 2
    order = np.empty(needs, np.int64)
    reached = np.zeros(needs, np.uint8)
    number = np.full(resources, -1, np.int32)
    queue = np.empty(resources, np.int32)
    met, head, tail = 0, 0, 0
    for root in range(resources):
        if number[root] >= 0:
            continue
        number[root] = tail
        queue[tail] = root
        tail += 1
        while head < tail:
            j = queue[head]
            head += 1
            for k in range(begin[j], begin[j + 1]):
                i = need[k]
                if reached[i]:
                    continue
                reached[i] = 1
                order[met] = i
                met += 1
                for e in range(first[i], first[i + 1]):
                    other = resource[e]
                    if number[other] < 0:
                        number[other] = tail
                        queue[tail] = other
                        tail += 1
    for i in range(needs):
        if not reached[i]:
            order[met] = i
            met += 1
    return order, number


@compiled
def _rows(first, resource, points, needs, number):
    """The links in the new order, by resource within a need: where each need's begin, and of each its old number."""
    begin = np.zeros(len(needs) + 1, np.int64)
    link = np.empty(len(resource), np.int64)
    near = np.empty(len(resource), np.int32)
    worth = np.empty(len(resource), points.dtype)
    for k in range(len(needs)):
        i = needs[k]
        soon = first[needs[min(k + _AHEAD, len(needs) - 1)]]
        for line in range(2):
            prefetch(resource, soon + 16 * line)
            prefetch(points, soon + 16 * line)
        at = begin[k]
        for e in range(first[i], first[i + 1]):
            mine = number[resource[e]]
            spot = at
            while spot > begin[k] and near[spot - 1] > mine:
                near[spot], link[spot], worth[spot] = near[spot - 1], link[spot - 1], worth[spot - 1]
                spot -= 1
            near[spot], link[spot], worth[spot] = mine, e, points[e]
            at += 1
        begin[k + 1] = at
    return begin, link, near, worth
