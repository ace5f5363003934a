"""The donated money, year by year, and what of it the pilot of 2022 was promised."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, Flags, apportion
from pairing.generate.kinds.wenzhou_figures import CITY_FUNDS, COUNTY_FUNDS, YEARS, YOUTHS
from pairing.generate.kinds.wenzhou_people import DESTITUTE, DIBAO, GRANDPARENT, Homes
from pairing.generate.kinds.wenzhou_places import counties
from pairing.generate.store import Store, key, word

KINDS = ("fund", "platform", "crowd")
PURPOSES = ("stipend", "visits", "fees", "family")
#: Whom a donor means, and the column of the plan that says so: blank for everyone.
MEANT = ("", "girls", "without_parents", "under_18", "hills", "back_to_school", "trades", "services", "mothers",
         "farming")  # fmt: skip
_COLUMNS = {
    "source": "source", "kind": word("kind", KINDS), "purpose": word("purpose", PURPOSES),
    "county": "CASE WHEN county >= 0 THEN format('C{:02d}', county + 1) END", "restricted_to": word("meant", MEANT),
    "year": "year", "budget": "budget",
}  # fmt: skip


def stipends(homes: Homes) -> I64:
    """Yuan a year: 6,000 for the destitute and those who live with grandparents, 5,000 for dibao, else 4,000."""
    low = np.where(homes.tier == DIBAO, 5000, 4000)
    return np.where((homes.tier == DESTITUTE) | (homes.guardian == GRANDPARENT), 6000, low)


def add_funds(store: Store, draws: Draws, households: int) -> None:
    """One row for each fund and year that brings money. What a county raises is its own affair, so it differs."""
    for code, kind, purpose, *amounts, meant in CITY_FUNDS:
        for year, amount in zip(YEARS, amounts, strict=True):
            if amount:
                _add(store, f"'{code}'", kind, purpose, year, np.array([_money(amount, households)]), meant, None)
    count = counties(households)
    raised = 0.55 + draws.uniform(count)
    for purpose, *amounts in COUNTY_FUNDS:
        for year, amount in zip(YEARS, amounts, strict=True):
            if amount:
                shares = 1000 * apportion(_money(amount, households) // 1000, raised)
                shares[0] += _money(amount, households) % 1000
                _add(store, key("C", "county", 2), "fund", purpose, year, shares, "", np.arange(count))


def _money(thousands: int, households: int) -> int:
    return 1000 * thousands * households // YOUTHS


def _add(
    store: Store, source: str, kind: str, purpose: str, year: int, budget: I64, meant: str, county: I64 | None
) -> None:
    rows = len(budget)
    store.add(
        "funds",
        {"fund_id": f"{source} || '-{purpose}-' || year", **_COLUMNS, "source": source},
        kind=np.full(rows, KINDS.index(kind)), purpose=np.full(rows, PURPOSES.index(purpose)),
        county=np.full(rows, -1) if county is None else county, meant=np.full(rows, MEANT.index(meant)),
        year=np.full(rows, year), budget=budget,
    )  # fmt: skip


def add_promises(store: Store, homes: Homes, promised: Flags, first: int) -> None:
    """What the pilot paid in 2022, and its promises for 2023 and 2024 as decisions that bind.

    By turns the city's fund and the fund of the county stand for a promise, through both years.
    """
    who = np.flatnonzero(promised)
    city = who % 2 == 0
    amount = stipends(homes)[who]
    by = {"i": first + who, "county": homes.county[who], "city": city, "amount": amount}
    source = f"CASE WHEN city THEN 'CITY' ELSE {key('C', 'county', 2)} END"
    store.add(
        "history",
        {
            "history_id": "'S' || " + key("Y", "i", 4), "year": "2022", "member_id": key("Y", "i", 4),
            "programme": "'stipend'", "resource": f"{source} || '-stipend-2022'", "amount": "amount",
        },
        **by,
    )  # fmt: skip
    for year in (2023, 2024):
        store.add(
            "pins",
            {
                "programme": "'stipend'", "need": f"{key('Y', 'i', 4)} || '-{year}'",
                "resource": f"{source} || '-stipend-{year}'", "kind": "'must'", "amount": "amount",
                "reason": "'promised in 2022 for three years'",
            },
            **by,
        )  # fmt: skip
