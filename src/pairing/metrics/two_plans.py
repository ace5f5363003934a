"""Two plans of one scenario beside each other: who gains, who loses, what is kept, what fairness costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from pairing.metrics.figures import show

#: What a need of a programme is given: (programme, need) -> amount.
Given = Mapping[tuple[str, str], int]
#: A match: (programme, need, resource, via).
Match = tuple[str, str, str, str]


def price_of_fairness(best: int | Fraction, reached: int | Fraction) -> Fraction | None:
    """(best - reached) / best: what of the largest total is given up for a fairer plan; None where the best is 0.

    ``best`` is the total of the plan that looks at nothing else, or a bound on it; then this is a bound too. Below 0
    where the fairer plan reaches more than a plan that was not the best. Source: Bertsimas, Farias, Trichakis, The
    price of fairness, Operations Research 59 (2011).
    """
    return (Fraction(best) - Fraction(reached)) / Fraction(best) if best else None


def dominates(here: Given, there: Given) -> bool:
    """Whether ``here`` gives nobody less than ``there`` and someone more (Pareto)."""
    needs = here.keys() | there.keys()
    return all(here.get(n, 0) >= there.get(n, 0) for n in needs) and any(
        here.get(n, 0) > there.get(n, 0) for n in needs
    )


def two_plans(
    here: Mapping[Match, int], there: Mapping[Match, int], points: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    """This plan against another, for each programme: amounts by match of both, and their points.

    ``gain`` and ``lose`` count needs that get more and less here, ``start`` and ``stop`` those that get something only
    here and only there. ``kept``, ``lost`` and ``new`` are matches, ``churn`` = lost / earlier. ``price`` is the price
    of fairness in points, and in amounts: how much of the other plan's total this one gives up. ``pareto`` says which
    plan dominates: "here", "there", "same" or "neither".
    """
    found = {}
    for code in points:
        mine, other = _given(here, code), _given(there, code)
        used, before = ({m for m, amount in plan.items() if m[0] == code and amount} for plan in (here, there))
        needs = mine.keys() | other.keys()
        found[code] = {
            "gain": sum(mine.get(n, 0) > other.get(n, 0) for n in needs),
            "lose": sum(mine.get(n, 0) < other.get(n, 0) for n in needs),
            "start": len(mine.keys() - other.keys()),
            "stop": len(other.keys() - mine.keys()),
            **_churn(used, before),
            "given": sum(mine.values()),
            "given_there": sum(other.values()),
            "price_in_amounts": show(price_of_fairness(sum(other.values()), sum(mine.values()))),
            "points": points[code][0],
            "points_there": points[code][1],
            "price_in_points": show(price_of_fairness(points[code][1], points[code][0])),
            "pareto": _pareto(mine, other),
        }
    return found


def _given(plan: Mapping[Match, int], code: str) -> dict[tuple[str, str], int]:
    given: dict[tuple[str, str], int] = {}
    for (programme, need, _, _), amount in plan.items():
        if programme == code and amount:
            given[programme, need] = given.get((programme, need), 0) + amount
    return given


def _churn(used: Collection[Match], before: Collection[Match]) -> dict[str, Any]:
    kept = len(set(used) & set(before))
    lost = len(before) - kept
    churn = show(Fraction(lost, len(before))) if before else None
    return {"kept": kept, "lost": lost, "new": len(used) - kept, "churn": churn}


def _pareto(here: Given, there: Given) -> str:
    if here == there:
        return "same"
    return "here" if dominates(here, there) else "there" if dominates(there, here) else "neither"
