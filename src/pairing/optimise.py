"""Choose a solver for each component, solve goal by goal, and put the answers together with their proof."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import numpy as np

from pairing.answer import Answer, Report
from pairing.components import components, part
from pairing.model import I32, I64, Problem, unreachable

#: With more components than this, cutting the problem up costs more than it saves.
MANY_COMPONENTS = 2000
DEFAULT_TIME_LIMIT = 60.0


def optimise(
    problem: Problem, *, time_limit: float | None = None, threads: int = 1, report: Report | None = None
) -> Answer:
    """The best amounts, goal by goal, with prices that prove each level where they can.

    Network components are exact and always proved; the others are searched for at most ``time_limit`` seconds in all
    (60 where none is given) and carry the bound that was reached. ``log`` says which solver took what, and why.
    """
    ends = time.monotonic() + (DEFAULT_TIME_LIMIT if time_limit is None else time_limit)
    if unreachable(problem):
        return Answer("infeasible", problem.lower, log=("a floor is out of reach of every link",))
    from pairing.solvers import flow

    reason = flow.can(problem)
    if reason is None:
        return replace(flow.answer(problem, report), log=("min-cost flow: limits form two laminar chains",))
    apart = components(problem)
    count = int(apart.max(initial=-1)) + 1
    if count <= 1 or count > MANY_COMPONENTS:
        return _search(problem, reason, ends, threads, report)
    return _apart(problem, apart, count, ends, threads, report)


def _search(problem: Problem, reason: str, ends: float, threads: int, report: Report | None) -> Answer:
    from pairing.solvers import greedy, mip

    start = problem if problem.start is not None else replace(problem, start=greedy.answer(problem))
    found = mip.answer(start, report, time_limit=max(1.0, ends - time.monotonic()), threads=threads)
    log = f"mixed-integer programme for {problem.links} links: not a network ({reason})"
    return replace(found, log=(log, *found.log))


def _apart(problem: Problem, apart: I32, count: int, ends: float, threads: int, report: Report | None) -> Answer:
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
    claims: list[Fraction] = [Fraction(0)] * len(problem.goals)
    searched = sum(len(links) for links, _ in others)
    for links, reason in jobs:
        piece = part(problem, links)[0]
        if reason is None:
            found = flow.answer(piece)
        else:
            share = max(1.0, ends - time.monotonic()) * len(links) / max(1, searched)
            found = _search(piece, reason, time.monotonic() + share, threads, report)
            searched -= len(links)
            log.extend(found.log)
        if found.status in ("infeasible", "no_plan"):
            return Answer(found.status, problem.lower, interrupted=found.interrupted, log=tuple(log))
        interrupted |= found.interrupted
        amounts[links] = found.amounts
        claims = [claim + Fraction(level.bound) for claim, level in zip(claims, found.levels, strict=True)]
    left = max(1.0, ends - time.monotonic())
    whole = mip.answer(replace(problem, start=amounts), report, time_limit=left, claims=claims)
    return replace(whole, status="feasible" if interrupted else whole.status, interrupted=interrupted, log=tuple(log))


def seeded(problem: Problem, seed: int) -> I64:
    """The order in which links are handed to the solver: it alone decides among equally good plans."""
    return np.random.default_rng(seed).permutation(problem.links) if seed else np.arange(problem.links)
