"""Whether a transportation plan keeps every limit, and the bound that prices prove: one pass, no solver."""

# mypy: allow-untyped-defs
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pairing.model import I64, Bools
from pairing.solvers.compiled import bare
from pairing.solvers.transport import Transport

_NEVER = -(1 << 62)
#: With more links than this threads share the pass.
_SHARED = 1 << 20


def broken(transport: Transport, taken: Bools) -> list[str]:
    """What a plan breaks: ``units``, ``must``, ``least``, ``most``; empty where it keeps all."""
    each, count = np.zeros(transport.needs, np.int64), np.zeros(transport.resources, np.int64)
    _counted(transport.first, transport.resource, taken, each, count)
    found = {
        "units": np.any(each > transport.units),
        "must": np.any(transport.must & (each < transport.units)),
        "least": np.any(count < transport.least),
        "most": np.any(count > transport.most),
    }
    return [code for code, breach in found.items() if breach]


def bound(transport: Transport, taken: Bools, price: I64, threads: int = 1) -> int:
    """The most that any plan can be worth, by weak duality: every resource sells its seats at its price, every need
    pays what its best link not taken is worth to it, and a taken link keeps what is left. O(E), each link read once.

    Equal to the worth of ``taken`` if and only if plan and prices are complementary: then both are optimal.
    """
    columns = (transport.first, transport.resource, transport.points, transport.units, transport.must)
    shares = threads if transport.links > _SHARED else 1
    cuts = [transport.needs * k // shares for k in range(shares + 1)]

    def part(k: int) -> int:
        return int(_needs_part(*columns, transport.outside, taken, price, cuts[k], cuts[k + 1]))

    if shares > 1:
        with ThreadPoolExecutor(shares) as pool:
            total = sum(pool.map(part, range(shares)))
    else:
        total = part(0)
    sold = np.where(price > 0, transport.most.astype(np.int64), transport.least)
    return total + int(sold @ price)


@bare
def _counted(first, resource, taken, each, count):
    """How many links each need takes, and how often each resource is taken."""
    for i in range(len(each)):
        for e in range(first[i], first[i + 1]):
            if taken[e]:
                each[i] += 1
                count[resource[e]] += 1


@bare
def _needs_part(first, resource, points, units, must, outside, taken, price, start, stop):
    total = 0
    for i in range(start, stop):
        pays = _NEVER if must[i] else outside[i]
        kept, held = 0, 0
        for e in range(first[i], first[i + 1]):
            worth = points[e] - price[resource[e]]
            if taken[e]:
                kept += worth
                held += 1
            elif worth > pays:
                pays = worth
        if pays == _NEVER:
            # A need that must take all its links has no choice: they count for what they are worth.
            total += kept
            continue
        total += units[i] * pays
        if held == 1:
            total += max(0, kept - pays)
        elif held > 1:
            for e in range(first[i], first[i + 1]):
                if taken[e]:
                    total += max(0, points[e] - price[resource[e]] - pays)
    return total
