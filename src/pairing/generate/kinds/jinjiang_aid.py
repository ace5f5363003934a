"""Aid given by June, as the history table: money in exact totals, and goods in kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags, apportion, highest
from pairing.generate.kinds.jinjiang_figures import (
    BOTTLES,
    CHECKUPS,
    CLOTHED,
    OIL_PEOPLE,
    PAID,
    PAID_LARGE,
    PERSON_TIMES,
    Town,
)
from pairing.generate.kinds.jinjiang_homes import HOUSEHOLD, MEMBER, Block
from pairing.generate.people import FULL
from pairing.generate.store import Store, word

#: What the families with large grants got them for (assumed), in this order.
LARGE_FOR = (("medical", 55), ("housing", 20), ("education", 16), ("employment", 12))
SMALL_FOR = ("living", "medicine", "utilities")
PROGRAMMES = ("medical", "housing", "education", "startup", "relief", "oil", "clothing", "checkup")
FUNDS = ("F-B-MEDICAL", "F-B-HOUSING", "F-B-EDUCATION", "F-B-EMPLOYMENT", "F-B-HARDSHIP", "", "", "")
PURPOSES = ("medical", "housing", "education", "employment", *SMALL_FOR, "oil", "clothing", "checkup")
RELIEF, OIL, CLOTHING, CHECKUP = 4, 5, 6, 7


@dataclass(frozen=True, eq=False)
class Aid:
    """What the later asks must know: who got what this year. ``relief`` is members x purposes."""

    large: Flags  # households
    relief: Flags
    oil: Flags
    clothing: Flags
    checkup: Flags


def aid(store: Store, town: Town, block: Block, draws: Draws) -> Aid:
    """Write this chunk's history; returns who is in it."""
    p, count, rows = block.people, block.count, len(block.people.home)
    filed = block.step >= 2
    pay = town.share(PAID_LARGE, block.first, count)
    large = np.zeros(count, dtype=bool)
    fits = {
        "medical": block.any(p.ill | (p.grade > 0)),
        "housing": block.homes.housing >= 2,
        "education": block.any(p.stage > 0),
        "employment": block.any(p.ability == FULL),
    }
    chosen: list[I64] = []
    for purpose, published in LARGE_FOR:
        wish = 4.0 * filed * (1 + fits[purpose]) + draws.uniform(count) - 100.0 * large
        homes = np.flatnonzero(highest(wish, min(town.share(published, block.first, count), int((~large).sum()))))
        large[homes] = True
        chosen.append(homes)
    homes = np.concatenate(chosen)
    kind = np.repeat(np.arange(len(chosen)), [len(part) for part in chosen])
    if len(homes):
        yuan = _tens(pay, 0.6 + 0.8 * draws.uniform(len(homes)))
        concerned = np.stack([p.ill | (p.grade > 0), p.number == 1, p.stage > 0, p.ability == FULL])
        member = _member(block, concerned)[kind, homes]
        _write(store, block, draws, member, kind, kind, yuan, yuan * 0)
    # Small grants: one for each purpose and person, most for living.
    wish = draws.uniform(rows * 3) + np.tile([0.5, 0.3, 0.0], rows) + 2.0 * np.repeat((filed & ~large)[p.home], 3)
    small = town.share(PERSON_TIMES, block.first, count) - len(homes)
    got = highest(wish, min(small, rows * 3))
    at = np.flatnonzero(got)
    if len(at):
        weight = 0.7 + 0.6 * draws.uniform(len(at))
        yuan = _tens(town.share(PAID, block.first, count) - (pay if len(homes) else 0), weight)
        _write(store, block, draws, at // 3, np.full(len(at), RELIEF), 4 + at % 3, yuan, yuan * 0)
    known = (block.step >= 1)[p.home].astype(np.float64)
    oil = highest(known + draws.uniform(rows), min(rows, town.share(OIL_PEOPLE, block.first, count)))
    people = np.flatnonzero(oil)
    bottles = np.ones(len(people), dtype=np.int64)
    second = town.share(BOTTLES, block.first, count) - len(people)
    bottles[highest(p.age[people] + draws.uniform(len(people)), second)] += 1
    _write(store, block, draws, people, np.full(len(people), OIL), np.full(len(people), 7), bottles * 0, bottles)
    clothing = highest(known + draws.uniform(rows), min(rows, town.share(CLOTHED, block.first, count)))
    frail = ((p.age >= 60) | (p.grade > 0) | p.ill) + draws.uniform(rows)
    checkup = highest(frail, min(rows, town.share(CHECKUPS, block.first, count)))
    for kind_of, people in ((CLOTHING, np.flatnonzero(clothing)), (CHECKUP, np.flatnonzero(checkup))):
        ones = np.ones(len(people), dtype=np.int64)
        _write(store, block, draws, people, ones * kind_of, ones * (kind_of + 2), ones * 0, ones)
    return Aid(large, got.reshape(rows, 3), oil, clothing, checkup)


def _tens(yuan: int, weight: F64) -> I64:
    """Amounts in tens of yuan that add up to the whole; the first takes what is left over."""
    parts = 10 * apportion(yuan // 10, weight)
    parts[0] += yuan % 10
    return parts


def _member(block: Block, flags: Flags) -> I64:
    """For each row of flags over the members, and each household: the first flagged member, else the first."""
    home = block.people.home
    first = np.searchsorted(home, np.arange(block.count))
    found = np.empty((len(flags), block.count), dtype=np.int64)
    for row, flagged in enumerate(flags):
        order = np.lexsort((~flagged, home))
        found[row] = order[first]
    return found


def _write(
    store: Store, block: Block, draws: Draws, member: I64, programme: I64, purpose: I64, yuan: I64, quantity: I64
) -> None:
    p = block.people
    store.add(
        "history",
        {
            "date": "DATE '2015-01-05' + day::INTEGER",
            "year": "2015",
            "household_id": HOUSEHOLD,
            "member_id": MEMBER,
            "programme": word("programme", PROGRAMMES),
            "purpose": word("purpose", PURPOSES),
            "resource": word("programme", FUNDS),
            "amount": "nullif(yuan, 0)",
            "quantity": "nullif(quantity, 0)",
        },
        household=block.first + p.home[member],
        number=p.number[member],
        day=draws.whole(0, 170, len(member)),
        programme=programme,
        purpose=purpose,
        yuan=yuan,
        quantity=quantity,
    )
