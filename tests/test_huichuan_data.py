"""The tables of `scenarios/huichuan` hold the published figures and describe nobody real, at any size."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import pairing
from pairing.generate.scenario import write_scenario
from pairing.tables.identity import check_character

FOLDER = Path(__file__).parents[1] / "scenarios" / "huichuan"
Row = dict[str, str]


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def district() -> dict[str, list[Row]]:
    return {path.stem: read(path) for path in FOLDER.glob("*.csv")}


def funds(district: dict[str, list[Row]], layer: str) -> dict[str, Row]:
    return {row["fund_id"]: row for row in district["funds"] if row["layer"] == layer}


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    write_scenario("huichuan", tmp_path / "again")
    made = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert made == {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in (".csv", ".toml")}


def test_nobody_has_the_number_of_a_real_person(district: dict[str, list[Row]]) -> None:
    numbers = [row["id_number"] for row in (*district["members"], *district["admissions"]) if row["id_number"]]
    assert {number[:6] for number in numbers} == {"524001"}


def test_numbers_on_the_hardship_list_are_right_and_on_the_admission_list_a_few_are_not(
    district: dict[str, list[Row]],
) -> None:
    members = [row["id_number"] for row in district["members"]]
    assert len(set(members)) == len(members)
    assert all(check_character(number[:17]) == number[17] for number in members)
    typed = [row["id_number"] for row in district["admissions"]]
    assert 5 <= sum(bool(number) and check_character(number[:17]) != number[17] for number in typed) <= 25
    assert 5 <= typed.count("") <= 25


def test_about_2500_admissions_meet_about_6000_people_of_three_lists(district: dict[str, list[Row]]) -> None:
    assert len(district["admissions"]) == 2500
    assert 5500 < len(district["members"]) < 7000
    assert {row["tier"] for row in district["households"]} == {"dibao", "destitute", "expenditure"}


def test_donors_pledge_180_000_and_more_each_with_a_purpose_and_relief_fills_up_to_1_08_million(
    district: dict[str, list[Row]],
) -> None:
    gifts = funds(district, "2")
    assert 180_000 <= sum(int(fund["budget"]) for fund in gifts.values()) <= 200_000
    restrictions = ("for_level", "for_fields", "for_sex", "for_town")
    assert all(any(fund[name] for name in restrictions) for fund in gifts.values())
    assert all(0 < int(fund["min_grant"]) < int(fund["max_grant"]) for fund in gifts.values())
    assert sum(int(fund["budget"]) for fund in funds(district, "1").values()) == 897_000


@pytest.mark.parametrize("households", [100, 4300])
def test_other_sizes_keep_the_shares(tmp_path: Path, households: int) -> None:
    rows = write_scenario("huichuan", tmp_path / "other", households=households, seed=7)
    assert rows["households"] == households
    share = households / 2100
    assert rows["admissions"] == pytest.approx(2500 * share, abs=2)
    assert rows["visits"] == pytest.approx(257 * share, abs=2)
    money = read(tmp_path / "other" / "funds.csv")
    assert sum(int(row["budget"]) for row in money if row["layer"] == "1") == pytest.approx(897_000 * share, abs=200)
    assert {row["district"] for row in money} == ({"D1", "D2"} if households == 4300 else {"D1"})
    scenario = pairing.read(tmp_path / "other", threads=1)
    assert scenario.db.execute("SELECT count(*) FROM students WHERE matched").fetchone()[0] > 200 * share
