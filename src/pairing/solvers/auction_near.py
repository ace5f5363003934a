"""The links that matter, compiled: at prices that are nearly right most links of a need are far from its best.

Bidding goes on among the near ones alone, a tenth or so of all. What was left out is looked at again when whole prices
are to prove the plan: sifting, as in linear programs with many more columns than rows (Bixby, Gregory, Lustig, Marsten
and Shanno, "Very large-scale linear programming", 1992).
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import numpy as np

from pairing.solvers.auction_kernel import NOTHING
from pairing.solvers.compiled import bare, compiled, woven


@woven
def _near(rows, state, scale, bar, e):
    return state.taken[e] or rows.points[e] * scale - state.price[rows.resource[e]] >= bar


@bare
def count_near(rows, state, scale, rival, slack):
    """How many links are taken, or at most ``slack`` worse than the rival of their need. O(E)."""
    count = 0
    for i in range(len(rows.units)):
        for e in range(rows.first[i], rows.first[i + 1]):
            if _near(rows, state, scale, rival[i] - slack, e):
                count += 1
    return count


@compiled
def only_near(rows, state, scale, rival, slack, count):
    """Those links as rows of their own: ``first``, ``resource``, ``points``, ``taken``, and their numbers. O(E)."""
    first = np.zeros(len(rows.first), np.int64)
    resource = np.empty(count, np.int32)
    points = np.empty(count, rows.points.dtype)
    taken = np.empty(count, np.uint8)
    link = np.empty(count, np.int64)
    k = 0
    for i in range(len(rows.units)):
        for e in range(rows.first[i], rows.first[i + 1]):
            if _near(rows, state, scale, rival[i] - slack, e):
                resource[k], points[k], taken[k], link[k] = rows.resource[e], rows.points[e], state.taken[e], e
                k += 1
        first[i + 1] = k
    return first, resource, points, taken, link


@bare
def violation(rows, state, scale):
    """By how much the need that is worst off at these prices would gain from another link. O(E)."""
    worst = 0
    for i in range(len(rows.units)):
        if rows.units[i] == 0:
            continue
        best = NOTHING if rows.must[i] else rows.outside[i] * scale
        held = best if state.used[i] < rows.units[i] else -NOTHING
        for e in range(rows.first[i], rows.first[i + 1]):
            worth = rows.points[e] * scale - state.price[rows.resource[e]]
            if state.taken[e]:
                held = min(held, worth)
            else:
                best = max(best, worth)
        if held > NOTHING and best > NOTHING:
            worst = max(worst, best - held)
    return worst


@bare
def renumber(state, link):
    """Give the links on which needs sit their numbers among all."""
    for j in range(len(state.count)):
        for seat in range(state.first[j], state.first[j] + state.count[j]):
            state.link[seat] = link[state.link[seat]]
