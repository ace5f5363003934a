"""The figures of the 1619 plan: published ones first, then those that are assumed. Money in yuan, distances in km."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, portion

#: Published: young people covered (one in each household here), schools, enterprises, certificates, first graduates.
YOUTHS = 1466
SCHOOLS = 47
ENTERPRISES = 32
POSTS = 620  # "over 600"
CERTIFICATES = 175
YEARS = (2023, 2024, 2025)

#: Assumed: where the young people stand at the start and what they want next; adds up to :data:`YOUTHS`.
STANDINGS: tuple[tuple[str, str, int], ...] = (
    ("graduate", "university", 9),
    ("graduate", "college", 84),
    ("graduate", "work", 8),
    ("finishing", "work", 95),
    ("finishing", "college", 70),
    ("training", "work", 230),
    ("training", "college", 330),
    ("left", "study", 360),
    ("left", "work", 160),
    ("left", "either", 120),
)
#: Of those in training, so many began in 2022 with the pilot, as all graduates did.
PILOT_IN_TRAINING = 99

COUNTIES = 12
TOWNS = 4  # in a county
VILLAGES = 5  # in a town
MENTORS, FOR_TWO = 1290, 90
PLACES = 560
PRACTICE = 560
PARENT_POSTS = 180
SEEKING_PARENTS = 260
APPLICATIONS = 720
COURSES = 22

#: Majors, how many want each, and the certificate that each leads to.
MAJORS: tuple[tuple[str, int, str], ...] = (
    ("auto_repair", 12, "auto"),
    ("electrical", 10, "electric"),
    ("machining", 7, "machining"),
    ("welding", 4, "welding"),
    ("shoemaking", 6, "leather"),
    ("garments", 6, "sewing"),
    ("nursing", 12, "care"),
    ("childcare", 10, "care"),
    ("cookery", 12, "cook"),
    ("hotel", 6, "hotel"),
    ("e_commerce", 14, "online_shop"),
    ("bookkeeping", 8, "accounts"),
    ("logistics", 5, "warehouse"),
    ("design", 8, "design"),
)
SKILLS = tuple(dict.fromkeys(skill for _, _, skill in MAJORS))

#: What one fund brings a year, in thousands: (code, kind, purpose, 2023, 2024, 2025, for whom). Adds up to 18 million.
CITY_FUNDS: tuple[tuple[str, str, str, int, int, int, str], ...] = (
    ("CITY", "fund", "stipend", 1600, 1500, 1250, ""),
    ("GIRLS", "platform", "stipend", 520, 500, 420, "girls"),
    ("CARE", "platform", "stipend", 430, 430, 430, "without_parents"),
    ("YOUNG", "platform", "stipend", 420, 400, 300, "under_18"),
    ("HILLS", "crowd", "stipend", 500, 0, 0, "hills"),
    ("BACK", "crowd", "stipend", 200, 200, 0, "back_to_school"),
    ("VISIT", "fund", "visits", 400, 0, 0, ""),
    ("SISTER", "platform", "visits", 360, 0, 0, "girls"),
    ("SKILL", "fund", "fees", 75, 40, 35, ""),
    ("TRADE", "crowd", "fees", 70, 40, 30, "trades"),
    ("SERVE", "platform", "fees", 30, 15, 15, "services"),
    ("HOME", "fund", "family", 900, 0, 0, ""),
    ("MOTHER", "platform", "family", 500, 0, 0, "mothers"),
    ("FARM", "crowd", "family", 440, 0, 0, "farming"),
)
#: The same for all county funds together: what each county raises differs.
COUNTY_FUNDS: tuple[tuple[str, int, int, int], ...] = (
    ("stipend", 1750, 1700, 1400),
    ("visits", 260, 0, 0),
    ("family", 840, 0, 0),
)
#: What pays for classes: (fund, fee of a seat in yuan, kind, for whom).
FEES = (("SKILL", 1500, "fund", ""), ("TRADE", 2000, "crowd", "trades"), ("SERVE", 1200, "platform", "services"))
#: Yuan a year of stipend: the standard of a zone of counties, highest in the hills.
STANDARDS = (4000, 5000, 6000)
#: Yuan: what a pair's visits cost a year, and what helps a household to a start at home.
VISITS, START = 800, 5000
TRADES = ("auto", "electric", "machining", "welding")
SERVICES = ("care", "cook", "hotel", "sewing")


def scaled(total: int, households: int) -> int:
    """A total of the plan for so many households: the published one at the published size."""
    return total * households // YOUTHS


def dealt(draws: Draws, counts: tuple[int, ...], first: int, rows: int, households: int) -> I64:
    """A position in ``counts`` for each of the rows ``first .. first + rows``, in random order, so that over all
    households every count is hit; the counts add up to :data:`YOUTHS`."""
    edges = [scaled(int(total), households) for total in np.cumsum(counts)]
    upto = np.array([portion(edge, first, rows, households) for edge in edges], dtype=np.int64)
    found = np.empty(rows, dtype=np.int64)
    found[draws.order(rows)] = np.searchsorted(upto, np.arange(rows), side="right")
    return found
