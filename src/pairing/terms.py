"""Limits and goals of a scenario in numbers: the group of every link, its weight, and each group's bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
from numpy.typing import NDArray

from pairing.amounts import Amounts, units
from pairing.config import Goal, Limit, Programme, Span
from pairing.fault import BadData, Fault
from pairing.links import Links
from pairing.model import I32, I64, UNBOUNDED, Family, GoalTerms
from pairing.scenario import Scenario
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident, literal

#: Joins the values that name a group into its label; no text of a table holds it.
SEPARATOR = "\x1f"
_TABLES = {"n": "needs", "r": "resources", "v": "via", "l": "links"}


@dataclass(eq=False)
class _Groups:
    """Group labels as they are met, each with a number."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, labels: Sequence[str]) -> I32:
        return np.array([self.numbers.setdefault(label, len(self.numbers)) for label in labels], dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Terms:
    """Everything that limits and goals say about the links of all programmes, laid end to end."""

    scenario: Scenario
    links: tuple[Links, ...]

    def offsets(self) -> list[int]:
        """Where the links of each programme begin, and where the last end."""
        return [0, *np.cumsum([len(links.need) for links in self.links]).tolist()]

    def implied(self) -> list[Family]:
        """The limits that wants, holds and via seats imply."""
        found = []
        offsets = self.offsets()
        total = offsets[-1]
        for links, start in zip(self.links, offsets, strict=False):
            p = links.programme
            span = slice(start, start + len(links.need))
            sides: list[tuple[str, Span, I32, Sequence[str], Amounts, str | None]] = [
                ("wants", p.wants, links.need, links.need_ids, links.wants, None)
            ]
            sides.append(("holds", p.holds, links.resource, links.resource_ids, links.holds, p.holds.weight))
            if p.via and links.via_holds:
                sides.append(("via", p.via.holds, links.via, links.via_ids, links.via_holds, None))
            for role, limits, row, ids, amounts, weighed in sides:
                if limits.least is None and limits.most is None:
                    continue
                group = np.full(total, -1, dtype=np.int32)
                group[span] = row
                weight = None
                if weighed or (role == "wants" and limits.weight):
                    weight = np.zeros(total, dtype=np.int64)
                    weight[span] = self._weights(p, str(weighed or limits.weight), f"programme.{p.code}.{role}.weight")
                use = np.ones(total, dtype=bool) if role == "via" and p.money else None
                found.append(
                    Family(
                        f"{p.code}.{role}", group, ids, amounts.least, amounts.most, weight, use, limits.may_stay_unused
                    )
                )
        return found

    def _weights(self, programme: Programme, sql: str, place: str) -> I64:
        """A whole number per link, from SQL over its rows."""
        if np.any(self._ask(programme, f"coalesce(({sql}) <> round({sql}), FALSE)")):
            raise BadData([Fault("weight_not_whole", "scenario.toml", column=place, value=sql)])
        return self._ask(programme, f"coalesce(CAST(round({sql}) AS BIGINT), 0)").astype(np.int64)

    def _ask(self, programme: Programme, sql: str) -> NDArray[np.generic]:
        """One value per link, in the order of the links."""
        code = programme.code
        query = (
            f"SELECT {sql} AS answer FROM {ident(f'link_{code}')} k "
            f"JOIN {ident(f'needs_{code}')} n ON n._i = k.n JOIN {ident(f'resources_{code}')} r ON r._i = k.r"
        )
        if programme.via:
            query += f" LEFT JOIN {ident(f'via_{code}')} v ON v._i = k.v"
        if programme.links:
            query += f" JOIN {ident(f'links_{code}')} l ON l.need = n._id AND l.resource = r._id"
        try:
            return _plain(self.scenario.db.execute(f"{query} ORDER BY k.e").fetchnumpy()["answer"])
        except duckdb.Error as error:
            raise BadData([engine_fault(error, place=f"programme.{code}", sql=sql)]) from None

    def _rows(self, programme: Programme, alias: str, columns: Sequence[str]) -> list[str | None]:
        """The label part of every row of one table; None where one of the values is."""
        values = " || chr(31) || ".join(f"CAST({alias}.{ident(c)} AS VARCHAR)" for c in columns)
        table = f"{_TABLES[alias]}_{programme.code}"
        found = self.scenario.db.execute(f"SELECT {values} AS label FROM {ident(table)} {alias} ORDER BY _i").fetchall()
        return [row[0] for row in found]

    def _labels(self, links: Links, per: Sequence[str], groups: _Groups) -> I32:
        """The group number of each link of one programme, -1 where a value is missing; new labels are added."""
        aliases = sorted({name[0] for name in per})
        rows = {"n": links.need, "r": links.resource, "v": links.via}
        if len(aliases) == 1:
            parts = self._rows(links.programme, aliases[0], [name[2:] for name in per])
            known = [i for i, part in enumerate(parts) if part is not None]
            number = np.full(len(parts) + 1, -1, dtype=np.int32)
            number[known] = groups.of([str(parts[i]) for i in known])
            return number[rows[aliases[0]]]
        code = np.zeros(len(links.need), dtype=np.int64)
        missing = np.zeros(len(links.need), dtype=bool)
        columns: list[tuple[list[str | None], I32]] = []
        for name in per:
            parts = self._rows(links.programme, name[0], [name[2:]])
            own = _Groups()
            known = [i for i, part in enumerate(parts) if part is not None]
            number = np.full(len(parts) + 1, -1, dtype=np.int32)
            number[known] = own.of([str(parts[i]) for i in known])
            mine = number[rows[name[0]]]
            missing |= mine < 0
            code = code * (len(own.numbers) + 1) + mine
            columns.append((list(own.numbers), mine))
        result = np.full(len(links.need), -1, dtype=np.int32)
        inside = np.flatnonzero(~missing)
        _, first, which = np.unique(code[inside], return_index=True, return_inverse=True)
        labels = [SEPARATOR.join(str(names[mine[inside[i]]]) for names, mine in columns) for i in first]
        result[inside] = groups.of(labels)[which] if len(labels) else -1
        return result

    def family(self, code: str, limit: Limit) -> Family:
        """A declared limit over the links of its programmes."""
        groups = _Groups()
        offsets = self.offsets()
        group = np.full(offsets[-1], -1, dtype=np.int32)
        weight = np.ones(offsets[-1], dtype=np.int64)
        use = np.zeros(offsets[-1], dtype=bool)
        bound = [links for links in self.links if links.programme.code in limit.programmes]
        least, most = self._bounds(code, limit, bound, groups)
        for links, start in zip(self.links, offsets, strict=False):
            p = links.programme
            if p.code not in limit.programmes or (limit.of == "money" and not p.money):
                continue
            span = slice(start, start + len(links.need))
            mine = self._labels(links, limit.per, groups)
            if limit.where:
                mine = np.where(self._ask(p, f"coalesce({limit.where}, FALSE)").astype(bool), mine, -1)
            group[span] = mine
            if limit.weight:
                weight[span] = self._weights(p, limit.weight, f"limit.{code}.weight")
            use[span] = p.money and limit.of == "count"
        labels = list(groups.numbers)
        signed = bool(np.any(weight[group >= 0] < 0))
        negative = [] if signed else [(label, value) for label, value in most.items() if value < 0]
        if negative:
            place = f"limit.{code}"
            raise BadData(
                Fault("limit_negative", "scenario.toml", column=place, value=_shown(label), facts={"most": value})
                for label, value in negative
            )
        return Family(
            code,
            group,
            labels,
            np.array([least.get(label, -UNBOUNDED if signed else 0) for label in labels], dtype=np.int64),
            np.array([most.get(label, UNBOUNDED) for label in labels], dtype=np.int64),
            weight if limit.weight else None,
            use if use.any() else None,
            limit.or_none,
            limit.soft,
        )

    def _bounds(
        self, code: str, limit: Limit, bound: Sequence[Links], groups: _Groups
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Least and most of every group of a limit, from SQL over the rows that make the group."""
        aliases = "".join(sorted({name[0] for name in limit.per}))
        label = " || chr(31) || ".join(f"CAST({name[0]}.{ident(name[2:])} AS VARCHAR)" for name in limit.per)
        picks = [f"{label} AS label"]
        for name, sql, up in (("least", limit.least, True), ("most", limit.most, False)):
            if sql is None:
                picks += [f"NULL AS {name}", f"NULL AS {name}_other"]
            elif _aggregates(sql) or not _looks(sql):
                picks += [f"{units(sql, limit.of == 'money', up=up)} AS {name}", f"NULL AS {name}_other"]
            else:
                picks += [f"{units(f'min({sql})', limit.of == 'money', up=up)} AS {name}"]
                picks += [f"{units(f'max({sql})', limit.of == 'money', up=up)} AS {name}_other"]
        source = self._universe(limit, bound, aliases)
        place = f"limit.{code}"
        try:
            rows = self.scenario.db.execute(
                f"SELECT {', '.join(picks)} FROM {source} WHERE {label} IS NOT NULL GROUP BY {label} ORDER BY 1"
            ).fetchall()
        except duckdb.Error as error:
            raise BadData([engine_fault(error, place=place)]) from None
        faults = []
        least: dict[str, int] = {}
        most: dict[str, int] = {}
        for name, low, low_other, high, high_other in rows:
            if (low_other is not None and low_other != low) or (high_other is not None and high_other != high):
                faults.append(Fault("limit_varies", "scenario.toml", column=place, value=_shown(name)))
            if low is not None and high is not None and low > high:
                facts = {"least": int(low), "most": int(high)}
                faults.append(
                    Fault("limit_least_above_most", "scenario.toml", column=place, value=_shown(name), facts=facts)
                )
            if low is not None:
                least[name] = int(low)
            if high is not None:
                most[name] = int(high)
            groups.of([name])
        if faults:
            raise BadData(faults)
        return least, most

    def _universe(self, limit: Limit, bound: Sequence[Links], aliases: str) -> str:
        """The rows whose values make the groups: needs or resources of all programmes, or else the links."""
        if len(aliases) == 1 and aliases != "v":
            parts = [f"SELECT * FROM {ident(f'{_TABLES[aliases]}_{links.programme.code}')}" for links in bound]
            return f"({' UNION ALL BY NAME '.join(parts)}) {aliases}"
        parts = []
        for links in bound:
            code = links.programme.code
            # The link table's own n, r and v are positions: renamed, or they would hide the rows of the same name.
            own = f"SELECT n AS _n, r AS _r, v AS _v FROM {ident(f'link_{code}')}"
            part = f"SELECT n, r{', v' if links.programme.via else ''} FROM ({own}) k "
            part += f"JOIN {ident(f'needs_{code}')} n ON n._i = k._n JOIN {ident(f'resources_{code}')} r ON r._i = k._r"
            if links.programme.via:
                part += f" LEFT JOIN {ident(f'via_{code}')} v ON v._i = k._v"
            if links.programme.links:
                part += f" JOIN {ident(f'links_{code}')} l ON l.need = n._id AND l.resource = r._id"
            parts.append(part + (f" WHERE {limit.where}" if limit.where else ""))
        return f"({' UNION ALL BY NAME '.join(parts)})"

    def goal(self, goal: Goal, *, penalties: bool) -> GoalTerms:
        """A goal over the links of its programmes."""
        offsets = self.offsets()
        total = offsets[-1]
        inside = np.zeros(total, dtype=bool)
        for links, start in zip(self.links, offsets, strict=False):
            p = links.programme
            if p.code in goal.programmes and (p.money or goal.of != "money"):
                mine = np.ones(len(links.need), dtype=bool)
                if goal.where:
                    mine = self._ask(p, f"coalesce({goal.where}, FALSE)").astype(bool)
                inside[start : start + len(links.need)] = mine
        if goal.of == "points":
            points = (
                np.concatenate([links.points for links in self.links]) if self.links else np.empty(0, dtype=np.int64)
            )
            rate = np.where(inside, points, 0)
            return GoalTerms(goal.code, "linear", rate=rate, loss=goal.loss, penalties=penalties)
        money = np.concatenate(
            [np.full(len(k.need), k.programme.money) for k in self.links] or [np.empty(0, dtype=bool)]
        )
        use = money if goal.of == "count" else np.zeros(total, dtype=bool)
        group, groups, weight, cap, wanted = self._goal_groups(goal, inside)
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

    def _goal_groups(self, goal: Goal, inside: NDArray[np.bool_]) -> tuple[I32, list[str], I64, I64, I64]:
        """The group of each link, the labels, and of each group its weight, its cap and what its needs want."""
        offsets = self.offsets()
        groups = _Groups()
        group = np.full(offsets[-1], -1, dtype=np.int32)
        values: dict[int, tuple[int, int]] = {}
        wanted: dict[int, int] = {}
        faults: list[Fault] = []
        place = f"goal.{goal.code}"
        for links, start in zip(self.links, offsets, strict=False):
            p = links.programme
            if p.code not in goal.programmes:
                continue
            rows = self._need_values(goal, p)
            labels = [row[0] for row in rows]
            known = [i for i, label in enumerate(labels) if label is not None]
            number = np.full(len(labels) + 1, -1, dtype=np.int32)
            number[known] = groups.of([str(labels[i]) for i in known])
            for i in known:
                pair = (int(rows[i][1]), int(rows[i][2]))
                if values.setdefault(int(number[i]), pair) != pair:
                    faults.append(Fault("goal_varies", "scenario.toml", column=place, value=_shown(str(labels[i]))))
            span = slice(start, start + len(links.need))
            group[span] = np.where(inside[span], number[links.need], -1)
            asked = np.unique(links.need[inside[span]])
            counts = (
                np.ones(len(links.need_ids), dtype=np.int64) if p.money and goal.of == "count" else links.wants.most
            )
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

    def _need_values(self, goal: Goal, p: Programme) -> list[tuple[str | None, int, int]]:
        """Label, weight and cap of every need's group."""
        label = " || chr(31) || ".join(f"CAST(n.{ident(name[2:])} AS VARCHAR)" for name in goal.per)
        if not goal.per:
            label = f"{literal(p.code)} || chr(31) || n._id"
        weight = f"coalesce(CAST(round({goal.weight}) AS BIGINT), 0)" if goal.weight else "1"
        cap = f"coalesce({units(goal.cap, goal.of == 'money')}, 0)" if goal.cap else "0"
        uneven = f"count_if(({goal.weight}) <> round({goal.weight}))" if goal.weight else "0"
        try:
            row = self.scenario.db.execute(f"SELECT {uneven} FROM {ident(f'needs_{p.code}')} n").fetchone()
            if row and row[0]:
                place = f"goal.{goal.code}"
                raise BadData([Fault("weight_not_whole", "scenario.toml", column=place, value=str(goal.weight))])
            return self.scenario.db.execute(
                f"SELECT {label}, {weight}, {cap} FROM {ident(f'needs_{p.code}')} n ORDER BY n._i"
            ).fetchall()
        except duckdb.Error as error:
            raise BadData([engine_fault(error, place=f"goal.{goal.code}")]) from None


def _plain(column: object) -> NDArray[np.generic]:
    return np.ma.filled(column, 0) if isinstance(column, np.ma.MaskedArray) else np.asarray(column)


def _shown(label: str) -> str:
    return label.replace(SEPARATOR, " / ")


def _aggregates(sql: str) -> bool:
    from sqlglot import exp, parse_one

    return parse_one(sql, dialect="duckdb").find(exp.AggFunc) is not None


def _looks(sql: str) -> bool:
    from sqlglot import exp, parse_one

    return parse_one(sql, dialect="duckdb").find(exp.Column) is not None
