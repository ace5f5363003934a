"""Programme by programme: each office does its best with what earlier ones left, and sees no further."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from brute import random_problem
from pairing.apart import apart
from pairing.components import part
from pairing.model import UNBOUNDED, Family, GoalTerms, Problem, excess, value, violations
from pairing.optimise import optimise

# --- building by hand ---------------------------------------------------------------------------------


def family(
    code: str,
    group: Sequence[int],
    least: int = 0,
    most: int = UNBOUNDED,
    *,
    weight: Sequence[int] | None = None,
    or_none: bool = False,
) -> Family:
    """A limit with the same bounds for all its groups."""
    groups = max(group) + 1
    signed = weight is not None and min(weight) < 0
    return Family(
        code,
        np.array(group, dtype=np.int32),
        [f"{code}{g}" for g in range(groups)],
        np.full(groups, -UNBOUNDED if signed and not least else least),
        np.full(groups, most),
        None if weight is None else np.array(weight),
        None,
        or_none,
    )


def matches(links: int) -> GoalTerms:
    """As much as possible on every link."""
    return GoalTerms("matches", "linear", rate=np.ones(links, dtype=np.int64))


def problem(links: int, *families: Family, goals: Sequence[GoalTerms] = (), lower: Sequence[int] = ()) -> Problem:
    """Links of amount 0 or 1."""
    low = np.array(lower or [0] * links)
    ones = np.ones(links, dtype=np.int64)
    return Problem(low, ones, ones, families, tuple(goals) or (matches(links),))


def planned(made: Problem, programme: Sequence[int], otherwise: Sequence[GoalTerms] = ()) -> list[int]:
    """The amounts programme by programme; each turn is solved to the end."""
    found = apart(made, np.array(programme, dtype=np.int32), lambda p: optimise(p, time_limit=20), otherwise)
    assert found.status == "optimal"
    return [int(amount) for amount in found.amounts]


# --- what it means ------------------------------------------------------------------------------------


def test_an_office_takes_what_serves_its_own_goals_though_another_needs_it_more() -> None:
    shared = family("cap", [0, 0], most=1)
    worth = GoalTerms("worth", "linear", rate=np.array([1, 5]))
    made = problem(2, shared, goals=[worth])
    assert planned(made, [0, 1]) == [1, 0]
    assert planned(made, [1, 0]) == [0, 1]
    assert optimise(made).amounts.tolist() == [0, 1]


def test_a_goal_across_programmes_counts_for_each_only_what_it_does_itself() -> None:
    """Both offices visit household 0, whom each takes for one without help; together they would reach both."""
    homes = GoalTerms("homes", "capped", group=np.array([0, 0, 1], dtype=np.int32), labels=["H0", "H1"])
    homes = replace(homes, weight=np.array([1, 1]), cap=np.array([1, 1]))
    visits = family("visits", [0, 1, 1], most=1)  # the first office has one link, the second two and one helper
    points = GoalTerms("points", "linear", rate=np.array([1, 3, 1]))
    made = problem(3, visits, goals=[homes, points])
    assert planned(made, [0, 1, 1]) == [1, 1, 0]
    assert optimise(made).amounts.tolist() == [1, 0, 1]


def test_a_programme_that_no_goal_speaks_of_follows_the_other_goals() -> None:
    only_first = GoalTerms("first", "linear", rate=np.array([1, 0]))
    made = problem(2, goals=[only_first])
    assert planned(made, [0, 1], otherwise=[matches(2)]) == [1, 1]


# --- limits that programmes share ---------------------------------------------------------------------


def test_what_requires_a_later_programme_gets_nothing_in_its_turn() -> None:
    """Gifts only for those in relief: gifts - 9 x relief <= 0."""
    gifts, relief = 0, 1
    requires = family("requires", [0, 0, 0], most=0, weight=[1, 1, -9])
    made = problem(3, requires)
    assert planned(made, [gifts, gifts, relief]) == [0, 0, 1]
    assert planned(made, [relief + 1, relief + 1, relief]) == [1, 1, 1]


def test_a_least_over_two_programmes_is_filled_by_the_first_as_far_as_it_can() -> None:
    """Village 0 is owed three visits; the first office has two links there, and would rather go elsewhere."""
    village = family("village", [0, 0, -1, 0], least=3)
    helpers = family("helpers", [0, 1, 1, -1], most=1)
    worth = GoalTerms("worth", "linear", rate=np.array([1, 1, 9, 1]))
    assert planned(problem(4, village, helpers, goals=[worth]), [0, 0, 0, 1]) == [1, 1, 0, 1]


def test_a_least_that_nobody_can_keep_any_more_is_broken_and_by_no_more_than_needed() -> None:
    """The second office is owed the shared helper for its own village, but the first has taken it."""
    shared = family("helper", [0, 0, -1], most=1)
    village = family("village", [-1, 0, 0], least=2)
    made = problem(3, shared, village)
    amounts = planned(made, [0, 1, 1])
    assert amounts == [1, 0, 1]
    assert violations(made, np.array(amounts)) == ["village"]
    assert excess(village, np.array(amounts))[0].tolist() == [1]
    assert violations(made, optimise(made).amounts) == []


def test_an_or_none_limit_may_be_left_on_the_way_and_ended_by_the_last() -> None:
    years = family("years", [0, 0], least=2, or_none=True)
    assert planned(problem(2, years), [0, 1]) == [1, 1]
    full = family("full", [-1, 0, 0], most=1)  # the last office has one helper for two homes and prefers the other
    years = family("years", [0, 0, -1], least=2, or_none=True)
    worth = GoalTerms("worth", "linear", rate=np.array([1, 1, 5]))
    assert planned(problem(3, years, full, goals=[worth]), [0, 1, 1]) == [1, 1, 0]


def test_an_or_none_limit_of_one_programme_stays_what_it_is() -> None:
    seats = family("seats", [0, 0, 0, 1], least=3, or_none=True)
    one = family("one", [0, 1, 1, -1], most=1)
    assert planned(problem(4, seats, one), [0, 0, 0, 1]) == [0, 0, 0, 0]


def test_pins_hold_whatever_comes_before_them() -> None:
    shared = family("cap", [0, 0, 0], most=2)
    made = problem(3, shared, lower=[0, 0, 1])
    assert planned(made, [0, 0, 1])[2] == 1
    assert violations(made, np.array(planned(made, [0, 0, 1]))) == []


def test_pins_that_break_a_limit_between_them_are_kept_and_leave_it_broken() -> None:
    made = problem(3, family("cap", [0, 0, 0], most=1), lower=[1, 0, 1])
    amounts = planned(made, [0, 1, 1])
    assert amounts == [1, 0, 1]
    assert violations(made, np.array(amounts)) == ["cap"]


# --- against trying every plan ------------------------------------------------------------------------


def _office_by_office(made: Problem, programme: np.ndarray) -> list[int] | None:
    """The values that each office reaches, by enumeration, one after the other; None where a least is in the way."""
    amounts = made.lower.copy()
    reached: list[int] = []
    for number in np.unique(programme).tolist():
        own = np.flatnonzero(programme == number)
        goals = part(made, own)[0].goals
        ranges = [
            [x for x in range(int(made.lower[e]), int(made.upper[e]) + 1) if x == 0 or x >= made.minimum[e]]
            for e in own
        ]
        plans = []
        for chosen in itertools.product(*ranges):
            plan = amounts.copy()
            plan[own] = chosen
            if not violations(made, plan):
                plans.append(plan)
        if not plans:
            return None
        for goal in goals:
            worths = [value(replace(made, goals=()), goal, plan[own]) for plan in plans]
            plans = [plan for plan, worth in zip(plans, worths, strict=True) if worth == max(worths)]
            reached.append(int(max(worths)))
        amounts = plans[0]
    return reached


def _shared_out(seed: int) -> tuple[Problem, np.ndarray]:
    """A random problem without a least, a price or a loss, and its links in up to three programmes."""
    rng = np.random.default_rng(seed)
    made = random_problem(rng, network=bool(rng.random() < 0.5))
    families = tuple(
        replace(f, least=np.where(f.least > 0, 0, f.least), or_none=False, price=None) for f in made.families
    )
    goals = tuple(
        replace(goal, loss=Fraction(0), penalties=False)
        for goal in made.goals
        if goal.kind != "worst"  # whose value depends on which groups an office has
    )
    programme = rng.integers(0, 3, made.links).astype(np.int32)
    return replace(made, families=families, goals=goals or (matches(made.links),)), programme


@pytest.mark.parametrize("block", range(4))
def test_each_turn_is_the_best_that_what_came_before_has_left(block: int) -> None:
    compared = 0
    for seed in range(50 * block, 50 * block + 50):
        made, programme = _shared_out(seed)
        # Which of several equally good plans an office takes decides what is left: there must be one.
        only = GoalTerms("only", "linear", rate=1 << np.arange(made.links) * 2)
        made = replace(made, goals=(*made.goals, only))
        truth = _office_by_office(made, programme)
        if truth is None:
            continue
        found = apart(made, programme, lambda p: optimise(p, time_limit=20))
        assert found.status == "optimal", seed
        assert violations(made, found.amounts) == [], seed
        reached = []
        for number in np.unique(programme).tolist():
            own = np.flatnonzero(programme == number)
            reached += [int(value(replace(made, families=()), g, found.amounts[own])) for g in part(made, own)[0].goals]
        assert reached == truth, seed
        compared += 1
    assert compared > 35


@pytest.mark.parametrize("block", range(4))
def test_planning_together_is_never_worse(block: int) -> None:
    """On every random problem: where the plan apart keeps all limits, the joint one is as good, goal by goal."""
    kept = broken = 0
    for seed in range(1000 + 60 * block, 1060 + 60 * block):
        rng = np.random.default_rng(seed)
        made = random_problem(rng, network=bool(seed % 2))
        made = replace(made, goals=tuple(replace(goal, loss=Fraction(0)) for goal in made.goals))
        programme = rng.integers(0, 3, made.links).astype(np.int32)
        joint = optimise(made, time_limit=20)
        alone = apart(made, programme, lambda p: optimise(p, time_limit=20))
        assert alone.status == "optimal", seed
        assert np.all(alone.amounts >= made.lower) and np.all(alone.amounts <= made.upper), seed
        if violations(made, alone.amounts):
            broken += 1
            continue
        assert joint.status == "optimal", seed
        values = [[value(made, goal, plan) for goal in made.goals] for plan in (joint.amounts, alone.amounts)]
        assert values[0] >= values[1], seed
        kept += 1
    assert kept > 10 and broken > 10
