"""Sanjiao: pairing assistance in one town, or in as many such towns as the households fill.

Every town has villages, departments, enterprises, groups, openings, classes and funds of its own, in proportion to its
households, and streams of its own: another town more does not move its rows.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from pairing.generate.draws import Draws, portion
from pairing.generate.kinds.sanjiao_claims import applications, rebuild_yuan
from pairing.generate.kinds.sanjiao_figures import HOUSEHOLDS, PEOPLE, VILLAGES, scaled
from pairing.generate.kinds.sanjiao_helpers import Rows, courses, departments, enterprises, funds, groups, jobs
from pairing.generate.kinds.sanjiao_people import Residents, residents
from pairing.generate.kinds.sanjiao_records import gaps, history, pins
from pairing.generate.kinds.sanjiao_tables import TABLES
from pairing.generate.people import FULL
from pairing.generate.store import CHUNK, Store

SEED = 377
#: Columns that point to rows of a table, counted within the town until they are written; -1 points to none.
POINTS_TO = {
    "village": "villages",
    "beside": "villages",
    "beyond": "villages",
    "home": "households",
    "firm": "enterprises",
    "department": "departments",
    "team": "groups",
    "post": "jobs",
}


def fill(store: Store, households: int, seed: int) -> None:
    """Towns of about 800 households each, written a chunk of them at a time."""
    towns = max(1, (2 * households + HOUSEHOLDS) // (2 * HOUSEHOLDS))
    people = scaled(PEOPLE, households)
    gathered: dict[str, list[Rows]] = defaultdict(list)
    rows_before: dict[str, int] = defaultdict(int)
    waiting = first = 0
    for town in range(towns):
        homes = portion(households, town, 1, towns)
        tables = town_tables(seed, town, homes, portion(people, first, homes, households))
        for name, rows in tables.items():
            gathered[name].append(_numbered(rows, name, town, rows_before))
        for name, rows in tables.items():
            rows_before[name] += _count(rows)
        first, waiting = first + homes, waiting + homes
        if waiting >= CHUNK or town == towns - 1:
            _write(store, gathered)
            gathered.clear()
            waiting = 0


def _count(rows: Rows) -> int:
    return len(next(iter(rows.values())))


def _numbered(rows: Rows, table: str, town: int, rows_before: dict[str, int]) -> Rows:
    """The rows with their own numbers and those they point to counted over all towns."""
    own = {"town": np.full(_count(rows), town), "row": rows_before[table] + np.arange(_count(rows))}
    shifted = dict(rows)
    for name in rows.keys() & POINTS_TO.keys():
        place = rows[name].astype(np.int64)
        shifted[name] = np.where(place < 0, -1, place + rows_before[POINTS_TO[name]])
    return {**own, **shifted}


def _write(store: Store, gathered: dict[str, list[Rows]]) -> None:
    for name, parts in gathered.items():
        store.add(name, TABLES[name], **{column: np.concatenate([p[column] for p in parts]) for column in parts[0]})


def town_tables(seed: int, town: int, homes: int, people: int) -> dict[str, Rows]:
    """All tables of one town, as columns that point to rows of this town."""
    there = residents(seed, town, homes, people)
    village_homes = np.bincount(there.homes.village, minlength=len(VILLAGES)).astype(np.int64)
    firms = enterprises(Draws(seed, "enterprises", town), there.places, village_homes)
    teams = groups(Draws(seed, "groups", town), firms, village_homes)
    leads = departments(teams, homes)
    openings = jobs(Draws(seed, "jobs", town), firms, homes)
    asked = applications(Draws(seed, "applications", town), there)
    past = history(Draws(seed, "history", town), there, asked, teams)
    decided = pins(Draws(seed, "pins", town), there, past, teams, openings, _count(leads))
    promised = [village_homes[i] * village[6] // village[3] for i, village in enumerate(VILLAGES)]
    return {
        "villages": {
            "village": np.arange(len(VILLAGES)),
            "kind": np.arange(len(VILLAGES)),
            "lat": there.places.lat,
            "lon": there.places.lon,
            "promised": np.array(promised),
        },
        **_residents(seed, town, there, asked),
        "departments": {"department": np.arange(_count(leads)), **leads},
        "enterprises": {"firm": np.arange(_count(firms)), **firms},
        "groups": {"team": np.arange(_count(teams)), **teams},
        "jobs": {"post": np.arange(_count(openings)), **openings},
        "courses": courses(Draws(seed, "courses", town), there.places, homes),
        "funds": funds(homes, rebuild_yuan(asked, homes)),
        "needs": asked,
        "history": past,
        "pins": decided,
    }


def _residents(seed: int, town: int, there: Residents, asked: Rows) -> dict[str, Rows]:
    """Households and members, some cells blank."""
    homes, people = there.homes, there.people
    blank = gaps(Draws(seed, "gaps", town), there, asked)
    return {
        "households": {
            "home": np.arange(len(homes.size)),
            "village": homes.village,
            "lat": homes.lat,
            "lon": homes.lon,
            "size": homes.size,
            "tier": there.tier,
            "income": np.where(blank["income"], -1, homes.income),
            "housing": np.where(blank["housing"], -1, homes.housing),
        },
        "members": {
            "home": people.home,
            "number": people.number,
            "role": people.role,
            "male": people.male,
            "age": people.age,
            "day": Draws(seed, "birthdays", town).whole(0, 364, len(people.home)),
            "stage": people.stage,
            "full_time": np.where(blank["full_time"], -1, people.full_time),
            "able": people.ability == FULL,
            "employed": people.employed,
            "firm": there.firm,
            "skill": there.skill,
            "seeks": there.seeks,
            "travel": np.where(blank["travel"], -1, there.travel),
            "disabled": people.grade > 0,
            "grade": np.where(blank["grade"], 0, people.grade),
            "ill": people.ill,
            "cost": np.where(blank["cost"], -1, people.cost),
        },
    }
