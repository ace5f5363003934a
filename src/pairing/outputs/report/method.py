"""For auditors: how the plan came about, from which files, under which rules, and how to check it."""

from __future__ import annotations

from pairing.outputs.report.blocks import Block, Column, Heading, Note, Points, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.wording import plain
from pairing.outputs.words import goal_text
from pairing.reason import text


def method(facts: Facts, files: dict[str, str]) -> Section:
    """Solver, goals, rules with their laws, limits, hashes of all files that were read and written, versions."""
    say, summary = facts.say, facts.summary
    policy = facts.config.policies[summary["policy"]]
    title = text(dict(policy.title), facts.lang) or policy.code
    blocks: list[Block] = [
        Note(say("report_method_how")),
        Points(_run(facts, title)),
        Heading(say("report_rules")),
        _rules(facts),
    ]
    limits = _limits(facts)
    if limits.rows:
        blocks += [Heading(say("report_limits")), limits]
    blocks += [Heading(say("report_hashes")), Note(say("report_hashes_how"))]
    blocks += [_hashes(facts, "report_inputs", summary["inputs"]), _hashes(facts, "report_outputs", files)]
    versions = [(name, str(version)) for name, version in summary["versions"].items()]
    columns = [Column(say(f"report_head_{name}")) for name in ("part", "version")]
    blocks.append(Table(say("report_versions"), columns, versions))
    log = [(line,) for line in summary.get("solver", ())]
    blocks += [Table(say("report_log"), [Column(say("report_log"))], log, True)] if log else []
    blocks.append(Note(say("report_privacy"), "soft"))
    return Section("method", say("report_method"), blocks)


def _run(facts: Facts, policy: str) -> list[str]:
    say, summary = facts.say, facts.summary
    goals = {goal.code: goal for goal in facts.config.policies[summary["policy"]].goals}
    order = [goal_text(goals[level["code"]], facts.lang) for level in summary["goals"]]
    lines = [say("report_run_policy", policy=policy, code=summary["policy"], seed=summary["seed"])]
    if order:
        arrow = " → ".join(order)
        lines.append(say("report_run_goals", goals=arrow))
    links = sum(record.get("links", 0) for record in summary["programmes"].values())
    lines.append(say("report_run_links", links=facts.numbers.count(links)))
    return lines


def _rules(facts: Facts) -> Table:
    say = facts.say
    rows = []
    for programme in facts.config.programmes:
        own = [*programme.rules, *(programme.via.rules if programme.via else ())]
        for rule in own:
            rows.append((facts.title(programme.code), rule.code, plain(rule.says, facts.lang), rule.law, rule.where))
    names = ("programme", "rule", "refuses", "law", "sql")
    return Table(say("report_rules_table"), [Column(say(f"report_head_{name}")) for name in names], rows, True)


def _limits(facts: Facts) -> Table:
    say = facts.say
    rows = []
    for code, limit, programmes in facts.config.all_limits:
        kind = say("report_soft_limit" if limit.soft is not None else "report_hard_limit")
        titles = facts.numbers.listed([facts.title(code) for code in programmes])
        rows.append((titles, code, plain(limit.says, facts.lang), limit.law, kind))
    names = ("programme", "limit", "says", "law", "kind")
    return Table(say("report_limits_table"), [Column(say(f"report_head_{name}")) for name in names], rows, True)


def _hashes(facts: Facts, caption: str, hashes: dict[str, str]) -> Table:
    columns = [Column(facts.say("report_head_file")), Column("SHA-256")]
    return Table(facts.say(caption), columns, list(hashes.items()), True)
