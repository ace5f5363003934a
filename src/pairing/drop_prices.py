"""What it would gain to drop each rule, limit and pin: real re-solves, after a screen that needs none."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from pairing.answer import Prices
from pairing.bound import bound
from pairing.drops import Drop, Solved, drops, restored, without
from pairing.exactly import read_run
from pairing.fault import BadData
from pairing.model import I64, Family, GoalTerms, Problem, floor_of, sums, value
from pairing.optimise import NO_CLAIM, optimise

#: Seconds for all, where none are given, and at most for one.
SECONDS, MOST_EACH = 300.0, 60.0

Number = int | Fraction


@dataclass(frozen=True)
class Price:
    """What dropping one thing gains: no less than ``gain``, no more than ``most`` (None: not known), vectors with one
    entry for each goal that compare from the first on; ``how`` is ``bound`` (it can gain nothing), ``solved`` (both are
    the gain), ``late`` (the time was up while solving) or ``open`` (it was not reached)."""

    drop: Drop
    how: str
    gain: tuple[Number, ...]
    most: tuple[Number | None, ...]


def drop_prices(
    run: Path, folder: Path | None, seconds: float | None = None, report: Callable[[Drop, int, int], None] | None = None
) -> list[Price]:
    """The price of everything that :func:`~pairing.drops.drops` lists, in that order.

    What the proof's prices, or the shape of the problem, show to gain nothing is not solved; of the rest those with
    the highest bounds come first, until the ``seconds`` are up (:data:`SECONDS`). ``report`` hears of each solve.
    Raises :class:`~pairing.fault.BadData` as :func:`~pairing.exactly.read_run` does.
    """
    ends = time.monotonic() + (SECONDS if seconds is None else seconds)
    solved, proof = read_run(run, folder)
    values = [value(solved.problem, goal, solved.amounts) for goal in solved.problem.goals]
    network = _concave(solved.problem)
    told: dict[Drop, Price] = {}
    waiting: list[tuple[tuple[Number | None, ...], Drop]] = []
    every = drops(solved)
    for drop in every:
        most = _screened(solved, drop, values, proof, network)
        if not any(entry is None or entry for entry in most):
            told[drop] = Price(drop, "bound", (0,) * len(values), most)
        else:
            told[drop] = Price(drop, "open", (0,) * len(values), most)
            waiting.append((most, drop))
    # What may gain most comes first; an entry that is not known may be anything.
    waiting.sort(key=lambda one: tuple((entry is not None, -(entry or 0)) for entry in one[0]))
    for number, (most, drop) in enumerate(waiting):
        left = ends - time.monotonic()
        if left <= 0:
            break
        if report:
            report(drop, number, len(waiting))
        told[drop] = _solved(solved, drop, values, most, min(left, MOST_EACH))
    return [told[drop] for drop in every]


def _screened(
    solved: Solved, drop: Drop, values: Sequence[Number], proof: Mapping[str, Any], network: bool
) -> tuple[Number | None, ...]:
    """The most that each goal can gain, by what is cheap: entries after the first that is not 0 are not known."""
    nothing: tuple[Number | None, ...] = (0,) * len(values)
    if drop.kind in ("limit", "least"):
        family = next(family for family in solved.problem.families if family.code == drop.code)
        if network and _slack(family, solved.amounts, drop.kind):
            return nothing
    try:
        changed, moved = without(solved, drop)
    except BadData:
        return (None,) * len(values)
    finally:
        restored(solved, drop)
    if moved is None:
        return (None,) * len(values)
    if drop.kind in ("rule", "must_not") and changed.links == solved.problem.links:
        return nothing
    return _most(changed, values, proof)


def _concave(problem: Problem) -> bool:
    """Whether a limit that is not used up can be dropped for nothing: no plan is best only because of its shape."""
    from pairing.solvers import flow

    return flow.can(problem) is None and not any(goal.loss for goal in problem.goals)


def _slack(family: Family, amounts: I64, kind: str) -> bool:
    total = sums(family, amounts)
    above = kind == "least" or bool(np.all(total < family.most))
    return above and bool(np.all((total > family.least) | (family.least <= 0))) and not family.or_none


def _most(problem: Problem, values: Sequence[Number], proof: Mapping[str, Any]) -> tuple[Number | None, ...]:
    """What the proof's prices say of a problem with less in it: any prices bound any problem."""
    gains: list[Number | None] = []
    floors: list[Number] = []
    for k, goal in enumerate(problem.goals):
        levels = proof.get("levels", ())
        top = None
        if k < len(levels) and not levels[k]["face"]:
            top = bound(problem, k, _prices(problem, levels[k]), floors)
        gains.append(None if top is None else max(top - values[k], 0))
        if gains[-1] != 0:
            break
        floors.append(floor_of(goal, values[k]))
    return tuple(gains) + (None,) * (len(values) - len(gains))


def _prices(problem: Problem, level: Mapping[str, Any]) -> Prices:
    """The prices of a level of ``proof.json`` for a problem; what it has no longer has none."""

    def by_group(told: Mapping[str, Mapping[str, int]], owners: Sequence[Family | GoalTerms]) -> dict[str, I64]:
        return {
            one.code: np.array([told[one.code].get(str(label), 0) for label in one.labels], dtype=np.int64)
            for one in owners
            if one.code in told
        }

    limits, goals = by_group(level["limits"], problem.families), by_group(level["goals"], problem.goals)
    return Prices(int(level["scale"]), False, level["rates"], limits, goals)


def _solved(
    solved: Solved, drop: Drop, values: Sequence[Number], most: tuple[Number | None, ...], seconds: float
) -> Price:
    """Solve without it, from the plan as it is."""
    nothing: tuple[Number, ...] = (0,) * len(values)
    try:
        changed, moved = without(solved, drop)
    except BadData:
        return Price(drop, "open", nothing, most)
    finally:
        restored(solved, drop)
    again = optimise(replace(changed, start=moved), time_limit=seconds)
    if again.status not in ("optimal", "feasible"):
        return Price(drop, "late", nothing, most)
    gain = tuple(level.value - old for level, old in zip(again.levels, values, strict=True))
    if again.status == "optimal":
        return Price(drop, "solved", gain, gain)
    # Without it the plan as it is still holds, so nothing is lost; up to the first gap the bounds hold.
    tops: list[Number | None] = []
    for level, old in zip(again.levels, values, strict=True):
        told = not any(tops) and None not in tops and level.bound < NO_CLAIM
        tops.append(max(level.bound - old, 0) if told else None)
    return Price(drop, "late", gain if gain > nothing else nothing, tuple(tops))


def recorded(price: Price) -> dict[str, Any]:
    """A price as JSON has it."""
    drop = price.drop
    told: dict[str, Any] = {"kind": drop.kind}
    told |= {name: text for name in ("programme", "code", "need", "resource") if (text := getattr(drop, name))}
    told |= {"how": price.how, "gain": [_plain(entry) for entry in price.gain]}
    if price.how not in ("bound", "solved"):
        told["most"] = [_plain(entry) for entry in price.most]
    return told


def _plain(entry: Number | None) -> int | str | None:
    return entry if entry is None or isinstance(entry, int) else str(entry)
