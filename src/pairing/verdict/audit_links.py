"""The links, derived again: one join per programme, straight from the rules."""

from __future__ import annotations

import duckdb

from pairing.config import Config, Programme
from pairing.verdict.sql import fen, literal, nearest, tables, units


def build_wants(db: duckdb.DuckDBPyConnection, config: Config) -> None:
    """``audit_wants(programme, need, wanted)``: what every need asks for, in units of amount."""
    db.execute("CREATE OR REPLACE TEMP TABLE audit_wants(programme VARCHAR, need VARCHAR, wanted BIGINT)")
    for programme in config.programmes:
        wanted = units(programme.wants.most or "0", money=programme.money)
        db.execute(
            f"INSERT INTO audit_wants SELECT {literal(programme.code)}, n._id, coalesce({wanted}, 0)"
            f" FROM {tables(programme)['n']} n"
        )


def build_links(db: duckdb.DuckDBPyConnection, config: Config) -> None:
    """``audit_links``: every link that is kept, with its points and the amounts it may have.

    The amount is 0 or within [minimum, upper], and at least ``lower``, which a pin sets.
    """
    db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_links(link BIGINT, programme VARCHAR, need VARCHAR, resource VARCHAR,"
        " via VARCHAR, points BIGINT, lower BIGINT, minimum BIGINT, upper BIGINT)"
    )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_pins(programme VARCHAR, need VARCHAR, resource VARCHAR, must BOOLEAN,"
        " banned BOOLEAN, amount BIGINT)"
    )
    for programme in config.programmes:
        db.execute(_pins(db, programme))
        db.execute(_links(programme, listed_points=_lists_points(db, programme)))


def _pins(db: duckdb.DuckDBPyConnection, programme: Programme) -> str:
    columns = {row[0].lower() for row in db.execute("DESCRIBE pins").fetchall()}
    amount = units("amount", money=programme.money, up=True) if "amount" in columns else "0"
    return (
        f"INSERT INTO audit_pins SELECT {literal(programme.code)}, CAST(need AS VARCHAR), CAST(resource AS VARCHAR),"
        f" bool_or(kind = 'must'), bool_or(kind = 'must_not'), max(coalesce({amount}, 0))"
        f" FROM pins WHERE programme = {literal(programme.code)} GROUP BY ALL"
    )


def _lists_points(db: duckdb.DuckDBPyConnection, programme: Programme) -> bool:
    """Whether the points of a link stand in the scenario's own list of links."""
    if not programme.links:
        return False
    return "points" in {row[0].lower() for row in db.execute(f"DESCRIBE {tables(programme)['l']}").fetchall()}


def _links(programme: Programme, *, listed_points: bool) -> str:
    order = "PARTITION BY pairs.need ORDER BY points DESC, pairs.resource, via NULLS FIRST"
    best_way = "row_number() OVER (PARTITION BY pairs.need, pairs.resource ORDER BY points DESC, via NULLS FIRST) = 1"
    top = f" AND (pinned OR row_number() OVER ({order}) <= {programme.top})" if programme.top else ""
    ways = (False, True) if programme.via else (False,)
    pairs = [_pairs(programme, via=via, listed_points=listed_points) for via in ways]
    code = literal(programme.code)
    # Where a pinned pair has several ways (via), only the one with the most points is a link.
    return f"""
        INSERT INTO audit_links
        WITH pairs AS ({" UNION ALL ".join(pairs)}),
        kept AS (
            SELECT pairs.*, coalesce(p.must, false) AS pinned, p.amount
            FROM pairs LEFT JOIN audit_pins p
              ON p.programme = {code} AND p.need = pairs.need AND p.resource = pairs.resource
            WHERE NOT coalesce(p.banned, false) AND upper >= minimum
            QUALIFY (NOT pinned OR {best_way}){top}
        )
        SELECT (SELECT count(*) FROM audit_links) + row_number() OVER () - 1, {code}, need, resource, via, points,
            CASE WHEN pinned THEN greatest(amount, minimum) ELSE 0 END, minimum, upper
        FROM kept"""


def _pairs(programme: Programme, *, via: bool, listed_points: bool) -> str:
    """The pairs that every rule allows; or, with ``via``, those that a row in between opens."""
    source = tables(programme)
    opened = programme.via.opens if programme.via and via else ()
    conditions = [f"({rule.where})" for rule in programme.rules if rule.code not in opened]
    joined = [f"{source['n']} n", f"{source['r']} r"]
    if programme.links:
        joined.append(f"{source['l']} l")
        conditions += ["CAST(l.need AS VARCHAR) = n._id", "CAST(l.resource AS VARCHAR) = r._id"]
    if programme.via and via:
        joined.append(f"{source['v']} v")
        conditions += [f"({rule.where})" for rule in programme.via.rules]
        closed = [f"({rule.where})" for rule in programme.rules if rule.code in opened]
        conditions.append(f"NOT coalesce({' AND '.join(closed) or 'true'}, false)")
    return (
        f"SELECT n._id AS need, r._id AS resource, {'v._id' if via else 'NULL::VARCHAR'} AS via,"
        f" CAST({_points(programme, via=via, listed=listed_points)} AS BIGINT) AS points,"
        f" CAST({_minimum(programme)} AS BIGINT) AS minimum, CAST({_upper(programme)} AS BIGINT) AS upper"
        f" FROM {' JOIN '.join(f'{t} ON true' if i else t for i, t in enumerate(joined))}"
        f" WHERE {' AND '.join(conditions) or 'true'}"
    )


def _points(programme: Programme, *, via: bool, listed: bool) -> str:
    own = programme.scores + (programme.via.scores if programme.via and via else ())
    return " + ".join(nearest(score.points) for score in own) or (nearest("l.points") if listed else "0")


def _minimum(programme: Programme) -> str:
    if programme.minimum is None:
        return "1"
    return f"greatest(coalesce({units(programme.minimum, money=programme.money, up=True)}, 1), 1)"


def _upper(programme: Programme) -> str:
    default = fen(programme.wants.most or "0") if programme.money else "1"
    upper = f"coalesce({units(programme.upper, money=programme.money)}, {default})" if programme.upper else default
    if programme.holds.most is None or programme.holds.weight is not None:
        return f"coalesce({upper}, 0)"
    return f"least(coalesce({upper}, 0), {units(programme.holds.most, money=programme.money)})"
