"""What will be solved, before it is: needs, resources, links, room against demand, and rules that look odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from pairing.config import Goal, Programme
from pairing.entitlements import entitle
from pairing.fault import BadData, Fault
from pairing.funnel import MOST_LOOKED_AT, blocked
from pairing.goal_terms import goal_terms
from pairing.laid import Laid
from pairing.limit_terms import family
from pairing.links import Links, make_links, pairs_from
from pairing.model import UNBOUNDED
from pairing.scenario import Scenario
from pairing.screening import screening
from pairing.tables.cells import ident

#: Columns that tell where a need or a resource is, the first that both have is used.
_PLACES = ("region", "township", "street", "village", "community", "town")


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """The findings by programme, as plain data."""

    scenario: str
    programmes: dict[str, dict[str, Any]]
    limits: dict[str, list[str]]
    goals: dict[str, dict[str, list[str]]]
    screening: dict[str, dict[str, int]]
    entitlements: dict[str, dict[str, Any]]

    def record(self) -> dict[str, Any]:
        """Plain data for ``--json``: ``limits`` and, by policy, ``goals`` tell which programmes each of them binds."""
        return {
            "format": "pairing-check/1",
            "scenario": self.scenario,
            "programmes": self.programmes,
            "limits": self.limits,
            "goals": self.goals,
            **({"screening": self.screening} if self.screening else {}),
            **({"entitlements": self.entitlements} if self.entitlements else {}),
        }


def diagnose(scenario: Scenario) -> Diagnosis:
    """Make the links of every programme and say what stands out. Raises :class:`pairing.BadData` as solving would."""
    faults: list[Fault] = []
    found: list[Links] = []
    for programme in scenario.config.programmes:
        with _collected(faults):
            found.append(make_links(scenario, programme))
    fitting: dict[str, dict[str, Any]] = {}
    if scenario.config.entitlements:
        with _collected(faults):
            fitting = entitle(scenario)
    if not faults:
        _numbers(scenario, Laid(scenario, tuple(found)), faults)
    if faults:
        raise BadData(faults)
    config = scenario.config
    return Diagnosis(
        config.code,
        {links.programme.code: _programme(scenario, links) for links in found},
        {code: list(limit.programmes) for code, limit, _ in config.all_limits},
        {
            code: {g.code: list(g.programmes) for g in policy.goals}
            for code, policy in config.policies.items()
            if policy.procedure != code  # a procedure that the scenario does not write has nothing to check
        },
        screening(scenario),
        fitting,
    )


@contextmanager
def _collected(faults: list[Fault]) -> Iterator[None]:
    try:
        yield
    except BadData as bad:
        faults.extend(bad.faults)


def _numbers(scenario: Scenario, laid: Laid, faults: list[Fault]) -> None:
    """Collect the faults of limits and goals, of whichever policy, that have no clear number."""
    for code, limit, _ in scenario.config.all_limits:
        with _collected(faults):
            family(laid, code, limit)
    seen: list[tuple[Goal, ...]] = []
    for policy in scenario.config.policies.values():
        if policy.goals in seen:  # procedures are measured by the goals of another policy
            continue
        seen.append(policy.goals)
        for goal in policy.goals:
            with _collected(faults):
                goal_terms(laid, goal, penalties=False)


def _programme(scenario: Scenario, links: Links) -> dict[str, Any]:
    programme = links.programme
    reasons = blocked(scenario, programme)
    most = links.holds.most
    return {
        "kind": programme.kind,
        "needs": len(links.need_ids),
        "resources": len(links.resource_ids),
        "links": len(links.need),
        "demand": int(links.wants.most.sum()),
        "capacity": None if np.any(most >= UNBOUNDED) else int(most.sum()),
        "without_links": len(reasons),
        "blocked": dict(Counter(b.rule or b.code for b in reasons if b.code != "unknown_data")),
        "unknown": sum(b.code == "unknown_data" for b in reasons),
        "unknown_rules": dict(Counter(b.rule for b in reasons if b.code == "unknown_data")),
        "rules": _rules(scenario, programme),
        "regions": _regions(scenario, programme, links),
    }


def _rules(scenario: Scenario, programme: Programme) -> dict[str, dict[str, int]]:
    """For every rule how many pairs it allows, refuses and leaves unknown; empty where there are too many pairs."""
    pairs = scenario.size(f"needs_{programme.code}") * scenario.size(f"resources_{programme.code}")
    if not programme.rules or (pairs > MOST_LOOKED_AT and not programme.links):
        return {}
    counts = ", ".join(
        f"count(*) FILTER (({r.where})), count(*) FILTER (NOT ({r.where})), count(*) FILTER (({r.where}) IS NULL)"
        for r in programme.rules
    )
    row = scenario.db.execute(f"SELECT {counts} FROM {pairs_from(programme)}").fetchone() or ()
    return {
        rule.code: dict(zip(("true", "false", "unknown"), (int(v) for v in row[3 * i : 3 * i + 3]), strict=True))
        for i, rule in enumerate(programme.rules)
    }


def _regions(scenario: Scenario, programme: Programme, links: Links) -> list[dict[str, Any]]:
    """Needs and demand by place, with the room of the resources that are there too (None where they have no place)."""
    columns = {
        role: [str(r[0]) for r in scenario.db.execute(f"DESCRIBE {ident(f'{role}_{programme.code}')}").fetchall()]
        for role in ("needs", "resources")
    }
    place = next((name for name in _PLACES if name in columns["needs"]), None)
    if place is None:
        return []

    def by_place(role: str, amounts: np.ndarray) -> dict[str, tuple[int, int]]:
        query = (
            f"SELECT coalesce(CAST({ident(place)} AS VARCHAR), '') FROM {ident(f'{role}_{programme.code}')} ORDER BY _i"
        )
        found: dict[str, tuple[int, int]] = {}
        for (name,), amount in zip(scenario.db.execute(query).fetchall(), amounts.tolist(), strict=True):
            rows, total = found.get(name, (0, 0))
            found[name] = rows + 1, total + int(amount)
        return found

    demand = by_place("needs", links.wants.most)
    bounded = place in columns["resources"] and not np.any(links.holds.most >= UNBOUNDED)
    room = by_place("resources", links.holds.most) if bounded else {}
    return [
        {
            "region": name,
            "needs": demand.get(name, (0, 0))[0],
            "demand": demand.get(name, (0, 0))[1],
            "capacity": room.get(name, (0, 0))[1] if bounded else None,
        }
        for name in sorted({*demand, *room})
    ]
