"""The worst share first: whoever has the least of what it asks for gets more before anybody else does.

A share is given / wanted. Divisible money from restricted funds is divided so that the worst share is as large as can
be, then the next worst, and so on to the last fen; it is the weighted Nash solution too, and no fen is lost in total
(:mod:`pairing.fair.restricted`). Elsewhere, where matches are whole and limits of every kind bind, first the largest
number of needs gets anything, and then for each step of a ladder of shares the sum of min(step, share) is as large as
it can be, in strict order: with all shares that occur as steps this is the leximin order itself, for each step then
counts the needs that stay below it. Matches take all their steps up to :data:`MOST_STEPS`, money those of
:data:`MONEY`; on one step matches come before money.

Source: D. Bertsimas, V. Farias, N. Trichakis, "The price of fairness", Operations Research 59 (2011); W. Ogryczak,
T. Śliwiński, "On solving linear programs with the ordered weighted averaging objective" (2003) for sums of minima.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from pairing.fair.one_sum import equal_shares
from pairing.model import I64, GoalTerms
from pairing.policies.ask import Ask, Chosen
from pairing.policies.pots import capped, money, pots, served, told, with_the_rest

#: Steps of the ladder for money that cannot be divided exactly.
MONEY = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
#: At most so many steps for matches.
MOST_STEPS = 8
#: Shares of money are weighed to one part in so many.
FINE = 50


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`pairing.policies.ask.NoPlan` where no plan keeps the limits."""
    divided = pots(ask, equal_shares)
    whole = True

    def goals(links: I64) -> list[GoalTerms]:
        nonlocal whole
        ladder, whole = _ladder(ask, links)
        return [served(ask, links), *ladder]

    amounts, rest = with_the_rest(ask, divided, goals)
    facts = {
        "exact_links": int(divided.exact.sum()),
        "other_links": int((~divided.exact).sum()),
        "levels": [f"{given}/{claimed}" for claimed, given in divided.parts],
        "ladder_complete": whole,
        "rest": told(rest),
    }
    return Chosen(amounts, facts, reason="outranked")


def _ladder(ask: Ask, links: I64) -> tuple[list[GoalTerms], bool]:
    """A goal for each step, and whether together they are the leximin order itself."""
    pays = np.zeros(len(ask.wants), dtype=bool)
    pays[ask.need[money(ask)]] = True
    here = np.zeros(len(ask.wants), dtype=bool)
    here[ask.need[links]] = True
    here &= ask.wants > 0
    matches, amounts = here & ~pays, here & pays
    goals = []
    complete = not amounts.any()
    wants = sorted({int(w) for w in np.unique(ask.wants[matches])})
    steps = sorted({Fraction(k, w) for w in wants for k in range(1, w + 1)})[1:]
    if len(steps) > MOST_STEPS:
        complete = False
        steps = [steps[round((k + 1) * len(steps) / MOST_STEPS) - 1] for k in range(MOST_STEPS)]
    scale = lcm(*wants, *(step.denominator for step in steps)) if wants else 1
    if scale > 1_000_000:
        scale, complete = 1_000_000, False
    for step in steps:
        weight, cap = np.zeros_like(ask.wants), np.zeros_like(ask.wants)
        for want in wants:
            mine = matches & (ask.wants == want)
            reached = step * want
            cap[mine] = -(-reached.numerator // reached.denominator)
            weight[mine] = round(scale * (step if reached < 1 else Fraction(1, want)))
            complete &= reached < 1 or reached.denominator == 1
        goals.append(capped(ask, links, f"matches_{step.numerator}_of_{step.denominator}", weight, cap))
    if amounts.any():
        largest = int(ask.wants[amounts].max())
        weight = np.where(amounts, np.round(FINE * largest / np.maximum(ask.wants, 1)), 0).astype(np.int64)
        for step in MONEY:
            cap = np.where(amounts, ask.wants, 0) * step.numerator // step.denominator
            goals.append(capped(ask, links, f"money_{step.numerator}_of_{step.denominator}", weight, cap))
    return goals, complete
