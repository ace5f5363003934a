"""A scenario made of one household's file alone: its settings, the rows of the household and of the resources.

Links, wants, groups of limits and of goals are derived from it as from any scenario, and can be held against what the
file says. The SQL of the file passes the same barrier as that of a scenario, in a database that is shut off.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from pairing.config import Config, Programme
from pairing.pins import pins_table
from pairing.scenario import empty_database
from pairing.settings.root import read_config
from pairing.statements import checked
from pairing.verdict import sql
from pairing.verdict.audit import Audit, prepare
from pairing.verdict.file_rows import KINDS, PAIR

_PIN = ("programme", "need", "resource", "kind", "amount")


@dataclass(frozen=True, eq=False)
class _Alone:
    """What the audit needs of a scenario."""

    path: Path
    config: Config
    db: duckdb.DuckDBPyConnection
    inputs: Mapping[str, str]


def rebuilt(evidence: Mapping[str, Any], policy: str) -> Audit:
    """The audit of a file's evidence under a policy.

    Raises :class:`BadData` where its settings or SQL are at fault, ``duckdb.Error`` where its values do not fit their
    types, and ``KeyError``, ``TypeError`` or ``ValueError`` where something is missing or of another form.
    """
    with tempfile.TemporaryDirectory(prefix="pairing-") as folder:
        path = Path(folder)
        (path / "scenario.toml").write_text(evidence["settings"], encoding="utf-8", newline="")
        config = read_config(path)
    config = replace(config, views={}, entitlements=(), same=(), lists=(), indexes=())
    db = empty_database(config.as_of)
    sides = {programme.code: _tables(db, programme, evidence) for programme in config.programmes}
    pins_table(db, {})
    db.execute(
        f"INSERT INTO pins ({', '.join(_PIN)}) SELECT p, n, r, k, CAST(a AS DECIMAL(18, 2)) FROM ("
        "SELECT unnest(?::VARCHAR[]) p, unnest(?::VARCHAR[]) n, unnest(?::VARCHAR[]) r, unnest(?::VARCHAR[]) k,"
        " unnest(?::VARCHAR[]) a)",
        [[pin[name] for pin in evidence["pins"]] for name in _PIN],
    )
    config = checked(db, config, sides)
    return prepare(_Alone(Path("."), config, db, {}), config.policies[policy])


def _tables(
    db: duckdb.DuckDBPyConnection, programme: Programme, evidence: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Make the tables of a programme; those of programmes in which the household has no need are empty."""
    columns = evidence["columns"][programme.code]
    rows = evidence["rows"].get(programme.code, {})
    for alias, table in sql.tables(programme).items():
        kinds = columns[alias]
        for kind in kinds.values():
            if not KINDS.fullmatch(kind):
                raise ValueError(kind)
        mine = rows.get(alias, {})
        ids = [] if alias == "l" else [("_id", list(mine))]
        if alias == "l":
            pairs = [pair.split(PAIR) for pair in mine]
            kinds = {**kinds, "need": "VARCHAR", "resource": "VARCHAR"}
            ids = [("need", [need for need, _ in pairs]), ("resource", [resource for _, resource in pairs])]
        given = [name for name in kinds if name not in ("need", "resource") or alias != "l"]
        texts = [*(values for _, values in ids), *([row[name] for row in mine.values()] for name in given)]
        names = [*(name for name, _ in ids), *given]
        picks = [f"CAST(c{i} AS {kinds.get(name, 'VARCHAR')}) AS {sql.name(name)}" for i, name in enumerate(names)]
        unnested = ", ".join(f"unnest(?::VARCHAR[]) AS c{i}" for i in range(len(names)))
        number = ", CAST(row_number() OVER (ORDER BY c0) - 1 AS INTEGER) AS _i" if alias != "l" else ""
        db.execute(f"CREATE TEMP TABLE {table} AS SELECT {', '.join(picks)}{number} FROM (SELECT {unnested})", texts)
    return {alias: {**columns[alias], **({"need": "VARCHAR", "resource": "VARCHAR"} if alias == "l" else {})}
            for alias in sql.tables(programme)}  # fmt: skip


def unseen(audit: Audit, evidence: Mapping[str, Any]) -> frozenset[str]:
    """The programmes whose links cannot be derived again, since the file leaves columns empty that they look at."""
    known = [programme.code for programme in audit.config.programmes]
    return frozenset(code for code in known if evidence["hidden"].get(code))
