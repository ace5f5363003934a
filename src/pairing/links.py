"""Rules -> links, in DuckDB: who may be matched with whom, for how many points, up to which amount.

A programme's links are the temporary table ``link_CODE`` (``e``, ``n``, ``r``, ``v``: positions of the link and of its
rows; then points, bounds and what a pin asks) in the order of need, resource and via, whatever the order of the rows in
the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

import duckdb
import numpy as np

from pairing.amounts import Amounts, amounts, plain, units
from pairing.config import Programme, Rule, Score
from pairing.fault import BadData, Fault
from pairing.model import I32, I64
from pairing.scenario import Scenario
from pairing.sql.dry_run import engine_fault
from pairing.sql.rules import expression
from pairing.tables.cells import ident, literal

#: More pairs than this are not tried one by one: a rule must then say what need and resource have in common.
MOST_PAIRS = 200_000_000


@dataclass(frozen=True, eq=False)
class Links:
    """The links of one programme, for E links over N needs and R resources (V rows of the via table).

    ``need``, ``resource``, ``via`` are positions in the id lists (via -1: direct); amounts are matches or fen.
    ``lower`` is what a pin asks of its pair.
    """

    programme: Programme
    need_ids: Sequence[str]
    resource_ids: Sequence[str]
    via_ids: Sequence[str]
    need: I32
    resource: I32
    via: I32
    points: I64
    lower: I64
    upper: I64
    minimum: I64
    wants: Amounts
    holds: Amounts
    via_holds: Amounts | None


def make_links(scenario: Scenario, programme: Programme) -> Links:
    """All links of a programme.

    Raises :class:`BadData` where amounts are unknown, broken or negative, where a pin asks for what the rules refuse,
    or where more than :data:`MOST_PAIRS` pairs would have to be tried.
    """
    db, code = scenario.db, programme.code
    wants = amounts(scenario, programme, "wants")
    holds = amounts(scenario, programme, "holds")
    via_holds = amounts(scenario, programme, "via.holds") if programme.via else None
    refuse_cross_join(scenario, programme)
    try:
        db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(f'link_{code}')} AS {_numbered(scenario, programme)}")
        columns = db.execute(
            f"SELECT n, r, v, points, lower, upper, minimum FROM {ident(f'link_{code}')} ORDER BY e"
        ).fetchnumpy()
    except duckdb.Error as error:
        raise BadData([_fault_of(scenario, programme, error)]) from None
    _check_pins(scenario, programme)
    return Links(
        programme=programme,
        need_ids=_ids(scenario, f"needs_{code}"),
        resource_ids=_ids(scenario, f"resources_{code}"),
        via_ids=_ids(scenario, f"via_{code}") if programme.via else (),
        need=columns["n"].astype(np.int32),
        resource=columns["r"].astype(np.int32),
        via=columns["v"].astype(np.int32),
        points=columns["points"].astype(np.int64),
        lower=columns["lower"].astype(np.int64),
        upper=columns["upper"].astype(np.int64),
        minimum=columns["minimum"].astype(np.int64),
        wants=wants,
        holds=holds,
        via_holds=via_holds,
    )


def _fault_of(scenario: Scenario, programme: Programme, error: duckdb.Error) -> Fault:
    """The engine's error as the fault of the first text that fails by itself, failing that of the programme."""
    code, via = f"programme.{programme.code}", programme.via
    texts = [(f"{code}.{name}", sql) for name in ("upper", "minimum") if (sql := getattr(programme, name))]
    for place, rules, scores in ((code, programme.rules, programme.scores), (f"{code}.via", *_via_texts(programme))):
        texts += [(f"{place}.rule.{rule.code}.where", rule.where) for rule in rules]
        texts += [(f"{place}.score.{score.code}.points", score.points) for score in scores]
    source = pairs_from(programme) + (f" CROSS JOIN {ident(f'via_{programme.code}')} v" if via else "")
    for place, sql in texts:
        try:
            scenario.db.execute(f"SELECT count({sql}) FROM {source}").fetchall()
        except duckdb.Error as own:
            return engine_fault(own, place=place, sql=sql)
    return engine_fault(error, place=code, sql=programme.code)


def _via_texts(programme: Programme) -> tuple[tuple[Rule, ...], tuple[Score, ...]]:
    return (programme.via.rules, programme.via.scores) if programme.via else ((), ())


def _ids(scenario: Scenario, table: str) -> Sequence[str]:
    column = scenario.db.execute(f"SELECT _id FROM {ident(table)} ORDER BY _i").fetchnumpy()["_id"]
    return [str(value) for value in column]


