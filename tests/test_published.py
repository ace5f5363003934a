"""Published instances reach their listed optimum through the public doors; none is part of the project."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

import pairing
import published

FOLDER = os.environ.get("PAIRING_INSTANCES", "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="PAIRING_INSTANCES is not set: it names a folder of published instances with best_known.csv"
)
HOME = Path(FOLDER)


def best_known(instance: str, sense: str) -> int:
    """The listed optimum as a total of points: costs count as negative points."""
    with (HOME / "best_known.csv").open(encoding="utf-8", newline="") as stream:
        values = {(row["instance"], row["sense"]): int(row["value"]) for row in csv.DictReader(stream)}
    return -values[instance, sense] if sense == "min" else values[instance, sense]


def solved(folder: Path, *, time_limit: float | None = None) -> tuple[pairing.Plan, dict[str, object]]:
    """The plan of a converted instance, accepted by the verifier, and its only goal."""
    scenario = pairing.read(folder)
    plan = pairing.solve(scenario, time_limit=time_limit)
    assert plan.status in ("optimal", "feasible")
    verdict = pairing.verify(scenario, plan)
    assert verdict.ok, verdict.faults
    (goal,) = plan.summary["goals"]
    return plan, goal


def reaches(folder: Path, optimum: int, *, proof: str, time_limit: float | None = None) -> None:
    """The instance is solved to its listed optimum, with no gap, and with the proof that its kind allows."""
    plan, goal = solved(folder, time_limit=time_limit)
    assert (plan.status, goal["value"], goal["bound"], goal["gap"]) == ("optimal", optimum, optimum, 0)
    assert goal["proof"] == proof
    assert int((plan.matches["points"] * plan.matches["amount"]).sum()) == optimum


@pytest.mark.parametrize(("instance", "file"), [("assign100", "assign100.txt"), ("assign500", "assign500.txt.gz")])
def test_assignment(tmp_path: Path, instance: str, file: str) -> None:
    reaches(published.assignment(HOME / "assign" / file, tmp_path), best_known(instance, "min"), proof="proved")


def test_minimum_cost_flow(tmp_path: Path) -> None:
    folder = published.flow(HOME / "flow" / "netgen-2.dmx", tmp_path)
    reaches(folder, best_known("netgen-2", "min"), proof="proved")


# The prices of a search leave the duality gap open: its bound is the search's own, checked against theirs.


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.parametrize("instance", ["gap1-0", "gap5-0", "gap12-0"])
def test_generalised_assignment(tmp_path: Path, instance: str, sense: str) -> None:
    folder = published.generalised_assignment(HOME / "gap" / instance, tmp_path, sense)
    reaches(folder, best_known(instance, sense), proof="claimed")


def test_generalised_assignment_c05100(tmp_path: Path) -> None:
    folder = published.generalised_assignment(HOME / "gap" / "c05100", tmp_path, "min")
    reaches(folder, best_known("c05100", "min"), proof="claimed")


@pytest.mark.long
def test_generalised_assignment_d05100_comes_close_in_a_minute(tmp_path: Path) -> None:
    folder = published.generalised_assignment(HOME / "gap" / "d05100", tmp_path, "min")
    _, goal = solved(folder, time_limit=60)
    cost, optimum, bound = -int(str(goal["value"])), -best_known("d05100", "min"), -int(str(goal["bound"]))
    assert bound <= optimum <= cost <= optimum * 1.003, f"cost {cost}, bound {bound}, optimum {optimum}"


def test_knapsack_pb5(tmp_path: Path) -> None:
    (sack,) = published.knapsacks(HOME / "knapsack" / "pb5.dat", many=False)
    assert sack.optimum == best_known("pb5", "max")
    reaches(published.knapsack(sack, tmp_path), sack.optimum, proof="claimed")


@pytest.mark.long
@pytest.mark.parametrize("number", [0, 9, 29])
def test_knapsack_of_five_dimensions(tmp_path: Path, number: int) -> None:
    sack = published.knapsacks(HOME / "knapsack" / "mknapcb1.txt", many=True)[number]
    optimum = best_known(f"mknapcb1#{number}", "max")
    reaches(published.knapsack(sack, tmp_path), optimum, proof="claimed", time_limit=300)


@pytest.mark.parametrize("conflicts", [False, True], ids=["without conflicts", "with conflicts"])
def test_course_bids(tmp_path: Path, conflicts: bool) -> None:
    folder = published.courses(HOME / "courses" / "ariel_5783_input.json", tmp_path, conflicts=conflicts)
    instance = "with course conflicts" if conflicts else "without course conflicts"
    reaches(folder, best_known(instance, "max total value"), proof="proved")
