"""A household's file held against the tables that it says it comes from, and against its run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pairing.files.homes import homes_of
from pairing.files.make import evidence_of
from pairing.scenario import Scenario
from pairing.verdict.audit import prepare
from pairing.verdict.claim import Claim
from pairing.verdict.file_check import verify_file
from pairing.verdict.file_evidence import evidence
from pairing.verdict.verdict import Findings, Verdict
from pairing.workbook.home import settings_text

#: What evidence has from the tables alone; of its other parts what comes from the plan, and what a repair changes.
_TABLES = ("settings", "columns", "complete", "wants", "pins")
_OF_PLAN = frozenset({"amount", "sum"})
_BENT = frozenset({"least", "most", "lower"})


def verify_household_file(
    record: Any, name: str, scenario: Scenario | None = None, run: Path | None = None
) -> tuple[Verdict, tuple[str, ...]]:
    """What is wrong with a household's file alone; with a scenario, whether its hashes, rows, rules and groups are
    those of the tables; with the run too, whether its decisions, amounts, sums and prices are those of the plan.

    Also the programmes whose rules look at personal data that the file leaves out. Raises :class:`BadData` where the
    run cannot be read.
    """
    verdict, skipped = verify_file(record, name)
    if scenario is None:
        return verdict, skipped
    found = Findings()
    try:
        _tables(record, name, scenario, run, found)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, duckdb.Error) as error:
        found.wrong("file_malformed", name, detail=f"{type(error).__name__}: {error}")
    faults = tuple(dict.fromkeys((*verdict.faults, *found.faults)))
    return Verdict(not faults, verdict.checks + found.checks, faults), ()


def _tables(record: Mapping[str, Any], name: str, scenario: Scenario, run: Path | None, found: Findings) -> None:
    said, inputs = record["evidence"], record["run"]["inputs"]
    for file in sorted({*inputs, *scenario.inputs}):
        _same(found, name, f"run.inputs.{file}", inputs.get(file), scenario.inputs.get(file))
    needs = [(one["programme"], one["need"]) for one in record["decisions"]]
    names = bool(record.get("names")) or not any(said["hidden"].values())
    if run is None:
        audit = prepare(scenario, scenario.config.policies[record["run"]["policy"]])
        settings = settings_text(scenario.path)
        due = evidence(audit, Claim([], [], {}, {}), settings, names).of(needs)
    else:
        homes = homes_of(run)
        due = evidence_of(scenario, run, homes, names).of(needs)
        fine = record["run"]["summary"] == homes.digest
        found.expect(fine, "file_other_run", name, "run.summary")
        for key, value in homes.summary.items():
            if key in record["run"]:
                found.expect(record["run"][key] == value, "file_other_run", name, f"run.{key}")
        _decisions(record, name, homes.needs.get(record["household"], ()), found)
        for part in ("goals", "levels"):
            found.expect(said[part] == due[part], "file_other_run", name, f"evidence.{part}")
    for part in _TABLES:
        fine = said[part] == due[part]
        found.expect(fine, "file_other_tables", name, f"evidence.{part}", "…", due="…")
    _rows(said["rows"], due["rows"], name, found)
    left_out = _OF_PLAN if run is None else frozenset()
    if run is None and record["run"].get("repair") is not None:
        left_out |= _BENT
    for part, keys in (
        ("links", ("programme", "need", "resource", "via")),
        ("limits", ("limit", "group")),
        ("goal_groups", ("goal", "group")),
    ):
        _listed(said[part], due[part], keys, part, left_out, name, found)


def _decisions(record: Mapping[str, Any], name: str, due: Sequence[Mapping[str, Any]], found: Findings) -> None:
    said = {(one["programme"], one["need"]): one for one in record["decisions"]}
    for one in due:
        key = (one["programme"], one["need"])
        found.expect(said.get(key) == one, "file_other_run", name, f"decisions.{'.'.join(key)}")
    found.expect(len(said) == len(due), "file_other_run", name, "decisions")


def _rows(said: Mapping[str, Any], due: Mapping[str, Any], name: str, found: Findings) -> None:
    for code, sides in due.items():
        for alias, rows in sides.items():
            mine = said[code][alias]
            for key in sorted({*mine, *rows}):
                for column, value in (rows.get(key) or {}).items():
                    place = f"rows.{code}.{alias}.{key}.{column}".replace("\x1f", ",")
                    _same(found, name, place, (mine.get(key) or {}).get(column), value)
                found.expect(key in rows, "file_other_tables", name, f"rows.{code}.{alias}.{key}", key, due="—")


def _listed(
    said: Sequence[Mapping[str, Any]],
    due: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    part: str,
    left_out: frozenset[str],
    name: str,
    found: Findings,
) -> None:
    """Things known by their ``keys``, field by field, but for those that are ``left_out``."""
    mine = {tuple(one[key] for key in keys): one for one in said}
    for one in due:
        key = tuple(one[key] for key in keys)
        place = f"{part}.{'.'.join(str(k) for k in key if k)}".replace("\x1f", " / ")
        for field, value in one.items():
            if field not in left_out:
                _same(found, name, f"{place}.{field}", (mine.get(key) or {}).get(field), value)
    found.expect(len(mine) == len(due), "file_other_tables", name, part, len(mine), due=len(due))


def _same(found: Findings, name: str, place: str, value: object, due: object) -> None:
    found.expect(value == due, "file_other_tables", name, place, value, due=due)
