"""Needs that each go to one resource of limited room (generalised assignment), inside the search of one level.

Whole knapsacks give the bound, and what each link would lose says where better plans are: a first plan among the links
that lose least, a search by branches midway between plan and bound, small problems around the plan, and for the final
search only the links that a better plan may use.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pairing.answer import Prices
from pairing.model import I64, Bools, Problem
from pairing.solvers.first_plan import first_plan
from pairing.solvers.knapsack_prices import Costs, Rooms, Tightened, costs, rooms, tightened
from pairing.solvers.polish import WHOLE, among_few, beyond, polished
from pairing.solvers.stage import Number, Stage

#: Large problems of this kind are searched to within this distance of the bound (relative): they come so near.
NEARLY = 1e-4
#: The parts of the time for the bound, a first plan, searches by branches, the links that lose least, and improving it.
_BOUND, _START, _BRANCHES, _FIRST, _POLISH = 0.1, 0.3, 0.2, 0.2, 0.9
#: Of few open links a search of all of them at once may well end, so little time goes into improving the plan first.
_BRIEFLY = 0.05
#: How far from the bound a plan is hoped for where there is none.
_HOPED = 0.003
#: A search by branches comes to its end soon where no more links than this are open.
_SMALL = 600
#: It needs tables of no more cells than this; nodes between looks at the clock.
_CELLS, _NODES = 20_000_000, 20


class Links(NamedTuple):
    """Links sorted by resource; those of need n are ``of_need[need_first[n] : need_first[n + 1]]``."""

    need: I64
    resource: I64
    cost: I64
    weight: I64
    need_first: I64
    of_need: I64


class Tree(NamedTuple):
    """Where a search by branches stands: what is decided, in turn (``trail``), and how far each depth has come.

    ``status`` is a link's (open, taken or closed), ``opens`` how many open links a need has, ``left`` a resource's
    room. At each depth: ``mark``, the length of the trail; ``kids``, links to take one after the other, of which ``at``
    is the next and ``end`` behind the last; ``prices`` of the needs. ``state`` is (depth, length of the trail);
    ``plan`` flags the links of the plan that was found.
    """

    status: I64
    opens: I64
    left: I64
    trail: I64
    mark: I64
    kids: I64
    at: I64
    end: I64
    prices: I64
    state: I64
    plan: Bools


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan at hand, its bound, and how the search ended."""

    amounts: I64 | None
    claim: Number
    status: str


def improved(
    stage: Stage,
    narrowed: Problem,
    prices: Prices,
    best: I64 | None,
    proved: Number,
    tell: Callable[[I64, Number], None],
) -> Found | None:
    """Bound and plan of a level from the relaxation's ``prices``; None where the limits are of another kind.

    ``tell`` hears of every better plan. Ctrl-C ends the search with the best plan so far.
    """
    families = rooms(stage.problem) if stage.goal.kind != "worst" else None
    given = None if families is None else costs(stage, families, prices)
    if families is None or given is None:
        return None
    known: list[tuple[I64 | None, Number]] = [(best, proved)]

    def heard(amounts: I64, claim: Number) -> None:
        known.append((amounts, claim))
        tell(amounts, claim)

    try:
        return _searched(stage, narrowed, families, given, best, proved, heard)
    except KeyboardInterrupt:
        return Found(*known[-1], "interrupted")


def _searched(
    stage: Stage,
    narrowed: Problem,
    families: Rooms,
    given: Costs,
    best: I64 | None,
    proved: Number,
    heard: Callable[[I64, Number], None],
) -> Found | None:
    """The bound, a first plan, better ones, and where few links are left all of these at once."""
    seconds = stage.left()
    hoped = float(proved) - _HOPED * abs(float(proved)) if best is None else float(stage.worth(best))
    dual = tightened(given, stage.problem.links, hoped, _BOUND * seconds)
    claim = min(proved, dual.bound)
    if best is None or not stage.close(best, claim):
        best = stage.better(best, first_plan(stage, given, _START * seconds))
    if best is None:
        return None
    heard(best, claim)
    if stage.close(best, claim):
        return Found(best, claim, "feasible")
    narrowed = dual.without_worse(narrowed, int(stage.worth(best)))
    if int((narrowed.upper > 0).sum()) <= _SMALL:
        best, claim = _branched(stage, given, dual, best, claim, _BRANCHES * stage.left(), heard)
        if stage.close(best, claim):
            return Found(best, claim, "feasible")
        narrowed = dual.without_worse(narrowed, int(stage.worth(best)))
    best, status = among_few(stage, narrowed, dual.loss, best, _FIRST * stage.left())
    heard(best, claim)
    narrowed = dual.without_worse(narrowed, int(stage.worth(best)))
    left = int((narrowed.upper > 0).sum())
    share = _BRIEFLY if left <= _SMALL else _POLISH if left <= WHOLE else 1.0
    if status != "interrupted":
        groups = families.resources.group, families.needs.group
        best, status = polished(
            stage, narrowed, *groups, dual.loss, best, claim, share * stage.left(), lambda plan: heard(plan, claim)
        )
    if status == "finished":
        return Found(best, stage.worth(best), "optimal")
    if share < 1 and status != "interrupted" and not stage.close(best, claim):
        narrowed = dual.without_worse(narrowed, int(stage.worth(best)))
        rest = beyond(stage, narrowed, (narrowed.upper > 0) | (best > 0), best, stage.left())
        best = stage.better(best, rest.amounts)
        claim = min(claim, max(rest.bound, stage.worth(best)))
        status = "interrupted" if rest.interrupted else "optimal" if rest.ended else "feasible"
    return Found(best, claim, status)


