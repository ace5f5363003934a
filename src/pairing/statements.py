"""Check every SQL text of `scenario.toml` against the tables, and put it into canonical form.

Every fault is collected, so that a planner sees all of them at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import duckdb

from pairing.config import Config, Goal, Limit, Policy, Programme, Rule, Score, Span, Standing, Terms
from pairing.fault import BadData, Fault
from pairing.settings.goal_policies import NEEDED
from pairing.sql.dry_run import Wanted, type_check
from pairing.sql.rules import Columns, expression

#: For each programme its aliases (n, r, and v and l where it has them) with their columns and types.
Sides = Mapping[str, Columns]

#: How alike two names of columns are where one is taken for a slip in the other: village and vilage, not rank and bank.
_NEARLY_THE_SAME = 0.85
#: Where the goals are that follow from where needs stand.
_FROM_STANDING = tuple(f"policy.{code}.goals." for code in NEEDED)


@dataclass(frozen=True)
class Statements:
    """The checker: a connection for dry runs, the programmes' columns, and the faults so far."""

    db: duckdb.DuckDBPyConnection
    sides: Sides
    faults: list[Fault]

    def sql(
        self, sql: str | None, columns: Columns, aliases: str, place: str, wanted: Wanted, *, aggregates: bool = False
    ) -> str | None:
        """One optional text in canonical form over the aliases allowed there; its faults are collected."""
        return None if sql is None else self.text(sql, columns, aliases, place, wanted, aggregates=aggregates)

    def text(
        self, sql: str, columns: Columns, aliases: str, place: str, wanted: Wanted, *, aggregates: bool = False
    ) -> str:
        """One text in canonical form over the aliases allowed there; its faults are collected."""
        try:
            return self.tried(sql, {a: columns[a] for a in aliases if a in columns}, place, wanted, aggregates)
        except BadData as bad:
            self.faults.extend(bad.faults)
            return sql

    def tried(self, sql: str, columns: Columns, place: str, wanted: Wanted, aggregates: bool = False) -> str:
        """One text in canonical form; raises :class:`BadData`."""
        checked = expression(sql, columns, place=place, aggregates=aggregates)
        type_check(self.db, checked, columns, wanted, place=place)
        return checked.sql

    def column(self, name: str, columns: Columns, place: str) -> str:
        """A column such as ``n.village``, as the table spells it; raises :class:`BadData`."""
        checked = expression(name, columns, place=place)
        found = sorted(checked.columns)
        if len(found) != 1 or checked.sql.replace('"', "") != ".".join(found[0]):
            raise BadData([Fault("column_wanted", "scenario.toml", column=place, value=name)])
        return ".".join(found[0])


def checked(db: duckdb.DuckDBPyConnection, config: Config, sides: Sides) -> Config:
    """The configuration with every text canonical and every limit and goal bound to its programmes.

    Raises :class:`BadData` with every fault.
    """
    work = Statements(db, sides, [])
    known = [p.code for p in config.programmes if p.code in sides]
    programmes = tuple(_programme(work, p) if p.code in sides else p for p in config.programmes)
    limits = tuple(_limit(work, limit, limit.programmes, known, f"limit.{limit.code}") for limit in config.limits)
    money = [p.code for p in config.programmes if p.money and p.code in sides]
    policies = {code: _policy(work, policy, known, money) for code, policy in config.policies.items()}
    policies = {code: _measured(policy, policies, config.policy) for code, policy in policies.items()}
    if any(p.money and p.code not in sides for p in config.programmes):
        # There would be money, were it not for a fault that is told already.
        work.faults[:] = [fault for fault in work.faults if fault.code != "goal_without_money"]
    if any(".standing." in fault.column for fault in work.faults if fault.column):
        # What is said of where needs stand is told at its place, not at every policy that follows from it.
        work.faults[:] = [f for f in work.faults if not (f.column or "").startswith(_FROM_STANDING)]
    if work.faults:
        raise BadData(work.faults)
    return replace(config, programmes=programmes, limits=limits, policies=policies)


