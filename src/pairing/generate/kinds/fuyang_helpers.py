"""Who helps: guides in villages, clerks in townships, desks of the district's units, and helpers who pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags, apportion
from pairing.generate.kinds.fuyang_places import Districts, scaled
from pairing.generate.kinds.fuyang_services import NEED_TYPES, TYPE_CODES, VILLAGE
from pairing.generate.places import near
from pairing.generate.store import Store, key, word

GUIDES, CLERKS_A_TOWNSHIP, HELPERS = 750, 3, 1_240
#: What the three clerks of a township and the desks of a district's units take on; units as in `units`.
CLERKS = ("visits;paperwork;escort", "counselling;rehab;transport", "workskill;tutoring;meals")
DESKS: tuple[tuple[str, str, int], ...] = (
    ("U01", "visits;meals;cleaning", 26), ("U01", "paperwork;escort", 18), ("U02", "workskill;paperwork", 26),
    ("U03", "tutoring", 30), ("U04", "rehab;escort", 22), ("U04", "counselling", 18), ("U05", "repair", 16),
    ("U05", "barrier_free", 12), ("U06", "devices;rehab", 22), ("U06", "barrier_free;transport", 14),
    ("U08", "legal", 24), ("U09", "counselling;visits", 20), ("U10", "tutoring;counselling", 18),
    ("U11", "legal;workskill", 14), ("U16", "escort;devices", 8),
)  # fmt: skip
KINDS = ("cadre", "deputy", "firm", "volunteer", "neighbour")
_KIND_SHARES = (46, 20, 10, 15, 9)
#: Fewest and most households by kind; deputies of the people's congress and firms may take none.
_QUOTAS = ((1, 2), (0, 2), (0, 5), (0, 2), (1, 1))
STRENGTHS = ("study", "health", "work", "care")
_VILLAGE_TYPES = tuple(i for i, kind in enumerate(NEED_TYPES) if kind.level == VILLAGE)


@dataclass(frozen=True, eq=False)
class Guides:
    """Guides by position, those of a village together: their village and up to three kinds of need (-1: none)."""

    village: I64
    first: I64
    second: I64
    third: I64


def add_guides(store: Store, draws: Draws, land: Districts, households: int, published: int) -> Guides:
    """750 guides, at least one in each village; some belong to households that were helped before."""
    villages = len(land.places.town)
    total = scaled(GUIDES, households, published, villages)
    number = 1 + apportion(total - villages, land.places.share)
    village = np.repeat(np.arange(villages), number)
    weights = np.array([8, 7, 6, 5, 5, 4, 5], dtype=np.float64)
    picks = [np.array(_VILLAGE_TYPES)[draws.pick(weights, total)] for _ in range(3)]
    second = np.where((picks[1] == picks[0]) | draws.chance(0.2, total), -1, picks[1])
    third = np.where((picks[2] == picks[0]) | (picks[2] == picks[1]) | draws.chance(0.6, total), -1, picks[2])
    start = np.cumsum(land.people_in) - land.people_in
    homes = land.people_in[village]
    own = start[village] + (draws.uniform(total) * np.maximum(homes, 1)).astype(np.int64)
    helped = draws.chance(0.06, total) & (homes > 0)
    words = ("", *TYPE_CODES)
    store.add(
        "guides",
        {
            "guide_id": key("G", "id", 4),
            "village": key("V", "village", 3),
            "types": f"concat_ws(';', {word('first', words)}, {word('second', words)}, {word('third', words)})",
            "tasks_month": "tasks",
            "paid": "CASE WHEN paid THEN 1 ELSE 0 END",
            "certified": "CASE WHEN certified THEN 1 ELSE 0 END",
            "household_id": f"CASE WHEN helped THEN {key('H', 'own', 5)} END",
        },
        id=np.arange(total),
        village=village,
        first=picks[0] + 1,
        second=second + 1,
        third=third + 1,
        tasks=1 + draws.pick((40, 45, 15), total),
        paid=draws.chance(0.3, total),
        certified=draws.chance(0.35, total),
        helped=helped,
        own=own,
    )
    return Guides(village, picks[0], second, third)


def add_clerks_and_desks(store: Store, draws: Draws, land: Districts) -> None:
    """Three clerks in every township; the desks of every district."""
    clerks = CLERKS_A_TOWNSHIP * land.towns
    store.add(
        "clerks",
        {
            "clerk_id": key("C", "id", 2),
            "town": key("T", "town", 2),
            "types": word("number", CLERKS),
            "tasks_month": "tasks",
        },
        id=np.arange(clerks),
        town=np.arange(clerks) // CLERKS_A_TOWNSHIP,
        number=np.arange(clerks) % CLERKS_A_TOWNSHIP,
        tasks=draws.whole(3, 6, clerks),
    )
    # A district that is smaller than the published one has less of everything.
    towns = np.bincount(land.district, minlength=land.count)
    count = land.count * len(DESKS)
    desk = np.arange(count) % len(DESKS)
    most = np.array([tasks for _, _, tasks in DESKS])[desk]
    store.add(
        "desks",
        {
            "desk_id": key("K", "id", 3),
            "district": key("D", "district", 2),
            "unit_id": word("desk", tuple(unit for unit, _, _ in DESKS)),
            "types": word("desk", tuple(types for _, types, _ in DESKS)),
            "tasks_month": "tasks",
        },
        id=np.arange(count),
        district=np.arange(count) // len(DESKS),
        desk=desk,
        tasks=np.maximum(1, most * towns[np.arange(count) // len(DESKS)] // 24),
    )


def add_helpers(store: Store, draws: Draws, land: Districts, households: int, published: int) -> int:
    """Cadres, deputies and others who pair; three in five serve their township, the rest the district. How many."""
    total = scaled(HELPERS, households, published)
    heavy: F64 = np.asarray(land.people_in * np.exp2(0.3 * land.places.hardship), dtype=np.float64)
    village = np.repeat(np.arange(len(heavy)), apportion(total, heavy))
    kind = draws.pick(_KIND_SHARES, total)
    lat, lon = near(draws, land.places, village, 1.5)
    least, most = np.array(_QUOTAS)[kind].T
    roomy: Flags = draws.chance(0.55, total) & (kind != 4)
    store.add(
        "helpers",
        {
            "helper_id": key("P", "id", 4),
            "kind": word("kind", KINDS),
            "village": key("V", "village", 3),
            "lat": "lat",
            "lon": "lon",
            "whole_district": "CASE WHEN wide THEN 1 ELSE 0 END",
            "strength": word("strength", STRENGTHS),
            "min_households": "least",
            "max_households": "most",
        },
        id=np.arange(total),
        kind=kind,
        village=village,
        lat=np.round(lat, 4),
        lon=np.round(lon, 4),
        wide=draws.chance(0.4, total) & (kind < 4),
        strength=draws.pick((2, 3, 2, 3), total),
        least=least,
        most=most + roomy,
    )
    return total
