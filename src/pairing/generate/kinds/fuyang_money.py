"""Fifteen funds of four types, and the candidate sites for service points with their money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.generate.draws import F64, Draws, apportion
from pairing.generate.kinds.fuyang_places import Districts, scaled
from pairing.generate.store import Store, key, word

#: "Over 60 million" of capital, taken as 60 million; what is paid out in a year is assumed.
CAPITAL_YUAN, YEAR_YUAN = 60_000_000, 6_300_000
SITE_MONEY_YUAN = 1_080_000
TYPES = ("company", "institution", "personal", "trust")


class Fund(NamedTuple):
    """A fund's type, name, purposes, whom it is for, its share of the capital and of the year's money, its grants."""

    type: int
    name: str
    purposes: str
    restricted_to: str
    capital: float
    year: float
    least: int
    most: int


#: The first four cover all purposes: a place too small for fifteen funds has those.
FUNDS: tuple[Fund, ...] = (
    Fund(0, "企业冠名助学基金", "study", "", 9, 7, 2_000, 5_000),
    Fund(0, "企业冠名助医基金", "illness", "", 8, 10, 3_000, 30_000),
    Fund(1, "残联助残基金", "disability", "", 6, 9, 1_000, 4_000),
    Fund(0, "企业冠名济困基金", "hardship", "core", 6, 5, 1_000, 8_000),
    Fund(0, "企业冠名女生助学基金", "study", "girls", 4, 4, 2_000, 6_000),
    Fund(0, "企业冠名综合基金", "study;hardship", "wings", 5, 6, 1_000, 6_000),
    Fund(1, "工会助困基金", "illness;hardship", "workers", 4, 6, 1_000, 10_000),
    Fund(1, "妇联关爱基金", "illness;hardship", "women", 4, 5, 1_000, 8_000),
    Fund(1, "团委圆梦基金", "study", "tertiary", 3, 6, 3_000, 6_000),
    Fund(2, "个人捐赠助学金", "study", "orphan", 1, 2, 1_000, 6_000),
    Fund(2, "个人捐赠重症儿童金", "illness", "children", 2, 3, 5_000, 30_000),
    Fund(2, "个人捐赠孤老金", "hardship", "old", 2, 2, 500, 4_000),
    Fund(3, "慈善信托大病救助", "illness", "circle1", 9, 14, 5_000, 30_000),
    Fund(3, "慈善信托助残", "disability;illness", "severe", 5, 9, 2_000, 12_000),
    Fund(3, "慈善信托乡村济困", "hardship;study", "zones", 7, 8, 1_000, 6_000),
)


def add_funds(store: Store, draws: Draws, land: Districts, households: int, published: int) -> None:
    """The funds of every district, with their capital and this year's money."""
    total = scaled(len(FUNDS), households, published, 4)
    spec = np.arange(total) % len(FUNDS)
    capital = apportion(scaled(CAPITAL_YUAN, households, published), np.array([f.capital for f in FUNDS])[spec])
    year = apportion(scaled(YEAR_YUAN, households, published), np.array([f.year for f in FUNDS])[spec])
    store.add(
        "funds",
        {
            "fund_id": key("F", "id", 2),
            "name": word("spec", tuple(f.name for f in FUNDS)),
            "type": word("type", TYPES),
            "district": key("D", "district", 2),
            "purposes": word("spec", tuple(f.purposes for f in FUNDS)),
            "restricted_to": word("spec", tuple(f.restricted_to for f in FUNDS)),
            "capital": "capital",
            "budget": "year",
            "min_grant": "least",
            "max_grant": "most",
        },
        id=np.arange(total),
        spec=spec,
        type=np.array([f.type for f in FUNDS])[spec],
        district=np.arange(total) * land.count // total,
        capital=capital,
        year=year,
        least=np.array([f.least for f in FUNDS])[spec],
        most=np.array([f.most for f in FUNDS])[spec],
    )


def add_sites(store: Store, draws: Draws, land: Districts, households: int, published: int) -> None:
    """A candidate site in each township: dearer in the core, smaller in the hills."""
    cost = 1_000 * (np.array([95, 80, 80, 60, 60, 55, 55])[land.part] + draws.whole(0, 40, land.towns))
    villages = np.bincount(land.places.town, minlength=land.towns)
    store.add(
        "sites",
        {
            "site_id": key("S", "id", 2),
            "town": key("T", "id", 2),
            "lat": "lat",
            "lon": "lon",
            "fixed_cost": "cost",
            "most_villages": "villages",
        },
        id=np.arange(land.towns),
        lat=np.round(land.lat, 4),
        lon=np.round(land.lon, 4),
        cost=cost,
        villages=villages + draws.whole(2, 9, land.towns),
    )
    share: F64 = np.bincount(land.district[land.places.town], land.people_in, land.count).astype(np.float64)
    cheapest = np.full(land.count, 1 << 40)
    np.minimum.at(cheapest, land.district, cost)
    # Money for half a site opens none: however small the place, it has one.
    budget = np.maximum(cheapest, apportion(scaled(SITE_MONEY_YUAN, households, published), share))
    store.add(
        "site_money",
        {"purse_id": key("B", "id", 2), "district": key("D", "id", 2), "budget": "budget"},
        id=np.arange(land.count),
        budget=budget,
    )
