"""What would turn a refusal into a yes: more points, one more place, or more money in a fund."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pairing.answer import Answer
from pairing.forcing.again import lost
from pairing.forcing.costs import NOT_KNOWN, Forcing, arc_of, forcing
from pairing.forcing.paths import between
from pairing.forcing.residual import Residual, below_zero, residual
from pairing.forcing.slots import slots_of
from pairing.model import I64, Bools, Problem, sums


@dataclass(frozen=True)
class Change:
    """A change of the problem that gives a need more.

    ``priority``: ``amount`` more in goal ``code``, as points of ``link``, which every best plan then has; or, with a
    ``group``, as its weight, and then every best plan gives the need something. ``loss`` is what forcing the link loses
    as things are. ``place``: group ``group`` of limit ``code`` has ``amount`` more as its most, and some best plan then
    has one more unit on ``link``; its ``loss`` is below 0, a gain, or 0.
    """

    kind: Literal["priority", "place"]
    link: int
    code: str
    group: int
    amount: int
    loss: tuple[int, ...]


def changes(problem: Problem, answer: Answer, links: I64, *, graph: Residual | None = None) -> list[Change]:
    """The smallest changes for a need with these ``links`` (all that it has), for each kind the smallest first.

    One priority for each link that can be had where the goal that decides gives points to links; one for the need where
    it counts just this need and it has nothing. One place for each full limit of a link where one more would go to it,
    unless the link could be had for nothing. Priorities are enough, though perhaps more than needed, where the problem
    is no network; places are known in networks only.
    """
    links = np.asarray(links, dtype=np.int64)
    graph = graph or residual(problem, answer)
    found = forcing(problem, answer, links[answer.amounts[links] < problem.upper[links]], graph=graph)
    more = [change for row in range(len(found.links)) if (change := _priority(problem, answer, found, row, links))]
    more.sort(key=lambda change: (change.loss, change.link))
    weights = [change for change in more if change.group >= 0]
    more = [change for change in more if change.group < 0 or change is weights[0]]
    dear = found.links[found.loss.any(axis=1) | ~found.possible]
    return more + (_places(graph, dear) if graph is not None else [])


def _priority(problem: Problem, answer: Answer, found: Forcing, row: int, links: I64) -> Change | None:
    """How many points decide for a link: what forcing it loses in the first goal that loses anything, and one more."""
    loss, link = found.loss_high[row], int(found.links[row])
    if not found.possible[row] or np.any(loss == NOT_KNOWN) or not (found.exact[row] or answer.status == "optimal"):
        return None
    losing = np.flatnonzero(loss)
    deciding = losing[:1].tolist() if len(losing) else range(len(problem.goals))
    for k in deciding:
        goal, amount = problem.goals[k], int(loss[k]) + 1
        # With a permitted loss a later goal could take the link away again.
        if goal.loss or amount < 1:
            continue
        if goal.kind == "linear":
            return Change("priority", link, goal.code, -1, amount, tuple(loss.tolist()))
        group = int(goal.groups[link])
        if goal.kind == "capped" and group >= 0 and goal.use is None:
            assert goal.cap is not None
            mine = np.flatnonzero(goal.groups == group)
            if np.isin(mine, links).all() and not answer.amounts[links].any() and goal.cap[group] > 0:
                return Change("priority", link, goal.code, group, amount, tuple(loss.tolist()))
    return None


def _places(graph: Residual, links: I64) -> list[Change]:
    """The groups where one more place would go to the need, by what the plan gains."""
    found = []
    for family in graph.problem.families:
        if family.price is not None:
            continue
        full = sums(family, graph.amounts) == family.most
        mine = links[(family.group[links] >= 0) & full[family.group[links]]]
        if not len(mine):
            continue
        loss, possible = place(graph, family.code, mine)
        gain = slots_of(graph, family.code).gain[family.group[mine]]
        for row in np.flatnonzero(possible & np.all(loss == -gain, axis=1)).tolist():
            link = int(mine[row])
            group = int(family.group[link])
            found.append(Change("place", link, family.code, group, 1, tuple(loss[row].tolist())))
    return sorted(found, key=lambda change: (change.loss, change.link, change.code))


def place(graph: Residual, code: str, links: I64) -> tuple[I64, Bools]:
    """What one more unit on each link loses (Q, K) when its group of limit ``code``, full now, has one more place; and
    whether it can be. Below 0 is a gain."""
    family = next(family for family in graph.problem.families if family.code == code)
    node = (family.group[links] + graph.groups.first[code]).astype(np.int64)
    above = graph.groups.above[node].astype(np.int64)
    rises = graph.groups.side[node] == 1
    begin, end = np.where(rises, node, above), np.where(rises, above, node)
    head, tail = graph.head[links].astype(np.int64), graph.tail[links].astype(np.int64)
    back = arc_of(graph, -(links + 1), graph.amounts[links] > graph.problem.lower[links])
    # Up to the group, through its new place, and on from there; or some way that does without.
    first, can_first = between(graph, head, begin, back)
    second, can_second = between(graph, end, tail, back)
    new = first + second + graph.height[begin] - graph.height[end] + graph.reduced[links]
    old, can_old = between(graph, head, tail, back)
    old += graph.reduced[links]
    through = can_first & can_second
    loss = np.where(through[:, None], new, old)
    differs = through & can_old
    shorter = differs & below_zero(old - new)
    loss[shorter] = old[shorter]
    goals = len(graph.problem.goals)
    return loss[:, :goals] - graph.behind, through | can_old


def with_change(problem: Problem, change: Change) -> Problem:
    """The problem after a change."""
    if change.kind == "place":
        families = [
            replace(family, most=_raised(family.most, change.group, change.amount))
            if family.code == change.code
            else family
            for family in problem.families
        ]
        return replace(problem, families=tuple(families))
    goals = []
    for goal in problem.goals:
        if goal.code == change.code and goal.rate is not None:
            goal = replace(goal, rate=_raised(goal.rate, change.link, change.amount))
        elif goal.code == change.code and goal.weight is not None:
            goal = replace(goal, weight=_raised(goal.weight, change.group, change.amount))
        goals.append(goal)
    return replace(problem, goals=tuple(goals))


def money(problem: Problem, answer: Answer, link: int, missing: int, code: str) -> Change | None:
    """So much more in the link's group of limit ``code`` that the link can have ``missing`` units more; and what that
    loses or gains, by solving again. None where it is not enough: another limit holds the link back."""
    group = int(next(family for family in problem.families if family.code == code).group[link])
    change = Change("place", link, code, group, missing, ())
    lower = problem.lower.copy()
    lower[link] = answer.amounts[link] + missing
    if group < 0 or lower[link] > problem.upper[link]:
        return None
    loss = lost(problem, answer, replace(with_change(problem, change), lower=lower))
    return None if loss is None else replace(change, loss=tuple(int(entry) for entry in loss))


def _raised(values: I64, at: int, by: int) -> I64:
    changed = values.copy()
    changed[at] += by
    return changed
