"""By points: the match with the most points first, then the next that still fits, and so on.

Links go from the most points to the least, whoever they belong to; equals by priority, by arrival and by lot. Every
link gives all that it still may. With one place each the points add up to at least half of the most that is possible
(Jenkyns 1976; Korte and Hausmann 1978).
"""

from __future__ import annotations

import numpy as np

from pairing.policies.ask import Ask, Chosen
from pairing.policies.by_order import by_priority
from pairing.policies.turns import in_turns
from pairing.policies.walk import lots


def plan(ask: Ask) -> Chosen:
    """The plan. O(E log E) and a completion."""
    order = by_priority(ask, lots(ask))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    turns = np.lexsort((np.arange(len(ask.need)), -ask.likes, rank[ask.need], -ask.points))
    return in_turns(ask, turns, order)
