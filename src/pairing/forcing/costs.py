"""What it costs to force a link, or to take one away: for each goal how much of it is lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer
from pairing.forcing.ends import NONE
from pairing.forcing.paths import between
from pairing.forcing.residual import Residual, residual
from pairing.model import I64, Bools, Problem

#: An entry of a bound that is not known: as bad as can be on its side.
NOT_KNOWN = 1 << 62


@dataclass(frozen=True, eq=False)
class Forcing:
    """How much of each goal (L, K) a change of one unit loses on each of ``links``, the rest doing its best around it.

    Rows are compared from the first goal on: the first entry that is not 0 is a loss, and later ones may be gains;
    all 0 means that another plan is just as good. The truth is no less than ``loss`` and no more than ``loss_high``,
    and both are it where ``exact``. Where not ``possible`` no plan has the change, and the rows are 0.
    """

    links: I64
    loss: I64
    loss_high: I64
    exact: Bools
    possible: Bools


def forcing(problem: Problem, answer: Answer, links: I64 | None = None, *, graph: Residual | None = None) -> Forcing:
    """What one more unit loses on each of ``links`` (all that are not used, where none are named), every limit kept.

    In a network it is exact: the cheapest way from the link's resource back to its need in the residual graph of the
    optimal flow, all goals at once (Ahuja, Magnanti, Orlin 1993, 9.4; lengths are vectors compared from the first
    entry on). Links of needs that hold nothing cost two searches in all, O(E log N); the others one for each resource
    (or need) that they lead to. Elsewhere the bounds of :mod:`pairing.forcing.bounds`. Raises ``ValueError`` where the
    answer has no plan.
    """
    if answer.status in ("infeasible", "no_plan"):
        raise ValueError("there is no plan to force a link in")
    asked = np.flatnonzero(answer.amounts == 0) if links is None else np.asarray(links, dtype=np.int64)
    found = graph or residual(problem, answer)
    if found is None:
        from pairing.forcing.bounds import bounds

        return bounds(problem, answer, asked)
    return one_more(found, asked)


def one_more(graph: Residual, links: I64) -> Forcing:
    """:func:`forcing` in a network."""
    amounts, problem = graph.amounts[links], graph.problem
    possible = amounts < problem.upper[links]
    # A link that can also carry less could undo itself.
    banned = arc_of(graph, -(links + 1), (amounts > problem.lower[links]) & possible)
    loss, reached = between(graph, graph.head[links].astype(np.int64), graph.tail[links].astype(np.int64), banned)
    return _told(graph, links, loss + graph.reduced[links], possible & reached, amounts - graph.plan[links])


def one_less(graph: Residual, links: I64) -> Forcing:
    """What one unit less loses on each link: how much its points could fall before another plan is better."""
    amounts, problem = graph.amounts[links], graph.problem
    possible = amounts > problem.lower[links]
    banned = arc_of(graph, links + 1, (amounts < problem.upper[links]) & possible)
    loss, reached = between(graph, graph.tail[links].astype(np.int64), graph.head[links].astype(np.int64), banned)
    return _told(graph, links, loss - graph.reduced[links], possible & reached, graph.plan[links] - amounts)


def removal(problem: Problem, answer: Answer, links: I64, *, graph: Residual | None = None) -> Forcing:
    """:func:`one_less` of an answer. Raises ``ValueError`` where the problem is no network."""
    return one_less(graph or network(problem, answer), np.asarray(links, dtype=np.int64))


def network(problem: Problem, answer: Answer) -> Residual:
    """The residual graph of an answer; raises ``ValueError`` where the problem is no network."""
    found = residual(problem, answer)
    if found is None:
        raise ValueError("the limits and goals are no network")
    return found


def arc_of(graph: Residual, signs: I64, chosen: Bools) -> I64:
    """The arcs that stand for these changes of links; -1 for those that are not chosen."""
    arcs = np.full(len(signs), NONE, dtype=np.int64)
    if chosen.any():
        order = np.argsort(graph.link, kind="stable")
        arcs[chosen] = order[np.searchsorted(graph.link, signs[chosen], sorter=order)]
    return arcs


def _told(graph: Residual, links: I64, loss: I64, possible: Bools, ahead: I64) -> Forcing:
    """The losses against the plan; ``ahead`` is by how many units the optimal amounts have the change already.

    Where they have less than the plan, more than one unit is needed, of which the first loses no more than the others.
    """
    loss = loss[:, : len(graph.problem.goals)]
    loss[ahead > 0] = 0
    possible = possible | (ahead > 0)
    high = np.where((ahead < 0)[:, None], NOT_KNOWN, loss - graph.behind)
    loss = loss - graph.behind
    loss[~possible] = high[~possible] = 0
    return Forcing(links, loss, high, (ahead >= 0) | ~possible, possible)
