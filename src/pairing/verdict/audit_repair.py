"""The patch that a run was made with: read again, and laid over the limits and pins derived from the tables."""

from __future__ import annotations

import hashlib
import tomllib
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pairing.verdict.claim import REPAIR, SUMMARY
from pairing.verdict.verdict import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from pairing.verdict.audit import Audit, Tables
    from pairing.verdict.audit_limits import AuditLimit
    from pairing.verdict.claim import Claim

_FORMAT = "pairing-repair/1"
_SIDES = ("least", "most")


def lay_repair(scenario: Tables, limits: Sequence[AuditLimit], repair: bytes, found: Findings) -> None:
    """Move the bounds in ``audit_groups`` and free the pins in ``audit_links`` and ``audit_pins`` as the patch says.

    What does not fit is a fault, and is not applied: the plan is then held against the limits as they stand.
    """
    said = _read(repair, found)
    for key, due in (("format", _FORMAT), ("scenario", scenario.config.code)):
        found.expect(said.get(key) == due, "run_repair_differs", REPAIR, key, said.get(key), due=due)
    made_for = said.get("inputs")
    made_for = made_for if isinstance(made_for, dict) else {}
    for name in sorted({*made_for, *scenario.inputs}):
        same = made_for.get(name) == scenario.inputs.get(name)
        found.expect(same, "repair_stale", REPAIR, f"inputs.{name}", name)
    by_code = {limit.code: limit for limit in limits}
    met: set[tuple[str, str, str]] = set()
    for number, bend in enumerate(_tables(said, "bend"), 1):
        code, side = str(bend.get("limit")), bend.get("side")
        label = _label(bend.get("group"))
        fine = code in by_code and side in _SIDES and (code, label, str(side)) not in met
        fine = fine and _move(scenario, by_code[code], label, str(side), bend)
        met.add((code, label, str(side)))
        found.expect(fine, "run_repair_differs", REPAIR, f"bend.{number}", f"{code} {label}", due="-")
    crossed = scenario.db.execute("SELECT lim, label FROM audit_groups WHERE least > most ORDER BY ALL").fetchall()
    for number, label in crossed:
        found.wrong("repair_least_above_most", REPAIR, column="bend", limit=limits[number].code, group=label)
    for number, lift in enumerate(_tables(said, "lift"), 1):
        pair = tuple(lift.get(key) for key in ("programme", "need", "resource"))
        fine = all(isinstance(name, str) for name in pair) and _free(scenario.db, pair)
        found.expect(fine, "run_repair_differs", REPAIR, f"lift.{number}", " ".join(map(str, pair)), due="-")


def check_repair(audit: Audit, claim: Claim, found: Findings) -> None:
    """The summary's account of the patch, which must be there where the patch is, and only there."""
    said = claim.summary.get("repair")
    if claim.repair is None:
        found.expect(said is None, "run_repair_missing", SUMMARY, "repair")
        return
    if not found.expect(isinstance(said, dict), "run_repair_missing", SUMMARY, "repair"):
        return
    patch = _read(claim.repair, Findings())
    money = {limit.code for limit in audit.limits if limit.of == "money"}
    bends = [
        {
            "limit": bend.get("limit"),
            "group": _label(bend.get("group")),
            "side": bend.get("side"),
            "from": _units(bend.get("from"), money=bend.get("limit") in money),
            "to": _units(bend.get("to"), money=bend.get("limit") in money),
        }
        for bend in _tables(patch, "bend")
    ]
    due = {
        "hash": hashlib.sha256(claim.repair).hexdigest(),
        "bends": bends,
        "lifts": [{key: lift.get(key) for key in ("programme", "need", "resource")} for lift in _tables(patch, "lift")],
    }
    for key, value in due.items():
        found.expect(said.get(key) == value, "summary_differs", SUMMARY, f"repair.{key}", said.get(key), due=value)


def _read(repair: bytes, found: Findings) -> dict[str, Any]:
    try:
        return tomllib.loads(repair.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        found.wrong("run_file_unreadable", REPAIR, detail=error)
        return {}


def _tables(said: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = said.get(key, [])
    return [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else [{}]


def _label(group: Any) -> str:
    """A group as its label: one value, or those of several columns joined as labels are."""
    return "\x1f".join(map(str, group)) if isinstance(group, list) else str(group)


def _units(amount: Any, *, money: bool) -> int | None:
    """A bound in the units that amounts have; None for what is no such number."""
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
        return None
    try:
        units = Decimal(amount) * (100 if money else 1)
        return int(units) if units == units.to_integral_value() else None
    except (InvalidOperation, OverflowError):
        return None


def _move(scenario: Tables, limit: AuditLimit, label: str, side: str, bend: dict[str, Any]) -> bool:
    """Move one bound; False where it is not what the patch takes it for, or may not be bent."""
    before, after = (_units(bend.get(key), money=limit.of == "money") for key in ("from", "to"))
    if before is None or after is None or limit.soft is not None or _rigid(scenario, limit.code):
        return False
    # No bound is a bound all the same: a least of nothing is 0 wherever nothing weighs less than that.
    now = "coalesce(least, CASE WHEN NOT signed THEN 0 END)" if side == "least" else "most"
    rows = scenario.db.execute(
        f"UPDATE audit_groups SET {side} = ? WHERE lim = ? AND label = ? AND {now} = ? RETURNING grp",
        [after, limit.number, label, before],
    ).fetchall()
    return len(rows) == 1


def _rigid(scenario: Tables, code: str) -> bool:
    """Whether the scenario forbids to bend the limit of that full code."""
    for programme in scenario.config.programmes:
        spans = {"wants": programme.wants, "holds": programme.holds}
        if programme.via:
            spans["via"] = programme.via.holds
        for role, span in spans.items():
            if code == f"{programme.code}.{role}":
                return span.bend is None
    return any(full == code and limit.bend is None for full, limit, _ in scenario.config.all_limits)


def _free(db: duckdb.DuckDBPyConnection, pair: tuple[Any, ...]) -> bool:
    """Let a pin go; False where there is none. The pair stays the one link that it is."""
    where = "programme = ? AND need = ? AND resource = ?"
    rows = db.execute(f"UPDATE audit_links SET lower = 0 WHERE {where} AND lower > 0 RETURNING link", pair).fetchall()
    db.execute(f"UPDATE audit_pins SET must = false WHERE {where}", pair)
    return len(rows) == 1
