"""What a policy costs: every goal of it and of the policy that it is held against, under the plan of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pairing.answer import Answer
from pairing.config import Policy
from pairing.figures import number
from pairing.model import I64, Problem, value

_PLANNED = ("optimal", "feasible")


def held_against(
    policies: tuple[Policy, Policy], problems: tuple[Problem, Problem], amounts: I64, solve: Callable[[Problem], Answer]
) -> tuple[dict[str, Any], I64 | None]:
    """The summary's record, and the amounts under the other policy (None where no plan was found in time).

    ``policies`` and their ``problems`` (the same links and limits, other goals) are the run's own and the other;
    ``amounts`` is the run's plan. Goals that both have in the same words are told once.
    """
    answer = solve(problems[1])
    record: dict[str, Any] = {"policy": policies[1].code, "status": answer.status}
    if answer.status not in _PLANNED:
        return record, None
    record["goals"] = [
        {
            "policy": policies[p].code,
            "code": policies[p].goals[g].code,
            "here": number(value(problems[p], problems[p].goals[g], amounts)),
            "there": number(value(problems[p], problems[p].goals[g], answer.amounts)),
        }
        for p, g in goals_of_both(policies)
    ]
    return record, answer.amounts


def goals_of_both(policies: Sequence[Policy]) -> list[tuple[int, int]]:
    """Every goal once, as the place of its policy and its place there."""
    met = list(policies[0].goals)
    found = [(0, g) for g in range(len(met))]
    return found + [(1, g) for g, goal in enumerate(policies[1].goals) if goal not in met]
