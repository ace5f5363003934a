"""What can be wrong between rows: keys that stand twice, and parents that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from pairing.fault import Fault, nearest
from pairing.tables.cells import ident
from pairing.tables.descriptor import Descriptor, ForeignKey
from pairing.tables.headers import Match, Table, match_headers, required_fields, typed
from pairing.tables.listing import LISTED, more_like_this, shown_value
from pairing.tables.load import Raw

_NEAR_NAMES = 5000  # beyond so many known names, looking for the nearest takes too long


def unique_keys(table: Descriptor) -> Iterator[tuple[tuple[str, ...], str]]:
    if table.primary_key:
        yield table.primary_key, "key_twice"
    for key in table.unique_keys:
        yield key, "value_twice"
    for f in table.fields:
        if f.constraints.unique and (f.name,) != table.primary_key:
            yield (f.name,), "value_twice"


def duplicates(
    db: duckdb.DuckDBPyConnection, raw: Raw, table: Descriptor, match: Match, key: tuple[str, ...], code: str
) -> list[Fault]:
    """Every row whose key another row has too, with that other row; a blank in a key never counts."""
    if any(name not in match.fields for name in key):
        return []
    parts = ", ".join(f"{typed(table, match, name)} AS k{i}" for i, name in enumerate(key))
    names = [f"k{i}" for i in range(len(key))]
    shown = " || ' + ' || ".join(f"r.{match.fields[name][0]}" for name in key)
    filled = " AND ".join(f"{name} IS NOT NULL" for name in names)
    same = " AND ".join(f"t.{name} = d.{name}" for name in names)
    keys = ", ".join(names)
    found = db.execute(
        f"WITH t AS (SELECT _row, {parts} FROM {ident(raw.name)}),"
        f" d AS (SELECT {keys}, min(_row) AS first, max(_row) AS last FROM t WHERE {filled}"
        f" GROUP BY {keys} HAVING count(*) > 1)"
        f" SELECT t._row, {shown}, CASE WHEN t._row = first THEN last ELSE first END, count(*) OVER ()"
        f" FROM t JOIN d ON {same} JOIN {ident(raw.name)} r ON r._row = t._row ORDER BY t._row LIMIT {LISTED}"
    ).fetchall()
    header = ", ".join(match.fields[name][1] for name in key)
    sensitive = any(f.sensitive for name in key if (f := table.field(name)))
    faults = [
        Fault(code, raw.source.label, row, header, shown_value(value, sensitive), {"other": int(other)})
        for row, value, other, _ in found
    ]
    if found and found[0][3] > LISTED:
        faults.append(more_like_this(raw.source.label, header, code, found[0][3]))
    return faults


def orphans(
    db: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], name: str, foreign: ForeignKey, match: Match
) -> list[Fault]:
    """Rows that name a parent which the parent table lacks."""
    raw, table = tables[name].raw, tables[name].descriptor
    parent = tables.get(foreign.table or name)
    if parent is None:
        wanted = Fault("parent_table_missing", raw.source.label, facts={"table": foreign.table})
        return [wanted] if foreign.required else []
    if not parent.raw.headers:
        return []
    absent = [column for column in foreign.fields if column not in match.fields]
    if absent:
        facts = {"accepted": absent[0], "near": nearest(absent[0], match.extras) or "-"}
        wanted = Fault("column_missing", raw.source.label, None, absent[0], facts=facts)
        return [wanted] if foreign.filled and wanted.column not in {f.name for f in required_fields(table)} else []
    theirs = match_headers(parent.raw, parent.descriptor)
    if any(column not in theirs.fields for column in foreign.parents):
        return []  # that the parent lacks its key is the parent's own fault
    ours = [f"CAST({typed(table, match, column)} AS VARCHAR)" for column in foreign.fields]
    known = [f"CAST({typed(parent.descriptor, theirs, column)} AS VARCHAR)" for column in foreign.parents]
    parents = ", ".join(f"{sql} AS p{i}" for i, sql in enumerate(known))
    children = ", ".join(f"{sql} AS k{i}" for i, sql in enumerate(ours))
    keys = [f"k{i}" for i in range(len(ours))]
    same = " AND ".join(f"k{i} = p{i}" for i in range(len(ours)))
    filled = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    shown = " || ' + ' || ".join(keys)
    blank = f" OR NOT ({filled})" if foreign.filled else ""
    found = db.execute(
        f"WITH c AS (SELECT _row, {children} FROM {ident(raw.name)}),"
        f" p AS (SELECT {parents} FROM {ident(parent.raw.name)})"
        f" SELECT _row, {shown}, count(*) OVER () FROM c"
        f" WHERE ({filled} AND NOT EXISTS (SELECT 1 FROM p WHERE {same})){blank} ORDER BY _row LIMIT {LISTED}"
    ).fetchall()
    header = ", ".join(match.fields[column][1] for column in foreign.fields)
    sensitive = any(f.sensitive for column in foreign.fields if (f := table.field(column)))
    options = _names(db, parent.raw.name, known[0]) if found and len(known) == 1 and not sensitive else []
    named = {value for _, value, _ in found[:50] if value}
    near = {value: nearest(value, options) or "-" for value in named}
    facts = {"parent": parent.raw.source.label, "table": parent.descriptor.name}
    faults = []
    for row, value, _ in found:
        code = "parent_missing" if value else "parent_blank"
        told = {**facts, "near": near.get(value, "-")}
        faults.append(Fault(code, raw.source.label, row, header, shown_value(value, sensitive), told))
    if found and found[0][2] > LISTED:
        faults.append(more_like_this(raw.source.label, header, "parent_missing", found[0][2]))
    return faults


def _names(db: duckdb.DuckDBPyConnection, raw: str, key: str) -> list[str]:
    """The parents' names, unless there are too many to compare with."""
    wanted = f"SELECT DISTINCT {key} FROM {ident(raw)} WHERE {key} IS NOT NULL LIMIT {_NEAR_NAMES + 1}"
    found = db.execute(wanted).fetchall()
    return [str(name) for (name,) in found] if len(found) <= _NEAR_NAMES else []
