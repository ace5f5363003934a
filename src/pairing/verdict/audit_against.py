"""The plan of the policy that a run is held against: whether it holds, and what both plans are worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pairing.verdict.audit import Audit, prepare
from pairing.verdict.claim import AGAINST, PLAN, SUMMARY, Claim
from pairing.verdict.judge import judge
from pairing.verdict.verdict import Findings

_PLANNED = ("optimal", "feasible")


def check_against(audit: Audit, claim: Claim, found: Findings) -> None:
    """Every row of ``against.csv`` and every value in the summary's ``against``."""
    said = claim.summary.get("against")
    code = audit.policy.against
    if code is None:
        found.expect(said is None and claim.against is None, "against_unfounded", AGAINST)
        return
    said = said if isinstance(said, dict) else {}
    found.expect(said.get("policy") == code, "summary_differs", SUMMARY, "against.policy", said.get("policy"), due=code)
    planned = said.get("status") in _PLANNED
    if not found.expect(planned == (claim.against is not None), "against_unfounded", AGAINST) or not planned:
        return
    policies = (audit.policy, audit.config.policies[code])
    due: list[dict[str, Any]] = []
    for policy in policies:
        fresh = prepare(audit.scenario, policy, audit.repair)
        here, there = judge(fresh, claim.matches), judge(fresh, claim.against)
        if policy.code == code:
            theirs = (replace(fault, file=AGAINST) if fault.file == PLAN else fault for fault in there.faults)
            found.faults += (fault for fault in theirs if fault not in found.faults)
            for limit, groups in there.broken.items():
                found.wrong("against_breaks_limit", AGAINST, column=limit, value=groups)
        for g, goal in enumerate(policy.goals):
            if policy.code == code and goal in audit.policy.goals:
                continue
            values = {"here": _text(here.values[g]), "there": _text(there.values[g])}
            due.append({"policy": policy.code, "code": goal.code, **values})
    told = said.get("goals")
    told = told if isinstance(told, list) else []
    found.expect(len(told) == len(due), "summary_differs", SUMMARY, "against.goals", len(told), due=len(due))
    for place, (one, other) in enumerate(zip(told, due, strict=False)):
        fine = isinstance(one, dict) and {**one, **{k: str(one.get(k)) for k in ("here", "there")}} == other
        found.expect(fine, "summary_differs", SUMMARY, f"against.goals.{place}", one, due=other)


def _text(value: object) -> str:
    return str(value)
