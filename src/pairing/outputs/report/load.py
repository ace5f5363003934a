"""How helpers and posts are loaded: who is full, who has room and why, and how many each one has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from pairing.outputs.report.blocks import Bar, Block, Column, Heading, Note, Section, Table
from pairing.outputs.report.facts import Facts

_TONES = {"full": "warn", "needs_met": "good", "no_eligible_needs": "soft", "floor_not_opened": "soft"}
_BINS = 12


def load(facts: Facts) -> Section | None:
    """All programmes without money in one table; for each its helpers by what keeps them, and how loads spread."""
    say = facts.say
    helpers: dict[str, list[dict[str, Any]]] = {}
    for record in facts.resources:
        if not facts.money(record["programme"]):
            helpers.setdefault(record["programme"], []).append(record)
    if not helpers:
        return None
    blocks: list[Block] = [Note(say("report_load_how")), _overview(facts, helpers)]
    rest: list[Block] = []
    largest = max(helpers, key=lambda code: sum(r["load"] for r in helpers[code]))
    for code, mine in helpers.items():
        tables = [_why(facts, mine)]
        if any(r["load"] for r in mine):
            tables.append(_spread(facts, mine))
        if code == largest:
            blocks += [Heading(facts.title(code)), *tables]
        else:
            folded = [replace(t, caption=f"{facts.title(code)} · {t.caption}", folded=True) for t in tables]
            rest += folded
    return Section("load", say("report_load"), [*blocks, *rest])


def _overview(facts: Facts, helpers: dict[str, list[dict[str, Any]]]) -> Table:
    say, numbers = facts.say, facts.numbers
    rows = []
    for code, mine in helpers.items():
        used = [r["load"] for r in mine if r["load"]]
        bounded = [r for r in mine if r["most"] is not None]
        taken, places = sum(r["load"] for r in bounded), sum(r["most"] for r in bounded)
        rows.append(
            (
                facts.title(code),
                numbers.count(len(mine)),
                numbers.count(len(used)),
                numbers.ratio(sum(used) / len(used)) if used else "–",
                numbers.count(max(used, default=0)),
                Bar(numbers.share(taken, places), taken / places if places else 0),
            )
        )
    names = ("programme", "helpers", "in_use", "mean", "heaviest", "taken")
    columns = [Column(say(f"report_head_{name}"), name not in ("programme", "taken")) for name in names]
    return Table(say("report_load_table"), columns, rows)


def _why(facts: Facts, mine: list[dict[str, Any]]) -> Table:
    say, numbers = facts.say, facts.numbers
    counts = Counter(r["reason"] for r in mine)
    free: Counter[str] = Counter()
    for r in mine:
        free[r["reason"]] += max(0, (r["most"] or 0) - r["load"])
    rows = [
        (
            say(f"reason_{reason}"),
            Bar(
                numbers.counted(count, len(mine)),
                count / len(mine),
                _TONES.get(reason, "accent"),
            ),
            numbers.count(free[reason]),
        )
        for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = [Column(say(f"report_head_{name}"), name == "room") for name in ("state", "helpers", "room")]
    return Table(say("report_load_why"), columns, rows)


def _spread(facts: Facts, mine: list[dict[str, Any]]) -> Table:
    """How many helpers have how many: one row for each load, or for each span of loads where they are many."""
    say, numbers = facts.say, facts.numbers
    loads = [r["load"] for r in mine]
    step = max(1, -(-(max(loads) + 1) // _BINS))
    counts = Counter(one // step for one in loads)
    largest = max(counts.values())
    rows = []
    for number in range(min(counts), max(counts) + 1):
        low, high = number * step, number * step + step - 1
        span = numbers.count(low) if step == 1 else f"{numbers.count(low)}–{numbers.count(high)}"
        rows.append((span, Bar(numbers.count(counts[number]), counts[number] / largest)))
    columns = [Column(say("report_head_load"), True), Column(say("report_head_helpers"))]
    return Table(say("report_load_spread"), columns, rows)
