"""What was asked for in one town: start-ups, and homes to rebuild."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import I64, Draws, Flags, apportion
from pairing.generate.kinds.sanjiao_figures import (
    AMOUNT_WEIGHTS,
    AMOUNTS,
    PURPOSE_WEIGHTS,
    REBUILD_YUAN,
    REBUILDS,
    REBUILT_BEFORE,
    SOUND_HOMES,
    START_UPS_DISABLED,
    START_UPS_OTHERS,
    scaled,
)
from pairing.generate.kinds.sanjiao_helpers import Rows
from pairing.generate.kinds.sanjiao_people import Residents
from pairing.generate.people import NONE

STARTUP, HOUSING = range(2)
KINDS = ("startup", "housing")
GRADE_B, GRADE_C = 1, 2


def some(draws: Draws, marked: Flags, count: int) -> I64:
    """At most so many of the marked positions, in random order."""
    found = np.flatnonzero(marked)
    return np.asarray(found[draws.order(len(found))[: max(0, count)]], dtype=np.int64)


def applications(draws: Draws, town: Residents) -> Rows:
    """Start-ups asked for by people who can work, and homes to rebuild: those that will be approved come first.

    Their costs, 52,000 to 100,000 yuan, add up to the whole of the money where there are homes enough.
    """
    homes, people = len(town.tier), town.people
    adult = (people.ability != NONE) & (people.age >= 20) & (people.age <= 55)
    idle = some(draws, adult & ~people.employed, len(adult))
    line = np.concatenate([idle[: len(idle) // 8], some(draws, adult & people.employed, len(adult))])
    line = np.concatenate([line, idle[len(idle) // 8 :]])
    line = line[np.argsort(people.grade[line] == 0, kind="stable")]  # disabled people first: they are few
    line = line[np.sort(np.unique(people.home[line], return_index=True)[1])]  # one start-up a household
    disabled = people.grade[line] > 0
    asking = np.concatenate(
        [line[disabled][: scaled(START_UPS_DISABLED, homes)], line[~disabled][: scaled(START_UPS_OTHERS, homes)]]
    )
    asking.sort()
    worst = some(draws, town.homes.housing >= GRADE_C, homes)
    planned = scaled(REBUILDS, homes)
    rebuilt = worst[:planned]
    refused = np.concatenate(
        [
            worst[planned : planned + scaled(REBUILT_BEFORE, homes)],
            some(draws, town.homes.housing == GRADE_B, max(1, scaled(SOUND_HOMES, homes))),
        ]
    )
    thousands = scaled(REBUILD_YUAN // 1000, homes) * len(rebuilt) // max(1, planned)
    cost = 52 + apportion(thousands - 52 * len(rebuilt), 0.2 + 1.6 * draws.uniform(len(rebuilt)))
    count, extra = len(asking), len(rebuilt) + len(refused)
    none = np.full(extra, -1)
    return {
        "home": np.concatenate([people.home[asking], rebuilt, refused]),
        "number": np.concatenate([people.number[asking], none]),
        "kind": np.repeat([STARTUP, HOUSING], [count, extra]),
        "purpose": np.concatenate([draws.pick(PURPOSE_WEIGHTS, count), none]),
        "amount": 1000
        * np.concatenate(
            [np.array(AMOUNTS)[draws.pick(AMOUNT_WEIGHTS, count)], cost, np.full(len(refused), 60)], dtype=np.int64
        ),
        "day": draws.whole(0, 364, count + extra),
    }


def rebuild_yuan(asked: Rows, homes: int) -> int:
    """What the homes cost that will be approved."""
    return int(asked["amount"][asked["kind"] == HOUSING][: scaled(REBUILDS, homes)].sum())
