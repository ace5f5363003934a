"""Prices for needs that each go to one resource of limited room: the bound of whole knapsacks, and what links lose.

With the limits of the resources kept and every other limit priced, each resource fills its room at best by itself
(Lagrangian relaxation of the assignment, Fisher 1981). That bound is at least as good as the linear relaxation's, and
each link's loss - how far the bound would fall if the link had to be used - says which links a better plan can do
without.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from pairing.answer import Prices
from pairing.bound import pieces
from pairing.model import I32, I64, Bools, Family, Problem
from pairing.solvers.stage import Stage

#: Subgradient rounds at one call, and in all.
_ROUNDS, _MOST_ROUNDS = 50, 2000
_FIRST_STEP = 1.0
_LARGEST = 1 << 61


@dataclass(frozen=True, eq=False)
class Rooms:
    """The two families that make a problem a generalised assignment: needs of one link each, resources with room."""

    needs: Family
    resources: Family


@dataclass(frozen=True, eq=False)
class Costs:
    """The open links sorted by resource, with what each costs where every limit but these two is priced.

    ``first[r] : first[r + 1]`` are the links of resource r; ``open`` says which of the problem's links they are. The
    goal is worth at most (``top`` - cost) / ``units``. ``pay`` and ``rent`` are the relaxation's prices: of serving a
    need, and of a resource's unit of room. A need that is ``free`` may stay unserved.
    """

    open: I64
    first: I64
    need: I32
    resource: I32
    cost: I64
    weight: I64
    room: I64
    top: int
    units: int
    pay: I64
    rent: I64
    free: Bools


@dataclass(frozen=True, eq=False)
class Tightened:
    """A bound on the goal, in units of 1 / ``units``, and what each link would take from it if it had to be used.

    ``price`` is what each need pays for it.
    """

    top: int
    units: int
    loss: I64
    price: I64

    @property
    def bound(self) -> int:
        """No plan is worth more."""
        return self.top // self.units

    def without_worse(self, problem: Problem, worth: int) -> Problem:
        """The problem without links that no plan worth more than ``worth`` can use."""
        hopeless = (self.loss > self.top - (worth + 1) * self.units) & (problem.lower == 0)
        return replace(problem, upper=np.where(hopeless, 0, problem.upper))


def rooms(problem: Problem) -> Rooms | None:
    """The families that fit, or None: every link is one match of one need, and takes some of one resource's room."""
    if problem.links == 0 or np.any(problem.upper > 1):
        return None
    hard = [f for f in problem.families if f.price is None and not f.or_none and np.all(f.group >= 0)]
    needs = [f for f in hard if f.weight is None and np.all(f.most == 1) and np.all(f.least <= 1)]
    weighted = [f for f in hard if f.weight is not None and np.all(f.weight > 0) and np.all(f.least <= 0)]
    return Rooms(needs[0], weighted[0]) if needs and weighted and np.any(weighted[0].weight != 1) else None


def costs(stage: Stage, found: Rooms, prices: Prices) -> Costs | None:
    """What the links cost at the relaxation's ``prices``; None where that has no end, or numbers would be too large."""
    ours = (found.needs.code, found.resources.code)
    others = {code: price for code, price in prices.limits.items() if code not in ours}
    priced = pieces(stage.problem, stage.k, replace(prices, limits=others), stage.floors)
    weight = found.resources.weight
    if priced is None or priced.units <= 0 or priced.used.dtype == object or weight is None:
        return None
    room = np.minimum(found.resources.most, int(weight.sum())).astype(np.int64)
    if float(np.abs(priced.used).max()) * max(float(room.max(initial=0)), float(stage.problem.links)) * 4 > _LARGEST:
        return None
    links = _open_by_resource(stage.problem, found)
    resource = found.resources.group[links]
    pay, rent = (
        prices.limits.get(f.code, np.zeros(len(f.labels), dtype=np.int64)) for f in (found.needs, found.resources)
    )
    free = found.needs.least <= 0
    return Costs(
        links,
        np.searchsorted(resource, np.arange(len(room) + 1)).astype(np.int64),
        found.needs.group[links],
        resource,
        -priced.used[links],
        weight[links],
        room,
        int((priced.total - int(priced.best.sum())) // 1),
        priced.units,
        np.where(free, np.minimum(-pay, 0), -pay),
        np.maximum(rent, 0),
        free,
    )


def tightened(given: Costs, links: int, hoped: float, seconds: float) -> Tightened:
    """Raise the prices of the needs towards the best bound, for at most ``seconds``; a plan is worth ``hoped``."""
    from pairing.solvers import knapsack_loops as loops

    numbers = given.first, np.arange(len(given.open)), given.need, given.cost, given.weight, given.room
    highest = np.where(given.free, 0.0, float(_LARGEST))
    price = given.pay.copy()
    goal = given.top - int(hoped * given.units)
    state, spent, low = np.array([_FIRST_STEP, 0.0]), 0, 0
    ends = time.monotonic() + seconds
    while True:
        low = int(loops.climbed(*numbers, highest, price, state, goal, _ROUNDS))
        spent += _ROUNDS
        if state[0] == 0.0 or spent >= _MOST_ROUNDS or time.monotonic() >= ends:
            break
    loss, mine = np.full(links, _LARGEST, dtype=np.int64), np.empty(len(given.open), dtype=np.int64)
    loops.losses(*numbers, price, mine)
    loss[given.open] = mine
    return Tightened(given.top - low, given.units, loss, price)


def _open_by_resource(problem: Problem, found: Rooms) -> I64:
    """Open links sorted by resource. A need with a link that must be used has no other."""
    settled = np.zeros(len(found.needs.labels), dtype=bool)
    settled[found.needs.group[problem.lower > 0]] = True
    links = np.flatnonzero((problem.upper > 0) & ((problem.lower > 0) | ~settled[found.needs.group]))
    return links[np.argsort(found.resources.group[links], kind="stable")]
