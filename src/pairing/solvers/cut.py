"""Whether limits in two laminar chains can hold together, by maximum flow; and where they cannot, which of them not.

A circulation exists unless more must enter some set of nodes than may leave it (Hoffman 1960). A minimum cut finds such
a set: the leasts of the arcs that enter it and the mosts of those that leave it are in conflict (a Hall set).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from pairing.elements import Elements
from pairing.model import I32, I64, Bools, Problem, group_sums
from pairing.solvers.network import partitions, tree, two_sides


@dataclass(frozen=True, eq=False)
class Net:
    """Arcs with their bounds, and the element (-1: none) that each bound stands for."""

    nodes: int
    tail: I32
    head: I32
    low: I64
    high: I64
    least: I64
    most: I64


def net(problem: Problem, parts: Elements, on: Bools) -> Net:
    """The network of the elements that are ``on``. Groups without any and links that cannot help are left out, and
    links that lead the same way, with nothing of their own to keep, are one arc."""
    switch = np.append(on, False)
    chains = partitions(problem)
    sides = two_sides(chains)
    assert sides is not None
    own = [parts.at("pin", -1, problem.links), parts.at("upper", -1, problem.links)]
    bounds = [
        (parts.at("least", number, count), parts.at("most", number, count)) for number, (_, count) in enumerate(chains)
    ]
    helps = switch[own[0]]
    for (group, _), (least, _) in zip(chains, bounds, strict=True):
        helps = helps | (switch[np.append(least, -1)][group])
    links = np.flatnonzero(helps)
    kept = [np.flatnonzero(switch[least] | switch[most]) for least, most in bounds]
    firsts = np.cumsum([1, *map(len, kept)]).tolist()
    nodes = firsts.pop()
    small: list[tuple[I32, int]] = []
    for (group, count), groups in zip(chains, kept, strict=True):
        number = np.full(count + 1, -1, dtype=np.int32)
        number[groups] = np.arange(len(groups), dtype=np.int32)
        small.append((number[group[links]], len(groups)))
    trees = []
    for side in (0, 1):
        mine = [i for i in range(len(small)) if sides[i] == side and small[i][1]]
        trees.append(tree([small[i] for i in mine], [firsts[i] for i in mine], nodes, len(links)))
    pin, upper = (np.where(switch[each[links]], each[links], -1) for each in own)
    way = trees[0].leaf.astype(np.int64) * nodes + trees[1].leaf
    one = np.where((pin < 0) & (upper < 0), way, nodes * nodes + np.arange(len(links)))
    first = np.unique(one, return_index=True)[1]
    tails, heads = [trees[0].leaf[first]], [trees[1].leaf[first]]
    lows, highs = [problem.lower[links[first]]], [problem.upper[links[first]]]
    leasts, mosts = [pin[first]], [upper[first]]
    for i, groups in enumerate(kept):
        node = (np.arange(len(groups)) + firsts[i]).astype(np.int32)
        above = trees[sides[i]].parent[node]
        tails.append(above if sides[i] == 0 else node)
        heads.append(node if sides[i] == 0 else above)
        lows.append(problem.families[i].least[groups])
        highs.append(problem.families[i].most[groups])
        for found, mine_ in zip((leasts, mosts), bounds[i], strict=True):
            found.append(np.where(switch[mine_[groups]], mine_[groups], -1))
    return Net(nodes, *(np.concatenate(column) for column in (tails, heads, lows, highs, leasts, mosts)))


def violated(network: Net, on: Bools) -> Bools | None:
    """Of the elements that are ``on``, some that cannot hold together; None where all can."""
    switch = np.append(on, False)
    low = np.where(switch[network.least], network.low, 0)
    endless = int(low.sum()) + 1
    room = np.where(switch[network.most], np.minimum(network.high, endless), endless) - low
    nodes = network.nodes
    due = group_sums(network.head, nodes, low) - group_sums(network.tail, nodes, low)
    more, less = np.flatnonzero(due > 0).astype(np.int32), np.flatnonzero(due < 0).astype(np.int32)
    graph = max_flow.SimpleMaxFlow()
    tail = np.concatenate([network.tail, np.full(len(more), nodes, dtype=np.int32), less])
    head = np.concatenate([network.head, more, np.full(len(less), nodes + 1, dtype=np.int32)])
    graph.add_arcs_with_capacity(tail, head, np.concatenate([np.maximum(room, 0), due[more], -due[less]]))
    if not len(more):
        return None
    if graph.solve(nodes, nodes + 1) != graph.OPTIMAL:
        raise ArithmeticError("the flow solver did not finish")
    short = int(due[more].sum()) - int(graph.optimal_flow())
    if short == 0:
        return None
    side = np.zeros(nodes + 2, dtype=bool)
    side[np.asarray(graph.get_source_side_min_cut(), dtype=np.int64)] = True
    leaving = side[network.tail] & ~side[network.head]
    entering = np.flatnonzero(~side[network.tail] & side[network.head] & (low > 0))
    # The cut stays violated for as long as what is left out, small leasts first, is less than what it is violated by.
    entering = entering[np.argsort(low[entering], kind="stable")]
    entering = entering[np.cumsum(low[entering]) >= short]
    found: NDArray[np.bool_] = np.zeros(len(on) + 1, dtype=bool)
    found[network.least[entering]] = True
    found[network.most[leaving]] = True
    return found[:-1] & on


def needed(network: Net, core: Bools) -> Bools:
    """Mosts of the core without which the rest could hold, given that this is so of each of its leasts.

    Where a cycle runs through the arcs of one such least and of one most, and elsewhere through arcs without any most,
    a plan without the least becomes one without the most: by adding flow along the cycle.
    """
    switch = np.append(core, False)
    ends_free = ~switch[network.most]
    forward = _reached(network.nodes, network.tail[ends_free], network.head[ends_free])
    backward = _reached(network.nodes, network.head[ends_free], network.tail[ends_free])
    entered: dict[int, list[int]] = {}
    for arc in np.flatnonzero(~ends_free).tolist():
        entered.setdefault(int(network.head[arc]), []).append(arc)
    found: NDArray[np.bool_] = np.zeros(len(core), dtype=bool)
    for arc in np.flatnonzero(switch[network.least]).tolist():
        before = {one for node in backward(int(network.tail[arc])) for one in entered.get(node, ())}
        after = forward(int(network.head[arc]))
        found[[int(network.most[one]) for one in before if int(network.tail[one]) in after]] = True
    return found


def _reached(nodes: int, tail: I32, head: I32) -> Callable[[int], frozenset[int]]:
    """A function for the nodes that can be reached along arcs from a node, itself included; each is sought once."""
    order = np.argsort(tail, kind="stable")
    edges = np.searchsorted(tail[order], np.arange(nodes + 1)).tolist()
    heads = head[order].tolist()

    @cache
    def reached(start: int) -> frozenset[int]:
        met, waiting = {start}, [start]
        while waiting:
            node = waiting.pop()
            fresh = set(heads[edges[node] : edges[node + 1]]) - met
            met |= fresh
            waiting += fresh
        return frozenset(met)

    return reached