def _programme(work: Statements, p: Programme) -> Programme:
    columns, place = work.sides[p.code], f"programme.{p.code}"
    direct = {alias: names for alias, names in columns.items() if alias != "v"}
    via = p.via
    if via:
        via = replace(
            via,
            holds=_span(work, via.holds, columns, "v", "v", f"{place}.via.holds"),
            rules=_rules(work, via.rules, columns, "nrvl", f"{place}.via.rule"),
            scores=_scores(work, via.scores, columns, "nrvl", f"{place}.via.score"),
        )
    return replace(
        p,
        wants=_span(work, p.wants, columns, "n", "nrl", f"{place}.wants"),
        holds=_span(work, p.holds, columns, "r", "nrl", f"{place}.holds"),
        upper=work.sql(p.upper, direct, "nrl", f"{place}.upper", "number"),
        minimum=work.sql(p.minimum, direct, "nrl", f"{place}.minimum", "number"),
        rules=_rules(work, p.rules, direct, "nrl", f"{place}.rule"),
        scores=_scores(work, p.scores, direct, "nrl", f"{place}.score"),
        limits=tuple(_limit(work, m, (p.code,), [p.code], f"{place}.limit.{m.code}") for m in p.limits),
        via=via,
        standing=_standing(work, p.standing, direct, f"{place}.standing"),
    )


def _standing(work: Statements, s: Standing, columns: Columns, place: str) -> Standing:
    groups = []
    for name in s.groups:
        try:
            groups.append(work.column(name, {"n": columns["n"]}, f"{place}.groups"))
        except BadData as bad:
            work.faults.extend(bad.faults)
    return Standing(
        priority=work.sql(s.priority, columns, "n", f"{place}.priority", "number"),
        arrival=work.sql(s.arrival, columns, "n", f"{place}.arrival", "moment"),
        tier=work.sql(s.tier, columns, "n", f"{place}.tier", "any"),
        tiers=s.tiers,
        region=work.sql(s.region, columns, "n", f"{place}.region", "any"),
        groups=tuple(groups),
        likes=work.sql(s.likes, columns, "nrl", f"{place}.likes", "number"),
        liked=work.sql(s.liked, columns, "nrl", f"{place}.liked", "number"),
    )


def _span(work: Statements, span: Span, columns: Columns, own: str, pair: str, place: str) -> Span:
    return replace(
        span,
        least=work.sql(span.least, columns, own, f"{place}.least", "number"),
        most=work.sql(span.most, columns, own, f"{place}.most", "number"),
        weight=work.sql(span.weight, columns, pair, f"{place}.weight", "number"),
    )


def _rules(work: Statements, rules: Iterable[Rule], columns: Columns, aliases: str, place: str) -> tuple[Rule, ...]:
    return tuple(
        replace(r, where=work.text(r.where, columns, aliases, f"{place}.{r.code}.where", "boolean")) for r in rules
    )


def _scores(work: Statements, scores: Iterable[Score], columns: Columns, aliases: str, place: str) -> tuple[Score, ...]:
    return tuple(
        replace(s, points=work.text(s.points, columns, aliases, f"{place}.{s.code}.points", "number")) for s in scores
    )


def _limit(work: Statements, limit: Limit, named: tuple[str, ...], known: list[str], place: str) -> Limit:
    """A limit binds the programmes named, else those whose tables have its ``per`` columns."""
    own: dict[str, Terms] = {}
    missing: list[Fault] = []
    skipped: list[Fault] = []
    for code in named or known:
        if code not in work.sides:
            continue
        # A group is known by its need, its resource or the row in between, never by what stands beside a link.
        rows = {alias: names for alias, names in work.sides[code].items() if alias != "l"}
        terms = limit.terms(code)
        try:
            per = tuple(work.column(name, rows, f"{place}.per") for name in terms.per)
        except BadData as bad:
            missing.extend(bad.faults)
            skipped.extend(_mistyped(terms.per, rows, code, f"{place}.per"))
            continue
        weight = work.sql(terms.weight, work.sides[code], "nrvl", f"{place}.weight", "number")
        where = work.sql(terms.where, work.sides[code], "nrvl", f"{place}.where", "boolean")
        own[code] = Terms(per, weight, where)
    work.faults.extend(missing if named or not own else skipped)
    work.faults.extend(_per_types_differ(work, {code: terms.per for code, terms in own.items()}, f"{place}.per"))
    least, most = limit.least, limit.most
    # Groups that each programme finds in columns of its own have no columns in common to be bounded by.
    alike = len({terms.per for terms in own.values()}) == 1
    for code, terms in own.items():
        grouped = "".join(sorted({name[0] for name in terms.per})) if alike else ""
        least = work.sql(limit.least, work.sides[code], grouped, f"{place}.least", "number", aggregates=True)
        most = work.sql(limit.most, work.sides[code], grouped, f"{place}.most", "number", aggregates=True)
    return replace(limit, least=least, most=most, programmes=tuple(own), own=own)


