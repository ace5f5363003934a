"""What the plan is worth under each goal, exactly."""

from __future__ import annotations

from fractions import Fraction

from pairing.verdict.audit import Audit
from pairing.verdict.kept_limits import MEASURE

_LINEAR = f"""
    SELECT t.goal, sum(CAST(t.weight AS HUGEINT) * {MEASURE})
    FROM audit_shares t JOIN audit_amounts a USING (link) WHERE t.grp IS NULL GROUP BY t.goal
"""

_SUMS = f"""
    CREATE OR REPLACE TEMP TABLE audit_goal_sums AS
    SELECT g.*, coalesce(s.total, 0) AS total FROM audit_goal_groups g LEFT JOIN (
        SELECT t.grp, sum(CAST({MEASURE} AS HUGEINT)) AS total
        FROM audit_shares t JOIN audit_amounts a USING (link) WHERE t.grp IS NOT NULL GROUP BY t.grp
    ) s USING (grp)
"""


def goal_values(audit: Audit, penalties: int) -> tuple[int | Fraction, ...]:
    """The value of each goal of the policy; ``penalties`` (points) are taken from the goal that carries them."""
    db = audit.db
    linear = {goal: int(total) for goal, total in db.execute(_LINEAR).fetchall()}
    db.execute(_SUMS)
    capped = db.execute(
        "SELECT goal, sum(CAST(weight AS HUGEINT) * least(cap, total)) FROM audit_goal_sums GROUP BY goal"
    )
    sums = {goal: int(total) for goal, total in capped.fetchall() if total is not None}
    values: list[int | Fraction] = []
    for goal in audit.goals:
        value: int | Fraction
        if goal.kind == "worst":
            groups = db.execute(
                "SELECT DISTINCT total, wanted FROM audit_goal_sums WHERE goal = ? AND wanted > 0", [goal.number]
            )
            shares = [Fraction(int(total), int(wanted)) for total, wanted in groups.fetchall()]
            value = min([Fraction(1), *shares])
        else:
            value = (linear if goal.kind == "linear" else sums).get(goal.number, 0)
        values.append(value - penalties if goal.carries else value)
    return tuple(values)
