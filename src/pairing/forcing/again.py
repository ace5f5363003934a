"""The cost of a change found by solving again: exact for every problem, one solve for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.components import components, part
from pairing.model import Problem, value
from pairing.optimise import optimise


def exact(
    problem: Problem, answer: Answer, link: int | Sequence[int], amount: int | None = None, **how: Any
) -> tuple[int | Fraction, ...] | None:
    """How much of each goal is lost where ``link`` carries at least ``amount``, or at most, if that is less than now.

    Without an amount: one unit more, or the link's minimum. Several links at once are changed alike (all of a need's to
    0: it goes without). Only the component of the links is solved again; ``how`` goes to :func:`pairing.optimise`.
    Returns None where no plan has the change. Raises ``TimeoutError`` where the time was not enough to prove it.
    """
    links = np.atleast_1d(np.asarray(link, dtype=np.int64))
    lower, upper = problem.lower.copy(), problem.upper.copy()
    for e in links.tolist():
        now = int(answer.amounts[e])
        then = max(now + 1, int(problem.minimum[e])) if amount is None else amount
        if then >= now and then > 0:  # nothing at all is always a most
            lower[e] = max(then, int(problem.lower[e]))
        else:
            upper[e] = min(then, int(problem.upper[e]))
    if np.any(lower > upper):
        return None
    changed = replace(problem, lower=lower, upper=upper, start=None)
    number = components(problem)
    mine = np.flatnonzero(np.isin(number, number[links]))
    whole = len(mine) == problem.links
    if not whole:
        changed = part(changed, mine)[0]
    again = optimise(changed, **how)
    if again.status == "infeasible":
        return None
    if again.status != "optimal":
        raise TimeoutError("the changed problem was not solved to the end")
    if whole and answer.levels:
        before: list[int | Fraction] = [level.value for level in answer.levels]
    elif whole:
        before = [value(problem, goal, answer.amounts) for goal in problem.goals]
    else:
        before = [value(changed, goal, answer.amounts[mine]) for goal in changed.goals]
    return tuple(b - level.value for b, level in zip(before, again.levels, strict=True))


def lost(problem: Problem, answer: Answer, changed: Problem, **how: Any) -> tuple[int | Fraction, ...] | None:
    """How much of each goal a changed problem loses against the answer; None where no plan keeps its limits."""
    again = optimise(replace(changed, start=None), **how)
    if again.status == "infeasible":
        return None
    if again.status != "optimal":
        raise TimeoutError("the changed problem was not solved to the end")
    return tuple(level.value - other.value for level, other in zip(answer.levels, again.levels, strict=True))
