"""Between what and what the cost of forcing a link lies, where limits and goals are no network."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from pairing.answer import Answer, Level
from pairing.bound import pieces
from pairing.components import components, part
from pairing.forcing.costs import NOT_KNOWN, Forcing, one_more
from pairing.forcing.repairs import loss_of_repairs
from pairing.forcing.residual import residual
from pairing.model import I32, I64, Problem, floor_of, value
from pairing.solvers import flow

#: With more components than this they are not looked at one by one.
_MANY = 2000


def bounds(problem: Problem, answer: Answer, links: I64) -> Forcing:
    """What one more unit on each link loses, at least and at most; exact in components that are networks.

    From below by the prices of each level: what they charge for the link is lost, or a later goal loses. From above by
    a plan with the link that keeps everything else in use as it is and moves the rest as a flow. Parts of the plan that
    share nothing with the link stay as they are. Entries that nothing bounds are -+ :data:`NOT_KNOWN`.
    """
    if len(answer.levels) < len(problem.goals):
        worths = ((goal.code, value(problem, goal, answer.amounts)) for goal in problem.goals)
        answer = replace(answer, levels=tuple(Level(code, worth, NOT_KNOWN, NOT_KNOWN) for code, worth in worths))
    low = _below(problem, answer, links)
    high = np.full(low.shape, NOT_KNOWN, dtype=low.dtype)
    possible = answer.amounts[links] < problem.upper[links]
    possible &= np.maximum(problem.minimum, 1)[links] <= problem.upper[links]
    known = np.zeros(len(links), dtype=bool)
    rest = np.ones(problem.links, dtype=bool)
    for mine in _networks(problem):
        rest[mine] = False
        asked = np.flatnonzero(np.isin(links, mine))
        found = residual(part(problem, mine)[0], replace(answer, amounts=answer.amounts[mine], levels=(), prices=()))
        if found is None or not len(asked):
            continue
        costs = one_more(found, np.searchsorted(mine, links[asked]))
        low[asked], high[asked] = costs.loss, costs.loss_high
        known[asked] = costs.exact
        possible[asked] = costs.possible
    others = np.flatnonzero(rest[links] & possible)
    if len(others):
        high[others] = loss_of_repairs(problem, answer, links[others], low.dtype)
    low[~possible] = high[~possible] = 0
    return Forcing(links, low, high, known | ~possible | np.all(low == high, axis=1), possible)


def _below(problem: Problem, answer: Answer, links: I64) -> np.ndarray:
    """Losses that no plan with the link can stay under, in the order of vectors: what follows the first entry that is
    not 0 is not bounded."""
    kind = object if any(goal.kind == "worst" for goal in problem.goals) else np.int64
    low = np.full((len(links), len(problem.goals)), -NOT_KNOWN, dtype=kind)
    floors: list[int | Fraction] = []
    tied = np.ones(len(links), dtype=bool)
    for k, goal in enumerate(problem.goals):
        if k >= len(answer.levels) or not tied.any():
            break
        level = answer.levels[k]
        rows = np.flatnonzero(tied)
        top = np.full(len(rows), level.bound, dtype=object)
        prices = answer.prices[k] if k < len(answer.prices) else None
        found = None if prices is None or prices.face else pieces(problem, k, prices, floors)
        if found is not None and found.units > 0:
            idle = answer.amounts[links[rows]] == 0
            charge = np.where(idle, (found.best - found.used)[links[rows]], 0).astype(object)
            if goal.kind == "worst":
                priced = np.array([min(Fraction(1), (found.total - int(c)) / found.units) for c in charge], object)
            else:
                total, below = found.total.numerator, found.total.denominator
                priced = (total - charge * below) // (below * found.units)
            top = np.minimum(top, priced)
        low[rows, k] = level.value - top
        tied[rows] = low[rows, k] == 0
        floors.append(floor_of(goal, level.value))
    return low


def _networks(problem: Problem) -> list[I64]:
    """The links of the components that are networks: all together if that is one network too, else one by one."""
    apart = components(problem)
    count = int(apart.max(initial=-1)) + 1
    if not 1 < count <= _MANY:
        return []
    found = [mine for mine in _links_of(apart, count) if flow.can(part(problem, mine)[0]) is None]
    if len(found) < 2:
        return found
    together = np.sort(np.concatenate(found))
    return [together] if flow.can(part(problem, together)[0]) is None else found


def _links_of(apart: I32, count: int) -> list[I64]:
    order = np.argsort(apart, kind="stable")
    return np.split(order, np.searchsorted(apart[order], np.arange(1, count)))
