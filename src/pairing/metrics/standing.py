"""Where each need of a programme stands: what it wants, what it got, who it is, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pairing.config import Config, Programme, Standing
from pairing.metrics.figures import PARTS
from pairing.tables.cells import ident, literal
from pairing.tables.private import private_columns

if TYPE_CHECKING:
    import duckdb

#: Tables that tell more of a need that names one of their rows: (table, its key).
_BEHIND = (("households", "household_id"), ("members", "member_id"))

#: From which age on a band begins.
_AGES = (0, 18, 35, 60, 80)


@dataclass(frozen=True)
class Placed:
    """What is known of the needs in ``audit_needs``; ``groups`` has (name, column) of each way to group them."""

    groups: tuple[tuple[str, str], ...]
    priority: bool
    arrival: bool
    located: bool


class _Columns:
    """Which columns a need has, of its own or through the household or person that it names."""

    def __init__(self, db: duckdb.DuckDBPyConnection, programme: Programme) -> None:
        self.db = db
        self.own = described(db, f"needs_{programme.code}")
        self.behind = {table: (key, described(db, table)) for table, key in _BEHIND if key in self.own}
        self.joined: set[str] = set()

    def find(self, *names: str) -> str:
        """SQL for the first of these columns that there is; empty where there is none."""
        for name in names:
            if name in self.own:
                return f"n.{ident(name)}"
            for table, (key, columns) in self.behind.items():
                if name in columns and key in columns:
                    self.joined.add(table)
                    return f"{table}.{ident(name)}"
        return ""

    def joins(self) -> str:
        """The joins that what was found needs; a key that stands twice gives one row all the same."""
        parts = []
        for table in sorted(self.joined):
            key, columns = self.behind[table]
            listed = ", ".join(f"min({ident(name)}) AS {ident(name)}" for name in columns if name != key)
            parts.append(
                f"LEFT JOIN (SELECT CAST({key} AS VARCHAR) AS {key}, {listed} FROM {ident(table)} GROUP BY ALL) {table}"
                f" ON {table}.{key} = CAST(n.{key} AS VARCHAR)"
            )
        return " ".join(parts)


def described(db: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table in lower case, with their types; none where there is no such table."""
    rows = db.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    return {str(name).lower(): str(kind) for name, kind in rows}


def place_needs(db: duckdb.DuckDBPyConnection, config: Config, programme: Programme) -> Placed:
    """The needs of a programme as the table ``audit_needs``: need, number, wanted, given, share, household, priority,
    arrival, tenth, lat, lon, and g0, g1, ... for the ways to group them.

    Amounts are matches or fen; ``share`` is what is covered of what is wanted in :data:`PARTS`, at most all of it, and
    NULL where nothing is wanted; ``priority`` is larger for those who come first, as procedures take it: whole, and 0
    where it is not known; ``tenth`` is 1 for the tenth of the needs with the highest priority, and the same for all of
    one priority. What `[programme.standing]` says comes first, then columns of the usual names, of the need or of the
    household or person that it names.
    """
    find = _Columns(db, programme)
    said = programme.standing
    indexes = [each.code for each in config.indexes]
    priority = said.priority or _tiers(said) or find.find("priority", *indexes, "hardship_index")
    arrival = said.arrival or find.find("date")
    groups = {
        "region": said.region or find.find("village", "town"),
        "tier": said.tier or find.find("tier"),
        "sex": find.find("sex"),
        "age": _age(find),
    }
    hidden = {f"n.{name}" for name in private_columns(config, programme.needs)}
    for column in said.groups:
        if column.replace('"', "") not in hidden:
            groups.setdefault(column.partition(".")[2].strip('"'), column)
    groups = {name: sql for name, sql in groups.items() if sql}
    household, lat, lon = (find.find(name) for name in ("household_id", "lat", "lon"))
    columns = [
        *(f"{sql or 'NULL'} AS {name}" for name, sql in (("lat", lat), ("lon", lon))),
        f"{household or 'NULL'} AS household",
        f"{f'coalesce(CAST(round({priority}) AS BIGINT), 0)' if priority else 'NULL::BIGINT'} AS priority",
        f"{f'({arrival})' if arrival else 'NULL'} AS arrival",
        *(f"CAST({sql} AS VARCHAR) AS g{i}" for i, sql in enumerate(groups.values())),
    ]
    place = Placed(
        groups=tuple((name, f"g{i}") for i, name in enumerate(groups)),
        priority=bool(priority),
        arrival=bool(arrival),
        located=bool(lat and lon),
    )
    code = literal(programme.code)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE audit_needs AS SELECT *, "
        f"CASE WHEN wanted > 0 THEN CAST(least(given, wanted) AS HUGEINT) * {PARTS} // wanted END AS share, "
        "CAST(10 * (rank() OVER (ORDER BY priority DESC) - 1) // count(*) OVER () + 1 AS INTEGER) AS tenth FROM ("
        "SELECT n._id AS need, row_number() OVER (ORDER BY n._id) - 1 AS number, w.wanted, "
        "CAST(coalesce(g.given, 0) AS HUGEINT) AS given, "
        f"{', '.join(columns)} "
        f"FROM {ident(f'needs_{programme.code}')} n "
        f"JOIN audit_wants w ON w.programme = {code} AND w.need = n._id LEFT JOIN ("
        "SELECT e.need, sum(a.amount) AS given FROM audit_links e JOIN audit_amounts a USING (link) "
        f"WHERE e.programme = {code} GROUP BY e.need) g ON g.need = n._id {find.joins()})"
    )
    return place


def _tiers(said: Standing) -> str:
    """The priority that a tier stands for: the first of n tiers n, the last 1, any other 0."""
    if not said.tier or not said.tiers:
        return ""
    ranks = " ".join(f"WHEN {literal(tier)} THEN {len(said.tiers) - i}" for i, tier in enumerate(said.tiers))
    return f"CASE CAST(({said.tier}) AS VARCHAR) {ranks} ELSE 0 END"


def _age(find: _Columns) -> str:
    """The band of age that a person is in on the scenario's date, such as 18-34."""
    born, age = find.find("birth_date"), find.find("age")
    if not age and not born:
        return ""
    years = age or f"date_sub('year', {born}, as_of())"
    bands = "".join(f" WHEN {years} < {after} THEN '{first}-{after - 1}'" for first, after in pairwise(_AGES))
    return f"CASE WHEN {years} IS NULL THEN NULL{bands} ELSE '{_AGES[-1]}+' END"
