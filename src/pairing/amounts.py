"""How much a row wants or holds: SQL in yuan or in matches, as whole numbers of fen or matches."""

from __future__ import annotations

from dataclasses import dataclass

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


def span_of(programme: Programme, role: str) -> tuple[Span, str, bool]:
    """The span of a role (``wants``, ``holds``, ``via.holds``), its table, and whether it is money."""
    if role == "wants":
        return programme.wants, f"needs_{programme.code}", programme.money
    if role == "holds":
        return programme.holds, f"resources_{programme.code}", programme.money
    assert programme.via is not None
    return programme.via.holds, f"via_{programme.code}", False


def amounts(scenario: Scenario, programme: Programme, role: str) -> Amounts:
    """What every row wants or holds, kept in DuckDB as ``wants_CODE``, ``holds_CODE`` too.

    Raises :class:`BadData` for every row whose amount is unknown (a need's most), negative, finer than a fen, or with a
    least over its most.
    """
    span, table, money = span_of(programme, role)
    alias = {"wants": "n", "holds": "r", "via.holds": "v"}[role]
    place = f"programme.{programme.code}.{role}"
    target = f"{role.removesuffix('.holds')}_{programme.code}_amounts"
    least = units(span.least, money, up=True) if span.least else "NULL::BIGINT"
    most = units(span.most, money) if span.most else "NULL::BIGINT"
    exact = " OR ".join(
        f"CAST(({sql}) AS DECIMAL(30, 6)) * 100 <> round(CAST(({sql}) AS DECIMAL(30, 6)) * 100)"
        for sql in (span.least, span.most)
        if sql and money
    )
    try:
        scenario.db.execute(
            f"CREATE OR REPLACE TEMP TABLE {ident(target)} AS SELECT {alias}._i AS _i, {alias}._id AS _id, "
            f"{least} AS least, {most} AS most, coalesce({exact or 'FALSE'}, FALSE) AS fine "
            f"FROM {ident(table)} {alias} ORDER BY _i"
        )
        checks = {
            "amount_unknown": "most IS NULL" if role == "wants" else "FALSE",
            "amount_negative": "least < 0 OR most < 0",
            "amount_fine": "fine",
            "least_above_most": "least > most",
        }
        faults = []
        for code, condition in checks.items():
            rows = scenario.db.execute(
                "SELECT _id, coalesce(CAST(coalesce(least, most) AS VARCHAR), ''), coalesce(CAST(most AS VARCHAR), '') "
                f"FROM {ident(target)} WHERE {condition} ORDER BY _i LIMIT 100"
            ).fetchall()
            for key, low, high in rows:
                facts = {"table": table.partition("_")[0], "id": str(key), "least": str(low), "most": str(high)}
                faults.append(Fault(code, "scenario.toml", column=place, value=str(key), facts=facts))
        if faults:
            raise BadData(faults)
        columns = scenario.db.execute(
            f"SELECT coalesce(least, 0) AS least, coalesce(most, {UNBOUNDED}) AS most FROM {ident(target)} ORDER BY _i"
        ).fetchnumpy()
    except duckdb.Error as error:
        sql = span.most if span.least is None else f"{span.least} .. {span.most or ''}"
        raise BadData([engine_fault(error, place=place, sql=sql or "")]) from None
    return Amounts(columns["least"].astype(np.int64), columns["most"].astype(np.int64))
