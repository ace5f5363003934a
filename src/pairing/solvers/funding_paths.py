"""Money moved along cheapest paths from fund to fund, compiled: what is left to do where best choices overload funds.

Successive shortest paths (Jewell 1958; Busacker and Gowen 1961) with potentials (Edmonds and Karp 1972) on the funds
alone: the way from fund u to fund v is as long as the least loss of any need that can move money from u to v.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled
from pairing.solvers.funding_moves import (
    FAR,
    FROM,
    NEED,
    TO,
    Reach,
    give,
    list_from,
    list_to,
    no_moves,
    roomy,
    shift,
    take,
    tidy,
    undecided,
)

SETTLED, TOO_NARROW, NO_WAY = 0, 1, 2


@compiled
def settled(links, holds_least, holds_most, price, up, down, plan):
    """Move money until no fund has more or less than it means to spend; amounts are best at ``price`` and stay so.

    Moves are listed that matter while no price rises by more than ``up`` or sinks by more than ``down``. Where one
    would, the answer is ``TOO_NARROW``, ``up`` and ``down`` are widened, and what was moved so far stays; ``NO_WAY``
    where the listed moves lead from no excess to any lack. O(F^2) for each path, O(log) for most moves listed.
    """
    size = len(price)
    if not _any_excess(plan):
        return SETTLED
    reach = Reach(price.copy(), up, down)
    heaps = _listed(links, plan, reach)
    far, came = np.empty(size, np.int64), np.empty(size, np.int64)
    raised, steps = np.empty(size, np.int64), np.empty((size, 3), np.int64)
    while _any_excess(plan):
        goal = _nearest(heaps, holds_least, holds_most, price, plan, far, came)
        if goal < 0:
            return NO_WAY
        if far[goal] > 0:
            # Prices count from that of leaving money unmet, the last.
            level = min(far[size - 1], far[goal]) - price[size - 1]
            for v in range(size):
                raised[v] = price[v] + level - min(far[v], far[goal])
            if _beyond(raised, reach):
                return TOO_NARROW
            for v in range(size):
                price[v] = raised[v]
        amount, source = _steps(links, holds_least, holds_most, plan, heaps, came, goal, steps)
        plan.excess[source] -= amount
        plan.excess[goal] += amount
        heaps = _moved(links, plan, reach, heaps, came, goal, steps, amount)
    return SETTLED


@compiled
def _any_excess(plan):
    return plan.excess.max() > 0


@compiled
def _listed(links, plan, reach):
    size = len(reach.base)
    heaps = no_moves(size * size)
    for i in range(len(links.most)):
        if undecided(links, plan, reach, i):
            degree = links.first[i + 1] - links.first[i] + 1
            heaps = roomy(heaps, degree * degree)
            for s in range(degree):
                if give(links, plan, i, s):
                    list_from(links, plan, reach, heaps, i, s)
    return heaps


@compiled
def _nearest(heaps, holds_least, holds_most, price, plan, far, came):
    """The nearest fund that lacks money, from all that have too much; -1 where there is none (Dijkstra 1959).

    Of paths that are equally short the one with fewer steps, so that equal ones are soon used up. ``far`` and ``came``
    become each fund's distance and the fund before it.
    """
    size = len(price)
    last = size - 1
    hops, done = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for v in range(size):
        far[v] = 0 if plan.excess[v] > 0 else FAR
        came[v] = -1
    while True:
        u = -1
        for v in range(size):
            nearer = u < 0 or far[v] < far[u] or (far[v] == far[u] and hops[v] < hops[u])
            if nearer and not done[v] and far[v] < FAR:
                u = v
        if u < 0 or plan.excess[u] < 0:
            return u
        done[u] = True
        for v in range(size):
            if done[v]:
                continue
            loss = heaps.near[u * size + v]
            if (v == last and plan.spent[u] < holds_most[u]) or (u == last and plan.spent[v] > holds_least[v]):
                loss = min(loss, 0)
            if loss < FAR:
                there = far[u] + loss - price[u] + price[v]
                if there < far[v] or (there == far[v] and hops[u] + 1 < hops[v]):
                    far[v], hops[v], came[v] = there, hops[u] + 1, u


@compiled
def _steps(links, holds_least, holds_most, plan, heaps, came, goal, steps):
    """How much can go along the path to ``goal``, and where it starts; the move of each step, need -1 for a fund's own.

    A fund's own step spends more or less than it meant to, within what it holds: no need moves.
    """
    size = len(came)
    amount, v = -plan.excess[goal], goal
    while came[v] >= 0:
        u = came[v]
        pair = u * size + v
        top = heaps.root[pair]
        steps[v, 0] = -1
        if v == size - 1 and plan.spent[u] < holds_most[u] and heaps.near[pair] >= 0:
            amount = min(amount, holds_most[u] - plan.spent[u])
        elif u == size - 1 and plan.spent[v] > holds_least[v] and heaps.near[pair] >= 0:
            amount = min(amount, plan.spent[v] - holds_least[v])
        else:
            i, s, t = heaps.move[top, NEED], heaps.move[top, FROM], heaps.move[top, TO]
            steps[v, 0], steps[v, 1], steps[v, 2] = i, s, t
            amount = min(amount, give(links, plan, i, s), take(links, plan, i, t))
        v = u
    return min(amount, plan.excess[v]), v


@compiled
def _moved(links, plan, reach, heaps, came, goal, steps, amount):
    """Take every step of the path to ``goal``; the moves that are open then."""
    size = len(came)
    v = goal
    while came[v] >= 0:
        u = came[v]
        i, s, t = steps[v, 0], steps[v, 1], steps[v, 2]
        if i >= 0:
            was_full, was_empty = take(links, plan, i, s) == 0, give(links, plan, i, t) == 0
            shift(links, plan, i, s, -amount)
            shift(links, plan, i, t, amount)
            heaps = roomy(heaps, 2 * (links.first[i + 1] - links.first[i] + 1))
            if was_full:
                list_to(links, plan, reach, heaps, i, s)
            if was_empty:
                list_from(links, plan, reach, heaps, i, t)
            for w in range(size):
                tidy(links, plan, heaps, u * size + w)
                tidy(links, plan, heaps, w * size + v)
        elif v == size - 1:
            plan.spent[u] += amount
        else:
            plan.spent[v] -= amount
        v = u
    return heaps


@compiled
def _beyond(raised, reach):
    """Whether some price leaves its reach, which is then widened to twice the way."""
    found = False
    for v in range(len(raised)):
        way = raised[v] - reach.base[v]
        if way > reach.up[v]:
            reach.up[v] = 2 * way
            found = True
        if -way > reach.down[v]:
            reach.down[v] = -2 * way
            found = True
    return found
