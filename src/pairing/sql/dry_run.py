"""Asks the engine about checked SQL before there is any data: types, arguments, patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from pairing.fault import BadData, Fault
from pairing.sql.barrier import parse
from pairing.sql.grammar import DIALECT, Place
from pairing.sql.rules import Columns, Expression

if TYPE_CHECKING:
    import duckdb

Wanted = Literal["boolean", "number", "moment", "any"]

_NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(.*\)|FLOAT|DOUBLE)\Z")
_MOMENTS = re.compile(r"DATE|TIMESTAMP.*")
_ANYTHING = ('"NULL"', "UNKNOWN")
_COMPARISONS = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.In,
    exp.Between,
)
_MISSING = re.compile(r'column "([^"]+)" (?:was )?not found|not have a column named "([^"]+)"', re.IGNORECASE)
_ADVICE = " You might need to add explicit type casts."


def type_check(
    db: duckdb.DuckDBPyConnection,
    expression: Expression,
    columns: Columns,
    wanted: Wanted,
    *,
    place: str,
    file: str = "scenario.toml",
) -> str:
    """The DuckDB type of an expression, found on a row of typed NULLs: no table is read.

    ``wanted`` is what the place needs. Raises BadData when the engine refuses the expression, when its type is another,
    or when it compares text with something that is no text (which would fail at the first cell that does not convert).
    """
    where = Place(file, place)
    source = ", ".join(_row(alias, columns[alias]) for alias in columns if columns[alias])
    query = f"SELECT ({expression.sql}) AS answer" + (f" FROM {source}" if source else "")
    found = _ask(db, query, where, shown=expression.sql, run=True)["answer"]
    number = bool(_NUMBERS.match(found))
    moment = number or bool(_MOMENTS.match(found))
    expected = {"boolean": found == "BOOLEAN", "number": number, "moment": moment, "any": True}[wanted]
    if not expected and found not in _ANYTHING:
        raise BadData([where.fault(f"sql_not_{wanted}", expression.sql, found=found)])
    faults = _mixed_comparisons(db, expression, source, where)
    if faults:
        raise BadData(faults)
    return found


def view_columns(db: duckdb.DuckDBPyConnection, sql: str, *, place: str, file: str = "scenario.toml") -> dict[str, str]:
    """The columns of a canonical view and their types, as the engine plans them over the tables in ``db``.

    Raises BadData when a column does not exist or a type does not fit.
    """
    return _ask(db, sql, Place(file, place), shown=sql, run=False)


def engine_fault(error: Exception, *, place: str, file: str = "scenario.toml", sql: str = "") -> Fault:
    """What the engine's error means to the author of ``sql``; cells of the tables are never repeated."""
    where, kind = Place(file, place), type(error).__name__
    first = str(error).splitlines()[0] if str(error) else ""
    missing = _MISSING.search(first) if kind == "BinderException" else None
    if missing:
        near = re.findall(r'"([^"]+)"', str(error).partition("indings:")[2].partition("\n")[0])
        return where.unknown("unknown_column", missing[1] or missing[2], near)
    if kind in ("BinderException", "CatalogException"):  # these come before any cell is read
        return where.fault("sql_types", sql, detail=first.partition("Error: ")[2].removesuffix(_ADVICE) or first)
    if kind == "ConversionException":
        return where.fault("sql_conversion", sql)
    if kind == "OutOfRangeException":
        return where.fault("sql_out_of_range", sql)
    return where.fault("sql_error", sql, kind=kind.removesuffix("Exception"))


def _ask(db: duckdb.DuckDBPyConnection, sql: str, place: Place, *, shown: str, run: bool) -> dict[str, str]:
    """Types by column name; with ``run`` the query is also executed, so that constants are tried too.

    ``shown`` is what a fault quotes where the engine names nothing.
    """
    import duckdb

    try:
        described = db.execute(f"DESCRIBE {sql}").fetchall()
        if run:
            db.execute(sql).fetchall()
    except duckdb.Error as error:
        raise BadData([engine_fault(error, place=place.column, file=place.file, sql=shown)]) from None
    return {str(row[0]): str(row[1]) for row in described}


def _row(alias: str, columns: Mapping[str, str]) -> str:
    cells = ", ".join(f"CAST(NULL AS {kind}) AS {_quoted(name)}" for name, kind in columns.items())
    return f"(SELECT {cells}) AS {_quoted(alias)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _mixed_comparisons(db: duckdb.DuckDBPyConnection, expression: Expression, source: str, place: Place) -> list[Fault]:
    """Comparisons of text with something else: the engine would cast every cell, and fail on the first that won't."""
    tree = parse(DIALECT.tokenize(expression.sql), expression.sql, statement=False)
    if tree.find(exp.AggFunc):
        return []
    pairs = [pair for node in tree.find_all(*_COMPARISONS) for pair in _sides(node)]
    if not pairs:
        return []
    picks = ", ".join(f"({side}) AS s{i}" for i, side in enumerate(side for pair in pairs for side in pair))
    query = f"SELECT {picks}" + (f" FROM {source}" if source else "")
    types = list(_ask(db, query, place, shown=expression.sql, run=False).values())
    faults = []
    for i, pair in enumerate(pairs):
        found = types[2 * i : 2 * i + 2]
        if "VARCHAR" in found and found[0] != found[1] and not set(found) & set(_ANYTHING):
            faults.append(place.fault("sql_mixed", " = ".join(pair), left=found[0], right=found[1]))
    return faults


def _sides(node: exp.Expr) -> list[tuple[str, str]]:
    """The pairs that a comparison compares; text in quotes is left out, it takes the type of the other side."""
    others = [node.args.get("low"), node.args.get("high"), node.args.get("expression"), *node.expressions]
    if _quotation(node.this):
        return []
    return [
        (node.this.sql(DIALECT), other.sql(DIALECT)) for other in others if other is not None and not _quotation(other)
    ]


def _quotation(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)
