"""`pairing explain`: sentences in both languages from a run's folder alone, and solving again only when asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result

from pairing.outputs.reasons_need import need_lines
from pairing.outputs.reasons_overview import overview, overview_lines, resource_lines
from pairing.outputs.reasons_words import Words
from pairing.reason import LANGUAGES
from test_cases import CASES, outcome
from test_cases import folder as folder  # the fixture
from tiny import programme, records, settings, solved, typed, write

#: H1 and H2 live beside V1, who has one place; H3 in the west fits nobody, for V2 there is banned for it.
HOMES = """
    household_id, village, weight
    H1, east, 5
    H2, east, 3
    H3, west, 1
"""
PEOPLE = """
    volunteer_id, village, max_households
    V1, east, 1
    V2, west, 1
"""
PINS = """
    programme, need, resource, kind, by, date, reason
    help, H3, V2, must_not, the office, 2012-05-01, a quarrel
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a solved run, its scenario around it."""
    more = """
    [[programme.score]]
    code = "weight"
    points = "n.weight"
    """
    toml = settings(programme(more, rules=["n.village = r.village"]))
    place = write(tmp_path / "town", toml, households=HOMES, volunteers=PEOPLE, pins=PINS)
    solved(place).save(place / "out")
    return place / "out"


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [line.strip() for line in result.stdout.splitlines()]


def test_a_yes_tells_points_rank_bar_rule_and_margin(run: Path) -> None:
    told = lines(typed("explain", run, "H1"))
    assert told[0] == "help, H1: wants 1, gets 1."
    assert "V1 gives 1." in told
    assert "It has 5 points: weight 5." in told
    assert "It is number 1 of the 2 that fit V1, which has 1 of 1." in told
    assert "Meets rule rule1: village = east, V1.village = east." in told
    assert 'It would keep this with up to 2 less for "points".' in told


def test_a_no_tells_what_it_would_cost_and_what_would_change_it(run: Path) -> None:
    told = lines(typed("explain", run, "H2"))
    assert 'V1: it would be number 2 of 2; 1 of 1 are taken. To have it would cost the plan 2 for "points".' in told
    assert "For that, 0 others would move, 1 would lose a place and 0 would get one." in told
    assert 'It counts for 3 more with V1, for "points".' in told
    assert any(line.startswith("One more place at V1: then it gets that") for line in told)


def test_a_ban_tells_who_when_and_why(run: Path) -> None:
    assert "the office ruled out V2 on 2012-05-01: a quarrel." in lines(typed("explain", run, "H3"))
    assert "the office于2012-05-01排除了V2：a quarrel。" in lines(typed("explain", run, "H3", "--lang", "zh"))


def test_a_resource_tells_why_it_is_full_or_has_room(run: Path) -> None:
    assert "It is full." in lines(typed("explain", run, "V1"))
    assert "It has room because no need fits it." in lines(typed("explain", run, "V2"))
    assert "已满。" in lines(typed("explain", run, "V1", "--lang", "zh"))


def test_the_overview_counts_reasons_and_names_what_costs_most(run: Path) -> None:
    told = json.loads(typed("explain", run, "--json").stdout)
    assert {(line["reason"], line["count"]) for line in told["needs"]} == {("given", 1), ("capacity", 1), ("banned", 1)}
    assert [place["resource"] for place in told["places"]] == ["V1"]
    assert lines(typed("explain", run))[0] == "Why needs got what they got"


def test_a_household_tells_of_all_its_needs(tmp_path: Path) -> None:
    toml = settings(programme(needs='"people"'), head="")
    people = "person_id, household_id\nP1, H1\nP2, H1\nP3, H2"
    helpers = "volunteer_id, max_households\nV1, 3"
    place = write(tmp_path / "town", toml, people=people, volunteers=helpers)
    solved(place).save(place / "out")
    told = json.loads(typed("explain", place / "out", "H1", "--json").stdout)
    assert [record["need"] for record in told["records"]] == ["P1", "P2"]


def test_no_scenario_is_needed_unless_exact_asks_for_it(run: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(run, alone)
    assert lines(typed("explain", alone, "H2")) == lines(typed("explain", run, "H2"))
    result = typed("explain", alone, "H2", "--exact")
    assert result.exit_code == 1
    assert "--scenario" in result.stderr
    assert 'To have one more of V1 costs the plan 2 for "points".' in lines(
        typed("explain", alone, "H2", "--exact", "--scenario", run.parent)
    )


def test_exact_solves_again_and_agrees_with_the_run(run: Path) -> None:
    (record,) = json.loads(typed("explain", run, "H1", "--exact", "--json").stdout)["records"]
    assert record["exact"]["less"] == {"status": "exact", "loss": record["without"]}


def test_exact_tells_what_any_resource_costs_and_what_a_place_more_or_less_is_worth(run: Path) -> None:
    told = lines(typed("explain", run, "H2", "--exact", "--with", "V1"))
    assert told.count('To have one more of V1 costs the plan 2 for "points".') == 2
    assert "No plan that keeps every limit has it." in lines(typed("explain", run, "H2", "--exact", "--with", "V2"))
    told = lines(typed("explain", run, "V1", "--exact"))
    assert any(line.startswith("With 1 more the plan gains") for line in told)
    (record,) = json.loads(typed("explain", run, "V1", "--exact", "--json").stdout)["records"]
    assert record["exact"]["one_more"]["gain"] == record["one_more"]
    assert record["exact"]["one_less"]["status"] == "exact"


def test_a_run_of_another_scenario_is_not_solved_again(run: Path) -> None:
    (run.parent / "households.csv").write_text("household_id,village,weight\nH1,east,5\nH2,east,3\nH3,west,2\n")
    result = typed("explain", run, "H1", "--exact")
    assert result.exit_code == 1
    assert "was not made from the scenario" in result.stderr


def test_an_unknown_id_names_one_that_is_near(run: Path) -> None:
    result = typed("explain", run, "H22")
    assert result.exit_code == 1
    assert "H22" in result.stderr and "Near: H2" in result.stderr


def test_a_folder_without_reasons_or_with_broken_ones_is_told(run: Path, tmp_path: Path) -> None:
    assert "reasons.jsonl" in typed("explain", tmp_path).stderr
    (run / "reasons.jsonl").write_text('{"kind": "run"\n')
    result = typed("explain", run)
    assert result.exit_code == 1 and "line 1" in result.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_record_of_every_case_has_sentences(lang: str, folder: Path) -> None:
    for path in CASES:
        plan = outcome(path, folder)
        if plan.status == "infeasible":
            continue
        words = Words(lang)
        for kind in ("run", "programme"):
            for record in records(plan, kind):
                words.learn(record)
        told = [line for record in records(plan, "need") for line in need_lines(record, words)]
        told += [line for record in records(plan, "resource") for line in resource_lines(record, words)]
        every = [record for kind in ("need", "resource", "limit") for record in records(plan, kind)]
        told += overview_lines(overview(every), words)
        faulty = [line for line in told if "?" in line or "{" in line or "None" in line or "why_" in line]
        assert faulty == [], path.stem
