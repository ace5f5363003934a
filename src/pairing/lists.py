"""Lists: what a scenario wants told of its plan, each a SELECT over its tables and the solved run.

A list sees ``plan`` and ``unmet`` (the columns of `plan.csv` and `unmet.csv` without the messages), ``entitled`` where
there are entitlements, and the lists before it. One that is for peers (a school, a mentor, whoever stands beside the
person who is helped) sees no programme that is discreet, nothing of what stays unmet, no view, and no column that tells
of hardship: what it cannot see it cannot betray.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import duckdb
from sqlglot import exp, parse_one

from pairing.config import Config, Listing
from pairing.fault import BadData, Fault
from pairing.sql.dry_run import engine_fault, view_columns
from pairing.sql.views import view
from pairing.tables.cells import ident, literal
from pairing.tables.private import discreet_columns, private_columns
from pairing.toml_block import FILE

PLAN_TYPES = {
    "programme": "VARCHAR",
    "need": "VARCHAR",
    "resource": "VARCHAR",
    "via": "VARCHAR",
    "amount": "BIGINT",
    "yuan": "DECIMAL(18,2)",
    "points": "BIGINT",
}
UNMET_TYPES = {
    "programme": "VARCHAR",
    "need": "VARCHAR",
    "wanted": "BIGINT",
    "given": "BIGINT",
    "reason": "VARCHAR",
}
ENTITLED_TYPES = dict.fromkeys(("entitlement", "need", "resource", "verdict", "missing"), "VARCHAR")
#: What a run's folder has besides its lists, by the name before the dot.
RUN_FILES = frozenset({"plan", "against", "unmet", "entitled", "proof", "summary", "reasons"})

Rows = Sequence[tuple[object, ...]]


def checked_lists(
    db: duckdb.DuckDBPyConnection, config: Config, columns: Mapping[str, Mapping[str, str]], faults: list[Fault]
) -> Config:
    """The configuration with every list canonical and in a total order; their faults are added to ``faults``.

    ``columns`` has the tables and views that could be read (name -> column -> type).
    """
    if not config.lists:
        return config
    run = {"plan": PLAN_TYPES, "unmet": UNMET_TYPES}
    if config.entitlements:
        run["entitled"] = ENTITLED_TYPES
    for name in {*run, *(listing.code for listing in config.lists)} & {name.casefold() for name in columns}:
        faults.append(Fault("list_name_taken", FILE, column=f"list.{name}", value=name))
    for name, types in run.items():
        _fresh(db, name, types)
    shown: dict[str, Mapping[str, str]] = {}
    found = []
    for listing in config.lists:
        place = f"list.{listing.code}.rows"
        peers = listing.audience == "peers"
        office = {code for code in shown if config.listing(code).audience == "office"}
        known = {name: types for name, types in shown.items() if not (peers and name in office)}
        known |= {name: types for name, types in run.items() if not (peers and name != "plan")}
        derived = {*config.views, *(same.table for same in config.same)}
        known |= {name: dict(types) for name, types in columns.items() if not (peers and name in derived)}
        try:
            if listing.code in RUN_FILES:
                raise BadData([Fault("list_name_taken", FILE, column=place, value=listing.code)])
            text = view(listing.rows, known, place=place)
            own = {name: types for name, types in known.items() if name not in {*run, *shown}}
            told = list(_private(config, listing, text, own, place))
            if told:
                raise BadData(told)
            doubled = _unclear(text)
            if doubled:
                raise BadData([Fault("list_column_unclear", FILE, column=place, value=name) for name in doubled])
            types = view_columns(db, text, place=place)
            listing = replace(listing, rows=_ordered(text, len(types)))
            shown[listing.code] = types
            _fresh(db, listing.code, types)
        except BadData as bad:
            hidden = {name.casefold() for name in (*columns, *run, *shown) if name not in known}
            faults.extend(
                replace(fault, code="list_not_for_peers") if fault.value.casefold() in hidden else fault
                for fault in bad.faults
            )
        except duckdb.Error as error:
            faults.append(engine_fault(error, place=place))
        found.append(listing)
    return replace(config, lists=tuple(found))


def _fresh(db: duckdb.DuckDBPyConnection, name: str, types: Mapping[str, str]) -> None:
    listed = ", ".join(f"{ident(column)} {kind}" for column, kind in types.items())
    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(name)}({listed})")


def _private(
    config: Config, listing: Listing, text: str, known: Mapping[str, Mapping[str, str]], place: str
) -> Iterator[Fault]:
    """Columns that tell who a person is, and for peers those that tell of hardship, by name or under a star."""
    tree = parse_one(text, dialect="duckdb")
    read = {table.name for table in tree.find_all(exp.Table)} & set(known)
    hidden: set[str] = set()
    for table in read:
        names = private_columns(config, table)
        if listing.audience == "peers":
            names |= discreet_columns(config, table)
        hidden |= {name.casefold() for name in names & set(known[table])}
    starred = any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
    named = {column.name.casefold() for column in tree.find_all(exp.Column)}  # the engine does not tell case apart
    for column in sorted(hidden if starred else hidden & named):
        yield Fault(f"list_private_{listing.audience}", FILE, column=place, value=column)


def _unclear(text: str) -> list[str]:
    """The columns of a SELECT that a file could not name: twice the same name, or a value without one."""
    tree = parse_one(text, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    names = [name.casefold() for name in tree.named_selects if name != "*"]
    unnamed = [each.sql("duckdb") for each in tree.selects if not isinstance(each, (exp.Alias, exp.Column, exp.Star))]
    return [*unnamed, *sorted({name for name in names if name and names.count(name) > 1})]


def _ordered(text: str, width: int) -> str:
    """The SELECT with all its columns as last keys of its order, so that the rows never hang on the engine."""
    tree = parse_one(text, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    order = tree.args.get("order")
    keys = list(order.expressions) if order else []
    keys += [exp.Ordered(this=exp.Literal.number(i + 1), nulls_first=False) for i in range(width)]
    tree.set("order", exp.Order(expressions=keys))
    return tree.sql(dialect="duckdb")


def fill_lists(
    db: duckdb.DuckDBPyConnection, config: Config, plan: Rows, unmet: Rows
) -> dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]:
    """The columns and rows of every list for a plan, whose rows are as in :data:`PLAN_TYPES` and :data:`UNMET_TYPES`.

    Raises :class:`BadData` where a SELECT fails on the data, such as a cast of text that is no number.
    """
    discreet = {programme.code for programme in config.programmes if programme.discreet}
    found = {}
    _fill(db, "unmet", UNMET_TYPES, unmet)
    for listing in config.lists:
        hidden = discreet if listing.audience == "peers" else set()
        _fill(db, "plan", PLAN_TYPES, [row for row in plan if row[0] not in hidden])
        try:
            answer = db.execute(listing.rows)
            names = tuple(str(column[0]) for column in answer.description or ())
            rows = answer.fetchall()
            db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(listing.code)} AS {listing.rows}")
        except duckdb.Error as error:
            raise BadData([engine_fault(error, place=f"list.{listing.code}.rows")]) from None
        found[listing.code] = (names, [tuple(row) for row in rows])
    return found


def cell_text(value: object) -> str:
    """A value of a list as its file holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return f"{value:.10g}"
    return ";".join(map(cell_text, value)) if isinstance(value, list) else str(value)


def _fill(
    db: duckdb.DuckDBPyConnection, name: str, types: Mapping[str, str], rows: Iterable[tuple[object, ...]]
) -> None:
    import pandas as pd

    _fresh(db, name, types)
    frame = pd.DataFrame(list(rows), columns=list(types), dtype=object).map(_text).astype("str")
    if len(frame):
        cells = ", ".join(f"CAST(nullif({ident(column)}, {literal('')}) AS {kind})" for column, kind in types.items())
        db.register("_rows_of_the_run", frame)
        db.execute(f"INSERT INTO {ident(name)} SELECT {cells} FROM _rows_of_the_run")
        db.unregister("_rows_of_the_run")


def _text(value: object) -> str:
    return "" if value is None else str(value)
