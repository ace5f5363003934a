"""Deferred acceptance: ours at full size, and in turn with the library `matching` at the sizes that it ends soon.

Needs list random resources, all orders are random and strict, and there are places for nine needs in ten. Both sides
get the market in the form that they work on (arrays; dictionaries of lists), and find the same matches, or the run
stops; at full size no pair blocks.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

if not __package__:  # run as a file: the package `benchmarks` lies where its folder does
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers import MISSING
from pairing.model import I64
from pairing.solvers.acceptance import (
    Market,
    blocking_pairs,
    deferred_acceptance,
    stable_improvement,
    top_trading_cycles,
)

Lists = dict[int, list[int]]


@dataclass(frozen=True)
class Row:
    """One line of the table: processor seconds of the median run, and how many times ours a peer takes."""

    what: str
    needs: int
    links: int
    served: int | None
    seconds: float | None
    ratio: float | None
    note: str = ""


def market(needs: int, links: int, seed: int) -> Market:
    """Needs with so many links each, a tenth as many resources with nine places."""
    draw = np.random.default_rng(seed)
    resources = max(needs // 10, links)
    resource = draw.integers(0, resources, (needs, links))
    while True:  # no need lists a resource twice
        resource.sort(axis=1)
        again = np.zeros(resource.shape, dtype=bool)
        again[:, 1:] = resource[:, 1:] == resource[:, :-1]
        if not again.any():
            break
        resource[again] = draw.integers(0, resources, int(again.sum()))
    count = needs * links
    return Market(
        np.repeat(np.arange(needs, dtype=np.int32), links),
        resource.ravel().astype(np.int32),
        draw.permutation(count),
        draw.permutation(count),
        np.ones(count, dtype=np.int64),
        np.ones(needs, dtype=np.int64),
        np.full(resources, 9),
    )


def lists(given: Market) -> tuple[Lists, Lists, dict[int, int]]:
    """Who ranks whom, from the best down, and the places: what the library takes."""

    def ranked(row: np.ndarray, other: np.ndarray, keen: I64) -> Lists:
        found: Lists = {}
        for e in np.lexsort((-keen, row)).tolist():
            found.setdefault(int(row[e]), []).append(int(other[e]))
        return found

    hospitals = ranked(given.resource, given.need, given.liked)
    return ranked(given.need, given.resource, given.likes), hospitals, dict.fromkeys(hospitals, 9)


def _lots(given: Market, seed: int) -> tuple[I64, I64]:
    draw = np.random.default_rng(seed)
    return draw.permutation(given.needs), draw.permutation(given.resources)


def ours(needs: int, links: int, seed: int, rounds: int) -> list[Row]:
    """Every procedure on strict orders, and what ties leave to improve where resources know but three levels."""
    given, count = market(needs, links, seed), needs * links
    lots = _lots(given, seed)
    level = Market(given.need, given.resource, given.likes, given.liked % 3, given.upper, given.wants, given.most)
    tied = deferred_acceptance(level, *lots)
    jobs: dict[str, tuple[Callable[[], I64], Market | None]] = {
        "needs propose": (lambda: deferred_acceptance(given, *lots), given),
        "resources propose": (lambda: deferred_acceptance(given, *lots, resources_propose=True), given),
        "top trading cycles": (lambda: top_trading_cycles(given, *lots), None),
        "needs propose, three levels": (lambda: deferred_acceptance(level, *lots), level),
        "then improvement cycles": (lambda: stable_improvement(level, tied, lots[0])[0], level),
    }
    rows = []
    for what, (job, stable) in jobs.items():
        seconds = []
        for _ in range(rounds):
            start = time.process_time()
            amounts = job()
            seconds.append(time.process_time() - start)
        if stable is not None and blocking_pairs(stable, amounts).pairs.any():
            raise ArithmeticError(f"{what}: a pair blocks")
        rows.append(Row(what, needs, count, int(amounts.sum()), statistics.median(seconds), None))
    return rows


def beside(needs: int, links: int, seed: int, rounds: int) -> list[Row]:
    """The library and ours in turn; the library's time is that of building the game, and of solving it."""
    given, count = market(needs, links, seed), needs * links
    lots, theirs = _lots(given, seed), lists(given)
    try:
        from matching.games import HospitalResident
    except ImportError:
        return [Row("matching", needs, count, None, None, None, MISSING)]
    # The library copies its game, in which everybody leads to everybody: by default Python gives up on that soon.
    sys.setrecursionlimit(1_000_000)
    times: list[tuple[float, float, float]] = []
    for _ in range(rounds):
        start = time.process_time()
        game = HospitalResident.create_from_dictionaries(*theirs)
        built = time.process_time()
        solved = game.solve(optimal="resident")
        middle = time.process_time()
        amounts = deferred_acceptance(given, *lots)
        times.append((built - start, middle - built, time.process_time() - middle))
        used = np.flatnonzero(amounts)
        mine = set(zip(given.need[used].tolist(), given.resource[used].tolist(), strict=True))
        if mine != {(r.name, h.name) for h, kept in solved.items() for r in kept}:
            raise ArithmeticError("the library found other matches")
    build, solve, own = (statistics.median(column) for column in zip(*times, strict=True))
    served = len(mine)
    return [
        Row("pairing", needs, count, served, own, 1.0),
        Row("matching: solve", needs, count, served, solve, statistics.median(t[1] / t[2] for t in times)),
        Row("matching: build", needs, count, served, build, statistics.median(t[0] / t[2] for t in times)),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stable", description=__doc__.splitlines()[0])
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=10, metavar="K", help="choices of each need")
    parser.add_argument("--sizes", default="300,1000,3000", metavar="N,M", help="needs beside the library; '': none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    ours(200, 5, 1, 1)  # the loops are compiled, or loaded, before any clock runs
    rows = ours(chosen.needs, chosen.links, chosen.seed, chosen.rounds)
    for size in filter(None, chosen.sizes.split(",")):
        rows += beside(int(size), chosen.links, chosen.seed, chosen.rounds)
    if chosen.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}, indent=2))
        return
    print(f"{'':30}{'needs':>9}{'links':>11}{'served':>9}{'seconds':>10}{'ratio':>8}")
    for row in rows:
        served = "" if row.served is None else f"{row.served:,}"
        seconds = row.note if row.seconds is None else f"{row.seconds:.4f}"
        ratio = "" if row.ratio is None else f"{row.ratio:,.0f}"
        print(f"{row.what:30}{row.needs:9,}{row.links:11,}{served:>9}{seconds:>10}{ratio:>8}")


if __name__ == "__main__":
    main()
