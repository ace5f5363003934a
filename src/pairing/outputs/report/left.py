"""Who is left with less than they want, and why: needs by reason, programme by programme."""

from __future__ import annotations

import pandas as pd

from pairing.config import Programme
from pairing.outputs.report.blocks import Bar, Block, Column, Heading, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.small import few, shown
from pairing.outputs.report.wording import plain

#: Kinds of reasons as a chief sorts them: what more means would mend, what a person must look at, what rules refuse.
KINDS = {
    "capacity": "means",
    "budget": "means",
    "below_minimum": "means",
    "link_full": "means",
    "no_room": "means",
    "unknown_data": "data",
    "no_eligible": "rules",
    "banned": "rules",
    "no_link": "rules",
    "limit": "limits",
    "trade_off": "limits",
}
_ORDER = ("means", "limits", "rules", "data")
_TONES = {"means": "warn", "limits": "accent", "rules": "soft", "data": "bad"}

Row = tuple[str, int, int, int, str]


def left(facts: Facts) -> Section:
    """Reasons in four kinds, then the reasons themselves for each programme; groups under ten together."""
    say = facts.say
    short = facts.needs[facts.needs["reason"] != ""]
    if short.empty:
        return Section("left", say("report_left"), [Note(say("summary_none_left"), "good")])
    kinds = short["reason"].str.split(".", n=1).str[0].map(KINDS).fillna("limits")
    blocks: list[Block] = [Note(say("report_left_how")), _kinds(facts, kinds)]
    for programme in facts.config.programmes:
        mine = short[short["programme"] == programme.code]
        if not mine.empty:
            blocks += [Heading(facts.title(programme.code)), _programme(facts, programme, mine)]
    return Section("left", say("report_left"), blocks)


def _kinds(facts: Facts, kinds: pd.Series[str]) -> Table:
    say, numbers = facts.say, facts.numbers
    counts = kinds.value_counts()
    rows = []
    for kind in _ORDER:
        number = int(counts.get(kind, 0))
        if number:
            told = few(number, numbers.counted(number, len(kinds)))
            bar = Bar(told, number / len(kinds), _TONES[kind])
            rows.append((say(f"report_kind_{kind}"), bar, say(f"report_mend_{kind}")))
    columns = [Column(say("report_head_why")), Column(say("report_head_needs")), Column(say("report_head_mends"))]
    return Table(say("report_kinds", count=numbers.count(len(kinds))), columns, rows)


def _programme(facts: Facts, programme: Programme, short: pd.DataFrame) -> Table:
    say, numbers = facts.say, facts.numbers
    lacking = (short["wanted"] - short["given"]).groupby(short["reason"]).sum()
    nothing = (short["given"] == 0).groupby(short["reason"]).sum()
    counts = short["reason"].value_counts()
    groups: list[Row] = [
        (why(facts, programme, reason), int(counts[reason]), int(nothing[reason]), int(lacking[reason]), reason)
        for reason in sorted(counts.index, key=lambda reason: (-counts[reason], reason))
    ]
    kept, _ = shown(groups, lambda row: row[1], lambda rows: _joined(facts, rows))
    if not kept:
        kept = [_joined(facts, groups)]
    total = len(short)
    rows = [
        (
            words,
            Bar(few(number, numbers.count(number)), number / total, _tone(code)),
            few(none, numbers.count(none)),
            few(number, numbers.amount(lack, programme.money)),
        )
        for words, number, none, lack, code in kept
    ]
    columns = [
        Column(say("report_head_why")),
        Column(say("report_head_needs")),
        Column(say("report_head_nothing"), True),
        Column(say("report_head_missing"), True),
    ]
    return Table(say("report_left_in", count=few(total, numbers.count(total))), columns, rows)


def _tone(reason: str) -> str:
    return _TONES[KINDS.get(reason.partition(".")[0], "limits")]


def _joined(facts: Facts, rows: list[Row]) -> Row:
    if len(rows) == 1:
        return rows[0]
    words = ("；" if facts.lang == "zh" else "; ").join(row[0] for row in rows)
    together = facts.say("report_left_small", reasons=words)
    return together, sum(r[1] for r in rows), sum(r[2] for r in rows), sum(r[3] for r in rows), rows[0][4]


def why(facts: Facts, programme: Programme, reason: str) -> str:
    """The words for needs that share a primary reason: the rule's own where a rule is the reason."""
    code, _, detail = reason.partition(".")
    if detail == f"{programme.code}.via":
        return facts.say("held_by_via")
    own = {rule.code: rule.says for rule in (*programme.rules, *(programme.via.rules if programme.via else ()))}
    own |= {full: limit.says for full, limit, _ in facts.config.all_limits}
    says = plain(own.get(detail, {}), facts.lang)
    if says and code in ("no_eligible", "unknown_data", "limit"):
        return facts.say(f"report_why_{code}", says=says)
    return facts.say(f"left_{code}", rule=detail, says=detail)
