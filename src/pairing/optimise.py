"""Choose a solver for each component, solve goal by goal, and put the answers together with their proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from pairing.answer import Answer, Level, Report
from pairing.components import components, limit_components, part
from pairing.model import I32, I64, Problem, unreachable, value

#: With more components than this, cutting the problem up costs more than it saves.
MANY_COMPONENTS = 2000
#: More parts than this are searched together.
MANY_SEARCHES = 40
DEFAULT_TIME_LIMIT = 300.0
#: A bound that says nothing.
NO_CLAIM = 1 << 62


@dataclass(frozen=True)
class _Effort:
    """How long a search may take, on how many threads, how near to its bound is good enough, and whom it tells."""

    ends: float
    threads: int
    gap: float | None
    report: Report | None

    def left(self) -> float:
        return max(0.05, self.ends - time.monotonic())


def optimise(
    problem: Problem,
    *,
    time_limit: float | None = None,
    threads: int = 1,
    gap: float | None = None,
    report: Report | None = None,
) -> Answer:
    """The best amounts, goal by goal, with prices that prove each level where they can.

    Network components are exact and always proved; the others are searched for at most ``time_limit`` seconds in all
    (300 where none is given), or until they are within the relative ``gap`` of their bound, and carry the bound that
    was reached. ``log`` says which solver took what, and why.
    """
    ends = time.monotonic() + (DEFAULT_TIME_LIMIT if time_limit is None else time_limit)
    effort = _Effort(ends, threads, gap, report)
    if unreachable(problem):
        return Answer("infeasible", problem.lower, log=("a floor is out of reach of every link",))
    from pairing.solvers import bidding, flow, funds

    if problem.links >= bidding.MANY_LINKS and bidding.can(problem) is None:
        found = bidding.answer(problem, report, gap=gap or 0.0, threads=threads, ends=ends)
        return replace(found, log=("auction: limits form two sides",))
    if problem.links >= funds.MANY_LINKS and funds.can(problem) is None:
        return replace(funds.answer(problem, report), log=("prices of funds: divisible money from few funds",))
    reason = flow.can(problem)
    if reason is None:
        return replace(flow.answer(problem, report), log=("min-cost flow: limits form two laminar chains",))
    apart = components(problem)
    count = int(apart.max(initial=-1)) + 1
    if count <= 1 or count > MANY_COMPONENTS:
        return _search(problem, reason, effort)
    return _apart(problem, apart, count, effort)


def _search(problem: Problem, reason: str, effort: _Effort) -> Answer:
    from pairing.solvers import mip

    unfit = mip.can(problem)
    if unfit:
        raise ValueError(f"no solver takes this: {unfit}")
    log = [f"mixed-integer programme for {problem.links} links: not a network ({reason})"]
    start = problem.start if problem.start is not None else _first_plan(problem, effort, log)
    found = mip.answer(
        replace(problem, start=start), effort.report, time_limit=effort.left(), threads=effort.threads, gap=effort.gap
    )
    return replace(found, log=(*log, *found.log))


def _first_plan(problem: Problem, effort: _Effort, log: list[str]) -> I64 | None:
    """A plan to start from: every part that limits alone tie together does its best, by flow or greedily."""
    from pairing.solvers import flow, greedy, mip

    apart = limit_components(problem)
    count = int(apart.max(initial=-1)) + 1
    if not 1 < count <= MANY_COMPONENTS:
        return greedy.answer(problem)
    # Goals that a flow cannot carry are left to the levels: the start need only be near.
    easy = tuple(replace(goal, loss=Fraction(0)) for goal in problem.goals if goal.kind != "worst")
    problem = replace(problem, goals=easy)
    pieces = [np.flatnonzero(apart == c) for c in range(count)]
    network = [links for links in pieces if flow.can(part(problem, links)[0]) is None]
    others = [links for links in pieces if flow.can(part(problem, links)[0]) is not None]
    if len(others) > MANY_SEARCHES:
        others = [np.sort(np.concatenate(others))]
    amounts = problem.lower.copy()
    for links in network:
        found = flow.answer(part(problem, links)[0])
        if found.status == "infeasible":
            return None
        amounts[links] = found.amounts
    for links in others:
        piece = part(problem, links)[0]
        rough = greedy.answer(piece)
        if rough is None:
            found = mip.answer(replace(piece, goals=()), time_limit=effort.left() / 3, threads=effort.threads)
            if found.status in ("infeasible", "no_plan"):
                return None
            rough = found.amounts
        amounts[links] = rough
    log.append(f"started from {len(network)} parts by min-cost flow and {len(others)} greedy ones")
    return amounts


def _apart(problem: Problem, apart: I32, count: int, effort: _Effort) -> Answer:
    """Solve network components in one flow and every other alone; then prove the whole."""
    from pairing.solvers import flow, mip

    order = np.argsort(apart, kind="stable")
    edges = np.searchsorted(apart[order], np.arange(count + 1))
    links_of = [order[edges[c] : edges[c + 1]] for c in range(count)]
    amounts = problem.lower.copy()
    network: list[I64] = []
    others: list[tuple[I64, str]] = []
    for links in links_of:
        reason = flow.can(part(problem, links)[0])
        if reason is None:
            network.append(links)
        else:
            others.append((links, reason))
    jobs: list[tuple[I64, str | None]] = [(links, reason) for links, reason in others]
    if network:
        together = np.sort(np.concatenate(network))
        joined = flow.can(part(problem, together)[0]) is None
        jobs = [*(((together, None),) if joined else ((links, None) for links in network)), *jobs]
    log: list[str] = [f"{count} components: {len(network)} by min-cost flow, {len(others)} by mixed-integer programme"]
    interrupted = False
    found_levels: list[tuple[Level, ...]] = []
    searched = sum(len(links) for links, _ in others)
    for links, reason in jobs:
        piece = part(problem, links)[0]
        if reason is None:
            found = flow.answer(piece)
        else:
            share = effort.left() * len(links) / max(1, searched)
            found = _search(piece, reason, replace(effort, ends=time.monotonic() + share))
            searched -= len(links)
            log.extend(found.log)
        if found.status in ("infeasible", "no_plan"):
            return Answer(found.status, problem.lower, interrupted=found.interrupted, log=tuple(log))
        interrupted |= found.interrupted
        amounts[links] = found.amounts
        found_levels.append(found.levels)
    claims = _claims(problem, amounts, found_levels)
    # Proving what was found is not searching: it has a few seconds even where the time is up.
    left = max(5.0, effort.left())
    whole = mip.answer(replace(problem, start=amounts), effort.report, time_limit=left, claims=claims)
    return replace(whole, status="feasible" if interrupted else whole.status, interrupted=interrupted, log=tuple(log))


def _claims(problem: Problem, amounts: I64, parts: Sequence[tuple[Level, ...]]) -> list[int | Fraction]:
    """The bound of each goal over all parts: what is left open in each, above the value of the whole.

    Where a part may still fall short on a goal, others could make up for it: then nothing is claimed for later goals.
    """
    claims: list[int | Fraction] = []
    for k, goal in enumerate(problem.goals):
        # Worst goals tie all parts into one, so these are whole numbers.
        room = sum(int(levels[k].bound - levels[k].value) for levels in parts)
        claims.append(value(problem, goal, amounts) + room)
        if room:
            return claims + [NO_CLAIM] * (len(problem.goals) - k - 1)
    return claims or [NO_CLAIM]
