"""The links of all programmes side by side: where each programme's begin, and the links of each need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer
from pairing.links import Links
from pairing.model import I64, Family, Problem, group_sums, sums


@dataclass(frozen=True, eq=False)
class Part:
    """One programme of a solved problem.

    Its links are ``start`` .. ``stop`` of the problem, and those of need n ``edges[n]`` .. ``edges[n + 1]``, as links
    come in the order of needs. ``given`` and ``wanted`` are per need, ``load`` and ``most`` per resource, in the unit
    of the limit that says what a resource holds.
    """

    links: Links
    start: int
    stop: int
    edges: I64
    given: I64
    wanted: I64
    load: I64
    most: I64
    least: I64
    holds: Family | None

    @property
    def code(self) -> str:
        """The code of the programme."""
        return self.links.programme.code


def parts(links: Sequence[Links], problem: Problem, answer: Answer) -> list[Part]:
    """Every programme with what its needs were given and its resources hold. O(E)."""
    families = {family.code: family for family in problem.families}
    found = []
    start = 0
    for mine in links:
        stop = start + len(mine.need)
        amounts = answer.amounts[start:stop]
        needs, resources = len(mine.need_ids), len(mine.resource_ids)
        holds = families.get(f"{mine.programme.code}.holds")
        edges = start + np.searchsorted(mine.need, np.arange(needs + 1))
        found.append(
            Part(
                links=mine,
                start=start,
                stop=stop,
                edges=edges.astype(np.int64),
                given=group_sums(mine.need, needs, amounts),
                wanted=mine.wants.most,
                load=group_sums(mine.resource, resources, amounts) if holds is None else sums(holds, answer.amounts),
                most=mine.holds.most if holds is None else holds.most,
                least=mine.holds.least if holds is None else holds.least,
                holds=holds,
            )
        )
        start = stop
    return found
