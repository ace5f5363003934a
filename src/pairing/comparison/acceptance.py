"""Acceptance tests of a scenario: which hold, and of those that do not by how much."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from pairing.comparison.measures import BY_CODE, STATISTICS
from pairing.comparison.outcomes import F64
from pairing.comparison.resamples import interval
from pairing.comparison.weighed import Weighed
from pairing.config import Acceptance, Config
from pairing.fault import BadData, Fault, choices


def accepted(config: Config, weighed: Weighed) -> list[dict[str, Any]]:
    """Every acceptance test: what was ``reached``, what is ``due``, whether it ``holds``, and by how much it is
    ``short`` (0 where it holds).

    Against another policy it is the paired difference that is held against 0. A test whose policy has no plan, or whose
    figure does not exist for it, does not hold (``reached`` is None). Raises :class:`BadData` for a metric that no plan
    of the scenario has.
    """
    return [_one(config, weighed, test) for test in config.acceptances]


def _one(config: Config, weighed: Weighed, test: Acceptance) -> dict[str, Any]:
    policy = test.policy or config.policy
    mine = _figures(weighed, policy, test.metric)
    other = None if test.against is None else _figures(weighed, test.against, test.metric)
    if mine is None and weighed.seen.get(policy):
        _refuse(weighed, test, policy)
    record: dict[str, Any] = {
        "code": test.code,
        "title": dict(test.title),
        "metric": test.metric,
        "policy": policy,
        "against": test.against,
        "operator": test.operator,
        "statistic": test.statistic,
        "tolerance": float(test.tolerance),
        "value": None if test.value is None else float(test.value),
    }
    reached = None if mine is None or (test.against and other is None) else _reached(weighed, test, policy, mine, other)
    due = Fraction(0) if test.value is None else test.value
    short = None if reached is None else _short(test, Fraction(str(reached)), due)
    return record | {
        "reached": reached,
        "due": float(due),
        "short": None if short is None else float(round(short, 6)),
        "holds": short == 0,
    }


def _reached(weighed: Weighed, test: Acceptance, policy: str, mine: F64, other: F64 | None) -> float | None:
    """The statistic of the figure, or of the paired difference; the end of an interval that is not known is None."""
    values = mine if other is None else mine - other
    if test.statistic in STATISTICS:
        return round(STATISTICS[test.statistic](values), 6)
    spread = weighed.spread(policy, test.metric)
    if spread is not None and test.against is not None:
        base = weighed.spread(test.against, test.metric)
        spread = None if base is None else spread - base
    return None if spread is None else round(interval(spread)[test.statistic == "high"], 6)


def _short(test: Acceptance, reached: Fraction, due: Fraction) -> Fraction:
    """By how much a figure misses what is due, the tolerance taken off."""
    gap = {">=": due - reached, "<=": reached - due, "=": abs(reached - due)}[test.operator]
    return max(Fraction(0), gap - test.tolerance)


def _figures(weighed: Weighed, policy: str, metric: str) -> F64 | None:
    """The figure in every draw; None where a draw does not have it."""
    every = weighed.seen.get(policy, [])
    if metric in BY_CODE:
        values: list[Any] = list(weighed.values(policy, metric) or ())
    else:
        values = [_at(seen.metrics, metric) for seen in every]
    if not values or any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in values):
        return None
    return np.array(values, dtype=np.float64)


def _at(record: Any, place: str) -> Any:
    """What stands at a dotted place of a record; None where nothing does."""
    for name in place.split("."):
        if isinstance(record, Mapping) and name in record:
            record = record[name]
        elif isinstance(record, list) and name.isdecimal() and int(name) < len(record):
            record = record[int(name)]
        else:
            return None
    return record


def _refuse(weighed: Weighed, test: Acceptance, policy: str) -> None:
    """A metric that stands nowhere is a slip of the pen; one that is empty here is a test that does not hold."""
    names = [name for name in BY_CODE if weighed.values(policy, name) is not None]
    known = list(dict.fromkeys([*names, *_places(weighed.seen[policy][0].metrics)]))
    if test.metric not in BY_CODE and test.metric not in known:
        facts = choices(test.metric, known)
        place = f"accept.{test.code}.metric"
        raise BadData([Fault("accept_unknown_metric", "scenario.toml", column=place, value=test.metric, facts=facts)])


def _places(record: Any, place: str = "") -> list[str]:
    if not isinstance(record, Mapping):
        return [place]
    return [each for name, value in record.items() for each in _places(value, f"{place}.{name}" if place else name)]
