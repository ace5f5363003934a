"""What of a scenario may be dropped - each rule, each limit, each pin - and the problem without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pairing.config import Policy, Programme
from pairing.links import Links, make_links
from pairing.model import I64, Family, Problem
from pairing.patch import Patch
from pairing.run import build
from pairing.scenario import Scenario
from pairing.tables.cells import literal


@dataclass(frozen=True)
class Drop:
    """One thing that may be dropped.

    ``kind``: ``rule`` (of ``programme``; ``via.CODE`` for one of the way in between), ``limit`` (all of it), ``least``
    (only the least that needs or resources are promised), ``must`` or ``must_not`` (a pin of ``need`` and
    ``resource``).
    """

    kind: str
    programme: str
    code: str = ""
    need: str = ""
    resource: str = ""


@dataclass(frozen=True, eq=False)
class Solved:
    """A run's plan with all that it was made from, to build its problem again with something left out."""

    scenario: Scenario
    policy: Policy
    links: tuple[Links, ...]
    problem: Problem
    amounts: I64
    patch: Patch | None = None


def drops(solved: Solved) -> list[Drop]:
    """All that may be dropped, in the order of the scenario; the most that a resource holds is no rule of anyone's."""
    config = solved.scenario.config
    found = [Drop("rule", p.code, rule.code) for p in config.programmes for rule in p.rules]
    found += [Drop("rule", p.code, f"via.{rule.code}") for p in config.programmes if p.via for rule in p.via.rules]
    for family in solved.problem.families:
        programme, _, own = family.code.rpartition(".")
        if own not in ("wants", "holds", "via") or programme not in {p.code for p in config.programmes}:
            found.append(Drop("limit", programme, family.code))
        elif np.any(family.least > 0):
            found.append(Drop("least", programme, family.code))
    rows = solved.scenario.db.execute(
        "SELECT DISTINCT kind, programme, need, resource FROM pins WHERE kind IN ('must', 'must_not') ORDER BY ALL"
    ).fetchall()
    return found + [Drop(str(kind), str(code), "", str(need), str(other)) for kind, code, need, other in rows]


def without(solved: Solved, drop: Drop) -> tuple[Problem, I64 | None]:
    """The problem without it, and the run's plan as amounts in it (None: some match of the plan is no link of it).

    Rules and pins: the links are made again. Raises :class:`~pairing.fault.BadData` where they would be too many.
    """
    if drop.kind in ("limit", "least"):
        bent = (_bent(family, drop) for family in solved.problem.families)
        families = tuple(family for family in bent if family is not None)
        return replace(solved.problem, families=families), solved.amounts
    links = _links_without(solved, drop)
    problem = build(solved.scenario, links, solved.policy, solved.patch)
    return problem, _moved(solved, links)


def _bent(family: Family, drop: Drop) -> Family | None:
    if family.code != drop.code:
        return family
    if drop.kind == "limit":
        return None
    return replace(family, least=np.minimum(family.least, 0), or_none=False)


def _links_without(solved: Solved, drop: Drop) -> tuple[Links, ...]:
    db, config = solved.scenario.db, solved.scenario.config
    if drop.kind == "rule":
        programme = config.programme(drop.programme)
        made = make_links(solved.scenario, _ruled(programme, drop.code))
        return tuple(made if mine.programme.code == drop.programme else mine for mine in solved.links)
    db.execute("CREATE OR REPLACE TEMP TABLE pins_kept AS FROM pins")
    try:
        db.execute(
            "DELETE FROM pins WHERE programme = ? AND need = ? AND resource = ? AND kind = ?",
            [drop.programme, drop.need, drop.resource, drop.kind],
        )
        programme = config.programme(drop.programme)
        made = make_links(solved.scenario, programme)
    finally:
        db.execute("DELETE FROM pins")
        db.execute("INSERT INTO pins FROM pins_kept")
    return tuple(made if mine.programme.code == drop.programme else mine for mine in solved.links)


def restored(solved: Solved, drop: Drop) -> None:
    """Make the link table of a programme again as it was before :func:`without`."""
    if drop.kind not in ("limit", "least"):
        make_links(solved.scenario, solved.scenario.config.programme(drop.programme))


def with_more(solved: Solved, programme: str, resource: str, amount: int) -> Problem:
    """The problem where a resource holds ``amount`` more (matches, or fen): its links are made again, for whoever has
    more may give more to each."""
    own = solved.scenario.config.programme(programme)
    units = f"{amount} / 100.0" if own.money else str(amount)
    most = f"({own.holds.most}) + CASE WHEN r._id = {literal(resource)} THEN {units} ELSE 0 END"
    try:
        made = make_links(solved.scenario, replace(own, holds=replace(own.holds, most=most)))
    finally:
        make_links(solved.scenario, own)
    links = tuple(made if mine.programme.code == programme else mine for mine in solved.links)
    problem = build(solved.scenario, links, solved.policy, solved.patch)
    code = f"{programme}.holds"
    most_now = next(family.most for family in solved.problem.families if family.code == code)
    at = list(made.resource_ids).index(resource)
    families = []
    for family in problem.families:
        if family.code == code:  # also where a repair has set the most
            most_then = most_now.copy()
            most_then[at] += amount
            family = replace(family, most=most_then)
        families.append(family)
    return replace(problem, families=tuple(families))


def _ruled(programme: Programme, code: str) -> Programme:
    """The programme without one rule."""
    if code.startswith("via.") and programme.via:
        rules = tuple(rule for rule in programme.via.rules if f"via.{rule.code}" != code)
        return replace(programme, via=replace(programme.via, rules=rules))
    rules = tuple(rule for rule in programme.rules if rule.code != code)
    via = programme.via
    if via and code in via.opens:
        via = replace(via, opens=tuple(opened for opened in via.opens if opened != code))
    return replace(programme, rules=rules, via=via)


def _moved(solved: Solved, links: Sequence[Links]) -> I64 | None:
    """The plan's amounts on other links."""
    amounts, start = [], 0
    for before, after in zip(solved.links, links, strict=True):
        mine = solved.amounts[start : start + len(before.need)]
        start += len(before.need)
        if before is after:
            amounts.append(mine)
            continue
        # Needs, resources and ways keep their positions: the tables are the same.
        used = np.flatnonzero(mine)
        wanted, known = _keys(before)[used], _keys(after)
        at = np.searchsorted(known, wanted)
        if len(used) and (not len(known) or np.any(known[np.minimum(at, len(known) - 1)] != wanted)):
            return None
        moved = np.zeros(len(after.need), dtype=np.int64)
        moved[at] = mine[used]
        amounts.append(moved)
    return np.concatenate(amounts) if amounts else np.zeros(0, dtype=np.int64)


def _keys(links: Links) -> I64:
    """One number for each link, ascending."""
    pair = links.need.astype(np.int64) * len(links.resource_ids) + links.resource
    return pair * (len(links.via_ids) + 1) + links.via + 1
