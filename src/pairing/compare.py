"""Several plans for one scenario, side by side: one policy with another, planning together with programme by programme.

Every plan is held against the tables by the independent verdict, and valued by the goals of all policies at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from pairing import apart
from pairing.answer import Answer
from pairing.config import Goal, Policy
from pairing.figures import plan_rows
from pairing.links import Links
from pairing.model import Problem, value
from pairing.outputs.tables import PLAN_COLUMNS
from pairing.run import Report, Steps, all_links, build, decided, policy_of, seeded
from pairing.scenario import Scenario
from pairing.settings.policy import built_in
from pairing.verdict import Judged, judge, plan_metrics, prepare

How = Literal["joint", "apart"]


@dataclass(frozen=True, eq=False)
class _Column:
    """One plan: by which policy, solved how, and what came of it."""

    policy: Policy
    how: How
    answer: Answer

    @property
    def planned(self) -> bool:
        return self.answer.status in ("optimal", "feasible")


def compare(
    scenario: Scenario,
    *,
    policies: Sequence[str] = (),
    programme_by_programme: bool = False,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    gap: float | None = None,
    progress: Report | None = None,
) -> dict[str, Any]:
    """The record of ``compare.json``: the scenario's own policy, then the others, a column for each plan.

    With ``programme_by_programme`` each policy of goals has a second column, where its programmes are solved one after
    the other (see :mod:`pairing.apart`). ``time_limit`` is for each solve; a programme by itself is a solve of its own.
    Raises :class:`BadData` as a run does, and ``KeyboardInterrupt`` where Ctrl-C ends a solve: plans that had unequal
    time are not to be compared.
    """
    chosen = [policy_of(scenario, code) for code in dict.fromkeys((scenario.config.policy, *policies))]
    steps = Steps(progress)
    with steps.step("links"):
        links = all_links(scenario)
    with steps.step("model"):
        problems = [build(scenario, links, policy) for policy in chosen]
        otherwise = build(scenario, links, _default(scenario)).goals if programme_by_programme else ()

    def solve(problem: Problem) -> Answer:
        answer = seeded(problem, seed, steps, time_limit=time_limit, threads=threads or 1, gap=gap)
        if answer.interrupted:
            raise KeyboardInterrupt
        return answer

    columns = []
    number = np.repeat(np.arange(len(links), dtype=np.int32), [len(mine.need) for mine in links])
    for policy, problem in zip(chosen, problems, strict=True):
        with steps.step("joint"):
            found = decided(
                scenario, policy, links, problem, seed, steps, time_limit=time_limit, threads=threads or 1, gap=gap
            )
            if found.interrupted:
                raise KeyboardInterrupt
            columns.append(_Column(policy, "joint", found))
        if programme_by_programme and not policy.procedure:
            with steps.step("apart"):
                columns.append(_Column(policy, "apart", apart.apart(problem, number, solve, otherwise)))
    with steps.step("verify"):
        records = _records(scenario, links, chosen, problems, columns)
    return {
        "format": "pairing-compare/1",
        "scenario": scenario.config.code,
        "policies": [policy.code for policy in chosen],
        "seed": seed,
        "inputs": dict(scenario.inputs),
        "columns": records,
    }


def _default(scenario: Scenario) -> Policy:
    """What programmes follow that no goal of the policy at hand speaks of: needs served, then amounts, then points."""
    programmes = scenario.config.programmes
    every = tuple(p.code for p in programmes)
    goals = built_in(programmes)["coverage"].goals
    return Policy("coverage", tuple(replace(goal, programmes=goal.programmes or every) for goal in goals))


def _records(
    scenario: Scenario,
    links: Sequence[Links],
    policies: Sequence[Policy],
    problems: Sequence[Problem],
    columns: Sequence[_Column],
) -> list[dict[str, Any]]:
    """What is told of each plan; a scenario's database holds the verdict's tables for one policy at a time."""
    judged: list[list[Judged]] = [[] for _ in columns]
    counted: list[dict[str, Any]] = [{} for _ in columns]
    for policy in policies:
        audit = prepare(scenario, policy)
        for place, column in enumerate(columns):
            if column.planned:
                rows = _rows(links, column)
                judged[place].append(judge(audit, rows))
                counted[place] = counted[place] or plan_metrics(audit, rows)
    told = []
    for column, verdicts, metrics in zip(columns, judged, counted, strict=True):
        record: dict[str, Any] = {"policy": column.policy.code, "how": column.how, "status": column.answer.status}
        if verdicts:
            record["goals"] = [
                {"policy": policies[p].code, "code": policies[p].goals[g].code, "value": _number(verdicts[p].values[g])}
                for p, g in _goals(policies, problems)
            ]
            record["levels"] = [
                {"goal": level.goal, "value": _number(level.value), "bound": _number(level.bound), "gap": level.gap}
                for level in column.answer.levels
            ]
            record |= {"procedure": dict(column.answer.procedure)} if column.answer.procedure else {}
            record |= _figures(metrics) | {"metrics": metrics}
            record |= {"limits_broken": sum(verdicts[0].broken.values()), "broken": dict(verdicts[0].broken)}
            record["verdict"] = _verdict(column, problems, verdicts)
        told.append(record)
    return told


def _figures(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Whom a plan reaches and what it leaves lying, in a few figures that every plan has; money in fen."""
    programmes = {
        code: {
            **{name: told[name] for name in ("needs", "helped", "given")},
            "lapsed": told["money"]["lapsed"] if told["money"] else None,
        }
        for code, told in metrics["programmes"].items()
    }
    return {**metrics, "programmes": programmes}


def _verdict(column: _Column, problems: Sequence[Problem], verdicts: Sequence[Judged]) -> dict[str, Any]:
    """Whether the tables bear the plan out: rows and pins hold, goals are worth what the model says, limits are kept.

    Only a plan that was made programme by programme may break limits.
    """
    differs = [
        goal.code
        for verdict, problem in zip(verdicts, problems, strict=True)
        for goal, worth in zip(problem.goals, verdict.values, strict=True)
        if value(problem, goal, column.answer.amounts) != worth
    ]
    kept = column.how == "apart" or not verdicts[0].broken
    return {
        "ok": kept and not differs and not verdicts[0].faults,
        "faults": [fault.record() for fault in verdicts[0].faults],
        "differs": differs,
    }


def _rows(links: Sequence[Links], column: _Column) -> dict[str, list[Any]]:
    """The plan as the verdict takes it: its rows, by column."""
    rows = plan_rows(links, column.answer.amounts)
    return {name: [row[place] for row in rows] for place, name in enumerate(PLAN_COLUMNS)}


def _goals(policies: Sequence[Policy], problems: Sequence[Problem]) -> Iterator[tuple[int, int]]:
    """Every goal once, as the place of its policy and its place there: policies often share their first goals."""
    met: list[tuple[Goal, bool]] = []
    for p, (policy, problem) in enumerate(zip(policies, problems, strict=True)):
        for g, (goal, terms) in enumerate(zip(policy.goals, problem.goals, strict=True)):
            same = (replace(goal, loss=Fraction(0)), terms.penalties)
            if same not in met:
                met.append(same)
                yield p, g


def _number(worth: int | Fraction) -> int | str:
    return worth if isinstance(worth, int) else str(worth)