def all_true(rules: Sequence[Rule]) -> str:
    """The SQL that is TRUE where every rule is."""
    return " AND ".join(f"({rule.where})" for rule in rules) or "TRUE"


def pairs_from(programme: Programme) -> str:
    """The FROM clause of a programme's pairs: every need and resource, or those of its explicit links."""
    code = programme.code
    needs, resources = f"{ident(f'needs_{code}')} n", f"{ident(f'resources_{code}')} r"
    if programme.links:
        return f"{needs} JOIN {ident(f'links_{code}')} l ON l.need = n._id JOIN {resources} ON r._id = l.resource"
    return f"{needs} CROSS JOIN {resources}"


def _points(scenario: Scenario, programme: Programme, *, via: bool) -> str:
    scores = [*programme.scores, *(programme.via.scores if via and programme.via else ())]
    if not scores and programme.links:
        described = scenario.db.execute(f"DESCRIBE {ident(f'links_{programme.code}')}").fetchall()
        return "coalesce(round(l.points), 0)" if "points" in {str(row[0]).lower() for row in described} else "0"
    return " + ".join(f"coalesce(round({score.points}), 0)" for score in scores) or "0"


def bounds(programme: Programme) -> tuple[str, str]:
    """The SQL of the most that a pair may be given, and of the least that helps; ``w`` is what the need wants, ``h``
    what the resource holds."""
    money = programme.money
    default = "w.most" if money else "1"
    upper = f"coalesce({units(programme.upper, money)}, {default})" if programme.upper else default
    if programme.holds.weight is None:
        upper = f"least({upper}, h.most)"
    minimum = f"greatest(coalesce({units(programme.minimum, money, up=True)}, 1), 1)" if programme.minimum else "1"
    return upper, minimum


def _numbered(scenario: Scenario, programme: Programme) -> str:
    """The SELECT of all links that are kept, numbered in their order."""
    code, money = programme.code, programme.money
    upper, minimum = bounds(programme)
    pins = (
        f"SELECT need, resource, bool_or(kind = 'must') AS must, bool_or(kind = 'must_not') AS banned, "
        f"max(coalesce({units('amount', money, up=True)}, 0)) AS amount "
        f"FROM pins WHERE programme = {literal(code)} GROUP BY need, resource"
    )

    seats = f" CROSS JOIN {ident(f'via_{code}')} v"

    def ways(rules: Sequence[Rule], via: bool, extra: str) -> str:
        return (
            f"SELECT n._i AS n, r._i AS r, {'v._i' if via else '-1'} AS v, n._id AS need, r._id AS resource, "
            f"{'v._id' if via else 'NULL'} AS way, CAST({_points(scenario, programme, via=via)} AS BIGINT) AS points, "
            f"{upper} AS upper, {minimum} AS minimum FROM {pairs_from(programme)} "
            f"JOIN {ident(f'wants_{code}_amounts')} w ON w._i = n._i "
            f"JOIN {ident(f'holds_{code}_amounts')} h ON h._i = r._i"
            f"{seats if via else ''} WHERE {all_true(rules)}{extra}"
        )

    blocks = [ways(programme.rules, False, "")]
    if programme.via:
        opened = [rule for rule in programme.rules if rule.code in programme.via.opens]
        others = [rule for rule in programme.rules if rule.code not in programme.via.opens]
        blocks.append(ways([*others, *programme.via.rules], True, f" AND ({all_true(opened)}) IS NOT TRUE"))
    rank = "row_number() OVER (PARTITION BY n ORDER BY points DESC, resource, way NULLS FIRST)"
    # A pinned pair goes its best way: one link, so that what the pin asks is asked of that link.
    best_way = "row_number() OVER (PARTITION BY n, r ORDER BY points DESC, way NULLS FIRST) = 1"
    top = f" AND (forced OR {rank} <= {programme.top})" if programme.top else ""
    return (
        f"WITH pinned AS ({pins}), ways AS ({' UNION ALL '.join(blocks)}), "
        "kept AS (SELECT ways.*, coalesce(pinned.must, FALSE) AS forced, amount "
        "FROM ways LEFT JOIN pinned USING (need, resource) "
        f"WHERE upper >= minimum AND NOT coalesce(banned, FALSE) QUALIFY (NOT forced OR {best_way}){top}) "
        "SELECT CAST(row_number() OVER (ORDER BY n, r, v) - 1 AS INTEGER) AS e, n, r, v, points, "
        "CASE WHEN forced THEN greatest(amount, minimum) ELSE 0 END AS lower, upper, minimum FROM kept ORDER BY n, r, v"
    )


