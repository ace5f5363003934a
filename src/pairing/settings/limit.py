"""`[[limit]]` and `[[programme.limit]]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from pairing import toml_block as read
from pairing.config import Limit, Measure, Terms
from pairing.fault import choices
from pairing.toml_block import Block

_MEASURES = ("count", "money", "amount")


def limit(block: Block, of: Measure, *, across: bool) -> Limit:
    """A limit of one programme, or across several; ``of`` is the measure where none is given."""
    per, each_per = _each(block, "per", read.columns, "expected_columns", across)
    weight, each_weight = _each(block, "weight", read.sql, "expected_sql", across, None)
    where, each_where = _each(block, "where", read.sql, "expected_condition", across, None)
    named = block.take("programmes", read.strings, "expected_programmes", ()) if across else ()
    own: dict[str, Terms] = {}
    for code in {**each_per, **each_weight, **each_where}:
        own[code] = Terms(each_per.get(code, per or ()), each_weight.get(code, weight), each_where.get(code, where))
    found = Limit(
        code=block.take("code", read.code, "expected_code"),
        per=per or (),
        of=block.take("of", read.one_of(_MEASURES), "expected_measure", of),
        weight=weight,
        where=where,
        least=block.take("least", read.sql, "expected_sql", None),
        most=block.take("most", read.sql, "expected_sql", None),
        soft=block.take("soft", read.natural, "expected_natural", None),
        or_none=block.take("or_none", read.truth, "expected_truth", False),
        bend=block.take("bend", read.bend, "expected_bend", Fraction(1)),
        says=block.take("says", read.texts, "expected_texts", {}),
        law=block.take("law", read.text, "expected_text", ""),
        programmes=named or tuple(each_per),
        own=own,
    )
    if found.least is None and found.most is None:
        block.fault("limit_without_bound")
    if found.soft is not None and found.or_none:
        block.fault("limit_soft_or_none")
    for code in own if found.programmes else ():
        if code not in found.programmes:
            block.fault("limit_own_elsewhere", "programmes", code, **choices(code, found.programmes))
    if each_per and (strays := [code for code in found.programmes if code not in each_per]):
        block.fault("limit_per_missing", "per", ", ".join(strays))
    block.done()
    return found


def _each(
    block: Block, key: str, reader: Callable[[Any], Any], expected: str, across: bool, default: Any = read.REQUIRED
) -> tuple[Any, Mapping[str, Any]]:
    """A setting as one value for all programmes, or as a table with a value for each: (the one, the table)."""
    if not across or not isinstance(block.values.get(key), dict):
        return block.take(key, reader, expected, default), {}
    block.known.append(key)
    inner = Block(f"{block.place}.{key}", block.values.pop(key), block.faults)
    found = {code: inner.take(code, reader, expected) for code in list(inner.values)}
    return None, {code: value for code, value in found.items() if value is not None}
