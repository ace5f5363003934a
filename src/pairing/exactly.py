"""What the reasons of a run could only bound, by solving again: the scenario and the run's plan, read back."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pairing.answer import Answer, Level
from pairing.drops import Solved, with_more
from pairing.fault import BadData, Fault
from pairing.forcing.again import exact, lost
from pairing.links import Links
from pairing.model import I64, UNBOUNDED, Problem, value
from pairing.patch import read_patch
from pairing.run import all_links, build, policy_of
from pairing.scenario import Scenario, read
from pairing.workbook.home import home_of

#: Seconds for one question.
MOST_SECONDS = 60.0


def solved(scenario: Scenario, run: Path) -> tuple[tuple[Links, ...], Problem, Answer]:
    """The links, the problem and the plan of a run's folder, nothing solved.

    Raises :class:`BadData` where the run is not about this scenario as it stands, or was made by a procedure: its plan
    is no best one that a change could cost anything.
    """
    summary = json.loads((run / "summary.json").read_bytes())
    if summary.get("inputs") != dict(scenario.inputs):
        raise _other(run, scenario)
    if "procedure" in summary:
        raise BadData([Fault("exact_of_procedure", str(run), value=str(summary["procedure"].get("name")))])
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


def read_run(run: Path, folder: Path | None) -> tuple[Solved, dict[str, Any]]:
    """A run's plan with all that it was made from, and the proof of its folder.

    ``folder`` is the scenario, else it is looked for around the run. Raises :class:`BadData` where it is not to be
    found, or is another.
    """
    place = home_of(run, folder)
    if place is None:
        raise BadData([Fault("reasons_no_scenario", str(run), facts={"run": str(run)})])
    scenario = read(place)
    links, problem, answer = solved(scenario, run)
    policy = policy_of(scenario, json.loads((run / "summary.json").read_bytes())["policy"])
    repair = run / "repair.toml"
    patch = read_patch(repair, scenario) if repair.is_file() else None
    proof = json.loads((run / "proof.json").read_bytes())
    return Solved(scenario, policy, links, problem, answer.amounts, patch), proof


def exactly(
    run: Path,
    folder: Path | None,
    records: Sequence[dict[str, Any]],
    resource: str | None = None,
    seconds: float | None = None,
) -> list[dict[str, Any]]:
    """What the records of needs and resources left open, by one solve for each question, in ``seconds`` for all
    (:data:`MOST_SECONDS` for each where none are given).

    Of a need: ``more``, what one more unit of its next best resource costs, and ``less``, what it costs to give it
    nothing; ``with``, what one more unit of ``resource`` costs; ``others`` and ``margins``, what its record could only
    bound of further resources, and of losing each match. Of a resource: ``one_more``, what a place more gains, and
    ``one_less``, what a place less costs (1,000 yuan, where it gives money). Each has the ``loss`` (or ``gain``) for
    each goal, or the ``status`` ``impossible`` or ``late``. Raises :class:`BadData` as :func:`read_run` does.
    """
    made, _ = read_run(run, folder)
    values = [value(made.problem, goal, made.amounts) for goal in made.problem.goals]
    levels = tuple(Level(goal.code, v, v, v) for goal, v in zip(made.problem.goals, values, strict=True))
    ask = _Ask(made, Answer("optimal", made.amounts, levels), None if seconds is None else time.monotonic() + seconds)
    return [ask.need(one, resource) if one["kind"] == "need" else ask.resource(one) for one in records]


@dataclass(frozen=True, eq=False)
class _Ask:
    """A plan, and until when it may be asked about."""

    made: Solved
    answer: Answer
    ends: float | None

    def need(self, record: dict[str, Any], resource: str | None) -> dict[str, Any]:
        """The answers for a need."""
        mine, start = self._programme(record["programme"])
        need = list(mine.need_ids).index(record["need"])
        own = start + np.flatnonzero(mine.need == need)
        told: dict[str, Any] = {}
        others = record.get("others", [])
        if others:
            told["more"] = self._more(mine, start, own, others[0])
        if record["given"]:
            told["less"] = self._forced(own.tolist(), 0)
        if resource is not None:
            through = [
                mine.via[e - start] for e in own.tolist() if mine.resource_ids[mine.resource[e - start]] == resource
            ]
            ways = [{"resource": resource} | ({"via": mine.via_ids[v]} if v >= 0 else {}) for v in through]
            told["with"] = [self._more(mine, start, own, way) for way in ways] or [
                {"resource": resource, "status": "impossible"}
            ]
        open_ = [self._more(mine, start, own, other) for other in others[1:] if not other["exact"]]
        told |= {"others": open_} if open_ else {}
        margins = [
            {**_named(match), **self._forced([_link(mine, own, start, match)], 0)}
            for match in record.get("matches", ())
            if "margin" not in match and len(record["matches"]) > 1
        ]
        return told | ({"margins": margins} if margins else {})

    def resource(self, record: dict[str, Any]) -> dict[str, Any]:
        """The answers for a resource: none where it has no most."""
        mine, _ = self._programme(record["programme"])
        at = list(mine.resource_ids).index(record["resource"])
        code, step = f"{record['programme']}.holds", 100_000 if mine.programme.money else 1
        family = next((family for family in self.made.problem.families if family.code == code), None)
        if family is None or family.most[at] >= UNBOUNDED:
            return {}
        more = self._bent(with_more(self.made, record["programme"], record["resource"], step), True)
        by = min(step, int(family.most[at]))
        most, least = family.most.copy(), family.least.copy()
        most[at] -= by
        least[at] = min(least[at], most[at])
        families = tuple(replace(f, most=most, least=least) if f is family else f for f in self.made.problem.families)
        less = self._bent(replace(self.made.problem, families=families), False)
        return {"one_more": {"amount": step, **more}, "one_less": {"amount": by, **less}}

    def _programme(self, code: str) -> tuple[Links, int]:
        start = 0
        for mine in self.made.links:
            if mine.programme.code == code:
                return mine, start
            start += len(mine.need)
        raise KeyError(code)

    def _more(self, links: Links, start: int, own: I64, other: dict[str, Any]) -> dict[str, Any]:
        return {**_named(other), **self._forced([_link(links, own, start, other)], None)}

    def _left(self) -> float:
        return MOST_SECONDS if self.ends is None else min(MOST_SECONDS, self.ends - time.monotonic())

    def _forced(self, links: list[int], amount: int | None) -> dict[str, Any]:
        try:
            if (left := self._left()) <= 0:
                raise TimeoutError
            loss = exact(self.made.problem, self.answer, links, amount, time_limit=left)
        except TimeoutError:
            return {"status": "late"}
        return {"status": "impossible"} if loss is None else {"status": "exact", "loss": _plain(loss)}

    def _bent(self, problem: Problem, gains: bool) -> dict[str, Any]:
        """What a problem with another most gains, or costs."""
        try:
            if (left := self._left()) <= 0:
                raise TimeoutError
            loss = lost(self.made.problem, self.answer, problem, time_limit=left)
        except TimeoutError:
            return {"status": "late"}
        if loss is None:
            return {"status": "impossible"}
        if gains:
            return {"status": "exact", "gain": _plain([-entry for entry in loss])}
        return {"status": "exact", "loss": _plain(loss)}


def _plain(loss: Sequence[Any]) -> list[int | str]:
    return [entry if isinstance(entry, int) else str(entry) for entry in loss]


def _named(other: dict[str, Any]) -> dict[str, Any]:
    return {name: other[name] for name in ("resource", "via") if name in other}


def _link(links: Links, own: I64, start: int, other: dict[str, Any]) -> int:
    """The link of a need's ``own`` that a record names."""
    way = other.get("via")
    return next(
        int(e)
        for e in own
        if links.resource_ids[links.resource[e - start]] == other["resource"]
        and (links.via_ids[links.via[e - start]] if links.via[e - start] >= 0 else None) == way
    )
