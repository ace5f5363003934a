"""Who in one table is the same person as who in another: ``same_CODE`` for each `[[same]]`, before the views are made.

Lists are joined on exact keys. Rows that are only nearly equal are neither joined nor dropped: their pair stands in the
table with ``same`` unknown until a person decides, and decisions are a table of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pairing.config import Alike, Same
from pairing.fault import choices
from pairing.same_people.candidates import MOST_PAIRS, candidates, shortened
from pairing.same_people.columns import Compared, compared
from pairing.same_people.decisions import decisions
from pairing.same_people.likeness import THRESHOLD, level, score, told, weighed
from pairing.same_people.spelling import spelled
from pairing.same_people.splink_scores import installed, splink_scores
from pairing.sides import Sources, reserved
from pairing.tables import identity
from pairing.tables.cells import ident
from pairing.tables.private import private_columns
from pairing.tables.schema import columns_of

#: Tables that exist while one block is worked on. Names that begin so are kept from the scenario's own tables.
_SIDES = ("raw same left", "raw same right")
_WORDS, _DECIDED, _NEAR, _EXACT, _LEVELS, _SCORES = (
    f"raw same {name}" for name in ("words", "decided", "near", "exact", "levels", "scores")
)


def same_tables(sources: Sources) -> None:
    """Make ``same_CODE`` for every block; the tables and the faults of ``sources`` grow with them.

    Its columns: ``left_id``, ``right_id`` (VARCHAR), ``same`` (BOOLEAN: TRUE exact or decided, FALSE decided, NULL
    where a person must decide), ``how`` (exact, near, decided, ambiguous), ``score`` (INTEGER 0..100), ``alike``
    (VARCHAR: the names of the columns that agree). Where both tables are the same one, each pair stands there once, its
    smaller id on the left.
    """
    for same in sources.config.same:
        found = _checked(sources, same)
        if found is None:
            sources.faulty.add(same.table)
        else:
            _made(sources, same, *found)
        for name in (*_SIDES, _WORDS, _DECIDED, _NEAR, _EXACT, _LEVELS, _SCORES):
            sources.db.execute(f"DROP TABLE IF EXISTS {ident(name)}")


@dataclass(frozen=True)
class _Keys:
    left: str
    right: str


def _checked(sources: Sources, same: Same) -> tuple[_Keys, tuple[Compared, ...]] | None:
    """The keys and the columns to compare; None where tables or columns are missing, which is noted."""
    place, sides = f"same.{same.code}", (same.left, same.right)
    fine = True
    for setting, table in (("left", same.left), ("right", same.right), ("decided", same.decided)):
        if table is not None and table not in sources.columns:
            fine = False
            if table not in sources.faulty:
                known = [name for name in sources.columns if not reserved(sources.config, name)]
                sources.fault("unknown_table", f"{place}.{setting}", table, **choices(table, known))
    if any(table in sources.faulty or table not in sources.columns for table in sides):
        return None
    columns = (sources.columns[same.left], sources.columns[same.right])
    pairs = [(alike, setting) for setting in ("exact", "near") for alike in getattr(same, setting)]
    for alike, setting in pairs:
        for name, have in zip((alike.left, alike.right), columns, strict=True):
            if name not in have:
                fine = False
                sources.fault("unknown_column", f"{place}.{setting}", name, **choices(name, have))
    if same.method == "splink" and not installed():
        fine = False
        sources.fault("same_splink_missing", f"{place}.method", same.method)
    left = _key(sources, same.left, same.left_key, f"{place}.left_key")
    right = left if same.left == same.right else _key(sources, same.right, same.right_key, f"{place}.right_key")
    if not fine or left is None or right is None or same.decided in sources.faulty:
        return None
    unique: dict[tuple[str, str], tuple[Alike, str]] = {}
    for alike, setting in pairs:
        unique.setdefault((alike.left, alike.right), (alike, setting))
    return _Keys(left, right), tuple(
        compared(sources.db, sides, columns, alike, sources.loaded, exact=setting == "exact")
        for alike, setting in unique.values()
    )


def _key(sources: Sources, table: str, chosen: str | None, place: str) -> str | None:
    """The column that names a table's rows: never a private one, filled and unique."""
    have = sources.columns[table]
    own = sources.loaded[table].descriptor.primary_key
    key = chosen or (own[0] if len(own) == 1 else next(iter(have)))
    if key not in have:
        sources.fault("unknown_column", place, key, **choices(key, have))
        return None
    if key in private_columns(sources.config, table):
        sources.fault("same_key_private", place, key, table=table)
        return None
    text = f"CAST({ident(key)} AS VARCHAR)"
    doubled = sources.db.execute(
        f"SELECT coalesce({text}, ''), count(*) FROM {ident(table)} GROUP BY ALL "
        f"HAVING count(*) > 1 OR any_value({text}) IS NULL ORDER BY 1 LIMIT 100"
    ).fetchall()
    for value, rows in doubled:
        code = "same_key_empty" if value == "" else "same_key_repeated"
        sources.fault(code, place, value, table=table, rows=int(rows), key=key)
    return None if doubled else key


