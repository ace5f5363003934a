"""Is the summary about this scenario as it stands, and about these files?"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pairing.verdict.audit import Audit
from pairing.verdict.claim import ENTITLED, PLAN, PROOF, SUMMARY, UNMET, Claim
from pairing.verdict.verdict import Findings


def check_origin(audit: Audit, claim: Claim, found: Findings) -> None:
    """Format, scenario, policy, and the hashes of the input tables, the rules and the run's own files."""
    summary, scenario = claim.summary, audit.scenario
    named = {"format": "pairing-summary/1", "scenario": audit.config.code, "policy": audit.policy.code}
    for field, due in named.items():
        found.expect(summary.get(field) == due, "summary_differs", SUMMARY, field, summary.get(field), due=due)
    found.expect(type(summary.get("interrupted", False)) is bool, "summary_malformed", SUMMARY, "interrupted")
    said = summary.get("inputs")
    said = said if found.expect(isinstance(said, dict), "summary_malformed", SUMMARY, "inputs") else {}
    for name in sorted(set(said) | set(scenario.inputs)):
        same = said.get(name) == scenario.inputs.get(name)
        found.expect(same, "summary_input_changed", SUMMARY, f"inputs.{name}", name)
    rules = _rules(audit)
    if rules is not None:
        found.expect(summary.get("rules") == rules, "summary_rules_changed", SUMMARY, "rules")
    if claim.files:
        listed = summary.get("files")
        listed = listed if found.expect(isinstance(listed, dict), "summary_malformed", SUMMARY, "files") else {}
        wanted = {PLAN, UNMET, PROOF} | ({ENTITLED} if claim.entitled is not None else set())
        for name in sorted(wanted | set(listed)):
            same = listed.get(name) == claim.files.get(name)
            found.expect(same, "run_file_changed", SUMMARY, f"files.{name}", name)


def _rules(audit: Audit) -> str | None:
    """The hash of scenario.toml as it was read, or as it stands; None for a scenario that has no file."""
    if "scenario.toml" in audit.scenario.inputs:
        return audit.scenario.inputs["scenario.toml"]
    path = Path(audit.scenario.path) / "scenario.toml"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
