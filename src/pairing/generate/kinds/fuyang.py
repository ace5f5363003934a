"""The `fuyang` scenario: a district's five-in-one service, from the 42,000 people it monitors to its wish pool."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import Draws
from pairing.generate.kinds import fuyang_helpers as helpers
from pairing.generate.kinds import fuyang_needs as needs
from pairing.generate.kinds import fuyang_people as people
from pairing.generate.kinds.fuyang_money import add_funds, add_sites
from pairing.generate.kinds.fuyang_past import add_past, add_weights
from pairing.generate.kinds.fuyang_places import KINDS, PARTS, Districts, districts, scaled
from pairing.generate.kinds.fuyang_policies import add_pool
from pairing.generate.kinds.fuyang_work import add_jobs
from pairing.generate.store import CHUNK, Store, key, word

#: Three people a household: 42,000 people, as published.
HOUSEHOLDS = 14_000
SEED = 2021
#: Households with a cadre, a deputy or another helper.
PAIRED = 2_901


def fill(store: Store, households: int, seed: int) -> None:
    """All tables for so many households; published totals in proportion, exact at ``HOUSEHOLDS``."""
    land = districts(Draws(seed, "places"), households, HOUSEHOLDS)
    _add_land(store, land, households)
    guides = helpers.add_guides(store, Draws(seed, "guides"), land, households, HOUSEHOLDS)
    helpers.add_clerks_and_desks(store, Draws(seed, "clerks"), land)
    pairing = helpers.add_helpers(store, Draws(seed, "helpers"), land, households, HOUSEHOLDS)
    seen = needs.found(Draws(seed, "found"), land, guides, households, HOUSEHOLDS)
    ends = np.cumsum(land.people_in)
    for number, first in enumerate(range(0, households, CHUNK)):
        homes = np.arange(first, min(first + CHUNK, households))
        village = np.searchsorted(ends, homes, side="right")
        made = people.chunk(seed, number, land.places, village, first, HOUSEHOLDS)
        people.add(store, Draws(seed, "members", number), made)
        needs.add_needs(store, Draws(seed, "needs", number), made, seen, land, HOUSEHOLDS)
        add_past(store, Draws(seed, "past", number), made, land, pairing, HOUSEHOLDS)
    needs.add_need_types(store)
    needs.add_projects(store, Draws(seed, "projects"), land, households, HOUSEHOLDS)
    add_funds(store, Draws(seed, "funds"), land, households, HOUSEHOLDS)
    add_sites(store, Draws(seed, "sites"), land, households, HOUSEHOLDS)
    add_jobs(store, Draws(seed, "jobs"), land, households, HOUSEHOLDS)
    add_pool(store)


def _add_land(store: Store, land: Districts, households: int) -> None:
    store.add(
        "towns",
        {
            "town": key("T", "id", 2),
            "district": key("D", "district", 2),
            "kind": word("kind", KINDS),
            "part": word("part", PARTS),
        },
        id=np.arange(land.towns),
        district=land.district,
        kind=land.kind,
        part=land.part,
    )
    villages = len(land.places.town)
    store.add(
        "villages",
        {"village": key("V", "id", 3), "town": key("T", "town", 2), "lat": "lat", "lon": "lon"},
        id=np.arange(villages),
        town=land.places.town,
        lat=land.places.lat,
        lon=land.places.lon,
    )
    add_weights(store)
    paired = np.array([scaled(PAIRED, households, HOUSEHOLDS)])
    store.add("targets", {"code": "'paired'", "number": "paired"}, paired=paired)