def _made(sources: Sources, same: Same, keys: _Keys, columns: tuple[Compared, ...]) -> None:
    """Make ``same_CODE``, or note why it cannot be."""
    db = sources.db
    sides = (_SIDES[0], _SIDES[0]) if same.left == same.right else _SIDES
    _words(db, same, columns)
    _side(db, same.left, keys.left, [(c, c.left) for c in columns], sides[0])
    if same.left != same.right:
        _side(db, same.right, keys.right, [(c, c.right) for c in columns], sides[1])
    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(_DECIDED)} (l INTEGER, r INTEGER, yes BOOLEAN)")
    if same.decided:
        label = sources.loaded[same.decided].raw.source.label
        faults = decisions(db, same, sources.columns[same.decided], label, sides, _DECIDED)
        sources.faults.extend(faults)
    count = max(_exact(db, same, columns, sides), candidates(db, columns, *sides, _NEAR))
    if count > MOST_PAIRS:
        sources.fault("same_too_many", f"same.{same.code}", f"{count:,}", most=f"{MOST_PAIRS:,}")
        sources.faulty.add(same.table)
        return
    _levels(db, same, columns, sides)
    db.execute(f"CREATE TEMP TABLE {ident(same.table)} AS {_verdicts(same, columns)}")
    if same.method == "splink":
        _rescored(db, same, columns, sides)
    sources.columns[same.table] = columns_of(db, same.table)


def _words(db: duckdb.DuckDBPyConnection, same: Same, columns: tuple[Compared, ...]) -> None:
    """Every name once, with its spelling and sound, which Python works out."""
    cells = [
        f"SELECT {column.cell(name)} AS cell FROM {ident(table)}"
        for column in columns
        if column.kind == "name"
        for table, name in ((same.left, column.left), (same.right, column.right))
    ]
    names = db.execute(f"SELECT DISTINCT cell FROM ({' UNION ALL '.join(cells)})").fetchall() if cells else []
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(_WORDS)} AS SELECT cell, nullif(plain, '') AS plain, "
        f"nullif(sound, '') AS sound, least, {shortened('plain')} AS shorter FROM ("
        "SELECT unnest(?::VARCHAR[]) AS cell, unnest(?::VARCHAR[]) AS plain, unnest(?::VARCHAR[]) AS sound, "
        "unnest(?::INTEGER[]) AS least)",
        list(spelled(str(name) for (name,) in names if name is not None)),
    )


def _side(db: duckdb.DuckDBPyConnection, table: str, key: str, columns: list[tuple[Compared, str]], into: str) -> None:
    """One table as it is compared: i (in the order of id), id, v0, v1, ... (values), and for names s (sound), d (each
    character left out), m (shortest slip), for numbers ok (a valid identity number); ``same_by`` is what is exact."""
    parts, joins = [], []
    for j, (column, name) in enumerate(columns):
        cell = f"({column.cell(name)})"
        if column.kind == "name":
            joins.append(f"LEFT JOIN {ident(_WORDS)} w{j} ON w{j}.cell = {cell}")
            parts += [f"w{j}.plain AS v{j}", f"w{j}.sound AS s{j}", f"w{j}.shorter AS d{j}", f"w{j}.least AS m{j}"]
        else:
            parts.append(f"{cell} AS v{j}")
        if column.kind == "number":
            valid = f"length({cell}) = 18 AND {identity.shape_ok_sql(cell)} AND {identity.check_ok_sql(cell)}"
            parts.append(f"({valid}) AS ok{j}")
    exact = [f"v{j}" for j, (column, _) in enumerate(columns) if column.exact]
    filled = " AND ".join(f"{value} IS NOT NULL" for value in exact) or "false"
    by = f"CASE WHEN {filled} THEN concat_ws(chr(31), {', '.join(exact) or 'NULL'}) END"
    text = f"CAST({ident(key)} AS VARCHAR)"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(into)} AS SELECT *, {by} AS same_by FROM ("
        f"SELECT CAST(row_number() OVER (ORDER BY {text}) - 1 AS INTEGER) AS i, {text} AS id, {', '.join(parts)} "
        f"FROM {ident(table)} {' '.join(joins)}) ORDER BY i"
    )


