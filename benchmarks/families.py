"""Seven families of sparse b-matching: what markets of needs and resources look like, and what makes them hard.

In every one a plan is hidden among the links, ten needs or so to a resource, so that the lower quotas can be kept: a
resource that the hidden plan gives fewer than ``least`` has that many as its least. (What it gives beyond the most may
be left out: needs may stay without.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

from pairing.model import I32, I64
from pairing.solvers.transport import Transport

F64 = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

#: Resources for so many needs.
NEEDS_EACH = 10
#: Households in a group that are the same in everything.
CLONES = 50


@dataclass(frozen=True, eq=False)
class Drawn:
    """Links of every need (needs x K) with points, one of them hidden; where needs and resources are, if anywhere."""

    resource: I32
    points: I32
    hidden: I32
    resources: int
    places: tuple[F64, F64] | None = None


def _uniform(needs: int, links: int, draw: np.random.Generator, each: int = NEEDS_EACH) -> Drawn:
    """Random links, 1 to 100 points."""
    resources = max(1, needs // each)
    resource = draw.integers(0, resources, (needs, links), dtype=np.int32)
    hidden = draw.permutation(needs).astype(np.int32) % np.int32(resources)
    resource[:, -1] = hidden
    return Drawn(resource, draw.integers(1, 101, (needs, links), dtype=np.int32), hidden, resources)


def _tight(needs: int, links: int, draw: np.random.Generator) -> Drawn:
    """Uniform, but there is room for 92 needs in 100."""
    return _uniform(needs, links, draw, 13)


def _levels(needs: int, links: int, draw: np.random.Generator) -> Drawn:
    """Uniform, but only ten different points: ties abound."""
    drawn = _uniform(needs, links, draw)
    return Drawn(drawn.resource, (drawn.points + 9) // 10 * 10, drawn.hidden, drawn.resources)


def _ranking(needs: int, links: int, draw: np.random.Generator) -> Drawn:
    """All agree which resources are good: 1 to 10,000 points, nine tenths of them the resource's own."""
    drawn = _uniform(needs, links, draw)
    own = draw.integers(0, 9001, drawn.resources, dtype=np.int32)
    return Drawn(drawn.resource, own[drawn.resource] + drawn.points * 10, drawn.hidden, drawn.resources)


