"""Hardship children with an admission: who they are, what their first year costs, and what visits and records say.

Every kind of case is there in a number that makes the published totals: 226 students approved for relief, 31 of them
with a large gap left. Where a district is smaller, the same kinds are sampled evenly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, Flags
from pairing.generate.gathered import Gathered
from pairing.generate.kinds.huichuan_families import TODAY, Families
from pairing.generate.people import CHILD
from pairing.generate.store import key, word

#: Kinds of cases. Those up to LATER are approved; the first six have a large gap left after relief.
(
    TWIN_LARGE, TOWN_LARGE, LARGE, LARGE_SHOCK, LARGE_AIDED, LARGE_ALONE,
    TWIN, PLAIN, DECIDED, OFFERS, SHOCK, AIDED, LATER,
    UNVISITED, UNCONFIRMED, RELIEVED, OFFERS_OPEN, NO_INCOME, NO_GAP,
) = range(19)  # fmt: skip
#: How many cases of each kind a whole district has, but for the twins and those of one town, who come first.
CASES = {
    LARGE: 21, LARGE_SHOCK: 2, LARGE_AIDED: 1, LARGE_ALONE: 1, PLAIN: 173, DECIDED: 3, OFFERS: 6, SHOCK: 5, AIDED: 4,
    LATER: 2, UNVISITED: 9, UNCONFIRMED: 6, RELIEVED: 5, OFFERS_OPEN: 3, NO_INCOME: 3, NO_GAP: 5,
}  # fmt: skip
FIRST = (TWIN_LARGE, TWIN_LARGE, TWIN, TWIN, TOWN_LARGE, TOWN_LARGE, TOWN_LARGE, TOWN_LARGE)
STUDENTS = len(FIRST) + sum(CASES.values())
APPROVED = 226
#: Hardship children whose admission is only nearly theirs, or somebody else's.
NEARLY = 18

FIELDS = ("engineering", "medicine", "teaching", "farming", "commerce", "arts", "computing")
_FIELD_OF_LARGE = (0, 0, 1, 2, 6, 0, 4, 0, 1, 3, 2, 0, 6)
LEVELS = ("bachelor", "college")
RESULTS = ("", "confirmed", "not_confirmed")
CAUSES = ("illness", "family", "disaster")


@dataclass(frozen=True, eq=False)
class Chosen:
    """Students by position: the member, the kind of case, and their money in yuan. ``nearly`` are further members for
    the screening; ``town`` is the one whose business people give to their own."""

    member: I64
    kind: I64
    nearly: I64
    town: int
    field: I64
    level: I64
    tuition: I64
    lodging: I64
    living: I64
    travel: I64
    supplies: I64
    loan: I64
    aid: I64
    bursary: I64
    shock: I64

    @property
    def large(self) -> Flags:
        """Whose gap is large even after relief."""
        return self.kind <= LARGE_ALONE


def choose(draws: Draws, made: Families, town_of_home: I64, share: float) -> Chosen:
    """Choose a district's students, give them their age, and work out their money."""
    people = made.people
    young = np.flatnonzero((people.role == CHILD) & (people.age >= 14) & (people.age <= 23))
    young = young[draws.order(len(young))]
    _, first = np.unique(people.home[young], return_index=True)
    pool = young[np.sort(first)]
    count = min(round(STUDENTS * share), len(pool) * 9 // 10)
    town = int(np.bincount(town_of_home[people.home[pool]]).argmax())
    own = town_of_home[people.home] == town
    if share >= 1:
        member, kind = _whole_district(pool, people.role, people.home, own, count)
    else:
        member, kind = pool[:count], _kinds(count)
    nearly = pool[~np.isin(people.home[pool], people.home[member])][: max(1, round(NEARLY * share))]
    every = np.concatenate([member, nearly])
    made.age_becomes(draws, every, 18)
    twins = np.flatnonzero(np.isin(kind, (TWIN_LARGE, TWIN)))
    made.born[member[twins[1::2]]] = made.born[member[twins[::2]]]
    people.male[member[kind == LARGE_ALONE]] = True
    made.income_known[people.home[member[kind == NO_INCOME]]] = False
    return _money(draws, made, member, kind, nearly, town)


def _kinds(count: int) -> I64:
    """Kinds of so many cases, evenly mixed and in the proportions of a whole district."""
    kinds = np.repeat(list(CASES), list(CASES.values()))
    place = np.concatenate([(np.arange(n) + 0.5) / n for n in CASES.values()])
    mixed = kinds[np.argsort(place, kind="stable")]
    return np.asarray(mixed[np.arange(count) * len(mixed) // max(1, count)], dtype=np.int64)


def _whole_district(pool: I64, role: I64, home: I64, own: Flags, count: int) -> tuple[I64, I64]:
    """Twins, then students of the giving town, then everyone else; no other large gap lies in that town."""
    after = np.minimum(pool + 1, len(role) - 1)
    paired = pool[(after > pool) & (role[after] == CHILD) & (home[after] == home[pool]) & ~own[pool]][:2]
    twins = np.column_stack([paired, paired + 1]).ravel()
    free = pool[~np.isin(home[pool], home[paired])]
    townsfolk = free[own[free]][: FIRST.count(TOWN_LARGE)]
    others = free[~np.isin(free, townsfolk)]
    kinds = _kinds(count - len(twins) - len(townsfolk))
    away = np.flatnonzero(~own[others])[: int((kinds <= LARGE_ALONE).sum())]
    member = np.empty(len(kinds), dtype=np.int64)
    member[kinds <= LARGE_ALONE] = others[away]
    member[kinds > LARGE_ALONE] = np.delete(others, away)[: int((kinds > LARGE_ALONE).sum())]
    return np.concatenate([twins, townsfolk, member]), np.concatenate([np.array(FIRST), kinds])


def _money(draws: Draws, made: Families, member: I64, kind: I64, nearly: I64, town: int) -> Chosen:
    """What the first year costs, and the loan and the school's aid that leave the gap of the case."""
    count = len(member)
    large = kind <= LARGE_ALONE
    level = np.where(large & (kind != LARGE_ALONE), 0, draws.chance(0.45, count).astype(np.int64))
    level[kind == LARGE_ALONE] = 1
    field = draws.pick((26, 9, 12, 10, 18, 8, 17), count)
    turn = np.cumsum(large) - 1
    field[large] = np.array(_FIELD_OF_LARGE)[turn[large] % len(_FIELD_OF_LARGE)]
    field[kind == LARGE_ALONE] = FIELDS.index("arts")
    private = large | draws.chance(0.08, count)
    tuition = np.where(private, draws.whole(124, 240, count) * 100, draws.whole(35, 66, count) * 100)
    lodging = draws.whole(8, 12, count) * 100
    living = draws.whole(18, 26, count) * 50
    travel = np.array((100, 300, 700, 1100))[draws.pick((22, 38, 26, 14), count)] + 10 * draws.whole(0, 9, count)
    supplies = draws.whole(5, 12, count) * 100
    told = np.isin(kind, (SHOCK, LARGE_SHOCK, LATER))
    shock = np.where(told, draws.whole(30, 60, count) * 100, 0)
    bursary = np.where(np.isin(kind, (AIDED, LARGE_AIDED)), draws.whole(10, 25, count) * 100, 0)
    target = draws.whole(38, 82, count) * 100
    target[large] = draws.whole(125, 180, count)[large] * 100
    target[kind == TOWN_LARGE] = draws.whole(112, 121, count)[kind == TOWN_LARGE] * 100
    target[kind == NO_GAP] = 0
    family = 6 * made.income[made.people.home[member]]
    cost = tuition + lodging + 10 * living + travel + supplies + np.where(kind == LATER, 0, shock)
    covered = np.maximum(0, cost - family - bursary - target)
    loan = np.minimum(covered, np.minimum(16_000, tuition + lodging))
    return Chosen(
        member, kind, nearly, town, field, level, tuition, lodging, living, travel, supplies,
        loan, covered - loan, bursary, shock,
    )  # fmt: skip


def write(store: Gathered, draws: Draws, house: int, made: Families, chosen: Chosen, admission: I64) -> None:
    """Write visits, earlier aid and shocks; ``admission`` numbers each student's own row on the list."""
    home, person = made.people.home[chosen.member] + house, made.people.number[chosen.member]
    _visits(store, draws, chosen, admission)
    _history(store, draws, chosen, home, person)
    hit = chosen.shock > 0
    ago = np.where(chosen.kind == LATER, -draws.whole(5, 30, len(hit)), draws.whole(3, 40, len(hit)))
    store.add(
        "shocks",
        {
            "shock_id": f"{key('S', 'home', 5)} || '-' || person",
            "member_id": f"{key('H', 'home', 5)} || '-' || person",
            "date": "DATE '1970-01-01' + CAST(day AS INTEGER)",
            "cause": word("cause", CAUSES),
            "amount": "amount",
        },
        home=home[hit],
        person=person[hit],
        day=(TODAY - ago)[hit],
        cause=draws.pick((5, 3, 2), len(hit))[hit],
        amount=chosen.shock[hit],
    )


def _visits(store: Gathered, draws: Draws, chosen: Chosen, admission: I64) -> None:
    order = np.argsort(admission, kind="stable")
    kind = chosen.kind[order]
    result = np.where(kind == UNVISITED, 0, np.where(kind == UNCONFIRMED, 2, 1))
    store.add(
        "visits",
        {
            "admission_id": key("A", "admission", 5),
            "visitor": key("C", "visitor", 2),
            "date": "CASE WHEN result > 0 THEN DATE '1970-01-01' + CAST(day AS INTEGER) END",
            "result": word("result", RESULTS),
            **{name: f"CASE WHEN result > 0 THEN {name} END" for name in ("living_month", "travel", "supplies")},
            **{name: f"CASE WHEN result > 0 THEN {name} END" for name in ("loan", "school_aid")},
        },
        admission=admission[order],
        visitor=draws.whole(0, 27, len(kind)),
        day=TODAY - draws.whole(4, 26, len(kind)),
        result=result,
        living_month=chosen.living[order],
        travel=chosen.travel[order],
        supplies=chosen.supplies[order],
        loan=chosen.loan[order],
        school_aid=chosen.aid[order],
    )


def _history(store: Gathered, draws: Draws, chosen: Chosen, home: I64, person: I64) -> None:
    """Relief for study this year, another bursary, and aid that forbids nothing: of another year or purpose."""
    count = len(home)
    plain = chosen.kind == PLAIN
    other_year = plain & draws.chance(0.04, count)
    other_purpose = plain & ~other_year & draws.chance(0.05, count)
    cases = (chosen.kind == RELIEVED, other_year, other_purpose, chosen.bursary > 0)
    rows = np.concatenate([np.flatnonzero(case) for case in cases])
    case = np.repeat(np.arange(len(cases)), [int(each.sum()) for each in cases])
    amount = np.where(case == len(cases) - 1, chosen.bursary[rows], draws.whole(10, 40, len(rows)) * 100)
    store.add(
        "history",
        {
            "household_id": key("H", "home", 5),
            "member_id": f"{key('H', 'home', 5)} || '-' || person",
            "programme": word("case", ("relief", "relief", "relief", "bursary")),
            "purpose": word("case", ("study", "study", "illness", "study")),
            "date": "DATE '1970-01-01' + CAST(day AS INTEGER)",
            "amount": "amount",
        },
        home=home[rows],
        person=person[rows],
        case=case,
        day=TODAY - np.array((120, 390, 150, 60))[case] - draws.whole(0, 25, len(rows)),
        amount=amount,
    )
