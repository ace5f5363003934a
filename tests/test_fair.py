"""Fair division: against every division there is, linear programmes, closed forms, and its own laws."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

import pairing
from pairing.fair.divisible import amounts, divisible, divisible_links
from pairing.fair.in_turn import in_turn
from pairing.fair.one_sum import Rule, equal_awards, equal_losses, equal_shares, proportional
from pairing.fair.restricted import Divided, divide
from pairing.fair.utility import SHARES, pieces, utility
from pairing.generate.scenario import write_scenario
from pairing.model import I64, Family, GoalTerms, Problem, group_sums, violations
from pairing.optimise import optimise
from pairing.policies import alpha as alpha_policy
from pairing.policies import leximin as leximin_policy
from pairing.policies.ask import Ask
from tiny import codes, only_fault, pairs, programme, settings, solved, write

RULES: tuple[Rule, ...] = (equal_shares, equal_awards, equal_losses)
PROCEDURES = ("leximin", "nash", "alpha", "proportional", "constrained_equal_awards", "constrained_equal_losses")


def shares(given: Sequence[int], claims: Sequence[int]) -> list[Fraction]:
    """From the worst to the best."""
    return sorted(Fraction(int(g), int(c)) for g, c in zip(given, claims, strict=True) if c)


def awards(given: Sequence[int], claims: Sequence[int]) -> list[int]:
    return sorted(int(g) for g in given)


def losses(given: Sequence[int], claims: Sequence[int]) -> list[int]:
    """From the largest to the smallest, as what is worst comes first."""
    return sorted(int(g) - int(c) for g, c in zip(given, claims, strict=True))


MERITS: dict[Rule, Callable[[Sequence[int], Sequence[int]], Sequence[Fraction | int]]] = {
    equal_shares: shares,
    equal_awards: awards,
    equal_losses: losses,
}


# --- one sum ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_one_sum_is_divided_as_the_best_of_all_divisions_is(rule: Rule) -> None:
    rng = np.random.default_rng(1)
    for _ in range(120):
        claims = rng.integers(0, 7, rng.integers(1, 5))
        room = np.minimum(claims, rng.integers(0, 9, len(claims)))
        total = int(rng.integers(0, room.sum() + 2))
        every = itertools.product(*(range(most + 1) for most in room.tolist()))
        best = max(list(MERITS[rule](x, claims)) for x in every if sum(x) == min(total, room.sum()))
        given = rule(claims, room, total)
        assert np.all((given >= 0) & (given <= room))
        assert list(MERITS[rule](given, claims)) == best


def test_equal_losses_are_the_dual_of_equal_awards() -> None:
    rng = np.random.default_rng(2)
    for _ in range(100):
        claims = rng.integers(0, 10**7, rng.integers(1, 30))
        total = int(rng.integers(0, claims.sum() + 1))
        dual = claims - equal_awards(claims[::-1], claims[::-1], int(claims.sum()) - total)[::-1]
        assert equal_losses(claims, claims, total).tolist() == dual.tolist()


def test_half_of_all_claims_is_its_own_dual_under_proportion_and_to_a_fen() -> None:
    rng = np.random.default_rng(3)
    for largest in (50, 10**6, 10**13):
        for _ in range(30):
            claims = rng.integers(1, largest, rng.integers(1, 30))
            total = int(rng.integers(0, int(claims.sum()) + 1))
            given = proportional(claims, total)
            assert int(given.sum()) == total
            due = [Fraction(total * int(claim), int(claims.sum())) for claim in claims]
            assert all(abs(int(g) - d) < 1 for g, d in zip(given, due, strict=True))


def test_the_smallest_remainders_and_the_last_of_equal_ones_are_rounded_down() -> None:
    assert proportional(np.array([1, 1, 1]), 2).tolist() == [1, 1, 0]
    assert proportional(np.array([50, 30, 20]), 7).tolist() == [4, 2, 1]  # 3.5, 2.1, 1.4
    assert equal_awards(*(np.array([5, 5, 5]),) * 2, 8).tolist() == [3, 3, 2]
    assert equal_shares(*(np.array([1000, 1, 1]),) * 2, 501).tolist() == [499, 1, 1]  # a share of 0 is worse than 0.499


# --- restricted funds --------------------------------------------------------------------------------


def town(
    rng: np.random.Generator, *, needs: int, funds: int, amount: int, narrow: bool, owners: bool, twice: bool
) -> tuple[Problem, I64]:
    """Needs with the funds that they may have; links may be narrow or double, and funds have owners with limits."""
    links = []
    for need in range(needs):
        for fund in sorted(rng.choice(funds, rng.integers(1, funds + 1), replace=False).tolist()):
            links += [(need, fund)] * (2 if twice and rng.random() < 0.3 else 1)
    need, fund = np.array(links, dtype=np.int32).T
    wants = rng.integers(1, amount + 1, needs)
    upper = wants[need]
    if narrow:
        upper = np.minimum(upper, rng.integers(0, amount + 1, len(need)))
    richest = max(2, needs * amount // funds)

    def most(code: str, group: np.ndarray, bounds: I64) -> Family:
        return Family(code, group.astype(np.int32), [str(g) for g in range(len(bounds))], np.zeros_like(bounds), bounds)

    families = [most("wants", need, wants), most("holds", fund, rng.integers(0, richest, funds))]
    if owners:
        families.append(most("owner", fund // 2, rng.integers(0, richest, funds)))
    nothing = np.zeros(len(need), dtype=np.int64)
    return Problem(nothing, upper, nothing + 1, tuple(families), ()), wants


def towns(count: int, *, needs: int, amount: int) -> list[tuple[Problem, I64]]:
    found = []
    for seed in range(count):
        rng = np.random.default_rng(seed)
        many, several = int(rng.integers(1, needs)), int(rng.integers(1, 4))
        odd = {"narrow": seed % 2 == 1, "owners": seed % 3 == 0, "twice": seed % 5 == 0}
        found.append(town(rng, needs=many, funds=several, amount=amount, **odd))
    return found


def given_by(problem: Problem, wants: I64, rule: Rule) -> tuple[I64, I64, Divided]:
    """What each need gets, what each link carries, and how it was divided."""
    need = problem.families[0].group
    assert divisible_links(problem, need, np.ones(problem.links, dtype=bool)).all()
    mine = divisible(problem, need, wants, np.arange(problem.links))
    divided = divide(mine.pipes, rule)
    carried = amounts(mine, divided, problem.links)
    return group_sums(need, len(wants), carried), carried, divided


def largest_total(problem: Problem) -> int:
    goal = GoalTerms("total", "linear", rate=np.ones(problem.links, dtype=np.int64))
    pure = Problem(problem.lower, problem.upper, problem.minimum, problem.families, (goal,))
    return int(optimise(pure).levels[0].value)


def test_restricted_funds_are_divided_as_the_best_of_all_divisions_is() -> None:
    for problem, wants in towns(60, needs=4, amount=3):
        if problem.links > 7:
            continue
        every = (np.array(x) for x in itertools.product(*(range(most + 1) for most in problem.upper.tolist())))
        need = problem.families[0].group
        sums = [group_sums(need, len(wants), x) for x in every if not violations(problem, x)]
        largest = max(int(given.sum()) for given in sums)
        for rule in RULES:
            best = max(list(MERITS[rule](given, wants)) for given in sums if given.sum() == largest)
            assert list(MERITS[rule](given_by(problem, wants, rule)[0], wants)) == best


@pytest.mark.parametrize("rule", RULES)
def test_no_limit_is_broken_and_no_fen_is_lost(rule: Rule) -> None:
    for problem, wants in towns(60, needs=20, amount=1000):
        given, carried, divided = given_by(problem, wants, rule)
        assert violations(problem, carried) == []
        assert int(given.sum()) == largest_total(problem) == sum(total for _, total in divided.parts)


def matrices(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Every limit as a row over the links, and its most."""
    rows, most = [], []
    for family in problem.families:
        for group in range(len(family.labels)):
            rows.append((family.group == group).astype(float))
            most.append(float(family.most[group]))
    return np.array(rows), np.array(most)


