"""Each figure against a plain formula of its own, against cases that can be told by hand, and against a forger."""

from __future__ import annotations

import copy
import itertools
import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

import pairing
from pairing.metrics import figures
from pairing.metrics.figures import PARTS, Counted
from pairing.metrics.groups import told_apart
from pairing.metrics.two_plans import dominates, price_of_fairness, two_plans
from pairing.verdict import Claim, plan_metrics, prepare, verify
from pairing.verdict.plan_rows import LISTED
from tiny import programme, settings, solved, typed, write

AMOUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=8)
QUICK = effort(max_examples=60, deadline=None)


def counted(amounts: list[int]) -> Counted:
    return [(value, len(list(same))) for value, same in itertools.groupby(sorted(amounts))]


# --- inequality ----------------------------------------------------------------------------------------


@QUICK
@given(AMOUNTS)
def test_gini_is_half_the_mean_difference_over_the_mean(amounts: list[int]) -> None:
    differences = sum(abs(a - b) for a in amounts for b in amounts)
    plain = Fraction(differences, 2 * len(amounts) * sum(amounts)) if sum(amounts) else None
    assert figures.gini(counted(amounts)) == plain
    assert plain is None or 0 <= plain <= 1 - Fraction(1, len(amounts))


@QUICK
@given(AMOUNTS)
def test_theil_atkinson_and_jain_are_what_their_formulas_say(amounts: list[int]) -> None:
    found = [measure(counted(amounts)) for measure in (figures.theil, figures.atkinson, figures.jain)]
    if not sum(amounts):
        assert found == [None, None, None]
        return
    n, mean = len(amounts), sum(amounts) / len(amounts)
    theil = sum(x / mean * math.log(x / mean) for x in amounts if x) / n
    atkinson = 1 - (sum(math.sqrt(x) for x in amounts) / n) ** 2 / mean
    jain = sum(amounts) ** 2 / (n * sum(x * x for x in amounts))
    assert found == pytest.approx([theil, atkinson, jain], abs=1e-9)
    assert theil + 1e-12 >= 0
    assert theil <= math.log(n) + 1e-12
    assert 1 / n <= jain + 1e-12


@QUICK
@given(AMOUNTS, st.integers(2, 1000))
def test_inequality_does_not_hang_on_the_unit(amounts: list[int], factor: int) -> None:
    other = counted([factor * x for x in amounts])
    assert figures.gini(other) == figures.gini(counted(amounts))
    assert figures.jain(other) == figures.jain(counted(amounts))
    for measure in (figures.theil, figures.atkinson):
        assert measure(other) == pytest.approx(measure(counted(amounts)), abs=1e-9)


@QUICK
@given(st.lists(AMOUNTS, min_size=1, max_size=4))
def test_theil_is_the_part_between_groups_and_the_part_within(groups: list[list[int]]) -> None:
    every = counted(list(itertools.chain(*groups)))
    whole = figures.total(every)
    if not whole:
        assert figures.theil_between([counted(group) for group in groups]) is None
        return
    within = sum(sum(group) / whole * (figures.theil(counted(group)) or 0) for group in groups)
    between = figures.theil_between([counted(group) for group in groups])
    assert figures.theil(every) == pytest.approx(within + (between or 0), abs=1e-9)


def test_inequality_in_cases_told_by_hand() -> None:
    same, one = counted([7] * 4), counted([0, 0, 0, 7])
    assert [figures.gini(same), figures.theil(same), figures.jain(same)] == [0, 0, 1]
    assert [figures.gini(one), figures.jain(one)] == [Fraction(3, 4), Fraction(1, 4)]
    assert figures.theil(one) == pytest.approx(math.log(4))
    assert figures.atkinson(one) == pytest.approx(3 / 4)


@pytest.mark.parametrize("helped", range(1, 6))
def test_where_all_is_one_or_nothing_gini_is_one_less_coverage(helped: int) -> None:
    assert figures.gini(counted([1] * helped + [0] * (5 - helped))) == 1 - Fraction(helped, 5)


# --- gaps and the worst off ----------------------------------------------------------------------------


