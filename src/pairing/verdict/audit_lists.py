"""The scenario's own lists, told again from the plan as it was questioned."""

from __future__ import annotations

from typing import Any

from pairing.fault import BadData
from pairing.lists import cell_text, fill_lists
from pairing.verdict.audit import Audit
from pairing.verdict.claim import SUMMARY, Claim, columns
from pairing.verdict.plan_rows import LISTED
from pairing.verdict.verdict import Findings


def check_lists(audit: Audit, claim: Claim, found: Findings) -> None:
    """Every list that the run gives, row by row, and their numbers in the summary."""
    config = audit.config
    said = claim.summary.get("lists")
    due_codes = [listing.code for listing in config.lists]
    for code in sorted(set(claim.lists) ^ set(due_codes)):
        found.wrong("list_unfounded" if code in claim.lists else "list_missing", f"{code}.csv", value=code)
    if not due_codes:
        return
    if config.entitlements:
        audit.db.execute("CREATE OR REPLACE TEMP TABLE entitled AS FROM audit_entitled")
    plan = columns("plan.csv", claim.matches, found)
    unmet = columns("unmet.csv", claim.unmet, found)
    try:
        due = fill_lists(
            audit.db,
            config,
            list(zip(*(plan[name] for name in plan), strict=True)),
            list(zip(*(unmet[name] for name in unmet if name != "message"), strict=True)),
        )
    except BadData as bad:
        found.faults += bad.faults
        return
    for code, (names, rows) in due.items():
        wanted = [list(names), *([cell_text(value) for value in row] for row in rows)]
        _compare(f"{code}.csv", wanted, _texts(claim.lists.get(code, ())), found)
        number = said.get(code) if isinstance(said, dict) else None
        found.expect(number == len(rows), "summary_differs", SUMMARY, f"lists.{code}", number, due=len(rows))


def _texts(rows: Any) -> list[list[str]]:
    if hasattr(rows, "itertuples"):
        cells = ([cell_text(value) for value in row] for row in rows.itertuples(index=False, name=None))
        return [list(map(str, rows.columns)), *cells]
    return [list(row) for row in rows]


def _compare(file: str, wanted: list[list[str]], told: list[list[str]], found: Findings) -> None:
    found.expect(len(wanted) == len(told), "list_length_differs", file, "", len(told) - 1, due=len(wanted) - 1)
    wrong = 0
    for line, (due, row) in enumerate(zip(wanted, told, strict=False), start=1):
        fine = due == row
        found.expect(fine or wrong >= LISTED, "list_row_differs", file, "", ",".join(row), row=line, due=",".join(due))
        wrong += not fine
