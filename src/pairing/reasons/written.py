"""Columns as JSON text: of a million records, a dict for each would cost more than finding what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json import JSONEncoder
from typing import Any

import numpy as np

from pairing.forcing.costs import NOT_KNOWN
from pairing.model import UNBOUNDED

#: Any value as compact JSON.
written = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def names(ids: Iterable[str]) -> list[str]:
    """Every id in its quotes."""
    return [written(identity) for identity in ids]


def vectors(values: Any) -> list[str]:
    """Vectors (L, K) of losses, gains or priorities: null where nothing is known, shares as fractions in words."""
    if values.dtype == object or np.any(np.abs(values) >= NOT_KNOWN):
        return [written([plain(entry) for entry in vector]) for vector in values.tolist()]
    shape = "[" + ",".join(["%d"] * values.shape[1]) + "]"
    if not values.shape[1]:
        return [shape] * len(values)
    return list(map(shape.__mod__, zip(*values.T.tolist(), strict=True)))


def plain(entry: Any) -> int | str | None:
    """One entry of a vector as JSON has it."""
    return None if abs(entry) >= NOT_KNOWN else entry if isinstance(entry, int) else str(entry)


def mosts(values: Sequence[int]) -> list[str]:
    """Bounds, null where there is none."""
    return ["null" if most >= UNBOUNDED else str(most) for most in values]
