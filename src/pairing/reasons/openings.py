"""The smallest changes that would surely help, for many needs at once: more priority, one more place, a lower floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.forcing.changes import place
from pairing.forcing.costs import NOT_KNOWN, arc_of
from pairing.forcing.paths import between
from pairing.forcing.residual import Residual
from pairing.forcing.slots import slots_of
from pairing.model import I64, Bools, Family, Problem, sums
from pairing.reasons.laid_out import Part
from pairing.reasons.losses import Losses
from pairing.reasons.written import written


@dataclass(frozen=True)
class Opening:
    """A change after which some best plan has one more unit on ``link`` (``priority``: every best plan).

    ``priority``: ``amount`` more in goal ``code``, as points of the link (``group`` -1) or as the weight of its need's
    group. ``place``, ``floor``: the most of group ``group`` of limit ``code`` is one more, its least one less; ``gain``
    is what the plan then gains in each goal.
    """

    kind: str
    link: int
    code: str
    group: int
    amount: int
    gain: tuple[int, ...] = ()


def priorities(problem: Problem, answer: Answer, parts: Sequence[Part], found: Losses, rows: I64) -> dict[int, Opening]:
    """For each of the links ``rows`` of a need that is short the priority that decides; none where it is not known.
    O(E + L K)."""
    if answer.status != "optimal" and found.graph is None:
        return {}
    alone = [_alone(problem, parts, k) for k in range(len(problem.goals))]
    short = np.concatenate([p.given[p.links.need] < p.wanted[p.links.need] for p in parts] or [np.zeros(0, bool)])
    nothing = np.concatenate([p.given[p.links.need] == 0 for p in parts] or [np.zeros(0, bool)])
    rows = rows[short[rows]]
    high: Any = found.high[rows]
    told: dict[int, Opening] = {}
    open_ = ~np.any(high == NOT_KNOWN, axis=1) if len(problem.goals) else np.zeros(len(rows), dtype=bool)
    tie = open_ & ~np.any(high != 0, axis=1)
    for k, goal in enumerate(problem.goals):
        here = open_ & ((high[:, k] > 0) | tie)
        open_ &= (high[:, k] == 0) if k + 1 < len(problem.goals) else False
        if goal.loss or goal.kind == "worst":
            continue
        if goal.kind == "capped":
            assert goal.cap is not None
            group = goal.groups[rows]
            here &= alone[k][group] & (group >= 0) & nothing[rows]
            here &= np.append(goal.cap, 0)[group] > 0
        for at in np.flatnonzero(here).tolist():
            link = int(rows[at])
            of = int(goal.groups[link]) if goal.kind == "capped" else -1
            told.setdefault(link, Opening("priority", link, goal.code, of, int(high[at, k]) + 1))
    return told


def _alone(problem: Problem, parts: Sequence[Part], k: int) -> Bools:
    """Which groups of a goal have links of one need only, and count amounts; one entry more, for links in none."""
    goal = problem.goals[k]
    if goal.kind != "capped" or goal.use is not None:
        return np.zeros(len(goal.labels) + 1, dtype=bool)
    offsets = np.cumsum([0, *(len(part.given) for part in parts)])
    need = np.concatenate([part.links.need + first for part, first in zip(parts, offsets, strict=False)])
    least = np.full(len(goal.labels) + 1, np.iinfo(np.int64).max)
    most = np.full(len(goal.labels) + 1, -1, dtype=np.int64)
    np.minimum.at(least, goal.groups, need)
    np.maximum.at(most, goal.groups, need)
    alone = least == most
    alone[-1] = False
    return np.asarray(alone, dtype=bool)


def places(graph: Residual, links: I64) -> list[Opening]:
    """One more place that would go to one of ``links``: for each limit of which the link's group is full. Exact."""
    told = []
    for family in graph.problem.families:
        full = sums(family, graph.amounts) == family.most
        mine = links[(family.group[links] >= 0) & full[family.group[links]]]
        if family.price is not None or not len(mine) or family.code.endswith(".wants"):
            continue
        gain = slots_of(graph, family.code).gain[family.group[mine]]
        hopeful = gain.any(axis=1)
        mine, gain = mine[hopeful], gain[hopeful]
        loss, possible = place(graph, family.code, mine)
        told += _told("place", family, mine, gain, possible & np.all(loss == -gain, axis=1))
    return told


