"""Jinjiang: a city district's targeted assistance (published 2015): teams of one cadre, one household and several
organisations, a ring-fenced base fund, a menu of projects, and households that come in and leave.

At the published number of households every published total is hit exactly; at other sizes all totals scale with them.
"""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import Draws, apportion
from pairing.generate.kinds.jinjiang_aid import aid
from pairing.generate.kinds.jinjiang_asks import asks
from pairing.generate.kinds.jinjiang_figures import HOUSEHOLDS, SEED, Town, scaled
from pairing.generate.kinds.jinjiang_help import helpers
from pairing.generate.kinds.jinjiang_homes import homes, write_homes
from pairing.generate.kinds.jinjiang_money import money
from pairing.generate.kinds.jinjiang_policies import policies
from pairing.generate.places import villages
from pairing.generate.store import CHUNK, Store, key

__all__ = ["HOUSEHOLDS", "SEED", "fill"]

LAT, LON, RADIUS_KM = 30.62, 104.10, 4.4


def fill(store: Store, households: int, seed: int) -> None:
    """All tables of the district (or of several such districts)."""
    town = _town(store, households, seed)
    policies(store)
    money(store, town, seed)
    helpers(store, town, seed)
    first_member = 0
    for number, first in enumerate(range(0, households, CHUNK)):
        count = min(CHUNK, households - first)
        block = homes(town, Draws(seed, "people", number), first, count, first_member)
        write_homes(store, block, Draws(seed, "details", number))
        given = aid(store, town, block, Draws(seed, "aid", number))
        asks(store, town, block, given, Draws(seed, "asks", number))
        first_member += len(block.people.home)


def _town(store: Store, households: int, seed: int) -> Town:
    """Communities in streets, streets in quarters, quarters in districts."""
    size = households / HOUSEHOLDS
    communities, streets = max(1, scaled(117, households)), max(1, scaled(16, households))
    streets = min(streets, communities)
    places = villages(
        Draws(seed, "places"),
        communities,
        towns=streets,
        lat=LAT,
        lon=LON,
        radius_km=RADIUS_KM * max(1.0, size) ** 0.5,
        skew=0.35,
    )
    counts = apportion(households, places.share)
    quarter = places.town // 4
    district = np.minimum(places.town // 16, max(0, streets // 16 - 1))
    store.add(
        "villages",
        {
            "village": key("C", "number", 3),
            "town": key("S", "street", 2),
            "quarter": key("Q", "quarter", 2),
            "district": key("D", "district", 2),
            "lat": "lat",
            "lon": "lon",
            "households": "households",
        },
        number=np.arange(communities),
        street=places.town,
        quarter=quarter,
        district=district,
        lat=places.lat,
        lon=places.lon,
        households=counts,
    )
    return Town(households, places, counts, quarter, district)
