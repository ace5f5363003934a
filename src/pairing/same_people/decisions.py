"""What people have decided about pairs of rows: a table of the scenario, read with every fault it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from pairing.config import Same
from pairing.fault import Fault, choices
from pairing.tables.cells import ident, value_of
from pairing.tables.descriptor import Field

#: The columns that a table of decisions must have; ``by`` and ``date`` are for people.
COLUMNS = ("left", "right", "same")
#: How many ids one fault lists, and how many faults of a kind are told.
_MOST = 100


def decisions(
    db: duckdb.DuckDBPyConnection, same: Same, have: Mapping[str, str], label: str, sides: tuple[str, str], into: str
) -> list[Fault]:
    """Fill ``into`` (l, r: INTEGER, yes: BOOLEAN) from the table ``same.decided``; what is wrong with it.

    A row whose ``same`` is blank is not decided yet. ``label`` is the file that faults name, ``sides`` are the tables
    (i, id, ...) of the rows that may be named.
    """
    missing = [name for name in COLUMNS if name not in have]
    if missing:
        return [Fault("unknown_column", label, column=name, value=name, facts=choices(name, have)) for name in missing]
    table, staged = ident(str(same.decided)), ident(f"{into} read")
    text = {name: f"CAST({ident(name)} AS VARCHAR)" for name in COLUMNS}
    yes = value_of(Field("same", type="boolean"), f"trim({text['same']})")
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {staged} AS "
        f"SELECT d.*, l.i AS l, r.i AS r FROM (SELECT {text['left']} AS left_id, {text['right']} AS right_id, "
        f"nullif(trim({text['same']}), '') AS said, {yes} AS yes FROM {table}) d "
        f"LEFT JOIN {ident(sides[0])} l ON l.id = d.left_id LEFT JOIN {ident(sides[1])} r ON r.id = d.right_id"
    )
    own = "WHERE l <> r" if same.left == same.right else ""
    first, second = ("least(l, r)", "greatest(l, r)") if same.left == same.right else ("l", "r")
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(into)} AS "
        f"SELECT {first} AS l, {second} AS r, any_value(yes) AS yes FROM (SELECT * FROM {staged} "
        f"WHERE l IS NOT NULL AND r IS NOT NULL AND yes IS NOT NULL) {own} GROUP BY ALL HAVING min(yes) = max(yes)"
    )
    faults = list(_faults(db, same, label, staged, (first, second)))
    if same.left == same.right and not faults:
        faults = list(_rings(db, label, sides[0], into))
    db.execute(f"DROP TABLE {staged}")
    return faults


def _faults(
    db: duckdb.DuckDBPyConnection, same: Same, label: str, staged: str, pair: tuple[str, str]
) -> Iterator[Fault]:
    for column, place, table in (("left", "l", same.left), ("right", "r", same.right)):
        rows = db.execute(
            f"SELECT DISTINCT coalesce({column}_id, '') FROM {staged} WHERE {place} IS NULL ORDER BY 1 LIMIT {_MOST}"
        ).fetchall()
        for (value,) in rows:
            yield Fault("same_decided_unknown", label, column=column, value=str(value), facts={"table": table})
    unread = "SELECT DISTINCT said FROM {} WHERE said IS NOT NULL AND yes IS NULL ORDER BY 1 LIMIT {}"
    for (value,) in db.execute(unread.format(staged, _MOST)).fetchall():
        yield Fault("not_boolean", label, column="same", value=str(value)[:20])
    rows = db.execute(
        f"SELECT min(left_id || ', ' || right_id) FROM {staged} WHERE l IS NOT NULL AND r IS NOT NULL "
        f"GROUP BY {', '.join(pair)} HAVING min(yes) <> max(yes) ORDER BY ALL LIMIT {_MOST}"
    ).fetchall()
    for (value,) in rows:
        yield Fault("same_decided_twice", label, column="same", value=str(value))
    if same.left == same.right:
        alone = f"SELECT DISTINCT left_id FROM {staged} WHERE l = r ORDER BY 1 LIMIT {_MOST}"
        for (value,) in db.execute(alone).fetchall():
            yield Fault("same_decided_self", label, column="right", value=str(value))


def _rings(db: duckdb.DuckDBPyConnection, label: str, side: str, decided: str) -> Iterator[Fault]:
    """Within one list: A is B and B is C, yet A is said not to be C."""
    rows = db.execute(
        f"SELECT a.id, b.id, l, r, yes FROM {ident(decided)} "
        f"JOIN {ident(side)} a ON a.i = l JOIN {ident(side)} b ON b.i = r ORDER BY l, r"
    ).fetchall()
    root: dict[int, int] = {}

    def find(i: int) -> int:
        while root.get(i, i) != i:
            i = root[i]
        return i

    for _, _, left, right, yes in rows:
        if yes:
            root[find(left)] = find(right)
    for left_id, right_id, left, right, yes in rows:
        if not yes and find(left) == find(right):
            yield Fault("same_decided_ring", label, column="same", value=f"{left_id}, {right_id}")
