"""Deferred acceptance, then stable improvement cycles until none is left.

Where resources like many needs alike, lots must decide, and a plan that lots made stable may leave needs who would
gladly swap places with nobody passed over. Each cycle lets such needs swap: everybody in it is better off, nobody else
worse, and no pair blocks (Erdil and Ergin, "What's the Matter with Tie-Breaking?", AER 2008). Where needs have no ties
of their own, no other stable plan is better for all needs. ``cycles`` and ``improved`` tell what it brought. Where
needs want several places, or money, deferred acceptance stands as it is.
"""

from __future__ import annotations

import numpy as np

from pairing.policies.ask import Ask, Chosen
from pairing.policies.two_sided import drawn_lots, left_by_pins, market, only, settled, single_places
from pairing.solvers.acceptance import deferred_acceptance, stable_improvement


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme gives single places. O(E log E) and O(E) for each pass."""
    links, drawn, pinned = single_places(ask), drawn_lots(ask), ask.problem.lower
    left = left_by_pins(market(ask), pinned)
    first = deferred_acceptance(left, drawn.need, drawn.resource)
    better, cycles = stable_improvement(only(left, links), np.where(links, first, 0), drawn.need)
    wished = pinned + np.where(links, better, first)
    return settled(ask, wished, drawn, links, cycles=cycles, improved=int(np.count_nonzero(better > first)))
