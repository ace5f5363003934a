"""`proof.json` as prices on the audit's own groups; whatever is not a price on something known is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pairing.verdict.audit import Audit
from pairing.verdict.claim import PROOF
from pairing.verdict.plan_rows import LISTED
from pairing.verdict.verdict import Findings

#: Prices beyond this cannot be added up in 128 bits, and no honest proof needs them.
LARGEST = 10**24


@dataclass(frozen=True)
class Prices:
    """One level of a proof: ``rates`` of earlier goals by number; the prices of groups stand in the audit's tables."""

    scale: int
    face: bool
    rates: Mapping[int, int]


@dataclass
class _Flat:
    """Prices as columns: level, number of the limit or goal, label, price as text."""

    levels: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    prices: list[str] = field(default_factory=list)


def read_proof(audit: Audit, record: Any, found: Findings) -> list[Prices | None]:
    """All levels, None for one that is malformed; a proof has one for each goal of the policy, in its order.

    Leaves ``audit_limit_prices`` and ``audit_goal_prices`` (level, grp, price).
    """
    levels = record.get("levels") if isinstance(record, dict) else None
    if not isinstance(levels, list) or record.get("format") != "pairing-proof/1" or len(levels) != len(audit.goals):
        found.wrong("proof_levels", PROOF, column="levels", due=len(audit.goals))
        levels = [None] * len(audit.goals)
    limits, goals = _Flat(), _Flat()
    read: list[Prices | None] = []
    for number, level in enumerate(levels):
        before = len(found.faults)
        prices = None if level is None else _level(audit, number, level, limits, goals, found)
        read.append(prices if len(found.faults) == before else None)
    found.checks += len(limits.labels) + len(goals.labels)
    for flat, name, groups, owner in (
        (limits, "audit_limit_prices", "audit_groups", "lim"),
        (goals, "audit_goal_prices", "audit_goal_groups", "goal"),
    ):
        for number in _resolve(audit, flat, name, groups, owner, found):
            read[number] = None
    return read


def _level(audit: Audit, number: int, level: Any, limits: _Flat, goals: _Flat, found: Findings) -> Prices | None:
    place = f"levels.{number}"
    if not isinstance(level, dict) or level.get("goal") != audit.goals[number].code:
        found.wrong("proof_levels", PROOF, column=f"{place}.goal", due=len(audit.goals))
        return None
    scale, face = level.get("scale"), level.get("face")
    found.expect(type(scale) is int and 0 < scale <= LARGEST, "proof_number", PROOF, f"{place}.scale", scale)
    found.expect(type(face) is bool, "proof_number", PROOF, f"{place}.face", face)
    earlier = {goal.code: goal.number for goal in audit.goals[:number] if goal.kind != "worst"}
    rates = {}
    for code, rate in _table(level, "rates", place, found).items():
        fine = _whole(rate) and rate >= 0 and code in earlier and not (face and rate)
        if found.expect(fine, "proof_rate", PROOF, f"{place}.rates.{code}", rate):
            rates[earlier[code]] = rate
    known_goals = {goal.code: goal.number for goal in audit.goals[: number + 1] if goal.kind != "linear"}
    _flatten(number, level, "limits", {limit.code: limit.number for limit in audit.limits}, limits, found)
    _flatten(number, level, "goals", known_goals, goals, found)
    return Prices(scale if type(scale) is int else 1, face is True, rates)


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= LARGEST


def _table(level: dict[str, Any], key: str, place: str, found: Findings) -> dict[str, Any]:
    table = level.get(key, {})
    return table if found.expect(isinstance(table, dict), "proof_number", PROOF, f"{place}.{key}") else {}


def _flatten(
    number: int, level: dict[str, Any], key: str, known: Mapping[str, int], flat: _Flat, found: Findings
) -> None:
    """Add all prices of a level that are not zero."""
    place = f"levels.{number}"
    for code, table in _table(level, key, place, found).items():
        where = f"{place}.{key}.{code}"
        if not found.expect(code in known, "proof_unknown", PROOF, where, code):
            continue
        if not found.expect(isinstance(table, dict), "proof_number", PROOF, where):
            continue
        wrong = [label for label, price in table.items() if not _whole(price)]
        for label in wrong[:LISTED]:
            found.wrong("proof_number", PROOF, column=f"{where}.{label}", value=table[label])
        priced = [(label, price) for label, price in table.items() if price] if not wrong else []
        flat.levels += [number] * len(priced)
        flat.numbers += [known[code]] * len(priced)
        flat.labels += [label for label, _ in priced]
        flat.prices += [str(price) for _, price in priced]


def _resolve(audit: Audit, flat: _Flat, name: str, groups: str, owner: str, found: Findings) -> set[int]:
    """Give every price its group, as table ``name``; returns the levels that price a group that does not exist."""
    audit.db.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT p.level, p.label, p.price, g.grp FROM ("
        " SELECT unnest(?::INTEGER[]) AS level, unnest(?::INTEGER[]) AS number, unnest(?::VARCHAR[]) AS label,"
        f" CAST(unnest(?::VARCHAR[]) AS HUGEINT) AS price) p LEFT JOIN {groups} g"
        f" ON g.{owner} = p.number AND g.label = p.label",
        [flat.levels, flat.numbers, flat.labels, flat.prices],
    )
    rows = audit.db.execute(f"SELECT level, label FROM {name} WHERE grp IS NULL ORDER BY ALL").fetchall()
    for level, label in rows[:LISTED]:
        found.wrong("proof_unknown", PROOF, column=f"levels.{level}", value=label)
    return {level for level, _ in rows}
