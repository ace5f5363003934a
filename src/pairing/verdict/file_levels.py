"""The goals of a run and the prices of each level, as a household's file keeps them.

The *slack* of a level is what its bound exceeds the plan by, in units of the prices: the sum over all pieces (links,
groups) of what each could be worth at most, less what it is worth in the plan. No piece has less than nothing, so what
the pieces of one household have together is at most the slack; at a slack of 0 each of them is as good as it can be.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pairing.verdict.audit import Audit
from pairing.verdict.claim import Claim
from pairing.verdict.goal_values import goal_values
from pairing.verdict.levels import read_levels
from pairing.verdict.proof_bound import Summed, proof_bounds
from pairing.verdict.proof_read import read_proof
from pairing.verdict.verdict import Findings


def levels_of(audit: Audit, claim: Claim) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The goals with their values, and the levels of the proof; no levels where the claim has no proof that fits.

    Large numbers are texts, since few readers of JSON keep them exact. Leaves the prices in the audit's tables.
    """
    penalties = audit.number("SELECT sum((missing + excess) * soft) FROM audit_sums WHERE soft IS NOT NULL")
    values = goal_values(audit, penalties)
    said = read_levels(audit, claim, Findings()) if claim.summary else None
    goals = []
    for goal, value in zip(audit.goals, values, strict=True):
        level = said[goal.number] if said else None
        goals.append(
            {
                "goal": goal.code,
                "kind": goal.kind,
                "loss": str(goal.loss),
                "carries": goal.carries,
                "value": _text(value),
                "reached": _text(level.reached if level else None),
                "bound": _text(level.bound if level else None),
                "proof": level.proof if level else None,
            }
        )
    if not said or not claim.proof:
        return goals, []
    found = Findings()
    proof = read_proof(audit, claim.proof, found)
    sums: dict[int, Summed] = {}
    proof_bounds(audit, proof, [level.reached for level in said], found, sums)
    levels = []
    for goal, prices, value in zip(audit.goals, proof, values, strict=True):
        summed = sums.get(goal.number)
        slack = None if summed is None else Fraction(summed.total) - summed.units * Fraction(value)
        codes = {number: audit.goals[number].code for number in (prices.rates if prices else {})}
        levels.append(
            {
                "goal": goal.code,
                "scale": str(prices.scale) if prices else None,
                "face": prices.face if prices else False,
                "keep": summed.keep if summed else False,
                "units": str(summed.units) if summed else None,
                "rates": {codes[number]: str(rate) for number, rate in prices.rates.items()} if prices else {},
                "slack": _text(slack),
            }
        )
    return goals, levels


def _text(value: int | Fraction | None) -> str | None:
    return None if value is None else str(value)
