"""Bankruptcy rules in a scenario: what a rule awards each need in money, and the plan nearest to that.

The rules know claims and funds alone. Where nothing else binds, the award is the plan. Where minimum grants, caps of
households, co-funding or other limits stand in the way, the money that reaches needs without passing their awards is
made as much as it can be, then the number of needs that get a match, then what may still be given beyond the awards,
then points. Matches are no part of these rules: a scenario without money has no use for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pairing.components import limit_components
from pairing.fair.divisible import amounts as carried
from pairing.fair.divisible import divisible
from pairing.fair.in_turn import in_turn
from pairing.fair.one_sum import Rule
from pairing.fair.restricted import divide
from pairing.model import I64, Bools, Family, GoalTerms, Problem, excess, group_sums
from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.pots import Pots, capped, money, pots, served, told, with_the_rest

#: From a problem of claims and funds alone, and the numbers of its links, to what each of these carries.
Award = Callable[[Ask, Problem, I64], I64]


def by_rule(rule: Rule) -> Award:
    """The rule over all funds at once."""

    def award(ask: Ask, plain: Problem, links: I64) -> I64:
        mine = divisible(plain, ask.need, ask.wants, links)
        return carried(mine, divide(mine.pipes, rule), plain.links)[links]

    return award


def fund_by_fund(ask: Ask, plain: Problem, links: I64) -> I64:
    """In proportion, fund by fund."""
    room = np.minimum(plain.upper[links], ask.wants[ask.need[links]])
    return in_turn(ask.wants, ask.need[links], ask.resource[links], room, ask.most)


def awarded(ask: Ask, award: Award, rule: Rule | None) -> Chosen:
    """The plan for an award; a ``rule`` is kept exactly wherever limits are of claims and funds alone.

    Raises :class:`Unfit` where no programme gives money, and NoPlan where no plan keeps the limits.
    """
    pays = money(ask)
    if "funding" not in ask.kinds:
        raise Unfit("unfit_no_money")
    divided = pots(ask, rule) if rule else Pots(np.zeros(len(pays), dtype=np.int64), np.zeros(len(pays), bool), ())
    amounts, exact = divided.amounts.copy(), divided.exact
    links = np.flatnonzero(pays & ~exact)
    if len(links):
        amounts[links] = award(ask, _plain(ask), links)
    aimed = group_sums(ask.need, len(ask.wants), amounts)
    kept = exact | _kept(ask.problem, amounts, pays)
    settled = Pots(np.where(kept, amounts, 0), kept, divided.parts)

    def goals(others: I64) -> list[GoalTerms]:
        target = np.where(group_sums(ask.need[others], len(aimed), pays[others].astype(np.int64)) > 0, aimed, 0)
        weight = (target > 0).astype(np.int64)
        return [capped(ask, others, "awards", weight, target), _matched(ask, others)]

    found, rest = with_the_rest(ask, settled, goals)
    got = group_sums(ask.need, len(ask.wants), np.where(pays, found, 0))
    facts = {
        "awarded": int(aimed.sum()),
        "within_awards": int(np.minimum(got, aimed).sum()),
        "beyond_awards": int(np.maximum(got - aimed, 0).sum()),
        "as_awarded": int((got == aimed)[ask.wants > 0].sum()),
        "rest": told(rest),
    }
    return Chosen(found, facts, reason="outranked")


def _plain(ask: Ask) -> Problem:
    """Claims and funds alone."""
    problem, nothing = ask.problem, np.zeros(ask.problem.links, dtype=np.int64)
    wants = Family("wants", ask.need, [str(n) for n in range(len(ask.wants))], np.zeros_like(ask.wants), ask.wants)
    holds = Family("holds", ask.resource, [str(r) for r in range(len(ask.most))], np.zeros_like(ask.most), ask.most)
    return Problem(nothing, problem.upper, nothing, (wants, holds), ())


def _kept(problem: Problem, amounts: I64, pays: Bools) -> Bools:
    """The links of parts of nothing but money in which the amounts keep every limit."""
    part = limit_components(problem)
    wrong = ~pays | (amounts < problem.lower) | ((amounts > 0) & (amounts < problem.minimum))
    for family in problem.families:
        broken = np.logical_or(*(units > 0 for units in excess(family, amounts)))
        wrong |= np.append(broken, False)[family.group]
    touched = np.zeros(int(part.max(initial=-1)) + 2, dtype=bool)
    touched[part[wrong]] = True
    kept: Bools = ~touched[part]
    return kept


def _matched(ask: Ask, links: I64) -> GoalTerms:
    """The number of needs that get a match."""
    goal = served(ask, links)
    pays = money(ask)[links]
    return replace(goal, code="matched", group=np.where(pays, -1, goal.groups).astype(np.int32))
