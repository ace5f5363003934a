"""Which pairs of rows are worth comparing: those that share a key, each key an equality that the database joins on.

Comparing 40,000 rows with 40,000 others one by one is out of reach, and nearly all of those pairs share nothing. A pair
is compared where it has

- a number that is equal or within one slip: both numbers share a text with at most one character left out (the deletion
  neighbourhood), or
- two of its names and dates alike, one of them fully or by sound, the other at least by one slip.

By the weights of :mod:`pairing.same_people.likeness`, a pair without either could only be near with the help of several
words such as the sex, and so many pairs agree in those that a person could not look at them.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pairing.same_people.columns import FEW, Compared
from pairing.tables.cells import ident

#: So many pairs of keys are joined at most; beyond, some cell must be a filler that thousands share.
MOST_PAIRS = 50_000_000


def shortened(text: str) -> str:
    """SQL for the texts that leave out one character of ``text``, in the order of the character."""
    return f"list_transform(range(1, length({text}) + 1), lambda i: substr({text}, 1, i - 1) || substr({text}, i + 1))"


def candidates(db: duckdb.DuckDBPyConnection, columns: Sequence[Compared], left: str, right: str, into: str) -> int:
    """Fill ``into`` (l, r: INTEGER) with the pairs of rows of ``left`` and ``right`` that share a key.

    Returns how many pairs of keys there are; where they are more than ``MOST_PAIRS``, nothing is filled in.
    """
    for side in dict.fromkeys((left, right)):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(f'{side} keys')} AS {_keys(columns, side)}")
    joined = f"{ident(f'{left} keys')} l JOIN {ident(f'{right} keys')} r USING (block, key)"
    row = db.execute(
        "SELECT coalesce(sum(l.n * r.n), 0) FROM "
        f"(SELECT block, key, count(*) AS n FROM {ident(f'{left} keys')} GROUP BY ALL) l JOIN "
        f"(SELECT block, key, count(*) AS n FROM {ident(f'{right} keys')} GROUP BY ALL) r USING (block, key)"
    ).fetchone()
    pairs = int(row[0]) if row else 0
    each_once = "WHERE l.i < r.i" if left == right else ""
    few = "" if pairs <= MOST_PAIRS else "LIMIT 0"
    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(into)} AS SELECT DISTINCT l.i AS l, r.i AS r FROM {joined} "
               f"{each_once} {few}")  # fmt: skip
    for side in dict.fromkeys((left, right)):
        db.execute(f"DROP TABLE {ident(f'{side} keys')}")
    return pairs


def _keys(columns: Sequence[Compared], side: str) -> str:
    """SELECT i, block, key: every key of every row, once."""
    parts = []
    for j, column in enumerate(columns):
        if column.kind == "number":
            keys = f"CASE WHEN length(v{j}) >= {FEW} THEN list_append({shortened(f'v{j}')}, v{j}) END"
            parts.append(f"SELECT i, '{j}' AS block, unnest(list_distinct({keys})) AS key FROM {ident(side)}")
    told = [(j, c.kind) for j, c in enumerate(columns) if c.kind in ("name", "date")]
    for a, kind in told:
        full = f"s{a}" if kind == "name" else f"v{a}"
        for b, other in told:
            if a != b:
                keys = f"list_transform(list_distinct({_loose(b, other)}), lambda k: {full} || chr(31) || k)"
                parts.append(f"SELECT i, '{a} {b}', unnest({keys}) FROM {ident(side)} WHERE {full} IS NOT NULL")
    nothing = f"SELECT i, '' AS block, '' AS key FROM {ident(side)} WHERE false"
    return f"SELECT i, block, key FROM ({' UNION ALL '.join([nothing, *parts])}) WHERE key IS NOT NULL"


def _loose(j: int, kind: str) -> str:
    """What two values share when they are within one slip, or sound the same."""
    value = f"v{j}"
    if kind == "name":
        return f"list_concat({shortened(value)}, [{value}, 'sound ' || s{j}])"
    month, day = f"substr({value}, 5, 2)", f"substr({value}, 7, 2)"
    swapped = f"least({month}, {day}) || greatest({month}, {day})"
    return f"list_append({shortened(value)}, substr({value}, 1, 4) || 'swapped ' || {swapped})"
