"""What is told of each plan in the table of goals: every plan is held against the tables by the independent verdict,
and valued by the goals of all policies at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from pairing.answer import Answer
from pairing.comparison.plans import Planned
from pairing.config import Goal, Policy
from pairing.figures import plan_rows
from pairing.links import Links
from pairing.model import Problem, value
from pairing.outputs.tables import PLAN_COLUMNS
from pairing.reason import LANGUAGES
from pairing.scenario import Scenario
from pairing.verdict import Judged, judge, plan_metrics, prepare

How = Literal["joint", "apart"]


@dataclass(frozen=True, eq=False)
class Column:
    """One plan: by which policy, solved how, and what came of it."""

    policy: Policy
    how: How
    planned: Planned


def records(
    scenario: Scenario,
    links: Sequence[Links],
    policies: Sequence[Policy],
    problems: Sequence[Problem],
    columns: Sequence[Column],
) -> list[dict[str, Any]]:
    """What is told of each plan; a scenario's database holds the verdict's tables for one list of goals at a time."""
    judged: list[list[Judged]] = [[] for _ in columns]
    counted: list[dict[str, Any]] = [{} for _ in columns]
    # Procedures are mostly measured by the goals of another policy: each list of goals is asked for once.
    first = [next(q for q, other in enumerate(policies) if other.goals == policy.goals) for policy in policies]
    asked = sorted(set(first))
    for p in asked:
        audit = prepare(scenario, policies[p])
        for place, column in enumerate(columns):
            if column.planned.answer is not None and column.planned.planned:
                rows = rows_of(links, column.planned.answer)
                judged[place].append(judge(audit, rows))
                counted[place] = counted[place] or plan_metrics(audit, rows)
    told = []
    for column, verdicts, metrics in zip(columns, judged, counted, strict=True):
        record: dict[str, Any] = {"policy": column.policy.code, "how": column.how, "status": column.planned.status}
        answer = column.planned.answer
        if answer is None:
            faults = column.planned.faults
            record["says"] = {lang: " ".join(fault.message(lang) for fault in faults) for lang in LANGUAGES}
        elif verdicts:
            record["goals"] = [
                {
                    "policy": policies[p].code,
                    "code": policies[p].goals[g].code,
                    "value": _number(verdicts[asked.index(p)].values[g]),
                }
                for p, g in _goals(policies, problems)
            ]
            record["levels"] = [
                {"goal": level.goal, "value": _number(level.value), "bound": _number(level.bound), "gap": level.gap}
                for level in answer.levels
            ]
            record |= {"procedure": dict(answer.procedure)} if answer.procedure else {}
            record |= _figures(metrics) | {"metrics": metrics}
            record |= {"limits_broken": sum(verdicts[0].broken.values()), "broken": dict(verdicts[0].broken)}
            record["verdict"] = _verdict(column.how, answer, [problems[p] for p in asked], verdicts)
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


def bounds(
    columns: Sequence[dict[str, Any]], policies: Sequence[Policy], problems: Sequence[Problem]
) -> list[dict[str, Any]]:
    """What no plan can pass: for each policy of goals the bound of its first goal, with what every policy reaches.

    Bounds of later goals hold only where the earlier ones are kept, and are no bound for another policy.
    """
    joint = {column["policy"]: column for column in columns if column["how"] == "joint"}
    listed = [_same(policies[p], problems[p], g) for p, g in _goals(policies, problems)]
    found: dict[int, dict[str, Any]] = {}
    for policy, problem in zip(policies, problems, strict=True):
        levels = joint[policy.code].get("levels")
        if policy.procedure or not levels:
            continue
        place, level = listed.index(_same(policy, problem, 0)), levels[0]
        known = found.get(place)
        if known is not None and Fraction(known["bound"]) <= Fraction(level["bound"]):
            continue
        reached = {code: other["goals"][place]["value"] for code, other in joint.items() if "goals" in other}
        gaps = {code: _gap(worth, level["bound"]) for code, worth in reached.items()}
        told = {"policy": policy.code, "goal": level["goal"], "bound": level["bound"]}
        found[place] = {**told, "values": reached, "gaps": gaps}
    return list(found.values())


def _gap(worth: int | str, bound: int | str) -> float | None:
    """How much of the bound is missing; None where the bound is 0 or below."""
    most = Fraction(bound)
    return float(round((most - Fraction(worth)) / most, 6)) if most > 0 else None


def rows_of(links: Sequence[Links], answer: Answer) -> dict[str, list[Any]]:
    """The plan as the verdict takes it: its rows, by column."""
    rows = plan_rows(links, answer.amounts)
    return {name: [row[place] for row in rows] for place, name in enumerate(PLAN_COLUMNS)}


def _verdict(how: How, answer: Answer, problems: Sequence[Problem], verdicts: Sequence[Judged]) -> dict[str, Any]:
    """Whether the tables bear the plan out: rows and pins hold, goals are worth what the model says, limits are kept.

    Only a plan that was made programme by programme may break limits.
    """
    differs = [
        goal.code
        for verdict, problem in zip(verdicts, problems, strict=True)
        for goal, worth in zip(problem.goals, verdict.values, strict=True)
        if value(problem, goal, answer.amounts) != worth
    ]
    kept = how == "apart" or not verdicts[0].broken
    return {
        "ok": kept and not differs and not verdicts[0].faults,
        "faults": [fault.record() for fault in verdicts[0].faults],
        "differs": differs,
    }


def _goals(policies: Sequence[Policy], problems: Sequence[Problem]) -> Iterator[tuple[int, int]]:
    """Every goal once, as the place of its policy and its place there: policies often share their first goals."""
    met: list[tuple[Goal, bool]] = []
    for p, (policy, problem) in enumerate(zip(policies, problems, strict=True)):
        for g in range(len(policy.goals)):
            same = _same(policy, problem, g)
            if same not in met:
                met.append(same)
                yield p, g


def _same(policy: Policy, problem: Problem, g: int) -> tuple[Goal, bool]:
    """What two goals have alike that are worth the same under every plan."""
    return replace(policy.goals[g], loss=Fraction(0)), problem.goals[g].penalties


def _number(worth: int | Fraction) -> int | str:
    return worth if isinstance(worth, int) else str(worth)
