"""The same sum for all, nobody more than asked: the small claims are met in full first, the large ones fall short.

With restricted funds, the sums are as equal as the funds allow: the smallest as large as can be, then the next
(the egalitarian division of O. Bochet, R. İlkılıç, H. Moulin, J. Sethuraman, "Balancing supply and demand under
bilateral constraints", Theoretical Economics 7, 2012). Odd fens go to the first ids.
"""

from __future__ import annotations

from pairing.fair.one_sum import equal_awards
from pairing.policies.ask import Ask, Chosen
from pairing.policies.awards import awarded, by_rule


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`pairing.policies.ask.Unfit` where no programme gives money."""
    return awarded(ask, by_rule(equal_awards), equal_awards)
