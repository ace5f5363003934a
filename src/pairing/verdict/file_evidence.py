"""What a decision about one household rests on, taken out of an audit: enough to judge it again on its own.

For each household: its rows and those of the resources (only the columns that the settings look at), its links with
what the plan gives on each, the groups of limits and goals that they are in with their sums, and the prices of those
groups. The text of ``scenario.toml`` goes with it, so that the links can be derived again from the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairing.verdict.audit import Audit
from pairing.verdict.claim import Claim
from pairing.verdict.file_levels import levels_of
from pairing.verdict.file_rows import Rows, rows_of
from pairing.verdict.kept_limits import MEASURE, broken_limits
from pairing.verdict.plan_rows import check_plan_rows
from pairing.verdict.verdict import Findings

#: A programme and the id of one of its needs.
Need = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence of every household of a scenario; :meth:`of` gives that of one.

    Groups of limits and of goals are known by (code, label); ``prices`` of them are (level, price).
    """

    settings: str
    rows: Rows
    wants: Mapping[Need, int]
    pins: Mapping[Need, list[dict[str, Any]]]
    links: Mapping[Need, list[dict[str, Any]]]
    limits: Mapping[tuple[str, str], dict[str, Any]]
    goal_groups: Mapping[tuple[str, str], dict[str, Any]]
    goals: Sequence[dict[str, Any]]
    levels: Sequence[dict[str, Any]]
    prices: Mapping[str, Mapping[tuple[str, str], list[tuple[int, str]]]]

    def of(self, needs: Sequence[Need]) -> dict[str, Any]:
        """The evidence of the household that has these needs, as plain data."""
        links = [link for need in needs for link in self.links.get(need, ())]
        limits = sorted({(term[0], term[1]) for link in links for term in link["terms"]})
        goals = sorted({(share[0], share[1]) for link in links for share in link["shares"] if share[1] is not None})
        return {
            "settings": self.settings,
            **self.rows.of(needs, links),
            "wants": [{"programme": code, "need": need, "wanted": self.wants[code, need]} for code, need in needs],
            "pins": [pin for need in needs for pin in self.pins.get(need, ())],
            "links": links,
            "limits": [self.limits[key] for key in limits],
            "goals": list(self.goals),
            "goal_groups": [self.goal_groups[key] for key in goals],
            "levels": [
                {**level, "limits": self._priced("limits", at, limits), "groups": self._priced("goals", at, goals)}
                for at, level in enumerate(self.levels)
            ],
        }

    def _priced(self, kind: str, level: int, keys: Sequence[tuple[str, str]]) -> list[list[str]]:
        mine = self.prices[kind]
        return [[*key, price] for key in keys for at, price in mine.get(key, ()) if at == level]


def evidence(audit: Audit, claim: Claim, settings: str, names: bool = False) -> Evidence:
    """Take the evidence of all households out of an audit at once; ``settings`` is the text of ``scenario.toml``.

    Columns that tell who a person is are left empty, unless ``names``. A claim without a proof has no levels. Leaves
    the amounts and sums of the plan in the audit's tables. O(links x limits).
    """
    check_plan_rows(audit, claim, Findings())
    broken_limits(audit)
    goals, levels = levels_of(audit, claim)
    by_limit = {limit.number: limit.code for limit in audit.limits}
    by_goal = {goal.number: goal.code for goal in audit.goals}
    return Evidence(
        settings,
        rows_of(audit, names),
        {(code, need): int(wanted) for code, need, wanted in audit.db.execute("FROM audit_wants").fetchall()},
        _pins(audit),
        _links(audit, by_limit, by_goal),
        _limits(audit, by_limit),
        _goal_groups(audit, by_goal),
        goals,
        levels,
        {
            "limits": _prices(audit, "audit_limit_prices", "audit_groups", "lim", by_limit) if levels else {},
            "goals": _prices(audit, "audit_goal_prices", "audit_goal_groups", "goal", by_goal) if levels else {},
        },
    )


