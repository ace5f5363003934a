"""The loops of the auction, compiled: seats, and the bids of needs.

Prices are integers in ``1 / scale`` points. A plan and prices are *epsilon-good* when no need could gain more than
epsilon by a switch, no resource over its least has a price below 0, and (after the resources' turn) none under its
most has one above 0. Everything here keeps a plan epsilon-good among the links that are bid for; the caller lowers
epsilon.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

from pairing.solvers.ahead import fetch_links, fetch_need, fetch_seats
from pairing.solvers.auction_state import copy, newest, push
from pairing.solvers.compiled import bare, woven

#: Below every value that a link can have.
NOTHING = -(1 << 62)
DONE, TIRED, BEYOND = 0, 1, 2
#: The step of a bidding need: its row is asked for, its links are, or (a link) the seats of the resource that it chose.
_ROW, _LINKS, _AGAIN = -3, -2, -1


class Desk(NamedTuple):
    """Who bids in turn, a step at a time each: ``bidder`` (-1: nobody), at which ``step``, with what ``bid``."""

    bidder: Any
    step: Any
    bid: Any


@woven
def _sink(state, base, k, count):
    """Move a seat down the heap to its place."""
    bid, link, need = state.bid[base + k], state.link[base + k], state.need[base + k]
    while True:
        child = 2 * k + 1
        if child >= count:
            break
        if child + 1 < count and state.bid[base + child + 1] < state.bid[base + child]:
            child += 1
        if state.bid[base + child] >= bid:
            break
        copy(state, base + child, base + k)
        k = child
    state.bid[base + k], state.link[base + k], state.need[base + k] = bid, link, need


@woven
def _rise(state, base, k):
    """Move a seat up the heap to its place."""
    bid, link, need = state.bid[base + k], state.link[base + k], state.need[base + k]
    while k > 0:
        above = (k - 1) >> 1
        if state.bid[base + above] <= bid:
            break
        copy(state, base + above, base + k)
        k = above
    state.bid[base + k], state.link[base + k], state.need[base + k] = bid, link, need


@woven
def _rival(rows, state, scale, i):
    """The best that a need could have for a unit instead of a link that it holds."""
    best = NOTHING if rows.must[i] else rows.outside[i] * scale
    for e in range(rows.first[i], rows.first[i + 1]):
        worth = rows.points[e] * scale - state.price[rows.resource[e]]
        if worth > best and not state.taken[e]:
            best = worth
    return best


@bare
def rivals(rows, state, scale, start, stop, rival):
    """The rival of each need from ``start`` to ``stop``; returns their part of the bound that the prices prove."""
    bound = 0
    for i in range(start, stop):
        rival[i] = _rival(rows, state, scale, i)
        each = 0 if rival[i] == NOTHING else rival[i]
        bound += rows.units[i] * each
        if state.used[i] > 0:
            for e in range(rows.first[i], rows.first[i + 1]):
                if state.taken[e]:
                    left = rows.points[e] * scale - state.price[rows.resource[e]] - each
                    if left > 0 or rival[i] == NOTHING:
                        bound += left
    return bound


@bare
def invite(rows, state, scale, epsilon, leap, rival, queue):
    """Seat every need at the price up to which it would stay, and queue those that would rather be elsewhere."""
    queue.ends[:] = 0
    queue.waits[:] = 0
    state.count[:] = 0
    for i in range(len(rows.units)):
        content = state.used[i] == rows.units[i]
        if state.used[i] > 0:
            for e in range(rows.first[i], rows.first[i + 1]):
                if state.taken[e]:
                    j = rows.resource[e]
                    seat = state.first[j] + state.count[j]
                    stays = rows.points[e] * scale - rival[i] + epsilon
                    state.bid[seat] = stays if rival[i] > NOTHING else state.price[j] + leap
                    state.link[seat] = e
                    state.need[seat] = i
                    state.count[j] += 1
                    content = content and state.bid[seat] >= state.price[j]
        if not content:
            push(queue, i)
    for j in range(len(rows.most)):
        for k in range(state.count[j] // 2 - 1, -1, -1):
            _sink(state, state.first[j], k, state.count[j])


@woven
def _reconsider(rows, state, scale, epsilon, i):
    """A need leaves the links that are no longer good enough, or stays with a bid that is up to date."""
    rival = _rival(rows, state, scale, i)
    if rival == NOTHING:
        return
    for e in range(rows.first[i], rows.first[i + 1]):
        if not state.taken[e]:
            continue
        j = rows.resource[e]
        base = state.first[j]
        k = 0
        while state.link[base + k] != e:
            k += 1
        bid = rows.points[e] * scale - rival + epsilon
        if bid >= state.price[j]:
            state.bid[base + k] = bid
            _sink(state, base, k, state.count[j])
            continue
        state.count[j] -= 1
        state.taken[e] = 0
        state.used[i] -= 1
        last = state.count[j]
        if k < last:
            copy(state, base + last, base + k)
            _sink(state, base, k, last)
            _rise(state, base, k)


@bare
def needs_bid(rows, state, scale, epsilon, leap, ceiling, queue, desk, bids):
    """Needs with idle units bid for their best links until every unit has one or prefers to stay outside.

    A bid goes as high as the second best allows, and epsilon more; the lowest bid leaves a full resource (Bertsekas and
    Castanon, "The auction algorithm for the transportation problem", 1989). Several needs bid in turn; where a price
    has risen since one of them looked, the bid is still good if it is higher, as all that rises can only make others
    worse. Stops ``TIRED`` after so many ``bids``, ``BEYOND`` where a need that must be
    served has no link left, or a price passed ``ceiling``: perhaps they cannot all be served.
    """
    price = state.price
    bidder, step, bid = desk.bidder, desk.step, desk.bid
    bidder[:] = -1
    busy, turn = 0, 0
    while busy > 0 or queue.ends[1] > 0:
        i = bidder[turn]
        if i < 0:
            if queue.ends[1] > 0:
                i = newest(queue)
                # Whoever is bidding need not be called.
                queue.waits[i] = 1
                bidder[turn], step[turn] = i, _ROW
                busy += 1
                fetch_need(rows, state, i)
        elif step[turn] == _ROW:
            fetch_links(rows, state, i)
            step[turn] = _LINKS
        elif step[turn] < 0:
            if step[turn] == _LINKS and state.used[i] > 0:
                _reconsider(rows, state, scale, epsilon, i)
            chosen, gain = _best(rows, state, scale, leap, i) if state.used[i] < rows.units[i] else (-1, 0)
            short = rows.must[i] and state.used[i] < rows.units[i]
            if chosen < 0 and not short:
                queue.waits[i] = 0
                bidder[turn] = -1
                busy -= 1
                continue
            bids -= 1
            j = rows.resource[chosen] if chosen >= 0 else -1
            if bids < 0 or chosen < 0 or state.price[j] > ceiling:
                for other in bidder:
                    if other >= 0:
                        queue.waits[other] = 0
                        push(queue, other)
                return TIRED if bids < 0 else BEYOND
            step[turn] = chosen
            bid[turn] = price[j] + epsilon + gain
            fetch_seats(rows, state, j)
        else:
            chosen, step[turn] = step[turn], _AGAIN
            j = rows.resource[chosen]
            if bid[turn] > price[j]:
                _offer(rows, state, queue, i, j, chosen, bid[turn])
            continue
        turn = (turn + 1) % len(bidder)
    return DONE


@woven
def _best(rows, state, scale, leap, i):
    """The best link that a need could have for an idle unit, and by how much it beats the second; -1 for none."""
    best, second, chosen = NOTHING, NOTHING, -1
    for e in range(rows.first[i], rows.first[i + 1]):
        worth = rows.points[e] * scale - state.price[rows.resource[e]]
        if worth > second and not state.taken[e]:
            if worth > best:
                second = best
                best = worth
                chosen = e
            else:
                second = worth
    if not rows.must[i]:
        idle = rows.outside[i] * scale
        if best <= idle:
            return -1, 0
        second = max(second, idle)
    return chosen, best - second if second > NOTHING else leap


@woven
def _offer(rows, state, queue, i, j, e, bid):
    """Seat a bid if it is high enough; who is outbid joins the queue, and the price follows the lowest seat."""
    price, base, count = state.price, state.first[j], state.count[j]
    room = rows.most[j]
    if price[j] < 0:
        room = rows.least[j]
        if count >= room and bid >= 0 and (count == 0 or state.bid[base] >= 0):
            # All who sit here would pay: seats beyond the least open.
            price[j] = 0
            room = rows.most[j]
    top = 0 if price[j] < 0 else -NOTHING
    if count < room:
        seat = base + count
        state.bid[seat], state.link[seat], state.need[seat] = bid, e, i
        _rise(state, base, count)
        state.count[j] = count + 1
        if count + 1 < room:
            state.taken[e] = 1
            state.used[i] += 1
            return
    elif count == 0 or bid <= state.bid[base]:
        price[j] = max(price[j], min(top, bid))
        return
    else:
        loser = state.need[base]
        state.taken[state.link[base]] = 0
        state.used[loser] -= 1
        push(queue, loser)
        state.bid[base], state.link[base], state.need[base] = bid, e, i
        _sink(state, base, 0, count)
    state.taken[e] = 1
    state.used[i] += 1
    price[j] = max(price[j], min(top, state.bid[base]))
