"""`[[same]]`."""

from __future__ import annotations

from typing import Any

from pairing import toml_block as read
from pairing.config import Alike, Same
from pairing.toml_block import Block

KINDS = ("number", "name", "date", "word")
METHODS = ("weights", "splink")


def same(block: Block) -> Same:
    """Which lists are joined on people, and by which columns."""
    found = Same(
        code=block.take("code", read.code, "expected_code"),
        left=block.take("left", read.text, "expected_table_name"),
        right=block.take("right", read.text, "expected_table_name"),
        exact=block.take("exact", _columns, "expected_alike", ()),
        near=block.take("near", _columns, "expected_alike", ()),
        left_key=block.take("left_key", read.text, "expected_column_name", None),
        right_key=block.take("right_key", read.text, "expected_column_name", None),
        decided=block.take("decided", read.text, "expected_table_name", None),
        method=block.take("method", read.one_of(METHODS), "expected_same_method", METHODS[0]),
    )
    if not found.exact and not found.near:
        block.fault("setting_missing", "exact", expected="expected_alike")
    block.done()
    return found


def _columns(value: Any) -> tuple[Alike, ...]:
    return tuple(_column(item) for item in ([value] if isinstance(value, str) else read.listed(value)))


def _column(value: Any) -> Alike:
    """A column that both tables have, or ``{ left, right, as }``."""
    if isinstance(value, str):
        return Alike(read.text(value), value)
    entry = read.table(value)
    if not {"left", "right"} <= set(entry) <= {"left", "right", "as"}:
        raise ValueError
    kind = entry.get("as")
    return Alike(read.text(entry["left"]), read.text(entry["right"]), kind and read.one_of(KINDS)(kind))
