"""Needs that each go to one resource of limited room: bounds hold, plans keep the limits, and the best is found."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from pairing.model import Family, GoalTerms, Problem, value, violations
from pairing.optimise import optimise
from pairing.solvers import engine, knapsack_loops, lagrangian
from pairing.solvers.duals import NO_PRICES, plain_prices
from pairing.solvers.first_plan import first_plan
from pairing.solvers.freeze import fits, frozen
from pairing.solvers.knapsack_prices import Costs, Rooms, Tightened, costs, rooms, tightened
from pairing.solvers.polish import beyond, polished
from pairing.solvers.stage import Stage


def assignment(seed: int, needs: int = 5, resources: int = 3, *, must: bool = True) -> Problem:
    """Random costs, weights and room; a few pairs have no link. ``must``: every need is served."""
    rng = np.random.default_rng(seed)
    need, resource = (index.astype(np.int32) for index in np.divmod(np.arange(needs * resources), resources))
    kept = rng.random(len(need)) < 0.9
    need, resource = need[kept], resource[kept]
    count = len(need)
    weight = rng.integers(1, 10, count)
    families = (
        Family(
            "wants",
            need,
            [f"n{i}" for i in range(needs)],
            np.full(needs, int(must), dtype=np.int64),
            np.ones(needs, dtype=np.int64),
        ),
        Family(
            "holds",
            resource,
            [f"r{i}" for i in range(resources)],
            np.zeros(resources, dtype=np.int64),
            rng.integers(5, 14, resources),
            weight=weight,
        ),
    )
    sign = -1 if must else 1
    goal = GoalTerms("points", "linear", rate=sign * rng.integers(1, 30, count))
    one = np.ones(count, dtype=np.int64)
    return Problem(0 * one, one, one, families, (goal,))


def best_worth(problem: Problem) -> int | None:
    """What the best of all plans is worth, by trying them all."""
    need = problem.families[0].group
    options = [[-1, *np.flatnonzero(need == n)] for n in range(len(problem.families[0].labels))]
    best = None
    for links in itertools.product(*options):
        amounts = np.zeros(problem.links, dtype=np.int64)
        amounts[[link for link in links if link >= 0]] = 1
        if not violations(problem, amounts):
            worth = int(value(problem, problem.goals[0], amounts))
            best = worth if best is None else max(best, worth)
    return best


def stage_of(problem: Problem, seconds: float = 20.0, threads: int = 1) -> Stage:
    part = np.zeros(problem.links, dtype=np.int32)
    return Stage(problem, problem.goals, len(problem.goals) - 1, (), part, time.monotonic() + seconds, threads, 0.0)


def priced(problem: Problem) -> tuple[Stage, Rooms, Costs]:
    stage = stage_of(problem)
    program, relaxed = stage.relax()
    found = rooms(problem)
    assert found is not None
    given = costs(stage, found, plain_prices(problem, program, relaxed.duals))
    assert given is not None
    return stage, found, given


def bounded(given: Costs, problem: Problem, best: int) -> Tightened:
    return tightened(given, problem.links, float(best), 5.0)


def solvable(count: int, *, must: bool) -> list[tuple[Problem, int]]:
    found = [(problem, best_worth(problem)) for seed in range(count) if (problem := assignment(seed, must=must))]
    return [(problem, best) for problem, best in found if best is not None]


@pytest.mark.parametrize("must", [True, False], ids=["every need is served", "needs may stay unserved"])
def test_the_bound_of_whole_knapsacks_holds_and_is_no_worse_than_the_relaxation(must: bool) -> None:
    cases = solvable(40, must=must)
    assert len(cases) >= 15
    tight = 0
    for problem, best in cases:
        stage, _, given = priced(problem)
        dual = bounded(given, problem, best)
        program, objective = stage.program(problem)
        linear = engine.relax(program, objective, 10.0).bound
        assert best <= dual.bound <= linear + 1e-3
        tight += dual.bound == best
    assert tight >= 0.6 * len(cases)


@pytest.mark.parametrize("must", [True, False])
def test_no_link_of_a_better_plan_is_closed(must: bool) -> None:
    for problem, best in solvable(30, must=must):
        _, _, given = priced(problem)
        narrowed = bounded(given, problem, best).without_worse(problem, best - 1)
        assert best_worth(narrowed) == best


@pytest.mark.parametrize("must", [True, False])
def test_the_whole_way_finds_the_best_plan_and_proves_it(must: bool) -> None:
    for problem, best in solvable(25, must=must):
        answer = optimise(problem, time_limit=20)
        assert not violations(problem, answer.amounts)
        assert (answer.status, answer.levels[0].value, answer.levels[0].bound) == ("optimal", best, best)


def test_a_first_plan_keeps_every_limit() -> None:
    cases = solvable(30, must=True)
    plans = [first_plan(stage, given, 20.0) for problem, _ in cases for stage, _, given in [priced(problem)]]
    assert sum(plan is not None for plan in plans) >= 0.9 * len(cases)
    for plan, (problem, best) in zip(plans, cases, strict=True):
        assert plan is None or (not violations(problem, plan) and value(problem, problem.goals[0], plan) <= best)


def test_polishing_a_first_plan_of_a_larger_problem_never_makes_it_worse_and_repeats_itself() -> None:
    problem = roomy(7)
    found = []
    for threads in (1, 2):
        stage, families, given = priced(problem)
        start = first_plan(stage, given, 20.0)
        assert start is not None
        dual = bounded(given, problem, int(stage.worth(start)))
        heard: list[int] = []
        better, status = polished(
            replace(stage, threads=threads),
            problem,
            families.resources.group,
            families.needs.group,
            dual.loss,
            start,
            dual.bound,
            15.0,
            lambda plan, heard=heard, stage=stage: heard.append(int(stage.worth(plan))),
        )
        assert status in ("finished", "feasible") and not violations(problem, better)
        assert stage.worth(start) <= stage.worth(better) <= dual.bound
        assert heard == sorted(set(heard))
        found.append(better)
    assert np.array_equal(*found)


def roomy(seed: int) -> Problem:
    """Thirty needs and five resources with room for all."""
    problem = assignment(seed, needs=30, resources=5)
    holds = replace(problem.families[1], most=np.full(5, 26, dtype=np.int64))
    return replace(problem, families=(problem.families[0], holds))


def test_the_answer_is_the_same_whatever_the_order_of_the_threads() -> None:
    problem = roomy(3)
    one, two = (optimise(problem, time_limit=30, threads=threads) for threads in (1, 2))
    assert one.status == two.status == "optimal"
    assert np.array_equal(one.amounts, two.amounts)


def test_pins_bans_and_regional_limits_hard_and_soft_change_nothing_of_this() -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed + 1000)
        problem = assignment(seed, must=bool(seed % 2))
        lower, upper = problem.lower.copy(), problem.upper.copy()
        lower[rng.integers(problem.links)] = seed % 3 == 0
        upper[(rng.random(problem.links) < 0.1) & (lower == 0)] = 0
        families, soft = problem.families, seed % 4 == 1
        if seed % 4 < 2:
            group = rng.integers(-1, 2, problem.links).astype(np.int32)
            least, most = np.array([int(rng.integers(2)), 0]), np.array([3, 2])
            families = (*families, Family("region", group, ["a", "b"], least, most, price=5 if soft else None))
        goals = (replace(problem.goals[0], penalties=soft),)
        problem = replace(problem, lower=lower, upper=upper, families=families, goals=goals)
        best = best_worth(problem)
        answer = optimise(problem, time_limit=20)
        assert (answer.status == "infeasible") == (best is None)
        if best is not None:
            assert answer.status == "optimal" and not violations(problem, answer.amounts)
            assert answer.levels[0].value == answer.levels[0].bound == best <= answer.levels[0].proved


def test_other_limits_are_priced_and_kept() -> None:
    for seed in range(12):
        problem = assignment(seed, must=False)
        rng = np.random.default_rng(seed)
        group = rng.integers(0, 2, problem.links).astype(np.int32)
        region = Family("region", group, ["a", "b"], np.zeros(2, dtype=np.int64), np.array([2, 1]))
        problem = replace(problem, families=(*problem.families, region))
        best = best_worth(problem)
        assert best is not None
        _, _, given = priced(problem)
        assert bounded(given, problem, best).bound >= best
        answer = optimise(problem, time_limit=20)
        assert not violations(problem, answer.amounts) and answer.levels[0].value == best


def test_earlier_goals_are_kept() -> None:
    for seed in range(8):
        problem = assignment(seed, must=False)
        ones = np.ones(len(problem.families[0].labels), dtype=np.int64)
        served = GoalTerms(
            "served",
            "capped",
            group=problem.families[0].group,
            labels=problem.families[0].labels,
            weight=ones,
            cap=ones,
        )
        both = replace(problem, goals=(served, *problem.goals))
        answer = optimise(both, time_limit=20)
        most = optimise(replace(problem, goals=(served,)), time_limit=20).levels[0].value
        assert answer.levels[0].value == most
        floor = Family("served", np.zeros(problem.links, np.int32), ["all"], np.array([int(most)]), np.array([1 << 60]))
        alone = replace(problem, families=(*problem.families, floor))
        assert answer.levels[1].value == best_worth(alone)


def test_what_is_no_such_problem_is_left_alone() -> None:
    problem = assignment(1)
    wants, holds = problem.families
    unlike = [
        replace(problem, families=(wants,)),
        replace(problem, families=(wants, replace(holds, weight=None))),
        replace(problem, families=(wants, replace(holds, price=3))),
        replace(problem, families=(wants, replace(holds, least=holds.most))),
        replace(problem, families=(replace(wants, most=2 * wants.most), holds)),
        replace(problem, upper=2 * problem.upper),
    ]
    assert rooms(problem) is not None
    for each in unlike:
        assert rooms(each) is None
        assert lagrangian.improved(stage_of(each), each, NO_PRICES, None, 0, lambda plan, bound: None) is None


def test_a_frozen_problem_is_worth_what_the_free_links_add() -> None:
    for problem, best in solvable(20, must=False):
        stage = stage_of(problem)
        none = np.zeros(problem.links, dtype=np.int64)
        everything = np.ones(problem.links, dtype=bool)
        found = beyond(stage, problem, everything, none, 10.0)
        assert found.amounts is not None and stage.worth(found.amounts) == best and found.bound >= best
        half = found.amounts.astype(bool) & (np.arange(problem.links) % 2 == 0)
        small, floors, links = frozen(problem, (best,), half, found.amounts)
        assert not violations(small, found.amounts[links])
        assert value(small, small.goals[0], found.amounts[links]) == floors[0]
        assert np.all(fits(problem, everything, none) | (problem.families[1].weight > 0))


def test_a_knapsack_is_packed_as_well_as_trying_all_ways_shows() -> None:
    rng = np.random.default_rng(5)
    for _ in range(300):
        count = int(rng.integers(1, 10))
        gain, weight = rng.integers(1, 40, count), rng.integers(1, 12, count)
        room = int(rng.integers(0, 30))
        inside = weight <= room
        gain, weight = gain[inside], weight[inside]
        chosen = np.zeros(len(gain), dtype=bool)
        best = knapsack_loops.packed(chosen, gain, weight, room)
        ways = itertools.product((0, 1), repeat=len(gain))
        assert best == max(int(np.dot(way, gain)) for way in ways if np.dot(way, weight) <= room)
        assert gain[chosen].sum() == best and weight[chosen].sum() <= room


@pytest.mark.parametrize("must", [True, False])
def test_branching_finds_a_plan_as_good_as_it_aims_at_or_there_is_none(
    must: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    search = lagrangian._aimed

    def spy(stage: Stage, given: Costs, dual: Tightened, pinned: object, aim: int, seconds: float) -> object:
        found = search(stage, given, dual, pinned, aim, seconds)
        seen.append((stage.problem, aim, *found))
        return found

    monkeypatch.setattr(lagrangian, "_aimed", spy)
    # Mostly the bound alone settles such small problems.
    for seed in range(12 if must else 120):
        optimise(assignment(seed, 7, must=must), time_limit=20)
    assert seen
    for problem, aim, plan, ended in seen:
        best = best_worth(problem)
        assert ended and best is not None
        if plan is None:
            assert best < aim
        else:
            assert violations(problem, plan) == [] and aim <= value(problem, problem.goals[0], plan) <= best