def by_linear_programmes(problem: Problem, wants: I64) -> np.ndarray:
    """The leximin shares in real numbers: raise all that can rise; fix those that cannot; and again."""
    rows, most = matrices(problem)
    need, links = problem.families[0].group, problem.links
    of_need = [(need == n).astype(float) / wants[n] for n in range(len(wants))]
    fixed: dict[int, float] = {}
    box = [(0.0, float(upper)) for upper in problem.upper]
    while len(fixed) < len(wants):
        others = [n for n in range(len(wants)) if n not in fixed]

        def held(extra: list[np.ndarray], bounds: list[float], fixed: dict[int, float] = fixed) -> dict[str, object]:
            floors = [np.append(-of_need[n], 0.0) for n in fixed]
            above = np.array([*(np.append(row, 0.0) for row in rows), *floors, *extra])
            return {"A_ub": above, "b_ub": [*most, *(1e-9 - share for share in fixed.values()), *bounds]}

        rising = [np.append(-of_need[n], 1.0) for n in others]
        goal = np.append(np.zeros(links), -1.0)
        level = -linprog(goal, **held(rising, [0.0] * len(others)), bounds=[*box, (0, 1)]).fun
        floors = [np.append(-of_need[n], 0.0) for n in others]
        for n in others:
            goal = np.append(-of_need[n], 0.0)
            best = -linprog(goal, **held(floors, [1e-9 - level] * len(others)), bounds=[*box, (0, 1)]).fun
            if best < level + 1e-6:
                fixed[n] = level
    return np.array([fixed[n] for n in range(len(wants))])


