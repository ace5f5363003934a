"""The goals, derived again: what each link adds to each goal, and the groups that have a cap or share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import duckdb

from pairing.config import Config, Goal, Policy, Programme
from pairing.verdict import sql
from pairing.verdict.verdict import Findings


@dataclass(frozen=True)
class AuditGoal:
    """One goal of the policy: ``linear`` (a sum over links), ``capped`` (per group) or ``worst`` (the least share).

    ``carries`` is true for the goal that the penalties of soft limits are subtracted from.
    """

    number: int
    code: str
    kind: Literal["linear", "capped", "worst"]
    loss: Fraction
    carries: bool

    def floor(self, reached: int | Fraction) -> int | Fraction:
        """What later levels must keep of what this level reached; rounded up where values are whole."""
        kept = Fraction(reached) - self.loss * abs(Fraction(reached))
        return kept if self.kind == "worst" else -int(-kept // 1)


def build_goals(
    db: duckdb.DuckDBPyConnection, config: Config, policy: Policy, found: Findings
) -> tuple[AuditGoal, ...]:
    """``audit_shares(goal, grp, link, weight, used)`` and ``audit_goal_groups(grp, goal, label, weight, cap, wanted)``.

    A linear goal has shares without a group, which carry its weight; a capped goal's weight and cap stand in its
    groups, and a worst goal's groups carry what their needs with a link want. The groups are those of all needs.
    """
    db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_shares(goal INTEGER, grp BIGINT, link BIGINT, weight BIGINT, used BOOLEAN)"
    )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_goal_groups(grp BIGINT, goal INTEGER, label VARCHAR, weight BIGINT,"
        " cap HUGEINT, wanted HUGEINT)"
    )
    codes = [goal.code for goal in policy.goals]
    carrier = codes.index("points") if "points" in codes else len(codes) - 1
    goals = []
    for number, goal in enumerate(policy.goals):
        linear = goal.of == "points" or (goal.cap is None and not goal.worst)
        kind: Literal["linear", "capped", "worst"] = "linear" if linear else "worst" if goal.worst else "capped"
        goals.append(AuditGoal(number, goal.code, kind, goal.loss, number == carrier))
        takes_part = [p for p in config.programmes if _takes_part(db, goal, p)]
        if linear:
            for programme in takes_part:
                db.execute(_linear(number, goal, programme))
        elif takes_part:
            _grouped(db, number, goal, takes_part, found)
    return tuple(goals)


def _takes_part(db: duckdb.DuckDBPyConnection, goal: Goal, programme: Programme) -> bool:
    if goal.programmes and programme.code not in goal.programmes:
        return False
    return (goal.of != "money" or programme.money) and sql.has_columns(db, programme, goal.per)


def _linear(number: int, goal: Goal, programme: Programme) -> str:
    weight = "e.points" if goal.of == "points" else sql.nearest(goal.weight) if goal.weight else "1"
    source = sql.linked(programme, sql.label(goal.per, linked=True), weight, goal.where)
    return (
        f"INSERT INTO audit_shares SELECT {number}, NULL, e.link, {weight}, {_used(goal, programme)}"
        f" FROM {source} WHERE {sql.present(goal.per, goal.where, linked=True)}"
    )


def _used(goal: Goal, programme: Programme) -> bool:
    return programme.money and goal.of == "count"


def _grouped(
    db: duckdb.DuckDBPyConnection, number: int, goal: Goal, programmes: list[Programme], found: Findings
) -> None:
    db.execute("CREATE OR REPLACE TEMP TABLE audit_new AS " + " UNION ALL ".join(_rows(goal, p) for p in programmes))
    db.execute(
        "INSERT INTO audit_goal_groups"
        " SELECT (SELECT count(*) FROM audit_goal_groups) + row_number() OVER () - 1, ?,"
        " label, min(weight), min(cap), 0 FROM audit_new GROUP BY label",
        [number],
    )
    for programme in programmes:
        db.execute(_shares(number, goal, programme))
    db.execute(
        "UPDATE audit_goal_groups SET wanted = asked.wanted FROM ("
        " SELECT grp, sum(CASE WHEN used THEN 1 ELSE wanted END) AS wanted FROM ("
        "  SELECT DISTINCT t.grp, t.used, e.programme, e.need FROM audit_shares t JOIN audit_links e USING (link)"
        "  WHERE t.goal = ?) JOIN audit_wants USING (programme, need) GROUP BY grp"
        ") asked WHERE audit_goal_groups.grp = asked.grp",
        [number],
    )
    uneven = (
        "SELECT label FROM audit_new GROUP BY label HAVING min(weight) <> max(weight) OR min(cap) <> max(cap)"
        " ORDER BY label LIMIT 20"
    )
    for (label,) in db.execute(uneven).fetchall():
        found.wrong("goal_varies_in_group", "scenario.toml", column=f"goals.{goal.code}", value=label)


def _label(goal: Goal, programme: Programme, *, linked: bool) -> str:
    """The label of the group of a need, or of a link's need: without ``per`` every need is a group of its own."""
    if goal.per:
        return sql.label(goal.per, linked=linked)
    return f"concat_ws({sql.SEPARATOR}, {sql.literal(programme.code)}, {'e.need' if linked else 'n._id'})"


def _rows(goal: Goal, programme: Programme) -> str:
    """The needs of a programme: the label of their group, its weight and its cap (0 where unknown)."""
    weight = sql.nearest(goal.weight) if goal.weight else "1"
    cap = f"greatest(coalesce({sql.units(goal.cap, money=goal.of == 'money')}, 0), 0)" if goal.cap else "NULL::HUGEINT"
    return (
        f"SELECT {_label(goal, programme, linked=False)} AS label, {weight} AS weight, {cap} AS cap"
        f" FROM {sql.tables(programme)['n']} n WHERE {sql.present(goal.per)}"
    )


def _shares(number: int, goal: Goal, programme: Programme) -> str:
    label = _label(goal, programme, linked=True)
    return (
        f"INSERT INTO audit_shares SELECT g.goal, g.grp, t.link, 1, {_used(goal, programme)} FROM ("
        f"SELECT {label} AS label, e.link FROM {sql.linked(programme, label, goal.where)}"
        f" WHERE {sql.present(goal.per, goal.where, linked=True)}) t"
        f" JOIN audit_goal_groups g ON g.goal = {number} AND g.label = t.label"
    )
