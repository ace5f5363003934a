"""What a run tells where nothing fits: the conflict and the cheapest repair, in the words of the scenario."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pairing.config import Config
from pairing.conflict import Element, conflict
from pairing.links import Links
from pairing.model import Problem
from pairing.patch import Bend, Lift, Patch, bend_record, bends, lift_record, total
from pairing.relax import repair

#: Seconds that are spent on a way out at most; and at least, even where the time of the solve is used up.
MOST, LEAST = 60.0, 4.0


def way_out(
    problem: Problem, links: Sequence[Links], config: Config, time_limit: float, patch: Patch | None = None
) -> dict[str, Any]:
    """The summary's ``conflict``, ``irreducible``, ``advice``, ``lifts``, ``price`` and ``advice_status``.

    ``advice_status`` is ``cheapest``, ``found`` (the time was up before it was certain that nothing is cheaper),
    ``impossible`` (nothing that may bend would do) or ``late``. Where a ``patch`` was applied, the problem is as the
    patch left it, and the advice is one patch that says all.
    """
    ends = time.monotonic() + min(MOST, max(LEAST, time_limit))
    found = repair(problem, bends(config), (ends - time.monotonic()) / 2)
    clash = conflict(problem, max(LEAST / 2, ends - time.monotonic()), found.broken)
    moved = tuple(Bend(c.limit, c.group, c.side, c.before, c.after) for c in found.changes) if found.found else ()
    lifts = tuple(_pair(links, link) for link in found.lifted) if found.found else ()
    if patch is not None and found.found:
        moved, lifts = _together(patch.bends, moved), (*patch.lifts, *lifts)
    sure, unsure = ("cheapest", "found") if found.found else ("impossible", "late")
    return {
        "conflict": [_record(element, links) for element in clash.elements],
        "irreducible": clash.irreducible,
        "advice_status": sure if found.proved else unsure,
        "advice": [bend_record(bend) for bend in moved],
        "lifts": [lift_record(lift) for lift in lifts],
        "price": _decimal(total(config, moved, lifts)),
    }


def _decimal(cost: Fraction) -> float:
    """A price as people read it, in whole bounds."""
    return round(float(cost), 3)


def _together(first: Sequence[Bend], then: Sequence[Bend]) -> tuple[Bend, ...]:
    """Two patches, one applied after the other, as one."""
    found = {(bend.limit, bend.group, bend.side): bend for bend in first}
    for bend in then:
        key = (bend.limit, bend.group, bend.side)
        before = found[key].before if key in found else bend.before
        found[key] = Bend(*key, before, bend.after)
    return tuple(found.values())


def _record(element: Element, links: Sequence[Links]) -> dict[str, Any]:
    if element.kind == "limit":
        where: dict[str, Any] = {"limit": element.limit, "group": element.group}
    else:
        pair = _pair(links, element.link)
        where = {"programme": pair.programme, "need": pair.need, "resource": pair.resource}
    return {"kind": element.kind, **where, "side": element.side, "bound": element.bound}


def _pair(links: Sequence[Links], link: int) -> Lift:
    """The pair of a link, by its number among those of all programmes laid end to end."""
    for mine in links:
        if link < len(mine.need):
            return Lift(mine.programme.code, mine.need_ids[mine.need[link]], mine.resource_ids[mine.resource[link]])
        link -= len(mine.need)
    raise IndexError(link)