def test_leximin_is_what_a_sequence_of_linear_programmes_finds() -> None:
    for problem, wants in towns(14, needs=6, amount=10**7):
        given, _, _ = given_by(problem, wants, equal_shares)
        # Whole fen differ from real shares by no more than a fen or two of the needs that share a level.
        assert np.abs(given - by_linear_programmes(problem, wants) * wants).max() < 50


def test_leximin_is_the_weighted_nash_division_and_loses_no_money() -> None:
    compared = 0
    for problem, wants in towns(30, needs=5, amount=10**7):
        given, carried, _ = given_by(problem, wants, equal_shares)
        assert int(given.sum()) == largest_total(problem)
        if problem.links > 8 or given.min() == 0:
            continue
        rows, most = matrices(problem)
        share = [(problem.families[0].group == n) / wants[n] for n in range(len(wants))]
        scale = 1e7

        def product(x: np.ndarray, share: list[np.ndarray] = share, wants: I64 = wants) -> float:
            return -sum(float(w) / 1e7 * np.log(max(1e-9, s @ x * 1e7)) for s, w in zip(share, wants, strict=True))

        limits = {"type": "ineq", "fun": lambda x, rows=rows, most=most: most / 1e7 - rows @ x}
        start = carried / scale * 0.7 + 1e-4 * (carried > 0)
        box = [(0.0, float(upper) / scale) for upper in problem.upper]
        found = minimize(product, start, bounds=box, constraints=[limits], method="SLSQP", options={"maxiter": 300})
        compared += 1
        assert product(carried / scale) <= found.fun + 1e-5
    assert compared >= 8


@pytest.mark.parametrize("policy", ["leximin", "proportional"])
def test_the_order_of_rows_changes_nothing(tmp_path: Path, policy: str) -> None:
    needs = ["N1, 80, a", "N2, 80, a", "N3, 40, b", "N4, 33.33, b", "N5, 10.01, a"]
    funds = ["F1, 50.01, a", "F2, 41,", "F3, 7.77, b"]
    plans = []
    for number, turned in enumerate((list, reversed)):
        rows = {
            "needs": "\n".join(["need_id, amount, purpose", *turned(needs)]),
            "funds": "\n".join(["fund_id, budget, purpose", *turned(funds)]),
        }
        plans.append(pairs(solved(write(tmp_path / str(number), money_town(), **rows), policy=policy)))
    assert plans[0] == plans[1]


