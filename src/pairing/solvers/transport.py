"""A sparse transportation problem with an outside option, as columns: what the auction solves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.model import I32, I64, Bools


@dataclass(frozen=True, eq=False)
class Transport:
    """N needs, R resources, E links in rows by need: take links so that the points are most.

    Every link is taken or not. Need i takes at most ``units[i]`` of its links, which are
    ``first[i] .. first[i + 1]``, and earns ``outside[i]`` for every unit that it leaves; where ``must[i]`` it leaves
    none. Resource j is taken ``least[j]`` to ``most[j]`` times. Two links may join the same pair.
    """

    first: I64
    resource: I32
    points: I32 | I64
    units: I32
    must: Bools
    outside: I64
    least: I32
    most: I32

    @property
    def needs(self) -> int:
        """The number of needs."""
        return len(self.units)

    @property
    def resources(self) -> int:
        """The number of resources."""
        return len(self.most)

    @property
    def links(self) -> int:
        """The number of links."""
        return len(self.resource)


def worth(transport: Transport, taken: Bools) -> int:
    """The points of the taken links and of the units that stay outside."""
    points = int(transport.points[taken].sum(dtype=np.int64))
    if not transport.outside.any():
        return points
    return points + int(transport.outside @ (transport.units - used(transport, taken)))


def used(transport: Transport, taken: Bools) -> I64:
    """How many links each need takes."""
    owner = np.searchsorted(transport.first, np.flatnonzero(taken), side="right") - 1
    return np.bincount(owner, minlength=transport.needs)


def load(transport: Transport, taken: Bools) -> I64:
    """How often each resource is taken."""
    return np.bincount(transport.resource[taken], minlength=transport.resources)


def linked(transport: Transport) -> I64:
    """How many links each resource has: it cannot be taken more often."""
    return np.bincount(transport.resource, minlength=transport.resources)
