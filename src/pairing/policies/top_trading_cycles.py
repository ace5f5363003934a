"""Top trading cycles: who is first at one resource may trade that for a place at another.

Every need points to its best liked resource with room, every resource to the need it likes best; who stands in a cycle
gets what he points to. No need can then be better off unless another is worse off, and nobody gains by a false wish,
but a need may see somebody the resource likes less in its place: ``envy`` counts such pairs (Abdulkadiroglu and Sonmez,
"School Choice: A Mechanism Design Approach", AER 2003). Ties fall by one lot for each need and resource.
Programmes in which needs want several places, or money, go by deferred acceptance.
"""

from __future__ import annotations

from pairing.policies.ask import Ask, Chosen
from pairing.policies.two_sided import drawn_lots, elsewhere, left_by_pins, market, only, settled, single_places
from pairing.solvers.acceptance import top_trading_cycles


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme gives single places. O(E log E), a completion."""
    links, drawn, pinned = single_places(ask), drawn_lots(ask), ask.problem.lower
    left = left_by_pins(market(ask), pinned)
    wished = top_trading_cycles(only(left, links), drawn.need, drawn.resource) + elsewhere(left, links, drawn)
    return settled(ask, pinned + wished, drawn, links)
