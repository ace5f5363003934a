"""By priority, without wasting places: who was served stays served, but may be moved to let the next one in.

Needs come from the highest priority to the lowest, equals by arrival and then by lot; each is served if an augmenting
path can make room without taking anything from those before it. This is the greedy algorithm of a matroid (Edmonds
1971): no plan serves a need of higher priority instead, and none serves more. Of all plans that serve these needs it
is the best liked one. Found as one best plan with weights that fall from need to need, which is the same where limits
form a network; elsewhere (minimum grants, classes that open or stay shut) it is the best plan for those weights.
"""

from __future__ import annotations

from dataclasses import replace

from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.by_order import best_liked, by_priority, served_in_order
from pairing.policies.completed import planned
from pairing.policies.walk import lots


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme says a priority. Two levels of one solve."""
    if "priority" not in ask.said:
        raise Unfit("unfit_no_priority")
    goals = (served_in_order(ask, by_priority(ask, lots(ask))), best_liked(ask))
    found = planned(ask.best(replace(ask.problem, goals=goals, start=None)))
    return Chosen(found.amounts, {"changed": 0, "exact": found.status == "optimal"})
