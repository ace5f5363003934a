"""The cheapest bending of limits where they are a network: one minimum-cost flow, exact and whole.

Every group is a bundle of parallel arcs, one for each step by which its bounds may give way. Steps cost more the
further they go, so a cheapest flow takes them in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pairing.bending import Bent, Side, Step
from pairing.model import I64, Problem, excess
from pairing.solvers.circulation import Arcs, cheapest
from pairing.solvers.network import partitions, tree, two_sides

_Bundle = tuple[I64, I64, I64, I64]


def bent_flow(problem: Problem, steps: Sequence[Step], pin_price: int | None) -> Bent:
    """The bending that costs least.

    All limits of ``problem`` are hard, and :func:`pairing.solvers.network.why_not` has nothing against them. With a
    ``pin_price`` each unit that a link must carry may be given up for so much. Raises ``ArithmeticError`` where prices
    are too large for the flow solver.
    """
    parts = partitions(problem)
    sides = two_sides(parts)
    assert sides is not None
    firsts = np.cumsum([1, *(groups for _, groups in parts)]).tolist()
    nodes = firsts.pop()
    trees = []
    for side in (0, 1):
        mine = [number for number in range(len(parts)) if sides[number] == side]
        trees.append(tree([parts[n] for n in mine], [firsts[n] for n in mine], nodes, problem.links))
    pinned = np.flatnonzero(problem.lower) if pin_price is not None else np.empty(0, dtype=np.int64)
    low, high = problem.lower.copy(), problem.upper.copy()
    low[pinned], high[pinned] = 0, high[pinned] - problem.lower[pinned]
    none = np.zeros(problem.links, dtype=np.int64)
    tails, heads = [trees[0].leaf, trees[0].leaf[pinned]], [trees[1].leaf, trees[1].leaf[pinned]]
    lows, highs = [low, none[pinned]], [high, problem.lower[pinned]]
    costs = [none, np.full(len(pinned), -(pin_price or 0), dtype=np.int64)]
    endless = int(problem.upper.sum()) + 1
    for number in range(len(parts)):
        for groups, least, most, cost in _bundle(problem, number, steps, endless):
            node = (groups + firsts[number]).astype(np.int32)
            above = trees[sides[number]].parent[node]
            tails.append(above if sides[number] == 0 else node)
            heads.append(node if sides[number] == 0 else above)
            lows.append(least)
            highs.append(most)
            costs.append(cost)
    columns = (np.concatenate(column) for column in (tails, heads, lows, highs, costs))
    arcs = Arcs(*columns)
    if np.any(arcs.low > arcs.high):
        return Bent("infeasible")
    found = cheapest(nodes, arcs, problem.links)
    if found is None:
        return Bent("infeasible")
    amounts = found[0][: problem.links].copy()
    amounts[pinned] += found[0][problem.links : problem.links + len(pinned)]
    moved: dict[tuple[int, Side, int], int] = {}
    for number, family in enumerate(problem.families):
        missing, over = excess(family, amounts)
        moved |= {(number, "least", g): int(missing[g]) for g in np.flatnonzero(missing).tolist()}
        moved |= {(number, "most", g): int(over[g]) for g in np.flatnonzero(over).tolist()}
    return Bent("optimal", moved, np.flatnonzero(amounts < problem.lower).tolist())


def _bundle(problem: Problem, number: int, steps: Sequence[Step], endless: int) -> Iterator[_Bundle]:
    """The arcs of the groups of one family, as (groups, low, high, cost): below the least, between, beyond the most."""
    family = problem.families[number]
    every = np.arange(len(family.labels), dtype=np.int64)
    least = np.zeros_like(family.least) if family.or_none else np.minimum(family.least, endless)
    most = np.maximum(np.minimum(family.most, endless), least)
    held = least.copy()
    for step in steps:
        if step.family != number:
            continue
        if step.side == "least" and not family.or_none:
            room = np.minimum(step.room, held[step.groups])
            held[step.groups] -= room
            yield step.groups, np.zeros_like(room), room, -step.price
        elif step.side == "most":
            yield step.groups, np.zeros_like(step.room), np.minimum(step.room, endless), step.price
    yield every, held, held + most - least, np.zeros_like(least)
