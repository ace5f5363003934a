"""The method of equal shares in whole fen: payers with a budget of their own buy what they think worth it, together.

The next need to be paid is the one that costs its payers least for what it is worth to them, each paying in proportion
to its worth until its money is gone (Peters, Pierczynski, Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021). Prices are compared as exact fractions; a payment is rounded to fen at once, so that it is
less than one fen away from the exact one.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pairing.model import I32, I64

#: A link's number, what it may pay at most, and the worth of a fen there.
Offer = tuple[int, int, int]


def equal_shares(
    need: I32, resource: I32, worth: I64, upper: I64, cost: I64, budget: I64, lot: I64
) -> tuple[I64, list[int]]:
    """What each link pays, and the needs that are paid in full, in the order in which they were bought.

    Needs cost ``cost``, resources have a ``budget``, a link may pay at most ``upper`` and finds a fen of that need
    ``worth`` something (where 0, it does not pay); no pair has two links that do. Equal prices fall by ``lot``. A price
    never falls, so only the cheapest is counted anew: O(E log E) for every round in which all prices change, little of
    that in most.
    """
    order = np.argsort(need, kind="stable")
    order = order[(worth[order] > 0) & (upper[order] > 0) & (cost[need[order]] > 0)]
    first = np.searchsorted(need[order], np.arange(len(cost) + 1))
    left: list[int] = budget.tolist()
    payer, most, worths, costs, lots = resource.tolist(), upper.tolist(), worth.tolist(), cost.tolist(), lot.tolist()
    links = [order[a:b].tolist() for a, b in itertools.pairwise(first.tolist())]

    def offers(of: int) -> list[Offer]:
        return [(e, min(left[payer[e]], most[e]), worths[e]) for e in links[of]]

    paid = np.zeros(len(need), dtype=np.int64)
    bought: list[int] = []
    heap = [(Fraction(0), lots[i], i) for i in range(len(cost)) if links[i]]
    heapq.heapify(heap)
    while heap:
        known, _, i = heap[0]
        mine = offers(i)
        price = _price(mine, costs[i])
        if price is None:
            heapq.heappop(heap)
        elif price / costs[i] > known:
            heapq.heapreplace(heap, (price / costs[i], lots[i], i))
        else:
            heapq.heappop(heap)
            bought.append(i)
            for e, amount in _payments(mine, costs[i], price):
                paid[e] = amount
                left[payer[e]] -= amount
    return paid, bought


def _price(offers: Sequence[Offer], cost: int) -> Fraction | None:
    """The least price of a unit of worth at which the offers cover the cost; None where they cannot."""
    missing, weight = cost, sum(worth for _, _, worth in offers)
    for _, most, worth in sorted(offers, key=lambda offer: Fraction(offer[1], offer[2])):
        if most * weight >= missing * worth:
            return Fraction(missing, weight)
        missing, weight = missing - most, weight - worth
    return None


def _payments(offers: Sequence[Offer], cost: int, price: Fraction) -> list[tuple[int, int]]:
    """What each link pays at this price, in whole fen that add up to the cost: the largest fractions are rounded up."""
    exact = [(e, min(Fraction(most), price * worth)) for e, most, worth in offers]
    whole = {e: int(share) for e, share in exact}
    short = cost - sum(whole.values())
    for e, _ in sorted(exact, key=lambda part: (int(part[1]) - part[1], part[0]))[:short]:
        whole[e] += 1
    return list(whole.items())
