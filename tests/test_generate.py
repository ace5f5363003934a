"""Generated scenarios: the same bytes every time, at any size, written whole or not at all; and their draws."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import pairing
from pairing.cli import main
from pairing.fault import BadData
from pairing.generate import scenario
from pairing.generate.draws import Draws, apportion, highest, portion
from pairing.generate.people import (
    CHILD,
    ELDER,
    FULL,
    HEAD,
    NO_STAGE,
    NONE,
    PARENT,
    SHAPES,
    SPOUSE,
    Homes,
    People,
    families,
)
from pairing.generate.places import Places, near, villages
from pairing.generate.scenario import kinds, write_scenario
from pairing.generate.store import Store

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("README.md", "out")}


@pytest.fixture(params=kinds())
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# ---------------------------------------------------------------- every kind


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(kind: str, tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_scenario(kind, tmp_path / name, households=150, seed=seed)
    a, b, c = (content(tmp_path / name) for name in "abc")
    assert a == b
    assert a.keys() == c.keys() and a["scenario.toml"] == c["scenario.toml"]
    assert a != c


def test_a_hundred_households_are_a_scenario_without_faults(kind: str, tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["generate", kind, "--households", "100", "--out", str(tmp_path / "small")])
    assert made.exit_code == 0, made.output
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "small")])
    assert checked.exit_code == 0, checked.output


def test_the_committed_scenario_is_what_is_generated(kind: str, tmp_path: Path) -> None:
    write_scenario(kind, tmp_path / kind)
    made, committed = content(tmp_path / kind), content(SCENARIOS / kind)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_above_the_bound_the_same_rows_are_parquet(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = write_scenario(kind, tmp_path / "csv", households=120)
    monkeypatch.setattr(scenario, "MOST_AS_CSV", 119)
    assert write_scenario(kind, tmp_path / "parquet", households=120) == rows
    assert {path.suffix for path in (tmp_path / "parquet").iterdir()} == {".parquet", ".toml"}
    plain, packed = pairing.read(tmp_path / "csv"), pairing.read(tmp_path / "parquet")
    for table in rows:
        select = f'SELECT * FROM "{table}" ORDER BY ALL'
        assert plain.db.execute(select).fetchall() == packed.db.execute(select).fetchall(), table


# ---------------------------------------------------------------- whole or not at all


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Store(tmp_path / "town", parquet=False) as store:
        store.add("homes", {"home": "number"}, number=np.arange(3))
        raise RuntimeError("stopped")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_earlier_tables_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_scenario("sanjiao", tmp_path / "town", households=100)
    before = content(tmp_path / "town")

    def fail(store: Store, name: str, text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "text", fail)
    with pytest.raises(KeyboardInterrupt):
        write_scenario("sanjiao", tmp_path / "town", households=200)
    assert content(tmp_path / "town") == before
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


def test_a_killed_run_leaves_no_folder_that_looks_like_a_scenario(tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from pairing.generate import store, scenario\n"
        "store.Store.text = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"scenario.write_scenario('sanjiao', Path({str(tmp_path / 'town')!r}), households=100)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", code], check=False, env=environment, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / "town").exists()
    assert all(path.name.startswith(".") for path in tmp_path.iterdir())


def test_generating_over_a_scenario_keeps_its_readme_and_replaces_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_scenario("sanjiao", tmp_path, households=100)
    (tmp_path / "README.md").write_text("ours", "utf-8")
    monkeypatch.setattr(scenario, "MOST_AS_CSV", 50)
    write_scenario("sanjiao", tmp_path, households=100)
    assert {path.suffix for path in tmp_path.iterdir()} == {".parquet", ".toml", ".md"}
    assert (tmp_path / "README.md").read_text("utf-8") == "ours"


@pytest.mark.parametrize("there", ['[scenario]\ncode = "another"\n', None])
def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path, there: str | None) -> None:
    name = "scenario.toml" if there else "letter.txt"
    (tmp_path / name).write_text(there or "dear all", "utf-8")
    with pytest.raises(BadData) as refused:
        write_scenario("sanjiao", tmp_path, households=100)
    assert [fault.code for fault in refused.value.faults] == ["generate_place"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_kind_that_there_is_not_is_refused_with_those_there_are(tmp_path: Path) -> None:
    asked = CliRunner().invoke(main, ["generate", "sanjia", "--out", str(tmp_path / "x")])
    assert asked.exit_code == 1
    assert "sanjiao" in asked.output
    assert not (tmp_path / "x").exists()


# ---------------------------------------------------------------- draws


def test_streams_are_what_they_have_always_been() -> None:
    """Other numbers here would change every committed table."""

    def draws() -> Draws:
        return Draws(7, "people", 3)

    assert (draws().uniform(2) * 2**53).astype(np.int64).tolist() == [847504113133977, 1828649980154530]
    assert draws().whole(1, 100, 8).tolist() == [10, 21, 8, 9, 14, 28, 72, 48]
    assert draws().pick((1, 2, 7), 10).tolist() == [0, 1, 0, 0, 1, 1, 2, 2, 1, 1]
    assert draws().order(6).tolist() == [2, 3, 0, 4, 1, 5]
    assert draws().chance(0.1, 8).tolist() == [True, False, True, True, False, False, False, False]
    assert draws().bell(2).tolist() == pytest.approx([-1.4210504901653138, -0.4520837065431369], abs=1e-12)


def test_every_path_has_a_stream_of_its_own() -> None:
    streams = [Draws(8, "people", 3), Draws(7, "homes", 3), Draws(7, "people", 4)]
    assert [stream.whole(1, 100, 4).tolist() for stream in streams] == [
        [1, 15, 19, 9],
        [3, 10, 83, 45],
        [82, 69, 84, 43],
    ]


def test_draws_keep_their_bounds_and_shares() -> None:
    draws = Draws(1, "bounds")
    numbers = draws.whole(-3, 4, 20_000)
    assert (numbers.min(), numbers.max()) == (-3, 4)
    assert np.bincount(draws.pick((1, 0, 3), 20_000)) / 20_000 == pytest.approx([0.25, 0, 0.75], abs=0.02)
    assert draws.chance(np.repeat([0.0, 1.0], 50)).tolist() == [False] * 50 + [True] * 50
    bell = draws.bell(20_000)
    assert (bell.mean(), bell.std()) == pytest.approx((0, 1), abs=0.03)
    assert sorted(draws.order(1000).tolist()) == list(range(1000))


def test_apportion_gives_largest_remainders_and_the_whole_total() -> None:
    assert apportion(10, [1, 1, 1]).tolist() == [4, 3, 3]
    assert apportion(7, [3, 2, 1]).tolist() == [4, 2, 1]
    assert apportion(0, [3, 2, 1]).tolist() == [0, 0, 0]
    weights = Draws(1, "weights").uniform(300)
    shares = apportion(12_345, weights)
    assert shares.sum() == 12_345
    assert (np.abs(shares - 12_345 * weights / weights.sum()) < 1).all()


def test_highest_marks_so_many_and_the_first_among_equals() -> None:
    assert highest(np.array([1.0, 3, 3, 2]), 1).tolist() == [False, True, False, False]
    assert highest(np.array([1.0, 3, 3, 2]), 3).tolist() == [False, True, True, True]
    assert not highest(np.array([1.0, 3]), 0).any()


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_portions_add_up_to_the_total(step: int) -> None:
    parts = [portion(2398, first, min(step, 800 - first), 800) for first in range(0, 800, step)]
    assert sum(parts) == 2398
    assert max(parts) - min(parts) <= 1 or 800 % step


# ---------------------------------------------------------------- places and people


@pytest.fixture(scope="module")
def places() -> Places:
    return villages(Draws(1, "places"), 40, towns=6, lat=28.0, lon=120.6, radius_km=40)


@pytest.fixture(scope="module")
def settled(places: Places) -> tuple[Homes, People]:
    village = np.repeat(np.arange(40), places.households(6000))
    return families(Draws(2, "people"), places, village, people=18_000)


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def test_village_sizes_add_up_and_follow_zipf(places: Places) -> None:
    sizes = places.households(100_000)
    assert sizes.sum() == 100_000
    assert sizes[0] / sizes[9] == pytest.approx(10**0.8, rel=0.01)
    assert (np.diff(sizes) <= 0).all()


def test_towns_are_about_even_and_villages_lie_in_the_disc(places: Places) -> None:
    assert set(np.bincount(places.town).tolist()) <= {6, 7}
    km = np.hypot((places.lat - 28) * 111.2, (places.lon - 120.6) * 111.2 * np.cos(np.radians(28)))
    assert km.max() <= 40 * 1.25
    assert correlation(km, places.hardship) > 0.5
    lat, _ = near(Draws(3), places, np.zeros(500, dtype=np.int64), 1.2)
    assert np.abs(lat - places.lat[0]).max() <= 1.2 / 111.2 + 1e-5


def test_people_are_exactly_as_many_as_published(settled: tuple[Homes, People]) -> None:
    homes, people = settled
    assert len(people.home) == homes.size.sum() == 18_000
    assert np.bincount(people.home).tolist() == homes.size.tolist()
    assert (people.number[homes.first] == 1).all()


def test_more_people_than_the_largest_families_are_refused(places: Places) -> None:
    largest = max(len(roles) for roles, _ in SHAPES)
    village = np.zeros(10, dtype=np.int64)
    assert families(Draws(4), places, village, people=10 * largest)[0].size.tolist() == [largest] * 10
    with pytest.raises(ValueError, match="cannot hold"):
        families(Draws(4), places, village, people=10 * largest + 1)


def test_ages_of_a_household_hang_together(settled: tuple[Homes, People]) -> None:
    homes, people = settled
    apart = people.age - people.age[homes.first][people.home]
    assert (apart[people.role == CHILD] <= -22 + (people.age[people.role == CHILD] == 0) * 22).all()
    assert ((apart[people.role == PARENT] >= 21) & (apart[people.role == PARENT] <= 32)).all()
    assert (np.abs(apart[people.role == SPOUSE]) <= 5).all()
    assert people.age[people.role == ELDER].min() >= 61
    assert people.age.min() >= 0
    second = np.flatnonzero(people.role == SPOUSE)
    assert (people.male[second] != people.male[second - 1]).all()
    assert (people.role[homes.first] == HEAD).sum() + (people.role[homes.first] == ELDER).sum() == len(homes.size)


def test_school_and_work_fit_the_age_and_the_health(settled: tuple[Homes, People]) -> None:
    _, people = settled
    assert ((people.stage != NO_STAGE) <= ((people.age > 6) & (people.age <= 22))).all()
    assert (people.stage[(people.age > 6) & (people.age < 16)] != NO_STAGE).all()
    no_work = (people.age < 16) | (people.age >= 65) | (people.stage != NO_STAGE) | np.isin(people.grade, (1, 2))
    assert (people.ability[no_work] == NONE).all()
    assert not people.employed[people.ability == NONE].any()
    assert people.employed[people.ability == FULL].mean() > 0.5


def test_hardship_lowers_income_and_work_and_makes_illness_and_bad_homes_likelier(
    settled: tuple[Homes, People], places: Places
) -> None:
    homes, people = settled
    each = homes.hardship[people.home]
    assert correlation(homes.hardship, homes.income) < -0.1
    assert correlation(each, people.employed) < -0.05
    assert correlation(each, people.ill) > 0.02
    assert correlation(each, people.grade > 0) > 0.05
    assert correlation(homes.hardship, homes.housing) > 0.3
    assert correlation(places.hardship[homes.village], homes.hardship) > 0.1
    assert correlation(people.age, people.grade > 0) > 0.02
    assert correlation(people.ill, people.cost) > 0.5
