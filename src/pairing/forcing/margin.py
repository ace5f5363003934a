"""What else a need could have: other links and going without, in the order of what they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer
from pairing.forcing.costs import Forcing, forcing
from pairing.forcing.ends import NONE
from pairing.forcing.paths import between
from pairing.forcing.residual import Residual, residual
from pairing.model import I64, Bools, Problem
from pairing.solvers.network import partitions

#: Stands for no link: the need has one unit less.
WITHOUT = -1


@dataclass(frozen=True)
class Option:
    """Another way for a need: one more unit on ``link``, or one less in all (:data:`WITHOUT`); and what that loses.

    Where not ``exact`` the loss is a bound from below.
    """

    link: int
    loss: tuple[int, ...]
    exact: bool


@dataclass(frozen=True)
class Margin:
    """The options of a need, the least loss first. The first of all is how far the need's points could fall before the
    plan changes."""

    options: tuple[Option, ...]

    @property
    def runner_up(self) -> Option | None:
        """The option that costs least; None where the need can have nothing else."""
        return self.options[0] if self.options else None

    @property
    def without(self) -> Option | None:
        """What it costs that the need has one unit less; None where that cannot be, or is not known."""
        return next((option for option in self.options if option.link == WITHOUT), None)

    def backups(self, count: int) -> tuple[Option, ...]:
        """The ``count`` other links that cost least."""
        return tuple(option for option in self.options if option.link != WITHOUT)[:count]


def margin(problem: Problem, answer: Answer, links: I64, *, graph: Residual | None = None) -> Margin:
    """The options of the need that has these ``links`` (all of its links).

    Exact in a network. Elsewhere losses are lower bounds, and going without is not among the options: ask
    :func:`pairing.forcing.again.exact` with the amount 0.
    """
    links = np.asarray(links, dtype=np.int64)
    graph = graph or residual(problem, answer)
    idle = links[answer.amounts[links] == 0]
    found = forcing(problem, answer, idle, graph=graph)
    options = [
        Option(int(found.links[i]), tuple(found.loss[i].tolist()), bool(found.exact[i]))
        for i in np.flatnonzero(found.possible)
    ]
    if graph is not None and answer.amounts[links].any():
        node = _node_of(graph, links)
        if node is not None:
            loss, possible = goes_without(graph, np.array([node]))
            if possible[0]:
                options.append(Option(WITHOUT, tuple(loss[0].tolist()), True))
    return Margin(tuple(sorted(options, key=lambda option: (option.loss, option.link))))


def goes_without(graph: Residual, nodes: I64) -> tuple[I64, Bools]:
    """What one unit less in each group loses (Q, K), and whether it can be: the rest does its best around that."""
    groups = graph.groups
    possible = groups.present[nodes] & groups.can_less[nodes]
    above = groups.above[nodes].astype(np.int64)
    inner = groups.side[nodes] == 0
    # What leaves the group must not come back into it.
    source, target = np.where(inner, above, nodes), np.where(inner, nodes, above)
    way, reached = between(graph, source, target, _more_arcs(graph, nodes))
    loss = way - graph.height[source] + graph.height[target] + groups.less[nodes]
    loss = loss[:, : len(graph.problem.goals)] - graph.behind
    possible = possible & reached
    loss[~possible] = 0
    return loss, possible


def by_loss(found: Forcing) -> I64:
    """The rows of ``found`` that are possible, the least loss first; in the order of links where it is equal."""
    rows = np.flatnonzero(found.possible)
    return rows[np.lexsort((found.links[rows], *found.loss[rows].T[::-1]))]


def _more_arcs(graph: Residual, nodes: I64) -> I64:
    """The arc of one more unit in each group; -1 where it is full."""
    can = graph.groups.present & graph.groups.can_more
    begin = np.count_nonzero(graph.link)
    number = begin + np.cumsum(can) - 1
    return np.where(can[nodes], number[nodes], NONE)


def _node_of(graph: Residual, links: I64) -> int | None:
    """The group that has just these links, if some limit or goal has one."""
    first = 1
    for group, count in partitions(graph.problem):
        mine = group[links]
        if len(mine) and mine[0] >= 0 and np.all(mine == mine[0]) and np.count_nonzero(group == mine[0]) == len(links):
            return first + int(mine[0])
        first += count
    return None
