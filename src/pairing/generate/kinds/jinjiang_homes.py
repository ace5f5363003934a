"""Households and people of the district by tier: many live alone; income follows the tier's threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags, apportion, highest, portion
from pairing.generate.kinds.jinjiang_figures import (
    CENTRE,
    DIBAO,
    MOVES,
    PEOPLE,
    TIER_HOUSEHOLDS,
    TIER_PEOPLE,
    TIERS,
    Town,
)
from pairing.generate.people import FULL, PART, RELATIONS, STAGES, Homes, People, families
from pairing.generate.store import Store, key, word

HOUSEHOLD, MEMBER = key("H", "household", 5), f"{key('H', 'household', 5)} || '-' || number"
SKILLS = ("", "care", "cooking", "driving", "accounting", "sewing", "security", "computer")
STEPS = ("none", "registered", "filed", "planned")
#: What weighs in the choice of households for the centre's base.
LOAD = {"ill": 2.0, "severe": 1.5, "pupils": 1.3, "no_earner": 0.8, "alone_and_old": 0.5}


@dataclass(frozen=True, eq=False)
class Block:
    """One chunk of households from number ``first`` on, and of members from number ``first_member`` on.

    ``step`` is the position in :data:`STEPS`; ``moved`` is -1 (left), 1 (came in this year) or 0.
    """

    first: int
    first_member: int
    homes: Homes
    people: People
    tier: I64
    load: F64
    step: I64
    moved: I64
    seeks: Flags

    @property
    def count(self) -> int:
        """How many households."""
        return len(self.tier)

    def any(self, flags: Flags) -> Flags:
        """For each household whether a member is flagged."""
        return np.bincount(self.people.home, flags, self.count) > 0


def homes(town: Town, draws: Draws, first: int, count: int, first_member: int) -> Block:
    """The households from number ``first`` on, with their people; tiers and the centre's base in exact parts."""
    tier, sizes = _tiers(town, draws, first, count)
    edges = np.cumsum(town.counts)
    village = np.searchsorted(edges, np.arange(first, first + count), side="right").astype(np.int64)
    found, people = families(draws, town.places, village, sizes=sizes)
    people = _work(draws, found, people, tier)
    found = replace(found, income=_income(found, people, tier))
    seeks = (people.ability == FULL) & ~people.employed & draws.chance(0.93, len(people.home))
    block = Block(first, first_member, found, people, tier, np.zeros(count), tier * 0, tier * 0, seeks)
    load = _load(draws, block)
    step = np.zeros(count, dtype=np.int64)
    for published in CENTRE:
        step += highest(load, town.share(published, first, count))
    left = highest(draws.uniform(count), town.share(MOVES[0], first, count))
    came = highest(draws.uniform(count) - 2.0 * left, town.share(MOVES[1], first, count))
    return replace(block, load=load, step=step, moved=came.astype(np.int64) - left)


def _tiers(town: Town, draws: Draws, first: int, count: int) -> tuple[I64, I64]:
    """Tier and size of each household."""
    whole = apportion(town.households, TIER_HOUSEHOLDS)
    people = apportion(town.total(PEOPLE), TIER_PEOPLE)
    parts = [portion(int(n), first, count, town.households) for n in whole]
    parts[DIBAO] += count - sum(parts)
    order = draws.order(count)
    tier, sizes = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    start = 0
    for t, part in enumerate(parts):
        extra = max(0, portion(int(people[t]), first, count, town.households) - part)
        mine = order[start : start + part]
        tier[mine] = t
        if part:
            sizes[mine] += _extra(draws, extra, part)
        start += part
    return tier, sizes


def _extra(draws: Draws, extra: int, count: int) -> I64:
    """How many live with the first person: most are alone, a few households are large (up to six people)."""
    if extra == 0:
        return np.zeros(count, dtype=np.int64)
    share = draws.uniform(count)
    weight = np.ones(count)
    for _ in range(max(1, round(4 * count / extra) - 1)):
        weight *= share
    return np.minimum(apportion(extra, weight), 5)


def _work(draws: Draws, found: Homes, people: People, tier: I64) -> People:
    """People on dibao who live alone or in pairs are rarely fully able to work, and then jobless; above the
    marginal line whoever can work mostly does."""
    count = len(people.home)
    small = (tier[people.home] == DIBAO) & (found.size[people.home] <= 2)
    weaker = small & (people.ability == FULL) & draws.chance(0.8, count)
    ability = np.where(weaker, PART, people.ability)
    better = tier[people.home] != DIBAO
    employed = (people.employed & ~small & (ability > 0)) | (better & (ability == FULL) & draws.chance(0.75, count))
    return replace(people, ability=ability, employed=employed)


def _income(found: Homes, people: People, tier: I64) -> I64:
    """Yuan a head a month: below 500 on dibao, 500 to 750 marginal, above that where spending is the hardship."""
    raw = found.income.astype(np.float64)
    part = raw / (raw + 400)
    low = np.choose(tier, [80, 500, 751])
    span = np.choose(tier, [419, 250, 900])
    return np.asarray(low + np.floor(span * part), dtype=np.int64)


