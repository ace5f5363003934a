"""The moves that money can make from fund to fund, compiled: per pair of funds a heap of what each move would lose.

A *move* takes money of need i from its link number s to its link number t. Links are counted from 0 within a need; the
number after the last stands for what the need leaves unmet, as if one more fund without price or limits gave it.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.model import I32, I64
from pairing.solvers.compiled import compiled, woven

FAR = 1 << 62
#: Columns of a move: need, the two links, the first child and the next sibling in the heap.
NEED, FROM, TO, CHILD, NEXT = range(5)


class Plan(NamedTuple):
    """Amounts of links, what needs leave unmet, what funds mean to spend, and how much more than that is taken."""

    amounts: I64
    unmet: I64
    spent: I64
    excess: I64


class Reach(NamedTuple):
    """How far each fund's price may rise and sink from ``base`` before other moves than those listed may matter."""

    base: I64
    up: I64
    down: I64


class Moves(NamedTuple):
    """Pairing heaps (Fredman, Sedgewick, Sleator, Tarjan 1986) of moves by loss, one per pair of funds.

    ``near`` is the least loss of each pair, ``pool`` the first free place (-1: none) and the number of places used.
    """

    loss: I64
    move: I32
    root: I32
    near: I64
    pool: I64


@compiled
def no_moves(pairs):
    return Moves(
        np.empty(1 << 12, np.int64),
        np.empty((1 << 12, 5), np.int32),
        np.full(pairs, -1, np.int32),
        np.full(pairs, FAR, np.int64),
        np.array([-1, 0]),
    )


@compiled
def roomy(heaps, more):
    """The same moves with room for so many more."""
    size, used = len(heaps.loss), heaps.pool[1]
    if used + more <= size:
        return heaps
    size = 2 * size + more
    loss, move = np.empty(size, np.int64), np.empty((size, 5), np.int32)
    for at in range(used):  # slices would take seconds to compile
        loss[at] = heaps.loss[at]
        for column in range(5):
            move[at, column] = heaps.move[at, column]
    return Moves(loss, move, heaps.root, heaps.near, heaps.pool)


@woven
def give(links, plan, i, s):
    """How much of need i's money on its link number s may move elsewhere."""
    e = links.first[i] + s
    return plan.unmet[i] if e == links.first[i + 1] else plan.amounts[e] - links.lower[e]


@woven
def take(links, plan, i, t):
    """How much more money may come onto need i's link number t."""
    e = links.first[i] + t
    if e == links.first[i + 1]:
        return links.most[i] - links.least[i] - plan.unmet[i]
    return links.upper[e] - plan.amounts[e]


@woven
def shift(links, plan, i, s, amount):
    """Put ``amount`` more onto need i's link number s."""
    e = links.first[i] + s
    if e == links.first[i + 1]:
        plan.unmet[i] += amount
    else:
        plan.amounts[e] += amount


@compiled
def undecided(links, plan, reach, i):
    """Whether prices within reach could move money of need i: some link is as good then as its worst in use."""
    last = len(reach.base) - 1
    worst = FAR
    if plan.unmet[i] > 0:
        worst = -reach.base[last] - reach.up[last]
    for e in range(links.first[i], links.first[i + 1]):
        if plan.amounts[e] > links.lower[e]:
            v = links.fund[e]
            worst = min(worst, links.rate[e] - reach.base[v] - reach.up[v])
    count = 1 if links.most[i] > links.least[i] and reach.down[last] - reach.base[last] >= worst else 0
    for e in range(links.first[i], links.first[i + 1]):
        v = links.fund[e]
        count += links.rate[e] - reach.base[v] + reach.down[v] >= worst
    return count > 1  # a link in use is one of them


@compiled
def list_from(links, plan, reach, heaps, i, s):
    """List the open moves of need i from its link s that are within reach."""
    for t in range(links.first[i + 1] - links.first[i] + 1):
        if take(links, plan, i, t):
            _list(links, reach, heaps, i, s, t)


@compiled
def list_to(links, plan, reach, heaps, i, t):
    """List the open moves of need i to its link t that are within reach."""
    for s in range(links.first[i + 1] - links.first[i] + 1):
        if give(links, plan, i, s):
            _list(links, reach, heaps, i, s, t)


@compiled
def _list(links, reach, heaps, i, s, t):
    last = len(reach.base) - 1
    e, f, end = links.first[i] + s, links.first[i] + t, links.first[i + 1]
    u, v = (last if e == end else links.fund[e]), (last if f == end else links.fund[f])
    loss = (0 if e == end else links.rate[e]) - (0 if f == end else links.rate[f])
    if u == v or loss - reach.base[u] + reach.base[v] > reach.up[u] + reach.down[v]:
        return
    pool, move, pair = heaps.pool, heaps.move, u * (last + 1) + v
    at = pool[0]
    if at >= 0:
        pool[0] = move[at, NEXT]
    else:
        at = pool[1]
        pool[1] += 1
    heaps.loss[at] = loss
    move[at, NEED], move[at, FROM], move[at, TO], move[at, CHILD], move[at, NEXT] = i, s, t, -1, -1
    heaps.root[pair] = _join(heaps, heaps.root[pair], at)
    heaps.near[pair] = heaps.loss[heaps.root[pair]]


@compiled
def tidy(links, plan, heaps, pair):
    """Drop the moves of a pair that are no longer open, until the first that is."""
    while heaps.root[pair] >= 0:
        top = heaps.root[pair]
        i, s, t = heaps.move[top, NEED], heaps.move[top, FROM], heaps.move[top, TO]
        if give(links, plan, i, s) and take(links, plan, i, t):
            heaps.near[pair] = heaps.loss[top]
            return
        _pop(heaps, pair)
    heaps.near[pair] = FAR


@woven
def _join(heaps, one, other):
    """The root of two heaps as one."""
    if one < 0:
        return other
    if other < 0:
        return one
    if heaps.loss[other] < heaps.loss[one]:
        one, other = other, one
    heaps.move[other, NEXT] = heaps.move[one, CHILD]
    heaps.move[one, CHILD] = other
    return one


@woven
def _pop(heaps, pair):
    """Drop the root of a heap: join its children two by two, then all of these from the last."""
    move, pool = heaps.move, heaps.pool
    top = heaps.root[pair]
    child = move[top, CHILD]
    move[top, NEXT] = pool[0]
    pool[0] = top
    joined = -1
    while child >= 0:
        mate, after = move[child, NEXT], -1
        move[child, NEXT] = -1
        if mate >= 0:
            after = move[mate, NEXT]
            move[mate, NEXT] = -1
        both = _join(heaps, child, mate)
        move[both, NEXT] = joined
        joined, child = both, after
    merged = -1
    while joined >= 0:
        after = move[joined, NEXT]
        move[joined, NEXT] = -1
        merged = _join(heaps, merged, joined)
        joined = after
    heaps.root[pair] = merged
