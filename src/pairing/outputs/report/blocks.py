"""What a section of the report is made of; the template knows how each is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Bar:
    """A cell with a bar: ``share`` of the whole (0 to 1), and where ``mean`` is given a mark there."""

    text: str
    share: float
    tone: str = "accent"
    mean: float | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table; numbers stand to the right."""

    title: str
    number: bool = False


Cell = str | Bar


@dataclass(frozen=True)
class Table:
    """Rows under columns. ``folded`` hides it behind its caption until it is asked for."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    folded: bool = False


@dataclass(frozen=True)
class Cards:
    """A few figures that matter most, each as (figure, what it is, what to compare it with)."""

    kind: ClassVar[str] = "cards"
    items: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Note:
    """A paragraph; its ``tone`` is plain, good, warn, bad or soft."""

    kind: ClassVar[str] = "note"
    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    kind: ClassVar[str] = "points"
    items: Sequence[str]


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG that is made here, with what it shows in words and as a table."""

    kind: ClassVar[str] = "drawing"
    title: str
    alt: str
    svg: str
    table: Table


@dataclass(frozen=True)
class Chart:
    """A picture that the page's script draws from ``data``, with what it shows in words and as a table."""

    kind: ClassVar[str] = "chart"
    name: str
    title: str
    alt: str
    data: Mapping[str, Any]
    table: Table


@dataclass(frozen=True)
class Chooser:
    """Pictures of which the reader chooses one: ``choices`` as (label, data), and the ``table`` of the first."""

    kind: ClassVar[str] = "chooser"
    name: str
    title: str
    alt: str
    label: str
    choices: Sequence[tuple[str, Mapping[str, Any]]]
    table: Table


Block = Table | Cards | Note | Heading | Points | Drawing | Chart | Chooser


@dataclass(frozen=True)
class Section:
    """One chapter of the report."""

    name: str
    title: str
    blocks: Sequence[Block]
