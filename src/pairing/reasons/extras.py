"""How much more in which limit a need could use with everyone else keeping what they have: money in a fund, a place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from pairing.model import I64, UNBOUNDED, Bools, Family, Problem, group_sums, measure, spread, sums
from pairing.reasons.laid_out import Part
from pairing.reasons.written import names, vectors, written


def extras(problem: Problem, amounts: I64, part: Part, money: Collection[str], most: int) -> dict[int, list[str]]:
    """For each need that is short the limits of which one alone, raised by so much for it, gives it what it lacks.

    The JSON texts of the changes, ``most`` at most, the least amount first. ``more`` is how much the need then gets
    besides: all that it lacks, or all that the link may carry. The plan with it keeps every other limit, takes nothing
    from anyone, and no goal loses; ``gain`` is what each gains (null: at least nothing). It is true of any plan, by
    whatever method it was made. O(E x families).
    """
    need = part.links.need
    lacks = np.where(part.wanted < UNBOUNDED, part.wanted - part.given, 0)[need]
    rows = part.start + np.arange(len(need))
    programme, upper = part.links.programme, problem.upper[rows]
    if programme.money and programme.upper is None and programme.holds.weight is None:
        upper = np.maximum(upper, part.wanted[need])  # what the fund has was all that kept it lower
    more = np.minimum(lacks, upper - amounts[rows])
    fits = (more > 0) & (amounts[rows] + more >= problem.minimum[rows])
    rows, more, need = rows[fits], more[fits], need[fits]
    count = np.zeros(len(rows), dtype=np.int64)
    which, by = np.full(len(rows), -1), np.zeros(len(rows), dtype=np.int64)
    for number, family in enumerate(problem.families):
        if family.price is not None:
            continue
        over, blocked = _over(family, amounts, rows, more)
        count += (over > 0) + 2 * blocked
        which, by = np.where(over > 0, number, which), np.where(over > 0, over, by)
    gain, unknown = _gains(problem, amounts, rows, more)
    first = np.where(np.any(gain != 0, axis=1), np.argmax(gain != 0, axis=1), 0)
    loses = gain[np.arange(len(rows)), first] < 0 if gain.shape[1] else np.zeros(len(rows), dtype=bool)
    chosen = np.flatnonzero((count == 1) & ~loses)
    chosen = chosen[np.lexsort((rows[chosen], *(-gain[chosen]).T[::-1], by[chosen], need[chosen]))]
    shown = gain.astype(object) if unknown.any() else gain
    shown[:, unknown] = 1 << 62
    resources = names(part.links.resource_ids)
    limits = names(family.code for family in problem.families)
    told: dict[int, list[str]] = {}
    seen: set[tuple[int, int, int]] = set()
    for at, worth in zip(chosen.tolist(), vectors(shown[chosen]), strict=True):
        number, link, own = int(which[at]), int(rows[at]), int(need[at])
        group = int(problem.families[number].group[link])
        mine = told.setdefault(own, [])
        if len(mine) == most or (own, number, group) in seen:
            continue
        seen.add((own, number, group))
        fen = ',"money":true' if problem.families[number].code in money else ""
        label = written(str(problem.families[number].labels[group]))
        resource = resources[part.links.resource[link - part.start]]
        mine.append(
            f'{{"kind":"extra","resource":{resource},"limit":{limits[number]},"group":{label},"gain":{worth},'
            f'"amount":{by[at]},"more":{more[at]}{fen}}}'
        )
    return told


def _over(family: Family, amounts: I64, rows: I64, more: I64) -> tuple[I64, Bools]:
    """By how much the most of each link's group would have to rise for it to carry ``more``; and whether its least,
    or a group that is not worth opening, stands in the way."""
    group = family.group[rows]
    inside = group >= 0
    total = sums(family, amounts)
    then = np.append(total, 0)[group] + _rise(family.use, family.weight, amounts, rows, more)
    over = np.where(inside, np.maximum(then - np.append(family.most, 0)[group], 0), 0)
    least = np.append(family.least, 0)[group]
    short = inside & (then < least)
    return over, short & (then != 0) if family.or_none else short


def _rise(use: Bools | None, weight: I64 | None, amounts: I64, rows: I64, more: I64) -> I64:
    """What a sum of weight x measure rises by when each link carries ``more``, one at a time."""
    rise = measure(amounts[rows] + more, None if use is None else use[rows])
    rise = rise - measure(amounts[rows], None if use is None else use[rows])
    return rise if weight is None else rise * weight[rows]


def _gains(problem: Problem, amounts: I64, rows: I64, more: I64) -> tuple[I64, Bools]:
    """What each goal gains (L, K) when one link alone carries ``more``; goals for the worst group count as 0, and as
    unknown."""
    columns: list[Any] = []
    for goal in problem.goals:
        if goal.rate is not None:
            gain = goal.rate[rows] * more
            gain += 0 if goal.use_rate is None else goal.use_rate[rows] * (amounts[rows] == 0)
        elif goal.weight is not None and goal.cap is not None:
            now = spread(group_sums(goal.groups, len(goal.labels), measure(amounts, goal.use)), goal.groups[rows])
            cap = spread(goal.cap, goal.groups[rows])
            then = now + _rise(goal.use, None, amounts, rows, more)
            gain = spread(goal.weight, goal.groups[rows]) * (np.minimum(cap, then) - np.minimum(cap, now))
        else:
            gain = np.zeros(len(rows), dtype=np.int64)
        columns.append(gain - _fines(problem, amounts, rows, more) if goal.penalties else gain)
    shape = (len(rows), len(columns))
    gains = np.column_stack(columns) if columns else np.zeros(shape, dtype=np.int64)
    return gains, np.array([goal.kind == "worst" for goal in problem.goals], dtype=bool)


def _fines(problem: Problem, amounts: I64, rows: I64, more: I64) -> I64:
    """What soft limits cost besides when one link alone carries ``more``."""
    fines = np.zeros(len(rows), dtype=np.int64)
    for family in problem.families:
        if family.price is None:
            continue
        group = family.group[rows]
        total = np.append(sums(family, amounts), 0)[group]
        then = total + np.where(group >= 0, _rise(family.use, family.weight, amounts, rows, more), 0)
        least, most = np.append(family.least, 0)[group], np.append(family.most, UNBOUNDED)[group]
        now = np.maximum(least - total, 0) + np.maximum(total - most, 0)
        after = np.maximum(least - then, 0) + np.maximum(then - most, 0)
        if family.or_none:
            now, after = np.where(total == 0, 0, now), np.where(then == 0, 0, after)
        fines += np.where(group >= 0, family.price * (after - now), 0)
    return fines
