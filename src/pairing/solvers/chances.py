"""Leximin chances of being served, exact, and a lottery over plans that gives every need just its chance.

Needs want one seat each. Among all lotteries the leximin one makes the least chance as large as can be, then the next,
and so on (Bogomolnaia and Moulin, "Random Matching under Dichotomous Preferences", Econometrica 2004; Katta and
Sethuraman, "A Solution to the Random Assignment Problem on the Full Preference Domain", JET 2006). Which needs can be
served together is a matroid, so the chances fall into classes that minimum cuts find; whole seats within fractions of
chances give the plans (Birkhoff 1946, von Neumann 1953).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pairing.model import I32, I64


@dataclass(frozen=True, eq=False)
class Class:
    """Needs with one chance: in ``share[k]`` of ``parts`` cases ``links[k]`` is used.

    Either every need is served for certain, or every seat that the class can reach is taken in every case.
    """

    needs: I64
    links: I64
    share: I64
    chance: Fraction

    @property
    def parts(self) -> int:
        """The weight of all plans of the class together."""
        return self.chance.denominator


@dataclass(frozen=True, eq=False)
class Chances:
    """The classes from the least chance up; needs without a seat to hope for are in none."""

    need: I32
    resource: I32
    most: I64
    needs: int
    classes: tuple[Class, ...]

    def of_needs(self) -> list[Fraction]:
        """The chance of every need."""
        found = [Fraction(0)] * self.needs
        for mine in self.classes:
            for need in mine.needs.tolist():
                found[need] = mine.chance
        return found

    @property
    def parts(self) -> int:
        """The weight of all plans together: a whole number, however large."""
        return math.lcm(*(mine.parts for mine in self.classes))


def chances(need: I32, resource: I32, needs: int, most: I64) -> Chances:
    """The leximin chances of needs that want one seat each, where resource j has ``most[j]`` seats.

    A set of needs that could not all get the average chance of their set has a minimum cut that parts it in two; at
    most one flow per class and one per cut. O(classes x maximum flow).
    """
    alive = most[resource] > 0
    links = np.flatnonzero(alive)
    waiting = [(np.unique(need[links]).astype(np.int64), links)]
    classes: list[Class] = []
    while waiting:
        mine, links = waiting.pop()
        if not len(mine):
            continue
        theirs = np.unique(resource[links])
        chance = min(Fraction(1), Fraction(int(most[theirs].sum()), len(mine)))
        share, low = _flow(need[links], resource[links], mine, theirs, most[theirs], chance)
        if low is None:
            used = share > 0
            classes.append(Class(mine, links[used], share[used], chance))
            continue
        # The needs of the low side have all of their resources to themselves.
        below = low[np.searchsorted(mine, need[links])]
        gone = np.zeros(len(most), dtype=bool)
        gone[resource[links[below]]] = True
        waiting.append((mine[~low], links[~below & ~gone[resource[links]]]))
        waiting.append((mine[low], links[below]))
    return Chances(need, resource, most, needs, tuple(sorted(classes, key=lambda c: c.chance)))


def _flow(
    need: I32, resource: I32, mine: I64, theirs: I32, most: I64, chance: Fraction
) -> tuple[I64, np.ndarray[tuple[int], np.dtype[np.bool_]] | None]:
    """Give every need its chance along the links: their shares; or else which needs the minimum cut keeps below it."""
    from ortools.graph.python import max_flow

    flow = max_flow.SimpleMaxFlow()
    count, resources = len(mine), len(theirs)
    here = np.searchsorted(mine, need) + 1
    there = np.searchsorted(theirs, resource) + count + 1
    sink = count + resources + 1
    parts, whole = chance.denominator, chance.numerator
    flow.add_arcs_with_capacity(np.zeros(count, np.int32), np.arange(1, count + 1), np.full(count, whole, np.int64))
    # A need cannot use one resource more often than it is served.
    arcs = flow.add_arcs_with_capacity(here, there, np.full(len(need), whole + 1, dtype=np.int64))
    flow.add_arcs_with_capacity(np.arange(count + 1, sink), np.full(resources, sink), most * parts)
    if flow.solve(0, sink) != flow.OPTIMAL:
        raise ArithmeticError("the flow of chances has no optimum")
    if flow.optimal_flow() == whole * count:
        return np.asarray(flow.flows(arcs), dtype=np.int64), None
    low = np.zeros(count, dtype=bool)
    side = np.array(flow.get_source_side_min_cut(), dtype=np.int64)
    low[side[(side >= 1) & (side <= count)] - 1] = True
    return np.empty(0, dtype=np.int64), low


def plans_of(chances: Chances, mine: Class) -> Iterator[tuple[int, I64]]:
    """The plans of one class: (weight, the links that are used), the weights adding up to ``mine.parts``.

    Each plan is taken for as long as its links have a share left and no need that it leaves out would get too little:
    then one more link is used up or one more need must be served from there on, so there are at most as many plans as
    links with a share and needs. O(plans x links) at worst, little of it where plans change little.
    """
    from pairing.solvers.chances_loops import seated, served

    need = np.searchsorted(mine.needs, chances.need[mine.links])
    theirs, resource = np.unique(chances.resource[mine.links], return_inverse=True)
    if mine.chance == 1:
        yield 1, mine.links
        return
    most, count, share, parts = chances.most[theirs], len(mine.needs), mine.share.copy(), mine.parts
    first, by_need = _rows(need, count)
    their_first, by_resource = _rows(resource, len(theirs))
    due = np.full(count, mine.chance.numerator, dtype=np.int64)
    match = np.full(count, -1, dtype=np.int64)
    while parts > 0:
        must = due == parts
        done = seated(need, resource, share, most, their_first, by_resource, match)
        if not done or not served(need, resource, share, must, first, by_need, their_first, by_resource, match):
            raise ArithmeticError("chances that no lottery gives")
        used = match[match >= 0]
        out = match < 0
        weight = int(share[used].min())
        if out.any():
            weight = min(weight, parts - int(due[out].max()))
        yield weight, mine.links[np.sort(used)]
        share[used] -= weight
        due[~out] -= weight
        parts -= weight


def _rows(row: I64, rows: int) -> tuple[I64, I64]:
    first = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=first[1:])
    return first, np.argsort(row, kind="stable")


def drawn(chances: Chances, number: int) -> I64:
    """The links of the plan that holds ``number``, one of 0 .. ``chances.parts`` - 1: all classes at the same point."""
    found = [np.empty(0, dtype=np.int64)]
    for mine in chances.classes:
        left = number * mine.parts // chances.parts
        for weight, links in plans_of(chances, mine):
            left -= weight
            if left < 0:
                found.append(links)
                break
    return np.sort(np.concatenate(found))


def plans(chances: Chances) -> Iterator[tuple[int, I64]]:
    """Every plan of the lottery: (weight, links), the weights adding up to ``chances.parts``.

    The classes move on together, each through its own plans: there are at most as many as the classes have in all.
    """
    total, at = chances.parts, 0
    running = [plans_of(chances, mine) for mine in chances.classes]
    now = [next(plan) for plan in running]
    ends = [weight * (total // mine.parts) for (weight, _), mine in zip(now, chances.classes, strict=True)]
    while at < total:
        end = min(ends, default=total)
        yield end - at, np.sort(np.concatenate([np.empty(0, dtype=np.int64), *(links for _, links in now)]))
        at = end
        for k, mine in enumerate(chances.classes):
            if ends[k] == at < total:
                now[k] = next(running[k])
                ends[k] += now[k][0] * (total // mine.parts)
