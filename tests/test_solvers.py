"""One suite for every solver, against brute force; then what each solver says and proves, in readable cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pairing
from brute import (
    best_values,
    exact_values,
    face_bound,
    random_funding,
    random_problem,
    shuffled,
    side_by_side,
    twin,
)
from pairing.answer import Answer, Prices
from pairing.bound import bound
from pairing.model import UNBOUNDED, Family, GoalTerms, Problem, floor_of, value, violations
from pairing.optimise import optimise
from pairing.solvers import bidding, flow, funds, greedy, mip
from tiny import HOUSEHOLDS, VOLUNTEERS, programme, settings, write


def _anything(problem: Problem) -> str | None:
    return None


#: Every solver by name: why it cannot take a problem (None: it can), and its answer.
SOLVERS: dict[str, tuple[Callable[[Problem], str | None], Callable[[Problem], Answer]]] = {
    "auction": (bidding.can, bidding.answer),
    "flow": (flow.can, flow.answer),
    "funds": (funds.can, funds.answer),
    "mip": (mip.can, lambda problem: mip.answer(problem, time_limit=20)),
    "optimise": (_anything, lambda problem: optimise(problem, time_limit=20)),
}


def check(problem: Problem, answer: Answer, truth: list[int | Fraction] | None, hint: str) -> None:
    """An answer is what enumeration finds: status, every goal, a plan that keeps every limit, bounds that hold."""
    if truth is None:
        assert answer.status == "infeasible", hint
        return
    assert answer.status == "optimal", hint
    assert violations(problem, answer.amounts) == [], hint
    assert [level.value for level in answer.levels] == truth, hint
    assert [level.goal for level in answer.levels] == [goal.code for goal in problem.goals], hint
    for level, best in zip(answer.levels, truth, strict=True):
        assert level.value <= level.bound <= level.proved, hint
        assert level.proved >= best, hint


def check_prices(problem: Problem, answer: Answer, hint: str) -> None:
    """The prices of each level prove what the level says they prove."""
    if not answer.levels:
        return
    floors = [floor_of(goal, level.value) for goal, level in zip(problem.goals, answer.levels, strict=True)]
    for k, (level, prices) in enumerate(zip(answer.levels, answer.prices, strict=True)):
        if prices.face:
            assert face_bound(problem, answer.prices[: k + 1]) == level.value == level.proved, hint
            continue
        proved = bound(problem, k, prices, floors[:k])
        if problem.goals[k].kind == "worst":
            assert level.proved == min(Fraction(1), Fraction(1) if proved is None else proved), hint
        else:
            assert proved == level.proved, hint


def suite(seeds: Iterable[int], *, network: bool) -> int:
    """Every solver on the random problem of each seed; returns how many problems were tried."""
    tried = 0
    for seed in seeds:
        problem = random_problem(np.random.default_rng(seed), network=network)
        truth = best_values(problem)
        for name, (can, answer) in SOLVERS.items():
            if can(problem) is None:
                hint = f"{name}, seed {seed}, network {network}"
                found = answer(problem)
                check(problem, found, truth, hint)
                check_prices(problem, found, hint)
        first = greedy.answer(problem)
        assert first is None or violations(problem, first) == [], f"greedy, seed {seed}, network {network}"
        tried += 1
    return tried


# --- the shared suite ---------------------------------------------------------------------------------


@pytest.mark.parametrize("network", [True, False], ids=["network", "anything"])
def test_every_solver_finds_what_enumeration_finds(network: bool) -> None:
    assert suite(range(150), network=network) == 150


def test_problems_that_once_were_solved_wrong_stay_right() -> None:
    assert suite([1972, 2798], network=False) == 2


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
@pytest.mark.parametrize("network", [True, False], ids=["network", "anything"])
def test_every_solver_finds_what_enumeration_finds_in_thousands_of_problems(network: bool, block: int) -> None:
    seeds = range(1000 + 250 * block, 1000 + 250 * (block + 1))
    assert suite(seeds, network=network) == 250


def test_the_suite_has_every_feature_in_plenty() -> None:
    problems = [
        random_problem(np.random.default_rng(seed), network=network) for seed in range(150) for network in (0, 1)
    ]
    families = [family for problem in problems for family in problem.families]
    goals = [goal for problem in problems for goal in problem.goals]
    counts = {
        "money": sum((p.upper > 1).any() for p in problems),
        "minimum amounts": sum((p.minimum > 1).any() for p in problems),
        "pins": sum((p.lower > 0).any() for p in problems),
        "several goals": sum(len(p.goals) > 1 for p in problems),
        "networks": sum(flow.can(p) is None for p in problems),
        "crossing families": sum(flow.can(p) == "limits cross: no two laminar chains" for p in problems),
        "infeasible": sum(best_values(p) is None for p in problems),
        "lower quotas": sum((f.least > 0).any() for f in families),
        "soft limits": sum(f.price is not None for f in families),
        "open or closed": sum(f.or_none for f in families),
        "weights": sum(f.weight is not None for f in families),
        "negative weights": sum(f.weight is not None and (f.weight < 0).any() for f in families),
        "uses": sum(f.use is not None for f in families),
        "links outside": sum((f.group < 0).any() for f in families),
        "caps": sum(g.kind == "capped" for g in goals),
        "worst groups": sum(g.kind == "worst" for g in goals),
        "losses": sum(g.loss > 0 for g in goals),
        "penalties": sum(g.penalties for g in goals),
    }
    assert {name: count for name, count in counts.items() if count < 10} == {}


def test_parts_that_share_nothing_are_worth_their_sum() -> None:
    tried = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        left = random_problem(rng, network=seed % 3 == 0)
        if any(goal.kind == "worst" or goal.loss for goal in left.goals):
            continue  # such goals compare all parts with each other
        right = twin(rng, left)
        mine, yours = best_values(left), best_values(right)
        truth = None if mine is None or yours is None else [a + b for a, b in zip(mine, yours, strict=True)]
        whole = side_by_side(left, right)
        found = optimise(whole, time_limit=20)
        check(whole, found, truth, f"seed {seed}")
        check_prices(whole, found, f"seed {seed}")
        tried += truth is not None
    assert tried > 30


def test_without_goals_any_plan_that_keeps_the_limits_will_do() -> None:
    for seed in range(60):
        problem = replace(random_problem(np.random.default_rng(seed), network=seed % 3 == 0), goals=())
        feasible = best_values(problem) is not None
        for name, (can, answer) in SOLVERS.items():
            if can(problem) is None:
                found = answer(problem)
                assert found.status == ("optimal" if feasible else "infeasible"), (name, seed)
                assert not feasible or violations(problem, found.amounts) == [], (name, seed)


def test_the_order_of_links_changes_no_value() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        problem = random_problem(rng, network=seed % 2 == 0)
        truth = best_values(problem)
        mixed = shuffled(problem, rng.permutation(problem.links))
        check(mixed, optimise(mixed, time_limit=20), truth, f"seed {seed}")


# --- money: too many amounts to try them all ----------------------------------------------------------


def funding_suite(seeds: Iterable[int]) -> int:
    """Grants in fen against a constraint programme; returns how many were solved to the last fen."""
    exact = 0
    for seed in seeds:
        problem = random_funding(np.random.default_rng(seed))
        try:
            truth = exact_values(problem)
        except TimeoutError:
            continue
        found = optimise(problem, time_limit=20)
        if truth is None:
            assert found.status == "infeasible", seed
            continue
        assert violations(problem, found.amounts) == [], seed
        check_prices(problem, found, f"seed {seed}")
        if found.status == "optimal":
            exact += 1
            assert [level.value for level in found.levels] == truth, seed
        # A plan may miss the best by some fen of rounding; it must then say so, within bounds that hold.
        level, best = found.levels[0], truth[0]
        assert level.value <= best <= level.bound <= level.proved, seed
        assert all(level.gap < 1e-3 for level in found.levels), seed
    return exact


def test_grants_in_fen_are_exact_or_say_by_how_much_they_may_not_be() -> None:
    assert funding_suite(range(16)) >= 12


@pytest.mark.long
def test_hundreds_of_grants_in_fen() -> None:
    assert funding_suite(range(100, 300)) >= 160


# --- any prices give a bound --------------------------------------------------------------------------


@st.composite
def priced(draw: st.DrawFn) -> tuple[Problem, Prices]:
    """A random problem with arbitrary prices for its last goal."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    problem = random_problem(rng, network=draw(st.booleans()))
    problem = replace(problem, goals=problem.goals[: draw(st.integers(1, len(problem.goals)))])
    size = draw(st.sampled_from([1, 1, 1, 10**15]))

    def some(low: int, groups: int) -> np.ndarray:
        drawn = draw(st.lists(st.integers(low, 9), min_size=groups, max_size=groups))
        return np.array(drawn, dtype=np.int64) * size

    limits = {f.code: some(-9, len(f.labels)) for f in problem.families if draw(st.booleans())}
    goals = {g.code: some(0, len(g.labels)) for g in problem.goals if g.kind != "linear"}
    rates = {g.code: draw(st.integers(0, 4)) * size for g in problem.goals[:-1]}
    return problem, Prices(draw(st.integers(1, 5)) * size, False, rates, limits, goals)


