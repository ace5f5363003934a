"""This plan beside what the history tells: who keeps a helper, who is new, and how large payments were and are."""

from __future__ import annotations

import pandas as pd

from pairing.outputs.report.blocks import Bar, Block, Column, Heading, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.people import keyed
from pairing.outputs.report.small import FEWEST, few
from pairing.tables.cells import ident
from pairing.tables.private import private_columns

_BINS = 8
#: Payments that a span should hold, then and now together.
_EACH = 15


def earlier(facts: Facts) -> Section | None:
    """For each programme of which the history knows: then and now; None where the scenario has no history."""
    past = _history(facts)
    if past is None:
        return None
    say = facts.say
    blocks: list[Block] = []
    for programme in facts.config.programmes:
        then = past[past["programme"] == programme.code]
        now = facts.matches[facts.matches["programme"] == programme.code]
        if len(then) < FEWEST or len(now) < FEWEST:
            continue
        blocks += [Heading(facts.title(programme.code)), _then_and_now(facts, then, now, programme.money)]
        spread = _amounts(facts, then, now) if programme.money else _loads(facts, then, now)
        blocks += [spread] if spread else []
    if not blocks:
        return None
    return Section("earlier", say("report_earlier"), [Note(say("report_earlier_how")), *blocks])


def _history(facts: Facts) -> pd.DataFrame | None:
    """The rows of the table ``history`` that name a programme: who, from whom, and how much (fen)."""
    if "history" not in facts.scenario.tables:
        return None
    have = {str(row[0]) for row in facts.scenario.db.execute("DESCRIBE history").fetchall()}
    have -= private_columns(facts.config, "history")
    if "programme" not in have or not have & {"household_id", "member_id"}:
        return None
    texts = ("programme", "resource", "household_id", "member_id")
    picks = [
        f"{f'CAST({ident(name)} AS VARCHAR)' if name in have else 'NULL::VARCHAR'} AS {ident(name)}" for name in texts
    ]
    fen = "CAST(round(100 * TRY_CAST(amount AS DECIMAL(18, 2))) AS BIGINT)" if "amount" in have else "NULL::BIGINT"
    query = f"SELECT {', '.join(picks)}, {fen} AS amount FROM history ORDER BY ALL"
    rows = pd.DataFrame(facts.scenario.db.execute(query).fetchall(), columns=[*texts, "amount"])
    homes = keyed(facts.scenario, "members", "member_id", ("household_id",))["household_id"]
    rows["household_id"] = rows["household_id"].fillna(rows["member_id"].map(homes))
    return rows


def _then_and_now(facts: Facts, then: pd.DataFrame, now: pd.DataFrame, money: bool) -> Table:
    say, numbers = facts.say, facts.numbers
    before = then["member_id"].fillna(then["household_id"])
    people = "person" if then["member_id"].notna().any() and now["person"].notna().any() else "home"
    if people == "home":
        before = then["household_id"].fillna(then["member_id"])
    after = now[people].fillna(now["need"])
    old, new = set(before.dropna()), set(after)
    rows: list[tuple[str, str, str]] = [
        (say("report_then_served"), few(len(old), numbers.count(len(old))), few(len(new), numbers.count(len(new))))
    ]
    if money and then["amount"].notna().any():
        paid, now_paid = int(then["amount"].fillna(0).sum()), int(now["amount"].sum())
        rows.append((say("report_then_money"), numbers.money(paid), numbers.money(now_paid)))
        rows.append((say("report_then_mean"), numbers.money(paid // len(then)), numbers.money(now_paid // len(now))))
    if then["resource"].notna().any():
        kept = len(set(zip(before, then["resource"], strict=True)) & set(zip(after, now["resource"], strict=True)))
        rows.append((say("report_then_kept"), "–", few(kept, numbers.count(kept))))
    both = len(old & new)
    rows.append((say("report_then_again"), "–", few(both, numbers.count(both))))
    columns = [Column(""), Column(say("report_head_then"), True), Column(say("report_head_now"), True)]
    return Table(say("report_then_table"), columns, rows)


def _amounts(facts: Facts, then: pd.DataFrame, now: pd.DataFrame) -> Table | None:
    """How many payments were, and are, of each size; spans that hold a like number of both together."""
    paid = then["amount"].dropna().astype("int64")
    if len(paid) < FEWEST:
        return None
    numbers = facts.numbers
    every = sorted([*paid, *now["amount"]])
    bins = min(_BINS, len(every) // _EACH)
    if bins < 2:
        return None
    edges = sorted({every[len(every) * k // bins] for k in range(1, bins)} | {every[0]})
    rows = []
    for low, high in zip(edges, [*edges[1:], every[-1] + 1], strict=True):
        last = min(high, every[-1])
        told = numbers.yuan(low) if last <= low else f"{numbers.yuan(low)}–{numbers.yuan(last)}"
        rows.append((told, int(((paid >= low) & (paid < high)).sum()), int(now["amount"].between(low, high - 1).sum())))
    return _compared(facts, facts.say("report_then_amounts"), facts.say("report_head_yuan"), rows)


def _loads(facts: Facts, then: pd.DataFrame, now: pd.DataFrame) -> Table | None:
    """How many helpers had, and have, how many."""
    old, new = then["resource"].dropna().value_counts(), now["resource"].value_counts()
    if len(old) < FEWEST or len(new) < FEWEST:
        return None
    most = int(max(old.max(), new.max()))
    step = max(1, -(-most // _BINS))
    rows = []
    for low in range(1, most + 1, step):
        high = low + step - 1
        told = str(low) if step == 1 else f"{low}–{high}"
        rows.append((told, int(old.between(low, high).sum()), int(new.between(low, high).sum())))
    return _compared(facts, facts.say("report_then_loads"), facts.say("report_head_load"), rows)


def _compared(facts: Facts, caption: str, head: str, rows: list[tuple[str, int, int]]) -> Table:
    """Two bars for each span, both drawn to the same measure: shares of then and of now."""
    say, numbers = facts.say, facts.numbers
    old, new = sum(row[1] for row in rows) or 1, sum(row[2] for row in rows) or 1
    most = max([row[1] / old for row in rows] + [row[2] / new for row in rows])
    told = [
        (
            span,
            Bar(few(was, f"{numbers.count(was)} · {numbers.share(was, old)}"), was / old / most, "soft"),
            Bar(few(is_now, f"{numbers.count(is_now)} · {numbers.share(is_now, new)}"), is_now / new / most),
        )
        for span, was, is_now in rows
    ]
    columns = [Column(head, True), Column(say("report_head_then")), Column(say("report_head_now"))]
    return Table(caption, columns, told)
