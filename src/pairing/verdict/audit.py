"""Everything the verifier derives again from a scenario, once: links, limits and goals as temporary tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pairing.config import Config, Policy
from pairing.verdict.audit_goals import AuditGoal, build_goals
from pairing.verdict.audit_limits import AuditLimit, build_limits
from pairing.verdict.audit_links import build_links, build_wants
from pairing.verdict.audit_repair import lay_repair
from pairing.verdict.pieces import build_pieces
from pairing.verdict.verdict import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb


class Tables(Protocol):
    """What the verifier needs of a :class:`pairing.scenario.Scenario`."""

    @property
    def path(self) -> Path: ...
    @property
    def config(self) -> Config: ...
    @property
    def db(self) -> duckdb.DuckDBPyConnection: ...
    @property
    def inputs(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, eq=False)
class Audit:
    """A scenario with the verifier's own tables beside its own.

    ``audit_links`` (one row per link), ``audit_terms`` (what each link adds to each group of each limit),
    ``audit_groups`` (those groups and their bounds), ``audit_shares`` and ``audit_goal_groups`` (the same for goals),
    ``audit_wants`` (what each need asks for), ``audit_pieces`` (what a bound is the sum of).
    A database holds one audit at a time.
    """

    scenario: Tables
    policy: Policy
    limits: tuple[AuditLimit, ...]
    goals: tuple[AuditGoal, ...]
    findings: Findings
    repair: bytes | None = None

    @property
    def db(self) -> duckdb.DuckDBPyConnection:
        """The scenario's database, where the audit's tables are."""
        return self.scenario.db

    @property
    def config(self) -> Config:
        """The scenario's settings."""
        return self.scenario.config

    def number(self, sql: str, *values: Any) -> int:
        """The one whole number that a query gives; no row or NULL counts as 0."""
        row = self.db.execute(sql, values).fetchone()
        return int(row[0]) if row and row[0] is not None else 0


def prepare(scenario: Tables, policy: Policy, repair: bytes | None = None) -> Audit:
    """Derive links, limits and the policy's goals from the scenario's tables; ``repair`` is a patch to lay over them.

    Raises ``duckdb.Error`` where the scenario's own SQL cannot be evaluated.
    """
    found = Findings()
    db, config = scenario.db, scenario.config
    build_wants(db, config)
    build_links(db, config)
    limits = build_limits(db, config, found)
    if repair is not None:
        lay_repair(scenario, limits, repair, found)
    goals = build_goals(db, config, policy, found)
    build_pieces(db)
    return Audit(scenario, policy, limits, goals, found, repair)
