"""The policies of one scenario, weighed: every measure in every draw, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pairing.comparison.measures import BY_CODE, MEASURES, resampled
from pairing.comparison.outcomes import F64, Outcome, People
from pairing.comparison.resamples import holm, interval, p_value, resamples
from pairing.comparison.streams import resampling
from pairing.model import I64

#: Fewer units than this tell nothing of how a figure would vary.
FEWEST = 8
#: No more figures than this are held at once: resamples x needs.
_CELLS = 400_000_000


@dataclass(frozen=True, eq=False)
class Seen:
    """A plan as it was found to be: by whom, what each got, its measures, and the record of its metrics."""

    people: People
    outcome: Outcome
    measures: Mapping[str, float | None]
    metrics: Mapping[str, Any]


@dataclass(eq=False)
class Weighed:
    """What every policy did in every draw (``seen``: policy -> one for each draw), for one scenario.

    ``invented`` says that each draw has people of its own.
    """

    invented: bool
    seed: int
    seen: dict[str, list[Seen]] = field(default_factory=dict)
    _spread: dict[tuple[str, str], F64] = field(default_factory=dict)

    def values(self, policy: str, measure: str) -> list[float] | None:
        """The measure in every draw; None where there is no such figure."""
        found = [seen.measures[measure] for seen in self.seen.get(policy, ())]
        known = [value for value in found if value is not None]
        return known if known and len(known) == len(found) else None

    def unit(self) -> tuple[str | None, int]:
        """What is drawn anew for intervals, and how many there are: draws where each has its own people, else regions,
        else households; none where there are too few."""
        first = next(iter(self.seen.values()), [])
        if not first:
            return None, 0
        people = first[0].people
        if self.invented:
            return ("draws", len(first)) if len(first) >= FEWEST else (None, len(first))
        if people.regions >= FEWEST:
            return "regions", people.regions
        return ("households", people.homes) if people.homes >= FEWEST else (None, people.homes)

    def spread(self, policy: str, measure: str) -> F64 | None:
        """The mean over draws of a measure in every resample; None where nothing can be said."""
        if not self._spread:
            self._resample()
        return self._spread.get((policy, measure))

    def _resample(self) -> None:
        unit, count = self.unit()
        if unit is None:
            return
        if unit == "draws":
            weight = resamples(count, resampling(self.seed)) / count
            for policy in self.seen:
                for measure in MEASURES:
                    values = self.values(policy, measure.code)
                    if values is not None:
                        self._spread[policy, measure.code] = weight @ np.array(values)
            return
        people = next(iter(self.seen.values()))[0].people
        of, units = _units(people, unit)
        times = max(200, min(2000, _CELLS // max(1, people.homes)))
        weight = resamples(units, resampling(self.seed), times)
        for policy, every in self.seen.items():
            sums: dict[str, F64] = {}
            done: dict[int, dict[str, F64]] = {}
            for seen in every:
                told = done.get(id(seen))
                if told is None:
                    told = done[id(seen)] = resampled(people, seen.outcome, of, weight)
                sums = {code: sums.get(code, np.zeros(times)) + value for code, value in told.items()}
            for code, value in sums.items():
                self._spread[policy, code] = value / len(every)

    def table(self) -> dict[str, dict[str, Any]]:
        """Of each policy and measure the mean, the least and the most over the draws, and the 95 % interval."""
        found: dict[str, dict[str, Any]] = {}
        for policy in self.seen:
            found[policy] = {}
            for measure in MEASURES:
                values = self.values(policy, measure.code)
                if values is None:
                    continue
                spread = self.spread(policy, measure.code)
                low, high = (None, None) if spread is None else map(_round, interval(spread))
                found[policy][measure.code] = {
                    "mean": _round(float(np.mean(values))),
                    "low": low,
                    "high": high,
                    "draws": values,
                }
        return found

    def differences(self, first: str) -> list[dict[str, Any]]:
        """Every other policy against the first, measure by measure, with Holm's correction over all of them.

        Where no resample differs from what was found, chance has no part in it: there is no ``p`` then.
        """
        found: list[dict[str, Any]] = []
        for policy in self.seen:
            if policy == first:
                continue
            for code in BY_CODE:
                here, base = self.values(policy, code), self.values(first, code)
                if here is None or base is None:
                    continue
                paired = np.array(here) - np.array(base)
                row: dict[str, Any] = {"policy": policy, "against": first, "measure": code}
                row["difference"] = observed = _round(float(paired.mean()))
                mine, other = self.spread(policy, code), self.spread(first, code)
                row |= {"low": None, "high": None, "p": None, "p_holm": None}
                if mine is not None and other is not None:
                    spread = mine - other
                    row["low"], row["high"] = map(_round, interval(spread))
                    if float(np.ptp(spread)) > 1e-9:
                        row["p"] = _round(p_value(float(paired.mean()), spread))
                row["better"] = _better(BY_CODE[code].more, observed)
                found.append(row)
        tested = [row for row in found if row["p"] is not None]
        for row, corrected in zip(tested, holm([row["p"] for row in tested]), strict=True):
            row["p_holm"] = _round(corrected)
        return found


def _units(people: People, unit: str) -> tuple[I64, int]:
    """The unit of each need; needs without a region are one more."""
    if unit == "households":
        return people.home, people.homes
    nowhere = people.region < 0
    return np.where(nowhere, people.regions, people.region), people.regions + int(nowhere.any())


def _round(value: float) -> float:
    return round(value, 6)


def _better(more: bool, difference: float) -> bool | None:
    return None if difference == 0 else (difference > 0) == more


def fronts(table: Mapping[str, Mapping[str, Any]], axes: Sequence[str] = ("coverage", "worst_tenth", "given")) -> Any:
    """For each pair of the axes, and for all of them together, the policies that no other beats.

    One beats another that is nowhere worse and somewhere better. Axes that the scenario does not have are left out.
    """
    known = [axis for axis in axes if all(axis in row for row in table.values())]
    pairs = [known[:i] + known[i + 1 :] for i in range(len(known))][::-1] if len(known) > 2 else []
    found = []
    for chosen in (*pairs, known):
        points = {policy: [row[axis]["mean"] for axis in chosen] for policy, row in table.items()}
        best = [policy for policy, mine in points.items() if not any(_beats(other, mine) for other in points.values())]
        found.append({"axes": list(chosen), "best": best})
    return found


def _beats(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True)) and any(a > b for a, b in zip(one, other, strict=True))
