"""A sum of concave functions of what needs get, as a linear goal: what a need gets is cut into segments of less worth.

Each segment is one more link of the problem, and one limit says that the segments of a need are together no longer than
what it gets. As they are worth less and less, the best fill them in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pairing.model import I32, I64, UNBOUNDED, Family, GoalTerms, Problem

#: Solvers take links that may carry more than this for amounts of money, and others for so many matches, each of which
#: is a decision. A segment is never one: its length is a limit, and its upper amount is beyond this.
_AMOUNT = 1_000_000


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments of needs: whose, how long, and what a unit of each is worth. Those of one need in falling worth."""

    owner: I32
    length: I64
    worth: I64


def with_segments(problem: Problem, need: I32, segments: Segments) -> Problem:
    """The problem with segments as links after its own; goals and limits do not see them, but for one that binds them.

    ``need`` is that of each link; only links of needs with segments are bound.
    """
    extra = len(segments.owner)
    needs = int(max(need.max(initial=-1), segments.owner.max(initial=-1))) + 1
    has = np.zeros(needs, dtype=bool)
    has[segments.owner] = True
    group = np.concatenate([np.where(has[need], need, -1), segments.owner]).astype(np.int32)
    weight = np.concatenate([np.full(problem.links, -1), np.ones(extra)]).astype(np.int64)
    labels = [str(n) for n in range(needs)]
    least, most = np.full(needs, -UNBOUNDED, dtype=np.int64), np.zeros(needs, dtype=np.int64)
    bound = Family("segments", group, labels, least, most, weight)
    nothing, one = np.zeros(extra, dtype=np.int64), np.ones(extra, dtype=np.int64)
    own = np.concatenate([np.full(problem.links, -1), np.arange(extra)]).astype(np.int32)
    long = Family("lengths", own, [str(k) for k in range(extra)], nothing, segments.length)
    return Problem(
        np.concatenate([problem.lower, nothing]),
        np.concatenate([problem.upper, segments.length + _AMOUNT]),
        np.concatenate([problem.minimum, one]),
        (*(_family(family, extra) for family in problem.families), bound, long),
        tuple(_goal(goal, extra) for goal in problem.goals),
    )


def joined(several: Sequence[Segments]) -> Segments:
    """Segments of several kinds one after the other."""
    return Segments(
        np.concatenate([np.empty(0, dtype=np.int32), *(s.owner for s in several)]).astype(np.int32),
        *(
            np.concatenate([np.empty(0, dtype=np.int64), *(getattr(s, name) for s in several)]).astype(np.int64)
            for name in ("length", "worth")
        ),
    )


def worths(links: int, several: Sequence[Segments]) -> list[I64]:
    """For each kind, what a unit of every link is worth: nothing on the problem's own links, nor on other kinds."""
    rates = []
    start = links
    total = links + sum(len(s.owner) for s in several)
    for each in several:
        rate = np.zeros(total, dtype=np.int64)
        rate[start : start + len(each.owner)] = each.worth
        rates.append(rate)
        start += len(each.owner)
    return rates


def _family(family: Family, extra: int) -> Family:
    return replace(
        family,
        group=np.concatenate([family.group, np.full(extra, -1, dtype=np.int32)]),
        weight=_padded(family.weight, extra),
        use=None if family.use is None else np.concatenate([family.use, np.zeros(extra, dtype=bool)]),
    )


def _goal(goal: GoalTerms, extra: int) -> GoalTerms:
    return replace(
        goal,
        rate=_padded(goal.rate, extra),
        use_rate=_padded(goal.use_rate, extra),
        group=None if goal.group is None else np.concatenate([goal.group, np.full(extra, -1, dtype=np.int32)]),
        use=None if goal.use is None else np.concatenate([goal.use, np.zeros(extra, dtype=bool)]),
    )


def _padded(values: I64 | None, extra: int) -> I64 | None:
    return None if values is None else np.concatenate([values, np.zeros(extra, dtype=np.int64)])
