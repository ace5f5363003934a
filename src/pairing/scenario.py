"""A scenario folder, read and checked: tables, views and `scenario.toml`, or every fault at once."""

from __future__ import annotations

import re
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from pairing.conditions import with_conditions
from pairing.config import Config
from pairing.fault import BadData, Fault
from pairing.indexes import index_columns, missing_tables
from pairing.lists import checked_lists
from pairing.pins import pin_faults, pins_table
from pairing.same import same_tables
from pairing.sayings import saying_faults
from pairing.sides import Sources, key_names, key_tables, programme_tables, reserved
from pairing.sql.carried import carried
from pairing.sql.dry_run import engine_fault, view_columns
from pairing.sql.views import view
from pairing.statements import checked
from pairing.tables import load as tables
from pairing.tables import schema
from pairing.tables.cells import ident, literal
from pairing.tables.private import private_columns
from pairing.workbook.examples import example_faults
from pairing.workbook.opening import Opened, opened
from pairing.workbook.places import Place, located

#: Of the memory that is there: the solver needs some too, and what is larger goes to the disk.
MEMORY_LIMIT = "60%"

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
    ``places`` tell where each setting stands in the workbook that has them; ``sources`` is what the programmes' tables
    were made from.
    """

    path: Path
    config: Config
    db: duckdb.DuckDBPyConnection
    tables: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, str]
    places: Mapping[str, Place] = field(default_factory=dict)
    sources: Sources | None = field(default=None, repr=False)

    def size(self, table: str) -> int:
        """The number of rows of a table in ``db``."""
        row = self.db.execute(f"SELECT count(*) FROM {ident(table)}").fetchone()
        return int(row[0]) if row else 0


def read(path: Path | str, *, threads: int | None = None) -> Scenario:
    """Read and check a scenario: a folder, or a workbook that is one.

    Raises :class:`BadData` with every fault: tables, settings and SQL.
    """
    place = opened(Path(path))
    try:
        return _read(Path(path), place, threads)
    except BadData as bad:
        raise BadData(located(bad.faults, place.places)) from None


def _read(path: Path, place: Opened, threads: int | None) -> Scenario:
    faults, config = list(place.faults), place.config
    if not place.folder.is_dir() or (place.book and not place.settings.raw):
        raise BadData(faults)
    db = _database(threads)
    # Checking cells asks whether each is one of a few words: as joins, one for each, they take seconds to plan.
    db.execute("SET disabled_optimizers = 'in_clause'")
    loaded, files = _load(db, place, config, faults)
    db.execute("RESET disabled_optimizers")
    _locked(db, config.as_of if config else None)
    if config is None:
        raise BadData(faults)
    at_fault = {fault.file for fault in faults}
    faulty = {name for name, file in files.items() if file.faults or file.label in at_fault}
    sources = Sources(db, config, {name: schema.columns_of(db, name) for name in loaded}, loaded, faulty, faults)
    for name in loaded:
        index_columns(sources, name)
    same_tables(sources)
    _views(sources)
    missing_tables(sources)
    config = replace(config, indexes=tuple(sources.indexes.get(index.code, index) for index in config.indexes))
    pins_table(db, sources.columns)
    found = {programme.code: programme_tables(sources, programme) for programme in config.programmes}
    sides = {code: columns for code, columns in found.items() if columns}
    try:
        config = checked(db, config, sides)
    except BadData as bad:
        # What looks left out for want of a column may only be missing from a table that is itself at fault.
        faults.extend(f for f in bad.faults if f.code != "per_skips_programme" or not faulty)
    faults.extend(saying_faults(config, sides))
    config = replace(config, entitlements=tuple(with_conditions(sources, each) for each in config.entitlements))
    if not faulty:
        config = checked_lists(db, config, sources.columns, faults)
    sound = [p.code for p in config.programmes if p.code in sides and not {p.needs, p.resources} & faulty]
    faults.extend(pin_faults(db, config, sound, files["pins"].label if "pins" in files else "pins"))
    if faults:
        raise BadData(faults)
    inputs = place.inputs(source.path.name for source in files.values())
    columns = {name: tuple(known) for name, known in sources.columns.items()}
    return Scenario(path, config, db, columns, inputs, place.places, sources)


def _database(threads: int | None) -> duckdb.DuckDBPyConnection:
    """A database in memory; what does not fit goes to a private folder that is gone when the database is."""
    db = duckdb.connect(":memory:")
    spill = tempfile.TemporaryDirectory(prefix="pairing-")
    weakref.finalize(db, spill.cleanup)
    db.execute(f"SET temp_directory = {literal(spill.name)}")
    db.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    if threads:
        db.execute(f"SET threads = {int(threads)}")
    return db


def _locked(db: duckdb.DuckDBPyConnection, as_of: date | None) -> None:
    """Add the functions that every scenario's SQL may call, and shut the database off from everything outside."""
    db.execute(_KM)
    db.execute(f"CREATE MACRO as_of() AS {'NULL::DATE' if as_of is None else f'DATE {literal(as_of.isoformat())}'}")
    for lock in _LOCKS:
        db.execute(f"SET {lock}")


