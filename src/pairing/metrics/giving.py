"""The side that gives: the load of helpers, money used and lapsed, and how far those matched are from each other."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from pairing.config import Programme
from pairing.metrics import figures
from pairing.metrics.figures import show
from pairing.metrics.standing import Placed, described
from pairing.tables.cells import ident

if TYPE_CHECKING:
    import duckdb


def load(db: duckdb.DuckDBPyConnection, programme: Programme) -> dict[str, Any]:
    """What the resources carry, in matches or fen, after :func:`pairing.metrics.stability.lay_ways`.

    ``mean`` and ``most`` over all resources, ``gini`` of the loads (see :func:`pairing.metrics.figures.gini`), and
    ``idle``: the share of resources that carry nothing.
    """
    rows = db.execute(
        f"SELECT coalesce(w.amount, 0) AS amount, count(*) FROM {ident(f'resources_{programme.code}')} r LEFT JOIN ("
        "SELECT resource, sum(amount) AS amount FROM audit_ways GROUP BY resource) w ON w.resource = r._id "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    loads = [(int(amount), int(count)) for amount, count in rows]
    every, idle = figures.size(loads), sum(count for amount, count in loads if not amount)
    return {
        "resources": every,
        "mean": show(figures.mean(loads)),
        "most": loads[-1][0] if loads else 0,
        "gini": show(figures.gini(loads)),
        "idle": show(Fraction(idle, every)) if every else None,
    }


def money(db: duckdb.DuckDBPyConnection, programme: Programme, holds: int) -> dict[str, Any] | None:
    """``used`` in fen, the number of ``grants`` and fen ``per_grant`` (rounded half up), and what has ``lapsed``.

    Lapsed is what funds with a most hold beyond what they give; None where none has. None where no money is given.
    """
    if not programme.money:
        return None
    used, grants = _row(db, "SELECT coalesce(sum(amount), 0), count(*) FILTER (amount > 0) FROM audit_ways")
    bounded = f"FROM audit_sums WHERE lim = {holds} AND most IS NOT NULL"
    funds, lapsed = _row(db, f"SELECT count(*), coalesce(sum(most - total), 0) {bounded}")
    return {
        "used": used,
        "grants": grants,
        "per_grant": (2 * used + grants) // (2 * grants) if grants else None,
        "lapsed": lapsed if funds else None,
    }


def distance(db: duckdb.DuckDBPyConnection, programme: Programme, place: Placed) -> dict[str, Any] | None:
    """Kilometres between need and resource over the matches that are used: ``mean``, ``p95``, ``most``, and ``known``.

    From the ``lat`` and ``lon`` of both (great circle, radius 6,371.0088 km), else from the first ``km(...)`` in a
    score or rule; None where neither is there. Matches without a known distance do not count.
    """
    kilometres = _kilometres(db, programme, place)
    if kilometres is None:
        return None
    rows = db.execute(
        f"SELECT CAST(round(({kilometres}) * 1000) AS BIGINT) AS metres, count(*) FROM audit_ways e "
        "JOIN audit_needs p USING (need) "
        f"JOIN {ident(f'needs_{programme.code}')} n ON n._id = e.need "
        f"JOIN {ident(f'resources_{programme.code}')} r ON r._id = e.resource "
        "WHERE e.amount > 0 GROUP BY ALL HAVING metres IS NOT NULL ORDER BY ALL"
    ).fetchall()
    metres = [(int(value), int(count)) for value, count in rows]
    far = figures.quantile(metres, Fraction(95, 100))
    average = figures.mean(metres)
    return {
        "known": figures.size(metres),
        "mean": None if average is None else math.floor(average / 10 + Fraction(1, 2)) / 100,
        "p95": None if far is None else far / 1000,
        "most": metres[-1][0] / 1000 if metres else None,
    }


def _kilometres(db: duckdb.DuckDBPyConnection, programme: Programme, place: Placed) -> str | None:
    if place.located and {"lat", "lon"} <= described(db, f"resources_{programme.code}").keys():
        return "km(p.lat, p.lon, r.lat, r.lon)"
    for text in (*(score.points for score in programme.scores), *(rule.where for rule in programme.rules)):
        for call in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Anonymous):
            if call.name.lower() == "km" and {c.table.lower() for c in call.find_all(exp.Column)} <= {"n", "r"}:
                return call.sql("duckdb")
    return None


def _row(db: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return tuple(int(value) for value in db.execute(query).fetchone() or (0, 0))
