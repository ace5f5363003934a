"""What is compared: a pair of columns, what kind of value they hold, and each cell in the form that is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from pairing.config import Alike
from pairing.tables.cells import ident, value_of
from pairing.tables.declaration import built_in
from pairing.tables.descriptor import Field, header_key
from pairing.tables.schema import Table

#: A number of fewer characters tells nobody apart, and every other one is within a slip or two of it.
FEW = 5
_WIDE, _NARROW = "０１２３４５６７８９Ｘｘ", "0123456789Xx"


@dataclass(frozen=True)
class Compared:
    """A column of the left table and one of the right.

    ``kind`` is "number" (of an identity card, a phone), "name", "date" or "word" (sex, village: equal or not).
    ``exact``: whether equal values in it, and in all others that are exact, mean the same person. ``field`` describes
    the words, where a table does.
    """

    left: str
    right: str
    kind: str
    exact: bool
    field: Field | None = None

    @property
    def label(self) -> str:
        """What the pair of columns is called in ``alike``."""
        return self.left if self.left == self.right else f"{self.left}/{self.right}"

    def cell(self, column: str) -> str:
        """SQL (VARCHAR) for a cell in the form that is compared; a name stays as written. NULL where it is blank."""
        text = f"trim(CAST({ident(column)} AS VARCHAR))"
        match self.kind:
            case "date":
                # Undeclared columns keep dates such as 2005.3.12 as text; the cell's own rules read them.
                date = value_of(Field("date", type="date"), f"left({text}, 10)")
                return f"strftime({date}, '%Y%m%d')"
            case "number":
                kept = f"regexp_replace(translate({text}, '{_WIDE}', '{_NARROW}'), '[^0-9A-Za-z]', '', 'g')"
                return f"nullif(upper({kept}), '')"
            case "word":
                known = value_of(self.field, text) if self.field else "NULL"
                return f"coalesce({known}, nullif(lower({text}), ''))"
        return f"nullif({text}, '')"


def compared(
    db: duckdb.DuckDBPyConnection,
    sides: tuple[str, str],
    columns: tuple[Mapping[str, str], Mapping[str, str]],
    alike: Alike,
    loaded: Mapping[str, Table],
    *,
    exact: bool,
) -> Compared:
    """A pair of columns with its kind: the one that the settings name, else what the tables tell.

    Dates are dates in either table; a descriptor knows identity numbers and categories. Of other texts, columns that
    are mostly one character or a few digits are words; those that mostly have a digit are numbers; the rest are
    names. What is headed as a sex is read as one, so that codes and words for it agree.
    """
    names = (alike.left, alike.right)
    fields = [loaded[side].descriptor.field(name) for side, name in zip(sides, names, strict=True) if side in loaded]
    types = [kinds[name] for kinds, name in zip(columns, names, strict=True)]
    words = next((f for f in (*fields, *map(_sex, names)) if f and f.categories), None)
    if alike.kind:
        kind = alike.kind
    elif any(t == "DATE" for t in types) or any(f and f.type == "date" for f in fields):
        kind = "date"
    elif words or "BOOLEAN" in types:
        kind = "word"
    elif any(f and f.format == "id_number" for f in fields):
        kind = "number"
    else:
        kind = _kind(db, sides, names)
    return Compared(*names, kind, exact, words if kind == "word" else None)


def _sex(header: str) -> Field | None:
    field = built_in()["members"].field("sex")
    return field if field and header_key(header) in map(header_key, field.headers) else None


def _kind(db: duckdb.DuckDBPyConnection, sides: tuple[str, str], names: tuple[str, str]) -> str:
    """What most cells of two columns of text look like."""
    cells = " UNION ALL ".join(
        f"SELECT trim(CAST({ident(name)} AS VARCHAR)) AS cell FROM {ident(side)}"
        for side, name in zip(sides, names, strict=True)
    )
    row = db.execute(
        f"SELECT count_if(length(cell) < 2 OR (digit AND length(cell) < {FEW})) * 2 "
        ">= count(cell), count_if(digit) * 2 >= count(cell) "
        f"FROM (SELECT cell, regexp_matches(cell, '[0-9０-９]') AS digit FROM ({cells}))"
    ).fetchone()
    words, digits = row or (False, False)
    return "word" if words else "number" if digits else "name"
