"""A district's townships in a core, two wings and four zones, with villages of skewed sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, apportion
from pairing.generate.places import KM_PER_DEGREE, Places

#: Townships and villages of one district of the published size (villages are assumed).
TOWNSHIPS, VILLAGES = 24, 276
PARTS = ("core", "east_wing", "west_wing", "north_zone", "south_zone", "upper_zone", "lower_zone")
KINDS = ("street", "town", "township")
#: For each of 24 townships: part, kind, weight in people, hardship. The first street is the largest.
SHAPE: tuple[tuple[int, int, float, float], ...] = (
    (0, 0, 5.0, -0.5), (0, 0, 2.4, -0.4), (0, 0, 2.0, -0.4), (0, 0, 1.7, -0.3),
    (1, 0, 1.6, -0.2), (1, 1, 1.3, 0.0), (1, 1, 1.1, 0.1),
    (2, 1, 1.4, 0.0), (2, 1, 1.2, 0.1), (2, 1, 1.0, 0.2),
    (3, 1, 1.0, 0.4), (3, 1, 0.8, 0.5), (3, 2, 0.6, 0.7), (3, 2, 0.5, 0.8),
    (4, 1, 1.0, 0.3), (4, 1, 0.9, 0.5), (4, 2, 0.6, 0.7), (4, 2, 0.4, 1.0),
    (5, 1, 0.9, 0.6), (5, 1, 0.7, 0.8), (5, 2, 0.5, 1.1),
    (6, 1, 0.9, 0.4), (6, 1, 0.7, 0.6), (6, 2, 0.5, 0.9),
)  # fmt: skip
#: Middle of each part in kilometres east and north of the district's, and how far its townships scatter.
_MIDDLES = ((0, 0, 4), (13, 7, 5), (-13, -7, 5), (-6, 20, 6), (6, -20, 6), (-24, -18, 6), (24, 16, 6))
_LAT, _LON = 30.05, 119.95
#: Districts lie on a grid with this many kilometres between them.
_APART_KM = 80.0


@dataclass(frozen=True, eq=False)
class Districts:
    """Districts with their townships and villages; ``places.town`` is each village's township, in order."""

    count: int
    district: I64  # of each township
    part: I64
    kind: I64
    lat: F64
    lon: F64
    weight: F64
    places: Places
    people_in: I64  # households of each village

    @property
    def towns(self) -> int:
        return len(self.district)


def scaled(total: int, households: int, published: int, least: int = 1) -> int:
    """A published total for this many households, rounded to the nearest and at least ``least``."""
    return max(least, (2 * total * households + published) // (2 * published))


def districts(draws: Draws, households: int, published: int) -> Districts:
    """Townships and villages for this many households; villages of a township lie together, the largest first."""
    towns = scaled(TOWNSHIPS, households, published)
    count = max(1, (2 * towns + TOWNSHIPS) // (2 * TOWNSHIPS))
    district = np.arange(towns) * count // towns
    number = np.arange(towns) - np.searchsorted(district, district)
    shape = number * TOWNSHIPS // np.bincount(district)[district]
    table = np.array(SHAPE)
    part, kind = table[shape, 0].astype(np.int64), table[shape, 1].astype(np.int64)
    weight, hardship = table[shape, 2], table[shape, 3]
    middle = np.array(_MIDDLES, dtype=np.float64)[part]
    wide = int(np.ceil(np.sqrt(count)))
    turn, reach = 2 * np.pi * draws.uniform(towns), 0.35 + 0.65 * draws.uniform(towns)
    east = middle[:, 0] + reach * middle[:, 2] * np.cos(turn) + _APART_KM * (district % wide)
    north = middle[:, 1] + reach * middle[:, 2] * np.sin(turn) + _APART_KM * (district // wide)
    degree = KM_PER_DEGREE * float(np.cos(np.radians(_LAT)))
    lat, lon = np.round(_LAT + north / KM_PER_DEGREE, 5), np.round(_LON + east / degree, 5)
    villages = np.maximum(1, apportion(scaled(VILLAGES, households, published, towns), np.sqrt(weight)))
    town = np.repeat(np.arange(towns), villages)
    rank = np.arange(len(town)) - np.searchsorted(town, town) + 1.0
    share: F64 = np.asarray(rank**-0.7, dtype=np.float64)
    share *= (weight / np.bincount(town, share))[town]
    turn = 2 * np.pi * draws.uniform(len(town))
    away = 4.2 * np.sqrt((rank - 0.5) / villages[town]) * (0.75 + 0.5 * draws.uniform(len(town)))
    places = Places(
        town,
        np.round(lat[town] + away * np.sin(turn) / KM_PER_DEGREE, 5),
        np.round(lon[town] + away * np.cos(turn) / degree, 5),
        share,
        np.round(hardship[town] + 0.25 * draws.bell(len(town)), 3).astype(np.float64),
    )
    return Districts(count, district, part, kind, lat, lon, weight, places, places.households(households))
