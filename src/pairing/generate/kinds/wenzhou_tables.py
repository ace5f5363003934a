"""The tables of people: households, members, the young people's hopes, applications, pairs of 2022."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, highest, portion
from pairing.generate.kinds import wenzhou_figures as figures
from pairing.generate.kinds.wenzhou_people import (
    GUARDIANS,
    LEFT,
    PLANS,
    RELATIONS,
    STATUSES,
    TIERS,
    WORRIES,
    YOUTH,
    Homes,
    Members,
    Youths,
    incomes,
)
from pairing.generate.store import Store, key, word

_MAJORS = tuple(major for major, _, _ in figures.MAJORS)
_PURPOSES = ("farming", "breeding", "workshop", "shop")


def add_homes(store: Store, draws: Draws, homes: Homes, members: Members, first: int) -> None:
    """Rows of the table of households."""
    size, income = incomes(draws, homes, members)
    store.add(
        "households",
        {
            "household_id": key("H", "i", 4), "village": key("V", "village", 4), "lat": "lat", "lon": "lon",
            "tier": word("tier", TIERS), "size": "size", "income_per_head": "nullif(income, -1)",
            "guardian": word("guardian", GUARDIANS),
        },
        i=first + np.arange(len(homes.village)), village=homes.village, lat=homes.lat, lon=homes.lon, tier=homes.tier,
        size=size, income=income, guardian=homes.guardian,
    )  # fmt: skip


def add_members(store: Store, homes: Homes, youths: Youths, members: Members, first: int) -> None:
    """Rows of the table of members: a young person's number is the household's, other members follow it."""
    young = members.role == YOUTH
    store.add(
        "members",
        {
            "member_id": f"CASE WHEN young THEN {key('Y', 'home', 4)} ELSE {key('H', 'home', 4)} || '-' || number END",
            "household_id": key("H", "home", 4), "sex": word("sex", ("1", "2")), "relation": word("role", RELATIONS),
            "age": "age", "able_to_work": "able", "employed": "employed", "seeks_work": "seeks",
            "skills": "CASE WHEN young THEN " + word("skill", ("", *figures.SKILLS)) + " END",
        },
        home=first + members.home, number=members.number, young=young, sex=members.female.astype(np.int64),
        role=members.role, age=members.age, able=members.able, employed=members.employed, seeks=members.seeks,
        skill=1 + youths.skill[members.home],
    )  # fmt: skip


def add_youths(store: Store, draws: Draws, homes: Homes, youths: Youths, first: int) -> None:
    """Rows of the table of young people: where they stand and what they hope for."""
    count = len(youths.age)
    left = youths.status == LEFT
    store.add(
        "youths",
        {
            "youth_id": key("Y", "i", 4), "status": word("status", STATUSES), "plans": word("plan", PLANS),
            "pilot": "pilot", "ready_year": "ready", "major": word("major", ("", *_MAJORS)),
            "first_wish": f"CASE WHEN wishing THEN {word('first', _MAJORS)} END",
            "second_wish": f"CASE WHEN wishing THEN {word('second', _MAJORS)} END",
            "third_wish": f"CASE WHEN wishing THEN {word('third', _MAJORS)} END",
            "adjusts": "CASE WHEN wishing THEN adjusts END",
            "boards": "CASE WHEN wishing AND known THEN boards END",
            "travel_km": "nullif(travel, -1)", "worry": word("worry", WORRIES),
        },
        i=first + np.arange(count), status=youths.status, plan=youths.plan, pilot=youths.pilot, ready=youths.ready,
        major=1 + youths.major, wishing=left & (youths.plan != PLANS.index("work")), first=youths.wishes[:, 0],
        second=youths.wishes[:, 1], third=youths.wishes[:, 2], adjusts=draws.chance(0.35, count),
        boards=draws.chance(0.75, count), known=~draws.chance(0.008, count), travel=youths.travel, worry=youths.worry,
    )  # fmt: skip


def add_applications(store: Store, draws: Draws, homes: Homes, first: int, households: int) -> None:
    """Rows of the table of needs: what households ask for to earn a living at home."""
    count = len(homes.village)
    asking = portion(figures.scaled(figures.APPLICATIONS, households), first, count, households)
    home = np.flatnonzero(highest(draws.uniform(count) + 0.1 * homes.hardship, asking))
    store.add(
        "needs",
        {
            "need_id": key("A", "home", 4), "household_id": key("H", "home", 4), "kind": "'family'",
            "purpose": word("purpose", _PURPOSES),
        },
        home=first + home, purpose=draws.pick((28, 22, 26, 24), len(home)),
    )  # fmt: skip


def add_pairs(store: Store, draws: Draws, earlier: I64, first: int, mentors: int) -> None:
    """Who had which mentor in 2022; three pairs in five have both said that they go on, which binds."""
    who = np.flatnonzero(earlier >= 0)
    going_on = draws.chance(0.6, len(who))
    store.add(
        "history",
        {
            "history_id": "'M' || " + key("Y", "i", 4), "year": "2022", "member_id": key("Y", "i", 4),
            "programme": "'mentors'", "resource": key("M", "mentor", 4), "amount": "NULL",
        },
        i=first + who, mentor=mentors + earlier[who],
    )  # fmt: skip
    store.add(
        "pins",
        {
            "programme": "'mentors'", "need": key("Y", "i", 4), "resource": key("M", "mentor", 4), "kind": "'must'",
            "amount": "NULL", "reason": "'both wish to go on'",
        },
        i=(first + who)[going_on], mentor=(mentors + earlier[who])[going_on],
    )  # fmt: skip