def _clones(needs: int, links: int, draw: np.random.Generator) -> Drawn:
    """Groups of fifty households with the same links and points; each group's own resources are among its links."""
    resources, groups = max(1, needs // NEEDS_EACH), -(-needs // CLONES)
    resource = draw.integers(0, resources, (groups, links), dtype=np.int32)
    points = draw.integers(1, 101, (groups, links), dtype=np.int32)
    own = min(links, CLONES // NEEDS_EACH)
    order = draw.permutation(resources).astype(np.int32)
    resource[:, :own] = order[(np.arange(groups)[:, None] * own + np.arange(own)) % resources]
    group = np.arange(needs) // CLONES
    hidden = resource[group, np.arange(needs) % own]
    return Drawn(resource[group], points[group], hidden, resources)


def _geographic(needs: int, links: int, draw: np.random.Generator, city: bool = False) -> Drawn:
    """The nearest resources in a square; points fall with distance, and tastes differ."""
    resources = max(1, needs // NEEDS_EACH)
    here, there = draw.random((needs, 2)), draw.random((resources, 2))
    if city:
        # A third of the needs and a fifth of the resources live on a hundredth of the land.
        here[: needs // 3] = 0.45 + here[: needs // 3] / 10
        there[: resources // 5] = 0.45 + there[: resources // 5] / 10
    # People and places come in no order.
    draw.shuffle(here)
    draw.shuffle(there)
    links = min(links, resources)
    resource, distance = nearest(here, there, links)
    hidden = np.empty(needs, dtype=np.int32)
    along = np.argsort(morton(there)).astype(np.int32)
    hidden[np.argsort(morton(here))] = along[np.arange(needs) * resources // needs]
    listed = np.any(resource == hidden[:, None], axis=1)
    far = np.hypot(*(here - there[hidden]).T)
    resource[~listed, -1] = hidden[~listed]
    distance[~listed, -1] = far[~listed]
    scale = np.sqrt(links / resources)
    points = 90 - 50 * distance / scale + draw.integers(-10, 11, resource.shape)
    return Drawn(resource, np.clip(points, 1, 100).astype(np.int32), hidden, resources, (here, there))


def _city(needs: int, links: int, draw: np.random.Generator) -> Drawn:
    """One dense city in the countryside."""
    return _geographic(needs, links, draw, city=True)


FAMILIES: dict[str, Callable[[int, int, np.random.Generator], Drawn]] = {
    "uniform": _uniform,
    "geographic": _geographic,
    "city": _city,
    "tight": _tight,
    "ranking": _ranking,
    "levels": _levels,
    "clones": _clones,
}


def instance(family: str, needs: int, links: int, least: int, most: int, seed: int) -> tuple[Transport, Drawn]:
    """An instance of a family, every need taking at most one link and every resource ``least`` to ``most`` needs."""
    drawn = FAMILIES[family](needs, links, np.random.default_rng(seed))
    width = drawn.resource.shape[1]
    given = np.bincount(drawn.hidden, minlength=drawn.resources)
    transport = Transport(
        np.arange(needs + 1, dtype=np.int64) * width,
        drawn.resource.ravel(),
        drawn.points.ravel(),
        np.ones(needs, dtype=np.int32),
        np.zeros(needs, dtype=bool),
        np.zeros(needs, dtype=np.int64),
        np.minimum(given, least).astype(np.int32),
        np.full(drawn.resources, most, dtype=np.int32),
    )
    return transport, drawn


def renumbered(transport: Transport, drawn: Drawn) -> Transport:
    """The same with neighbours next to each other: along a curve where there are places, else in order of first use."""
    width = drawn.resource.shape[1]
    resource, points = drawn.resource, drawn.points
    if drawn.places is not None:
        rows, order = (np.argsort(morton(place)) for place in drawn.places)
    else:
        best = resource[np.arange(len(resource)), points.argmax(axis=1)]
        rows = np.argsort(best, kind="stable")
        seen, first = np.unique(resource[rows].ravel(), return_index=True)
        order = np.concatenate([seen[np.argsort(first)], np.setdiff1d(np.arange(drawn.resources), seen)])
    number = np.empty(drawn.resources, dtype=np.int32)
    number[order] = np.arange(drawn.resources, dtype=np.int32)
    resource, points = number[resource[rows]], points[rows]
    within = np.argsort(resource, axis=1)
    return Transport(
        np.arange(len(rows) + 1, dtype=np.int64) * width,
        np.take_along_axis(resource, within, axis=1).ravel(),
        np.take_along_axis(points, within, axis=1).ravel(),
        transport.units,
        transport.must,
        transport.outside,
        transport.least[order],
        transport.most[order],
    )


def morton(places: F64) -> I64:
    """Where places in the unit square lie along a curve that keeps neighbours together (Morton 1966)."""
    code = np.zeros(len(places), dtype=np.int64)
    grid = np.minimum(places * 65_536, 65_535).astype(np.int64)
    for bit in range(16):
        for axis in (0, 1):
            code |= (grid[:, axis] >> bit & 1) << (2 * bit + axis)
    return code


def nearest(here: F64, there: F64, count: int) -> tuple[I32, F64]:
    """The ``count`` places of ``there`` that are nearest to each of ``here``, and how far they are."""
    side = max(1, int(np.sqrt(len(there) / 4)))
    cell = np.minimum((there * side).astype(np.int64), side - 1)
    cell = cell[:, 0] * side + cell[:, 1]
    order = np.argsort(cell, kind="stable").astype(np.int32)
    start = np.searchsorted(cell[order], np.arange(side * side + 1))
    found = np.empty((len(here), count), dtype=np.int32)
    square = np.full((len(here), count), np.inf)
    _nearest(here, there[order], order, start, side, found, square)
    return found, np.sqrt(square)


@njit(cache=True)
def _nearest(here, there, order, start, side, found, square):
    """Cells in growing rings around each place, until no cell further out can hold a nearer one."""
    count = found.shape[1]
    for i in range(len(here)):
        x, y = min(int(here[i, 0] * side), side - 1), min(int(here[i, 1] * side), side - 1)
        for ring in range(side):
            if ring > 1 and square[i, count - 1] <= ((ring - 1) / side) ** 2:
                break
            for a in range(max(0, x - ring), min(side, x + ring + 1)):
                step = 1 if abs(a - x) == ring else 2 * ring
                for b in range(y - ring, y + ring + 1, step):
                    if not 0 <= b < side:
                        continue
                    for k in range(start[a * side + b], start[a * side + b + 1]):
                        far = (here[i, 0] - there[k, 0]) ** 2 + (here[i, 1] - there[k, 1]) ** 2
                        at = count
                        while at > 0 and far < square[i, at - 1]:
                            if at < count:
                                square[i, at], found[i, at] = square[i, at - 1], found[i, at - 1]
                            at -= 1
                        if at < count:
                            square[i, at], found[i, at] = far, order[k]
