"""`repair.toml`: the bounds to move and the pins to lift so that a plan becomes possible, read and applied.

Money is in yuan, as in `scenario.toml`. A patch holds for the very tables that it was made for: it names their hashes.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from pairing import toml_block as read
from pairing.bending import WHOLE, Side, price
from pairing.config import Config
from pairing.fault import BadData, Fault, choices
from pairing.laid import SEPARATOR, shown
from pairing.links import Links
from pairing.model import Problem
from pairing.outputs.patch_text import FORMAT
from pairing.outputs.words import limit_counts_money
from pairing.relax import PIN
from pairing.scenario import Scenario
from pairing.toml_block import Block


@dataclass(frozen=True)
class Bend:
    """A bound that moves, in units of amount: of which limit and group (its label), which side, from what to what."""

    limit: str
    group: str
    side: Side
    before: int
    after: int


@dataclass(frozen=True)
class Lift:
    """A pin that does not bind."""

    programme: str
    need: str
    resource: str


@dataclass(frozen=True)
class Patch:
    """What a patch says, and its bytes as they were read."""

    file: str
    content: bytes
    bends: tuple[Bend, ...]
    lifts: tuple[Lift, ...]

    def record(self) -> dict[str, Any]:
        """What a run's summary says of the patch that was applied."""
        return {
            "hash": hashlib.sha256(self.content).hexdigest(),
            "bends": [bend_record(bend) for bend in self.bends],
            "lifts": [lift_record(lift) for lift in self.lifts],
        }


def bend_record(bend: Bend) -> dict[str, Any]:
    """A bound that moves as plain data."""
    return {"limit": bend.limit, "group": bend.group, "side": bend.side, "from": bend.before, "to": bend.after}


def lift_record(lift: Lift) -> dict[str, Any]:
    """A pin that is lifted as plain data."""
    return {"programme": lift.programme, "need": lift.need, "resource": lift.resource}


def bends(config: Config) -> dict[str, Fraction | None]:
    """Of every limit by its full code, how many times the usual price bending costs; None where it is forbidden."""
    found = {code: limit.bend for code, limit, _ in config.all_limits}
    for p in config.programmes:
        found |= {f"{p.code}.wants": p.wants.bend, f"{p.code}.holds": p.holds.bend}
        if p.via:
            found[f"{p.code}.via"] = p.via.holds.bend
    return found


def total(config: Config, moved: Sequence[Bend], lifts: Sequence[Lift]) -> Fraction:
    """What changes cost together; 1 is the price of a whole bound."""
    factors = bends(config)
    cost = sum(price(b.before, b.after, factors.get(b.limit) or Fraction(1)) for b in moved)
    return Fraction(cost, WHOLE) + PIN * len(lifts)


# --- reading --------------------------------------------------------------------------------------------------------


def read_patch(path: Path, scenario: Scenario) -> Patch:
    """The patch in a file. Raises :class:`BadData` where it cannot be read, or was made for another scenario, for other
    tables, or with other settings."""
    faults: list[Fault] = []
    try:
        content = path.read_bytes()
        raw = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise BadData([Fault("repair_unreadable", path.name, facts={"detail": detail})]) from None
    root = Block("", raw, faults)
    made_as = root.take("format", read.text, "expected_text")
    made_for = root.take("scenario", read.text, "expected_text")
    inputs = root.take("inputs", read.table, "expected_table", {}) or {}
    moved = tuple(_bend(block, scenario.config) for block in root.blocks("bend"))
    lifts = tuple(_lift(block) for block in root.blocks("lift"))
    root.done()
    if made_as not in (None, FORMAT):
        faults.append(Fault("repair_format", column="format", value=made_as, facts={"due": FORMAT}))
    elif made_for not in (None, scenario.config.code):
        due = {"due": scenario.config.code}
        faults.append(Fault("repair_elsewhere", column="scenario", value=made_for, facts=due))
    else:
        changed = (n for n in {**inputs, **scenario.inputs} if inputs.get(n) != scenario.inputs.get(n))
        faults += (Fault("repair_stale", column=f"inputs.{name}", value=name) for name in changed)
    if faults:
        raise BadData(replace(fault, file=path.name) for fault in faults)
    return Patch(path.name, content, moved, lifts)


def _bend(block: Block, config: Config) -> Bend:
    limit = block.take("limit", read.text, "expected_limit") or ""
    money = limit_counts_money(config, limit)
    group = block.take("group", lambda value: SEPARATOR.join(read.columns(value)), "expected_group") or ""
    side = block.take("side", read.one_of(("least", "most")), "expected_side")
    before, after = (block.take(key, lambda v: _amount(v, money), "expected_bound") for key in ("from", "to"))
    block.done()
    return Bend(limit, group, "most" if side == "most" else "least", before or 0, after or 0)


