"""SQL expressions of a scenario: rules, scores, limits and amounts, read, checked and split into clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlglot import exp
from sqlglot.errors import SqlglotError

from pairing.fault import BadData, Fault
from pairing.sql import words
from pairing.sql.barrier import read
from pairing.sql.canonical import canonical
from pairing.sql.grammar import Grammar, Place, column_fault

Columns = Mapping[str, Mapping[str, str]]
"""For each alias (n, r, v, l) its columns and their DuckDB types."""

_PLAIN = Grammar(words.SYNTAX, words.SCALAR_NODES, words.SCALARS, words.EXPRESSION_WORDS)
_AGGREGATING = Grammar(
    words.SYNTAX | words.AGGREGATE_SYNTAX,
    words.SCALAR_NODES | words.AGGREGATE_NODES,
    words.SCALARS | words.AGGREGATES,
    words.EXPRESSION_WORDS,
)


class Side(NamedTuple):
    """One side of an equality: the only alias it looks at, and its SQL."""

    alias: str
    sql: str


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    ``sql`` is canonical and safe to paste within parentheses; every column carries its alias. ``clauses`` are its
    conjuncts (``a AND b``), at least one, each without clauses of its own. ``equalities`` are the conjuncts that equate
    one alias with another, for joins; the sides are in the order in which the aliases were given.
    """

    sql: str
    columns: frozenset[tuple[str, str]]
    clauses: tuple[Expression, ...] = ()
    equalities: tuple[tuple[Side, Side], ...] = ()


def expression(
    sql: str, columns: Columns, *, place: str, file: str = "scenario.toml", aggregates: bool = False
) -> Expression:
    """Reads one expression over the given aliases.

    ``place`` is the dotted place for faults. Aggregate functions are allowed only with ``aggregates``. Raises BadData
    with every fault found: unknown names, refused syntax, too long or too deep.
    """
    where = Place(file, place)
    tree = read(sql, _AGGREGATING if aggregates else _PLAIN, where)
    faults = list(_resolve(tree, columns, where))
    if aggregates:
        faults += _bare_stars(tree, where)
    if faults:
        raise BadData(faults)
    try:
        clauses = tuple(_clause(part, list(columns)) for part in _conjuncts(tree))
        return Expression(
            canonical(tree),
            _columns(tree),
            clauses,
            tuple(pair for clause in clauses for pair in clause.equalities),
        )
    except RecursionError:
        raise BadData([where.fault("sql_too_deep", limit=words.NESTING)]) from None
    except SqlglotError:
        raise BadData([where.fault("sql_syntax", sql)]) from None


def _resolve(tree: exp.Expr, columns: Columns, place: Place) -> Iterator[Fault]:
    """Gives every column its alias and its name as the table spells it."""
    aliases = {alias.lower(): alias for alias in columns}
    for column in tree.find_all(exp.Column):
        if not isinstance(column.this, exp.Identifier):
            yield place.fault("sql_star", f"{column.table}.*")
        elif column.table:
            alias = aliases.get(column.table.lower())
            if alias is None:
                yield column_fault(place, "unknown_alias", column.table, columns)
                continue
            name = _spelling(column.name, columns[alias])
            if name is None:
                yield column_fault(place, "unknown_column", f"{alias}.{column.name}", _names(columns))
            else:
                _name(column, alias, name)
        else:
            yield from _resolve_bare(column, columns, place)


def _resolve_bare(column: exp.Column, columns: Columns, place: Place) -> Iterator[Fault]:
    found = [(alias, name) for alias in columns if (name := _spelling(column.name, columns[alias])) is not None]
    if not found:
        yield column_fault(place, "unknown_column", column.name, _names(columns))
    elif len(found) > 1:
        names = ", ".join(f"{alias}.{name}" for alias, name in found)
        yield place.fault("ambiguous_column", column.name, names=names)
    else:
        _name(column, *found[0])


def _name(column: exp.Column, alias: str, name: str) -> None:
    column.set("this", exp.to_identifier(name, quoted=True))
    column.set("table", exp.to_identifier(alias, quoted=True))


def _spelling(name: str, columns: Mapping[str, str]) -> str | None:
    if name in columns:
        return name
    return next((known for known in columns if known.lower() == name.lower()), None)


def _names(columns: Columns) -> list[str]:
    return [f"{alias}.{name}" for alias in columns for name in columns[alias]]


def _bare_stars(tree: exp.Expr, place: Place) -> Iterator[Fault]:
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count | exp.Column) or any(star.args.values()):
            yield place.fault("sql_star", "*")


def _conjuncts(tree: exp.Expr) -> Iterator[exp.Expr]:
    waiting = [tree]
    while waiting:
        node = waiting.pop().unnest()
        if isinstance(node, exp.And):
            waiting += [node.expression, node.this]
        else:
            yield node


def _columns(tree: exp.Expr) -> frozenset[tuple[str, str]]:
    return frozenset((column.table, column.name) for column in tree.find_all(exp.Column))


def _clause(tree: exp.Expr, order: list[str]) -> Expression:
    pair: tuple[tuple[Side, Side], ...] = ()
    if isinstance(tree, exp.EQ) and not tree.find(exp.AggFunc):
        aliases = [{alias for alias, _ in _columns(side)} for side in (tree.this, tree.expression)]
        if all(len(found) == 1 for found in aliases) and aliases[0] != aliases[1]:
            sides = [
                Side(min(found), canonical(side))
                for found, side in zip(aliases, (tree.this, tree.expression), strict=True)
            ]
            first, second = sorted(sides, key=lambda side: order.index(side.alias))
            pair = ((first, second),)
    return Expression(canonical(tree), _columns(tree), (), pair)
