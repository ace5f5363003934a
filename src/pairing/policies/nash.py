"""The largest product of shares (Nash): alpha-fair with alpha 1, weighed by what each need wants.

Of matches and of money that cannot be divided exactly, first the largest number of needs gets anything, as a product
with a 0 in it tells nothing. Divisible money from restricted funds comes out as under leximin: with weights as wants
the two are one. Source: J. Nash, "The bargaining problem", Econometrica 18 (1950); I. Caragiannis and others, "The
unreasonable fairness of maximum Nash welfare", ACM Transactions on Economics and Computation 7 (2019).
"""

from __future__ import annotations

from pairing.policies.alpha import alpha_fair
from pairing.policies.ask import Ask, Chosen


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`pairing.policies.ask.NoPlan` where no plan keeps the limits."""
    return alpha_fair(ask, 1.0)
