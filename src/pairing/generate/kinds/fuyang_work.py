"""Openings and the classes that train for them: to order in the first street, by local firms in one town, elsewhere."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, apportion
from pairing.generate.kinds.fuyang_people import SKILLS
from pairing.generate.kinds.fuyang_places import Districts, scaled
from pairing.generate.places import KM_PER_DEGREE
from pairing.generate.store import Store, key, word

#: Trained to order and placed in one street; "30 and more" hired by local firms in a town (34); others (assumed).
TO_ORDER, LOCAL, ELSEWHERE = 500, 34, 210
_OPENINGS_A_ROW = 40
#: Position of the street and of the town among a district's 24 townships.
_STREET, _TOWN = 0, 5
#: Weights of the skills (none first) that openings to order, of local firms and others ask for.
_TO_ORDER_SKILLS = (0, 24, 20, 22, 12, 4, 18)
_LOCAL_SKILLS = (90, 4, 3, 3, 0, 0, 0)
_OTHER_SKILLS = (40, 12, 12, 12, 10, 10, 4)


def add_jobs(store: Store, draws: Draws, land: Districts, households: int, published: int) -> None:
    """Openings in rows of up to some forty, and a class for every skill in each district."""
    number = np.arange(land.towns) - np.searchsorted(land.district, land.district)
    street = np.flatnonzero(number == _STREET)
    town = np.flatnonzero(number == _TOWN)
    other = np.flatnonzero((number != _STREET) & (number != _TOWN))
    rows = [_rows(draws, street, scaled(TO_ORDER, households, published), _TO_ORDER_SKILLS, 0)]
    if len(town):
        rows.append(_rows(draws, town, scaled(LOCAL, households, published), _LOCAL_SKILLS, 1))
    if len(other):
        rows.append(_rows(draws, other, scaled(ELSEWHERE, households, published), _OTHER_SKILLS, 2))
    where, vacancies, skill, kind = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    count = len(where)
    store.add(
        "jobs",
        {
            "job_id": key("O", "id", 3),
            "town": key("T", "town", 2),
            "scheme": word("kind", ("to_order", "local_firm", "open")),
            "vacancies": "vacancies",
            "wage": "wage",
            "skill": word("skill", ("none", *SKILLS[1:])),
            "max_age": "age",
            "lat": "lat",
            "lon": "lon",
        },
        id=np.arange(count),
        town=where,
        kind=kind,
        vacancies=vacancies,
        wage=100 * draws.whole(32, 62, count),
        skill=skill,
        age=draws.whole(48, 59, count),
        lat=np.round(land.lat[where] + (draws.uniform(count) - 0.5) * 3 / KM_PER_DEGREE, 4),
        lon=np.round(land.lon[where] + (draws.uniform(count) - 0.5) * 3 / KM_PER_DEGREE, 4),
    )
    _add_courses(store, draws, land, street, where, vacancies, skill)


def _rows(draws: Draws, towns: I64, total: int, skills: tuple[int, ...], kind: int) -> tuple[I64, I64, I64, I64]:
    count = max(1, min(total, (total + _OPENINGS_A_ROW - 1) // _OPENINGS_A_ROW) if kind == 0 else total // 11)
    vacancies = apportion(total, 1.0 + draws.uniform(count))
    where = towns[np.arange(count) % len(towns)]
    return where, vacancies, draws.pick(skills, count), np.full(count, kind)


def _add_courses(
    store: Store, draws: Draws, land: Districts, street: I64, where: I64, vacancies: I64, skill: I64
) -> None:
    """One class a skill in the first street of each district, with some more seats than the openings there."""
    wanted = np.zeros((land.count, len(SKILLS)), dtype=np.int64)
    there = np.isin(where, street)
    np.add.at(wanted, (land.district[where[there]], skill[there]), vacancies[there])
    district, taught = np.nonzero(wanted[:, 1:])
    seats = wanted[district, taught + 1] + draws.whole(2, 12, len(district))
    store.add(
        "courses",
        {
            "course_id": key("L", "id", 2),
            "town": key("T", "town", 2),
            "skill": word("skill", SKILLS),
            "seats": "seats",
            "min_seats": "least",
            "max_age": "age",
        },
        id=np.arange(len(district)),
        town=street[district],
        skill=taught + 1,
        seats=seats,
        least=np.minimum(10, seats),
        age=draws.whole(50, 56, len(district)),
    )
