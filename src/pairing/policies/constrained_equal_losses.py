"""The same shortfall for all, nobody below nothing: the large claims are paid first, the small ones may get nothing.

With restricted funds, shortfalls are as equal as the funds allow: the largest as small as can be, then the next. It is
the dual of constrained equal awards: what is missing is divided as that divides what is there. Source: H. Moulin, J.
Sethuraman, "The bipartite rationing problem", Operations Research 61 (2013). Odd fens go to the first ids.
"""

from __future__ import annotations

from pairing.fair.one_sum import equal_losses
from pairing.policies.ask import Ask, Chosen
from pairing.policies.awards import awarded, by_rule


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`pairing.policies.ask.Unfit` where no programme gives money."""
    return awarded(ask, by_rule(equal_losses), equal_losses)
