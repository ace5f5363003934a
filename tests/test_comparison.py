"""Policies weighed against each other: the same chance for all, honest intervals, who gains, and acceptance tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import pairing
from pairing import read
from pairing.comparison import plans, populations, record
from pairing.comparison.gains import gains
from pairing.comparison.measures import lorenz, measured, resampled
from pairing.comparison.outcomes import Outcome, People
from pairing.comparison.populations import Invented
from pairing.comparison.record import compare
from pairing.comparison.resamples import holm, interval, p_value, resamples
from pairing.comparison.streams import Draw, arriving, draws, people_seed
from pairing.comparison.weighed import fronts
from pairing.run import all_links
from tiny import faults, programme, settings, typed, write

STANDING = """
    [programme.standing]
    priority = "n.need"
    arrival  = "n.asked"
    region   = "n.village"
"""
VILLAGES = 12


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Twelve villages of three homes each, a volunteer for two of the three: the neediest came last."""
    return a_town(tmp_path / "town")


def a_town(folder: Path, *more: str, standing: str = STANDING, villages: int = VILLAGES) -> Path:
    homes = "household_id, village, need, asked\n" + "\n".join(
        f"H{3 * v + i}, V{v:02}, {i + 1}, 2024-01-{i + 1:02}" for v in range(villages) for i in range(3)
    )
    helpers = "volunteer_id, village, max_households\n" + "\n".join(f"R{v:02}, V{v:02}, 2" for v in range(villages))
    score = '[[programme.score]]\ncode = "fit"\npoints = "10 * n.need"'
    toml = settings(programme(score + standing, rules=["n.village = r.village"]), *more, head='policy = "points"')
    return write(folder, toml, households=homes, volunteers=helpers)


def told(folder: Path, *policies: str, **how: Any) -> dict[str, Any]:
    """What a comparison tells of one scenario."""
    (scenario,) = compare(read(folder), policies=policies, **how)[0]["scenarios"]
    return dict(scenario)


# --- the same chance for all --------------------------------------------------------------------------


def test_other_lots_change_nobodys_day_of_arrival(town: Path) -> None:
    scenario = read(town)
    links = all_links(scenario)

    def days(draw: Draw) -> list[Any]:
        assert draw.arrivals is not None
        dealt, _ = arriving(scenario, links, draw.arrivals)
        sql = dealt.config.programmes[0].standing.arrival
        return dealt.db.execute(f"SELECT {sql} FROM needs_help n ORDER BY _i").fetchall()

    first = days(Draw(people=1, ties=1, arrivals=5))
    assert days(Draw(people=2, ties=9, arrivals=5)) == first
    other = days(Draw(people=1, ties=1, arrivals=6))
    assert other != first
    assert sorted(other) == sorted(first)


def test_other_arrivals_change_neither_people_nor_lots() -> None:
    one, two = draws(3, 1)[0], draws(3, 1, arrivals=True)[0]
    assert people_seed(one) == people_seed(two)
    assert (one.ties, two.ties, two.arrivals) == (3, 3, 3)
    assert len({people_seed(draw) for draw in draws(0, 50)}) == 50


def test_figures_do_not_depend_on_the_order_of_the_policies(town: Path) -> None:
    one = told(town, "fcfs", "lottery", "greedy", seeds=3)["measures"]
    two = told(town, "greedy", "lottery", "fcfs", seeds=3)["measures"]
    assert one == {code: two[code] for code in one}


