"""One level of the search for a mixed-integer plan: its programme, what its goal touches, plans kept exactly."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import overload

import numpy as np

from pairing.model import I32, I64, Bools, GoalTerms, Problem, value, violations
from pairing.solvers import engine
from pairing.solvers.duals import NO_BOUND
from pairing.solvers.narrow import settled
from pairing.solvers.program import F64, Objective, Program, add_family, add_goal, keep_goal, links_program

Number = int | Fraction

#: Goals up to this value count things; the search for them stays near the plan at hand.
_COUNTS = 100_000


@dataclass(frozen=True, eq=False)
class Stage:
    """Goal ``k`` of a problem, the floors under the earlier goals, and how long the search may take.

    ``component`` numbers the parts that limits alone tie together; ``gap`` is the relative distance from its bound at
    which a plan is good enough. ``tops`` remembers, from level to level, the most that a part can give of a goal.
    """

    problem: Problem
    goals: tuple[GoalTerms, ...]
    k: int
    floors: tuple[Number, ...]
    component: I32
    ends: float
    threads: int
    gap: float
    tops: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def goal(self) -> GoalTerms:
        """The goal of this level."""
        return self.goals[self.k]

    def left(self) -> float:
        """The seconds that are left."""
        return max(0.05, self.ends - time.monotonic())

    def worth(self, amounts: I64) -> Number:
        """What a plan is worth to the goal."""
        return value(self.problem, self.goal, amounts)

    def close(self, best: I64, bound: Number) -> bool:
        """Whether a plan is within the permitted gap of its bound."""
        return float(bound) - float(self.worth(best)) <= self.gap * max(1.0, abs(float(bound)))

    @overload
    def better(self, best: I64, candidate: I64 | None) -> I64: ...
    @overload
    def better(self, best: I64 | None, candidate: I64 | None) -> I64 | None: ...
    def better(self, best: I64 | None, candidate: I64 | None) -> I64 | None:
        """The better of two plans; the first where they are worth the same."""
        if best is None or candidate is None:
            return candidate if best is None else best
        return candidate if self.worth(candidate) > self.worth(best) else best

    def program(self, problem: Problem, *, whole: bool = False) -> tuple[Program, Objective]:
        """Limits, goals up to this one, and floors under the earlier ones."""
        program = links_program(problem, whole=whole)
        penalised = next((i for i, goal in enumerate(self.goals) if goal.penalties), len(self.goals))
        penalties: list[tuple[I64, float]] = []
        for family in problem.families:
            penalties += add_family(program, problem, family, counts=penalised <= self.k)
        objective: Objective = np.empty(0, dtype=np.int64), np.empty(0)
        for i, goal in enumerate(self.goals[: self.k + 1]):
            if i < self.k and goal.kind == "worst":
                keep_goal(program, goal, objective, self.floors[i], 0)
                continue
            objective = add_goal(program, problem, goal)
            if goal.penalties and penalties:
                columns = [objective[0], *(column for column, _ in penalties)]
                values = [objective[1], *(np.full(len(column), -price) for column, price in penalties)]
                objective = np.concatenate(columns), np.concatenate(values)
            if i < self.k:
                keep_goal(program, goal, objective, self.floors[i], _constant(program, goal))
        return program, objective

    def amounts(self, program: Program, values: F64 | None) -> I64 | None:
        """Whole amounts from column values; None unless they keep every limit and every floor exactly."""
        if values is None:
            return None
        amounts = np.rint(values[program.amount_column] * program.amount_size).astype(np.int64)
        split = (program.use_column >= 0) & (program.use_column != program.amount_column)
        amounts[split & (values[program.use_column] < 0.5)] = 0
        return self.kept(amounts)

    def kept(self, amounts: I64) -> I64 | None:
        """The amounts, if they keep every limit and the floor of every earlier goal; else None."""
        if violations(self.problem, amounts):
            return None
        kept: list[tuple[GoalTerms, Number]] = list(zip(self.goals, self.floors, strict=False))
        return None if any(value(self.problem, goal, amounts) < floor for goal, floor in kept) else amounts

    def relax(self, basis: engine.Basis | None = None) -> tuple[Program, engine.Solved]:
        """The linear relaxation of the level, with its programme, from the basis of an earlier level; Ctrl-C leaves it
        unsolved."""
        try:
            program, objective = self.program(self.problem)
            return program, engine.relax(program, objective, self.left(), basis)
        except KeyboardInterrupt:
            return Program(), engine.Solved("none", interrupted=True)

    def search(self, problem: Problem, best: I64 | None, seconds: float) -> tuple[I64 | None, Number, str]:
        """Search a (narrowed) problem from ``best``: a plan, a bound on the goal there, and the engine's status.

        A plan that keeps the limits only within the engine's tolerance has its amounts sought again as whole numbers.
        Ctrl-C ends the search with the status ``interrupted``, so that the plan at hand is not lost.
        """
        try:
            return self._search(problem, best, seconds)
        except KeyboardInterrupt:
            return None, NO_BOUND, "interrupted"

    def _search(self, problem: Problem, best: I64 | None, seconds: float) -> tuple[I64 | None, Number, str]:
        program, objective = self.program(problem)
        start, weight = None, 1
        if best is not None:
            start = _columns(program, best)
            worth = abs(float(self.worth(best)))
            # Shares differ by less than one: there the lesser wish could outweigh the goal.
            if self.k + 1 < len(self.goals) and worth <= _COUNTS and self.goal.kind != "worst":
                objective, weight = _staying(program, objective, best)
        found = engine.search(program, objective, seconds, self.threads, start, gap=self.gap)
        amounts = self.amounts(program, found.values)
        if amounts is None and found.values is not None:
            fixed = settled(problem, program, found.values, uses_only=True)
            again, objective = self.program(fixed, whole=True)
            seconds = min(seconds, self.left())
            amounts = self.amounts(again, engine.search(again, objective, seconds, self.threads, None).values)
        top = self._claim(replace(found, bound=found.bound / weight), program, self.better(best, amounts))
        return amounts, top, "interrupted" if found.interrupted else found.status

    def exact(self) -> tuple[I64 | None, Number, str]:
        """The whole problem in whole numbers: slower, for when tolerances have left no plan at all."""
        program, objective = self.program(self.problem, whole=True)
        found = engine.search(program, objective, self.left(), self.threads, None, exact=True)
        amounts = self.amounts(program, found.values)
        return amounts, self._claim(found, program, amounts), "interrupted" if found.interrupted else found.status

    def _claim(self, found: engine.Solved, program: Program, best: I64 | None) -> Number:
        """The engine's bound as a whole number; its word that a plan is optimal is taken within its tolerance."""
        if best is None or found.interrupted or (math.isinf(found.bound) and found.status != "infeasible"):
            return NO_BOUND
        worth = self.worth(best)
        if found.status == "infeasible":
            return worth
        if self.goal.kind == "worst":
            return worth if found.status == "optimal" else Fraction(found.bound).limit_denominator(10**6)
        top = found.bound + _constant(program, self.goal)
        room = 1e-9 * max(1.0, abs(top)) + 1e-6
        if found.status == "optimal" and abs(top - float(worth)) <= room:
            return worth
        return math.floor(top + room)

    def constant(self, program: Program) -> int:
        """What the goal gains from links that are always used, and so have no column for their use."""
        return _constant(program, self.goal)

    def touched(self) -> list[Bools]:
        """The components, as limits tie them, in which the goal can change: for each which links are in it."""
        goal, problem = self.goal, self.problem
        moves = np.zeros(problem.links, dtype=bool)
        for rates in (goal.rate, goal.use_rate):
            if rates is not None:
                moves |= rates != 0
        if goal.kind != "linear":
            moves |= goal.groups >= 0
        if goal.penalties:
            for family in problem.families:
                if family.price is not None:
                    moves |= family.group >= 0
        return [self.component == number for number in np.unique(self.component[moves])]


