"""Alpha-fair: the sum of a utility that rises ever more slowly with the share, weighed by what is wanted.

A share is given / wanted. `settings = { alpha = 2 }` says how slowly utility rises: 0 counts money alone, 1 is Nash's
product (:mod:`pairing.policies.nash`), large values come near to the worst share first. 2 where nothing is said.

Divisible money from restricted funds has one best division for every alpha above 0, that of
:mod:`pairing.policies.leximin` (Fujishige 1980), which is taken to the fen. Elsewhere the largest number of needs gets
anything first, then the utility of matches counts, then that of money, in straight pieces
(:mod:`pairing.fair.utility`). The facts tell by how much pieces can be wrong, what the plan is worth with the true
utility, and what no plan as good on the goals before can be worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from pairing.components import part
from pairing.fair.one_sum import equal_shares
from pairing.fair.segments import Segments, joined, with_segments, worths
from pairing.fair.utility import pieces, steepest_and_flattest, utility
from pairing.model import I64, Bools, GoalTerms, group_sums
from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.completed import planned
from pairing.policies.pots import Pots, capped, last, money, pots, served, told

SETTINGS = ("alpha",)
#: What stands for alpha where the policy says nothing.
USUAL = Fraction(2)
#: Beyond this, one fen of the poorest would outweigh what whole numbers can tell.
LARGEST = 4
#: The worth of a fen of the flattest piece: worths are whole numbers, so this is how finely they are told apart.
FINE = 200


def plan(ask: Ask) -> Chosen:
    """The plan; raises :class:`Unfit` for an alpha that is no number from 0 to 4, NoPlan where limits allow none."""
    alpha = ask.settings.get("alpha", USUAL)
    if not isinstance(alpha, Fraction) or not 0 <= alpha <= LARGEST:
        raise Unfit("unfit_alpha", most=LARGEST)
    return alpha_fair(ask, float(alpha))


def alpha_fair(ask: Ask, alpha: float) -> Chosen:
    """The alpha-fair plan."""
    divided = pots(ask, equal_shares)
    amounts = divided.amounts.copy()
    links = np.flatnonzero(~divided.exact)
    rest = None
    if len(links):
        piece = part(ask.problem, links)[0]
        kinds = {"utility_matches": False, "utility_money": True}
        pairs = _ones_and_twos(ask, links)
        if pairs is not None:
            del kinds["utility_matches"]
        segments = [_segments(ask, links, alpha, paid) for paid in kinds.values()]
        goals = [served(ask, links), *(pairs or ()), *last(ask, links)]
        problem = with_segments(replace(piece, goals=tuple(goals), start=None), ask.need[links], joined(segments))
        aims = [
            GoalTerms(code, "linear", rate=rate)
            for code, rate in zip(kinds, worths(len(links), segments), strict=True)
            if rate.any()
        ]
        first = 1 + len(pairs or ())
        problem = replace(problem, goals=(*problem.goals[:first], *aims, *problem.goals[first:]))
        rest = planned(ask.best(problem))
        amounts[links] = rest.amounts[: len(links)]
    most = {level.goal: float(level.bound) for level in (rest.levels if rest else ())}
    facts = {
        "alpha": alpha,
        "exact_links": int(divided.exact.sum()),
        "other_links": len(links),
        "utility": _told(ask, amounts, divided, alpha, most),
        "rest": told(rest),
    }
    return Chosen(amounts, facts, reason="outranked")


def _ones_and_twos(ask: Ask, links: I64) -> list[GoalTerms] | None:
    """What counts among needs that want one match or two, once as many as can be are served; None where some want more.

    Whatever alpha is, the best product then has the fewest needs with half of what they want: of all that are served,
    those served in full count double. As a sum up to a cap this is no harder than counting matches.
    """
    wants = np.where(money(ask)[links], 0, ask.wants[ask.need[links]])
    if wants.max(initial=0) > 2:
        return None
    if wants.max(initial=0) < 2:
        return []
    matched = np.zeros_like(ask.wants)
    matched[ask.need[links]] = np.where(wants > 0, 2 // np.maximum(wants, 1), 0)
    return [capped(ask, links, "served_in_full", matched, ask.wants)]


def _scale(alpha: float) -> float:
    """How much one unit of slope is worth in whole numbers."""
    return FINE / steepest_and_flattest(alpha)[1]


def _needs(ask: Ask, mine: Bools) -> tuple[I64, Bools]:
    """The needs of some links, and which of them are served whole or not at all."""
    divides = np.zeros(len(ask.wants), dtype=bool)
    divides[ask.need[mine & (ask.problem.minimum < ask.wants[ask.need])]] = True
    needs = np.unique(ask.need[mine]).astype(np.int64)
    needs = needs[ask.wants[needs] > 0]
    return needs, ~divides[needs]


def _segments(ask: Ask, links: I64, alpha: float, paid: bool) -> Segments:
    """The pieces of all needs of one kind, money or matches, as segments."""
    mine = np.zeros(ask.problem.links, dtype=bool)
    mine[links] = True
    needs, undivided = _needs(ask, mine & (money(ask) == paid))
    found = pieces(ask.wants[needs], undivided, alpha)
    worth = np.round(found.slope * _scale(alpha)).astype(np.int64)
    return Segments(needs[found.owner].astype(np.int32), found.length, worth)


def _told(ask: Ask, amounts: I64, divided: Pots, alpha: float, most: dict[str, float]) -> dict[str, dict[str, float]]:
    """For what is divided exactly, for other money and for matches: true utility, its bound, and how far pieces err.

    Nothing is told of matches that are counted instead (:func:`_ones_and_twos`). Utility is summed over needs with
    links, each weighed by what it wants as a multiple of the mean of its kind.
    """
    got = group_sums(ask.need, len(ask.wants), amounts)
    pays = money(ask)
    found = {}
    for code, mine in (("exact", divided.exact), ("money", pays & ~divided.exact), ("matches", ~pays)):
        needs, undivided = _needs(ask, mine)
        if not len(needs) or (code != "exact" and f"utility_{code}" not in most):
            continue
        wants = ask.wants[needs]
        mean = float(wants.mean())
        value = float(wants @ utility(got[needs] / wants, alpha)) / mean
        slack = 0.0
        if code == "exact":
            bound = sum(w / mean * float(utility(np.array(g / w), alpha)) for w, g in _rising(divided.parts))
        else:
            slack = float(wants @ pieces(wants, undivided, alpha).error) / mean
            least = float(wants @ utility(np.zeros(len(wants)), alpha)) / mean
            # Worths are rounded to half a unit, and are FINE units at least.
            bound = least + most[f"utility_{code}"] / _scale(alpha) / mean * (1 + 0.5 / FINE) + slack
        full = float(wants.sum()) / mean * float(utility(np.array(1.0), alpha))
        found[code] = {"value": value, "bound": min(full, max(value, bound)), "pieces_may_err": slack}
    return found


def _rising(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts joined until their shares rise: as the first k may have no more than they get, Jensen's bound holds."""
    joined: list[tuple[int, int]] = []
    for wanted, given in parts:
        while joined and joined[-1][1] * wanted > given * joined[-1][0]:
            wanted, given = wanted + joined[-1][0], given + joined[-1][1]
            joined.pop()
        joined.append((wanted, given))
    return [(wanted, given) for wanted, given in joined if wanted]
