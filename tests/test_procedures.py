"""Policies that are a way of deciding: what each promises, against every plan there is and against closed forms."""

from __future__ import annotations

import itertools
import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest

import pairing
from pairing.answer import Answer
from pairing.figures import plan_rows
from pairing.links import Links
from pairing.model import I64, UNBOUNDED, Family, GoalTerms, Problem, violations
from pairing.optimise import optimise
from pairing.outputs.tables import PLAN_COLUMNS
from pairing.policies import (
    constrained_priority,
    fcfs,
    greedy,
    greedy_augmenting,
    greedy_points,
    lottery,
    serial,
)
from pairing.policies.ask import Ask, Chosen, NoPlan, Unfit
from pairing.run import Steps, all_links, build, decided, policy_of
from pairing.scenario import Scenario
from pairing.settings.shelf import shelf
from pairing.verdict import Audit, judge, prepare
from tiny import only_fault, programme, settings, solved, typed, write

OWN = ("constrained_priority", "fcfs", "greedy", "greedy_augmenting", "greedy_points", "lottery", "serial")


def ask(
    pairs: I64,
    wants: I64,
    most: I64,
    *,
    least: I64 | None = None,
    likes: I64 | None = None,
    priority: I64 | None = None,
    arrival: I64 | None = None,
    upper: I64 | None = None,
    money: bool = False,
    seed: int = 0,
    **settings: Fraction,
) -> Ask:
    """One programme: ``pairs`` (E, 2) of needs and resources, what needs want and resources hold."""
    need, resource = pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32)
    links, needs, resources = len(pairs), len(wants), len(most)
    least = np.zeros(resources, dtype=np.int64) if least is None else least
    upper = np.ones(links, dtype=np.int64) if upper is None else upper
    nothing, one = np.zeros(links, dtype=np.int64), np.ones(links, dtype=np.int64)
    families = (
        Family("p.wants", need, [str(n) for n in range(needs)], np.zeros(needs, dtype=np.int64), wants),
        Family("p.holds", resource, [str(r) for r in range(resources)], least, most),
    )
    problem = Problem(nothing, upper, one, families, ())
    likes = nothing if likes is None else likes
    priority = np.zeros(needs, dtype=np.int64) if priority is None else priority
    return Ask(
        problem=problem,
        kinds=("funding" if money else "pairing",),
        programme=nothing.astype(np.int32),
        need=need,
        resource=resource,
        points=likes,
        likes=likes,
        liked=priority[need],
        need_programme=np.zeros(needs, dtype=np.int32),
        wants=wants,
        priority=priority,
        arrival=np.full(needs, UNBOUNDED, dtype=np.int64) if arrival is None else arrival,
        region=np.full(needs, -1, dtype=np.int32),
        tier=np.full(needs, -1, dtype=np.int32),
        resource_programme=np.zeros(resources, dtype=np.int32),
        least=least,
        most=most,
        best=optimise,
        draw=np.random.default_rng(seed),
        said=frozenset({"priority", "arrival"}),
        settings=settings,
    )


# --- against every plan there is -------------------------------------------------------------------


def drawn(random: Random, **settings: Fraction) -> Ask:
    """A few needs, each with a priority of its own; some resources have a floor. Matches, or a little money."""
    needs, resources = random.randint(2, 4), random.randint(2, 3)
    money = random.random() < 0.4
    every = list(itertools.product(range(needs), range(resources)))
    pairs = np.array(sorted(random.sample(every, random.randint(2, min(6, len(every))))), dtype=np.int64)
    high = 3 if money else 1
    return ask(
        pairs,
        np.array([random.randint(1, 3) for _ in range(needs)]),
        np.array([random.randint(1, 3) for _ in range(resources)]),
        least=np.array([random.choice([0, 0, 1]) for _ in range(resources)]),
        likes=np.array(random.sample(range(20), len(pairs))),
        priority=np.array(random.sample(range(9), needs)),
        arrival=np.array(random.sample(range(9), needs)),
        upper=np.array([random.randint(1, high) for _ in pairs]),
        money=money,
        **settings,
    )


