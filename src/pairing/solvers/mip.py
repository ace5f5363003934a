"""Mixed-integer programming, goal by goal, for what is not a network: minimum amounts, teams, co-funding, worst groups.

At each level the linear relaxation comes first: its dual values, rounded to integers, prove a bound. Where the plan at
hand does not reach it, plans are sought in small problems first (near the relaxed plan; in the parts that the goal
touches, all else frozen), then in all that the reduced costs leave, always from the plan at hand. So a level never ends
worse than it began, and says how good it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from pairing.answer import Answer, Level, Prices, Report, Status
from pairing.bound import pieces
from pairing.components import limit_components
from pairing.model import I64, GoalTerms, Problem, floor_of, violations
from pairing.solvers import engine, lagrangian
from pairing.solvers.by_parts import by_parts
from pairing.solvers.duals import NO_PRICES, best_prices, plain_prices, proved_by
from pairing.solvers.knapsack_prices import rooms
from pairing.solvers.narrow import by_reduced_cost, settled
from pairing.solvers.program import Program
from pairing.solvers.stage import Number, Stage, order

#: Problems of more links than this are searched to within ``NEARLY`` of the bound (relative), smaller ones to the end.
_LARGE = 5_000
NEARLY = 1e-3
#: The part of a level's time that each small problem may take.
_SMALL = 0.25
#: So many times the permitted gap may a plan be from its bound for the parts to be solved by themselves.
_HOPE = 5
#: With more parts than this a goal's parts are searched together only.
_MANY_PARTS = 8


def can(problem: Problem) -> str | None:
    """Why this solver cannot take the problem, or None: it takes all but negative weights under a cap."""
    for goal in problem.goals:
        if goal.kind == "capped" and goal.weight is not None and np.any(goal.weight < 0):
            return f"{goal.code}: negative weights under a cap"
    return None


def answer(
    problem: Problem,
    report: Report | None = None,
    *,
    time_limit: float = 60.0,
    threads: int = 1,
    gap: float | None = None,
    claims: Sequence[Number] | None = None,
) -> Answer:
    """Solve all goals in order; the levels share ``time_limit`` seconds. ``problem.start`` is the plan to beat.

    A level is done once its plan is within the relative ``gap`` of its bound (none given: 0, or :data:`NEARLY` in
    large problems). With ``claims`` (a bound for each goal, from having solved the components apart) nothing is
    searched for: the start is the plan, and only its proof is made.
    """
    ends = time.monotonic() + time_limit
    best = problem.start if problem.start is not None and not violations(problem, problem.start) else None
    goals = problem.goals or (GoalTerms("feasible", "linear", rate=np.zeros(problem.links, dtype=np.int64)),)
    narrowed, component = problem, limit_components(problem)
    tops: dict[tuple[int, int], int] = {}
    basis: engine.Basis | None = None
    reached: list[Number] = []
    levels: list[Level] = []
    prices: list[Prices] = []
    interrupted = False
    nearly = lagrangian.NEARLY if rooms(problem) else NEARLY
    within = gap if gap is not None else nearly if problem.links > _LARGE else 0.0
    for k, goal in enumerate(goals):
        floors = tuple(floor_of(earlier, worth) for earlier, worth in zip(goals, reached, strict=False))
        share = max(0.05, (ends - time.monotonic()) / (len(goals) - k))
        stage = Stage(problem, goals, k, floors, component, time.monotonic() + share, threads, within, tops)
        # Once time is up, the plan at hand is kept for all goals that are left, with the bound that no prices give.
        late = interrupted or (best is not None and time.monotonic() >= ends)
        # A goal that nothing here moves, or to which every link gives all it can, needs no prices.
        all_given = best is not None and proved_by(problem, k, NO_PRICES, floors) == stage.worth(best)
        basis = None if goal.penalties else basis  # the rows of soft limits come in between
        program, relaxed = (Program(), engine.Solved("none")) if late or all_given else stage.relax(basis)
        basis = relaxed.basis if relaxed.basis and goal.kind != "worst" else basis
        interrupted |= relaxed.interrupted
        if relaxed.status == "infeasible" and best is None:
            return Answer("infeasible", problem.lower)
        if claims is None:
            # The relaxation of a problem that is nearly a network is often whole already.
            best = stage.better(best, stage.amounts(program, relaxed.values))
        target = None if best is None else stage.worth(best)
        proved, level_prices = best_prices(problem, k, program, relaxed.duals, floors, target)
        claim = proved if claims is None else min(proved, claims[k])
        if report:
            report(goal.code, None if target is None else float(target), float(claim))
        if claims is None and not late and not interrupted and (target is None or target < proved):
            near = None if relaxed.values is None else settled(problem, program, relaxed.values)
            plain = plain_prices(problem, program, relaxed.duals)
            best, claim, outcome = _searched(
                stage, narrowed, near, (level_prices, plain), best, proved, _told(stage, report)
            )
            if outcome == "infeasible":
                return Answer("infeasible", problem.lower)
            interrupted = outcome == "interrupted"
        if best is None:
            return Answer("no_plan", problem.lower, interrupted=interrupted)
        worth = stage.worth(best)
        reached.append(worth)
        levels.append(Level(goal.code, worth, max(worth, claim), proved))
        prices.append(level_prices)
        if report:
            report(goal.code, float(worth), float(max(worth, claim)))
        narrowed = _without_worse(narrowed, stage, level_prices, floor_of(goal, worth))
    assert best is not None
    done = not interrupted and all(level.value == level.bound for level in levels)
    ended: Status = "optimal" if done else "feasible"
    if not problem.goals:
        return Answer(ended, best, interrupted=interrupted)
    return Answer(ended, best, tuple(levels), tuple(prices), interrupted)


def _searched(
    stage: Stage,
    narrowed: Problem,
    near: Problem | None,
    both: tuple[Prices, Prices],
    best: I64 | None,
    proved: Number,
    tell: Callable[[I64, Number], None],
) -> tuple[I64 | None, Number, str]:
    """Search one level, small problems first; returns the plan, its bound and the outcome.

    ``both`` are the prices that prove most, and those in small numbers.
    """
    prices, plain = both
    found = lagrangian.improved(stage, narrowed, plain, best, proved, tell)
    if found is not None:
        return found.amounts, found.claim, found.status
    if near is not None:
        candidate, _, status = stage.search(near, None, _SMALL * stage.left())
        best = stage.better(best, candidate)
        if status == "interrupted" or (best is not None and stage.worth(best) >= proved):
            return best, proved, status
    claim = proved
    if best is not None and (parts := by_parts(stage, plain, best) if _near(stage, best, proved) else None):
        best, claim = parts.amounts, min(claim, parts.bound)
        if parts.status == "interrupted" or stage.worth(best) >= claim:
            return best, claim, parts.status
    if best is not None:
        best, status = _focused(stage, narrowed, prices, best, claim)
        if status == "interrupted" or stage.close(best, claim):
            return best, claim, status
        narrowed = _without_worse(narrowed, stage, prices, stage.worth(best))
    candidate, top, status = stage.search(narrowed, best, stage.left())
    if candidate is None and best is None and status != "interrupted":
        candidate, top, status = stage.exact()
        if status == "infeasible":
            return None, proved, status
    return stage.better(best, candidate), min(claim, top), status


def _told(stage: Stage, report: Report | None) -> Callable[[I64, Number], None]:
    """Passes on what a plan found on the way is worth, with the bound so far."""

    def tell(amounts: I64, bound: Number) -> None:
        if report:
            report(stage.goal.code, float(stage.worth(amounts)), float(bound))

    return tell


def _near(stage: Stage, best: I64, proved: Number) -> bool:
    """Whether the plan is so near its bound that solving the parts by themselves may well close the gap."""
    return not stage.gap or float(proved) - float(stage.worth(best)) <= _HOPE * stage.gap * abs(float(proved))


def _focused(stage: Stage, narrowed: Problem, prices: Prices, best: I64, claim: Number) -> tuple[I64, str]:
    """Improve a plan in the parts that the goal touches, one by one (together where they are many), the rest frozen."""
    parts = stage.touched()
    if len(parts) > _MANY_PARTS:
        parts = [np.logical_or.reduce(parts)]
    for links in order(parts) if len(parts) > 1 or not all(map(np.all, parts)) else ():
        smaller = _without_worse(narrowed, stage, prices, stage.worth(best))
        frozen = replace(
            smaller, lower=np.where(links, smaller.lower, best), upper=np.where(links, smaller.upper, best)
        )
        candidate, _, status = stage.search(frozen, best, _SMALL * stage.left())
        best = stage.better(best, candidate)
        if status == "interrupted" or stage.worth(best) >= claim:
            return best, status
    return best, "feasible"


def _without_worse(narrowed: Problem, stage: Stage, prices: Prices, worth: Number) -> Problem:
    """The problem less what the prices show to be worth less than ``worth`` at this level."""
    priced = pieces(stage.problem, stage.k, prices, stage.floors) if stage.problem.goals else None
    if priced is None or priced.units <= 0:
        return narrowed
    return by_reduced_cost(narrowed, priced, Fraction(worth))
