"""Which column of a loaded table holds which field of its descriptor."""

from __future__ import annotations

from dataclasses import dataclass

from pairing.fault import Fault, nearest
from pairing.tables.cells import text_of, value_of
from pairing.tables.descriptor import Descriptor, Field, header_key
from pairing.tables.load import Raw

_RESERVED = ("_row", "_id", "_i")  # columns that pairing adds itself


@dataclass(frozen=True)
class Table:
    """A loaded table with its descriptor: what ``check`` and ``convert`` work on."""

    raw: Raw
    descriptor: Descriptor


@dataclass(frozen=True)
class Match:
    """Which column of the raw table holds which field, and which columns are the user's own.

    ``fields``: field name -> (raw column, header as written). ``extras``: header as written -> raw column.
    """

    fields: dict[str, tuple[str, str]]
    extras: dict[str, str]
    faults: tuple[Fault, ...]


def match_headers(raw: Raw, table: Descriptor) -> Match:
    """Find each field's column by name, title or alias; columns that are no field's are kept as extras."""
    label = raw.source.label
    known = {header_key(text): f.name for f in reversed(table.fields) for text in reversed(f.headers)}
    known |= {header_key(f.name): f.name for f in table.fields}
    fields: dict[str, tuple[str, str]] = {}
    extras: dict[str, str] = {}
    faults = []
    seen: dict[str, str] = {}
    for header, column in zip(raw.headers, raw.columns, strict=True):
        name = known.get(header_key(header))
        meaning = (name or header).casefold()
        if meaning in seen:
            faults.append(Fault("header_twice", label, None, header, facts={"other": seen[meaning]}))
        elif meaning in _RESERVED:
            faults.append(Fault("header_reserved", label, None, header))
        elif name:
            fields[name] = (column, header)
        else:
            extras[header] = column
        seen.setdefault(meaning, header)
    for wanted in required_fields(table):
        if wanted.name not in fields:
            near = nearest(wanted.name, extras) or next((n for h in wanted.headers if (n := nearest(h, extras))), "")
            facts = {"accepted": ", ".join(wanted.headers[:4]), "near": near or "-"}
            faults.append(Fault("column_missing", label, None, wanted.name, facts=facts))
    return Match(fields, extras, tuple(faults))


def required_fields(table: Descriptor) -> list[Field]:
    """The columns that a table cannot do without."""
    return [f for f in table.fields if f.constraints.required or f.name in table.primary_key]


def typed(table: Descriptor, match: Match, name: str) -> str:
    """The typed value of a matched field, as SQL over the raw table."""
    f, column = table.field(name), match.fields[name][0]
    return column if f is None else value_of(f, text_of(f, column))
