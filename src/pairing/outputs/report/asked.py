"""What was asked and what was given: one screen in plain words."""

from __future__ import annotations

from pairing.outputs.report.blocks import Bar, Block, Cards, Column, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.small import few
from pairing.reason import text
from pairing.tables.cells import ident


def asked(facts: Facts) -> Section:
    """The few figures that matter most, then programme by programme."""
    say, numbers, needs = facts.say, facts.numbers, facts.needs
    homes = needs.groupby("home")["given"].sum()
    helped = int((homes > 0).sum())
    counts, funds = needs[~needs["money"]], needs[needs["money"]]
    whole = int((needs["reason"] == "").sum())
    every = say("report_card_needs", count=numbers.count(len(needs)))
    # Where no table names households, every need stands for itself.
    unit = "units" if (needs["home"] == needs["need"]).all() and "household_id" not in _keys(facts) else "homes"
    cards = [
        (numbers.count(len(homes)), say(f"report_card_{unit}"), every),
        (numbers.count(helped), say(f"report_card_{unit}_helped"), numbers.share(helped, len(homes))),
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
        share = few(nothing, numbers.share(nothing, len(homes)))
        cards.append((few(nothing, numbers.count(nothing)), say(f"report_card_{unit}_nothing"), share))
    blocks: list[Block] = [Note(_status(facts), _tone(facts)), Cards(cards), _programmes(facts)]
    blocks += [Note(line) for line in _entitled(facts)]
    return Section("asked", say("report_asked"), blocks)


def _keys(facts: Facts) -> set[str]:
    """The names of the columns by which programmes know their needs."""
    rows = [
        facts.scenario.db.execute(f"DESCRIBE {ident(f'needs_{p.code}')}").fetchall() for p in facts.config.programmes
    ]
    return {str(row[0]) for table in rows for row in table}


def _status(facts: Facts) -> str:
    summary = facts.summary
    status = "interrupted" if summary.get("interrupted") else summary["status"]
    if "procedure" in summary and not summary.get("interrupted"):
        return facts.say("status_procedure", procedure=summary["procedure"]["name"])
    if status == "optimal" and any(goal["proof"] != "proved" for goal in summary["goals"]):
        status = "claimed"
    return facts.say(f"status_{status}")


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