def _exact(db: duckdb.DuckDBPyConnection, same: Same, columns: tuple[Compared, ...], sides: tuple[str, str]) -> int:
    """The pairs that are equal in all exact columns, with ``clear``: whether nothing speaks against them.

    Between two lists a row of the right one must have one partner, those that people have decided included. Within one
    list equal rows are all one person, unless people have decided that two of them are not. Returns how many pairs
    there are; beyond ``MOST_PAIRS`` none is made.
    """
    left, right = (f"{ident(side)} {alias}" for side, alias in zip(sides, "lr", strict=True))
    on = "l.same_by = r.same_by" + (" AND l.i < r.i" if same.left == same.right else "")
    count = db.execute(
        "SELECT coalesce(sum(l.n * r.n), 0) FROM "
        f"(SELECT same_by, count(*) AS n FROM {ident(sides[0])} GROUP BY ALL) l JOIN "
        f"(SELECT same_by, count(*) AS n FROM {ident(sides[1])} GROUP BY ALL) r USING (same_by)"
    ).fetchone()
    pairs = int(count[0]) if count else 0
    decided = ident(_DECIDED)
    found = f"SELECT l.i AS l, r.i AS r, l.same_by FROM {left} JOIN {right} ON {on}"
    if pairs > MOST_PAIRS:
        found += " LIMIT 0"
    if same.left == same.right:
        split = f"SELECT DISTINCT same_by FROM ({found}) JOIN {decided} USING (l, r) WHERE NOT yes"
        clear = f"same_by NOT IN ({split})"
    else:
        partners = f"SELECT l, r FROM ({found}) ANTI JOIN (SELECT * FROM {decided} WHERE NOT yes) USING (l, r)"
        partners += f" UNION SELECT l, r FROM {decided} WHERE yes"
        clear = f"r IN (SELECT r FROM ({partners}) GROUP BY r HAVING count(*) = 1)"
    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(_EXACT)} AS SELECT l, r, {clear} AS clear FROM ({found})")
    return pairs


def _levels(db: duckdb.DuckDBPyConnection, same: Same, columns: tuple[Compared, ...], sides: tuple[str, str]) -> None:
    """Every pair that may stand in the table, with the level of each column and the sum of their weights."""
    levels = ", ".join(f"{level(j, column.kind)} AS a{j}" for j, column in enumerate(columns))
    pairs = " UNION ".join(f"SELECT l, r FROM {ident(table)}" for table in (_NEAR, _EXACT, _DECIDED))
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {ident(_LEVELS)} AS SELECT *, {weighed(columns)} AS weight FROM ("
        f"SELECT l.i AS l, r.i AS r, l.id AS left_id, r.id AS right_id, {levels} FROM ({pairs}) p "
        f"JOIN {ident(sides[0])} l ON l.i = p.l JOIN {ident(sides[1])} r ON r.i = p.r)"
    )


def _verdicts(same: Same, columns: tuple[Compared, ...]) -> str:
    """The rows of ``same_CODE``.

    A near pair of two lists is left out where both of its rows have found their partners: it is settled.
    """
    settled = f"SELECT l, r FROM {ident(_EXACT)} WHERE clear UNION ALL SELECT l, r FROM {ident(_DECIDED)} WHERE yes"
    open_ = "true"
    if same.left != same.right:
        open_ = "p.l NOT IN (SELECT l FROM settled) OR p.r NOT IN (SELECT r FROM settled)"
    how = "CASE WHEN d.l IS NOT NULL THEN 'decided' WHEN e.clear THEN 'exact' WHEN e.l IS NOT NULL THEN 'ambiguous' "
    return (
        f"WITH settled AS ({settled}) "
        f"SELECT left_id, right_id, CASE WHEN d.l IS NOT NULL THEN d.yes WHEN e.clear THEN true END AS same, "
        f"{how}ELSE 'near' END AS how, {score(columns, 'weight')} AS score, {told(columns)} AS alike "
        f"FROM {ident(_LEVELS)} p LEFT JOIN {ident(_EXACT)} e ON e.l = p.l AND e.r = p.r "
        f"LEFT JOIN {ident(_DECIDED)} d ON d.l = p.l AND d.r = p.r "
        f"WHERE d.l IS NOT NULL OR e.l IS NOT NULL OR (weight >= {THRESHOLD} AND ({open_})) "
        "ORDER BY left_id, right_id"
    )


def _rescored(db: duckdb.DuckDBPyConnection, same: Same, columns: tuple[Compared, ...], sides: tuple[str, str]) -> None:
    """Put the scores of a Splink model in the place of those of the fixed weights."""
    kept = f"SELECT l, r FROM {ident(_LEVELS)} JOIN {ident(same.table)} USING (left_id, right_id)"
    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(_NEAR)} AS {kept}")
    splink_scores(db, columns, sides, _NEAR, _SCORES)
    db.execute(
        f"UPDATE {ident(same.table)} t SET score = s.score FROM (SELECT left_id, right_id, s.score "
        f"FROM {ident(_SCORES)} s JOIN {ident(_LEVELS)} USING (l, r)) s "
        "WHERE t.left_id = s.left_id AND t.right_id = s.right_id"
    )
