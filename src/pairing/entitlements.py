"""Which policies fit whom: every condition of an entitlement over every need, in DuckDB.

Nothing here has a capacity, so there is nothing to solve: TRUE is yes, NULL is unknown (the columns that are empty say
what to fill in), FALSE is no (the first clause that is false says why).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb

from pairing.config import Condition, Entitlement
from pairing.fault import BadData, Fault
from pairing.reason import text
from pairing.scenario import Scenario
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident, literal

if TYPE_CHECKING:
    import pandas as pd

#: How many conditions one query asks: each brings two columns, and a table of some hundred is still quick to plan.
CONDITIONS_AT_ONCE = 64

_YES, _UNKNOWN = 0, -1

#: The columns of the table ``entitled`` and of ``entitled.csv``.
ENTITLED_COLUMNS = ("entitlement", "need", "resource", "verdict", "missing")
#: What one person is told of each policy; ``clause`` and ``because`` are the clause that is false, if there is one.
TOLD_COLUMNS = (*ENTITLED_COLUMNS, "clause", "because", "says", "law")


def entitle(scenario: Scenario) -> dict[str, Any]:
    """Judge every pair; the figures of each entitlement by its code, as the summary tells them.

    Leaves the temporary table ``entitled`` (entitlement, need, resource, verdict, missing: all VARCHAR), with a row for
    each yes and each unknown. Raises :class:`BadData` where there is no entitlement, or a condition fails on a cell.
    """
    _needs_one(scenario)
    db = scenario.db
    db.execute(
        "CREATE OR REPLACE TEMP TABLE entitled "
        "(entitlement VARCHAR, need VARCHAR, resource VARCHAR, verdict VARCHAR, missing VARCHAR)"
    )
    record = {}
    for entitlement in sorted(scenario.config.entitlements, key=lambda each: each.code):
        counted = [row for batch in _judged(scenario, entitlement) for row in _kept(db, entitlement, batch)]
        record[entitlement.code] = _figures(scenario, entitlement, counted)
    return record


def entitled_rows(scenario: Scenario) -> pd.DataFrame:
    """The table ``entitled`` in the order of its columns, each a categorical of texts: a million rows stay small."""
    db = scenario.db
    for column in ENTITLED_COLUMNS:
        # Texts cross over to Python one by one, the numbers of an enumeration all at once.
        values = f"SELECT DISTINCT {column} FROM entitled ORDER BY 1"
        db.execute(f"CREATE OR REPLACE TYPE entitled_{column} AS ENUM ({values})")
    cells = ", ".join(f"CAST({column} AS entitled_{column}) AS {column}" for column in ENTITLED_COLUMNS)
    return db.execute(f"SELECT {cells} FROM entitled ORDER BY ALL").df()


def told(scenario: Scenario, need: str, lang: str = "en") -> pd.DataFrame:
    """Every verdict about one need, "no" included, in the columns :data:`TOLD_COLUMNS`, in the order of the resources.

    Raises :class:`BadData` where no entitlement knows the need, or a condition fails on a cell.
    """
    import pandas as pd

    _needs_one(scenario)
    rows: list[tuple[Any, ...]] = []
    asked = [each for each in scenario.config.entitlements if _has(scenario, each, need)]
    if not asked:
        codes = ", ".join(entitlement.code for entitlement in scenario.config.entitlements)
        raise BadData([Fault("entitled_need_unknown", "scenario.toml", value=need, facts={"names": codes or "—"})])
    for entitlement in asked:
        words = said(scenario, entitlement, lang)
        for batch in _judged(scenario, entitlement, need):
            judged = scenario.db.execute(f"SELECT * EXCLUDE need FROM {ident(f'judged_{entitlement.code}')}").fetchone()
            for condition, verdict, missing in zip(batch, (judged or ())[::2], (judged or ())[1::2], strict=True):
                word = {_YES: "yes", _UNKNOWN: "unknown"}.get(verdict, "no")
                clause = verdict if word == "no" else None
                because = condition.clauses[verdict - 1].sql if word == "no" else ""
                pair = (entitlement.code, need, condition.resource, word, missing or "", clause, because)
                rows.append((*pair, *words[condition.resource]))
    return pd.DataFrame(rows, columns=list(TOLD_COLUMNS)).astype({"clause": "Int64"})


def _needs_one(scenario: Scenario) -> None:
    if not scenario.config.entitlements:
        raise BadData([Fault("entitlement_none", "scenario.toml")])


def _has(scenario: Scenario, entitlement: Entitlement, need: str) -> bool:
    found = scenario.db.execute(f"FROM {ident(f'needs_{entitlement.code}')} WHERE _id = ? LIMIT 1", [need])
    return found.fetchone() is not None


def said(scenario: Scenario, entitlement: Entitlement, lang: str) -> dict[str, tuple[str, str]]:
    """The sentence and the law of each resource by its id, empty where the table has none."""
    named = (text(entitlement.says, lang), entitlement.law)
    cells = ", ".join(f"coalesce(CAST({ident(name)} AS VARCHAR), '')" if name else "''" for name in named)
    rows = scenario.db.execute(f"SELECT _id, {cells} FROM {ident(f'resources_{entitlement.code}')}").fetchall()
    return {str(resource): (says, law) for resource, says, law in rows}


def _fault_of(scenario: Scenario, entitlement: Entitlement, error: duckdb.Error) -> Fault:
    """The engine's error as the fault of the first condition that fails by itself."""
    needs = ident(f"needs_{entitlement.code}")
    for condition in entitlement.conditions:
        try:
            scenario.db.execute(f"SELECT count(({condition.sql})) FROM {needs} n").fetchall()
        except duckdb.Error as own:
            found = engine_fault(own, place=condition.column, file=condition.file, sql=condition.sql)
            return replace(found, row=condition.row)
    return engine_fault(error, place=f"entitlement.{entitlement.code}", sql=entitlement.code)


