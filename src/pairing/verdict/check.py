"""verify(scenario, run): the order in which a run is questioned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from pairing.fault import nearest
from pairing.verdict.audit import Audit, Tables, prepare
from pairing.verdict.audit_against import check_against
from pairing.verdict.audit_entitlements import check_entitlements
from pairing.verdict.audit_index import check_indexes
from pairing.verdict.audit_lists import check_lists
from pairing.verdict.audit_metrics import check_metrics
from pairing.verdict.audit_repair import check_repair
from pairing.verdict.audit_screening import check_screening
from pairing.verdict.claim import PLAN, SUMMARY, UNMET, Claim, Run, columns, read_claim
from pairing.verdict.counts import check_counts
from pairing.verdict.goal_values import goal_values
from pairing.verdict.kept_limits import broken_limits, check_limits, check_soft
from pairing.verdict.levels import check_levels
from pairing.verdict.origin import check_origin
from pairing.verdict.plan_rows import check_pins, check_plan_rows
from pairing.verdict.unmet_rows import check_unmet
from pairing.verdict.verdict import Findings, Verdict


def verify(scenario: Tables, run: Run | Path | str) -> Verdict:
    """Question a run: a folder that a run wrote, or a plan in memory.

    Everything is derived again from the scenario's tables; whatever is wrong with the run, missing and unreadable files
    included, is a fault of the verdict and never an exception.
    """
    found = Findings()
    claim = read_claim(Path(run), found) if isinstance(run, (str, Path)) else _claim(run)
    policies = scenario.config.policies
    code = claim.summary.get("policy") if isinstance(claim.summary, dict) else None
    if not isinstance(code, str) or code not in policies:
        near, names = nearest(str(code), policies), ", ".join(sorted(policies))
        found.wrong("summary_unknown_policy", SUMMARY, column="policy", value=code, near=near, names=names)
        code = scenario.config.policy
    try:
        return check(prepare(scenario, policies[code], claim.repair), claim, found)
    except duckdb.Error as error:
        found.wrong("scenario_not_evaluable", "scenario.toml", detail=str(error).splitlines()[0])
        return found.verdict()


def check(audit: Audit, claim: Claim, found: Findings | None = None) -> Verdict:
    """Question a claim against an audit made before: for many claims about one scenario and policy."""
    found = Findings() if found is None else found
    found.faults += audit.findings.faults
    if not found.expect(isinstance(claim.summary, dict), "summary_malformed", SUMMARY):
        return found.verdict()
    check_origin(audit, claim, found)
    check_screening(audit, claim, found)
    check_indexes(audit.db, audit.config, found)
    check_repair(audit, claim, found)
    status = claim.summary.get("status")
    if status in ("infeasible", "no_plan"):
        _check_no_plan(audit, claim, str(status), found)
        return found.verdict()
    check_plan_rows(audit, claim, found)
    check_pins(audit, found)
    check_limits(audit, found)
    penalties = check_soft(audit, claim, found)
    check_unmet(audit, claim, found)
    check_counts(audit, claim, found)
    check_entitlements(audit, claim, found)
    check_lists(audit, claim, found)
    goals = check_levels(audit, claim, goal_values(audit, penalties), found)
    counted = check_metrics(audit, claim, found)
    # Last, for the other policy's goals take the place of these in the database.
    check_against(audit, claim, found)
    said = claim.summary.get("verdict")
    if isinstance(said, dict) and not found.faults:
        found.expect(said.get("ok") is True, "summary_verdict_differs", SUMMARY, "verdict.ok", said.get("ok"))
    return found.verdict(goals, counted)


def _claim(run: Run) -> Claim:
    if isinstance(run, Claim):
        return run
    return Claim(
        run.matches,
        run.unmet,
        run.summary,
        run.proof,
        entitled=getattr(run, "entitled", None),
        lists=getattr(run, "lists", {}),
        against=getattr(run, "against", None),
        repair=getattr(run, "repair", None),
    )


def _check_no_plan(audit: Audit, claim: Claim, status: str, found: Findings) -> None:
    """A run without a plan has neither rows nor goals; and "infeasible" needs a limit that doing nothing breaks."""
    for name, rows in ((PLAN, claim.matches), (UNMET, claim.unmet)):
        listed: dict[str, list[Any]] = dict(columns(name, rows, found))
        found.expect(not any(listed.values()), "plan_despite_status", name, "status", status)
    found.expect(not claim.summary.get("goals"), "plan_despite_status", SUMMARY, "goals", status)
    if status == "infeasible":
        check_plan_rows(audit, replace(claim, matches=[]), found)
        pinned = audit.number("SELECT count(*) FROM audit_pins WHERE must")
        found.expect(bool(broken_limits(audit) or pinned), "infeasible_unfounded", SUMMARY, "status", status)
