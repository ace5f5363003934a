"""What was asked and what was given: one screen in plain words."""

from __future__ import annotations

from pairing.outputs.report.blocks import Bar, Block, Cards, Column, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.small import FEWEST, few
from pairing.reason import text
from pairing.tables.cells import ident

#: What is counted: households, or needs where no table names households.
_HOMES = ("report_card_homes", "report_card_homes_helped", "report_card_homes_nothing")
_UNITS = ("report_card_units", "report_card_units_helped", "report_card_units_nothing")


def asked(facts: Facts) -> Section:
    """The few figures that matter most, then programme by programme."""
    say, numbers, needs = facts.say, facts.numbers, facts.needs
    homes = needs.groupby("home")["given"].sum()
    helped = int((homes > 0).sum())
    counts, funds = needs[~needs["money"]], needs[needs["money"]]
    whole = int((needs["reason"] == "").sum())
    every = say("report_card_needs", count=numbers.count(len(needs)))
    asking, getting, without = _UNITS if _alone(facts) else _HOMES
    cards = [
        (numbers.count(len(homes)), say(asking), every),
        (numbers.count(helped), say(getting), numbers.share(helped, len(homes))),
        (numbers.count(whole), say("report_card_whole"), numbers.share(whole, len(needs))),
    ]
    for rows, title, plain in ((counts, "report_card_matches", False), (funds, "report_card_money", True)):
        if len(rows):
            given, wanted = int(rows["given"].sum()), int(rows["wanted"].sum())
            figure = numbers.short(given) if plain else numbers.count(given)
            due = numbers.short(wanted) if plain else numbers.count(wanted)
            cards.append((figure, say(title), say("report_card_of", wanted=due, share=numbers.share(given, wanted))))
    nothing = len(homes) - helped
    if nothing:
        share = numbers.share(nothing, len(homes)) if nothing >= FEWEST else ""
        cards.append((few(nothing, numbers.count(nothing)), say(without), share))
    blocks: list[Block] = [Note(status(facts), _tone(facts)), Cards(cards), _programmes(facts)]
    blocks += [Note(line) for line in _entitled(facts)]
    return Section("asked", say("report_asked"), blocks)


def _alone(facts: Facts) -> bool:
    """Whether no table names households, so that every need stands for itself."""
    if not (facts.needs["home"] == facts.needs["need"]).all():
        return False
    tables = [ident(f"needs_{programme.code}") for programme in facts.config.programmes]
    rows = [row for table in tables for row in facts.scenario.db.execute(f"DESCRIBE {table}").fetchall()]
    return "household_id" not in {str(row[0]) for row in rows}


def status(facts: Facts) -> str:
    """How good the plan is, or which procedure made it, in a sentence."""
    summary = facts.summary
    found = "interrupted" if summary.get("interrupted") else summary["status"]
    if "procedure" in summary and not summary.get("interrupted"):
        return facts.say("status_procedure", procedure=summary["procedure"]["name"])
    if found == "optimal" and any(goal["proof"] != "proved" for goal in summary["goals"]):
        found = "claimed"
    return facts.say(f"status_{found}")


def _tone(facts: Facts) -> str:
    if facts.summary.get("interrupted"):
        return "warn"
    return "good" if facts.summary["status"] == "optimal" else "plain"


def _programmes(facts: Facts) -> Table:
    say, numbers = facts.say, facts.numbers
    rows = []
    for programme in facts.config.programmes:
        mine = facts.needs[facts.needs["programme"] == programme.code]
        if mine.empty:
            continue
        given, wanted = int(mine["given"].sum()), int(mine["wanted"].sum())
        helped = int((mine["given"] > 0).sum())
        rows.append(
            (
                facts.title(programme.code),
                numbers.count(len(mine)),
                Bar(numbers.counted(helped, len(mine)), helped / len(mine)),
                numbers.amount(given, programme.money),
                Bar(numbers.share(given, wanted), given / wanted if wanted else 0, "good"),
                numbers.amount(wanted - given, programme.money),
            )
        )
    names = ("programme", "asked", "helped", "given", "covered", "missing")
    columns = [Column(say(f"report_head_{name}"), name not in ("programme", "helped", "covered")) for name in names]
    return Table(say("report_by_programme"), columns, rows)


def _entitled(facts: Facts) -> list[str]:
    """How many fit at least one policy, where the scenario has policies without capacity."""
    found = facts.summary.get("entitlements", {})
    lines = []
    for one in facts.config.entitlements:
        if one.code in found:
            names = ("needs", "resources", "needs_with_any")
            told = {name: facts.numbers.count(found[one.code][name]) for name in names}
            title = text(dict(one.title), facts.lang) or one.code
            lines.append(facts.say("report_entitled", title=title, **told))
    return lines
