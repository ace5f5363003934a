"""Which columns tell who a person is, so that nothing shows them unless it is asked to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from pairing.config import Config
from pairing.fault import BadData
from pairing.tables.declaration import built_in, from_declaration, table_name
from pairing.tables.descriptor import Descriptor, Field


def private_columns(config: Config, table: str) -> frozenset[str]:
    """The columns of a table or view of the scenario that its descriptor marks as sensitive.

    A view, or a table without a descriptor, may carry columns of any table: there a column is private if it is private
    in some table, or if the view made it from such a column (see :mod:`pairing.sql.carried`).
    """
    named = frozenset(field.name for field in _fields(config, table) if field.sensitive)
    return named | config.carried.get(table, frozenset())


def discreet_columns(config: Config, table: str) -> frozenset[str]:
    """The columns of a table that tell of hardship or aid, which peers are not to see."""
    own = {name for index in config.indexes if index.table == table for name in index.columns}
    return frozenset(field.name for field in _fields(config, table) if field.discreet) | own


def _fields(config: Config, table: str) -> Iterator[Field]:
    described = _described(json.dumps(config.tables, default=str))
    name = table_name(table, config.tables)
    own = name in described and table not in config.views
    for descriptor in [described[name]] if own else described.values():
        yield from descriptor.fields


@lru_cache(maxsize=4)
def _described(tables: str) -> dict[str, Descriptor]:
    """The built-in tables and those that a scenario declares: asked for by every sentence and list, made once."""
    described = dict(built_in())
    for declared, record in json.loads(tables).items():
        with suppress(BadData):  # its faults are told where the table is read
            described[declared] = from_declaration(declared, record)
    return described
