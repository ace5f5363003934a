"""One run from a checked scenario to a verified plan: the only file that knows the order of the steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pairing.against import held_against
from pairing.answer import Answer
from pairing.components import reordered
from pairing.config import Policy
from pairing.entitlements import entitle, entitled_rows
from pairing.explain import unmet
from pairing.fault import BadData, Fault, choices
from pairing.figures import figures, heading, plan_rows, proof
from pairing.goal_terms import goal_terms
from pairing.laid import Laid
from pairing.limit_terms import family, implied
from pairing.links import Links, make_links
from pairing.lists import PLAN_TYPES, UNMET_TYPES, fill_lists
from pairing.model import GoalTerms, Problem
from pairing.outputs.reasons_file import reasons_jsonl
from pairing.outputs.tables import PLAN_COLUMNS, UNMET_COLUMNS
from pairing.patch import Patch, patched, read_patch
from pairing.plan import Plan
from pairing.procedure import procedure
from pairing.reasons.records import records
from pairing.scenario import Scenario
from pairing.settings.goal_policies import lacking
from pairing.way_out import MOST, way_out

#: The dearest that a unit of a soft limit may be, in points: what costs more is better a hard limit.
MOST_PRICE = 1_000_000_000

Report = Callable[[str, Mapping[str, Any]], None]


@dataclass(eq=False)
class Steps:
    """Tells which step is on, and how long each took."""

    progress: Report | None
    seconds: dict[str, float] = field(default_factory=dict)
    now: str = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step, from its beginning to its end."""
        self.now = name
        if self.progress:
            self.progress(name, {})
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def level(self, goal: str, reached: float | None, bound: float | None) -> None:
        """How far the step has come with a goal."""
        if self.progress:
            gap = None if reached is None or bound is None else max(0.0, (bound - reached) / max(1.0, abs(bound)))
            self.progress(self.now, {"goal": goal, "value": reached, "bound": bound, "gap": gap})


def solve(
    scenario: Scenario,
    *,
    policy: str | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    gap: float | None = None,
    progress: Report | None = None,
    lang: str = "en",
    repair: Path | str | None = None,
) -> Plan:
    """Links, model, solve, explain, verify: the plan with its summary and proof.

    Raises :class:`BadData` where amounts, pins, the policy's name or the patch in the file ``repair`` cannot be used. A
    scenario whose limits conflict gives a plan of status ``infeasible``; its summary says what :mod:`pairing.way_out`
    has found.
    """
    chosen = policy_of(scenario, policy)
    patch = None if repair is None else read_patch(Path(repair), scenario)
    steps = Steps(progress)
    with steps.step("links"):
        links = all_links(scenario)
    with steps.step("model"):
        problem = build(scenario, links, chosen, patch)
    effort: dict[str, Any] = {"time_limit": time_limit, "threads": threads or 1, "gap": gap}
    with steps.step("solve"):
        answer = decided(scenario, chosen, links, problem, seed, steps, **effort)
    summary = heading(scenario, chosen, seed, answer) | ({"repair": patch.record()} if patch else {})
    if answer.status in ("infeasible", "no_plan"):
        if answer.status == "infeasible":
            with steps.step("advice"):
                seconds = MOST if time_limit is None else time_limit - steps.seconds["solve"]
                summary |= way_out(problem, links, scenario.config, seconds, patch)
        summary["seconds"] = steps.seconds
        return Plan(_frame(PLAN_COLUMNS, []), _frame(UNMET_COLUMNS, []), summary, {}, scenario)
    with steps.step("explain"):
        left = unmet(scenario, links, problem, answer.amounts, lang, by=(answer.procedure or {}).get("reason"))
        reasons = reasons_jsonl(records(scenario, chosen, links, problem, answer, left))
    summary |= figures(links, problem, answer, left)
    entitled = None
    if scenario.config.entitlements:
        with steps.step("entitlements"):
            summary["entitlements"] = entitle(scenario)
            entitled = entitled_rows(scenario)
    plan = Plan(
        _frame(PLAN_COLUMNS, plan_rows(links, answer.amounts)),
        _frame(UNMET_COLUMNS, [(u.programme, u.need, u.wanted, u.given, u.reason, u.message) for u in left]),
        summary,
        proof(problem, answer),
        scenario,
        entitled,
        repair=patch.content if patch else None,
        reasons=reasons,
        lang=lang,
    )
    if chosen.against:
        with steps.step("against"):
            other = policy_of(scenario, chosen.against)
            record, amounts = held_against(
                (chosen, other),
                (problem, build(scenario, links, other, patch)),
                answer.amounts,
                lambda p: decided(scenario, other, links, p, seed, steps, **effort),
            )
            summary["against"] = record
            if amounts is not None:
                plan = replace(plan, against=_frame(PLAN_COLUMNS, plan_rows(links, amounts)))
    if scenario.config.lists:
        with steps.step("lists"):
            told = told_lists(scenario, plan)
            plan = replace(plan, lists=told)
            summary["lists"] = {code: len(rows) for code, rows in told.items()}
    with steps.step("verify"):
        from pairing.verdict import verify

        verdict = verify(scenario, plan)
    if verdict.metrics is not None:
        summary["metrics"] = verdict.metrics
    summary["verdict"] = verdict.record(lang)
    summary["seconds"] = steps.seconds
    return plan


