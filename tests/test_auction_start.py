"""What an auction does before it bids: equal needs made one, first prices guessed, far links left out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pairing.solvers import auction, auction_phases, compiled
from pairing.solvers.auction_alike import solved_together
from pairing.solvers.auction_guess import guess
from pairing.solvers.auction_phases import Auction
from pairing.solvers.auction_state import rows_of
from pairing.solvers.certificate import broken
from pairing.solvers.matched import Matched
from pairing.solvers.transport import Transport, load
from transports import best, drawn, town

#: Needs of a village, and how many villages.
_ALIKE, _KINDS = 20, 5


def _villages() -> Transport:
    """Five villages of twenty households who want the same: 60 places for 100, the nearest ten worth most."""
    resource = np.array([[k, 5 + k, 10, 11] for k in range(_KINDS)], dtype=np.int32)
    points = np.array([9, 5, 4, 3], dtype=np.int32)
    needs = _ALIKE * _KINDS
    return Transport(
        np.arange(needs + 1, dtype=np.int64) * 4,
        np.tile(resource, (_ALIKE, 1)).ravel(),
        np.tile(points, needs),
        np.ones(needs, dtype=np.int32),
        np.zeros(needs, dtype=bool),
        np.zeros(needs, dtype=np.int64),
        np.zeros(12, dtype=np.int32),
        np.full(12, 5, dtype=np.int32),
    )


def _agreed(seed: int = 1, needs: int = 2000) -> Transport:
    """All agree which of 200 resources are good, but for a tenth of the points."""
    transport = town(seed, needs=needs)
    merit = np.random.default_rng(seed).integers(0, 9000, transport.resources)
    points = merit[transport.resource] + 10 * transport.points
    return replace(transport, points=points.astype(np.int32))


def test_needs_that_are_alike_are_solved_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every place goes: 25 beside the village, 25 a little farther, 5 and 5 in town, for 9, 5, 4 and 3 points."""
    monkeypatch.setattr(Auction, "run", lambda *_: pytest.fail("nobody needs to bid"))
    transport = _villages()
    found = auction.solve(transport)
    assert (found.status, found.value) == ("optimal", 25 * 9 + 25 * 5 + 5 * 4 + 5 * 3) and found.value == best(
        transport
    )
    assert load(transport, found.taken).tolist() == [5] * 12


def test_among_equals_those_who_have_a_link_keep_it() -> None:
    transport = _villages()
    before = auction.solve(transport)
    turned = before.taken.reshape(_ALIKE, _KINDS, 4)[::-1].ravel()
    again = auction.solve(transport, start=Matched("optimal", turned, before.price))
    assert np.array_equal(again.taken, turned) and again.value == before.value
    fewer = replace(transport, most=transport.most - 1)
    kept = auction.solve(fewer, start=before).taken
    assert not np.any(kept & ~before.taken), "who keeps a place keeps it where it was"


def test_several_units_of_equal_needs_are_different_links() -> None:
    transport = replace(_villages(), units=np.full(_ALIKE * _KINDS, 2, dtype=np.int32))
    found = solved_together(transport)
    assert found is not None and found.value == best(transport)
    assert broken(transport, found.taken) == []


