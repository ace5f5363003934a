"""What it costs to bend a limit: each side of each group may give way in steps, the first ones cheap, the last dear.

One whole bound costs :data:`WHOLE`. Up to half of the bound each unit costs its share of it; every unit beyond costs
three times that. So small floors are not cut to nothing while large ones can give: 10 to 9 costs a tenth, 2 to 1 a
half, and 1 to 0, like any floor that is given up, two whole bounds. Ceilings are raised by the same steps. The costs
are convex, so a flow or a linear programme takes the cheap steps first by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np

from pairing.model import I64, UNBOUNDED, Family, Problem

Side = Literal["least", "most"]
#: Of each limit by its full code: how many times the usual price bending costs; None where it must not be bent.
Bends = Mapping[str, Fraction | None]

#: The price of changing a bound by as much as it is, at the rate of the first steps.
WHOLE = 1_000_000_000
#: The price of a unit beyond half of the bound, and of the unit in the middle of an odd bound, in those of the first.
_BEYOND, _MIDDLE = 3, 2


@dataclass(frozen=True, eq=False)
class Step:
    """A stretch by which groups of a family may pass a bound: at most ``room`` units each, at ``price`` a unit."""

    family: int
    side: Side
    groups: I64
    room: I64
    price: I64


@dataclass(frozen=True)
class Bent:
    """What a solver would bend: by how many units, by (family, side, group); and the links whose pins it gives up.

    ``optimal``: at the least price; ``feasible``: the time ran out; ``infeasible``: nothing that may bend would do.
    """

    status: Literal["optimal", "feasible", "infeasible", "none"]
    moved: Mapping[tuple[int, Side, int], int] = field(default_factory=dict)
    lifted: Sequence[int] = ()


def bound_of(family: Family, side: Side) -> I64:
    """The bound of each group on that side."""
    return family.least if side == "least" else family.most


def lowest(family: Family) -> int:
    """The least that asks for nothing."""
    return -UNBOUNDED if family.weight is not None and np.any(family.weight < 0) else 0


def asking(family: Family, side: Side) -> I64:
    """The groups whose bound on that side asks for anything at all."""
    if side == "most":
        return np.flatnonzero(family.most < UNBOUNDED)
    # Where none is a way out, any use is one at least.
    nothing = lowest(family)
    return np.flatnonzero(family.least > (1 if family.or_none and nothing == 0 else nothing))


def steps(problem: Problem, bends: Bends) -> list[Step]:
    """The steps of every bound that may bend, from cheap to dear for each. O(groups)."""
    found = []
    for number, family in enumerate(problem.families):
        factor = bends.get(family.code, Fraction(1))
        if family.price is not None or factor is None:
            continue
        sides: tuple[Side, ...] = ("least", "most")
        for side in sides:
            groups = asking(family, side)
            size = np.maximum(np.abs(bound_of(family, side)[groups]), 1)
            unit = units(size, factor)
            endless = side == "most" or lowest(family) < 0
            last = np.full(len(groups), UNBOUNDED) if endless else size // 2
            for room, price in ((size // 2, unit), (size % 2, _MIDDLE * unit), (last, _BEYOND * unit)):
                open_ = np.flatnonzero(room)
                if len(open_):
                    found.append(Step(number, side, groups[open_], room[open_], price[open_]))
    return found


def units(size: I64, factor: Fraction) -> I64:
    """The price of the first units of bounds of that size."""
    whole = WHOLE * factor.numerator // factor.denominator
    found: I64 = np.maximum((whole + size // 2) // size, 1)
    return found


def price(before: int, after: int, factor: Fraction) -> int:
    """What it costs to move a bound from ``before`` to ``after``."""
    size, moved = max(abs(before), 1), abs(after - before)
    unit = int(units(np.array([size]), factor)[0])
    half = size // 2
    middle = min(max(moved - half, 0), size % 2)
    beyond = max(moved - half - size % 2, 0)
    return unit * (min(moved, half) + _MIDDLE * middle + _BEYOND * beyond)