def plans(problem: Problem) -> Iterator[I64]:
    """Every plan that keeps all limits."""
    for amounts in itertools.product(*(range(int(upper) + 1) for upper in problem.upper)):
        plan = np.array(amounts, dtype=np.int64)
        if not violations(problem, plan):
            yield plan


def got(asked: Ask, plan: I64) -> I64:
    return np.bincount(asked.need, weights=plan, minlength=len(asked.wants)).astype(np.int64)


def each_in_turn(asked: Ask, plan: I64) -> tuple[int, ...]:
    """What a plan is worth to the needs by priority: to each its units, those it likes best for a little more."""
    worth = []
    for need in np.argsort(-asked.priority).tolist():
        mine = np.flatnonzero(asked.need == need)
        liked = mine[np.argsort(-asked.likes[mine], kind="stable")]
        worth.append(sum((2 * len(mine) - k) * int(plan[link]) for k, link in enumerate(liked)))
    return tuple(worth)


def by_priority(asked: Ask, plan: I64) -> tuple[int, ...]:
    return tuple(got(asked, plan)[np.argsort(-asked.priority)].tolist())


def likes(asked: Ask, plan: I64) -> int:
    return int(asked.likes @ plan)


def planned(procedure: Callable[[Ask], Chosen], asked: Ask) -> I64 | None:
    try:
        return procedure(asked).amounts
    except NoPlan:
        return None


SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_serial_gives_each_in_turn_the_best_that_still_leaves_a_plan(seed: int) -> None:
    asked = drawn(Random(seed))
    found, every = planned(serial.plan, asked), list(plans(asked.problem))
    assert (found is None) == (not every)
    if found is not None:
        assert each_in_turn(asked, found) == max(each_in_turn(asked, plan) for plan in every)


@pytest.mark.parametrize("seed", SEEDS)
def test_greedy_augmenting_serves_the_first_needs_that_can_be_served_together_and_likes_the_plan_best(
    seed: int,
) -> None:
    asked = drawn(Random(seed))
    found, every = planned(greedy_augmenting.plan, asked), list(plans(asked.problem))
    assert (found is None) == (not every)
    if found is not None:
        best = max((by_priority(asked, plan), likes(asked, plan)) for plan in every)
        assert (by_priority(asked, found), likes(asked, found)) == best


@pytest.mark.parametrize("seed", SEEDS)
def test_constrained_priority_keeps_its_share_of_the_best_points_and_then_goes_by_priority(seed: int) -> None:
    share = Fraction(seed % 5, 4)
    asked = drawn(Random(seed), share=share)
    found, every = planned(constrained_priority.plan, asked), list(plans(asked.problem))
    assert (found is None) == (not every)
    if found is None:
        return
    floor = share * max(likes(asked, plan) for plan in every)
    rank = np.argsort(np.argsort(-asked.priority))
    weight = len(rank) - rank

    def worth(plan: I64) -> int:
        return int(weight @ got(asked, plan))

    assert likes(asked, found) >= floor
    assert worth(found) == max(worth(plan) for plan in every if likes(asked, plan) >= floor)


def walked(asked: Ask, turns: list[int]) -> I64:
    """The plan of a walk, in plain words: each link gives what need and resource leave."""
    wants, room = asked.wants.tolist(), asked.most.tolist()
    plan = np.zeros(asked.problem.links, dtype=np.int64)
    for link in turns:
        need, resource = int(asked.need[link]), int(asked.resource[link])
        plan[link] = min(int(asked.problem.upper[link]), wants[need], room[resource])
        wants[need] -= int(plan[link])
        room[resource] -= int(plan[link])
    return plan


