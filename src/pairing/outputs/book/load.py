"""How every helper, post and fund is loaded: its least, what it has, its most, and what is free."""

from __future__ import annotations

from pairing.outputs.book.known import Known
from pairing.outputs.book.sheet import Cell, Column, Sheet, without_empty
from pairing.tables.cells import ident


def load(known: Known) -> Sheet | None:
    """The sheet, a row for each resource of each programme; None where the run keeps no records of them. O(rows)."""
    facts, say = known.facts, known.say
    records = facts.resources
    if not records:
        return None
    least = _least(known)
    columns = [Column(say("report_head_programme"), "words", 20), Column(say("book_head_resource"))]
    cells: list[list[Cell]] = [[facts.title(r["programme"]) for r in records], [r["resource"] for r in records]]
    more, titles = known.whom([r["programme"] for r in records], [r["resource"] for r in records])
    columns += more
    cells += titles
    amounts: dict[str, list[int | None]] = {
        "least": [r.get("least", least.get((r["programme"], r["resource"]))) for r in records],
        "held": [r["load"] for r in records],
        "most": [r["most"] for r in records],
        "free": [None if r["most"] is None else max(0, r["most"] - r["load"]) for r in records],
    }
    money = [facts.money(r["programme"]) for r in records]
    for name, values in amounts.items():
        columns.append(Column(say(f"book_head_{name}"), "number"))
        cells.append([None if v is None else known.amount(v, fen) for v, fen in zip(values, money, strict=True)])
    columns += [Column(say("book_head_used"), "share"), Column(say("book_head_unit"))]
    cells.append([r["load"] / r["most"] if r["most"] else None for r in records])
    cells.append([known.unit(fen) for fen in money])
    columns += [Column(say("book_head_serves"), "number"), Column(say("report_head_state"), "words")]
    cells += [[r["holders"] for r in records], [say(f"reason_{r['reason']}") for r in records]]
    columns, cells = without_empty(columns, cells)
    return Sheet(say("book_load"), columns, list(zip(*cells, strict=True)), 2)


def _least(known: Known) -> dict[tuple[str, str], int]:
    """What each resource must take at least, as the tables say and as a repair has bent it; fen for money."""
    facts = known.facts
    found: dict[tuple[str, str], int] = {}
    for programme in facts.config.programmes:
        sql = programme.holds.least
        if sql:
            scale = 100 if programme.money else 1
            rows = facts.scenario.db.execute(
                f"SELECT _id, CAST(round(({sql}) * {scale}) AS BIGINT) FROM {ident(f'resources_{programme.code}')} r"
            ).fetchall()
            found |= {(programme.code, str(identity)): int(value) for identity, value in rows if value is not None}
    for bend in facts.summary.get("repair", {}).get("bends", ()):
        code, _, name = bend["limit"].partition(".")
        if name == "holds" and bend["side"] == "least":
            found[code, bend["group"]] = bend["to"]
    return found
