"""The record of a comparison: scenario by scenario, the plans of every policy and what they do to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pairing import apart
from pairing.answer import Answer
from pairing.comparison.acceptance import accepted
from pairing.comparison.columns import Column, bounds, records, rows_of
from pairing.comparison.gains import gains
from pairing.comparison.measures import lorenz, measured
from pairing.comparison.outcomes import People, outcome_of, people_of
from pairing.comparison.plans import Planned, Plans
from pairing.comparison.populations import Invented, people
from pairing.comparison.streams import Draw, arriving, draws
from pairing.comparison.weighed import Seen, Weighed, fronts
from pairing.config import Config, Policy
from pairing.links import Links
from pairing.model import Problem
from pairing.run import Report, Steps, all_links, build, policy_of
from pairing.scenario import Scenario
from pairing.settings.policy import built_in
from pairing.verdict import Audit, judge, plan_metrics, prepare

FORMAT = "pairing-compare/2"


def compare(
    sources: Scenario | Invented | Sequence[Scenario | Invented],
    *,
    policies: Sequence[str] = (),
    programme_by_programme: bool = False,
    seeds: int = 1,
    arrivals: bool = False,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    gap: float | None = None,
    progress: Report | None = None,
) -> tuple[dict[str, Any], list[Config]]:
    """The record of ``compare.json``, and the settings of its scenarios.

    In each scenario the first policy is the scenario's own, then come the others and those that acceptance tests name.
    With ``programme_by_programme`` each policy of goals has a second column, where its programmes are solved one after
    the other (see :mod:`pairing.apart`). There are ``seeds`` draws, of lots, of people where they are invented, and of
    ``arrivals`` if asked for. ``time_limit`` is for each solve; a programme by itself is a solve of its own.

    Raises :class:`BadData` as a run does, and ``KeyboardInterrupt`` where Ctrl-C ends a solve: plans that had unequal
    time are not to be compared.
    """
    listed = [sources] if isinstance(sources, (Scenario, Invented)) else list(sources)
    steps = Steps(progress)
    effort = {"time_limit": time_limit, "threads": threads or 1, "gap": gap}
    drawn = draws(seed, seeds, arrivals=arrivals)
    told, configs = [], []
    for source in listed:
        record, config = _scenario(source, policies, programme_by_programme, drawn, effort, steps)
        told.append(record)
        configs.append(config)
    streams = [{"people": d.people, "arrivals": d.arrivals, "ties": d.ties} for d in drawn]
    return {"format": FORMAT, "seed": seed, "draws": streams, "scenarios": told}, configs


def _scenario(
    source: Scenario | Invented,
    policies: Sequence[str],
    programme_by_programme: bool,
    drawn: Sequence[Draw],
    effort: dict[str, Any],
    steps: Steps,
) -> tuple[dict[str, Any], Config]:
    invented = isinstance(source, Invented)
    record: dict[str, Any] = {}
    weighed = Weighed(invented, drawn[0].ties)
    # With people of its own every draw is a scenario of its own.
    groups = [[draw] for draw in drawn] if invented else [list(drawn)]
    for number, group in enumerate(groups):
        with people(source, group[0], effort["threads"]) as scenario:
            plans, chosen = _plans(scenario, policies, effort, drawn[0].ties, steps)
            if number == 0:
                first, config = chosen[0].code, scenario.config
                record = _told(scenario, source, plans, chosen, group[0], programme_by_programme, steps)
            with steps.step("verify"):
                fine = _weigh(weighed, scenario, plans, chosen, group, {} if number else _counted(record))
            for column in record["columns"]:
                # A plan of a later draw that the tables do not bear out spoils the policy's column.
                if column["how"] == "joint" and "verdict" in column:
                    column["verdict"]["ok"] &= fine[column["policy"]]
    # A policy that some draw left without a plan is not weighed: its draws would be others than those of the rest.
    weighed.seen = {code: seen for code, seen in weighed.seen.items() if len(seen) == len(drawn)}
    table = weighed.table()
    unit, units = weighed.unit()
    record |= {
        "measures": table,
        "by_chance": [policy.code for policy in chosen if invented or policy.code in plans.moved],
        "unit": unit,
        "units": units,
        "differences": weighed.differences(first) if first in weighed.seen else [],
        "fronts": fronts(table),
        "lorenz": {code: lorenz(seen[0].people, seen[0].outcome) for code, seen in weighed.seen.items()},
        "gains": _gains(weighed, first),
        "accepted": accepted(config, weighed),
    }
    return record, config


def _plans(
    scenario: Scenario, policies: Sequence[str], effort: dict[str, Any], seed: int, steps: Steps
) -> tuple[Plans, list[Policy]]:
    tested = [code for test in scenario.config.acceptances for code in (test.policy, test.against) if code]
    codes = dict.fromkeys((scenario.config.policy, *policies, *tested))
    chosen = [policy_of(scenario, code) for code in codes]
    with steps.step("links"):
        links = all_links(scenario)
    with steps.step("model"):
        problems = [build(scenario, links, policy) for policy in chosen]
    return Plans(scenario, links, chosen, problems, seed, effort, steps), chosen


def _told(
    scenario: Scenario,
    source: Scenario | Invented,
    plans: Plans,
    policies: Sequence[Policy],
    draw: Draw,
    programme_by_programme: bool,
    steps: Steps,
) -> dict[str, Any]:
    """What is told of the first draw: the columns of goals, and the bounds of first goals."""
    links, problems, columns = plans.links, plans.problems, []
    number = np.repeat(np.arange(len(links), dtype=np.int32), [len(mine.need) for mine in links])
    for place, (policy, problem) in enumerate(zip(policies, problems, strict=True)):
        with steps.step("joint"):
            columns.append(Column(policy, "joint", plans.of(place, draw)))
        if programme_by_programme and not policy.procedure:
            with steps.step("apart"):
                otherwise = build(scenario, links, _default(scenario)).goals
                columns.append(Column(policy, "apart", Planned(_apart(plans, problem, number, otherwise))))
    with steps.step("verify"):
        told = records(scenario, links, policies, problems, columns)
    people_from = "tables" if isinstance(source, Scenario) else f"{source.kind}:{source.households}"
    return {
        "scenario": scenario.config.code,
        "title": dict(scenario.config.title),
        "people": people_from,
        "policies": [policy.code for policy in policies],
        "inputs": dict(scenario.inputs),
        "columns": told,
        "bounds": bounds(told, policies, problems),
    }


def _apart(plans: Plans, problem: Problem, number: Any, otherwise: Any) -> Answer:
    def solve(part: Problem) -> Answer:
        answer = plans.solve(part)
        if answer.interrupted:
            raise KeyboardInterrupt
        return answer

    return apart.apart(problem, number, solve, otherwise)


def _default(scenario: Scenario) -> Policy:
    """What programmes follow that no goal of the policy at hand speaks of: needs served, then amounts, then points."""
    programmes = scenario.config.programmes
    every = tuple(p.code for p in programmes)
    goals = built_in(programmes)["coverage"].goals
    return Policy("coverage", tuple(replace(goal, programmes=goal.programmes or every) for goal in goals))


def _counted(record: dict[str, Any]) -> dict[str, Any]:
    """The metrics of the first draw's plans by policy."""
    joint = (column for column in record["columns"] if column["how"] == "joint" and "metrics" in column)
    return {column["policy"]: column["metrics"] for column in joint}