def told_lists(scenario: Scenario, plan: Plan) -> dict[str, pd.DataFrame]:
    """The lists of a scenario for a plan."""
    matches = plan.matches[list(PLAN_TYPES)].itertuples(index=False, name=None)
    left = plan.unmet[list(UNMET_TYPES)].itertuples(index=False, name=None)
    found = fill_lists(scenario.db, scenario.config, list(matches), list(left))
    return {code: pd.DataFrame(rows, columns=list(names), dtype=object) for code, (names, rows) in found.items()}


def policy_of(scenario: Scenario, code: str | None) -> Policy:
    """The policy of that code, else the one that the scenario names; raises :class:`BadData` where there is none."""
    policies = scenario.config.policies
    wanted = code or scenario.config.policy
    if wanted not in policies:
        facts = choices(wanted, policies)
        fault = lacking(wanted, scenario.config.programmes) or "unknown_policy"
        raise BadData([Fault(fault, "scenario.toml", column="policy", value=wanted, facts=facts)])
    return policies[wanted]


def all_links(scenario: Scenario) -> tuple[Links, ...]:
    """The links of every programme; raises :class:`BadData` with the faults of all of them."""
    found: list[Links] = []
    faults: list[Fault] = []
    for programme in scenario.config.programmes:
        try:
            found.append(make_links(scenario, programme))
        except BadData as bad:
            faults.extend(bad.faults)
    if faults:
        raise BadData(faults)
    return tuple(found)


def build(scenario: Scenario, links: Sequence[Links], policy: Policy, patch: Patch | None = None) -> Problem:
    """The problem of all programmes together, with a patch applied.

    Raises :class:`BadData` where a limit or goal has no clear number, or the patch does not fit.
    """
    laid = Laid(scenario, tuple(links))
    families = implied(laid)
    goals: list[GoalTerms] = []
    faults: list[Fault] = []
    for code, limit, _ in scenario.config.all_limits:
        try:
            families.append(family(laid, code, limit))
        except BadData as bad:
            faults.extend(bad.faults)
    for dear in (f for f in families if f.price is not None and f.price > MOST_PRICE):
        facts = {"most": MOST_PRICE}
        faults.append(Fault("soft_too_dear", "scenario.toml", column=f"limit.{dear.code}.soft", facts=facts))
    priced = any(family.price is not None for family in families)
    carrier = next((g.code for g in policy.goals if g.code == "points"), policy.goals[-1].code)
    if priced and next(g for g in policy.goals if g.code == carrier).worst:
        faults.append(Fault("soft_without_goal", "scenario.toml", column=f"policy.{policy.code}", value=carrier))
    for goal in policy.goals:
        try:
            goals.append(goal_terms(laid, goal, penalties=priced and goal.code == carrier))
        except BadData as bad:
            faults.extend(bad.faults)
    if faults:
        raise BadData(faults)
    nothing = [np.empty(0, dtype=np.int64)]
    lower, upper, minimum = (
        np.concatenate(nothing + [getattr(mine, name) for mine in links]) for name in ("lower", "upper", "minimum")
    )
    problem = Problem(lower, upper, minimum, tuple(families), tuple(goals))
    return problem if patch is None else patched(problem, links, scenario.config, patch)


def decided(
    scenario: Scenario, policy: Policy, links: Sequence[Links], problem: Problem, seed: int, steps: Steps, **effort: Any
) -> Answer:
    """The answer of a policy: of its procedure where it has one, else the best for its goals.

    ``effort`` is as in :func:`pairing.optimise.optimise`; a procedure has it for all that it lets solve. Raises
    :class:`BadData` where the procedure has no sensible meaning here.
    """
    if policy.procedure is None:
        return seeded(problem, seed, steps, **effort)

    def best(asked: Problem, seconds: float) -> Answer:
        return seeded(asked, seed, steps, **{**effort, "time_limit": seconds})

    return procedure(scenario, policy, links, problem, best, seed=seed, time_limit=effort.get("time_limit"))


def seeded(problem: Problem, seed: int, steps: Steps, **effort: Any) -> Answer:
    """Solve with the links in seeded order: among equally good plans the seed alone decides."""
    from pairing.optimise import optimise

    report = steps.level if steps.progress else None
    if not seed:
        return optimise(problem, report=report, **effort)
    order = np.random.default_rng(seed).permutation(problem.links)
    answer = optimise(reordered(problem, order), report=report, **effort)
    amounts = np.empty_like(answer.amounts)
    amounts[order] = answer.amounts
    return replace(answer, amounts=amounts)


def _frame(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns))
