"""The figures by which policies are compared: for a plan, and for the same plan among resampled people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pairing.comparison.outcomes import F64, Outcome, People
from pairing.model import I64

Unit = Literal["share", "count", "money", "points"]

#: Rows of a matrix of resamples that are worked on at once.
_AT_ONCE = 64


@dataclass(frozen=True)
class Measure:
    """A figure of a plan. ``more`` is better, or less; ``by_need`` ones can be told of any part of the people."""

    code: str
    unit: Unit
    more: bool
    by_need: bool


MEASURES = (
    Measure("coverage", "share", True, True),
    Measure("with_nothing", "share", False, True),
    Measure("given_share", "share", True, True),
    Measure("worst_tenth", "share", True, True),
    Measure("worst_region", "share", True, False),
    Measure("given", "money", True, True),
    Measure("lapsed", "money", False, False),
    Measure("points", "points", True, True),
    Measure("blocking_pairs", "count", False, False),
    Measure("envious_needs", "count", False, False),
    Measure("overtaken", "count", False, False),
)
BY_CODE = {measure.code: measure for measure in MEASURES}


def measured(people: People, outcome: Outcome, metrics: Mapping[str, Any]) -> dict[str, float | None]:
    """Every figure of :data:`MEASURES` for a plan; None where the scenario has nothing of the kind.

    - ``coverage``: needs that get something / needs; ``with_nothing``: households with nothing / households;
    - ``given_share``: the mean over needs of what is given of what is wanted, at most 1;
    - ``worst_tenth``: the same as a mean over each household's needs, of the tenth of the households with the least;
    - ``worst_region``: the least coverage of a region over the largest, regions with fewer than ten needs aside;
    - ``given``, ``lapsed`` in fen, ``points``; ``blocking_pairs``, ``envious_needs``, ``overtaken`` over all programmes
      (see :mod:`pairing.metrics`).
    """
    one = np.ones((1, 1))
    everyone = np.zeros(people.needs, dtype=np.int64)
    found: dict[str, float | None] = {
        code: round(float(value[0]), 6) for code, value in resampled(people, outcome, everyone, one).items()
    }
    programmes = metrics["programmes"].values()
    found["worst_region"] = _regions(people, outcome)
    found["lapsed"] = metrics["lapsed"]
    for code in ("blocking_pairs", "envious_needs"):
        told = [record[code] for record in programmes if record.get(code) is not None]
        found[code] = sum(told) if told else None
    waits = [record["waiting"]["overtaken"] for record in programmes if record.get("waiting")]
    found["overtaken"] = sum(waits) if waits else None
    return {measure.code: found.get(measure.code) for measure in MEASURES}


def resampled(people: People, outcome: Outcome, unit: I64, times: F64) -> dict[str, F64]:
    """The figures that can be told of any part of the people, for every row of ``times``: how often each unit counts.

    ``unit`` is that of each need (N); a household is in the unit of its first need. O(rows x (units + households)).
    """
    units = times.shape[1]
    helped = (outcome.given > 0).astype(np.float64)
    share = np.where(people.wanted > 0, np.minimum(outcome.given, people.wanted) / np.maximum(people.wanted, 1), np.nan)
    asks = ~np.isnan(share)
    first = np.unique(people.home, return_index=True)[1]
    home_unit = unit[first]
    reached = np.bincount(people.home, weights=helped, minlength=people.homes) > 0
    home_share = _mean_by(people.home, share, asks, people.homes)

    def total(values: F64, of: I64 = unit) -> F64:
        return times @ np.bincount(of, weights=values, minlength=units)

    needs, homes = total(np.ones(people.needs)), total(np.ones(people.homes), home_unit)
    found = {
        "coverage": _over(total(helped), needs),
        "with_nothing": _over(total((~reached).astype(np.float64), home_unit), homes),
        "given_share": _over(total(np.where(asks, share, 0.0)), total(asks.astype(np.float64))),
        "worst_tenth": _worst_tenth(home_share, home_unit, times),
        "points": total(outcome.points.astype(np.float64)),
    }
    if people.money.any():
        found["given"] = total(np.where(people.money, outcome.given, 0).astype(np.float64))
    return found


def lorenz(people: People, outcome: Outcome, steps: int = 20) -> list[float]:
    """The Lorenz curve of households' covered shares: the part of it all that the least covered k / steps of them have,
    for k = 0 to ``steps``; straight lines in between households. Source: Lorenz (1905)."""
    share = np.minimum(outcome.given, people.wanted) / np.maximum(people.wanted, 1)
    homes = _mean_by(people.home, share, people.wanted > 0, people.homes)
    ranked = np.sort(homes[~np.isnan(homes)])
    whole = ranked.sum()
    if not len(ranked) or whole == 0:
        return []
    sums = np.concatenate([[0.0], np.cumsum(ranked)]) / whole
    places = np.linspace(0, len(ranked), steps + 1)
    return [round(float(value), 6) for value in np.interp(places, np.arange(len(sums)), sums)]


def _mean_by(group: I64, values: F64, known: np.ndarray[Any, np.dtype[np.bool_]], groups: int) -> F64:
    """The mean of the known values in each group; NaN where there is none."""
    count = np.bincount(group, weights=known, minlength=groups)
    total = np.bincount(group, weights=np.where(known, values, 0.0), minlength=groups)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _worst_tenth(share: F64, unit: I64, times: F64) -> F64:
    """The mean of the least tenth: a household on the border counts with the part of it that is inside."""
    known = ~np.isnan(share)
    share, unit = share[known], unit[known]
    order = np.argsort(share, kind="stable")
    ranked, unit = share[order], unit[order]
    found = np.zeros(len(times))
    for start in range(0, len(times), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        weight = times[part][:, unit]
        tenth = weight.sum(axis=1, keepdims=True) / 10
        inside = np.clip(tenth - (np.cumsum(weight, axis=1) - weight), 0, weight)
        found[part] = _over(inside @ ranked, tenth[:, 0])
    return found


def _regions(people: People, outcome: Outcome) -> float | None:
    from pairing.metrics.groups import SMALLEST

    known = people.region >= 0
    needs = np.bincount(people.region[known], minlength=people.regions)
    helped = np.bincount(people.region[known], weights=outcome.given[known] > 0, minlength=people.regions)
    large = needs >= SMALLEST
    rates = helped[large] / needs[large]
    return round(float(rates.min() / rates.max()), 6) if len(rates) > 1 and rates.max() > 0 else None


def _over(part: F64, whole: F64) -> F64:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


#: How the values of several draws become one.
STATISTICS: Mapping[str, Callable[[F64], float]] = {
    "mean": lambda values: float(values.mean()),
    "median": lambda values: float(np.median(values)),
    "least": lambda values: float(values.min()),
    "most": lambda values: float(values.max()),
}
