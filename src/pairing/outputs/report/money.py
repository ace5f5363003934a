"""Where money comes from and where it goes: from sources to purposes to tiers, to the fen."""

from __future__ import annotations

import pandas as pd

from pairing.outputs.report.blocks import Bar, Block, Chart, Column, Heading, Note, Section, Table
from pairing.outputs.report.facts import TIERS, Facts
from pairing.outputs.report.groups import natural
from pairing.outputs.report.small import FEWEST
from pairing.tables.cells import ident
from pairing.tables.private import private_columns

#: Sources that the picture shows by themselves; columns of funds by which more than so many are brought together.
_SOURCES = 14
_SORTS = ("source", "pot", "layer", "type", "kind", "purpose", "county", "district", "town")


def money(facts: Facts) -> Section | None:
    """The picture of the flows with its table, and every fund with what is left of it; None where no money is given."""
    say, numbers = facts.say, facts.numbers
    paid = facts.matches[facts.matches["money"]]
    if paid.empty:
        return None
    rows = paid.assign(source=_sources(facts, paid), tier=_tiers(paid))
    flows = rows.groupby(["source", "programme", "tier"], sort=False)["amount"].sum().reset_index()
    total = int(flows["amount"].sum())
    known = any(tier for tier in flows["tier"])
    table = _table(facts, flows)
    chart = Chart(
        "money",
        say("report_money_picture"),
        say("report_money_alt", total=numbers.short(total), sources=flows["source"].nunique()),
        _data(facts, flows, known),
        table,
    )
    blocks: list[Block] = [Note(say("report_money_how", total=numbers.money(total))), chart]
    funds = _funds(facts)
    if funds:
        blocks += [Heading(say("report_funds")), funds]
    return Section("money", say("report_money"), blocks)


def _sources(facts: Facts, paid: pd.DataFrame) -> pd.Series[str]:
    """What each payment comes from: the fund, or where they are many what funds have in common, or else the largest."""
    if paid["resource"].nunique() <= _SOURCES:
        return paid["resource"]
    known: dict[tuple[str, str], dict[str, str]] = {}
    shared: set[str] | None = None
    for code in paid["programme"].unique():
        table, programme = f"resources_{code}", facts.config.programme(code)
        have = [str(row[0]) for row in facts.scenario.db.execute(f"DESCRIBE {ident(table)}").fetchall()]
        sorts = [name for name in _SORTS if name in have]
        sorts = [name for name in sorts if name not in private_columns(facts.config, programme.resources)]
        shared = set(sorts) if shared is None else shared & set(sorts)
        picks = "".join(f", CAST({ident(name)} AS VARCHAR)" for name in sorts)
        for identity, *values in facts.scenario.db.execute(f"SELECT _id{picks} FROM {ident(table)}").fetchall():
            known[code, str(identity)] = dict(zip(sorts, (value or "" for value in values), strict=True))
    keys = list(zip(paid["programme"], paid["resource"], strict=True))
    for name in (sort for sort in _SORTS if sort in (shared or ())):
        values = [known.get(key, {}).get(name, "") for key in keys]
        if 1 < len(set(values)) <= _SOURCES and all(values):
            return pd.Series(values, index=paid.index)
    largest = paid.groupby("resource")["amount"].sum().sort_values(ascending=False, kind="stable")
    kept = set(largest.index[: _SOURCES - 1])
    rest = facts.say("report_other_sources", count=len(largest) - len(kept))
    return paid["resource"].where(paid["resource"].isin(kept), rest)


def _tiers(paid: pd.DataFrame) -> pd.Series[str]:
    """The tier of each payment's household; tiers of too few households are left untold."""
    homes = paid.groupby("tier")["home"].nunique()
    small = {str(tier) for tier, number in homes.items() if number < FEWEST}
    tiers = paid["tier"].fillna("")
    return tiers.where(~tiers.isin(small), "")


