"""One field of a descriptor out of JSON or TOML, with a fault for whatever is wrong in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pairing.fault import nearest
from pairing.tables import identity
from pairing.tables.descriptor import Category, Constraints, Field

TYPES = ("string", "integer", "number", "boolean", "date", "year", "list", "any")
FORMATS = ("default", "id_number", "division", "sex")

_FIELD_KEYS = {
    *(
        "name",
        "title",
        "description",
        "aliases",
        "type",
        "format",
        "constraints",
        "categories",
        "categoriesOrdered",
    ),
    *("missingValues", "delimiter", "sensitive", "discreet", "unit", "example", "rdfType"),
}
_ORDERED = ("integer", "number", "date", "year")
_CONSTRAINTS: dict[str, tuple[str, ...]] = {  # constraint -> the types it makes sense for
    "required": TYPES,
    "unique": tuple(kind for kind in TYPES if kind != "list"),
    "minimum": _ORDERED,
    "maximum": _ORDERED,
    "enum": ("string", *_ORDERED),
    "pattern": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
}

Say = Callable[..., None]  # (code, dotted place, value, **facts)


def declared_field(entry: Mapping[str, Any], place: str, common: tuple[str, ...], say: Say) -> Field:
    known_keys(entry, _FIELD_KEYS, place, say)
    kind, form, unit = (str(entry.get(k, d)) for k, d in (("type", "any"), ("format", "default"), ("unit", "")))
    if kind not in TYPES:
        say("type_unknown", f"{place}.type", kind, known=", ".join(TYPES), near=nearest(kind, TYPES) or "-")
        kind = "any"
    if kind == "string" and form not in FORMATS:
        say("format_unknown", f"{place}.format", form, known=", ".join(FORMATS))
    elif kind != "string" and form != "default" and not (kind == "date" and "%" in form):
        say("format_unknown", f"{place}.format", form, known="default")
    categories = tuple(_category(c, f"{place}.categories", say) for c in items(entry, "categories", place, say))
    if form == "sex" and not categories:
        categories = tuple(Category(code, spellings) for code, spellings in identity.SEX.items())
    if categories and kind != "string":
        say("constraint_type", f"{place}.categories", kind, constraint="categories", known="string")
    return Field(
        name=entry["name"].strip(),
        type=kind,
        title=str(entry.get("title", "")),
        aliases=texts(entry.get("aliases"), place=f"{place}.aliases", say=say),
        format=form,
        constraints=_constraints(entry.get("constraints", {}), kind, f"{place}.constraints", say),
        categories=categories,
        missing=texts(entry["missingValues"]) if "missingValues" in entry else common,
        delimiter=str(entry.get("delimiter", "")),
        sensitive=bool(entry.get("sensitive", False)),
        discreet=bool(entry.get("discreet", False)),
        unit=unit,
    )


def _constraints(record: object, kind: str, place: str, say: Say) -> Constraints:
    if not isinstance(record, Mapping):
        say("declaration_kind", place, record, wanted="{required = true, minimum = 0}")
        return Constraints()
    known_keys(record, _CONSTRAINTS, place, say)
    for name in record:
        if kind not in _CONSTRAINTS.get(name, TYPES):
            say(
                "constraint_type",
                f"{place}.{name}",
                kind,
                constraint=name,
                known=", ".join(_CONSTRAINTS[name]),
            )
            return Constraints()

    def bound(name: str, value: object) -> str | None:
        try:
            return None if value is None else _literal(value, kind)
        except (ValueError, InvalidOperation):
            say("constraint_value", f"{place}.{name}", value, type=kind)
            return None

    def length(name: str) -> int | None:
        value = record.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            say("constraint_value", f"{place}.{name}", value, type="integer")
            return None
        return value

    enum = items(record, "enum", place, say)
    return Constraints(
        required=record.get("required") is True,
        unique=record.get("unique") is True,
        minimum=bound("minimum", record.get("minimum")),
        maximum=bound("maximum", record.get("maximum")),
        enum=tuple(text for value in enum if (text := bound("enum", value)) is not None),
        pattern=None if record.get("pattern") is None else str(record["pattern"]),
        min_length=length("minLength"),
        max_length=length("maxLength"),
    )


def _literal(value: object, kind: str) -> str:
    """A value of the declaration as an SQL literal of the column's type."""
    if isinstance(value, bool):
        raise ValueError(value)
    if kind in ("integer", "year"):
        return str(int(str(value)))
    if kind == "number":
        number = Decimal(str(value))
        if not number.is_finite():
            raise ValueError(value)
        return format(number, "f")
    if kind == "date":
        return f"DATE '{datetime.date.fromisoformat(str(value)).isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def _category(item: object, place: str, say: Say) -> Category:
    if isinstance(item, Mapping) and "value" in item:
        label = texts(item.get("label"))
        return Category(str(item["value"]), (*label, *texts(item.get("aliases"), place=place, say=say)))
    if not isinstance(item, str | int) or isinstance(item, bool):
        say("declaration_kind", place, item, wanted="{value, label}")
    return Category(str(item))


def known_keys(record: Mapping[str, Any], keys: Iterable[str], place: str, say: Say) -> None:
    for key in record:
        if key not in keys:
            known = sorted(keys)
            say(
                "declaration_key",
                f"{place}.{key}",
                key,
                known=", ".join(known),
                near=nearest(key, known) or "-",
            )


def items(record: Mapping[str, Any], key: str, place: str, say: Say) -> list[Any]:
    items = record.get(key, [])
    if not isinstance(items, list):
        say("declaration_kind", f"{place}.{key}", items, wanted="[...]")
        return []
    return items


def texts(value: object, *, place: str = "", say: Say | None = None) -> tuple[str, ...]:
    """One text or a list of texts, as a tuple; anything else is a fault where ``say`` is given."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, list) and all(isinstance(item, Mapping) and "value" in item for item in value):
        return tuple(str(item["value"]) for item in value)  # missingValues may carry labels
    if say is not None:
        say("declaration_kind", place, value, wanted='"..." / ["...", "..."]')
    return ()
