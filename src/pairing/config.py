"""What `scenario.toml` says, as plain data: programmes, rules, scores, limits, goals, policies.

SQL stays text here. Once :func:`pairing.scenario.read` returns, every text has passed the whitelist of
:mod:`pairing.sql.rules` and stands in canonical form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

Text = Mapping[str, str]
Kind = Literal["pairing", "placement", "funding"]
Measure = Literal["count", "money", "points", "amount"]

Audience = Literal["office", "peers"]

KINDS: tuple[Kind, ...] = ("pairing", "placement", "funding")
AUDIENCES: tuple[Audience, ...] = ("office", "peers")


@dataclass(frozen=True)
class Span:
    """How much a row may take: SQL over the row for the least and the most, each optional.

    ``bend``: how many times the usual price it costs to bend these bounds where nothing fits; None forbids it.
    """

    least: str | None = None
    most: str | None = None
    may_stay_unused: bool = False
    weight: str | None = None
    bend: Fraction | None = Fraction(1)


@dataclass(frozen=True)
class Rule:
    """A named condition over a need and a resource, with the sentence and the regulation behind it."""

    code: str
    where: str
    says: Text = field(default_factory=dict)
    law: str = ""


@dataclass(frozen=True)
class Score:
    """Points for a link: SQL over need and resource, rounded to an integer."""

    code: str
    points: str


@dataclass(frozen=True)
class Terms:
    """How the links of one programme enter a limit: what groups them, which of them count, and how much each weighs."""

    per: tuple[str, ...]
    weight: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Limit:
    """least <= sum of weight x measure <= most, over each group of links that share the ``per`` values.

    A measure of ``count`` is 1 for a match and for a payment, ``money`` is fen (matches are left out), and ``amount``
    takes each link in its own unit, matches beside fen. ``own`` has what differs between programmes. ``soft`` is the
    price in points of each missing or excess unit; without it the limit is hard. ``or_none`` lets a group stay at zero
    instead of reaching its least. ``bend`` is as in :class:`Span`.
    """

    code: str
    per: tuple[str, ...]
    of: Measure
    weight: str | None = None
    where: str | None = None
    least: str | None = None
    most: str | None = None
    soft: int | None = None
    or_none: bool = False
    says: Text = field(default_factory=dict)
    law: str = ""
    programmes: tuple[str, ...] = ()
    own: Mapping[str, Terms] = field(default_factory=dict)
    bend: Fraction | None = Fraction(1)

    def terms(self, programme: str) -> Terms:
        """How the links of a programme enter this limit."""
        return self.own.get(programme) or Terms(self.per, self.weight, self.where)


@dataclass(frozen=True)
class Via:
    """A third table in between: a training seat that opens what some rules would refuse."""

    table: str
    key: str | None
    holds: Span
    rules: tuple[Rule, ...]
    scores: tuple[Score, ...]
    opens: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Where needs stand, for procedures and for measures of fairness: SQL, each text optional.

    Over n: ``priority`` (larger comes first), ``arrival`` (a number or a date; smaller came first), ``tier`` with the
    ``tiers`` in order, ``region``. Over n and r: ``likes`` (how much the need likes the resource; the points where
    nothing is said) and ``liked`` (the other way round; the priority where nothing is said). ``groups`` are columns of
    n by which fairness is told.
    """

    priority: str | None = None
    arrival: str | None = None
    tier: str | None = None
    tiers: tuple[str, ...] = ()
    region: str | None = None
    groups: tuple[str, ...] = ()
    likes: str | None = None
    liked: str | None = None


@dataclass(frozen=True)
class Programme:
    """Which needs may be served by which resources, and how much. Of a ``discreet`` one peers are told nothing."""

    code: str
    kind: Kind
    title: Text
    needs: str
    resources: str
    need_key: str | None = None
    resource_key: str | None = None
    wants: Span = Span(most="1")
    holds: Span = Span()
    upper: str | None = None
    minimum: str | None = None
    top: int | None = None
    links: str | None = None
    rules: tuple[Rule, ...] = ()
    scores: tuple[Score, ...] = ()
    limits: tuple[Limit, ...] = ()
    via: Via | None = None
    discreet: bool = False
    standing: Standing = Standing()

    @property
    def money(self) -> bool:
        """Whether amounts are fen rather than matches."""
        return self.kind == "funding"


