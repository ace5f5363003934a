"""Passes over the links of needs and funds, compiled: every need at its best, the face, the proof.

Links are in rows by need, ``links.first[i]`` to ``links.first[i + 1]``. What need i leaves of its most is ``unmet[i]``.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled, woven

FAR = 1 << 62
#: A sum is kept as high x 2 ** LIMB + low, so that 64 bits are enough for every part.
LIMB = 40


@compiled
def dealt(links, price, room, amounts, unmet):
    """Every need takes its best links at the prices, of equal ones that with most ``room``; False where none fit.

    ``room`` is what each fund should still give; it sinks, below 0 where too many needs want the fund. Needs that have
    a choice come after those that have none, and last those that may as well stay unmet. O(links).
    """
    ease = np.zeros(len(links.most), np.int8)
    for turn in range(3):
        for i in range(len(links.most)):
            if turn == 0:
                ease[i] = _ease(links, price, i)
            if ease[i] == turn and not _deal(links, price, room, amounts, unmet, i):
                return False
    return True


@woven
def _ease(links, price, i):
    """2 where need i's best is as good as nothing, 1 where several links are best, else 0."""
    free = links.most[i] > links.least[i]
    worth, count = (0 if free else -FAR), 0
    for e in range(links.first[i], links.first[i + 1]):
        gain = links.rate[e] - price[links.fund[e]]
        if gain > worth:
            worth, count = gain, 1
        elif gain == worth:
            count += 1
    if free and worth == 0 and count > 0:
        return 2
    return 1 if count > 1 else 0


@woven
def _deal(links, price, room, amounts, unmet, i):
    begin, end = links.first[i], links.first[i + 1]
    rest, spare = links.most[i], links.most[i] - links.least[i]
    for e in range(begin, end):
        amounts[e] = links.lower[e]
        if links.lower[e]:
            rest -= links.lower[e]
            room[links.fund[e]] -= links.lower[e]
    unmet[i] = 0
    if rest < 0 or spare < 0:
        return False
    while rest > 0:
        best, worth, wide = -1, 0, 0
        if unmet[i] < spare:
            best = end
        for e in range(begin, end):
            gain = links.rate[e] - price[links.fund[e]]
            better = best < 0 or gain > worth or (gain == worth and room[links.fund[e]] > wide)
            if better and amounts[e] < links.upper[e]:
                best, worth, wide = e, gain, room[links.fund[e]]
        if best < 0:
            return False
        if best == end:
            take = min(rest, spare - unmet[i])
            unmet[i] += take
        else:
            take = min(rest, links.upper[best] - amounts[best])
            if 0 < wide < take:
                take = wide
            amounts[best] += take
            room[links.fund[best]] -= take
        rest -= take
    return True


@compiled
def extent(links):
    """The largest rate either way, the largest upper, whether bounds cross, and what each need's links carry in all."""
    reach = np.zeros(len(links.most), np.int64)
    largest, widest, crossed = 0, 0, False
    for i in range(len(links.most)):
        for e in range(links.first[i], links.first[i + 1]):
            largest = max(largest, abs(links.rate[e]))
            widest = max(widest, links.upper[e])
            crossed |= links.lower[e] > links.upper[e]
            reach[i] = min(reach[i] + links.upper[e], FAR // 2)
    return largest, widest, crossed, reach


@woven
def _need_price(links, price, amounts, i, given):
    """What one more fen of need i's most would add: its best link with room, or else its worst in use."""
    best = 0 if given > links.least[i] else -FAR
    worst = 0 if given < links.most[i] else FAR
    for e in range(links.first[i], links.first[i + 1]):
        gain = links.rate[e] - price[links.fund[e]]
        if gain > best and amounts[e] < links.upper[e]:
            best = gain
        if gain < worst and amounts[e] > links.lower[e]:
            worst = gain
    return best if best > -FAR else worst if worst < FAR else 0


@compiled
def proof(links, price, amounts, load, need_price):
    """Limits, value and bound, afresh: (limits broken, value, the needs' and links' part of the bound).

    The last two are pairs (high, low). Fills ``load``, what each fund gives, and ``need_price``. Whatever the prices,
    no plan is worth more than the bound: each need's most (least, where its price is negative) at its price, and each
    link at its own best beyond that. O(links).
    """
    broken = 0
    high, low, bound_high, bound_low = 0, 0, 0, 0
    for fund in range(len(load)):
        load[fund] = 0
    mask = (1 << LIMB) - 1
    for i in range(len(links.most)):
        total = 0
        for e in range(links.first[i], links.first[i + 1]):
            given = amounts[e]
            if given:
                total += given
                load[links.fund[e]] += given
                low += links.rate[e] * given
                high += low >> LIMB
                low &= mask
        own = _need_price(links, price, amounts, i, total)
        need_price[i] = own
        for e in range(links.first[i], links.first[i + 1]):
            broken += amounts[e] < links.lower[e] or amounts[e] > links.upper[e]
            gain = links.rate[e] - price[links.fund[e]] - own
            if gain > 0 or links.lower[e]:
                bound_low += gain * (links.upper[e] if gain > 0 else links.lower[e])
                bound_high += bound_low >> LIMB
                bound_low &= mask
        broken += total < links.least[i] or total > links.most[i]
        bound_low += own * (links.most[i] if own > 0 else links.least[i])
        bound_high += bound_low >> LIMB
        bound_low &= mask
    return broken, high, low, bound_high, bound_low


@compiled
def worth(rate, amounts):
    """The sum of rate x amount as (high, low)."""
    high, low = 0, 0
    for e in range(len(rate)):
        low += rate[e] * amounts[e]
        high += low >> LIMB
        low &= (1 << LIMB) - 1
    return high, low


@compiled
def ordered(group, first):
    """The links in order of their group, which begins at ``first``; within a group in the order that they have."""
    order, at = np.empty(len(group), np.int64), first.copy()
    for e in range(len(group)):
        order[at[group[e]]] = e
        at[group[e]] += 1
    return order


@compiled
def faced(links, price, need_price, amounts):
    """Which links may still change without loss: those between their bounds that neither earn nor cost.

    Also what each need and each fund gets and gives in all, and by links that may not change.
    """
    needs, funds = len(links.most), len(price)
    free = np.empty(len(links.rate), np.bool_)
    got, kept = np.zeros(needs, np.int64), np.zeros(needs, np.int64)
    given, bound = np.zeros(funds, np.int64), np.zeros(funds, np.int64)
    for i in range(needs):
        for e in range(links.first[i], links.first[i + 1]):
            fund = links.fund[e]
            free[e] = links.upper[e] > links.lower[e] and links.rate[e] == price[fund] + need_price[i]
            got[i] += amounts[e]
            given[fund] += amounts[e]
            if not free[e]:
                kept[i] += amounts[e]
                bound[fund] += amounts[e]
    return free, got, kept, given, bound
