"""What would help most: everything that is missing, brought together by what kind of thing it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from pairing.config import Programme
from pairing.outputs.report.blocks import Bar, Column, Note, Section, Table
from pairing.outputs.report.columns import column_title
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.left import KINDS, why
from pairing.outputs.report.small import few, shown

_SHOWN = 20


@dataclass(frozen=True)
class Wish:
    """One thing that would help: what it is, how many needs it would help at most, and where they are."""

    kind: str
    words: str
    needs: int
    where: str


def wishes(facts: Facts) -> Section | None:
    """Places, money, data and limits that are missing, those first that would help most needs."""
    short = facts.needs[facts.needs["reason"] != ""]
    if short.empty:
        return None
    found: list[Wish] = []
    for programme in facts.config.programmes:
        mine = short[short["programme"] == programme.code]
        codes = mine["reason"].str.split(".", n=1).str[0]
        means = mine[codes.map(KINDS) == "means"]
        if len(means):
            found.append(_means(facts, programme, means))
        for reason, rows in mine[codes == "limit"].groupby("reason"):
            found.append(Wish("limits", _name(facts, programme, why(facts, programme, str(reason))), len(rows), ""))
    found += _data(facts)
    found = [wish for wish in found if wish.needs]
    found.sort(key=lambda wish: (-wish.needs, wish.words))
    if not found:
        return None
    say, numbers = facts.say, facts.numbers
    most = found[0].needs
    rows = [
        (
            say(f"report_wish_{wish.kind}"),
            wish.words,
            Bar(few(wish.needs, numbers.count(wish.needs)), wish.needs / most, "warn"),
            wish.where,
        )
        for wish in found[:_SHOWN]
    ]
    names = ["kind", "wish", "helps", *(["where"] if any(wish.where for wish in found[:_SHOWN]) else [])]
    columns = [Column(say(f"report_head_{name}")) for name in names]
    table = Table(say("report_wishes_table"), columns, [row[: len(names)] for row in rows])
    return Section("wishes", say("report_wishes"), [Note(say("report_wishes_how")), table])


def _means(facts: Facts, programme: Programme, rows: pd.DataFrame) -> Wish:
    lacking = int((rows["wanted"] - rows["given"]).sum())
    kind = "money" if programme.money else "jobs" if programme.kind == "placement" else "helpers"
    told = facts.numbers.short(lacking) if programme.money else few(lacking, facts.numbers.count(lacking))
    words = _name(facts, programme, facts.say(f"report_wish_more_{kind}", amount=told))
    return Wish(kind, words, len(rows), _where(facts, rows))


def _name(facts: Facts, programme: Programme, words: str) -> str:
    return facts.say("report_wish_of", programme=facts.title(programme.code), words=words)


def _where(facts: Facts, rows: pd.DataFrame) -> str:
    """The places with most of these needs; those with few are not told."""
    if not facts.level:
        return ""
    counts = rows[facts.level].dropna().value_counts()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    told = [f"{place} ({facts.numbers.count(int(n))})" for place, n in ranked[:3] if few(int(n), "") == ""]
    return facts.numbers.listed(told)


def _data(facts: Facts) -> list[Wish]:
    """Columns that someone must fill in, over all programmes."""
    counts: Counter[str] = Counter()
    for record in facts.unknown:
        counts.update(record.get("missing", ()))
    named: Counter[str] = Counter()
    for column, number in counts.items():
        named[column_title(facts.config, column.partition(".")[2] or column, facts.lang)] += number
    kept, _ = shown(sorted(named.items()), lambda one: one[1], lambda those: _together(facts, those))
    return [Wish("data", facts.say("report_wish_fill", column=column), number, "") for column, number in kept]


def _together(facts: Facts, columns: list[tuple[str, int]]) -> tuple[str, int]:
    return facts.numbers.listed([column for column, _ in columns]), sum(number for _, number in columns)
