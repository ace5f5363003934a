"""One run from a checked scenario to a verified plan: the only file that knows the order of the steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from pairing import __version__
from pairing.answer import Answer, Prices
from pairing.config import Policy
from pairing.explain import Unmet, unmet
from pairing.fault import BadData, Fault, choices
from pairing.links import Links, make_links
from pairing.model import I64, GoalTerms, Problem, excess, value
from pairing.plan import Plan
from pairing.scenario import Scenario
from pairing.terms import Terms

Report = Callable[[str, Mapping[str, Any]], None]

_PLAN = ("programme", "need", "resource", "via", "amount", "yuan", "points")
_UNMET = ("programme", "need", "wanted", "given", "reason", "message")
_LIBRARIES = ("ortools", "duckdb", "numpy", "pandas", "sqlglot")


@dataclass(eq=False)
class _Steps:
    """Tells which step is on, and how long each took."""

    progress: Report | None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self.progress:
            self.progress(name, {})
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def level(self, goal: str, reached: float | None, bound: float | None) -> None:
        if self.progress:
            gap = None if reached is None or bound is None else max(0.0, (bound - reached) / max(1.0, abs(bound)))
            self.progress("solve", {"goal": goal, "value": reached, "bound": bound, "gap": gap})


def solve(
    scenario: Scenario,
    *,
    policy: str | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    progress: Report | None = None,
    lang: str = "en",
) -> Plan:
    """Links, model, solve, explain, verify: the plan with its summary and proof.

    Raises :class:`BadData` where amounts, pins or the policy's name cannot be used. A scenario whose limits conflict
    gives a plan of status ``infeasible``, with ``conflict`` and ``advice`` in its summary.
    """
    chosen = _policy(scenario, policy)
    steps = _Steps(progress)
    with steps.step("links"):
        links = _all_links(scenario)
    with steps.step("model"):
        problem = build(scenario, links, chosen)
    with steps.step("solve"):
        answer = _solved(problem, seed, time_limit, threads, steps)
    summary = _head(scenario, chosen, seed, answer)
    if answer.status in ("infeasible", "no_plan"):
        if answer.status == "infeasible":
            with steps.step("advice"):
                summary |= _way_out(problem)
        summary["seconds"] = steps.seconds
        return Plan(_frame(_PLAN, []), _frame(_UNMET, []), summary, {}, scenario)
    with steps.step("explain"):
        left = unmet(scenario, links, problem, answer.amounts, lang)
    summary |= _figures(scenario, links, problem, answer, left)
    plan = Plan(
        _frame(_PLAN, _rows(links, answer.amounts)),
        _frame(_UNMET, [(u.programme, u.need, u.wanted, u.given, u.reason, u.message) for u in left]),
        summary,
        proof(problem, answer.prices),
        scenario,
    )
    with steps.step("verify"):
        from pairing.verify import verify

        verdict = verify(scenario, plan)
    summary["verdict"] = verdict.record(lang)
    summary["seconds"] = steps.seconds
    return plan


def _policy(scenario: Scenario, code: str | None) -> Policy:
    policies = scenario.config.policies
    wanted = code or scenario.config.policy
    if wanted not in policies:
        facts = choices(wanted, policies)
        raise BadData([Fault("unknown_policy", "scenario.toml", column="policy", value=wanted, facts=facts)])
    return policies[wanted]


def _all_links(scenario: Scenario) -> tuple[Links, ...]:
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


def build(scenario: Scenario, links: Sequence[Links], policy: Policy) -> Problem:
    """The problem of all programmes together. Raises :class:`BadData` where a limit or goal has no clear number."""
    terms = Terms(scenario, tuple(links))
    families = terms.implied()
    goals: list[GoalTerms] = []
    faults: list[Fault] = []
    for code, limit, _ in scenario.config.all_limits:
        try:
            families.append(terms.family(code, limit))
        except BadData as bad:
            faults.extend(bad.faults)
    priced = any(family.price is not None for family in families)
    carrier = next((g.code for g in policy.goals if g.code == "points"), policy.goals[-1].code)
    for goal in policy.goals:
        try:
            goals.append(terms.goal(goal, penalties=priced and goal.code == carrier))
        except BadData as bad:
            faults.extend(bad.faults)
    if faults:
        raise BadData(faults)
    nothing = [np.empty(0, dtype=np.int64)]
    lower, upper, minimum = (
        np.concatenate(nothing + [getattr(mine, name) for mine in links]) for name in ("lower", "upper", "minimum")
    )
    return Problem(lower, upper, minimum, tuple(families), tuple(goals))


def _solved(problem: Problem, seed: int, time_limit: float | None, threads: int | None, steps: _Steps) -> Answer:
    """Solve with the links in seeded order: among equally good plans the seed alone decides."""
    from dataclasses import replace

    from pairing.components import part
    from pairing.optimise import optimise

    if not seed:
        return optimise(problem, time_limit=time_limit, threads=threads or 1, report=steps.level)
    order = np.random.default_rng(seed).permutation(problem.links)
    shuffled = replace(part(problem, order)[0], families=tuple(_reordered(f, order) for f in problem.families))
    shuffled = replace(shuffled, goals=tuple(_reordered(g, order) for g in problem.goals))
    answer = optimise(shuffled, time_limit=time_limit, threads=threads or 1, report=steps.level)
    amounts = np.empty_like(answer.amounts)
    amounts[order] = answer.amounts
    return replace(answer, amounts=amounts)


def _reordered(terms: Any, order: I64) -> Any:
    """A family or goal with its links in another order; its groups stay as they are."""
    from dataclasses import replace

    names = [name for name in ("group", "weight", "use", "rate", "use_rate") if hasattr(terms, name)]
    by_link = {name: getattr(terms, name) for name in names}
    if hasattr(terms, "cap"):
        by_link.pop("weight")
    return replace(terms, **{name: values[order] for name, values in by_link.items() if values is not None})


def _head(scenario: Scenario, policy: Policy, seed: int, answer: Answer) -> dict[str, Any]:
    return {
        "format": "pairing-summary/1",
        "scenario": scenario.config.code,
        "policy": policy.code,
        "seed": seed,
        "status": answer.status,
        "interrupted": answer.interrupted,
        "goals": [],
        "inputs": dict(scenario.inputs),
        "rules": scenario.inputs["scenario.toml"],
        "versions": {"pairing": __version__, **{name: version(name) for name in _LIBRARIES}},
        "solver": list(answer.log),
    }


def _way_out(problem: Problem) -> dict[str, Any]:
    from pairing.relax import advice, conflict

    changes = advice(problem)
    return {
        "conflict": conflict(problem),
        "advice": [
            {"limit": c.limit, "group": c.group, "side": c.side, "from": c.before, "to": c.after} for c in changes
        ],
    }


def _number(worth: Any) -> int | str:
    return int(worth) if isinstance(worth, int) else str(worth)


def _figures(
    scenario: Scenario, links: Sequence[Links], problem: Problem, answer: Answer, left: Sequence[Unmet]
) -> dict[str, Any]:
    """Goals, programmes, soft limits and reasons of a plan, as the summary tells them."""
    proved = [level.value == level.bound for level in answer.levels]
    goals = []
    for goal, level, tight in zip(problem.goals, answer.levels, proved, strict=True):
        goals.append(
            {
                "code": goal.code,
                "value": _number(value(problem, goal, answer.amounts)),
                "reached": _number(level.value),
                "bound": _number(level.bound),
                "gap": level.gap,
                "proof": "proved" if tight and level.proved == level.value else "claimed",
                "loss": str(goal.loss),
            }
        )
    programmes: dict[str, Any] = {}
    start = 0
    for mine in links:
        amounts = answer.amounts[start : start + len(mine.need)]
        start += len(mine.need)
        given = np.zeros(len(mine.need_ids), dtype=np.int64)
        np.add.at(given, mine.need, amounts)
        programmes[mine.programme.code] = {
            "kind": mine.programme.kind,
            "needs": len(mine.need_ids),
            "resources": len(mine.resource_ids),
            "links": len(mine.need),
            "matched_needs": int((given > 0).sum()),
            "unmet_needs": int((given < mine.wants.most).sum()),
            "amount": int(amounts.sum()),
            "wanted": int(mine.wants.most.sum()),
            "rows": int((amounts > 0).sum()),
            "points": sum(int(p) * int(a) for p, a in zip(mine.points, amounts, strict=True) if a),
        }
    reasons: dict[str, int] = {}
    for one in left:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    return {"goals": goals, "programmes": programmes, "soft": _soft(problem, answer.amounts), "reasons": reasons}


def _soft(problem: Problem, amounts: I64) -> list[dict[str, Any]]:
    missed = []
    for family in problem.families:
        if family.price is None:
            continue
        missing, over = excess(family, amounts)
        for group in np.flatnonzero(missing + over):
            missed.append(
                {
                    "limit": family.code,
                    "group": str(family.labels[int(group)]),
                    "missing": int(missing[group]),
                    "excess": int(over[group]),
                    "price": family.price,
                }
            )
    return missed


def _rows(links: Sequence[Links], amounts: I64) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    start = 0
    for mine in links:
        given = amounts[start : start + len(mine.need)]
        start += len(mine.need)
        money = mine.programme.money
        for e in np.flatnonzero(given).tolist():
            amount = int(given[e])
            rows.append(
                (
                    mine.programme.code,
                    mine.need_ids[mine.need[e]],
                    mine.resource_ids[mine.resource[e]],
                    mine.via_ids[mine.via[e]] if mine.via[e] >= 0 else "",
                    amount,
                    f"{amount // 100}.{amount % 100:02d}" if money else "",
                    int(mine.points[e]),
                )
            )
    return rows


def _frame(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns))


def proof(problem: Problem, prices: Sequence[Prices]) -> dict[str, Any]:
    """The prices of every level as plain data: labels and integers, zeros left out."""
    families = {family.code: family.labels for family in problem.families}
    goals = {goal.code: goal.labels for goal in problem.goals}
    return {
        "format": "pairing-proof/1",
        "levels": [
            {
                "goal": goal.code,
                "scale": level.scale,
                "face": level.face,
                "rates": {code: rate for code, rate in level.rates.items() if rate},
                "limits": _labelled(level.limits, families),
                "goals": _labelled(level.goals, goals),
            }
            for goal, level in zip(problem.goals, prices, strict=True)
        ],
    }


def _labelled(prices: Mapping[str, I64], labels: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    return {
        code: {str(labels[code][int(g)]): int(price[g]) for g in np.flatnonzero(price)}
        for code, price in prices.items()
        if price.any()
    }
