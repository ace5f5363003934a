"""By hardship, with foresight: each gets its best, as long as every limit can still be kept by those who come after.

Needs come from the highest priority to the lowest, equals by arrival and then by lot. In turn each gets the most that
any plan allows in which those before it keep what they got, on the links that it likes best (serial dictatorship over
the feasible plans: Svensson 1999; with lower quotas Fragiadakis et al. 2016). Where nothing has a floor this is
:mod:`pairing.policies.greedy`.
"""

from __future__ import annotations

from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.by_order import by_priority
from pairing.policies.foresight import one_by_one
from pairing.policies.walk import lots


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme says a priority."""
    if "priority" not in ask.said:
        raise Unfit("unfit_no_priority")
    return one_by_one(ask, by_priority(ask, lots(ask)))