def test_what_chance_cannot_change_is_planned_once(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = plans.procedure

    def counted(scenario: Any, policy: Any, *rest: Any, **how: Any) -> Any:
        asked.append(policy.code)
        return real(scenario, policy, *rest, **how)

    monkeypatch.setattr(plans, "procedure", counted)
    found = told(town, "lottery", "leximin", seeds=4)
    assert (asked.count("lottery"), asked.count("leximin")) == (4, 1)
    assert found["by_chance"] == ["lottery"]
    assert len(found["measures"]["leximin"]["coverage"]["draws"]) == 4


def test_arrivals_dealt_out_anew_change_first_come_first_served_alone(town: Path) -> None:
    found = told(town, "fcfs", "greedy", seeds=4, arrivals=True)["measures"]
    assert len(set(found["fcfs"]["points"]["draws"])) > 1
    assert len(set(found["greedy"]["points"]["draws"])) == 1


def test_invented_people_are_others_in_each_draw_and_the_same_in_each_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(folder: Path, threads: int | None) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.glob("*.csv")}

    monkeypatch.setattr(populations, "read", rows)
    tables: list[Any] = []
    for draw in (Draw(people=0, ties=0), Draw(people=1, ties=0), Draw(people=0, ties=7, arrivals=2)):
        with populations.people(Invented("sanjiao", 100), draw, None) as scenario:
            tables.append(scenario)
    assert tables[0] == tables[2] != tables[1]


def test_each_draw_of_invented_people_is_planned_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def towns(source: Any, draw: Draw, threads: int | None) -> Iterator[Any]:
        yield read(a_town(tmp_path / f"town{draw.people}", villages=4 + draw.people))

    monkeypatch.setattr(record, "people", towns)
    (found,) = compare(Invented("sanjiao", 100), policies=["fcfs"], seeds=8)[0]["scenarios"]
    assert found["people"] == "sanjiao:100"
    assert found["measures"]["points"]["points"]["draws"] == [50 * (4 + k) for k in range(8)]
    assert (found["unit"], found["units"]) == ("draws", 8)
    (row,) = (row for row in found["differences"] if row["measure"] == "points")
    assert row["difference"] == -20 * 7.5
    assert row["low"] < -20 * 7.5 < row["high"] < 0


# --- statistics ---------------------------------------------------------------------------------------


def test_holms_correction_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_ninety_five_of_a_hundred_intervals_hold_the_mean() -> None:
    draw = np.random.default_rng(1)
    weight = resamples(40, draw, 800) / 40
    hits = 0
    for _ in range(400):
        values = draw.exponential(1.0, 40)
        low, high = interval(weight @ values)
        hits += low <= 1.0 <= high
    assert 0.89 <= hits / 400 <= 0.98


def test_p_values_are_near_those_of_the_t_test() -> None:
    draw = np.random.default_rng(2)
    weight = resamples(60, draw, 4000) / 60
    for shift in (0.0, 0.1, 0.25):
        values = draw.normal(shift, 1.0, 60)
        expected = stats.ttest_1samp(values, 0.0).pvalue
        assert p_value(float(values.mean()), weight @ values) == pytest.approx(expected, abs=0.04)


def test_a_difference_that_never_varies_has_no_p_value(town: Path) -> None:
    rows = {row["measure"]: row for row in told(town, "fcfs")["differences"]}
    assert rows["points"]["difference"] == 12 * (2 + 1 - 3 - 2) * 10
    assert (rows["points"]["low"], rows["points"]["high"], rows["points"]["p"]) == (-240.0, -240.0, None)
    assert rows["coverage"]["difference"] == 0


# --- figures ------------------------------------------------------------------------------------------


def some_people() -> tuple[People, Outcome]:
    """Twenty homes with one need of 4 each, in two regions; home i gets i % 5."""
    given = np.arange(20) % 5
    region = np.repeat([0, 1], 10)
    groups = {"region": ["A"] * 10 + ["B"] * 10, "kind": ["few"] * 9 + ["many"] * 11}
    who = People(np.full(20, 4), np.zeros(20, dtype=bool), np.arange(20), 20, region, 2, groups)
    return who, Outcome(given, given * 3)


def test_measures_by_plain_formulas() -> None:
    who, outcome = some_people()
    metrics: dict[str, Any] = {"lapsed": None, "programmes": {}}
    found = measured(who, outcome, metrics)
    assert found["coverage"] == 16 / 20
    assert found["with_nothing"] == 4 / 20
    assert found["given_share"] == np.mean(outcome.given / 4)
    assert found["worst_tenth"] == 0  # two of twenty homes, and four have nothing
    assert found["worst_region"] == 1
    assert (found["points"], found["given"], found["lapsed"]) == (120, None, None)


