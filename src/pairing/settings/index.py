"""`[[index]]`: a composite index of hardship, with its dimensions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pairing import toml_block as read
from pairing.config import Dimension, Index
from pairing.toml_block import Block

METHODS = ("weighted", "counting")


def index(block: Block) -> Index:
    """An index; each method asks something else of its dimensions."""
    method = block.take("method", read.one_of(METHODS), "expected_index_method", METHODS[0])
    found = Index(
        code=block.take("code", read.code, "expected_code"),
        table=block.take("table", read.text, "expected_source"),
        title=block.take("title", read.texts, "expected_texts", {}),
        method=method,
        cutoff=block.take("cutoff", read.share, "expected_share", Fraction(0)),
        dimensions=tuple(_dimension(b, counting=method == "counting") for b in block.blocks("dimension")),
    )
    if not found.dimensions:
        block.fault("setting_missing", "dimension", expected="expected_dimension")
    elif all(dimension.weight == 0 for dimension in found.dimensions):
        block.fault("index_no_weight", "dimension")
    if found.method == "weighted" and found.cutoff:
        block.fault("index_cutoff_weighted", "cutoff")
    read.unique(block, "dimension", (dimension.code for dimension in found.dimensions))
    block.done()
    return found


def _dimension(block: Block, *, counting: bool) -> Dimension:
    """A dimension: what it asks of a row, and how much it weighs."""
    found = Dimension(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        weight=block.take("weight", read.natural, "expected_natural", 1),
        value=block.take("value", read.sql, "expected_sql", None),
        anchors=block.take("anchors", _anchors, "expected_anchors", ()),
        deprived=block.take("deprived", read.sql, "expected_condition", None),
    )
    if (found.value is None) == (found.deprived is None):
        block.fault("index_value_or_deprived")
    elif counting and found.value is not None:
        block.fault("index_counts_deprived", "value")
    elif (found.value is not None) != bool(found.anchors):
        block.fault("setting_missing" if found.value else "index_anchors_alone", "anchors", expected="expected_anchors")
    block.done()
    return found


def _anchors(value: Any) -> tuple[tuple[Fraction, int], ...]:
    """Pairs of (value, points): at least two, values rising with at most six decimals, points from 0 to 100."""
    found = []
    for entry in read.listed(value):
        at, points = read.listed(entry)
        if isinstance(at, bool) or not isinstance(at, (int, float)) or read.natural(points) > 100:
            raise ValueError
        found.append((Fraction(str(at)), points))
    places = [at for at, _ in found]
    if len(found) < 2 or places != sorted(set(places)) or any((at * 10**6).denominator > 1 for at in places):
        raise ValueError
    return tuple(found)
