"""Households in three circles and their members, a chunk at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, Flags, highest, portion
from pairing.generate.kinds.fuyang_services import SERVICES
from pairing.generate.people import ELDER, FULL, HEAD, NONE, STAGES, TERTIARY, Homes, People, families
from pairing.generate.places import Places
from pairing.generate.store import Store, key, word

PEOPLE_PER_HOUSEHOLD = 3
DESTITUTE, DIBAO, MARGINAL, EXPENDITURE, OTHER = range(5)
TIERS = ("destitute", "dibao", "marginal", "expenditure", "other")
#: Households of each tier among 14,000 (assumed; only the 42,000 people are published). The rest are at risk.
TIER_HOUSEHOLDS = (420, 3_400, 1_900, 2_300)
SKILLS = ("", "care", "cooking", "sewing", "electric", "driving", "e-commerce")
_SKILL_SHARES = (80, 4, 5, 4, 2, 3, 2)
_KINDS = ("sight", "hearing", "limb", "mind", "mental")
MARKS = ("", "veteran", "lost_child", "orphan")
#: The year that ages are counted in, and the first and last day of the half-year.
YEAR = 2021


@dataclass(frozen=True, eq=False)
class Chunk:
    """Households and members of one chunk with the positions of their first in the whole."""

    homes: Homes
    people: People
    tier: I64
    first_home: int
    first_person: int

    @property
    def adult_jobless(self) -> Flags:
        people = self.people
        grown = (people.age >= 18) & (people.age < 60) & (people.stage == 0)
        return np.asarray(grown & (people.ability != NONE) & ~people.employed)


def chunk(seed: int, number: int, places: Places, village: I64, first: int, published: int) -> Chunk:
    """The households at positions ``first ...`` of the whole, one for each entry of ``village``."""
    draws = Draws(seed, "people", number)
    count = len(village)
    homes, people = families(draws, places, village, PEOPLE_PER_HOUSEHOLD * count)
    quotas = [portion(total, first, count, published) for total in TIER_HOUSEHOLDS]
    return Chunk(homes, people, _tiers(homes, people, quotas), first, PEOPLE_PER_HOUSEHOLD * first)


def _tiers(homes: Homes, people: People, quotas: list[int]) -> I64:
    """The poorest old people on their own, the next poorest households, then those with the highest costs."""
    count = len(homes.size)
    tier = np.full(count, OTHER, dtype=np.int64)
    alone = (people.role[homes.first] == ELDER) & (np.bincount(people.home, people.employed, count) == 0)
    cost = np.bincount(people.home, people.cost + 6000 * (people.stage == TERTIARY), count)
    poor = -homes.income.astype(np.float64)
    for kind, score in ((DESTITUTE, poor + 1e6 * alone), (DIBAO, poor), (MARGINAL, poor), (EXPENDITURE, cost)):
        tier[highest(np.where(tier == OTHER, score, -1e12), quotas[kind])] = kind
    return tier


def add(store: Store, draws: Draws, made: Chunk) -> None:
    """Write the chunk's households and members."""
    _add_homes(store, draws, made)
    _add_members(store, draws, made)


def _add_homes(store: Store, draws: Draws, made: Chunk) -> None:
    homes, people = made.homes, made.people
    count = len(homes.size)
    school = np.choose(people.stage, [0, 300, 2400, 9000])
    expense = np.bincount(people.home, people.cost + school, count).astype(np.int64)
    store.add(
        "households",
        {
            "household_id": key("H", "id", 5),
            "village": key("V", "village", 3),
            "lat": "lat",
            "lon": "lon",
            "tier": word("tier", TIERS),
            "size": "size",
            # Some declarations of income are still missing.
            "income_per_head": "CASE WHEN NOT blank THEN income END",
            "expense_year": "expense",
            "housing": word("housing", ("A", "B", "C", "D")),
            "surveyed": "CASE WHEN surveyed THEN 1 ELSE 0 END",
        },
        id=made.first_home + np.arange(count),
        village=homes.village,
        lat=np.round(homes.lat, 4),
        lon=np.round(homes.lon, 4),
        tier=made.tier,
        size=homes.size,
        income=2 * homes.income,
        blank=draws.chance(0.002, count),
        expense=expense,
        housing=homes.housing,
        surveyed=~draws.chance(0.004, count),
    )


