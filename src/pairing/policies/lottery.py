"""A lottery: every need draws a lot, and in the order of the lots each gets its best (random serial dictatorship).

No need can gain by what it says, and among plans by lot alone no trade helps everyone (Abdulkadiroglu and Sonmez 1998).
In turn each gets the most that any plan allows in which those before it keep what they got. ``draw`` in the summary is
the fingerprint (SHA-256) of the order of the lots: published before, it shows that the draw was not repeated until it
pleased.
"""

from __future__ import annotations

import hashlib

import numpy as np

from pairing.policies.ask import Ask, Chosen
from pairing.policies.foresight import one_by_one
from pairing.policies.walk import lots


def plan(ask: Ask) -> Chosen:
    """The plan of the draw; needs are known by their place in the order of ids, so that row order changes nothing."""
    order = np.argsort(lots(ask)).astype(np.int64)
    fingerprint = hashlib.sha256(order.astype("<i8").tobytes()).hexdigest()
    return one_by_one(ask, order, "lottery", draw=fingerprint)
