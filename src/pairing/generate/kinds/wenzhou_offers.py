"""What the city offers: school places, enterprises with posts and holiday practice, classes, posts for parents."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import F64, I64, Draws, apportion, highest
from pairing.generate.kinds import wenzhou_figures as figures
from pairing.generate.kinds.wenzhou_figures import scaled
from pairing.generate.places import Places, near
from pairing.generate.store import Store, key, word

_MAJORS = tuple(major for major, _, _ in figures.MAJORS)
_OPEN = ("", *figures.SKILLS)


def _seated(draws: Draws, places: Places, count: int) -> tuple[I64, F64, F64]:
    """The county of each of ``count`` institutions, spread evenly over the counties, and where they stand."""
    total = int(places.town[-1]) + 1
    each = len(places.town) // total
    county = np.arange(count, dtype=np.int64) * total // count
    village = county * each + draws.whole(0, each - 1, count)
    return county, *near(draws, places, village, 1.5)


def add_schools(store: Store, draws: Draws, places: Places, households: int) -> None:
    """Vocational schools, and the places of each by major: some lie near what is asked for, some do not."""
    count = max(1, scaled(figures.SCHOOLS, households))
    county, lat, lon = _seated(draws, places, count)
    store.add(
        "schools",
        {"school_id": key("S", "i", 3), "county": key("C", "county", 2), "lat": "lat", "lon": "lon"},
        i=np.arange(count), county=county, lat=lat, lon=lon,
    )  # fmt: skip
    liked = np.array([weight for _, weight, _ in figures.MAJORS], dtype=np.float64)
    keys = np.stack([draws.uniform(count) * (2 + weight) for weight in liked.tolist()], axis=1)
    major = np.argsort(-keys, axis=1, kind="stable")[:, :4]
    school = np.repeat(np.arange(count), 4)
    major = major.reshape(-1)
    seats = 1 + apportion(max(0, scaled(figures.PLACES, households) - len(school)), 3 + liked[major])
    beds = np.minimum(seats, (seats * (0.35 + 0.6 * draws.uniform(count)[school])).astype(np.int64))
    store.add(
        "majors",
        {
            "place_id": key("S", "school", 3) + " || '-' || " + word("major", _MAJORS),
            "school_id": key("S", "school", 3),
            "major": word("major", _MAJORS), "seats": "seats", "beds": "beds",
        },
        school=school, major=major, seats=seats, beds=beds,
    )  # fmt: skip


def add_enterprises(store: Store, draws: Draws, places: Places, households: int) -> None:
    """Enterprises with five posts and two kinds of holiday practice each; each looks after so many young people."""
    count = max(1, scaled(figures.ENTERPRISES, households))
    county, lat, lon = _seated(draws, places, count)
    size = 0.6 + draws.uniform(count)
    five, two = np.repeat(np.arange(count), 5), np.repeat(np.arange(count), 2)
    vacancies = apportion(scaled(figures.POSTS, households), (size[five] * (0.5 + draws.uniform(len(five)))))
    slots = apportion(scaled(figures.PRACTICE, households), size[two])
    youths = np.bincount(five, vacancies, count) + np.bincount(two, slots, count)
    store.add(
        "enterprises",
        {
            "enterprise_id": key("E", "i", 2), "county": key("C", "county", 2), "lat": "lat", "lon": "lon",
            "most_youths": "youths",
        },
        i=np.arange(count), county=county, lat=lat, lon=lon, youths=(0.62 * youths).astype(np.int64),
    )  # fmt: skip
    rows = len(five)
    skill = np.where(draws.chance(0.12, rows), 0, 1 + draws.pick(np.ones(len(figures.SKILLS)), rows))
    store.add(
        "jobs",
        {
            "job_id": "'J' || lpad((i + 1)::VARCHAR, 4, '0')", "enterprise_id": key("E", "enterprise", 2),
            "for_whom": "'youth'", "county": key("C", "county", 2), "lat": "lat", "lon": "lon",
            "year": "year", "skill": word("skill", _OPEN), "min_age": "age", "dormitory": "dormitory",
            "wage": "wage", "vacancies": "vacancies",
        },
        i=np.arange(rows), enterprise=five, county=county[five], lat=lat[five], lon=lon[five],
        year=2023 + draws.pick((45, 30, 25), rows), skill=skill, age=np.where(draws.chance(0.3, rows), 18, 16),
        dormitory=draws.chance(0.4, count)[five], wage=draws.whole(30, 56, rows) * 100, vacancies=vacancies,
    )  # fmt: skip
    field = np.where(draws.chance(0.25, len(two)), 0, 1 + draws.pick(np.ones(len(figures.SKILLS)), len(two)))
    store.add(
        "practice",
        {
            "practice_id": key("P", "i", 3), "enterprise_id": key("E", "enterprise", 2), "lat": "lat", "lon": "lon",
            "field": word("field", _OPEN), "dormitory": "dormitory", "slots": "slots",
        },
        i=np.arange(len(two)), enterprise=two, lat=lat[two], lon=lon[two], field=field,
        dormitory=draws.chance(0.5, len(two)), slots=slots,
    )  # fmt: skip


def add_courses(store: Store, draws: Draws, places: Places, households: int) -> None:
    """Classes that lead to a certificate, each with the fund that pays its seats at a fixed fee."""
    count = max(1, scaled(figures.COURSES, households))
    county, lat, lon = _seated(draws, places, count)
    skill = np.arange(count, dtype=np.int64) % len(figures.SKILLS)
    payers = tuple(code for code, _, _, _ in figures.FEES)
    trades = np.array([name in figures.TRADES for name in figures.SKILLS])[skill]
    services = np.array([name in figures.SERVICES for name in figures.SKILLS])[skill]
    payer = np.where(trades, payers.index("TRADE"), np.where(services, payers.index("SERVE"), payers.index("SKILL")))
    fee = np.array([fee for _, fee, _, _ in figures.FEES])[payer]
    year = 2023 + np.where(np.arange(count) * 5 < count * 3, 0, 1 + draws.pick((1, 1), count))
    size = np.asarray(6 + draws.whole(0, 5, count), dtype=np.float64)
    boards = draws.chance(0.6, count)
    store.add(
        "courses",
        {
            "course_id": key("K", "i", 2), "county": key("C", "county", 2), "lat": "lat", "lon": "lon",
            "skill": word("skill", figures.SKILLS), "year": "year", "seats": "seats", "cost": "cost",
            "boards": "boards", "paid_by": word("payer", payers) + " || '-fees-' || year",
        },
        i=np.arange(count), county=county, lat=lat, lon=lon, skill=skill, year=year,
        seats=apportion(scaled(figures.CERTIFICATES, households), size), cost=fee,
        boards=boards, payer=payer,
    )  # fmt: skip


def add_parent_posts(store: Store, draws: Draws, places: Places, households: int) -> None:
    """Posts near home for parents: welfare posts of the village, and workshops with light work."""
    total = scaled(figures.PARENT_POSTS, households)
    count = max(1, total // 2)
    village = draws.pick(places.share, count)
    lat, lon = near(draws, places, village, 1.0)
    store.add(
        "jobs",
        {
            "job_id": "'W' || lpad((i + 1)::VARCHAR, 4, '0')", "enterprise_id": "NULL", "for_whom": "'parent'",
            "county": key("C", "county", 2), "lat": "lat", "lon": "lon", "year": "2023", "skill": "NULL",
            "min_age": "18", "dormitory": "FALSE", "wage": "wage", "vacancies": "vacancies",
        },
        i=np.arange(count), county=places.town[village], lat=lat, lon=lon, wage=draws.whole(16, 30, count) * 100,
        vacancies=1 + highest(draws.uniform(count), total - count).astype(np.int64),
    )  # fmt: skip
