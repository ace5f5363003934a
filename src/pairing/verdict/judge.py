"""A plan that claims nothing, held against the tables: what it is worth under each goal, and which limits it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairing.fault import Fault
from pairing.verdict.audit import Audit
from pairing.verdict.claim import Claim
from pairing.verdict.goal_values import goal_values
from pairing.verdict.kept_limits import broken_limits
from pairing.verdict.plan_rows import check_pins, check_plan_rows
from pairing.verdict.verdict import Findings


@dataclass(frozen=True)
class Judged:
    """The value of each goal; how many groups of which hard limits are broken; what is wrong with rows and pins."""

    values: tuple[int | Fraction, ...]
    broken: Mapping[str, int]
    faults: tuple[Fault, ...]


def judge(audit: Audit, matches: Any) -> Judged:
    """Judge rows with the columns of ``plan.csv``, from whatever procedure they come."""
    found = Findings()
    check_plan_rows(audit, Claim(matches, [], {}, {}), found)
    check_pins(audit, found)
    broken_limits(audit)
    rows = audit.db.execute(
        "SELECT lim, count(*) FROM audit_sums WHERE soft IS NULL AND missing + excess > 0 GROUP BY lim ORDER BY lim"
    ).fetchall()
    penalties = audit.number("SELECT sum((missing + excess) * soft) FROM audit_sums WHERE soft IS NOT NULL")
    return Judged(
        goal_values(audit, penalties),
        {audit.limits[number].code: int(groups) for number, groups in rows},
        (*audit.findings.faults, *found.faults),
    )
