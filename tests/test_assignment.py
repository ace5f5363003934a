"""One-to-one assignment: both ways find the best, and prices prove it, with ties, gaps, negative and wide points."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.solvers.assignment import Assigned, dense, sparse

#: Both ways, chosen by how many links count as many.
WAYS = {"OR-Tools": 1 << 40, "ours": 1}


def check(points: np.ndarray, found: Assigned) -> int:
    """The points of an assignment, after its prices have proved that there is no better one."""
    rows, columns = points.shape
    taken = found.columns
    assert len(set(taken.tolist())) == rows
    points = points.astype(object)
    row_price, column_price = found.row_price.astype(object), found.column_price.astype(object)
    assert np.all(row_price[:, None] + column_price[None, :] >= points)
    if rows < columns:
        free = np.setdiff1d(np.arange(columns), taken)
        assert min(column_price) >= 0 and not np.any(found.column_price[free])
    total = sum(points[i, taken[i]] for i in range(rows))
    assert total == sum(row_price) + sum(column_price)
    return int(total)


def best(points: np.ndarray) -> int:
    rows, columns = points.shape
    return max(sum(int(points[i, j]) for i, j in enumerate(chosen)) for chosen in permutations(range(columns), rows))


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_small_matrices_against_every_permutation(way: str, data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 5))
    columns = data.draw(st.integers(rows, 6))
    wide = data.draw(st.sampled_from([1, 5, 1000, 10**6]))
    points = data.draw(st.lists(st.integers(-wide, wide), min_size=rows * columns, max_size=rows * columns))
    matrix = np.array(points).reshape(rows, columns)
    assert check(matrix, dense(matrix, large=WAYS[way])) == best(matrix)


def drawn(kind: str, rows: int, columns: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    if kind == "plane":
        here, there = draw.random((rows, 2)), draw.random((columns, 2))
        return -np.rint(10_000 * np.sqrt(((here[:, None] - there[None]) ** 2).sum(-1))).astype(np.int32)
    if kind == "few factors":
        return -np.rint(10_000 * draw.random((rows, 3)) @ draw.random((3, columns))).astype(np.int64)
    if kind == "clones":
        return np.repeat(draw.integers(0, 5, (-(-rows // 10), columns)), 10, axis=0)[:rows].astype(np.int16)
    if kind == "all equal":
        return np.full((rows, columns), 7, np.int64)
    if kind == "ranking":
        return (draw.integers(0, 10**6, columns)[None, :] + draw.integers(0, 100, (rows, columns))).astype(np.int64)
    return draw.integers(-int(kind), int(kind), (rows, columns))


KINDS = ("1", "100", "1000000", "100000000", "plane", "few factors", "clones", "all equal", "ranking")


@pytest.mark.parametrize("shape", [(150, 150), (100, 101), (60, 400), (257, 300)], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_both_ways_agree(kind: str, shape: tuple[int, int]) -> None:
    points = drawn(kind, *shape, seed=3)
    totals = {way: check(points, dense(points, large=large)) for way, large in WAYS.items()}
    assert totals["ours"] == totals["OR-Tools"]


def test_threads_change_nothing() -> None:
    points = drawn("100", 300, 300, seed=4)
    one, two = (dense(points, threads=threads, large=1) for threads in (1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def test_points_too_wide_for_32_bits_are_exact_too() -> None:
    points = drawn("1", 60, 60, seed=5) + drawn(str(10**12), 60, 60, seed=6)
    assert check(points, dense(points, large=1)) == check(points, dense(points, large=1 << 40))


def test_no_rows_and_too_many_rows() -> None:
    assert [len(part) for part in dense(np.empty((0, 3), np.int64))] == [0, 0, 3]
    with pytest.raises(ValueError, match="3 rows"):
        dense(np.zeros((3, 2), np.int64))


def links(rows: int, columns: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random links in rows; with as many columns as rows every row has its own column among them."""
    draw = np.random.default_rng(seed)
    column = draw.integers(0, columns, (rows, count)).astype(np.int32)
    column[:, 0] = draw.permutation(columns)[:rows]
    return np.arange(rows + 1) * count, column.ravel(), draw.integers(1, 11, rows * count)


@pytest.mark.parametrize(("rows", "columns", "count"), [(300, 300, 4), (200, 350, 3), (50, 50, 1), (400, 410, 8)])
def test_sparse_ways_agree(rows: int, columns: int, count: int) -> None:
    first, column, points = links(rows, columns, count, seed=7)
    totals = set()
    for large in WAYS.values():
        found = sparse(first, column, points, columns, large=large)
        assert found is not None
        row = np.repeat(np.arange(rows), count)
        worth = np.full((rows, columns), -(10**9))
        np.maximum.at(worth, (row, column), points)
        covered = found.row_price[row] + found.column_price[column] >= points
        assert covered.all() and len(set(found.columns.tolist())) == rows
        if rows < columns:
            free = np.setdiff1d(np.arange(columns), found.columns)
            assert found.column_price.min() >= 0 and not np.any(found.column_price[free])
        totals.add(int(worth[np.arange(rows), found.columns].sum()))
        assert totals == {int(found.row_price.sum() + found.column_price.sum())}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("first", "column", "columns"),
    [([0, 1, 2], [0, 0], 2), ([0, 2, 2], [0, 1], 2), ([0, 2, 4, 6], [0, 1, 0, 1, 1, 0], 5), ([0, 1, 2], [0, 0], 1)],
    ids=["two want one", "one wants none", "three want two", "too few columns"],
)
def test_a_row_without_a_column_is_found_out(way: str, first: list[int], column: list[int], columns: int) -> None:
    points = np.ones(len(column), np.int64)
    assert sparse(np.array(first), np.array(column, np.int32), points, columns, large=WAYS[way]) is None
