"""The auction: the optimum of OR-Tools' flow on problems of every shape, exact prices, conflicts, and warm starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.solvers import auction_order, auction_phases, certificate
from pairing.solvers.auction import solve
from pairing.solvers.auction_phases import too_large
from pairing.solvers.certificate import bound, broken
from pairing.solvers.matched import Conflict, Matched
from pairing.solvers.transport import Transport, linked, load, used, worth
from transports import best, drawn, side_by_side, town

SHAPES = {
    "mixed": {},
    "tight": {"tight": True},
    "few resources": {"needs": 40, "resources": 4},
    "many resources": {"needs": 4, "resources": 20},
    "all points alike": {"largest": 1, "tight": True},
    "wide points": {"largest": 10**5},
    "larger": {"needs": 120, "resources": 30, "wishes": 12},
    "all agree": {"needs": 120, "resources": 30, "wishes": 12, "agreed": 1000},
    "all agree, wide points": {"needs": 200, "resources": 20, "wishes": 6, "largest": 1000, "agreed": 10**6},
    "alike": {"needs": 6, "copies": 15},
    "alike, tight": {"needs": 6, "copies": 15, "tight": True, "agreed": 20},
}


def _agrees(transport: Transport, hint: str) -> Matched:
    truth = best(transport)
    found = solve(transport)
    if truth is None:
        assert found.status == "infeasible", hint
        _check_conflict(transport, found.conflict, hint)
        return found
    assert (found.status, found.value, found.bound) == ("optimal", truth, truth), hint
    assert broken(transport, found.taken) == [], hint
    assert worth(transport, found.taken) == truth == bound(transport, found.taken, found.price), hint
    return found


def _check_conflict(transport: Transport, conflict: Conflict | None, hint: str) -> None:
    """What is named cannot be had together: counted by hand."""
    assert conflict is not None, hint
    owner = np.repeat(np.arange(transport.needs), np.diff(transport.first))
    inside = np.isin(transport.resource, conflict.resources)
    if len(conflict.needs):
        mine = np.isin(owner, conflict.needs)
        seats = np.minimum(transport.most, linked(transport))[conflict.resources].sum()
        elsewhere = np.count_nonzero(mine & ~inside)
        assert transport.must[conflict.needs].all(), hint
        assert transport.units[conflict.needs].sum() > seats + elsewhere, hint
    else:
        # Every need gives the resources at most its units, and at most its links to them.
        give = np.minimum(np.bincount(owner[inside], minlength=transport.needs), transport.units)
        per_resource = linked(transport)[conflict.resources]
        wanted = transport.least[conflict.resources]
        assert wanted.sum() > give.sum() or np.any(wanted > per_resource), hint


@pytest.mark.parametrize("shape", SHAPES)
def test_the_optimum_is_that_of_the_flow(shape: str) -> None:
    infeasible = 0
    for seed in range(150):
        infeasible += _agrees(drawn(seed, **SHAPES[shape]), f"{shape} {seed}").status == "infeasible"
    assert infeasible < 150


@pytest.mark.parametrize("shape", SHAPES)
def test_another_order_in_memory_changes_neither_optimum_nor_proof(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auction_order, "_MANY", 0)
    monkeypatch.setattr(auction_order, "_scattered", lambda transport: True)
    for seed in range(40):
        _agrees(drawn(seed, **SHAPES[shape]), f"{shape} {seed}")


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_the_optimum_is_that_of_the_flow_thousands_of_times(shape: str) -> None:
    for seed in range(1000, 4000):
        _agrees(drawn(seed, **SHAPES[shape]), f"{shape} {seed}")


numbers = st.integers(-(10**6), 10**6)


@st.composite
def corners(draw: st.DrawFn) -> Transport:
    """Problems at the edges: no seats, one need, all ties, huge and negative points, doubled links."""
    needs, resources = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    degree = [draw(st.integers(0, 4)) for _ in range(needs)]
    links = sum(degree)
    points = draw(st.one_of(st.just([7] * links), st.lists(numbers, min_size=links, max_size=links)))
    most = [draw(st.integers(0, 3)) for _ in range(resources)]
    least = [draw(st.integers(0, each)) if draw(st.booleans()) else 0 for each in most]
    return Transport(
        np.concatenate([[0], np.cumsum(degree)]).astype(np.int64),
        np.array([draw(st.integers(0, resources - 1)) for _ in range(links)], dtype=np.int32),
        np.array(points, dtype=np.int64),
        np.array([draw(st.integers(0, 3)) for _ in range(needs)], dtype=np.int32),
        np.array([draw(st.booleans()) for _ in range(needs)]),
        np.array([draw(st.integers(-5, 5)) for _ in range(needs)], dtype=np.int64),
        np.array(least, dtype=np.int32),
        np.array(most, dtype=np.int32),
    )


@settings(max_examples=300, deadline=None)
@given(corners())
def test_corner_cases(transport: Transport) -> None:
    _agrees(transport, "corner")


def test_points_up_to_the_documented_bound_and_not_beyond() -> None:
    seats = np.array([1], dtype=np.int32)
    one = Transport(
        np.array([0, 1, 2]),
        np.array([0, 0], dtype=np.int32),
        np.array([1, 2], dtype=np.int64),
        np.array([1, 1], dtype=np.int32),
        np.zeros(2, dtype=bool),
        np.zeros(2, dtype=np.int64),
        np.zeros(1, dtype=np.int32),
        seats,
    )
    largest = 1
    while not too_large(replace(one, points=one.points * (2 * largest))):
        largest *= 2
    assert largest > 1 << 50
    assert solve(replace(one, points=one.points * largest)).value == 2 * largest
    with pytest.raises(ValueError, match="too large"):
        solve(replace(one, points=one.points * (2 * largest)))


@pytest.mark.parametrize("towns", [1, 5])
def test_threads_change_nothing(towns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auction_phases, "_SHARED", 0)
    monkeypatch.setattr(certificate, "_SHARED", 0)
    transport = side_by_side(town(seed, needs=30_000 // towns) for seed in range(towns))
    alone, together = solve(transport), solve(transport, threads=2)
    assert np.array_equal(alone.taken, together.taken) and np.array_equal(alone.price, together.price)


def test_towns_side_by_side_are_worth_what_each_is_alone() -> None:
    towns = [town(seed, needs=200) for seed in range(20)]
    together = side_by_side(towns)
    found = solve(together)
    assert (found.status, found.value) == ("optimal", sum(solve(one).value for one in towns))
    assert solve(replace(together, points=together.points[::-1].copy()), start=found).status == "optimal"
    near = solve(together, gap=0.02)
    assert near.value <= found.value <= near.bound <= 1.02 * near.value + 20


def test_within_a_gap_the_bound_is_proved() -> None:
    transport = town(1)
    exact, near = solve(transport), solve(transport, gap=0.05)
    assert near.value <= exact.value <= near.bound
    assert near.bound - near.value <= 0.05 * near.bound
    assert broken(transport, near.taken) == []
    priced = replace(transport, points=transport.points.astype(np.int64) * near.scale)
    assert bound(priced, near.taken, near.price) // near.scale == near.bound


def test_progress_tells_value_and_bound() -> None:
    told: list[tuple[int, int]] = []
    found = solve(town(2), report=lambda value, bound: told.append((value, bound)))
    assert told and all(value <= bound for value, bound in told)
    assert told[-1] == (found.value, found.value)


@pytest.mark.parametrize("change", ["points", "leavers", "seats", "pins"])
@pytest.mark.parametrize("seed", range(4))
def test_a_warm_start_ends_at_the_new_optimum(change: str, seed: int) -> None:
    transport = town(seed, needs=400, levels=seed % 2 == 0)
    before = solve(transport)
    after = changed(transport, change, seed)
    warm = solve(after, start=before)
    assert (warm.status, warm.value) == ("optimal", best(after))
    assert broken(after, warm.taken) == []


def changed(transport: Transport, change: str, seed: int) -> Transport:
    """The problem with a few needs or resources changed; links and groups stay where they are."""
    draw = np.random.default_rng(seed)
    touched = draw.random(transport.needs) < 0.03
    links = np.repeat(touched, np.diff(transport.first))
    if change == "points":
        points = np.where(links, draw.integers(1, 101, transport.links), transport.points).astype(np.int32)
        return replace(transport, points=points)
    if change == "leavers":
        return replace(transport, units=np.where(touched, 0, transport.units).astype(np.int32))
    if change == "seats":
        fewer = transport.most - (draw.random(transport.resources) < 0.1)
        return replace(
            transport, most=fewer.astype(np.int32), least=np.minimum(transport.least, fewer).astype(np.int32)
        )
    return replace(transport, must=touched & (np.arange(transport.needs) % 2 == 0))


def test_a_pin_and_a_full_resource_conflict() -> None:
    """Three needs must be served by a resource of two seats."""
    transport = Transport(
        np.array([0, 1, 2, 3]),
        np.zeros(3, dtype=np.int32),
        np.ones(3, dtype=np.int32),
        np.ones(3, dtype=np.int32),
        np.ones(3, dtype=bool),
        np.zeros(3, dtype=np.int64),
        np.zeros(1, dtype=np.int32),
        np.array([2], dtype=np.int32),
    )
    found = solve(transport)
    assert found.status == "infeasible" and found.conflict is not None
    assert found.conflict.needs.tolist() == [0, 1, 2] and found.conflict.resources.tolist() == [0]


def test_leasts_that_share_too_few_needs_conflict() -> None:
    """Two resources of at least two each, and three needs in all."""
    transport = Transport(
        np.array([0, 2, 4, 6]),
        np.array([0, 1, 0, 1, 0, 1], dtype=np.int32),
        np.ones(6, dtype=np.int32),
        np.ones(3, dtype=np.int32),
        np.zeros(3, dtype=bool),
        np.zeros(3, dtype=np.int64),
        np.array([2, 2], dtype=np.int32),
        np.array([3, 3], dtype=np.int32),
    )
    found = solve(transport)
    assert found.status == "infeasible" and found.conflict is not None
    assert len(found.conflict.needs) == 0 and sorted(found.conflict.resources.tolist()) == [0, 1]


def test_the_plan_keeps_units_and_seats() -> None:
    transport = town(5)
    found = solve(transport)
    assert np.all(used(transport, found.taken) <= transport.units)
    count = load(transport, found.taken)
    assert np.all((count >= transport.least) & (count <= transport.most))
