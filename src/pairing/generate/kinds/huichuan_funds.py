"""The money of both layers in a district, and what people have decided about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, apportion
from pairing.generate.kinds.huichuan_students import FIELDS, LARGE, Chosen
from pairing.generate.store import Store, key
from pairing.tables.cells import literal

#: Layer 1 in yuan: what is left of the published total of about 1.08 million after the donations.
RELIEF = 897_000


@dataclass(frozen=True)
class Donor:
    """A gift for layer 2 in yuan: for whom, the smallest and the largest grant, and the gap that must be left."""

    name: str
    budget: int
    least: int
    most: int
    gap_left: int
    level: str = ""
    fields: str = ""
    sex: str = ""
    own_town: bool = False


DONORS = (
    Donor("District chamber of commerce", 60_000, 3_000, 8_000, 6_000, level="bachelor"),
    Donor("Chamber of one town's business people", 36_000, 4_000, 10_000, 5_000, own_town=True),
    Donor("Machine works", 30_000, 5_000, 10_000, 6_000, fields="engineering;computing"),
    Donor("Textile company, for young women", 20_000, 4_000, 5_000, 6_000, sex="2"),
    Donor("Pharmacy chain", 16_000, 4_000, 8_000, 5_000, fields="medicine"),
    Donor("Retired teachers' fund", 14_000, 3_500, 7_000, 6_000, fields="teaching"),
    Donor("Agricultural company", 14_000, 3_500, 7_000, 6_000, fields="farming;commerce"),
)


def write(store: Store, district: int, share: float, chosen: Chosen, admission: I64) -> None:
    """Write the funds of one district and, in a whole one, two decisions of people.

    A smaller district has fewer donors, not donors whose money is below their own smallest grant.
    """
    relief = Donor("District temporary relief", 100 * round(RELIEF * share / 100), 0, 5_000, 0)
    _fund(store, district, "GOV", 1, relief, relief.budget, chosen.town)
    givers = DONORS[: max(1, round(len(DONORS) * share))]
    gifts = round(sum(donor.budget for donor in DONORS) * share / 100)
    budgets = 100 * apportion(gifts, [float(donor.budget) for donor in givers])
    for number, (donor, budget) in enumerate(zip(givers, budgets.tolist(), strict=True), start=1):
        _fund(store, district, f"G{number}", 2, donor, budget, chosen.town)
    if share < 1:
        return
    student = np.flatnonzero(chosen.kind == LARGE)
    engineer = student[chosen.field[student] == FIELDS.index("engineering")][:1]
    medic = student[chosen.field[student] == FIELDS.index("medicine")][:1]
    for rows, fund, kind, reason, amount in (
        (engineer, "G3", "must", "promised by the donor at the factory visit", 5_000),
        (medic, "G5", "must_not", "a parent of the student works for the donor", None),
    ):
        store.add(
            "pins",
            {
                "programme": "'gifts'",
                "need": key("A", "admission", 5),
                "resource": literal(f"F-{district + 1}-{fund}"),
                "kind": literal(kind),
                "by": "'C01'",
                "date": "DATE '2023-08-16'",
                "reason": literal(reason),
                "amount": "NULL" if amount is None else f"CAST({amount} AS INTEGER)",
            },
            admission=admission[rows],
        )


def _fund(store: Store, district: int, code: str, layer: int, donor: Donor, budget: int, town: int) -> None:
    def text(value: str) -> str:
        return f"CAST({literal(value) if value else 'NULL'} AS VARCHAR)"

    store.add(
        "funds",
        {
            "fund_id": literal(f"F-{district + 1}-{code}"),
            "name": literal(donor.name),
            "district": key("D", "district", 1),
            "layer": literal(str(layer)),
            "budget": "budget",
            "min_grant": "least",
            "max_grant": "most",
            "gap_left": "gap_left",
            "for_level": text(donor.level),
            "for_fields": text(donor.fields),
            "for_sex": text(donor.sex),
            "for_town": f"CASE WHEN {donor.own_town} THEN {key('T', 'town', 2)} END",
        },
        district=np.array([district]),
        budget=np.array([budget]),
        least=np.array([donor.least]),
        most=np.array([donor.most]),
        gap_left=np.array([donor.gap_left]),
        town=np.array([town + 14 * district]),
    )