def _weigh(
    weighed: Weighed,
    scenario: Scenario,
    plans: Plans,
    policies: Sequence[Policy],
    drawn: Sequence[Draw],
    counted: dict[str, Any],
) -> dict[str, bool]:
    """Count every plan of these draws from the tables; says for each policy whether all its plans keep every limit.

    ``counted`` has the metrics of plans of the first draw that are counted already.
    """
    audit = prepare(scenario, policies[0])
    fine = {policy.code: True for policy in policies}
    who: People | None = None
    known: dict[str, Seen] = {}
    for draw in drawn:
        for place, policy in enumerate(policies):
            planned = plans.of(place, draw)
            if planned.answer is None or not planned.planned:
                continue
            # Waiting is counted from the arrivals of a draw, whoever made the plan.
            if policy.code in known and policy.code not in plans.moved and draw.arrivals is None:
                weighed.seen[policy.code].append(known[policy.code])
                continue
            rows = rows_of(plans.links, planned.answer)
            judged = judge(audit, rows)
            fine[policy.code] &= not judged.broken and not judged.faults
            who = who or people_of(audit)
            if draw is drawn[0] and draw.arrivals is None and policy.code in counted:
                seen = _seen(audit, who, counted[policy.code])
            else:
                seen = _seen(audit, who, _metrics(scenario, plans.links, draw, audit, rows))
            known[policy.code] = seen
            weighed.seen.setdefault(policy.code, []).append(seen)
    return fine


def _metrics(scenario: Scenario, links: Sequence[Links], draw: Draw, audit: Audit, rows: Any) -> dict[str, Any]:
    """The figures of a plan, waiting counted from the arrivals of its draw."""
    if draw.arrivals is not None:
        audit = replace(audit, scenario=arriving(scenario, links, draw.arrivals)[0])
    return plan_metrics(audit, rows)


def _seen(audit: Audit, who: People, metrics: dict[str, Any]) -> Seen:
    outcome = outcome_of(audit)
    return Seen(who, outcome, measured(who, outcome, metrics), metrics)


def _gains(weighed: Weighed, first: str) -> list[dict[str, Any]]:
    if first not in weighed.seen:
        return []
    here = weighed.seen[first][0]
    return [
        {"policy": code, "against": first, **gains(here.people, here.outcome, seen[0].outcome)}
        for code, seen in weighed.seen.items()
        if code != first
    ]
