"""Mixed-integer programming, goal by goal, for what is not a network: minimum amounts, teams, co-funding, worst groups.

Each level first solves the linear relaxation: its dual values, rounded to integers, prove a bound. Only where the plan
at hand does not reach that bound does a search start, from that plan; so a level never ends worse than it began.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pairing.answer import Answer, Level, Prices, Report, Status
from pairing.bound import bound
from pairing.model import I64, GoalTerms, Problem, floor_of, value, violations
from pairing.solvers import engine
from pairing.solvers.program import F64, Objective, Program, add_family, add_goal, keep_goal, links_program

Number = int | Fraction

#: Scales tried for rounding dual values to integers: they are mostly simple fractions.
_SCALES = (1, 12, 2520, 10**6, 10**9, 10**12, 10**14)
_NO_PRICES = Prices(1, False, {}, {}, {})


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
    claims: Sequence[Number] | None = None,
) -> Answer:
    """Solve all goals in order; the levels share ``time_limit`` seconds. ``problem.start`` is the plan to beat.

    With ``claims`` (a bound for each goal, from having solved the components apart) nothing is searched for: the start
    is the plan, and only its proof is made.
    """
    ends = time.monotonic() + time_limit
    best = problem.start if problem.start is not None and not violations(problem, problem.start) else None
    goals = problem.goals or (GoalTerms("feasible", "linear", rate=np.zeros(problem.links, dtype=np.int64)),)
    reached: list[Number] = []
    levels: list[Level] = []
    prices: list[Prices] = []
    interrupted = False
    for k, goal in enumerate(goals):
        floors = [floor_of(earlier, worth) for earlier, worth in zip(goals, reached, strict=False)]
        program, objective = _program(problem, goals, k, floors)
        proved, level_prices = _worth_bound(problem, k, _NO_PRICES, floors), _NO_PRICES
        if not interrupted:
            relaxed = engine.relax(program, objective, max(1.0, ends - time.monotonic()))
            interrupted = relaxed.interrupted
            if relaxed.status == "infeasible" and best is None:
                return Answer("infeasible", problem.lower)
            if claims is None:
                # The relaxation of a problem that is nearly a network is often whole already.
                best = _best(problem, goal, best, _amounts(problem, program, goals, floors, relaxed))
            if relaxed.duals is not None:
                target = None if best is None else value(problem, goal, best)
                proved, level_prices = _proof(problem, k, program, relaxed.duals, floors, target, proved)
        claim = proved if claims is None else min(proved, claims[k])
        worth = None if best is None else value(problem, goal, best)
        if report:
            report(goal.code, None if worth is None else float(worth), float(proved))
        if claims is None and not interrupted and (worth is None or worth < proved):
            share = max(1.0, (ends - time.monotonic()) / (len(goals) - k))
            start = None if best is None else _columns(program, best)
            found = engine.search(program, objective, share, threads, start)
            candidate = _amounts(problem, program, goals, floors, found)
            if candidate is None and best is None and not found.interrupted:
                found = engine.search(program, objective, share, threads, None, exact=True)
                candidate = _amounts(problem, program, goals, floors, found)
            interrupted = found.interrupted
            if found.status == "infeasible" and best is None:
                return Answer("infeasible", problem.lower)
            best = _best(problem, goal, best, candidate)
            if best is not None:
                claim = min(proved, _claim(goal, found, value(problem, goal, best), _constant(problem, program, goal)))
        if best is None:
            return Answer("no_plan", problem.lower, interrupted=interrupted)
        worth = value(problem, goal, best)
        reached.append(worth)
        levels.append(Level(goal.code, worth, max(worth, claim), proved))
        prices.append(level_prices)
        if report:
            report(goal.code, float(worth), float(claim))
    assert best is not None
    done = not interrupted and all(level.value == level.bound for level in levels)
    status: Status = "optimal" if done else "feasible"
    if not problem.goals:
        return Answer(status, best, interrupted=interrupted)
    return Answer(status, best, tuple(levels), tuple(prices), interrupted)


def _best(problem: Problem, goal: GoalTerms, best: I64 | None, candidate: I64 | None) -> I64 | None:
    """The better of two plans; the first where they are worth the same."""
    if best is None or candidate is None:
        return candidate if best is None else best
    return candidate if value(problem, goal, candidate) > value(problem, goal, best) else best


def _program(problem: Problem, goals: tuple[GoalTerms, ...], k: int, floors: list[Number]) -> tuple[Program, Objective]:
    """The program of level k: limits, goals 0..k, floors under the earlier ones."""
    program = links_program(problem)
    penalised = next((i for i, goal in enumerate(goals) if goal.penalties), len(goals))
    penalties: list[tuple[I64, float]] = []
    for family in problem.families:
        penalties += add_family(program, problem, family, counts=penalised <= k)
    for i in range(k + 1):
        if i < k and goals[i].kind == "worst":
            keep_goal(program, goals[i], (np.empty(0, dtype=np.int64), np.empty(0)), floors[i], 0)
            continue
        objective = add_goal(program, problem, goals[i])
        if goals[i].penalties and penalties:
            columns = [objective[0], *(column for column, _ in penalties)]
            values = [objective[1], *(np.full(len(column), -price) for column, price in penalties)]
            objective = np.concatenate(columns), np.concatenate(values)
        if i < k:
            keep_goal(program, goals[i], objective, floors[i], _constant(problem, program, goals[i]))
    return program, objective


def _constant(problem: Problem, program: Program, goal: GoalTerms) -> int:
    """What a linear goal gains from links that are always used, and so have no column for their use."""
    if goal.use_rate is None:
        return 0
    return int(goal.use_rate[(program.use_column < 0) & (problem.lower > 0)].sum())


def _worth_bound(problem: Problem, k: int, prices: Prices, floors: list[Number]) -> Number:
    """The bound that the prices prove; a share is never above 1."""
    proved = bound(problem, k, prices, floors)
    if problem.goals and problem.goals[k].kind == "worst":
        return Fraction(1) if proved is None else min(Fraction(1), proved)
    return _whole(proved) if proved is not None else 1 << 62


def _whole(number: Fraction) -> int:
    return int(number // 1)


def _proof(
    problem: Problem,
    k: int,
    program: Program,
    duals: F64,
    floors: list[Number],
    target: Number | None,
    fallback: Number,
) -> tuple[Number, Prices]:
    """The best bound that rounded dual values prove, trying scales until it meets ``target`` or stops improving."""
    best, chosen = fallback, _NO_PRICES
    if not problem.goals:
        return best, chosen
    for scale in _SCALES:
        if np.abs(duals).max(initial=0.0) * scale > 1 << 62:
            break
        prices = _rounded(problem, k, program, duals, scale)
        proved = _worth_bound(problem, k, prices, floors)
        if proved < best:
            best, chosen = proved, prices
        if target is not None and best == target:
            break
    return best, chosen


def _rounded(problem: Problem, k: int, program: Program, duals: F64, scale: int) -> Prices:
    limits: dict[str, I64] = {}
    goals: dict[str, I64] = {}
    rates: dict[str, int] = {}
    sizes = {family.code: len(family.labels) for family in problem.families}
    sizes |= {goal.code: len(goal.labels) for goal in problem.goals}
    for kind, code, first, groups, factor in program.duals:
        price = np.rint(duals[first : first + len(groups)] * factor * scale).astype(np.int64)
        if kind == "limit":
            limits.setdefault(code, np.zeros(sizes[code], dtype=np.int64))[groups] += price
        elif kind == "goal":
            goals.setdefault(code, np.zeros(sizes[code], dtype=np.int64))[groups] = np.maximum(-price, 0)
        else:
            rates[code] = max(0, -int(price[0]))
    return Prices(scale, False, rates, limits, goals)


def _amounts(
    problem: Problem, program: Program, goals: tuple[GoalTerms, ...], floors: list[Number], found: engine.Solved
) -> I64 | None:
    """Whole amounts from column values; None unless they keep every limit and every floor exactly."""
    if found.values is None:
        return None
    amounts = np.rint(found.values[program.amount_column] * program.amount_size).astype(np.int64)
    split = (program.use_column >= 0) & (program.use_column != program.amount_column)
    amounts[split & (found.values[program.use_column] < 0.5)] = 0
    if violations(problem, amounts):
        return None
    for goal, floor in zip(goals, floors, strict=False):
        if value(problem, goal, amounts) < floor:
            return None
    return amounts


def _columns(program: Program, amounts: I64) -> dict[int, float]:
    """A plan as column values, where a search can start from (links and their uses; the rest follows)."""
    start = dict(zip(program.amount_column.tolist(), (amounts / program.amount_size).tolist(), strict=True))
    has_use = np.flatnonzero(program.use_column >= 0)
    start.update(zip(program.use_column[has_use].tolist(), (amounts[has_use] > 0).astype(float).tolist(), strict=True))
    return start


def _claim(goal: GoalTerms, found: engine.Solved, worth: Number, constant: int) -> Number:
    """The search's own bound, as a whole number; its word that the plan is optimal is taken within its tolerance."""
    if found.interrupted or math.isinf(found.bound):
        return 1 << 62
    if goal.kind == "worst":
        return worth if found.status == "optimal" else Fraction(found.bound).limit_denominator(10**6)
    top = found.bound + constant
    room = 1e-9 * max(1.0, abs(top)) + 1e-6
    if found.status == "optimal" and abs(top - float(worth)) <= room:
        return worth
    return math.floor(top + room)