def test_few_equals_bid_for_themselves() -> None:
    assert solved_together(town(1)) is None
    transport = _villages()
    points = transport.points.copy()
    points[: transport.links // 2] += np.arange(transport.links // 2, dtype=np.int32)
    assert solved_together(replace(transport, points=points)) is None


def test_leasts_that_equals_cannot_fill_are_told() -> None:
    transport = _villages()
    asked = replace(transport, least=np.where(np.arange(12) < 5, 30, 0).astype(np.int32), most=transport.most + 30)
    found = auction.solve(asked)
    assert found.status == "infeasible" and found.conflict is not None


def test_where_all_agree_first_prices_are_within_their_tastes() -> None:
    transport = _agreed()
    guessed = guess(rows_of(transport))
    assert guessed is not None
    proved = auction.solve(transport).price
    assert np.median(np.abs(guessed.price - proved)) < 500 < np.median(np.abs(proved))


def test_where_tastes_differ_and_there_is_room_nothing_is_guessed() -> None:
    assert guess(rows_of(town(1))) is None


def test_where_places_are_short_first_prices_leave_as_many_needs_as_places() -> None:
    transport = town(1)
    short = replace(transport, least=np.zeros(100, dtype=np.int32), most=np.full(100, 6, dtype=np.int32))
    guessed = guess(rows_of(short))
    assert guessed is not None
    willing = np.maximum.reduceat(short.points - guessed.price[short.resource], short.first[:-1]) > 0
    assert 0.5 < np.count_nonzero(willing) / 600 < 1.2


def test_far_links_are_left_out_and_come_back_where_they_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where hardly a link is called near, the plan is still the best of all links and its prices prove it."""
    left_out, back = _counted(monkeypatch, "only_near"), _counted(monkeypatch, "renumber")
    monkeypatch.setattr(auction_phases, "_NEAR", 0)
    monkeypatch.setattr(auction_phases, "_POINTS", 0)
    for seed in range(20):
        transport = drawn(seed, needs=60, resources=15, wishes=10, largest=100, agreed=1000)
        found, truth = auction.solve(transport), best(transport)
        if truth is None:
            assert found.status == "infeasible"
        else:
            assert (found.status, found.value, found.bound) == ("optimal", truth, truth)
    assert len(left_out) > 5 and len(back) > 5


def _counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """An entry for every call of a step of the auction from now on."""
    calls: list[str] = []
    step = getattr(auction_phases, name)

    def counted(*arguments: object) -> object:
        calls.append(name)
        return step(*arguments)

    monkeypatch.setattr(auction_phases, name, counted)
    return calls


@pytest.mark.parametrize("hurry", [{"gap": 0.3}, {"ends": 0.0}])
def test_a_plan_at_hand_serves_all_who_must_be(hurry: dict[str, float]) -> None:
    """Some take several links, of which only few are near at first."""
    for seed in range(60):
        transport = drawn(seed, needs=40, resources=30, wishes=20, largest=1000, agreed=3000, tight=True)
        truth, found = best(transport), auction.solve(transport, **hurry)
        assert (found.status == "infeasible") == (truth is None)
        if truth is not None:
            assert found.value <= truth <= found.bound and broken(transport, found.taken) == []


def test_a_start_that_knows_nothing_of_huge_points_ends_soon() -> None:
    """Its prices are off by more than all the increments of a start that is nearly right."""
    for seed in (61, 62, 63):
        small = drawn(seed, needs=60, resources=25, wishes=20, agreed=1000)
        huge = replace(small, points=small.points.astype(np.int64) << 36, outside=small.outside << 36)
        nothing = Matched("feasible", np.zeros(huge.links, dtype=bool), np.zeros(huge.resources, dtype=np.int64))
        truth = best(small)
        found = auction.solve(huge, start=nothing)
        assert found.status == ("infeasible" if truth is None else "optimal")
        assert truth is None or found.value == truth << 36


def test_telling_how_far_it_is_changes_nothing() -> None:
    for seed in range(20):
        transport = drawn(seed, needs=120, resources=30, wishes=12, agreed=1000)
        quiet, told = auction.solve(transport), auction.solve(transport, report=lambda value, bound: None)
        assert np.array_equal(quiet.taken, told.taken) and np.array_equal(quiet.price, told.price)


def test_every_file_with_loops_counts_where_they_are_kept() -> None:
    """A loop that swallowed another is compiled anew when that one changes: the digest reads every such file."""
    package = Path(compiled.__file__).parents[1]
    loops = [path for path in package.rglob("*.py") if re.search(r"^@(compiled|bare|woven)$", path.read_text(), re.M)]
    assert len(loops) > 15
    assert all(b"solvers.compiled import" in path.read_bytes() for path in loops)
