"""When nothing fits: the cheapest set of changes to limits that makes a plan possible.

Pins are what people have decided: they give way only where no bending of limits helps.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from pairing.bending import WHOLE, Bends, Bent, Side, bound_of, price, steps
from pairing.components import limit_components, part
from pairing.model import I64, Problem, violations

#: Giving up a pin costs as much as changing so many whole bounds.
PIN = 10
#: With more parts than this, cutting the problem up costs more than it saves.
_MANY_PARTS = 2000


@dataclass(frozen=True)
class Change:
    """One bound that would have to move: in which limit and group, which side, from what to what, at what price."""

    limit: str
    group: str
    side: Side
    before: int
    after: int
    price: int


@dataclass(frozen=True)
class Repair:
    """Bounds to move and pins (numbers of links) to lift; ``price`` in units of :data:`pairing.bending.WHOLE`.

    ``found``: whether there is any such change; ``proved``: that there is none, or none cheaper. ``broken`` are the
    links of one part of the problem that by itself has no plan.
    """

    found: bool
    proved: bool
    changes: tuple[Change, ...] = ()
    lifted: tuple[int, ...] = ()
    price: int = 0
    broken: I64 | None = None


def hard(problem: Problem) -> Problem:
    """The problem with nothing but what a plan must keep."""
    return replace(problem, families=tuple(f for f in problem.families if f.price is None), goals=(), start=None)


def repair(problem: Problem, bends: Bends, time_limit: float = 30.0) -> Repair:
    """The changes of least price under which some plan keeps every limit; see :mod:`pairing.bending` for prices.

    Parts that share no limit are repaired apart: networks by one exact flow, the others by branch and bound, for at
    most ``time_limit`` seconds in all.
    """
    problem = hard(problem)
    ends = time.monotonic() + time_limit
    changes, stuck = _without_links(problem, bends)
    proved, lifted, broken = True, [], None
    for links, left in _parts(problem):
        piece = part(problem, links)[0]
        found = _bent(piece, bends, max(0.05, (ends - time.monotonic()) * left))
        proved &= found.status in ("optimal", "infeasible")
        if found.status in ("infeasible", "none"):
            return Repair(False, proved, broken=links)
        mine = [_change(piece, key, by, bends) for key, by in sorted(found.moved.items())]
        changes += mine
        lifted += links[np.array(found.lifted, dtype=np.int64)].tolist()
        if broken is None and (mine or found.lifted):
            broken = links[_tied(piece, found)]
    if stuck:
        return Repair(False, True, broken=broken)
    total = sum(change.price for change in changes) + PIN * WHOLE * len(lifted)
    return Repair(True, proved, tuple(changes), tuple(lifted), total, broken)


def _tied(piece: Problem, found: Bent) -> I64:
    """The links that limits tie to the first bound that is bent, or to the first pin that is lifted."""
    apart = limit_components(piece)
    if found.moved:
        number, _, group = min(found.moved)
        link = int(np.flatnonzero(piece.families[number].group == group)[0])
    else:
        link = found.lifted[0]
    return np.flatnonzero(apart == apart[link])


def _without_links(problem: Problem, bends: Bends) -> tuple[list[Change], bool]:
    """What is asked of groups that no link is in has to go; and whether that is forbidden for some of it."""
    found, stuck = [], False
    for family in problem.families:
        factor = bends.get(family.code, Fraction(1))
        present = np.bincount(family.group[family.group >= 0], minlength=len(family.labels)) > 0
        for side, bound, wrong in (("least", family.least, family.least > 0), ("most", family.most, family.most < 0)):
            for group in np.flatnonzero(wrong & ~present & (not family.or_none)).tolist():
                before, label = int(bound[group]), str(family.labels[group])
                stuck |= factor is None
                cost = price(before, 0, factor or Fraction(1))
                found.append(Change(family.code, label, "least" if side == "least" else "most", before, 0, cost))
    return found, stuck


def _parts(problem: Problem) -> Iterator[tuple[I64, float]]:
    """The links of each part to be repaired by itself, networks first, with the share of the time left that it gets."""
    from pairing.solvers import network

    apart = limit_components(problem)
    count = int(apart.max(initial=-1)) + 1
    if network.why_not(problem) is None or count > _MANY_PARTS:
        yield np.arange(problem.links), 1.0
        return
    flows: list[I64] = []
    others: list[I64] = []
    for number in range(count):
        links = np.flatnonzero(apart == number)
        (flows if network.why_not(part(problem, links)[0]) is None else others).append(links)
    if flows:
        together = np.sort(np.concatenate(flows))
        joined = network.why_not(part(problem, together)[0]) is None
        yield from [(together, 1.0)] if joined else [(links, 1.0) for links in flows]
    left = sum(map(len, others))
    for links in others:
        yield links, len(links) / left
        left -= len(links)


def _bent(problem: Problem, bends: Bends, time_limit: float) -> Bent:
    """The bending of one part; with its pins lifted where nothing else helps."""
    from pairing.solvers import network
    from pairing.solvers.bent_flow import bent_flow
    from pairing.solvers.bent_program import bent_program

    if not violations(problem, problem.lower):
        return Bent("optimal")
    open_steps = steps(problem, bends)
    flows = network.why_not(problem) is None
    found = Bent("none")
    for pin_price in (None, PIN * WHOLE):
        if pin_price is not None and not problem.lower.any():
            break
        found = Bent("none")
        # A pin of several units is given up whole, which no flow can say.
        if flows and (pin_price is None or int(problem.lower.max(initial=0)) <= 1):
            try:
                found = bent_flow(problem, open_steps, pin_price)
            except ArithmeticError:
                flows = False
        if found.status == "none":
            found = bent_program(problem, open_steps, pin_price, time_limit)
        if found.status != "infeasible":
            break
    return found


def _change(problem: Problem, key: tuple[int, Side, int], by: int, bends: Bends) -> Change:
    number, side, group = key
    family = problem.families[number]
    before = int(bound_of(family, side)[group])
    after = before - by if side == "least" else before + by
    cost = price(before, after, bends.get(family.code) or Fraction(1))
    return Change(family.code, str(family.labels[group]), side, before, after, cost)
