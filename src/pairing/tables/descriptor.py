"""What a table should look like, as frozen data: the vocabulary of Table Schema (Data Package v2).

Four keys are our own: ``sensitive`` (never shown), ``discreet`` (tells of hardship or aid: not for peers),
``unit`` (``yuan`` makes a number exact to the fen) and
``checks`` (rules between the columns of one row).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One allowed value, and the other ways people write it (the first spelling is the label)."""

    value: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Constraints:
    """What every value of a column must satisfy; bounds are SQL literals of the column's own type."""

    required: bool = False
    unique: bool = False
    minimum: str | None = None
    maximum: str | None = None
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class Field:
    """One column: ``name`` in rules; ``title`` and ``aliases`` are headers that are understood too."""

    name: str
    type: str = "any"
    title: str = ""
    aliases: tuple[str, ...] = ()
    format: str = "default"
    constraints: Constraints = Constraints()
    categories: tuple[Category, ...] = ()
    missing: tuple[str, ...] = ()
    delimiter: str = ""
    sensitive: bool = False
    discreet: bool = False
    unit: str = ""

    @property
    def money(self) -> bool:
        """Whether values are amounts of money, kept exactly to the fen."""
        return self.type == "number" and self.unit == "yuan"

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that stands for this field, the field's name first."""
        return tuple(dict.fromkeys(text for text in (self.name, self.title, *self.aliases) if text))


@dataclass(frozen=True)
class ForeignKey:
    """``fields`` must stand in ``parents`` of ``table``.

    An absent table is a fault only if ``required``; blank cells are one if ``filled`` and the table is there.
    """

    fields: tuple[str, ...]
    table: str
    parents: tuple[str, ...]
    required: bool = False
    filled: bool = False


@dataclass(frozen=True)
class Check:
    """A named rule between columns of one row; it is left out when the row or the table lacks one of them."""

    code: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Descriptor:
    """A whole table; ``fields`` in the order of the descriptor."""

    name: str
    title: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)


def header_key(text: str) -> str:
    """What two headers share when a person would call them the same.

    Width, case, blanks and a unit in brackets don't count. A unit that changes the number, such as ten
    thousand yuan (万元), does count.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare, _, unit = plain.partition("(")
    if bare.strip() and not any(scale in unit for scale in ("万", "千", "百", "thousand", "million")):
        plain = bare
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "_-*:\ufeff\u200b")
