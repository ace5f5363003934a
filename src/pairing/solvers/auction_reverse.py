"""The other half of the auction's loops, compiled: resources bid for needs."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

from pairing.solvers.ahead import fetch_links, prefetch
from pairing.solvers.auction_kernel import BEYOND, DONE, NOTHING, TIRED
from pairing.solvers.auction_state import leave, newest, push, sit, wants
from pairing.solvers.compiled import bare, woven

#: Needs asked for ahead of the one that is read.
_AHEAD = 24


class Wanted(NamedTuple):
    """The needs that a resource could win most easily, best first: what each is ``worth``, and its ``place`` in the
    column. A resource fills at most one seat less at a time."""

    worth: Any
    place: Any


@woven
def _profits(rows, state, scale, profit):
    """What each need would lose least if it gave up a unit: of its own links, or of staying outside."""
    for i in range(len(rows.units)):
        profit[i] = rows.outside[i] * scale if state.used[i] < rows.units[i] else -NOTHING
    for j in range(len(rows.most)):
        _raise(rows, state, scale, profit, j, True)


@woven
def _raise(rows, state, scale, profit, j, anew):
    """Bring the profit of the needs at a resource in step with its price."""
    for seat in range(state.first[j], state.first[j] + state.count[j]):
        _fetch_holder(rows, state, profit, state.need[seat])
        prefetch(rows.points, state.link[seat])
    for seat in range(state.first[j], state.first[j] + state.count[j]):
        i = state.need[seat]
        if state.used[i] < rows.units[i]:
            continue
        worth = rows.points[state.link[seat]] * scale - state.price[j]
        if anew:
            profit[i] = min(profit[i], worth)
        else:
            if rows.units[i] > 1:
                worth = _worst(rows, state, scale, i, -1)[0]
            profit[i] = max(profit[i], worth)


@woven
def _elsewhere(rows, state, scale, i, j):
    """What a need would lose least if it gave up a unit that resource j does not give it."""
    if state.used[i] < rows.units[i]:
        return rows.outside[i] * scale
    return _worst(rows, state, scale, i, j)[0]


@woven
def _worst(rows, state, scale, i, j):
    """The least worth of the links that a need holds, save those to resource j, and which link that is."""
    least, link = -NOTHING, -1
    for e in range(rows.first[i], rows.first[i + 1]):
        if state.taken[e] and rows.resource[e] != j:
            worth = rows.points[e] * scale - state.price[rows.resource[e]]
            if worth < least:
                least, link = worth, e
    return least, link


@bare
def resources_bid(rows, state, scale, epsilon, leap, floor, cols, profit, queue, wanted, effort):
    """Resources that want more needs lower their price as far as the next best need asks, and take the best.

    The reverse auction (Bertsekas, Castanon and Tsaknakis, "Reverse auction and the solution of inequality constrained
    assignment problems", 1993). Stops ``TIRED`` after scanning ``effort`` links, ``BEYOND`` where a price fell below
    ``floor``, which may mean that the least of some resources cannot be had.
    """
    _profits(rows, state, scale, profit)
    while queue.ends[1] > 0:
        j = newest(queue)
        while wants(rows, state, j):
            if effort < 0:
                push(queue, j)
                return TIRED
            effort -= cols.first[j + 1] - cols.first[j]
            optional = state.count[j] >= rows.least[j]
            seats = (rows.most[j] if optional else rows.least[j]) - state.count[j]
            seats = 1 if cols.several[j] else min(seats, len(wanted.place) - 1)
            found = _best_needs(rows, state, scale, cols, profit, j, seats + 1, wanted)
            chosen = min(found, seats)
            if optional:
                while chosen > 0 and wanted.worth[chosen - 1] <= epsilon:
                    chosen -= 1
            elif chosen == 0:
                push(queue, j)
                return BEYOND
            if optional and chosen < seats:
                ask = 0
            else:
                ask = wanted.worth[chosen] - epsilon if found > chosen else wanted.worth[chosen - 1] - leap
                if optional:
                    ask = max(ask, 0)
            if ask < floor:
                push(queue, j)
                return BEYOND
            for k in wanted.place[:chosen]:
                _fetch_holder(rows, state, profit, cols.need[k])
            if ask < state.price[j]:
                state.price[j] = ask
                _raise(rows, state, scale, profit, j, False)
            for k in wanted.place[:chosen]:
                fetch_links(rows, state, cols.need[k])
            for k in wanted.place[:chosen]:
                _take(rows, state, scale, profit, queue, cols.need[k], j, cols.link[k])
    return DONE


@woven
def _fetch_holder(rows, state, profit, i):
    """Ask for what tells whether a need would switch."""
    prefetch(rows.first, i)
    prefetch(state.used, i)
    prefetch(rows.units, i)
    prefetch(profit, i)


@woven
def _best_needs(rows, state, scale, cols, profit, j, count, wanted):
    """The ``count`` needs that a resource could win most easily, best first; how many there are."""
    found, bar = 0, NOTHING
    stop = cols.first[j + 1]
    for k in range(cols.first[j], stop):
        prefetch(profit, cols.need[min(k + _AHEAD, stop - 1)])
        worth = cols.points[k] * scale - profit[cols.need[k]]
        if worth <= bar or state.taken[cols.link[k]]:
            continue
        if cols.several[j]:
            lost = _elsewhere(rows, state, scale, cols.need[k], j)
            worth = cols.points[k] * scale - lost
            if worth <= bar or lost == -NOTHING:
                continue
        spot = min(found, count - 1)
        found = min(found + 1, count)
        while spot > 0 and wanted.worth[spot - 1] < worth:
            wanted.worth[spot] = wanted.worth[spot - 1]
            wanted.place[spot] = wanted.place[spot - 1]
            spot -= 1
        wanted.worth[spot] = worth
        wanted.place[spot] = k
        if found == count:
            bar = wanted.worth[count - 1]
    return found


@woven
def _take(rows, state, scale, profit, queue, i, j, e):
    """Give a link to a need, which leaves its worst one if it has no idle unit."""
    if state.used[i] == rows.units[i]:
        left = _worst(rows, state, scale, i, j)[1]
        leave(rows, state, left)
        if wants(rows, state, rows.resource[left]):
            push(queue, rows.resource[left])
    sit(rows, state, i, e)
    if state.used[i] == rows.units[i]:
        profit[i] = max(profit[i], _worst(rows, state, scale, i, -1)[0])
