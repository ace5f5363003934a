"""What stands between a need and every resource: how many each rule leaves, what dropping one opens, which datum is
missing, and who ruled a match out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pairing.config import Programme
from pairing.funnel import MOST_LOOKED_AT
from pairing.links import pairs_from
from pairing.reasons.traces import Clause, columns_of
from pairing.scenario import Scenario
from pairing.tables.cells import ident, literal

#: Columns of needs that say whose they are.
PEOPLE = ("household_id", "member_id")


@dataclass(frozen=True)
class Stage:
    """One rule of a funnel: how many resources are ``left`` after it and those before it; how many dropping it alone
    ``opens``; for how many it alone cannot be told (``unknown``)."""

    rule: str
    left: int
    opens: int
    unknown: int


@dataclass(frozen=True)
class Funnel:
    """The way from all ``resources`` to those that fit, rule by rule, for a need that has no link."""

    resources: int
    stages: tuple[Stage, ...]


def funnels(scenario: Scenario, programme: Programme) -> dict[int, Funnel]:
    """The funnel of every need that wants something and has no link; none where they are too many to look at.

    One pass over the pairs of those needs.
    """
    code, rules = programme.code, programme.rules
    lonely = (
        f"(SELECT _i FROM (FROM {ident(f'wants_{code}_amounts')} WHERE most > 0) "
        f"ANTI JOIN {ident(f'link_{code}')} k ON k.n = _i)"
    )
    row = scenario.db.execute(f"SELECT count(*) FROM {lonely}").fetchone()
    needs = int(row[0]) if row else 0
    if not needs or needs * scenario.size(f"resources_{code}") > MOST_LOOKED_AT:
        return {}
    picks = ["count(*)"]
    for k in range(len(rules)):
        others = " AND ".join(["TRUE", *(f"b{j}" for j in range(len(rules)) if j != k)])
        picks.append(f"count(*) FILTER ({' AND '.join(f'b{j}' for j in range(k + 1))})")
        picks.append(f"count(*) FILTER (b{k} IS FALSE AND ({others}))")
        picks.append(f"count(*) FILTER (b{k} IS NULL AND ({others}))")
    answers = "".join(f", ({rule.where}) AS b{k}" for k, rule in enumerate(rules))
    found = scenario.db.execute(
        f"SELECT n, {', '.join(picks)} FROM (SELECT n._i AS n{answers} FROM {pairs_from(programme)} "
        f"WHERE n._i IN {lonely}) GROUP BY n ORDER BY n"
    ).fetchall()
    told = {}
    for need, resources, *counts in found:
        stages = [Stage(rule.code, *map(int, counts[3 * k : 3 * k + 3])) for k, rule in enumerate(rules)]
        told[int(need)] = Funnel(int(resources), tuple(stages))
    return told


def empty_columns(
    scenario: Scenario, programme: Programme, rules: Mapping[str, tuple[Clause, ...]], asked: Mapping[int, str]
) -> dict[int, list[str]]:
    """For each need the columns of the rule ``asked`` of it that are empty in its own row; where none is, those of the
    resources that the rule looks at."""
    told: dict[int, list[str]] = {}
    for code in sorted(set(asked.values())):
        named = sorted({name for clause in rules.get(code, ()) for name in clause.columns})
        mine = [name for name in named if name.startswith("n.")]
        theirs = [name for name in named if name.startswith("r.")]
        needs = [need for need, rule in asked.items() if rule == code]
        picks = "".join(f", n.{ident(name[2:])} IS NULL" for name in mine)
        rows = scenario.db.execute(
            f"SELECT _i{picks} FROM {ident(f'needs_{programme.code}')} n WHERE _i IN (SELECT unnest(?::INTEGER[]))",
            [needs],
        ).fetchall()
        for need, *empty in rows:
            told[int(need)] = [name for name, is_null in zip(mine, empty, strict=True) if is_null] or theirs
    return told


def bans(scenario: Scenario, programme: Programme) -> dict[int, list[dict[str, Any]]]:
    """The matches that people ruled out, by need: with whom, who said so, when and why."""
    code = programme.code
    rows = scenario.db.execute(
        f'SELECT n._i, p.resource, p."by", CAST(p.date AS VARCHAR), p.reason FROM pins p '
        f"JOIN {ident(f'needs_{code}')} n ON n._id = p.need "
        f"WHERE p.programme = {literal(code)} AND p.kind = 'must_not' ORDER BY ALL"
    ).fetchall()
    found: dict[int, list[dict[str, Any]]] = {}
    for need, resource, by, date, reason in rows:
        found.setdefault(int(need), []).append({"resource": resource, "by": by, "date": date, "why": reason})
    return found


def households(scenario: Scenario, programme: Programme) -> dict[int, str]:
    """The household of every need, where the needs tell it in a column ``household_id``."""
    if "household_id" not in columns_of(scenario, programme)["n"]:
        return {}
    rows = scenario.db.execute(
        f"SELECT _i, CAST(household_id AS VARCHAR) FROM {ident(f'needs_{programme.code}')} "
        "WHERE household_id IS NOT NULL"
    ).fetchall()
    return {int(need): str(home) for need, home in rows}


def personal(scenario: Scenario) -> frozenset[str]:
    """The limits whose groups are one need, one person or one household each: their labels tell who it is."""
    found = set()
    for code, limit, programmes in scenario.config.all_limits:
        for programme in programmes:
            named = [name[2:] for name in limit.terms(programme).per if name.startswith("n.")]
            if any(name in PEOPLE or _is_key(scenario, programme, name) for name in named):
                found.add(code)
    return frozenset(found)


def _is_key(scenario: Scenario, programme: str, column: str) -> bool:
    row = scenario.db.execute(
        f"SELECT bool_and(CAST({ident(column)} AS VARCHAR) = _id) FROM {ident(f'needs_{programme}')}"
    ).fetchone()
    return row is not None and row[0] is True
