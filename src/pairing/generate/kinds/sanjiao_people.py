"""The households of one town and the people in them: tier, work sought, skills and employers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, Flags, apportion
from pairing.generate.kinds.sanjiao_figures import LARGER_ENTERPRISES, SKILL_WEIGHTS, TOWN_KM, VILLAGES, scaled
from pairing.generate.people import FULL, NONE, Homes, People, families
from pairing.generate.places import KM_PER_DEGREE, Places

DESTITUTE, DIBAO, MARGINAL, EXPENDITURE = range(4)
TIERS = ("destitute", "dibao", "marginal", "expenditure")
#: Yuan a head a month below which a household is of the tier.
DIBAO_LINE, MARGINAL_LINE = 430, 645


@dataclass(frozen=True, eq=False)
class Residents:
    """A town's households and people. ``skill`` is a position in the list of skills (0: none), ``firm`` the position
    of the employer (-1: none of the larger enterprises), ``travel`` km that a seeker can travel (-1: seeks none)."""

    places: Places
    homes: Homes
    people: People
    tier: I64
    skill: I64
    firm: I64
    seeks: Flags
    travel: I64

    def of_members(self, flags: Flags) -> I64:
        """How many members of each household are marked."""
        return np.bincount(self.people.home[flags], minlength=len(self.tier)).astype(np.int64)


def places(town: int) -> Places:
    """The eight villages of a town; towns lie on a spiral around the first, all about as far from their neighbours."""
    turn, away = 2.399963 * town, TOWN_KM * np.sqrt(town)  # the golden angle
    lats, lons = (np.array([village[i] for village in VILLAGES], dtype=np.float64) for i in (1, 2))
    lat = lats + np.cos(turn) * away / KM_PER_DEGREE
    lon = lons + np.sin(turn) * away / (KM_PER_DEGREE * 0.92)
    share = np.array([village[3] for village in VILLAGES], dtype=np.float64)
    hardship = np.array([village[7] for village in VILLAGES])
    return Places(np.full(len(VILLAGES), town), np.round(lat, 5), np.round(lon, 5), share, hardship)


def residents(seed: int, town: int, homes: int, people: int) -> Residents:
    """So many households with so many people in one town."""
    there = places(town)
    draws = Draws(seed, "people", town)
    village = np.repeat(np.arange(len(VILLAGES)), apportion(homes, there.share))[draws.order(homes)]
    found, members = families(draws, there, village, people)
    draws = Draws(seed, "work", town)
    count = len(members.home)
    able = members.ability != NONE
    skill = np.where(able & draws.chance(0.42, count), 1 + draws.pick(SKILL_WEIGHTS, count), 0)
    # A third of those in work are with a larger enterprise, which then may not be the helper of their household.
    larger = scaled(LARGER_ENTERPRISES, homes)
    firm = np.where(members.employed & draws.chance(0.33, count), draws.whole(0, larger - 1, count), -1)
    cared_for = (members.age < 7) | ((members.grade > 0) & (members.grade <= 2)) | (members.age >= 80)
    carer = np.bincount(members.home[cared_for], minlength=homes)[members.home] > 0
    seeks = able & ~members.employed & draws.chance(np.where(carer, 0.5, 0.65))
    travel = np.where(seeks, np.where(carer, 3, draws.whole(6, 12, count)), -1)
    return Residents(there, found, members, _tier(found, members), skill, firm, seeks, travel)


def _tier(homes: Homes, people: People) -> I64:
    depends = (people.ability == NONE) & (people.age >= 18)
    alone = np.bincount(people.home[depends], minlength=len(homes.size)) == homes.size
    tier = np.where(homes.income < DIBAO_LINE, DIBAO, np.where(homes.income < MARGINAL_LINE, MARGINAL, EXPENDITURE))
    return np.where(alone & (homes.size <= 2) & (homes.income < DIBAO_LINE - 10), DESTITUTE, tier)


def able_seekers(town: Residents) -> Flags:
    """Members who seek work and are fully able to."""
    return np.asarray(town.seeks & (town.people.ability == FULL))
