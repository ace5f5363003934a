"""What people ask for: 110 needs of 102 people found in visits, the half-year's other requests, and 38 projects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, apportion, highest, portion
from pairing.generate.kinds.fuyang_helpers import Guides
from pairing.generate.kinds.fuyang_people import YEAR, Chunk
from pairing.generate.kinds.fuyang_places import Districts, scaled
from pairing.generate.kinds.fuyang_services import DISTRICT, NEED_TYPES, TOWNSHIP, TYPE_CODES
from pairing.generate.store import Store, key, word

#: People found in hardship: 85 whose need a village can take on, 17 whose need it cannot, 8 of these with a second.
CLAIMED, PASSED, SECOND = 85, 17, 8
#: Other requests of the half-year (assumed).
REQUESTS = 3_390
PROJECTS, RAISED_YUAN = 38, 5_000_000
#: Project types by how many of 38 there are, in the order of TYPE_CODES.
_PROJECT_SHARES = (0, 6, 3, 0, 4, 2, 3, 4, 5, 1, 2, 0, 3, 5, 0, 0)
_BEYOND = tuple(i for i, kind in enumerate(NEED_TYPES) if kind.level in (TOWNSHIP, DISTRICT))
_COLUMNS = {
    "household_id": key("H", "home", 5),
    "member_id": key("M", "member", 6),
    "kind": "CASE WHEN found THEN 'visit' ELSE 'request' END",
    # Some requests do not say what is needed.
    "purpose": f"CASE WHEN NOT unclear THEN {word('type', TYPE_CODES)} END",
    "date": f"make_date({YEAR}, CAST(month AS INTEGER), CAST(day AS INTEGER))",
}


@dataclass(frozen=True, eq=False)
class Found:
    """Hardship found in visits, one person a village: the village, the kind of need, and a second one (-1: none)."""

    village: I64
    type: I64
    second: I64


def found(draws: Draws, land: Districts, guides: Guides, households: int, published: int) -> Found:
    """In each of 102 villages one person; 85 ask for what a guide of the village does."""
    lived_in = np.flatnonzero(land.people_in > 0)
    chosen = lived_in[draws.order(len(lived_in))]
    claimed = min(len(chosen), scaled(CLAIMED, households, published))
    passed = min(len(chosen) - claimed, scaled(PASSED, households, published, 0))
    both = scaled(SECOND, households, published, 0)
    village = chosen[: claimed + passed]
    kind = guides.first[np.searchsorted(guides.village, village)]
    beyond = np.array(_BEYOND)
    rank = draws.whole(0, len(beyond) - 1, len(village))
    late = np.arange(len(village)) >= claimed
    second = np.where(late & (np.arange(len(village)) < claimed + both), beyond[(rank + 3) % len(beyond)], -1)
    return Found(village, np.where(late, beyond[rank], kind), second)


def add_needs(store: Store, draws: Draws, made: Chunk, seen: Found, land: Districts, published: int) -> None:
    """The needs of the people of one chunk."""
    first, homes = made.first_home, made.homes
    start = np.cumsum(land.people_in) - land.people_in
    here = np.flatnonzero((start[seen.village] >= first) & (start[seen.village] < first + len(homes.size)))
    if len(here):
        low = np.searchsorted(homes.village, seen.village[here])
        high = np.searchsorted(homes.village, seen.village[here], side="right")
        home = low + (draws.uniform(len(here)) * (high - low)).astype(np.int64)
        again = np.flatnonzero(seen.second[here] >= 0)
        both = np.concatenate((np.arange(len(here)), again))
        kinds = np.concatenate((seen.type[here], seen.second[here][again]))
        ids = np.concatenate((here, len(seen.village) + np.cumsum(seen.second >= 0)[here[again]] - 1))
        _write(store, draws, made, homes.first[home][both], kinds, ids, True)
    people = made.people
    count = portion(REQUESTS, first, len(homes.size), published)
    group = np.select([(people.grade > 0) | people.ill, people.age >= 65, people.stage > 0], [0, 1, 2], 3)
    weight = np.array([1.0, 0.9, 0.6, 0.25])[group] * (1.6 - 0.3 * np.minimum(made.tier[people.home], 4))
    asking = np.flatnonzero(highest(weight * (0.2 + draws.uniform(len(weight))), count))
    kinds = np.zeros(len(asking), dtype=np.int64)
    for i in range(4):
        drawn = draws.pick([kind.asked[i] for kind in NEED_TYPES], len(asking))
        kinds = np.where(group[asking] == i, drawn, kinds)
    ids = portion(REQUESTS, 0, first, published) + np.arange(len(asking))
    _write(store, draws, made, asking, kinds, ids, False)


def _write(store: Store, draws: Draws, made: Chunk, person: I64, kinds: I64, ids: I64, visit: bool) -> None:
    count = len(person)
    store.add(
        "needs",
        {"need_id": key("E" if visit else "N", "id", 3 if visit else 5), **_COLUMNS},
        id=ids,
        home=made.first_home + made.people.home[person],
        member=made.first_person + person,
        found=np.full(count, visit),
        unclear=draws.chance(0.0 if visit else 0.003, count),
        type=kinds,
        month=np.full(count, 6) if visit else draws.whole(1, 6, count),
        day=draws.whole(1, 28, count),
    )


def add_projects(store: Store, draws: Draws, land: Districts, households: int, published: int) -> None:
    """38 projects that cost 5 million yuan of social resources; about half serve one township only."""
    total = scaled(PROJECTS, households, published)
    pattern = np.repeat(np.arange(len(NEED_TYPES)), _PROJECT_SHARES)
    # Every district gets the types in the same mixed order.
    kind = pattern[(np.arange(total) * 15) % len(pattern)]
    fixed, unit, least = np.array([(t.fixed, t.unit, t.least) for t in NEED_TYPES])[kind].T
    district = np.arange(total) * land.count // total
    firsts = np.searchsorted(land.district, district)
    number = np.bincount(land.district, minlength=land.count)[district]
    # Those of one township are for the larger ones, which come first, and cost less; so do those with cheap places.
    town = firsts + np.minimum(number - 1, (draws.uniform(total) ** 2 * number / 2).astype(np.int64))
    single = draws.chance(0.5, total)
    cost = apportion(
        scaled(RAISED_YUAN, households, published),
        (1.0 + draws.uniform(total)) * np.where(single, 0.3, 1.0) * np.clip(unit / 2_500, 0.35, 1.3),
    )
    store.add(
        "project_types",
        {"type": word("type", TYPE_CODES), "fixed_cost": "fixed", "unit_cost": "unit", "least_people": "least"},
        type=np.flatnonzero([t.unit > 0 for t in NEED_TYPES]),
        fixed=np.array([t.fixed for t in NEED_TYPES if t.unit]),
        unit=np.array([t.unit for t in NEED_TYPES if t.unit]),
        least=np.array([t.least for t in NEED_TYPES if t.unit]),
    )
    store.add(
        "projects",
        {
            "project_id": key("J", "id", 2),
            "type": word("type", TYPE_CODES),
            "district": key("D", "district", 2),
            "town": f"CASE WHEN single THEN {key('T', 'town', 2)} END",
            "cost": "cost",
            "places": "places",
            "satisfaction": "satisfaction",
            "cooperation": "cooperation",
            "effect": "effect",
        },
        id=np.arange(total),
        type=kind,
        district=district,
        town=town,
        single=single,
        cost=cost,
        places=np.maximum(least, (cost - fixed) // unit),
        satisfaction=draws.whole(70, 99, total),
        cooperation=draws.whole(65, 99, total),
        effect=draws.whole(60, 98, total),
    )


def add_need_types(store: Store) -> None:
    """The kinds of need with their names and the lowest level that has anyone for them."""
    count = len(NEED_TYPES)
    store.add(
        "need_types",
        {
            "type": word("id", TYPE_CODES),
            "name_zh": word("id", tuple(t.zh for t in NEED_TYPES)),
            "name_en": word("id", tuple(t.en for t in NEED_TYPES)),
            "lowest_level": word("level", ("village", "township", "district", "")),
        },
        id=np.arange(count),
        level=np.array([t.level for t in NEED_TYPES]),
    )
