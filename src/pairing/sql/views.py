"""Views of a scenario: one read-only SELECT over its own tables and earlier views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError

from pairing.fault import BadData, Fault
from pairing.sql import words
from pairing.sql.barrier import read
from pairing.sql.canonical import canonical
from pairing.sql.grammar import Grammar, Place, column_fault

_SELECT = Grammar(
    words.SYNTAX | words.AGGREGATE_SYNTAX | words.VIEW_SYNTAX,
    words.SCALAR_NODES | words.AGGREGATE_NODES | words.LISTING_NODES | words.WINDOW_NODES,
    words.SCALARS | words.AGGREGATES | words.LISTINGS | words.WINDOWS,
    words.VIEW_WORDS,
    statement=True,
)
_JOINS = frozenset({"", "INNER", "OUTER", "CROSS", "SEMI", "ANTI"})


def view(sql: str, tables: Mapping[str, Mapping[str, str]], *, place: str, file: str = "scenario.toml") -> str:
    """The canonical SQL of a view over ``tables`` (name -> column -> type).

    Raises BadData: anything but a SELECT, a table that is not the scenario's, functions that read files or differ from
    run to run, and results that would hang on the order of rows (LIMIT, lists and ranks without ORDER BY).
    """
    where = Place(file, place)
    tree = read(sql, _SELECT, where)
    faults = [*_table_faults(tree, tables, where), *_form_faults(tree, where), *_order_faults(tree, where)]
    faults += _row_faults(tree, tables, where)
    if faults:
        raise BadData(faults)
    try:
        return canonical(tree)
    except RecursionError:
        raise BadData([where.fault("sql_too_deep", limit=words.NESTING)]) from None
    except SqlglotError:
        raise BadData([where.fault("sql_syntax", sql)]) from None


def _table_faults(tree: exp.Expr, tables: Mapping[str, Mapping[str, str]], place: Place) -> Iterator[Fault]:
    """Every table must be the scenario's or a common table that is visible there; a known one is spelled right."""
    spelling = {name.lower(): name for name in tables}
    for table in tree.find_all(exp.Table):
        if table.name.lower() in _visible(table):
            continue
        elif table.name.lower() in spelling:
            table.set("this", exp.to_identifier(spelling[table.name.lower()], quoted=True))
        else:
            yield column_fault(place, "unknown_table", table.name, tables)


def _visible(table: exp.Table) -> set[str]:
    """The common tables that a table's name may mean: those of the queries around it, defined before it."""
    names: set[str] = set()
    inside: exp.Expr = table
    while inside.parent is not None:
        outside = inside.parent
        if isinstance(outside, exp.With):
            earlier = outside.expressions[: outside.expressions.index(inside)]
            names.update(common.alias.lower() for common in earlier)
        elif isinstance(outside, exp.Query) and not isinstance(inside, exp.With):
            with_ = outside.args.get("with_")
            names.update(common.alias.lower() for common in (with_.expressions if with_ else ()))
        inside = outside
    return names


def _form_faults(tree: exp.Expr, place: Place) -> Iterator[Fault]:
    if not isinstance(tree, exp.Query):
        yield place.fault("sql_statement", type(tree).__name__.upper())
    for join in tree.find_all(exp.Join):
        if str(join.args.get("kind") or "").upper() not in _JOINS:
            yield place.fault("sql_refused", f"{join.args['kind']} JOIN")
    for limit in tree.find_all(exp.Limit, exp.Offset):
        if not (isinstance(limit.expression, exp.Literal) and limit.expression.is_int):
            yield place.fault("sql_refused", limit.sql("duckdb"))
    for function in tree.find_all(*words.WINDOW_NODES):
        if not isinstance(function.parent, exp.Window):
            yield place.fault("sql_refused", function.sql("duckdb"))
    for common in tree.find_all(exp.CTE):
        if not isinstance(common.this, exp.Query):
            yield place.fault("sql_refused", type(common.this).__name__)


def _row_faults(tree: exp.Expr, tables: Mapping[str, Mapping[str, str]], place: Place) -> Iterator[Fault]:
    """A table's name where a value is wanted would be the whole row at once, private columns and all."""
    sources = {source.alias_or_name.lower() for source in tree.find_all(exp.Table, exp.Subquery, exp.CTE)}
    columns = {column.lower() for source in tree.find_all(exp.Table) for column in tables.get(source.name, ())}
    for column in tree.find_all(exp.Column):
        if not column.table and column.name.lower() in sources - columns:
            yield place.fault("sql_refused", column.sql("duckdb"))


def _order_faults(tree: exp.Expr, place: Place) -> Iterator[Fault]:
    """Whatever takes rows in some order must say in which."""
    for query in tree.find_all(exp.Query):
        if (query.args.get("limit") or query.args.get("offset")) and not query.args.get("order"):
            yield place.fault("order_needed", "LIMIT")
    for listing in tree.find_all(*words.LISTING_NODES):
        if not isinstance(listing.this, exp.Order) and not isinstance(listing.parent, exp.Window):
            yield place.fault("order_needed", listing.sql("duckdb"))
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, tuple(words.WINDOW_NODES | words.LISTING_NODES)) and not window.args.get("order"):
            yield place.fault("order_needed", window.sql("duckdb"))
