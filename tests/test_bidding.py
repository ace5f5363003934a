"""Markets of matches goal by goal: the values of the flow, prices that prove each level, and plans that stay put."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import pairing
from brute import face_bound
from pairing.bound import bound
from pairing.model import Family, GoalTerms, Problem, violations
from pairing.solvers import bidding, flow
from pairing.solvers.bidding import Earlier
from tiny import write
from transports import town


def market(seed: int) -> Problem:
    """A few needs and resources with pins, bans, links outside of limits, limits twice over, and one to three goals."""
    draw = np.random.default_rng(seed)
    needs, resources, links = int(draw.integers(1, 9)), int(draw.integers(1, 5)), int(draw.integers(1, 25))
    need = np.sort(draw.integers(0, needs, links)).astype(np.int32)
    resource = draw.integers(0, resources, links).astype(np.int32)
    if seed % 3 == 0:
        draw.shuffle(need)
    if seed % 4 == 0:
        resource[draw.random(links) < 0.2] = -1
    if seed % 5 == 0:
        need[draw.random(links) < 0.1] = -1
    wants, holds = draw.integers(1, 3, needs), draw.integers(1, 4, resources)
    need_ids, resource_ids = [f"n{i}" for i in range(needs)], [f"r{j}" for j in range(resources)]
    families = [
        Family("wants", need, need_ids, np.where(draw.random(needs) < 0.1, wants, 0), wants),
        Family("holds", resource, resource_ids, np.where(draw.random(resources) < 0.3, 1, 0), holds),
    ]
    if seed % 7 == 0:
        none = np.zeros(resources, dtype=np.int64)
        families.append(Family("seats", resource, resource_ids, none, draw.integers(1, 4, resources)))
    lower = (draw.random(links) < 0.05).astype(np.int64)
    upper = np.maximum(lower, draw.random(links) < 0.95).astype(np.int64)
    points = GoalTerms("points", "linear", rate=draw.integers(-2, 6, links))
    near = GoalTerms("near", "linear", rate=draw.integers(0, 3, links))
    served = GoalTerms(
        "served", "capped", group=need, labels=need_ids, weight=draw.integers(0, 3, needs), cap=np.full(needs, 9)
    )
    goals = ((points,), (served, points), (served, near, points), (near, points, served))[seed % 4]
    return Problem(lower, upper, np.minimum(upper, 1), tuple(families), goals)


def _agrees(seed: int) -> bool:
    problem = market(seed)
    if bidding.can(problem) is not None:
        return False
    ours, theirs = bidding.answer(problem), flow.answer(problem)
    assert ours.status == theirs.status, seed
    if ours.status == "infeasible":
        return False
    assert [level.value for level in ours.levels] == [level.value for level in theirs.levels], seed
    assert violations(problem, ours.amounts) == [], seed
    assert bound(problem, 0, ours.prices[0], []) == ours.levels[0].value, seed
    for k, level in enumerate(ours.levels):
        assert face_bound(problem, ours.prices[: k + 1]) == level.value == level.proved, (seed, k)
    return True


def test_every_level_is_that_of_the_flow_and_its_prices_prove_it() -> None:
    assert sum(_agrees(seed) for seed in range(400)) > 150


@pytest.mark.long
def test_every_level_is_that_of_the_flow_thousands_of_times() -> None:
    assert sum(_agrees(seed) for seed in range(400, 5000)) > 2000


def test_what_is_no_market_is_refused_with_its_reason() -> None:
    problem = next(p for p in map(market, range(1, 50)) if bidding.can(p) is None)
    wants, holds = problem.families[:2]
    crossing = replace(wants, code="third", group=np.roll(wants.group, 1))
    heavy = replace(holds, weight=np.full(problem.links, 2))
    lossy = (replace(problem.goals[0], loss=problem.goals[0].loss + 1),)
    assert bidding.can(replace(problem, families=(wants, holds, crossing))) == "limits on more than two sides"
    assert bidding.can(replace(problem, families=(wants, heavy))) == "holds: weights"
    assert bidding.can(replace(problem, families=(wants, replace(holds, price=3)))) == "holds: soft"
    assert bidding.can(replace(problem, goals=lossy)) == f"{lossy[0].code}: permitted loss"
    assert bidding.can(replace(problem, upper=problem.upper * 2)) == "amounts"


def test_among_equal_plans_the_earlier_matches_are_kept() -> None:
    """All matches are worth the same: what was given before is given again, wherever it still can be."""
    for seed in range(60):
        problem = market(4 * seed + 1)
        level = replace(problem, goals=(GoalTerms("equal", "linear", rate=np.ones(problem.links, dtype=np.int64)),))
        if bidding.can(level) is not None or bidding.answer(level).status == "infeasible":
            continue
        draw = np.random.default_rng(seed)
        other = replace(level, goals=(GoalTerms("other", "linear", rate=draw.integers(1, 9, problem.links)),))
        before = bidding.answer(other)
        kept = GoalTerms("kept", "linear", rate=before.amounts)
        again = bidding.answer(level, earlier=Earlier(before.amounts, before.prices))
        truth = flow.answer(replace(level, goals=(*level.goals, kept)))
        assert again.levels[0].value == truth.levels[0].value, seed
        assert again.amounts @ before.amounts == truth.levels[1].value, seed


def test_an_earlier_plan_and_its_prices_lead_to_the_same_values() -> None:
    for seed in range(200):
        problem = market(seed)
        if bidding.can(problem) is not None:
            continue
        before = bidding.answer(problem)
        draw = np.random.default_rng(seed)
        moved = tuple(
            goal if goal.rate is None else replace(goal, rate=np.where(draw.random(problem.links) < 0.2, 3, goal.rate))
            for goal in problem.goals
        )
        after = replace(problem, goals=moved)
        cold = bidding.answer(after)
        warm = bidding.answer(after, earlier=Earlier(before.amounts, before.prices))
        assert (warm.status, [x.value for x in warm.levels]) == (cold.status, [x.value for x in cold.levels]), seed


def test_when_the_time_is_up_the_plan_at_hand_is_kept_with_the_bound_it_proves() -> None:
    given = town(4)
    need = np.repeat(np.arange(given.needs, dtype=np.int32), 8)
    ones, none = np.ones(given.links, dtype=np.int64), np.zeros(given.links, dtype=np.int64)
    sides = (("wants", need, none[: given.needs], given.units), ("holds", given.resource, given.least, given.most))
    families = tuple(
        Family(code, group, [str(i) for i in range(len(most))], least.astype(np.int64), most.astype(np.int64))
        for code, group, least, most in sides
    )
    goal = GoalTerms("points", "linear", rate=np.random.default_rng(4).integers(1, 10**6, given.links))
    problem = Problem(none, ones, ones, families, (goal,))
    late, exact = bidding.answer(problem, ends=0.0), bidding.answer(problem)
    assert (late.status, late.interrupted, exact.status) == ("feasible", False, "optimal")
    assert violations(problem, late.amounts) == []
    assert late.levels[0].value <= exact.levels[0].value <= late.levels[0].bound
    assert bound(problem, 0, late.prices[0], []) == late.levels[0].proved


def test_a_scenario_solved_by_auction_is_verified_by_its_prices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path)
    by_flow = pairing.solve(pairing.read(folder))
    monkeypatch.setattr(bidding, "MANY_LINKS", 0)
    by_auction = pairing.solve(pairing.read(folder))
    assert by_auction.summary["solver"] == ["auction: limits form two sides"]
    assert by_auction.summary["verdict"]["ok"] is True
    values = [[goal["value"] for goal in plan.summary["goals"]] for plan in (by_flow, by_auction)]
    assert values[0] == values[1]
    assert all(goal["proof"] == "proved" for goal in by_auction.summary["goals"])
