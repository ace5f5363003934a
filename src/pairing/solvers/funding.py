"""Restricted funds at scale: divisible money from few funds to many needs, exact to the last fen, with prices.

A transport problem with amounts, few funds and a great many needs. Only the funds' prices tie the needs together: at
given prices every need takes its best links by itself. So good prices come from samples of the needs, each a few times
larger than the one before; then all needs take their best, and what funds then have too much or too little of is moved
along cheapest paths between funds. Every step is in whole numbers, and the paths keep every amount best at the prices,
so the prices in the end prove the plan (Lagrangian duality, Geoffrion 1974).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from pairing.model import I32, I64

#: Each sample is so many times as large as the one before, from about FEWEST needs on.
LADDER = 8
FEWEST = 1500
#: How much further than the last sample suggests prices may move before the moves that matter are listed anew.
CAUTION = 4.0
_FAR = 1 << 60
_ROOM = 1 << 62
_DRAW = 1


@dataclass(frozen=True, eq=False)
class Funding:
    """N needs, F funds, E links in rows by need: give amounts so that the sum of rate x amount is most.

    Need i's links are ``first[i] .. first[i + 1]``. Whole amounts in fen: ``lower <= amount <= upper`` on links,
    ``least <= sum <= most`` for needs, ``holds_least <= sum <= holds_most`` for funds. Two links may join a pair.
    """

    first: I64
    fund: I32
    rate: I64
    upper: I64
    lower: I64
    least: I64
    most: I64
    holds_least: I64
    holds_most: I64

    @property
    def needs(self) -> int:
        """The number of needs."""
        return len(self.most)

    @property
    def funds(self) -> int:
        """The number of funds."""
        return len(self.holds_most)


@dataclass(frozen=True, eq=False)
class Funded:
    """The best amounts, and prices per fen of needs and funds that prove them: ``bound`` is what no plan can pass.

    A positive price is earned by a higher most, a negative one by a lower least.
    """

    amounts: I64
    need_price: I64
    fund_price: I64
    value: int
    bound: int


def solve(funding: Funding) -> Funded | None:
    """The best amounts to the last fen with their proof, or None where nothing keeps every limit.

    Raises ``OverflowError`` where rates and amounts are too large for 64 bits, ``ArithmeticError`` where the proof
    fails. In practice some passes over the links; memory beyond the links: the amounts, and about 30 bytes for each
    move that prices may reach.
    """
    from pairing.solvers import funding_loops as loops

    largest, widest, crossed, reach = loops.extent(columns(funding))
    if crossed or np.any(funding.least > np.minimum(funding.most, reach)) or np.any(funding.most < 0):
        return None
    # A most that no links can reach is no limit, nor is a least below 0: neither may become one that is just met.
    wanted = np.minimum(funding.most, reach)
    widest, most = int(widest), int(wanted.max(initial=0))
    if too_large(int(largest), max(widest, most), most, funding.needs, funding.funds):
        raise OverflowError("rates or amounts are too large")
    total = int(wanted.sum())
    given = replace(
        funding,
        most=np.where(funding.most > reach, reach + 1, funding.most),
        least=np.maximum(funding.least, -1),
        holds_least=np.maximum(funding.holds_least, -1),
        holds_most=np.minimum(funding.holds_most, total + 1),
    )
    if np.any(given.holds_least > given.holds_most) or _sum(given.holds_least) > total:
        return None
    if _sum(given.least) > _sum(given.holds_most):
        return None
    plan = _priced(given, wanted)
    if plan is None:
        return None
    amounts, price = plan
    if 4 * (int(largest) + int(np.abs(price).max())) * max(widest, most) >= _ROOM:
        raise OverflowError("prices are too large")
    return _proved(given, amounts, price)


def _sum(values: I64) -> int:
    """What limits ask for in all."""
    return sum(np.maximum(values, 0).tolist())


def too_large(rate: int, amount: int, wanted: int, needs: int, funds: int) -> bool:
    """Whether some product of a price and an amount, or some sum of amounts, might not fit into 64 bits."""
    return rate * amount * 8 * (funds + 2) >= _ROOM or wanted * max(1, needs) >= _ROOM


class Columns(NamedTuple):
    """The columns of links and needs, as the compiled loops take them."""

    first: I64
    fund: I32
    rate: I64
    upper: I64
    lower: I64
    most: I64
    least: I64


def columns(funding: Funding) -> Columns:
    f = funding
    return Columns(f.first, f.fund, f.rate, f.upper, f.lower, f.most, f.least)


def _priced(funding: Funding, wanted: I64) -> tuple[I64, I64] | None:
    """Amounts and fund prices: from small samples of the needs to all of them."""
    price = np.zeros(funding.funds + 1, dtype=np.int64)
    reach = np.full(funding.funds + 1, _FAR, dtype=np.int64)
    steps = 0
    while funding.needs // LADDER ** (steps + 1) >= FEWEST:
        steps += 1
    order = np.random.default_rng(_DRAW).permutation(funding.needs) if steps else np.zeros(0, dtype=np.int64)
    total = max(1, int(wanted.sum()))
    for step in range(steps, 0, -1):
        chosen = np.sort(order[: funding.needs // LADDER**step])
        before = price.copy()
        _settle(_sample(funding, chosen, int(wanted[chosen].sum()), total), price, reach, rough=True)
        moved = np.abs(price - before).astype(np.float64)
        if step == steps:  # these moved all the way from 0
            moved = np.full_like(moved, moved.max() / FEWEST**0.5)
        # Prices err by the root of the sample's size.
        moved = np.maximum(moved, np.sqrt(np.mean(moved**2)))
        reach = (CAUTION * moved / LADDER**0.5).astype(np.int64) + 1
        reach[-1] = 0  # what is left unmet has no price
    amounts = _settle(funding, price, reach, rough=False)
    return None if amounts is None else (amounts, price)


def _sample(funding: Funding, chosen: I64, mine: int, total: int) -> Funding:
    """Some needs, and of each fund their part: ``mine`` of the ``total`` that all needs want."""
    begin, end = funding.first[chosen], funding.first[chosen + 1]
    first = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(end - begin, out=first[1:])
    links = np.repeat(begin - first[:-1], end - begin) + np.arange(first[-1])
    held = funding.holds_least, funding.holds_most
    least, most = (np.array([b * mine // total for b in side.tolist()], dtype=np.int64) for side in held)
    f = funding
    return Funding(
        first,
        f.fund[links],
        f.rate[links],
        f.upper[links],
        f.lower[links],
        f.least[chosen],
        f.most[chosen],
        least,
        most,
    )


def _settle(funding: Funding, price: I64, reach: I64, *, rough: bool) -> I64 | None:
    """Amounts that are best at ``price``, which moves until every fund keeps its limits; None where none can.

    ``reach`` says how far each price is expected to move. With ``rough`` only the price matters, and it is good enough
    where limits cannot be kept.
    """
    from pairing.solvers import funding_loops as loops
    from pairing.solvers import funding_moves as moves
    from pairing.solvers import funding_paths as paths

    links = columns(funding)
    low, high = funding.holds_least, funding.holds_most
    amounts = np.empty(len(funding.rate), dtype=np.int64)
    unmet = np.empty(funding.needs, dtype=np.int64)
    target = np.where(price[:-1] < 0, low, high)
    room = target.copy()
    if not loops.dealt(links, price, room, amounts, unmet):
        return None
    given = target - room
    spent = np.where(price[:-1] == 0, np.clip(given, low, high), target)
    plan = moves.Plan(amounts, unmet, spent, np.append(given - spent, (spent - given).sum()))
    up, down = reach.copy(), reach.copy()
    while True:
        state = paths.settled(links, low, high, price, up, down, plan)
        if state == paths.SETTLED:
            return amounts
        if state == paths.NO_WAY:
            # No move can lose more than this at the prices, so with it all are listed.
            everything = 2 * int(np.abs(funding.rate).max(initial=0) + np.abs(price).max())
            if rough or np.all(np.minimum(up, down) >= everything):
                return None
            up[:] = down[:] = min(64 * (int(up.max()) + 1), everything)


def _proved(funding: Funding, amounts: I64, price: I64) -> Funded:
    """The plan with its proof, from one more pass that shares nothing with how they were found."""
    from pairing.solvers import funding_loops as loops

    need_price = np.empty(funding.needs, dtype=np.int64)
    load = np.empty(funding.funds, dtype=np.int64)
    broken, high, low, bound_high, bound_low = loops.proof(columns(funding), price, amounts, load, need_price)
    value, bound = (int(high) << loops.LIMB) + int(low), (int(bound_high) << loops.LIMB) + int(bound_low)
    for p, least, most in zip(price.tolist(), funding.holds_least.tolist(), funding.holds_most.tolist(), strict=False):
        bound += p * (most if p > 0 else least)
    if broken or np.any(load < funding.holds_least) or np.any(load > funding.holds_most) or value != bound:
        raise ArithmeticError("the prices do not prove the plan")
    return Funded(amounts, need_price, price[:-1].copy(), value, bound)
