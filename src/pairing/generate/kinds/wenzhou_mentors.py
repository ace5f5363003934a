"""Mentors, and whom the pilot of 2022 had paired with whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags, highest, portion
from pairing.generate.kinds.wenzhou_figures import FOR_TWO, MENTORS, scaled
from pairing.generate.kinds.wenzhou_people import WORRIES, Homes, Youths
from pairing.generate.places import KM_PER_DEGREE, Places, near
from pairing.generate.store import Store, key, word

CALLINGS = ("caring_mother", "cadre", "teacher", "veteran")
#: What the plan's rules ask of a pair.
OLDER_BY, REACH_KM = 15, 4.0


@dataclass(frozen=True, eq=False)
class Mentors:
    """Mentors by position, in the order of their villages; an unknown year of birth is 0."""

    village: I64
    county: I64
    lat: F64
    lon: F64
    female: Flags
    calling: I64
    born: I64
    most: I64
    strength: I64


def make_mentors(draws: Draws, places: Places, homes: Homes, first: int, households: int) -> Mentors:
    """The mentors who live where the households ``first ..`` live."""
    here = len(homes.village)
    count = portion(scaled(MENTORS, households), first, here, households)
    doubles = portion(scaled(FOR_TWO, households), first, here, households)
    village = np.sort(homes.village[draws.whole(0, here - 1, count)])
    calling = draws.pick((55, 20, 15, 10), count)
    female = (calling == 0) | ((calling < 3) & draws.chance(0.45, count))
    born = np.where(draws.chance(0.005, count), 0, draws.whole(1956, 1993, count))
    most = 1 + highest(draws.uniform(count), doubles)
    return Mentors(
        village, places.town[village], *near(draws, places, village, 1.5), female, calling, born, most,
        draws.pick((25, 30, 20, 25), count),
    )  # fmt: skip


def add_mentors(store: Store, mentors: Mentors, first: int) -> None:
    """Rows of the table of volunteers."""
    store.add(
        "volunteers",
        {
            "volunteer_id": key("M", "i", 4), "calling": word("calling", CALLINGS), "sex": word("sex", ("1", "2")),
            "born": "nullif(born, 0)", "county": key("C", "county", 2), "village": key("V", "village", 4),
            "lat": "lat", "lon": "lon", "strength": word("strength", WORRIES), "max_youths": "most",
        },
        i=first + np.arange(len(mentors.village)), calling=mentors.calling, sex=mentors.female.astype(np.int64),
        born=mentors.born, county=mentors.county, village=mentors.village, lat=mentors.lat, lon=mentors.lon,
        strength=mentors.strength, most=mentors.most,
    )  # fmt: skip


def earlier_pairs(draws: Draws, homes: Homes, youths: Youths, mentors: Mentors) -> I64:
    """The mentor that each young person of the pilot had in 2022, -1 for none: one near by who suits, each once."""
    found = np.full(len(youths.age), -1, dtype=np.int64)
    if not len(mentors.village):
        return found
    taken = np.zeros(len(mentors.village), dtype=bool)
    middle = np.searchsorted(mentors.village, homes.village)
    open_ = youths.pilot & draws.chance(0.8, len(found))
    for step in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5):
        asking = np.flatnonzero(open_ & (found < 0))
        mentor = np.clip(middle[asking] + step, 0, len(taken) - 1)
        suits = _suits(homes, youths, mentors, asking, mentor) & ~taken[mentor]
        asking, mentor = asking[suits], mentor[suits]
        chosen, where = np.unique(mentor, return_index=True)
        found[asking[where]] = chosen
        taken[chosen] = True
    return found


def _suits(homes: Homes, youths: Youths, mentors: Mentors, youth: I64, mentor: I64) -> Flags:
    north = (homes.lat[youth] - mentors.lat[mentor]) * KM_PER_DEGREE
    east = (homes.lon[youth] - mentors.lon[mentor]) * KM_PER_DEGREE
    return np.asarray(
        (homes.county[youth] == mentors.county[mentor])
        & (np.sqrt(north * north + east * east) <= 0.95 * REACH_KM)
        & (~youths.female[youth] | mentors.female[mentor])
        & (mentors.born[mentor] > 0)
        & (2023 - youths.age[youth] - mentors.born[mentor] >= OLDER_BY)
    )
