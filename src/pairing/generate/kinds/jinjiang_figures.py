"""The published figures of the district, and what every part of its generator shares."""

from __future__ import annotations

from dataclasses import dataclass

from pairing.generate.draws import I64, portion
from pairing.generate.places import Places

HOUSEHOLDS, PEOPLE, SEED = 2737, 3658, 2015
TIERS = ("dibao", "marginal", "expenditure")
DIBAO, MARGINAL, EXPENDITURE = range(3)
TIER_HOUSEHOLDS = (2388, 59, 290)
TIER_PEOPLE = (3114, 129, 415)
#: Registered in the centre's base, with a file, with a help plan.
CENTRE = (402, 398, 263)
#: Households that left the lists this year, and that came in (assumed).
MOVES = (44, 52)
#: By June: person-times and yuan; of these, families with large grants and their yuan.
PERSON_TIMES, PAID = 743, 1_487_520
LARGE, PAID_LARGE = 103, 1_371_700
OIL_PEOPLE, BOTTLES, CLOTHED, CHECKUPS = 230, 300, 186, 400

#: The base fund's earmarks for the year, in yuan: 3,000,000 in all (the split is assumed).
EARMARKS = {
    "medical": 1_220_000,
    "education": 400_000,
    "housing": 450_000,
    "employment": 350_000,
    "hardship": 230_000,
    "special": 200_000,
    "emergency": 150_000,
}


@dataclass(frozen=True, eq=False)
class Town:
    """The places of a run, with the households of each community."""

    households: int
    places: Places
    counts: I64
    quarter: I64
    district: I64

    def total(self, published: int) -> int:
        """A published total at this number of households."""
        return scaled(published, self.households)

    def share(self, published: int, first: int, count: int) -> int:
        """What falls to households ``first .. first + count`` of a published total."""
        return portion(self.total(published), first, count, self.households)


def scaled(published: int, households: int) -> int:
    """A published total at another number of households, rounded to the nearest whole."""
    return (2 * published * households + HOUSEHOLDS) // (2 * HOUSEHOLDS)