def test_a_region_drawn_twice_counts_twice() -> None:
    who, outcome = some_people()
    outcome = Outcome(np.where(who.region == 0, 4, 0), outcome.points)
    times = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    found = resampled(who, outcome, who.region, times)
    assert found["coverage"].tolist() == [1.0, 0.5, 0.0]
    assert found["worst_tenth"].tolist() == [1.0, 0.0, 0.0]


def test_the_lorenz_curve_of_equals_is_straight_and_of_one_winner_is_a_corner() -> None:
    who, outcome = some_people()
    even = lorenz(who, Outcome(np.full(20, 2), outcome.points), steps=4)
    assert even == [0, 0.25, 0.5, 0.75, 1]
    one = lorenz(who, Outcome(np.eye(20, dtype=np.int64)[3] * 4, outcome.points), steps=4)
    assert one == [0, 0, 0, 0, 1]
    assert lorenz(who, Outcome(np.zeros(20, dtype=np.int64), outcome.points)) == []


def test_who_gains_and_who_loses_is_told_of_groups_of_ten_and_more() -> None:
    who, here = some_people()
    there = Outcome(np.where(np.arange(20) < 10, 4, 0), here.points)
    found = gains(who, here, there)
    assert {name: found[name] for name in ("needs", "more", "less", "start", "stop")} == {
        "needs": 20,
        "more": 8,
        "less": 8,
        "start": 2,
        "stop": 8,
    }
    assert [(row["group"], row["more"], row["less"]) for row in found["by"]["region"]["groups"]] == [
        ("A", 8, 0),
        ("B", 0, 8),
    ]
    # Nine are too few, and the eleven others would tell of them.
    assert found["by"]["kind"] == {"groups": [], "hidden": {"groups": 2, "needs": 20}}


def test_a_front_has_those_that_nobody_beats() -> None:
    table = {
        name: {"coverage": {"mean": x}, "worst_tenth": {"mean": y}}
        for name, x, y in (("a", 1, 0), ("b", 0, 1), ("c", 0, 0), ("d", 1, 0))
    }
    assert fronts(table) == [{"axes": ["coverage", "worst_tenth"], "best": ["a", "b", "d"]}]


def test_the_bound_of_the_first_goal_stands_beside_what_procedures_reach(town: Path) -> None:
    (bound,) = told(town, "fcfs")["bounds"]
    assert (bound["policy"], bound["goal"], bound["bound"]) == ("points", "points", 600)
    assert bound["values"] == {"points": 600, "fcfs": 360}
    assert bound["gaps"] == {"points": 0.0, "fcfs": 0.4}


# --- acceptance tests ---------------------------------------------------------------------------------


def accept(**says: Any) -> str:
    lines = [f"{name} = {json.dumps(value)}" for name, value in {"code": "reach", **says}.items()]
    return "\n".join(["[[accept]]", *lines])


@pytest.mark.parametrize(
    ("test", "status"),
    [
        (accept(metric="coverage", operator=">=", value=0.66), 0),
        (accept(metric="coverage", operator=">=", value=0.7), 6),
        (accept(metric="coverage", operator=">=", value=0.7, tolerance=0.05), 0),
        (accept(metric="points", operator=">=", against="fcfs"), 0),
        (accept(metric="points", operator=">=", policy="fcfs", against="points"), 6),
        (accept(metric="points", operator=">=", policy="fcfs", against="points", tolerance=240), 0),
        (accept(metric="points", operator=">=", policy="fcfs", against="points", statistic="high"), 6),
        (accept(metric="programmes.help.filled", operator="=", value=24, statistic="least"), 0),
    ],
)
def test_an_acceptance_test_that_does_not_hold_ends_with_status_6(tmp_path: Path, test: str, status: int) -> None:
    result = typed("compare", a_town(tmp_path / "town", test), "--quiet")
    assert result.exit_code == status
    assert ("BROKEN  reach: " in result.stdout) == (status == 6)


