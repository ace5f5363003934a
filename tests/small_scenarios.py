"""Scenarios made in memory, for tests of the verifier that need neither files nor a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pairing.config import Config, Goal, Limit, Policy, Programme

PINS = "CREATE TEMP TABLE pins(programme VARCHAR, need VARCHAR, resource VARCHAR, kind VARCHAR, amount DECIMAL(18, 2))"


@dataclass(frozen=True)
class SmallScenario:
    """What the verifier needs of a scenario."""

    config: Config
    db: duckdb.DuckDBPyConnection
    path: Path = Path("nowhere")
    inputs: Mapping[str, str] = field(default_factory=lambda: {"households.csv": "a" * 64})


def small(
    programmes: Sequence[Programme],
    goals: Sequence[Goal],
    tables: Mapping[str, str],
    limits: Sequence[Limit] = (),
    pins: Sequence[tuple[str, str, str, str, object]] = (),
) -> SmallScenario:
    """A scenario of programmes, goals and tables (name -> SELECT or VALUES with column names)."""
    db = duckdb.connect(config={"threads": 1})
    db.execute(PINS)
    for pin in pins:
        db.execute("INSERT INTO pins VALUES (?, ?, ?, ?, ?)", list(pin))
    for name, select in tables.items():
        db.execute(f'CREATE TEMP TABLE "{name}" AS {select}')
    policy = Policy("plain", tuple(goals))
    return SmallScenario(
        Config("small", {}, None, "plain", {}, tuple(programmes), tuple(limits), {"plain": policy}, {}), db
    )


def rows(columns: str, *values: str) -> str:
    """A table as SQL: column names, then one text per row as SQL values."""
    return f"SELECT * FROM (VALUES {', '.join(f'({v})' for v in values)}) t({columns})"
