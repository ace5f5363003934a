"""A lottery with leximin chances: the least chance of being served is as large as can be, then the next, and so on.

The chances are exact fractions; a lottery over plans gives every need just its chance, and the seed draws one number
that picks the plan (see :mod:`pairing.solvers.chances`). Who is served is drawn; where they go is then what gives most
points. Floors of resources change no chance: what can be served and what can be filled can be had together (Mendelsohn
and Dulmage 1958). ``chances`` has the chance of every need, in the order of their ids, and nothing for those of
programmes that go by deferred acceptance: money, several places, limits that tie needs or resources together.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from pairing.components import part
from pairing.model import I32, I64, Bools, Family, GoalTerms, group_sums
from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.completed import completed, planned
from pairing.policies.two_sided import (
    drawn_lots,
    elsewhere,
    left_by_pins,
    left_to_others,
    market,
    single_places,
)
from pairing.solvers.chances import chances
from pairing.solvers.chances import drawn as drawn_links


def plan(ask: Ask) -> Chosen:
    """The drawn plan; raises :class:`Unfit` where no programme gives single places that nothing else ties together.

    O(classes of chances x maximum flow), then one best plan.
    """
    links, drawn, pinned = _apart(ask), drawn_lots(ask), ask.problem.lower
    left = left_by_pins(market(ask), pinned)
    able = np.flatnonzero(links & (left.upper > 0) & (left.wants > 0)[left.need])
    found = chances(left.need[able], left.resource[able], left.needs, left.most)
    number = _below(found.parts, ask.draw)
    fixed = group_sums(ask.need, left.needs, np.where(links, pinned, 0))
    served = fixed.copy()
    served[left.need[able[drawn_links(found, number)]]] += 1
    all_chances = zip(found.of_needs(), fixed.tolist(), np.isin(ask.need_programme, ask.programme[links]), strict=True)
    told = [(str(1 if pin else chance) if mine else "") for chance, pin, mine in all_chances]
    slip = hashlib.sha256("\n".join([str(found.parts), str(number), *told]).encode()).hexdigest()
    wished = np.where(links, 0, pinned) + elsewhere(left, links, drawn)
    wished[links] = _best(ask, np.flatnonzero(links), served)
    amounts, changed = completed(ask, wished, np.lexsort((drawn.need, -ask.priority)))
    facts = {"draw": slip, "drawn": str(number), "of": str(found.parts), "changed": changed, **left_to_others(links)}
    return Chosen(amounts, {**facts, "chances": told}, "lottery")


def _apart(ask: Ask) -> Bools:
    """The links of programmes with single places whose limits are on single needs or single resources."""
    links, tied = single_places(ask), ""
    while links.any():
        bad = [f for f in ask.problem.families if f.price is None and not _plain(f, ask, links)]
        if not bad:
            return links
        tied = tied or bad[0].code
        for family in bad:
            links &= ~np.isin(ask.programme, ask.programme[family.group >= 0])
    raise Unfit("unfit_tied", limit=tied)


def _plain(family: Family, ask: Ask, links: Bools) -> bool:
    """Whether a limit leaves these links alone, or is on single needs or resources and changes no chance."""
    inside = np.flatnonzero(family.group >= 0)
    if not links[inside].any():
        return True
    group = family.group[inside]
    weight = np.ones(len(inside), dtype=np.int64) if family.weight is None else family.weight[inside]
    if np.all(weight >= 0) and np.all(family.least <= 0):
        reach = group_sums(group, len(family.labels), weight * ask.problem.upper[inside])
        if np.all(reach <= family.most):
            return True
    if np.any(weight != 1):
        return False
    if _single(group, ask.resource[inside], len(family.labels)):
        return not (family.or_none and np.any(family.least > 1))
    return _single(group, ask.need[inside], len(family.labels)) and bool(np.all(family.least <= 0) or family.or_none)


def _single(group: I32, row: I32, groups: int) -> bool:
    """Whether the links of every group share one row, and those of every row one group."""
    owner = np.full(groups, -1, dtype=np.int64)
    owner[group] = row
    home = np.full(int(row.max(initial=-1)) + 1, -1, dtype=np.int64)
    home[row] = group
    return bool(np.all(owner[group] == row) and np.all(home[row] == group))


def _below(bound: int, draw: np.random.Generator) -> int:
    """A whole number from 0 to below the bound, each as likely as the others."""
    size = (bound.bit_length() + 7) // 8
    while True:
        number = int.from_bytes(draw.bytes(size), "little") >> (8 * size - bound.bit_length())
        if number < bound:
            return number


def _best(ask: Ask, links: I64, served: I64) -> I64:
    """The plan of most points on these links in which just these needs are served; NoPlan where floors forbid it."""
    piece = part(ask.problem, links)[0]
    mine = served[ask.need[links]] > 0
    rows = np.flatnonzero(served > 0)
    number = np.full(len(served), -1, dtype=np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    group = np.where(mine, number[ask.need[links]], -1).astype(np.int32)
    just = Family("drawn", group, [str(row) for row in rows], served[rows], served[rows])
    narrowed = replace(
        piece,
        upper=np.where(mine, piece.upper, piece.lower),
        families=(*piece.families, just),
        goals=(GoalTerms("points", "linear", rate=ask.points[links]),),
        start=None,
    )
    return planned(ask.best(narrowed)).amounts
