"""Plans that are a walk: completed where it broke a floor, then walked on with what is left."""

from __future__ import annotations

import numpy as np

from pairing.model import I64, violations
from pairing.policies.ask import Ask, Chosen
from pairing.policies.completed import completed
from pairing.policies.walk import walk


def in_turns(ask: Ask, turns: I64, order: I64, reason: str = "outranked", **facts: object) -> Chosen:
    """The plan of a walk over the links ``turns``; ``order`` has the needs, the first one first.

    ``changed`` counts the links whose amounts had to change so that floors, pins and minimum grants hold. What they
    leave is given out in the same order, as far as that breaks nothing.
    """
    wished = walk(ask.problem, turns)
    amounts, changed = completed(ask, wished, order)
    if changed:
        more = walk(ask.problem, turns, amounts)
        amounts = amounts if violations(ask.problem, more) else more
        changed = int(np.count_nonzero(amounts != wished))
    return Chosen(amounts, {"changed": changed, **facts}, reason)
