"""The order of needs as a goal: weights that let nobody served before make way for who comes later."""

from __future__ import annotations

import numpy as np

from pairing.model import I64, GoalTerms
from pairing.policies.ask import Ask


def served_in_order(ask: Ask, order: I64) -> GoalTerms:
    """What each need gets, up to what it wants, weighed by its place: N for the first, 1 for the last.

    Where limits form a network, the amounts that needs can have together are a polymatroid (Murota 2003), and for any
    strictly falling weights its best is what the greedy algorithm finds that lets each in order have all that an
    augmenting path can give (Edmonds 1971).
    """
    weight = np.empty(len(order), dtype=np.int64)
    weight[order] = np.arange(len(order), 0, -1)
    return GoalTerms("in_order", "linear", rate=weight[ask.need])


def best_liked(ask: Ask) -> GoalTerms:
    """How much the links in use are liked."""
    return GoalTerms("liked", "linear", rate=ask.likes)


def by_priority(ask: Ask, lot: I64) -> I64:
    """Needs from the highest priority to the lowest, equals by arrival and then by lot."""
    return np.lexsort((lot, ask.arrival, -ask.priority))
