"""A problem as a market of two sides: groups of needs, groups of resources, and matches between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.answer import Prices
from pairing.model import I32, I64, Family, GoalTerms, Problem, group_sums
from pairing.solvers.transport import Transport


@dataclass(frozen=True, eq=False)
class Side:
    """One partition of the links, with the tightest least and most of each group over the ``families`` that share it.

    ``group`` numbers the group of each link; links in none of the families' groups are in groups of their own beyond
    the ``labels`` (one each on the needs' side, one together on the other).
    """

    families: tuple[Family, ...]
    labels: int
    group: I32
    least: I64
    most: I64


def sides(problem: Problem) -> tuple[Side, Side] | str:
    """The needs' side and the resources' side, or why the problem is not such a market."""
    if np.any(problem.upper > 1) or np.any(problem.minimum > 1):
        return "amounts"
    binding: list[Family] = []
    for family in problem.families:
        reach = group_sums(family.group, len(family.labels), problem.upper)
        inside = family.group >= 0
        if family.weight is not None and np.any(family.weight[inside] != 1):
            return f"{family.code}: weights"
        if family.price is not None:
            return f"{family.code}: soft"
        if family.or_none and np.any(family.least > np.minimum(family.most, 1)):
            return f"{family.code}: groups open or closed"
        if np.any(family.most < reach) or (not family.or_none and np.any(family.least > 0)):
            binding.append(family)
    partitions: list[list[Family]] = []
    for family in binding:
        shared = next((others for others in partitions if _same_groups(others[0], family)), None)
        if shared is None:
            partitions.append([family])
        else:
            shared.append(family)
    if len(partitions) != 2:
        return "limits on one side only" if len(partitions) < 2 else "limits on more than two sides"
    partitions.sort(key=lambda shared: -len(shared[0].labels))
    for rows, columns in (partitions, partitions[::-1]):
        needs = _side(problem, rows, apart=True)
        reach = group_sums(needs.group, len(needs.most), problem.upper)
        # All or nothing: a need must have every unit that it may have, or none in particular.
        if np.all((needs.least <= 0) | (needs.least >= np.minimum(needs.most, reach))):
            return needs, _side(problem, columns, apart=False)
    return "needs that must have some, but not all, of what they want"


def _same_groups(one: Family, other: Family) -> bool:
    return len(one.labels) == len(other.labels) and np.array_equal(one.group, other.group)


def _side(problem: Problem, families: list[Family], *, apart: bool) -> Side:
    group, labels = families[0].group, len(families[0].labels)
    least = np.zeros(labels, dtype=np.int64)
    most = np.full(labels, problem.links + 1, dtype=np.int64)
    for family in families:
        if not family.or_none:
            least = np.maximum(least, family.least)
        most = np.minimum(most, family.most)
    outside = np.flatnonzero(group < 0)
    if len(outside):
        group = group.copy()
        group[outside] = labels + (np.arange(len(outside)) if apart else 0)
        extra = len(outside) if apart else 1
        least = np.append(least, np.zeros(extra, dtype=np.int64))
        most = np.append(most, np.full(extra, 1 if apart else len(outside), dtype=np.int64))
    return Side(tuple(families), labels, group, least, most)


def rates(problem: Problem, goal: GoalTerms, needs: Side, resources: Side) -> I64 | str:
    """What each match adds to a goal, or why that is no fixed number."""
    if goal.loss:
        return f"{goal.code}: permitted loss"
    if goal.kind == "worst":
        return f"{goal.code}: worst group"
    if goal.kind == "linear":
        assert goal.rate is not None
        return goal.rate if goal.use_rate is None else goal.rate + goal.use_rate
    assert goal.weight is not None and goal.cap is not None
    for side in (needs, resources):
        if np.array_equal(goal.groups, side.group[: problem.links]) and len(goal.labels) == side.labels:
            ceiling = np.minimum(side.most[: side.labels], group_sums(goal.groups, side.labels, problem.upper))
            if np.all(goal.cap >= ceiling):
                return np.append(goal.weight, 0)[goal.groups]
    return f"{goal.code}: counts a group only up to a cap"


def prices(
    problem: Problem, goals: tuple[GoalTerms, ...], scale: int, priced: tuple[tuple[Side, I64, I64], ...]
) -> Prices:
    """Prices of groups as prices of the limits that bind there. ``goals`` are those of the level, its own last.

    ``priced`` has each side with the price of its groups and, by group, the family that has a price from an earlier
    level (-1: none), which is brought up to date: on the face of that level it is the family that stays met.
    """
    limits = {family.code: np.zeros(len(family.labels), dtype=np.int64) for family in problem.families}
    for side, price, met in priced:
        own = price[: side.labels]
        tightest = np.argmin([family.most for family in side.families], axis=0)
        fullest = np.argmax([np.where(family.or_none, -1, family.least) for family in side.families], axis=0)
        fresh = np.where(own > 0, tightest, np.where(own < 0, fullest, -1))
        met[:] = np.where(met >= 0, met, fresh)
        for number, family in enumerate(side.families):
            limits[family.code] += np.where(met == number, own, 0)
    # A goal that counts every match of a group gains nothing beside its links.
    capped = {
        goal.code: goal.weight * (scale if goal is goals[-1] else 0)
        for goal in goals
        if goal.kind == "capped" and goal.weight is not None
    }
    return Prices(scale, True, {}, limits, capped)


@dataclass(frozen=True, eq=False)
class Market:
    """The links of a problem that are still open, in rows by need, and how much each group may still take of them."""

    order: I64
    first: I64
    resource: I32
    units: I64
    must: np.ndarray[tuple[int], np.dtype[np.bool_]]
    least: I64
    most: I64

    def transport(self, points: I64) -> Transport:
        """The market with the points of a level; ``points`` of all links of the problem."""
        taken = points[self.order]
        if not len(taken) or max(-int(taken.min()), int(taken.max())) < 1 << 31:
            taken = taken.astype(np.int32)
        outside = np.zeros(len(self.units), dtype=np.int64)
        units, most = self.units.astype(np.int32), np.minimum(self.most, len(self.order) + 1).astype(np.int32)
        return Transport(self.first, self.resource, taken, units, self.must, outside, self.least.astype(np.int32), most)


def opened(problem: Problem, needs: Side, resources: Side) -> Market:
    """The market of a problem; links that are pinned, or cannot be used, are out of it and counted."""
    pinned = np.flatnonzero(problem.lower > 0)
    links = np.flatnonzero(problem.upper > problem.lower)
    group = needs.group[links]
    if np.any(group[1:] < group[:-1]):
        links = links[np.argsort(group, kind="stable")]
        group = needs.group[links]
    taken_units = np.bincount(needs.group[pinned], minlength=len(needs.most))
    taken_seats = np.bincount(resources.group[pinned], minlength=len(resources.most))
    count = np.bincount(group, minlength=len(needs.most))
    units = np.minimum(needs.most - taken_units, count)
    return Market(
        links,
        np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        resources.group[links].astype(np.int32),
        units,
        needs.least - taken_units >= np.maximum(units, 1),
        np.maximum(resources.least - taken_seats, 0),
        resources.most - taken_seats,
    )
