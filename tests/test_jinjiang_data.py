"""The tables of `scenarios/jinjiang` hold the published figures; other sizes have them in proportion."""

from __future__ import annotations

from pathlib import Path

import pytest

import pairing
from pairing.generate.scenario import write_scenario

FOLDER = Path(__file__).parents[1] / "scenarios" / "jinjiang"
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def district() -> pairing.Scenario:
    return pairing.read(FOLDER)


def rows(scenario: pairing.Scenario, sql: str) -> list[Row]:
    return scenario.db.execute(sql).fetchall()


def one(scenario: pairing.Scenario, sql: str) -> float:
    return float(rows(scenario, sql)[0][0])  # type: ignore[arg-type]


def test_sixteen_streets_and_117_communities(district: pairing.Scenario) -> None:
    assert rows(district, "SELECT count(DISTINCT town), count(*) FROM villages") == [(16, 117)]
    assert one(district, "SELECT count(DISTINCT village) FROM households") == 117


def test_2737_households_and_3658_people_by_tier(district: pairing.Scenario) -> None:
    counted = "SELECT tier, count(*), sum(size) FROM households GROUP BY tier ORDER BY 2 DESC"
    assert rows(district, counted) == [("dibao", 2388, 3114), ("expenditure", 290, 415), ("marginal", 59, 129)]
    lived = "SELECT h.tier, count(*) FROM members m JOIN households h USING (household_id) GROUP BY 1 ORDER BY 2 DESC"
    assert rows(district, lived) == [("dibao", 3114), ("expenditure", 415), ("marginal", 129)]


def test_income_a_head_lies_on_its_tiers_side_of_500_and_750(district: pairing.Scenario) -> None:
    bounds = "SELECT tier, min(income_per_head), max(income_per_head) FROM households GROUP BY tier"
    for tier, low, high in rows(district, bounds):
        assert {"dibao": high < 500, "marginal": low >= 500 and high <= 750, "expenditure": low > 750}[tier]  # type: ignore


def test_402_registered_398_files_263_help_plans(district: pairing.Scenario) -> None:
    steps = {"registered": 402, "filed": 398, "planned": 263}
    order = list(steps)
    for step, count in steps.items():
        among = ", ".join(f"'{later}'" for later in order[order.index(step) :])
        assert one(district, f"SELECT count(*) FROM households WHERE centre IN ({among})") == count


def test_by_june_743_person_times_with_1487520_yuan_of_which_103_families_got_1371700(
    district: pairing.Scenario,
) -> None:
    paid = "SELECT count(*), sum(amount) FROM history WHERE amount > 0 AND date <= DATE '2015-06-30'"
    assert rows(district, paid) == [(743, 1_487_520)]
    large = "SELECT count(*), count(DISTINCT household_id), sum(amount) FROM history WHERE amount > 0 AND {}"
    assert rows(district, large.format("programme <> 'relief'")) == [(103, 103, 1_371_700)]
    small = "SELECT max(times) FROM (SELECT count(*) times FROM history WHERE amount > 0 GROUP BY member_id, purpose)"
    assert one(district, small) == 1


def test_by_june_oil_clothing_and_checkups(district: pairing.Scenario) -> None:
    kinds = "SELECT programme, count(DISTINCT member_id), sum(quantity) FROM history WHERE quantity > 0 GROUP BY 1"
    assert sorted(rows(district, kinds)) == [("checkup", 400, 400), ("clothing", 186, 186), ("oil", 230, 300)]


def test_the_same_goods_are_there_for_the_second_half(district: pairing.Scenario) -> None:
    offered = "SELECT kind, sum(quantity) FROM supplies GROUP BY kind ORDER BY kind"
    assert rows(district, offered) == [("checkup", 400), ("clothing", 186), ("oil", 300)]
    assert one(district, "SELECT sum(quantity * unit_yuan) FROM supplies WHERE kind = 'checkup'") == 240_000


def test_the_base_fund_has_three_million_and_june_has_seen_half_of_it(district: pairing.Scenario) -> None:
    assert one(district, "SELECT sum(budget) FROM funds WHERE pot = 'base'") == 3_000_000
    assert one(district, "SELECT count(DISTINCT purpose) FROM funds WHERE pot = 'base'") == 7
    assert one(district, "SELECT sum(remaining) FROM purses WHERE pot = 'base'") == 3_000_000 - 1_487_520
    assert one(district, "SELECT min(remaining) FROM purses") >= 0