def refuse_cross_join(scenario: Scenario, programme: Programme) -> None:
    """Count the pairs that share what the rules' equalities ask for; refuse with advice where they are too many.

    With rows in between every pair is tried with each of them, by the rules that stay and those of the way.
    """
    if programme.links:
        return
    tried = _tried(scenario, programme, ("n", "r"), programme.rules)
    if via := programme.via:
        staying = [rule for rule in programme.rules if rule.code not in via.opens]
        tried += _tried(scenario, programme, ("n", "r", "v"), [*staying, *via.rules])
    if tried > MOST_PAIRS:
        facts = {"pairs": tried, "most": MOST_PAIRS}
        place = f"programme.{programme.code}.rule"
        raise BadData([Fault("too_many_pairs", "scenario.toml", column=place, facts=facts)])


def _tried(scenario: Scenario, programme: Programme, aliases: Sequence[str], rules: Sequence[Rule]) -> int:
    """How many combinations of rows agree in what the rules equate; 0 where all of them are few enough to try."""
    tables = {
        alias: f"{role}_{programme.code}" for alias, role in zip("nrv", ("needs", "resources", "via"), strict=True)
    }
    if prod(scenario.size(tables[alias]) for alias in aliases) <= MOST_PAIRS:
        return 0
    columns = {
        alias: {str(row[0]): str(row[1]) for row in scenario.db.execute(f"DESCRIBE {ident(tables[alias])}").fetchall()}
        for alias in aliases
    }
    pairs = [pair for rule in rules for pair in expression(rule.where, columns, place="").equalities]
    keys: dict[str, list[str]] = {alias: [] for alias in aliases}
    for i, pair in enumerate(pairs):
        for side in pair:
            keys[side.alias].append(f"{side.sql} AS k{i}, ")
    counted = [
        f"(SELECT {''.join(keys[alias])}count(*) AS c FROM {ident(tables[alias])} {alias} GROUP BY ALL) AS {alias}"
        for alias in aliases
    ]
    equal = [f"{left.alias}.k{i} = {right.alias}.k{i}" for i, (left, right) in enumerate(pairs)]
    together = " * ".join(f"{alias}.c::HUGEINT" for alias in aliases)
    row = scenario.db.execute(
        f"SELECT sum({together}) FROM {', '.join(counted)} WHERE {' AND '.join(equal) or 'TRUE'}"
    ).fetchone()
    return int(row[0] or 0) if row else 0


def _check_pins(scenario: Scenario, programme: Programme) -> None:
    """A pin that must be kept has a link, and asks no more than the link carries."""
    code = programme.code
    file = next((name for name in scenario.inputs if name.startswith("pins.")), "pins")
    rows = scenario.db.execute(
        f"SELECT p.need, p.resource, max(k.lower), max(k.upper) FROM pins p "
        f"JOIN {ident(f'needs_{code}')} n ON n._id = p.need JOIN {ident(f'resources_{code}')} r ON r._id = p.resource "
        f"LEFT JOIN {ident(f'link_{code}')} k ON k.n = n._i AND k.r = r._i "
        f"WHERE p.programme = {literal(code)} AND p.kind = 'must' GROUP BY p.need, p.resource "
        "HAVING max(k.lower) IS NULL OR max(k.lower) > max(k.upper) ORDER BY ALL LIMIT 100"
    ).fetchall()
    faults = []
    for need, resource, asked, most in rows:
        refused = "" if asked is not None else ", ".join(why_not(scenario, programme, str(need), str(resource)))
        room = plain(None if most is None else Decimal(most) / (100 if programme.money else 1))
        facts = {"need": str(need), "resource": str(resource), "rules": refused or "—", "most": room}
        faults.append(Fault("pin_refused" if asked is None else "pin_too_much", file, value=str(need), facts=facts))
    if faults:
        raise BadData(faults)


def why_not(scenario: Scenario, programme: Programme, need: str, resource: str) -> list[str]:
    """The codes of the rules that refuse a pair, or leave it unknown (``CODE?``); empty where all allow it."""
    if not programme.rules:
        return []
    asked = ", ".join(f"({rule.where})" for rule in programme.rules)
    row = scenario.db.execute(
        f"SELECT {asked} FROM {pairs_from(programme)} WHERE n._id = ? AND r._id = ?", [need, resource]
    ).fetchone()
    if row is None:
        return []
    return [
        rule.code + ("?" if answer is None else "")
        for rule, answer in zip(programme.rules, row, strict=True)
        if answer is not True
    ]