@QUICK
@given(st.lists(st.integers(0, PARTS), min_size=1, max_size=8))
def test_gaps_are_the_mean_powers_of_what_is_missing(shares: list[int]) -> None:
    for power in (0, 1, 2):
        plain = sum((1 - Fraction(s, PARTS)) ** power for s in shares if s < PARTS) / len(shares)
        assert figures.gap(counted(shares), power) == plain
    head, depth, severe = (figures.gap(counted(shares), power) or 0 for power in (0, 1, 2))
    assert 1 >= head >= depth >= severe >= 0


@QUICK
@given(AMOUNTS)
def test_the_worst_off_are_those_who_come_first_when_sorted(amounts: list[int]) -> None:
    ranked = sorted(amounts)
    tenth = math.ceil(len(ranked) / 10)
    assert figures.worst_tenth(counted(amounts)) == Fraction(sum(ranked[:tenth]), tenth)
    for share in (Fraction(1, 20), Fraction(1, 10), Fraction(95, 100)):
        plain = next(x for x in ranked if sum(y <= x for y in ranked) >= share * len(ranked))
        assert figures.quantile(counted(amounts), share) == plain


def test_of_nothing_there_are_no_figures() -> None:
    nothing: Counted = []
    assert figures.mean(nothing) is figures.gini(nothing) is figures.jain(nothing) is None
    assert figures.gap(nothing, 0) is figures.worst_tenth(nothing) is None
    assert figures.quantile(nothing, Fraction(1, 2)) is None


# --- groups --------------------------------------------------------------------------------------------


def test_a_small_group_is_hidden_and_never_alone() -> None:
    told, hidden = told_apart([("a", 3, 1), ("b", 12, 6), ("c", 40, 30)])
    assert ([name for name, _, _ in told], [name for name, _, _ in hidden]) == (["c"], ["a", "b"])
    told, hidden = told_apart([("a", 6, 1), ("b", 7, 6), ("c", 40, 30)])
    assert ([name for name, _, _ in told], [name for name, _, _ in hidden]) == (["c"], ["a", "b"])
    assert told_apart([("a", 10, 0), ("b", 11, 1)])[1] == []


# --- two plans -----------------------------------------------------------------------------------------


def test_the_price_of_fairness_is_the_share_given_up() -> None:
    assert price_of_fairness(100, 80) == Fraction(1, 5)
    assert price_of_fairness(0, 0) is None


def test_a_plan_dominates_where_nobody_loses_and_someone_gains() -> None:
    less, more, other = {("p", "a"): 1}, {("p", "a"): 1, ("p", "b"): 1}, {("p", "b"): 3}
    assert (dominates(more, less), dominates(less, more), dominates(more, more)) == (True, False, False)
    assert (dominates(more, other), dominates(other, more)) == (False, False)


def test_two_plans_are_told_apart_need_by_need() -> None:
    here = {("p", "a", "r", ""): 1, ("p", "b", "r", ""): 1, ("p", "c", "s", ""): 2}
    there = {("p", "a", "r", ""): 1, ("p", "c", "s", ""): 3, ("p", "d", "s", ""): 1}
    told = two_plans(here, there, {"p": (8, 10)})["p"]
    assert {name: told[name] for name in ("gain", "lose", "start", "stop", "kept", "lost", "new")} == {
        "gain": 1,
        "lose": 2,
        "start": 1,
        "stop": 1,
        "kept": 2,
        "lost": 1,
        "new": 1,
    }
    assert (told["price_in_points"], told["pareto"], told["churn"]) == (0.2, "neither", 0.333333)


# --- a plan --------------------------------------------------------------------------------------------

HELP = programme(
    """
    [[programme.score]]
    code = "near"
    points = "case when n.village = r.village then 2 else 1 end"
    [programme.standing]
    priority = "n.priority"
    arrival = "n.since"
    region = "n.village"
    groups = ["n.kind"]
    """
)
TABLES = {
    "households": """
        household_id, village, priority, since, kind, lat, lon
        H1, east, 9, 2024-01-01, a, 26.0, 106.0
        H2, east, 5, 2024-01-11, a, 26.0, 106.0
        H3, west, 3, 2024-01-21, b, 26.0, 106.0
        H4, west, 1, 2024-01-31, b, 26.0, 106.0
    """,
    "volunteers": """
        volunteer_id, village, max_households, lat, lon
        V1, east, 1, 26.0, 106.0
        V2, west, 1, 26.1, 106.0
        V3, west, 1, 26.0, 106.0
    """,
    "history": """
        programme, need, resource
        help, H1, V2
        help, H3, V3
        help, H9, V1
    """,
}
DATES = '[table.households]\nfields = [{ name = "since", type = "date" }, { name = "kind", type = "string" }]'


