"""Needs that each go to one resource of limited room (generalised assignment), inside the search of one level.

Whole knapsacks give the bound, and what each link would lose says where better plans are: a first plan among the links
that lose least, small problems around it, and for the final search only the links that a better plan may use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pairing.answer import Prices
from pairing.model import I64, Problem
from pairing.solvers.first_plan import first_plan
from pairing.solvers.knapsack_prices import Costs, Rooms, costs, rooms, tightened
from pairing.solvers.polish import WHOLE, among_few, beyond, polished
from pairing.solvers.stage import Number, Stage

#: Large problems of this kind are searched to within this distance of the bound (relative): they come so near.
NEARLY = 1e-4
#: The parts of the time for the bound, for a first plan, for the links that lose least, and for improving it.
_BOUND, _START, _FIRST, _POLISH = 0.1, 0.3, 0.2, 0.9
#: How far from the bound a plan is hoped for where there is none.
_HOPED = 0.003


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
    best, status = among_few(stage, narrowed, dual.loss, best, _FIRST * stage.left())
    heard(best, claim)
    narrowed = dual.without_worse(narrowed, int(stage.worth(best)))
    share = _POLISH if int((narrowed.upper > 0).sum()) <= WHOLE else 1.0
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
