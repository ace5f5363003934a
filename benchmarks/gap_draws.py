"""Instances of the gap benchmark, drawn from a seed: generalised assignment by published recipes, and minimum grants.

Generalised assignment types C and D are those of Chu and Beasley (1997), E that of Yagiura, Ibaraki and Glover (2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pairing.model import I64, Family, GoalTerms, Problem


@dataclass(frozen=True, eq=False)
class Assignment:
    """m agents, n jobs: every job to exactly one agent, at the least cost; ``cost`` and ``weight`` are (m, n)."""

    cost: I64
    weight: I64
    capacity: I64


@dataclass(frozen=True, eq=False)
class Grants:
    """Needs x funds in fen: a grant is 0 or ``minimum`` to ``upper``; where ``upper`` is 0 there is no link."""

    points: I64
    minimum: I64
    upper: I64
    wanted: I64
    budget: I64


def published(source: Path) -> Assignment:
    """m n, m rows of n costs, m rows of n weights, m capacities."""
    words = np.array(source.read_text(encoding="utf-8").split(), dtype=np.int64)
    agents, jobs = int(words[0]), int(words[1])
    tables = words[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
    return Assignment(tables[0], tables[1], words[2 + 2 * agents * jobs :][:agents])


def drawn(kind: str, agents: int, jobs: int, seed: int) -> Assignment:
    """A random instance of kind C, D or E."""
    draw = np.random.default_rng(seed)
    size = (agents, jobs)
    if kind == "C":
        weight, cost = draw.integers(5, 26, size), draw.integers(10, 51, size)
    elif kind == "D":
        weight = draw.integers(1, 101, size)
        cost = 111 - weight + draw.integers(-10, 11, size)
    elif kind == "E":
        weight = (1 - 10 * np.log(1 - draw.random(size))).astype(np.int64)
        cost = (1000 / weight - 10 * draw.random(size)).astype(np.int64)
    else:
        raise ValueError(f"no kind {kind}")
    return Assignment(cost, weight, weight.sum(axis=1) * 8 // (10 * agents))


def grants(needs: int, funds: int, seed: int) -> Grants:
    """Needs of 500 to 20,000 yuan, six funds in ten open to each, budgets for half of what is wanted in all."""
    draw = np.random.default_rng(seed)
    wanted = draw.integers(5, 201, needs) * 10_000
    allowed = draw.random((needs, funds)) < 0.6
    upper = np.where(allowed, np.minimum(wanted[:, None], draw.integers(20, 101, funds)[None, :] * 10_000), 0)
    minimum = np.minimum(upper, draw.integers(5, 41, funds)[None, :] * 5_000)
    share = draw.dirichlet(np.full(funds, 4.0))
    budget = (share * wanted.sum() / 2).astype(np.int64)
    return Grants(draw.integers(1, 101, (needs, funds)), minimum, upper, wanted, budget)


def assignment_problem(given: Assignment) -> Problem:
    """The instance as a problem of ours: least cost is most points, negated."""
    agents, jobs = given.cost.shape
    agent, job = np.divmod(np.arange(agents * jobs, dtype=np.int32), np.int32(jobs))
    one, zero = np.ones(agents * jobs, dtype=np.int64), np.zeros(agents * jobs, dtype=np.int64)
    once = np.ones(jobs, dtype=np.int64)
    families = (
        Family("wants", job, [f"j{j}" for j in range(jobs)], once, once),
        Family(
            "holds",
            agent,
            [f"a{i}" for i in range(agents)],
            np.zeros(agents, dtype=np.int64),
            given.capacity,
            weight=given.weight.ravel(),
        ),
    )
    goal = GoalTerms("points", "linear", rate=-given.cost.ravel())
    return Problem(zero, one, one, families, (goal,))


def grants_problem(given: Grants) -> Problem:
    """The instance as a problem of ours, with a link for each need and each fund open to it."""
    need, fund = (index.astype(np.int32) for index in np.nonzero(given.upper))
    kept = need, fund
    needs, funds = given.upper.shape
    families = (
        Family("wants", need, [f"n{i}" for i in range(needs)], np.zeros(needs, dtype=np.int64), given.wanted),
        Family("budget", fund, [f"f{i}" for i in range(funds)], np.zeros(funds, dtype=np.int64), given.budget),
    )
    goal = GoalTerms("points", "linear", rate=given.points[kept])
    lower = np.zeros(len(need), dtype=np.int64)
    return Problem(lower, given.upper[kept], given.minimum[kept], families, (goal,))
