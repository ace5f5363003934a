"""`[[entitlement]]`."""

from __future__ import annotations

from pairing import toml_block as read
from pairing.config import Entitlement
from pairing.toml_block import Block


def entitlement(block: Block) -> Entitlement:
    """Policies and services without capacity."""
    found = Entitlement(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        needs=block.take("needs", read.text, "expected_source"),
        resources=block.take("resources", read.text, "expected_source"),
        need_key=block.take("need_key", read.text, "expected_column_name", None),
        resource_key=block.take("resource_key", read.text, "expected_column_name", None),
        condition=block.take("condition", read.text, "expected_column_name", "condition"),
        says=block.take("says", read.texts, "expected_column_names", {}),
        law=block.take("law", read.text, "expected_column_name", ""),
    )
    block.done()
    return found
