"""What a plan must keep, taken apart: every bound of every group, every pin and every link's own bounds, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pairing.bending import asking, lowest
from pairing.components import part
from pairing.model import I64, UNBOUNDED, Bools, Problem

#: The kinds of elements, in the order in which a conflict is rather explained without them.
KINDS = ("minimum", "upper", "most", "least", "pin")
Kind = Literal["minimum", "upper", "most", "least", "pin"]


@dataclass(frozen=True, eq=False)
class Elements:
    """M elements as columns: ``kind`` (a place in :data:`KINDS`), ``family`` (-1: of a link), and the group or link."""

    kind: NDArray[np.int8]
    family: I64
    where: I64

    def __len__(self) -> int:
        return len(self.kind)

    def at(self, kind: Kind, family: int, size: int) -> I64:
        """The number of the element of that kind for each group or link, -1 where there is none."""
        mine = np.flatnonzero((self.kind == KINDS.index(kind)) & (self.family == family))
        found = np.full(size, -1, dtype=np.int64)
        found[self.where[mine]] = mine
        return found

    def blocks(self) -> Iterator[Bools]:
        """The elements of each kind and family together, in their order."""
        key = self.kind.astype(np.int64) + len(KINDS) * (self.family + 1)
        first = np.sort(np.unique(key, return_index=True)[1])
        for number in key[first]:
            yield key == number


def elements(problem: Problem) -> Elements:
    """All elements of a problem whose limits are all hard, in the order in which they are left out."""
    found: list[tuple[str, int, I64]] = [
        ("minimum", -1, np.flatnonzero(problem.minimum > np.maximum(problem.lower, 1))),
        ("upper", -1, np.arange(problem.links, dtype=np.int64)),
    ]
    for number, family in enumerate(problem.families):
        found += [("most", number, asking(family, "most")), ("least", number, asking(family, "least"))]
    found.append(("pin", -1, np.flatnonzero(problem.lower)))
    return Elements(
        np.concatenate([np.full(len(where), KINDS.index(kind), dtype=np.int8) for kind, _, where in found]),
        np.concatenate([np.full(len(where), number, dtype=np.int64) for _, number, where in found]),
        np.concatenate([where for _, _, where in found]),
    )


def only(problem: Problem, parts: Elements, on: Bools) -> Problem:
    """The problem with nothing but the elements that are ``on``, and without links that could not help to keep them."""

    def kept(kind: Kind, family: int, size: int) -> Bools:
        return np.append(on, False)[parts.at(kind, family, size)]

    links = problem.links
    pinned = kept("pin", -1, links)
    lower = np.where(pinned, problem.lower, 0)
    helps = pinned.copy()
    families = []
    for number, family in enumerate(problem.families):
        least, most = (kept(side, number, len(family.labels)) for side in ("least", "most"))
        inside = family.group >= 0
        helps |= inside & np.append(least, False)[family.group]
        if family.weight is not None:
            helps |= inside & np.append(most, False)[family.group] & (family.weight < 0)
        families.append(
            replace(
                family,
                least=np.where(least, family.least, lowest(family)),
                most=np.where(most, family.most, UNBOUNDED),
            )
        )
    upper = np.where(kept("upper", -1, links), problem.upper, _farthest(problem))
    minimum = np.where(kept("minimum", -1, links), problem.minimum, 1)
    eased = replace(problem, lower=lower, upper=upper, minimum=minimum, families=tuple(families))
    return eased if helps.all() else part(eased, np.flatnonzero(helps))[0]


def _farthest(problem: Problem) -> int:
    """As good as no end to what a link carries: more than all that is asked for together."""
    asked, heaviest = int(problem.lower.sum()) + int(problem.upper.max(initial=1)), 1
    for family in problem.families:
        asked += int(np.where(np.abs(family.least) < UNBOUNDED, np.abs(family.least), 0).sum())
        if family.weight is not None:
            heaviest = max(heaviest, int(np.abs(family.weight).max(initial=1)))
    return min(asked * heaviest, 1 << 40)