def _pins(audit: Audit) -> dict[Need, list[dict[str, Any]]]:
    columns = {row[0].lower() for row in audit.db.execute("DESCRIBE pins").fetchall()}
    amount = "CAST(amount AS VARCHAR)" if "amount" in columns else "NULL"
    found: dict[Need, list[dict[str, Any]]] = {}
    for code, need, resource, kind, units in audit.db.execute(
        f"SELECT programme, CAST(need AS VARCHAR), CAST(resource AS VARCHAR), kind, {amount} FROM pins ORDER BY ALL"
    ).fetchall():
        pin = {"programme": code, "need": need, "resource": resource, "kind": kind, "amount": units}
        found.setdefault((code, need), []).append(pin)
    return found


def _links(audit: Audit, limits: Mapping[int, str], goals: Mapping[int, str]) -> dict[Need, list[dict[str, Any]]]:
    """Every link with its amount; what it adds to each group of limits (``terms``) and of goals (``shares``): code,
    label (None where a goal simply counts all links), weight, and whether only its use counts."""
    found: dict[Need, list[dict[str, Any]]] = {}
    by_number: dict[int, dict[str, Any]] = {}
    names = ("programme", "need", "resource", "via", "points", "lower", "minimum", "upper", "amount")
    for number, *values in audit.db.execute(
        "SELECT link, programme, need, resource, via, points, lower, minimum, upper, coalesce(amount, 0)"
        " FROM audit_links LEFT JOIN audit_amounts USING (link) ORDER BY programme, need, resource, via NULLS FIRST"
    ).fetchall():
        link: dict[str, Any] = {**dict(zip(names, values, strict=True)), "terms": [], "shares": []}
        by_number[number] = link
        found.setdefault((link["programme"], link["need"]), []).append(link)
    for number, limit, label, weight, used in audit.db.execute(
        "SELECT t.link, g.lim, g.label, t.weight, t.used FROM audit_terms t JOIN audit_groups g USING (grp)"
        " ORDER BY ALL"
    ).fetchall():
        by_number[number]["terms"].append([limits[limit], label, int(weight), used])
    for number, goal, label, weight, used in audit.db.execute(
        "SELECT t.link, t.goal, g.label, t.weight, t.used FROM audit_shares t LEFT JOIN audit_goal_groups g USING (grp)"
        " ORDER BY ALL"
    ).fetchall():
        by_number[number]["shares"].append([goals[goal], label, int(weight), used])
    return found


def _limits(audit: Audit, codes: Mapping[int, str]) -> dict[tuple[str, str], dict[str, Any]]:
    names = ("least", "most", "soft", "or_none", "signed", "sum")
    rows = audit.db.execute("SELECT lim, label, least, most, soft, or_none, signed, total FROM audit_sums").fetchall()
    return {
        (codes[limit], label): {
            "limit": codes[limit],
            "group": label,
            **dict(zip(names, map(_plain, rest), strict=True)),
        }
        for limit, label, *rest in rows
    }


def _goal_groups(audit: Audit, codes: Mapping[int, str]) -> dict[tuple[str, str], dict[str, Any]]:
    total = f"SELECT t.grp, sum(CAST({MEASURE} AS HUGEINT)) AS total"
    rows = audit.db.execute(
        f"SELECT goal, label, weight, cap, wanted, coalesce(total, 0) FROM audit_goal_groups LEFT JOIN ({total}"
        " FROM audit_shares t JOIN audit_amounts a USING (link) WHERE t.grp IS NOT NULL GROUP BY t.grp) USING (grp)"
    ).fetchall()
    names = ("weight", "cap", "wanted", "sum")
    return {
        (codes[goal], label): {"goal": codes[goal], "group": label, **dict(zip(names, map(_plain, rest), strict=True))}
        for goal, label, *rest in rows
    }


def _prices(
    audit: Audit, prices: str, groups: str, owner: str, codes: Mapping[int, str]
) -> dict[tuple[str, str], list[tuple[int, str]]]:
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for level, number, label, price in audit.db.execute(
        f"SELECT level, g.{owner}, g.label, CAST(price AS VARCHAR) FROM {prices} p"
        f" JOIN {groups} g USING (grp) ORDER BY ALL"
    ).fetchall():
        found.setdefault((codes[number], label), []).append((level, price))
    return found


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else int(value)