def money_town(more: str = "", extra: str = "") -> str:
    """Funds with purposes for needs."""
    purposes = "\n".join(f'[table.{t}]\nfields = [{{ name = "purpose", type = "string" }}]' for t in ("needs", "funds"))
    grants = programme(
        more,
        code='"grants"',
        kind='"funding"',
        needs='"needs"',
        resources='"funds"',
        wants='"n.amount"',
        holds='"r.budget"',
        rules=["r.purpose is null or n.purpose = r.purpose"],
    )
    return settings(purposes, grants, extra)


def test_a_hundred_thousand_needs_of_forty_funds() -> None:
    rng = np.random.default_rng(4)
    needs, funds = 100_000, 40
    need = np.repeat(np.arange(needs, dtype=np.int32), 2)
    fund = rng.integers(0, funds, 2 * needs).astype(np.int32)
    wants = rng.integers(10_000, 5_000_000, needs)
    holds = (rng.random(funds) * 2 * wants.sum() / funds).astype(np.int64)
    none = np.zeros(needs, dtype=np.int64)
    families = (
        Family("wants", need, range(needs), none, wants),  # type: ignore[arg-type]
        Family("holds", fund, range(funds), none[:funds], holds),  # type: ignore[arg-type]
    )
    nothing = np.zeros(2 * needs, dtype=np.int64)
    problem = Problem(nothing, wants[need], nothing + 1, families, ())
    given, carried, divided = given_by(problem, wants, equal_shares)
    assert violations(problem, carried) == []
    # Whoever has less than another takes all that the funds of both have: no fund that gives to the richer could help.
    share = given / wants
    poorest = np.full(funds, 2.0)
    np.minimum.at(poorest, fund, share[need])
    assert np.all(share[need[carried > 0]] <= poorest[fund[carried > 0]] + 1e-3)
    assert len(divided.parts) > 1


# --- fund by fund ------------------------------------------------------------------------------------


def test_in_turn_no_fund_keeps_money_that_a_claim_of_its_own_lacks() -> None:
    for problem, wants in towns(60, needs=20, amount=1000):
        need, fund, holds = problem.families[0].group, problem.families[1].group, problem.families[1].most
        carried = in_turn(wants, need, fund, problem.upper, holds)
        assert np.all((carried >= 0) & (carried <= problem.upper))
        got, spent = group_sums(need, len(wants), carried), group_sums(fund, len(holds), carried)
        assert np.all(got <= wants) and np.all(spent <= holds)
        hungry = (got[need] < wants[need]) & (carried < problem.upper)
        assert np.all(spent[fund[hungry]] == holds[fund[hungry]])


def test_with_one_fund_each_gets_its_proportion() -> None:
    wants = np.array([70, 20, 10], dtype=np.int64)
    need, fund = np.arange(3, dtype=np.int32), np.zeros(3, dtype=np.int32)
    assert in_turn(wants, need, fund, wants, np.array([50])).tolist() == [35, 10, 5]


# --- whole matches, and money under other limits -------------------------------------------------------


def asked(problem: Problem, need: np.ndarray, resource: np.ndarray, wants: I64, most: I64, *, money: bool) -> Ask:
    links, needs = problem.links, len(wants)
    nothing, none = np.zeros(links, dtype=np.int64), np.zeros(needs, dtype=np.int64)
    small = {"dtype": np.int32}
    return Ask(
        problem=problem,
        kinds=("funding" if money else "pairing",),
        programme=np.zeros(links, **small),
        need=need.astype(np.int32),
        resource=resource.astype(np.int32),
        points=nothing,
        likes=nothing,
        liked=nothing,
        need_programme=np.zeros(needs, **small),
        wants=wants,
        priority=none,
        arrival=none,
        region=np.zeros(needs, **small),
        tier=np.zeros(needs, **small),
        resource_programme=np.zeros(len(most), **small),
        least=np.zeros_like(most),
        most=most,
        best=lambda p: optimise(p, time_limit=20.0),
        draw=np.random.default_rng(0),
    )


#: What a unit of money is in the small problems, in fen: far above what a solver's tolerance could hide.
COIN = 30_000


