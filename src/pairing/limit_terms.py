"""Limits in numbers: the group and weight of every link, and each group's bounds."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
from sqlglot import exp, parse_one

from pairing.amounts import Amounts, units
from pairing.config import Limit, Span
from pairing.fault import BadData, Fault
from pairing.laid import TABLES, Groups, Laid, shown
from pairing.links import Links
from pairing.model import I32, UNBOUNDED, Family
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident, literal

#: Groups of one limit that are shown as wrong.
MOST_SHOWN = 10


def implied(laid: Laid) -> list[Family]:
    """The limits that wants, holds and via seats imply."""
    found = []
    offsets = laid.offsets()
    total = offsets[-1]
    for links, start in zip(laid.links, offsets, strict=False):
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
                weight[span] = laid.weights(p, str(weighed or limits.weight), f"programme.{p.code}.{role}.weight")
            use = np.ones(total, dtype=bool) if role == "via" and p.money else None
            least = amounts.least
            if limits.least is None and weight is not None and np.any(weight < 0):
                least = np.full_like(least, -UNBOUNDED)
            found.append(
                Family(f"{p.code}.{role}", group, ids, least, amounts.most, weight, use, limits.may_stay_unused)
            )
    return found


def family(laid: Laid, code: str, limit: Limit) -> Family:
    """A declared limit over the links of its programmes."""
    groups = Groups()
    offsets = laid.offsets()
    group = np.full(offsets[-1], -1, dtype=np.int32)
    weight = np.ones(offsets[-1], dtype=np.int64)
    use = np.zeros(offsets[-1], dtype=bool)
    bound = [links for links in laid.links if links.programme.code in limit.programmes]
    least, most = _bounds(laid, code, limit, bound, groups)
    for links, start in zip(laid.links, offsets, strict=False):
        p = links.programme
        if p.code not in limit.programmes or (limit.of == "money" and not p.money):
            continue
        span = slice(start, start + len(links.need))
        terms = limit.terms(p.code)
        mine = laid.labels(links, terms.per, groups)
        if terms.where:
            mine = np.where(laid.ask(p, f"coalesce({terms.where}, FALSE)").astype(bool), mine, -1)
        group[span] = mine
        if terms.weight:
            weight[span] = laid.weights(p, terms.weight, f"limit.{code}.weight")
        use[span] = p.money and limit.of == "count"
    labels = list(groups.numbers)
    signed = bool(np.any(weight[group >= 0] < 0))
    negative = [] if signed else [(label, value) for label, value in most.items() if value < 0]
    if negative:
        place = f"limit.{code}"
        raise BadData(
            Fault("limit_negative", "scenario.toml", column=place, value=shown(label), facts={"most": value})
            for label, value in negative
        )
    return Family(
        code,
        group,
        labels,
        np.array([least.get(label, -UNBOUNDED if signed else 0) for label in labels], dtype=np.int64),
        np.array([most.get(label, UNBOUNDED) for label in labels], dtype=np.int64),
        weight if any(terms.weight for terms in limit.own.values()) else None,
        use if use.any() else None,
        limit.or_none,
        limit.soft,
    )


def _bounds(
    laid: Laid, code: str, limit: Limit, bound: Sequence[Links], groups: Groups
) -> tuple[dict[str, int], dict[str, int]]:
    """Least and most of every group of a limit, from SQL over the rows that make the group."""
    if not bound:
        return {}, {}
    picks = ["label"]
    for name, sql, up in (("least", limit.least, True), ("most", limit.most, False)):
        if sql is None:
            picks += [f"NULL AS {name}", "FALSE"]
        elif _aggregates(sql) or not _columns(sql):
            picks += [f"{units(sql, limit.of == 'money', up=up)} AS {name}", "FALSE"]
        else:
            picks += [f"{units(f'min({sql})', limit.of == 'money', up=up)} AS {name}"]
            picks += [f"min({sql}) IS DISTINCT FROM max({sql})"]
    source = _universe(limit, bound)
    place = f"limit.{code}"
    try:
        rows = laid.scenario.db.execute(
            f"SELECT {', '.join(picks)} FROM {source} WHERE label IS NOT NULL GROUP BY label ORDER BY 1"
        ).fetchall()
    except duckdb.Error as error:
        per = (name for terms in limit.own.values() for name in terms.per)
        texts = " .. ".join(sql for sql in (limit.least, limit.most) if sql)
        raise BadData([engine_fault(error, place=place, sql=texts or ", ".join(per))]) from None
    faults = []
    least: dict[str, int] = {}
    most: dict[str, int] = {}
    for name, low, low_varies, high, high_varies in rows:
        if low_varies or high_varies:
            faults.append(Fault("limit_varies", "scenario.toml", column=place, value=shown(name)))
        if low is not None and high is not None and low > high:
            facts = {"least": int(low), "most": int(high)}
            faults.append(
                Fault("limit_least_above_most", "scenario.toml", column=place, value=shown(name), facts=facts)
            )
        if low is not None:
            least[name] = int(low)
        if high is not None:
            most[name] = int(high)
        groups.of([name])
    if faults:
        # What is wrong in one group is mostly wrong in all.
        raise BadData(faults[:MOST_SHOWN])
    return least, most


def _universe(limit: Limit, bound: Sequence[Links]) -> str:
    """The rows whose values make the groups, with their label: a programme's needs or resources, or else its links.

    What the bounds look into comes along as a struct for each alias: a table may have a column called n.
    """
    asked = _columns(limit.least) | _columns(limit.most)
    structs = [
        f"{{{', '.join(f'{literal(c)}: {alias}.{ident(c)}' for a, c in sorted(asked) if a == alias)}}} AS {alias}"
        for alias in sorted({alias for alias, _ in asked})
    ]
    parts = []
    for links in bound:
        terms = limit.terms(links.programme.code)
        label = " || chr(31) || ".join(f"CAST({name[0]}.{ident(name[2:])} AS VARCHAR)" for name in terms.per)
        aliases = {name[0] for name in terms.per} | {alias for alias, _ in asked}
        picks = ", ".join([f"{label} AS label", *structs])
        parts.append(f"SELECT {picks} FROM {_rows_of(links, aliases, terms.where)}")
    return f"({' UNION ALL BY NAME '.join(parts)})"


def _rows_of(links: Links, aliases: set[str], where: str | None) -> str:
    code = links.programme.code
    if aliases in ({"n"}, {"r"}):
        (alias,) = aliases
        return f"{ident(f'{TABLES[alias]}_{code}')} {alias}"
    # The link table's own n, r and v are positions: renamed, or they would hide the rows of the same name.
    found = f"(SELECT n AS _n, r AS _r, v AS _v FROM {ident(f'link_{code}')}) k "
    found += f"JOIN {ident(f'needs_{code}')} n ON n._i = k._n JOIN {ident(f'resources_{code}')} r ON r._i = k._r"
    if links.programme.via:
        found += f" LEFT JOIN {ident(f'via_{code}')} v ON v._i = k._v"
    if links.programme.links:
        found += f" JOIN {ident(f'links_{code}')} l ON l.need = n._id AND l.resource = r._id"
    return found + (f" WHERE {where}" if where else "")


def _aggregates(sql: str) -> bool:
    return parse_one(sql, dialect="duckdb").find(exp.AggFunc) is not None


def _columns(sql: str | None) -> set[tuple[str, str]]:
    """The columns that a text names, as (alias, column)."""
    return {(c.table, c.name) for c in parse_one(sql, dialect="duckdb").find_all(exp.Column)} if sql else set()
