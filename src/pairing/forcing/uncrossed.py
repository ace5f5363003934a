"""Two laminar chains out of limits and goals that cross: some links keep their amounts so that the others may move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from pairing.forcing.frozen import Frozen, check, keep
from pairing.model import I32, I64, UNBOUNDED, Bools, Family, GoalTerms, Problem, group_sums, spread
from pairing.solvers.network import crosses


@dataclass(eq=False)
class _Chosen:
    """Partitions that fall into two chains, and which of them cross."""

    parts: list[tuple[I32, int]] = field(default_factory=list)
    crossing: list[list[int]] = field(default_factory=list)

    def take(self, group: I32, count: int) -> bool:
        """Add a partition, unless there would be no two chains any more; says whether it was added."""
        mine = [i for i, part in enumerate(self.parts) if crosses(group, count, *part)]
        new = len(self.parts)
        links = [[*others, new] if i in mine else others for i, others in enumerate(self.crossing)] + [mine]
        side: dict[int, int] = {new: 0}
        waiting = [new]
        while waiting:
            here = waiting.pop()
            for there in links[here]:
                if there not in side:
                    side[there] = 1 - side[here]
                    waiting.append(there)
                elif side[there] == side[here]:
                    return False
        self.parts.append((group, count))
        self.crossing = links
        return True


def uncross(frozen: Frozen, problem: Problem, amounts: I64) -> bool:
    """Make two laminar chains of what is left, the limits and capped goals of most links first.

    One that crosses those before it loses the links that keep their amounts anyway; if it still does, all its links
    keep theirs, and it is left out. Returns whether none did.
    """
    parts: list[Family | GoalTerms] = [*frozen.families, *(goal for goal in frozen.goals if goal.kind == "capped")]
    free = frozen.lower < frozen.upper
    size = [-int(np.count_nonzero(free & (_group(part) >= 0))) for part in parts]
    chosen = _Chosen()
    kept: dict[int, Family | GoalTerms] = {}
    for number in sorted(range(len(parts)), key=lambda i: size[i]):
        part = parts[number]
        group, count = _group(part), len(part.labels)
        inside = group >= 0
        if chosen.take(group, count):
            kept[number] = part
            continue
        free = frozen.lower < frozen.upper
        fewer = np.where(free, group, -1).astype(np.int32)
        if free.any() and chosen.take(fewer, count):
            constant = group_sums(np.where(free, -1, group), count, amounts)
            kept[number] = _less(part, fewer, constant)
            _outside(frozen, problem, part, amounts, inside & ~free, inside & free)
            continue
        keep(frozen, inside, amounts)
        _outside(frozen, problem, part, amounts, inside, np.zeros_like(inside))
    whole = len(kept) == len(parts)
    frozen.families = [part for i, part in sorted(kept.items()) if isinstance(part, Family)]
    goals = {part.code: part for part in kept.values() if isinstance(part, GoalTerms)}
    nothing = np.zeros(len(amounts), dtype=np.int64)
    for k, goal in enumerate(frozen.goals):
        if goal.kind == "capped":
            plain = GoalTerms(goal.code, "linear", rate=nothing, penalties=goal.penalties)
            frozen.goals[k] = goals.get(goal.code, plain)
    return whole


def _group(part: Family | GoalTerms) -> I32:
    return part.group if isinstance(part, Family) else part.groups


def _less(part: Family | GoalTerms, group: I32, constant: I64) -> Family | GoalTerms:
    """The part without links that add up to a constant in each group."""
    if isinstance(part, GoalTerms):
        assert part.cap is not None
        return replace(part, group=group, cap=np.maximum(part.cap - constant, 0))
    least = np.maximum(part.least - constant, 0)
    most = np.where(part.most >= UNBOUNDED, UNBOUNDED, np.maximum(part.most - constant, 0))
    return replace(part, group=group, least=least, most=most)


def _outside(
    frozen: Frozen, problem: Problem, part: Family | GoalTerms, amounts: I64, outside: Bools, flows: Bools
) -> None:
    """What one more unit on links ``outside`` does to a part that the flow does not see there."""
    if isinstance(part, Family):
        original = next((family for family in problem.families if family.code == part.code), part)
        check(frozen, problem, original, amounts, outside, flows)
        return
    assert part.cap is not None and part.weight is not None
    count = len(part.labels)
    # More can only gain; where the flow moves the rest of the group, how much is not known.
    room = group_sums(part.groups, count, amounts) < part.cap
    room[part.groups[flows]] = False
    k = next(k for k, goal in enumerate(problem.goals) if goal.code == part.code)
    frozen.extra[:, k] -= np.where(outside & np.append(room, False)[part.groups], spread(part.weight, part.groups), 0)
