"""The conditions of entitlements: SQL that stands in a table, one row a policy, checked as every other rule is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pairing.config import Clause, Condition, Entitlement
from pairing.fault import BadData, Fault, choices
from pairing.sides import Sources, entitlement_tables, key_of
from pairing.sql.dry_run import type_check
from pairing.sql.grammar import Place
from pairing.sql.rules import Columns, Expression, expression
from pairing.tables.cells import ident
from pairing.tables.headers import match_headers
from pairing.tables.private import private_columns
from pairing.toml_block import FILE


def with_conditions(sources: Sources, entitlement: Entitlement) -> Entitlement:
    """The entitlement with every row's condition checked and canonical, and with the columns that say what it gives.

    ``needs_CODE`` and ``resources_CODE`` are made on the way. What is wrong is noted in ``sources``: a condition's
    faults at the row of the table that it stands in.
    """
    sides = entitlement_tables(sources, entitlement)
    place = f"entitlement.{entitlement.code}"
    if sides is None:
        return entitlement
    have = sides["r"]
    named = {**{f"says.{lang}": name for lang, name in entitlement.says.items()}, "law": entitlement.law}
    for setting, name in {"condition": entitlement.condition, **named}.items():
        if name and name not in have:
            sources.fault("unknown_column", f"{place}.{setting}", name, **choices(name, have))
        elif name in private_columns(sources.config, entitlement.resources):
            sources.fault("entitlement_private", f"{place}.{setting}", name)
    if entitlement.condition not in have:
        return entitlement
    said = entitlement.says or {lang: f"says_{lang}" for lang in ("zh", "en") if f"says_{lang}" in have}
    law = entitlement.law or ("law" if "law" in have else "")
    found = []
    for written in _written(sources, entitlement):
        try:
            found.append(_checked(sources, written, sides))
        except BadData as bad:
            sources.faults.extend(replace(fault, row=written.row) for fault in bad.faults)
    found.sort(key=lambda condition: condition.resource)
    return replace(entitlement, says=said, law=law, conditions=tuple(found))


def _written(sources: Sources, entitlement: Entitlement) -> Iterator[Condition]:
    """Every row's condition as it was written, with its place: a cell of a file, or a row of a view."""
    source, column = entitlement.resources, entitlement.condition
    key = ident(key_of(sources, source, entitlement.resource_key))
    cells = f"CAST(t.{key} AS VARCHAR), CAST(t.{ident(column)} AS VARCHAR)"
    table = sources.loaded.get(source)
    if table is None:
        rows = sources.db.execute(f"SELECT {cells} FROM {ident(source)} t ORDER BY ALL").fetchall()
        for resource, sql in rows:
            place = f"entitlement.{entitlement.code}.{column}.{resource}"
            yield Condition(str(resource), sql or "", (), FILE, None, place)
        return
    match = match_headers(table.raw, table.descriptor)
    header = match.fields[column][1] if column in match.fields else column
    # A table has its rows in the order of its file.
    rows = sources.db.execute(
        f"SELECT {cells}, raw._row FROM {ident(source)} t JOIN {ident(table.raw.name)} raw ON raw.rowid = t.rowid "
        "ORDER BY raw._row"
    ).fetchall()
    for resource, sql, row in rows:
        yield Condition(str(resource), sql or "", (), table.raw.source.label, int(row), header)


def _checked(sources: Sources, written: Condition, sides: Columns) -> Condition:
    """The condition in canonical form; raises :class:`BadData` with all that is wrong with it."""
    if not written.sql.strip():
        raise BadData([Fault("condition_empty", written.file, column=written.column)])
    columns = {"n": sides["n"]}
    found = expression(written.sql, columns, place=written.column, file=written.file)
    type_check(sources.db, found, columns, "boolean", place=written.column, file=written.file)
    _clauses_are_conditions(sources, found, written, sides)
    clauses = tuple(Clause(c.sql, tuple(sorted(name for _, name in c.columns))) for c in found.clauses)
    return replace(written, sql=found.sql, clauses=clauses)


def _clauses_are_conditions(sources: Sources, found: Expression, written: Condition, sides: Columns) -> None:
    """`n.age and n.alone` has an answer for the engine, but each clause must be yes, no or unknown by itself."""
    cells = ", ".join(f"CAST(NULL AS {kind}) AS {ident(name)}" for name, kind in sides["n"].items())
    asked = ", ".join(f"({clause.sql})" for clause in found.clauses)
    types = sources.db.execute(f"DESCRIBE SELECT {asked} FROM (SELECT {cells}) AS n").fetchall()
    place = Place(written.file, written.column)
    faults = [
        place.fault("sql_not_boolean", clause.sql, found=str(kind))
        for clause, (_, kind, *_) in zip(found.clauses, types, strict=True)
        if kind not in ("BOOLEAN", '"NULL"')
    ]
    if faults:
        raise BadData(faults)
