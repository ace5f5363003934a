"""One after another, each the best with which all limits can still be kept: serial dictatorship with foresight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pairing.components import limit_components, part
from pairing.model import I32, I64, GoalTerms, Problem
from pairing.policies.ask import Ask, Chosen
from pairing.policies.completed import completed, planned
from pairing.policies.walk import by_need, walk
from pairing.solvers import network

#: How often it is looked ahead what a need may have; after that the walk is completed as it is. Where limits are no
#: network each look is a search.
LOOKS, LOOKS_BY_SEARCH = 200, 3


def one_by_one(ask: Ask, order: I64, reason: str = "outranked", **facts: object) -> Chosen:
    """Each need in ``order`` gets the best that it can have while those before keep theirs and some plan keeps all
    limits: as many units as possible, and those on the links it likes best.

    A walk says what each would take; a completion of it shows up to whom that can be kept. The first who cannot have
    all of it gets the most that any plan allows (a solve), and the walk goes on from there. After :data:`LOOKS` such
    solves the rest is completed with the fewest changes, later needs first, and the fact ``exact`` is False.
    """
    problem, turns, apart = ask.problem, by_need(ask, order), limit_components(ask.problem)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    position = rank[ask.need]
    most = LOOKS if network.why_not(problem) is None else LOOKS_BY_SEARCH
    first = walk(problem, turns)
    wished, looks = first, 0
    while True:
        amounts, changed = completed(ask, wished, order, problem)
        if not changed or looks == most:
            break
        place = int(position[amounts != wished].min())
        before, mine = position < place, np.flatnonzero(position == place)
        lower, upper = (np.where(before, wished, bound) for bound in (problem.lower, problem.upper))
        problem = replace(problem, lower=lower, upper=upper)
        lower[mine] = upper[mine] = _most(ask, problem, mine, apart)
        wished, looks = walk(problem, turns), looks + 1
    exact = not np.any(amounts != wished)
    facts = {"changed": int(np.count_nonzero(amounts != first)), "exact": exact, **facts}
    return Chosen(amounts, facts, reason)


def _most(ask: Ask, problem: Problem, mine: I64, apart: I32) -> I64:
    """What one need may have on each of its links: the most in all, the best liked of it first."""
    links = np.flatnonzero(np.isin(apart, np.unique(apart[mine])))
    piece = part(problem, links)[0]
    liked = np.lexsort((mine, -ask.likes[mine]))
    rate = np.zeros(problem.links, dtype=np.int64)
    rate[mine[liked]] = 2 * len(mine) - np.arange(len(mine))
    goal = GoalTerms("own", "linear", rate=rate[links])
    found = planned(ask.best(replace(piece, goals=(goal,), start=None))).amounts
    return found[np.searchsorted(links, mine)]
