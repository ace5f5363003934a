"""Find the tables of a scenario folder: which file, or sheet of a workbook, holds which table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pairing.fault import Fault
from pairing.tables import spreadsheet
from pairing.tables.declaration import built_in, table_name

_SUFFIXES = (".csv", ".parquet", ".xlsx")
_FOREIGN = (".xls", ".xlsb", ".xlsm", ".ods", ".et", ".tsv", ".txt")  # what offices save instead


@dataclass(frozen=True)
class Source:
    """Where a table is: a file, or a sheet of a workbook (None: its first); ``faults`` say what hinders."""

    table: str
    path: Path
    sheet: str | None = None
    label: str = ""
    faults: tuple[Fault, ...] = ()


def discover(
    folder: Path,
    declared: Mapping[str, Mapping[str, Any]],
    only: Path | None = None,
    asked: Callable[[str], bool] = lambda name: False,
) -> dict[str, Source]:
    """The tables of a folder by name, sorted; what is wrong with one (such as two files) is in its ``faults``.

    With ``only``, those of one workbook. In a workbook that is a scenario of its own, a sheet holds a table where its
    name is that of a known table, or where the settings have ``asked`` for it.
    """
    declared = {table_name(name): record for name, record in declared.items()}
    found: dict[str, Source] = {}
    taken = set()
    for name, record in declared.items():
        if isinstance(record.get("path"), str):
            found[name] = _declared(folder, name, record["path"])
            taken.add(found[name].path)
    for path in sorted(folder.iterdir()) if only is None else [only]:
        if path.is_file() and not path.name.startswith((".", "~$")) and path not in taken:
            for source in _sources(path, declared, asked, only is not None):
                first = found.get(source.table)
                if first is None:
                    found[source.table] = source
                elif first.path != source.path or first.sheet != source.sheet:
                    fault = Fault("table_twice", source.label, facts={"table": source.table, "other": first.label})
                    found[source.table] = replace(first, faults=(*first.faults, fault))
    for name in declared:
        if name not in found:
            fault = Fault("table_missing", "scenario.toml", column=f"table.{name}", facts={"table": name})
            found[name] = Source(name, folder / f"{name}.csv", label=f"{name}.csv", faults=(fault,))
    return dict(sorted(found.items()))


def _declared(folder: Path, name: str, text: str) -> Source:
    file, _, sheet = text.partition("#")
    path = folder / file
    fault = None
    if not path.resolve().is_relative_to(folder.resolve()):
        fault = "path_outside"
    elif not path.is_file():
        fault = "file_missing"
    elif path.suffix.lower() not in _SUFFIXES:
        fault = "file_kind"
    place = Fault(fault, "scenario.toml", column=f"table.{name}.path", value=text) if fault else None
    return Source(name, path, sheet or None, text, (place,) if place else ())


def _sources(
    path: Path, declared: Mapping[str, Mapping[str, Any]], asked: Callable[[str], bool], alone: bool
) -> list[Source]:
    """The tables that one file holds."""
    suffix, table = path.suffix.lower(), table_name(path.stem, declared)
    known = {*built_in(), *declared}
    if suffix in _FOREIGN and table in known:
        return [Source(table, path, None, path.name, (Fault("file_kind", path.name, value=suffix),))]
    if suffix not in _SUFFIXES:
        return []
    own = Source(table, path, None, path.name)
    if suffix != ".xlsx":
        return [own]
    try:
        names = spreadsheet.sheet_names(path)
    except OSError as error:
        return [replace(own, faults=(unreadable(own, error),))]
    if spreadsheet.is_marked(names) and not alone:
        return []  # it lies beside what it is a copy of
    sheets = [(name, table_name(name, declared)) for name in names if spreadsheet.own_sheet(name) is None]
    if spreadsheet.has_settings(names):
        return [Source(t, path, name, f"{path.name}#{name}") for name, t in sheets if t in known or asked(t)]
    named = [Source(t, path, name, f"{path.name}#{name}") for name, t in sheets if t in known]
    if not sheets or (
        named and (table not in known or table in {source.table for source in named} or sheets[0][1] in known)
    ):
        return named
    return [own, *named]


def unreadable(source: Source, error: Exception) -> Fault:
    """The fault of a file that cannot be opened or read, without the folder's own path."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0:1]
    text = reason if isinstance(reason, str) else "".join(reason)
    return Fault("file_unreadable", source.label, facts={"reason": text.replace(str(source.path.parent) + "/", "")})
