"""Who moves when a link is forced: the links that lose or gain one unit, from the forced one on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer
from pairing.forcing.costs import arc_of, network
from pairing.forcing.ends import NONE
from pairing.forcing.residual import Residual
from pairing.model import I64, Problem


@dataclass(frozen=True)
class Step:
    """One more unit on a link, or one less."""

    link: int
    change: int


def chain(problem: Problem, answer: Answer, link: int, *, graph: Residual | None = None) -> list[Step]:
    """The steps of a best plan with one more unit on ``link``: that first, then each that makes room for the last.

    One less and then one more on links of one need: it moves. One less alone: it goes without. One more alone: it is
    newly served. Of chains that cost the same it has the fewest steps. O(E log N). Raises ``ValueError`` where the link
    cannot be forced, and where the problem is no network.
    """
    from pairing.forcing.loops import from_one

    graph = graph or network(problem, answer)
    links = np.array([link], dtype=np.int64)
    room = graph.amounts[links] < problem.upper[links]
    banned = arc_of(graph, -(links + 1), (graph.amounts[links] > problem.lower[links]) & room)
    # The number of links is one entry more of the price, after all goals.
    price = np.column_stack([graph.price, (graph.link != 0).astype(np.int64)])
    source, target = int(graph.head[link]), int(graph.tail[link])
    first, order = graph.leaving
    _, reached, via = from_one(source, int(banned[0]), target, first, order, graph.end, price)
    if not room[0] or not reached[target]:
        raise ValueError(f"link {link} cannot be forced")
    steps = []
    node = target
    while node != source:
        arc = int(via[node])
        assert arc != NONE
        if graph.link[arc]:
            steps.append(Step(int(abs(graph.link[arc])) - 1, int(np.sign(graph.link[arc]))))
        node = int(graph.start[arc])
    return [Step(link, 1), *reversed(steps)]


def moved(amounts: I64, steps: list[Step]) -> I64:
    """The amounts after the steps."""
    changed = amounts.copy()
    for step in steps:
        changed[step.link] += step.change
    return changed
