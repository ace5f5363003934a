"""What a column is called by those who fill it in."""

from __future__ import annotations

from collections.abc import Iterator

from pairing.config import Config
from pairing.fault import BadData
from pairing.tables.declaration import built_in, from_declaration
from pairing.tables.descriptor import Field


def column_title(config: Config, column: str, lang: str) -> str:
    """The header of a column in the reader's language: in Chinese its first Chinese name, else the column itself."""
    if lang != "zh":
        return column
    for field in _fields(config):
        if field.name == column:
            return next((name for name in (field.title, *field.aliases) if not name.isascii()), column)
    return column


def _fields(config: Config) -> Iterator[Field]:
    """The fields that the scenario declares, then those that are built in."""
    for name, record in config.tables.items():
        try:
            yield from from_declaration(name, record).fields
        except BadData:  # its faults are told where the table is read
            continue
    for descriptor in built_in().values():
        yield from descriptor.fields
