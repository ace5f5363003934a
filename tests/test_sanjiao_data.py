"""The tables of `scenarios/sanjiao` hold the published figures and agree with each other."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "scenarios" / "sanjiao"
TABLES = sorted(path.stem for path in FOLDER.glob("*.csv"))
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def town() -> dict[str, list[Row]]:
    return {name: read(name) for name in TABLES}


def budgets(town: dict[str, list[Row]], programme: str) -> dict[str, int]:
    return {row["fund_id"]: int(row["budget"]) for row in town["funds"] if row["programme"] == programme}


def test_about_800_households_with_2398_people(town: dict[str, list[Row]]) -> None:
    people = Counter(row["household_id"] for row in town["members"])
    assert len(town["households"]) == 800
    assert sum(people.values()) == 2398
    assert {row["household_id"]: int(row["size"]) for row in town["households"]} == people


def test_thirty_of_36_departments_and_110_larger_enterprises_make_110_groups(town: dict[str, list[Row]]) -> None:
    pairing = {row["department_id"] for row in town["departments"] if row["pairs"] == "true"}
    larger = {row["enterprise_id"] for row in town["enterprises"] if row["larger"] == "true"}
    assert (len(town["departments"]), len(pairing), len(larger), len(town["groups"])) == (36, 30, 110, 110)
    assert {row["department_id"] for row in town["groups"]} == pairing
    assert sorted(row["enterprise_id"] for row in town["groups"]) == sorted(larger)


def test_groups_take_six_to_eight_or_eight_to_twelve_households(town: dict[str, list[Row]]) -> None:
    quotas = Counter((int(row["min_households"]), int(row["max_households"])) for row in town["groups"])
    assert set(quotas) == {(6, 8), (8, 12)}
    assert min(quotas.values()) > 20


def test_goods_money_is_a_thousand_times_900_yuan(town: dict[str, list[Row]]) -> None:
    (fund,) = [row for row in town["funds"] if row["programme"] == "goods"]
    assert int(fund["budget"]) == 1000 * 900
    listed = [row for row in town["households"] if row["income_per_head"]]
    listed = [row for row in listed if float(row["income_per_head"]) <= float(fund["income_most"])]
    assert 1000 < sum(int(row["size"]) for row in listed) < 1100


def test_start_up_money_is_ten_million_in_four_funds(town: dict[str, list[Row]]) -> None:
    assert sorted(budgets(town, "startup").values()) == [1_000_000, 2_000_000, 2_000_000, 5_000_000]
    disabled = [row for row in town["funds"] if row["programme"] == "startup" and row["restricted_to"] == "disabled"]
    assert [int(row["budget"]) for row in disabled] == [2_000_000]


def test_seven_million_rebuild_92_homes(town: dict[str, list[Row]]) -> None:
    rebuilt = {row["household_id"] for row in town["history"] if row["programme"] == "housing"}
    grade = {row["household_id"]: row["housing"] for row in town["households"]}
    asked = [row for row in town["needs"] if row["kind"] == "housing" and row["household_id"] not in rebuilt]
    approved = [int(row["amount"]) for row in asked if grade[row["household_id"]] in ("C", "D")]
    assert (len(approved), sum(approved)) == (92, 7_000_000)
    assert sum(budgets(town, "housing").values()) == 7_000_000


def test_standards_stand_in_the_scenario() -> None:
    text = (FOLDER / "scenario.toml").read_text(encoding="utf-8")
    for standard in (
        'wants = "900 * n.size"',
        "when 'compulsory' then 500 when 'senior' then 2000 else 4000",
        'where = "n.medical_cost_self >= 30000"',
        "case when r.side = 'employment' then 1 else -1 end",
    ):
        assert standard in text


def test_serious_illness_lies_on_both_sides_of_the_threshold_and_some_were_aided(town: dict[str, list[Row]]) -> None:
    costs = [row["medical_cost_self"] for row in town["members"] if row["serious_illness"] == "true"]
    known = [int(cost) for cost in costs if cost]
    assert any(cost >= 30_000 for cost in known)
    assert any(cost < 30_000 for cost in known)
    assert "" in costs
    years = Counter(row["date"][:4] for row in town["history"] if row["programme"] == "illness")
    assert years["2012"] > 0 and years["2011"] > 0


def test_two_funds_share_disabled_aid_and_neither_has_what_is_asked(town: dict[str, list[Row]]) -> None:
    sides = {row["side"]: int(row["budget"]) for row in town["funds"] if row["programme"] == "disabled"}
    assert set(sides) == {"employment", "town"}
    grades = [row["disability_grade"] for row in town["members"] if row["disabled"] == "true"]
    half = sum(1200 if grade in ("1", "2") else 600 for grade in grades if grade)
    assert sides["town"] < half < sides["employment"]
    assert "" in grades


def test_openings_exceed_the_106_placements_a_little(town: dict[str, list[Row]]) -> None:
    vacancies = sum(int(row["vacancies"]) for row in town["jobs"])
    seekers = [row for row in town["members"] if row["seeks_work"] == "true" and row["able_to_work"] == "true"]
    assert 106 <= vacancies <= 125
    assert len(seekers) > 2 * 106


@pytest.mark.parametrize(
    ("table", "column", "parent", "key"),
    [
        ("households", "village", "villages", "village"),
        ("enterprises", "village", "villages", "village"),
        ("members", "household_id", "households", "household_id"),
        ("members", "employer_id", "enterprises", "enterprise_id"),
        ("groups", "department_id", "departments", "department_id"),
        ("groups", "enterprise_id", "enterprises", "enterprise_id"),
        ("jobs", "enterprise_id", "enterprises", "enterprise_id"),
        ("needs", "household_id", "households", "household_id"),
        ("needs", "member_id", "members", "member_id"),
        ("history", "household_id", "households", "household_id"),
        ("history", "member_id", "members", "member_id"),
        ("pins", "by", "departments", "department_id"),
    ],
)
def test_every_reference_is_found(town: dict[str, list[Row]], table: str, column: str, parent: str, key: str) -> None:
    keys = [row[key] for row in town[parent]]
    assert len(set(keys)) == len(keys)
    assert {row[column] for row in town[table]} - {""} <= set(keys)


def test_members_belong_to_the_household_that_their_application_names(town: dict[str, list[Row]]) -> None:
    home = {row["member_id"]: row["household_id"] for row in town["members"]}
    for row in (*town["needs"], *town["history"]):
        assert not row["member_id"] or home[row["member_id"]] == row["household_id"]


def test_quotas_can_be_met_by_counting(town: dict[str, list[Row]]) -> None:
    """For every set of villages, the groups that serve nothing else can all reach their least number of households."""
    households = Counter(row["village"] for row in town["households"])
    local = [row for row in town["groups"] if row["whole_town"] == "false"]
    for size in range(1, len(households) + 1):
        for villages in combinations(sorted(households), size):
            bound = [row for row in local if set(row["villages"].split(";")) <= set(villages)]
            assert sum(int(row["min_households"]) for row in bound) <= sum(households[v] for v in villages)
    assert sum(int(row["min_households"]) for row in town["groups"]) <= len(town["households"])


def test_departments_can_take_what_their_groups_must_and_all_together_every_household(
    town: dict[str, list[Row]],
) -> None:
    least: Counter[str] = Counter()
    for row in town["groups"]:
        least[row["department_id"]] += int(row["min_households"])
    most = {row["department_id"]: int(row["max_households"]) for row in town["departments"] if row["max_households"]}
    assert all(least[department] <= most[department] for department in most)
    assert sum(most.values()) > len(town["households"])


def test_pinned_pairs_may_be_paired(town: dict[str, list[Row]]) -> None:
    home = {row["household_id"]: row for row in town["households"]}
    group = {row["group_id"]: row for row in town["groups"]}
    pairs = [row for row in town["pins"] if row["programme"] == "pairing"]
    assert {row["kind"] for row in pairs} == {"must", "must_not"}
    for row in pairs:
        h, g = home[row["need"]], group[row["resource"]]
        employers = {m["employer_id"] for m in town["members"] if m["household_id"] == h["household_id"]}
        assert g["whole_town"] == "true" or h["village"] in g["villages"].split(";")
        assert g["enterprise_id"] not in employers
        assert kilometres(h, g) <= 5
        assert row["by"] and row["date"] and row["reason"]


def kilometres(a: Row, b: Row) -> float:
    lat_a, lon_a, lat_b, lon_b = (radians(float(row[k])) for row in (a, b) for k in ("lat", "lon"))
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 12742 * asin(sqrt(chord))
