"""What changes against the last plan: who keeps a resource, who is new, and what has ended."""

from __future__ import annotations

import pandas as pd

from pairing.config import Programme
from pairing.outputs.book.known import Known
from pairing.outputs.book.sheet import Cell, Column, Sheet, without_empty
from pairing.outputs.report.people import keyed
from pairing.tables.cells import ident
from pairing.tables.private import private_columns

_IDS = ("programme", "need", "member_id", "household_id", "resource")
#: What stays stands last: a planner first looks for what must be told to somebody.
_ORDER = ("ended", "new", "kept")


def changes(known: Known) -> Sheet | None:
    """The sheet, for programmes whose earlier matches the table ``history`` tells; None without any. O(rows)."""
    past = _past(known)
    if past is None:
        return None
    say = known.say
    rows: list[list[Cell]] = []
    for programme in known.facts.config.programmes:
        then = past[past["programme"] == programme.code]
        if not then.empty:
            rows += _programme(known, programme, then)
    if not rows:
        return None
    columns = [
        Column(say("report_head_programme"), "words", 20),
        Column(say("book_head_change")),
        Column(say("book_head_who")),
    ]
    columns += [Column(say("book_head_name")), Column(say("book_head_resource")), Column(say("book_head_title"))]
    columns += [Column(say("book_head_then"), "number"), Column(say("book_head_now"), "number")]
    columns += [Column(say("book_head_unit")), Column(say("book_head_remark"), "words")]
    columns, cells = without_empty(columns, [*zip(*rows, strict=True)])
    return Sheet(say("book_changes"), columns, list(zip(*cells, strict=True)), 3)


def _programme(known: Known, programme: Programme, then: pd.DataFrame) -> list[list[Cell]]:
    """The rows of one programme: pairs of who and resource, ended, new, kept."""
    facts, say = known.facts, known.say
    now = facts.matches[facts.matches["programme"] == programme.code]
    asking = facts.needs[facts.needs["programme"] == programme.code]
    who = _who(then, now)
    old, new = _pairs(then.assign(who=_key(then, who)), programme), _pairs(now.assign(who=_key(now, who)), programme)
    had, has = _others(old), _others(new)
    asked = set(_key(asking, who))
    found: dict[str, list[list[Cell]]] = {kind: [] for kind in _ORDER}
    for pair in sorted({*old, *new}):
        person, resource = pair
        kind = "kept" if pair in old and pair in new else "new" if pair in new else "ended"
        remark = ""
        if kind == "new":
            remark = (
                say("book_had", others=facts.numbers.listed(had[person])) if person in had else say("book_had_none")
            )
        elif kind == "ended" and person in has:
            remark = say("book_has", others=facts.numbers.listed(has[person]))
        elif kind == "ended":
            remark = say("book_has_none" if person in asked else "book_not_asked")
        amounts = [plan.get(pair, 0) for plan in (old, new)]
        title = known.titles.of(programme.code, resource)
        told: list[Cell] = [facts.title(programme.code), say(f"book_change_{kind}"), person, known.name(person)]
        told += [resource, title, *(known.amount(amount, programme.money) for amount in amounts)]
        found[kind].append([*told, known.unit(programme.money), remark])
    return [row for kind in _ORDER for row in found[kind]]


def _who(then: pd.DataFrame, now: pd.DataFrame) -> tuple[str, ...]:
    """By what the history names those that it tells of: by need, by person, or by household."""
    if then["need"].notna().any():
        return ("need",)
    if then["person"].notna().any() and now["person"].notna().any():
        return ("person", "home")
    return ("home", "person")


def _key(rows: pd.DataFrame, who: tuple[str, ...]) -> pd.Series[str]:
    first, *others = who
    key = rows[first]
    for other in others:
        key = key.fillna(rows[other])
    return key.fillna(rows["need"])


def _pairs(rows: pd.DataFrame, programme: Programme) -> dict[tuple[str, str], int]:
    """Amounts by (who, resource): fen, or 1 for a match however often history tells of it."""
    told = rows.dropna(subset=["who", "resource"])
    sums = told.groupby(["who", "resource"], sort=False)["amount"].sum()
    return {(str(who), str(r)): int(total) if programme.money else 1 for (who, r), total in sums.items()}


def _others(pairs: dict[tuple[str, str], int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for who, resource in sorted(pairs):
        found.setdefault(who, []).append(resource)
    return found


def _past(known: Known) -> pd.DataFrame | None:
    """The rows of ``history`` that name a programme and a resource: who (need, person, home), and how much (fen)."""
    scenario, config = known.facts.scenario, known.facts.config
    if "history" not in scenario.tables:
        return None
    have = {str(row[0]) for row in scenario.db.execute("DESCRIBE history").fetchall()}
    have -= private_columns(config, "history")
    if not {"programme", "resource"} <= have or not have & {"need", "household_id", "member_id"}:
        return None
    picks = [f"CAST({ident(name) if name in have else 'NULL'} AS VARCHAR)" for name in _IDS]
    fen = "CAST(round(100 * TRY_CAST(amount AS DECIMAL(18, 2))) AS BIGINT)" if "amount" in have else "0"
    query = f"SELECT {', '.join(picks)}, coalesce({fen}, 0) FROM history WHERE resource IS NOT NULL ORDER BY ALL"
    names = ["programme", "need", "person", "home", "resource", "amount"]
    rows = pd.DataFrame(scenario.db.execute(query).fetchall(), columns=names)
    homes = keyed(scenario, "members", "member_id", ("household_id",))["household_id"]
    rows["home"] = rows["home"].fillna(rows["person"].map(homes))
    return rows
