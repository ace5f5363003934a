"""Who is matched with whom: a sheet for each programme, a row for each row of ``plan.csv``."""

from __future__ import annotations

from pairing.outputs.book.known import Known
from pairing.outputs.book.sheet import Cell, Column, Fen, Sheet, without_empty
from pairing.tables.cells import literal


def matches(known: Known) -> list[Sheet]:
    """The sheets, in the order of the programmes; a programme without a match has an empty one. O(rows)."""
    return [_programme(known, programme.code) for programme in known.facts.config.programmes]


def _programme(known: Known, code: str) -> Sheet:
    facts, say = known.facts, known.say
    programme = facts.config.programme(code)
    rows = facts.matches[facts.matches["programme"] == code]
    columns, cells = known.whose(rows)
    frozen = len(columns) if len(columns) < 3 else 2
    columns.append(Column(say(f"book_from_{programme.kind}")))
    cells.append(rows["resource"].tolist())
    more, titles = known.whom(rows["programme"], rows["resource"])
    columns += more
    cells += titles
    columns += [Column(say("book_head_via")), Column(say("book_head_via_title"))]
    cells += [rows["via"].fillna("").tolist(), [known.titles.of(code, via, "v") for via in rows["via"].fillna("")]]
    columns.append(Column(say("book_head_yuan" if programme.money else "book_head_matches"), "number"))
    amounts = rows["amount"].tolist()
    cells.append([known.amount(amount, programme.money) for amount in amounts])
    if rows["points"].any():
        columns.append(Column(say("book_head_points"), "number"))
        cells.append(rows["points"].tolist())
    fixed = _fixed(known, code)
    pairs = zip(rows["need"], rows["resource"], strict=True)
    columns.append(Column(say("book_head_fixed")))
    cells.append([say("book_fixed") if pair in fixed else "" for pair in pairs])
    columns, cells = without_empty(columns, cells)
    total: list[Cell] | None = None
    if programme.money and amounts:
        names = [column.title for column in columns]
        total = [""] * len(columns)
        total[0], total[names.index(say("book_head_yuan"))] = say("book_total"), Fen(sum(amounts))
    return Sheet(facts.title(code), columns, list(zip(*cells, strict=True)), frozen, total)


def _fixed(known: Known, code: str) -> set[tuple[str, str]]:
    """The pairs that pins demand."""
    if "pins" not in known.facts.scenario.tables:
        return set()
    rows = known.facts.scenario.db.execute(
        f"SELECT need, resource FROM pins WHERE programme = {literal(code)} AND kind = 'must'"
    ).fetchall()
    return {(str(need), str(resource)) for need, resource in rows}
