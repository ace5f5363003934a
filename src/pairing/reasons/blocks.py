"""What stands between a need and every resource: how many each rule leaves, what dropping one opens, which datum is
missing, and who ruled a match out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pairing.config import Programme
from pairing.funnel import MOST_LOOKED_AT
from pairing.links import bounds, pairs_from
from pairing.reasons.traces import Clause, columns_of
from pairing.scenario import Scenario
from pairing.tables.cells import ident, literal

#: Columns of needs that say whose they are.
PEOPLE = ("household_id", "member_id")


@dataclass(frozen=True)
class Stage:
    """One rule of a funnel: how many resources are ``left`` after it and those before it; how many dropping it alone
    ``opens``: those that it alone refuses, save who is banned or has nothing to give; for how many it alone cannot be
    told (``unknown``)."""

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
        picks.append(f"count(*) FILTER (b{k} IS FALSE AND ({others}) AND free)")
        picks.append(f"count(*) FILTER (b{k} IS NULL AND ({others}))")
    answers = "".join(f", ({rule.where}) AS b{k}" for k, rule in enumerate(rules))
    found = scenario.db.execute(
        f"SELECT n, {', '.join(picks)} FROM (SELECT n._i AS n, ({_free(programme)}) AS free{answers} "
        f"FROM {_amounts_from(programme)} WHERE n._i IN {lonely}) GROUP BY n ORDER BY n"
    ).fetchall()
    told = {}
    for need, resources, *counts in found:
        stages = [Stage(rule.code, *map(int, counts[3 * k : 3 * k + 3])) for k, rule in enumerate(rules)]
        told[int(need)] = Funnel(int(resources), tuple(stages))
    return told


def _amounts_from(programme: Programme) -> str:
    """The FROM clause of a programme's pairs, with what the need wants (``w``) and the resource holds (``h``)."""
    wants, holds = (ident(f"{role}_{programme.code}_amounts") for role in ("wants", "holds"))
    return f"{pairs_from(programme)} JOIN {wants} w ON w._i = n._i JOIN {holds} h ON h._i = r._i"


def _free(programme: Programme) -> str:
    """The SQL that is TRUE of pairs that are a link once the rules allow it: not banned, and enough to give."""
    upper, minimum = bounds(programme)
    return (
        f"{upper} >= {minimum} AND NOT EXISTS (SELECT 1 FROM pins p WHERE p.programme = {literal(programme.code)} "
        "AND p.kind = 'must_not' AND p.need = n._id AND p.resource = r._id)"
    )


@dataclass(frozen=True)
class Missing:
    """The empty ``columns`` that keep a need from being told whether it fits; those of a resource are ``resource``'s
    (empty: they are the need's own, or nobody's in particular)."""

    columns: tuple[str, ...]
    resource: str = ""


def missing_data(
    scenario: Scenario, programme: Programme, rules: Mapping[str, tuple[Clause, ...]], asked: Mapping[int, str]
) -> dict[int, Missing]:
    """The least to fill in for each need ``asked`` about, whose rules refuse some resource not but cannot tell.

    Of the resources that no rule refuses the one with the fewest empty columns in clauses that are NULL, rather the
    need's own, then the first. Where a clause is NULL though nothing is empty: all columns of the rule that is asked
    for. One pass over the pairs of those needs.
    """
    own = [rule.code for rule in programme.rules]
    parts = [clause for code in own for clause in rules.get(code, ())]
    named = sorted({name for clause in parts for name in clause.columns})
    if not asked or not named:
        return {need: Missing(()) for need in asked}
    empty = []
    for name in named:
        unknown = " OR ".join(f"({clause.sql}) IS NULL" for clause in parts if name in clause.columns)
        empty.append(f"CAST({name[0]}.{ident(name[2:])} IS NULL AND ({unknown}) AS INTEGER)")
    flags = [f"e{k}" for k in range(len(named))]
    theirs = " + ".join(flag for name, flag in zip(named, flags, strict=True) if name[0] != "n") or "0"
    total = " + ".join(flags)
    # Entries compare in their order: whoever could be had, then what can be told, then the least to fill in.
    least = f"CAST(free IS NOT TRUE AS INTEGER), CAST({total} = 0 AS INTEGER), {total}, {theirs}, r"
    possible = " AND ".join(f"({rule.where}) IS NOT FALSE" for rule in programme.rules)
    picks = "".join(f", {sql} AS {flag}" for sql, flag in zip(empty, flags, strict=True))
    rows = scenario.db.execute(
        f"SELECT n, min([{least}, {', '.join(flags)}]) FROM (SELECT n._i AS n, r._i AS r, ({_free(programme)}) AS free"
        f"{picks} FROM {_amounts_from(programme)} WHERE n._i IN (SELECT unnest(?::INTEGER[])) AND {possible}) "
        "GROUP BY n ORDER BY n",
        [list(asked)],
    ).fetchall()
    ids = dict(scenario.db.execute(f"SELECT _i, _id FROM {ident(f'resources_{programme.code}')}").fetchall())
    told = {}
    for need, (_, _, _, of_others, resource, *found) in rows:
        columns = [name for name, flag in zip(named, found, strict=True) if flag]
        every = {name for clause in rules.get(asked[need], ()) for name in clause.columns}
        told[int(need)] = Missing(tuple(columns or sorted(every)), str(ids[resource]) if of_others else "")
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
