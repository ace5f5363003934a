"""Whose each need is: household, person, place and tier, read from the scenario's tables by ids and codes alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from pairing.tables.cells import ident
from pairing.tables.private import private_columns

if TYPE_CHECKING:
    from pairing.scenario import Scenario

#: Columns that name a place, from the nearest to the widest.
LEVELS = ("village", "community", "town", "quarter", "county", "district", "zone", "region")
#: The columns of :func:`whose` besides ``programme`` and ``need``.
COLUMNS = ("home", "person", "tier", *LEVELS)


def whose(scenario: Scenario) -> pd.DataFrame:
    """Every need of every programme as ``programme``, ``need``, ``home``, ``person``, ``tier``, a column for each of
    :data:`LEVELS`, ``lat`` and ``lon``; None and NaN where the tables do not tell.

    Where no need names a household, each counts for itself.
    """
    members = keyed(scenario, "members", "member_id", ("household_id",))["household_id"].to_dict()
    homes = keyed(scenario, "households", "household_id", ("tier", *LEVELS, "lat", "lon"))
    parts = [_programme(scenario, programme.code, members) for programme in scenario.config.programmes]
    found = pd.concat(parts, ignore_index=True)
    if found["home"].isna().all():
        found["home"] = found["need"]
    for name in ("tier", *LEVELS):
        found[name] = found[name].fillna(found["home"].map(homes[name]))
    for near, wide in ((near, LEVELS[k + 1 :]) for k, near in enumerate(LEVELS[:2])):
        places = keyed(scenario, "villages", near, (*wide, "lat", "lon"))
        for name in wide:
            found[name] = found[name].fillna(found[near].map(places[name]))
        for name in ("lat", "lon"):
            found[name] = found[name].fillna(found[near].map(places[name]))
    for name in ("lat", "lon"):
        found[name] = found["home"].map(homes[name]).fillna(found[name]).astype(float)
    return found


def _programme(scenario: Scenario, code: str, members: Mapping[str, Any]) -> pd.DataFrame:
    """The needs of one programme, with what their own rows tell."""
    table = f"needs_{code}"
    hidden = private_columns(scenario.config, scenario.config.programme(code).needs)
    have = set(_columns(scenario, table)) - hidden
    wanted = {"household_id": "home", "member_id": "person", "tier": "tier"} | {name: name for name in LEVELS}
    picks = [
        f"{f'CAST({ident(name)} AS VARCHAR)' if name in have else 'CAST(NULL AS VARCHAR)'} AS {ident(told)}"
        for name, told in wanted.items()
    ]
    said = scenario.config.programme(code).standing
    for told, sql in (("tier", said.tier), ("region", said.region)):
        if sql and told not in have:
            picks = [pick for pick in picks if not pick.endswith(f" AS {ident(told)}")]
            picks.append(f"CAST(({sql}) AS VARCHAR) AS {ident(told)}")
    rows = scenario.db.execute(f"SELECT _id AS need, {', '.join(picks)} FROM {ident(table)} n ORDER BY _i").df()
    rows = rows.astype(dict.fromkeys(("need", *wanted.values()), object))
    rows.insert(0, "programme", code)
    itself = rows["need"].map(members)
    rows["person"] = rows["person"].fillna(rows["need"].where(itself.notna()))
    rows["home"] = rows["home"].fillna(rows["person"].map(members))
    rows["lat"], rows["lon"] = float("nan"), float("nan")
    return rows


def keyed(scenario: Scenario, table: str, key: str, names: tuple[str, ...]) -> pd.DataFrame:
    """Columns of a table by its key; one that it does not have, or that tells who someone is, is empty."""
    have: set[str] = set()
    if table in scenario.tables:
        have = set(_columns(scenario, table)) - private_columns(scenario.config, table)
    if key not in have:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names}, index=pd.Index([], dtype=object))
    picks = []
    for name in names:
        kind = "DOUBLE" if name in ("lat", "lon") else "VARCHAR"
        picks.append(f"{f'TRY_CAST({ident(name)} AS {kind})' if name in have else f'NULL::{kind}'} AS {ident(name)}")
    rows = scenario.db.execute(
        f"SELECT CAST({ident(key)} AS VARCHAR) AS _key, {', '.join(picks)} FROM {ident(table)} ORDER BY ALL"
    ).df()
    return rows.drop_duplicates("_key").set_index("_key")


def _columns(scenario: Scenario, table: str) -> list[str]:
    return [str(row[0]) for row in scenario.db.execute(f"DESCRIBE {ident(table)}").fetchall()]
