"""The auction of one network level against OR-Tools' min-cost flow, on seven families of instances.

Both get the same arrays and are timed in turn, from arrays to the links taken. Before a time counts, both optima are
equal and the auction's prices prove its value: the dual objective, computed here, is the value.
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
from ortools.graph.python import min_cost_flow

if not __package__:  # run as a file: the package `benchmarks` lies where its folder does
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.families import FAMILIES, Drawn, instance, renumbered
from pairing.model import Bools
from pairing.solvers import auction
from pairing.solvers.transport import Transport, load, used, worth

#: Least and most of every resource.
QUOTAS = ((0, 12), (6, 12))


@dataclass(frozen=True)
class Row:
    """One instance: seconds of ours and of the reference (medians), and the median ratio of the two runs of a round."""

    instance: str
    needs: int
    links: int
    seconds: float
    reference_seconds: float
    ratio_to_simple_min_cost_flow: float
    optimal: bool
    objective: int
    reference_objective: int
    renumbered_seconds: float | None = None
    ratio_to_renumbered: float | None = None


def reference(given: Transport) -> tuple[int, Bools]:
    """The optimum by SimpleMinCostFlow as one would write it by hand, and the links taken.

    From a source to the needs, along the links to the resources, to a sink; lower quotas as the resources' own demand.
    """
    needs, resources = given.needs, given.resources
    source, sink = needs + resources, needs + resources + 1
    row = np.repeat(np.arange(needs, dtype=np.int32), np.diff(given.first))
    everyone, places = np.arange(needs, dtype=np.int32), needs + np.arange(resources, dtype=np.int32)
    least, most = given.least.astype(np.int64), given.most.astype(np.int64)
    tail = np.concatenate([np.full(needs, source, np.int32), row, places, np.array([source], np.int32)])
    head = np.concatenate([everyone, needs + given.resource, np.full(resources, sink, np.int32), [sink]])
    capacity = np.concatenate([given.units, np.ones(given.links, np.int64), most - least, [given.units.sum()]])
    cost = np.concatenate(
        [np.zeros(needs, np.int64), -given.points.astype(np.int64), np.zeros(resources + 1, np.int64)]
    )
    supply = np.zeros(needs + resources + 2, dtype=np.int64)
    supply[places] = -least
    supply[source] = given.units.sum()
    supply[sink] = least.sum() - given.units.sum()
    graph = min_cost_flow.SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(
        tail, head.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)
    )
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if graph.solve() != graph.OPTIMAL:
        raise ArithmeticError("the reference has no optimum")
    taken = graph.flows(arcs)[needs : needs + given.links] > 0
    return int(given.points.astype(np.int64) @ taken), taken


def proved(given: Transport, matched: auction.Matched) -> None:
    """Assert that the links taken keep every quota, and that the prices allow no better value (weak duality)."""
    taken, price = matched.taken, matched.price.astype(np.int64)
    busy = load(given, taken)
    assert np.all(used(given, taken) <= given.units), "a need takes too many"
    assert np.all((busy >= given.least) & (busy <= given.most)), "a quota is not kept"
    # With one unit a need is worth its best link at these prices, or nothing; each price is paid for its quota.
    assert np.all(given.units == 1) and not given.must.any() and not given.outside.any()
    best = np.maximum.reduceat(given.points - price[given.resource], given.first[:-1])
    quota = np.where(price > 0, given.most, given.least).astype(np.int64)
    dual = int(np.maximum(best, 0).sum()) + int(price @ quota)
    value = worth(given, taken)
    assert matched.status == "optimal" and matched.value == value == dual, f"{value} is not proved by {dual}"


def seconds(job: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(family: str, needs: int, links: int, quota: tuple[int, int], seed: int, rounds: int, other: bool) -> Row:
    """One instance, both sides in turn; ``other`` gives the reference our renumbered arrays as well."""
    given, drawn = instance(family, needs, links, *quota, seed)
    matched = auction.solve(given)
    proved(given, matched)
    best, _ = reference(given)
    assert matched.value == best, f"{family}: {matched.value} against {best}"
    again = _renumbered(given, drawn, best) if other else None
    ours: list[float] = []
    bare: list[float] = []
    near: list[float] = []
    for _ in range(rounds):
        ours.append(seconds(lambda: auction.solve(given)))
        bare.append(seconds(lambda: reference(given)))
        if again is not None:
            near.append(seconds(lambda: reference(again)))
    return Row(
        f"{family} {quota[0]}..{quota[1]}",
        given.needs,
        given.links,
        statistics.median(ours),
        statistics.median(bare),
        statistics.median(mine / theirs for mine, theirs in zip(ours, bare, strict=True)),
        True,
        matched.value,
        best,
        statistics.median(near) if near else None,
        statistics.median(mine / theirs for mine, theirs in zip(ours, near, strict=True)) if near else None,
    )


def _renumbered(given: Transport, drawn: Drawn, best: int) -> Transport:
    again = renumbered(given, drawn)
    assert reference(again)[0] == best, "renumbering changed the instance"
    return again


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kernel", description=__doc__.splitlines()[0])
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=20, metavar="K", help="links of each need")
    parser.add_argument("--families", default=",".join(FAMILIES), metavar="A,B", help=f"of {', '.join(FAMILIES)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--renumbered", action="store_true", help="the reference also gets our renumbered arrays")
    parser.add_argument("--peers", action="store_true", help="other solvers too, each at a size that it can do")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    auction.solve(instance("uniform", 200, 4, 6, 12, 1)[0])  # the loops are compiled before any clock runs
    rows = []
    if not chosen.json:
        print(f"{chosen.needs:,} needs x {chosen.links} links; both optima are equal, and the prices prove ours.\n")
        print(f"{'instance':20}{'seconds':>9}{'flow':>9}{'ratio':>7}{'renumbered':>12}{'ratio':>7}")
    for family in chosen.families.split(","):
        for quota in QUOTAS:
            row = measure(family, chosen.needs, chosen.links, quota, chosen.seed, chosen.rounds, chosen.renumbered)
            rows.append(row)
            if not chosen.json:
                print(_line(row), flush=True)
    result: dict[str, object] = {"rows": [asdict(row) for row in rows]}
    if chosen.peers:
        from benchmarks.peers import peers

        found = peers(chosen.needs, chosen.links, chosen.seed)
        result["peers"] = [asdict(peer) for peer in found]
        if not chosen.json:
            print(f"\n{'peer':42}{'instance':24}{'seconds':>9}{'ours':>9}{'times':>7}")
            for peer in found:
                print(peer.line())
    if chosen.json:
        print(json.dumps(result, indent=2))


def _line(row: Row) -> str:
    line = f"{row.instance:20}{row.seconds:9.3f}{row.reference_seconds:9.3f}{row.ratio_to_simple_min_cost_flow:7.2f}"
    if row.renumbered_seconds is not None and row.ratio_to_renumbered is not None:
        line += f"{row.renumbered_seconds:12.3f}{row.ratio_to_renumbered:7.2f}"
    return line


if __name__ == "__main__":
    main()
