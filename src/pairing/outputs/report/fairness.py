"""How evenly help falls: by place and by tier of hardship."""

from __future__ import annotations

from pairing.outputs.report.blocks import Bar, Block, Column, Heading, Note, Section, Table
from pairing.outputs.report.facts import TIERS, Facts
from pairing.outputs.report.groups import Group, grouped, safe

#: Ways of grouping that every run measures.
_GROUPINGS = ("region", "tier", "sex", "age")


def fairness(facts: Facts) -> Section | None:
    """A table by place, one by tier, and in words how far the best and the worst group are apart."""
    say = facts.say
    blocks: list[Block] = []
    for column, title in ((facts.level, "report_by_place"), ("tier", "report_by_tier")):
        if not column:
            continue
        groups = safe(grouped(facts.needs, column), lambda count: say("report_small_groups", count=count))
        if len(groups) < 2:
            continue
        if column == "tier":
            rank = {tier: number for number, tier in enumerate(TIERS)}
            groups.sort(key=lambda group: rank.get(group.label, len(rank)))
        name = say("report_head_tier") if column == "tier" else facts.level_title(column)
        blocks += [Heading(say(title)), Note(_apart(facts, groups, column)), _table(facts, groups, column, name)]
    measures = _measures(facts)
    if measures:
        blocks += [Heading(say("report_measures")), Note(say("report_measures_how")), *measures]
    if not blocks:
        return None
    return Section("fairness", say("report_fairness"), [Note(say("report_fairness_how")), *blocks])


def label(facts: Facts, group: Group, column: str) -> str:
    """A group as a reader knows it."""
    return facts.tier_title(group.label) if column == "tier" else group.label


def _apart(facts: Facts, groups: list[Group], column: str) -> str:
    low, high = (pick(groups, key=lambda group: group.met) for pick in (min, max))
    shares = {"low": facts.numbers.portion(low.met), "high": facts.numbers.portion(high.met)}
    return facts.say("report_apart", worst=label(facts, low, column), best=label(facts, high, column), **shares)


def _table(facts: Facts, groups: list[Group], column: str, name: str) -> Table:
    say, numbers = facts.say, facts.numbers
    plain, money = any(group.wanted for group in groups), any(group.due for group in groups)
    matches = _mean([(group.given, group.wanted) for group in groups])
    paid = _mean([(group.paid, group.due) for group in groups])
    helped = _mean([(group.helped, group.homes) for group in groups])
    columns = [Column(name), Column(say("report_head_homes"), True), Column(say("report_head_any"))]
    columns += [Column(say("report_head_matches"))] if plain else []
    columns += [Column(say("report_head_money"))] if money else []
    rows = []
    for group in groups:
        row: list[str | Bar] = [label(facts, group, column), numbers.count(group.homes)]
        row.append(Bar(numbers.share(group.helped, group.homes), group.share, mean=helped))
        if plain:
            row.append(Bar(numbers.share(group.given, group.wanted), group.given / (group.wanted or 1), mean=matches))
        if money:
            row.append(Bar(numbers.share(group.paid, group.due), group.paid / (group.due or 1), "good", mean=paid))
        rows.append(row)
    return Table(say("report_fairness_table"), columns, rows)


def _mean(parts: list[tuple[int, int]]) -> float:
    whole = sum(part[1] for part in parts)
    return sum(part[0] for part in parts) / whole if whole else 0.0


def _measures(facts: Facts) -> list[Table]:
    """For each programme and way of grouping the worst and the best covered group, as the run has measured them.

    Those below four fifths come first, the others behind their caption.
    """
    say, numbers = facts.say, facts.numbers
    found: list[tuple[float, bool, tuple[str | Bar, ...]]] = []
    for code, measured in facts.summary.get("metrics", {}).get("programmes", {}).items():
        for name, told in measured.get("by", {}).items():
            ratio, fine = told["worst_to_best"], bool(told["four_fifths"])
            if ratio is None or name not in _GROUPINGS:
                continue
            low, high = (pick(told["groups"], key=lambda group: group["coverage"]) for pick in (min, max))
            ends = [
                f"{_named(facts, name, group['group'])} · {numbers.share(group['helped'], group['needs'])}"
                for group in (low, high)
            ]
            bar = Bar(numbers.portion(ratio), ratio, "good" if fine else "warn", mean=0.8)
            found.append((ratio, fine, (facts.title(code), say(f"report_grouping_{name}"), *ends, bar)))
    found.sort(key=lambda one: one[0])
    names = ("programme", "grouping", "worst", "best", "ratio")
    columns = [Column(say(f"report_head_{name}")) for name in names]
    tables = []
    for kept, caption in ((False, "report_measures_below"), (True, "report_measures_above")):
        rows = [row for _, fine, row in found if fine is kept]
        if rows:
            tables.append(Table(say(caption, count=len(rows)), columns, rows, kept))
    return tables


def _named(facts: Facts, grouping: str, group: str) -> str:
    if grouping == "sex" and group in ("1", "2"):
        return facts.say(f"report_sex_{group}")
    return facts.tier_title(group) if grouping == "tier" else group