def _branched(
    stage: Stage,
    given: Costs,
    dual: Tightened,
    best: I64,
    claim: Number,
    seconds: float,
    heard: Callable[[I64, Number], None],
) -> tuple[I64, Number]:
    """Search for plans midway between ``best`` and ``claim``: one is found, or the bound falls below it.

    Where half of the time that is left was too short for that, the next search aims half as far from the plan.
    """
    most = np.bincount(given.resource, given.weight, len(given.room))
    cells = (np.diff(given.first).max(initial=0) + 1) * (np.minimum(given.room, most).max(initial=0) + 1)
    if max(cells, len(given.free) ** 2) > _CELLS or len(given.open) > WHOLE:
        return best, claim
    pinned = stage.problem.lower[given.open] > 0
    reach, ends = 0.5, stage.left() - seconds
    while not stage.close(best, claim) and stage.left() > ends:
        worth = int(stage.worth(best))
        further = max(1, math.ceil(reach * (math.floor(claim) - worth)))
        plan, ended = _aimed(stage, given, dual, pinned, worth + further, (stage.left() - ends) / 2)
        if plan is not None:
            # Where other limits than the two are only priced a plan may break them.
            better = stage.better(best, stage.kept(plan))
            if better is best:
                break
            best = better
        elif ended:
            claim = worth + further - 1
        elif further == 1:
            break
        heard(best, claim)
        reach = reach if ended else reach / 2
    return best, claim


def _aimed(
    stage: Stage, given: Costs, dual: Tightened, pinned: Bools, aim: int, seconds: float
) -> tuple[I64 | None, bool]:
    """A plan worth at least ``aim`` where the limits of needs and resources are kept and all others priced; whether the
    search for it came to an end."""
    from pairing.solvers.anneal_loops import searched, taken

    near = np.flatnonzero(dual.loss[given.open] <= dual.top - aim * dual.units)
    links, room = _links(given, near, pinned)
    needs, count = len(given.free), len(links.need)
    left = np.minimum(room, np.bincount(links.resource, links.weight, len(room)).astype(np.int64))
    tree = Tree(
        np.zeros(count, np.int64),
        np.diff(links.need_first),
        left,
        np.zeros(count + 1, np.int64),
        np.zeros(needs + 2, np.int64),
        np.zeros((needs + 2, int(np.diff(links.need_first).max())), np.int64),
        np.zeros(needs + 2, np.int64),
        np.zeros(needs + 2, np.int64),
        np.zeros((needs + 2, needs), np.int64),
        np.array([-1, 0]),
        np.zeros(count, dtype=bool),
    )
    tree.prices[0] = dual.price
    if np.any(tree.opens == 0):
        return None, True
    widest = int(np.bincount(links.resource).max()) + 1
    sums = np.zeros((2, widest, int(left.max()) + 1), np.int64)
    cutoff = given.top - aim * given.units
    for e in links.of_need[links.need_first[:-1][tree.opens == 1]]:
        if not taken(links, tree, e):
            return None, True
    searched(links, tree, sums, cutoff, 0)
    ends, outcome = time.monotonic() + seconds, 2
    while outcome == 2 and time.monotonic() < ends:
        outcome = int(searched(links, tree, sums, cutoff, _NODES))
    if outcome != 1:
        return None, outcome == 0
    amounts = np.zeros(stage.problem.links, dtype=np.int64)
    amounts[given.open[near[tree.plan[: len(near)]]]] = 1
    return amounts, True


def _links(given: Costs, near: I64, pinned: Bools) -> tuple[Links, I64]:
    """The ``near`` links, and last those of needs that may stay unserved to one more resource, free and without end."""
    idle = given.free.copy()
    idle[given.need[pinned]] = False
    alone, last = np.flatnonzero(idle), len(given.room)
    none = np.zeros(len(alone), np.int64)
    need = np.concatenate([given.need[near], alone]).astype(np.int64)
    of_need = np.argsort(need, kind="stable")
    links = Links(
        need,
        np.concatenate([given.resource[near], none + last]).astype(np.int64),
        np.concatenate([given.cost[near], none]),
        np.concatenate([given.weight[near], none]),
        np.searchsorted(need[of_need], np.arange(len(given.free) + 1)),
        of_need,
    )
    return links, np.append(given.room, 0)