@given(priced())
def test_no_prices_ever_prove_less_than_the_optimum(case: tuple[Problem, Prices]) -> None:
    problem, prices = case
    truth = best_values(problem)
    if truth is None:
        return
    last = len(problem.goals) - 1
    floors = [floor_of(goal, best) for goal, best in zip(problem.goals, truth, strict=True)]
    proved = bound(problem, last, prices, floors[:last])
    assert proved is None or proved >= truth[last]


# --- readable cases -----------------------------------------------------------------------------------


def family(code: str, group: list[int], *, least: object = 0, most: object = UNBOUNDED, **more: object) -> Family:
    """A limit with as many groups as ``group`` names; a bound is one number for all groups, or a list."""
    groups = max(group) + 1
    low, high = (
        np.full(groups, bound, dtype=np.int64) if isinstance(bound, int) else np.array(bound) for bound in (least, most)
    )
    return Family(code, np.array(group, dtype=np.int32), [f"{code}{g}" for g in range(groups)], low, high, **more)


def matches(points: list[int], *families: Family, upper: int = 1, **more: object) -> Problem:
    """A problem of one goal, points, over as many links as there are points."""
    links = len(points)
    goal = GoalTerms("points", "linear", rate=np.array(points, dtype=np.int64), **more)
    lower, minimum = np.zeros(links, dtype=np.int64), np.ones(links, dtype=np.int64)
    return Problem(lower, np.full(links, upper, dtype=np.int64), minimum, families, (goal,))


