"""Composite indexes of hardship: whole points from 0 to 100 for each row of a table, and what is not known told apart.

Weighted: each dimension's value is mapped onto points by straight lines between its anchors, flat beyond them, and
rounded half up; the index is the mean of these points by weight, rounded half up. Counting: a row's score is the
weighted share of dimensions in which it is deprived; the index is that share in points, or 0 where it is below the
cutoff (Alkire, Foster, Counting and multidimensional poverty measurement, J. Public Economics 95 (2011)). A datum that
is missing counts once as the least and once as the most that the dimension can give: ``CODE_low`` and ``CODE_high``,
with ``CODE`` in the middle (half a point up) and ``CODE_unsure`` TRUE. O(rows x dimensions) in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import duckdb

from pairing.config import Dimension, Index
from pairing.fault import BadData, choices
from pairing.sides import Sources, reserved
from pairing.sql.dry_run import Wanted, engine_fault, type_check
from pairing.sql.rules import Columns, expression
from pairing.tables.cells import ident
from pairing.tables.schema import columns_of

#: Values are compared to the millionth.
_MICRO = 10**6


def index_columns(sources: Sources, table: str) -> None:
    """Add the columns of every index on a table to it; ``sources`` keeps their checked texts, or notes the faults."""
    for index in sources.config.indexes:
        if index.table != table:
            continue
        try:
            if _sound(index):
                sources.indexes[index.code] = checked = _checked(sources, index)
                add_columns(sources.db, checked)
        except BadData as bad:
            sources.faults.extend(bad.faults)
        except duckdb.Error as error:
            sources.faults.append(engine_fault(error, place=f"index.{index.code}"))
        finally:
            sources.columns[table] = columns_of(sources.db, table)
        # What reads an index that could not be made is not complained of again.
        missing = [name for name in index.columns if name not in sources.columns[table]]
        sources.columns[table] |= dict.fromkeys(missing, "INTEGER")
        for name in missing:
            sources.db.execute(f"ALTER TABLE {ident(table)} ADD COLUMN {ident(name)} INTEGER")


def _sound(index: Index) -> bool:
    """Whether the settings say all that is needed; where they don't, that is told already."""
    asked = all((d.value and d.anchors) or d.deprived for d in index.dimensions)
    return bool(index.code) and asked and sum(d.weight or 0 for d in index.dimensions) > 0


def missing_tables(sources: Sources) -> None:
    """Note every index whose table there is not."""
    for index in sources.config.indexes:
        if index.table not in sources.columns and index.table not in sources.faulty:
            known = [name for name in sources.columns if not reserved(sources.config, name)]
            sources.fault("unknown_table", f"index.{index.code}.table", index.table, **choices(index.table, known))


def add_columns(db: duckdb.DuckDBPyConnection, index: Index) -> None:
    """Give the index's table its four columns, in the place of those of the same names."""
    have = [name for name in columns_of(db, index.table) if name not in index.columns]
    kept = ", ".join(ident(name) for name in have)
    middle, low, high, unsure = map(ident, index.columns)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(index.table)} AS SELECT {kept}, "
        f"CAST((_low + _high + 1) // 2 AS INTEGER) AS {middle}, CAST(_low AS INTEGER) AS {low}, "
        f"CAST(_high AS INTEGER) AS {high}, _unsure AS {unsure} FROM ("
        f"SELECT *, {_score(index, 'l')} AS _low, {_score(index, 'h')} AS _high FROM ("
        f"SELECT n.*, {', '.join(_dimension(d, i) for i, d in enumerate(index.dimensions))}, "
        f"{' OR '.join(f'({d.value or d.deprived}) IS NULL' for d in index.dimensions)} AS _unsure "
        f"FROM {ident(index.table)} n))"
    )


def _checked(sources: Sources, index: Index) -> Index:
    """The index with canonical texts; raises :class:`BadData` with every fault."""
    place, columns = f"index.{index.code}", {"n": sources.columns[index.table]}
    faults: list[BadData] = []
    taken = {name.casefold() for name in columns["n"]}
    for name in index.columns:
        if name.casefold() in taken:
            sources.fault("index_name_taken", place, name, table=index.table)
            faults.append(BadData([]))
    dimensions = []
    for dimension in index.dimensions:
        where = f"{place}.dimension.{dimension.code}"
        try:
            value = _text(sources, dimension.value, columns, f"{where}.value", "number")
            deprived = _text(sources, dimension.deprived, columns, f"{where}.deprived", "boolean")
            dimensions.append(replace(dimension, value=value, deprived=deprived))
        except BadData as bad:
            faults.append(bad)
    if faults:
        raise BadData(fault for bad in faults for fault in bad.faults)
    return replace(index, dimensions=tuple(dimensions))


def _text(sources: Sources, sql: str | None, columns: Columns, place: str, wanted: Wanted) -> str | None:
    """One text in canonical form; raises :class:`BadData`."""
    if sql is None:
        return None
    found = expression(sql, columns, place=place)
    type_check(sources.db, found, columns, wanted, place=place)
    return found.sql


def _dimension(dimension: Dimension, i: int) -> str:
    """The least and the most points of a row in one dimension, as columns ``_l{i}`` and ``_h{i}``."""
    if dimension.deprived is not None:
        sql, known = f"({dimension.deprived})", f"CASE WHEN ({dimension.deprived}) THEN 100 ELSE 0 END"
        least, most = 0, 100
    else:
        value = f"TRY_CAST(({dimension.value}) AS DECIMAL(30, 6))"
        sql, known = value, _mapped(f"CAST({value} * {_MICRO} AS HUGEINT)", dimension)
        least, most = (pick(points for _, points in dimension.anchors) for pick in (min, max))
    return (
        f"CAST(CASE WHEN {sql} IS NULL THEN {least} ELSE {known} END AS HUGEINT) AS _l{i}, "
        f"CAST(CASE WHEN {sql} IS NULL THEN {most} ELSE {known} END AS HUGEINT) AS _h{i}"
    )


def _mapped(value: str, dimension: Dimension) -> str:
    """Whole points for a value in millionths: on the straight line between two anchors, flat beyond the last."""
    places = [(int(at * _MICRO), points) for at, points in dimension.anchors]
    pieces = [f"WHEN {value} <= {places[0][0]} THEN {places[0][1]}"]
    for (at, points), (to, there) in pairwise(places):
        wide = to - at
        line = f"({points} * ({to} - {value}) + {there} * ({value} - {at}))"
        pieces.append(f"WHEN {value} <= {to} THEN (2 * {line} + {wide}) // {2 * wide}")
    return f"CASE {' '.join(pieces)} ELSE {places[-1][1]} END"


def _score(index: Index, side: str) -> str:
    """The index of a row from its dimensions' points, by its method."""
    whole = sum(dimension.weight for dimension in index.dimensions)
    terms = (f"{dimension.weight} * _{side}{i}" for i, dimension in enumerate(index.dimensions))
    summed = f"({' + '.join(terms)})"
    rounded = f"(2 * {summed} + {whole}) // {2 * whole}"
    if index.method == "weighted":
        return rounded
    # Points are hundredths, so the weighted share of deprivations is the sum / (100 x weights).
    due = f"{summed} * {index.cutoff.denominator} >= {100 * whole * index.cutoff.numerator}"
    return f"CASE WHEN {due} THEN {rounded} ELSE 0 END"


def reweighed(index: Index, weights: Sequence[int]) -> Index:
    """The same index with other weights for its dimensions, in their order."""
    changed = (replace(d, weight=w) for d, w in zip(index.dimensions, weights, strict=True))
    return replace(index, dimensions=tuple(changed))
