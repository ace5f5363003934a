"""Proportional division by restricted funds, each in its turn: what offices do, though it may leave money lying."""

from __future__ import annotations

import numpy as np

from pairing.fair.one_sum import proportional
from pairing.model import I32, I64, group_sums


def in_turn(claims: I64, need: I32, fund: I32, room: I64, holds: I64) -> I64:
    """What each link (E) carries: fund after fund divides what it holds in proportion to what its claims still lack.

    First comes the fund whose claims are least in all, which is the most restricted one; of equal ones the first by
    number. Shares are rounded by the largest remainder; what a link has no ``room`` for goes to the others. After its
    turn a fund has money left only where all its claims have what they want, or all that it can give them.
    O(E log E + funds).
    """
    amounts = np.zeros(len(need), dtype=np.int64)
    lacking = claims.copy()
    reach = group_sums(fund, len(holds), claims[need])
    order = np.argsort(fund, kind="stable")
    first = np.searchsorted(fund[order], np.arange(len(holds) + 1))
    for j in np.argsort(reach, kind="stable").tolist():
        links = order[first[j] : first[j + 1]]
        # Two links of one pair are one claim: the first of them stands for both, as far as it has room.
        for once in _apart(need[links]):
            mine = links[once]
            asked, wide = lacking[need[mine]], np.minimum(room[mine], lacking[need[mine]])
            amounts[mine] = _within(asked, wide, int(holds[j]) - int(amounts[links].sum()))
            lacking[need[mine]] -= amounts[mine]
    return amounts


def _apart(need: I32) -> list[I64]:
    """Positions in rounds so that no need is twice in one."""
    order = np.argsort(need, kind="stable")
    start = np.searchsorted(need[order], need[order])
    turn = np.empty(len(need), dtype=np.int64)
    turn[order] = np.arange(len(need)) - start
    return [np.flatnonzero(turn == k) for k in range(int(turn.max(initial=-1)) + 1)]


def _within(asked: I64, room: I64, total: int) -> I64:
    """In proportion to what is asked, nobody over the room: who would pass it gets the room, the others share anew."""
    given = np.zeros_like(asked)
    open_claims = np.flatnonzero(room > 0)
    while len(open_claims):
        share = proportional(asked[open_claims], total)
        over = share > room[open_claims]
        if not over.any():
            given[open_claims] = share
            break
        given[open_claims[over]] = room[open_claims[over]]
        total -= int(room[open_claims[over]].sum())
        open_claims = open_claims[~over]
    return given
