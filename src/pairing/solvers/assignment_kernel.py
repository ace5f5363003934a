"""The loops of one-to-one assignment, compiled: every row keeps its best columns at hand, and knows what it leaves out.

Prices only rise. So a row's list, made at earlier prices, still holds its best columns as long as the second best of
them is worth no less than ``cutoff``, the most that any column outside the list was worth then; else the row is read
again. That makes an auction over a dense matrix (Bertsekas 1988) and shortest augmenting paths (Jonker, Volgenant 1987)
as cheap as over a sparse one, with nothing left out. All worths and prices are 32-bit: eight or sixteen at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pairing.model import I32, I64
from pairing.solvers.compiled import compiled, woven

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Columns that are read together; the best of each block decides which blocks are looked into.
BLOCK = 64
#: A list holds the best entries of at least this many blocks, and at most ``WIDTH`` columns.
GOOD = 12
WIDTH = 32
FEW_BLOCKS = 4  # rows of fewer are looked into as a whole
#: Prices beyond this could leave 32 bits.
DEAR = 1 << 30
NONE = -(1 << 31)
TOO_FAR = 1 << 31
FAR = 1 << 60


class Market(NamedTuple):
    """n rows, m columns: a column's worth to a row is (points - top) * scale, its value that less its price.

    The list of row i is ``column[first[i] : first[i] + counts[i]]`` with ``worth``. Where ``points`` has no rows the
    lists are all there is (sparse), and every ``cutoff`` is NONE. ``owner`` is the row that has a column, ``mine`` the
    column that a row has and ``gain`` what that is worth to it; -1 stands for nobody and nothing.
    """

    points: NDArray[Any]
    top: int
    scale: int
    first: I64
    counts: I32
    column: I32
    worth: I32
    cutoff: I32
    price: I32
    owner: I32
    mine: I32
    gain: I32


class Room(NamedTuple):
    """What reading a row needs: the best value of every block, the best of those, and the columns found."""

    tops: I32
    best: I32
    found: I32


def room(columns: int) -> Room:
    """Scratch memory for rows of so many columns."""
    blocks = columns // BLOCK + 1
    return Room(np.empty(blocks, np.int32), np.empty(GOOD, np.int32), np.empty(columns + 1, np.int32))


@compiled
def extremes(points: Any) -> Any:
    """The least and the largest entry of a matrix, in one pass."""
    least, most = points[0, 0], points[0, 0]
    for i in range(points.shape[0]):
        row = points[i]
        for j in range(len(row)):
            least, most = min(least, row[j]), max(most, row[j])
    return least, most


@compiled
def _tops(points: Any, price: Any, top: Any, scale: Any, high: Any, first: Any, enough: Any, tops: Any) -> Any:
    """The best value of every block that is not above ``high``, from block ``first`` on; how many blocks were read.

    Ends early with ``enough`` blocks of which the best is ``high`` itself. How far a value lies below ``high`` is taken
    as unsigned: values above it become too far, without a branch.
    """
    top, scale, high = np.int32(top), np.int32(scale), np.int32(high)
    columns, met = len(price), 0
    blocks = -(-columns // BLOCK)
    for c in range(blocks):
        start = (first + c if first + c < blocks else first + c - blocks) * BLOCK
        least = np.uint32(0xFFFFFFFF)
        if start + BLOCK <= columns:
            p, v = points[start : start + BLOCK], price[start : start + BLOCK]
            for j in range(BLOCK):
                below = np.uint32(high - np.int32(np.int32(np.int32(p[j] - top) * scale) - v[j]))
                if below < least:
                    least = below
        else:
            for j in range(start, columns):
                below = np.uint32(high - np.int32(np.int32(np.int32(points[j] - top) * scale) - price[j]))
                if below < least:
                    least = below
        tops[c] = NONE if least >= TOO_FAR else high - least
        met += least == 0
        if met >= enough:
            return c + 1
    return blocks


@compiled
def _limit(tops: Any, blocks: Any, good: Any, best: Any) -> Any:
    """The ``good``-th largest of the blocks' best values."""
    held, last = 0, np.int32(NONE)
    for b in range(blocks):
        value = tops[b]
        if held < good:
            at = held
            held += 1
        elif value > last:
            at = good - 1
        else:
            continue
        while at > 0 and best[at - 1] < value:
            best[at] = best[at - 1]
            at -= 1
        best[at] = value
        last = best[held - 1]
    return last


@compiled
def _find(
    points: Any, price: Any, top: Any, scale: Any, high: Any, limit: Any, start: Any, found: Any, held: Any
) -> Any:
    """Add the columns of one block, which begins at ``start``, with a value of ``limit`` to ``high``.

    Mostly there is just one: counting the hits and adding up where they are says so without a branch.
    """
    top, scale, high = np.int32(top), np.int32(scale), np.int32(high)
    width = np.uint32(high - limit)
    if len(points) == BLOCK:
        hits, where = np.int32(0), np.int32(0)
        for j in range(BLOCK):
            below = np.uint32(high - np.int32(np.int32(np.int32(points[j] - top) * scale) - price[j]))
            hit = np.int32(below <= width)
            hits = np.int32(hits + hit)
            where = np.int32(where + np.int32(hit * np.int32(j)))
        if hits == 1:
            found[held] = start + where
            return held + 1
    for j in range(len(points)):
        below = np.uint32(high - np.int32(np.int32(np.int32(points[j] - top) * scale) - price[j]))
        found[held] = start + j
        held += below <= width
    return held


