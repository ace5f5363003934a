"""The tables of each programme in the database: needs, resources, the way in between and the links that were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pairing.config import Config, Entitlement, Index, Programme
from pairing.fault import Fault, choices
from pairing.sql.rules import Columns
from pairing.tables.cells import ident
from pairing.tables.listing import shown_value
from pairing.tables.private import private_columns
from pairing.tables.schema import Table
from pairing.toml_block import FILE

#: The beginnings of the names that a programme's own tables have in the database; its code follows.
PREFIXES = ("needs_", "resources_", "via_", "links_", "link_")


@dataclass(frozen=True)
class Sources:
    """What the programmes are made of: the tables and views in ``db``, their columns, and the faults so far.

    What is built on a table in ``faulty`` is not complained of again.
    """

    db: duckdb.DuckDBPyConnection
    config: Config
    columns: dict[str, dict[str, str]]
    loaded: Mapping[str, Table]
    faulty: set[str]
    faults: list[Fault]
    #: Every index whose columns were made, by code, with its texts checked.
    indexes: dict[str, Index] = field(default_factory=dict)

    def fault(self, code: str, place: str, value: str, **facts: str | int) -> None:
        """Note a fault at a place of the settings."""
        self.faults.append(Fault(code, FILE, column=place, value=value, facts=facts))


def reserved(config: Config, name: str) -> bool:
    """Whether a table of that name would take the place of one that pairing makes for itself."""
    folded = name.casefold()
    inner = {f"{prefix}{p.code}".casefold() for p in config.programmes for prefix in PREFIXES}
    inner |= {f"{role}_{p.code}_amounts".casefold() for p in config.programmes for role in ("wants", "holds", "via")}
    inner |= {f"{role}_{e.code}".casefold() for e in config.entitlements for role in ("needs", "resources", "judged")}
    inner |= {"entitled"} if config.entitlements else set()
    inner |= {same.table.casefold() for same in config.same}
    return folded in inner or folded.startswith(("audit_", "raw "))


def key_names(config: Config) -> frozenset[str]:
    """The columns that the settings call keys; their cells must stay as they were written."""
    keys = [(p.need_key, p.resource_key, p.via.key if p.via else None) for p in config.programmes]
    keys += [(e.need_key, e.resource_key, None) for e in config.entitlements]
    keys += [(s.left_key, s.right_key, None) for s in config.same]
    keys += [("left", "right", None)] if any(s.decided for s in config.same) else []
    return frozenset(key for line in keys for key in line if key) | {"need", "resource"}


def key_tables(config: Config) -> frozenset[str]:
    """The tables and views whose first column is the key where nothing says otherwise."""
    named = [(p.needs, p.resources, p.via.table if p.via else None) for p in config.programmes]
    named += [(e.needs, e.resources, None) for e in config.entitlements]
    named += [(s.left, s.right, None) for s in config.same]
    return frozenset(table for line in named for table in line if table)


def programme_tables(sources: Sources, programme: Programme) -> Columns | None:
    """``needs_CODE`` and its sisters; returns the columns by alias, or None where a table or key is missing."""
    code, place, via = programme.code, f"programme.{programme.code}", programme.via
    wanted = [
        ("n", "needs", _Side(programme.needs, programme.need_key, f"{place}.needs", "need_key")),
        ("r", "resources", _Side(programme.resources, programme.resource_key, f"{place}.resources", "resource_key")),
    ]
    if via:
        wanted.append(("v", "via", _Side(via.table, via.key, f"{place}.via.table", "via.key")))
    sides: dict[str, dict[str, str]] = {}
    for alias, role, side in wanted:
        found = _keyed(sources, side, f"{role}_{code}")
        if found is not None:
            sides[alias] = found
    if programme.links and len(sides) == len(wanted):
        found = _explicit_links(sources, programme, f"{place}.links")
        if found is not None:
            sides["l"] = found
    return sides if len(sides) == len(wanted) + bool(programme.links) else None


def entitlement_tables(sources: Sources, entitlement: Entitlement) -> Columns | None:
    """``needs_CODE`` and ``resources_CODE``; returns the columns by alias, or None where a table or key is missing."""
    code, place = entitlement.code, f"entitlement.{entitlement.code}"
    needs = _Side(entitlement.needs, entitlement.need_key, f"{place}.needs", "need_key")
    resources = _Side(entitlement.resources, entitlement.resource_key, f"{place}.resources", "resource_key")
    asking, offered = _keyed(sources, needs, f"needs_{code}"), _keyed(sources, resources, f"resources_{code}")
    return None if asking is None or offered is None else {"n": asking, "r": offered}


def key_of(sources: Sources, source: str, key: str | None) -> str:
    """The column whose values are the ids of a source: the one named, else its own key, else its first column."""
    own = sources.loaded[source].descriptor.primary_key if source in sources.loaded else ()
    return key or (own[0] if len(own) == 1 else next(iter(sources.columns[source])))


@dataclass(frozen=True)
class _Side:
    """A table or view that a programme takes a side from, the key that the settings name, and where they do."""

    source: str
    key: str | None
    place: str
    key_setting: str


def _keyed(sources: Sources, side: _Side, table: str) -> dict[str, str] | None:
    """A copy of the source in the order of its key, with ``_id`` and ``_i``; every row must have a key of its own."""
    db, source, faulty = sources.db, side.source, side.source in sources.faulty
    if source not in sources.columns:
        if not faulty:
            sources.fault("unknown_table", side.place, source, **choices(source, set(sources.columns) - {"pins"}))
        return None
    have = sources.columns[source]
    own = sources.loaded[source].descriptor.primary_key if source in sources.loaded else ()
    private = private_columns(sources.config, source)
    chosen = key_of(sources, source, side.key)
    if chosen not in have:
        if not faulty:
            sources.fault("unknown_column", side.place, chosen, **choices(chosen, have))
        return None
    if chosen in private and not side.key and len(own) != 1:
        sources.fault("key_private", side.place, chosen, table=source, setting=side.key_setting)
    text = f"CAST({ident(chosen)} AS VARCHAR)"
    doubled = db.execute(
        f"SELECT coalesce({text}, ''), count(*) FROM {ident(source)} GROUP BY ALL "
        f"HAVING count(*) > 1 OR any_value({text}) IS NULL ORDER BY 1 LIMIT 100"
    ).fetchall()
    for value, rows in () if faulty else doubled:
        code = "key_empty" if value == "" else "key_repeated"
        shown = shown_value(value or None, chosen in private)
        sources.fault(code, side.place, shown, table=source, rows=int(rows), key=chosen)
    kept = ", ".join(ident(name) for name in have if name not in ("_id", "_i"))
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(table)} AS SELECT {kept}, {text} AS _id, "
        f"CAST(row_number() OVER (ORDER BY {text}) - 1 AS INTEGER) AS _i FROM {ident(source)} ORDER BY {text}"
    )
    return {name: kind for name, kind in have.items() if name not in ("_id", "_i")}


def _explicit_links(sources: Sources, programme: Programme, place: str) -> dict[str, str] | None:
    """``links_CODE``: the scenario's own list of pairs, each once and each between rows that exist."""
    db, faults = sources.db, sources.faults
    source = Path(programme.links or "").stem
    have = sources.columns.get(source)
    if have is None:
        if source not in sources.faulty:
            sources.fault("unknown_table", place, source, **choices(source, sources.columns))
        return None
    before = len(faults)
    for name in ("need", "resource"):
        if name not in have:
            sources.fault("unknown_column", place, name, **choices(name, have))
    if len(faults) > before:
        return None
    code = programme.code
    for name, role, table in (("need", "needs", programme.needs), ("resource", "resources", programme.resources)):
        if table in sources.faulty:
            continue
        strangers = db.execute(
            f"SELECT DISTINCT CAST(l.{name} AS VARCHAR) FROM {ident(source)} l "
            f"ANTI JOIN {ident(f'{role}_{code}')} t ON t._id = CAST(l.{name} AS VARCHAR) ORDER BY 1 LIMIT 100"
        ).fetchall()
        for (value,) in strangers:
            sources.fault("link_unknown", place, str(value), side=name)
    doubled = db.execute(
        f"SELECT CAST(need AS VARCHAR), CAST(resource AS VARCHAR) FROM {ident(source)} GROUP BY ALL "
        "HAVING count(*) > 1 ORDER BY ALL LIMIT 100"
    ).fetchall()
    for need, resource in doubled:
        sources.fault("link_twice", place, f"{need}, {resource}")
    if len(faults) > before:
        return None
    others = "".join(f", {ident(name)}" for name in have if name not in ("need", "resource"))
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(f'links_{code}')} AS "
        f"SELECT CAST(need AS VARCHAR) AS need, CAST(resource AS VARCHAR) AS resource{others} FROM {ident(source)}"
    )
    return {**have, "need": "VARCHAR", "resource": "VARCHAR"}
