"""`[[programme]]` with its rules, scores, limits and the way in between."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from pairing import toml_block as read
from pairing.config import KINDS, Kind, Measure, Programme, Rule, Score, Span, Via
from pairing.fault import choices
from pairing.settings.limit import limit
from pairing.settings.standing import standing
from pairing.toml_block import Block


def _span(block: Block, key: str, default: Span) -> Span:
    value = block.values.get(key)
    if not isinstance(value, dict):
        return Span(most=block.take(key, read.sql, "expected_span", default.most))
    block.known.append(key)
    inner = Block(f"{block.place}.{key}", block.values.pop(key), block.faults)
    span = Span(
        least=inner.take("least", read.sql, "expected_sql", None),
        most=inner.take("most", read.sql, "expected_sql", None),
        may_stay_unused=inner.take("may_stay_unused", read.truth, "expected_truth", False),
        weight=inner.take("weight", read.sql, "expected_sql", None),
        bend=inner.take("bend", read.bend, "expected_bend", Fraction(1)),
    )
    inner.done()
    return span


def _rule(block: Block) -> Rule:
    rule = Rule(
        code=block.take("code", read.code, "expected_code"),
        where=block.take("where", read.sql, "expected_condition"),
        says=block.take("says", read.texts, "expected_texts", {}),
        law=block.take("law", read.text, "expected_text", ""),
    )
    block.done()
    return rule


def _score(block: Block) -> Score:
    score = Score(
        code=block.take("code", read.code, "expected_code"),
        points=block.take("points", read.sql, "expected_points"),
    )
    block.done()
    return score


def _via(block: Block) -> Via:
    via = Via(
        table=block.take("table", read.text, "expected_table_name"),
        key=block.take("key", read.text, "expected_column_name", None),
        holds=_span(block, "holds", Span()),
        rules=tuple(_rule(b) for b in block.blocks("rule")),
        scores=tuple(_score(b) for b in block.blocks("score")),
        opens=block.take("opens", read.strings, "expected_rules"),
    )
    block.done()
    return via


def programme(block: Block) -> Programme:
    """A programme."""
    kind = cast(Kind, block.take("kind", read.one_of(KINDS), "expected_kind") or "pairing")
    via = block.take("via", read.table, "expected_table", None)
    stands = block.take("standing", read.table, "expected_table", {}) or {}
    of: Measure = "money" if kind == "funding" else "count"
    found = Programme(
        code=block.take("code", read.code, "expected_code"),
        kind=kind,
        title=block.take("title", read.texts, "expected_texts", {}),
        needs=block.take("needs", read.text, "expected_source"),
        resources=block.take("resources", read.text, "expected_source"),
        need_key=block.take("need_key", read.text, "expected_column_name", None),
        resource_key=block.take("resource_key", read.text, "expected_column_name", None),
        wants=_span(block, "wants", Span(most="1")),
        holds=_span(block, "holds", Span()),
        upper=block.take("upper", read.sql, "expected_sql", None),
        minimum=block.take("minimum", read.sql, "expected_sql", None),
        top=block.take("top", read.natural, "expected_natural", None) or None,
        discreet=block.take("discreet", read.truth, "expected_truth", False),
        links=block.take("links", read.text, "expected_table_name", None),
        rules=tuple(_rule(b) for b in block.blocks("rule")),
        scores=tuple(_score(b) for b in block.blocks("score")),
        limits=tuple(limit(b, of, across=False) for b in block.blocks("limit")),
        via=None if via is None else _via(Block(f"{block.place}.via", via, block.faults)),
        standing=standing(Block(f"{block.place}.standing", stands, block.faults)),
    )
    if found.wants.most is None:
        block.fault("setting_missing", "wants.most", expected="expected_sql")
    if found.via:
        for code in found.via.opens or ():
            if code not in {rule.code for rule in found.rules}:
                block.fault("unknown_rule", "via.opens", code, **choices(code, (r.code for r in found.rules)))
    block.done()
    return found
