"""Other weights for a scenario's indexes: what hangs on their columns is made anew, and no table is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pairing.config import Index
from pairing.fault import BadData
from pairing.indexes import add_columns
from pairing.scenario import Scenario
from pairing.sides import programme_tables
from pairing.sql.views import view
from pairing.tables.cells import ident


def reweigh(scenario: Scenario, indexes: Sequence[Index]) -> None:
    """Give all indexes of a scenario these weights, in its database: their columns, the views, the programmes' sides.

    Raises :class:`BadData` where other points make a view or a side unfit, such as a key that stands twice.
    """
    db, sources = scenario.db, scenario.sources
    assert sources is not None
    by_table: dict[str, list[Index]] = {}
    for index in indexes:
        by_table.setdefault(index.table, []).append(index)
    for table in (*(table for table in by_table if table not in sources.config.views), *sources.config.views):
        if table in sources.config.views:
            text = view(sources.config.views[table], sources.columns, place=f"view.{table}")
            db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(table)} AS {text}")
        for index in by_table.get(table, ()):
            add_columns(db, index)
    fresh = replace(sources, faults=[])
    for programme in sources.config.programmes:
        programme_tables(fresh, programme)
    if fresh.faults:
        raise BadData(fresh.faults)
