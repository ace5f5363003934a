"""Who helps in one town: enterprises, departments, groups, openings, classes and funds, as columns by position."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pairing.generate.draws import I64, Draws, apportion, highest
from pairing.generate.kinds.sanjiao_figures import (
    COURSES,
    DEPARTMENTS,
    FERRY,
    FIRM_NAMES,
    FUNDS,
    JOBS,
    LARGE_GROUPS,
    LARGER_ENTERPRISES,
    LEAST_LARGE,
    LEAST_SMALL,
    MOST_LARGE,
    MOST_SMALL,
    PAIRING_DEPARTMENTS,
    SMALLER_ENTERPRISES,
    STRENGTHS,
    VILLAGES,
    WHOLE_TOWN_GROUPS,
    scaled,
)
from pairing.generate.places import Places, near

Rows = dict[str, NDArray[np.generic]]
#: Groups that serve their own village alone bind at most this share of its households.
OWN_SHARE = 0.8


def bases(village_homes: I64) -> I64:
    """How many groups each village has of its own. Where nobody can come from next door, there are no more groups
    than the village can fill; the others go to the centre."""
    homes = int(village_homes.sum())
    local = apportion(
        scaled(LARGER_ENTERPRISES, homes) - scaled(WHOLE_TOWN_GROUPS, homes), [village[4] for village in VILLAGES]
    )
    most = int(village_homes[FERRY]) // LEAST_SMALL
    local[0] += max(0, int(local[FERRY]) - most)
    local[FERRY] = min(int(local[FERRY]), most)
    return local


def enterprises(draws: Draws, places: Places, village_homes: I64) -> Rows:
    """The larger ones, one for each group and in the same order, then the smaller ones."""
    homes = int(village_homes.sum())
    wide, smaller = scaled(WHOLE_TOWN_GROUPS, homes), scaled(SMALLER_ENTERPRISES, homes)
    based = np.repeat(np.arange(len(VILLAGES)), bases(village_homes))
    village = np.concatenate([based, np.arange(wide) % 3, draws.pick(village_homes.astype(np.float64), smaller)])
    count = len(village)
    larger = np.arange(count) < count - smaller
    lat, lon = near(draws, places, village, 1.3)
    staff = np.where(larger, draws.whole(180, 2400, count), draws.whole(8, 120, count))
    names = draws.order(len(FIRM_NAMES))[np.arange(count) % len(FIRM_NAMES)]
    return {"name": names, "larger": larger, "village": village, "lat": lat, "lon": lon, "staff": staff}


def groups(draws: Draws, firms: Rows, village_homes: I64) -> Rows:
    """One larger enterprise and one department each; the last ones serve the whole town.

    Groups that their own village cannot fill serve the next village too, others at times.
    """
    homes = int(village_homes.sum())
    local = bases(village_homes)
    village: I64 = firms["village"][firms["larger"].astype(bool)].astype(np.int64)
    count = len(village)
    scores = np.where(village == FERRY, -1.0, draws.uniform(count))
    large = highest(scores, min(scaled(LARGE_GROUPS, homes), int((scores >= 0).sum())))
    least, most = np.where(large, LEAST_LARGE, LEAST_SMALL), np.where(large, MOST_LARGE, MOST_SMALL)
    whole_town = np.arange(count) >= int(local.sum())
    before = np.concatenate([[0], np.cumsum(least)])[(np.cumsum(local) - local)[village]]
    overflows = np.cumsum(least) - before > OWN_SHARE * village_homes[village]
    beside, beyond = (np.array([(*village[5], -1, -1)[i] for village in VILLAGES])[village] for i in (0, 1))
    beside = np.where(overflows | draws.chance(0.4, count), beside, -1)
    beyond = np.where(draws.chance(0.15, count), beyond, -1)
    pairing = min(scaled(PAIRING_DEPARTMENTS, homes), count)
    chairs = np.repeat(np.arange(pairing), count // pairing + (np.arange(pairing) < count % pairing))
    return {
        "department": chairs[draws.order(count)],
        "firm": np.arange(count),
        "least": least,
        "most": most,
        "village": village,
        "beside": beside,
        "beyond": beyond,
        "whole_town": whole_town,
        "strength": draws.whole(0, len(STRENGTHS) - 1, count),
        "lat": firms["lat"][:count],
        "lon": firms["lon"][:count],
    }


def departments(teams: Rows, homes: int) -> Rows:
    """All groups of a department take nine tenths of what their quotas add up to (-1: it has no groups)."""
    count = max(scaled(DEPARTMENTS, homes), int(teams["department"].max()) + 1)
    most = np.bincount(teams["department"].astype(np.int64), teams["most"].astype(np.float64), count).astype(np.int64)
    return {"name": np.arange(count) % DEPARTMENTS, "pairs": most > 0, "most": np.where(most > 0, most * 9 // 10, -1)}


def jobs(draws: Draws, firms: Rows, homes: int) -> Rows:
    """Openings at enterprises drawn at random; those of a kind share its vacancies as evenly as they can."""
    vacancies = apportion(scaled(sum(job[3] for job in JOBS), homes), [job[3] for job in JOBS])
    openings = np.minimum(vacancies, [max(1, scaled(job[2], homes)) for job in JOBS])
    kind = np.repeat(np.arange(len(JOBS)), openings)
    nth = np.arange(len(kind)) - (np.cumsum(openings) - openings)[kind]
    firm = draws.whole(0, len(firms["lat"]) - 1, len(kind))
    wage, oldest = (np.array([job[i] for job in JOBS], dtype=np.int64)[kind] for i in (4, 5))
    return {
        "firm": firm,
        "kind": kind,
        "vacancies": vacancies[kind] // openings[kind] + (nth < vacancies[kind] % openings[kind]),
        "wage": wage + 50 * draws.whole(-3, 4, len(kind)),
        "oldest": oldest,
        "reserved": draws.chance(0.7, len(kind)),
        "lat": firms["lat"][firm],
        "lon": firms["lon"][firm],
    }


def courses(draws: Draws, places: Places, homes: int) -> Rows:
    """Training seats: each class opens with its fewest trainees or not at all."""
    seats = np.maximum(1, [scaled(course[2], homes) for course in COURSES])
    fewest = np.clip([scaled(course[3], homes) for course in COURSES], 1, seats)
    lat, lon = near(draws, places, np.array([course[4] for course in COURSES]), 0.45)
    return {"kind": np.arange(len(COURSES)), "seats": seats, "fewest": fewest, "lat": lat, "lon": lon}


def funds(homes: int, rebuild: int) -> Rows:
    """Budgets in proportion; the money for homes is what the approved applications cost."""
    budget = [rebuild if fund[2] == "housing" else scaled(fund[3], homes) for fund in FUNDS]
    return {"kind": np.arange(len(FUNDS)), "budget": np.array(budget, dtype=np.int64)}