def floors(graph: Residual, links: I64, skip: frozenset[str] = frozenset()) -> list[Opening]:
    """A floor that takes the place of one of ``links``: were its least one less, a best plan would have the link.

    Exact; limits to ``skip`` are left out.
    """
    told = []
    for family in graph.problem.families:
        at_floor = (sums(family, graph.amounts) == family.least) & (family.least > 0)
        if family.price is not None or family.or_none or family.code in skip or not at_floor.any():
            continue
        gain = slots_of(graph, family.code, "least").gain
        for group in np.flatnonzero(at_floor & gain.any(axis=1)).tolist():
            mine = links[family.group[links] != group]
            loss, possible = _around(graph, family, group, mine)
            told += _told(
                "floor", family, mine, np.broadcast_to(gain[group], loss.shape),
                possible & np.all(loss == -gain[group], axis=1), group,
            )  # fmt: skip
    return told


def _around(graph: Residual, family: Family, group: int, links: I64) -> tuple[I64, Bools]:
    """What one more unit on each link loses when one unit less goes through a group, its floor being lowered."""
    node = group + graph.groups.first[family.code]
    above = int(graph.groups.above[node])
    rises = graph.groups.side[node] == 1
    begin, end = (above, node) if rises else (node, above)
    count = len(links)
    head, tail = graph.head[links].astype(np.int64), graph.tail[links].astype(np.int64)
    back = arc_of(graph, -(links + 1), graph.amounts[links] > graph.problem.lower[links])
    first, can_first = between(graph, head, np.full(count, begin), back)
    second, can_second = between(graph, np.full(count, end), tail, back)
    loss = first + second + graph.height[begin] - graph.height[end] + graph.reduced[links]
    return loss[:, : len(graph.problem.goals)] - graph.behind, can_first & can_second


def _told(kind: str, family: Family, links: I64, gain: I64, sure: Bools, group: int = -1) -> list[Opening]:
    found = []
    for at in np.flatnonzero(sure).tolist():
        link = int(links[at])
        of = int(family.group[link]) if group < 0 else group
        found.append(Opening(kind, link, family.code, of, 1, tuple(int(entry) for entry in gain[at])))
    return found


def change_texts(
    problem: Problem, part: Part, openings: Mapping[int, list[Opening]], links: Sequence[int], most: int
) -> list[str]:
    """The smallest changes for a need that could have these links, ``most`` of each kind, as JSON texts: priorities in
    the order of links, places and floors by what the plan gains."""
    kinds: dict[str, list[Opening]] = {"priority": [], "place": [], "floor": []}
    for link in links:
        for opening in openings.get(link, ()):
            kinds[opening.kind].append(opening)
    for kind in ("place", "floor"):
        if len(kinds[kind]) > 1:
            kinds[kind].sort(key=lambda one: (*(-entry for entry in one.gain), one.link))
    return [opening_text(problem, part, one) for chosen in kinds.values() for one in chosen[:most]]


def opening_text(problem: Problem, part: Part, opening: Opening) -> str:
    """A change as JSON text: which resource it opens, and the goal or the group of the limit that it changes."""
    resource = part.links.resource[opening.link - part.start]
    head = f'{{"kind":"{opening.kind}","resource":{written(part.links.resource_ids[resource])},'
    if opening.kind == "priority":
        of = "weight" if opening.group >= 0 else "points"
        return f'{head}"goal":{written(opening.code)},"of":"{of}","amount":{opening.amount}}}'
    family = next(family for family in problem.families if family.code == opening.code)
    group = written(str(family.labels[opening.group]))
    return (
        f'{head}"limit":{written(opening.code)},"group":{group},"gain":{written(opening.gain)},'
        f'"amount":{opening.amount}}}'
    )
