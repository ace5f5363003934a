"""By priority: who counts for more chooses first, of what is left, and nobody makes way.

Needs come from the highest priority to the lowest, equals by arrival and then by lot; each takes as in
:mod:`pairing.policies.fcfs`. With one place each this is a maximal matching, so at least half as many are served as
could be (Korte and Hausmann 1978).
"""

from __future__ import annotations

from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.by_order import by_priority
from pairing.policies.turns import in_turns
from pairing.policies.walk import by_need, lots


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme says a priority. O(E log E) and a completion."""
    if "priority" not in ask.said:
        raise Unfit("unfit_no_priority")
    order = by_priority(ask, lots(ask))
    return in_turns(ask, by_need(ask, order), order)
