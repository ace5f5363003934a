"""A first plan for needs that each go to one resource of limited room: simulated annealing at the relaxation's prices.

A resource may be overrun for a while, at a price that follows its load (Kirkpatrick, Gelatt and Vecchi 1983; overruns
as in Yagiura, Ibaraki and Glover 2006). It always draws the same numbers.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pairing.model import I32, I64
from pairing.solvers.knapsack_prices import Costs
from pairing.solvers.program import F64
from pairing.solvers.stage import Stage

#: A need moves among so many links, those that cost least with rent for the room they take.
_NEAR = 6
#: Rounds of as many moves as there are needs: where these are few, and for each need; moves in all, least and most.
_ROUNDS, _EACH, _LEAST_MOVES, _MOVES = 100_000, 75, 10_000_000, 200_000_000
#: Slices between looks at the clock.
_SLICES = 60
#: Of the heat at first this is left at last.
_COLD = 0.1
#: Two ways to let overruns cost, each better for some problems: how many rents at first, how that grows, and shrinks.
_WAYS = ((1.5, 1.001, 0.999), (2.0, 1.003, 0.999))
_LEAST, _MOST = 1.0, 10.0
#: The same once it is cold and there is no plan yet, and the rounds of a slice then.
_LAST_UP, _LAST_MOST, _LAST_ROUNDS = 1.01, 1000.0, 50
_NONE = 1 << 62
_CELLS = 50_000_000


@dataclass(frozen=True, eq=False)
class _Board:
    """Links by need, cheapest first: where each need's near ones are, and the link of each need and resource."""

    near_first: I64
    near: I64
    link_of: I32
    resource: I32
    cost: I64
    weight: I64
    room: I64
    links: I64
    rent: F64
    hot: float


def first_plan(stage: Stage, given: Costs, seconds: float) -> I64 | None:
    """Amounts that keep every limit, or None: none was found, or other limits stand in the way.

    Stops early after ``seconds``; both ways are tried whatever the number of threads.
    """
    if len(given.free) * (len(given.room) + 1) > _CELLS or len(given.open) == 0:
        return None
    board = _board(given)
    if board is None:
        return None
    threads = min(stage.threads, len(_WAYS))
    each = seconds * threads / len(_WAYS)
    with ThreadPoolExecutor(threads) as pool:
        jobs = [pool.submit(_annealed, board, *way, each) for way in _WAYS]
        plans = [job.result() for job in jobs]
    best = None
    for links in plans:
        if links is not None:
            amounts = np.zeros(stage.problem.links, dtype=np.int64)
            amounts[given.open[links[links < len(given.open)]]] = 1
            best = stage.better(best, stage.kept(amounts))
    return best


def _board(given: Costs) -> _Board | None:
    """The links as the loop wants them; None where a need has none."""
    needs, resources = len(given.free), len(given.room) + 1
    # To stay unserved is to go to one more resource, which costs nothing and has no end of room.
    idle = np.flatnonzero(given.free).astype(np.int32)
    need = np.concatenate([given.need, idle])
    resource = np.concatenate([given.resource, np.full(len(idle), resources - 1, dtype=np.int32)])
    none = np.zeros(len(idle), dtype=np.int64)
    cost, weight = np.concatenate([given.cost, none]), np.concatenate([given.weight, none])
    rent = np.append(given.rent, 0)
    full = cost + rent[resource] * weight
    order = np.lexsort([resource, full, need])
    edges = np.searchsorted(need[order], np.arange(needs + 1))
    if np.any(edges[:-1] == edges[1:]):
        return None
    rank = np.arange(len(order)) - edges[need[order]]
    near = order[(rank < _NEAR) | (resource[order] == resources - 1)]
    link_of = np.full((needs, resources), -1, dtype=np.int32)
    link_of[need, resource] = np.arange(len(need))
    links = order[edges[:-1]]
    second = order[np.minimum(edges[:-1] + 1, edges[1:] - 1)]
    hot = max(float(np.median(full[second] - full[links])), 1e-3 * float(np.abs(cost).max()), 1.0)
    return _Board(
        np.searchsorted(need[near], np.arange(needs + 1)),
        near,
        link_of,
        resource,
        cost,
        weight,
        np.append(given.room, 1 << 61),
        links,
        np.maximum(rent.astype(np.float64), hot / max(1.0, float(np.median(given.weight)))),
        hot,
    )


def _annealed(board: _Board, first: float, up: float, down: float, seconds: float) -> I64 | None:
    """Cool slice by slice, with fewer rounds in each where the time would not last; then until there is a plan."""
    from pairing.solvers.anneal_loops import annealed

    numbers = board.near_first, board.near, board.link_of, board.resource, board.cost, board.weight, board.room
    links, best, chosen = board.links.copy(), board.links.copy(), board.links.copy()
    fine, state = board.rent * first, np.array([88172645463325252], np.uint64)
    needs = len(links)
    rounds = min(max(min(_ROUNDS, _LEAST_MOVES // needs), _EACH * needs), _MOVES // needs)
    planned = max(1, rounds // _SLICES)
    lowest, step = _NONE, _COLD ** (1.0 / _SLICES)
    annealed(numbers, fine.copy(), fine, fine, up, down, links.copy(), 1, board.hot, board.hot, state.copy(), best)
    start = time.monotonic()
    done = 0
    for turn in range(2 * _SLICES):
        cold = turn >= _SLICES
        spent = time.monotonic() - start
        if (cold and lowest < _NONE) or spent > 2 * seconds:
            break
        pace = spent / done if done else 0.0
        left = max(0.0, seconds - spent) / max(1, _SLICES - turn)
        rounds = planned if pace * planned <= left else max(1, int(left / pace))
        heat = board.hot * step ** min(turn, _SLICES)
        # Once cold, overruns cost ever more until there is a plan.
        most = board.rent * (_LAST_MOST if cold else _MOST)
        if cold:
            rounds, up, down = _LAST_ROUNDS, _LAST_UP, 1.0
        found = annealed(
            numbers, fine, board.rent * _LEAST, most, up, down, links, rounds, heat, heat * step, state, best
        )
        if found < lowest:
            lowest = int(found)
            chosen[:] = best
        done += rounds
    return chosen if lowest < _NONE else None
