"""The needs that got less than they want, against the list the run gives."""

from __future__ import annotations

from collections import Counter

from pairing.verdict.audit import Audit
from pairing.verdict.claim import COLUMNS, SUMMARY, UNMET, Claim, columns
from pairing.verdict.plan_rows import LISTED
from pairing.verdict.verdict import Findings

_GIVEN = """
    CREATE OR REPLACE TEMP TABLE audit_given AS
    SELECT w.programme, w.need, w.wanted, coalesce(g.given, 0) AS given, g.need IS NOT NULL AS linked
    FROM audit_wants w LEFT JOIN (
        SELECT e.programme, e.need, sum(a.amount) AS given
        FROM audit_links e LEFT JOIN audit_amounts a USING (link) GROUP BY ALL
    ) g USING (programme, need)
"""

_COMPARED = """
    SELECT line, coalesce(u.programme, d.programme) AS programme, coalesce(u.need, d.need) AS need,
        u.wanted, u.given, d.wanted, d.given,
        CASE WHEN u.need IS NULL THEN 'unmet_need_missing'
             WHEN d.need IS NULL THEN 'unmet_need_surplus'
             WHEN earlier IS NOT NULL THEN 'unmet_need_twice'
             WHEN u.wanted <> CAST(d.wanted AS VARCHAR) THEN 'unmet_wanted_differs'
             WHEN u.given <> CAST(d.given AS VARCHAR) THEN 'unmet_given_differs'
             WHEN u.reason = '' THEN 'unmet_reason_missing'
             WHEN u.head IN {without} AND d.linked THEN 'unmet_reason_differs'
             WHEN u.head IN {within} AND NOT d.linked THEN 'unmet_reason_differs' END AS code,
        u.reason
    FROM (SELECT *, lag(line) OVER (PARTITION BY programme, need ORDER BY line) AS earlier FROM (
            SELECT row_number() OVER () + 1 AS line, * FROM audit_unmet)) u
        FULL JOIN (FROM audit_given WHERE given < wanted) d
        ON d.programme = u.programme AND d.need = u.need
"""

#: Reasons that only a need without any link can have, and those that only one with a link can have.
WITHOUT_LINK = ("banned", "unknown_data", "no_eligible", "no_link", "no_room")
WITH_LINK = ("trade_off", "link_full", "budget", "capacity", "limit", "outranked", "lottery")


def check_unmet(audit: Audit, claim: Claim, found: Findings) -> None:
    """Leaves ``audit_given(programme, need, wanted, given, linked)`` for the counts that follow."""
    rows = columns(UNMET, claim.unmet, found)
    heads = [reason.partition(".")[0] for reason in rows["reason"]]
    audit.db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_unmet AS SELECT "
        + ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in (*COLUMNS[UNMET], "head")),
        [*(rows[column] for column in COLUMNS[UNMET]), heads],
    )
    audit.db.execute(_GIVEN)
    found.checks += audit.number("SELECT count(*) FROM audit_given")
    compared = _COMPARED.format(without=WITHOUT_LINK, within=WITH_LINK)
    wrong = audit.db.execute(f"FROM ({compared}) WHERE code IS NOT NULL ORDER BY code, line, 2, 3 LIMIT {LISTED}")
    for line, programme, need, wanted, given, due_wanted, due_given, code, reason in wrong.fetchall():
        column, value = {
            "unmet_wanted_differs": ("wanted", wanted),
            "unmet_given_differs": ("given", given),
            "unmet_reason_missing": ("reason", ""),
            "unmet_reason_differs": ("reason", reason),
        }.get(code, ("need", need))
        due = due_wanted if code == "unmet_wanted_differs" else due_given
        facts = {"programme": programme, "need": need, "due": "-" if due is None else int(due)}
        found.wrong(code, UNMET, row=line, column=column, value=value, **facts)
    counted = dict(Counter(rows["reason"]))
    said = claim.summary.get("reasons")
    fine = isinstance(said, dict) and {code: n for code, n in said.items() if n != 0} == counted
    found.expect(fine, "summary_reasons_differ", SUMMARY, "reasons", said)
