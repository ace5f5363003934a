"""The numbers of a run's reasons as words: losses, priorities, amounts, goals, programmes and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pairing.outputs.words import amount_text, group_text, without_values
from pairing.reason import sentence, text


@dataclass(eq=False)
class Words:
    """What the first records of a run tell, for the sentences about all others: goals and programmes, in ``lang``."""

    lang: str
    goals: list[Mapping[str, Any]] = field(default_factory=list)
    programmes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    limits: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def learn(self, record: Mapping[str, Any]) -> None:
        """Take what a record of the kind ``run`` or ``programme`` tells."""
        if record["kind"] == "run":
            self.goals = list(record["goals"])
            self.limits = dict(record.get("limits", {}))
        elif record["kind"] == "programme":
            self.programmes[record["programme"]] = record

    def say(self, code: str, /, **facts: object) -> str:
        """A sentence in the language."""
        return sentence(code, self.lang, **facts)

    def programme(self, code: str) -> str:
        """The title of a programme, or its code."""
        return text(self.programmes.get(code, {}).get("title"), self.lang) or code

    def rule(self, programme: str, code: str) -> str:
        """What a rule says of no pair in particular, or its code."""
        rules = self.programmes.get(programme, {}).get("rules", ())
        found: Mapping[str, Any] = next((rule for rule in rules if rule["rule"] == code), {})
        return without_values(found.get("says", {}), self.lang) or code

    def limit(self, code: str) -> str:
        """What a limit says, or its code; those of a programme's own numbers have words of their own."""
        programme, _, own = code.rpartition(".")
        if programme in self.programmes and own in ("wants", "holds", "via") and code not in self.limits:
            return self.say(f"limit_{own}")
        says = without_values(self.limits.get(code, {}), self.lang)
        return f"{code} ({says})" if says and self.lang == "en" else f"{code}（{says}）" if says else code

    def column(self, name: str) -> str:
        """A column that a rule looks at: of the need itself, or of what it could have."""
        alias, _, column = name.partition(".")
        return column if alias == "n" else self.say("column_of_resource", column=column)

    def amount(self, code: str, amount: int) -> str:
        """An amount of a programme, with its unit if it is money."""
        return amount_text(amount, bool(self.programmes.get(code, {}).get("money")), self.lang)

    def fen(self, amount: int, money: bool) -> str:
        """A number of matches, or of fen with its unit."""
        return amount_text(amount, money, self.lang)

    def goal(self, code: str) -> str:
        """The title of a goal, or its code."""
        found = next((goal for goal in self.goals if goal["goal"] == code), {})
        return text(found.get("title"), self.lang) or code

    def vector(self, entries: Sequence[Any], *, all_of_it: bool = False) -> str:
        """A vector as its first entry that counts, for that goal; with ``all_of_it`` every entry that is not 0."""
        told = []
        for goal, entry in zip(self.goals, entries, strict=False):
            if entry is None:
                told.append(self.say("why_loss_open"))
            elif entry not in (0, "0"):
                told.append(self.say("why_loss", amount=self.measure(goal, entry), goal=self.goal(goal["goal"])))
            if told and not all_of_it:
                break
        return "; ".join(told) if self.lang == "en" else "；".join(told)

    def measure(self, goal: Mapping[str, Any], entry: Any) -> str:
        """One entry of a vector in the unit of its goal; what weighted fen add up to is no amount of money."""
        if not isinstance(entry, int):
            return str(entry)
        if goal.get("weighted"):
            return f"{Decimal(entry) / 100:,.2f}"
        return amount_text(entry, bool(goal.get("money")), self.lang)

    def loss(self, record: Mapping[str, Any]) -> str:
        """What a choice costs: exactly, or between what and what."""
        low = self.vector(record["loss"])
        if record.get("exact", True):
            return low or self.say("why_loss_none")
        if next((Fraction(entry) for entry in record["loss"] if entry not in (0, "0", None)), Fraction(0)) < 0:
            low = ""  # no plan is better than the best: that much is always known
        high = self.vector(record["loss_most"])
        unknown = self.say("why_loss_open")
        if high == unknown:
            return self.say("why_loss_least", low=low) if low and low != unknown else unknown
        if not high:
            return self.say("why_loss_none")
        return self.say("why_loss_between", low=low, high=high) if low else self.say("why_loss_most", high=high)

    def priority(self, entries: Sequence[Any]) -> str:
        """A priority: what it counts for in each goal where that is not 0."""
        return self.vector(entries, all_of_it=True) or "0"

    def listed(self, things: Iterable[str]) -> str:
        """Words in a row."""
        return (", " if self.lang == "en" else "、").join(things)

    def group(self, label: str) -> str:
        """A group's label as a reader knows it."""
        return group_text(label)
