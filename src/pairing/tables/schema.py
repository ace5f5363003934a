"""Check a loaded table against its descriptor, every fault at once, and turn it into typed columns.

All checks are SQL over the text cells: one scan counts the faults of every kind, and only what is at fault is
fetched.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Set

import duckdb

from pairing.fault import Fault
from pairing.tables.cells import INFERRED, ident, inferred, literal, sql_type, text_of
from pairing.tables.declaration import built_in, descriptor, from_declaration, table_name
from pairing.tables.headers import Match, Table, match_headers, required_fields
from pairing.tables.keys import duplicates, orphans, unique_keys
from pairing.tables.probes import ask, cell_probes, control_probes, rule_probes, staged, text_and_value

__all__ = [
    "Match",
    "Table",
    "built_in",
    "check",
    "columns_of",
    "convert",
    "descriptor",
    "from_declaration",
    "match_headers",
    "table_name",
]


def check(db: duckdb.DuckDBPyConnection, name: str, tables: Mapping[str, Table]) -> list[Fault]:
    """Every fault of the table ``name``, those of loading included; ``tables`` are all, for foreign keys."""
    raw, table = tables[name].raw, tables[name].descriptor
    if not raw.headers:
        return list(raw.faults)
    match = match_headers(raw, table)
    faults = [*raw.faults, *match.faults]
    probes = list(control_probes(raw, table, match))
    for f in table.fields:
        if f.name in match.fields:
            pattern = f.constraints.pattern
            if pattern is not None and not _pattern_works(db, pattern):
                place = f"table.{table.name}.fields.{f.name}.constraints.pattern"
                faults.append(Fault("pattern_unusable", "scenario.toml", column=place, value=pattern))
                continue
            probes += list(cell_probes(f, *match.fields[f.name], needed=f.name in table.primary_key))
    probes += rule_probes(table, match)
    fields = {match.fields[f.name][0]: f for f in table.fields if f.name in match.fields}
    faults += ask(db, raw, staged(raw, fields), probes)
    for key, code in unique_keys(table):
        faults += duplicates(db, raw, table, match, key, code)
    for foreign in table.foreign_keys:
        faults += orphans(db, tables, name, foreign, match)
    return faults


def convert(
    db: duckdb.DuckDBPyConnection,
    table: Table,
    target: str,
    keys: Set[str] = frozenset(),
    *,
    first_is_key: bool = False,
) -> None:
    """Create the temporary table ``target`` with typed columns, in the order of the file.

    Fields have their descriptor's names and types (an optional column that is absent stays absent); the
    user's own columns keep their headers, and the narrowest type that all of their cells fit. Columns in ``keys``,
    and the first of a table without a primary key where ``first_is_key``, stay as they are written. Cells at fault,
    and required columns that are absent, are NULL: ``check`` comes first.
    """
    match = match_headers(table.raw, table.descriptor)
    named = {column: (name, table.descriptor.field(name)) for name, (column, _) in match.fields.items()}
    named |= {column: (header, None) for header, column in match.extras.items()}
    untyped = {c: text_of(f, c) if f else c for c, (_, f) in named.items() if f is None or f.type == "any"}
    if first_is_key and not table.descriptor.primary_key and named:
        keys = keys | {named[min(named, key=table.raw.columns.index)][0]}
    types = _inferred_types(db, table.raw.name, untyped, {c for c, (name, _) in named.items() if name in keys})
    parts = []
    for column, (name, f) in sorted(named.items(), key=lambda item: table.raw.columns.index(item[0])):
        if f is None or column in types:
            value = f"CAST({untyped[column]} AS {types[column]})"
        else:
            value = f"CAST({text_and_value(column)[1]} AS {sql_type(f)})"
        parts.append(f"{value} AS {ident(name)}")
    absent = (f for f in required_fields(table.descriptor) if f.name not in match.fields)
    parts += [f"CAST(NULL AS {sql_type(f)}) AS {ident(f.name)}" for f in absent]
    fields = {column: f for column, (_, f) in named.items() if f is not None and column not in types}
    selected = f"SELECT {', '.join(parts)} FROM {staged(table.raw, fields)}"
    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(target)} AS {selected}")


def columns_of(db: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table in the database, with their types."""
    described = db.execute(f"DESCRIBE {ident(table)}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _inferred_types(db: duckdb.DuckDBPyConnection, raw: str, texts: dict[str, str], keys: Set[str]) -> dict[str, str]:
    """The type of each column that no descriptor types, from counting what its cells look like in one scan."""
    if not texts:
        return {}
    tests = ("({cell}) IS NOT NULL", *INFERRED.values())
    wanted = [f"count_if({test.format(cell=f'({text})')})" for text in texts.values() for test in tests]
    counts = iter(db.execute(f"SELECT {', '.join(wanted)} FROM {ident(raw)}").fetchone() or ())
    types = {}
    for column in texts:
        filled, *fitting = itertools.islice(counts, len(tests))
        types[column] = inferred(dict(zip(INFERRED, fitting, strict=True)), filled, key=column in keys)
    return types


def _pattern_works(db: duckdb.DuckDBPyConnection, pattern: str) -> bool:
    try:
        db.execute(f"SELECT regexp_full_match('', {literal(pattern)})").fetchone()
    except duckdb.Error:
        return False
    return True
