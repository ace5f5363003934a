"""The record of one household's file, for each role: what that role may see, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairing.files.homes import Homes
from pairing.files.plainly import plainly
from pairing.titles import Titles
from pairing.verdict.file_chain import FORMAT, SIGNATURE, chained
from pairing.verdict.file_evidence import Evidence

#: What each may see: a household its own outcome in plain words; a caseworker ids, points, rules, margins and backups;
#: an auditor also what it takes to judge the decision again.
ROLES = ("household", "caseworker", "auditor")
_RUN = (
    "scenario",
    "policy",
    "seed",
    "status",
    "interrupted",
    "goals",
    "inputs",
    "rules",
    "versions",
    "solver",
    "files",
    "procedure",
)


@dataclass(frozen=True, eq=False)
class Known:
    """What records are made of: the run, the titles of resources, the evidence (for auditors), names by household."""

    homes: Homes
    titles: Titles
    evidence: Evidence | None = None
    names: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


def file_record(known: Known, household: str, role: str) -> dict[str, Any]:
    """The record of a household for a role, in the form of ``file.schema.json``."""
    homes, needs = known.homes, known.homes.needs[household]
    summary = homes.summary
    record: dict[str, Any] = {"format": FORMAT, "for": role, "household": household}
    if role == "household":
        record["run"] = {"scenario": summary["scenario"], "summary": homes.digest, "title": dict(known.titles.scenario)}
        record["decisions"] = [plainly(need, homes.programmes[need["programme"]], known.titles) for need in needs]
    else:
        record["run"] = {
            **{name: summary[name] for name in _RUN if name in summary},
            "summary": homes.digest,
            "title": dict(known.titles.scenario),
            "verified": summary.get("verdict", {}).get("ok"),
        }
        if "repair" in summary:
            record["run"]["repair"] = summary["repair"]
        codes = dict.fromkeys(need["programme"] for need in needs)
        record["goals"] = list(homes.goals)
        record["programmes"] = [homes.programmes[code] for code in codes]
        record["decisions"] = [dict(need) for need in needs]
        record["titles"] = {code: known.titles.named(code, needs) for code in codes}
        if household in known.names:
            record["names"] = list(known.names[household])
    if role == "auditor" and known.evidence is not None:
        record["evidence"] = known.evidence.of([(need["programme"], need["need"]) for need in needs])
    record["chain"] = chained(record)
    record[SIGNATURE] = {"decided_by": None, "date": None, "remark": None}
    return record
