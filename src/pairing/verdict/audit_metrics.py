"""What a plan does to people, counted again from the tables, against the figures that the summary gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pairing.fault import BadData
from pairing.metrics import metrics
from pairing.metrics.two_plans import Match, two_plans
from pairing.verdict.audit import Audit, Tables, prepare
from pairing.verdict.claim import SUMMARY, Claim, read_claim
from pairing.verdict.kept_limits import broken_limits
from pairing.verdict.plan_rows import LISTED, check_plan_rows
from pairing.verdict.verdict import Findings

#: Decimals have six places, and the last may differ between machines whose logarithms do.
_NEAR = 1.5e-6


def plan_metrics(audit: Audit, matches: Any) -> dict[str, Any]:
    """The figures of :func:`pairing.metrics.metrics` for rows with the columns of ``plan.csv``; other rows are passed
    over."""
    check_plan_rows(audit, Claim(matches, [], {}, {}), Findings())
    broken_limits(audit)
    return _counted(audit)


def run_metrics(scenario: Tables, run: Path, against: Path | None = None) -> dict[str, Any]:
    """The metrics of a run's folder, counted from the tables; and what :func:`two_plans` says of another run beside it.

    Raises :class:`BadData` where a folder cannot be read, or its plan is not one of this scenario.
    """
    here = _laid(scenario, run)
    metrics_here, rows_here = _counted(here), _matches(here)
    record: dict[str, Any] = {"format": "pairing-metrics/1", "scenario": scenario.config.code, "metrics": metrics_here}
    if against is None:
        return record
    there = _laid(scenario, against)
    metrics_there, rows_there = _counted(there), _matches(there)
    points = {
        programme.code: (_points(rows_here, programme.code), _points(rows_there, programme.code))
        for programme in scenario.config.programmes
    }
    plans = [{match: amount for match, (amount, _) in rows.items()} for rows in (rows_here, rows_there)]
    return record | {"metrics_there": metrics_there, "against": two_plans(plans[0], plans[1], points)}


def _laid(scenario: Tables, run: Path) -> Audit:
    found = Findings()
    claim = read_claim(run, found)
    code = claim.summary.get("policy") if isinstance(claim.summary, dict) else None
    policies = scenario.config.policies
    audit = prepare(scenario, policies.get(str(code), policies[scenario.config.policy]), claim.repair)
    check_plan_rows(audit, claim, found)
    if found.faults:
        raise BadData(found.faults)
    broken_limits(audit)
    return audit


def _matches(audit: Audit) -> dict[Match, tuple[int, int]]:
    """Amount and points of every match that is used."""
    rows = audit.db.execute(
        "SELECT programme, need, resource, coalesce(via, ''), a.amount, points FROM audit_links JOIN audit_amounts a "
        "USING (link) WHERE a.amount > 0 ORDER BY ALL"
    ).fetchall()
    return {(p, need, resource, via): (int(amount), int(points)) for p, need, resource, via, amount, points in rows}


def _points(rows: Mapping[Match, tuple[int, int]], code: str) -> int:
    return sum(amount * points for match, (amount, points) in rows.items() if match[0] == code)


def check_metrics(audit: Audit, claim: Claim, found: Findings) -> dict[str, Any] | None:
    """The summary's metrics against a new count of the plan in ``audit_amounts``, which is given back.

    A plan in which something else is wrong already is not counted. A run in a folder must have metrics; one in memory
    may have none yet.
    """
    if found.faults:
        return None
    due = _counted(audit)
    said = claim.summary.get("metrics")
    if "metrics" not in claim.summary and not claim.files:
        return due
    given, wanted = dict(_flat(said, "metrics")), dict(_flat(due, "metrics"))
    found.checks += len(wanted)
    wrong = [place for place in sorted(given.keys() | wanted.keys()) if not _same(given, wanted, place)]
    for place in wrong[:LISTED]:
        facts = {"due": wanted.get(place, "-")}
        found.wrong("summary_count_differs", SUMMARY, column=place, value=given.get(place, "-"), **facts)
    return due


def _counted(audit: Audit) -> dict[str, Any]:
    return metrics(audit.db, audit.config, {limit.code: limit.number for limit in audit.limits})


def _same(given: Mapping[str, Any], wanted: Mapping[str, Any], place: str) -> bool:
    if place not in given or place not in wanted:
        return False
    value, due = given[place], wanted[place]
    if isinstance(due, float) and isinstance(value, float):
        return abs(value - due) < _NEAR
    return type(value) is type(due) and bool(value == due)


def _flat(record: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every number and text of a record by its dotted place; what is empty stands for itself."""
    if isinstance(record, (dict, list)) and record:
        entries = record.items() if isinstance(record, dict) else enumerate(record)
        for key, value in entries:
            yield from _flat(value, f"{place}.{key}")
    else:
        yield place, str(record) if isinstance(record, (dict, list)) else record
