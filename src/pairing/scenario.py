"""A scenario folder, read and checked: tables, views and `scenario.toml`, or every fault at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pairing.config import Config, Programme
from pairing.fault import BadData, BadSettings, Fault, choices
from pairing.settings import read_config
from pairing.sql.dry_run import engine_fault, view_columns
from pairing.sql.rules import Columns
from pairing.sql.views import view
from pairing.statements import checked
from pairing.tables import load as tables
from pairing.tables import schema
from pairing.tables.cells import ident, literal
from pairing.toml_block import FILE

#: Rows of this many bytes of memory are enough for a district; a nation is streamed to disk by DuckDB.
MEMORY_LIMIT = "8GB"

_LOCKS = (
    "enable_external_access = false",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "python_enable_replacements = false",
    "lock_configuration = true",
)
# least() passes over NULL, and a place that is not known must not count as one that is far away.
_KM = (
    "CREATE MACRO km(lat1, lon1, lat2, lon2) AS CASE WHEN lat1 + lon1 + lat2 + lon2 IS NOT NULL THEN "
    "12742.0176 * asin(sqrt(least(1.0, pow(sin(radians(lat2 - lat1) / 2), 2) "
    "+ cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2)))) END"
)


@dataclass(frozen=True, eq=False)
class Scenario:
    """A checked scenario. ``db`` holds its tables and views, and for each programme CODE the tables
    ``needs_CODE`` and ``resources_CODE`` (``via_CODE``, ``links_CODE``): the columns of the source, then ``_id`` (text)
    and ``_i`` (0, 1, ... in the order of ``_id``, so that the order of the rows in the files never matters).
    """

    path: Path
    config: Config
    db: duckdb.DuckDBPyConnection
    tables: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, str]

    def size(self, table: str) -> int:
        """The number of rows of a table in ``db``."""
        row = self.db.execute(f"SELECT count(*) FROM {ident(table)}").fetchone()
        return int(row[0]) if row else 0


def read(path: Path | str, *, threads: int | None = None) -> Scenario:
    """Read and check a scenario folder. Raises :class:`BadData` with every fault: tables, settings and SQL."""
    folder = Path(path)
    if not folder.is_dir():
        raise BadData([Fault("scenario_missing", str(folder.name), value=str(folder.name))])
    faults: list[Fault] = []
    config: Config | None = None
    try:
        config = read_config(folder)
    except BadSettings as bad:
        faults.extend(bad.faults)
        config = bad.config if isinstance(bad.config, Config) else None
    db = duckdb.connect(":memory:")
    db.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    if threads:
        db.execute(f"SET threads = {int(threads)}")
    # Checking cells asks whether each is one of a few words: as joins, one for each, they take seconds to plan.
    db.execute("SET disabled_optimizers = 'in_clause'")
    loaded, sources = _load(db, folder, config, faults)
    db.execute("RESET disabled_optimizers")
    db.execute(_KM)
    as_of = config.as_of if config else None
    db.execute(f"CREATE MACRO as_of() AS {'NULL::DATE' if as_of is None else f'DATE {literal(as_of.isoformat())}'}")
    for lock in _LOCKS:
        db.execute(f"SET {lock}")
    if config is None:
        raise BadData(faults)
    columns = {name: _columns(db, name) for name in loaded}
    # What follows from a fault of a table is no fault of its own.
    at_fault = {fault.file for fault in faults}
    faulty = {name for name, source in sources.items() if source.faults or source.label in at_fault}
    _views(db, config, columns, faults)
    _pins_table(db, columns)
    sides = {}
    for programme in config.programmes:
        found = _programme_tables(db, programme, columns, loaded, faulty, faults)
        if found:
            sides[programme.code] = found
    try:
        config = checked(db, config, sides)
    except BadData as bad:
        faults.extend(bad.faults)
    label = sources["pins"].label if "pins" in sources else "pins"
    faults.extend(_pin_faults(db, config, sides, label))
    if faults:
        raise BadData(faults)
    inputs = {
        file: _digest(folder / file) for file in sorted({source.path.name for source in sources.values()} | {FILE})
    }
    return Scenario(folder, config, db, {name: tuple(known) for name, known in columns.items()}, inputs)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _load(
    db: duckdb.DuckDBPyConnection, folder: Path, config: Config | None, faults: list[Fault]
) -> tuple[dict[str, schema.Table], dict[str, tables.Source]]:
    """Load every table as text, check all of them, convert those that could be read."""
    declared = config.tables if config else {}
    sources = tables.discover(folder, declared)
    found: dict[str, schema.Table] = {}
    for name, source in sources.items():
        try:
            record = declared.get(name)
            description = schema.from_declaration(name, record) if record is not None else schema.descriptor(name)
        except BadData as bad:
            faults.extend(bad.faults)
            continue
        description = description or schema.from_declaration(name, {})
        found[name] = schema.Table(tables.load(db, source), description)
    for name in found:
        faults.extend(schema.check(db, name, found))
    readable = {name: table for name, table in found.items() if table.raw.headers}
    for name, table in readable.items():
        schema.convert(db, table, name)
    return readable, sources


def _columns(db: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    described = db.execute(f"DESCRIBE {ident(table)}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _views(
    db: duckdb.DuckDBPyConnection, config: Config, columns: dict[str, dict[str, str]], faults: list[Fault]
) -> None:
    """Each view becomes a table, in the order of the file; ``columns`` grows with them."""
    for name, sql in config.views.items():
        place = f"view.{name}"
        if name in columns:
            faults.append(Fault("view_name_taken", FILE, column=place, value=name))
            continue
        try:
            text = view(sql, columns, place=place)
            view_columns(db, text, place=place)
            db.execute(f"CREATE TEMP TABLE {ident(name)} AS {text}")
        except BadData as bad:
            faults.extend(bad.faults)
        except duckdb.Error as error:
            faults.append(engine_fault(error, place=place))
        else:
            columns[name] = _columns(db, name)


def _pins_table(db: duckdb.DuckDBPyConnection, columns: dict[str, dict[str, str]]) -> None:
    wanted = {"programme": "VARCHAR", "need": "VARCHAR", "resource": "VARCHAR", "kind": "VARCHAR", "by": "VARCHAR",
              "date": "DATE", "reason": "VARCHAR", "amount": "DECIMAL(18,2)"}  # fmt: skip
    have = columns.get("pins")
    if have is None:
        fields = ", ".join(f"{ident(name)} {kind}" for name, kind in wanted.items())
        db.execute(f"CREATE TEMP TABLE pins ({fields})")
    else:
        for name, kind in wanted.items():
            if name not in have:
                db.execute(f"ALTER TABLE pins ADD COLUMN {ident(name)} {kind}")
    columns["pins"] = _columns(db, "pins")


def _programme_tables(
    db: duckdb.DuckDBPyConnection,
    programme: Programme,
    columns: dict[str, dict[str, str]],
    loaded: Mapping[str, schema.Table],
    faulty: Set[str],
    faults: list[Fault],
) -> Columns | None:
    """``needs_CODE`` and its sisters; returns the columns by alias, or None where a table or key is missing."""
    code, place = programme.code, f"programme.{programme.code}"
    via = programme.via
    wanted = [
        ("n", "needs", programme.needs, programme.need_key, f"{place}.needs"),
        ("r", "resources", programme.resources, programme.resource_key, f"{place}.resources"),
    ]
    if via:
        wanted.append(("v", "via", via.table, via.key, f"{place}.via.table"))
    sides: dict[str, dict[str, str]] = {}
    for alias, role, source, key, where in wanted:
        table = f"{role}_{code}"
        found = _keyed(db, table, source, key, columns, loaded, where, faulty, faults)
        if found is not None:
            sides[alias] = found
    if programme.links and len(sides) == len(wanted):
        found = _explicit_links(db, programme, columns, f"{place}.links", faults)
        if found is not None:
            sides["l"] = found
    return sides if len(sides) == len(wanted) + bool(programme.links) else None


def _keyed(
    db: duckdb.DuckDBPyConnection,
    table: str,
    source: str,
    key: str | None,
    columns: dict[str, dict[str, str]],
    loaded: Mapping[str, schema.Table],
    place: str,
    faulty: Set[str],
    faults: list[Fault],
) -> dict[str, str] | None:
    """A copy of ``source`` in the order of its key, with ``_id`` and ``_i``; every row must have a key of its own."""
    if source not in columns:
        if source in faulty:
            return None
        names = sorted(set(columns) - {"pins"})
        facts = choices(source, names)
        faults.append(Fault("unknown_table", FILE, column=place, value=source, facts=facts))
        return None
    have = columns[source]
    own = loaded[source].descriptor.primary_key if source in loaded else ()
    chosen = key or (own[0] if len(own) == 1 else next(iter(have)))
    if chosen not in have:
        if source in faulty:
            return None
        facts = choices(chosen, have)
        faults.append(Fault("unknown_column", FILE, column=place, value=chosen, facts=facts))
        return None
    text = f"CAST({ident(chosen)} AS VARCHAR)"
    doubled = db.execute(
        f"SELECT coalesce({text}, ''), count(*) FROM {ident(source)} GROUP BY ALL "
        f"HAVING count(*) > 1 OR any_value({text}) IS NULL ORDER BY 1 LIMIT 100"
    ).fetchall()
    for value, rows in () if source in faulty else doubled:
        code = "key_empty" if value == "" else "key_repeated"
        told: dict[str, str | int] = {"table": source, "rows": int(rows), "key": chosen}
        faults.append(Fault(code, FILE, column=place, value=value, facts=told))
    kept = ", ".join(ident(name) for name in have if name not in ("_id", "_i"))
    db.execute(
        f"CREATE TEMP TABLE {ident(table)} AS SELECT {kept}, {text} AS _id, "
        f"CAST(row_number() OVER (ORDER BY {text}) - 1 AS INTEGER) AS _i FROM {ident(source)} ORDER BY {text}"
    )
    return {name: kind for name, kind in have.items() if name not in ("_id", "_i")}


def _explicit_links(
    db: duckdb.DuckDBPyConnection,
    programme: Programme,
    columns: dict[str, dict[str, str]],
    place: str,
    faults: list[Fault],
) -> dict[str, str] | None:
    """``links_CODE``: the scenario's own list of pairs, each once and each between rows that exist."""
    source = Path(programme.links or "").stem
    have = columns.get(source)
    if have is None:
        facts = choices(source, columns)
        faults.append(Fault("unknown_table", FILE, column=place, value=source, facts=facts))
        return None
    before = len(faults)
    for name in ("need", "resource"):
        if name not in have:
            facts = choices(name, have)
            faults.append(Fault("unknown_column", FILE, column=place, value=name, facts=facts))
    if len(faults) > before:
        return None
    code = programme.code
    for name, role in (("need", "needs"), ("resource", "resources")):
        strangers = db.execute(
            f"SELECT DISTINCT CAST(l.{name} AS VARCHAR) FROM {ident(source)} l "
            f"ANTI JOIN {ident(f'{role}_{code}')} t ON t._id = CAST(l.{name} AS VARCHAR) ORDER BY 1 LIMIT 100"
        ).fetchall()
        for (value,) in strangers:
            faults.append(Fault("link_unknown", FILE, column=place, value=str(value), facts={"side": name}))
    doubled = db.execute(
        f"SELECT CAST(need AS VARCHAR), CAST(resource AS VARCHAR) FROM {ident(source)} GROUP BY ALL "
        "HAVING count(*) > 1 ORDER BY ALL LIMIT 100"
    ).fetchall()
    for need, resource in doubled:
        faults.append(Fault("link_twice", FILE, column=place, value=f"{need}, {resource}"))
    if len(faults) > before:
        return None
    others = "".join(f", {ident(name)}" for name in have if name not in ("need", "resource"))
    db.execute(
        f"CREATE TEMP TABLE {ident(f'links_{code}')} AS "
        f"SELECT CAST(need AS VARCHAR) AS need, CAST(resource AS VARCHAR) AS resource{others} FROM {ident(source)}"
    )
    return {**have, "need": "VARCHAR", "resource": "VARCHAR"}


def _pin_faults(db: duckdb.DuckDBPyConnection, config: Config, sides: Mapping[str, Columns], label: str) -> list[Fault]:
    """Pins that name no programme, need or resource that exists."""
    faults = []
    codes = [p.code for p in config.programmes]
    for (name,) in db.execute("SELECT DISTINCT programme FROM pins ORDER BY 1").fetchall():
        if name not in codes:
            facts = choices(str(name), codes)
            faults.append(Fault("unknown_programme", label, column="programme", value=str(name), facts=facts))
    for code in codes:
        if code not in sides:
            continue
        for column, role in (("need", "needs"), ("resource", "resources")):
            rows = db.execute(
                f"SELECT DISTINCT p.{column} FROM pins p ANTI JOIN {ident(f'{role}_{code}')} t ON t._id = p.{column} "
                f"WHERE p.programme = {literal(code)} ORDER BY 1 LIMIT 100"
            ).fetchall()
            for (value,) in rows:
                facts = {"programme": code}
                faults.append(Fault("pin_unknown", label, column=column, value=str(value), facts=facts))
    return faults
