"""What households ask for from July on, as the table of needs."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags, highest
from pairing.generate.kinds.jinjiang_aid import SMALL_FOR, Aid
from pairing.generate.kinds.jinjiang_figures import Town
from pairing.generate.kinds.jinjiang_homes import HOUSEHOLD, MEMBER, Block
from pairing.generate.people import FULL
from pairing.generate.store import Store, key, word

#: How many ask, at the published number of households (assumed: somewhat more than can be given).
ASKS = {"medical": 108, "relief": 640, "housing": 31, "startup": 22, "oil": 262, "clothing": 214}
KINDS = tuple(ASKS)
MARKS = ("", "L", "M", "U", "", "", "", "")
PURPOSES = ("medical", *SMALL_FOR, "housing", "employment", "oil", "clothing")


def asks(store: Store, town: Town, block: Block, given: Aid, draws: Draws) -> None:
    """Write this chunk's needs: most come from households in the centre's base, a few from others."""
    p, rows = block.people, len(block.people.home)
    known = 3.0 * (block.step >= 1)[p.home]
    able = (p.ability == FULL) & ~p.employed
    asked = {kind: town.share(published, block.first, block.count) for kind, published in ASKS.items()}

    def some(kind: str, fits: F64, again: Flags) -> I64:
        """The people who ask: mostly in the base, mostly where it fits, rarely where it was given this year."""
        wish = known + 2.0 * fits + 1.2 * draws.uniform(rows) - 1.5 * (again & draws.chance(0.85, rows))
        return np.flatnonzero(highest(wish, min(asked[kind], rows)))

    ill = p.ill | (p.cost >= 2500)
    large = given.large[p.home]
    patients = some("medical", ill.astype(np.float64), large & draws.chance(0.8, rows))
    _write(store, block, draws, "medical", 0, patients, np.maximum(1000, p.cost[patients]), patients * 0)
    wish = draws.uniform(3 * rows) + np.tile([0.4, 0.2, 0.1], rows) + np.repeat(known, 3)
    wish -= 0.4 * given.relief.ravel()
    at = np.flatnonzero(highest(wish, min(asked["relief"], 3 * rows)))
    _write(store, block, draws, "relief", 1 + at % 3, at // 3, at * 0 + 300, at * 0)
    heads = p.number == 1
    homes = np.flatnonzero(
        highest(known + 4.0 * heads + block.homes.housing[p.home] + draws.uniform(rows), asked["housing"])
    )
    _write(store, block, draws, "housing", 4, homes, 500 * draws.whole(6, 34, len(homes)), homes * 0)
    starters = some("startup", (able & (p.age < 60)).astype(np.float64), large)
    _write(store, block, draws, "startup", 5, starters, 1000 * draws.whole(5, 20, len(starters)), starters * 0)
    oil = some("oil", np.where(p.age >= 60, 0.3, 0.0), given.oil)
    _write(store, block, draws, "oil", 6, oil, oil * 0, 1 + (p.age[oil] >= 65))
    clothed = some("clothing", np.where(p.age < 18, 0.4, 0.0), given.clothing)
    _write(store, block, draws, "clothing", 7, clothed, clothed * 0, clothed * 0 + 1)


def _write(
    store: Store, block: Block, draws: Draws, kind: str, purpose: int | I64, member: I64, yuan: I64, quantity: I64
) -> None:
    p, rows = block.people, len(member)
    # A person asks at most once for each kind and purpose, so the two make the number.
    code = np.broadcast_to(np.asarray(purpose, dtype=np.int64), (rows,))
    store.add(
        "needs",
        {
            "need_id": f"concat({word('kind', tuple('MRHSOC'))}, {key('', 'member', 5)}, {word('purpose', MARKS)})",
            "household_id": HOUSEHOLD,
            "member_id": MEMBER,
            "kind": word("kind", KINDS),
            "purpose": word("purpose", PURPOSES),
            "amount": "nullif(yuan, 0)",
            "quantity": "nullif(quantity, 0)",
            "date": "DATE '2015-06-01' + day::INTEGER",
        },
        kind=np.full(rows, KINDS.index(kind)),
        member=block.first_member + member,
        purpose=code,
        household=block.first + p.home[member],
        number=p.number[member],
        yuan=yuan,
        quantity=quantity,
        day=draws.whole(0, 27, rows),
    )
