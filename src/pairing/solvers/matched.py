"""What an auction hands back: the links taken, with prices that prove how good they are, or what is in conflict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pairing.model import I64, Bools

#: Told of the value and the bound after each phase.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Conflict:
    """What cannot be had together.

    Where ``needs`` has some, they must be served, but want more units than all seats of ``resources`` and the links
    that lead elsewhere. Where it has none, the leasts of ``resources`` ask for more than their links can give.
    """

    needs: I64
    resources: I64


@dataclass(frozen=True, eq=False)
class Matched:
    """The links taken, and prices of the resources in ``1 / scale`` points with the bound that they prove.

    ``optimal``: the prices are whole and ``bound`` is the value. ``feasible``: stopped within the gap that was asked
    for, or by the clock. ``infeasible``: ``conflict`` says why.
    """

    status: Literal["optimal", "feasible", "infeasible"]
    taken: Bools
    price: I64
    scale: int = 1
    value: int = 0
    bound: int = 0
    conflict: Conflict | None = None
