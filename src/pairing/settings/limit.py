"""`[[limit]]` and `[[programme.limit]]`."""

from __future__ import annotations

from pairing import toml_block as read
from pairing.config import Limit, Measure
from pairing.toml_block import Block


def limit(block: Block, of: Measure, *, across: bool) -> Limit:
    """A limit of one programme, or across several; ``of`` is the measure where none is given."""
    found = Limit(
        code=block.take("code", read.code, "expected_code"),
        per=block.take("per", read.columns, "expected_columns"),
        of=block.take("of", read.one_of(("count", "money")), "expected_measure", of),
        weight=block.take("weight", read.sql, "expected_sql", None),
        where=block.take("where", read.sql, "expected_condition", None),
        least=block.take("least", read.sql, "expected_sql", None),
        most=block.take("most", read.sql, "expected_sql", None),
        soft=block.take("soft", read.natural, "expected_natural", None),
        or_none=block.take("or_none", read.truth, "expected_truth", False),
        says=block.take("says", read.texts, "expected_texts", {}),
        law=block.take("law", read.text, "expected_text", ""),
        programmes=block.take("programmes", read.strings, "expected_programmes", ()) if across else (),
    )
    if found.least is None and found.most is None:
        block.fault("limit_without_bound")
    if found.soft is not None and found.or_none:
        block.fault("limit_soft_or_none")
    block.done()
    return found