# Three needs (two of one household) and two helpers of one owner; every pair has a link.
NEED = [0, 0, 1, 1, 2, 2]
HELPER = [0, 1, 0, 1, 0, 1]
HOUSEHOLD = [0, 0, 0, 0, 1, 1]
POINTS = [9, 1, 8, 2, 7, 6]


def town(*extra: Family) -> Problem:
    """Each need once, each helper at most twice, one match to a household, three to the owner."""
    return matches(
        POINTS,
        family("wants", NEED, most=1),
        family("holds", HELPER, most=2),
        family("household", HOUSEHOLD, most=1),
        family("owner", [0] * 6, most=3),
        *extra,
    )


def test_needs_in_households_and_helpers_of_owners_are_a_network() -> None:
    found = optimise(town())
    assert flow.can(town()) is None
    assert found.log == ("min-cost flow: limits form two laminar chains",)
    assert (found.status, found.levels[0].value, found.levels[0].proved) == ("optimal", 16, 16)
    assert found.amounts.tolist() == [1, 0, 0, 0, 1, 0]


def test_a_limit_across_both_sides_is_searched_and_says_why() -> None:
    across = town(family("across", [0, 1, 1, 0, 0, 1], most=1))
    found = optimise(across)
    assert flow.can(across) == "limits cross: no two laminar chains"
    assert found.log == ("mixed-integer programme for 6 links: not a network (limits cross: no two laminar chains)",)
    assert found.levels[0].value == 15


