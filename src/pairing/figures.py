"""What a run tells of itself, in numbers: the rows of the plan, the summary's figures, the prices with their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from pairing import __version__
from pairing.answer import Answer
from pairing.config import Policy
from pairing.explain import Unmet
from pairing.links import Links
from pairing.model import I64, Problem, excess, value
from pairing.outputs.tables import yuan
from pairing.scenario import Scenario
from pairing.screening import screening

_LIBRARIES = ("ortools", "duckdb", "numpy", "pandas", "sqlglot")


def heading(scenario: Scenario, policy: Policy, seed: int, answer: Answer) -> dict[str, Any]:
    """What every summary begins with, also where there is no plan."""
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
        **({"procedure": dict(answer.procedure)} if answer.procedure else {}),
        **({"screening": screening(scenario)} if scenario.config.same else {}),
    }


def _total(values: I64) -> int:
    """The sum, whatever its size."""
    return int(values.sum(dtype=object)) if len(values) else 0


def number(worth: Any) -> int | str:
    """The value of a goal as JSON has it: a share is a fraction in words."""
    return int(worth) if isinstance(worth, int) else str(worth)


def figures(links: Sequence[Links], problem: Problem, answer: Answer, left: Sequence[Unmet]) -> dict[str, Any]:
    """Goals, programmes, soft limits and reasons of a plan, as the summary tells them."""
    goals = _measured(problem, answer) if answer.procedure else _levels(problem, answer)
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
            "amount": _total(amounts),
            "wanted": _total(mine.wants.most),
            "rows": int((amounts > 0).sum()),
            "points": sum(int(p) * int(a) for p, a in zip(mine.points, amounts, strict=True) if a),
        }
    reasons: dict[str, int] = {}
    for one in left:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    return {"goals": goals, "programmes": programmes, "soft": _soft(problem, answer.amounts), "reasons": reasons}


def _levels(problem: Problem, answer: Answer) -> list[dict[str, Any]]:
    """What each goal is worth, the bound that no plan can pass, and whether prices prove it."""
    goals = []
    for goal, level in zip(problem.goals, answer.levels, strict=True):
        tight = level.value == level.bound == level.proved
        goals.append(
            {
                "code": goal.code,
                "value": number(value(problem, goal, answer.amounts)),
                "reached": number(level.value),
                "bound": number(level.bound),
                "gap": level.gap,
                "proof": "proved" if tight else "claimed",
                "loss": str(goal.loss),
            }
        )
    return goals


def _measured(problem: Problem, answer: Answer) -> list[dict[str, Any]]:
    """What each goal is worth under a plan that did not seek it: nothing is said of what could be."""
    nothing = {"bound": None, "gap": None, "proof": "none"}
    worths = [(goal, number(value(problem, goal, answer.amounts))) for goal in problem.goals]
    return [{"code": g.code, "value": v, "reached": v, **nothing, "loss": str(g.loss)} for g, v in worths]


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


def plan_rows(links: Sequence[Links], amounts: I64) -> list[tuple[Any, ...]]:
    """The rows of ``plan.csv``: every link that is used."""
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
                    yuan(amount) if money else "",
                    int(mine.points[e]),
                )
            )
    return rows


def proof(problem: Problem, answer: Answer) -> dict[str, Any]:
    """The prices of every level as plain data: labels and integers, zeros left out; none of a procedure's plan."""
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
            for goal, level in zip(() if answer.procedure else problem.goals, answer.prices, strict=True)
        ],
    }


def _labelled(prices: Mapping[str, I64], labels: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    return {
        code: {str(labels[code][int(g)]): int(price[g]) for g in np.flatnonzero(price)}
        for code, price in prices.items()
        if price.any()
    }
