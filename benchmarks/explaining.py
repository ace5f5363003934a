"""What explaining every need of a market costs, against solving it: what every link that was not taken would cost, for
needs that got nothing and for those that could switch, and how far every match is from changing."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from benchmarks.matching import Market, market, model
from pairing.answer import Answer
from pairing.forcing.costs import Forcing, forcing, removal
from pairing.forcing.residual import residual
from pairing.forcing.slots import Slots, slots
from pairing.model import I64, Problem
from pairing.optimise import optimise

#: Goals in their order: what most plans are made for.
GOALS = ("served", "points")
SOLVE, ALL = "solve", "all of it"


@dataclass(frozen=True)
class Row:
    """One line of the table: how many answers, seconds of the median run, and the ratio to the solve before it."""

    what: str
    answers: int
    seconds: float
    ratio: float
    lowest: float
    highest: float


def scarce(needs: int, links: int, seed: int) -> Market:
    """A market with places for eight needs in ten."""
    return replace(market(needs, links, seed), least=3, most=8)


def links_by_kind(problem: Problem, answer: Answer, given: Market) -> tuple[I64, I64, I64]:
    """The links of needs that got nothing; the other links of needs that got one; the links in use."""
    met = np.bincount(given.need, weights=answer.amounts, minlength=given.needs)[given.need] > 0
    return np.flatnonzero(~met), np.flatnonzero(met & (answer.amounts == 0)), np.flatnonzero(answer.amounts)


def check(problem: Problem, answer: Answer, found: Forcing, force: int, sample: int, seed: int) -> None:
    """Assert the losses of some links by solving again with each of them forced (1) or taken away (0)."""
    before = [level.value for level in answer.levels]
    for row in np.random.default_rng(seed).choice(len(found.links), min(sample, len(found.links)), replace=False):
        lower, upper = problem.lower.copy(), problem.upper.copy()
        lower[found.links[row]] = upper[found.links[row]] = force
        again = optimise(replace(problem, lower=lower, upper=upper))
        truth = [b - level.value for b, level in zip(before, again.levels, strict=True)]
        assert found.exact[row] and found.loss[row].tolist() == truth, "a loss is not what solving again says"


def explained(problem: Problem, answer: Answer, given: Market) -> Iterator[tuple[str, int, object]]:
    """Every explanation in turn: what it is, how many answers it has, and the answers."""
    refused, others, used = links_by_kind(problem, answer, given)
    graph = residual(problem, answer)
    yield "the residual graph", 1, graph
    yield "links of unmet needs", len(refused), forcing(problem, answer, refused, graph=graph)
    yield "other links of met needs", len(others), forcing(problem, answer, others, graph=graph)
    yield "matches: the next best", len(used), removal(problem, answer, used, graph=graph)
    yield "places of all resources", given.resources, slots(problem, answer, "holds", graph=graph)


def measure(given: Market, rounds: int, sample: int, seed: int) -> list[Row]:
    """The solve and the explanations in turn; the answers of the first round are checked on a sample."""
    problem = model(given, GOALS)
    small = scarce(300, 5, 1)
    list(explained(tiny := model(small, GOALS), optimise(tiny), small))  # compile, or load, the loops
    seconds: dict[str, list[float]] = {SOLVE: [], ALL: []}
    answers = {SOLVE: given.needs, ALL: 0}
    for number in range(rounds):
        start = time.perf_counter()
        answer = optimise(problem)
        seconds[SOLVE].append(time.perf_counter() - start)
        assert answer.status == "optimal"
        total, counts = 0.0, 0
        start = time.perf_counter()
        for what, count, found in explained(problem, answer, given):
            took = time.perf_counter() - start
            seconds.setdefault(what, []).append(took)
            answers[what] = count
            total, counts = total + took, counts + count * isinstance(found, Forcing | Slots)
            if number == 0 and isinstance(found, Forcing):
                check(problem, answer, found, 0 if what.startswith("matches") else 1, sample, seed)
            start = time.perf_counter()
        seconds[ALL].append(total)
        answers[ALL] = counts
    rows = []
    for what in [SOLVE, *(what for what in seconds if what not in (SOLVE, ALL)), ALL]:
        times = seconds[what]
        ratios = [mine / solve for mine, solve in zip(times, seconds[SOLVE], strict=True)]
        middle, ratio = statistics.median(times), statistics.median(ratios)
        rows.append(Row(what, answers[what], middle, ratio, min(ratios), max(ratios)))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explaining", description=__doc__)
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=10, metavar="K", help="links of each need")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=2, help="links of each kind to solve again for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    rows = measure(scarce(chosen.needs, chosen.links, chosen.seed), chosen.rounds, chosen.sample, chosen.seed)
    if chosen.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{chosen.needs:,} needs x {chosen.links} links, places for eight in ten; goals: served, then points")
    print("Losses are exact: a sample of each kind is what solving again says.\n")
    print(f"{'':28}{'answers':>10}{'seconds':>9}{'ratio':>8}   lowest to highest")
    for row in rows:
        print(
            f"{row.what:28}{row.answers:10,}{row.seconds:9.2f}{row.ratio:8.2f}   {row.lowest:.2f} to {row.highest:.2f}"
        )


if __name__ == "__main__":
    main()
