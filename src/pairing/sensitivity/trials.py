"""What is decided under moved weights: each plan is made once, and weights that give the same points share it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.config import Policy
from pairing.indexes import reweighed
from pairing.laid import Laid
from pairing.links import Links
from pairing.model import I64, group_sums
from pairing.reweigh import reweigh
from pairing.run import Steps, all_links, build, decided
from pairing.scenario import Scenario
from pairing.sensitivity.levers import AS_IT_IS, Lever
from pairing.tables.cells import ident

#: Whether a need of a programme gets anything: (programme, need).
Decision = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of one set of weights: the status, and the needs that get something."""

    status: str
    served: frozenset[Decision]

    @property
    def planned(self) -> bool:
        """Whether there is a plan."""
        return self.status in ("optimal", "feasible")


@dataclass(eq=False)
class Trials:
    """Plans of one policy under moved weights.

    ``homes`` has the household of every need that was met, None where none is told; ``solves`` counts the plans that
    were really made. Links are made once where only points move and no programme keeps its best links alone (``top``).
    """

    scenario: Scenario
    policy: Policy
    levers: Sequence[Lever]
    seed: int
    effort: Mapping[str, Any]
    steps: Steps
    homes: dict[Decision, str | None] = field(default_factory=dict)
    solves: int = 0
    _met: dict[bytes, Outcome] = field(default_factory=dict)
    _base: tuple[Links, ...] = ()
    _parts: dict[Lever, I64] = field(default_factory=dict)

    def outcome(self, factors: Sequence[int], seed: int | None = None) -> Outcome:
        """What is decided when each weight is so many thousandths of itself.

        Raises ``KeyboardInterrupt`` where Ctrl-C ends a solve: what had less time is not to be compared.
        """
        indexed = self.levers[0].kind == "index"
        key = self._weighed(factors) if indexed else self._scored(factors)
        key += b"" if seed is None else str(seed).encode()
        if key not in self._met:
            links = all_links(self.scenario) if indexed else self._pointed(factors)
            self._met[key] = self._solved(links, self.seed if seed is None else seed)
        return self._met[key]

    def restore(self) -> None:
        """Give the scenario's database its own weights again."""
        if self.levers[0].kind == "index":
            reweigh(self.scenario, self.scenario.config.indexes)

    def _solved(self, links: Sequence[Links], seed: int) -> Outcome:
        problem = build(self.scenario, links, self.policy)
        answer: Answer = decided(self.scenario, self.policy, links, problem, seed, self.steps, **self.effort)
        if answer.interrupted:
            raise KeyboardInterrupt
        self.solves += 1
        served: set[Decision] = set()
        start = 0
        for mine in links:
            code, own = mine.programme.code, answer.amounts[start : start + len(mine.need)]
            start += len(mine.need)
            got = group_sums(mine.need, len(mine.need_ids), own) > 0
            served.update((code, mine.need_ids[n]) for n in np.flatnonzero(got).tolist())
            self.homes.update(((code, need), home) for need, home in self._homes(mine))
        found = Outcome(answer.status, frozenset(served))
        return found if found.planned else Outcome(answer.status, frozenset())

    def _homes(self, links: Links) -> list[tuple[str, str | None]]:
        table = ident(f"needs_{links.programme.code}")
        columns = {str(row[0]).lower() for row in self.scenario.db.execute(f"DESCRIBE {table}").fetchall()}
        home = "CAST(household_id AS VARCHAR)" if "household_id" in columns else "NULL"
        return [
            (str(need), told) for need, told in self.scenario.db.execute(f"SELECT _id, {home} FROM {table}").fetchall()
        ]

    # --- weights of indexes: their columns are made anew, and all that hangs on them -------------------------------

    def _weighed(self, factors: Sequence[int]) -> bytes:
        moved = dict(zip(((lever.of, lever.code) for lever in self.levers), factors, strict=True))
        indexes = []
        for index in self.scenario.config.indexes:
            weights = [d.weight * moved.get((index.code, d.code), AS_IT_IS) for d in index.dimensions]
            indexes.append(reweighed(index, weights) if any(weights) else index)
        reweigh(self.scenario, indexes)
        told = []
        for index in indexes:
            # Any order of the rows gives the same; a chance meeting of two tables is one in 2^64.
            told.append(
                self.scenario.db.execute(
                    f"SELECT count(*), sum(CAST(hash(t) AS HUGEINT)), bit_xor(hash(t)) FROM {ident(index.table)} t"
                ).fetchone()
            )
        return repr(told).encode()

    # --- weights of scores: the links stay, their points move --------------------------------------------------------

    def _scored(self, factors: Sequence[int]) -> bytes:
        if not self._base:
            self._base = all_links(self.scenario)
            laid = Laid(self.scenario, self._base)
            for lever in self.levers:
                programme = self.scenario.config.programme(lever.of)
                scores = programme.via.scores if lever.via and programme.via else programme.scores
                (text,) = (score.points for score in scores if score.code == lever.code)
                known = f"coalesce(CAST(round({text}) AS BIGINT), 0)"
                self._parts[lever] = laid.ask(
                    programme, f"CASE WHEN k.v >= 0 THEN {known} ELSE 0 END" if lever.via else known
                ).astype(np.int64)
        digest = hashlib.blake2b()
        for mine in self._base:
            digest.update(self._points(mine, factors).tobytes())
        if self._relinks():
            digest.update(repr(tuple(factors)).encode())
        return digest.digest()

    def _relinks(self) -> bool:
        return any(programme.top for programme in self.scenario.config.programmes)

    def _points(self, links: Links, factors: Sequence[int]) -> I64:
        """Each score's share rounded half up by itself, as a run rounds it; points that no score gives stay."""
        mine = [(lever, f) for lever, f in zip(self.levers, factors, strict=True) if lever.of == links.programme.code]
        if not mine:
            return links.points
        points = np.zeros(len(links.need), dtype=np.int64)
        for lever, factor in mine:
            points += (2 * factor * self._parts[lever] + AS_IT_IS) // (2 * AS_IT_IS)
        return points

    def _pointed(self, factors: Sequence[int]) -> tuple[Links, ...]:
        if not self._relinks():
            return tuple(replace(mine, points=self._points(mine, factors)) for mine in self._base)
        moved = {(lever.of, lever.code, lever.via): f for lever, f in zip(self.levers, factors, strict=True)}

        def scaled(scores: Sequence[Any], of: str, via: bool) -> tuple[Any, ...]:
            return tuple(
                replace(s, points=f"{moved[of, s.code, via]} * round({s.points}) / {AS_IT_IS}.0") for s in scores
            )

        programmes = tuple(
            replace(
                p,
                scores=scaled(p.scores, p.code, False),
                via=replace(p.via, scores=scaled(p.via.scores, p.code, True)) if p.via else None,
            )
            for p in self.scenario.config.programmes
        )
        return all_links(replace(self.scenario, config=replace(self.scenario.config, programmes=programmes)))
