"""Where one more place or yuan helps most: gains that are exact in a network, else the prices of the proof."""

from __future__ import annotations

from typing import Any

from pairing.outputs.reasons_overview import overview
from pairing.outputs.report.blocks import Block, Column, Heading, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.wording import plain
from pairing.outputs.words import group_text


def prices(facts: Facts) -> Section | None:
    """The places and limits that cost the plan most; None where none does."""
    told = overview([*facts.resources, *facts.limits])
    say, words = facts.say, facts.words
    blocks: list[Block] = []
    if told["places"]:
        rows = [(facts.title(p["programme"]), p["resource"], words.vector(p["one_more"])) for p in told["places"]]
        columns = [Column(say(f"report_head_{name}")) for name in ("programme", "helper", "gain")]
        blocks += [Heading(say("report_prices_places")), Table(say("report_prices_places_table"), columns, rows)]
    if told["limits"]:
        order = [goal["goal"] for goal in words.goals]
        dear = sorted(told["limits"], key=lambda one: order.index(one["goal"]) if one.get("goal") in order else 0)
        rows = [(_limit(facts, one), group_text(one["group"]), _worth(facts, one)) for one in dear]
        columns = [Column(say(f"report_head_{name}")) for name in ("limit", "at", "gain")]
        blocks += [Heading(say("report_prices_limits")), Table(say("report_prices_limits_table"), columns, rows)]
    if not blocks:
        return None
    exact = any("gain" in one for one in told["limits"]) or bool(told["places"])
    how = say("report_prices_exact" if exact else "report_prices_proof")
    return Section("prices", say("report_prices"), [Note(how), *blocks])


def _limit(facts: Facts, record: dict[str, Any]) -> str:
    """A limit as a reader knows it: what it says, or which programme's capacity it is."""
    code = record["limit"]
    programme, _, own = code.partition(".")
    known = {full: limit for full, limit, _ in facts.config.all_limits}
    if code in known:
        return plain(known[code].says, facts.lang) or code
    if own == "holds":
        return facts.say("report_limit_holds", programme=facts.title(programme))
    return facts.say("report_limit_via", programme=facts.title(programme)) if own.startswith("via") else code


def _worth(facts: Facts, record: dict[str, Any]) -> str:
    words = facts.words
    if "gain" in record:
        return words.vector(record["gain"])
    goal = next((goal for goal in words.goals if goal["goal"] == record["goal"]), {})
    title = words.goal(record["goal"])
    above, _, below = record["price"].partition("/")
    # Goals of money are counted in fen, those of matches by one.
    price = int(above) / int(below) / (100 if goal.get("money") else 1)
    programme = record["limit"].partition(".")[0]
    money = any(p.code == programme and p.money for p in facts.config.programmes)
    if money:
        # Prices of funds are per fen; nobody adds fen, so they are told per 10,000 yuan.
        return facts.say(
            "report_worth_money", amount=_number(facts, price * 1_000_000), goal=words.goal(record["goal"])
        )
    return facts.say("report_worth", amount=_number(facts, price), goal=title)


def _number(facts: Facts, price: float) -> str:
    return facts.numbers.ratio(price) if price >= 0.01 else f"{price:.1g}"
