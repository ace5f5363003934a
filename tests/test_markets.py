"""Two-sided markets: stable plans and trading cycles, each against an independent path."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pairing.model import I64
from pairing.solvers.acceptance import Market, blocking_pairs, deferred_acceptance, top_trading_cycles
from small_markets import STRICT, Draw, assignments, blocked_by_hand, fits, joy, lots, market, pairs

# --- deferred acceptance ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_the_side_that_proposes_gets_the_best_of_all_stable_plans(seed: int) -> None:
    draw = np.random.default_rng(seed)
    given = market(draw, 5, 4, 3, levels=STRICT, most=1 + seed % 2)
    stable = [a for a in assignments(given) if not blocked_by_hand(given, a)]
    ours = deferred_acceptance(given, *lots(draw, given))
    theirs = deferred_acceptance(given, *lots(draw, given), resources_propose=True)
    assert any(np.array_equal(ours, a) for a in stable) and any(np.array_equal(theirs, a) for a in stable)
    for other in stable:
        assert np.all(joy(given, ours) >= joy(given, other)) and np.all(joy(given, theirs) <= joy(given, other))


@pytest.mark.parametrize("levels", [1, 3, STRICT])
@pytest.mark.parametrize("wants", [1, 3])
def test_no_pair_blocks_whoever_proposes_with_ties_and_several_wants(levels: int, wants: int) -> None:
    draw = np.random.default_rng(levels)
    for _ in range(10):
        given = market(draw, 30, 8, 6, levels=levels, most=5, wants=wants)
        for resources_propose in (False, True):
            amounts = deferred_acceptance(given, *lots(draw, given), resources_propose=resources_propose)
            assert fits(given, amounts)
            assert not blocking_pairs(given, amounts).pairs.any()
            assert not blocked_by_hand(given, amounts)


def test_money_is_kept_and_refused_in_parts_and_no_pair_blocks() -> None:
    draw = np.random.default_rng(7)
    for _ in range(20):
        plain = market(draw, 20, 6, 4, levels=5)
        asked, held = draw.integers(0, 900, 20), draw.integers(0, 3000, 6)
        given = Market(
            plain.need, plain.resource, plain.likes, plain.liked, draw.integers(0, 500, len(plain.need)), asked, held
        )
        for resources_propose in (False, True):
            amounts = deferred_acceptance(given, *lots(draw, given), resources_propose=resources_propose)
            assert fits(given, amounts) and not blocking_pairs(given, amounts).pairs.any()


@pytest.mark.parametrize("seed", range(10))
def test_blocking_pairs_are_those_of_the_definition(seed: int) -> None:
    draw = np.random.default_rng(seed)
    given = market(draw, 12, 5, 3, levels=4, most=2, wants=1 + seed % 2)
    amounts = np.where(draw.random(len(given.need)) < 0.3, 1, 0)
    found = blocking_pairs(given, amounts)
    if fits(given, amounts):
        assert set(np.flatnonzero(found.pairs).tolist()) == blocked_by_hand(given, amounts)
    assert not np.any(found.waste & found.envy)


@pytest.mark.parametrize("seed", range(5))
def test_deferred_acceptance_agrees_with_the_library_matching(seed: int) -> None:
    games = pytest.importorskip("matching.games")
    draw = np.random.default_rng(seed)
    given = market(draw, 40, 8, 5, levels=STRICT, most=4)

    def listed(row: Any, other: Any, keen: I64, rows: int) -> dict[int, list[int]]:
        links = [sorted(np.flatnonzero(row == i), key=lambda e: -keen[e]) for i in range(rows)]
        return {i: [int(other[e]) for e in mine] for i, mine in enumerate(links)}

    residents = listed(given.need, given.resource, given.likes, given.needs)
    hospitals = listed(given.resource, given.need, given.liked, given.resources)
    asked = {h: mine for h, mine in hospitals.items() if mine}
    for optimal, resources_propose in (("resident", False), ("hospital", True)):
        game = games.HospitalResident.create_from_dictionaries(residents, asked, dict.fromkeys(asked, 4))
        theirs = {(r.name, h.name) for h, kept in game.solve(optimal=optimal).items() for r in kept}
        ours = deferred_acceptance(given, *lots(draw, given), resources_propose=resources_propose)
        assert pairs(given, ours) == theirs


def complete(draw: Draw, size: int) -> Market:
    """As many resources as needs, one place each, all orders random."""
    orders = [np.argsort(draw.random((size, size)), axis=1).ravel() for _ in range(2)]
    need = np.repeat(np.arange(size, dtype=np.int32), size)
    resource = np.tile(np.arange(size, dtype=np.int32), size)
    one = np.ones(size, dtype=np.int64)
    return Market(need, resource, orders[0], orders[1], np.ones(size * size, dtype=np.int64), one, one)


def ranks(given: Market, amounts: I64) -> I64:
    """The rank of what each need got among all that there is, 1 for its best."""
    return given.resources - joy(given, amounts)


def test_proposers_get_rank_h_n_on_average_and_traders_the_closed_form() -> None:
    size, rounds, draw = 100, 60, np.random.default_rng(1)
    harmonic = sum(1 / k for k in range(1, size + 1))
    accepted, traded = [], []
    for _ in range(rounds):
        given = complete(draw, size)
        accepted.append(ranks(given, deferred_acceptance(given, *lots(draw, given))).mean())
        traded.append(ranks(given, top_trading_cycles(given, *lots(draw, given))).mean())
    closed = (size + 1) * (harmonic + 1 / (size + 1) - 1) / size
    assert closed == pytest.approx(4.239, abs=0.001)
    assert np.mean(traded) == pytest.approx(closed, abs=4 * np.std(traded) / rounds**0.5)
    # Wilson 1972: offers are draws of a coupon collector who never needs more than the last coupon.
    assert np.mean(accepted) == pytest.approx(harmonic, abs=4 * np.std(accepted) / rounds**0.5 + 0.2)


# --- top trading cycles -----------------------------------------------------------------------------


def traded_by_hand(given: Market, need_lot: I64, resource_lot: I64) -> set[tuple[int, int]]:
    """Round by round, as the rule is told: everybody points, one cycle leaves."""
    seats, here, found = given.most.tolist(), set(range(given.needs)), set()
    links = range(len(given.need))
    while here:
        points: dict[int, int] = {}
        for n in sorted(here):
            mine = [e for e in links if given.need[e] == n and seats[given.resource[e]] > 0]
            if not mine:
                here.remove(n)
                break
            points[n] = max(mine, key=lambda e: (given.likes[e], -resource_lot[given.resource[e]]))
        else:
            first = {
                r: max(
                    (e for e in links if given.resource[e] == r and given.need[e] in here),
                    key=lambda e: (given.liked[e], -need_lot[given.need[e]]),
                )
                for r in {int(given.resource[e]) for e in points.values()}
            }
            n, seen = min(here), []
            while n not in seen:
                seen.append(n)
                n = int(given.need[first[int(given.resource[points[n]])]])
            for member in seen[seen.index(n) :]:
                resource = int(given.resource[points[member]])
                found.add((member, resource))
                seats[resource] -= 1
                here.remove(member)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_trading_cycles_leave_as_the_rule_says_and_nobody_can_gain_alone(seed: int) -> None:
    draw = np.random.default_rng(seed)
    given = market(draw, 6, 4, 3, levels=STRICT if seed % 2 else 3, most=1 + seed % 2)
    drawn_lots = lots(draw, given)
    amounts = top_trading_cycles(given, *drawn_lots)
    assert fits(given, amounts)
    assert pairs(given, amounts) == traded_by_hand(given, *drawn_lots)
    if seed % 2:
        mine = joy(given, amounts)
        better = [a for a in assignments(given) if np.all(joy(given, a) >= mine) and np.any(joy(given, a) > mine)]
        assert not better
