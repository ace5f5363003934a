"""The hardship lists of a district: households with their tier and income, members with their day of birth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, Flags, highest
from pairing.generate.people import ELDER, NO_STAGE, SENIOR, Homes, People, families
from pairing.generate.places import Places

DIBAO, DESTITUTE, EXPENDITURE = range(3)
#: The day for which the tables stand, 2023-08-20, in days since 1970.
TODAY = 19_589
#: Monthly income a head in yuan, assumed: what dibao brings a household up to, and twice that for high expenditure.
DIBAO_LINE = 690
#: The share of households on the list of those whose expenditure brings them into hardship.
_EXPENDITURE_SHARE = 0.3


@dataclass(frozen=True, eq=False)
class Families:
    """Households and their members, with what this programme asks about them; arrays may be changed while the
    district is being made. ``born`` is in days since 1970."""

    homes: Homes
    people: People
    tier: I64
    income: I64
    income_known: Flags
    born: I64

    def age_becomes(self, draws: Draws, rows: I64, age: int) -> None:
        """Give some members that age, and a day of birth to go with it."""
        self.people.age[rows] = age
        self.people.stage[rows] = SENIOR if 16 <= age <= 19 else NO_STAGE
        self.born[rows] = _born(draws, self.people.age[rows])


def families_of(draws: Draws, places: Places, village: I64) -> Families:
    """The households of these villages, and everyone in them."""
    homes, people = families(draws, places, village)
    alone = (people.role[homes.first] == ELDER) & (homes.size == 1)
    destitute = alone & draws.chance(0.45, len(village)) | draws.chance(0.01, len(village))
    open_ = np.where(destitute, -1.0, homes.income + 300 * draws.bell(len(village)))
    expenditure = highest(open_, round(_EXPENDITURE_SHARE * len(village))) & ~destitute
    tier = np.where(destitute, DESTITUTE, np.where(expenditure, EXPENDITURE, DIBAO))
    above = DIBAO_LINE + 10 + draws.whole(0, 60, len(village)) * 10
    low = np.minimum(homes.income, DIBAO_LINE - 10 * draws.whole(0, 12, len(village)))
    income = np.where(expenditure, np.clip(homes.income, above, 2 * DIBAO_LINE), low)
    known = np.ones(len(village), dtype=bool)
    return Families(homes, people, tier, income, known, _born(draws, people.age))


def _born(draws: Draws, age: I64) -> I64:
    """A day of birth for people of that age in completed years."""
    today = np.datetime64(TODAY, "D")
    year = today.astype("datetime64[Y]").astype(np.int64)
    into = (today - today.astype("datetime64[Y]")).astype(np.int64)
    # The same day of an earlier year is a day off around the end of February, which the margin of two days covers.
    earliest = (year - age - 1).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + into + 2
    return np.asarray(earliest + draws.whole(0, 361, len(age)), dtype=np.int64)
