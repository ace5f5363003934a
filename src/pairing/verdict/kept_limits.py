"""Limit by limit: the sums of the plan, in SQL, against the bounds; and what soft limits cost."""

from __future__ import annotations

from typing import Any

from pairing.verdict.audit import Audit
from pairing.verdict.claim import PLAN, SUMMARY, Claim
from pairing.verdict.plan_rows import LISTED
from pairing.verdict.verdict import Findings

#: What a link counts: whether it is used at all, or its amount.
MEASURE = "CASE WHEN t.used THEN CAST(a.amount > 0 AS INTEGER) ELSE a.amount END"

_SUMS = f"""
    CREATE OR REPLACE TEMP TABLE audit_sums AS
    SELECT g.*, coalesce(s.total, 0) AS total,
        CASE WHEN g.or_none AND coalesce(s.total, 0) = 0 THEN 0
             ELSE greatest(coalesce(g.least - coalesce(s.total, 0), 0), 0) END AS missing,
        CASE WHEN g.or_none AND coalesce(s.total, 0) = 0 THEN 0
             ELSE greatest(coalesce(coalesce(s.total, 0) - g.most, 0), 0) END AS excess
    FROM audit_groups g LEFT JOIN (
        SELECT t.grp, sum(CAST(t.weight AS HUGEINT) * {MEASURE}) AS total
        FROM audit_terms t JOIN audit_amounts a USING (link) GROUP BY t.grp
    ) s USING (grp)
"""


def broken_limits(audit: Audit) -> int:
    """How many groups of hard limits the amounts in ``audit_amounts`` break; leaves the sums in ``audit_sums``."""
    audit.db.execute(_SUMS)
    return audit.number("SELECT count(*) FROM audit_sums WHERE soft IS NULL AND missing + excess > 0")


def check_limits(audit: Audit, found: Findings) -> None:
    """Every group of every hard limit."""
    found.checks += audit.number("SELECT count(*) FROM audit_groups")
    if not broken_limits(audit):
        return
    rows = audit.db.execute(
        "SELECT lim, label, total, least, most, missing > 0 FROM audit_sums"
        f" WHERE soft IS NULL AND missing + excess > 0 ORDER BY lim, label LIMIT {LISTED}"
    ).fetchall()
    for number, label, total, least, most, under in rows:
        limit = audit.limits[number].code
        group = label.replace("\x1f", ", ")
        code = "limit_below_least" if under else "limit_over_most"
        bound = least if under else most
        found.wrong(code, PLAN, column=limit, value=group, limit=limit, group=group, total=int(total), bound=int(bound))


def check_soft(audit: Audit, claim: Claim, found: Findings) -> int:
    """The list of soft limits that were not met, against the summary's; returns what they cost in points."""
    rows = audit.db.execute(
        "SELECT lim, label, missing, excess, soft FROM audit_sums WHERE soft IS NOT NULL AND missing + excess > 0"
    ).fetchall()
    due = {
        (audit.limits[number].code, label): (int(missing), int(excess), int(price))
        for number, label, missing, excess, price in rows
    }
    listed = claim.summary.get("soft", [])
    said: dict[tuple[str, str], Any] = {}
    fine = isinstance(listed, list) and all(isinstance(entry, dict) for entry in listed)
    if found.expect(fine, "summary_malformed", SUMMARY, "soft", expected="list"):
        for entry in listed:
            key = (str(entry.get("limit")), str(entry.get("group")))
            found.expect(key not in said, "summary_soft_differs", SUMMARY, f"soft.{key[0]}", key[1], due="-")
            said[key] = tuple(entry.get(field) for field in ("missing", "excess", "price"))
        for key in sorted(due.keys() | said.keys()):
            shown = "/".join(map(str, due.get(key, (0, 0, 0))))
            fine = said.get(key) == due.get(key)
            found.expect(fine, "summary_soft_differs", SUMMARY, f"soft.{key[0]}", key[1], due=shown)
    return sum((missing + excess) * price for missing, excess, price in due.values())
