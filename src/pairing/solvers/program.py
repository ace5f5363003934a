"""Limits and goals as a mixed-integer linear program: columns, rows, and where each row's dual value belongs.

A link whose amount is 0 or one fixed size is one binary column; one that has a minimum, or whose use is counted, gets a
column for the amount and a binary one for the use. Amounts of money are columns in units of 100, so that a solver's
tolerance is far below one fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pairing.model import (
    I32,
    I64,
    UNBOUNDED,
    Bools,
    Family,
    GoalTerms,
    Problem,
    group_sums,
    measure,
    reach,
    worst_floors,
)

F64 = NDArray[np.float64]

#: From this amount on a column is continuous, in units of ``UNIT``.
LARGE = 10_000
UNIT = 100


@dataclass(eq=False)
class Program:
    """Columns (low, high, whole) and rows (least, most) with their non-zeros, grown block by block."""

    low: list[F64] = field(default_factory=list)
    high: list[F64] = field(default_factory=list)
    whole: list[Bools] = field(default_factory=list)
    row_least: list[F64] = field(default_factory=list)
    row_most: list[F64] = field(default_factory=list)
    entry_row: list[I64] = field(default_factory=list)
    entry_column: list[I64] = field(default_factory=list)
    entry_value: list[F64] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    duals: list[tuple[str, str, int, I64, float]] = field(default_factory=list)
    amount_column: I64 = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    amount_size: F64 = field(default_factory=lambda: np.empty(0))
    use_column: I64 = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    always: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))

    def add_columns(self, low: F64 | I64, high: F64 | I64, whole: bool | Bools) -> I64:
        """Append columns; returns their numbers."""
        count = len(low)
        self.low.append(np.asarray(low, dtype=np.float64))
        self.high.append(np.asarray(high, dtype=np.float64))
        self.whole.append(np.broadcast_to(np.asarray(whole, dtype=bool), (count,)))
        self.columns += count
        return np.arange(self.columns - count, self.columns, dtype=np.int64)

    def add_rows(self, least: F64 | I64, most: F64 | I64) -> int:
        """Append rows; returns the number of the first."""
        self.row_least.append(np.where(np.abs(least) >= UNBOUNDED, -np.inf, least).astype(np.float64))
        self.row_most.append(np.where(np.abs(most) >= UNBOUNDED, np.inf, most).astype(np.float64))
        self.rows += len(least)
        return self.rows - len(least)

    def add_entries(self, row: I64, column: I64, value: F64 | I64) -> None:
        """Append non-zeros."""
        self.entry_row.append(row)
        self.entry_column.append(column)
        self.entry_value.append(np.asarray(value, dtype=np.float64))


def links_program(problem: Problem, *, whole: bool = False) -> Program:
    """Columns for every link, with the rows that tie amounts to uses; ``whole``: large amounts too are whole."""
    program = Program()
    counted = np.zeros(problem.links, dtype=bool)
    for family in problem.families:
        if family.use is not None:
            counted |= family.use & (family.group >= 0)
    for goal in problem.goals:
        if goal.use is not None:
            counted |= goal.use & (goal.groups >= 0)
        if goal.use_rate is not None:
            counted |= goal.use_rate != 0
    least_if_used = np.maximum(problem.minimum, 1)
    one_size = (problem.lower == 0) & (least_if_used >= problem.upper) & (problem.upper > 0)
    always = problem.lower >= least_if_used
    split = ~one_size & ~always & (problem.upper > 0) & ((least_if_used > 1) | counted)
    large = ~one_size & (problem.upper > LARGE) & (not whole)
    size = np.where(one_size, problem.upper, np.where(large, UNIT, 1)).astype(np.float64)
    program.amount_column = program.add_columns(problem.lower / size, problem.upper / size, ~large)
    program.amount_size = size
    program.use_column = np.where(one_size, program.amount_column, -1)
    program.always = always & (problem.upper > 0)
    chosen = np.flatnonzero(split)
    if len(chosen):
        use = program.add_columns(np.zeros(len(chosen)), np.ones(len(chosen)), True)
        program.use_column[chosen] = use
        rows = np.arange(len(chosen), dtype=np.int64)
        for bound, least, most in ((problem.upper, -np.inf, 0.0), (least_if_used, 0.0, np.inf)):
            first = program.add_rows(np.full(len(chosen), least), np.full(len(chosen), most))
            program.add_entries(first + rows, program.amount_column[chosen], np.ones(len(chosen)))
            program.add_entries(first + rows, use, -bound[chosen] / size[chosen])
    return program


def _terms(program: Program, group: I32, use: Bools | None, weight: I64 | None) -> tuple[I64, I64, F64, I64, F64]:
    """Group, column and coefficient of each link of a sum; then what links that are always used add to each group."""
    link = np.flatnonzero(group >= 0)
    factor = np.ones(len(link)) if weight is None else weight[link].astype(np.float64)
    by_use = np.zeros(len(link), dtype=bool) if use is None else use[link]
    constant = by_use & program.always[link]
    closed = by_use & (program.use_column[link] < 0) & ~constant
    column = np.where(by_use, program.use_column[link], program.amount_column[link])
    value = np.where(by_use, factor, factor * program.amount_size[link])
    moving = ~constant & ~closed
    return (
        group[link][moving].astype(np.int64),
        column[moving],
        value[moving],
        group[link][constant].astype(np.int64),
        factor[constant],
    )


def _sum_rows(
    program: Program, group: I32, use: Bools | None, weight: I64 | None, least: F64, most: F64
) -> tuple[int, float]:
    """Rows ``least <= sum <= most`` for every group, divided by what all coefficients have in common."""
    groups, column, value, constant_group, constant = _terms(program, group, use, weight)
    fixed = np.bincount(constant_group, weights=constant, minlength=len(least)) if len(constant) else 0.0
    scale = 1.0 / common_factor(value)
    first = program.add_rows((least - fixed) * scale, (most - fixed) * scale)
    program.add_entries(first + groups, column, value * scale)
    return first, scale


def common_factor(values: F64) -> float:
    """The greatest common divisor of whole coefficients: dividing by it keeps them whole, and small."""
    whole = np.rint(values)
    if not len(whole) or np.any(whole != values) or not np.any(whole):
        return 1.0
    return float(np.gcd.reduce(np.abs(whole).astype(np.int64)))


def _infinite(values: I64) -> F64:
    return np.where(values >= UNBOUNDED, np.inf, np.where(values <= -UNBOUNDED, -np.inf, values))


def _finite(values: I64) -> I64:
    return np.where(np.abs(values) >= UNBOUNDED, 0, np.abs(values))


def add_family(program: Program, problem: Problem, family: Family, *, counts: bool) -> list[tuple[I64, float]]:
    """Rows of a limit; returns the penalty columns of a soft one with their price. ``counts``: the penalty matters."""
    groups = len(family.labels)
    least, most = _infinite(family.least), _infinite(family.most)
    every = np.arange(groups, dtype=np.int64)
    if family.price is not None:
        if not counts:
            return []
        first, scale = _sum_rows(program, family.group, family.use, family.weight, least, most)
        penalties = []
        # No violation is larger than the sum and the bound together: an engine for whole numbers wants a finite range.
        sizes = problem.upper if family.weight is None else problem.upper * np.abs(family.weight)
        farthest = group_sums(family.group, groups, sizes) + _finite(family.least) + _finite(family.most)
        for sign in (1.0, -1.0):
            column = program.add_columns(np.zeros(groups), farthest, True)
            program.add_entries(first + every, column, np.full(groups, sign * scale))
            penalties.append((column, float(family.price)))
        program.duals.append(("limit", family.code, first, every, scale))
        return penalties
    optional = np.flatnonzero(family.least > np.minimum(family.most, 1)) if family.or_none else every[:0]
    plain = np.ones(groups, dtype=bool)
    plain[optional] = False
    inner_least = np.where(plain, least if not family.or_none else np.minimum(least, 0.0), -np.inf)
    first, scale = _sum_rows(
        program, family.group, family.use, family.weight, inner_least, np.where(plain, most, np.inf)
    )
    program.duals.append(("limit", family.code, first, every, scale))
    if len(optional):
        opened = program.add_columns(np.zeros(len(optional)), np.ones(len(optional)), True)
        position = np.full(groups, -1, dtype=np.int32)
        position[optional] = np.arange(len(optional))
        group = np.append(position, np.int32(-1))[family.group]
        farthest = reach(problem, family)[optional]
        ceiling = np.minimum(family.most[optional], farthest).astype(np.float64)
        rows = np.arange(len(optional), dtype=np.int64)
        bounds = ((family.least[optional].astype(np.float64), 0.0, np.inf), (ceiling, -np.inf, 0.0))
        for bound, low, high in bounds:
            start, factor = _sum_rows(
                program, group, family.use, family.weight, np.full(len(rows), low), np.full(len(rows), high)
            )
            program.add_entries(start + rows, opened, -bound * factor)
            program.duals.append(("limit", family.code, start, optional, factor))
    return []


Objective = tuple[I64, F64]


def add_goal(program: Program, problem: Problem, goal: GoalTerms) -> Objective:
    """Columns and rows that a goal needs; returns its objective (columns, coefficients), to be maximised."""
    if goal.kind == "linear":
        assert goal.rate is not None
        link = np.flatnonzero(goal.rate)
        columns = [program.amount_column[link]]
        values = [goal.rate[link] * program.amount_size[link]]
        if goal.use_rate is not None:
            used = np.flatnonzero((goal.use_rate != 0) & (program.use_column >= 0))
            columns.append(program.use_column[used])
            values.append(goal.use_rate[used].astype(np.float64))
        return np.concatenate(columns), np.concatenate(values)
    groups = len(goal.labels)
    every = np.arange(groups, dtype=np.int64)
    if goal.kind == "worst":
        assert goal.wanted is not None
        share = program.add_columns(np.zeros(1), np.ones(1), False)
        asked = np.where(goal.wanted > 0, 0.0, -np.inf)
        first, scale = _sum_rows(program, goal.groups, goal.use, None, asked, np.full(groups, np.inf))
        program.add_entries(first + every, np.repeat(share, groups), (-goal.wanted * scale).astype(np.float64))
        program.duals.append(("goal", goal.code, first, every, scale))
        return share, np.ones(1)
    assert goal.weight is not None and goal.cap is not None
    # One more than the links can reach: where they fall short of the cap it is their row that binds, and has the price.
    most = group_sums(goal.groups, groups, measure(problem.upper, goal.use)) + 1
    top = np.minimum(goal.cap, most).astype(np.float64)
    size = float(UNIT) if len(top) and top.max() > LARGE else 1.0
    reached = program.add_columns(np.zeros(groups), top / size, False)
    first, scale = _sum_rows(program, goal.groups, goal.use, None, np.zeros(groups), np.full(groups, np.inf))
    program.add_entries(first + every, reached, np.full(groups, -size * scale, dtype=np.float64))
    program.duals.append(("goal", goal.code, first, every, scale))
    return reached, (goal.weight * size).astype(np.float64)


def keep_goal(program: Program, goal: GoalTerms, objective: Objective, floor: int | Fraction, constant: int) -> None:
    """Rows that hold an earlier goal at its floor. ``constant`` is what links that are always used add to its value."""
    if goal.kind == "worst":
        assert goal.wanted is not None
        floors = worst_floors(goal, Fraction(floor))
        first, scale = _sum_rows(
            program, goal.groups, goal.use, None, floors.astype(np.float64), np.full(len(floors), np.inf)
        )
        every = np.arange(len(floors), dtype=np.int64)
        program.duals.append(("goal", goal.code, first, every, scale))
        return
    column, value = objective
    scale = 1.0 / common_factor(value)
    first = program.add_rows(np.array([(float(floor) - constant) * scale]), np.array([np.inf]))
    program.add_entries(np.full(len(column), first, dtype=np.int64), column, value * scale)
    program.duals.append(("rate", goal.code, first, np.zeros(1, dtype=np.int64), scale))
