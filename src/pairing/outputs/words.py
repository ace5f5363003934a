"""The scenario's own codes as a planner reads them: titles, what a goal counts, amounts with their unit."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from pairing.config import Config, Goal, Text
from pairing.outputs.tables import yuan
from pairing.reason import sentence, text

#: What joins the parts of a group's label, see the family labels of the model.
SEPARATOR = "\x1f"


def programme_title(config: Config, code: str, lang: str) -> str:
    """The programme's title, or its code where it has none."""
    return text(dict(config.programme(code).title), lang) or code


def amount_text(amount: int, money: bool, lang: str) -> str:
    """An amount of the plan: matches as a number, fen as yuan with their unit."""
    if not money:
        return f"{amount:,}"
    whole, cents = yuan(abs(amount)).split(".")
    return sentence("yuan", lang, yuan=f"{'-' if amount < 0 else ''}{int(whole):,}.{cents}")


def group_text(label: str) -> str:
    """A group's label with its parts readable."""
    return label.replace(SEPARATOR, " / ")


def without_values(says: Text, lang: str) -> str:
    """What a rule or limit says of no pair in particular: where it names a column's value, the column stands."""
    return re.sub(r"\{(?:\w+\.)?([^{}]*)\}", r"[\1]", text(says, lang))


def limit_counts_money(config: Config, code: str) -> bool:
    """Whether the limit of this full code is summed in fen; the implicit limits follow their programme."""
    for full, limit, _ in config.all_limits:
        if full == code:
            return limit.of == "money"
    programme, _, own = code.partition(".")
    return own in ("wants", "holds") and any(p.code == programme and p.money for p in config.programmes)


def goal_text(goal: Goal, lang: str) -> str:
    """What a goal asks for: the scenario's own words, else what follows from its settings."""
    if goal.title:
        return text(goal.title, lang)
    per = ", ".join(goal.per)
    if goal.worst:
        return sentence("goal_worst", lang, per=per) if per else sentence("goal_worst_need", lang)
    if goal.of == "points":
        return sentence("goal_points", lang)
    if goal.of == "money":
        return sentence("goal_money", lang)
    if goal.cap is None:
        return sentence("goal_matches", lang)
    if not per:
        return sentence("goal_needs", lang)
    return sentence("goal_groups", lang, per=per)


def goal_value(goal: Goal, value: int | str, lang: str) -> str:
    """A goal's value or bound: a worst group's share as percent, money in yuan, else a number."""
    if goal.worst or isinstance(value, str):
        return percent(Fraction(value))
    # A weight makes yuan of one need count for more than yuan of another: that sum is no amount of money.
    if goal.of == "money" and goal.weight is not None:
        return f"{Decimal(value) / 100:,.2f}"
    return amount_text(value, goal.of == "money", lang)


def percent(share: Fraction | float) -> str:
    """A share as percent with one decimal, never rounded up to a whole that it is not."""
    tenths = Fraction(share) * 1000
    shown = int(tenths) if tenths < 1000 else 1000
    return f"{shown / 10:.1f} %"