def _judged(scenario: Scenario, entitlement: Entitlement, need: str | None = None) -> Iterator[Sequence[Condition]]:
    """For some conditions at a time the table ``judged_CODE``, for all needs or one.

    It has ``need``, and for condition i of the batch ``v{i}`` (0 yes, -1 unknown, else the number of the first clause
    that is false) and ``m{i}`` (the columns that are empty, where it is unknown).
    """
    code = entitlement.code
    where = "" if need is None else f" WHERE n._id = {literal(need)}"
    for start in range(0, len(entitlement.conditions), CONDITIONS_AT_ONCE):
        batch = entitlement.conditions[start : start + CONDITIONS_AT_ONCE]
        asked = "".join(f", {_verdict(c)} AS v{i}, {_missing(c)} AS m{i}" for i, c in enumerate(batch))
        source = f"FROM {ident(f'needs_{code}')} n{where} ORDER BY n._i"
        try:
            scenario.db.execute(
                f"CREATE OR REPLACE TEMP TABLE {ident(f'judged_{code}')} AS SELECT n._id AS need{asked} {source}"
            )
        except duckdb.Error as error:
            raise BadData([_fault_of(scenario, entitlement, error)]) from None
        yield batch


def _verdict(condition: Condition) -> str:
    falls = "".join(f" WHEN NOT ({clause.sql}) THEN {i}" for i, clause in enumerate(condition.clauses, 1))
    return (
        f"CAST(CASE WHEN ({condition.sql}) THEN {_YES} WHEN ({condition.sql}) IS NULL THEN {_UNKNOWN}{falls} END "
        "AS SMALLINT)"
    )


def _missing(condition: Condition) -> str:
    """The empty columns of the clauses that have no answer, by name, where the whole condition has none."""
    parts = []
    for column in sorted({name for clause in condition.clauses for name in clause.columns}):
        asking = [clause for clause in condition.clauses if column in clause.columns]
        open_ones = " OR ".join(f"({clause.sql}) IS NULL" for clause in asking)
        parts.append(f"CASE WHEN n.{ident(column)} IS NULL AND ({open_ones}) THEN {literal(column)} END")
    told = f"concat_ws(';', {', '.join(parts)})" if parts else "''"
    return f"CASE WHEN ({condition.sql}) IS NULL THEN {told} END"


def _kept(
    db: duckdb.DuckDBPyConnection, entitlement: Entitlement, batch: Sequence[Condition]
) -> list[tuple[str, int, int]]:
    """Move the yes and unknown of a batch to ``entitled``; (resource, verdict as in ``judged_CODE``, needs) of all."""
    judged = ident(f"judged_{entitlement.code}")
    rows = " UNION ALL ".join(
        f"SELECT need, {literal(c.resource)} AS resource, v{i} AS v, m{i} AS m FROM {judged} WHERE v{i} <= {_YES}"
        for i, c in enumerate(batch)
    )
    db.execute(
        f"INSERT INTO entitled SELECT {literal(entitlement.code)}, need, resource, "
        f"CASE v WHEN {_YES} THEN 'yes' ELSE 'unknown' END, coalesce(m, '') FROM ({rows})"
    )
    counts = " UNION ALL ".join(
        f"SELECT {literal(c.resource)} AS resource, v{i} AS v, count(*) AS c FROM {judged} GROUP BY v{i}"
        for i, c in enumerate(batch)
    )
    return [(str(r), int(v), int(c)) for r, v, c in db.execute(f"{counts} ORDER BY ALL").fetchall()]


def _figures(scenario: Scenario, entitlement: Entitlement, counted: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    by_resource: dict[str, dict[str, Any]] = {
        c.resource: {"yes": 0, "unknown": 0, "refused": {}} for c in entitlement.conditions
    }
    for resource, verdict, needs in counted:
        mine = by_resource[resource]
        if verdict > _YES:
            mine["refused"][str(verdict)] = needs
        else:
            mine["yes" if verdict == _YES else "unknown"] = needs
    row = scenario.db.execute(
        "SELECT count(DISTINCT need) FROM entitled WHERE entitlement = ? AND verdict = 'yes'", [entitlement.code]
    ).fetchone()
    return {
        "needs": scenario.size(f"needs_{entitlement.code}"),
        "resources": len(by_resource),
        "yes": sum(mine["yes"] for mine in by_resource.values()),
        "unknown": sum(mine["unknown"] for mine in by_resource.values()),
        "needs_with_any": int(row[0]) if row else 0,
        "by_resource": by_resource,
    }