def told(folder: Path, rows: list[str], toml: str | None = None, **tables: str) -> dict[str, Any]:
    """The metrics of rows written as "need resource (amount)", each for the programme that knows the resource."""
    blocks = toml or settings(DATES, HELP, head="as_of = 2024-02-10")
    scenario = pairing.read(write(folder, blocks, **(tables or TABLES)))
    (config,) = scenario.config.programmes
    audit = prepare(scenario, scenario.config.policies[scenario.config.policy])
    matches = []
    for row in rows:
        need, resource, *amount = row.split()
        matches.append(
            {"programme": config.code, "need": need, "resource": resource, "via": "", "amount": (amount or ["1"])[0]}
        )
    return {**plan_metrics(audit, matches), **plan_metrics(audit, matches)["programmes"][config.code]}


def test_coverage_and_its_weight(tmp_path: Path) -> None:
    record = told(tmp_path, ["H1 V1", "H3 V2"])
    assert (record["needs"], record["helped"], record["filled"], record["coverage"]) == (4, 2, 2, 0.5)
    assert record["weighted_coverage"] == round(12 / 18, 6)
    assert (record["wanted"], record["given"], record["unmet"], record["given_share"]) == (4, 2, 2, 0.5)
    assert (record["households"], record["with_nothing"], record["counted"]) == (4, 2, "households")
    assert (record["all_or_nothing"], record["uneven"]) == (True, None)
    assert record["fgt"] == [0.5, 0.5, 0.5]


def test_room_that_lies_idle_is_waste_and_who_wants_it_blocks(tmp_path: Path) -> None:
    record = told(tmp_path, ["H3 V1", "H4 V2"])
    # V3 has room for H1 and H2, who both come before H3 and H4: they would take V1, V2 or V3.
    assert (record["wasted_needs"], record["wasted_links"]) == (2, 2)
    # H3 and H4 are better liked by resources of their own village: H3 has V1 (1 point), and V2 and V3 give 2 points.
    assert record["blocking_pairs"] == 2 * 3 + 2
    # H3 also envies H4, who has V2 and comes after.
    assert record["envious_needs"] == 3
    assert record["pareto"] == {"efficient": False, "improvable": 2}


def test_the_best_plan_wastes_nothing(tmp_path: Path) -> None:
    record = told(tmp_path, ["H1 V1", "H2 V2", "H3 V3"])
    assert (record["wasted_needs"], record["envious_needs"]) == (0, 0)
    assert record["pareto"] == {"efficient": True, "improvable": 0}
    # H2 likes V1 better, which has H1, who comes first; H3 has the best there is.
    assert record["blocking_pairs"] == 0


def test_load_distance_waiting_and_churn(tmp_path: Path) -> None:
    record = told(tmp_path, ["H1 V1", "H3 V2"])
    assert record["load"] == {"resources": 3, "mean": 0.666667, "most": 1, "gini": 0.333333, "idle": 0.333333}
    # A tenth of a degree of latitude is 11.12 km.
    assert record["distance"] == {"known": 2, "mean": 5.56, "p95": 11.12, "most": 11.12}
    waits = record["waiting"]
    assert (waits["unit"], waits["overtaken"]) == ("days", 1)
    assert waits["helped"] == {"known": 2, "mean": 30.0, "p95": 40, "most": 40}
    assert waits["with_nothing"] == {"known": 2, "mean": 20.0, "p95": 30, "most": 30}
    # History has two pairs whose ends are both there; H9 has left.
    assert record["churn"] == {"earlier": 2, "kept": 0, "lost": 2, "new": 2, "churn": 1.0}
    assert told(tmp_path / "kept", ["H1 V2", "H3 V3"])["churn"]["kept"] == 2


