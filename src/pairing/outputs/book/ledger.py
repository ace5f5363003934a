"""The ledger of money: every fund with its year, what it may give, what it gives, and what is left of it."""

from __future__ import annotations

from typing import Any

from pairing.outputs.book.known import Known
from pairing.outputs.book.sheet import Cell, Column, Fen, Sheet, without_empty
from pairing.tables.cells import ident
from pairing.tables.private import private_columns


def ledger(known: Known) -> Sheet | None:
    """The sheet, a row for each fund and year; None where no programme gives money.

    A fund that several programmes draw from is one row. Its budget is then the largest that one of them may draw, or,
    where they together draw more than that, the sum: each has one of its own. O(resources).
    """
    facts, say = known.facts, known.say
    funds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    years: dict[str, dict[str, str]] = {}
    for record in facts.resources:
        code = record["programme"]
        if facts.money(code):
            if code not in years:
                years[code] = _years(known, code)
            year = years[code].get(record["resource"], "")
            funds.setdefault((record["resource"], year), []).append(record)
    if not funds:
        return None
    rows = [_fund(known, *key, records) for key, records in sorted(funds.items())]
    columns = [Column(say("book_from_funding"))]
    columns += [
        Column(say("book_head_title")),
        Column(say("book_head_year")),
        Column(say("report_head_purpose"), "words"),
    ]
    columns += [Column(say(f"book_money_{name}"), "number") for name in ("budget", "given", "left")]
    columns += [Column(say("book_head_used"), "share"), Column(say("book_head_payments"), "number")]
    columns.append(Column(say("report_head_state"), "words"))
    total = _total(known, rows)
    columns, cells = without_empty(columns, [*zip(*[*rows, total], strict=True)])
    every = list(zip(*cells, strict=True))
    return Sheet(say("book_money"), columns, every[:-1], 1, every[-1])


def _fund(known: Known, fund: str, year: str, records: list[dict[str, Any]]) -> list[Cell]:
    facts = known.facts
    # A fund may stand in every programme; those are told that draw from it, else those where something fits it.
    mine = [r for r in records if r["load"]] or [r for r in records if r["eligible"]] or records[:1]
    given = sum(r["load"] for r in records)
    bounds = [r["most"] for r in records]
    budget = None
    if None not in bounds:
        budget = max(bounds) if given <= max(bounds) else sum(r["most"] for r in mine)
    states = dict.fromkeys(known.say(f"reason_{r['reason']}") for r in mine)
    title = next((title for r in records if (title := known.titles.of(r["programme"], fund))), "")
    return [
        fund,
        title,
        year,
        facts.numbers.listed(dict.fromkeys(facts.title(r["programme"]) for r in mine)),
        None if budget is None else Fen(budget),
        Fen(given),
        None if budget is None else Fen(budget - given),
        given / budget if budget else None,
        sum(r["holders"] for r in records),
        facts.numbers.listed(states),
    ]


def _total(known: Known, rows: list[list[Cell]]) -> list[Cell]:
    budget, given, left = (Fen(sum(int(row[k] or 0) for row in rows)) for k in (4, 5, 6))
    payments = sum(int(row[8] or 0) for row in rows)
    bounded = all(row[4] is not None for row in rows)
    sums: list[Cell] = [budget, given, left, given / budget if budget else None]
    return [known.say("book_total"), "", "", "", *(sums if bounded else [None, given, None, None]), payments, ""]


def _years(known: Known, code: str) -> dict[str, str]:
    """The year of each fund of a programme: as its table says, else that of the plan's day."""
    facts, table = known.facts, f"resources_{code}"
    have = {str(row[0]) for row in facts.scenario.db.execute(f"DESCRIBE {ident(table)}").fetchall()}
    hidden = private_columns(facts.config, facts.config.programme(code).resources)
    year = "CAST(year AS VARCHAR)" if "year" in have - hidden else "NULL"
    default = str(facts.config.as_of.year) if facts.config.as_of else ""
    rows = facts.scenario.db.execute(f"SELECT _id, {year} FROM {ident(table)}").fetchall()
    return {str(identity): default if value is None else str(value) for identity, value in rows}
