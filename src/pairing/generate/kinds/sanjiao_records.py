"""What was given before in one town, what people have decided, and what nobody wrote down."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags
from pairing.generate.kinds.sanjiao_claims import GRADE_B, GRADE_C, HOUSING, STARTUP, some
from pairing.generate.kinds.sanjiao_figures import REBUILDS, REBUILT_BEFORE, scaled
from pairing.generate.kinds.sanjiao_helpers import Rows
from pairing.generate.kinds.sanjiao_people import Residents, able_seekers
from pairing.generate.people import COMPULSORY, TERTIARY
from pairing.generate.places import KM_PER_DEGREE

PROGRAMMES = ("illness", "education", "startup", "housing", "pairing", "jobs")
PAIRING, JOBS = 4, 5
#: Where earlier aid came from, in the order of the programmes; earlier pairs name their group.
SOURCES = ("F-ILL", "school bursary", "F-SU-CHAMBER", "F-HOUSE")
DECISIONS = ("must", "must_not")
MUST, MUST_NOT = range(2)
REASONS = ("镇领导联系户, 延续上年", "双方曾有土地纠纷", "曾被该企业辞退")
#: Yuan of own medical cost from which a patient is aided, and km that are surely near enough for monthly visits.
ILLNESS_THRESHOLD, NEAR_KM = 30_000, 4.5


def history(draws: Draws, town: Residents, asked: Rows, teams: Rows) -> Rows:
    """Serious-illness aid (this year's bars a second grant), bursaries, start-ups, homes, and pairs of last year."""
    people, homes = town.people, len(town.tier)
    ill = some(draws, people.ill & (people.cost >= ILLNESS_THRESHOLD), max(2, scaled(11, homes)))
    school = some(draws, people.stage > COMPULSORY, max(1, scaled(9, homes)))
    shops = some(draws, asked["kind"] == STARTUP, max(1, scaled(4, homes)))
    rebuilt = np.flatnonzero(asked["kind"] == HOUSING)[scaled(REBUILDS, homes) :][: scaled(REBUILT_BEFORE, homes)]
    rebuilt = rebuilt[town.homes.housing[asked["home"][rebuilt].astype(np.int64)] >= GRADE_C]
    kept = some(draws, np.ones(homes, dtype=bool), scaled(110, homes))
    team = _of_the_village(draws, town.homes.village[kept], teams)
    kept, team = kept[team >= 0], team[team >= 0]
    counts = [len(ill), len(school), len(shops), len(rebuilt), len(kept)]
    years_ago = np.repeat([0, 0, 2, 4, 1], counts)
    years_ago[(len(ill) + 1) // 2 : len(ill)] = 1
    given = (people.home[ill], people.home[school], asked["home"][shops], asked["home"][rebuilt], kept)
    nobody = np.full(len(rebuilt) + len(kept), -1)
    return {
        "programme": np.repeat(np.arange(5), counts),
        "home": np.concatenate(given),
        "number": np.concatenate([people.number[ill], people.number[school], asked["number"][shops], nobody]),
        "team": np.concatenate([np.full(sum(counts[:4]), -1), team]),
        "years_ago": years_ago,
        "day": draws.whole(0, 364, sum(counts)),
        "amount": np.repeat([8000, 2000, 30_000, 40_000, -1], counts),
    }


def _of_the_village(draws: Draws, village: I64, teams: Rows) -> I64:
    """A group based in each of these villages, drawn at random (-1: the village has none of its own)."""
    count = np.bincount(teams["village"][~teams["whole_town"].astype(bool)].astype(np.int64), minlength=8)
    first = np.cumsum(count) - count
    nth = draws.whole(0, np.maximum(count[village] - 1, 0), len(village))
    return np.where(count[village] > 0, first[village] + nth, -1)


def pins(draws: Draws, town: Residents, past: Rows, teams: Rows, openings: Rows, departments: int) -> Rows:
    """Pairs that are kept, pairs and a placement that may not be: all of them allowed by the rules."""
    homes, people = len(town.tier), town.people
    pairs = past["programme"] == PAIRING
    home, team = past["home"][pairs].astype(np.int64), past["team"][pairs].astype(np.int64)
    worker = people.home * len(teams["least"]) + town.firm
    employed = np.isin(home * len(teams["least"]) + team, worker[town.firm >= 0])
    fits = np.flatnonzero(~employed & (_km(town, home, teams, team) <= NEAR_KM))
    must, barred = max(1, scaled(3, homes)), max(1, scaled(2, homes))
    fits = fits[: must + barred]
    willing = able_seekers(town) & (people.age <= 45) & (town.travel >= 10)
    member = some(draws, willing, max(1, scaled(1, homes)))
    post = np.flatnonzero(openings["kind"] == 0)[: len(member)]
    member = member[: len(post)]
    count = len(fits) + len(post)
    decided = np.repeat([0, 1, 2], [min(must, len(fits)), max(0, len(fits) - must), len(post)])
    return {
        "programme": np.repeat([PAIRING, JOBS], [len(fits), len(post)]),
        "home": np.concatenate([home[fits], people.home[member]]),
        "number": np.concatenate([np.full(len(fits), -1), people.number[member]]),
        "team": np.concatenate([team[fits], np.full(len(post), -1)]),
        "post": np.concatenate([np.full(len(fits), -1), post]),
        "kind": np.where(decided == 0, MUST, MUST_NOT),
        "department": np.minimum(np.array([0, 4, 30])[decided], departments - 1),
        "reason": decided,
        "day": np.arange(count),
    }


def _km(town: Residents, home: I64, teams: Rows, team: I64) -> F64:
    """About how far these households are from these groups."""
    north = (town.homes.lat[home] - teams["lat"][team].astype(np.float64)) * KM_PER_DEGREE
    east = (town.homes.lon[home] - teams["lon"][team].astype(np.float64)) * KM_PER_DEGREE
    return np.asarray(np.hypot(north, east), dtype=np.float64)


def gaps(draws: Draws, town: Residents, asked: Rows) -> dict[str, Flags]:
    """Cells that are blank though rules need them: the answer becomes unknown and a person has to look."""
    people, homes = town.people, len(town.tier)
    sound = np.zeros(homes, dtype=bool)
    sound[asked["home"][asked["kind"] == HOUSING].astype(np.int64)] = True
    sound &= town.homes.housing == GRADE_B
    blank = {
        "grade": (people.grade > 0, 5),
        "cost": (people.ill, 2),
        "travel": (town.travel >= 0, 3),
        "full_time": (people.stage == TERTIARY, 3),
        "income": (np.ones(homes, dtype=bool), 6),
        "housing": (sound, 1),
    }
    marked = {}
    for name, (able, figure) in blank.items():
        marked[name] = np.zeros(len(able), dtype=bool)
        marked[name][some(draws, able, scaled(figure, homes))] = True
    return marked
