"""The helpers: cadres, social organisations, volunteers, enterprises with openings, courses, and goods in kind."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, apportion
from pairing.generate.kinds.jinjiang_figures import BOTTLES, CHECKUPS, CLOTHED, Town
from pairing.generate.places import near
from pairing.generate.store import Store, key, word

SERVICES = ("study", "health", "care", "work", "comfort")
JOB_SKILLS = ("none", "care", "cooking", "driving", "accounting", "sewing", "security", "computer")
#: Posts of each skill, and what they pay: yuan a month.
POSTS = (54, 24, 14, 8, 8, 8, 14, 6)
TAUGHT = ("care", "cooking", "sewing", "computer")
ORGANISATIONS, ENTERPRISES, SPONSORS, VOLUNTEERS, VACANCIES = 44, 60, 6, 100, 250
#: Households of a cadre: at most, and at least in the own community or outside it.
MOST, LEAST_AT_HOME, LEAST_OUTSIDE = 4, 2, 1


def helpers(store: Store, town: Town, seed: int) -> None:
    """The tables cadres, organisations, volunteers, enterprises, jobs, courses and supplies."""
    _cadres(store, town, Draws(seed, "cadres"))
    _organisations(store, town, Draws(seed, "organisations"))
    _volunteers(store, town, Draws(seed, "volunteers"))
    _work(store, town, Draws(seed, "work"))
    _supplies(store, town)


def _cadres(store: Store, town: Town, draws: Draws) -> None:
    """Community cadres have their own community, street cadres neighbouring ones of their street, and department
    cadres two or three anywhere in the quarter.

    Together they could take about nineteen households in twenty: more in some streets, fewer in others.
    """
    places, counts = town.places, town.counts
    streets = int(places.town.max()) + 1
    plenty = 0.86 + 0.26 * draws.uniform(streets)
    own = np.floor(0.55 * counts * plenty[places.town] / MOST + 0.5).astype(np.int64)
    own = np.minimum(own, counts // MOST)
    in_street = np.bincount(places.town, counts, streets)
    outside = np.floor(0.45 * in_street * plenty / MOST).astype(np.int64)
    home, street = np.repeat(np.arange(len(counts)), own), np.repeat(np.arange(streets), outside)
    kind = np.concatenate([np.zeros(len(home), dtype=np.int64), 1 + draws.pick((1, 1), len(street))])
    served = _served(places.town, town.quarter, street, kind[len(home) :], draws)
    nobody = np.full(len(home), -1, dtype=np.int64)
    one = np.concatenate([home, served[0]])
    two, three = (np.concatenate([nobody, row]) for row in served[1:])
    lat, lon = near(draws, places, one, 0.6)
    listed = [f"CASE WHEN {c} >= 0 THEN {key('C', c, 3)} END" for c in ("one", "two", "three")]
    lives = _another(places.town, one, draws)
    columns = {"kind": kind, "one": one, "two": two, "three": three, "lat": lat, "lon": lon, "lives": lives}
    order = np.argsort(places.town[one], kind="stable")
    store.add(
        "cadres",
        {
            "cadre_id": key("K", "number", 4),
            "unit": word("kind", ("community", "street", "department")),
            "quarter": key("Q", "quarter", 2),
            "communities": f"concat_ws(';', {', '.join(listed)})",
            "lives_in": f"CASE WHEN kind > 0 AND lives <> one THEN {key('C', 'lives', 3)} END",
            "min_households": f"CASE WHEN kind = 0 THEN {LEAST_AT_HOME} ELSE {LEAST_OUTSIDE} END",
            "max_households": f"{MOST}",
            "strength": word("strength", ("study", "health", "work", "care")),
            "lat": "lat",
            "lon": "lon",
        },
        number=np.arange(len(one)),
        quarter=town.quarter[one][order],
        strength=draws.pick((3, 3, 3, 4), len(one)),
        **{name: values[order] for name, values in columns.items()},
    )


def _rows(group: I64) -> tuple[I64, I64, I64]:
    """The communities group by group; where each group begins there, and how many it has."""
    row = np.argsort(group, kind="stable").astype(np.int64)
    many = np.bincount(group).astype(np.int64)
    return row, np.cumsum(many) - many, many


def _another(towns: I64, community: I64, draws: Draws) -> I64:
    """For each community another one of its street; the same where there is no other."""
    row, first, many = _rows(towns)
    place = np.empty(len(row), dtype=np.int64)
    place[row] = np.arange(len(row))
    street = towns[community]
    others = many[street] - 1
    step = np.where(others > 0, 1 + draws.whole(0, 40, len(community)) % np.maximum(others, 1), 0)
    return row[first[street] + (place[community] - first[street] + step) % many[street]]


def _served(towns: I64, quarters: I64, street: I64, kind: I64, draws: Draws) -> list[I64]:
    """Three communities of each outside cadre, -1 where there is none: two in five have three, the others two."""
    count = len(street)
    turn = np.arange(count) - np.searchsorted(street, street)
    row, first, many = _rows(towns)
    reach = 2 + draws.pick((6, 4), count)
    quarter = np.zeros(int(towns.max()) + 1, dtype=np.int64)
    quarter[towns] = quarters
    wide_row, wide_first, wide_many = _rows(quarters)
    there, wide = many[street], wide_many[quarter[street]]
    found = []
    for step in range(3):
        close = row[first[street] + (turn * 2 + step) % there]
        # In steps of a third of the quarter, so that they lie in different streets.
        far = wide_row[wide_first[quarter[street]] + (turn + step * (wide // 3 + 1)) % wide]
        here = np.where((kind == 1) | (step == 0), close, far)
        within = step < np.minimum(reach, np.where(kind == 1, there, wide))
        found.append(np.where(within, here, -1))
    return found


def _organisations(store: Store, town: Town, draws: Draws) -> None:
    count, quarters = town.total(ORGANISATIONS), int(town.quarter.max()) + 1
    first = np.arange(count) % 5
    store.add(
        "organisations",
        {
            "organisation_id": key("O", "number", 3),
            "quarter": key("Q", "quarter", 2),
            "services": f"concat_ws(';', {word('first', SERVICES)}, CASE WHEN second <> first THEN "
            f"{word('second', SERVICES)} END)",
            "main_service": word("first", SERVICES),
            "max_households": "high",
        },
        number=np.arange(count),
        quarter=(np.arange(count) * 3 + np.arange(count) // 20) % quarters,
        first=first,
        second=draws.pick((2, 3, 2, 1, 2), count),
        high=draws.whole(5, 10, count),
    )


def _volunteers(store: Store, town: Town, draws: Draws) -> None:
    count, places = town.total(VOLUNTEERS), town.places
    where = draws.pick(places.share, count)
    lat, lon = near(draws, places, where, 0.8)
    store.add(
        "volunteers",
        {
            "volunteer_id": key("V", "number", 3),
            "town": key("S", "street", 2),
            "sex": "CASE WHEN male THEN '1' ELSE '2' END",
            "hours_month": "hours",
            "lat": "lat",
            "lon": "lon",
        },
        number=np.arange(count),
        street=places.town[where],
        male=draws.chance(0.35, count),
        hours=draws.whole(4, 24, count),
        lat=lat,
        lon=lon,
    )


def _work(store: Store, town: Town, draws: Draws) -> None:
    places = town.places
    count, jobs = max(1, town.total(ENTERPRISES)), max(1, town.total(sum(POSTS)))
    where = draws.pick(places.share, count)
    lat, lon = near(draws, places, where, 1.0)
    store.add(
        "enterprises",
        {
            "enterprise_id": key("E", "number", 3),
            "industry": word("industry", ("trade", "catering", "property", "care_home", "logistics", "clothing")),
            "pledge": "CASE WHEN sponsor THEN 5000 END",
            "town": key("S", "street", 2),
            "district": key("D", "district", 2),
            "lat": "lat",
            "lon": "lon",
        },
        number=np.arange(count),
        street=places.town[where],
        district=town.district[where],
        industry=draws.pick((4, 4, 3, 2, 2, 1), count),
        sponsor=np.arange(count) % 10 == 3,
        lat=lat,
        lon=lon,
    )
    firm = draws.whole(0, count - 1, jobs)
    skill = np.repeat(np.arange(len(POSTS)), apportion(jobs, np.array(POSTS, dtype=np.float64)))
    wage = np.array([2100, 2500, 2700, 3200, 3000, 2600, 2300, 3100])[skill] + 50 * draws.whole(-4, 8, jobs)
    store.add(
        "jobs",
        {
            "job_id": key("J", "number", 3),
            "enterprise_id": key("E", "firm", 3),
            "skill": word("skill", JOB_SKILLS),
            "vacancies": "vacancies",
            "wage": "wage",
            "max_age": "oldest",
            "district": key("D", "district", 2),
            "lat": "lat",
            "lon": "lon",
        },
        number=np.arange(jobs),
        firm=firm,
        skill=skill,
        vacancies=apportion(town.total(VACANCIES), 1.0 + draws.uniform(jobs)),
        wage=wage,
        oldest=45 + 5 * draws.pick((2, 3, 4, 3), jobs),
        district=town.district[where[firm]],
        lat=lat[firm],
        lon=lon[firm],
    )
    courses = max(1, town.total(8))
    where = draws.pick(places.share, courses)
    store.add(
        "courses",
        {
            "course_id": key("T", "number", 2),
            "skill": word("taught", TAUGHT),
            "seats": "seats",
            "min_seats": "4",
            "max_age": "55",
            "district": key("D", "district", 2),
            "lat": "lat",
            "lon": "lon",
        },
        number=np.arange(courses),
        taught=np.arange(courses) % len(TAUGHT),
        seats=draws.whole(8, 12, courses),
        district=town.district[where],
        lat=places.lat[where],
        lon=places.lon[where],
    )


def _supplies(store: Store, town: Town) -> None:
    """Bottles of oil and sets of clothing in each quarter's store, check-ups in two clinics of each quarter."""
    quarters = int(town.quarter.max()) + 1
    homes = np.bincount(town.quarter, town.counts, quarters)
    # Clothing was collected where the shops are, not where it is needed.
    oil, clothing = (
        apportion(town.total(BOTTLES), homes.astype(np.float64)),
        apportion(town.total(CLOTHED), 1.0 / np.maximum(homes, 1)),
    )
    clinics = apportion(town.total(CHECKUPS), np.ones(2 * quarters))
    kind = np.concatenate([np.zeros(quarters), np.ones(quarters), np.full(2 * quarters, 2)]).astype(np.int64)
    quarter = np.concatenate([np.arange(quarters)] * 2 + [np.arange(2 * quarters) // 2])
    store.add(
        "supplies",
        {
            "supply_id": key("G", "number", 3),
            "kind": word("kind", ("oil", "clothing", "checkup")),
            "giver": word("kind", ("supermarket", "charity_shop", "clinic")),
            "quarter": key("Q", "quarter", 2),
            "quantity": "quantity",
            "unit_yuan": "([80, 150, 600])[kind + 1]",
        },
        number=np.arange(len(kind)),
        kind=kind,
        quarter=quarter,
        quantity=np.concatenate([oil, clothing, clinics]),
    )
