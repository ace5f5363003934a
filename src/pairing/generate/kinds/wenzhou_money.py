"""The donated money, year by year, and what of it the pilot of 2022 was promised."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, Flags, apportion
from pairing.generate.kinds.wenzhou_figures import CITY_FUNDS, COUNTY_FUNDS, STANDARDS, START, VISITS, YEARS, YOUTHS
from pairing.generate.kinds.wenzhou_people import Homes
from pairing.generate.kinds.wenzhou_places import counties, stipends, zones
from pairing.generate.store import Store, key, word

KINDS = ("fund", "platform", "crowd")
PURPOSES = ("stipend", "visits", "fees", "family")
#: Whom a donor means, and the column of the plan that says so: blank for everyone.
MEANT = ("", "girls", "without_parents", "under_18", "hills", "back_to_school", "trades", "services", "mothers",
         "farming")  # fmt: skip
_COLUMNS = {
    "source": "source", "kind": word("kind", KINDS), "purpose": word("purpose", PURPOSES),
    "county": "CASE WHEN county >= 0 THEN format('C{:02d}', county + 1) END",
    "zone": "CASE WHEN zone >= 0 THEN format('Z{}', zone + 1) END", "restricted_to": word("meant", MEANT),
    "year": "year", "budget": "budget",
}  # fmt: skip


def add_funds(store: Store, draws: Draws, households: int) -> None:
    """One row for each fund and year that brings money, with a whole number of grants in each but those for fees, which
    have what is left over. What a county raises is its own affair, so it differs."""
    count = counties(households)
    county = np.arange(count, dtype=np.int64)
    raised = 0.55 + draws.uniform(count)
    grants = {"stipend": stipends(county), "visits": np.full(count, VISITS), "family": np.full(count, START)}
    left = dict.fromkeys(YEARS, 0)
    for purpose, *amounts in COUNTY_FUNDS:
        for year, amount in zip(YEARS, amounts, strict=True):
            if amount:
                shares = apportion(_money(amount, households), raised)
                left[year] += int((shares % grants[purpose]).sum())
                _add(
                    store,
                    key("C", "county", 2),
                    "fund",
                    purpose,
                    year,
                    shares - shares % grants[purpose],
                    county=county,
                )
    zone, weight = np.unique(zones(county), return_counts=True)
    for code, kind, purpose, *amounts, meant in sorted(CITY_FUNDS, key=lambda fund: fund[2] == "fees"):
        for year, amount in zip(YEARS, amounts, strict=True):
            if not amount:
                continue
            total = _money(amount, households)
            if purpose == "stipend":
                here = np.flatnonzero(zone == 2) if meant == "hills" and 2 in zone else np.arange(len(zone))
                size = np.array(STANDARDS)[zone[here]]
                shares = apportion(total, (weight * np.array(STANDARDS)[zone])[here])
                left[year] += int((shares % size).sum())
                source = f"'{code}-' || {key('Z', 'zone', 1)}"
                _add(store, source, kind, purpose, year, shares - shares % size, meant, zone=zone[here])
            elif purpose == "fees":
                _add(store, f"'{code}'", kind, purpose, year, np.array([total + left.pop(year, 0)]), meant)
            else:
                over = total % (VISITS if purpose == "visits" else START)
                left[year] += over
                _add(store, f"'{code}'", kind, purpose, year, np.array([total - over]), meant)


def _money(thousands: int, households: int) -> int:
    return 1000 * thousands * households // YOUTHS


def _add(
    store: Store,
    source: str,
    kind: str,
    purpose: str,
    year: int,
    budget: I64,
    meant: str = "",
    *,
    county: I64 | None = None,
    zone: I64 | None = None,
) -> None:
    rows = len(budget)
    store.add(
        "funds",
        {"fund_id": f"{source} || '-{purpose}-' || year", **_COLUMNS, "source": source},
        kind=np.full(rows, KINDS.index(kind)), purpose=np.full(rows, PURPOSES.index(purpose)),
        county=np.full(rows, -1) if county is None else county, zone=np.full(rows, -1) if zone is None else zone,
        meant=np.full(rows, MEANT.index(meant)), year=np.full(rows, year), budget=budget,
    )  # fmt: skip


def add_promises(store: Store, homes: Homes, promised: Flags, first: int) -> None:
    """What the pilot paid in 2022, and its promises for 2023 and 2024 as decisions that bind.

    By turns the city's fund and the fund of the county stand for a promise, through both years.
    """
    who = np.flatnonzero(promised)
    city = who % 2 == 0
    amount = stipends(homes.county[who])
    by = {
        "i": first + who,
        "county": homes.county[who],
        "zone": zones(homes.county[who]),
        "city": city,
        "amount": amount,
    }
    source = f"CASE WHEN city THEN 'CITY-' || {key('Z', 'zone', 1)} ELSE {key('C', 'county', 2)} END"
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