WALKS: dict[str, Callable[[Ask, int], tuple[int, int, int]]] = {
    "fcfs": lambda a, e: (int(a.arrival[a.need[e]]), -int(a.likes[e]), e),
    "greedy": lambda a, e: (-int(a.priority[a.need[e]]), -int(a.likes[e]), e),
    "greedy_points": lambda a, e: (-int(a.points[e]), 0, e),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", WALKS)
def test_a_walk_takes_what_is_left_and_changes_the_fewest_matches_where_a_floor_asks_for_it(
    name: str, seed: int
) -> None:
    asked = drawn(Random(seed))
    procedure = {"fcfs": fcfs, "greedy": greedy, "greedy_points": greedy_points}[name]
    turns = sorted(range(asked.problem.links), key=lambda link: WALKS[name](asked, link))
    wished, every = walked(asked, turns), list(plans(asked.problem))
    found = planned(procedure.plan, asked)
    assert (found is None) == (not every)
    if found is None:
        return
    assert not violations(asked.problem, found)
    if not violations(asked.problem, wished):
        assert np.array_equal(found, wished)
    elif asked.kinds == ("pairing",):
        kept = [int(((plan > 0) & (wished > 0)).sum()) for plan in every]
        assert int(((found > 0) & (wished > 0)).sum()) == max(kept)


# --- against closed forms ---------------------------------------------------------------------------


def root(c: float) -> float:
    """The least root of x = c exp(-c exp(-x))."""
    x = 0.0
    for _ in range(10_000):
        x = c * math.exp(-c * math.exp(-x))
    return x


@pytest.mark.parametrize(("c", "first", "most"), [(1, 0.510, 0.544), (2, 0.689, 0.784), (4, 0.829, 0.978)])
def test_first_come_and_the_best_serve_the_shares_that_theory_gives_on_random_graphs(
    c: int, first: float, most: float
) -> None:
    g1 = root(c)
    g2 = c * math.exp(-g1)
    assert 1 - math.log(2 - math.exp(-c)) / c == pytest.approx(first, abs=1e-3)
    assert 2 - (g1 + g2 + g1 * g2) / c == pytest.approx(most, abs=1e-3)
    n, random = 3000, np.random.default_rng(c)
    pairs = np.unique(random.integers(0, n, (c * n, 2)), axis=0)
    one = np.ones(n, dtype=np.int64)
    asked = ask(pairs, one, one, arrival=random.permutation(n), priority=random.permutation(n))
    # The standard deviation of either share is about 0.005 at this size.
    assert fcfs.plan(asked).amounts.sum() / n == pytest.approx(first, abs=0.02)
    assert greedy_augmenting.plan(asked).amounts.sum() / n == pytest.approx(most, abs=0.02)


def test_the_lottery_gives_on_average_the_rank_that_theory_gives() -> None:
    n, random, ranks = 100, np.random.default_rng(0), []
    pairs = np.array(list(itertools.product(range(n), range(n))))
    one = np.ones(n, dtype=np.int64)
    for seed in range(40):
        liked = -np.argsort(random.random((n, n)), axis=1).ravel()
        plan = lottery.plan(ask(pairs, one, one, likes=liked, seed=seed)).amounts
        assert plan.sum() == n
        ranks.append(1 - liked[plan > 0].mean())
    due = (n + 1) * (sum(1 / k for k in range(1, n + 2)) - 1) / n
    assert due == pytest.approx(4.239, abs=5e-4)
    assert np.mean(ranks) == pytest.approx(due, abs=4 * np.std(ranks) / math.sqrt(len(ranks)))


def test_the_cheapest_assignment_at_random_costs_what_theory_gives_and_greedy_more() -> None:
    n, scale, random = 50, 1_000_000, np.random.default_rng(1)
    pairs = np.array(list(itertools.product(range(n), range(n))))
    one, best, walk = np.ones(n, dtype=np.int64), [], []
    for _ in range(30):
        cost = np.rint(scale * random.exponential(size=n * n)).astype(np.int64)
        asked = ask(pairs, one, one, likes=100 * scale - cost)
        goal = GoalTerms("points", "linear", rate=asked.points)
        best.append(int(cost @ optimise(replace(asked.problem, goals=(goal,))).amounts) / scale)
        walk.append(int(cost @ greedy_points.plan(asked).amounts) / scale)
    due = sum(1 / k**2 for k in range(1, n + 1))
    assert due == pytest.approx(1.625, abs=5e-4)
    assert np.mean(best) == pytest.approx(due, abs=4 * np.std(best) / math.sqrt(len(best)))
    assert np.mean(walk) > np.mean(best)


# --- as whole scenarios -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """A town with its links; ``plan`` is what a procedure gives there."""

    scenario: Scenario
    links: tuple[Links, ...]

    def plan(self, name: str, seed: int = 0, threads: int = 1) -> Answer:
        policy = policy_of(self.scenario, name)
        problem = build(self.scenario, self.links, policy)
        effort = {"time_limit": None, "threads": threads, "gap": None}
        return decided(self.scenario, policy, self.links, problem, seed, Steps(None), **effort)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Town]:
    """Sanjiao with 100 households, and the same with the rows of every table in another order."""
    folder = tmp_path_factory.mktemp("procedures")
    first, shuffled = folder / "town", folder / "shuffled"
    assert typed("generate", "sanjiao", "--households", 100, "--out", first).exit_code == 0
    shutil.copytree(first, shuffled)
    for table in shuffled.glob("*.csv"):
        head, *rows = table.read_text("utf-8-sig").splitlines(keepends=True)
        Random(7).shuffle(rows)
        table.write_text("".join([head, *rows]), encoding="utf-8")
    read = [pairing.read(path) for path in (first, shuffled)]
    return Town(read[0], all_links(read[0])), Town(read[1], all_links(read[1]))


