"""The table of pins: always there, and naming only what exists."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pairing.config import Config
from pairing.fault import Fault, choices
from pairing.tables.cells import ident, literal
from pairing.tables.schema import columns_of


def pins_table(db: duckdb.DuckDBPyConnection, columns: dict[str, dict[str, str]]) -> None:
    """``pins`` with every column that a pin may have."""
    wanted = {"programme": "VARCHAR", "need": "VARCHAR", "resource": "VARCHAR", "kind": "VARCHAR", "by": "VARCHAR",
              "date": "DATE", "reason": "VARCHAR", "amount": "DECIMAL(18,2)"}  # fmt: skip
    have = columns.get("pins")
    if have is None:
        fields = ", ".join(f"{ident(name)} {kind}" for name, kind in wanted.items())
        db.execute(f"CREATE TEMP TABLE pins ({fields})")
    else:
        for name, kind in wanted.items():
            if name not in have:
                db.execute(f"ALTER TABLE pins ADD COLUMN {ident(name)} {kind}")
    columns["pins"] = columns_of(db, "pins")


def pin_faults(db: duckdb.DuckDBPyConnection, config: Config, sound: Sequence[str], label: str) -> list[Fault]:
    """Pins that name no programme that exists, or no need or resource of the programmes whose tables are ``sound``."""
    faults = []
    codes = [p.code for p in config.programmes]
    for (name,) in db.execute("SELECT DISTINCT programme FROM pins ORDER BY 1").fetchall():
        if name not in codes:
            facts = choices(str(name), codes)
            faults.append(Fault("unknown_programme", label, column="programme", value=str(name), facts=facts))
    for code in sound:
        for column, role in (("need", "needs"), ("resource", "resources")):
            rows = db.execute(
                f"SELECT DISTINCT p.{column} FROM pins p ANTI JOIN {ident(f'{role}_{code}')} t ON t._id = p.{column} "
                f"WHERE p.programme = {literal(code)} ORDER BY 1 LIMIT 100"
            ).fetchall()
            for (value,) in rows:
                facts = {"programme": code}
                faults.append(Fault("pin_unknown", label, column=column, value=str(value), facts=facts))
    return faults
