"""Deferred acceptance, needs propose: each need asks the resource it likes best, which keeps whom it likes best so far.

No need and resource are left that would both rather be matched with each other, and among all such plans it is the one
that every need likes best (Gale and Shapley 1962). A need that wants several places, and a fund that pays several
needs, judge each link by itself; money is kept and refused in fen (Baiou and Balinski, "The Stable Allocation (or
Ordinal Transportation) Problem", 2002). Links that are liked alike are told apart by one lot for each need and each
resource. What further limits change is counted, and so are the pairs that block the plan because of it.
"""

from __future__ import annotations

from pairing.policies.ask import Ask, Chosen
from pairing.policies.two_sided import drawn_lots, left_by_pins, market, settled
from pairing.solvers.acceptance import deferred_acceptance


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where needs take up different parts of a resource. O(E log E), a completion."""
    left, drawn = left_by_pins(market(ask), ask.problem.lower), drawn_lots(ask)
    wished = ask.problem.lower + deferred_acceptance(left, drawn.need, drawn.resource)
    return settled(ask, wished, drawn)
