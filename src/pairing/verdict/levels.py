"""The goals as the summary states them: value, what was reached, bound, gap, proof; and the status that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairing.verdict.audit import Audit
from pairing.verdict.claim import SUMMARY, Claim
from pairing.verdict.measured import check_measured
from pairing.verdict.proof_bound import proof_bounds
from pairing.verdict.proof_read import read_proof
from pairing.verdict.verdict import Findings, LevelVerdict

Value = int | Fraction

#: How far a gap, which is written as a float, may be from the one computed.
NOISE = 1e-9


@dataclass(frozen=True)
class Stated:
    """What the summary says of one goal; None where it cannot be read."""

    value: Value | None
    bound: Value | None
    reached: Value | None
    gap: float | None
    proof: str


def check_levels(audit: Audit, claim: Claim, values: Sequence[Value], found: Findings) -> tuple[LevelVerdict, ...]:
    """Compare every goal of the summary with what follows from the plan (``values``) and from the prices."""
    if audit.policy.procedure is not None:
        return check_measured(audit, claim, values, found)
    stated = read_levels(audit, claim, found)
    if stated is None:
        return ()
    reached = [level.reached for level in stated]
    bounds = proof_bounds(audit, read_proof(audit, claim.proof, found), reached, found)
    verdicts = []
    for goal, level, value, bound in zip(audit.goals, stated, values, bounds, strict=True):
        place = f"goals.{goal.number}"
        same = level.value == value
        found.expect(same, "goal_value_differs", SUMMARY, f"{place}.value", level.value, goal=goal.code, due=value)
        _check_bound(goal.code, place, level, bound, found)
        if level.reached is not None:
            floor = goal.floor(level.reached)
            found.expect(
                value >= floor, "goal_below_floor", SUMMARY, f"{place}.value", value, goal=goal.code, due=floor
            )
        met = bound is not None and level.reached == bound
        verdicts.append(LevelVerdict(goal.code, value, level.bound, bound, "proved" if met else "claimed"))
    closed = bool(stated) and all(level.bound == level.reached is not None for level in stated)
    due = "optimal" if closed else "feasible"
    status = claim.summary.get("status")
    # A run that was stopped does not know that it had finished.
    stopped = claim.summary.get("interrupted") is True and status == "feasible"
    found.expect(status == due or stopped, "summary_status_differs", SUMMARY, "status", status, due=due)
    return tuple(verdicts)


def _check_bound(goal: str, place: str, level: Stated, bound: Value | None, found: Findings) -> None:
    """A stated bound lies between what was reached and what the prices prove; gap and label follow from it."""
    if level.bound is None or level.reached is None:
        return
    where = f"{place}.bound"
    found.expect(level.bound >= level.reached, "goal_bound_below_value", SUMMARY, where, level.bound, goal=goal)
    fine = bound is None or level.bound <= bound
    found.expect(fine, "goal_bound_above_proof", SUMMARY, where, level.bound, goal=goal, due=str(bound))
    fine = bound is None or bound >= level.reached
    found.expect(fine, "proof_below_value", SUMMARY, f"{place}.value", level.reached, goal=goal, due=str(bound))
    gap = float((level.bound - level.reached) / max(Fraction(1), abs(Fraction(level.bound))))
    fine = level.gap is not None and abs(level.gap - gap) <= NOISE and (level.gap == 0) == (gap == 0)
    found.expect(fine, "goal_gap_differs", SUMMARY, f"{place}.gap", level.gap, goal=goal, due=repr(gap))
    label = "proved" if bound is not None and level.reached == bound else "claimed"
    found.expect(
        level.proof == label, "goal_proof_differs", SUMMARY, f"{place}.proof", level.proof, goal=goal, due=label
    )


def read_levels(audit: Audit, claim: Claim, found: Findings) -> list[Stated] | None:
    """What the summary says of every goal; None where it is not about the goals of the policy."""
    listed = claim.summary.get("goals")
    codes = [goal.code for goal in audit.goals]
    fine = isinstance(listed, list) and [_field(entry, "code") for entry in listed] == codes
    if not found.expect(fine, "summary_goals_differ", SUMMARY, "goals", due=", ".join(codes)):
        return None
    levels = []
    for goal, entry in zip(audit.goals, listed or (), strict=True):
        place = f"goals.{goal.number}"
        numbers: dict[str, Value | None] = {}
        for name in ("value", "bound", "reached"):
            default = numbers.get("value") if name == "reached" else None
            raw = entry.get(name)
            numbers[name] = default if raw is None and name == "reached" else _number(raw, whole=goal.kind != "worst")
            if numbers[name] is None:
                found.wrong("summary_malformed", SUMMARY, column=f"{place}.{name}", value=raw)
        loss = _number(str(entry.get("loss")), whole=False)
        found.expect(loss == goal.loss, "goal_loss_differs", SUMMARY, f"{place}.loss", entry.get("loss"), due=goal.loss)
        gap = entry.get("gap")
        gap = float(gap) if type(gap) in (int, float) and 0 <= gap <= 1e300 else None
        levels.append(Stated(numbers["value"], numbers["bound"], numbers["reached"], gap, str(entry.get("proof"))))
    return levels


def _field(entry: Any, name: str) -> Any:
    return entry.get(name) if isinstance(entry, dict) else None


def _number(raw: Any, *, whole: bool) -> Value | None:
    """An integer, or for shares an integer or "p/q"."""
    if type(raw) is int:
        return raw
    if whole or not isinstance(raw, str) or len(raw) > 4000:
        return None
    try:
        return Fraction(raw)
    except (ValueError, ZeroDivisionError):
        return None
