"""`[[policy]]` and its goals, and the policies that need not be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from pairing import toml_block as read
from pairing.config import Goal, Measure, Policy, Programme
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


def policy(block: Block) -> Policy:
    """A policy: its goals in order."""
    found = Policy(
        code=block.take("code", read.code, "expected_code"),
        title=block.take("title", read.texts, "expected_texts", {}),
        goals=tuple(_goal(b) for b in block.blocks("goals")),
        against=block.take("against", read.text, "expected_policy", None),
    )
    if not found.goals:
        block.fault("policy_without_goals")
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
    """The policies of :data:`BUILT_IN` for these programmes."""
    programmes = tuple(programmes)
    goals = {code: (_fitting(goal, programmes) for goal in goals) for code, goals in BUILT_IN.items()}
    return {code: Policy(code, tuple(goal for goal in found if goal)) for code, found in goals.items()}