def _lift(block: Block) -> Lift:
    found = Lift(*(block.take(key, read.text, "expected_text") or "" for key in ("programme", "need", "resource")))
    block.done()
    return found


def _amount(value: Any, money: bool) -> int:
    """A whole number of units; of yuan, exact to the fen."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise TypeError
    units = Decimal(value) * (100 if money else 1)
    if not units.is_finite() or units != units.to_integral_value():
        raise ValueError
    return int(units)


# --- applying -------------------------------------------------------------------------------------------------------


def patched(problem: Problem, links: Sequence[Links], config: Config, patch: Patch) -> Problem:
    """The problem with the patch's bounds, and without what the lifted pins ask.

    Links stay as they are: what one match may carry follows from the tables alone. Raises :class:`BadData` for what
    does not exist, must not be bent, stands otherwise in the tables, or would leave a least above its most.
    """
    faults: list[Fault] = []
    least = {family.code: family.least.copy() for family in problem.families}
    most = {family.code: family.most.copy() for family in problem.families}
    known = {family.code: family for family in problem.families}
    forbidden = {code for code, factor in bends(config).items() if factor is None}
    labels = {code: {str(label): i for i, label in enumerate(f.labels)} for code, f in known.items()}
    met: set[tuple[str, str, str]] = set()
    for number, bend in enumerate(patch.bends, 1):
        fault = _unfit(bend, known, labels, forbidden, met)
        if fault is None:
            side = least if bend.side == "least" else most
            group = labels[bend.limit][bend.group]
            if int(side[bend.limit][group]) != bend.before:
                fault = Fault("repair_differs", facts={"now": int(side[bend.limit][group]), "before": bend.before})
            side[bend.limit][group] = bend.after
            met.add((bend.limit, bend.group, bend.side))
        if fault is not None:
            facts = {"limit": bend.limit, "group": shown(bend.group), **fault.facts}
            faults.append(replace(fault, file=patch.file, column=f"bend.{number}", facts=facts))
    for code in sorted({code for code, _, _ in met}):
        for group in np.flatnonzero(least[code] > most[code]).tolist():
            facts = {"limit": code, "group": shown(str(known[code].labels[group]))}
            faults.append(Fault("repair_least_above_most", patch.file, column="bend", facts=facts))
    lower = problem.lower.copy()
    for number, lift in enumerate(patch.lifts, 1):
        pinned = _pinned(links, lift)
        if not np.any(lower[pinned]):
            facts = {"need": lift.need, "resource": lift.resource, "programme": lift.programme}
            faults.append(Fault("repair_no_pin", patch.file, column=f"lift.{number}", facts=facts))
        lower[pinned] = 0
    if faults:
        raise BadData(faults)
    families = tuple(replace(f, least=least[f.code], most=most[f.code]) for f in problem.families)
    return replace(problem, lower=lower, families=families)


def _unfit(
    bend: Bend, known: Mapping[str, Any], labels: Mapping[str, Any], forbidden: set[str], met: set[tuple[str, str, str]]
) -> Fault | None:
    """What is wrong with a change by itself."""
    if bend.limit not in known:
        return Fault("repair_unknown_limit", value=bend.limit, facts=choices(bend.limit, known))
    if bend.group not in labels[bend.limit]:
        near = {key: value for key, value in choices(bend.group, labels[bend.limit]).items() if key == "near"}
        return Fault("repair_unknown_group", value=shown(bend.group), facts=near)
    if bend.limit in forbidden:
        return Fault("repair_forbidden", value=bend.limit)
    if known[bend.limit].price is not None:
        return Fault("repair_soft", value=bend.limit)
    if (bend.limit, bend.group, bend.side) in met:
        return Fault("repair_twice", value=shown(bend.group))
    return None


def _pinned(links: Sequence[Links], lift: Lift) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The links of a pair, among those of all programmes laid end to end."""
    start = 0
    for mine in links:
        if mine.programme.code == lift.programme and lift.need in mine.need_ids and lift.resource in mine.resource_ids:
            need, resource = mine.need_ids.index(lift.need), mine.resource_ids.index(lift.resource)
            return start + np.flatnonzero((mine.need == need) & (mine.resource == resource))
        start += len(mine.need)
    return np.empty(0, dtype=np.int64)
