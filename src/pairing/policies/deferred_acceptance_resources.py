"""Deferred acceptance, resources propose: each resource asks the needs it likes best, which keep what they like best.

As stable as :mod:`pairing.policies.deferred_acceptance`, and among all stable plans the one that every resource likes
best and every need least; the number of needs that get something is the same where likings are strict (Roth 1986).
"""

from __future__ import annotations

from pairing.policies.ask import Ask, Chosen
from pairing.policies.two_sided import drawn_lots, left_by_pins, market, settled
from pairing.solvers.acceptance import deferred_acceptance


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where needs take up different parts of a resource. O(E log E), a completion."""
    left, drawn = left_by_pins(market(ask), ask.problem.lower), drawn_lots(ask)
    wished = ask.problem.lower + deferred_acceptance(left, drawn.need, drawn.resource, resources_propose=True)
    return settled(ask, wished, drawn)
