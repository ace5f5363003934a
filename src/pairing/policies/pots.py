"""What can be divided exactly, and all the rest: how the procedures of fair division take a scenario apart.

Divisible money whose limits are those of claims and of funds is divided exactly (:mod:`pairing.fair`). All other parts
of the problem, matches and money under minimum grants, households' caps, co-funding or soft limits, are solved goal by
goal, each within all limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pairing.answer import Answer, Level
from pairing.components import part
from pairing.fair.divisible import amounts as carried
from pairing.fair.divisible import divisible, divisible_links
from pairing.fair.one_sum import Rule
from pairing.fair.restricted import divide
from pairing.model import I64, Bools, GoalTerms, Problem
from pairing.policies.ask import Ask
from pairing.policies.completed import planned


@dataclass(frozen=True, eq=False)
class Pots:
    """Amounts of the links (E) that are divided exactly (``exact``), and what each part of them claims and gets."""

    amounts: I64
    exact: Bools
    parts: tuple[tuple[int, int], ...]


def pots(ask: Ask, rule: Rule) -> Pots:
    """Divide by a rule what can be divided exactly."""
    exact = divisible_links(ask.problem, ask.need, money(ask))
    nothing = np.zeros(ask.problem.links, dtype=np.int64)
    links = np.flatnonzero(exact)
    if not len(links):
        return Pots(nothing, exact, ())
    mine = divisible(ask.problem, ask.need, ask.wants, links)
    divided = divide(mine.pipes, rule)
    return Pots(carried(mine, divided, ask.problem.links), exact, divided.parts)


def money(ask: Ask) -> Bools:
    """Which links carry money."""
    return np.array([kind == "funding" for kind in ask.kinds], dtype=bool)[ask.programme]


#: The goals of the rest, from the numbers of its links.
Goals = Callable[[I64], Sequence[GoalTerms]]


def with_the_rest(ask: Ask, divided: Pots, goals: Goals) -> tuple[I64, Answer | None]:
    """All amounts, the rest by its goals and then by :func:`last`; and the answer for the rest, where there is one.

    Raises :class:`pairing.policies.ask.NoPlan` where no plan keeps the limits.
    """
    links = np.flatnonzero(~divided.exact)
    if not len(links) and not _floors(ask.problem):
        return divided.amounts, None
    piece = part(ask.problem, links)[0]
    answer = planned(ask.best(replace(piece, goals=(*goals(links), *last(ask, links)), start=None)))
    amounts = divided.amounts.copy()
    amounts[links] = answer.amounts
    return amounts, answer


def _floors(problem: Problem) -> bool:
    """Whether a limit asks for something of nobody: then there is no plan, and the solver says so."""
    return any(np.any(f.least > 0) and not f.or_none and f.price is None for f in problem.families)


def served(ask: Ask, links: I64) -> GoalTerms:
    """The number of needs that get anything."""
    one = np.ones(len(ask.wants), dtype=np.int64)
    return capped(ask, links, "served", one, one, use=money(ask)[links])


def capped(ask: Ask, links: I64, code: str, weight: I64, cap: I64, use: Bools | None = None) -> GoalTerms:
    """The sum over needs of weight x min(cap, what it gets); needs of weight 0 are left out."""
    need = ask.need[links]
    group = np.where(weight[need] > 0, need, -1).astype(np.int32)
    labels = [str(n) for n in range(len(ask.wants))]
    return GoalTerms(code, "capped", group=group, labels=labels, use=use, weight=weight, cap=cap)


def last(ask: Ask, links: I64) -> list[GoalTerms]:
    """What counts where the rule of a policy leaves a choice: matches, then money, then points."""
    pays = money(ask)[links]
    goals = []
    for code, inside in (("matches", ~pays), ("money", pays)):
        if inside.any():
            goals.append(GoalTerms(code, "linear", rate=inside.astype(np.int64)))
    priced = any(family.price is not None for family in ask.problem.families)
    return [*goals, GoalTerms("points", "linear", rate=ask.points[links], penalties=priced)]


def told(answer: Answer | None) -> list[dict[str, object]]:
    """The levels of the rest as plain data: goal, value, bound, and whether the plan reaches the bound."""
    return [_told(level) for level in (answer.levels if answer else ())]


def _told(level: Level) -> dict[str, object]:
    return {"goal": level.goal, "value": int(level.value), "bound": int(level.bound), "gap": level.gap}
