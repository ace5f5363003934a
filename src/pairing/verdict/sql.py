"""Small pieces of SQL text that every part of the audit is put together from."""

from __future__ import annotations

from functools import cache

import duckdb
import sqlglot
from sqlglot import exp

from pairing.config import Programme

#: Joins the values of a group into its label.
SEPARATOR = "chr(31)"


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A name of a table or column, quoted."""
    return '"' + text.replace('"', '""') + '"'


def split(column: str) -> tuple[str, str]:
    """An entry of ``per`` such as ``n.village`` as (alias, column), both without quotes."""
    alias, _, bare = column.partition(".")
    return alias.strip('"').lower(), bare.strip('"')


def refer(column: str, *, linked: bool = False) -> str:
    """An entry of ``per`` as SQL; of links the ids are at hand without a join."""
    alias, bare = split(column)
    if linked and bare == "_id":
        return {"n": "e.need", "r": "e.resource", "v": "e.via"}[alias]
    return f"{alias}.{name(bare)}"


def label(per: tuple[str, ...], *, linked: bool = False) -> str:
    """The label of a row's group, or of a link's: its ``per`` values as texts, joined."""
    parts = [f"CAST({refer(column, linked=linked)} AS VARCHAR)" for column in per]
    return f"concat_ws({SEPARATOR}, {', '.join(parts)})" if len(parts) > 1 else "".join(parts) or "''"


def present(per: tuple[str, ...], where: str | None = None, *, linked: bool = False) -> str:
    """The condition under which a row, or a link, is in a group at all."""
    known = [f"{refer(column, linked=linked)} IS NOT NULL" for column in per]
    return " AND ".join([f"coalesce(({where}), false)" if where else "true", *known])


def fen(amount: str) -> str:
    """Yuan as whole fen."""
    return f"CAST(round(CAST(({amount}) AS DECIMAL(30, 6)) * 100) AS HUGEINT)"


def whole(number: str, *, up: bool = False) -> str:
    """A number as an integer: down, or up; a deviation below a millionth is noise of floating point."""
    return f"CAST({'ceil' if up else 'floor'}(CAST(({number}) AS DECIMAL(30, 6))) AS HUGEINT)"


def units(number: str, *, money: bool, up: bool = False) -> str:
    """A bound in the units amounts have: fen for money, whole numbers else."""
    return fen(number) if money else whole(number, up=up)


def nearest(number: str) -> str:
    """A number rounded to an integer, half away from zero; NULL counts as 0."""
    return f"coalesce(CAST(round(({number})) AS BIGINT), 0)"


def tables(programme: Programme) -> dict[str, str]:
    """The tables of a programme by their alias in rules."""
    code = programme.code
    found = {"n": name(f"needs_{code}"), "r": name(f"resources_{code}")}
    if programme.via:
        found["v"] = name(f"via_{code}")
    if programme.links:
        found["l"] = name(f"links_{code}")
    return found


def linked(programme: Programme, *texts: str | None) -> str:
    """The links ``e`` of a programme as a FROM clause, joined with the tables that ``texts`` look into."""
    source = tables(programme)
    wanted = {alias for text in texts if text is not None for alias in looks_into(text)}
    on = {
        "n": "JOIN {} n ON n._id = e.need",
        "r": "JOIN {} r ON r._id = e.resource",
        "v": "LEFT JOIN {} v ON v._id = e.via",
        "l": "LEFT JOIN {} l ON CAST(l.need AS VARCHAR) = e.need AND CAST(l.resource AS VARCHAR) = e.resource",
    }
    joins = [on[alias].format(source[alias]) for alias in "nrvl" if alias in wanted and alias in source]
    return " ".join([f"(SELECT * FROM audit_links WHERE programme = {literal(programme.code)}) e", *joins])


def has_columns(db: duckdb.DuckDBPyConnection, programme: Programme, per: tuple[str, ...]) -> bool:
    """Whether the programme's tables have every column that ``per`` names."""
    source = tables(programme)
    wanted = [split(column) for column in per]
    known = {
        alias: {row[0].lower() for row in db.execute(f"DESCRIBE {source[alias]}").fetchall()}
        for alias in {alias for alias, _ in wanted} & set(source)
    }
    return all(column.lower() in known.get(alias, ()) for alias, column in wanted)


def rows(*expressions: str) -> list[str]:
    """What ``expressions`` look into, as one struct for each alias: ``{'a': n.a} AS n``.

    A table may have a column called n: the row is put together from its columns, never asked for by its name.
    """
    found: dict[str, set[str]] = {}
    for expression in expressions:
        for column in sqlglot.parse_one(expression, dialect="duckdb").find_all(exp.Column):
            found.setdefault(column.table.lower(), set()).add(column.name)
    return [
        f"{{{', '.join(f'{literal(c)}: {alias}.{name(c)}' for c in sorted(columns))}}} AS {alias}"
        for alias, columns in sorted(found.items())
    ]


@cache
def looks_into(expression: str) -> frozenset[str]:
    """The aliases (n, r, v, l) whose columns an expression names."""
    columns = sqlglot.parse_one(expression, dialect="duckdb").find_all(exp.Column)
    return frozenset(column.table.lower() for column in columns)


@cache
def shape(expression: str) -> tuple[bool, bool]:
    """Whether an expression has (an aggregate function, a column)."""
    nodes = list(sqlglot.parse_one(expression, dialect="duckdb").walk())
    return any(isinstance(n, exp.AggFunc) for n in nodes), any(isinstance(n, exp.Column) for n in nodes)


def fold(expression: str) -> str:
    """An expression as the one value of a group: an aggregate or a constant as it is, else the value all rows share."""
    aggregate, columns = shape(expression)
    return f"({expression})" if aggregate or not columns else f"min({expression})"


def varies(expression: str) -> str:
    """Whether an expression that should be the same in the whole group is not."""
    aggregate, columns = shape(expression)
    return "false" if aggregate or not columns else f"min({expression}) IS DISTINCT FROM max({expression})"
