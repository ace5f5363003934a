"""Indexes of hardship, worked out again row by row with fractions, against the columns that rules and goals read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

from pairing.config import Config, Dimension, Index
from pairing.verdict import sql
from pairing.verdict.verdict import Findings

_LISTED = 100
_HALF = Fraction(1, 2)


def check_indexes(db: Any, config: Config, found: Findings) -> None:
    """Every index of every row of its table; rows that have all in common are worked out once."""
    for index in config.indexes:
        asked = [_asked(dimension) for dimension in index.dimensions]
        told = ", ".join(sql.name(name) for name in index.columns)
        rows = db.execute(
            f"SELECT {', '.join(asked)}, {told}, count(*) FROM {sql.name(index.table)} n GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        found.checks += sum(int(row[-1]) for row in rows)
        wrong = 0
        for row in rows:
            data, said = row[: len(asked)], tuple(row[len(asked) : -1])
            due = worked_out(index, data)
            if said != due and wrong < _LISTED:
                wrong += 1
                facts: dict[str, Any] = {"table": index.table, "due": ", ".join(map(str, due)), "rows": int(row[-1])}
                value = ", ".join(map(str, said))
                found.wrong("index_differs", "scenario.toml", column=f"index.{index.code}", value=value, **facts)


def _asked(dimension: Dimension) -> str:
    if dimension.deprived is not None:
        return f"({dimension.deprived})"
    return f"TRY_CAST(({dimension.value}) AS DECIMAL(30, 6))"


def worked_out(index: Index, data: Sequence[Any]) -> tuple[int, int, int, bool]:
    """Points, least, most, and whether a datum is missing, for the data of one row in the order of the dimensions."""
    weights = [dimension.weight for dimension in index.dimensions]
    low, high = (
        _index(index, weights, [_points(d, value, side) for d, value in zip(index.dimensions, data, strict=True)])
        for side in (min, max)
    )
    return floor(Fraction(low + high, 2) + _HALF), low, high, any(value is None for value in data)


def _points(dimension: Dimension, value: Any, missing: Any) -> int:
    if dimension.deprived is not None:
        return int(missing(0, 100)) if value is None else 100 * bool(value)
    if value is None:
        return int(missing(points for _, points in dimension.anchors))
    at = Fraction(value)
    right = bisect_left([place for place, _ in dimension.anchors], at)
    if right == 0:
        return dimension.anchors[0][1]
    if right == len(dimension.anchors):
        return dimension.anchors[-1][1]
    (x0, p0), (x1, p1) = dimension.anchors[right - 1 : right + 1]
    return floor(p0 + (p1 - p0) * (at - x0) / (x1 - x0) + _HALF)


def _index(index: Index, weights: Sequence[int], points: Sequence[int]) -> int:
    mean = Fraction(sum(w * p for w, p in zip(weights, points, strict=True)), sum(weights))
    if index.method == "counting" and mean / 100 < index.cutoff:
        return 0
    return floor(mean + _HALF)
