"""One walk over the links: each in its turn gives all that it still may, and nobody looks ahead.

What a walk heeds is what can be checked as one goes: the most of every limit, what a match may carry and its minimum.
Floors it knows nothing of; :mod:`pairing.policies.completed` sees to them.
"""

from __future__ import annotations

import numpy as np

from pairing.model import I64, UNBOUNDED, Bools, Problem, sums
from pairing.policies.ask import Ask
from pairing.solvers.compiled import compiled

#: Walks over the same links: what one gave may have made room under a limit that sets programmes against each other.
_ROUNDS = 5


def by_need(ask: Ask, order: I64) -> I64:
    """The links as needs come in ``order``, each need's best liked first; equally liked ones by number. O(E log E)."""
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return np.lexsort((np.arange(len(ask.need)), -ask.likes, rank[ask.need]))


def lots(ask: Ask) -> I64:
    """A lot for each need, drawn once: the same for every procedure that draws first, so that they can be compared."""
    return ask.draw.permutation(len(ask.wants)).astype(np.int64)


def walk(problem: Problem, turns: I64, start: I64 | None = None, shut: Bools | None = None) -> I64:
    """Amounts after all ``turns`` (numbers of links), from ``start`` on (what pins ask, where none is given).

    Links that are ``shut`` give nothing more. Where weights of both signs meet in a limit, the walk is made again as
    long as that gives anybody more. O(rounds x E x families).
    """
    amounts = (problem.lower if start is None else start).astype(np.int64).copy()
    hard = [family for family in problem.families if family.price is None]
    shape = (len(hard), problem.links)
    group, weight = np.full(shape, -1, dtype=np.int64), np.ones(shape, dtype=np.int64)
    use = np.zeros(shape, dtype=np.bool_)
    room, first = [], 0
    for f, family in enumerate(hard):
        group[f] = np.where(family.group >= 0, family.group + first, -1)
        first += len(family.labels)
        if family.weight is not None:
            weight[f] = family.weight
        if family.use is not None:
            use[f] = family.use
        room.append(np.where(family.most >= UNBOUNDED, UNBOUNDED, family.most - sums(family, amounts)))
    left = np.concatenate([np.empty(0, dtype=np.int64), *room]).astype(np.int64)
    if shut is not None:
        turns = turns[~shut[turns]]
    signed = bool(np.any((weight < 0) & (group >= 0)))
    # One row for each link: what a turn looks at lies side by side.
    columns = (np.ascontiguousarray(group.T), np.ascontiguousarray(weight.T), np.ascontiguousarray(use.T))
    for _ in range(_ROUNDS if signed else 1):
        if not _walk(turns.astype(np.int64), problem.upper, problem.minimum, *columns, left, amounts):
            break
    return amounts


@compiled
def _walk(turns, upper, minimum, group, weight, use, left, amounts):  # type: ignore[no-untyped-def]
    """Give each link in turn what all its groups leave; ``left`` and ``amounts`` change. Returns the units given."""
    families, given = group.shape[1], 0
    for link in turns:
        had = amounts[link]
        more = upper[link] - had
        for f in range(families):
            g, w = group[link, f], weight[link, f]
            if g < 0 or w <= 0 or more <= 0:
                continue
            if use[link, f]:
                if had == 0 and left[g] < w:
                    more = 0
            else:
                more = min(more, max(0, left[g]) // w)
        if more <= 0 or had + more < minimum[link]:
            continue
        for f in range(families):
            g = group[link, f]
            if g >= 0:
                units = (1 if had == 0 else 0) if use[link, f] else more
                left[g] -= weight[link, f] * units
        amounts[link] = had + more
        given += more
    return given
