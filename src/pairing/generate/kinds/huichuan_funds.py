"""The money of both layers in a district, and what people have decided about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import I64, apportion
from pairing.generate.gathered import Gathered
from pairing.generate.kinds.huichuan_students import FIELDS, LARGE, Chosen
from pairing.generate.store import key, word

#: Layer 1 in yuan: what is left of the published total of about 1.08 million after the donations.
RELIEF = 897_000


@dataclass(frozen=True)
class Fund:
    """Money in yuan: for whom, the smallest and the largest grant, and the gap that must be left after layer 1."""

    code: str
    name: str
    budget: int
    least: int
    most: int
    gap_left: int
    level: str = ""
    fields: str = ""
    sex: str = ""
    own_town: bool = False


#: Layer 1, then the donors of layer 2: 190,000 yuan, a part of which finds no one whom it may go to.
FUNDS = (
    Fund("GOV", "区临时救助资金", RELIEF, 0, 5_000, 0),
    Fund("G1", "区工商联合会", 60_000, 3_000, 6_000, 6_000, level="bachelor"),
    Fund("G2", "同乡商会", 36_000, 4_000, 10_000, 5_500, own_town=True),
    Fund("G3", "机械制造公司", 30_000, 5_000, 8_000, 6_000, fields="engineering;computing"),
    Fund("G4", "纺织公司助学女生金", 20_000, 4_000, 5_000, 6_000, sex="2"),
    Fund("G5", "医药连锁公司", 16_000, 4_000, 6_000, 5_500, fields="medicine"),
    Fund("G6", "退休教师助学金", 14_000, 3_500, 7_000, 6_000, fields="teaching"),
    Fund("G7", "农业公司", 14_000, 3_500, 7_000, 6_000, fields="farming;commerce"),
)
GIFTS = sum(fund.budget for fund in FUNDS[1:])
#: Decisions about a student: (field of study, fund, kind, reason, yuan).
PINS = (
    ("engineering", 3, "must", "企业走访时已当面承诺", 5_000),
    ("medicine", 5, "must_not", "学生家长在该企业任职, 回避", 0),
)


def write(store: Gathered, district: int, share: float, chosen: Chosen, admission: I64, towns: int) -> None:
    """Write the funds of one district and, in a whole one, two decisions of people.

    A smaller district has fewer donors, not donors whose money is below their own smallest grant. ``admission``
    numbers the students' rows on the admission list, ``towns`` is how many a district has.
    """
    givers = FUNDS[1 : 1 + max(1, round((len(FUNDS) - 1) * share))]
    gifts = apportion(round(GIFTS * share / 100), [float(fund.budget) for fund in givers])
    count = 1 + len(givers)
    store.add(
        "funds",
        {
            "fund_id": f"format('F-{{}}-', district + 1) || {word('fund', tuple(fund.code for fund in FUNDS))}",
            "name": word("fund", tuple(fund.name for fund in FUNDS)),
            "district": key("D", "district", 1),
            "layer": "CASE WHEN fund = 0 THEN '1' ELSE '2' END",
            "budget": "budget",
            "min_grant": "least",
            "max_grant": "most",
            "gap_left": "gap_left",
            "for_level": word("fund", tuple(fund.level for fund in FUNDS)),
            "for_fields": word("fund", tuple(fund.fields for fund in FUNDS)),
            "for_sex": word("fund", tuple(fund.sex for fund in FUNDS)),
            "for_town": f"CASE WHEN own THEN {key('T', 'town', 2)} END",
        },
        fund=np.arange(count),
        district=np.full(count, district),
        budget=100 * np.concatenate([[round(RELIEF * share / 100)], gifts]),
        least=np.array([fund.least for fund in FUNDS[:count]]),
        most=np.array([fund.most for fund in FUNDS[:count]]),
        gap_left=np.array([fund.gap_left for fund in FUNDS[:count]]),
        own=np.array([fund.own_town for fund in FUNDS[:count]]),
        town=np.full(count, chosen.town + towns * district),
    )
    if share >= 1:
        _pins(store, district, chosen, admission)


def _pins(store: Gathered, district: int, chosen: Chosen, admission: I64) -> None:
    large = np.flatnonzero(chosen.kind == LARGE)
    rows = [large[chosen.field[large] == FIELDS.index(field)][0] for field, *_ in PINS]
    store.add(
        "pins",
        {
            "programme": "'gifts'",
            "need": key("A", "admission", 5),
            "resource": f"format('F-{{}}-', district + 1) || {word('fund', tuple(fund.code for fund in FUNDS))}",
            "kind": word("pin", tuple(pin[2] for pin in PINS)),
            "by": "'C01'",
            "date": "DATE '2023-08-16'",
            "reason": word("pin", tuple(pin[3] for pin in PINS)),
            "amount": "CASE WHEN amount > 0 THEN amount END",
        },
        pin=np.arange(len(PINS)),
        admission=admission[np.array(rows)],
        district=np.full(len(PINS), district),
        fund=np.array([pin[1] for pin in PINS]),
        amount=np.array([pin[4] for pin in PINS]),
    )
