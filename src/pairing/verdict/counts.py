"""The summary's numbers per programme, counted again."""

from __future__ import annotations

from pairing.verdict import sql
from pairing.verdict.audit import Audit
from pairing.verdict.claim import SUMMARY, Claim
from pairing.verdict.verdict import Findings

_COUNTS = """
    SELECT count(*) FILTER (given > 0), count(*) FILTER (given < wanted), coalesce(sum(given), 0),
        coalesce(sum(wanted), 0), count(*)
    FROM audit_given WHERE programme = ?
"""

_LINKS = """
    SELECT count(*), count(a.link), coalesce(sum(CAST(e.points AS HUGEINT) * a.amount), 0)
    FROM audit_links e LEFT JOIN audit_amounts a USING (link) WHERE e.programme = ?
"""


def check_counts(audit: Audit, claim: Claim, found: Findings) -> None:
    """Needs, resources, links, rows, sums: each must be what the tables and the plan give."""
    said = claim.summary.get("programmes")
    said = said if isinstance(said, dict) else {}
    codes = [programme.code for programme in audit.config.programmes]
    for code in sorted(set(said) ^ set(codes)):
        found.wrong("summary_programme_differs", SUMMARY, column=f"programmes.{code}", value=code)
    for programme in audit.config.programmes:
        code = programme.code
        listed = said.get(code)
        if not isinstance(listed, dict):
            continue
        needs = audit.db.execute(_COUNTS, [code]).fetchone() or (0,) * 5
        links = audit.db.execute(_LINKS, [code]).fetchone() or (0,) * 3
        due: dict[str, object] = {
            "kind": programme.kind,
            "needs": int(needs[4]),
            "resources": audit.number(f"SELECT count(*) FROM {sql.tables(programme)['r']}"),
            "links": int(links[0]),
            "matched_needs": int(needs[0]),
            "unmet_needs": int(needs[1]),
            "amount": int(needs[2]),
            "wanted": int(needs[3]),
            "rows": int(links[1]),
            "points": int(links[2]),
        }
        for field, number in due.items():
            value = listed.get(field)
            fine = type(value) is type(number) and value == number
            found.expect(fine, "summary_count_differs", SUMMARY, f"programmes.{code}.{field}", value, due=number)
