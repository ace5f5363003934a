"""The problem as columns: what sums, breaches, penalties and goals are worth, and how a scenario becomes one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import pairing
from pairing.links import make_links
from pairing.model import (
    UNBOUNDED,
    Family,
    GoalTerms,
    Problem,
    excess,
    floor_of,
    group_sums,
    measure,
    penalty,
    reach,
    spread,
    sums,
    unreachable,
    value,
    violations,
)
from pairing.run import build
from tiny import programme, settings, write

GROUP = np.array([0, 0, 1, -1], dtype=np.int32)


def limit(least: list[int], most: list[int], **more: object) -> Family:
    """A limit over links 0 and 1 (group a) and 2 (group b); link 3 is outside."""
    return Family("limit", GROUP, ["a", "b"], np.array(least), np.array(most), **more)


def problem(*families: Family, goals: tuple[GoalTerms, ...] = (), **columns: list[int]) -> Problem:
    """Four links of up to five each."""
    bounds = {"lower": [0] * 4, "upper": [5] * 4, "minimum": [1] * 4, **columns}
    return Problem(*(np.array(bounds[name]) for name in ("lower", "upper", "minimum")), families, goals)


def amounts(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


# --- sums and breaches --------------------------------------------------------------------------------


def test_links_outside_every_group_count_nowhere() -> None:
    assert group_sums(GROUP, 2, amounts(1, 2, 3, 4)).tolist() == [3, 3]
    assert spread(amounts(7, 9), GROUP).tolist() == [7, 7, 9, 0]


def test_a_link_counts_by_its_amount_or_by_being_used() -> None:
    use = np.array([True, False, True, False])
    assert measure(amounts(4, 4, 0, 4), use).tolist() == [1, 4, 0, 4]
    assert measure(amounts(4, 4, 0, 4), None).tolist() == [4, 4, 0, 4]


def test_weights_multiply_what_is_counted() -> None:
    family = limit([0, 0], [9, 9], weight=amounts(2, -1, 3, 5), use=np.array([True, False, False, False]))
    assert sums(family, amounts(4, 4, 2, 1)).tolist() == [2 - 4, 6]


def test_a_group_misses_its_least_or_passes_its_most() -> None:
    missing, over = excess(limit([2, 2], [3, 3]), amounts(1, 0, 5, 0))
    assert (missing.tolist(), over.tolist()) == ([1, 0], [0, 2])


def test_a_group_that_may_be_empty_misses_nothing_while_it_is() -> None:
    family = limit([2, 2], [3, 3], or_none=True)
    missing, _ = excess(family, amounts(0, 0, 1, 0))
    assert missing.tolist() == [0, 1]
    assert violations(problem(family), amounts(0, 0, 2, 5)) == []


def test_every_kind_of_breach_is_named() -> None:
    kept = problem(limit([0, 0], [4, 4]), lower=[1, 0, 0, 0], minimum=[1, 3, 1, 1])
    assert violations(kept, amounts(1, 3, 0, 0)) == []
    assert violations(kept, amounts(0, 0, 0, 0)) == ["bounds"]
    assert violations(kept, amounts(1, 0, 0, 6)) == ["bounds"]
    assert violations(kept, amounts(1, 2, 0, 0)) == ["minimum"]
    assert violations(kept, amounts(2, 3, 0, 0)) == ["limit"]


def test_a_soft_limit_is_never_broken_but_costs_points() -> None:
    soft = problem(limit([2, 2], [3, 3], price=10))
    assert violations(soft, amounts(0, 0, 5, 0)) == []
    assert penalty(soft, amounts(0, 0, 5, 0)) == 10 * (2 + 2)


def test_a_floor_is_unreachable_where_all_its_links_together_stay_below() -> None:
    assert unreachable(problem(limit([11, 5], [99, 99]))) == [("limit", "a")]
    assert unreachable(problem(limit([11, 6], [99, 99], price=1))) == []
    assert unreachable(problem(limit([11, 6], [99, 99], or_none=True))) == []
    assert reach(problem(), limit([0, 0], [0, 0], weight=amounts(2, -1, 1, 1))).tolist() == [10, 5]


# --- goals --------------------------------------------------------------------------------------------


def test_a_linear_goal_adds_up_amounts_and_uses() -> None:
    goal = GoalTerms("g", "linear", rate=amounts(1, 2, 0, -1), use_rate=amounts(10, 0, 10, 0))
    assert value(problem(), goal, amounts(3, 1, 0, 2)) == 3 + 2 - 2 + 10


def test_a_capped_goal_counts_each_group_up_to_its_cap() -> None:
    goal = GoalTerms("g", "capped", group=GROUP, labels=["a", "b"], weight=amounts(1, 5), cap=amounts(4, 1))
    assert value(problem(), goal, amounts(3, 3, 2, 5)) == 1 * 4 + 5 * 1


def test_a_worst_goal_is_the_least_share_and_never_above_one() -> None:
    goal = GoalTerms("g", "worst", group=GROUP, labels=["a", "b"], wanted=amounts(6, 4))
    assert value(problem(), goal, amounts(1, 1, 2, 0)) == Fraction(1, 3)
    assert value(problem(), goal, amounts(5, 5, 5, 0)) == 1


def test_groups_that_want_nothing_are_left_out_of_a_worst_goal() -> None:
    goal = GoalTerms("g", "worst", group=GROUP, labels=["a", "b"], wanted=amounts(0, 4))
    assert value(problem(), goal, amounts(0, 0, 1, 0)) == Fraction(1, 4)


def test_the_goal_that_carries_the_penalties_loses_them() -> None:
    goal = GoalTerms("g", "linear", rate=amounts(1, 1, 1, 1), penalties=True)
    assert value(problem(limit([2, 2], [9, 9], price=3), goals=(goal,)), goal, amounts(2, 0, 0, 0)) == 2 - 6


def test_values_stay_exact_beyond_64_bits() -> None:
    goal = GoalTerms("g", "linear", rate=amounts(1 << 61, 1 << 61, 1 << 61, 1))
    assert value(problem(), goal, amounts(5, 5, 5, 1)) == 15 * (1 << 61) + 1


@pytest.mark.parametrize(
    ("reached", "loss", "kept"),
    [(100, "0", 100), (100, "1/100", 99), (10, "1/100", 10), (99, "1/10", 90), (-10, "1/10", -11), (0, "1/2", 0)],
)
def test_later_goals_keep_a_goal_but_for_its_permitted_loss_rounded_up(reached: int, loss: str, kept: int) -> None:
    assert floor_of(GoalTerms("g", "linear", loss=Fraction(loss)), reached) == kept


def test_a_share_is_kept_as_a_fraction() -> None:
    assert floor_of(GoalTerms("g", "worst", loss=Fraction(1, 10)), Fraction(1, 3)) == Fraction(3, 10)


# --- from a scenario ----------------------------------------------------------------------------------

PEOPLE = """
    household_id, village, size
    H1, east, 2
    H2, east, 5
    H3, west, 1
