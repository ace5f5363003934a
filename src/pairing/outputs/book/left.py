"""Who is left with less than they want, and why: a row for each row of ``unmet.csv``."""

from __future__ import annotations

import pandas as pd

from pairing.outputs.book.known import Known
from pairing.outputs.book.sheet import Cell, Column, Sheet, without_empty
from pairing.outputs.report.left import KINDS


def left(known: Known, unmet: pd.DataFrame) -> Sheet:
    """The sheet; amounts of money are in yuan, and a column tells the unit. O(rows)."""
    facts, say = known.facts, known.say
    own = facts.needs.drop(columns=["wanted", "given", "reason"])
    rows = unmet.merge(own, on=["programme", "need"], how="left", sort=False)
    money = [facts.money(code) for code in rows["programme"]]
    titles = {programme.code: facts.title(programme.code) for programme in facts.config.programmes}
    columns = [Column(say("report_head_programme"), "words", 20)]
    every: list[list[Cell]] = [[titles[code] for code in rows["programme"]]]
    more, whose = known.whose(rows)
    columns += [*more, Column(say("report_head_tier"), most=14)]
    tiers = [facts.tier_title(tier) if isinstance(tier, str) else "" for tier in rows["tier"]]
    every += [*whose, list(tiers)]
    for name in ("wanted", "given", "missing"):
        columns.append(Column(say(f"book_head_{name}"), "number"))
    wanted, given = rows["wanted"].tolist(), rows["given"].tolist()
    for amounts in (wanted, given, [w - g for w, g in zip(wanted, given, strict=True)]):
        every.append([known.amount(amount, fen) for amount, fen in zip(amounts, money, strict=True)])
    units = {fen: known.unit(fen) for fen in (True, False)}
    kinds = {kind: say(f"report_kind_{kind}") for kind in set(KINDS.values())}
    columns += [Column(say("book_head_unit")), Column(say("book_head_kind"), "words", 24)]
    every.append([units[fen] for fen in money])
    every.append([kinds[KINDS.get(reason.partition(".")[0], "limits")] for reason in rows["reason"]])
    columns.append(Column(say("report_head_why"), "words"))
    every.append(rows["message"].fillna("").tolist())
    columns, every = without_empty(columns, every)
    return Sheet(say("book_left"), columns, list(zip(*every, strict=True)), 2)