def test_pareto_looks_along_chains_of_moves(tmp_path: Path) -> None:
    tables = {
        "households": "household_id, a, b, c\nH1, 1, 1, 0\nH2, 0, 1, 1\nH3, 1, 0, 0",
        "volunteers": "volunteer_id, max_households\na, 1\nb, 1\nc, 1",
    }
    rule = "case r.volunteer_id when 'a' then n.a when 'b' then n.b else n.c end = '1'"
    toml = settings(programme(rules=[rule]))
    # H3 can only have a, which H1 has, who could move to b, if H2 moved on to c.
    chain = told(tmp_path / "1", ["H1 a", "H2 b"], toml, **tables)
    assert chain["pareto"] == {"efficient": False, "improvable": 1}
    assert chain["wasted_needs"] == 0
    assert told(tmp_path / "2", ["H3 a", "H1 b", "H2 c"], toml, **tables)["pareto"]["efficient"] is True


def many(coverage: dict[tuple[str, int], tuple[int, int]]) -> tuple[str, list[str]]:
    """Households of a village with a priority, so many of whom so many are helped; and the rows of such a plan."""
    lines, rows = ["household_id, village, priority"], []
    for (village, priority), (count, helped) in coverage.items():
        for _ in range(count):
            lines.append(f"H{len(lines):03}, {village}, {priority}")
            rows += [f"H{len(lines) - 1:03} V1"] if helped > 0 else []
            helped -= 1
    return "\n".join(lines), rows


def test_groups_the_four_fifths_rule_and_the_gap_at_equal_hardship(tmp_path: Path) -> None:
    households, rows = many({("east", 5): (20, 20), ("west", 5): (20, 15), ("east", 1): (30, 30), ("north", 1): (3, 0)})
    tables = {"households": households, "volunteers": "volunteer_id, max_households\nV1, 100"}
    by = told(tmp_path, rows, settings(programme()), **tables)["by"]["region"]
    assert [(g["group"], g["needs"], g["helped"], g["coverage"]) for g in by["groups"]] == [("east", 50, 50, 1.0)]
    assert by["hidden"] == {"groups": 2, "needs": 23}
    households, rows = many({("east", 5): (20, 20), ("west", 5): (20, 15), ("east", 1): (30, 30), ("west", 1): (10, 9)})
    tables["households"] = households
    by = told(tmp_path, rows, settings(programme()), **tables)["by"]["region"]
    assert (by["worst_to_best"], by["four_fifths"]) == (0.8, True)
    assert (by["tenth_gap"], by["tenth"]) == (0.25, 1)


def test_divisible_money_is_told_with_its_spread(tmp_path: Path) -> None:
    tables = {
        "needs": "need_id, household_id, amount, tier\nN1, H1, 100, a\nN2, H1, 100, a\nN3, H2, 100, b\nN4, H3, 200, b",
        "funds": "fund_id, budget\nF1, 300\nF2, 100",
    }
    fund = programme(
        kind='"funding"', needs='"needs"', resources='"funds"', holds='"r.budget"', wants='"n.amount"', code='"aid"'
    )
    record = told(tmp_path, ["N1 F1 10000", "N2 F1 5000", "N4 F1 10000"], settings(fund), **tables)
    shares = [Fraction(1), Fraction(1, 2), Fraction(0), Fraction(1, 2)]
    gaps = [sum((1 - s) ** p for s in shares if s < 1) / 4 for p in (0, 1, 2)]
    assert record["fgt"] == [float(round(gap, 6)) for gap in gaps]
    assert record["worst"] == {"least": 0.0, "p5": 0.0, "p10": 0.0, "worst_tenth": 0.0}
    assert record["uneven"]["gini"] == float(round(figures.gini(counted([4, 2, 0, 2])) or 0, 6))
    assert record["uneven"]["by"] == "tier"
    assert record["uneven"]["theil"] == pytest.approx(
        record["uneven"]["theil_within"] + record["uneven"]["theil_between"], abs=2e-6
    )
    assert record["money"] == {"used": 25_000, "grants": 3, "per_grant": 8_333, "lapsed": 15_000}
    assert (record["given"], record["lapsed"], record["unmet"]) == (25_000, 15_000, 25_000)
    assert (record["counted"], record["households"], record["with_nothing"]) == ("households", 3, 1)
    assert record["wasted_needs"] == 3
    assert record["pareto"] == {"efficient": False, "improvable": 3}


