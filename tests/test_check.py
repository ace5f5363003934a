"""`pairing check` says what will be solved, with figures that a planner can count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tiny import programme, settings, typed
from tiny import write as scenario

#: Five households, three volunteers: fifteen pairs to look at.
#:   area  refuses H5 (north, where nobody is); strong refuses nobody; H4's size is unknown, so `size` cannot tell.
HOUSEHOLDS = """
    household_id, village, size
    H1, east, 2
    H2, east, 3
    H3, west, 9
    H4, west,
    H5, north, 1
"""
VOLUNTEERS = """
    volunteer_id, village, max_households
    V1, east, 1
    V2, west, 2
    V3, west, 1
"""
RULES = """
    [[programme.rule]]
    code = "area"
    where = "n.village = r.village"
    says = "nobody serves {n.village}"

    [[programme.rule]]
    code = "size"
    where = "n.size < 9"
    says = { zh = "户口{n.size}人过多", en = "{n.size} people are too many" }

    [[programme.rule]]
    code = "strong"
    where = "r.max_households > 0"

    [[programme.rule]]
    code = "never"
    where = "n.size > 99"
"""


def town(folder: Path, rules: str, **tables: str) -> Path:
    found = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, **tables}
    return scenario(folder, settings(programme(rules)), **found)


def checked(folder: Path) -> dict[str, Any]:
    result = typed("check", folder, "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["faults"] == []
    found: dict[str, Any] = record["programmes"]["help"]
    return found


@pytest.fixture
def figures(tmp_path: Path) -> dict[str, Any]:
    return checked(town(tmp_path, RULES.partition('[[programme.rule]]\n    code = "never"')[0]))


def test_needs_resources_and_links_are_counted(figures: dict[str, Any]) -> None:
    # H1 and H2 with V1; H3 is too large, H4 cannot be told, H5 is out of the way.
    assert {name: figures[name] for name in ("needs", "resources", "links")} == {"needs": 5, "resources": 3, "links": 2}
    assert figures["without_links"] == 3


def test_needs_without_a_link_stand_under_the_rule_that_blocks_them(figures: dict[str, Any]) -> None:
    assert figures["blocked"] == {"size": 1, "area": 1}


def test_needs_that_only_missing_data_keeps_out_are_counted_apart(figures: dict[str, Any]) -> None:
    assert figures["unknown"] == 1
    assert figures["unknown_rules"] == {"size": 1}


def test_every_rule_is_counted_over_all_pairs(figures: dict[str, Any]) -> None:
    assert figures["rules"] == {
        "area": {"true": 6, "false": 9, "unknown": 0},
        "size": {"true": 9, "false": 3, "unknown": 3},
        "strong": {"true": 15, "false": 0, "unknown": 0},
    }


def test_demand_stands_against_capacity_as_a_whole_and_by_region(figures: dict[str, Any]) -> None:
    assert (figures["demand"], figures["capacity"]) == (5, 4)
    assert figures["regions"] == [
        {"region": "east", "needs": 2, "demand": 2, "capacity": 1},
        {"region": "north", "needs": 1, "demand": 1, "capacity": 0},
        {"region": "west", "needs": 2, "demand": 2, "capacity": 3},
    ]


def test_the_text_says_the_same_and_puts_the_tightest_region_first(tmp_path: Path) -> None:
    said = typed("check", town(tmp_path, RULES)).stdout
    assert "The rule never allows no pair at all: is it what you mean?" in said
    assert "The rule strong allows every pair: is it needed?" in said
    assert "The rule size cannot tell for 3 pairs, because data is missing." in said
    regions = [line.split() for line in said.splitlines() if line.split()[:1] in (["east"], ["north"], ["west"])]
    assert regions == [["east", "2", "2", "1"], ["north", "1", "1", "0"], ["west", "2", "2", "3"]]


def test_the_sentence_of_the_blocking_rule_is_shown_without_anyones_values(tmp_path: Path) -> None:
    said = typed("check", town(tmp_path, RULES.partition('[[programme.rule]]\n    code = "strong"')[0])).stdout
    assert "1  area  nobody serves [village]" in said
    assert "1  size  [size] people are too many" in said
    assert "1 needs have no link only because data is missing" in said


def test_it_speaks_chinese(tmp_path: Path) -> None:
    said = typed("check", town(tmp_path, RULES), "--lang", "zh").stdout
    assert "需求" in said
    assert "Demand" not in said


def test_who_wants_nothing_is_no_need_without_a_link(tmp_path: Path) -> None:
    text = settings(
        programme(kind='"funding"', needs='"needs"', resources='"funds"', wants='"n.amount"', holds='"r.budget"')
    )
    needs = "need_id, amount, town\nN1, 0, a\nN2, 10, a\nN3, 2.50, b"
    figures = checked(scenario(tmp_path, text, needs=needs, funds="fund_id, budget\nF1, 3\nF2, 0"))
    assert (figures["demand"], figures["capacity"], figures["links"]) == (12_50, 3_00, 2)
    assert (figures["without_links"], figures["blocked"]) == (0, {})
    assert figures["regions"] == [
        {"region": "a", "needs": 2, "demand": 10_00, "capacity": None},
        {"region": "b", "needs": 1, "demand": 2_50, "capacity": None},
    ]


def test_resources_without_a_most_have_no_capacity_to_count(tmp_path: Path) -> None:
    folder = scenario(tmp_path, settings(programme(holds="")))
    assert checked(folder)["capacity"] is None
    assert "no limit" in typed("check", folder).stdout


def test_what_solving_would_refuse_the_check_refuses_too(tmp_path: Path) -> None:
    text = settings(programme(wants='"n.size - 5"'))
    result = typed("check", scenario(tmp_path, text, households=HOUSEHOLDS, volunteers=VOLUNTEERS), "--json")
    assert result.exit_code == 1
    assert {fault["code"] for fault in json.loads(result.stdout)["faults"]} == {"amount_negative", "amount_unknown"}


def test_limits_and_goals_without_a_clear_number_are_told_before_anything_is_solved(tmp_path: Path) -> None:
    limits = """
    [[limit]]
    code = "cap"
    per = "n.village"
    most = "n.size"

    [[limit]]
    code = "half"
    per = "n.village"
    most = 3
    weight = 0.5
    """
    policy = "[[policy]]\ncode = 'p'\ngoals = [{ code = 'homes', per = 'n.village', weight = 'n.size' }]"
    text = settings(programme(), limits, policy)
    result = typed("check", scenario(tmp_path, text, households=HOUSEHOLDS, volunteers=VOLUNTEERS), "--json")
    assert {(fault["code"], fault["column"]) for fault in json.loads(result.stdout)["faults"]} == {
        ("limit_varies", "limit.cap"),
        ("weight_not_whole", "limit.half.weight"),
        ("goal_varies", "goal.homes"),
    }


def test_a_pair_of_large_tables_without_anything_in_common_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairing.links.MOST_PAIRS", 10)
    whole = typed("check", town(tmp_path, '[[programme.rule]]\ncode = "any"\nwhere = "n.size < 9"'))
    assert whole.exit_code == 1
    assert "15 pairs would have to be tried one by one, and 10 is the bound" in whole.stderr
    assert typed("check", town(tmp_path, RULES)).exit_code == 0  # 6 pairs share a village


def test_checking_writes_nothing(tmp_path: Path) -> None:
    folder = town(tmp_path, RULES)
    before = sorted(folder.iterdir())
    typed("check", folder)
    assert sorted(folder.iterdir()) == before
