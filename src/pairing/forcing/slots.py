"""What one unit more or less of a limit is worth, for each of its groups: an interval, not one price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pairing.answer import Answer
from pairing.forcing.costs import network
from pairing.forcing.paths import between
from pairing.forcing.residual import Residual, below_zero, marginal
from pairing.model import I64, Bools, Family, Problem, sums

Side = Literal["most", "least"]


@dataclass(frozen=True, eq=False)
class Slots:
    """For each group (G, K), goal by goal: what one unit looser gains, and what one unit tighter costs.

    Looser is one more of ``most``, or one less of ``least``; both rows are compared from the first goal on, and neither
    is ever below zero. Where tighter is not ``possible`` no plan keeps it, and its row is 0.
    """

    gain: I64
    cost: I64
    possible: Bools

    @property
    def one_more(self) -> I64:
        """What one unit looser gains."""
        return self.gain

    @property
    def one_less(self) -> I64:
        """What one unit tighter costs."""
        return self.cost


def slots(problem: Problem, answer: Answer, code: str, side: Side = "most", *, graph: Residual | None = None) -> Slots:
    """What a place of each group of limit ``code`` is worth in a network: exact, by the best way to use or to free it.

    A looser limit lets one unit more through the group if it is full: the gain is the cheapest way back around it in
    the residual graph. A tighter one takes a unit from a full group, which finds the cheapest other way; a soft limit
    may pay its price instead. Two searches for the groups of an outermost limit, one for each outer group otherwise.
    Raises ``KeyError`` for an unknown code, ``ValueError`` where the problem is no network.
    """
    return slots_of(graph or network(problem, answer), code, side)


def slots_of(graph: Residual, code: str, side: Side = "most") -> Slots:
    """:func:`slots` of a residual graph."""
    problem = graph.problem
    family = next((family for family in problem.families if family.code == code), None)
    if family is None:
        raise KeyError(code)
    width = graph.price.shape[1]
    total = sums(family, graph.amounts)
    full = total == (family.most if side == "most" else _least(family))
    up = side == "most"
    shape = (len(family.labels), width)
    gain, cost = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    possible = np.ones(len(total), dtype=bool)
    penalties = np.array([goal.penalties for goal in problem.goals] or [False], dtype=np.int64)
    price = 0 if family.price is None else family.price

    if family.or_none and side == "least":
        return Slots(gain[:, : len(problem.goals)], cost[:, : len(problem.goals)], possible)
    # Past the bound already: each unit of it costs the penalty, whoever has it.
    past = (total > family.most) if up else (total < _least(family))
    gain[past] = cost[past] = price * penalties
    asked = np.flatnonzero(full)
    # One more unit through a full group (at a cost as if it fitted), and one unit less.
    way_up, can_up = _through(graph, family, asked, more=True)
    way_down, can_down = _through(graph, family, asked, more=False)
    ok_up, ok_down, pay_up, pay_down = (values[asked] for values in marginal(family, total))
    if up:
        # The group's own penalty for passing its most falls away with one unit more of it.
        loose, can_loose, tight, can_tight = way_up, can_up, way_down, can_down & ok_down
        loose = loose + np.outer(pay_up - price, penalties)
        tight = tight + np.outer(pay_down, penalties)
    else:
        loose, can_loose, tight, can_tight = way_down, can_down & (total[asked] > 0), way_up, can_up & ok_up
        loose = loose + np.outer(pay_down - price, penalties)
        tight = tight + np.outer(pay_up, penalties)
    better = can_loose & below_zero(loose)
    gain[asked[better]] = -loose[better]
    if family.price is not None:
        keep = np.broadcast_to(price * penalties, tight.shape)
        dearer = ~can_tight | below_zero(keep - tight)
        tight = np.where(dearer[:, None], keep, tight)
        can_tight = np.ones(len(asked), dtype=bool)
    cost[asked[can_tight]] = tight[can_tight]
    possible[asked[~can_tight]] = False
    return Slots(gain[:, : len(problem.goals)], cost[:, : len(problem.goals)], possible)


def _least(family: Family) -> I64:
    return np.zeros_like(family.least) if family.or_none else np.maximum(family.least, 0)


def _through(graph: Residual, family: Family, asked: I64, *, more: bool) -> tuple[I64, Bools]:
    """What it costs to have one unit more (or less) go through each group, besides what the group itself counts for."""
    node = asked + graph.groups.first[family.code]
    present = graph.groups.present[node]
    above = graph.groups.above[node].astype(np.int64)
    # On the resources' side a unit flows from the group to the one above; more of it must come back from there.
    outward = (graph.groups.side[node] == 1) == more
    source, target = np.where(outward, above, node), np.where(outward, node, above)
    way, reached = between(graph, source, target)
    return way - graph.height[source] + graph.height[target], reached & present
