"""Two-sided markets as columns: who comes first with whom, deferred acceptance, top trading cycles, blocking pairs.

A market has E links between N needs and R resources. ``likes`` is how much the need likes a link, ``liked`` how much
the resource does; larger is better. Whom a link does not join, neither side accepts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.model import I32, I64, Bools


@dataclass(frozen=True, eq=False)
class Market:
    """Links with what both sides think of them, and how much needs want, resources hold and links carry at most."""

    need: I32
    resource: I32
    likes: I64
    liked: I64
    upper: I64
    wants: I64
    most: I64

    @property
    def needs(self) -> int:
        """The number of needs."""
        return len(self.wants)

    @property
    def resources(self) -> int:
        """The number of resources."""
        return len(self.most)


@dataclass(frozen=True, eq=False)
class Order:
    """The links of every row of one side, best first: ``links[first[i] : first[i + 1]]``; ``rank`` of a link there."""

    first: I64
    links: I64
    rank: I64


@dataclass(frozen=True, eq=False)
class Blocking:
    """Links that both ends would rather have more of (E), by what the resource would give up for it.

    ``waste``: it has room; ``envy``: it would have to give up another link, that it likes less.
    """

    waste: Bools
    envy: Bools

    @property
    def pairs(self) -> Bools:
        """Every blocking link."""
        return self.waste | self.envy


def ordered(row: I32, rows: int, keen: I64, lot: I64, other: I32) -> Order:
    """The links of every row from the keenest down; ties by the lot of the row at the other end. O(E log E)."""
    _, level = np.unique(-keen, return_inverse=True)
    links = _by(row, rows, level.astype(np.int64), lot[other])
    first = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=first[1:])
    rank = np.empty_like(links)
    rank[links] = np.arange(len(links))
    return Order(first, links, rank)


def _by(row: I32, rows: int, level: I64, lot: I64) -> I64:
    """Link numbers by row, level, lot and number; one sort of one key where it fits into 63 bits."""
    levels, lots = int(level.max(initial=0)) + 1, int(lot.max(initial=0)) + 1
    if rows * levels * lots >= 1 << 62:
        return np.lexsort((lot, level, row))
    return np.argsort((row * np.int64(levels) + level) * lots + lot, kind="stable")


def deferred_acceptance(market: Market, need_lot: I64, resource_lot: I64, *, resources_propose: bool = False) -> I64:
    """The stable amounts that every proposer likes best among all stable ones, ties broken by one lot for each row.

    O(E log E) where every upper is 1.
    """
    from pairing.solvers.acceptance_loops import accepted

    ours = ordered(market.need, market.needs, market.likes, resource_lot, market.resource)
    theirs = ordered(market.resource, market.resources, market.liked, need_lot, market.need)
    if resources_propose:
        sides = (theirs, market.resource, market.most), (ours, market.need, market.wants)
    else:
        sides = (ours, market.need, market.wants), (theirs, market.resource, market.most)
    (order, proposer, wants), (rank, receiver, most) = sides
    # A receiver keeps at most as many links as it has units, and one more while it chooses.
    space = np.minimum(np.diff(rank.first), np.maximum(most, 0) + 1)
    heap_first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(space)])
    found: I64 = accepted(
        *(order.first, order.links, proposer, np.maximum(wants, 0)),
        *(receiver, rank.rank, rank.links, heap_first, most, market.upper),
    )
    return found


def top_trading_cycles(market: Market, need_lot: I64, resource_lot: I64) -> I64:
    """What top trading cycles with seats give (Abdulkadiroglu and Sonmez 2003), where needs want 0 or 1. O(E log E)."""
    from pairing.solvers.acceptance_loops import traded

    open_links = _open(market)
    need, resource = market.need[open_links], market.resource[open_links]
    ours = ordered(need, market.needs, market.likes[open_links], resource_lot, resource)
    theirs = ordered(resource, market.resources, market.liked[open_links], need_lot, need)
    taken = traded(ours.first, ours.links, market.wants, resource, theirs.first, theirs.links, need, market.most)
    amounts = np.zeros(len(market.need), dtype=np.int64)
    amounts[open_links[taken[taken >= 0]]] = 1
    return amounts


def stable_improvement(market: Market, amounts: I64, need_lot: I64) -> tuple[I64, int]:
    """Stable amounts of needs that want 0 or 1, after all stable improvement cycles, and how many there were.

    No need is worse off, some are better off, and no pair blocks. A need moves only to what it likes strictly better;
    of several whom a resource likes alike, whom the lot had put last moves first.
    """
    from pairing.solvers.acceptance_loops import improved

    open_links = _open(market)
    need, resource = market.need[open_links], market.resource[open_links]
    theirs = ordered(resource, market.resources, market.liked[open_links], need_lot.max(initial=0) - need_lot, need)
    taken = np.full(market.needs, -1, dtype=np.int64)
    used = np.flatnonzero(amounts[open_links] > 0)
    taken[need[used]] = used
    likes, liked = market.likes[open_links], market.liked[open_links]
    cycles = int(improved(taken, likes, liked, need, resource, theirs.first, theirs.links))
    better = np.zeros(len(amounts), dtype=np.int64)
    better[open_links[taken[taken >= 0]]] = 1
    return better, cycles


def blocking_pairs(market: Market, amounts: I64) -> Blocking:
    """The links that block a plan, strictly at both ends; none where the plan is stable. O(E).

    Both ends want more of the link than the plan gives: the need has something left to want or has something it likes
    less, the resource has room or has something it likes less.
    """
    held = amounts > 0
    wanted = _lower(market.need, market.needs, market.likes, held)
    kept = _lower(market.resource, market.resources, market.liked, held)
    given = np.bincount(market.need, weights=amounts, minlength=market.needs).astype(np.int64)
    load = np.bincount(market.resource, weights=amounts, minlength=market.resources).astype(np.int64)
    wishes = (amounts < market.upper) & ((given < market.wants)[market.need] | (market.likes > wanted[market.need]))
    wishes &= (market.wants > 0)[market.need] & (market.most > 0)[market.resource]
    room = (load < market.most)[market.resource]
    return Blocking(wishes & room, wishes & ~room & (market.liked > kept[market.resource]))


def _open(market: Market) -> I64:
    """The links that can carry something."""
    return np.flatnonzero((market.upper > 0) & (market.wants > 0)[market.need] & (market.most > 0)[market.resource])


def _lower(row: I32, rows: int, keen: I64, held: Bools) -> I64:
    """The least keenness among the held links of each row; the largest number there is where it holds none."""
    least = np.full(rows, np.iinfo(np.int64).max)
    np.minimum.at(least, row[held], keen[held])
    return least
