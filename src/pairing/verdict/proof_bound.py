"""The bound that follows from the prices of each level, by weak duality, in whole numbers.

With every group replaced by its price nothing ties the links to each other any more: each link, each group of a limit
and each group of a goal is a piece of its own, and what each can add at most is added up. No plan that keeps the limits
and the earlier goals can be worth more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import duckdb

from pairing.verdict.audit import Audit
from pairing.verdict.claim import PROOF
from pairing.verdict.pieces import Pieces, Unbounded
from pairing.verdict.proof_read import Prices
from pairing.verdict.verdict import Findings

Value = int | Fraction


@dataclass(frozen=True)
class Summed:
    """The pieces of one level added up: their ``total`` (less what earlier goals keep), the ``units`` that one unit of
    the goal weighs in it, and whether later levels stay on its face (``keep``)."""

    total: int
    units: int
    keep: bool


def proof_bounds(
    audit: Audit,
    proof: Sequence[Prices | None],
    reached: Sequence[Value | None],
    found: Findings,
    sums: dict[int, Summed] | None = None,
) -> list[Value | None]:
    """The proved bound of each level, None where its prices bound nothing.

    ``reached`` is what each level attained; the floors that later levels keep are taken from it. Prices that are not
    valid become faults. ``sums`` takes what each bound is made of.
    """
    bounds: list[Value | None] = []
    pieces = Pieces(audit.db)
    tight = True  # all levels so far are met exactly: the next may stay on their face
    for number, prices in enumerate(proof):
        bounds.append(None)
        place, so_far = f"levels.{number}", tight
        tight = False
        if prices is None or any(value is None for value in reached[:number]):
            continue
        if prices.face and not found.expect(so_far, "proof_face_not_tight", PROOF, f"{place}.face"):
            continue
        chained = so_far and (prices.face or number == 0)
        more = any(later is not None and later.face for later in proof[number + 1 :])
        try:
            units = _units(audit, number, prices)
            total = _total(audit, number, prices, units, reached, pieces, keep_face=chained and more)
            if sums is not None:
                sums[number] = Summed(total, units, chained and more)
        except Unbounded:
            found.wrong("proof_unbounded", PROOF, column=place)
        except duckdb.OutOfRangeException:
            found.wrong("proof_too_large", PROOF, column=place)
        else:
            bounds[-1] = _bound(audit, number, total, units)
            best = reached[number]
            tight = chained and best is not None and total == best * units and audit.goals[number].loss == 0
    return bounds


def _units(audit: Audit, number: int, prices: Prices) -> int:
    """What one unit of the goal weighs in the sum of pieces."""
    if audit.goals[number].kind != "worst":
        return prices.scale
    return audit.number(
        "SELECT sum(p.price * g.wanted) FROM audit_goal_prices p JOIN audit_goal_groups g USING (grp)"
        " WHERE p.level = ? AND g.goal = ?",
        number,
        number,
    )


def _bound(audit: Audit, number: int, total: int, units: int) -> Value:
    if audit.goals[number].kind != "worst":
        return total // units
    # A share is never counted beyond 1, whatever the prices say.
    return min(Fraction(1), Fraction(total, units)) if units > 0 else Fraction(1)


def _total(
    audit: Audit,
    number: int,
    prices: Prices,
    units: int,
    reached: Sequence[Value | None],
    pieces: Pieces,
    *,
    keep_face: bool,
) -> int:
    """The sum of all pieces at one level, less what the earlier goals keep for themselves."""
    rates = {**prices.rates, number: 0 if audit.goals[number].kind == "worst" else prices.scale}
    carrier = next(goal.number for goal in audit.goals if goal.carries)
    penalty = units if carrier == number else rates.get(carrier, 0)
    total = pieces.total(number, rates, penalty, face=prices.face, keep_face=keep_face)
    for goal in audit.goals[:number]:
        floor = goal.floor(reached[goal.number] or 0)
        if goal.kind == "worst":
            total -= _worst_floor(audit, number, goal.number, Fraction(floor))
        elif not prices.face:
            total -= rates.get(goal.number, 0) * int(floor)
    return total


def _worst_floor(audit: Audit, level: int, goal: int, share: Fraction) -> int:
    """The priced part of what every group keeps of an earlier worst goal: at least that share of what it wants."""
    rows = audit.db.execute(
        "SELECT p.price, g.wanted FROM audit_goal_prices p JOIN audit_goal_groups g USING (grp)"
        " WHERE p.level = ? AND g.goal = ?",
        [level, goal],
    ).fetchall()
    return sum(int(price) * -int(-share * int(wanted) // 1) for price, wanted in rows)
