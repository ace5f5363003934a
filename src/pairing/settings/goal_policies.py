"""Policies that follow from where needs stand: tiers in their order, the worst need first, the worst region first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pairing.config import Goal, Measure, Programme

#: What a standing must say, alike in all programmes that say it, for a policy to mean something; None: nothing.
NEEDED: dict[str, str | None] = {"tiers": "tier", "maxmin": None, "equal_regions": "region"}

_COLUMN = re.compile(r'\s*n\."?\w+"?\s*')


def lacking(code: str, programmes: Sequence[Programme]) -> str | None:
    """Why the programmes cannot have a policy of :data:`NEEDED`, as the code of a fault; None where they can."""
    name = NEEDED.get(code)
    if name is None:
        return None
    said = _said(programmes, name)
    if not said:
        return f"policy_wants_{name}"
    if len(set(said.values())) > 1:
        return f"policy_{name}s_differ"
    if name == "region" and not all(_COLUMN.fullmatch(sql) for sql in said.values()):
        return "policy_region_plain"
    return None


def _said(programmes: Sequence[Programme], name: str) -> dict[str, str]:
    """What each programme that says it says."""
    return {p.code: sql.strip() for p in programmes if (sql := getattr(p.standing, name)) is not None}


def goal_policies(programmes: Sequence[Programme], last: Sequence[Goal]) -> dict[str, tuple[Goal, ...]]:
    """The goals of every policy that the programmes can have; those in ``last`` decide where it leaves a choice."""
    found = {}
    for code, goals in (("tiers", _tiers), ("maxmin", _maxmin), ("equal_regions", _regions)):
        if lacking(code, programmes) is None:
            found[code] = (*goals(programmes), *last)
    return found


def _tiers(programmes: Sequence[Programme]) -> list[Goal]:
    """Needs of the first tier that get something, then those of the second, and so on in strict order."""
    said = _said(programmes, "tier")
    order = list(dict.fromkeys(tier for p in programmes if p.code in said for tier in p.standing.tiers))
    goals = []
    for number, tier in enumerate(order, 1):
        inside = tuple(p.code for p in programmes if p.code in said and tier in p.standing.tiers)
        quoted = tier.replace("'", "''")
        where = f"({next(iter(said.values()))}) = '{quoted}'"
        title = {"zh": tier, "en": tier}
        goals.append(Goal(f"tier_{number}", "count", inside, cap="1", where=where, title=title))
    return goals


def _maxmin(programmes: Sequence[Programme]) -> list[Goal]:
    """The share of the need that fares worst: in matches, then in money."""
    return [Goal(f"worst_{code}", of, inside, worst=True) for code, of, inside in _measured(programmes, None)]


def _regions(programmes: Sequence[Programme]) -> list[Goal]:
    """The share of the region that fares worst: in matches, then in money."""
    per = (next(iter(_said(programmes, "region").values())),)
    return [Goal(f"region_{code}", of, inside, per, worst=True) for code, of, inside in _measured(programmes, "region")]


def _measured(programmes: Sequence[Programme], name: str | None) -> list[tuple[str, Measure, tuple[str, ...]]]:
    """Matches and money, each with the programmes that have them (and say what is needed)."""
    inside = [p for p in programmes if name is None or getattr(p.standing, name) is not None]
    matches = tuple(p.code for p in inside if not p.money)
    money = tuple(p.code for p in inside if p.money)
    found: list[tuple[str, Measure, tuple[str, ...]]] = []
    if matches:
        found.append(("matches", "count", matches))
    if money:
        found.append(("money", "money", money))
    return found
