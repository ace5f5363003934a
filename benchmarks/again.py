"""Solving again after a change, from the stored plan and prices, against OR-Tools' min-cost flow from scratch.

One need in a hundred gets other points, one in a thousand wants nothing any more, and one resource in a thousand loses
a seat. Both optima are asserted equal and ours proved before a time counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from benchmarks.families import FAMILIES, instance
from benchmarks.kernel import proved, reference, seconds
from pairing.solvers.auction import solve
from pairing.solvers.transport import Transport


@dataclass(frozen=True)
class Row:
    """Median seconds of a warm and a cold start and of the flow, and how many times faster the warm start is."""

    instance: str
    needs: int
    warm_seconds: float
    cold_seconds: float
    reference_seconds: float
    times_faster: float


def changed(transport: Transport, seed: int) -> Transport:
    """The problem some days later."""
    draw = np.random.default_rng(seed)
    touched = np.repeat(draw.random(transport.needs) < 0.01, np.diff(transport.first))
    points = transport.points.copy()
    points[touched] = draw.permutation(points[touched])
    # Links that would cost a point are never taken: who has no others has left.
    points[np.repeat(draw.random(transport.needs) < 0.001, np.diff(transport.first))] = -1
    fewer = transport.most - (draw.random(transport.resources) < 0.001)
    return replace(
        transport,
        points=points,
        most=fewer.astype(np.int32),
        least=np.minimum(transport.least, fewer).astype(np.int32),
    )


def measure(family: str, needs: int, links: int, seed: int, rounds: int) -> Row:
    """Both sides in turn, ``rounds`` times."""
    before, _ = instance(family, needs, links, 0, 12, seed)
    start = solve(before)
    after = changed(before, seed)
    best, _ = reference(after)
    warm = solve(after, start=start)
    proved(after, warm)
    assert warm.value == best, "the two optima differ"
    times: list[tuple[float, float, float]] = [
        (
            seconds(lambda: solve(after, start=start)),
            seconds(lambda: solve(after)),
            seconds(lambda: reference(after)),
        )
        for _ in range(rounds)
    ]
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    faster = statistics.median(flow / mine for mine, _, flow in times)
    return Row(family, needs, *(round(value, 3) for value in medians), round(faster, 1))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.again", description=__doc__.splitlines()[0])
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=20, metavar="K", help="links of each need")
    parser.add_argument("--families", default=",".join(FAMILIES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    rows = [
        measure(family, chosen.needs, chosen.links, chosen.seed, chosen.rounds) for family in chosen.families.split(",")
    ]
    if chosen.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}, indent=2))
        return
    print(f"{chosen.needs:,} needs x {chosen.links} links; both optima are equal, and the prices prove ours.\n")
    print(f"{'':12}{'warm':>8}{'cold':>8}{'flow':>8}   times faster than the flow")
    for row in rows:
        print(
            f"{row.instance:12}{row.warm_seconds:8.3f}{row.cold_seconds:8.2f}{row.reference_seconds:8.2f}"
            f"{row.times_faster:8.1f}"
        )


if __name__ == "__main__":
    main()
