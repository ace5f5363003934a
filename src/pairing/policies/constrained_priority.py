"""By priority, as far as the whole does not suffer: at least a ``share`` of the most points that any plan could have.

Of all plans with at least ``share`` of the best total (0.95 where nothing is said) it is the one that serves needs by
priority as :mod:`pairing.policies.greedy_augmenting` does: weights fall from need to need. With share 0 priority alone
decides, with share 1 points do, and priority only chooses among equals. How much of the best total a rule may cost is
the price of fairness (Bertsimas, Farias and Trichakis 2011).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pairing.answer import Answer
from pairing.model import GoalTerms, value
from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.by_order import by_priority, served_in_order
from pairing.policies.completed import planned
from pairing.policies.walk import lots

SETTINGS = ("share",)
_SHARE = Fraction(95, 100)


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` where no programme says a priority, no match has points, or the share is none."""
    if "priority" not in ask.said:
        raise Unfit("unfit_no_priority")
    if not ask.points.any():
        raise Unfit("unfit_no_points")
    share = ask.settings.get("share", _SHARE)
    if not isinstance(share, Fraction) or not 0 <= share <= 1:
        raise Unfit("unfit_share", share=share)
    points = GoalTerms("points", "linear", rate=ask.points)
    in_order = served_in_order(ask, by_priority(ask, lots(ask)))

    def best(*goals: GoalTerms) -> Answer:
        return planned(ask.best(replace(ask.problem, goals=goals, start=None)))

    top = best(points)
    most = int(value(ask.problem, points, top.amounts))
    found = best(in_order, points)
    if value(ask.problem, points, found.amounts) < most - (1 - share) * abs(most):
        found = best(replace(points, loss=1 - share), in_order)
    exact = top.status == found.status == "optimal"
    reached = int(value(ask.problem, points, found.amounts))
    return Chosen(found.amounts, {"changed": 0, "exact": exact, "share": str(share), "best": most, "reached": reached})
