"""From what a procedure wishes to a plan: every hard limit kept, and as few of its decisions changed as can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pairing.answer import Answer
from pairing.components import limit_components, part
from pairing.model import I64, Bools, GoalTerms, Problem, excess
from pairing.policies.ask import Ask, NoPlan

#: Into so many steps the order of needs is cut: of two changes the one for the later need is taken.
_STEPS = 100


def completed(ask: Ask, wished: I64, order: I64 | None = None, problem: Problem | None = None) -> tuple[I64, int]:
    """Amounts that keep every hard limit, nearest to the ``wished`` ones, and on how many links they differ from them.

    Parts of the problem whose limits hold as they are stay as they are. In the others each wished match, and each fen
    of a grant, is worth keeping: those of needs that come later in ``order`` a little less, at most half; after that,
    as little as can be is given that nobody wished. ``problem`` is that of the ask, or one with narrower bounds. Raises
    :class:`NoPlan` where no plan keeps the limits.
    """
    problem = ask.problem if problem is None else problem
    touched = _touched(problem, wished)
    if not touched.any():
        return wished, 0
    links = np.flatnonzero(touched)
    piece = problem if touched.all() else part(problem, links)[0]
    goals = _goals(ask, wished, links, order)
    answer = ask.best(replace(piece, goals=goals, start=None))
    amounts = wished.copy()
    amounts[links] = planned(answer).amounts
    return amounts, int(np.count_nonzero(amounts != wished))


def planned(answer: Answer) -> Answer:
    """The answer, where it has a plan; raises :class:`NoPlan` where it has none."""
    if answer.status in ("infeasible", "no_plan"):
        raise NoPlan(answer)
    return answer


def _touched(problem: Problem, wished: I64) -> Bools:
    """The links of every part in which a limit is broken; all links, where that is one without links."""
    wrong = (wished < problem.lower) | (wished > problem.upper) | ((wished > 0) & (wished < problem.minimum))
    for family in problem.families:
        if family.price is None:
            broken = np.logical_or(*(units > 0 for units in excess(family, wished)))
            if not broken.any():
                continue
            if not np.isin(np.flatnonzero(broken), family.group).all():
                return np.ones(problem.links, dtype=bool)
            wrong |= np.append(broken, False)[family.group]
    if not wrong.any():
        return wrong
    apart = limit_components(problem)
    return np.isin(apart, np.unique(apart[wrong]))


def _goals(ask: Ask, wished: I64, links: I64, order: I64 | None) -> tuple[GoalTerms, ...]:
    """Matches kept, then money kept, then as little as can be that nobody wished."""
    rank = np.zeros(len(ask.wants), dtype=np.int64)
    if order is not None:
        rank[order] = np.arange(len(order)) * _STEPS // max(1, len(order))
    worth = 2 * _STEPS - rank[ask.need[links]]
    money = np.array([kind == "funding" for kind in ask.kinds], dtype=bool)[ask.programme[links]]
    mine = wished[links]
    goals = []
    for code, inside in (("matches_kept", ~money), ("money_kept", money)):
        inside = inside & (mine > 0)
        if inside.any():
            goals.append(_kept(code, inside, mine, worth))
    nothing = GoalTerms("unwished", "linear", rate=np.where(mine == 0, -1, 0).astype(np.int64))
    return (*goals, nothing)


def _kept(code: str, inside: Bools, wished: I64, worth: I64) -> GoalTerms:
    """Each link by itself, worth no more than what was wished of it."""
    rows = np.flatnonzero(inside)
    group = np.full(len(wished), -1, dtype=np.int32)
    group[rows] = np.arange(len(rows), dtype=np.int32)
    labels = [str(row) for row in rows.tolist()]
    return GoalTerms(code, "capped", group=group, labels=labels, weight=worth[rows], cap=wished[rows])