def test_a_limit_that_stands_against_it_makes_room_no_waste(tmp_path: Path) -> None:
    capped = programme('[[programme.limit]]\ncode = "east"\nper = ["n.village"]\nmost = 1')
    tables = {
        "households": "household_id, village\nH1, east\nH2, east",
        "volunteers": "volunteer_id, max_households\nV1, 2",
    }
    record = told(tmp_path, ["H1 V1"], settings(capped), **tables)
    assert (record["wasted_needs"], record["pareto"]) == (0, {"efficient": None, "improvable": 1})
    loose = told(tmp_path / "loose", ["H1 V1"], settings(programme()), **tables)
    assert (loose["wasted_needs"], loose["pareto"]) == (1, {"efficient": False, "improvable": 1})


# --- the summary, the verifier, the command --------------------------------------------------------------


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> pairing.Plan:
    folder = tmp_path_factory.mktemp("metrics") / "town"
    return solved(write(folder, settings(DATES, HELP, head="as_of = 2024-02-10"), **TABLES))


def numbers(record: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all numbers in a record."""
    if isinstance(record, bool) or not isinstance(record, (dict, list, int, float)):
        return []
    if isinstance(record, (int, float)):
        return [place]
    entries = record.items() if isinstance(record, dict) else enumerate(record)
    return [found for key, value in entries for found in numbers(value, (*place, key))]


def test_every_number_of_the_metrics_is_counted_again(plan: pairing.Plan) -> None:
    places = numbers(plan.summary["metrics"])
    assert len(places) > 40
    summary = copy.deepcopy(plan.summary)
    for *path, last in places:
        inner = summary["metrics"]
        for key in path:
            inner = inner[key]
        inner[last] += 1 if isinstance(inner[last], int) else 0.00001
    verdict = verify(plan.scenario, Claim(plan.matches, plan.unmet, summary, plan.proof))
    found = [fault.column for fault in verdict.faults]
    assert found == sorted("metrics." + ".".join(map(str, place)) for place in places)[: len(found)]
    assert len(found) == min(len(places), LISTED)


def test_a_run_in_a_folder_must_have_metrics(tmp_path: Path, plan: pairing.Plan) -> None:
    plan.save(tmp_path / "run")
    assert verify(plan.scenario, tmp_path / "run").ok
    summary = json.loads((tmp_path / "run/summary.json").read_text("utf-8"))
    del summary["metrics"]
    (tmp_path / "run/summary.json").write_text(json.dumps(summary), "utf-8")
    assert {fault.code for fault in verify(plan.scenario, tmp_path / "run").faults} == {"summary_count_differs"}


@pytest.mark.parametrize("change", ["less", "more", "other"])
def test_metrics_that_are_cut_short_or_made_up_are_found(plan: pairing.Plan, change: str) -> None:
    summary = copy.deepcopy(plan.summary)
    if change == "less":
        del summary["metrics"]["programmes"]["help"]["load"]
    elif change == "more":
        summary["metrics"]["programmes"]["help"]["praise"] = 1
    else:
        summary["metrics"] = "very good"
    verdict = verify(plan.scenario, Claim(plan.matches, plan.unmet, summary, plan.proof))
    assert {fault.code for fault in verdict.faults} == {"summary_count_differs"}


def test_the_metrics_of_a_run_are_whole_numbers_decimals_and_words(plan: pairing.Plan) -> None:
    assert json.loads(json.dumps(plan.summary["metrics"], allow_nan=False)) == plan.summary["metrics"]


def test_the_command_counts_a_run_from_the_tables(tmp_path: Path, plan: pairing.Plan) -> None:
    run, other = tmp_path / "run", tmp_path / "other"
    plan.save(run)
    pairing.solve(plan.scenario, policy="points").save(other)
    scenario = plan.scenario.path
    record = json.loads(typed("metrics", scenario, run, "--json").output)
    assert record["metrics"] == plan.summary["metrics"]
    text = typed("metrics", scenario, run, "--against", other)
    assert (text.exit_code, "3 of 4 needs get something (75.0 %)" in text.output) == (0, True)
    assert "Against the other run" in text.output
    assert "得到帮扶" in typed("metrics", scenario, run, "--against", other, "--lang", "zh").output
    assert "?" not in typed("metrics", scenario, run, "--against", other).output


def test_the_command_refuses_a_folder_that_is_no_run(tmp_path: Path, plan: pairing.Plan) -> None:
    (tmp_path / "empty").mkdir()
    ended = typed("metrics", plan.scenario.path, tmp_path / "empty")
    assert (ended.exit_code, "plan.csv" in ended.output) == (1, True)
