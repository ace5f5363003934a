"""How far the links and groups of one household are from the best that they could be at the recorded prices.

Nothing ties pieces together once every group has its price: a link is worth its amount at its reduced cost, a group's
sum is worth its price. A piece that is worth less in the plan than it could be leaves *slack*. Everything here is whole
numbers and fractions in plain Python, beside the database in which :mod:`pairing.verdict.pieces` does the same in bulk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Value = int | Fraction


class Broken(Exception):
    """A piece whose recorded quantity it may not have, or whose worth has no end; says which."""


@dataclass(frozen=True)
class Domain:
    """Where a quantity may be: at 0 (``zero``), or from ``low`` to ``high`` (``inside``; None is no end)."""

    zero: bool
    inside: bool
    low: Value | None
    high: Value | None

    def holds(self, x: Value) -> bool:
        """Whether the quantity may be ``x``."""
        within = (self.low is None or x >= self.low) and (self.high is None or x <= self.high)
        return (self.zero and x == 0) or (self.inside and within)

    def slack(self, x: Value, a: Value, b: Value = 0) -> tuple[Value, Domain]:
        """What a x + b (b once x is used) lacks of its most here, and the domain where it has that most."""
        if (self.inside and ((a > 0 and self.high is None) or (a < 0 and self.low is None))) or not self.holds(x):
            raise Broken
        end = (self.high if a > 0 else self.low) if a else 0
        used = b + a * (end or 0) if self.inside else None
        best = max(worth for worth in (0 if self.zero else None, used) if worth is not None)
        face = Domain(
            self.zero and best == 0,
            used is not None and used == best,
            self.high if a > 0 else self.low,
            self.low if a < 0 else self.high,
        )
        return best - (a * x + b if x else 0), face


@dataclass(frozen=True)
class _Level:
    """One level with everything looked up: prices by (code, label), rates of goals by code."""

    number: int
    scale: int
    face: bool
    keep: bool
    limits: Mapping[tuple[str, str], int]
    groups: Mapping[tuple[str, str], int]
    rates: Mapping[str, int]
    penalty: int
    kept: Mapping[str, Fraction]


def slacks(evidence: Mapping[str, Any]) -> list[Value | None]:
    """The slack of the household's pieces at each level; None where a level has no prices that prove anything.

    Raises :class:`Broken` where a quantity is not one that it may have.
    """
    domains: dict[Any, Domain] = {}
    found: list[Value | None] = []
    for level in _levels(evidence):
        if level is None:
            found.append(None)
            continue
        total: Value = 0
        for key, domain, x, a, b in _pieces(evidence, level):
            mine = domains.get(key, domain) if level.face else domain
            try:
                slack, face = mine.slack(x, a, b)
            except Broken:
                raise Broken(" ".join(map(str, key)).replace("\x1f", " / ")) from None
            total += slack
            if level.keep:
                domains[key] = face
        found.append(total)
    return found


def _levels(evidence: Mapping[str, Any]) -> Iterator[_Level | None]:
    goals: Sequence[Mapping[str, Any]] = evidence["goals"]
    carrier = next((goal["goal"] for goal in goals if goal["carries"]), None)
    for number, level in enumerate(evidence["levels"]):
        if level["slack"] is None:
            yield None
            continue
        worst = goals[number]["kind"] == "worst"
        rates = {code: int(rate) for code, rate in level["rates"].items()}
        rates[level["goal"]] = 0 if worst else int(level["scale"])
        kept = {}
        for goal in goals[: number + 1]:
            if goal["kind"] == "worst":
                share = Fraction(goal["value"])
                reached = Fraction(goal["reached"])
                own = goal["goal"] == level["goal"]
                kept[goal["goal"]] = share if own else reached - Fraction(goal["loss"]) * abs(reached)
        yield _Level(
            number,
            int(level["scale"]),
            level["face"],
            level["keep"],
            {(code, label): int(price) for code, label, price in level["limits"]},
            {(code, label): int(price) for code, label, price in level["groups"]},
            rates,
            int(level["units"]) if carrier == level["goal"] else rates.get(str(carrier), 0),
            kept,
        )


def _pieces(evidence: Mapping[str, Any], level: _Level) -> Iterator[tuple[Any, Domain, Value, Value, Value]]:
    """Every piece at a level: its name, its domain, its quantity in the plan, its slope a and its b."""
    for link in evidence["links"]:
        way = (link["programme"], link["need"], link["resource"], link["via"] or "")
        yield (way, domain_of(link), link["amount"], *_reduced(link, level))
    for group in evidence["limits"]:
        key = (group["limit"], group["group"])
        price = level.limits.get(key, 0)
        total, least, most = group["sum"], group["least"], group["most"]
        missing, excess = shortfall(group)
        if group["soft"] is None:
            missing = excess = 0
        low = least if least is not None else None if group["signed"] else min(0, most or 0)
        crossed = least is not None and most is not None and least > most
        domain = Domain(group["or_none"], not crossed, low, most)
        yield ("sum", *key), domain, total + missing - excess, price, 0
        if group["soft"] is not None and (level.penalty > 0 or price):
            for side, by, sign, there in (("under", missing, -1, least), ("over", excess, 1, most)):
                if there is not None:
                    slope = price * sign - group["soft"] * level.penalty
                    yield (side, *key), Domain(False, True, 0, None), by, slope, 0
    for group in evidence["goal_groups"]:
        key = (group["goal"], group["group"])
        price, rate = level.groups.get(key, 0), level.rates.get(group["goal"], 0)
        if not price and not rate:
            continue
        if group["cap"] is not None:
            counted: Value = min(group["cap"], group["sum"])
            yield ("counted", *key), Domain(False, True, 0, group["cap"]), counted, rate * group["weight"] - price, 0
        else:
            share = level.kept.get(group["goal"], Fraction(0)) * group["wanted"]
            own = level.number == _at(evidence, group["goal"])
            counted = share if own else -int(-share // 1)
        if price:
            yield ("beyond", *key), Domain(False, True, 0, None), group["sum"] - counted, -price, 0


def _at(evidence: Mapping[str, Any], goal: str) -> int:
    return [each["goal"] for each in evidence["goals"]].index(goal)


def _reduced(link: Mapping[str, Any], level: _Level) -> tuple[int, int]:
    """What one unit of a link is worth at the prices of a level, and what its use is worth besides."""
    worth = [0, 0]
    for code, label, weight, used in link["terms"]:
        worth[used] -= level.limits.get((code, label), 0) * weight
    for code, label, weight, used in link["shares"]:
        worth[used] += (level.rates.get(code, 0) if label is None else level.groups.get((code, label), 0)) * weight
    return worth[0], worth[1]


def domain_of(link: Mapping[str, Any]) -> Domain:
    """The amounts that a link may have."""
    low = max(link["lower"], link["minimum"])
    return Domain(link["lower"] == 0, link["upper"] >= low, low, link["upper"])


def shortfall(group: Mapping[str, Any]) -> tuple[int, int]:
    """How far a group's sum is below its least, and above its most."""
    total, least, most = group["sum"], group["least"], group["most"]
    if group["or_none"] and total == 0:
        return 0, 0
    return max(0, least - total) if least is not None else 0, max(0, total - most) if most is not None else 0