def _mistyped(per: Iterable[str], columns: Columns, programme: str, place: str) -> Iterator[Fault]:
    """A programme whose table has a column of nearly the same name was hardly meant to be left out."""
    for name in per:
        alias, _, bare = name.partition(".")
        have = {known.lower() for known in columns.get(alias, ())}
        near = difflib.get_close_matches(bare.lower(), sorted(have), n=1, cutoff=_NEARLY_THE_SAME)
        if bare.lower() not in have and near:
            facts = {"near": f"{alias}.{near[0]}", "programme": programme}
            yield Fault("per_skips_programme", "scenario.toml", column=place, value=name, facts=facts)


def _per_types_differ(work: Statements, per: Mapping[str, tuple[str, ...]], place: str) -> Iterator[Fault]:
    """1 in one programme and 1.0 in another would be two groups: what names a group has one type in all of them.

    ``per`` has each programme's columns, one for one with the others'.
    """
    if len({len(names) for names in per.values()}) > 1:
        yield Fault("per_counts_differ", "scenario.toml", column=place)
        return
    for names in zip(*per.values(), strict=True):
        types = {}
        for code, name in zip(per, names, strict=True):
            alias, _, bare = name.partition(".")
            types[code] = _type(work.sides[code].get(alias, {}), bare)
        if len(set(types.values())) > 1:
            facts = {"types": ", ".join(f"{code} {kind}" for code, kind in types.items())}
            yield Fault("per_types_differ", "scenario.toml", column=place, value=names[0], facts=facts)


def _type(columns: Mapping[str, str], name: str) -> str:
    return next((kind for known, kind in columns.items() if known.lower() == name.lower()), "")


def _policy(work: Statements, policy: Policy, known: list[str], money: list[str]) -> Policy:
    place = f"policy.{policy.code}.goals"
    return replace(
        policy, goals=tuple(_goal(work, goal, known, money, f"{place}.{goal.code}") for goal in policy.goals)
    )


def _measured(policy: Policy, policies: Mapping[str, Policy], own: str) -> Policy:
    """A procedure that names no goals is measured by those of the scenario's own policy, failing those by coverage."""
    if policy.goals:
        return policy
    return replace(policy, goals=(policies[own].goals if own in policies else ()) or policies["coverage"].goals)


def _goal(work: Statements, goal: Goal, known: list[str], money: list[str], place: str) -> Goal:
    """A goal speaks of the programmes named, else of all (of all funding programmes where it counts money)."""
    bound = [code for code in goal.programmes or (money if goal.of == "money" else known) if code in work.sides]
    if goal.of == "money" and not set(bound) <= set(money):
        work.faults.append(Fault("goal_money_kind", "scenario.toml", column=place, value=", ".join(bound)))
    if goal.of == "money" and not bound and not goal.programmes:
        work.faults.append(Fault("goal_without_money", "scenario.toml", column=place))
    per, cap, weight, where = goal.per, goal.cap, goal.weight, goal.where
    if goal.of == "points" and not goal.worst and (per or cap is not None or weight is not None):
        work.faults.append(Fault("goal_points_plain", "scenario.toml", column=place))
    for code in bound:
        columns = work.sides[code]
        try:
            per = tuple(work.column(name, {"n": columns["n"]}, f"{place}.per") for name in goal.per)
        except BadData as bad:
            work.faults.extend(replace(fault, facts={**fault.facts, "programme": code}) for fault in bad.faults)
        cap = work.sql(goal.cap, columns, "n", f"{place}.cap", "number")
        weight = work.sql(goal.weight, columns, "n", f"{place}.weight", "number")
        where = work.sql(goal.where, columns, "nr", f"{place}.where", "boolean")
    work.faults.extend(_per_types_differ(work, dict.fromkeys(bound, per), f"{place}.per"))
    return replace(goal, per=per, cap=cap, weight=weight, where=where, programmes=tuple(bound))
