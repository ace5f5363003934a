"""One-to-one assignment, exact and with proof: every row gets a column of its own, and the points are most.

Small instances go to OR-Tools' assignment (cost-scaling push-relabel, Goldberg and Kennedy 1995), whose result gets its
prices here. The others: an auction with falling steps for the prices (Bertsekas 1988), then shortest augmenting paths
from the pairs that are exactly tight (Jonker and Volgenant 1987), reading no more of each row than is needed, as
``assignment_kernel`` tells. The prices are integers and prove that nothing is better.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pairing.model import I32, I64

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.solvers.assignment_kernel import Market

    Integers = NDArray[np.integer[Any]]

#: With fewer entries, or links, OR-Tools is done before the compiled loops are loaded. Its prices, which are made here,
#: take most of that time on sparse instances.
LARGE = 500_000
LARGE_SPARSE = 50_000
#: Points are multiplied to span about so much, so that steps finer than a point break ties.
_SPAN = 1 << 24
#: A wider span leaves prices no room in 32 bits: OR-Tools has 64.
_WIDEST = 1 << 28
#: Where bids without a step end by themselves with fewer rows free than this, paths alone are soonest.
_EASY = 0.08
#: An auction ends when so many rows are free, and no more than this part of them: the last ones take most bids.
_FEW, _FEW_OF = 50, 0.002
#: Steps, as parts of what a row's list spans: the first, and where they stop; how they grow and fall.
_FIRST, _LAST, _UP, _DOWN = 1 / 32, 1 / 65536, 4, 5
#: Bids for each row: in the passes without a step, before and after; before a step is found too small; at most.
_BIDS_BEFORE, _BIDS_AFTER, _BIDS_TRIED, _BIDS_MOST = 2, 6, 3, 50


class Assigned(NamedTuple):
    """The column of every row, and prices: row_price + column_price >= points on every link, with equality where taken.

    Where there are more columns than rows no column price is below 0, and free columns have 0.
    """

    columns: I64
    row_price: I64
    column_price: I64


def dense(points: Integers, *, threads: int = 1, large: int = LARGE) -> Assigned:
    """The columns of the n rows of an n x m matrix (n <= m) that have the most points.

    The same matrix gives the same result with any number of threads; they only read rows. O(n m) and, for each of the
    few rows that are left to paths, O(m log m + links seen); O(n^2 m) at worst. ValueError: more rows than columns.
    """
    rows, columns = points.shape
    if rows > columns:
        raise ValueError(f"{rows} rows cannot each have one of {columns} columns")
    if points.size >= max(1, large):
        top, span = _range(points)
        if span <= _WIDEST:
            small, inner = _small(points, top)
            found = _dense_by_paths(small, inner, span, threads)
            if found is not None:
                return found._replace(row_price=found.row_price + (top - inner))
    first = np.arange(rows + 1, dtype=np.int64) * columns
    column = np.tile(np.arange(columns, dtype=np.int32), rows)
    found = _by_push(first, column, points.ravel().astype(np.int64), columns)
    assert found is not None
    return found


def sparse(first: I64, column: I32, points: Integers, columns: int, *, large: int = LARGE_SPARSE) -> Assigned | None:
    """The same where row i may only have the columns ``column[first[i] : first[i + 1]]``; None: some row gets none.

    O(links) for each round of bids, and O(links + m log m) at worst for each row that is left to paths.
    """
    if np.any(np.diff(first) == 0) or len(first) - 1 > columns:
        return None
    if len(points) >= max(1, large):
        top, span = _range(points)
        if span <= _WIDEST:
            ended, found = _sparse_by_paths(first, column, points, columns, top, span)
            if ended:
                return found
    return _by_push(first, column, points.astype(np.int64), columns)


def _range(points: Integers) -> tuple[int, int]:
    """The largest, and how far the least is from it."""
    if points.dtype == np.int32 and points.ndim == 2:
        from pairing.solvers import assignment_kernel as kernel

        least, top = kernel.extremes(points)
    else:
        least, top = points.min(), points.max()
    return int(top), int(top) - int(least)


def _small(points: Integers, top: int) -> tuple[I32, int]:
    """The points in 32 bits and the largest of them: as they are, or less ``top`` where they are of another kind."""
    if points.dtype == np.int32:
        return np.ascontiguousarray(points), top
    small = np.empty(points.shape, dtype=np.int32)
    np.subtract(points, top, out=small, dtype=np.int64, casting="unsafe")
    return small, 0


def _dense_by_paths(points: I32, top: int, span: int, threads: int) -> Assigned | None:
    from pairing.solvers import assignment_kernel as kernel

    rows, columns = points.shape
    width = kernel.WIDTH
    market = kernel.Market(
        points,
        top,
        max(1, _SPAN // max(1, span)),
        np.arange(rows, dtype=np.int64) * width,
        np.zeros(rows, np.int32),
        np.empty(rows * width, np.int32),
        np.empty(rows * width, np.int32),
        *_empty(rows, columns),
    )
    _in_blocks(threads, rows, lambda a, b: kernel.list_rows(market, kernel.room(columns), a, b))
    if _settle(market, span * market.scale) != "found":
        return None
    value = np.empty(rows, dtype=np.int64)
    _in_blocks(threads, rows, lambda a, b: kernel.row_values(market, kernel.room(columns), a, b, value))
    return _proved(market, value, points[np.arange(rows), market.mine])


def _sparse_by_paths(
    first: I64, column: I32, points: Integers, columns: int, top: int, span: int
) -> tuple[bool, Assigned | None]:
    """Whether the search ended, and what it found (None: no perfect assignment)."""
    from pairing.solvers import assignment_kernel as kernel

    rows, scale = len(first) - 1, max(1, _SPAN // max(1, span))
    worth = ((points.astype(np.int64) - top) * scale).astype(np.int32)
    market = kernel.Market(
        np.empty((0, columns), np.int32),
        top,
        scale,
        first[:-1].astype(np.int64),
        np.diff(first).astype(np.int32),
        column.astype(np.int32),
        worth,
        *_empty(rows, columns),
    )
    ended = _settle(market, span * scale)
    if ended != "found":
        return ended == "no way", None
    value = np.maximum.reduceat(worth.astype(np.int64) - market.price[market.column], first[:-1])
    return True, _proved(market, value, (market.gain // scale).astype(np.int64) + top)


def _empty(rows: int, columns: int) -> tuple[I32, I32, I32, I32, I32]:
    """Nothing left out (cutoff), no price, no owner, nothing had, no gain."""
    from pairing.solvers.assignment_kernel import NONE

    cutoff, gain = np.full(rows, NONE, np.int32), np.zeros(rows, np.int32)
    return cutoff, np.zeros(columns, np.int32), np.full(columns, -1, np.int32), np.full(rows, -1, np.int32), gain


def _in_blocks(threads: int, rows: int, job: Callable[[int, int], None]) -> None:
    """Rows in as many blocks as there are threads, at the same time."""
    cuts = np.linspace(0, rows, max(1, threads) + 1).astype(int).tolist()
    if threads <= 1:
        job(0, rows)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(job, cuts[:-1], cuts[1:]))


def _settle(market: Market, span: int) -> str:
    """Give every row a column: ``found``, ``no way``, or ``too dear`` where prices leave 32 bits."""
    from pairing.solvers import assignment_kernel as kernel
    from pairing.solvers import assignment_paths as paths

    rows, columns = len(market.mine), len(market.price)
    room = kernel.room(columns)
    few, widest = min(_FEW, int(_FEW_OF * rows)), max(1, span)
    lists = kernel.spreads(market)
    left = kernel.auction(market, room, 0, widest, 0, _BIDS_BEFORE * rows)
    # A free column must keep the price 0 where some stay free: only bids without a step leave it so.
    if rows == columns and (left == 0 or _free(market) > _EASY * rows):
        spread = float(np.median(lists))
        step = max(1, int(_FIRST * spread))
        _start_again(market)
        kernel.auction(market, room, step, widest, few, _BIDS_TRIED * rows)
        while _free(market) > few and step < widest:
            step *= _UP
            kernel.auction(market, room, step, widest, few, _BIDS_TRIED * rows)
        while step // _DOWN >= max(1, _LAST * spread):
            step //= _DOWN
            _start_again(market)
            kernel.auction(market, room, step, widest, few, _BIDS_MOST * rows)
        _start_again(market)
        kernel.auction(market, room, 0, widest, 0, _BIDS_AFTER * rows)
    return {paths.FOUND: "found", paths.NO_WAY: "no way", paths.TOO_DEAR: "too dear"}[paths.augment(market, room)]


def _free(market: Market) -> int:
    return int(np.count_nonzero(market.mine < 0))


def _start_again(market: Market) -> None:
    """All rows are free again, at the prices that were reached."""
    market.owner[:] = -1
    market.mine[:] = -1


def _proved(market: Market, value: I64, points: Integers) -> Assigned:
    """Scaled prices as points. ArithmeticError: they do not prove the assignment, which would be a fault of ours.

    Rounding column prices down and row prices up keeps every link covered, and taken links tight: points are whole.
    """
    price = market.price.astype(np.int64) // market.scale
    row_price = -(-value // market.scale) + market.top
    if row_price.sum() + price.sum() != points.sum(dtype=np.int64):
        raise ArithmeticError("the prices do not prove the assignment")
    return Assigned(market.mine.astype(np.int64), row_price, price)


def _by_push(first: I64, column: I32, points: I64, columns: int) -> Assigned | None:
    """OR-Tools' assignment; None: some row gets no column.

    It wants as many rows as columns. Where there are more columns the instance is joined to its mirror image, where
    rows and columns change places, and each column to itself: a perfect assignment leaves a column free by giving it
    to itself.
    """
    from ortools.graph.python import linear_sum_assignment

    rows = len(first) - 1
    row = np.repeat(np.arange(rows, dtype=np.int32), np.diff(first))
    left, right, cost = row, column, points.max(initial=0) - points
    if rows < columns:
        each = np.arange(columns, dtype=np.int32)
        left = np.concatenate([row, rows + column, rows + each])
        right = np.concatenate([column, columns + row, each])
        cost = np.concatenate([cost, np.zeros(len(points) + columns, np.int64)])
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    if len(left):
        solver.add_arcs_with_cost(left, right, cost)
    status = solver.solve() if rows else solver.OPTIMAL
    if status == solver.POSSIBLE_OVERFLOW:
        raise ArithmeticError("points span too much for an assignment")
    if status != solver.OPTIMAL:
        return None
    chosen = np.array([solver.right_mate(i) for i in range(rows)], dtype=np.int64)
    return _priced(first, row, column, points, columns, chosen)


def _priced(first: I64, row: I32, column: I32, points: I64, columns: int, chosen: I64) -> Assigned:
    """The least prices that prove an assignment best, by raising them until no link is worth more (Bellman-Ford)."""
    rows = len(first) - 1
    price, row_price = np.zeros(columns, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    if not rows:
        return Assigned(chosen, row_price, price)
    own = np.maximum.reduceat(np.where(column == chosen[row], points, np.iinfo(np.int64).min), first[:-1])
    order = np.argsort(column, kind="stable")
    present, start = np.unique(column[order], return_index=True)
    for _ in range(rows + 1):
        row_price = own - price[chosen]
        raised = np.maximum.reduceat((points - row_price[row])[order], start)
        if np.all(raised <= price[present]):
            return Assigned(chosen, row_price, price)
        price[present] = np.maximum(price[present], raised)
    raise ArithmeticError("the assignment is not the best")
