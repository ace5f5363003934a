"""A city of counties: each a disc of villages around its seat, the seats in a spiral around the middle of the city."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import F64, I64, Draws
from pairing.generate.kinds.wenzhou_figures import COUNTIES, STANDARDS, TOWNS, VILLAGES, YOUTHS
from pairing.generate.places import KM_PER_DEGREE, Places
from pairing.generate.store import Store, key

LAT, LON = 27.99, 120.66
#: Counties lie about twice this far apart; villages lie within a disc of the second radius.
_SPACING_KM, _RADIUS_KM = 17.0, 13.0
_GOLDEN = np.pi * (3 - np.sqrt(5))
_EACH = TOWNS * VILLAGES


def counties(households: int) -> int:
    """How many counties so many households have."""
    return max(1, round(COUNTIES * households / YOUTHS))


def hilly(county: I64) -> I64:
    """1 for counties in the hills (every fourth), where crowd-funding is aimed at."""
    return np.asarray(county % 4 == 3, dtype=np.int64)


def zones(county: I64) -> I64:
    """The zone of a county: 2 in the hills, 0 for every third of the others, else 1."""
    return np.where(hilly(county) == 1, 2, np.where(county % 3 == 0, 0, 1)).astype(np.int64)


def stipends(county: I64) -> I64:
    """Yuan a year, by the zone of the county."""
    return np.array(STANDARDS, dtype=np.int64)[zones(county)]


def make_places(draws: Draws, households: int) -> Places:
    """The villages, those of a county and of a town together; ``town`` of the places is the county."""
    count = counties(households)
    seat = np.arange(count)
    seat_km, seat_turn = _SPACING_KM * np.sqrt(seat + 0.25), seat * _GOLDEN
    county = np.repeat(seat, _EACH)
    rank = np.tile(np.arange(1, _EACH + 1), count)
    # Towns are sectors of the county; within a town the villages lie farther and farther out.
    turn = 2 * np.pi * (((rank - 1) // VILLAGES + 0.9 * draws.uniform(len(rank))) / TOWNS)
    step = (rank - 1) % VILLAGES
    distance = _RADIUS_KM * np.sqrt((step + 0.2 + 0.7 * draws.uniform(len(rank))) / VILLAGES)
    north = seat_km[county] * np.cos(seat_turn[county]) + distance * np.cos(turn)
    east = seat_km[county] * np.sin(seat_turn[county]) + distance * np.sin(turn)
    weight = 0.6 + draws.uniform(count)
    return Places(
        county.astype(np.int64),
        *points(north, east),
        weight[county] * (step + 1.0) ** -0.5,
        np.round(distance / _RADIUS_KM - 0.6 + 0.5 * hilly(county) + 0.25 * draws.bell(len(rank)), 3),
    )


def points(north: F64, east: F64) -> tuple[F64, F64]:
    """Latitude and longitude of points so many km from the middle of the city."""
    degree = KM_PER_DEGREE * float(np.cos(np.radians(LAT)))
    return np.round(LAT + north / KM_PER_DEGREE, 5), np.round(LON + east / degree, 5)


def add_places(store: Store, places: Places) -> None:
    """The tables of counties and villages."""
    county = np.arange(int(places.town[-1]) + 1, dtype=np.int64)
    store.add(
        "counties",
        {"county": key("C", "county", 2), "zone": key("Z", "zone", 1), "hills": "hills = 1", "stipend": "stipend"},
        county=county, zone=zones(county), hills=hilly(county), stipend=stipends(county),
    )  # fmt: skip
    store.add(
        "villages",
        {
            "village": key("V", "i", 4), "town": key("T", "town", 3), "county": key("C", "county", 2),
            "lat": "lat", "lon": "lon",
        },
        i=np.arange(len(places.town)), town=np.arange(len(places.town)) // VILLAGES, county=places.town,
        lat=places.lat, lon=places.lon,
    )  # fmt: skip