USE = np.ones(6, dtype=bool)
NOT_A_NETWORK = {
    "minimum amounts": replace(matches(POINTS, upper=3), minimum=np.full(6, 2)),
    "teams: groups open or closed": town(family("teams", HELPER, least=2, most=3, or_none=True)),
    "hours: weights": town(family("hours", HELPER, most=5, weight=np.array([1, 2, 3, 1, 2, 3]))),
    "few: counts uses of amounts": matches(POINTS, family("few", HELPER, most=2, use=USE), upper=3),
    "points: permitted loss": matches(POINTS, family("wants", NEED, most=1), loss=Fraction(1, 10)),
    "points: counts uses of amounts": matches(POINTS, upper=3, use_rate=np.ones(6, dtype=np.int64)),
    "points too large for a flow": matches([1 << 59, 1]),
}


@pytest.mark.parametrize("reason", NOT_A_NETWORK)
def test_the_flow_says_what_it_cannot_take(reason: str) -> None:
    assert flow.can(NOT_A_NETWORK[reason]) == reason


def test_a_team_opens_whole_or_not_at_all() -> None:
    teams = town(family("teams", HELPER, least=2, most=3, or_none=True))
    found = optimise(teams)
    assert found.levels[0].value == 16
    used = {HELPER[e] for e in np.flatnonzero(found.amounts)}
    assert used == {0}


def test_a_lower_quota_makes_helpers_take_less_welcome_needs() -> None:
    problem = town(family("at_least", HELPER, least=[0, 1]))
    assert optimise(problem).levels[0].value == 15  # 9 and 6 instead of 9 and 7


def test_a_floor_that_no_links_can_reach_is_infeasible_at_once() -> None:
    problem = town(family("floor", [0, -1, 0, -1, -1, -1], least=3))
    for name, (can, answer) in SOLVERS.items():
        if can(problem) is None:
            assert answer(problem).status == "infeasible", name
    assert optimise(problem).log == ("a floor is out of reach of every link",)


def test_floors_that_conflict_are_infeasible() -> None:
    problem = town(family("floor", NEED, least=1))  # two needs of a household that may have one match
    for name, (can, answer) in SOLVERS.items():
        if can(problem) is None:
            assert answer(problem).status == "infeasible", name
    assert greedy.answer(problem) is None


def test_parts_are_solved_apart_each_by_its_own_solver() -> None:
    # Links 0-3 are a network; links 4-7 weigh hours.
    hours = np.array([1, 1, 1, 1, 2, 3, 2, 3])
    problem = matches(
        [5, 4, 3, 2, 5, 4, 3, 2],
        family("wants", [0, 0, 1, 1, 2, 2, 3, 3], most=1),
        family("holds", [0, 1, 0, 1, 2, 3, 2, 3], most=[1, 1, 3, 3], weight=hours),
    )
    found = optimise(problem)
    assert found.log[0] == "2 components: 1 by min-cost flow, 1 by mixed-integer programme"
    assert (found.status, found.levels[0].value, found.levels[0].bound) == ("optimal", 14, 14)


def test_tight_prices_prove_each_level_of_a_flow() -> None:
    served = GoalTerms(
        "served",
        "capped",
        group=np.array(HOUSEHOLD, dtype=np.int32),
        labels=["A", "B"],
        weight=np.array([2, 1]),
        cap=np.array([1, 1]),
    )
    problem = replace(town(), goals=(served, *town().goals))
    found = flow.answer(problem)
    assert [level.value for level in found.levels] == [3, 16]
    assert [face_bound(problem, found.prices[:k]) for k in (1, 2)] == [3, 16]


