"""Seeded draws from one stream, which is the same on every machine and version: nothing but ``random()`` is used."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from town.figures import SEED

T = TypeVar("T")
Row = dict[str, Any]

rng = random.Random(SEED)


def chance(share: float) -> bool:
    return rng.random() < share


def whole(low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))


def pick(options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    if weights is None:
        return options[int(rng.random() * len(options))]
    mark = rng.random() * sum(weights)
    for option, weight in zip(options, weights, strict=True):
        mark -= weight
        if mark < 0:
            return option
    return options[-1]


def shuffled(items: Iterable[T]) -> list[T]:
    return [item for _, item in sorted(((rng.random(), item) for item in items), key=lambda pair: pair[0])]


def near(lat: float, lon: float, spread: float) -> Row:
    """A place around a point: the sum of two uniform draws, so that most lie close by."""
    shift = [(rng.random() + rng.random() - 1) * spread for _ in range(2)]
    return {"lat": f"{lat + shift[0]:.5f}", "lon": f"{lon + shift[1]:.5f}"}


def day(year: int) -> str:
    return (date(year, 1, 1) + timedelta(days=whole(0, 364))).isoformat()


def yes(value: bool) -> str:
    return "true" if value else "false"
