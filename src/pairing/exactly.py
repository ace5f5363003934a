"""What the reasons of a run could only bound, by solving again: the scenario and the run's plan, read back."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.fault import BadData, Fault
from pairing.forcing.again import exact
from pairing.links import Links
from pairing.model import I64, Problem
from pairing.patch import read_patch
from pairing.run import all_links, build, policy_of
from pairing.scenario import Scenario, read

#: Seconds for one question.
MOST_SECONDS = 60.0


def solved(scenario: Scenario, run: Path) -> tuple[tuple[Links, ...], Problem, Answer]:
    """The links, the problem and the plan of a run's folder, nothing solved.

    Raises :class:`BadData` where the run is not about this scenario as it stands.
    """
    summary = json.loads((run / "summary.json").read_bytes())
    if summary.get("inputs") != dict(scenario.inputs):
        raise _other(run, scenario)
    repair = run / "repair.toml"
    patch = read_patch(repair, scenario) if repair.is_file() else None
    links = all_links(scenario)
    problem = build(scenario, links, policy_of(scenario, summary["policy"]), patch)
    return links, problem, Answer("optimal", _amounts(scenario, run, links))


def _amounts(scenario: Scenario, run: Path, links: Sequence[Links]) -> I64:
    """What the plan gives on each link."""
    amounts = np.zeros(sum(len(mine.need) for mine in links), dtype=np.int64)
    with (run / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {tuple(row[name] for name in ("programme", "need", "resource", "via")): int(row["amount"])
                for row in csv.DictReader(file)}  # fmt: skip
    start = 0
    for mine in links:
        code = mine.programme.code
        for e, (n, r, v) in enumerate(zip(mine.need.tolist(), mine.resource.tolist(), mine.via.tolist(), strict=True)):
            way = mine.via_ids[v] if v >= 0 else ""
            amounts[start + e] = rows.pop((code, mine.need_ids[n], mine.resource_ids[r], way), 0)
        start += len(mine.need)
    if rows:
        raise _other(run, scenario)
    return amounts


def _other(run: Path, scenario: Scenario) -> BadData:
    facts = {"run": str(run), "scenario": str(scenario.path)}
    return BadData([Fault("reasons_other_scenario", str(run), facts=facts)])


def exactly(run: Path, folder: Path | None, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each need's record what one more unit of its next best resource costs, and for one that has something what
    it costs to give it nothing: by one solve each, of :data:`MOST_SECONDS` at most.

    ``more`` and ``less`` have the ``loss`` for each goal, or the ``status`` ``impossible`` or ``late``. Raises
    :class:`BadData` where the scenario is not to be found, or is another.
    """
    place = folder or run.resolve().parent
    if not (place / "scenario.toml").is_file():
        raise BadData([Fault("reasons_no_scenario", str(run), facts={"run": str(run)})])
    links, problem, answer = solved(read(place), run)
    told = []
    for record in records:
        start = 0
        for mine in links:
            if mine.programme.code == record["programme"]:
                break
            start += len(mine.need)
        need = list(mine.need_ids).index(record["need"])
        own = start + np.flatnonzero(mine.need == need)
        answers: dict[str, Any] = {}
        if record.get("others"):
            best = record["others"][0]
            link = _link(mine, own - start, best)
            answers["more"] = {"resource": best["resource"], **_asked(problem, answer, [start + link], None)}
        if record["given"]:
            answers["less"] = _asked(problem, answer, own.tolist(), 0)
        told.append(answers)
    return told


def _link(links: Links, own: I64, other: dict[str, Any]) -> int:
    way = other.get("via")
    return next(
        int(e)
        for e in own
        if links.resource_ids[links.resource[e]] == other["resource"]
        and (links.via_ids[links.via[e]] if links.via[e] >= 0 else None) == way
    )


def _asked(problem: Problem, answer: Answer, links: list[int], amount: int | None) -> dict[str, Any]:
    try:
        loss = exact(problem, answer, links, amount, time_limit=MOST_SECONDS)
    except TimeoutError:
        return {"status": "late"}
    if loss is None:
        return {"status": "impossible"}
    return {"status": "exact", "loss": [entry if isinstance(entry, int) else str(entry) for entry in loss]}
