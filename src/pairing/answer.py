"""What a solver hands back: amounts, one level per goal, and the prices that prove them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from pairing.model import I64

Status = Literal["optimal", "feasible", "infeasible", "no_plan"]

#: Called while solving with the goal's code, its value so far, the bound so far.
Report = Callable[[str, float | None, float | None], None]


@dataclass(frozen=True)
class Level:
    """One goal of the plan: its value, and a bound that no plan as good on the earlier goals can pass.

    ``proved`` is the bound that the prices of the level prove; ``bound`` may be lower on the solver's word.
    """

    goal: str
    value: int | Fraction
    bound: int | Fraction
    proved: int | Fraction

    @property
    def gap(self) -> float:
        """How far the value may be from the best, relative to the bound (0: it is the best)."""
        return float((self.bound - self.value) / max(Fraction(1), abs(Fraction(self.bound))))


@dataclass(frozen=True, eq=False)
class Prices:
    """Integer dual values of one level: a price for every group of every limit and of every capped or worst goal.

    ``rates`` weigh the earlier goals. With ``face`` there are none: the earlier levels are tight, and each link, limit
    and goal is free only among what was best for it at all of them.
    """

    scale: int
    face: bool
    rates: Mapping[str, int]
    limits: Mapping[str, I64]
    goals: Mapping[str, I64]


@dataclass(frozen=True, eq=False)
class Answer:
    """The best amounts found, with a level and its prices for each goal (prices may be missing for a claimed level).

    ``procedure`` is what a procedure tells of the plan that it made, which has neither levels nor prices.
    """

    status: Status
    amounts: I64
    levels: tuple[Level, ...] = ()
    prices: tuple[Prices, ...] = ()
    interrupted: bool = False
    log: tuple[str, ...] = field(default=())
    procedure: Mapping[str, Any] | None = None
