"""First come, first served: whoever asked first takes what suits best of what is left.

Needs come in the order of their arrival, those of the same day by lot, those without a date after all others. Each
takes its best liked links that still have room (money: as much as it asks from the best fund that has any), within
every limit that can be checked as one goes. Nobody looks ahead: where floors, pins or minimum grants do not hold in the
end, the fewest decisions are changed that make them hold, later ones rather than earlier ones. Mastin and Jaillet,
"Greedy online bipartite matching on random graphs" (2013), say what share of needs it serves.
"""

from __future__ import annotations

import numpy as np

from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.turns import in_turns
from pairing.policies.walk import by_need, lots


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where nothing is known of anybody's arrival. O(E log E) and a completion."""
    if "arrival" not in ask.said:
        raise Unfit("unfit_no_arrival")
    order = np.lexsort((lots(ask), ask.arrival))
    return in_turns(ask, by_need(ask, order), order)
