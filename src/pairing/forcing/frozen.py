"""A flow inside any problem: what is in use stays in use and what is not stays out, so that the rest is a network."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from pairing.model import (
    I64,
    UNBOUNDED,
    Bools,
    Family,
    GoalTerms,
    Problem,
    excess,
    group_sums,
    measure,
    spread,
    sums,
    value,
    worst_floors,
)


@dataclass(eq=False)
class Frozen:
    """What becomes of a problem: bounds of its links, limits and goals of the flow; for each link whether one more unit
    on it keeps what the flow does not see, and what that costs besides (E, K)."""

    lower: I64
    upper: I64
    allowed: Bools
    extra: I64
    families: list[Family] = field(default_factory=list)
    goals: list[GoalTerms] = field(default_factory=list)

    def network(self) -> Problem:
        """The flow as a problem of its own."""
        ones = np.ones(len(self.lower), dtype=np.int64)
        return Problem(self.lower, self.upper, ones, tuple(self.families), tuple(self.goals))


def freeze(problem: Problem, amounts: I64, free: Bools) -> Frozen:
    """What becomes of a problem when no use changes, and no amount of links that are not ``free``. O(E x families)."""
    used, several = amounts > 0, problem.upper > 1
    least = np.maximum(problem.minimum, 1)
    large = problem.minimum > np.maximum(problem.lower, 1)
    frozen = Frozen(
        np.where(large & used, problem.minimum, problem.lower),
        np.where(large & ~used, 0, problem.upper),
        (amounts < problem.upper) & (used | (least <= 1)),
        np.zeros((problem.links, len(problem.goals)), dtype=np.int64),
    )
    keep(frozen, ~free, amounts)
    for family in problem.families:
        _add_family(frozen, problem, family, amounts, several)
    for k, goal in enumerate(problem.goals):
        _add_goal(frozen, problem, k, goal, amounts, several)
    return frozen


def keep(frozen: Frozen, links: Bools, amounts: I64) -> None:
    """The amounts of these links stay."""
    frozen.lower = np.where(links, amounts, frozen.lower)
    frozen.upper = np.where(links, amounts, frozen.upper)


def _keep_uses(frozen: Frozen, links: Bools, amounts: I64) -> None:
    """What these links count for by their use stays: used ones stay used."""
    frozen.lower = np.where(links & (amounts > 0), np.maximum(frozen.lower, 1), frozen.lower)
    frozen.upper = np.where(links & (amounts == 0), 0, frozen.upper)


def _add_family(frozen: Frozen, problem: Problem, family: Family, amounts: I64, several: Bools) -> None:
    """A limit as the flow sees it: without what counts by use, in units of the weight that its links share.

    Groups that stay shut, and those with several weights, keep their amounts.
    """
    count = len(family.labels)
    inside = family.group >= 0
    weight = np.ones(len(amounts), dtype=np.int64) if family.weight is None else family.weight
    by_use = np.zeros(len(amounts), dtype=bool) if family.use is None else family.use & several & inside
    _keep_uses(frozen, by_use, amounts)
    total = sums(family, amounts)
    moves = inside & ~by_use & (weight != 0)
    unit = np.ones(count, dtype=np.int64)
    unit[family.group[moves]] = weight[moves]
    mixed = np.zeros(count, dtype=bool)
    mixed[family.group[moves & (weight != spread(unit, family.group))]] = True
    shut = np.zeros(count, dtype=bool)
    if family.or_none:
        shut = (total == 0) & (family.least > np.minimum(family.most, 1))
    kept = shut | mixed | (unit < 0) | ((family.price is not None) & (unit != 1))
    keep(frozen, moves & spread(kept, family.group), amounts)
    flows = moves & ~spread(kept, family.group)
    unit[kept] = 1
    # What the flow does not move is a constant of the group.
    constant = total - group_sums(np.where(flows, family.group, -1), count, weight * amounts)
    least = np.where(family.least <= -UNBOUNDED, 0, -((constant - family.least) // unit))
    most = np.where(family.most >= UNBOUNDED, UNBOUNDED, (family.most - constant) // unit)
    if family.or_none:
        least = np.where((family.least <= np.minimum(family.most, 1)) & (constant == 0), 0, least)
    least = np.where(shut, 0, np.maximum(least, 0))
    if family.price is not None:
        most = np.maximum(most, least)
    if flows.any():
        group = np.where(flows, family.group, -1).astype(np.int32)
        frozen.families.append(Family(family.code, group, family.labels, least, most, price=family.price))
    check(frozen, problem, family, amounts, inside & ~flows, flows)


def check(frozen: Frozen, problem: Problem, family: Family, amounts: I64, outside: Bools, flows: Bools) -> None:
    """Whether a limit allows one more unit on each link that its flow does not see, and the penalty for it."""
    more = measure(amounts + 1, family.use) - measure(amounts, family.use)
    if family.weight is not None:
        more = more * family.weight
    asked = np.flatnonzero(outside & (more != 0))
    if not len(asked):
        return
    count = len(family.labels)
    moved = np.zeros(count, dtype=bool)
    moved[family.group[flows]] = True
    group = family.group[asked]
    before = sums(family, amounts)[group]
    one = replace(family, group=np.arange(len(asked), dtype=np.int32), labels=[""] * len(asked), weight=None, use=None)
    one = replace(one, least=family.least[group], most=family.most[group])
    missing, over = excess(one, before + more[asked])
    if family.price is None:
        frozen.allowed[asked] &= (missing == 0) & (over == 0) & ~moved[group]
        return
    frozen.allowed[asked] &= ~moved[group]
    was_missing, was_over = excess(one, before)
    worse = family.price * (missing + over - was_missing - was_over)
    for k, goal in enumerate(problem.goals):
        if goal.penalties:
            frozen.extra[asked, k] += worse


def _add_goal(frozen: Frozen, problem: Problem, k: int, goal: GoalTerms, amounts: I64, several: Bools) -> None:
    """A goal as the flow sees it; one for the worst group becomes a floor under every group."""
    plain = replace(goal, loss=Fraction(0))
    new_use = several & (amounts == 0)
    if goal.kind == "linear":
        if goal.use_rate is not None:
            by_use = several & (goal.use_rate != 0)
            _keep_uses(frozen, by_use, amounts)
            frozen.extra[:, k] -= np.where(by_use & new_use, goal.use_rate, 0)
            plain = replace(plain, use_rate=np.where(by_use, 0, goal.use_rate))
        frozen.goals.append(plain)
        return
    count = len(goal.labels)
    inside = goal.groups >= 0
    by_use = np.zeros(len(amounts), dtype=bool) if goal.use is None else goal.use & several & inside
    _keep_uses(frozen, by_use, amounts)
    flows = inside & ~by_use
    group = np.where(flows, goal.groups, -1).astype(np.int32)
    constant = group_sums(np.where(by_use, goal.groups, -1), count, np.minimum(amounts, 1))
    if goal.kind == "worst":
        share = value(problem, replace(goal, penalties=False), amounts)
        floor = np.maximum(worst_floors(goal, Fraction(share)) - constant, 0)
        most = np.full(count, UNBOUNDED, dtype=np.int64)
        frozen.families.append(Family(f"{goal.code} floor", group, goal.labels, floor, most))
        nothing = np.zeros(len(amounts), dtype=np.int64)
        frozen.goals.append(GoalTerms(goal.code, "linear", rate=nothing, penalties=goal.penalties))
        return
    assert goal.cap is not None and goal.weight is not None
    # A new use counts where its group counts nothing else: there the flow cannot change what it is worth.
    pure = np.ones(count, dtype=bool)
    pure[goal.groups[flows]] = False
    gains = by_use & new_use & (np.append(pure & (constant < goal.cap), False)[goal.groups])
    frozen.extra[:, k] -= np.where(gains, spread(goal.weight, goal.groups), 0)
    frozen.goals.append(replace(plain, group=group, cap=np.maximum(goal.cap - constant, 0), use=None))
