"""The smallest change of a single weight that turns a decision round, by halving the stretch where it turns."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pairing.sensitivity.levers import AS_IT_IS
from pairing.sensitivity.trials import Decision, Outcome

#: How far a weight is moved before stretches are halved, in thousandths of it; down to nothing, up to double.
GRID = (50, 100, 200, 500, 1000)


@dataclass(frozen=True, order=True)
class Turn:
    """A decision turns when a weight moves by more than ``over`` and by no more than ``most`` thousandths of itself.

    ``sign`` is 1 for more weight and -1 for less. ``exact``: the stretch is one thousandth wide, and no other weight
    may do with less.
    """

    most: int
    over: int
    lever: int
    sign: int
    exact: bool = False


Try = Callable[[Sequence[int]], Outcome]


def smallest(tried: Try, levers: int, base: Outcome, spare: Callable[[], bool]) -> dict[Decision, Turn]:
    """For every decision that some single weight turns within :data:`GRID`: the smallest such change.

    Each weight is moved by itself, up and down, along the grid; then each stretch in which a decision first turns is
    halved until it is a thousandth wide, the nearest first. ``spare`` says whether another plan may be made; once it
    says no, what is left is told as the stretch that it lies in. A decision that is the same at both ends of a stretch
    is taken to be the same within it, so a turn there and back again may be missed. O(turns x log 1000) plans.
    """
    waiting: list[tuple[int, int, int, int, frozenset[Decision]]] = []
    for lever in range(levers):
        for sign in (1, -1):
            waiting += _along_the_grid(tried, levers, lever, sign, base, spare)
    found: dict[Decision, list[Turn]] = {}
    heapq.heapify(waiting)
    while waiting:
        over, most, lever, sign, turned = heapq.heappop(waiting)
        open_ = frozenset(d for d in turned if not any(turn.most <= over for turn in found.get(d, ())))
        if most - over > 1 and open_ and spare():
            middle = (over + most) // 2
            there = tried(_moved(levers, lever, sign * middle))
            early = frozenset(d for d in open_ if there.planned and (d in there.served) != (d in base.served))
            for part, low, high in ((early, over, middle), (open_ - early, middle, most)):
                if part:
                    heapq.heappush(waiting, (low, high, lever, sign, part))
            continue
        for decision in open_:
            found.setdefault(decision, []).append(Turn(most, over, lever, sign))
    return {decision: _best(turns) for decision, turns in found.items()}


def _along_the_grid(
    tried: Try, levers: int, lever: int, sign: int, base: Outcome, spare: Callable[[], bool]
) -> Iterator[tuple[int, int, int, int, frozenset[Decision]]]:
    """The stretches of one weight in which decisions first turn."""
    over, turned_before = 0, frozenset[Decision]()
    for most in GRID:
        if not spare():
            return
        there = tried(_moved(levers, lever, sign * most))
        turned = (there.served ^ base.served) - turned_before if there.planned else frozenset[Decision]()
        if turned:
            yield over, most, lever, sign, turned
        over, turned_before = most, turned_before | turned


def _moved(levers: int, lever: int, change: int) -> list[int]:
    factors = [AS_IT_IS] * levers
    factors[lever] += change
    return factors


def _best(turns: Sequence[Turn]) -> Turn:
    best = min(turns)
    exact = best.most - best.over == 1 and all(turn.over >= best.over for turn in turns)
    return Turn(best.most, best.over, best.lever, best.sign, exact)


def told(turn: Turn, names: Sequence[str]) -> Mapping[str, object]:
    """A turn as a record: shares of the weight, below 0 where it falls."""
    return {
        "weight": names[turn.lever],
        "over": turn.sign * turn.over / AS_IT_IS,
        "most": turn.sign * turn.most / AS_IT_IS,
        "exact": turn.exact,
    }