"""
HELPERS = """
    volunteer_id, village, max_households, team
    V1, east, 2, red
    V2, west, 1, red
"""


def problem_of(folder: Path, *blocks: str, more: str = "", policy: str = "points", **how: str) -> Problem:
    """The problem of a scenario of three households and two volunteers."""
    write(folder, settings(programme(more, **how), *blocks), households=PEOPLE, volunteers=HELPERS)
    scenario = pairing.read(folder)
    links = tuple(make_links(scenario, p) for p in scenario.config.programmes)
    return build(scenario, links, scenario.config.policies[policy])


def groups_of(found: Problem, code: str) -> dict[str, tuple[list[int], int, int]]:
    """The links, least and most of every group of a limit."""
    (family,) = (f for f in found.families if f.code == code)
    return {
        str(label): (np.flatnonzero(family.group == g).tolist(), int(family.least[g]), int(family.most[g]))
        for g, label in enumerate(family.labels)
    }


def test_wants_and_holds_are_limits_of_every_need_and_resource(tmp_path: Path) -> None:
    found = problem_of(tmp_path)
    assert groups_of(found, "help.wants") == {"H1": ([0, 1], 0, 1), "H2": ([2, 3], 0, 1), "H3": ([4, 5], 0, 1)}
    assert groups_of(found, "help.holds") == {"V1": ([0, 2, 4], 0, 2), "V2": ([1, 3, 5], 0, 1)}


def test_a_limit_per_village_has_a_group_even_where_no_link_is(tmp_path: Path) -> None:
    rule = "[[programme.rule]]\ncode = 'east'\nwhere = \"n.village = 'east'\"\n"
    floor = "[[programme.limit]]\ncode = 'floor'\nper = ['n.village']\nleast = 1\n"
    found = problem_of(tmp_path, more=rule + floor)
    assert groups_of(found, "help.floor") == {"east": ([0, 1, 2, 3], 1, UNBOUNDED), "west": ([], 1, UNBOUNDED)}
    assert unreachable(found) == [("help.floor", "west")]


def test_a_limit_may_be_an_aggregate_of_its_group(tmp_path: Path) -> None:
    limit = "[[limit]]\ncode = 'third'\nper = ['n.village']\nmost = 'ceil(sum(n.size) / 3.0)'\n"
    assert groups_of(problem_of(tmp_path, limit), "third") == {
        "east": ([0, 1, 2, 3], 0, 3),
        "west": ([4, 5], 0, 1),
    }


def test_a_limit_between_needs_and_resources_has_the_groups_that_links_make(tmp_path: Path) -> None:
    limit = """
    [[limit]]
    code = 'few'
    per = ['n.village', 'r.team']
    where = 'n.size < 5'
    weight = 'n.size'
    most = 'max(n.size) + min(r.max_households)'
    """
    found = problem_of(tmp_path, limit)
    assert groups_of(found, "few") == {"east\x1fred": ([0, 1], 0, 3), "west\x1fred": ([4, 5], 0, 2)}
    (family,) = (f for f in found.families if f.code == "few")
    assert family.weight is not None and family.weight.tolist()[:2] == [2, 2]


def test_goals_take_weights_caps_and_what_groups_want(tmp_path: Path) -> None:
    policy = """
    [[policy]]
    code = 'ours'
    goals = [
      { code = 'served', weight = 'n.size' },
      { code = 'villages', worst = ['n.village'], loss = 0.01 },
      { code = 'points' },
    ]
    """
    score = "[[programme.score]]\ncode = 'near'\npoints = 'case when n.village = r.village then 7.5 else 0.4 end'\n"
    served, villages, points = problem_of(tmp_path, policy, more=score, policy="ours").goals
    assert served.weight is not None and served.cap is not None
    assert (served.kind, served.weight.tolist(), served.cap.tolist()) == ("capped", [2, 5, 1], [1, 1, 1])
    assert villages.wanted is not None
    assert (villages.kind, villages.wanted.tolist(), villages.loss) == ("worst", [2, 1], Fraction(1, 100))
    assert points.rate is not None
    assert points.rate.tolist() == [8, 0, 8, 0, 0, 8]


def test_money_is_in_fen_and_counts_as_used_or_not(tmp_path: Path) -> None:
    found = problem_of(
        tmp_path,
        "[[limit]]\ncode = 'once'\nper = ['n.household_id']\nof = 'count'\nmost = 1\n",
        kind='"funding"',
        wants='"n.size * 100.5"',
        holds='"r.max_households * 200"',
        minimum='"50"',
    )
    assert groups_of(found, "help.wants")["H2"] == ([2, 3], 0, 50_250)
    assert found.upper.tolist() == [20_100, 20_000, 40_000, 20_000, 10_050, 10_050]
    assert set(found.minimum.tolist()) == {5_000}
    (once,) = (f for f in found.families if f.code == "once")
    assert once.use is not None and once.use.all()
