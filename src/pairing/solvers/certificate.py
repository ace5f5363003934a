"""Whether a transportation plan keeps every limit, and the bound that prices prove: one pass, no solver."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pairing.model import I64, Bools
from pairing.solvers.transport import Transport, load, used

#: Links looked at together: few enough to stay in the cache.
_BLOCK = 1 << 18
_NEVER = -(1 << 62)


def broken(transport: Transport, taken: Bools) -> list[str]:
    """What a plan breaks: ``units``, ``must``, ``least``, ``most``; empty where it keeps all."""
    each, count = used(transport, taken), load(transport, taken)
    found = {
        "units": np.any(each > transport.units),
        "must": np.any(transport.must & (each < transport.units)),
        "least": np.any(count < transport.least),
        "most": np.any(count > transport.most),
    }
    return [code for code, breach in found.items() if breach]


def bound(transport: Transport, taken: Bools, price: I64, threads: int = 1) -> int:
    """The most that any plan can be worth, by weak duality: every resource sells its seats at its price, every need
    pays what its best link not taken is worth to it, and a taken link keeps what is left. O(E), in blocks.

    Equal to the worth of ``taken`` if and only if plan and prices are complementary: then both are optimal.
    """
    starts = np.searchsorted(transport.first, np.arange(0, transport.links + _BLOCK, _BLOCK))
    edges = np.unique(np.append(starts, transport.needs))
    spans = list(zip([0, *edges[:-1].tolist()], edges.tolist(), strict=True))

    def part(span: tuple[int, int]) -> int:
        return _needs_part(transport, taken, price, *span)

    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            total = sum(pool.map(part, spans))
    else:
        total = sum(map(part, spans))
    sold = np.where(price > 0, transport.most.astype(np.int64), transport.least)
    return total + int(sold @ price)


def _needs_part(transport: Transport, taken: Bools, price: I64, start: int, stop: int) -> int:
    if start == stop:
        return 0
    first = transport.first[start : stop + 1]
    links = slice(int(first[0]), int(first[-1]))
    worth = transport.points[links] - price[transport.resource[links]]
    held = np.flatnonzero(taken[links])
    rivals = worth.copy()
    rivals[held] = _NEVER
    must = transport.must[start:stop]
    pays = np.where(must, _NEVER, transport.outside[start:stop])
    full = np.flatnonzero(first[1:] > first[:-1])
    if len(full):
        best = np.maximum.reduceat(rivals, first[:-1][full] - first[0])
        pays[full] = np.maximum(pays[full], best)
    # A need that must take all its links has no choice: they count for what they are worth.
    forced = pays == _NEVER
    pays[forced] = 0
    owner = np.searchsorted(first, held + first[0], side="right") - 1
    left = worth[held] - pays[owner]
    return int(transport.units[start:stop] @ pays) + int(left[(left > 0) | forced[owner]].sum())
