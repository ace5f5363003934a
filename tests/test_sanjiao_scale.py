"""Towns of Sanjiao's kind at other sizes: as many towns as the households fill, and the same scarcity in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

import pairing
from pairing.generate.kinds.sanjiao import town_tables
from pairing.generate.scenario import write_scenario

#: The published town's figures, which other sizes have in proportion.
FIGURES = {
    "SELECT count(*) FROM households": 800,
    "SELECT count(*) FROM members": 2398,
    "SELECT count(*) FROM departments": 36,
    "SELECT count(*) FROM departments WHERE pairs": 30,
    "SELECT count(*) FROM enterprises WHERE larger": 110,
    "SELECT count(*) FROM groups": 110,
    "SELECT count(*) FROM groups WHERE max_households = 12": 36,
    "SELECT sum(vacancies) FROM jobs": 115,
    "SELECT sum(budget) / 1000 FROM funds WHERE programme = 'goods'": 900,
    "SELECT sum(budget) / 1000 FROM funds WHERE programme = 'startup'": 10_000,
    "SELECT sum(budget) / 1000 FROM funds WHERE programme = 'housing'": 7000,
}


@pytest.fixture(scope="module", params=[100, 1199, 1200, 4000])
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pairing.Scenario:
    folder = tmp_path_factory.mktemp("sanjiao") / str(request.param)
    write_scenario("sanjiao", folder, households=request.param)
    return pairing.read(folder)


def one(region: pairing.Scenario, sql: str) -> float:
    return float(region.db.execute(sql).fetchall()[0][0])


def test_every_figure_grows_with_the_households(region: pairing.Scenario) -> None:
    homes, towns = (one(region, f"SELECT count({what}) FROM households") for what in ("*", "DISTINCT town"))
    assert towns == {100: 1, 1199: 1, 1200: 2, 4000: 5}[int(homes)]
    for sql, figure in FIGURES.items():
        assert abs(one(region, sql) - figure * homes / 800) <= towns, sql


def test_everything_that_serves_a_town_is_of_that_town(region: pairing.Scenario) -> None:
    for table in ("villages", "households", "departments", "groups", "jobs", "courses", "funds"):
        assert one(region, f"SELECT count(DISTINCT town) FROM {table}") == one(
            region, "SELECT count(DISTINCT town) FROM households"
        )
    strangers = """
        SELECT count(*) FROM groups g JOIN departments d USING (department_id) JOIN enterprises e USING (enterprise_id)
        JOIN villages v ON v.village = e.village WHERE d.town <> g.town OR v.town <> g.town
    """
    assert one(region, strangers) == 0
    wanderers = "SELECT count(*) FROM households h JOIN villages v USING (village) WHERE v.town <> h.town"
    assert one(region, wanderers) == 0


def test_quotas_can_be_met_by_counting_in_every_town(region: pairing.Scenario) -> None:
    """For every set of villages, the groups that serve nothing else can all reach their least number of households."""
    homes = dict(region.db.execute("SELECT village, count(*) FROM households GROUP BY village").fetchall())
    groups = region.db.execute("SELECT town, min_households, villages, whole_town FROM groups").fetchall()
    of_town = defaultdict(list)
    for village, town in region.db.execute("SELECT village, town FROM villages").fetchall():
        of_town[town].append(village)
    for town, places in of_town.items():
        local = [(least, set(served)) for t, least, served, whole in groups if t == town and not whole]
        for size in range(1, len(places) + 1):
            for chosen in combinations(places, size):
                bound = sum(least for least, served in local if served <= set(chosen))
                assert bound <= sum(homes.get(village, 0) for village in chosen)
        least = sum(group[1] for group in groups if group[0] == town)
        assert least <= sum(homes.get(village, 0) for village in places)


def test_more_towns_never_move_the_rows_of_the_first(tmp_path: Path) -> None:
    tables = [write_scenario("sanjiao", tmp_path / str(homes), households=homes) for homes in (800, 2400)]
    assert tables[1]["households"] == 3 * tables[0]["households"]
    for name in tables[0]:
        one_town, three = ((tmp_path / homes / f"{name}.csv").read_text("utf-8-sig") for homes in ("800", "2400"))
        assert three.startswith(one_town), name


def test_a_small_town_can_be_planned(tmp_path: Path) -> None:
    write_scenario("sanjiao", tmp_path, households=100)
    plan = pairing.solve(tmp_path, threads=1)
    assert plan.status in ("optimal", "feasible")
    assert plan.summary["verdict"]["ok"]
    helped = Counter(plan.matches["programme"])
    assert all(helped[programme] > 0 for programme in ("pairing", "goods", "education", "housing", "jobs"))


def test_towns_draw_people_of_their_own() -> None:
    incomes = [town_tables(2012, town, 800, 2398)["households"]["income"].tolist() for town in (0, 1)]
    assert incomes[0] != incomes[1]
