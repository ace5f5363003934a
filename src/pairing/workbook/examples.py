"""The example rows of the template must not be taken for people and money of one's own."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pairing.fault import Fault
from pairing.tables.cells import ident, literal
from pairing.tables.headers import Table, match_headers
from pairing.tables.listing import listed

#: What the keys of example rows begin with.
MARKS = ("例", "EX-")


def example_faults(db: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> list[Fault]:
    """A fault for each example row, once any row in the sheets of the template is not one.

    Rows of the template are known by their sheet (a row of hints below the headers) and by their key (:data:`MARKS`).
    """
    examples: list[Fault] = []
    own = 0
    for table in tables.values():
        keys = table.descriptor.primary_key
        match = match_headers(table.raw, table.descriptor) if table.raw.hinted and len(keys) == 1 else None
        if match is None or keys[0] not in match.fields:
            continue
        column, header = match.fields[keys[0]]
        is_example = " OR ".join(f"starts_with({column}, {literal(mark)})" for mark in MARKS)
        rows = db.execute(
            f"SELECT _row, {column}, {is_example} FROM {ident(table.raw.name)} WHERE {column} IS NOT NULL ORDER BY _row"
        ).fetchall()
        own += sum(not example for *_, example in rows)
        examples += [
            Fault("example_left", table.raw.source.label, row, header, value) for row, value, example in rows if example
        ]
    return listed(examples) if own else []
