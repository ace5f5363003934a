"""One sum of money among claims, in whole fen: four rules, each exact and with its ties broken by the claims' order.

A claim is what somebody wants; ``room`` is how much of it can be given at all. No rule gives more than the room, and
all give ``min(total, sum of room)``. The first three take the fens one by one in a fixed order of merit, which is what
lets them hold over restricted funds too (:mod:`pairing.fair.restricted`).
Sources: W. Thomson, "Axiomatic and game-theoretic analysis of bankruptcy and taxation problems: an update",
Mathematical Social Sciences 74 (2015); M. Balinski, H. P. Young, *Fair Representation* (1982) for whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from pairing.model import I64

#: Claims (n), the room of each (n) and the total to give: what each claim gets (n).
Rule = Callable[[I64, I64, int], I64]

#: So near to the last share given, floating numbers no longer tell shares apart; exact fractions do.
_NEAR = 1e-9


def equal_shares(claims: I64, room: I64, total: int) -> I64:
    """Every next fen to the claim with the least share so far (given / claimed): the leximin of shares in whole fen.

    Of equal shares the smallest claim comes first, whose share rises most, then the order of the claims. With large
    claims all shares are equal to a fen: it is the divisor method of Adams. O(n log n).
    """
    total, given = _whole(room, total)
    if given is not None:
        return given
    size = claims.astype(np.float64)

    def taken(level: float) -> I64:
        return np.minimum(room, np.ceil(size * level).astype(np.int64))

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if int(taken(middle).sum()) <= total else (low, middle)
    given = np.maximum(taken(low * (1 - _NEAR)) - 1, 0)
    upper = np.minimum(room, taken(high * (1 + _NEAR)) + 1)
    left = total - int(given.sum())
    # The fens near the level, each with the share that its claim has before it.
    owner = np.repeat(np.arange(len(claims)), upper - given)
    if not len(owner):
        return given
    starts = np.cumsum(upper - given) - (upper - given)
    had = np.arange(len(owner)) - np.repeat(starts - given, upper - given)
    share = had / size[owner]
    edge = float(np.partition(share, left - 1)[left - 1]) if left else -1.0
    sure = share < edge * (1 - _NEAR)
    doubtful = np.flatnonzero(~sure & (share <= edge * (1 + _NEAR)))
    divisor = np.gcd(had[doubtful], claims[owner[doubtful]])
    exact = np.stack([had[doubtful] // divisor, claims[owner[doubtful]] // divisor])
    pairs, which = np.unique(exact, axis=1, return_inverse=True)
    fractions = [Fraction(int(a), int(b)) for a, b in pairs.T]
    rank = np.empty(len(fractions), dtype=np.int64)
    rank[sorted(range(len(fractions)), key=fractions.__getitem__)] = np.arange(len(fractions))
    order = np.lexsort((owner[doubtful], claims[owner[doubtful]], rank[which.ravel()]))
    chosen = doubtful[order[: left - int(sure.sum())]]
    return given + np.bincount(np.concatenate([owner[sure], owner[chosen]]), minlength=len(claims))


def equal_awards(claims: I64, room: I64, total: int) -> I64:
    """Constrained equal awards: everybody the same, nobody more than the room; odd fens in the order of the claims."""
    total, given = _whole(room, total)
    if given is not None:
        return given
    ordered = np.sort(room)
    before = np.cumsum(ordered) - ordered
    # The largest level at which all claims together take no more than the total.
    levels = before + ordered * np.arange(len(room), 0, -1)
    filled = int(np.searchsorted(levels, total, side="right"))
    level = (total - int(before[filled])) // (len(room) - filled)
    given = np.minimum(room, level)
    hungry = np.flatnonzero(room > level)
    given[hungry[: total - int(given.sum())]] += 1
    return given


def equal_losses(claims: I64, room: I64, total: int) -> I64:
    """Constrained equal losses: every next fen to the claim that lacks most; of equal ones in the order of the claims.

    So all fall short by the same, but those whose room is less, and none below nothing. Without narrower room it is
    the dual of :func:`equal_awards`: what is missing is shared out as an award would be, odd fens in reverse order.
    O(n log(largest claim)).
    """
    total, given = _whole(room, total)
    if given is not None:
        return given

    def left(loss: int) -> I64:
        return np.clip(claims - loss, 0, room)

    low, high = 0, int(claims.max())
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if int(left(middle).sum()) <= total else (middle + 1, high)
    given = left(high)
    lacking = np.flatnonzero((claims - given == high) & (given < room))
    given[lacking[: total - int(given.sum())]] += 1
    return given


def proportional(claims: I64, total: int) -> I64:
    """The same share of every claim, rounded by the largest remainder; of equal remainders the first claims. Exact."""
    total, given = _whole(claims, total)
    if given is not None:
        return given
    whole = int(claims.sum())
    if total * int(claims.max()) < 1 << 62:
        product = claims * total
        given, remainder = product // whole, product % whole
        order = np.lexsort((np.arange(len(claims)), -remainder))
    else:
        exact = [divmod(total * claim, whole) for claim in claims.tolist()]
        given = np.array([quotient for quotient, _ in exact], dtype=np.int64)
        order = np.array(sorted(range(len(claims)), key=lambda i: (-exact[i][1], i)))
    given[order[: total - int(given.sum())]] += 1
    return given


def _whole(room: I64, total: int) -> tuple[int, I64 | None]:
    """The total that can be given; and all that is given, where that leaves nothing to decide."""
    if total >= int(room.sum()):
        return int(room.sum()), room.copy()
    return total, np.zeros_like(room) if total <= 0 else None
