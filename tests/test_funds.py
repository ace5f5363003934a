"""Restricted funds at scale: the optimum of enumeration and of a flow, to the last fen, and its prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from brute import best_values, face_bound, shuffled
from pairing.bound import bound
from pairing.model import UNBOUNDED, Family, GoalTerms, Problem, value, violations
from pairing.optimise import optimise
from pairing.solvers import flow, funding, funds
from pairing.solvers.funding import Funding, solve


@pytest.fixture(params=["whole", "sampled", "surprised"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """All needs at once; from samples of two needs on; and from samples whose prices are trusted too much."""
    if request.param != "whole":
        monkeypatch.setattr(funding, "FEWEST", 2)
        monkeypatch.setattr(funding, "LADDER", 2)
    if request.param == "surprised":
        monkeypatch.setattr(funding, "CAUTION", 0.0)
    return str(request.param)


def random_money(rng: np.random.Generator, *, needs: int, funds: int, amount: int, goals: int) -> Problem:
    """Divisible grants with ties, negative points, empty funds, pins, needs and funds with a least, links twice."""
    links = int(rng.integers(1, max(2, needs * funds)))
    need = np.sort(rng.integers(0, needs, links)).astype(np.int32)
    fund = rng.integers(0, funds, links).astype(np.int32)
    asked = rng.integers(0, amount + 1, needs)
    upper = rng.integers(0, amount + 1, links) if rng.random() < 0.5 else asked[need]
    lower = np.where(rng.random(links) < 0.04, rng.integers(0, amount + 1, links), 0)
    lower = np.minimum(lower, upper)
    held = rng.integers(0, max(2, needs * amount // funds), funds)
    held = np.where(rng.random(funds) < 0.1, 0, np.where(rng.random(funds) < 0.1, UNBOUNDED, held))
    holds_least = np.where(rng.random(funds) < 0.15, rng.integers(0, np.minimum(held, 3 * amount) + 1), 0)
    least = np.where(rng.random(needs) < rng.choice([0.0, 0.1]), rng.integers(0, asked + 1), 0)
    asked = np.where(rng.random(needs) < 0.05, UNBOUNDED, asked)
    need_ids, fund_ids = [f"n{i}" for i in range(needs + 1)], [f"f{j}" for j in range(funds)]
    families = (
        Family("wants", need, need_ids, np.append(least, 0), np.append(asked, 0)),
        Family(
            "holds",
            np.where(rng.random(links) < 0.02, -1, fund).astype(np.int32),
            fund_ids[:needs],
            holds_least[:needs],
            held[:needs],
        ),
    )
    terms = []
    for k in range(goals):
        highest = int(rng.choice([1, 3, 1000]))
        if rng.random() < 0.3:
            weight = rng.integers(0, highest + 1, needs + 1)
            group = np.where(rng.random(links) < 0.9, need, -1).astype(np.int32)
            terms.append(
                GoalTerms(
                    f"g{k}",
                    "capped",
                    group=group,
                    labels=need_ids,
                    weight=weight,
                    cap=np.minimum(families[0].most, sum(upper)),
                )
            )
        else:
            terms.append(GoalTerms(f"g{k}", "linear", rate=rng.integers(-highest // 3, highest + 1, links)))
    ones = np.ones(links, dtype=np.int64)
    return Problem(lower.astype(np.int64), upper.astype(np.int64), ones, families, tuple(terms))


def uncapped(goal: GoalTerms) -> GoalTerms:
    """The goal as a sum over links, as if its caps could not bind: a flow takes that whatever the groups."""
    rate = goal.rate if goal.weight is None else np.append(goal.weight, 0)[goal.groups]
    return GoalTerms(goal.code, "linear", rate=rate)


def check(problem: Problem, hint: str, *, pieces: bool) -> bool:
    """The same status and the same value of every goal as a flow, and prices that prove them."""
    assert funds.can(problem) is None, hint
    found, truth = funds.answer(problem), flow.answer(replace(problem, goals=tuple(map(uncapped, problem.goals))))
    assert found.status == truth.status, hint
    if truth.status != "optimal":
        return False
    assert violations(problem, found.amounts) == [], hint
    assert [level.value for level in found.levels] == [level.value for level in truth.levels], hint
    assert [level.bound for level in found.levels] == [level.value for level in truth.levels], hint
    assert [value(problem, goal, found.amounts) for goal in problem.goals] == [level.value for level in truth.levels], (
        hint
    )
    assert bound(problem, 0, found.prices[0], []) == truth.levels[0].value, hint
    if pieces:
        for k, level in enumerate(found.levels):
            assert face_bound(problem, found.prices[: k + 1]) == level.value == level.proved, hint
    return True


def test_a_flow_finds_the_same_in_a_thousand_small_problems(way: str) -> None:
    solved = 0
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        needs, several = int(rng.integers(2, 12)), int(rng.integers(1, 5))
        problem = random_money(rng, needs=needs + several, funds=several, amount=9, goals=1 + seed % 2)
        solved += check(problem, f"{way}, seed {seed}", pieces=seed % 3 == 0 and int(problem.upper.sum()) < 1000)
    assert solved > 500


def test_enumeration_finds_the_same() -> None:
    solved = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        problem = random_money(rng, needs=3, funds=2, amount=3, goals=2)
        truth = best_values(problem) if problem.links <= 6 else None
        found = funds.answer(problem)
        if problem.links <= 6:
            assert (found.status == "infeasible") == (truth is None), seed
            assert [level.value for level in found.levels] == (truth or []), seed
            solved += truth is not None
    assert solved > 100


def test_a_flow_finds_the_same_in_larger_problems(way: str) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        problem = random_money(rng, needs=400, funds=2 + seed, amount=10**6, goals=3)
        check(problem, f"{way}, seed {seed}", pieces=False)


def test_many_links_go_this_way_and_are_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(funds, "MANY_LINKS", 0)
    solved = 0
    for seed in range(40):
        problem = random_money(np.random.default_rng(seed), needs=20, funds=4, amount=99, goals=2)
        found = optimise(problem)
        if found.status == "optimal":
            solved += 1
            assert found.log[0].startswith("prices of funds")
            assert bound(problem, 0, found.prices[0], []) == found.levels[0].value
    assert solved > 10


def test_the_order_of_links_changes_no_value() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        problem = random_money(rng, needs=12, funds=3, amount=50, goals=2)
        check(shuffled(problem, rng.permutation(problem.links)), f"seed {seed}", pieces=False)


# --- in words -------------------------------------------------------------------------------------------


def money(rate: list[list[int]], asked: list[int], held: list[int]) -> Funding:
    """Every need linked to every fund, at so many points per fen."""
    needs, several = len(asked), len(held)
    none = np.zeros(needs * several, dtype=np.int64)
    return Funding(
        np.arange(needs + 1, dtype=np.int64) * several,
        np.tile(np.arange(several, dtype=np.int32), needs),
        np.array(rate, dtype=np.int64).reshape(-1),
        np.repeat(np.array(asked, dtype=np.int64), several),
        none,
        np.zeros(needs, dtype=np.int64),
        np.array(asked, dtype=np.int64),
        np.zeros(several, dtype=np.int64),
        np.array(held, dtype=np.int64),
    )


def test_a_fund_that_is_short_goes_where_it_is_worth_most() -> None:
    found = solve(money([[5, 1], [4, 3]], asked=[100, 100], held=[100, 60]))
    assert found is not None
    assert found.amounts.tolist() == [100, 0, 0, 60]
    assert found.value == found.bound == 680
    # One more fen of the second fund goes to the second need at 3 points; of the first, it would take the place of one.
    assert found.fund_price[1] == 3


def test_money_stays_in_the_fund_where_giving_it_costs_points() -> None:
    found = solve(money([[-1], [2]], asked=[10, 10], held=[100]))
    assert found is not None
    assert found.amounts.tolist() == [0, 10]
    assert found.fund_price.tolist() == [0]


def test_a_fund_that_must_be_spent_is_spent_at_a_loss() -> None:
    given = replace(money([[-1], [2]], asked=[10, 10], held=[100]), holds_least=np.array([15]))
    found = solve(given)
    assert found is not None
    assert found.amounts.tolist() == [5, 10]
    assert found.fund_price.tolist() == [-1]
    assert found.value == found.bound == 15


def test_a_need_that_must_be_served_goes_before_points() -> None:
    given = replace(money([[9, 9], [1, 9]], asked=[10, 10], held=[10, 5]), least=np.array([0, 10]))
    found = solve(given)
    assert found is not None
    assert found.amounts.tolist() == [5, 0, 5, 5]


def test_what_was_promised_is_given() -> None:
    given = replace(money([[1], [9]], asked=[10, 10], held=[12]), lower=np.array([4, 0]))
    found = solve(given)
    assert found is not None
    assert found.amounts.tolist() == [4, 8]


@pytest.mark.parametrize(
    "change",
    [
        {"least": np.array([0, 10]), "holds_most": np.array([3, 3])},
        {"least": np.array([11, 0])},
        {"holds_least": np.array([21, 0]), "holds_most": np.array([30, 30])},
        {"holds_least": np.array([5, 0]), "holds_most": np.array([4, 9])},
        {"lower": np.array([6, 6, 0, 0])},
        {"lower": np.array([11, 0, 0, 0])},
        {"most": np.array([-1, 5])},
    ],
    ids=["needs at least", "asks less", "too much to spend", "crossed", "promised twice", "over a link", "negative"],
)
def test_limits_that_cannot_all_be_kept_have_no_answer(change: dict[str, np.ndarray], way: str) -> None:
    assert solve(replace(money([[1, 1], [1, 1]], asked=[10, 10], held=[20, 20]), **change)) is None


def test_numbers_that_might_not_fit_are_refused() -> None:
    with pytest.raises(OverflowError):
        solve(money([[10**12]], asked=[10**12], held=[10**12]))


def test_values_past_64_bits_are_exact() -> None:
    needs = 4000
    given = money([[10**7 + n % 7] for n in range(needs)], asked=[10**9] * needs, held=[10**9 * needs])
    found = solve(given)
    assert found is not None
    assert found.value == found.bound == sum(10**9 * (10**7 + n % 7) for n in range(needs))


def test_only_money_from_funds_to_needs_is_taken() -> None:
    problem = random_money(np.random.default_rng(1), needs=9, funds=3, amount=9, goals=1)
    wants, holds = problem.families
    links, goal = problem.links, problem.goals[0]
    ones = np.ones(links, dtype=np.int64)
    refused = {
        "other limits": replace(problem, families=(wants, holds, replace(holds, code="owner"))),
        "soft": replace(problem, families=(wants, replace(holds, price=3))),
        "weights": replace(problem, families=(wants, replace(holds, weight=ones))),
        "uses": replace(problem, families=(wants, replace(holds, use=ones > 0)), upper=ones + 1),
        "open or closed": replace(problem, families=(wants, replace(holds, or_none=True))),
        "minimum amounts": replace(problem, minimum=ones + 1),
        "losses": replace(problem, goals=(replace(goal, loss=1),)),
        "worst groups": replace(
            problem, goals=(GoalTerms("w", "worst", group=wants.group, labels=wants.labels, wanted=wants.most),)
        ),
        "caps that bind": replace(
            problem,
            goals=(
                GoalTerms("c", "capped", group=wants.group, labels=wants.labels, weight=wants.most, cap=wants.most * 0),
            ),
        ),
        "large points": replace(problem, goals=(GoalTerms("p", "linear", rate=ones << 60),)),
    }
    assert funds.can(problem) is None
    assert [name for name, other in refused.items() if funds.can(other) is None] == []
