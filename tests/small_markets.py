"""Small two-sided markets, and what is said of their plans straight from the definitions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from pairing.model import I64
from pairing.solvers.acceptance import Market

Draw = np.random.Generator
STRICT = 10**9


def market(draw: Draw, needs: int, resources: int, links: int, *, levels: int, most: int = 1, wants: int = 1) -> Market:
    """A random market: each need has some links, liked at one of so many levels on both sides."""
    count = needs * links
    resource = np.argsort(draw.random((needs, resources)), axis=1)[:, :links].ravel()
    return Market(
        np.repeat(np.arange(needs, dtype=np.int32), links),
        resource.astype(np.int32),
        draw.integers(0, levels, count),
        draw.integers(0, levels, count),
        np.ones(count, dtype=np.int64),
        np.full(needs, wants),
        np.full(resources, most),
    )


def lots(draw: Draw, given: Market) -> tuple[I64, I64]:
    return draw.permutation(given.needs), draw.permutation(given.resources)


def fits(given: Market, amounts: I64) -> bool:
    """Whether nobody gets more than there is."""
    got = np.bincount(given.need, weights=amounts, minlength=given.needs)
    load = np.bincount(given.resource, weights=amounts, minlength=given.resources)
    return bool(np.all(amounts <= given.upper) and np.all(got <= given.wants) and np.all(load <= given.most))


def joy(given: Market, amounts: I64) -> I64:
    """How much each need likes the one link that it has; -1 where it has none."""
    found = np.full(given.needs, -1, dtype=np.int64)
    used = amounts > 0
    found[given.need[used]] = given.likes[used]
    return found


def pairs(given: Market, amounts: I64) -> set[tuple[int, int]]:
    return {(int(given.need[e]), int(given.resource[e])) for e in np.flatnonzero(amounts)}


def assignments(given: Market) -> Iterator[I64]:
    """Every plan in which each need has at most one link."""
    choices = [[-1, *np.flatnonzero(given.need == n).tolist()] for n in range(given.needs)]
    for chosen in itertools.product(*choices):
        amounts = np.zeros(len(given.need), dtype=np.int64)
        amounts[[e for e in chosen if e >= 0]] = 1
        if fits(given, amounts):
            yield amounts


def blocked_by_hand(given: Market, amounts: I64) -> set[int]:
    """The blocking links, straight from the definition, for links that are used or not."""
    found = set()
    for e in range(len(given.need)):
        mine = [k for k in np.flatnonzero(amounts) if given.need[k] == given.need[e]]
        theirs = [k for k in np.flatnonzero(amounts) if given.resource[k] == given.resource[e]]
        wishes = len(mine) < given.wants[given.need[e]] or any(given.likes[k] < given.likes[e] for k in mine)
        takes = len(theirs) < given.most[given.resource[e]] or any(given.liked[k] < given.liked[e] for k in theirs)
        if not amounts[e] and wishes and takes:
            found.add(e)
    return found
