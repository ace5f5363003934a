"""The alpha-fair utility of a share, and how it is cut into straight pieces with a known error.

u(s) = log s for alpha = 1, else (s^(1 - alpha) - 1) / (1 - alpha): alpha 0 counts money alone, 1 is Nash's product, and
the larger alpha is, the nearer to the worst share first. Source: J. Mo, J. Walrand, "Fair end-to-end window-based
congestion control", IEEE/ACM Transactions on Networking 8 (2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pairing.model import I64, Bools

F64 = NDArray[np.float64]

#: Where the pieces meet. Below the first of them utility goes on along its tangent, so that nothing is worth -infinity.
SHARES = tuple(Fraction(parts, 32) for parts in (4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32))
_KNEE = float(SHARES[0])


def utility(share: F64, alpha: float) -> F64:
    """The utility of shares; along the tangent below the first of :data:`SHARES`."""
    inside = np.maximum(share, _KNEE)
    plain: F64 = np.log(inside) if alpha == 1 else (inside ** (1 - alpha) - 1) / (1 - alpha)
    found: F64 = plain - np.maximum(0.0, _KNEE - share) * _KNEE**-alpha
    return found


@dataclass(frozen=True, eq=False)
class Pieces:
    """Straight pieces of the utility of N needs, one after the other for each: ``owner`` (0 to N - 1), ``length`` in
    units of amount and ``slope`` per whole share; and by how much the utility of each need (N) may pass its pieces.
    """

    owner: I64
    length: I64
    slope: F64
    error: F64


def pieces(wants: I64, undivided: Bools, alpha: float) -> Pieces:
    """The pieces of needs that want something; one piece where a need gets all or nothing. O(N x pieces).

    Between whole units there is nothing to be wrong about. Elsewhere the utility is farthest above its piece where it
    rises as that does: u'(s) = s^-alpha = slope.
    """
    ends = np.stack([wants * share.numerator // share.denominator for share in SHARES], axis=1)
    ends[undivided, :-1] = 0
    starts = np.concatenate([np.zeros((len(wants), 1), dtype=np.int64), ends[:, :-1]], axis=1)
    length = ends - starts
    low, high = starts / wants[:, None], ends / wants[:, None]
    rise = utility(high, alpha) - utility(low, alpha)
    used = length > 0
    slope = rise / np.where(used, high - low, 1.0)
    error = np.zeros(len(wants))
    if alpha > 0:
        # On the tangent below the knee there is no error, and no point where the slope would be that of a piece.
        touch = np.clip(np.where(used, slope, 1.0) ** (-1 / alpha), np.clip(low, None, high), high)
        over = utility(touch, alpha) - (utility(low, alpha) + slope * (touch - low))
        error = np.where((length > 1) & ~undivided[:, None], over, 0.0).max(axis=1, initial=0.0)
    owner = np.repeat(np.arange(len(wants)), ends.shape[1])[used.ravel()]
    return Pieces(owner, length[used], slope[used], error)


def steepest_and_flattest(alpha: float) -> tuple[float, float]:
    """The largest and the least slope of the pieces of a need that can be divided as finely as one likes."""
    found = pieces(np.array([1 << 40]), np.zeros(1, dtype=bool), alpha)
    return float(found.slope[0]), float(found.slope[-1])
