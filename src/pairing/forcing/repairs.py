"""Plans with one more unit on a link that keep all else in use as it is: what they lose is an upper bound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pairing.answer import Answer
from pairing.components import limit_components
from pairing.forcing.costs import NOT_KNOWN, arc_of
from pairing.forcing.frozen import Frozen, freeze
from pairing.forcing.paths import between
from pairing.forcing.residual import below_zero, residual
from pairing.forcing.uncrossed import uncross
from pairing.model import I64, Bools, Problem, value, violations
from pairing.solvers import flow

#: So many of the largest parts that limits tie together are tried alone, all others being kept.
_PARTS = 4


def loss_of_repairs(problem: Problem, answer: Answer, links: I64, kind: np.dtype) -> np.ndarray:
    """What one more unit on each link loses (L, K) in the best plan found that differs by a flow only.

    At first all amounts may flow. Where limits or goals cross, one part after another may by itself, the rest being
    kept. Rows of links without such a plan are :data:`NOT_KNOWN`. One flow for each try.
    """
    loss = np.full((len(links), len(problem.goals)), NOT_KNOWN, dtype=kind)
    for free in _tries(problem):
        mine = np.flatnonzero(free[links])
        if not len(mine):
            continue
        frozen = freeze(problem, answer.amounts, free)
        whole = uncross(frozen, problem, answer.amounts)
        found = _loss(problem, answer, frozen, links[mine], kind)
        if found is not None:
            better = below_zero(found - loss[mine])
            loss[mine[better]] = found[better]
        if whole:
            break
    return loss


def _tries(problem: Problem) -> Iterator[Bools]:
    yield np.ones(problem.links, dtype=bool)
    part = limit_components(problem)
    size = np.bincount(part)
    if len(size) > 1:
        for number in np.argsort(-size, kind="stable")[:_PARTS]:
            yield part == number


def _loss(problem: Problem, answer: Answer, frozen: Frozen, links: I64, kind: np.dtype) -> np.ndarray | None:
    network = frozen.network()
    if flow.can(network) is not None:
        return None
    best = flow.answer(network)
    if best.status != "optimal" or violations(problem, best.amounts):
        return None
    graph = residual(network, best)
    assert graph is not None
    loss = np.full((len(links), len(problem.goals)), NOT_KNOWN, dtype=kind)
    back = arc_of(graph, -(links + 1), (graph.amounts > network.lower)[links])
    way, reached = between(graph, graph.head[links].astype(np.int64), graph.tail[links].astype(np.int64), back)
    # The best flow may have the link already, or have less of it than the plan.
    ahead = graph.amounts[links] - answer.amounts[links]
    rows = np.flatnonzero((ahead > 0) | ((ahead == 0) & reached & frozen.allowed[links]))
    path = (way + graph.reduced[links])[:, : len(problem.goals)] + frozen.extra[links]
    path = np.where((ahead > 0)[:, None], 0, path)[rows]
    for k, (goal, level) in enumerate(zip(problem.goals, answer.levels, strict=True)):
        # The flow keeps what the worst group has, and may have raised it.
        amounts = answer.amounts if goal.kind == "worst" else best.amounts
        loss[rows, k] = path[:, k].astype(kind) + (level.value - value(problem, goal, amounts))
    return loss
