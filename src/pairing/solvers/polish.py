"""Better plans from a plan: free a few resources and their links, search that small problem for more, and go on.

This is large neighbourhood search (Shaw 1998) with branch and bound inside. Two neighbourhoods that share no resource
are searched side by side; they grow while they are searched to the end in vain, and shrink where that takes too long.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from pairing.model import I32, I64, Bools, Problem
from pairing.solvers import engine
from pairing.solvers.duals import NO_BOUND
from pairing.solvers.freeze import fits, frozen
from pairing.solvers.stage import Number, Stage

#: Not more open links than this are searched all at once: with more, engines look at the clock too seldom.
WHOLE = 10_000
#: A neighbourhood begins with so many groups that this many of their links are in use.
_FIRST = 60.0
#: What counts as little loss, in turn: what so many open links for each one in use stay within.
_CHOICES = (3.0, 2.0, 5.0)
#: The same where all resources are searched at once.
_FEW = (1.7, 3.0)
#: Growth after a search in vain, shrinkage after one that was cut off.
_GROW, _SHRINK = 1.02, 0.93
#: Branches that one search may take at first; how that grows once neighbourhoods cannot shrink any more.
_NODES, _MORE = 500.0, 1.1
_SIDE_BY_SIDE = 2
#: With no more groups than this some needs of all groups are freed every other time.
_SCARCE = 10


@dataclass(frozen=True, eq=False)
class Beyond:
    """A plan that is worth more than the one at hand, if there is one; a bound; whether the search came to its end."""

    amounts: I64 | None
    bound: Number
    ended: bool
    interrupted: bool


def polished(
    stage: Stage,
    problem: Problem,
    group: I32,
    need: I32,
    loss: I64,
    best: I64,
    claim: Number,
    seconds: float,
    tell: Callable[[I64], None],
) -> tuple[I64, str]:
    """Improve ``best`` within ``problem``, freeing groups of ``group`` (or of ``need``) and links of little ``loss``.

    Ends with "finished" once all groups together hold no better plan, "feasible" when time is up or the plan is close
    to ``claim``, "interrupted" at Ctrl-C. ``tell`` hears of every better plan.
    """
    draw = np.random.default_rng(0)
    groups = np.unique(group[group >= 0])
    least = max(2.0, _FIRST * len(groups) / max(1, int((best > 0).sum())))
    size, nodes, turn, few = least, _NODES, 0, int((problem.upper > 0).sum()) <= WHOLE
    ends = stage.left() - seconds
    while stage.left() > ends and stage.left() > 0.1 and not stage.close(best, claim):
        many = min(len(groups), int(size))
        nears = _nears(draw, need if turn % 2 and len(groups) <= _SCARCE else group, many / len(groups))
        whole = few and many == len(groups)
        choices = float("inf") if whole else _CHOICES[turn % len(_CHOICES)]
        turn += 1
        frees = [_freed(problem, near, loss, best, choices) for near in nears]
        limit = max(0.1, min(stage.left() - ends, seconds / 4))
        found, status = _side_by_side(stage, problem, frees, best, limit, int(nodes))
        if status == "interrupted":
            return best, status
        ended = status == "ended"
        if stage.worth(found) > stage.worth(best):
            best = found
            tell(best)
        elif not ended:
            nodes = nodes if size > least else nodes * _MORE
            size = max(least, size * _SHRINK)
        elif whole:
            return best, "finished"
        else:
            size = size * _GROW if many < len(groups) else least
    return best, "feasible"


def _nears(draw: np.random.Generator, group: I32, part: float) -> list[Bools]:
    """Two disjoint random choices of a ``part`` of the groups (one where the part is more than half): their links."""
    groups = np.unique(group[group >= 0])
    many = max(1, round(part * len(groups)))
    chosen = draw.permutation(groups)
    return [np.isin(group, chosen[i * many : (i + 1) * many]) for i in range(min(_SIDE_BY_SIDE, len(groups) // many))]


def among_few(stage: Stage, problem: Problem, loss: I64, best: I64, seconds: float) -> tuple[I64, str]:
    """Improve ``best`` among few links of all resources: those that lose very little, and those that lose little."""
    frees = [(best > 0) | ((problem.upper > 0) & (loss <= _little(problem, loss, best, many))) for many in _FEW]
    each = seconds * min(stage.threads, len(frees)) / len(frees)
    return _side_by_side(stage, problem, frees, best, each, None)


def _side_by_side(
    stage: Stage, problem: Problem, frees: list[Bools], best: I64, seconds: float, nodes: int | None
) -> tuple[I64, str]:
    """Search several neighbourhoods, as many at a time as there are threads: the better plan, and "ended", "feasible"
    or "interrupted"."""
    pool = ThreadPoolExecutor(max(1, min(stage.threads, len(frees))))
    try:
        jobs = [pool.submit(beyond, stage, problem, free, best, seconds, nodes) for free in frees]
        outcomes = [job.result() for job in jobs]
    except KeyboardInterrupt:
        return best, "interrupted"
    finally:
        # Ctrl-C does not wait for what still runs.
        pool.shutdown(wait=False, cancel_futures=True)
    better = _merged(stage, best, frees, [outcome.amounts for outcome in outcomes])
    return better, "ended" if all(outcome.ended for outcome in outcomes) else "feasible"


def _freed(problem: Problem, near: Bools, loss: I64, best: I64, choices: float) -> Bools:
    """The links of a neighbourhood: those in use, and those that fit and lose little.

    Little is what so many links as ``choices`` for each one in use would lose in the whole problem.
    """
    return near & (
        (best > 0) | ((problem.upper > 0) & (loss <= _little(problem, loss, best, choices)) & fits(problem, near, best))
    )


def _little(problem: Problem, loss: I64, best: I64, choices: float) -> int:
    """The loss that ``choices`` open links for each one in use stay within."""
    known = loss[problem.upper > 0]
    count = choices * int((best > 0).sum())
    return int(np.partition(known, int(count))[int(count)]) if count < len(known) else 1 << 62


def beyond(stage: Stage, problem: Problem, free: Bools, best: I64, seconds: float, nodes: int | None = None) -> Beyond:
    """Search the ``free`` links of a problem, all others frozen, for a plan that is worth more than ``best``."""
    worth = stage.worth(best)
    goals = stage.goals[: stage.k + 1]
    small, floors, links = frozen(replace(problem, goals=goals), (*stage.floors, worth + 1), free, best)
    # The goal stands twice: once with a floor above the plan at hand, once to be improved on.
    inner = Stage(
        small, (*small.goals, small.goals[-1]), stage.k + 1, floors, np.zeros(len(links), np.int32), stage.ends, 1, 0.0
    )
    try:
        program, objective = inner.program(small)
        found = engine.search(program, objective, seconds, 1, None, nodes=nodes)
    except KeyboardInterrupt:
        return Beyond(None, NO_BOUND, False, True)
    ended = found.status in ("optimal", "infeasible")
    if found.status == "infeasible":
        return Beyond(None, worth, ended, found.interrupted)
    top: Number = NO_BOUND
    if np.isfinite(found.bound):
        elsewhere = floors[-1] - (worth + 1)
        top = max(worth, math.floor(found.bound + inner.constant(program) + 1e-6) - elsewhere)
    mine = inner.amounts(program, found.values)
    if mine is None:
        return Beyond(None, top, ended and found.values is None, found.interrupted)
    amounts = best.copy()
    amounts[links] = mine
    return Beyond(amounts, top, ended, found.interrupted)


def _merged(stage: Stage, best: I64, frees: list[Bools], plans: list[I64 | None]) -> I64:
    """What was found side by side, put together where that keeps every limit; else the best of it."""
    together = best.copy()
    for free, plan in zip(frees, plans, strict=True):
        if plan is not None:
            together[free] = plan[free]
    for plan in (stage.kept(together), *plans):
        best = stage.better(best, plan)
    return best