def empty_database(as_of: date | None) -> duckdb.DuckDBPyConnection:
    """A database like that of a scenario, locked as it is, without any table."""
    db = _database(1)
    _locked(db, as_of)
    return db


def _load(
    db: duckdb.DuckDBPyConnection, place: Opened, config: Config | None, faults: list[Fault]
) -> tuple[dict[str, schema.Table], dict[str, tables.Source]]:
    """Load every table as text, check all of them, convert those that could be read."""
    declared = config.tables if config else {}
    sources = tables.discover(place.folder, declared, place.only, place.asked)
    found: dict[str, schema.Table] = {}
    spelled: dict[str, str] = {}
    for name, source in sources.items():
        if config and reserved(config, name):
            faults.append(Fault("table_name_reserved", source.label, value=name))
            continue
        if name.casefold() in spelled:  # the database does not tell case apart
            other = sources[spelled[name.casefold()]].label
            faults.append(Fault("table_twice", source.label, facts={"table": name, "other": other}))
            continue
        spelled[name.casefold()] = name
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
    faults.extend(example_faults(db, found))
    readable = {name: table for name, table in found.items() if table.raw.headers}
    keys = key_names(config) if config else frozenset()
    of_programmes = key_tables(config) if config else frozenset()
    for name, table in readable.items():
        schema.convert(db, table, name, keys, first_is_key=name in of_programmes)
    return readable, sources


def _views(sources: Sources) -> None:
    """Each view becomes a table, in the order of the file; the columns of ``sources`` grow with them."""
    taken = {name.casefold() for name in sources.columns}
    for name, sql in sources.config.views.items():
        place = f"view.{name}"
        if name.casefold() in taken or reserved(sources.config, name):
            code = "view_name_taken" if name.casefold() in taken else "table_name_reserved"
            sources.fault(code, place, name)
            sources.faulty.add(name)
            continue
        taken.add(name.casefold())
        # What follows from a fault of a table is no fault of its own.
        follows = any(re.search(rf"(?<!\w){re.escape(table)}(?!\w)", sql, re.IGNORECASE) for table in sources.faulty)
        found = _view(sources, name, sql, place)
        if found or follows:
            sources.faulty.add(name)
        if not follows:
            sources.faults.extend(found)
        if name in sources.columns:
            index_columns(sources, name)


def _view(sources: Sources, name: str, sql: str, place: str) -> Sequence[Fault]:
    """Make one view a table; what is wrong with it."""
    try:
        text = view(sql, sources.columns, place=place)
        view_columns(sources.db, text, place=place)
        sources.db.execute(f"CREATE TEMP TABLE {ident(name)} AS {text}")
    except BadData as bad:
        return bad.faults
    except duckdb.Error as error:
        return [engine_fault(error, place=place)]
    sources.columns[name] = schema.columns_of(sources.db, name)
    private = {table: private_columns(sources.config, table) for table in sources.columns if table != name}
    sources.config.carried[name] = carried(text, private, sources.columns[name])
    return ()
