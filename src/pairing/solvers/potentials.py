"""Exact integer node potentials of an optimal flow: the dual values that prove it."""

from __future__ import annotations

import numpy as np

from pairing.model import I32, I64, Bools


def potentials(nodes: int, tail: I32, head: I32, cost: I64, up: Bools, down: Bools) -> I64:
    """Shortest distances in the residual graph from a source joined to every node at 0.

    ``up`` marks arcs whose flow may grow (residual arc tail -> head at ``cost``), ``down`` those whose flow may shrink
    (head -> tail at ``-cost``). Label correcting over the nodes that moved, all at once in each round (Bellman 1958,
    Ford 1956): O(rounds x residual arcs), and rounds are few for the flows met here. Raises ``ValueError`` on a
    negative cycle, that is, where the flow is not optimal.
    """
    start = np.concatenate([tail[up], head[down]])
    end = np.concatenate([head[up], tail[down]])
    price = np.concatenate([cost[up], -cost[down]])
    label = np.zeros(nodes, dtype=np.int64)
    # The first rounds move most nodes: relax every arc, without the index that the later ones need.
    np.minimum.at(label, end, price)
    loose = start[label[start] + price < label[end]]
    if not len(loose):
        return label
    np.minimum.at(label, end, label[start] + price)
    loose = np.unique(start[label[start] + price < label[end]])
    order = np.argsort(start, kind="stable")
    end, price = end[order], price[order]
    first = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(start, minlength=nodes), out=first[1:])
    for _ in range(nodes + 1):
        if not len(loose):
            return label
        degree = first[loose + 1] - first[loose]
        before = np.cumsum(degree) - degree
        arcs = np.repeat(first[loose] - before, degree) + np.arange(int(degree.sum()))
        candidate = np.repeat(label[loose], degree) + price[arcs]
        target = end[arcs]
        better = candidate < label[target]
        target = target[better]
        np.minimum.at(label, target, candidate[better])
        loose = np.unique(target)
    raise ValueError("the flow is not optimal: its residual graph has a negative cycle")
