"""Student aid in layers, one summer in a district: hardship lists, admissions, home visits, relief and donations.

Each district of about ``HOUSEHOLDS`` households in hardship is made by itself, so that its lists, its students and its
money are those of the published programme whatever the number of districts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, Draws, apportion
from pairing.generate.gathered import Gathered
from pairing.generate.kinds import huichuan_funds as funds
from pairing.generate.kinds import huichuan_lists as lists
from pairing.generate.kinds import huichuan_students as students
from pairing.generate.kinds.huichuan_families import Families, families_of
from pairing.generate.names import name_sql
from pairing.generate.numbers import number_sql
from pairing.generate.people import RELATIONS, STAGES
from pairing.generate.places import Places, villages
from pairing.generate.store import Store, key, word

HOUSEHOLDS = 2_100
SEED = 2023

#: Not published, so assumed.
TOWNS = 14
VILLAGES = 60
TIERS = ("dibao", "destitute", "expenditure")


@dataclass(frozen=True)
class District:
    """One district: its number, its households and how many of them and of admissions came before it."""

    number: int
    households: int
    first_household: int
    first_admission: int


def fill(store: Store, households: int, seed: int) -> None:
    """Write the tables of a scenario with so many households."""
    count = max(1, households // HOUSEHOLDS)
    sizes: I64 = apportion(households, np.ones(count))
    gathered = Gathered(store)
    house = admission = 0
    for number, size in enumerate(sizes.tolist()):
        district = District(number, size, house, admission)
        admission += _district(gathered, district, seed)
        house += size
    gathered.done()


def _district(store: Gathered, district: District, seed: int) -> int:
    """Write one district; returns how many admissions it has."""
    number, size = district.number, district.households
    places = villages(
        Draws(seed, "places", number), VILLAGES, towns=TOWNS, lat=27.75 + 0.4 * (number // 40),
        lon=106.9 + 0.4 * (number % 40), radius_km=16,
    )  # fmt: skip
    village = np.repeat(np.arange(VILLAGES), places.households(size))
    made = families_of(Draws(seed, "people", number), places, village)
    chosen = students.choose(Draws(seed, "students", number), made, places.town[village], size / HOUSEHOLDS)
    listed = lists.listed(Draws(seed, "lists", number), made, chosen, number, size / HOUSEHOLDS)
    _places(store, number, places)
    _families(store, district, made, listed, places)
    house, admission = district.first_household, district.first_admission
    lists.write(store, Draws(seed, "admissions", number), house, admission, made, chosen, listed)
    own_row = listed.row_of_student + admission
    students.write(store, Draws(seed, "records", number), house, made, chosen, own_row)
    funds.write(store, number, size / HOUSEHOLDS, chosen, own_row, TOWNS)
    return len(listed.person)


def _places(store: Gathered, number: int, places: Places) -> None:
    count = len(places.town)
    store.add(
        "villages",
        {
            "village": key("V", "village", 3),
            "town": key("T", "town", 2),
            "district": key("D", "district", 1),
            "lat": "lat",
            "lon": "lon",
        },
        village=np.arange(count) + number * VILLAGES,
        town=places.town + number * TOWNS,
        district=np.full(count, number),
        lat=places.lat,
        lon=places.lon,
    )


def _families(store: Gathered, district: District, made: Families, listed: lists.Listed, places: Places) -> None:
    homes, people = made.homes, made.people
    number = np.arange(len(homes.size)) + district.first_household
    store.add(
        "households",
        {
            "household_id": key("H", "number", 5),
            "village": key("V", "village", 3),
            "town": key("T", "town", 2),
            "tier": word("tier", TIERS),
            "size": "size",
            "income_per_head": "CASE WHEN known THEN income END",
        },
        number=number,
        village=homes.village + district.number * VILLAGES,
        town=places.town[homes.village] + district.number * TOWNS,
        tier=made.tier,
        size=homes.size,
        income=made.income,
        known=made.income_known,
    )
    store.add(
        "members",
        {
            "member_id": f"{key('H', 'home', 5)} || '-' || person",
            "household_id": key("H", "home", 5),
            "name": name_sql("surname", "first", "second"),
            "id_number": number_sql("digits", "check"),
            "sex": "CASE WHEN male THEN '1' ELSE '2' END",
            "birth_date": "DATE '1970-01-01' + CAST(born AS INTEGER)",
            "relation": word("role", RELATIONS),
            "stage": word("stage", STAGES),
            "disability_grade": "CASE WHEN grade > 0 THEN grade END",
            "ill": "ill",
        },
        home=people.home + district.first_household,
        person=people.number,
        **_names_and_numbers(listed, len(people.home)),
        male=people.male,
        born=made.born,
        role=people.role,
        stage=people.stage,
        grade=people.grade,
        ill=people.ill,
    )


def _names_and_numbers(listed: lists.Listed, count: int) -> dict[str, I64]:
    rows = np.arange(count)
    names, numbers = listed.names.at(rows), listed.numbers.at(rows)
    columns = {"surname": names.surname, "first": names.first, "second": names.second}
    return {**columns, "digits": numbers.digits, "check": numbers.check}
