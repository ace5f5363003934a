"""`scenario.toml` -> :class:`pairing.config.Config`, with every structural fault at its dotted place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from pairing import toml_block as read
from pairing.config import KINDS, Config, Goal, Kind, Limit, Measure, Policy, Programme, Rule, Score, Span, Via
from pairing.fault import BadSettings, Fault, choices
from pairing.toml_block import FILE, Block

#: Policies that every scenario has without writing them; see :func:`_fitting` for which goals a scenario needs.
BUILT_IN: dict[str, tuple[Goal, ...]] = {
    "coverage": (
        Goal("served", "count", cap="1"),
        Goal("matches", "count"),
        Goal("money", "money"),
        Goal("points", "points"),
    ),
    "points": (Goal("points", "points"),),
}


def _span(block: Block, key: str, default: Span) -> Span:
    value = block.values.get(key)
    if not isinstance(value, dict):
        return Span(most=block.take(key, read.sql, "expected_span", default.most))
    block.known.append(key)
    inner = Block(f"{block.place}.{key}", block.values.pop(key), block.faults)
    span = Span(
        least=inner.take("least", read.sql, "expected_sql", None),
        most=inner.take("most", read.sql, "expected_sql", None),
        may_stay_unused=inner.take("may_stay_unused", read.truth, "expected_truth", False),
        weight=inner.take("weight", read.sql, "expected_sql", None),
    )
    inner.done()
    return span


def _rule(block: Block) -> Rule:
    rule = Rule(
        code=block.take("code", read.code, "expected_code"),
        where=block.take("where", read.sql, "expected_condition"),
        says=block.take("says", read.texts, "expected_texts", {}),
        law=block.take("law", read.text, "expected_text", ""),
    )
    block.done()
    return rule


def _score(block: Block) -> Score:
    score = Score(
        code=block.take("code", read.code, "expected_code"),
        points=block.take("points", read.sql, "expected_points"),
    )
    block.done()
    return score


def _limit(block: Block, of: Measure, *, across: bool) -> Limit:
    limit = Limit(
        code=block.take("code", read.code, "expected_code"),
        per=block.take("per", read.columns, "expected_columns"),
        of=block.take("of", read.one_of(("count", "money")), "expected_measure", of),
        weight=block.take("weight", read.sql, "expected_sql", None),
        where=block.take("where", read.sql, "expected_condition", None),
        least=block.take("least", read.sql, "expected_sql", None),
        most=block.take("most", read.sql, "expected_sql", None),
        soft=block.take("soft", read.natural, "expected_natural", None),
        or_none=block.take("or_none", read.truth, "expected_truth", False),
        says=block.take("says", read.texts, "expected_texts", {}),
        law=block.take("law", read.text, "expected_text", ""),
        programmes=block.take("programmes", read.strings, "expected_programmes", ()) if across else (),
    )
    if limit.least is None and limit.most is None:
        block.fault("limit_without_bound")
    if limit.soft is not None and limit.or_none:
        block.fault("limit_soft_or_none")
    block.done()
    return limit


def _via(block: Block) -> Via:
    via = Via(
        table=block.take("table", read.text, "expected_table_name"),
        key=block.take("key", read.text, "expected_column_name", None),
        holds=_span(block, "holds", Span()),
        rules=tuple(_rule(b) for b in block.blocks("rule")),
        scores=tuple(_score(b) for b in block.blocks("score")),
        opens=block.take("opens", read.strings, "expected_rules"),
    )
    block.done()
    return via


def _programme(block: Block) -> Programme:
    kind = cast(Kind, block.take("kind", read.one_of(KINDS), "expected_kind") or "pairing")
    via = block.take("via", read.table, "expected_table", None)
    of: Measure = "money" if kind == "funding" else "count"
    programme = Programme(
        code=block.take("code", read.code, "expected_code"),
        kind=kind,
        title=block.take("title", read.texts, "expected_texts", {}),
        needs=block.take("needs", read.text, "expected_source"),
        resources=block.take("resources", read.text, "expected_source"),
        need_key=block.take("need_key", read.text, "expected_column_name", None),
        resource_key=block.take("resource_key", read.text, "expected_column_name", None),
        wants=_span(block, "wants", Span(most="1")),
        holds=_span(block, "holds", Span()),
        upper=block.take("upper", read.sql, "expected_sql", None),
        minimum=block.take("minimum", read.sql, "expected_sql", None),
        top=block.take("top", read.natural, "expected_natural", None) or None,
        links=block.take("links", read.text, "expected_table_name", None),
        rules=tuple(_rule(b) for b in block.blocks("rule")),
        scores=tuple(_score(b) for b in block.blocks("score")),
        limits=tuple(_limit(b, of, across=False) for b in block.blocks("limit")),
        via=None if via is None else _via(Block(f"{block.place}.via", via, block.faults)),
    )
    if programme.wants.most is None:
        block.fault("setting_missing", "wants.most", expected="expected_sql")
    if programme.via:
        for code in programme.via.opens or ():
            if code not in {rule.code for rule in programme.rules}:
                block.fault("unknown_rule", "via.opens", code, **choices(code, (r.code for r in programme.rules)))
    block.done()
    return programme


def _goal(block: Block) -> Goal:
    worst = block.take("worst", read.strings, "expected_columns", ())
    code = block.take("code", read.code, "expected_code")
    named = block.take("programme", read.text, "expected_programme", None)
    cap = block.take("cap", read.sql, "expected_sql", None)
    of: Measure = "points" if code == "points" else "count"
    goal = Goal(
        code=code,
        of=block.take("of", read.one_of(("count", "money", "points")), "expected_goal_measure", of),
        programmes=(named,) if named else block.take("programmes", read.strings, "expected_programmes", ()),
        per=worst or block.take("per", read.strings, "expected_columns", ()),
        cap="1" if cap is None and code == "served" else cap,
        weight=block.take("weight", read.sql, "expected_sql", None),
        where=block.take("where", read.sql, "expected_condition", None),
        worst=bool(worst),
        loss=block.take("loss", read.share, "expected_share", Fraction(0)),
        title=block.take("title", read.texts, "expected_texts", {}),
    )
    if worst and (cap is not None or goal.weight is not None or goal.of == "points"):
        block.fault("goal_worst_plain")
    block.done()
    return goal


def _policy(block: Block) -> Policy:
    policy = Policy(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        goals=tuple(_goal(b) for b in block.blocks("goals")),
    )
    if not policy.goals:
        block.fault("policy_without_goals")
    _unique(block, "goals", (goal.code for goal in policy.goals))
    block.done()
    return policy


def _unique(block: Block, key: str, codes: Iterable[str | None]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code is None:
            continue
        if code.casefold() in seen:  # they name tables and files, where case is not told apart
            block.fault("code_twice", key, code)
        seen.add(code.casefold())


def _fitting(goal: Goal, programmes: Iterable[Programme]) -> Goal | None:
    """A built-in goal, over the programmes that it adds something to; None where there is none.

    Money is only in funding programmes, and matches say more than ``served`` only where a need may want several.
    """
    if goal.of == "points" or goal.cap is not None:
        return goal
    inside = [p for p in programmes if (p.money if goal.of == "money" else not p.money and p.wants.most != "1")]
    return replace(goal, programmes=tuple(p.code for p in inside)) if inside else None


def _views(value: Any) -> dict[str, str]:
    return {name: read.text(sql) for name, sql in read.table(value).items()}


def _config(root: Block, head: Block) -> Config:
    programmes = tuple(_programme(b) for b in root.blocks("programme"))
    limits = tuple(_limit(b, "count", across=True) for b in root.blocks("limit"))
    own = tuple(_policy(b) for b in root.blocks("policy"))
    fitting = {code: [_fitting(goal, programmes) for goal in goals] for code, goals in BUILT_IN.items()}
    built_in = {code: Policy(code, tuple(goal for goal in goals if goal)) for code, goals in fitting.items()}
    policies = {**built_in, **{p.code: p for p in own}}
    config = Config(
        code=head.take("code", read.code, "expected_code"),
        title=head.take("title", read.texts, "expected_texts", {}),
        as_of=head.take("as_of", read.day, "expected_date", None),
        policy=head.take("policy", read.text, "expected_policy", own[0].code if own else "coverage"),
        views=root.take("view", _views, "expected_views", {}),
        programmes=programmes,
        limits=limits,
        policies=policies,
        tables=root.take("table", lambda v: {k: read.table(t) for k, t in read.table(v).items()}, "expected_table", {}),
    )
    if not programmes:
        root.fault("setting_missing", "programme", expected="expected_a_programme")
    if config.policy not in policies:
        head.fault("unknown_policy", "policy", config.policy, **choices(config.policy, policies))
    _unique(root, "programme", (p.code for p in programmes))
    _unique(root, "policy", (p.code for p in own))
    _unique(root, "limit", (code for code, _, _ in config.all_limits))
    for programme in programmes:
        reserved = ("wants", "holds", "via")
        _unique(root, f"programme.{programme.code}.rule", (r.code for r in programme.rules))
        _unique(root, f"programme.{programme.code}.limit", (*reserved, *(m.code for m in programme.limits)))
    _check_programme_names(root, config)
    return config


def _check_programme_names(root: Block, config: Config) -> None:
    known = [p.code for p in config.programmes]
    uses = [(f"limit.{limit.code}.programmes", limit.programmes or ()) for limit in config.limits]
    uses += [
        (f"policy.{p.code}.goals.{g.code}.programme", g.programmes or ())
        for p in config.policies.values()
        for g in p.goals
    ]
    for place, codes in uses:
        for code in codes:
            if code not in known:
                root.fault("unknown_programme", place, code, **choices(code, known))


def read_config(folder: Path) -> Config:
    """Read ``folder/scenario.toml``; raises :class:`BadSettings` with every structural fault."""
    path = folder / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadSettings([Fault("scenario_missing", FILE)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettings([Fault("scenario_unreadable", FILE, facts={"detail": str(error)})]) from None
    faults: list[Fault] = []
    root = Block("", raw, faults)
    head = Block("scenario", root.take("scenario", read.table, "expected_table", {}) or {}, faults)
    config = _config(root, head)
    head.done()
    root.done()
    if faults:
        complete = not any(fault.code in ("setting_missing", "setting_type", "code_twice") for fault in faults)
        raise BadSettings(faults, config if complete else None)
    return config
