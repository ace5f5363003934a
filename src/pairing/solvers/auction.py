"""The transportation problem with an outside option, solved exactly by an auction whose prices prove the plan.

Needs bid for links and resources bid for needs (forward and reverse auction) with an increment that shrinks from phase
to phase (epsilon scaling: Bertsekas 1979; Bertsekas and Castanon 1989). Points are multiplied by a power of two beyond
twice the number of resources: once the increment is down to one, prices rounded to whole points prove the plan. Mostly
they do so long before, which each phase tries.

Much is saved before any bid: where most needs are alike, they are solved as one (``auction_alike``); first prices are
guessed where that can be (``auction_guess``); links far from the best of their need are left out until the proof
(``auction_near``); and what a bid reads is asked for ahead of it (``ahead``).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pairing.model import I64, Bools
from pairing.solvers.auction_alike import solved_together
from pairing.solvers.auction_order import ordered
from pairing.solvers.auction_phases import Auction, too_large
from pairing.solvers.auction_state import components, rows_of
from pairing.solvers.certificate import broken
from pairing.solvers.matched import Conflict, Matched, Progress
from pairing.solvers.transport import Transport

#: Components are solved in at most so many parts, whatever the number of threads.
_PARTS = 16
#: Where one component has more than this share of the links, cutting the rest off gains nothing.
_WHOLE = 0.8


def solve(
    transport: Transport,
    *,
    gap: float = 0.0,
    threads: int = 1,
    start: Matched | None = None,
    ends: float | None = None,
    report: Progress | None = None,
) -> Matched:
    """The best plan with exact prices, or one within the relative ``gap`` of the bound that its prices prove.

    ``start`` is a plan with whole prices of a problem much like this one, in this one's links and resources: then only
    what no longer fits is bid for again. ``ends`` is the moment (of ``time.monotonic``) after which the plan at hand
    is returned; only where equal needs are solved as one, that is done in a go. Threads share out components that have
    nothing to do with each other, or else the passes over all links; they never change the plan. Raises ``ValueError``
    where points are too large (:func:`too_large`) or the plan found fails its own certificate.
    """
    if too_large(transport):
        raise ValueError("points are too large for an auction")
    together = solved_together(transport, start, threads)
    parts = _parts(transport) if together is None else []
    if together is not None:
        found = together
        if report:
            report(found.value, found.bound)
    elif len(parts) > 1:
        found = _apart(transport, parts, gap, threads, start, ends)
        if report and found.status != "infeasible":
            report(found.value, found.bound)
    else:
        found = _whole(transport, threads, gap, start, ends, report)
    if found.status in ("optimal", "feasible"):
        breaches = broken(transport, found.taken)
        if breaches:
            raise ValueError(f"the auction broke {', '.join(breaches)}")
    return found


def _whole(
    transport: Transport, threads: int, gap: float, start: Matched | None, ends: float | None, report: Progress | None
) -> Matched:
    """One auction, in the order of the links that suits memory best; a warm start reads too little to reorder all."""
    near = ordered(transport) if start is None else None
    if near is None:
        return Auction(transport, threads).run(gap, start, ends, report)
    return near.told(Auction(near.transport, threads).run(gap, None, ends, report))


def _parts(transport: Transport) -> list[I64]:
    """The needs of each part: whole components, shared out so that parts have about equally many links. O(E)."""
    everyone = [np.arange(transport.needs, dtype=np.int64)]
    if transport.needs < 2 or transport.resources < 2:
        return everyone
    degree = np.diff(transport.first)
    linked = np.flatnonzero(degree)
    if not len(linked):
        return everyone
    root = np.zeros(transport.needs, dtype=np.int32)
    root[linked] = components(rows_of(transport))[transport.resource[transport.first[linked]]]
    size = np.bincount(root, weights=degree, minlength=transport.resources)
    if size.max() > _WHOLE * transport.links:
        return everyone
    # The largest first, each to the part that has least: a part number for each component.
    part = np.zeros(transport.resources, dtype=np.int64)
    filled = np.zeros(_PARTS)
    order = np.argsort(-size, kind="stable")
    large = order[size[order] * _PARTS * 8 > transport.links]
    for component in large.tolist():
        part[component] = int(filled.argmin())
        filled[part[component]] += size[component]
    small = order[len(large) : np.count_nonzero(size)]
    part[small] = np.argsort(filled, kind="stable")[np.arange(len(small)) % _PARTS]
    mine = part[root]
    return [found for k in range(_PARTS) if len(found := np.flatnonzero(mine == k))]


def _apart(
    transport: Transport, parts: list[I64], gap: float, threads: int, start: Matched | None, ends: float | None
) -> Matched:
    """Solve every part by itself, several at a time, and put the answers together."""
    pieces = [_piece(transport, needs, start) for needs in parts]

    def answer(piece: tuple[Transport, I64, I64, Matched | None]) -> Matched:
        return _whole(piece[0], 1, gap, piece[3], ends, None)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(answer, pieces))
    taken: Bools = np.zeros(transport.links, dtype=bool)
    price = np.zeros(transport.resources, dtype=np.int64)
    scale = max(part.scale for part in found)
    for (_, links, resources, _), needs, part in zip(pieces, parts, found, strict=True):
        if part.conflict is not None:
            conflict = Conflict(needs[part.conflict.needs], resources[part.conflict.resources])
            return Matched("infeasible", taken, price, conflict=conflict)
        taken[links] = part.taken
        price[resources] = part.price * (scale // part.scale)
    optimal = all(part.status == "optimal" for part in found)
    value, proved = sum(part.value for part in found), sum(part.bound for part in found)
    return Matched("optimal" if optimal else "feasible", taken, price, scale, value, proved)


def _piece(transport: Transport, needs: I64, start: Matched | None) -> tuple[Transport, I64, I64, Matched | None]:
    """The problem of some needs, with the numbers of its links and resources; empty resources go to the first."""
    degree = np.diff(transport.first)[needs]
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    links = np.repeat(transport.first[needs] - first[:-1], degree) + np.arange(first[-1])
    there = np.bincount(transport.resource[links], minlength=transport.resources) > 0
    if needs[0] == 0:
        there |= np.bincount(transport.resource, minlength=transport.resources) == 0
    resources = np.flatnonzero(there)
    number = np.zeros(transport.resources, dtype=np.int32)
    number[resources] = np.arange(len(resources), dtype=np.int32)
    piece = Transport(
        first,
        number[transport.resource[links]],
        transport.points[links],
        transport.units[needs],
        transport.must[needs],
        transport.outside[needs],
        transport.least[resources],
        transport.most[resources],
    )
    if start is None:
        return piece, links, resources, None
    return piece, links, resources, Matched("feasible", start.taken[links], start.price[resources], start.scale)
