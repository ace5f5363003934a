"""The list of university admissions, as the education office has it: mostly other people's children, some slips.

The numbers of admissions are typed by schools, so a few are wrong or blank, and a few rows only look like somebody who
is on a hardship list.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, Flags
from pairing.generate.gathered import Gathered
from pairing.generate.kinds.huichuan_families import TODAY, Families
from pairing.generate.kinds.huichuan_students import DECIDED, FIELDS, LEVELS, OFFERS, OFFERS_OPEN, Chosen
from pairing.generate.names import Names, given, misheard, name_sql, surnames, with_sound
from pairing.generate.numbers import FIRST_DIVISION, Numbers, mistyped, number_sql, numbers
from pairing.generate.people import SPOUSE
from pairing.generate.store import key, word

#: Admissions in a whole district, assumed.
ADMISSIONS = 2_500
#: How a row of the list may differ from the member it looks like.
OWN, SLIP, SWAPPED, HEARD, NAMESAKE, TWIN, OTHER_NUMBER, SECOND = range(8)
#: What becomes of the children chosen for it. Namesakes and twins have no number in the list; with a number of their
#: own, valid and different, nobody has to look at them (OTHER_NUMBER).
NEARLY = (SLIP, SLIP, SLIP, SLIP, SWAPPED, SWAPPED, SWAPPED, HEARD, HEARD, HEARD, HEARD,
          NAMESAKE, NAMESAKE, NAMESAKE, TWIN, TWIN, OTHER_NUMBER, OTHER_NUMBER)  # fmt: skip
#: Which of them have been decided, always that they are somebody else.
_DECIDED_NO = (11, 12, 14)


@dataclass(frozen=True, eq=False)
class Listed:
    """Rows of the list in random order: who is behind a row (members first, then others), how it was typed, which
    member it looks like without having the same number (or -1), and which student's it is (or -1). ``names``,
    ``numbers``, ``born`` and ``male`` are of all those people."""

    person: I64
    slip: I64
    like: I64
    student: I64
    names: Names
    numbers: Numbers
    born: I64
    male: Flags
    row_of_student: I64


def listed(draws: Draws, made: Families, chosen: Chosen, district: int, share: float) -> Listed:
    """Name and number everybody, and write the list's rows."""
    members, near = len(made.born), len(chosen.nearly)
    slip = np.array(NEARLY)[np.arange(near) * len(NEARLY) // max(1, near)]
    swapped = chosen.nearly[slip == SWAPPED]
    made.born[swapped] = _can_be_swapped(draws, made.born[swapped])
    second = np.flatnonzero(np.isin(chosen.kind, (OFFERS, OFFERS_OPEN)))
    outside = max(0, round(ADMISSIONS * share) - len(chosen.member) - near - len(second))
    born = np.concatenate([made.born, TODAY - 18 * 365 - draws.whole(0, 420, outside), made.born[chosen.nearly]])
    male = np.concatenate([made.people.male, draws.chance(0.49, outside), made.people.male[chosen.nearly]])
    names = _names(draws, made, chosen, slip, outside, born, male)
    others = np.isin(slip, (NAMESAKE, TWIN, OTHER_NUMBER))
    person = np.concatenate(
        [
            chosen.member,
            np.where(others, members + outside + np.arange(near), chosen.nearly),
            members + np.arange(outside),
            chosen.member[second],
        ]
    )
    kinds = np.concatenate(
        [np.where(chosen.kind == DECIDED, SLIP, OWN), slip, np.full(outside, OWN), np.full(len(second), SECOND)]
    )
    like = np.concatenate([np.where(chosen.kind == DECIDED, chosen.member, -1), chosen.nearly,
                           np.full(outside + len(second), -1)])  # fmt: skip
    student = np.concatenate([np.arange(len(chosen.member)), np.full(near + outside, -1), second])
    order = draws.order(len(person))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Listed(
        person[order], kinds[order], like[order], student[order], names,
        numbers(FIRST_DIVISION + district, born, male), born, male, place[: len(chosen.member)],
    )  # fmt: skip


def _names(draws: Draws, made: Families, chosen: Chosen, slip: I64, outside: int, born: I64, male: Flags) -> Names:
    """Names of the members, of others on the list, and of those who look like a member."""
    people = made.people
    family = surnames(draws, len(made.homes.size))
    surname = np.where(people.role == SPOUSE, surnames(draws, len(people.home)), family[people.home])
    surname = np.concatenate([surname, surnames(draws, outside), surname[chosen.nearly]])
    years = 1970 + born // 365
    names = given(draws, surname, male, years)
    heard = chosen.nearly[slip == HEARD]
    names.first[heard] = with_sound(draws, names.at(heard)).first
    alike = len(names.first) - len(chosen.nearly) + np.arange(len(chosen.nearly))
    for part in (names.first, names.second):
        part[alike] = part[chosen.nearly]
    # A twin shares the surname and the first character; three characters are needed for one to be a slip.
    twin = slip == TWIN
    own = chosen.nearly[twin]
    names.second[own] = np.where(names.second[own] < 0, names.first[own], names.second[own])
    names.second[alike[twin]] = (names.second[own] + 1 + draws.whole(0, 20, len(own))) % 100
    return names


def write(
    store: Gathered, draws: Draws, house: int, admission: int, made: Families, chosen: Chosen, listed: Listed
) -> None:
    """Write the list and the decisions about it; ``house`` and ``admission`` number the district's first of each."""
    count = len(listed.person)
    names, numbers = listed.names.at(listed.person), listed.numbers.at(listed.person)
    heard = np.flatnonzero(listed.slip == HEARD)
    names.first[heard] = misheard(draws, names.at(heard)).first
    typed = mistyped(draws, numbers)
    wrong = np.isin(listed.slip, (SLIP, HEARD))
    blank = np.isin(listed.slip, (SWAPPED, NAMESAKE, TWIN))
    born = np.where(listed.slip == SWAPPED, _swapped(listed.born[listed.person]), listed.born[listed.person])
    store.add(
        "admissions",
        {
            "admission_id": key("A", "row", 5),
            "name": name_sql("surname", "first", "second"),
            "id_number": f"CASE WHEN NOT blank THEN {number_sql('digits', 'check')} END",
            "sex": "CASE WHEN male THEN '1' ELSE '2' END",
            "birth_date": "DATE '1970-01-01' + CAST(born AS INTEGER)",
            "school_id": key("U", "school", 3),
            "level": word("level", LEVELS),
            "field": word("field", FIELDS),
            "tuition": "tuition",
            "lodging": "lodging",
            "accepted": "CASE WHEN accepted >= 0 THEN accepted = 1 END",
        },
        row=admission + np.arange(count),
        surname=names.surname,
        first=names.first,
        second=names.second,
        digits=np.where(wrong, typed.digits, numbers.digits),
        check=numbers.check,
        blank=blank,
        male=listed.male[listed.person],
        born=born,
        school=draws.whole(0, 179, count),
        **_courses(draws, chosen, listed),
        accepted=_accepted(chosen, listed),
    )
    _decisions(store, house, admission, made, listed, chosen)


def _courses(draws: Draws, chosen: Chosen, listed: Listed) -> dict[str, I64]:
    """What is studied and what it costs: the students' own, and anything for others and for second offers."""
    count = len(listed.person)
    mine = (listed.student >= 0) & (listed.slip != SECOND)
    student = np.maximum(listed.student, 0)
    private = draws.chance(0.12, count)
    drawn = {
        "level": draws.chance(0.45, count).astype(np.int64),
        "field": draws.pick((26, 9, 12, 10, 18, 8, 17), count),
        "tuition": np.where(private, draws.whole(100, 220, count), draws.whole(35, 66, count)) * 100,
        "lodging": draws.whole(8, 12, count) * 100,
    }
    return {name: np.where(mine, getattr(chosen, name)[student], column) for name, column in drawn.items()}


def _accepted(chosen: Chosen, listed: Listed) -> I64:
    """1 accepted, 0 declined, -1 not known: of two offers one is accepted, or it is not known which."""
    kind = np.where(listed.student >= 0, chosen.kind[np.maximum(listed.student, 0)], -1)
    declined = (listed.slip == SECOND) & (kind == OFFERS)
    return np.where(kind == OFFERS_OPEN, -1, np.where(declined, 0, 1)).astype(np.int64)


def _swapped(born: I64) -> I64:
    """The same dates with day and month swapped (days since 1970)."""
    dates = born.astype("datetime64[D]")
    year = dates.astype("datetime64[Y]")
    month = dates.astype("datetime64[M]").astype(np.int64) % 12
    day = (dates - dates.astype("datetime64[M]")).astype(np.int64)
    months = year.astype("datetime64[M]") + np.minimum(day, 11)
    return np.asarray((months.astype("datetime64[D]") + month).astype(np.int64), dtype=np.int64)


def _can_be_swapped(draws: Draws, born: I64) -> I64:
    """Dates of the same months whose day could be another month."""
    month = born.astype("datetime64[D]").astype("datetime64[M]")
    day = (month.astype(np.int64) + draws.whole(1, 11, len(born))) % 12
    return np.asarray(month.astype("datetime64[D]").astype(np.int64) + day, dtype=np.int64)


def _decisions(store: Gathered, house: int, admission: int, made: Families, listed: Listed, chosen: Chosen) -> None:
    """What people have decided so far: slips of some students are theirs, some look-alikes are others."""
    whole = len(chosen.nearly) == len(NEARLY)
    no = chosen.nearly[list(_DECIDED_NO)] if whole else np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero((listed.student >= 0) & (listed.like >= 0) | np.isin(listed.like, no))
    member = listed.like[rows]
    store.add(
        "decided",
        {
            "left": key("A", "row", 5),
            "right": f"{key('H', 'home', 5)} || '-' || person",
            "same": "same",
            "by": key("C", "clerk", 2),
            "date": "DATE '2023-08-14'",
            "reason": "CASE WHEN same THEN '已核对户口簿和录取通知书' ELSE '并非该户子女' END",
        },
        row=admission + rows,
        home=made.people.home[member] + house,
        person=made.people.number[member],
        same=listed.student[rows] >= 0,
        clerk=rows % 4,
    )
