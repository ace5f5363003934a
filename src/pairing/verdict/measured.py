"""The goals of a procedure's plan as the summary states them: values alone, for a procedure proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pairing.verdict.audit import Audit
from pairing.verdict.claim import PROOF, SUMMARY, Claim
from pairing.verdict.verdict import Findings, LevelVerdict


def check_measured(
    audit: Audit, claim: Claim, values: Sequence[int | Fraction], found: Findings
) -> tuple[LevelVerdict, ...]:
    """Compare every goal's value with what follows from the plan; there is no bound, no gap and no price."""
    told = claim.summary.get("procedure")
    name = told.get("name") if isinstance(told, dict) else None
    due = audit.policy.procedure
    found.expect(name == due, "procedure_differs", SUMMARY, "procedure.name", name, due=due)
    status = claim.summary.get("status")
    found.expect(status == "feasible", "summary_status_differs", SUMMARY, "status", status, due="feasible")
    levels = claim.proof.get("levels") if isinstance(claim.proof, dict) else None
    found.expect(levels == [], "procedure_goals_differ", PROOF, "levels", levels)
    listed = claim.summary.get("goals")
    codes = [goal.code for goal in audit.goals]
    fine = isinstance(listed, list) and [g.get("code") if isinstance(g, dict) else None for g in listed] == codes
    if not found.expect(fine, "summary_goals_differ", SUMMARY, "goals", due=", ".join(codes)):
        return ()
    for goal, entry, value in zip(audit.goals, listed or (), values, strict=True):
        place, text = f"goals.{goal.number}", value if isinstance(value, int) else str(value)
        for key in ("value", "reached"):
            said = entry.get(key)
            same = type(said) is type(text) and said == text
            found.expect(same, "goal_value_differs", SUMMARY, f"{place}.{key}", said, goal=goal.code, due=text)
        for key, none in (("bound", None), ("gap", None), ("proof", "none")):
            right = key in entry and entry[key] == none
            found.expect(right, "procedure_goals_differ", SUMMARY, f"{place}.{key}", entry.get(key))
        loss = entry.get("loss")
        found.expect(loss == str(goal.loss), "goal_loss_differs", SUMMARY, f"{place}.loss", loss, due=goal.loss)
    return tuple(
        LevelVerdict(goal.code, value, None, None, "none") for goal, value in zip(audit.goals, values, strict=True)
    )
