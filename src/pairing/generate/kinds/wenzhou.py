"""The 1619 plan of one city, 2023 to 2025: young people of 16 to 19 who left school after junior secondary."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, portion
from pairing.generate.kinds import wenzhou_figures as figures
from pairing.generate.kinds import wenzhou_tables as tables
from pairing.generate.kinds.wenzhou_mentors import add_mentors, earlier_pairs, make_mentors
from pairing.generate.kinds.wenzhou_money import add_funds, add_promises
from pairing.generate.kinds.wenzhou_offers import add_courses, add_enterprises, add_parent_posts, add_schools
from pairing.generate.kinds.wenzhou_people import GRADUATE, PLANS, make_homes, make_members, make_youths
from pairing.generate.kinds.wenzhou_places import add_places, make_places
from pairing.generate.places import Places
from pairing.generate.store import CHUNK, Store

#: One household for each of the young people whom the plan covers.
HOUSEHOLDS = figures.YOUTHS
SEED = 1619


def fill(store: Store, households: int, seed: int) -> None:
    """The whole city for so many households; everything that is published scales with them."""
    places = make_places(Draws(seed, "places"), households)
    add_places(store, places)
    store.add("years", {"year": "year"}, year=np.array(figures.YEARS))
    village = np.repeat(np.arange(len(places.share)), places.households(households))
    mentors = 0
    for first in range(0, households, CHUNK):
        mentors += _add_people(store, places, village[first : first + CHUNK], first, households, mentors, seed)
    add_funds(store, Draws(seed, "funds"), households)
    add_schools(store, Draws(seed, "schools"), places, households)
    add_enterprises(store, Draws(seed, "enterprises"), places, households)
    add_courses(store, Draws(seed, "courses"), places, households)
    add_parent_posts(store, Draws(seed, "posts"), places, households)


def _add_people(
    store: Store, places: Places, village: I64, first: int, households: int, mentors: int, seed: int
) -> int:
    """The households ``first ..`` with their mentors and what they were promised; returns how many mentors."""
    count, chunk = len(village), first // CHUNK
    draws = Draws(seed, "people", chunk)
    homes = make_homes(draws, places, village)
    youths = make_youths(draws, first, count, households)
    seeking = portion(figures.scaled(figures.SEEKING_PARENTS, households), first, count, households)
    members = make_members(draws, homes, youths, seeking)
    tables.add_homes(store, draws, homes, members, first)
    tables.add_members(store, homes, youths, members, first)
    tables.add_youths(store, Draws(seed, "hopes", chunk), homes, youths, first)
    tables.add_applications(store, Draws(seed, "applications", chunk), homes, first, households)
    helpers = make_mentors(Draws(seed, "mentors", chunk), places, homes, first, households)
    add_mentors(store, helpers, mentors)
    at_work = (youths.status == GRADUATE) & (youths.plan == PLANS.index("work"))
    add_promises(store, homes, youths.pilot & ~at_work, first)
    earlier = earlier_pairs(Draws(seed, "pairs", chunk), homes, youths, helpers)
    tables.add_pairs(store, Draws(seed, "going on", chunk), earlier, first, mentors)
    return len(helpers.village)