@dataclass(frozen=True)
class Goal:
    """What to maximise at one level: the sum over groups of weight x min(cap, amounts), or the worst group's share."""

    code: str
    of: Measure
    programmes: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    cap: str | None = None
    weight: str | None = None
    where: str | None = None
    worst: bool = False
    loss: Fraction = Fraction(0)
    title: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """Goals in strict order: a later goal never costs an earlier one more than its permitted loss.

    With ``procedure``, a file of :mod:`pairing.policies`, that file makes the plan from its ``settings``, and the goals
    only measure it. A run of this policy also tells what the plan of the policy ``against`` would reach.
    """

    code: str
    goals: tuple[Goal, ...]
    title: Text = field(default_factory=dict)
    against: str | None = None
    procedure: str | None = None
    settings: Mapping[str, str | Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """What to tell of a solved run, as a SELECT over the tables and the plan; for the office, or for peers."""

    code: str
    rows: str
    title: Text = field(default_factory=dict)
    audience: Audience = "office"


@dataclass(frozen=True)
class Acceptance:
    """What a policy must reach for a comparison to pass: a figure against a number, or against another policy's.

    ``metric`` is a measure of :mod:`pairing.comparison`, or the dotted place of a figure in the metrics of a run;
    ``statistic`` says what is taken of several draws. Without a ``policy`` it is for the scenario's own.
    """

    code: str
    metric: str
    operator: str
    value: Fraction | None = None
    against: str | None = None
    policy: str | None = None
    tolerance: Fraction = Fraction(0)
    statistic: str = "mean"
    title: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Clause:
    """One conjunct of a condition in canonical SQL, and the columns of the need that it names."""

    sql: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """What one row of an entitlement's resources asks of a need: canonical SQL over n, and where it was written."""

    resource: str
    sql: str
    clauses: tuple[Clause, ...]
    file: str
    row: int | None
    column: str


@dataclass(frozen=True)
class Entitlement:
    """Policies and services without capacity: each row of ``resources`` brings the condition under which it fits.

    ``condition`` and ``law`` name columns of ``resources``, and ``says`` one for each language. Reading the tables
    fills in ``conditions``, in the order of the resources' ids.
    """

    code: str
    title: Text
    needs: str
    resources: str
    need_key: str | None = None
    resource_key: str | None = None
    condition: str = "condition"
    says: Text = field(default_factory=dict)
    law: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Alike:
    """A column of the left table and the one of the right that says the same; ``kind`` where tables cannot tell it."""

    left: str
    right: str
    kind: str | None = None


@dataclass(frozen=True)
class Same:
    """Who in the table ``left`` is the same person as who in ``right``: the table ``same_CODE``.

    Rows that are equal in all columns of ``exact`` are one person; those alike in the other columns are for people to
    decide, in the table ``decided``. ``method`` says where scores come from: fixed "weights", or a model of "splink".
    """

    code: str
    left: str
    right: str
    exact: tuple[Alike, ...] = ()
    near: tuple[Alike, ...] = ()
    left_key: str | None = None
    right_key: str | None = None
    decided: str | None = None
    method: str = "weights"

    @property
    def table(self) -> str:
        """The name of the table that it makes."""
        return f"same_{self.code}"


@dataclass(frozen=True)
class Dimension:
    """One side of hardship: SQL over n, a row of the index's table.

    ``value`` is a number that ``anchors``, pairs of (value, points), map onto 0..100; or ``deprived`` is a condition.
    """

    code: str
    weight: int
    value: str | None = None
    anchors: tuple[tuple[Fraction, int], ...] = ()
    deprived: str | None = None
    title: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Index:
    """A composite index of hardship: columns ``CODE``, ``CODE_low``, ``CODE_high``, ``CODE_unsure`` of a table or view.

    By the ``method`` "weighted" it is the weighted mean of the dimensions' points; by "counting" the weighted share of
    dimensions in which a row is deprived, in points, and 0 where that share is below ``cutoff``.
    """

    code: str
    table: str
    dimensions: tuple[Dimension, ...]
    method: str = "weighted"
    cutoff: Fraction = Fraction(0)
    title: Text = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """The columns that it adds: the points, the least and the most that they may be, whether a datum is missing."""
        return (self.code, f"{self.code}_low", f"{self.code}_high", f"{self.code}_unsure")


@dataclass(frozen=True)
class Config:
    """The whole of `scenario.toml`."""

    code: str
    title: Text
    as_of: date | None
    policy: str
    views: Mapping[str, str]
    programmes: tuple[Programme, ...]
    limits: tuple[Limit, ...]
    policies: Mapping[str, Policy]
    tables: Mapping[str, Mapping[str, Any]]
    entitlements: tuple[Entitlement, ...] = ()
    same: tuple[Same, ...] = ()
    indexes: tuple[Index, ...] = ()
    lists: tuple[Listing, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    #: Of each view, the columns that carry private ones under another name; filled as the views are made.
    carried: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def programme(self, code: str) -> Programme:
        """The programme of that code; raises ``KeyError`` where there is none."""
        for programme in self.programmes:
            if programme.code == code:
                return programme
        raise KeyError(code)

    def listing(self, code: str) -> Listing:
        """The list of that code; raises ``KeyError`` where there is none."""
        return {listing.code: listing for listing in self.lists}[code]

    @property
    def all_limits(self) -> tuple[tuple[str, Limit, tuple[str, ...]], ...]:
        """Every declared limit as (full code, limit, codes of the programmes that it binds), in declared order."""
        own = [(f"{p.code}.{limit.code}", limit, (p.code,)) for p in self.programmes for limit in p.limits]
        every = tuple(p.code for p in self.programmes)
        across = [(limit.code, limit, limit.programmes or every) for limit in self.limits]
        return (*own, *across)
