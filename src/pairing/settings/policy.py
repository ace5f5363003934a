"""`[[policy]]` and its goals, and the policies that need not be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pairing import toml_block as read
from pairing.config import Goal, Measure, Policy, Programme
from pairing.fault import choices
from pairing.settings.goal_policies import goal_policies
from pairing.settings.shelf import shelf
from pairing.toml_block import Block, unique

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


def _settings(value: Any) -> dict[str, str | Fraction]:
    """Settings of a procedure: words, or numbers as they are written."""
    found: dict[str, str | Fraction] = {}
    for name, given in read.table(value).items():
        if isinstance(given, bool):
            raise TypeError
        found[name] = Fraction(str(given)) if isinstance(given, (int, float)) else read.text(given)
    return found


def policy(block: Block) -> Policy:
    """A policy: its goals in order, or a procedure and the goals that measure it."""
    found = Policy(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        goals=tuple(_goal(b) for b in block.blocks("goals")),
        against=block.take("against", read.text, "expected_policy", None),
        procedure=block.take("procedure", read.text, "expected_procedure", None),
        settings=block.take("settings", _settings, "expected_settings", {}),
    )
    if not found.goals and not found.procedure:
        block.fault("policy_without_goals")
    if found.procedure and found.procedure not in shelf():
        block.fault("unknown_procedure", "procedure", found.procedure, **choices(found.procedure, shelf()))
    if found.settings and not found.procedure:
        block.fault("settings_without_procedure", "settings")
    unique(block, "goals", (goal.code for goal in found.goals))
    block.done()
    return found


def _fitting(goal: Goal, programmes: Iterable[Programme]) -> Goal | None:
    """A built-in goal, over the programmes that it adds something to; None where there is none.

    Money is only in funding programmes, and matches say more than ``served`` only where a need may want several.
    """
    if goal.of == "points" or goal.cap is not None:
        return goal
    inside = [p for p in programmes if (p.money if goal.of == "money" else not p.money and p.wants.most != "1")]
    return replace(goal, programmes=tuple(p.code for p in inside)) if inside else None


def built_in(programmes: Iterable[Programme]) -> dict[str, Policy]:
    """The policies of :data:`BUILT_IN` for these programmes, those that follow from where needs stand
    (:mod:`pairing.settings.goal_policies`), and a policy for every procedure of the shelf.
    """
    programmes = tuple(programmes)
    goals = {code: (_fitting(goal, programmes) for goal in goals) for code, goals in BUILT_IN.items()}
    written = {code: Policy(code, tuple(goal for goal in found if goal)) for code, found in goals.items()}
    standing = goal_policies(programmes, written["coverage"].goals)
    written |= {code: Policy(code, found) for code, found in standing.items()}
    return {**{name: Policy(name, (), procedure=name) for name in shelf()}, **written}
