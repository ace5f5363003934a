"""Levels solved part by part: the bound is never below the best plan, and what is put together is a plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from brute import best_values, random_problem, side_by_side, twin
from pairing.components import limit_components
from pairing.model import Problem, floor_of, value, violations
from pairing.solvers import mip
from pairing.solvers.by_parts import Found, by_parts
from pairing.solvers.duals import plain_prices
from pairing.solvers.stage import Stage


def in_two_parts(seed: int) -> Problem | None:
    """Two small problems side by side, few enough plans to count them; None where there is none at all."""
    rng = np.random.default_rng(seed)
    left = random_problem(rng, network=seed % 3 == 0, size=5)
    if any(goal.kind == "worst" for goal in left.goals):
        return None
    both = side_by_side(left, twin(rng, left))
    return None if best_values(both) is None or mip.can(both) else both


def levels(problem: Problem) -> Iterator[tuple[Found, int]]:
    """What the parts say of each level from a plan that is best for the goals before it, and what the best is worth."""
    truth = best_values(problem) or []
    for k in range(len(problem.goals)):
        before = mip.answer(replace(problem, goals=problem.goals[:k]), time_limit=20)
        floors = tuple(floor_of(goal, worth) for goal, worth in zip(problem.goals, truth[:k], strict=False))
        part = limit_components(problem)
        stage = Stage(problem, problem.goals, k, floors, part, time.monotonic() + 20, 1, 0.0)
        program, relaxed = stage.relax()
        found = by_parts(stage, plain_prices(problem, program, relaxed.duals), before.amounts)
        if found:
            assert not violations(problem, found.amounts)
            for goal, floor in zip(problem.goals, floors, strict=False):
                assert value(problem, goal, found.amounts) >= floor
            yield found, int(truth[k])


def test_the_bound_of_the_parts_holds_and_closes_most_gaps() -> None:
    told = [each for seed in range(150) if (problem := in_two_parts(seed)) for each in levels(problem)]
    assert len(told) >= 40
    assert all(found.bound >= best for found, best in told)
    assert sum(found.bound == best for found, best in told) >= 0.7 * len(told)
