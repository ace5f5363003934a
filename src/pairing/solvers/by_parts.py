"""A level's bound, part by part: the goals that tie parts together are priced, and each part is solved by itself.

This is Lagrangian decomposition (Geoffrion 1974) at the prices of the relaxation, with a cut: what the other parts
cannot give of an earlier goal, this part must. Limits stay as they are, so the bound is at least as good as that of the
prices alone, and much better where whole amounts or minimum grants leave the relaxation a gap. Put together, what the
parts would do is a plan, which often keeps the floors of earlier goals too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from pairing.answer import Prices
from pairing.bound import Pieces, goal_rates, pieces, worth_by_link
from pairing.components import part
from pairing.model import I64, GoalTerms, Problem, value
from pairing.solvers import engine, flow
from pairing.solvers.narrow import by_reduced_cost
from pairing.solvers.stage import Number, Stage

#: More parts than this are not worth taking apart.
_MANY_PARTS = 50


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan at hand, the bound on the goal (or on a part's priced goal), and how the search ended."""

    amounts: I64
    bound: Number
    status: str


def by_parts(stage: Stage, prices: Prices, best: I64) -> Found | None:
    """Solve a level part by part from the plan ``best``, at the relaxation's ``prices``.

    None where the goal is not linear, or nothing falls apart.
    """
    count = int(stage.component.max(initial=-1)) + 1
    priced = pieces(stage.problem, stage.k, prices, stage.floors)
    by_amount, by_use = worth_by_link(stage.problem, stage.k, prices)
    if stage.goal.kind != "linear" or not 1 < count <= _MANY_PARTS or priced is None or by_amount.dtype == object:
        return None
    rates = goal_rates(stage.problem, stage.k, prices)
    penalty = sum(rates[goal.code] for goal in stage.goals[: stage.k + 1] if goal.penalties)
    goal = GoalTerms("priced", "linear", rate=by_amount, use_rate=by_use, penalties=penalty > 0)
    families = tuple(
        family if family.price is None else replace(family, price=family.price * penalty)
        for family in stage.problem.families
        if family.price is None or penalty
    )
    # What soft limits cost an earlier goal is left out: that only makes its floor easier to keep.
    kept = [j for j, each in enumerate(stage.goals[: stage.k]) if each.kind != "worst"]
    earlier = tuple(replace(stage.goals[j], penalties=False) for j in kept)
    whole = replace(stage.problem, families=families, goals=(*earlier, goal), start=best)
    parts = [np.flatnonzero(stage.component == number) for number in range(count)]
    cut = [_part(whole, links, prices) for links in parts]
    if any(alone is None for _, alone in cut):
        return None
    # A part may leave a gap of the whole goal's size, however large its own priced sum is.
    room = stage.gap * abs(float(stage.worth(best))) * priced.units / (2 * count)
    amounts, total = best.copy(), priced.total
    searches = []
    for number, (piece, alone) in enumerate(cut):
        assert alone is not None
        found = _at_once(piece, alone)
        if found is None:
            searches.append(number)
            continue
        amounts[parts[number]] = found.amounts
        total -= max(Fraction(0), alone.total - Fraction(found.bound))
    for number in sorted(searches, key=lambda number: len(parts[number])):
        piece, alone = cut[number]
        assert alone is not None
        floors = tuple(
            stage.floors[j] - sum(_most(stage, cut[other][0], i, j, other) for other in range(count) if other != number)
            for i, j in enumerate(kept)
        )
        found = _searched(stage, piece, alone, floors, room)
        if found.status == "interrupted":
            return Found(best, int(priced.total // priced.units), "interrupted")
        amounts[parts[number]] = found.amounts
        total -= max(Fraction(0), alone.total - Fraction(found.bound))
    made = stage.kept(amounts)
    return Found(stage.better(best, made), int(total // priced.units), "optimal")


def _part(whole: Problem, links: I64, prices: Prices) -> tuple[Problem, Pieces | None]:
    """A part of the problem, and its priced goal where its limits have their prices too."""
    piece, groups, _ = part(whole, links)
    limits = {
        family.code: prices.limits[family.code][kept]
        for family, kept in zip(whole.families, groups, strict=True)
        if family.code in prices.limits
    }
    last = replace(piece, goals=piece.goals[-1:])
    return piece, pieces(last, 0, Prices(1, False, {}, limits, {}), ())


def _most(stage: Stage, piece: Problem, i: int, j: int, number: int) -> int:
    """The most of an earlier goal (``i`` in the part, ``j`` in the whole) that one part can give by itself.

    Sums over parts are never below the whole: a cap that several parts share counts for each of them.
    """
    if (j, number) not in stage.tops:
        goal = piece.goals[i]
        families = tuple(family for family in piece.families if family.price is None)
        alone = replace(piece, goals=(goal,), families=families, start=None)
        stage.tops[j, number] = _top(stage, alone, goal)
    return stage.tops[j, number]


def _top(stage: Stage, alone: Problem, goal: GoalTerms) -> int:
    if goal.kind == "linear":
        moved = np.any(goal.rate) or (goal.use_rate is not None and np.any(goal.use_rate))
    else:
        moved = np.any(goal.groups >= 0)
    if not moved:
        return 0
    if flow.can(alone) is None:
        found = flow.answer(alone)
        if found.status == "optimal":
            return int(found.levels[0].value)
    one = np.zeros(alone.links, dtype=np.int32)
    inner = Stage(alone, alone.goals, 0, (), one, stage.ends, stage.threads, stage.gap)
    program, objective = inner.program(alone)
    relaxed = engine.relax(program, objective, stage.left() / 4)
    if relaxed.status != "optimal":
        return int(pieces(alone, 0, Prices(1, False, {}, {}, {}), ()).total)  # type: ignore[union-attr]
    return math.floor(inner.constant(program) + relaxed.bound + 1e-6 * max(1.0, abs(relaxed.bound)))


def _worth(piece: Problem) -> int:
    """What the plan at hand is worth to the priced goal of a part."""
    assert piece.start is not None
    return int(value(piece, piece.goals[-1], piece.start))


def _at_once(piece: Problem, alone: Pieces) -> Found | None:
    """A part that needs no search: its plan meets the price of its limits, or it is a flow; else None."""
    assert piece.start is not None
    if _worth(piece) >= alone.total:
        return Found(piece.start, _worth(piece), "optimal")
    free = replace(piece, goals=piece.goals[-1:])
    if flow.can(free) is not None:
        return None
    answer = flow.answer(free)
    return Found(answer.amounts, answer.levels[0].value, "optimal")


def _searched(stage: Stage, piece: Problem, alone: Pieces, floors: tuple[Number, ...], room: float) -> Found:
    """A part by branch and bound, near enough for the gap that the whole may have."""
    goal, mine = piece.goals[-1], _worth(piece)
    assert piece.start is not None
    gap = min(stage.gap, room / max(1.0, abs(float(mine))))
    one = np.zeros(piece.links, dtype=np.int32)
    inner = Stage(piece, piece.goals, len(piece.goals) - 1, floors, one, stage.ends, stage.threads, gap)
    narrowed = replace(by_reduced_cost(replace(piece, goals=(goal,)), alone, mine), goals=piece.goals)
    amounts, top, status = inner.search(narrowed, piece.start, stage.left() / 2)
    chosen = inner.better(piece.start, amounts)
    return Found(chosen, max(top, value(piece, goal, chosen)), status)
