"""What was before this year's plan: earlier pairs and grants; and the weights of the hardship index."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, portion
from pairing.generate.kinds.fuyang_people import YEAR, Chunk
from pairing.generate.kinds.fuyang_places import Districts
from pairing.generate.store import Store, key, word

#: Earlier pairs and grants of this year among 14,000 households (assumed).
PAIRS, GRANTS = 900, 260
PURPOSES = ("study", "illness", "hardship", "disability")
#: The eight dimensions; their weights were not published.
DIMENSIONS = ("population", "economy", "health", "education", "housing", "employment", "participation", "expenditure")
_WEIGHTS = (10, 25, 20, 8, 10, 10, 5, 12)


def add_weights(store: Store) -> None:
    """The weights of the hardship index: configuration, for the district to change."""
    store.add(
        "index_weights",
        {"dimension": word("id", DIMENSIONS), "weight": "weight"},
        id=np.arange(len(DIMENSIONS)),
        weight=np.array(_WEIGHTS),
    )


def add_past(store: Store, draws: Draws, made: Chunk, land: Districts, helpers: int, published: int) -> None:
    """Earlier pairs of households with a helper of about their village, and grants that people have had this year."""
    homes = len(made.homes.size)
    count = portion(PAIRS, made.first_home, homes, published)
    # Helpers lie village by village, as households do.
    home = np.sort(draws.order(homes)[:count])
    whole = int(land.people_in.sum())
    helper = np.clip((made.first_home + home) * helpers // whole + draws.whole(-3, 3, count), 0, helpers - 1)
    if count:
        _write(store, made.first_home + home, np.full(count, -1), np.zeros(count, dtype=np.int64), helper,
               np.full(count, YEAR - 1), draws.whole(1, 12, count))  # fmt: skip
    people = made.people
    asking = np.flatnonzero((people.ill | (people.grade > 0) | (people.stage > 1)) & (made.tier[people.home] < 3))
    count = min(len(asking), portion(GRANTS, made.first_home, homes, published))
    member = np.sort(asking[draws.order(len(asking))[:count]])
    purpose = np.select([people.ill[member], people.grade[member] > 0], [1, 3], 0)
    if count:
        _write(store, made.first_home + people.home[member], made.first_person + member, purpose,
               np.zeros(count, dtype=np.int64), YEAR - draws.whole(0, 1, count), draws.whole(1, 5, count))  # fmt: skip


def _write(store: Store, home: I64, member: I64, purpose: I64, helper: I64, year: I64, month: I64) -> None:
    """Rows of history: a pair where there is no member (-1), a grant otherwise."""
    store.add(
        "history",
        {
            "date": "make_date(CAST(year AS INTEGER), CAST(month AS INTEGER), 15)",
            "household_id": key("H", "home", 5),
            "member_id": f"CASE WHEN member >= 0 THEN {key('M', 'member', 6)} END",
            "programme": "CASE WHEN member < 0 THEN 'pairing' ELSE 'grants' END",
            "purpose": f"CASE WHEN member >= 0 THEN {word('purpose', PURPOSES)} END",
            "resource": f"CASE WHEN member < 0 THEN {key('P', 'helper', 4)} END",
        },
        home=home,
        member=member,
        purpose=purpose,
        helper=helper,
        year=year,
        month=month,
    )
