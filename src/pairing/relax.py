"""When nothing fits: the cheapest set of changes to limits that makes a plan possible, and which limits conflict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pairing.model import I64, UNBOUNDED, Family, Problem, unreachable
from pairing.solvers import engine
from pairing.solvers.program import Program, add_family, links_program

#: A change is priced by how large it is beside the bound: one hundredth of the bound costs this much.
_PRICE = 10_000


@dataclass(frozen=True)
class Change:
    """One bound that would have to move: in which limit and group, which side, from what to what."""

    limit: str
    group: str
    side: Literal["least", "most"]
    before: int
    after: int


def advice(problem: Problem, time_limit: float = 30.0) -> list[Change]:
    """The changes of least total relative size under which some plan keeps every limit; empty where none was found.

    An elastic programme: every hard bound may be passed at a price per unit of ``1 / bound``, so that cutting 10 to 9
    costs a tenth of cutting 1 to 0.
    """
    program, columns = _elastic(problem, {family.code for family in problem.families})
    objective = (
        np.concatenate([np.empty(0, dtype=np.int64), *(c.column for c in columns)]),
        np.concatenate([np.empty(0), *(-c.price for c in columns)]),
    )
    found = engine.search(program, objective, time_limit, 1, None)
    if found.values is None:
        return []
    changes = []
    for c in columns:
        moved = np.rint(found.values[c.column]).astype(np.int64)
        for i in np.flatnonzero(moved):
            group = int(c.groups[i])
            before = int(c.bound[i])
            after = before - int(moved[i]) if c.side == "least" else before + int(moved[i])
            changes.append(Change(c.family.code, str(c.family.labels[group]), c.side, before, after))
    return changes


def conflict(problem: Problem, time_limit: float = 30.0) -> list[str]:
    """The codes of limits that cannot hold together: with any one of them left out, the rest could.

    A floor that its own links cannot reach is a conflict by itself. Otherwise limits are left out one after another
    for as long as what remains still has no plan (a deletion filter: Chinneck and Dravnieks 1991).
    """
    out_of_reach = sorted({code for code, _ in unreachable(problem)})
    if out_of_reach:
        return out_of_reach[:1]
    needed = [family.code for family in problem.families if family.price is None]
    for code in list(needed):
        rest = [other for other in needed if other != code]
        kept = tuple(family for family in problem.families if family.code in rest)
        if not _possible(replace(problem, families=kept, goals=()), time_limit / max(1, len(needed))):
            needed = rest
    return needed


def _possible(problem: Problem, time_limit: float) -> bool:
    program = links_program(problem)
    for family in problem.families:
        add_family(program, problem, family, counts=False)
    nothing = (np.empty(0, dtype=np.int64), np.empty(0))
    return engine.search(program, nothing, time_limit, 1, None).status != "infeasible"


@dataclass(frozen=True, eq=False)
class _Slack:
    family: Family
    side: Literal["least", "most"]
    groups: I64
    bound: I64
    column: I64
    price: np.ndarray[tuple[int], np.dtype[np.float64]]


def _elastic(problem: Problem, soft: set[str]) -> tuple[Program, list[_Slack]]:
    """The limits as a programme in which every bound of the ``soft`` ones has a column that lets it give way."""
    program = links_program(problem)
    slacks: list[_Slack] = []
    for family in problem.families:
        if family.price is not None:
            continue
        first = len(program.duals)
        add_family(program, problem, family, counts=False)
        if family.code not in soft:
            continue
        _, _, row, groups, scale = program.duals[first]
        sides: tuple[tuple[Literal["least", "most"], I64, float], ...] = (
            ("least", family.least, 1.0),
            ("most", family.most, -1.0),
        )
        for side, bound, sign in sides:
            movable = np.flatnonzero(bound > 0) if side == "least" else np.flatnonzero(bound < UNBOUNDED)
            if family.or_none or not len(movable):
                continue
            size = np.maximum(np.abs(bound[movable]), 1)
            column = program.add_columns(np.zeros(len(movable)), np.full(len(movable), 1e9), True)
            program.add_entries(row + groups[movable], column, np.full(len(movable), sign * scale))
            slacks.append(_Slack(family, side, movable, bound[movable], column, _PRICE / size))
    return program, slacks