def _add_members(store: Store, draws: Draws, made: Chunk) -> None:
    people = made.people
    count = len(people.age)
    asks = _asks(draws, made)
    store.add(
        "members",
        {
            "member_id": key("M", "id", 6),
            "household_id": key("H", "home", 5),
            "sex": "CASE WHEN male THEN 1 ELSE 2 END",
            "birth_date": f"make_date(CAST({YEAR} - age AS INTEGER), CAST(month AS INTEGER), CAST(day AS INTEGER))",
            "stage": word("stage", STAGES),
            "able_to_work": f"CASE WHEN ability = {FULL} THEN 1 ELSE 0 END",
            "partly_able": f"CASE WHEN ability = {NONE + 1} THEN 1 ELSE 0 END",
            "employed": "CASE WHEN employed THEN 1 ELSE 0 END",
            "seeks_work": "CASE WHEN seeks THEN 1 ELSE 0 END",
            "skills": word("skill", SKILLS),
            "disabled": "CASE WHEN grade > 0 THEN 1 ELSE 0 END",
            "disability_kind": f"CASE WHEN grade > 0 THEN {word('kind', _KINDS)} END",
            # An assessment that is not done yet.
            "disability_grade": "CASE WHEN grade > 0 AND NOT unknown THEN grade END",
            "serious_illness": "CASE WHEN ill THEN 1 ELSE 0 END",
            "medical_cost_self": "CASE WHEN NOT (ill AND unknown) THEN cost END",
            "mark": word("mark", MARKS),
            "asks": f"nullif(concat_ws(';', {word('ask', asks[0])}, {word('more', asks[0])}), '')",
        },
        id=made.first_person + np.arange(count),
        home=made.first_home + people.home,
        male=people.male,
        age=people.age,
        month=draws.whole(1, 12, count),
        day=draws.whole(1, 28, count),
        stage=people.stage,
        ability=people.ability,
        employed=people.employed,
        seeks=made.adult_jobless & draws.chance(0.6, count),
        skill=np.where((people.age >= 18) & (people.age < 65), draws.pick(_SKILL_SHARES, count), 0),
        grade=people.grade,
        kind=draws.pick((15, 14, 42, 13, 16), count),
        unknown=draws.chance(0.015, count),
        ill=people.ill,
        cost=people.cost,
        mark=_marks(draws, people, made.homes),
        ask=asks[1],
        more=asks[2],
    )


def _marks(draws: Draws, people: People, homes: Homes) -> I64:
    """A veteran, a parent who lost the only child, a child without parents: rare, and each of an age."""
    count = len(people.age)
    no_parent = people.role[homes.first[people.home]] != HEAD
    mark = np.where((people.age >= 60) & people.male & draws.chance(0.03, count), 1, 0)
    mark = np.where((people.age >= 50) & (mark == 0) & draws.chance(0.008, count), 2, mark)
    young = (people.age < 18) & (no_parent | (homes.size[people.home] == 2)) & draws.chance(0.05, count)
    return np.asarray(np.where(young, 3, mark), dtype=np.int64)


def _asks(draws: Draws, made: Chunk) -> tuple[tuple[str, ...], I64, I64]:
    """Which services each person asks for in the questionnaire: their codes, the first and a second one."""
    people = made.people
    count = len(people.age)
    codes = ("", *(service.code for service in SERVICES))
    groups = np.select(
        [(people.grade > 0) | people.ill, people.age >= 65, people.stage > 0, people.age >= 18], [0, 1, 2, 3], 4
    )
    share = np.array([0.62, 0.5, 0.28, 0.1, 0.0])[groups]
    picks = []
    for again in (1.0, 0.3):
        ask = np.zeros(count, dtype=np.int64)
        for group in range(4):
            weights = [0.0, *(service.asked[group] for service in SERVICES)]
            ask = np.where(groups == group, draws.pick(weights, count), ask)
        picks.append(np.where(draws.chance(share * again), ask, 0))
    return codes, picks[0], np.where(picks[1] == picks[0], 0, picks[1])
