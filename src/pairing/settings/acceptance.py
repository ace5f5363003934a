"""`[[accept]]`: what a policy must reach for `pairing compare` to end well."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pairing import toml_block as read
from pairing.config import Acceptance, Policy, Programme
from pairing.fault import choices
from pairing.settings.goal_policies import lacking
from pairing.toml_block import Block

OPERATORS = (">=", "<=", "=")
#: ``low`` and ``high`` are the ends of the 95 % interval.
STATISTICS = ("mean", "median", "least", "most", "low", "high")


def acceptance(block: Block, policies: Mapping[str, Policy], programmes: tuple[Programme, ...]) -> Acceptance:
    """An acceptance test; it needs a value or another policy, and not both."""
    found = Acceptance(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        metric=block.take("metric", read.text, "expected_metric"),
        operator=block.take("operator", read.one_of(OPERATORS), "expected_operator"),
        value=block.take("value", _number, "expected_figure", None),
        against=block.take("against", read.text, "expected_policy", None),
        policy=block.take("policy", read.text, "expected_policy", None),
        tolerance=block.take("tolerance", _tolerance, "expected_tolerance", Fraction(0)),
        statistic=block.take("statistic", read.one_of(STATISTICS), "expected_statistic", STATISTICS[0]),
    )
    if (found.value is None) == (found.against is None):
        block.fault("accept_value_or_against")
    for key, code in (("policy", found.policy), ("against", found.against)):
        if code is not None and code not in policies:
            block.fault(lacking(code, programmes) or "unknown_policy", key, code, **choices(code, policies))
    block.done()
    return found


def _number(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return Fraction(str(value))


def _tolerance(value: Any) -> Fraction:
    found = _number(value)
    if found < 0:
        raise ValueError
    return found
