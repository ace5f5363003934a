"""What changing each match would cost, for all needs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairing.answer import Answer
from pairing.forcing.costs import forcing, one_less
from pairing.forcing.margin import goes_without
from pairing.forcing.residual import Residual, residual
from pairing.model import I64, Bools, Problem
from pairing.reasons.laid_out import Part

#: Where limits are no network, bounds on what a change loses are sought up to so many links: beyond, they would take
#: longer than the plan.
MOST_BOUNDED = 50_000


@dataclass(frozen=True, eq=False)
class Losses:
    """For E links and K goals: what one more unit on an unused link loses (at least ``low``, at most ``high``), where
    it was ``asked`` and is ``possible``; what one unit less of a used one loses, where ``margin_known``.

    ``without`` (per programme, N x K) is what it loses that a need has one unit less, where ``can_without``. ``rows``
    are the unused links that are possible, by need and then by what they lose; those of need n are ``first[p][n]`` ..
    ``first[p][n + 1]`` of it. ``graph`` is None where limits and goals are no network.
    """

    graph: Residual | None
    low: NDArray[np.generic]
    high: NDArray[np.generic]
    exact: Bools
    asked: Bools
    possible: Bools
    margin: I64
    margin_known: Bools
    without: list[I64]
    can_without: list[Bools]
    rows: I64
    first: list[I64]


def losses(problem: Problem, answer: Answer, parts: Sequence[Part]) -> Losses:
    """The losses around a plan: one residual graph, one search each way, and a sort. O(E log E) in a network.

    A procedure's plan is no best one, so nothing is said of what a change would lose.
    """
    graph = None if answer.procedure else residual(problem, answer)
    goals, count = len(problem.goals), problem.links
    idle = np.flatnonzero(answer.amounts < problem.upper)
    idle = idle[answer.amounts[idle] == 0]
    if answer.procedure or (graph is None and len(idle) > MOST_BOUNDED):
        idle = idle[:0]
    found = forcing(problem, answer, idle, graph=graph)
    low = np.zeros((count, goals), dtype=found.loss.dtype)
    high = np.zeros((count, goals), dtype=found.loss_high.dtype)
    exact, asked, possible = (np.zeros(count, dtype=bool) for _ in range(3))
    low[idle], high[idle], exact[idle], possible[idle] = found.loss, found.loss_high, found.exact, found.possible
    asked[idle] = True
    margin, margin_known = np.zeros((count, goals), dtype=np.int64), np.zeros(count, dtype=bool)
    without, can_without = [], []
    if graph is not None:
        used = np.flatnonzero(answer.amounts)
        less = one_less(graph, used)
        margin[used], margin_known[used] = less.loss, less.exact & less.possible
    for part in parts:
        loss, can = _without(graph, part, goals)
        without.append(loss)
        can_without.append(can)
    need = np.concatenate([part.links.need for part in parts] or [np.zeros(0, np.int32)])
    number = np.repeat(np.arange(len(parts)), [part.stop - part.start for part in parts])
    rows = np.flatnonzero(possible)
    # Where the truth is not known, what is known to be enough says which is nearer.
    keys = [*high[rows].T[::-1], *low[rows].T[::-1]]
    keys = [column for column in (keys if not exact[rows].all() else keys[goals:]) if np.any(column != column[:1])]
    rows = rows[np.lexsort((rows, *keys, need[rows], number[rows]))]
    first = []
    for k, part in enumerate(parts):
        mine = rows[number[rows] == k]
        begin = int(np.count_nonzero(number[rows] < k))
        first.append(begin + np.searchsorted(need[mine], np.arange(len(part.given) + 1)))
    return Losses(graph, low, high, exact, asked, possible, margin, margin_known, without, can_without, rows, first)


def _without(graph: Residual | None, part: Part, goals: int) -> tuple[I64, Bools]:
    """What one unit less for each need loses, where it has one."""
    loss = np.zeros((len(part.given), goals), dtype=np.int64)
    can = np.zeros(len(part.given), dtype=bool)
    begin = None if graph is None else graph.groups.first.get(f"{part.code}.wants")
    has = np.flatnonzero(part.given)
    if graph is not None and begin is not None and len(has):
        loss[has], can[has] = goes_without(graph, has + begin)
    return loss, can
