"""Random sparse b-matching with lower quotas: our model, solve and duals against OR-Tools' bare min-cost flow.

Both sides get the same arrays, in turn, in one process; the table shows the median and spread of the ratio of each
pair of runs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from pairing.bound import bound
from pairing.model import I32, I64, Family, GoalTerms, Problem, violations
from pairing.optimise import optimise


@dataclass(frozen=True, eq=False)
class Market:
    """E links, sorted by need; every need takes at most one, every resource ``least`` to ``most``."""

    needs: int
    resources: int
    need: I32
    resource: I32
    points: I64
    least: int = 6
    most: int = 12


@dataclass(frozen=True)
class Row:
    """One line of the table: seconds of the median run, and the ratio to the bare flow run just before it."""

    what: str
    seconds: float
    ratio: float
    lowest: float
    highest: float


def market(needs: int, links: int, seed: int) -> Market:
    """Every need has ``links`` random links with 1 to 100 points, onto a tenth as many resources."""
    draw = np.random.default_rng(seed)
    resources = max(1, needs // 10)
    count = needs * links
    return Market(
        needs,
        resources,
        np.repeat(np.arange(needs, dtype=np.int32), links),
        draw.integers(0, resources, count).astype(np.int32),
        draw.integers(1, 101, count),
    )


def bare(given: Market) -> int:
    """The optimum by SimpleMinCostFlow from a source to a sink, as one would write it by hand."""
    needs, resources = given.needs, given.resources
    source, sink = needs + resources, needs + resources + 1
    everyone, all_resources = np.arange(needs), needs + np.arange(resources)
    tail = np.concatenate([np.full(needs, source), given.need, all_resources, [source]])
    head = np.concatenate([everyone, needs + given.resource, np.full(resources, sink), [sink]])
    capacity = np.concatenate(
        [np.ones(needs), np.ones(len(given.need)), np.full(resources, given.most - given.least), [needs]]
    )
    cost = np.concatenate([np.zeros(needs), -given.points, np.zeros(resources), [0]])
    supply = np.zeros(needs + resources + 2, dtype=np.int64)
    supply[all_resources] = -given.least
    supply[source] = needs
    supply[sink] = given.least * resources - needs
    graph = min_cost_flow.SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)
    )
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if graph.solve() != graph.OPTIMAL:
        raise ArithmeticError("the bare flow has no optimum")
    flow = graph.flows(arcs)[needs : needs + len(given.need)]
    return int(flow @ given.points)


def model(given: Market, goals: Sequence[str]) -> Problem:
    """The same market as a problem of ours, with goals ``points`` or ``served`` in the order given."""
    links = len(given.need)
    ones = np.ones(links, dtype=np.int64)
    none = np.zeros(links, dtype=np.int64)
    need_ids = [f"n{i}" for i in range(given.needs)]
    families = (
        Family("wants", given.need, need_ids, np.zeros(given.needs, np.int64), np.ones(given.needs, np.int64)),
        Family(
            "holds",
            given.resource,
            [f"r{i}" for i in range(given.resources)],
            np.full(given.resources, given.least, dtype=np.int64),
            np.full(given.resources, given.most, dtype=np.int64),
        ),
    )
    terms = {
        "points": lambda: GoalTerms("points", "linear", rate=given.points),
        "served": lambda: GoalTerms(
            "served",
            "capped",
            group=given.need,
            labels=need_ids,
            weight=np.ones(given.needs, np.int64),
            cap=np.ones(given.needs, np.int64),
        ),
    }
    return Problem(none, ones, ones, families, tuple(terms[goal]() for goal in goals))


def ours(given: Market, goals: Sequence[str], proved: bool = False) -> list[int]:
    """Model, solve and duals of ours; the value of each goal. ``proved`` asserts the plan and its bounds too."""
    problem = model(given, goals)
    answer = optimise(problem)
    values = [int(level.value) for level in answer.levels]
    if proved:
        assert answer.status == "optimal" and not violations(problem, answer.amounts)
        prices = answer.prices[0]
        assert bound(problem, 0, prices, []) == values[0], "the prices do not prove the first goal"
    return values


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(given: Market, rounds: int) -> list[Row]:
    """Both sides in turn, ``rounds`` times; every optimum is asserted, once, before the clock runs."""
    policies = (("points",), ("served", "points"))
    best = bare(given)
    assert ours(given, policies[0], proved=True) == [best], "the two optima differ"
    tiers = ours(given, policies[1], proved=True)
    assert tiers[1] <= best
    times: dict[tuple[str, ...], list[float]] = {(): [], **{goals: [] for goals in policies}}
    for _ in range(rounds):
        times[()].append(_seconds(lambda: bare(given)))
        for goals in policies:
            times[goals].append(_seconds(lambda goals=goals: ours(given, goals)))
    rows = []
    for goals, seconds in times.items():
        ratios = [mine / alone for mine, alone in zip(seconds, times[()], strict=True)]
        what = f"pairing: {', then '.join(goals)}" if goals else "SimpleMinCostFlow alone"
        rows.append(Row(what, statistics.median(seconds), statistics.median(ratios), min(ratios), max(ratios)))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__.splitlines()[0])
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=20, metavar="K", help="links of each need")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    rows = measure(market(chosen.needs, chosen.links, chosen.seed), chosen.rounds)
    if chosen.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{chosen.needs:,} needs x {chosen.links} links onto {max(1, chosen.needs // 10):,} resources (6 to 12 each)")
    print("Both optima are equal, and the prices prove ours.\n")
    print(f"{'':34}{'seconds':>9}{'ratio':>8}   lowest to highest")
    for row in rows:
        print(f"{row.what:34}{row.seconds:9.2f}{row.ratio:8.2f}   {row.lowest:.2f} to {row.highest:.2f}")


if __name__ == "__main__":
    main()
