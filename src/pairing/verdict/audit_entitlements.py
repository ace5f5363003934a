"""Which policies fit whom, asked again one policy at a time, against the rows and the figures that a run gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlglot
from sqlglot import exp

from pairing.config import Condition, Entitlement
from pairing.verdict import sql
from pairing.verdict.audit import Audit
from pairing.verdict.claim import COLUMNS, ENTITLED, SUMMARY, Claim
from pairing.verdict.plan_rows import LISTED
from pairing.verdict.verdict import Findings

_DUE = """
    INSERT INTO audit_fitting
    SELECT {code}, _id, {resource}, CASE WHEN answer THEN 'yes' ELSE 'unknown' END
    FROM (SELECT n._id, ({condition}) AS answer FROM {needs} n) WHERE answer IS DISTINCT FROM false
"""

# UNION, not UNION ALL: a column that two clauses miss is told once.
_GAPS = "INSERT INTO audit_gaps SELECT {code}, need, {resource}, gap FROM ({gaps})"
_GAP = """
    SELECT n._id AS need, {column} AS gap FROM {needs} n
    WHERE ({condition}) IS NULL AND ({clause}) IS NULL AND n.{name} IS NULL
"""

_ENTITLED = """
    CREATE OR REPLACE TEMP TABLE audit_entitled AS
    SELECT d.*, coalesce(g.gaps, '') AS missing FROM audit_fitting d LEFT JOIN (
        SELECT entitlement, need, resource, string_agg(gap, ';' ORDER BY gap) AS gaps FROM audit_gaps GROUP BY ALL
    ) g USING (entitlement, need, resource)
"""

_COMPARED = """
    SELECT s.line, coalesce(s.entitlement, d.entitlement), coalesce(s.need, d.need), coalesce(s.resource, d.resource),
        s.verdict, s.missing, d.verdict, d.missing,
        CASE WHEN s.line IS NULL THEN 'entitled_row_missing'
             WHEN d.need IS NULL THEN 'entitled_row_surplus'
             WHEN s.verdict <> d.verdict THEN 'entitled_verdict_differs'
             WHEN s.missing <> d.missing THEN 'entitled_missing_differs' END AS code
    FROM audit_entitled d FULL JOIN audit_entitled_said s
        ON s.entitlement = d.entitlement AND s.need = d.need AND s.resource = d.resource
"""

_TWICE = """
    SELECT max(line), entitlement, need, resource, min(line) FROM audit_entitled_said
    GROUP BY entitlement, need, resource HAVING count(*) > 1 ORDER BY 1 LIMIT {listed}
