"""From a run's folder to the records of its households, with the scenario where it is at hand or needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pairing.fault import BadData, Fault
from pairing.files.homes import Homes, homes_of
from pairing.files.records import Known, file_record
from pairing.scenario import Scenario, read
from pairing.titles import Titles, names_of, titles_of
from pairing.verdict.audit import prepare
from pairing.verdict.claim import read_claim
from pairing.verdict.file_evidence import Evidence, evidence
from pairing.verdict.verdict import Findings
from pairing.workbook.home import home_of, settings_text


def known_of(run: Path, folder: Path | None, role: str, names: bool) -> Known:
    """What the files of a run are made of.

    The scenario is the ``folder``, or the one that the run lies in. Auditors and names need it, and for these it must
    be the one that the run was made from; the others' files only take from it what resources are called. Raises
    :class:`BadData`.
    """
    homes = homes_of(run)
    place = home_of(run, folder)
    wanted = role == "auditor" or names
    if place is None:
        if wanted or folder is not None:
            raise BadData([Fault("reasons_no_scenario", str(run), facts={"run": str(run)})])
        return Known(homes, Titles())
    scenario = read(place)
    if homes.summary.get("inputs") != dict(scenario.inputs):
        if wanted or folder is not None:
            facts = {"run": str(run), "scenario": str(place)}
            raise BadData([Fault("reasons_other_scenario", str(run), facts=facts)])
        return Known(homes, Titles())
    proof = evidence_of(scenario, run, homes, names) if role == "auditor" else None
    return Known(homes, titles_of(scenario), proof, names_of(scenario) if names else {})


def evidence_of(scenario: Scenario, run: Path, homes: Homes, names: bool = False) -> Evidence:
    """The evidence of all households of a run; with ``names`` private columns that rules look at are not left out."""
    claim = read_claim(run, Findings())
    audit = prepare(scenario, scenario.config.policies[homes.summary["policy"]], claim.repair)
    return evidence(audit, claim, settings_text(scenario.path), names)


def file_records(known: Known, role: str) -> Iterator[dict[str, Any]]:
    """The record of every household, in the order of their ids."""
    for household in known.homes.needs:
        yield file_record(known, household, role)