def test_what_broke_is_said_with_how_much_is_missing(tmp_path: Path) -> None:
    folder = a_town(tmp_path / "town", accept(metric="coverage", operator=">=", value=0.7))
    said = typed("compare", folder, "--quiet").stdout
    assert (
        "reach: share of needs that get something under points is 66.7 % (mean), but must be ≥ 70.0 % "
        "(tolerance 0.0 %): 3.3 % short." in said
    )
    broken = typed("compare", folder, "--quiet", "--markdown", "--lang", "zh").stderr
    assert "未达到 ≥ 70.0 % 的要求" in broken


def test_an_acceptance_test_for_a_policy_without_a_plan_does_not_hold(tmp_path: Path) -> None:
    test = accept(metric="coverage", operator=">=", value=0, policy="fcfs")
    folder = a_town(tmp_path / "town", test, standing="")
    result = typed("compare", folder, "--quiet")
    assert result.exit_code == 6
    assert "fcfs: not compared." in result.stdout
    assert "reach: fcfs has no such figure" in result.stdout


@pytest.mark.parametrize(
    ("test", "code"),
    [
        (accept(metric="coverage", operator=">="), "accept_value_or_against"),
        (accept(metric="coverage", operator=">", value=1), "setting_type"),
        (accept(metric="coverage", operator=">=", value=1, policy="nobody"), "unknown_policy"),
    ],
)
def test_an_acceptance_test_that_means_nothing_is_a_fault(tmp_path: Path, test: str, code: str) -> None:
    assert code in [fault.code for fault in faults(a_town(tmp_path / "town", test))]


def test_a_metric_that_does_not_exist_is_bad_data(tmp_path: Path) -> None:
    folder = a_town(tmp_path / "town", accept(metric="coverge", operator=">=", value=1))
    result = typed("compare", folder, "--quiet")
    assert result.exit_code == 1
    assert "Did you mean: coverage?" in result.stderr


# --- what a user sees ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_asks_for_nothing_and_is_the_same_every_time(town: Path, tmp_path: Path, lang: str) -> None:
    pages = []
    for name in ("one", "two"):
        arguments = ("--policies", "fcfs,lottery", "--seeds", 3, "--lang", lang, "--out", tmp_path / name)
        assert typed("compare", town, "--quiet", *arguments).exit_code == 0
        pages.append((tmp_path / name / "compare.html").read_text("utf-8"))
    assert pages[0] == pages[1]
    assert "default-src &#39;none&#39;" in pages[0]
    assert not re.search(r"""(?:src|href)\s*=|url\(|https?://|@import""", pages[0])
    assert pages[0].count("<svg") >= 2
    assert ("谁受益" if lang == "zh" else "Who gains and who loses") in pages[0]


def test_the_sentences_can_be_quoted(town: Path) -> None:
    said = typed("compare", town, "--policies", "fcfs", "--quiet").stdout
    assert "  fcfs: points of all matches 360, under points 600: -240 (95 % interval -240 to -240)" in said
    assert "points: no plan reaches more than 600. Reached: points 600, fcfs 360 (40.0 % short)." in said


def test_several_scenarios_stand_one_after_another(town: Path, tmp_path: Path) -> None:
    other = a_town(tmp_path / "other")
    found = pairing.compare([town, other], policies=["fcfs"])
    assert [one["policies"] for one in found["scenarios"]] == [["points", "fcfs"]] * 2
    said = typed("compare", town, other, "--policies", "fcfs", "--quiet").stdout
    assert said.count("plans side by side") == 2


def test_what_is_no_scenario_is_wrong_usage() -> None:
    result = typed("compare", "atlantis:200")
    assert result.exit_code == 2
    assert "atlantis:200 is no folder" in result.stderr
