"""No prices, however chosen, may prove a bound below what some plan reaches; and sums and goals are what they are."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from pairing.verdict import Claim, prepare
from pairing.verdict.audit import Audit
from pairing.verdict.goal_values import goal_values
from pairing.verdict.kept_limits import broken_limits, check_soft
from pairing.verdict.plan_rows import check_plan_rows
from pairing.verdict.proof_bound import proof_bounds
from pairing.verdict.proof_read import read_proof
from pairing.verdict.verdict import Findings
from small_brute import Amounts, Case, Value, random_case


def audit_of(case: Case) -> Audit:
    return prepare(case.scenario, case.scenario.config.policies["plain"])


def plan_rows(case: Case, amounts: Amounts) -> list[dict[str, Any]]:
    return [
        {"programme": x.programme, "need": x.need, "resource": x.resource, "via": "", "amount": a, "points": x.points,
         "yuan": f"0.{a:02d}" if x.money else ""}
        for x, a in zip(case.links, amounts, strict=True) if a
    ]  # fmt: skip


def random_proof(random: Random, audit: Audit, *, face: bool = False) -> dict[str, Any]:
    """Prices drawn at random, of the right form."""
    tables = {}
    for code, sql in (
        ("limits", "SELECT lim, label, most IS NULL, least IS NULL AND signed, coalesce(soft, 9) FROM audit_groups"),
        ("goals", "SELECT goal, label, false, true, 9 FROM audit_goal_groups"),
    ):
        tables[code] = audit.db.execute(f"{sql} ORDER BY 1, 2").fetchall()
    levels = []
    for goal in audit.goals:
        scale = random.choice([1, 1, 2, 3])
        last = goal is audit.goals[-1]
        rates = {g.code: random.choice([0, 0, 1, 3]) for g in audit.goals[: goal.number] if g.kind != "worst"}
        limits: dict[str, dict[str, int]] = {}
        for lim, label, no_most, no_least, most_price in tables["limits"]:
            price = random.choice([0, 0, 1, 2, 3, -1, -2])
            price = price if abs(price) <= most_price and last else 0 if most_price < 9 else price
            if (price > 0 and not no_most) or (price < 0 and not no_least):
                limits.setdefault(audit.limits[lim].code, {})[label] = price
        goals: dict[str, dict[str, int]] = {}
        for number, label, *_ in tables["goals"]:
            if number <= goal.number and (price := random.choice([0, 1, 1, 2, 3])):
                goals.setdefault(audit.goals[number].code, {})[label] = price
        level = {"goal": goal.code, "scale": scale, "face": False, "rates": rates, "limits": limits, "goals": goals}
        if face and goal.number:
            level |= {"face": True, "scale": 1, "rates": {}}
        levels.append(level)
    return {"format": "pairing-proof/1", "levels": levels}


def bounds_of(audit: Audit, proof: dict[str, Any], reached: list[Value]) -> tuple[list[Value | None], list[str]]:
    found = Findings()
    bounds = proof_bounds(audit, read_proof(audit, proof, found), reached, found)
    return bounds, [fault.code for fault in found.faults]


@pytest.mark.parametrize("seed", range(60))
def test_sums_and_goals_are_those_of_the_enumeration(seed: int) -> None:
    random = Random(seed)
    case = random_case(random)
    audit = audit_of(case)
    plans = list(case.plans())
    for amounts in random.sample(plans, min(6, len(plans))):
        found = Findings()
        claim = Claim(plan_rows(case, amounts), [], {}, {})
        check_plan_rows(audit, claim, found)
        assert found.faults == []
        assert (broken_limits(audit) == 0) == case.kept(amounts)
        penalty = check_soft(audit, claim, Findings())
        assert penalty == case.penalty(amounts)
        assert list(goal_values(audit, penalty)) == case.values(amounts)


@pytest.mark.parametrize("seed", range(60))
def test_no_prices_prove_less_than_the_best_plan_reaches(seed: int) -> None:
    random = Random(seed)
    case = random_case(random)
    best = case.best()
    if best is None:
        return
    audit = audit_of(case)
    for _ in range(4):
        bounds, faults = bounds_of(audit, random_proof(random, audit), best[1])
        assert set(faults) <= {"proof_unbounded"}
        for bound, value in zip(bounds, best[1], strict=True):
            assert bound is None or bound >= value


@pytest.mark.parametrize("seed", range(25))
def test_no_prices_on_a_face_prove_less_than_the_best_plan_reaches(seed: int) -> None:
    random = Random(seed)
    case = random_case(random)
    best = case.best()
    if best is None or len(best[1]) < 2 or any(case.losses[:-1]):
        return
    audit = audit_of(case)
    proof = descend(random, audit, best[1])
    for _ in range(4):
        on_face = random_proof(random, audit, face=True)
        on_face["levels"][0] = proof["levels"][0]
        bounds, faults = bounds_of(audit, on_face, best[1])
        assert set(faults) <= {"proof_unbounded", "proof_face_not_tight"}
        for bound, value in zip(bounds, best[1], strict=True):
            assert bound is None or bound >= value


def descend(random: Random, audit: Audit, reached: list[Value]) -> dict[str, Any]:
    """A proof whose first level is as tight as one step at a time makes it."""
    proof = random_proof(random, audit)
    first = proof["levels"][0]
    first |= {"scale": 1, "limits": {}, "goals": {}}
    places = [
        ("limits", audit.limits[n].code, label)
        for n, label in audit.db.execute("SELECT lim, label FROM audit_groups ORDER BY ALL").fetchall()
    ]
    places += [
        ("goals", audit.goals[n].code, label)
        for n, label in audit.db.execute(
            "SELECT goal, label FROM audit_goal_groups WHERE goal = 0 ORDER BY ALL"
        ).fetchall()
    ]

    def bound() -> Fraction:
        found = bounds_of(audit, {**proof, "levels": proof["levels"]}, reached)[0][0]
        return Fraction(10**6) if found is None else Fraction(found)

    now = bound()
    for _ in range(60):
        if now == reached[0] or not places:
            break
        kind, code, label = random.choice(places)
        table = first[kind].setdefault(code, {})
        before = table.get(label, 0)
        table[label] = before + random.choice([1, -1, 2])
        after = bound()
        if after <= now:
            now = after
        else:
            table[label] = before
    return proof
