"""How far lists were joined, counted again from the tables."""

from __future__ import annotations

from pairing.verdict import sql
from pairing.verdict.audit import Audit
from pairing.verdict.claim import SUMMARY, Claim
from pairing.verdict.verdict import Findings

_HOW = ("exact", "near", "decided", "ambiguous")


def check_screening(audit: Audit, claim: Claim, found: Findings) -> None:
    """The summary's figures for every `[[same]]`; none of them where there is no such block."""
    said = claim.summary.get("screening")
    said = said if isinstance(said, dict) else {}
    blocks = {same.code: same for same in audit.config.same}
    for code in sorted(set(said) ^ set(blocks)):
        found.wrong("summary_differs", SUMMARY, column=f"screening.{code}", due="-" if code in said else code)
    for code, same in blocks.items():
        listed = said.get(code)
        if not isinstance(listed, dict):
            continue
        table, key = sql.name(same.table), "left_id"
        due = {how: audit.number(f"SELECT count(*) FROM {table} WHERE how = ?", how) for how in _HOW}
        rows = audit.number(f"SELECT count(*) FROM {sql.name(same.left)}")
        partners = f"SELECT {key} FROM {table} WHERE coalesce(same, true)"
        if same.left == same.right:
            partners += f" UNION SELECT right_id FROM {table} WHERE coalesce(same, true)"
        due["alone"] = rows - audit.number(f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({partners}))")
        for field, number in due.items():
            value = listed.get(field)
            fine = type(value) is int and value == number
            found.expect(fine, "summary_count_differs", SUMMARY, f"screening.{code}.{field}", value, due=number)
