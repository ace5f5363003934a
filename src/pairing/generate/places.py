"""Villages in towns: a few large ones and many small, the small ones farther out and poorer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, apportion

#: Kilometres in a degree of latitude.
KM_PER_DEGREE = 111.2


@dataclass(frozen=True, eq=False)
class Places:
    """Villages by position: their town (0, 1, ...), middle, share of the households and hardship (about -1 to 2)."""

    town: I64
    lat: F64
    lon: F64
    share: F64
    hardship: F64

    def households(self, total: int) -> I64:
        """How many households each village has, adding up to the total."""
        return apportion(total, self.share)


def villages(
    draws: Draws, count: int, *, towns: int, lat: float, lon: float, radius_km: float, skew: float = 0.8
) -> Places:
    """``count`` villages in ``towns`` towns around a middle.

    Sizes follow Zipf's law with exponent ``skew``; places scatter in a disc, the largest nearest to the middle;
    hardship rises with the distance.
    """
    rank = np.arange(1, count + 1, dtype=np.float64)
    share = rank**-skew
    distance = radius_km * np.sqrt((rank - 0.5) / count) * (0.75 + 0.5 * draws.uniform(count))
    turn = 2 * np.pi * draws.uniform(count)
    north, east = distance * np.cos(turn), distance * np.sin(turn)
    degree = KM_PER_DEGREE * float(np.cos(np.radians(lat)))
    # Towns are sectors of about as many villages each, so that a town's villages lie together.
    town = np.empty(count, dtype=np.int64)
    town[np.argsort(turn, kind="stable")] = np.arange(count) * min(towns, count) // count
    return Places(
        town,
        np.round(lat + north / KM_PER_DEGREE, 5),
        np.round(lon + east / degree, 5),
        share,
        np.round(distance / radius_km - 0.5 + 0.3 * draws.bell(count), 3),
    )


def near(draws: Draws, places: Places, where: I64, spread_km: float) -> tuple[F64, F64]:
    """A point for each position ``where``, most of them close to the village's middle: (lat, lon)."""
    count = len(where)
    north = (draws.uniform(count) + draws.uniform(count) - 1) * spread_km / KM_PER_DEGREE
    east = (draws.uniform(count) + draws.uniform(count) - 1) * spread_km / KM_PER_DEGREE
    return np.round(places.lat[where] + north, 5), np.round(places.lon[where] + east, 5)