def test_the_bundle_is_390_50_30_30_yuan_a_month_for_half_a_year(district: pairing.Scenario) -> None:
    parts = "SELECT part, month_yuan, months FROM bundle ORDER BY month_yuan DESC, part"
    assert rows(district, parts) == [("living", 390, 6), ("study", 50, 6), ("goods", 30, 6), ("phone", 30, 6)]
    assert rows(district, "SELECT DISTINCT bundle_yuan FROM bundle_parts") == [(3000,)]


def test_milk_cards_for_40_children_at_96_yuan_for_a_year(district: pairing.Scenario) -> None:
    (milk,) = rows(district, "SELECT places, months, month_yuan FROM projects WHERE purpose = 'milk'")
    assert milk == (40, 12, 96)
    assert one(district, "SELECT project_yuan FROM menu WHERE purpose = 'milk'") == 46_080
    assert one(district, "SELECT sum(pledge) FROM donors WHERE purpose IN ('milk', 'any')") >= 46_080
    both = one(district, "SELECT sum(project_yuan) FROM menu")
    assert one(district, "SELECT sum(pledge) FROM donors") < both


def test_the_neighbours_plan_pays_200_yuan_a_month_and_a_sponsor_5000(district: pairing.Scenario) -> None:
    assert rows(district, "SELECT DISTINCT yuan FROM alone") == [(6 * 200,)]
    assert rows(district, "SELECT DISTINCT pledge FROM sponsors") == [(5000,)]


def test_households_come_in_and_leave(district: pairing.Scenario) -> None:
    assert dict(rows(district, "SELECT kind, count(*) FROM moves GROUP BY kind")) == {"in": 52, "left": 44}
    late = "SELECT count(*) FROM moves JOIN households USING (household_id) WHERE kind = 'in' AND registered_on <> date"
    assert one(district, late) == 0


def test_every_community_has_a_cadre_and_quotas_can_be_met(district: pairing.Scenario) -> None:
    served = "SELECT count(DISTINCT c) FROM (SELECT unnest(communities) AS c FROM cadres)"
    assert one(district, served) == 117
    least, most = rows(district, "SELECT sum(min_households), sum(max_households) FROM cadres")[0]
    assert least < 2737 * 0.6 and 2737 * 0.9 < most < 2737  # type: ignore[operator]


def test_the_seven_measures_are_all_there(district: pairing.Scenario) -> None:
    measures = {"jobs", "education", "medical", "dibao", "relief", "housing", "special"}
    assert {row[0] for row in rows(district, "SELECT DISTINCT measure FROM policies")} == measures
    assert {"jobs", "startup", "bundle", "medical", "relief", "housing", "neighbours"} <= {
        programme.code for programme in district.config.programmes
    }


@pytest.mark.parametrize(("households", "districts"), [(100, 1), (2738, 1), (8211, 3)])
def test_every_figure_grows_with_the_households(tmp_path: Path, households: int, districts: int) -> None:
    write_scenario("jinjiang", tmp_path / "other", households=households)
    other = pairing.read(tmp_path / "other")
    figures = {
        "SELECT count(*) FROM members": 3658,
        "SELECT count(*) FROM households WHERE tier = 'dibao'": 2388,
        "SELECT count(*) FROM households WHERE centre <> 'none'": 402,
        "SELECT count(*) FROM history WHERE amount > 0": 743,
        "SELECT sum(amount) / 1000 FROM history": 1487.52,
        "SELECT sum(budget) / 1000 FROM funds WHERE pot = 'base'": 3000,
        "SELECT sum(quantity) FROM supplies WHERE kind = 'oil'": 300,
        "SELECT sum(places) FROM projects WHERE purpose = 'milk'": 40,
    }
    for sql, figure in figures.items():
        assert one(other, sql) == pytest.approx(figure * households / 2737, abs=1.5), sql
    assert one(other, "SELECT count(DISTINCT district) FROM villages") == districts