def _data(facts: Facts, flows: pd.DataFrame, known: bool) -> dict[str, object]:
    """The nodes and ribbons; each node has a key of its own, its name, and its sum in words."""
    say, numbers = facts.say, facts.numbers
    nodes: list[dict[str, object]] = []
    links: list[dict[str, object]] = []
    rank = {tier: number for number, tier in enumerate(TIERS)}

    def layer(column: str, depth: int, names: dict[str, str]) -> None:
        sums = flows.groupby(column, sort=False)["amount"].sum()
        for code, name in names.items():
            share = numbers.short(int(sums[code]))
            nodes.append({"name": f"{depth}:{code}", "label": name, "text": share, "depth": depth})

    def ribbons(left: str, right: str, depth: int) -> None:
        for one in flows.groupby([left, right], sort=False)["amount"].sum().reset_index().to_dict("records"):
            ends = {"source": f"{depth}:{one[left]}", "target": f"{depth + 1}:{one[right]}"}
            links.append({**ends, "value": int(one["amount"]), "text": numbers.short(int(one["amount"]))})

    layer("source", 0, {s: s for s in sorted(flows["source"].unique(), key=natural)})
    order = [p.code for p in facts.config.programmes if p.code in set(flows["programme"])]
    layer("programme", 1, {code: facts.title(code) for code in order})
    ribbons("source", "programme", 0)
    if known:
        tiers = sorted(flows["tier"].unique(), key=lambda tier: (rank.get(tier, len(rank)), tier))
        layer("tier", 2, {tier: facts.tier_title(tier) if tier else say("report_tier_untold") for tier in tiers})
        ribbons("programme", "tier", 1)
    return {"kind": "flow", "nodes": nodes, "links": links}


def _table(facts: Facts, flows: pd.DataFrame) -> Table:
    say, numbers = facts.say, facts.numbers
    total = int(flows["amount"].sum())
    pairs = flows.groupby(["source", "programme"], sort=False)["amount"].sum().reset_index().to_dict("records")
    pairs.sort(key=lambda one: (natural(one["source"]), -one["amount"], one["programme"]))
    rows = [
        (
            one["source"],
            facts.title(one["programme"]),
            numbers.yuan(int(one["amount"])),
            numbers.share(int(one["amount"]), total),
        )
        for one in pairs
    ]
    names = (("source", False), ("purpose", False), ("yuan", True), ("share", True))
    return Table(say("report_money_table"), [Column(say(f"report_head_{n}"), right) for n, right in names], rows, True)


def _funds(facts: Facts) -> Table | None:
    """Every fund with a bound: how much of it is used. Of many, those with most left.

    A fund may stand in several programmes; where no need fits it, it is told only if that is so in all of them.
    """
    say, numbers = facts.say, facts.numbers
    every = [r for r in facts.resources if facts.money(r["programme"]) and r["most"]]
    fitting = {r["resource"] for r in every if r["eligible"]}
    idle = {r["resource"]: r for r in reversed(every) if r["resource"] not in fitting}
    funds = [r for r in every if r["eligible"] or idle.get(r["resource"]) is r]
    funds.sort(key=lambda r: (r["load"] - r["most"], r["programme"], r["resource"]))
    if not funds:
        return None
    rows = [
        (
            r["resource"],
            facts.title(r["programme"]),
            numbers.money(r["most"]),
            Bar(numbers.share(r["load"], r["most"]), r["load"] / r["most"], "good"),
            numbers.money(r["most"] - r["load"]),
            say(f"reason_{r['reason']}"),
        )
        for r in funds[:20]
    ]
    names = ("source", "purpose", "budget", "used", "remains", "why")
    columns = [Column(say(f"report_head_{name}"), name in ("budget", "remains")) for name in names]
    code = "report_funds_most" if len(funds) > len(rows) else "report_funds_all"
    return Table(say(code, count=numbers.count(len(funds)), shown=len(rows)), columns, rows)