def _constant(program: Program, goal: GoalTerms) -> int:
    """What a linear goal gains from links that are always used, and so have no column for their use."""
    return 0 if goal.use_rate is None else int(goal.use_rate[program.always].sum())


def _columns(program: Program, amounts: I64) -> dict[int, float]:
    """A plan as column values, where a search can start from (links and their uses; the rest follows)."""
    start = dict(zip(program.amount_column.tolist(), (amounts / program.amount_size).tolist(), strict=True))
    has_use = np.flatnonzero(program.use_column >= 0)
    start.update(zip(program.use_column[has_use].tolist(), (amounts[has_use] > 0).astype(float).tolist(), strict=True))
    return start


def _staying(program: Program, objective: Objective, best: I64) -> tuple[Objective, int]:
    """The objective with a lesser wish to use the links that are in use, and the weight that the goal then has.

    What a level changes without need, later levels have to mend. One unit of the goal is worth more than all of it.
    """
    kept = program.use_column[(best > 0) & (program.use_column >= 0)]
    weight = len(kept) + 1
    column, values = objective
    return (np.concatenate([column, kept]), np.concatenate([values * weight, np.ones(len(kept))])), weight


def order(parts: Sequence[Bools]) -> list[Bools]:
    """Parts from the smallest to the largest: what is cheap to improve comes first."""
    return sorted(parts, key=lambda links: int(links.sum()))