"""


def check_entitlements(audit: Audit, claim: Claim, found: Findings) -> None:
    """Every row of ``entitled.csv`` and every figure about it; none of either where there is no entitlement.

    Leaves ``audit_entitled(entitlement, need, resource, verdict, missing)`` for the lists that read it.
    """
    entitlements = audit.config.entitlements
    said = claim.summary.get("entitlements")
    if not entitlements:
        found.expect(claim.entitled is None, "entitled_unfounded", ENTITLED)
        found.expect(not said, "summary_differs", SUMMARY, "entitlements", due="-")
        return
    db = audit.db
    rows = "(entitlement VARCHAR, need VARCHAR, resource VARCHAR"
    db.execute(f"CREATE OR REPLACE TEMP TABLE audit_fitting{rows}, verdict VARCHAR)")
    db.execute(f"CREATE OR REPLACE TEMP TABLE audit_gaps{rows}, gap VARCHAR)")
    due = {entitlement.code: _derived(audit, entitlement) for entitlement in entitlements}
    db.execute(_ENTITLED)
    if claim.entitled is None:
        found.wrong("run_file_missing", ENTITLED, detail="-")
    elif _load(audit, claim, found):
        _compare(audit, found)
    given, wanted = dict(_flat(said, "entitlements")), dict(_flat(due, "entitlements"))
    for place in sorted(given.keys() | wanted.keys()):
        value, number = given.get(place), wanted.get(place, "-")
        fine = type(value) is type(number) and value == number
        found.expect(fine, "summary_count_differs", SUMMARY, place, value, due=number)


def _derived(audit: Audit, entitlement: Entitlement) -> dict[str, Any]:
    """Fill ``audit_fitting`` and ``audit_gaps``; the figures that the summary must give."""
    by_resource = {c.resource: _judged(audit, entitlement, c) for c in entitlement.conditions}
    mine = f"FROM audit_fitting WHERE entitlement = {sql.literal(entitlement.code)}"
    return {
        "needs": audit.number(f"SELECT count(*) FROM {_needs(entitlement)}"),
        "resources": audit.number(f"SELECT count(*) FROM {sql.name(f'resources_{entitlement.code}')}"),
        "yes": audit.number(f"SELECT count(*) {mine} AND verdict = 'yes'"),
        "unknown": audit.number(f"SELECT count(*) {mine} AND verdict = 'unknown'"),
        "needs_with_any": audit.number(f"SELECT count(DISTINCT need) {mine} AND verdict = 'yes'"),
        "by_resource": by_resource,
    }


def _judged(audit: Audit, entitlement: Entitlement, condition: Condition) -> dict[str, Any]:
    """One policy over all needs: its rows, the columns that are empty, and its own counts."""
    clauses = list(_clauses(condition.sql))
    names = {
        "code": sql.literal(entitlement.code),
        "resource": sql.literal(condition.resource),
        "condition": condition.sql,
        "needs": _needs(entitlement),
    }
    audit.db.execute(_DUE.format(**names))
    gaps = [
        _GAP.format(**names, clause=clause, column=sql.literal(column), name=sql.name(column))
        for clause, columns in clauses
        for column in columns
    ]
    if gaps:
        audit.db.execute(_GAPS.format(**names, gaps=" UNION ".join(gaps)))
    told = [f"({condition.sql})", f"({condition.sql}) IS NULL"]
    for i, (clause, _) in enumerate(clauses):
        earlier = "".join(f" AND ({other}) IS DISTINCT FROM false" for other, _ in clauses[:i])
        told.append(f"NOT ({clause}){earlier}")
    counts = ", ".join(f"count(*) FILTER ({test})" for test in told)
    yes, unknown, *refused = audit.db.execute(f"SELECT {counts} FROM {names['needs']} n").fetchone() or (0, 0)
    by_clause = {str(i): int(count) for i, count in enumerate(refused, 1) if count}
    return {"yes": int(yes), "unknown": int(unknown), "refused": by_clause}


def _needs(entitlement: Entitlement) -> str:
    return sql.name(f"needs_{entitlement.code}")


def _clauses(condition: str) -> Iterator[tuple[str, list[str]]]:
    """The parts that AND joins at the top, in the order written, each with the columns that it names."""
    tree = sqlglot.parse_one(condition, dialect="duckdb")
    for clause in tree.flatten() if isinstance(tree, exp.And) else (tree,):
        yield clause.sql("duckdb"), sorted({column.name for column in clause.find_all(exp.Column)})


def _load(audit: Audit, claim: Claim, found: Findings) -> bool:
    """``audit_entitled_said(line, ...)``: the run's rows as they stand; False where a column is missing."""
    absent = [column for column in COLUMNS[ENTITLED] if column not in claim.entitled.columns]
    for column in absent:
        found.wrong("run_column_missing", ENTITLED, column=column)
    if absent:
        return False
    kinds = ", ".join(f"{column} VARCHAR" for column in COLUMNS[ENTITLED])
    cells = ", ".join(f"coalesce(CAST({column} AS VARCHAR), '')" for column in COLUMNS[ENTITLED])
    # The statement also ends the query before: a frame cannot be registered while a result is still open.
    audit.db.execute(f"CREATE OR REPLACE TEMP TABLE audit_entitled_said(line BIGINT, {kinds})")
    audit.db.register("audit_frame", claim.entitled)
    audit.db.execute(f"INSERT INTO audit_entitled_said SELECT row_number() OVER () + 1, {cells} FROM audit_frame")
    audit.db.unregister("audit_frame")
    return True


def _compare(audit: Audit, found: Findings) -> None:
    due = audit.number("SELECT count(*) FROM audit_entitled")
    found.checks += due
    wrong = audit.db.execute(f"FROM ({_COMPARED}) WHERE code IS NOT NULL ORDER BY ALL LIMIT {LISTED}").fetchall()
    for line, entitlement, need, resource, verdict, missing, due_verdict, due_missing, code in wrong:
        column, value, right = {
            "entitled_verdict_differs": ("verdict", verdict, due_verdict),
            "entitled_missing_differs": ("missing", missing, due_missing or "-"),
        }.get(code, ("resource", resource, due_verdict or "no"))
        facts = {"entitlement": entitlement, "need": need, "resource": resource, "due": right}
        found.wrong(code, ENTITLED, row=line, column=column, value=value, **facts)
    # As many rows as there should be, and each of them there, leaves no room for one that stands twice.
    if wrong or audit.number("SELECT count(*) FROM audit_entitled_said") != due:
        for line, entitlement, need, resource, other in audit.db.execute(_TWICE.format(listed=LISTED)).fetchall():
            facts = {"entitlement": entitlement, "need": need, "resource": resource, "other": int(other)}
            found.wrong("entitled_row_twice", ENTITLED, row=line, column="resource", value=resource, **facts)


def _flat(record: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The numbers of a record by their dotted place; an empty record is one entry of its own."""
    if isinstance(record, dict) and record:
        for key, value in record.items():
            yield from _flat(value, f"{place}.{key}")
    elif record != {}:
        yield place, record
