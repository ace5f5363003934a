"""Why a need has no link: which rule stands in the way, or which datum is missing."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from pairing.config import Programme
from pairing.fault import BadData
from pairing.links import all_true, pairs_from
from pairing.scenario import Scenario
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident, literal

#: More pairs than this are not looked at one by one to find the rule that blocks.
MOST_LOOKED_AT = 50_000_000


@dataclass(frozen=True)
class Blocked:
    """Why one need has no link.

    ``code``: ``banned`` (a person ruled it out), ``unknown_data`` (a rule could not be told), ``no_eligible`` (a rule
    refuses), ``no_room`` (whoever fits can take nothing at all), ``below_minimum`` (what may be given is less than the
    least that helps), ``no_link`` (none is listed).
    ``rule`` is the one that, dropped alone, would open most resources; failing that, the one that refuses most.
    """

    need: int
    code: str
    rule: str
    opens: int


def blocked(scenario: Scenario, programme: Programme) -> list[Blocked]:
    """Every need that wants something and has no link, with its reason, in their order; needs ``link_CODE``.

    One pass over the pairs of those needs; where they are more than :data:`MOST_LOOKED_AT`, only the fact is told.
    """
    code = programme.code
    asking = f"(FROM {ident(f'wants_{code}_amounts')} WHERE most > 0)"
    lonely = f"(SELECT _i FROM {asking} ANTI JOIN {ident(f'link_{code}')} k ON k.n = _i)"
    rows = scenario.db.execute(f"SELECT _i FROM {lonely} ORDER BY 1").fetchall()
    needs = [int(row[0]) for row in rows]
    if not needs or len(needs) * scenario.size(f"resources_{code}") > MOST_LOOKED_AT:
        return [Blocked(need, "no_eligible", "", 0) for need in needs]
    rules = programme.rules
    answers = "".join(f", ({rule.where}) AS b{k}" for k, rule in enumerate(rules))
    banned = (
        f"EXISTS (SELECT 1 FROM pins p WHERE p.programme = {literal(code)} AND p.kind = 'must_not' "
        "AND p.need = n._id AND p.resource = r._id)"
    )
    counted = ["count(*) FILTER (fine AND banned) AS banned", "count(*) FILTER (fine AND NOT banned) AS small"]
    counted += ["count(*) FILTER (fine AND NOT banned AND room > 0) AS roomy", "count(*) AS pairs"]
    for k in range(len(rules)):
        others = " AND ".join(["TRUE", *(f"b{j}" for j in range(len(rules)) if j != k)])
        possible = " AND ".join(["TRUE", *(f"b{j} IS NOT FALSE" for j in range(len(rules)) if j != k)])
        counted.append(f"count(*) FILTER (b{k} IS FALSE AND ({others})) AS opens{k}")
        counted.append(f"count(*) FILTER (b{k} IS NULL AND ({possible})) AS unknown{k}")
        counted.append(f"count(*) FILTER (b{k} IS FALSE) AS refuses{k}")
    try:
        found = scenario.db.execute(
            f"SELECT n, {', '.join(counted)} FROM (SELECT n._i AS n, ({all_true(rules)}) AS fine, {banned} AS banned"
            f", coalesce(h.most, 1) AS room{answers} FROM {pairs_from(programme)} "
            f"JOIN {ident(f'holds_{code}_amounts')} h ON h._i = r._i WHERE n._i IN {lonely}) GROUP BY n ORDER BY n"
        ).fetchnumpy()
    except duckdb.Error as error:
        raise BadData([engine_fault(error, place=f"programme.{code}")]) from None
    told = {int(need): row for row, need in enumerate(found["n"])}
    columns = {name: np.asarray(values).astype(np.int64) for name, values in found.items()}
    return [_reason(programme, need, told.get(need), columns) for need in needs]


def _reason(programme: Programme, need: int, row: int | None, columns: dict[str, np.ndarray]) -> Blocked:
    if row is None:
        return Blocked(need, "no_link", "", 0)
    if columns["banned"][row]:
        return Blocked(need, "banned", "", int(columns["banned"][row]))
    if columns["small"][row]:
        code = "below_minimum" if columns["roomy"][row] else "no_room"
        return Blocked(need, code, "", int(columns["small"][row]))
    codes = [rule.code for rule in programme.rules]
    for kind, code in (("unknown", "unknown_data"), ("opens", "no_eligible"), ("refuses", "no_eligible")):
        counts = [int(columns[f"{kind}{k}"][row]) for k in range(len(codes))]
        if any(counts):
            most = max(range(len(codes)), key=lambda k: counts[k])
            return Blocked(need, code, codes[most], counts[most] if kind != "refuses" else 0)
    return Blocked(need, "no_eligible", "", 0)
