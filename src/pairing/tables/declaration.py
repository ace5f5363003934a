"""Descriptors out of JSON and TOML: the built-in tables (under ``schemas``) and those a scenario declares.

Both are read by the same rules; whatever a declaration gets wrong is a fault with its dotted place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from pairing.fault import BadData, Fault
from pairing.tables.declared_field import Say, declared_field, items, known_keys, texts
from pairing.tables.descriptor import Check, Descriptor, Field, ForeignKey, header_key

CHECKS = {"least_over_most": (2, 2), "id_contradicts": (2, 3)}  # how many columns each takes

_TABLE_KEYS = {
    *(
        "$schema",
        "name",
        "title",
        "description",
        "aliases",
        "fields",
        "fieldsMatch",
        "primaryKey",
        "foreignKeys",
    ),
    *("uniqueKeys", "missingValues", "checks", "path"),
}


@cache
def built_in() -> Mapping[str, Descriptor]:
    """The descriptors that ship with the package, by name."""
    found = {}
    for path in sorted(files("pairing.tables").joinpath("schemas").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".json"):
            name = path.name.removesuffix(".json")
            found[name] = _table(name, json.loads(path.read_text(encoding="utf-8")), path.name)
    return found


def table_name(text: str, declared: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """The table that a file or sheet called ``text`` holds: one known by name or alias, else ``text`` itself."""
    key = header_key(text)
    for name, record in (declared or {}).items():
        if key in map(header_key, (name, *texts(record.get("aliases")))):
            return table_name(name)  # a built-in table may be declared by its alias
    for name, table in built_in().items():
        if key in map(header_key, (name, table.title, *table.aliases)):
            return name
    return text.strip()


def descriptor(name: str) -> Descriptor | None:
    """The built-in descriptor of that name or alias (``households``, 困难户); None when there is none."""
    return built_in().get(table_name(name))


def from_declaration(name: str, record: Mapping[str, Any]) -> Descriptor:
    """The descriptor that ``[table.NAME]`` declares; raises BadData with every fault, by dotted place.

    Declaring a built-in table adds to it: a field of the same name replaces the built-in one, keys and checks
    add up.
    """
    own = _table(name, record, "scenario.toml")
    base = descriptor(name)
    if base is None:
        return own
    replaced = {field.name: field for field in own.fields}
    kept = tuple(replaced.pop(field.name, field) for field in base.fields)
    return replace(
        base,
        title=own.title or base.title,
        aliases=tuple(dict.fromkeys((*base.aliases, *own.aliases))),
        fields=(*kept, *replaced.values()),
        primary_key=own.primary_key or base.primary_key,
        unique_keys=(*base.unique_keys, *own.unique_keys),
        foreign_keys=(*base.foreign_keys, *own.foreign_keys),
        checks=(*base.checks, *own.checks),
    )


def _table(name: str, record: Mapping[str, Any], file: str) -> Descriptor:
    place = f"table.{name}"
    faults: list[Fault] = []

    def say(code: str, where: str, value: object = "", **facts: str | int) -> None:
        faults.append(Fault(code, file, column=where, value=str(value)[:60], facts=facts))

    known_keys(record, _TABLE_KEYS, place, say)
    common = texts(record.get("missingValues"), place=f"{place}.missingValues", say=say)
    fields: dict[str, Field] = {}
    listed = items(record, "fields", place, say)
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
            say("declaration_kind", f"{place}.fields[{number}]", entry, wanted='{name = "..."}')
            continue
        field = declared_field(entry, f"{place}.fields.{entry['name']}", common, say)
        if field.name in fields:
            say("declared_twice", f"{place}.fields.{field.name}", field.name)
        fields[field.name] = field
    base = built_in().get(table_name(name)) if file == "scenario.toml" else None
    inherited = {field.name for field in base.fields} if base else set()
    primary = texts(record.get("primaryKey"), place=f"{place}.primaryKey", say=say)
    unique = tuple(texts(k, place=f"{place}.uniqueKeys", say=say) for k in items(record, "uniqueKeys", place, say))
    foreign = tuple(_foreign(key, f"{place}.foreignKeys", say) for key in items(record, "foreignKeys", place, say))
    checks = tuple(_check(entry, f"{place}.checks", say) for entry in items(record, "checks", place, say))
    keys = (*primary, *(f for key in unique for f in key), *(f for key in foreign for f in key.fields))
    for column in (*keys, *(c for check in checks for c in check.columns)):
        if column not in fields and column not in inherited:  # a key needs no field of its own: plain text is meant
            fields[column] = Field(column, type="string" if column in keys else "any", missing=common)
    for column in primary:
        if column in fields and not fields[column].constraints.required:
            fields[column] = replace(fields[column], constraints=replace(fields[column].constraints, required=True))
    if faults:
        raise BadData(faults)
    return Descriptor(
        name=name,
        title=str(record.get("title", "")),
        description=str(record.get("description", "")),
        aliases=texts(record.get("aliases")),
        fields=tuple(fields.values()),
        primary_key=primary,
        unique_keys=unique,
        foreign_keys=tuple(key for key in foreign if key.fields),
        checks=tuple(check for check in checks if check.code),
    )


def _foreign(entry: object, place: str, say: Say) -> ForeignKey:
    reference = entry.get("reference") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(reference, Mapping):
        say("declaration_kind", place, entry, wanted="{fields, reference = {resource, fields}}")
        return ForeignKey((), "", ())
    fields, parents = texts(entry.get("fields")), texts(reference.get("fields"))
    if not fields or len(fields) != len(parents):
        say("declaration_kind", place, fields, wanted="{fields, reference = {resource, fields}}")
    return ForeignKey(
        fields, str(reference.get("resource", "")), parents, entry.get("required") is True, entry.get("filled") is True
    )


def _check(entry: object, place: str, say: Say) -> Check:
    code = str(entry.get("code", "")) if isinstance(entry, Mapping) else ""
    columns = texts(entry.get("columns")) if isinstance(entry, Mapping) else ()
    if code not in CHECKS:
        say("column_check_unknown", f"{place}.code", code, known=", ".join(CHECKS))
        return Check("", ())
    fewest, most = CHECKS[code]
    if not fewest <= len(columns) <= most:
        say("declaration_kind", f"{place}.columns", columns, wanted=f"{most} x columns")
        return Check("", ())
    return Check(code, columns)