@compiled
def read(market: Any, room: Any, i: Any, high: Any, enough: Any) -> Any:
    """Find the next best columns of row i, of value ``limit`` to ``high``: how many, and what no other column exceeds.

    Reading starts at a block of the row's own, so that rows with many equal columns do not all list the first ones, and
    ends with ``enough`` blocks that have a column of value ``high``.
    """
    points, price, tops, found = market.points[i], market.price, room.tops, room.found
    blocks = -(-len(price) // BLOCK)
    first = i * 7 % blocks
    seen = _tops(points, price, market.top, market.scale, high, first, enough, tops)
    limit = np.int32(NONE + 1)
    if blocks >= FEW_BLOCKS:
        limit = max(limit, np.int32(_limit(tops, seen, min(GOOD, blocks // 2), room.best)))
    held = 0
    for c in range(seen):
        if tops[c] >= limit:
            start = (first + c if first + c < blocks else first + c - blocks) * BLOCK
            p, v = points[start : start + BLOCK], price[start : start + BLOCK]
            held = _find(p, v, market.top, market.scale, high, limit, start, found, held)
    return held, limit - 1 if seen == blocks else high


@compiled
def list_row(market: Any, room: Any, i: Any) -> None:
    """Make the list of row i anew, at today's prices."""
    held, out = read(market, room, i, 0, GOOD)
    start, price = market.first[i], market.price
    size, low, lowest = 0, 0, FAR
    for f in range(held):
        j = room.found[f]
        worth = np.int32(np.int32(market.points[i, j] - market.top) * market.scale)
        value = worth - price[j]
        if size < WIDTH:
            at = size
            size += 1
        elif value > lowest:
            out = max(out, lowest)
            at = low
        else:
            out = max(out, value)
            continue
        market.column[start + at], market.worth[start + at] = j, worth
        if size < WIDTH:
            continue
        lowest = FAR
        for k in range(WIDTH):
            value = market.worth[start + k] - price[market.column[start + k]]
            if value < lowest:
                low, lowest = k, value
    market.counts[i] = size
    market.cutoff[i] = out if size < len(price) else NONE


@compiled
def list_rows(market: Any, room: Any, start: Any, stop: Any) -> None:
    """Make the lists of rows ``start`` to ``stop``."""
    for i in range(start, stop):
        list_row(market, room, i)


@compiled
def row_values(market: Any, room: Any, start: Any, stop: Any, values: Any) -> None:
    """The best value that each row has anywhere, read from the matrix: what proves the assignment."""
    for i in range(start, stop):
        seen = _tops(market.points[i], market.price, market.top, market.scale, 0, 0, 1, room.tops)
        values[i] = room.tops[:seen].max()


@woven
def two_best(market: Any, i: Any) -> tuple[Any, Any, Any]:
    """The best value in a row's list, the second best, and where in the lists the best stands (-1: nowhere)."""
    best, second, where = -FAR, -FAR, -1
    for k in range(market.first[i], market.first[i] + market.counts[i]):
        j = market.column[k]
        value = market.worth[k] - market.price[j]
        if value > best:
            best, second, where = value, best, k
        elif value > second:
            second = value
    return best, second, where


@compiled
def spreads(market: Any) -> Any:
    """For each row with a list, how much its best column is worth above the last."""
    found, size = np.zeros(len(market.first), np.int64), 0
    for i in range(len(market.first)):
        best, least = -FAR, FAR
        for k in range(market.first[i], market.first[i] + market.counts[i]):
            value = market.worth[k] - market.price[market.column[k]]
            best, least = max(best, value), min(least, value)
        if best > -FAR:
            found[size] = best - least
            size += 1
    return found[:size]


@compiled
def auction(market: Any, room: Any, step: Any, widest: Any, enough: Any, bids: Any) -> Any:
    """Free rows bid, each raising its best column to where the second best is as good, and by ``step`` more.

    Ends with ``enough`` rows free, or after so many ``bids``. With no step (as in Jonker and Volgenant's reduction of
    rows) a row whose two best columns are equal and taken stays free, and every pair is exactly tight. Returns the
    bids that are left.
    """
    price, owner, mine = market.price, market.owner, market.mine
    queue = np.flatnonzero(mine < 0)
    waiting, tied = len(queue), 0
    while waiting > 0 and waiting + tied > enough and bids > 0:
        waiting -= 1
        i = queue[waiting]
        bids -= 1
        best, second, at = two_best(market, i)
        if second < market.cutoff[i] != NONE:
            list_row(market, room, i)
            best, second, at = two_best(market, i)
        if at < 0:
            tied += 1
            continue
        j = market.column[at]
        rise = min(best - second, widest) + step
        if rise == 0 and owner[j] >= 0:
            for k in range(market.first[i], market.first[i] + market.counts[i]):
                other = market.column[k]
                if owner[other] < 0 and market.worth[k] - price[other] == best:
                    j, at = other, k
                    break
            if owner[j] >= 0:
                tied += 1
                continue
        if price[j] + rise > DEAR:
            return 0
        price[j] += rise
        before = owner[j]
        owner[j], mine[i], market.gain[i] = i, j, market.worth[at]
        if before >= 0:
            mine[before] = -1
            queue[waiting] = before
            waiting += 1
    return bids
