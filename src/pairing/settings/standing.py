"""`[programme.standing]`: where needs stand, for procedures and for measures of fairness."""

from __future__ import annotations

from pairing import toml_block as read
from pairing.config import Standing
from pairing.toml_block import Block


def standing(block: Block) -> Standing:
    """Where the needs of a programme stand; a tier needs to know the order of the tiers."""
    found = Standing(
        priority=block.take("priority", read.sql, "expected_sql", None),
        arrival=block.take("arrival", read.sql, "expected_sql", None),
        tier=block.take("tier", read.sql, "expected_sql", None),
        tiers=block.take("tiers", read.strings, "expected_tiers", ()),
        region=block.take("region", read.sql, "expected_sql", None),
        groups=block.take("groups", read.strings, "expected_columns", ()),
        likes=block.take("likes", read.sql, "expected_sql", None),
        liked=block.take("liked", read.sql, "expected_sql", None),
    )
    if found.tier and not found.tiers:
        block.fault("setting_missing", "tiers", expected="expected_tiers")
    block.done()
    return found
