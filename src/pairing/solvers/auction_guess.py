"""First prices: where all needs agree which resources are good, or seats are short, prices can be told beforehand.

The points of a sample of links are split into what the need gives to all of its links, what the resource gets from all
of its needs, and a taste that is left. What the resource gets is its price but for a level, at which about as many
needs bid as there are seats. It is only a guess: the auction corrects it, and its proof does not know of it.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.model import I64
from pairing.solvers.auction_prices import favourites
from pairing.solvers.auction_state import Rows, State, adopt
from pairing.solvers.compiled import compiled
from pairing.solvers.matched import Matched

#: Links of each resource that are looked at.
_SAMPLE = 20
_ROUNDS = 3
#: A warm start begins with this part of a point, or of the largest step; after a guess the first increment is this part
#: of the points by which a need's best link beats its second.
_WARM = 16
_SMALL = 2500
_GAP = 2


class Guess(NamedTuple):
    """A whole price for every resource, and by how much, in points, a need's best link beats its second at these."""

    price: I64
    gap: float


def begin(rows: Rows, state: State, scale: int, leap: int, start: Matched | None) -> tuple[int, int]:
    """Set the first prices, and the plan of a warm start: the first increment, and how exact these prices are.

    Without a start or a guess prices are 0, nothing is known of them (0), and the increment is large where many needs
    agree on what is best, small where few do.
    """
    if start is not None:
        finer = scale >= start.scale
        state.price[:] = start.price * (scale // start.scale) if finer else start.price // (start.scale // scale)
        adopt(rows, state, start.taken.astype(np.uint8))
        epsilon = max(1, scale // _WARM, leap // _SMALL)
        return epsilon, epsilon
    guessed = guess(rows)
    if guessed is not None:
        state.price[:] = guessed.price * scale
        epsilon = max(1, int(guessed.gap * scale) // _GAP)
        return epsilon, epsilon
    crowded = int(np.maximum(favourites(rows) - rows.most, 0).sum()) / max(1, len(rows.units))
    part = min(1 / 2, max(1 / 256, 40 * crowded**3))
    return max(1, int(leap * part) // 2), 0


def guess(rows: Rows) -> Guess | None:
    """Prices near which those of the best plan may be; None where 0 is as good a guess as any. O(R log R) and a sample.

    With fewer units than seats, the resources that are in demand sell all their seats, the others their least, and
    nothing costs more than what makes it better than the last of those; with more units than seats, prices rise until
    only as many needs as there are seats would rather pay than stay outside.
    """
    resources, links = len(rows.most), len(rows.resource)
    if not links:
        return None
    step = max(1, links // (_SAMPLE * max(1, resources)))
    merit, noise, taste = _merits(rows, step)
    signal = max(0.0, float(merit.var() - noise.mean()))
    agreed = bool(signal**0.5 > taste)
    units, seats = int(rows.units.sum()), int(rows.most.sum())
    if not (agreed or units > seats):
        return None
    # An effect seen on few links is less sure (James and Stein 1961).
    merit = merit * (signal / np.maximum(signal + noise, 1e-12)) if agreed else np.zeros(resources)
    if units > seats:
        best, _ = _choices(rows, step, merit)
        willing = np.sort(best[best > -np.inf])
        if not len(willing):
            return None
        level = -willing[min(len(willing) - 1, int(len(willing) * (1 - seats / units)))]
    else:
        order = np.argsort(-merit, kind="stable")
        sold = int(rows.least.sum()) + np.cumsum((rows.most - rows.least)[order])
        level = merit[order[min(resources - 1, int(np.searchsorted(sold, units)))]]
    price = np.rint(merit - level)
    price = np.where(rows.least == 0, np.maximum(price, 0), price)
    best, second = _choices(rows, step, price)
    rivalled = (second > -np.inf) & (best > second)
    gap = float((best[rivalled] - second[rivalled]).mean()) if rivalled.any() else 0.0
    return Guess(price.astype(np.int64), gap)


@compiled
def _merits(rows, step):
    """What each resource gets from all of its needs, the variance of that by chance, and the deviation of tastes."""
    resources = len(rows.most)
    merit, total, count = np.zeros(resources), np.zeros(resources), np.zeros(resources)
    squares, links, needs = 0.0, 0, 0
    for _ in range(_ROUNDS):
        total[:] = 0
        count[:] = 0
        squares, links, needs = 0.0, 0, 0
        for i in range(0, len(rows.units), step):
            degree = rows.first[i + 1] - rows.first[i]
            if degree == 0:
                continue
            level = 0.0
            for e in range(rows.first[i], rows.first[i + 1]):
                level += rows.points[e] - merit[rows.resource[e]]
            level /= degree
            needs += 1
            links += degree
            for e in range(rows.first[i], rows.first[i + 1]):
                j = rows.resource[e]
                total[j] += rows.points[e] - level
                count[j] += 1
                squares += (rows.points[e] - level - merit[j]) ** 2
        for j in range(resources):
            merit[j] = total[j] / max(1, count[j])
    variance = squares / max(1, links - needs - resources)
    return merit, variance / np.maximum(1, count), np.sqrt(variance)


@compiled
def _choices(rows, step, price):
    """Of each need in the sample what its best link and its second are worth, above what staying outside would be."""
    size = (len(rows.units) + step - 1) // step
    best, second = np.full(size, -np.inf), np.full(size, -np.inf)
    for k in range(size):
        i = k * step
        for e in range(rows.first[i], rows.first[i + 1]):
            worth = rows.points[e] - price[rows.resource[e]] - rows.outside[i]
            if worth > best[k]:
                second[k] = best[k]
                best[k] = worth
            elif worth > second[k]:
                second[k] = worth
        if not rows.must[i] and best[k] > -np.inf:
            second[k] = max(second[k], 0.0)
    return best, second
