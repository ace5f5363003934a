"""`[[list]]`: what to tell of a solved run, as a SELECT."""

from __future__ import annotations

from typing import cast

from pairing import toml_block as read
from pairing.config import AUDIENCES, Audience, Listing
from pairing.toml_block import Block


def listing(block: Block) -> Listing:
    """A list."""
    found = Listing(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        audience=cast(Audience, block.take("for", read.one_of(AUDIENCES), "expected_audience", "office")),
        rows=block.take("rows", read.text, "expected_select"),
    )
    block.done()
    return found
