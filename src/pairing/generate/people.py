"""Households in hardship and the people in them: age, work, school, health and income hang together.

Each household has a hardship of its own around its village's. It makes illness and disability likelier and work rarer;
work and pensions make the income. The shares are assumptions, stated in :data:`SHARES`; no survey is behind them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags
from pairing.generate.places import Places, near

HEAD, SPOUSE, CHILD, PARENT, ELDER = range(5)
RELATIONS = ("head", "spouse", "child", "parent", "head")
NO_STAGE, COMPULSORY, SENIOR, TERTIARY = range(4)
STAGES = ("", "compulsory", "senior", "tertiary")
NONE, PART, FULL = range(3)

#: household size -> (roles of the members, weight)
SHAPES: tuple[tuple[tuple[int, ...], float], ...] = (
    ((ELDER,), 8.2), ((HEAD,), 6.8),
    ((ELDER, ELDER), 6.6), ((HEAD, CHILD), 7.7), ((HEAD, SPOUSE), 4.4), ((HEAD, PARENT), 3.3),
    ((HEAD, SPOUSE, CHILD), 14.6), ((HEAD, CHILD, CHILD), 5.6), ((HEAD, SPOUSE, PARENT), 3.4),
    ((HEAD, CHILD, PARENT), 4.4),
    ((HEAD, SPOUSE, CHILD, CHILD), 13.6), ((HEAD, SPOUSE, CHILD, PARENT), 8.4),
    ((HEAD, SPOUSE, CHILD, CHILD, PARENT), 5.6), ((HEAD, SPOUSE, CHILD, CHILD, CHILD), 1.6),
    ((HEAD, SPOUSE, CHILD, PARENT, PARENT), 1.8),
    ((HEAD, SPOUSE, CHILD, CHILD, PARENT, PARENT), 3.2), ((HEAD, SPOUSE, CHILD, CHILD, CHILD, PARENT), 0.8),
)  # fmt: skip

#: What is likely at a household of middling hardship; each unit of hardship moves the odds.
SHARES = {
    "disabled": 0.055,
    "disabled_old": 0.11,
    "ill": 0.02,
    "ill_old": 0.05,
    "senior": 0.84,
    "tertiary": 0.55,
    "work_full": 0.66,
    "work_part": 0.22,
}


@dataclass(frozen=True, eq=False)
class Homes:
    """Households by position. ``income`` is yuan a head a month; ``housing`` is 0 (sound) to 3 (dangerous)."""

    village: I64
    lat: F64
    lon: F64
    size: I64
    hardship: F64
    income: I64
    housing: I64
    first: I64  # the position of the first member


@dataclass(frozen=True, eq=False)
class People:
    """Members by position, those of a household together. ``grade`` is 0 (not disabled) or 1 (heaviest) to 4;
    ``cost`` is the own share of medical cost in yuan a year; ``ability`` to work is NONE, PART or FULL."""

    home: I64
    number: I64  # 1, 2, ... in the household
    role: I64
    age: I64
    male: Flags
    grade: I64
    ill: Flags
    stage: I64
    full_time: Flags
    ability: I64
    employed: Flags
    cost: I64


def families(
    draws: Draws, places: Places, village: I64, people: int | None = None, *, sizes: I64 | None = None
) -> tuple[Homes, People]:
    """One household for each entry of ``village``; with ``people``, exactly that many people in all; with ``sizes``
    (1 to 6 for each household), exactly those."""
    count = len(village)
    shape = _shapes(draws, count, people) if sizes is None else _shapes_of(draws, sizes)
    longest = max(len(roles) for roles, _ in SHAPES)
    table = np.full((len(SHAPES), longest), -1, dtype=np.int64)
    for i, (roles, _) in enumerate(SHAPES):
        table[i, : len(roles)] = roles
    size = (table >= 0).sum(axis=1)[shape]
    hardship = np.round(0.5 * places.hardship[village] + draws.bell(count), 3)
    home = np.repeat(np.arange(count), size)
    first = np.cumsum(size) - size
    number = np.arange(len(home)) - first[home] + 1
    role = table[shape[home], number - 1]
    members = _members(draws, home, number, role, size, hardship)
    lat, lon = near(draws, places, village, 1.2)
    earned = np.bincount(home, members.employed * draws.whole(900, 1900, len(home)), count)
    pensions = np.bincount(home, (members.age >= 60) * draws.whole(90, 330, len(home)), count)
    luck = draws.whole(120, 260, count)
    income = np.maximum(60, (earned + pensions) / size + luck - 25 * hardship).astype(np.int64)
    housing = np.clip(np.round(0.8 + 0.55 * hardship + 0.7 * draws.bell(count)), 0, 3).astype(np.int64)
    return Homes(village, lat, lon, size, hardship, income, housing, first), members


def _shapes(draws: Draws, count: int, people: int | None) -> I64:
    weights = np.array([weight for _, weight in SHAPES])
    sizes = np.array([len(roles) for roles, _ in SHAPES])
    shape = draws.pick(weights, count)
    # Households drawn again by size, one person more or less, until the total is the published one.
    while people is not None and (short := people - int(sizes[shape].sum())) != 0:
        step = 1 if short > 0 else -1
        able = np.flatnonzero((sizes[shape] + step >= 1) & (sizes[shape] + step <= sizes.max()))
        if len(able) == 0:
            raise ValueError(f"{count} households cannot hold {people} people")
        for home in able[draws.order(len(able))[: abs(short)]].tolist():
            fitting = np.flatnonzero(sizes == sizes[shape[home]] + step)
            shape[home] = fitting[draws.pick(weights[fitting], 1)[0]]
    return shape


def _shapes_of(draws: Draws, sizes: I64) -> I64:
    weights = np.array([weight for _, weight in SHAPES])
    lengths = np.array([len(roles) for roles, _ in SHAPES])
    shape = np.zeros(len(sizes), dtype=np.int64)
    for size in np.unique(sizes).tolist():
        fitting, homes = np.flatnonzero(lengths == size), np.flatnonzero(sizes == size)
        shape[homes] = fitting[draws.pick(weights[fitting], len(homes))]
    return shape


def odds(share: float | F64, shift: F64) -> F64:
    """A probability whose odds are multiplied by 2 ** shift, between 0.001 and 0.97."""
    times = np.exp2(shift)
    return np.clip(share * times / (1 - share + share * times), 0.001, 0.97)


def _members(draws: Draws, home: I64, number: I64, role: I64, size: I64, hardship: F64) -> People:
    count = len(home)
    head_age = draws.whole(27, 55, len(size))[home]
    ages = {
        ELDER: draws.whole(61, 88, count),
        HEAD: head_age,
        SPOUSE: np.maximum(20, head_age + draws.whole(-5, 3, count)),
        CHILD: np.maximum(0, head_age - draws.whole(22, 33, count)),
        PARENT: head_age + draws.whole(21, 32, count),
    }
    age = np.choose(role, [ages[r] for r in range(5)])
    male = draws.chance(0.5, count)
    wed = np.flatnonzero((role == SPOUSE) | ((role == ELDER) & (number == 2)))
    male[wed] = ~male[wed - 1]
    shift = 0.6 * hardship[home] + 1.6 * ((size[home] == 1) & (role == HEAD))
    disabled = draws.chance(odds(np.where(age >= 60, SHARES["disabled_old"], SHARES["disabled"]), shift))
    grade = np.where(disabled, 1 + draws.pick((15, 25, 32, 28), count), 0)
    ill = draws.chance(odds(np.where(age >= 50, SHARES["ill_old"], SHARES["ill"]), 0.5 * hardship[home]))
    stage = np.zeros(count, dtype=np.int64)
    stage[(age > 6) & (age < 16)] = COMPULSORY
    stage[(age >= 16) & (age <= 18) & draws.chance(SHARES["senior"], count)] = SENIOR
    stage[(age >= 19) & (age <= 22) & draws.chance(SHARES["tertiary"], count)] = TERTIARY
    full_time = (stage > 0) & ((stage != TERTIARY) | draws.chance(0.88, count))
    weak = (stage > 0) | (age < 16) | (age >= 65) | ((grade > 0) & (grade <= 2)) | (ill & draws.chance(0.7, count))
    limited = (grade > 0) | ill | (age >= 60)
    part = np.array([NONE, PART, FULL])[draws.pick((2, 6, 2), count)]
    ability = np.where(weak, NONE, np.where(limited, part, FULL))
    work = np.choose(ability, [0.0, SHARES["work_part"], SHARES["work_full"]])
    employed = draws.chance(np.where(work > 0, odds(np.maximum(work, 0.001), -0.5 * hardship[home]), 0.0))
    own = draws.whole(80, 900, count) * 100 + draws.chance(0.25, count) * draws.whole(0, 700, count) * 100
    cost = np.where(ill, own, draws.whole(0, 30, count) * 100)
    return People(home, number, role, age, male, grade, ill, stage, full_time, ability, employed, cost)
