"""The cheapest circulation of a network whose arcs have lower bounds, with the potentials that prove it cheapest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python import min_cost_flow

from pairing.model import I32, I64, Bools, group_sums
from pairing.solvers.potentials import potentials

#: A shortlist has this many links of each need; with fewer links in all, or fewer to leave out, it saves no time.
SHORT = 8
MANY_LINKS = 50_000
#: One in so many links, or one in so many of the nodes that they lead to, may turn out to be missing from a shortlist.
FEW = 50
_TRIES = 2
_KEY_ROOM = 1 << 62


@dataclass(frozen=True, eq=False)
class Arcs:
    """Flow in [low, high] from node ``tail`` to node ``head`` at ``cost`` a unit."""

    tail: I32
    head: I32
    low: I64
    high: I64
    cost: I64


def cheapest(nodes: int, arcs: Arcs, links: int) -> tuple[I64, I64] | None:
    """The flow of every arc and the potential of every node; None where nothing fits.

    The first ``links`` arcs are links, of which most stay empty. Easier networks are tried first, and their answer is
    taken only where the potentials prove it for all arcs: the result is always exact.
    """
    ideal = _ideal(nodes, arcs)
    flow = None if ideal is None else _flow(nodes, ideal)
    if flow is not None:
        return flow, np.zeros(nodes, dtype=np.int64)
    listed = _shortlist(nodes, arcs, links)
    for _ in range(_TRIES):
        if listed is None:
            break
        fewer = replace(arcs, high=np.where(listed, arcs.high, arcs.low))
        flow = _flow(nodes, fewer)
        if flow is None:
            break
        height = _heights(nodes, fewer, flow)
        reduced = arcs.cost + height[arcs.tail] - height[arcs.head]
        missed = np.count_nonzero((reduced < 0) & (arcs.high > fewer.high))
        if not missed:
            return flow, height
        if missed * FEW > links:
            break
        # With those that are missing come the ones that will be, once potentials have moved a little.
        listed |= reduced < np.abs(arcs.cost[:links]).max() // 8
    flow = _flow(nodes, arcs)
    return None if flow is None else (flow, _heights(nodes, arcs, flow))


def _ideal(nodes: int, arcs: Arcs) -> Arcs | None:
    """Every arc at its own best, at no cost: where all needs can be served, finding that out is all there is to solve.

    None where that changes nothing, or where some node would get more than it can pass on.
    """
    if not arcs.cost.any():
        return None
    low = np.where(arcs.cost < 0, arcs.high, arcs.low)
    high = np.where(arcs.cost > 0, arcs.low, arcs.high)
    for entered, left in ((arcs.head, arcs.tail), (arcs.tail, arcs.head)):
        if np.any(group_sums(entered, nodes, low) > group_sums(left, nodes, high)):
            return None
    return Arcs(arcs.tail, arcs.head, low, high, np.zeros_like(arcs.cost))


def _shortlist(nodes: int, arcs: Arcs, links: int) -> Bools | None:
    """All arcs but links, and of each tail's links the cheapest (with all that cost the same as the last of them).

    None where that would leave out less than half; where some heads would get no link at all, as when all needs agree
    on which resources are best; and where the tails are the side with fewer nodes.
    """
    open_links = np.flatnonzero(arcs.high[:links] > arcs.low[:links])
    if len(open_links) < MANY_LINKS:
        return None
    tail, cost = arcs.tail[open_links], arcs.cost[open_links]
    count = np.bincount(tail, minlength=nodes)
    width = int(cost.max()) - int(cost.min()) + 1
    if np.count_nonzero(count) < np.count_nonzero(np.bincount(arcs.head[open_links])) or width > _KEY_ROOM // nodes:
        return None
    key = tail * np.int64(width) + (cost - cost.min())
    last = np.cumsum(count) - np.maximum(count - SHORT, 0) - 1
    short = key <= np.sort(key)[last][tail]
    heads = np.bincount(arcs.head[open_links])
    left_out = np.count_nonzero(heads) - np.count_nonzero(np.bincount(arcs.head[open_links[short]]))
    if 2 * np.count_nonzero(short) > len(open_links) or left_out * FEW > np.count_nonzero(heads):
        return None
    listed = np.ones(len(arcs.cost), dtype=bool)
    listed[open_links] = short
    return listed


def _heights(nodes: int, arcs: Arcs, flow: I64) -> I64:
    free = arcs.high > arcs.low
    more, less = free & (flow < arcs.high), free & (flow > arcs.low)
    return potentials(nodes, arcs.tail, arcs.head, arcs.cost, more, less)


def _flow(nodes: int, arcs: Arcs) -> I64 | None:
    span = arcs.high - arcs.low
    free = np.flatnonzero(span)
    forced = np.flatnonzero(arcs.low)
    supply = np.zeros(nodes, dtype=np.int64)
    np.add.at(supply, arcs.head[forced], arcs.low[forced])
    np.subtract.at(supply, arcs.tail[forced], arcs.low[forced])
    flow = arcs.low.copy()
    graph = min_cost_flow.SimpleMinCostFlow()
    index = graph.add_arcs_with_capacity_and_unit_cost(arcs.tail[free], arcs.head[free], span[free], arcs.cost[free])
    graph.set_nodes_supplies(np.arange(nodes, dtype=np.int32), supply)
    status = graph.solve()
    if status == graph.INFEASIBLE:
        return None
    if status != graph.OPTIMAL:
        raise ArithmeticError(f"the flow solver stopped with {status}")
    flow[free] += graph.flows(index)
    return flow
