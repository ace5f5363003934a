"""To each in proportion to what is asked: every fund gives all whom it may help the same share of what they lack.

Funds come in turn, the most restricted first (:func:`pairing.fair.in_turn.in_turn`), rounded by the largest remainder.
With one fund it is the proportional rule of bankruptcy problems; with several, money of restricted funds may be left
lying that leximin would use. Source: W. Thomson, Mathematical Social Sciences 74 (2015).
"""

from __future__ import annotations

from pairing.policies.ask import Ask, Chosen
from pairing.policies.awards import awarded, fund_by_fund


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`pairing.policies.ask.Unfit` where no programme gives money."""
    return awarded(ask, fund_by_fund, None)
