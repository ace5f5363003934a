"""The benchmarks run at small sizes and report what they promise; nothing here is timed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.families import FAMILIES, instance, nearest, renumbered  # noqa: E402
from benchmarks.kernel import reference  # noqa: E402
from benchmarks.policies import picture, tables  # noqa: E402

from pairing.solvers import auction_order  # noqa: E402
from pairing.solvers.transport import load, used  # noqa: E402


def run(*arguments: str) -> Any:
    """The JSON that a benchmark prints."""
    ran = subprocess.run([sys.executable, *arguments, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


KERNEL_KEYS = {
    "instance",
    "needs",
    "links",
    "seconds",
    "reference_seconds",
    "ratio_to_simple_min_cost_flow",
    "optimal",
    "objective",
    "reference_objective",
}


@pytest.mark.parametrize("door", [["benchmarks/kernel.py"], ["-m", "benchmarks.kernel"]], ids=["file", "module"])
def test_kernel_reports_every_family_with_both_quotas(door: list[str]) -> None:
    rows = run(*door, "--needs", "600", "--links", "6", "--rounds", "1", "--renumbered")["rows"]
    assert [row["instance"] for row in rows] == [f"{f} {least}..12" for f in FAMILIES for least in (0, 6)]
    for row in rows:
        assert row.keys() >= KERNEL_KEYS
        assert row["optimal"] and row["objective"] == row["reference_objective"]
        assert row["links"] == 6 * row["needs"]
        assert row["renumbered_seconds"] > 0


def test_reasons_are_told_for_every_need_that_is_short() -> None:
    told = run("-m", "benchmarks.reasons", "--needs", "200", "--links", "4", "--rounds", "1")
    assert told["bytes"] > 100_000 and told["short"] > 0


def test_scaling_reports_every_size() -> None:
    rows = run("-m", "benchmarks.scaling", "--sizes", "2000,8000", "--links", "8")["rows"]
    assert [row["links"] for row in rows] == [2000, 8000]
    assert all(row["optimal"] and row["seconds"] > 0 and row["peak_bytes"] > 0 for row in rows)


def test_assignment_reports_every_peer() -> None:
    rows = run("-m", "benchmarks.assignment", "--sizes", "60", "--needs", "50", "--links", "5", "--rounds", "1")["rows"]
    assert {row["instance"].split()[0] for row in rows} >= {"1..100", "plane", "factors"}
    installed = importlib.util.find_spec("lap") is not None
    for row in rows:
        if row["peer"].startswith("lapx"):
            assert (row["seconds"] is not None) == installed
            assert row["note"] == ("" if installed else "not installed")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("least", [0, 6])
def test_every_instance_has_the_hidden_plan(family: str, least: int) -> None:
    given, drawn = instance(family, 1000, 6, least, 12, seed=2)
    row = np.repeat(np.arange(1000), 6)
    ours = given.resource == drawn.hidden[row]
    taken = np.zeros(given.links, dtype=bool)
    taken[[np.flatnonzero(ours & (row == i))[0] for i in range(1000)]] = True
    assert np.all(used(given, taken) == 1)
    assert np.all(load(given, taken) >= given.least), "needs may stay without, so too many do no harm"
    assert given.points.dtype == given.resource.dtype == np.int32
    assert given.points.min() >= 1 and given.points.max() <= 10_000
    assert given.least.max() == least


@pytest.mark.parametrize("family", FAMILIES)
def test_renumbering_changes_nothing_but_the_order(family: str) -> None:
    given, drawn = instance(family, 400, 5, 0, 12, seed=3)
    again = renumbered(given, drawn)
    assert reference(again)[0] == reference(given)[0]
    assert sorted(again.points.tolist()) == sorted(given.points.tolist())


def test_the_same_seed_draws_the_same_instance() -> None:
    one, two = (instance("city", 500, 5, 6, 12, seed=4)[0] for _ in range(2))
    assert np.array_equal(one.resource, two.resource) and np.array_equal(one.points, two.points)


@pytest.mark.parametrize(("here", "there"), [(200, 40), (50, 3), (300, 1000)])
def test_nearest_places_are_the_nearest(here: int, there: int) -> None:
    draw = np.random.default_rng(5)
    ours, theirs = draw.random((here, 2)) ** 3, draw.random((there, 2)) ** 2
    count = min(8, there)
    found, far = nearest(ours, theirs, count)
    every = np.hypot(ours[:, :1] - theirs[:, 0], ours[:, 1:] - theirs[:, 1])
    assert np.allclose(far, np.sort(every, axis=1)[:, :count])
    assert np.allclose(np.take_along_axis(every, found.astype(np.int64), axis=1), far)


def test_a_wrong_price_is_noticed() -> None:
    """The certificate is no formality: prices that prove too much fail."""
    from benchmarks.kernel import proved

    from pairing.solvers import auction

    given, _ = instance("uniform", 300, 5, 6, 12, seed=6)
    matched = auction.solve(given)
    proved(given, matched)
    wrong = auction.Matched(matched.status, matched.taken, matched.price + 1, matched.value, matched.bound)
    with pytest.raises(AssertionError, match="not proved"):
        proved(given, wrong)


def test_stable_finds_what_the_library_finds() -> None:
    """The run stops where the matches differ or a pair blocks."""
    rows = run("-m", "benchmarks.stable", "--needs", "400", "--links", "4", "--sizes", "60", "--rounds", "1")["rows"]
    assert [row["what"] for row in rows[:3]] == ["needs propose", "resources propose", "top trading cycles"]
    assert all(row["needs"] == 400 and row["links"] == 1600 and row["seconds"] >= 0 for row in rows[:5])
    assert all(row["note"] or row["served"] == rows[5]["served"] for row in rows[5:])


def test_only_links_that_follow_places_are_brought_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auction_order, "_MANY", 0)
    near, _ = instance("geographic", 3000, 8, 0, 12, 1)
    ordered = auction_order.ordered(near)
    assert ordered is not None
    spans = [np.ptp(t.resource.reshape(-1, 8), axis=1).mean() for t in (near, ordered.transport)]
    assert spans[1] < spans[0] / 2
    assert auction_order.ordered(instance("uniform", 3000, 8, 0, 12, 1)[0]) is None
    assert auction_order.ordered(instance("clones", 3000, 8, 0, 12, 1)[0]) is None


def test_the_table_and_picture_of_policies_are_what_their_figures_say() -> None:
    found = json.loads((ROOT / "benchmarks/policies.json").read_text("utf-8"))
    assert tables(found) == (ROOT / "benchmarks/policies.md").read_text("utf-8")
    assert picture(found) == (ROOT / "docs/policies.svg").read_text("utf-8")
    assert "http" not in picture(found).replace("http://www.w3.org/2000/svg", "")