def test_a_search_out_of_time_says_how_far_it_may_be_from_the_best() -> None:
    # Jobs to agents, each worth nearly what it weighs: seconds are not enough.
    rng = np.random.default_rng(5)
    agents, jobs = 8, 120
    weight = rng.integers(20, 100, agents * jobs)
    problem = matches(
        (weight - rng.integers(0, 10, agents * jobs)).tolist(),
        family("wants", np.repeat(np.arange(jobs), agents).tolist(), least=1, most=1),
        family(
            "holds", np.tile(np.arange(agents), jobs).tolist(), most=int(weight.sum() / agents**2 * 0.8), weight=weight
        ),
    )
    found = optimise(problem, time_limit=1)
    assert found.status in ("feasible", "no_plan")
    for level in found.levels:
        assert violations(problem, found.amounts) == []
        assert level.value < level.bound <= level.proved
        assert 0 < level.gap < 1


def test_a_search_never_ends_below_the_plan_it_starts_from() -> None:
    best = np.array([1, 0, 0, 0, 1, 0])
    problem = replace(town(family("across", [0, 1, 1, 0, 1, 1], most=1)), start=best)
    assert mip.answer(problem).levels[0].value >= value(problem, problem.goals[0], best)


def test_progress_tells_the_goal_its_value_and_its_bound() -> None:
    told: list[tuple[str, float | None, float | None]] = []
    for answer in (flow.answer, mip.answer):
        answer(town(), lambda *step: told.append(step))
        assert told.pop() == ("points", 16.0, 16.0)


def test_greedy_takes_the_best_that_is_left_and_keeps_every_limit() -> None:
    assert np.array_equal(greedy.answer(town()), [1, 0, 0, 0, 1, 0])


# --- from the folder to the verdict -------------------------------------------------------------------

RICH = settings(
    programme(
        """
        [[programme.score]]
        code = 'near'
        points = 'case when n.village = r.village then 5 else 2 end'
        """,
        holds='{ least = 1, most = "r.max_households" }',
    ),
    """
    [[limit]]
    code = 'villages'
    per = ['n.village', 'r.volunteer_id']
    most = 1
    """,
)


@pytest.mark.parametrize("network", [True, False], ids=["flow", "search"])
def test_neither_the_order_of_rows_nor_the_seed_changes_a_value(tmp_path: Path, network: bool) -> None:
    toml = RICH.split("[[limit]]")[0] if network else RICH
    folder = write(tmp_path / "plain", toml, households=HOUSEHOLDS, volunteers=VOLUNTEERS)
    turned = {
        name: "\n".join([head, *reversed(rows)])
        for name, (head, *rows) in (
            ("households", HOUSEHOLDS.strip().splitlines()),
            ("volunteers", VOLUNTEERS.strip().splitlines()),
        )
    }
    other = write(tmp_path / "turned", toml, **turned)
    plan = pairing.solve(folder)
    assert plan.matches.equals(pairing.solve(other).matches)
    assert [goal["proof"] for goal in plan.summary["goals"]] == ["proved", "proved"]
    for seed in range(1, 3):
        seeded = pairing.solve(folder, seed=seed)
        assert seeded.summary["goals"] == plan.summary["goals"]
        assert pairing.verify(pairing.read(folder), seeded).ok


def test_parts_with_a_gap_left_give_bounds_in_whole_numbers() -> None:
    """Two knapsacks side by side, stopped early: what is claimed for the whole is a whole number, as is every value."""
    rng = np.random.default_rng(3)
    size = rng.integers(2_000_000, 9_000_000, 24)
    village = np.repeat(np.arange(2, dtype=np.int32), 12)
    room = np.array([size[:12].sum() // 2, size[12:].sum() // 2])
    funds = Family("holds", village, ["a", "b"], np.zeros(2, dtype=np.int64), room)
    need = np.arange(24, dtype=np.int32)
    wants = Family("wants", need, [str(i) for i in need], np.zeros(24, dtype=np.int64), size)
    goal = GoalTerms("money", "linear", rate=np.ones(24, dtype=np.int64))
    problem = Problem(np.zeros(24, dtype=np.int64), size, size, (wants, funds), (goal,))
    found = optimise(problem, gap=0.05)
    (level,) = found.levels
    assert type(level.value) is int
    assert type(level.bound) is int
    assert level.value <= level.bound <= level.proved