def _load(draws: Draws, block: Block) -> F64:
    p = block.people
    pupils = np.bincount(p.home, (p.age <= 22) & ((p.stage > 0) | (p.age <= 6)), block.count)
    old = block.any(p.age >= 65) & (block.homes.size == 1)
    jobless = block.any(block.seeks) & ~block.any(p.employed)
    return np.asarray(
        LOAD["ill"] * block.any(p.ill)
        + LOAD["severe"] * block.any((p.grade == 1) | (p.grade == 2))
        + LOAD["pupils"] * np.minimum(pupils, 2)
        + LOAD["no_earner"] * jobless
        + LOAD["alone_and_old"] * old
        + 0.3 * block.homes.hardship
        + 0.8 * draws.bell(block.count)
    )


def write_homes(store: Store, block: Block, draws: Draws) -> None:
    """The tables households, members and moves."""
    count, people = block.count, block.people
    number = block.first + np.arange(count)
    entry = draws.whole(0, 1600, count)
    store.add(
        "households",
        {
            "household_id": HOUSEHOLD,
            "village": key("C", "village", 3),
            "lat": "lat",
            "lon": "lon",
            "tier": word("tier", TIERS),
            "size": "size",
            "income_per_head": "CASE WHEN asked THEN income END",
            "housing": "CASE WHEN graded THEN chr((65 + housing)::INTEGER) END",
            "centre": word("step", STEPS),
            "registered_on": "DATE '2014-12-20' - CASE WHEN moved = 1 THEN -20 - (entry % 170) ELSE entry END::INTEGER",
        },
        household=number,
        village=block.homes.village,
        lat=block.homes.lat,
        lon=block.homes.lon,
        tier=block.tier,
        size=block.homes.size,
        income=block.homes.income,
        asked=~draws.chance(0.003, count),
        housing=block.homes.housing,
        graded=~draws.chance(0.01, count),
        step=block.step,
        moved=block.moved,
        entry=entry,
    )
    rows = len(people.home)
    first_skill = draws.pick((44, 14, 12, 6, 5, 8, 8, 3), rows)
    second_skill = draws.pick((80, 4, 4, 2, 2, 3, 3, 2), rows)
    store.add(
        "members",
        {
            "member_id": MEMBER,
            "household_id": HOUSEHOLD,
            "sex": "CASE WHEN male THEN '1' ELSE '2' END",
            "birth_date": "make_date(2015 - age, month, day)",
            "relation": word("role", RELATIONS),
            "able_to_work": "ability = 2",
            "employed": "employed",
            "seeks_work": "seeks",
            "travel_km": "CASE WHEN seeks AND told THEN travel END",
            "skills": "CASE WHEN age >= 16 THEN "
            f"nullif(concat_ws(';', {word('first', SKILLS)}, CASE WHEN second <> first THEN "
            f"{word('second', SKILLS)} END), '') END",
            "in_school": "stage > 0",
            "stage": word("stage", STAGES),
            "full_time": "CASE WHEN stage > 0 THEN full_time END",
            "disabled": "grade > 0",
            "disability_grade": "nullif(grade, 0)",
            "serious_illness": "ill",
            "medical_cost_self": "CASE WHEN billed THEN cost END",
        },
        household=number[people.home],
        number=people.number,
        male=people.male,
        age=people.age,
        month=draws.whole(1, 6, rows),
        day=draws.whole(1, 28, rows),
        role=people.role,
        ability=people.ability,
        employed=people.employed,
        seeks=block.seeks,
        told=~draws.chance(0.02, rows),
        travel=draws.whole(1, 4, rows),
        first=first_skill,
        second=second_skill,
        stage=people.stage,
        full_time=people.full_time,
        grade=people.grade,
        ill=people.ill,
        billed=~(people.ill & draws.chance(0.03, rows)),
        cost=people.cost,
    )
    _write_moves(store, block, entry, draws)


def _write_moves(store: Store, block: Block, entry: I64, draws: Draws) -> None:
    moved = np.flatnonzero(block.moved)
    store.add(
        "moves",
        {
            "household_id": HOUSEHOLD,
            "kind": "CASE WHEN moved = 1 THEN 'in' ELSE 'left' END",
            "date": "DATE '2015-01-09' + CASE WHEN moved = 1 THEN entry % 170 ELSE day END::INTEGER",
            "reason": f"CASE WHEN moved = 1 THEN {word('why_in', ('illness', 'job_lost', 'disability', 'moved_in'))} "
            f"ELSE {word('why_out', ('income_above', 'job_found', 'moved_away', 'gave_up'))} END",
        },
        household=block.first + moved,
        entry=entry[moved],
        moved=block.moved[moved],
        day=draws.whole(0, 168, len(moved)),
        why_in=draws.pick((4, 3, 2, 1), len(moved)),
        why_out=draws.pick((4, 3, 2, 1), len(moved)),
    )
