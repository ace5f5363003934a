"""How good the plan is: each goal with its bound, what proves it, what limits it, and what was bent for it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pairing.config import Goal
from pairing.outputs.advice import bend_lines
from pairing.outputs.report.blocks import Bar, Block, Column, Heading, Note, Points, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.wording import plain
from pairing.outputs.words import goal_text, goal_value, group_text, limit_counts_money

_SHOWN = 6


def quality(facts: Facts) -> Section:
    """The goals in their order, the verdict of the second program, and what the plan could not keep."""
    say, summary = facts.say, facts.summary
    how = "report_procedure_how" if "procedure" in summary else "report_quality_how"
    blocks: list[Block] = [Note(say(how))]
    if summary["goals"]:
        blocks.append(_goals(facts))
    verdict = summary.get("verdict")
    if verdict:
        code = "verdict_ok" if verdict["ok"] else "verdict_faults"
        checks, wrong = facts.numbers.count(verdict["checks"]), len(verdict["faults"])
        blocks.append(Note(say(code, checks=checks, count=wrong), "good" if verdict["ok"] else "bad"))
    missed = _missed(facts)
    if missed:
        blocks += [Heading(say("report_missed")), Points(missed)]
    if summary.get("repair"):
        lines = [line.strip() for line in bend_lines(facts.config, summary["repair"], facts.lang)]
        blocks += [Heading(say("report_bent")), Points(lines)]
    if "goals" in summary.get("against", {}):
        blocks.append(_against(facts, summary["against"]))
    return Section("quality", say("report_quality"), blocks)


def _goals(facts: Facts) -> Table:
    say, lang = facts.say, facts.lang
    goals = {goal.code: goal for goal in facts.config.policies[facts.summary["policy"]].goals}
    rows = []
    for rank, level in enumerate(facts.summary["goals"], 1):
        goal = goals[level["code"]]
        title, reached = f"{rank}. {goal_text(goal, lang)}", goal_value(goal, level["value"], lang)
        rows.append((title, reached, *_proof(facts, goal, level, rank)))
    columns = [
        Column(say("report_head_goal")),
        Column(say("report_head_reached"), True),
        Column(say("report_head_possible")),
        Column(say("report_head_proof")),
    ]
    return Table(say("report_goals"), columns, rows)


def _proof(facts: Facts, goal: Goal, level: dict[str, Any], rank: int) -> tuple[str | Bar, str]:
    """How near a goal comes to its bound, and what is known of that; a procedure has no bound."""
    if level["proof"] == "none":
        return "–", facts.say("goal_measured")
    if level["proof"] == "proved":
        verdict = facts.say("goal_proved" if rank == 1 else "goal_proved_after")
    elif level["gap"] == 0:
        verdict = facts.say("goal_claimed")
    else:
        most = goal_value(goal, level["bound"], facts.lang)
        verdict = facts.say("goal_gap", bound=most, gap=f"{100 * level['gap']:.2g}")
    value, bound = Fraction(level["value"]), Fraction(level["bound"])
    if bound <= 0 or value < 0:
        return "–", verdict
    share = min(value / bound, Fraction(1))
    return Bar(facts.numbers.share(share), float(share), "good" if level["proof"] == "proved" else "accent"), verdict


def _missed(facts: Facts) -> list[str]:
    """Soft limits that the plan could not keep: by how much, and where most."""
    missed: dict[str, list[dict[str, Any]]] = {}
    for record in facts.summary.get("soft", ()):
        missed.setdefault(record["limit"], []).append(record)
    lines = []
    says = {code: limit.says for code, limit, _ in facts.config.all_limits}
    for code, records in missed.items():
        money = limit_counts_money(facts.config, code)
        shown = []
        for record in records[:_SHOWN]:
            amount = facts.numbers.amount(record["missing"] or record["excess"], money)
            sentence = "soft_missing" if record["missing"] else "soft_excess"
            shown.append(facts.say(sentence, group=group_text(record["group"]), amount=amount))
        if len(records) > _SHOWN:
            shown.append(facts.say("and_more", count=facts.numbers.count(len(records) - _SHOWN)))
        limit = plain(says.get(code, {}), facts.lang) or code
        groups = ("; " if facts.lang == "en" else "；").join(shown)
        lines.append(facts.say("soft_limit", limit=limit, groups=groups))
    return lines


def _against(facts: Facts, record: dict[str, Any]) -> Table:
    """What the policy costs, goal by goal, against the one that it is held against."""
    say, lang = facts.say, facts.lang
    rows = []
    for level in record["goals"]:
        goal = next(g for g in facts.config.policies[level["policy"]].goals if g.code == level["code"])
        here, there = (goal_value(goal, level[key], lang) for key in ("here", "there"))
        rows.append((goal_text(goal, lang), here, there))
    columns = [
        Column(say("report_head_goal")),
        Column(say("head_this_plan"), True),
        Column(record["policy"], True),
    ]
    return Table(say("summary_against", policy=record["policy"]), columns, rows)
