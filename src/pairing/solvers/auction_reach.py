"""Who can be served at all, compiled: room is made along chains of switches, or what stands in the way is found."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pairing.model import I64
from pairing.solvers.auction_state import Columns, Rows, State, leave, pop, push, queue_of, sit
from pairing.solvers.compiled import bare, woven
from pairing.solvers.matched import Conflict


class Search(NamedTuple):
    """How a search came to each resource: by the need that holds ``left`` (-1: the search began there) taking
    ``wanted`` (-1: the resource was not reached)."""

    wanted: Any
    left: Any


def in_conflict(rows: Rows, state: State, cols: Columns) -> Conflict | None:
    """Why not all limits can be kept, found by making room for one after another; None where all can."""
    state = State(*(column.copy() for column in state))
    search = Search(*(np.empty(len(rows.most), np.int64) for _ in range(2)))
    queue = queue_of(len(rows.most))
    for i in np.flatnonzero(rows.must & (state.used < rows.units)).tolist():
        while state.used[i] < rows.units[i]:
            if not place_need(rows, state, i, search, queue):
                reached = np.flatnonzero(search.wanted >= 0)
                return Conflict(_held(state, reached, i), reached)
    for j in np.flatnonzero(state.count < rows.least).tolist():
        while state.count[j] < rows.least[j]:
            if not fill_resource(rows, state, cols, j, search, queue):
                reached = np.flatnonzero(search.wanted >= 0)
                return Conflict(reached[:0], reached)
    return None


def _held(state: State, reached: I64, i: int) -> I64:
    """Need i and all that sit at what it reached."""
    seats = [state.need[state.first[j] : state.first[j] + state.count[j]] for j in reached.tolist()]
    return np.unique(np.concatenate([*seats, np.array([i])])).astype(np.int64)


@bare
def place_need(rows, state, i, search, queue):
    """Place a unit of a need that must be served, whoever has to switch or to give way; False where that cannot be.

    Breadth first over resources, O(E); where it fails, ``search`` has all resources that could be reached.
    """
    queue.ends[:] = 0
    queue.waits[:] = 0
    search.wanted[:] = -1
    end = _spread(rows, state, i, -1, search, queue)
    while end < 0 and queue.ends[1] > 0:
        j = pop(queue)
        for seat in range(state.first[j], state.first[j] + state.count[j]):
            if not rows.must[state.need[seat]]:
                leave(rows, state, state.link[seat])
                end = j
                break
            end = _spread(rows, state, state.need[seat], state.link[seat], search, queue)
            if end >= 0:
                break
    if end < 0:
        return False
    while True:
        wanted, left = search.wanted[end], search.left[end]
        if left < 0:
            sit(rows, state, i, wanted)
            return True
        end = rows.resource[left]
        sit(rows, state, leave(rows, state, left), wanted)


@woven
def _spread(rows, state, i, left, search, queue):
    """Reach the resources of a need's other links; the first that has an empty seat, or -1."""
    for e in range(rows.first[i], rows.first[i + 1]):
        k = rows.resource[e]
        if search.wanted[k] < 0 and not state.taken[e]:
            search.wanted[k] = e
            search.left[k] = left
            if state.count[k] < rows.most[k]:
                return k
            push(queue, k)
    return -1


@bare
def fill_resource(rows, state, cols, j, search, queue):
    """Bring a unit to a resource below its least, from outside or from one that can spare it; False where that cannot
    be, and then ``search`` has all resources that would have to give one. O(E)."""
    queue.ends[:] = 0
    queue.waits[:] = 0
    search.wanted[:] = -1
    search.wanted[j] = 0
    search.left[j] = -1
    push(queue, j)
    while queue.ends[1] > 0:
        node = pop(queue)
        for place in range(cols.first[node], cols.first[node + 1]):
            wanted, i = cols.link[place], cols.need[place]
            if state.taken[wanted]:
                continue
            if state.used[i] < rows.units[i]:
                sit(rows, state, i, wanted)
                _hand_on(rows, state, node, search)
                return True
            for e in range(rows.first[i], rows.first[i + 1]):
                k = rows.resource[e]
                if state.taken[e] and search.wanted[k] < 0:
                    search.wanted[k] = wanted
                    search.left[k] = e
                    if state.count[k] > rows.least[k]:
                        _hand_on(rows, state, k, search)
                        return True
                    push(queue, k)
    return False


@woven
def _hand_on(rows, state, node, search):
    """Let each resource on the way give the unit that the search found."""
    while search.left[node] >= 0:
        wanted = search.wanted[node]
        sit(rows, state, leave(rows, state, search.left[node]), wanted)
        node = rows.resource[wanted]
