"""All figures of one plan as one record, for every scenario the same; `docs/metrics.md` says what each key means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pairing.config import Config, Programme
from pairing.metrics.coverage import covered, spread
from pairing.metrics.giving import distance, load, money
from pairing.metrics.groups import by_groups
from pairing.metrics.pareto import pareto
from pairing.metrics.past import churn, waiting
from pairing.metrics.stability import lay_ways, stability
from pairing.metrics.standing import place_needs

if TYPE_CHECKING:
    import duckdb


def metrics(db: duckdb.DuckDBPyConnection, config: Config, limits: Mapping[str, int]) -> dict[str, Any]:
    """The figures of the plan in ``audit_amounts``; amounts are matches, and fen for money.

    ``db`` holds the scenario's tables and the verifier's ``audit_links``, ``audit_wants``, ``audit_terms`` and
    ``audit_sums``; ``limits`` has the number of each limit there. ``households`` are those of the needs whose tables
    name one (each need counts for itself where no table does: ``counted`` says which); ``with_nothing`` those that get
    nothing from any programme. A fund of one id in several programmes is one fund, which holds the largest of what they
    say. O(links x limits) in the database, and O(different amounts) here.
    """
    programmes: dict[str, Any] = {}
    db.execute("CREATE OR REPLACE TEMP TABLE audit_homes(household VARCHAR, helped BOOLEAN)")
    db.execute("CREATE OR REPLACE TEMP TABLE audit_funds(fund VARCHAR, most HUGEINT, given HUGEINT)")
    bound = _bound(db)
    for programme in config.programmes:
        programmes[programme.code] = _programme(db, config, programme, limits, bound)
    row = db.execute(
        "SELECT count(*), count(*) FILTER (NOT helped) FROM ("
        "SELECT bool_or(helped) AS helped FROM audit_homes WHERE household IS NOT NULL GROUP BY household)"
    ).fetchone()
    homes, nothing = (int(value) for value in row or (0, 0))
    funds = db.execute(
        "SELECT sum(most - given) FROM (SELECT max(most) AS most, sum(given) AS given FROM audit_funds GROUP BY fund)"
    ).fetchone()
    needs, helped = (sum(record[name] for record in programmes.values()) for name in ("needs", "helped"))
    paid = [record["money"]["used"] for record in programmes.values() if record["money"]]
    return {
        "counted": "households" if homes else "needs",
        "households": homes or needs,
        "with_nothing": nothing if homes else needs - helped,
        "needs": needs,
        "helped": helped,
        "given": sum(paid) if paid else None,
        "lapsed": int(funds[0]) if funds and funds[0] is not None else None,
        "programmes": programmes,
    }


def _programme(
    db: duckdb.DuckDBPyConnection, config: Config, programme: Programme, limits: Mapping[str, int], bound: set[int]
) -> dict[str, Any]:
    place = place_needs(db, config, programme)
    lay_ways(db, programme)
    holds = limits.get(f"{programme.code}.holds", -1)
    own = {limits.get(f"{programme.code}.{side}", -1) for side in ("wants", "holds")}
    db.execute("INSERT INTO audit_homes SELECT CAST(household AS VARCHAR), given > 0 FROM audit_needs")
    if programme.money:
        db.execute(
            f"INSERT INTO audit_funds SELECT label, most, total FROM audit_sums WHERE lim = {holds}"
            " UNION ALL SELECT resource, NULL, sum(amount) FROM audit_ways WHERE resource NOT IN "
            f"(SELECT label FROM audit_sums WHERE lim = {holds}) GROUP BY resource"
        )
    return {
        **covered(db, place),
        **spread(db, place),
        "by": by_groups(db, place),
        **stability(db, programme, limits, place),
        "pareto": pareto(db, programme, holds, _touched(db, bound - own)),
        "load": load(db, programme),
        "money": money(db, programme, holds),
        "distance": distance(db, programme, place),
        "waiting": waiting(db, place),
        "churn": churn(db, programme),
    }


def _bound(db: duckdb.DuckDBPyConnection) -> set[int]:
    """The numbers of the hard limits."""
    rows = db.execute("SELECT DISTINCT lim FROM audit_sums WHERE soft IS NULL").fetchall()
    return {int(number) for (number,) in rows}


def _touched(db: duckdb.DuckDBPyConnection, limits: set[int]) -> bool:
    """Whether any of these limits counts a link of the programme at hand."""
    if not limits:
        return False
    listed = ", ".join(map(str, sorted(limits)))
    row = db.execute(
        "SELECT count(*) FROM audit_terms t JOIN audit_ways w USING (link) "
        f"WHERE t.grp IN (SELECT grp FROM audit_sums WHERE lim IN ({listed}))"
    ).fetchone()
    return bool(row and row[0])
