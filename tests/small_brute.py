"""Random small scenarios for the verifier, and every plan of each: a yardstick that shares nothing with it.

The scenario is made twice from the same numbers: as tables and settings, and as plain Python that can be enumerated.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from pairing.config import Goal, Limit, Programme, Span
from small_scenarios import SmallScenario, rows, small

Value = int | Fraction
Amounts = tuple[int, ...]


@dataclass(frozen=True)
class Link:
    """A link in plain numbers; ``n`` and ``r`` hold what its need and resource have."""

    programme: str
    money: bool
    need: str
    resource: str
    n: dict[str, int | str]
    r: dict[str, int | str]
    points: int
    weight: int
    minimum: int
    upper: int
    lower: int

    def count(self, amount: int) -> int:
        return int(amount > 0) if self.money else amount

    def fen(self, amount: int) -> int:
        return amount if self.money else 0

    def amounts(self) -> list[int]:
        allowed = list(range(max(self.minimum, self.lower), self.upper + 1))
        return allowed if self.lower else [0, *allowed]


@dataclass(frozen=True)
class Bound:
    """A limit: least and most of weight x measure in each group of links."""

    code: str
    group: Callable[[Link], str | None]
    measure: Callable[[Link, int], int]
    labels: dict[str, tuple[int | None, int | None]]
    or_none: bool = False
    soft: int | None = None

    def broken(self, links: Sequence[Link], amounts: Amounts) -> int:
        """The units by which groups miss their bounds."""
        sums = dict.fromkeys(self.labels, 0)
        for link, amount in zip(links, amounts, strict=True):
            label = self.group(link)
            if label is not None:
                sums[label] += self.measure(link, amount)
        units = 0
        for label, total in sums.items():
            least, most = self.labels[label]
            if not (self.or_none and total == 0):
                units += max((total if least is None else least) - total, 0)
                units += max(total - (total if most is None else most), 0)
        return units


@dataclass(frozen=True)
class Case:
    """A scenario and its enumeration."""

    scenario: SmallScenario
    links: tuple[Link, ...]
    bounds: tuple[Bound, ...]
    goals: tuple[Callable[[Amounts], Value], ...]
    losses: tuple[Fraction, ...]
    worst: tuple[bool, ...]

    def plans(self) -> Iterator[Amounts]:
        return itertools.product(*(link.amounts() for link in self.links))

    def kept(self, amounts: Amounts) -> bool:
        return not any(b.broken(self.links, amounts) for b in self.bounds if b.soft is None)

    def penalty(self, amounts: Amounts) -> int:
        return sum(b.soft * b.broken(self.links, amounts) for b in self.bounds if b.soft is not None)

    def values(self, amounts: Amounts) -> list[Value]:
        values = [goal(amounts) for goal in self.goals]
        values[-1] -= self.penalty(amounts)
        return values

    def best(self) -> tuple[Amounts, list[Value]] | None:
        """A best plan and what each level reaches, goal by goal; None where nothing keeps the limits."""
        plans = [(plan, self.values(plan)) for plan in self.plans() if self.kept(plan)]
        reached: list[Value] = []
        for level, loss in enumerate(self.losses):
            if not plans:
                return None
            reached.append(max(values[level] for _, values in plans))
            floor = reached[-1] - loss * abs(reached[-1])
            plans = [(plan, values) for plan, values in plans if values[level] >= floor]
        best = max(plans, key=lambda pair: pair[1][-1])
        return best[0], reached


def random_case(random: Random) -> Case:
    """Two programmes (one of money) with up to six links, and any of the features a limit or goal can have."""
    links: list[Link] = []
    programmes, tables, bounds, pins = [], {}, [], []
    for code, money in (("jobs", False), ("aid", True)):
        needs = [
            {"_id": f"n{i}", "village": random.choice("xy"), "want": random.randint(1, 3), "prio": random.randint(0, 3),
             "low": int(random.random() < 0.1)}
            for i in range(random.randint(1, 3))
        ]  # fmt: skip
        resources = [
            {
                "_id": f"r{i}",
                "owner": random.choice("op"),
                "high": random.randint(1, 3),
                "low": random.choice([0, 0, 0, 1]),
            }
            for i in range(2)
        ]
        pairs = random.sample(list(itertools.product(needs, resources)), random.randint(1, min(3, 2 * len(needs))))
        weighted, unused_ok = random.random() < 0.3, random.random() < 0.5
        unit = 100 if money else 1
        listed = []
        for n, r in pairs:
            minimum = random.choice([1, 1, 2]) if money else 1
            upper = n["want"] if money else random.choice([1, 1, 2])
            weight, points = random.choice([1, 1, 2, -1]), random.randint(-2, 6)
            listed.append(f"'{n['_id']}', '{r['_id']}', {points}, {weight}, {minimum / unit}, {upper / unit}")
            if not weighted:
                upper = min(upper, r["high"])
            lower = 0
            if upper < minimum:
                continue
            if random.random() < 0.05:
                pins.append((code, n["_id"], r["_id"], "must", None))
                lower = minimum
            links.append(Link(code, money, n["_id"], r["_id"], n, r, points, weight, minimum, upper, lower))
        tables[f"needs_{code}"] = rows(
            "_id, village, want, prio, low",
            *(f"'{n['_id']}', '{n['village']}', {n['want'] / unit}, {n['prio']}, {n['low'] / unit}" for n in needs),
        )
        tables[f"resources_{code}"] = rows(
            "_id, owner, high, low",
            *(f"'{r['_id']}', '{r['owner']}', {r['high'] / unit}, {r['low'] / unit}" for r in resources),
        )
        tables[f"links_{code}"] = rows("need, resource, points, w, mn, up", *listed)
        cross_soft = random.choice([None, random.randint(0, 4)])
        programmes.append(
            Programme(
                code, "funding" if money else "pairing", {}, "households", "groups",
                wants=Span("n.low", "n.want", may_stay_unused=random.random() < 0.5),
                holds=Span("r.low", "r.high", may_stay_unused=unused_ok, weight="l.w" if weighted else None),
                upper="l.up", minimum="l.mn", links="listed",
                limits=(Limit("cross", ("n.village", "r.owner"), "count", least="0", most="1", soft=cross_soft,
                              weight="l.w"),),
            )
        )  # fmt: skip
        mine = _of(code)
        plain = _amount
        bounds += [
            Bound(f"{code}.wants", lambda x, mine=mine: mine(x) and x.need, plain,
                  {n["_id"]: (n["low"], n["want"]) for n in needs}, programmes[-1].wants.may_stay_unused),
            Bound(f"{code}.holds", lambda x, mine=mine: mine(x) and x.resource, _weighted if weighted else plain,
                  {r["_id"]: (r["low"], r["high"]) for r in resources}, unused_ok),
            Bound(f"{code}.cross", lambda x, mine=mine: mine(x) and f"{x.n['village']}\x1f{x.r['owner']}",
                  lambda x, a: x.weight * x.count(a), {f"{v}\x1f{o}": (0, 1) for v in "xy" for o in "op"},
                  soft=cross_soft),
        ]  # fmt: skip
    limits = []
    villages = {n["village"] for link in links for n in [link.n]} | _villages(tables)
    if random.random() < 0.6:
        least, most, soft = random.randint(0, 2), random.randint(2, 4), random.choice([None, 1, 3])
        limits.append(Limit("village", ("n.village",), "count", least=str(least), most=str(most), soft=soft))
        bounds.append(
            Bound(
                "village", lambda x: str(x.n["village"]), Link.count, dict.fromkeys(villages, (least, most)), soft=soft
            )
        )
    if random.random() < 0.6:
        most, none = random.randint(2, 4), random.random() < 0.5
        limits.append(Limit("purse", ("n.village",), "money", least="0.02", most=str(most / 100), or_none=none))
        bounds.append(
            Bound("purse", lambda x: str(x.n["village"]), Link.fen, dict.fromkeys(villages, (2, most)), or_none=none)
        )
    chosen = [_goal(random, i, links) for i in range(random.randint(1, 3))]
    if chosen[-1][0].worst:
        chosen.append((Goal("points", "points"), _points(links)))
    scenario = small(programmes, [goal for goal, _ in chosen], tables, limits, pins)
    return Case(
        scenario, tuple(links), tuple(bounds), tuple(value for _, value in chosen),
        tuple(goal.loss for goal, _ in chosen), tuple(goal.worst for goal, _ in chosen),
    )  # fmt: skip


def _of(code: str) -> Callable[[Link], str | None]:
    return lambda link: "yes" if link.programme == code else None


def _amount(link: Link, amount: int) -> int:
    return amount


def _weighted(link: Link, amount: int) -> int:
    return link.weight * amount


def _villages(tables: dict[str, str]) -> set[str]:
    return {v for v in "xy" for name, sql in tables.items() if name.startswith("needs") and f"'{v}'" in sql}


def _points(links: Sequence[Link]) -> Callable[[Amounts], Value]:
    return lambda amounts: sum(link.points * a for link, a in zip(links, amounts, strict=True))


def _goal(random: Random, number: int, links: Sequence[Link]) -> tuple[Goal, Callable[[Amounts], Value]]:
    """One goal as settings and as a function of the amounts."""
    code = f"g{number}"
    loss = Fraction(random.choice([0, 0, 0, 1, 2]), 4)
    money = random.random() < 0.4
    of = "money" if money else "count"
    measure = Link.fen if money else Link.count
    inside = [link for link in links if link.money or not money]
    kind = random.choice(["served", "village", "linear", "worst", "points"])
    if kind == "points":
        return Goal(code, "points", loss=loss), _points(links)
    if kind == "linear":

        def linear(amounts: Amounts) -> Value:
            return sum(int(x.n["prio"]) * measure(x, a) for x, a in zip(links, amounts, strict=True))

        return Goal(code, of, weight="n.prio", loss=loss), linear

    def group(link: Link) -> str:
        return f"{link.programme}/{link.need}" if kind == "served" else str(link.n["village"])

    def sums(amounts: Amounts) -> dict[str, int]:
        totals = dict.fromkeys(map(group, inside), 0)
        for link, amount in zip(links, amounts, strict=True):
            if link in inside:
                totals[group(link)] += measure(link, amount)
        return totals

    if kind == "worst":
        wanted: dict[str, dict[str, int]] = {}
        for link in inside:
            want = 1 if link.money and not money else int(link.n["want"])
            wanted.setdefault(group(link), {})[f"{link.programme}/{link.need}"] = want

        def worst(amounts: Amounts) -> Value:
            shares = [Fraction(total, sum(wanted[label].values())) for label, total in sums(amounts).items()]
            return min([Fraction(1), *shares])

        return Goal(code, of, per=("n.village",), worst=True, loss=loss), worst
    cap = random.randint(1, 2)
    weight = random.randint(1, 3)

    def capped(amounts: Amounts) -> Value:
        return sum(weight * min(cap, total) for total in sums(amounts).values())

    per = () if kind == "served" else ("n.village",)
    return Goal(code, of, per=per, cap=str(cap / 100 if money else cap), weight=str(weight), loss=loss), capped