def small(rng: np.random.Generator, *, money: bool) -> Ask:
    """Up to six links: matches, or grants of a minimum."""
    needs, resources = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    pairs = [(n, r) for n in range(needs) for r in range(resources) if rng.random() < 0.8] or [(0, 0)]
    need, resource = np.array(pairs, dtype=np.int32).T
    coin = COIN if money else 1
    wants = rng.integers(1, 7 if money else 4, needs) * coin
    most = rng.integers(0, 7 if money else 4, resources) * coin
    upper = wants[need] if money else np.ones(len(need), dtype=np.int64)
    least = np.minimum(upper, 2 * coin if money else 1)
    families = (
        Family("wants", need, [str(n) for n in range(needs)], np.zeros_like(wants), wants),
        Family("holds", resource, [str(r) for r in range(resources)], np.zeros_like(most), most),
    )
    problem = Problem(np.zeros(len(need), dtype=np.int64), upper, least, families, ())
    return asked(problem, need, resource, wants, most, money=money)


def every_plan(ask: Ask, coin: int = 1) -> list[I64]:
    """What each need gets in every plan of whole coins."""
    most = (ask.problem.upper // coin).tolist()
    plans = (np.array(x) * coin for x in itertools.product(*(range(m + 1) for m in most)))
    return [group_sums(ask.need, len(ask.wants), x) for x in plans if not violations(ask.problem, x)]


def test_leximin_of_matches_is_the_best_of_all_plans() -> None:
    complete = 0
    for seed in range(50):
        ask = small(np.random.default_rng(seed), money=False)
        chosen = leximin_policy.plan(ask)
        assert violations(ask.problem, chosen.amounts) == []
        got = group_sums(ask.need, len(ask.wants), chosen.amounts)
        sums = every_plan(ask)
        assert np.count_nonzero(got) == max(np.count_nonzero(x) for x in sums)
        if chosen.facts["ladder_complete"]:
            complete += 1
            assert shares(got, ask.wants) == max(shares(x, ask.wants) for x in sums), seed
    assert complete > 25


@pytest.mark.parametrize("alpha", [0.5, 1.0, 3.0])
def test_alpha_fair_money_is_within_its_error_of_the_best_plan_and_of_its_bound(alpha: float) -> None:
    for seed in range(16):
        ask = small(np.random.default_rng(seed), money=True)
        chosen = alpha_policy.alpha_fair(ask, alpha)
        assert violations(ask.problem, chosen.amounts) == []
        told = chosen.facts["utility"].get("money")
        if told is None:
            continue
        here = np.unique(ask.need)
        weights = ask.wants[here] / ask.wants[here].mean()
        sums = every_plan(ask, COIN)
        most = max(np.count_nonzero(x) for x in sums)
        best = max(
            float(weights @ utility(x[here] / ask.wants[here], alpha)) for x in sums if np.count_nonzero(x) == most
        )
        assert told["bound"] >= max(best, told["value"]) - 1e-9
        # Plans in fen may be better than those in coins; worths are rounded to one part in 400 of the flattest piece.
        assert told["value"] >= best - told["pieces_may_err"] - 0.02 * (1 + abs(best)), seed


def test_pieces_lie_below_the_utility_and_err_no_more_than_they_say() -> None:
    for alpha in (0.5, 1.0, 2.0, 4.0):
        wants = np.array([10_000])
        found = pieces(wants, np.zeros(1, dtype=bool), alpha)
        ends = np.cumsum(found.length) / wants
        line = utility(np.zeros(1), alpha) + np.cumsum(found.slope * found.length / wants)
        assert np.allclose(line, utility(ends, alpha))
        assert np.all(np.diff(found.slope) < 0)
        knots, heights = np.append(0.0, ends), np.append(utility(np.zeros(1), alpha), line)
        at = np.linspace(0, 1, 999)
        over = utility(at, alpha) - np.interp(at, knots, heights)
        assert over.min() > -1e-9
        assert over.max() <= found.error[0] + 1e-9
        assert len(found.length) == len(SHARES)


# --- scenarios ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sanjiao(tmp_path_factory: pytest.TempPathFactory) -> pairing.Scenario:
    folder = tmp_path_factory.mktemp("fair") / "sanjiao"
    write_scenario("sanjiao", folder, households=100)
    return pairing.read(folder)


@pytest.mark.parametrize(
    "policy",
    [
        "leximin",
        "alpha",
        "constrained_equal_awards",
        *(pytest.param(other, marks=pytest.mark.long) for other in PROCEDURES if other.endswith(("l", "h", "losses"))),
        pytest.param("maxmin", marks=pytest.mark.long),
    ],
)
def test_a_whole_town_is_verified_under_every_policy(sanjiao: pairing.Scenario, policy: str) -> None:
    plan = pairing.solve(sanjiao, policy=policy, time_limit=60)
    assert plan.summary["verdict"]["ok"], plan.summary["verdict"]["faults"]
    assert len(plan.matches)


def test_awards_under_a_cap_come_as_near_as_the_cap_allows(tmp_path: Path) -> None:
    cap = '[[limit]]\ncode = "cap"\nper = ["n.purpose"]\nof = "money"\nmost = 30'
    needs = "need_id, amount, purpose\nN1, 20, a\nN2, 70, a\nN3, 90, b"
    folder = write(
        tmp_path / "s", money_town(extra=cap), needs=needs, funds="fund_id, budget, purpose\nF1, 50,\nF2, 50,"
    )
    plan = solved(folder, policy="constrained_equal_awards")
    told = plan.summary["procedure"]
    # 20, 40 and 40 are awarded: a may have 30 in all, and b no more than its cap.
    assert (told["awarded"], told["within_awards"], told["beyond_awards"]) == (10_000, 6_000, 0)


def test_where_nothing_is_said_of_tiers_or_regions_the_policy_says_what_to_add(tmp_path: Path) -> None:
    for policy, fault in (("tiers", "policy_wants_tier"), ("equal_regions", "policy_wants_region")):
        folder = write(tmp_path / policy, settings(programme(), head=f'policy = "{policy}"'))
        assert codes(folder) == [fault]


def test_a_region_is_a_column(tmp_path: Path) -> None:
    stands = 'standing = { region = "upper(n.village)" }'
    folder = write(tmp_path / "s", settings(programme(stands), head='policy = "equal_regions"'))
    assert codes(folder) == ["policy_region_plain"]


def test_tiers_and_regions_are_written_alike_in_all_programmes(tmp_path: Path) -> None:
    one = programme('standing = { tier = "n.village", tiers = ["east"], region = "n.village" }')
    other = programme('standing = { tier = "n.household_id", tiers = ["x"], region = "n.household_id" }', code='"more"')
    for policy in ("tiers", "equal_regions"):
        folder = write(tmp_path / policy, settings(one, other, head=f'policy = "{policy}"'))
        assert codes(folder) == [f"policy_{'tiers' if policy == 'tiers' else 'regions'}_differ"]


def test_a_slip_in_a_standing_is_told_once(tmp_path: Path) -> None:
    stands = 'standing = { tier = "n.clas", tiers = ["a"], region = "n.vilage" }'
    folder = write(tmp_path / "s", settings(programme(stands)))
    assert all(".standing." in fault.column for fault in faults_of(folder))
    assert len(faults_of(folder)) == 2


def faults_of(folder: Path) -> list[pairing.Fault]:
    with pytest.raises(pairing.BadData) as told:
        pairing.read(folder)
    return list(told.value.faults)


@pytest.mark.parametrize("procedure", ["proportional", "constrained_equal_awards", "constrained_equal_losses"])
def test_rules_for_money_have_no_meaning_for_matches(tmp_path: Path, procedure: str) -> None:
    folder = write(tmp_path / "s", settings(programme(), head=f'policy = "{procedure}"'))
    assert only_fault(folder).code == "unfit_no_money"


@pytest.mark.parametrize("alpha", ["-1", "7", '"steep"'])
def test_alpha_is_a_number_that_whole_amounts_can_tell(tmp_path: Path, alpha: str) -> None:
    own = f'[[policy]]\ncode = "own"\nprocedure = "alpha"\nsettings = {{ alpha = {alpha} }}'
    folder = write(tmp_path / "s", settings(programme(), own))
    assert only_fault(folder).code == "unfit_alpha"
