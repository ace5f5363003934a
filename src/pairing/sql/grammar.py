"""Where a scenario's SQL stands, what it may use, and how a fault about it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from pairing.fault import Fault, nearest
from pairing.sql import words

DIALECT = DuckDB()
FULL_WIDTH = frozenset("（），；：＝＞＜＋－＊／％！｜＂＇。“”‘’、［］")
"""Signs of a Chinese keyboard that are typed by mistake where SQL wants the plain ones."""

STUMBLES = (
    SqlglotError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the parser may raise over odd text: the fault is the text's, and no reason to crash."""


@dataclass(frozen=True)
class Place:
    """Where a text stands: the file, and the dotted place in it."""

    file: str
    column: str

    def fault(self, code: str, value: str = "", **facts: str | int) -> Fault:
        """A fault at this place; a long value is cut short."""
        return Fault(code, file=self.file, column=self.column, value=short(value), facts=facts)

    def unknown(self, code: str, value: str, names: Iterable[str], **facts: str | int) -> Fault:
        """A fault about a name that does not exist, with the names that do."""
        known = sorted(names)
        likely = {name.lower(): name for name in known}.get(nearest(value.lower(), (n.lower() for n in known)), "")
        return self.fault(code, value, near=likely or "—", names=", ".join(known) or "—", **facts)


@dataclass(frozen=True)
class Grammar:
    """What a text may use: kinds of syntax, kinds and names of functions, and how many words and signs."""

    syntax: frozenset[words.Node]
    functions: frozenset[words.Node]
    names: frozenset[str]
    words: int
    statement: bool = False


def short(text: str, most: int = 80) -> str:
    """The text on one line and no longer than a reader needs."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def column_fault(place: Place, code: str, written: str, names: Iterable[str], **facts: str | int) -> Fault:
    """A name that does not exist; a full-width sign inside it is the likelier mistake."""
    sign = next((c for c in written if c in FULL_WIDTH), "")
    return place.fault("full_width_sign", sign) if sign else place.unknown(code, written, names, **facts)
