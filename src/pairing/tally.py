"""Whom a plan reaches and what it leaves lying, in figures that every plan for a scenario has, whatever its goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pairing.links import Links
from pairing.model import I64, UNBOUNDED, group_sums
from pairing.scenario import Scenario
from pairing.tables.cells import ident

#: The column that tells which needs belong to one household.
HOUSEHOLD = "household_id"


def tally(scenario: Scenario, links: Sequence[Links], amounts: I64) -> dict[str, Any]:
    """The figures of a plan, money in fen.

    ``households`` of the needs whose table has a ``household_id`` and those ``with_nothing`` from any programme; where
    no table has it, each need counts for itself, and ``counted`` says ``needs`` instead of ``households``. ``lapsed``
    is what funds with a most hold beyond what they give; it is None where no programme has such funds. A fund of the
    same id in several programmes is one fund, which holds the largest of what they say.
    """
    programmes: dict[str, Any] = {}
    every: set[str] = set()
    reached: set[str] = set()
    start = 0
    for mine in links:
        own = amounts[start : start + len(mine.need)]
        start += len(mine.need)
        helped = group_sums(mine.need, len(mine.need_ids), own) > 0
        programmes[mine.programme.code] = {
            "needs": len(mine.need_ids),
            "helped": int(helped.sum()),
            "given": int(own.sum(dtype=object)) if len(own) else 0,
            "lapsed": _lapsed(mine, own),
        }
        homes = _homes(scenario, mine)
        every.update(home for home in homes if home is not None)
        reached.update(home for home, got in zip(homes, helped.tolist(), strict=True) if got and home is not None)
    needs, served = (sum(record[name] for record in programmes.values()) for name in ("needs", "helped"))
    money = [programmes[mine.programme.code] for mine in links if mine.programme.money]
    return {
        "counted": "households" if every else "needs",
        "households": len(every) if every else needs,
        "with_nothing": len(every - reached) if every else needs - served,
        "needs": needs,
        "helped": served,
        "given": sum(record["given"] for record in money) if money else None,
        "lapsed": _unspent(links, amounts),
        "programmes": programmes,
    }


def _unspent(links: Sequence[Links], amounts: I64) -> int | None:
    """What all funds hold beyond what they give in all programmes; None where none has a most."""
    most: dict[str, int] = {}
    given: dict[str, int] = {}
    start = 0
    for mine in links:
        own = amounts[start : start + len(mine.need)]
        start += len(mine.need)
        if not mine.programme.money:
            continue
        paid = group_sums(mine.resource, len(mine.resource_ids), own)
        for fund, holds, spent in zip(mine.resource_ids, mine.holds.most.tolist(), paid.tolist(), strict=True):
            if holds < UNBOUNDED:
                most[fund] = max(most.get(fund, 0), holds)
            given[fund] = given.get(fund, 0) + spent
    return sum(holds - given[fund] for fund, holds in most.items()) if most else None


def _lapsed(links: Links, amounts: I64) -> int | None:
    """What the funds of one programme hold at most beyond what they give; None where none has a most."""
    if not links.programme.money:
        return None
    bounded = links.holds.most < UNBOUNDED
    if not bounded.any():
        return None
    given = group_sums(links.resource, len(links.resource_ids), amounts)
    return int((links.holds.most - given)[bounded].sum(dtype=object))


def _homes(scenario: Scenario, links: Links) -> list[str | None]:
    """The household of every need, in the order of the needs; nothing where the table does not tell."""
    table = f"needs_{links.programme.code}"
    columns = {str(row[0]).lower() for row in scenario.db.execute(f"DESCRIBE {ident(table)}").fetchall()}
    if HOUSEHOLD not in columns:
        return [None] * len(links.need_ids)
    rows = scenario.db.execute(f"SELECT CAST({ident(HOUSEHOLD)} AS VARCHAR) FROM {ident(table)} ORDER BY _i").fetchall()
    return [row[0] for row in rows]
