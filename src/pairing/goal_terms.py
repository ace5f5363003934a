"""Goals in numbers: what every link is worth, or its group with the group's weight, cap and wants."""

from __future__ import annotations

import duckdb
import numpy as np
from numpy.typing import NDArray

from pairing.amounts import units
from pairing.config import Goal, Programme
from pairing.fault import BadData, Fault
from pairing.laid import Groups, Laid, shown
from pairing.model import I32, I64, GoalTerms
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident, literal


def goal_terms(laid: Laid, goal: Goal, *, penalties: bool) -> GoalTerms:
    """A goal over the links of its programmes."""
    offsets = laid.offsets()
    total = offsets[-1]
    inside = np.zeros(total, dtype=bool)
    for links, start in zip(laid.links, offsets, strict=False):
        p = links.programme
        if p.code in goal.programmes and (p.money or goal.of != "money"):
            mine = np.ones(len(links.need), dtype=bool)
            if goal.where:
                mine = laid.ask(p, f"coalesce({goal.where}, FALSE)").astype(bool)
            inside[start : start + len(links.need)] = mine
    if goal.of == "points":
        points = np.concatenate([links.points for links in laid.links]) if laid.links else np.empty(0, dtype=np.int64)
        rate = np.where(inside, points, 0)
        return GoalTerms(goal.code, "linear", rate=rate, loss=goal.loss, penalties=penalties)
    money = np.concatenate([np.full(len(k.need), k.programme.money) for k in laid.links] or [np.empty(0, dtype=bool)])
    use = money if goal.of == "count" else np.zeros(total, dtype=bool)
    group, groups, weight, cap, wanted = _groups(laid, goal, inside)
    if goal.worst:
        return GoalTerms(
            goal.code,
            "worst",
            group=group,
            labels=groups,
            use=use if use.any() else None,
            wanted=wanted,
            loss=goal.loss,
        )
    if goal.cap is None:
        each = np.where(group >= 0, np.append(weight, 0)[group], 0)
        return GoalTerms(
            goal.code,
            "linear",
            rate=np.where(use, 0, each),
            use_rate=np.where(use, each, 0) if use.any() else None,
            loss=goal.loss,
            penalties=penalties,
        )
    return GoalTerms(
        goal.code,
        "capped",
        group=group,
        labels=groups,
        use=use if use.any() else None,
        weight=weight,
        cap=cap,
        loss=goal.loss,
        penalties=penalties,
    )


def _groups(laid: Laid, goal: Goal, inside: NDArray[np.bool_]) -> tuple[I32, list[str], I64, I64, I64]:
    """The group of each link, the labels, and of each group its weight, its cap and what its needs want."""
    offsets = laid.offsets()
    groups = Groups()
    group = np.full(offsets[-1], -1, dtype=np.int32)
    values: dict[int, tuple[int, int]] = {}
    wanted: dict[int, int] = {}
    faults: list[Fault] = []
    place = f"goal.{goal.code}"
    for links, start in zip(laid.links, offsets, strict=False):
        p = links.programme
        if p.code not in goal.programmes:
            continue
        rows = _need_values(laid, goal, p)
        labels = [row[0] for row in rows]
        known = [i for i, label in enumerate(labels) if label is not None]
        number = np.full(len(labels) + 1, -1, dtype=np.int32)
        number[known] = groups.of([str(labels[i]) for i in known])
        for i in known:
            pair = (int(rows[i][1]), int(rows[i][2]))
            if values.setdefault(int(number[i]), pair) != pair:
                faults.append(Fault("goal_varies", "scenario.toml", column=place, value=shown(str(labels[i]))))
        span = slice(start, start + len(links.need))
        group[span] = np.where(inside[span], number[links.need], -1)
        asked = np.unique(links.need[inside[span]])
        counts = np.ones(len(links.need_ids), dtype=np.int64) if p.money and goal.of == "count" else links.wants.most
        for need in asked.tolist():
            if number[need] >= 0:
                wanted[int(number[need])] = wanted.get(int(number[need]), 0) + int(counts[need])
    if any(weight < 0 for weight, _ in values.values()) and goal.cap is not None:
        faults.append(Fault("goal_weight_negative", "scenario.toml", column=place))
    if any(cap < 0 for _, cap in values.values()):
        faults.append(Fault("goal_cap_negative", "scenario.toml", column=place))
    if faults:
        raise BadData(faults[:100])
    count = len(groups.numbers)
    weight = np.array([values[g][0] for g in range(count)], dtype=np.int64)
    cap = np.array([values[g][1] for g in range(count)], dtype=np.int64)
    return (
        group,
        list(groups.numbers),
        weight,
        cap,
        np.array([wanted.get(g, 0) for g in range(count)], dtype=np.int64),
    )


def _need_values(laid: Laid, goal: Goal, p: Programme) -> list[tuple[str | None, int, int]]:
    """Label, weight and cap of every need's group."""
    label = " || chr(31) || ".join(f"CAST(n.{ident(name[2:])} AS VARCHAR)" for name in goal.per)
    if not goal.per:
        label = f"{literal(p.code)} || chr(31) || n._id"
    weight = f"coalesce(CAST(round({goal.weight}) AS BIGINT), 0)" if goal.weight else "1"
    cap = f"coalesce({units(goal.cap, goal.of == 'money')}, 0)" if goal.cap else "0"
    uneven = f"count_if(({goal.weight}) <> round({goal.weight}))" if goal.weight else "0"
    try:
        row = laid.scenario.db.execute(f"SELECT {uneven} FROM {ident(f'needs_{p.code}')} n").fetchone()
        if row and row[0]:
            place = f"goal.{goal.code}"
            raise BadData([Fault("weight_not_whole", "scenario.toml", column=place, value=str(goal.weight))])
        return laid.scenario.db.execute(
            f"SELECT {label}, {weight}, {cap} FROM {ident(f'needs_{p.code}')} n ORDER BY n._i"
        ).fetchall()
    except duckdb.Error as error:
        texts = " .. ".join(sql for sql in (goal.weight, goal.cap) if sql)
        raise BadData([engine_fault(error, place=f"goal.{goal.code}", sql=texts or ", ".join(goal.per))]) from None
