"""The ways to and from the root of a residual graph: most of what is asked of it leads through the root."""

from __future__ import annotations

from dataclasses import dataclass

from pairing.model import I32, I64, Bools

#: A node or arc that is not there.
NONE = -1


@dataclass(frozen=True, eq=False)
class Distances:
    """From one node to all, or from all to one: prices (N, K), and whether there is a way at all."""

    price: I64
    reached: Bools


@dataclass(frozen=True, eq=False)
class Ends:
    """The ways from every node to the root, and from the root to every node."""

    into: Distances
    out: Distances


def ends(start: I32, end: I32, price: I64, leaving: tuple[I64, I64], entering: tuple[I64, I64]) -> Ends:
    """Two searches over arcs ``start -> end``, indexed by the node that they leave and enter: O(A log N)."""
    from pairing.forcing.loops import from_one

    into, can_into, _ = from_one(0, NONE, NONE, *entering, start, price)
    out, can_out, _ = from_one(0, NONE, NONE, *leaving, end, price)
    return Ends(Distances(into, can_into), Distances(out, can_out))
