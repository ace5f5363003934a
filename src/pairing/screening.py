"""How far the screening of lists has come: what is joined, what a person must decide, who has no partner."""

from __future__ import annotations

from dataclasses import dataclass

from pairing.config import Same
from pairing.scenario import Scenario
from pairing.tables.cells import ident
from pairing.tables.schema import columns_of

HOW = ("exact", "near", "decided", "ambiguous")


@dataclass(frozen=True)
class Pair:
    """Two rows by their ids: ``same`` is None until a person has decided, ``by`` and ``date`` tell who did and when."""

    left: str
    right: str
    same: bool | None
    how: str
    score: int
    alike: str
    by: str = ""
    date: str = ""


def screening(scenario: Scenario) -> dict[str, dict[str, int]]:
    """For each `[[same]]`, by its code: pairs by ``how``, and ``alone``: rows of the left table in no pair.

    A pair that people have decided to be two persons does not count as one. Within one list, ``alone`` are the rows
    that have no duplicate.
    """
    return {same.code: _counts(scenario, same) for same in scenario.config.same}


def _counts(scenario: Scenario, same: Same) -> dict[str, int]:
    by_how = scenario.db.execute(f"SELECT how, count(*) FROM {ident(same.table)} GROUP BY how").fetchall()
    found = {str(how): int(count) for how, count in by_how}
    ids = f"SELECT left_id AS id FROM {ident(same.table)} WHERE same IS DISTINCT FROM false"
    if same.left == same.right:
        ids += f" UNION SELECT right_id FROM {ident(same.table)} WHERE same IS DISTINCT FROM false"
    row = scenario.db.execute(f"SELECT count(DISTINCT id) FROM ({ids})").fetchone()
    paired = int(row[0]) if row else 0
    return {**{how: found.get(how, 0) for how in HOW}, "alone": scenario.size(same.left) - paired}


def pairs(scenario: Scenario, same: Same, *, decided: bool = False) -> list[Pair]:
    """The pairs that a person must decide, the most alike first; with ``decided``, before them those that are."""
    rows = scenario.db.execute(
        f"SELECT left_id, right_id, same, how, score, alike FROM {ident(same.table)} WHERE same IS NULL "
        "ORDER BY score DESC, left_id, right_id"
    ).fetchall()
    found = [Pair(*row) for row in rows]
    return [*(_decided(scenario, same) if decided and same.decided else ()), *found]


def _decided(scenario: Scenario, same: Same) -> list[Pair]:
    """What people have decided, each pair once and as they wrote it."""
    table = str(same.decided)
    have = columns_of(scenario.db, table)
    text = {name: f"coalesce(max(CAST(d.{ident(name)} AS VARCHAR)), '')" for name in ("by", "date") if name in have}
    one_list = " OR (s.left_id = CAST(d.right AS VARCHAR) AND s.right_id = CAST(d.left AS VARCHAR))"
    rows = scenario.db.execute(
        f"SELECT s.left_id, s.right_id, any_value(s.same), 'decided', any_value(s.score), any_value(s.alike), "
        f"{text.get('by', repr(''))} AS by_whom, {text.get('date', repr(''))} AS day "
        f"FROM {ident(same.table)} s JOIN {ident(table)} d "
        "ON ((s.left_id = CAST(d.left AS VARCHAR) AND s.right_id = CAST(d.right AS VARCHAR))"
        f"{one_list if same.left == same.right else ''}) WHERE s.how = 'decided' "
        "AND nullif(trim(CAST(d.same AS VARCHAR)), '') IS NOT NULL GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    return [Pair(*row) for row in rows]
