"""The cheapest bending of limits as a mixed-integer programme: bounds that may give way have columns that let them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pairing.bending import Bent, Side, Step
from pairing.model import I64, Problem
from pairing.solvers import engine
from pairing.solvers.program import F64, Program, add_family, links_program

_SCALE = 1e-6
#: No step is longer than this for the engine, which wants a finite range.
_ENDLESS = 1e9


def bent_program(problem: Problem, steps: Sequence[Step], pin_price: int | None, time_limit: float) -> Bent:
    """The bending that costs least, and how sure that is.

    All limits of ``problem`` are hard. With a ``pin_price`` what a link must carry may be given up for so much.
    """
    pinned = np.flatnonzero(problem.lower) if pin_price is not None else np.empty(0, dtype=np.int64)
    lower = problem.lower.copy()
    lower[pinned] = 0
    program = links_program(replace(problem, lower=lower))
    columns: list[I64] = [np.empty(0, dtype=np.int64)]
    costs: list[F64] = [np.empty(0)]
    for step in steps:
        columns.append(program.add_columns(np.zeros(len(step.groups)), np.minimum(step.room, _ENDLESS), True))
        costs.append(step.price.astype(np.float64) * -_SCALE)
    for number, family in enumerate(problem.families):
        before = program.columns
        first = len(program.duals)
        add_family(program, problem, family, counts=False)
        for step, column in zip(steps, columns[1:], strict=True):
            if step.family == number:
                _give_way(program, step, column, first, before)
    given_up = program.add_columns(np.zeros(len(pinned)), np.ones(len(pinned)), True)
    asked = problem.lower[pinned].astype(np.float64)
    rows = program.add_rows(asked, np.full(len(pinned), np.inf)) + np.arange(len(pinned))
    program.add_entries(rows, program.amount_column[pinned], program.amount_size[pinned])
    program.add_entries(rows, given_up, asked)
    costs.append(np.full(len(pinned), -_SCALE * (pin_price or 0)))
    objective = (np.concatenate([*columns, given_up]), np.concatenate(costs))
    found = engine.search(program, objective, time_limit, 1, None)
    if found.values is None:
        return Bent("infeasible" if found.status == "infeasible" else "none")
    moved: dict[tuple[int, Side, int], int] = {}
    for step, column in zip(steps, columns[1:], strict=True):
        by = np.rint(found.values[column]).astype(np.int64)
        for place in np.flatnonzero(by).tolist():
            key = (step.family, step.side, int(step.groups[place]))
            moved[key] = moved.get(key, 0) + int(by[place])
    return Bent(found.status, moved, pinned[found.values[given_up] > 0.5].tolist())


def _give_way(program: Program, step: Step, column: I64, first: int, opened: int) -> None:
    """Let the columns of a step into the rows of its limit.

    Its rows begin at ``program.duals[first]``. Those of groups that may stay at none instead come second (least) and
    third (most), with a column each for whether the group is open, from number ``opened`` on.
    """
    blocks = program.duals[first:]
    sign = 1.0 if step.side == "least" else -1.0
    optional = blocks[1][3] if len(blocks) > 1 else np.empty(0, dtype=np.int64)
    apart = np.isin(step.groups, optional)
    _, _, row, _, scale = blocks[0]
    program.add_entries(row + step.groups[~apart], column[~apart], np.full(int((~apart).sum()), sign * scale))
    if apart.any():
        _, _, row, _, scale = blocks[1 if step.side == "least" else 2]
        place = np.searchsorted(optional, step.groups[apart])
        program.add_entries(row + place, column[apart], np.full(len(place), sign * scale))
        # A group at none stays so: passing its most is no way around being open.
        shut = program.add_rows(np.full(len(place), -np.inf), np.zeros(len(place))) + np.arange(len(place))
        program.add_entries(shut, column[apart], np.ones(len(place)))
        program.add_entries(shut, opened + place, -np.minimum(step.room[apart], _ENDLESS))
