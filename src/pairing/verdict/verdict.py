"""What the verifier found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairing.fault import Fault


@dataclass(frozen=True)
class LevelVerdict:
    """One goal, recomputed: its value, the bound the run claims, and the bound that follows from the prices.

    ``proved_bound`` is None where the prices bound nothing; ``proof`` is "proved" where that bound meets what was
    reached, and "claimed" where the run's own bound has to be believed.
    """

    code: str
    value: int | Fraction
    bound: int | Fraction | None
    proved_bound: int | Fraction | None
    proof: str


@dataclass(frozen=True)
class Verdict:
    """Whether a run is what it says it is: ``checks`` things were compared, ``faults`` of them were wrong.

    ``metrics`` is what the plan does to people as the verifier counts it, see :mod:`pairing.metrics`; None where there
    is no plan, or where something is wrong with it.
    """

    ok: bool
    checks: int
    faults: tuple[Fault, ...]
    goals: tuple[LevelVerdict, ...] = ()
    metrics: Mapping[str, Any] | None = None

    def record(self, lang: str = "en") -> dict[str, object]:
        """The verdict as plain data, as ``summary.json`` carries it."""
        return {"ok": self.ok, "checks": self.checks, "faults": [fault.record(lang) for fault in self.faults]}


class Findings:
    """Collects faults and counts what was compared."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.checks = 0

    def expect(self, fine: bool, code: str, file: str, column: str = "", value: object = "", **facts: object) -> bool:
        """Count one comparison; where it fails, keep the fault. Returns ``fine``."""
        self.checks += 1
        if not fine:
            self._keep(code, file, None, column, value, facts)
        return fine

    def wrong(
        self, code: str, file: str, *, row: int | None = None, column: str = "", value: object = "", **facts: object
    ) -> None:
        """Keep a fault."""
        self._keep(code, file, row, column, value, facts)

    def _keep(
        self, code: str, file: str, row: int | None, column: str, value: object, facts: dict[str, object]
    ) -> None:
        plain = {name: fact if isinstance(fact, int) else str(fact) for name, fact in facts.items()}
        self.faults.append(Fault(code, file, row, column, str(value), plain))

    def verdict(self, goals: tuple[LevelVerdict, ...] = (), metrics: Mapping[str, Any] | None = None) -> Verdict:
        """What all findings together amount to."""
        return Verdict(not self.faults, self.checks, tuple(self.faults), goals, metrics)