@pytest.fixture(scope="module")
def audit(towns: tuple[Town, Town]) -> Audit:
    return prepare(towns[0].scenario, policy_of(towns[0].scenario, "fcfs"))


@pytest.mark.parametrize("name", OWN)
def test_every_procedure_makes_a_plan_of_all_kinds_that_the_tables_bear_out(
    name: str, towns: tuple[Town, Town], audit: Audit
) -> None:
    rows = plan_rows(towns[0].links, towns[0].plan(name).amounts)
    assert {row[0] for row in rows} >= {"pairing", "jobs", "goods"}
    found = judge(audit, [dict(zip(PLAN_COLUMNS, row, strict=True)) for row in rows])
    assert not found.broken and not found.faults


@pytest.mark.parametrize("name", OWN)
def test_neither_row_order_nor_threads_change_a_plan(name: str, towns: tuple[Town, Town]) -> None:
    first, shuffled = towns
    assert np.array_equal(first.plan(name, seed=3).amounts, shuffled.plan(name, seed=3, threads=2).amounts)


def test_a_lottery_is_repeated_by_its_seed_and_known_by_its_fingerprint(towns: tuple[Town, Town]) -> None:
    first, again, other = (towns[0].plan("lottery", seed=seed) for seed in (1, 1, 2))
    told = [plan.procedure or {} for plan in (first, again, other)]
    assert told[0] == told[1] and np.array_equal(first.amounts, again.amounts)
    assert told[0]["draw"] != told[2]["draw"] and not np.array_equal(first.amounts, other.amounts)


# --- what a scenario may say, and what a run tells ---------------------------------------------------


def fcfs_of(folder: Path, more: str = "", arrival: str = "n.household_id = 'H2'") -> Path:
    standing = f'{{ arrival = "case when {arrival} then 0 else 1 end" }}'
    return write(folder, settings(programme(standing=standing), more))


def test_every_procedure_is_there_without_being_written(tmp_path: Path) -> None:
    folder = fcfs_of(tmp_path / "s")
    assert solved(folder, policy="fcfs").status == "feasible"
    assert solved(folder).status == "optimal"
    assert set(OWN) <= set(shelf())


def test_a_procedures_goals_have_a_value_and_no_bound(tmp_path: Path) -> None:
    folder = fcfs_of(tmp_path / "s")
    shown = typed("solve", folder, "--policy", "fcfs", "--out", tmp_path / "run")
    assert shown.exit_code == 0, shown.output
    assert "Made by the procedure fcfs." in shown.output and "measured, not aimed at" in shown.output
    summary = json.loads((tmp_path / "run" / "summary.json").read_bytes())
    assert [(goal["code"], goal["value"], goal["bound"], goal["gap"], goal["proof"]) for goal in summary["goals"]] == [
        ("served", 3, None, None, "none"),
        ("points", 0, None, None, "none"),
    ]
    assert summary["procedure"]["name"] == "fcfs"
    assert json.loads((tmp_path / "run" / "proof.json").read_bytes())["levels"] == []
    assert typed("verify", folder, tmp_path / "run").exit_code == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"goals.0.bound": 4}, "procedure_goals_differ"),
        ({"goals.0.value": 4}, "goal_value_differs"),
        ({"procedure.name": "lottery"}, "procedure_differs"),
        ({"status": "optimal"}, "summary_status_differs"),
    ],
)
def test_verify_finds_what_a_procedures_run_must_not_claim(
    change: dict[str, object], code: str, tmp_path: Path
) -> None:
    folder = fcfs_of(tmp_path / "s")
    plan = solved(folder, policy="fcfs")
    summary = json.loads(json.dumps(plan.summary))
    for place, value in change.items():
        at = summary
        *way, last = place.split(".")
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[last] = value
    found = pairing.verify(plan.scenario, replace(plan, summary=summary))
    assert code in {fault.code for fault in found.faults}


