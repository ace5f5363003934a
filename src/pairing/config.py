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
Measure = Literal["count", "money", "points"]

KINDS: tuple[Kind, ...] = ("pairing", "placement", "funding")


@dataclass(frozen=True)
class Span:
    """How much a row may take: SQL over the row for the least and the most, each optional."""

    least: str | None = None
    most: str | None = None
    may_stay_unused: bool = False
    weight: str | None = None


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
class Limit:
    """least <= sum of weight x amount <= most, over each group of links that share the ``per`` values.

    ``soft`` is the price in points of each missing or excess unit; without it the limit is hard.
    ``or_none`` lets a group stay at zero instead of reaching its least.
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
class Programme:
    """Which needs may be served by which resources, and how much."""

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
    """Goals in strict order: a later goal never costs an earlier one more than its permitted loss."""

    code: str
    goals: tuple[Goal, ...]
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

    def programme(self, code: str) -> Programme:
        """The programme of that code; raises ``KeyError`` where there is none."""
        for programme in self.programmes:
            if programme.code == code:
                return programme
        raise KeyError(code)

    @property
    def all_limits(self) -> tuple[tuple[str, Limit, tuple[str, ...]], ...]:
        """Every declared limit as (full code, limit, codes of the programmes that it binds), in declared order."""
        own = [(f"{p.code}.{limit.code}", limit, (p.code,)) for p in self.programmes for limit in p.limits]
        every = tuple(p.code for p in self.programmes)
        across = [(limit.code, limit, limit.programmes or every) for limit in self.limits]
        return (*own, *across)
