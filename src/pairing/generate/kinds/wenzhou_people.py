"""Households with one young person of 16 to 19 each: parents or grandparents, siblings, hardship, hopes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags, highest, portion
from pairing.generate.kinds import wenzhou_figures as figures
from pairing.generate.kinds.wenzhou_figures import dealt, scaled
from pairing.generate.people import odds
from pairing.generate.places import Places, near

DESTITUTE, DIBAO, MARGINAL, EXPENDITURE = range(4)
TIERS = ("destitute", "dibao", "marginal", "expenditure")
BOTH, MOTHER, FATHER, GRANDPARENT = range(4)
GUARDIANS = ("both", "mother", "father", "grandparent")
GRADUATE, FINISHING, TRAINING, LEFT = range(4)
STATUSES = ("graduate", "finishing", "training", "left")
PLANS = ("university", "college", "work", "study", "either")
WORRIES = ("study", "mood", "work", "family")
YOUTH, MOTHER_ROLE, FATHER_ROLE, GRAND, SIBLING = range(5)
RELATIONS = ("child", "parent", "parent", "grandparent", "child")
_STATUS = np.array([STATUSES.index(status) for status, _, _ in figures.STANDINGS])
_PLAN = np.array([PLANS.index(plan) for _, plan, _ in figures.STANDINGS])
_AGES = {
    GRADUATE: (0.0, 0.0, 5.0, 5.0),
    FINISHING: (0.0, 4.0, 5.0, 1.0),
    TRAINING: (5.0, 4.0, 1.0, 0.0),
    LEFT: (4.0, 3.0, 2.0, 1.0),
}


@dataclass(frozen=True, eq=False)
class Homes:
    """Households by position."""

    village: I64
    county: I64
    lat: F64
    lon: F64
    tier: I64
    guardian: I64
    hardship: F64


@dataclass(frozen=True, eq=False)
class Youths:
    """The young people, one for each household. ``wishes`` are three majors each, the first first; ``major`` is what
    those in training learn (-1: none); ``skill`` is the certificate held (-1: none); unknown travel is -1."""

    age: I64
    female: Flags
    status: I64
    plan: I64
    pilot: Flags
    ready: I64
    wishes: I64
    major: I64
    skill: I64
    travel: I64
    worry: I64


@dataclass(frozen=True, eq=False)
class Members:
    """Everyone, those of a household together and the young person first."""

    home: I64
    number: I64
    role: I64
    age: I64
    female: Flags
    able: Flags
    employed: Flags
    seeks: Flags


def make_homes(draws: Draws, places: Places, village: I64) -> Homes:
    """One household for each entry of ``village``."""
    count = len(village)
    hardship = np.round(0.5 * places.hardship[village] + draws.bell(count), 3)
    tier = draws.pick((4, 50, 33, 13), count)
    guardian = np.where(tier == DESTITUTE, GRANDPARENT, draws.pick((50, 27, 15, 8), count))
    return Homes(village, places.town[village], *near(draws, places, village, 1.2), tier, guardian, hardship)


def make_youths(draws: Draws, first: int, count: int, households: int) -> Youths:
    """The young people of the households ``first .. first + count``."""
    standing = dealt(draws, tuple(total for _, _, total in figures.STANDINGS), first, count, households)
    status, plan = _STATUS[standing], _PLAN[standing]
    age = np.empty(count, dtype=np.int64)
    for here, weights in _AGES.items():
        inside = np.flatnonzero(status == here)
        age[inside] = 16 + draws.pick(weights, len(inside))
    training = status == TRAINING
    pilots = portion(scaled(figures.PILOT_IN_TRAINING, households), first, count, households)
    pilot = (status == GRADUATE) | highest(draws.uniform(count) + training, min(pilots, int(training.sum())))
    ready = np.where(training, np.where(pilot | draws.chance(0.5, count), 2024, 2025), 2023)
    worth = np.array([weight for _, weight, _ in figures.MAJORS])
    liking = np.stack([draws.uniform(count) * weight for weight in worth.tolist()], axis=1)
    wishes = np.argsort(-liking, axis=1, kind="stable")[:, :3]
    learns = np.array([figures.SKILLS.index(skill) for _, _, skill in figures.MAJORS])
    major = np.where(status == LEFT, -1, wishes[:, 0])
    certified = draws.chance(np.choose(status, [0.7, 0.4, 0.12, 0.05]))
    return Youths(
        age, draws.chance(0.48, count), status, plan, pilot, ready, wishes, major,
        np.where(certified, learns[wishes[:, 0]], -1),
        np.where(draws.chance(0.006, count), -1, draws.whole(6, 30, count)),
        draws.pick((30, 25, 25, 20), count),
    )  # fmt: skip


def make_members(draws: Draws, homes: Homes, youths: Youths, seeking: int) -> Members:
    """The people of the households; ``seeking`` households have one adult who looks for work."""
    count = len(homes.village)
    mother = (homes.guardian == BOTH) | (homes.guardian == MOTHER)
    father = (homes.guardian == BOTH) | (homes.guardian == FATHER)
    grand = (homes.guardian == GRANDPARENT) | draws.chance(0.22, count)
    sibling, second = draws.chance(0.45, count), draws.chance(0.1, count)
    there = np.stack([np.ones(count, dtype=bool), mother, father, grand, sibling, second], axis=1)
    home, place = np.nonzero(there)
    role = np.minimum(place, SIBLING)
    number = (np.cumsum(there, axis=1) - 1)[home, place]
    rows = len(home)
    young = youths.age[home]
    age = np.choose(
        role,
        [young, young + draws.whole(20, 34, rows), young + draws.whole(22, 38, rows), young + draws.whole(43, 58, rows),
         np.maximum(0, young + draws.whole(-11, -1, rows))],
    )  # fmt: skip
    female = np.where(role == YOUTH, youths.female[home], (role == MOTHER_ROLE) | draws.chance(0.5, rows))
    female &= role != FATHER_ROLE
    weight = homes.hardship[home]
    able = (age >= 18) & (age < 62) & (role != YOUTH) & ~draws.chance(odds(0.27, 0.8 * weight))
    wanted = highest(draws.uniform(count) + 0.2 * homes.hardship, seeking)
    # The youngest parent who can work looks for work, where the household is one of those; the others mostly work.
    adult = able & ((role == MOTHER_ROLE) | (role == FATHER_ROLE))
    earliest = np.full(count, rows, dtype=np.int64)
    np.minimum.at(earliest, home[adult], np.flatnonzero(adult))
    seeks = adult & wanted[home] & (np.arange(rows) == earliest[home])
    employed = able & ~seeks & draws.chance(odds(0.6, -0.7 * weight))
    return Members(home, number, role, age, female.astype(bool), able, employed, seeks)


def incomes(draws: Draws, homes: Homes, members: Members) -> tuple[I64, I64]:
    """Household size, and income in yuan a head a month; -1 where it is unknown."""
    count = len(homes.village)
    size = np.bincount(members.home, minlength=count)
    earned = np.bincount(members.home, members.employed * draws.whole(900, 2100, len(members.home)), count)
    income = np.maximum(120, 240 + earned / size - 30 * homes.hardship + draws.whole(0, 200, count))
    return size, np.where(draws.chance(0.004, count), -1, income.astype(np.int64))