def test_compare_sets_procedures_beside_goals(tmp_path: Path) -> None:
    folder = fcfs_of(tmp_path / "s")
    shown = typed("compare", folder, "--policies", "fcfs,lottery", "--apart")
    assert shown.exit_code == 0, shown.output
    assert "fcfs, together: made by a procedure" in shown.output
    assert "fcfs, one by one" not in shown.output


def test_explain_tells_the_procedures_order_and_no_cost_of_a_change(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "s",
        settings(programme(holds='"1"', standing="{ arrival = \"case n.household_id when 'H2' then 0 else 1 end\" }")),
    )
    assert typed("solve", folder, "--policy", "fcfs", "--quiet").exit_code == 0
    told = typed("explain", folder / "out", "H3")
    assert "by the rule of the procedure" in told.output and "would cost" not in told.output
    refused = typed("explain", folder / "out", "H3", "--exact")
    assert refused.exit_code == 1 and "A procedure (fcfs) made the plan" in refused.output


def test_a_procedure_that_makes_no_sense_here_says_why(tmp_path: Path) -> None:
    folder = write(tmp_path / "s")
    for name, code in (("fcfs", "unfit_no_arrival"), ("greedy", "unfit_no_priority"), ("serial", "unfit_no_priority")):
        with pytest.raises(pairing.BadData) as bad:
            pairing.solve(folder, policy=name)
        (fault,) = bad.value.faults
        assert (fault.code, fault.column) == (code, f"policy.{name}")
    with pytest.raises(Unfit):
        greedy.plan(replace(drawn(Random(0)), said=frozenset()))


@pytest.mark.parametrize(
    ("block", "code", "place"),
    [
        ('procedure = "fcsf"', "unknown_procedure", "policy.p.procedure"),
        ('procedure = "fcfs"\nsettings = { share = 1 }', "procedure_setting_unknown", "policy.p"),
        ('settings = { share = 1 }\ngoals = [{ code = "served" }]', "settings_without_procedure", "policy.p.settings"),
        ('procedure = "constrained_priority"\nsettings = { share = 2 }', "unfit_share", "policy.p"),
    ],
)
def test_what_is_wrong_with_a_procedures_block_is_said(block: str, code: str, place: str, tmp_path: Path) -> None:
    more = """
        [[programme.score]]
        code = "one"
        points = "1"
    """
    standing = '{ arrival = "1", priority = "1" }'
    toml = settings(programme(more, standing=standing), f'[[policy]]\ncode = "p"\n{block}', head='policy = "p"')
    fault = only_fault(write(tmp_path / "s", toml))
    assert (fault.code, fault.column) == (code, place)


@pytest.mark.parametrize(
    ("standing", "code", "place"),
    [
        ('{ priority = "n.village" }', "sql_not_number", "priority"),
        ('{ arrival = "n.village" }', "sql_not_moment", "arrival"),
        ('{ priority = "r.max_households" }', "unknown_alias", "priority"),
        ('{ tier = "n.village" }', "setting_missing", "tiers"),
        ("{ groups = [\"n.village || 'x'\"] }", "column_wanted", "groups"),
        ('{ region = "(select 1)" }', "sql_subquery", "region"),
    ],
)
def test_what_is_wrong_with_a_standing_is_said_at_its_place(
    standing: str, code: str, place: str, tmp_path: Path
) -> None:
    fault = only_fault(write(tmp_path / "s", settings(programme(standing=standing))))
    assert fault.column == f"programme.help.standing.{place}"
    assert fault.code == code
