"""How far the screening of lists has come: what is joined, what a person must decide, who has no partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pairing.config import Same
from pairing.scenario import Scenario
from pairing.tables.cells import ident
from pairing.tables.private import private_columns
from pairing.tables.schema import columns_of

HOW = ("exact", "near", "decided", "ambiguous")


@dataclass(frozen=True)
class Pair:
    """Two rows by their ids: ``same`` is None until a person has decided, and ``notes`` has what that person wrote."""

    left: str
    right: str
    same: bool | None
    how: str
    score: int
    alike: str
    notes: Mapping[str, str] = field(default_factory=dict)


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


def note_columns(scenario: Scenario, same: Same) -> tuple[str, ...]:
    """``by``, ``date`` and what else the table of decisions tells of them; nothing that tells who a person is."""
    have = columns_of(scenario.db, same.decided) if same.decided else {}
    private = private_columns(scenario.config, same.decided) if same.decided else frozenset()
    of_pairs = {"left", "right", "same", "score", "alike"}
    return tuple(dict.fromkeys(("by", "date", *(name for name in have if name not in of_pairs | private))))


def _decided(scenario: Scenario, same: Same) -> list[Pair]:
    """What people have decided, each pair once."""
    table = str(same.decided)
    names = [name for name in note_columns(scenario, same) if name in columns_of(scenario.db, table)]
    text = {name: f"CAST(d.{ident(name)} AS VARCHAR)" for name in ("left", "right", "same", *names)}
    notes = "".join(f", coalesce(max({text[name]}), '')" for name in names)
    on = f"(s.left_id = {text['left']} AND s.right_id = {text['right']})"
    if same.left == same.right:
        on += f" OR (s.left_id = {text['right']} AND s.right_id = {text['left']})"
    rows = scenario.db.execute(
        f"SELECT s.left_id, s.right_id, any_value(s.same), 'decided', any_value(s.score), any_value(s.alike){notes} "
        f"FROM {ident(same.table)} s JOIN {ident(table)} d ON {on} "
        f"WHERE s.how = 'decided' AND nullif(trim({text['same']}), '') IS NOT NULL "
        "GROUP BY s.left_id, s.right_id ORDER BY 1, 2"
    ).fetchall()
    return [replace(Pair(*row[:6]), notes=dict(zip(names, row[6:], strict=True))) for row in rows]
