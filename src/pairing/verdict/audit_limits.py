"""The limits, derived again: every group with its bounds, and what each link adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import duckdb

from pairing.config import Config, Limit, Measure, Programme, Span, Terms
from pairing.verdict import sql
from pairing.verdict.verdict import Findings

Universe = Literal["n", "r", "v", "links"]
_ROWS: dict[str, Universe] = {"n": "n", "r": "r"}


@dataclass(frozen=True)
class AuditLimit:
    """A declared or implied limit (``PROG.wants``, ``PROG.holds``, ``PROG.via``), by its full code.

    ``bound`` has each programme with how its links enter.
    """

    number: int
    code: str
    of: Measure
    least: str | None
    most: str | None
    or_none: bool
    soft: int | None
    bound: tuple[tuple[Programme, Terms], ...]


def build_limits(db: duckdb.DuckDBPyConnection, config: Config, found: Findings) -> tuple[AuditLimit, ...]:
    """``audit_groups``: every group with its bounds; ``audit_terms``: what each link adds to each group.

    A bound that is not there is NULL. ``used`` terms count whether a link is used, the others its amount; ``signed``
    groups have a negative weight somewhere.
    """
    db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_groups(grp BIGINT, lim INTEGER, label VARCHAR, least HUGEINT, most HUGEINT,"
        " or_none BOOLEAN, soft BIGINT, signed BOOLEAN)"
    )
    db.execute("CREATE OR REPLACE TEMP TABLE audit_terms(grp BIGINT, link BIGINT, weight BIGINT, used BOOLEAN)")
    limits = tuple(_all(db, config))
    for limit in limits:
        _groups(db, limit, found)
        for programme, terms in limit.bound:
            _terms(db, limit, programme, terms)
    db.execute(
        "UPDATE audit_groups SET signed = true WHERE grp IN (SELECT grp FROM audit_terms WHERE weight < 0 GROUP BY grp)"
    )
    return limits


def _all(db: duckdb.DuckDBPyConnection, config: Config) -> list[AuditLimit]:
    limits: list[AuditLimit] = []

    def implied(code: str, alias: str, span: Span, of: Measure, programme: Programme) -> None:
        if span.least is None and span.most is None:
            return
        bound = ((programme, Terms((f"{alias}._id",), span.weight)),)
        code = f"{programme.code}.{code}"
        limits.append(AuditLimit(len(limits), code, of, span.least, span.most, span.may_stay_unused, None, bound))

    def declared(code: str, limit: Limit, programmes: tuple[Programme, ...]) -> None:
        bound = tuple((programme, limit.terms(programme.code)) for programme in programmes)
        limits.append(
            AuditLimit(len(limits), code, limit.of, limit.least, limit.most, limit.or_none, limit.soft, bound)
        )

    for programme in config.programmes:
        of: Measure = "money" if programme.money else "count"
        implied("wants", "n", programme.wants, of, programme)
        implied("holds", "r", programme.holds, of, programme)
        if programme.via:
            implied("via", "v", replace(programme.via.holds, weight=None), "count", programme)
        for limit in programme.limits:
            declared(f"{programme.code}.{limit.code}", limit, (programme,))
    for limit in config.limits:
        named = [p for p in config.programmes if not limit.programmes or p.code in limit.programmes]
        declared(limit.code, limit, tuple(p for p in named if sql.has_columns(db, p, limit.terms(p.code).per)))
    return limits


def _groups(db: duckdb.DuckDBPyConnection, limit: AuditLimit, found: Findings) -> None:
    if not limit.bound:
        return
    money = limit.of == "money"
    least, most = (sql.fold(bound) if bound is not None else None for bound in (limit.least, limit.most))
    uneven = " OR ".join(sql.varies(bound) for bound in (limit.least, limit.most) if bound is not None) or "false"
    body = (
        f"SELECT label, {sql.units(least, money=money, up=True) if least else 'NULL'} AS least,"
        f" {sql.units(most, money=money) if most else 'NULL'} AS most, {uneven} AS uneven"
        f" FROM ({_rows(limit)}) WHERE label IS NOT NULL GROUP BY label"
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE audit_new AS {body}")
    db.execute(
        "INSERT INTO audit_groups SELECT (SELECT count(*) FROM audit_groups) + row_number() OVER () - 1, ?, label,"
        " least, most, ?, ?, false FROM audit_new",
        [limit.number, limit.or_none, limit.soft],
    )
    for (label,) in db.execute("SELECT label FROM audit_new WHERE uneven ORDER BY label LIMIT 20").fetchall():
        found.wrong("limit_varies_in_group", "scenario.toml", column=f"limit.{limit.code}", value=label)


def _rows(limit: AuditLimit) -> str:
    """The rows whose values make the groups of a limit and its bounds, with aliases n, r, v as columns to look into.

    Every programme's labels are made before its rows join the others': a label never depends on their types.
    """
    bounds = [bound for bound in (limit.least, limit.most) if bound is not None]
    looks = {alias for bound in bounds for alias in sql.looks_into(bound)}
    parts = []
    for programme, terms in limit.bound:
        aliases = {sql.split(column)[0] for column in terms.per}
        universe = _ROWS.get("".join(aliases | looks), "links")
        if any(column.endswith("._id") for column in terms.per):
            universe = "v" if aliases == {"v"} else universe
        linked = universe == "links"
        label, where = sql.label(terms.per, linked=linked), terms.where if linked else None
        source = f"{sql.tables(programme).get(universe)} {universe}"
        if linked:
            source = sql.linked(programme, label, where, *bounds)
        picks = ", ".join([f"{label} AS label", *sql.rows(*bounds)])
        parts.append(f"SELECT {picks} FROM {source} WHERE {sql.present(terms.per, where, linked=linked)}")
    return " UNION ALL BY NAME ".join(parts)


def _terms(db: duckdb.DuckDBPyConnection, limit: AuditLimit, programme: Programme, terms: Terms) -> None:
    if limit.of == "money" and not programme.money:
        return
    label, weight = sql.label(terms.per, linked=True), sql.nearest(terms.weight) if terms.weight else "1"
    used = programme.money and limit.of == "count"
    db.execute(
        f"INSERT INTO audit_terms SELECT g.grp, t.link, t.weight, {used} FROM ("
        f"SELECT {label} AS label, e.link, {weight} AS weight FROM {sql.linked(programme, label, weight, terms.where)}"
        f" WHERE {sql.present(terms.per, terms.where, linked=True)}) t"
        " JOIN audit_groups g ON g.lim = ? AND g.label = t.label",
        [limit.number],
    )
