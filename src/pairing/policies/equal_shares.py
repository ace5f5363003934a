"""The method of equal shares: every fund or donor is a voter with its own money and buys, with others, what it values.

A voter approves the needs that it has links to; a fen given there is worth the points of the link to it, or the same
everywhere where no link has points. Needs are bought whole, the one that gives its payers most for their money first,
and each payer bears the same share of what it gains (:mod:`pairing.solvers.equal_shares`). When no need can be paid in
full any more by those who value it, the rest is given in parts: needs by priority and lot, from whoever still may pay.
Matches of one helper with one household cannot be shared between payers, and neither can a grant that has a minimum:
such programmes go by deferred acceptance.
"""

from __future__ import annotations

import numpy as np

from pairing.model import I64, Bools, violations
from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.completed import completed
from pairing.policies.two_sided import drawn_lots, elsewhere, left_by_pins, left_to_others, market, only
from pairing.policies.walk import by_need, walk
from pairing.solvers.equal_shares import equal_shares


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme gives money without a minimum. See the solver."""
    links, drawn, pinned = _shared(ask), drawn_lots(ask), ask.problem.lower
    left = left_by_pins(market(ask), pinned)
    mine = only(left, links)
    # Nobody can pay more than all needs cost.
    budget = np.minimum(left.most, int(left.wants[np.unique(ask.need[links])].sum()))
    paid, bought = equal_shares(ask.need, ask.resource, _worth(ask, links), mine.upper, left.wants, budget, drawn.need)
    order = np.lexsort((drawn.need, -ask.priority))
    kept, changed = completed(ask, pinned + paid + elsewhere(left, links, drawn), order)
    amounts = walk(ask.problem, by_need(ask, order), kept)
    amounts = kept if violations(ask.problem, amounts) else amounts
    told = {"draw": drawn.fingerprint, "changed": changed, "bought": len(bought), **left_to_others(links)}
    return Chosen(amounts, {**told, "rest": int((amounts - kept)[links].sum())})


def _shared(ask: Ask) -> Bools:
    """The links of programmes whose payers can share a cost: those that give money, however little."""
    least = np.unique(ask.programme[ask.problem.minimum > 1])
    found = [i for i, kind in enumerate(ask.kinds) if kind == "funding" and i not in least]
    if not found:
        raise Unfit("unfit_no_shares")
    return np.isin(ask.programme, found)


def _worth(ask: Ask, links: Bools) -> I64:
    """What a fen of each link is worth to its payer; of links that join the same pair the best one counts alone."""
    worth = np.where(links, np.maximum(ask.points, 0), 0)
    if not worth.any():
        worth = links.astype(np.int64)
    pair = ask.need.astype(np.int64) * len(ask.most) + ask.resource
    order = np.lexsort((np.arange(len(pair)), -worth, pair))
    again = np.zeros(len(pair), dtype=bool)
    again[order[1:]] = pair[order[1:]] == pair[order[:-1]]
    return np.where(again, 0, worth)
