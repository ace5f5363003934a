"""Small random transportation problems of every shape, and their optimum by OR-Tools' minimum-cost flow."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from ortools.graph.python import min_cost_flow

from pairing.solvers.transport import Transport

#: Gained by whatever must be: more than all points together.
_MUST = 10**7


def drawn(
    seed: int,
    *,
    needs: int = 12,
    resources: int = 6,
    largest: int = 10,
    wishes: int = 5,
    tight: bool = False,
    agreed: int = 0,
    copies: int = 1,
) -> Transport:
    """A problem with ties, several units, leasts, needs that must be served, pairs with several links.

    Of the points ``agreed`` are the resource's own, at most; every need is there ``copies`` times.
    """
    draw = np.random.default_rng(seed)
    needs, resources = int(draw.integers(1, needs + 1)), int(draw.integers(1, resources + 1))
    degree = draw.integers(0, wishes + 1, needs)
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    units = np.where(draw.random(needs) < 0.6, 1, draw.integers(0, 4, needs)).astype(np.int32)
    most = draw.integers(0, 5, resources).astype(np.int32)
    least = np.where(draw.random(resources) < 0.4, draw.integers(0, 3, resources), 0)
    floors = draw.random() < (0.8 if tight else 0.4)
    must = draw.random(needs) < (draw.random() if tight else 0.2) * float(draw.random() < 0.6)
    resource = draw.integers(0, resources, first[-1]).astype(np.int32)
    points = draw.integers(-largest // 3, largest + 1, first[-1])
    outside = np.where(draw.random(needs) < 0.5, 0, draw.integers(-3, 4, needs)).astype(np.int64)
    least = (np.minimum(least, most) * floors).astype(np.int32)
    if agreed:
        points += draw.integers(0, agreed + 1, resources)[resource]
    points = points.astype(np.int32)
    if copies == 1:
        return Transport(first, resource, points, units, must, outside, least, most)
    again = draw.permutation(np.repeat(np.arange(needs), copies))
    links = np.concatenate([np.arange(first[i], first[i + 1]) for i in again.tolist()]).astype(np.int64)
    rows = np.concatenate([[0], np.cumsum(degree[again])]).astype(np.int64)
    many = (most * draw.integers(1, copies + 1, resources)).astype(np.int32)
    return Transport(rows, resource[links], points[links], units[again], must[again], outside[again], least, many)


def best(transport: Transport) -> int | None:
    """The optimum by SimpleMinCostFlow; None where nothing fits."""
    needs, resources, links = transport.needs, transport.resources, transport.links
    source, sink = needs + resources, needs + resources + 1
    each = np.arange(needs)
    owner = np.repeat(each, np.diff(transport.first))
    shelves = needs + np.arange(resources)
    units = transport.units.astype(np.int64)
    # What must be is dear to miss: the flow has no lower bounds of its own.
    stay = np.where(transport.must, -_MUST, transport.outside)
    tail = np.concatenate([np.full(needs, source), owner, each, shelves, shelves])
    head = np.concatenate(
        [each, needs + transport.resource, np.full(needs, sink), np.full(resources, sink), np.full(resources, sink)]
    )
    high = np.concatenate([units, np.ones(links), units, transport.least, transport.most - transport.least])
    gain = np.concatenate(
        [np.zeros(needs), transport.points, stay, np.full(resources, _MUST), np.zeros(resources)]
    ).astype(np.int64)
    graph = min_cost_flow.SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), high.astype(np.int64), -gain
    )
    supply = np.zeros(needs + resources + 2, dtype=np.int64)
    supply[source], supply[sink] = units.sum(), -units.sum()
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if graph.solve() != graph.OPTIMAL:
        raise ArithmeticError("the reference flow has no optimum")
    flow = graph.flows(arcs)
    idle, filled = flow[needs + links : 2 * needs + links], flow[2 * needs + links : 2 * needs + links + resources]
    if np.any(idle[transport.must] > 0) or np.any(filled < transport.least):
        return None
    return int(flow[needs : needs + links] @ transport.points) + int(transport.outside @ idle)


def town(seed: int, *, needs: int = 1000, levels: bool = False) -> Transport:
    """One unit for each need, eight links, a tenth as many resources of 6 to 12 seats; with ``levels``, many ties."""
    draw = np.random.default_rng(seed)
    resources = needs // 10
    points = draw.integers(1, 11, needs * 8) * 10 if levels else draw.integers(1, 101, needs * 8)
    return Transport(
        np.arange(needs + 1, dtype=np.int64) * 8,
        draw.integers(0, resources, needs * 8).astype(np.int32),
        points.astype(np.int32),
        np.ones(needs, dtype=np.int32),
        np.zeros(needs, dtype=bool),
        np.zeros(needs, dtype=np.int64),
        np.full(resources, 6, dtype=np.int32),
        np.full(resources, 12, dtype=np.int32),
    )


def side_by_side(transports: Iterable[Transport]) -> Transport:
    """Problems that have nothing to do with each other, as one."""
    all_of_them = list(transports)
    links = np.cumsum([0, *(one.links for one in all_of_them)])
    before = np.cumsum([0, *(one.resources for one in all_of_them)])
    firsts = [one.first[1:] + start for one, start in zip(all_of_them, links, strict=False)]
    shifted = [one.resource + start for one, start in zip(all_of_them, before, strict=False)]
    columns = (
        np.concatenate([getattr(one, name) for one in all_of_them])
        for name in ("points", "units", "must", "outside", "least", "most")
    )
    return Transport(np.concatenate([[0], *firsts]), np.concatenate(shifted).astype(np.int32), *columns)
