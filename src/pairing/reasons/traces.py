"""What the rules saw and what each score gave, for the matches of a plan, read back from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pairing.config import Programme, Rule
from pairing.model import I64
from pairing.reasons.written import written
from pairing.scenario import Scenario
from pairing.sql.rules import expression
from pairing.tables.cells import ident
from pairing.tables.private import private_columns

#: What stands for the value of a column that tells who a person is.
HIDDEN = "…"
_TABLES = {"n": "needs", "r": "resources", "v": "via", "l": "links"}


@dataclass(frozen=True)
class Clause:
    """One conjunct of a rule: its SQL, and the columns that it names, such as ``n.village``."""

    sql: str
    columns: tuple[str, ...]


def columns_of(scenario: Scenario, programme: Programme) -> dict[str, dict[str, str]]:
    """For each alias of a programme its columns and their types."""
    roles = ["n", "r", *("v" if programme.via else ""), *("l" if programme.links else "")]
    found = {}
    for alias in roles:
        rows = scenario.db.execute(f"DESCRIBE {ident(f'{_TABLES[alias]}_{programme.code}')}").fetchall()
        found[alias] = {str(row[0]): str(row[1]) for row in rows if row[0] not in ("_id", "_i")}
    return found


def clauses(scenario: Scenario, programme: Programme) -> dict[str, tuple[Clause, ...]]:
    """The conjuncts of every rule by its code; those of the way in between are ``via.CODE``."""
    known = columns_of(scenario, programme)
    rules = [(rule.code, rule) for rule in programme.rules]
    rules += [(f"via.{rule.code}", rule) for rule in (programme.via.rules if programme.via else ())]
    return {code: _clauses(rule, known) for code, rule in rules}


def _clauses(rule: Rule, known: dict[str, dict[str, str]]) -> tuple[Clause, ...]:
    parts = expression(rule.where, known, place=rule.code).clauses
    return tuple(Clause(part.sql, tuple(sorted(f"{a}.{c}" for a, c in part.columns))) for part in parts)


def hidden(scenario: Scenario, programme: Programme) -> frozenset[str]:
    """The columns of a programme, with their alias, that tell who a person is."""
    via = [("v", programme.via.table)] if programme.via else []
    sources = [("n", programme.needs), ("r", programme.resources), *via]
    return frozenset(f"{alias}.{name}" for alias, table in sources for name in private_columns(scenario.config, table))


@dataclass(frozen=True)
class Traces:
    """For each match asked for, as JSON text: what every score gave it, and the values that the rules looked at."""

    scores: list[str]
    values: list[str]


def traces(scenario: Scenario, programme: Programme, named: Sequence[str], links: I64) -> Traces:
    """The scores of ``links`` (positions in the programme's link table, ascending) and the values of columns ``named``.

    One query; columns that tell who a person is show as :data:`HIDDEN`.
    """
    if not len(links):
        return Traces([], [])
    via = programme.via
    scores = [*programme.scores, *(via.scores if via else ())]
    private = hidden(scenario, programme)
    picks = [f"CAST(coalesce(round({score.points}), 0) AS BIGINT)" for score in programme.scores]
    picks += [f"CASE WHEN k.v >= 0 THEN CAST(coalesce(round({s.points}), 0) AS BIGINT) ELSE 0 END"
              for s in (via.scores if via else ())]  # fmt: skip
    picks += [f"'{HIDDEN}'" if name in private else f"CAST({name[0]}.{ident(name[2:])} AS VARCHAR)" for name in named]
    code = programme.code
    source = (
        f"(SELECT e, n AS _n, r AS _r, v FROM {ident(f'link_{code}')} WHERE e IN (SELECT unnest(?::INTEGER[]))) k "
        f"JOIN {ident(f'needs_{code}')} n ON n._i = k._n JOIN {ident(f'resources_{code}')} r ON r._i = k._r"
    )
    if via:
        source += f" LEFT JOIN {ident(f'via_{code}')} v ON v._i = k.v"
    if programme.links:
        source += f" JOIN {ident(f'links_{code}')} l ON l.need = n._id AND l.resource = r._id"
    rows: list[Any] = scenario.db.execute(
        f"SELECT {', '.join([*picks, 'k.e'])} FROM {source} ORDER BY k.e", [links.tolist()]
    ).fetchall()
    wide = len(scores)
    return Traces(
        _objects([score.code for score in scores], [row[:wide] for row in rows]),
        _objects(named, [[written(value) for value in row[wide:-1]] for row in rows] if named else [()] * len(rows)),
    )


def _objects(named: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """An object for each row, of the values as they are under these names; of a name that comes twice the last."""
    at = {name: k for k, name in enumerate(named)}
    shape = "{" + ",".join(f"{written(name).replace('%', '%%')}:%s" for name in at) + "}"
    return [shape % tuple(row[k] for k in at.values()) for row in rows]
