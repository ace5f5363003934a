"""How much a row wants or holds: SQL in yuan or in matches, as whole numbers of fen or matches."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb
import numpy as np

from pairing.config import Programme, Span
from pairing.fault import BadData, Fault
from pairing.model import I64, UNBOUNDED
from pairing.scenario import Scenario
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident


@dataclass(frozen=True, eq=False)
class Amounts:
    """The least and the most of every row of a table, in the order of its ``_i``; none is 0 and UNBOUNDED."""

    least: I64
    most: I64


def units(sql: str, money: bool, *, up: bool = False) -> str:
    """SQL for a bound in units of amount: yuan become fen; a bound on matches is rounded to where it binds the same."""
    if money:
        return f"CAST(round(CAST(({sql}) AS DECIMAL(30, 6)) * 100) AS BIGINT)"
    return f"CAST({'ceil' if up else 'floor'}(CAST(({sql}) AS DECIMAL(30, 6))) AS BIGINT)"


def span_of(programme: Programme, role: str) -> tuple[Span, str, str, bool]:
    """Of a role (``wants``, ``holds``, ``via.holds``) the span, its table and that one's source, and if it is money."""
    if role == "wants":
        return programme.wants, f"needs_{programme.code}", programme.needs, programme.money
    if role == "holds":
        return programme.holds, f"resources_{programme.code}", programme.resources, programme.money
    assert programme.via is not None
    return programme.via.holds, f"via_{programme.code}", programme.via.table, False


def amounts(scenario: Scenario, programme: Programme, role: str) -> Amounts:
    """What every row wants or holds, kept in DuckDB as ``wants_CODE``, ``holds_CODE`` too.

    Raises :class:`BadData` for every row whose amount is unknown (a need's most), negative, finer than a fen or than a
    match, or with a least over its most.
    """
    span, table, source, money = span_of(programme, role)
    alias = {"wants": "n", "holds": "r", "via.holds": "v"}[role]
    place = f"programme.{programme.code}.{role}"
    target = f"{role.removesuffix('.holds')}_{programme.code}_amounts"
    least = units(span.least, money, up=True) if span.least else "NULL::BIGINT"
    most = units(span.most, money) if span.most else "NULL::BIGINT"
    said_least, said_most = (f"CAST(({sql or 'NULL'}) AS DECIMAL(30, 6))" for sql in (span.least, span.most))
    try:
        scenario.db.execute(
            f"CREATE OR REPLACE TEMP TABLE {ident(target)} AS SELECT {alias}._i AS _i, {alias}._id AS _id, "
            f"{least} AS least, {most} AS most, {said_least} AS said_least, {said_most} AS said_most "
            f"FROM {ident(table)} {alias} ORDER BY _i"
        )
        checks = {
            "amount_unknown": "most IS NULL" if role == "wants" else "FALSE",
            "amount_negative": "least < 0 OR most < 0",
            "amount_fine": f"{money} AND (round(said_least, 2) <> said_least OR round(said_most, 2) <> said_most)",
            "amount_not_whole": f"NOT {money} AND round(said_most) <> said_most",
            "least_above_most": "least > most",
        }
        faults = []
        for code, condition in checks.items():
            rows = scenario.db.execute(
                f"SELECT _id, said_least, said_most FROM {ident(target)} WHERE {condition} ORDER BY _i LIMIT 100"
            ).fetchall()
            for key, low, high in rows:
                facts = {"table": source, "id": str(key), "least": plain(low), "most": plain(high)}
                faults.append(Fault(code, "scenario.toml", column=place, value=str(key), facts=facts))
        if faults:
            raise BadData(faults)
        columns = scenario.db.execute(
            f"SELECT coalesce(least, 0) AS least, coalesce(most, {UNBOUNDED}) AS most FROM {ident(target)} ORDER BY _i"
        ).fetchnumpy()
    except duckdb.Error as error:
        sql = " .. ".join(text for text in (span.least, span.most) if text)
        raise BadData([engine_fault(error, place=place, sql=sql)]) from None
    return Amounts(columns["least"].astype(np.int64), columns["most"].astype(np.int64))


def plain(amount: Decimal | None) -> str:
    """An amount as a person writes it, without needless zeros; a dash where there is none."""
    return "—" if amount is None else f"{amount.normalize():f}"
