"""One-to-one assignment: ours against SciPy, lapx, POT and OR-Tools, dense and sparse.

Every dense peer gets the costs as 64-bit floats, row by row, which is what it works on; OR-Tools and ours get integers.
Every optimum is asserted equal, and ours comes with the prices that prove it. Peers are run in turn with ours.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

if not __package__:  # run as a file: the package `benchmarks` lies where its folder does
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers import MISSING, Peer
from pairing.solvers.assignment import dense, sparse

LAPX = ("lapjv", "lapjvx", "lapjvc", "lapjvs", "lapjvsa", "lapjvr")
#: Rows beyond which a peer takes minutes.
MOST_ROWS = {"POT ot.emd": 2_000, "lapx lapjvc": 6_000, "SciPy linear_sum_assignment": 6_000}
KINDS = ("1..100", "1..10000", "1..1000000", "plane", "factors")


def costs(kind: str, rows: int, seed: int) -> np.ndarray:
    """A square matrix of costs in 32 bits: uniform, distances in the plane, or products of four factors."""
    draw = np.random.default_rng(seed)
    if kind == "plane":
        here, there = draw.random((rows, 2)), draw.random((rows, 2))
        far = np.hypot(here[:, :1] - there[:, 0], here[:, 1:] - there[:, 1])
        return np.rint(10_000 * far).astype(np.int32) + np.int32(1)
    if kind == "factors":
        return np.rint(10_000 * draw.random((rows, 4)) @ draw.random((4, rows))).astype(np.int32) + np.int32(1)
    return draw.integers(1, int(kind.split("..")[1]) + 1, (rows, rows), dtype=np.int32)


def _dense_peers() -> dict[str, Callable[[np.ndarray, np.ndarray], int]]:
    """Each takes the costs as floats and as integers, and gives their least sum."""
    found: dict[str, Callable[[np.ndarray, np.ndarray], int]] = {}
    try:
        from scipy.optimize import linear_sum_assignment

        found["SciPy linear_sum_assignment"] = lambda floats, whole: int(whole[linear_sum_assignment(floats)].sum())
    except ImportError:
        found["SciPy linear_sum_assignment"] = _missing
    for name in LAPX:
        try:
            import lap

            found[f"lapx {name}"] = lambda floats, whole, name=name: round(float(getattr(lap, name)(floats)[0]))
        except ImportError:
            found[f"lapx {name}"] = _missing
    try:
        import ot

        def by_pot(floats: np.ndarray, whole: np.ndarray) -> int:
            one = np.ones(len(floats))
            return round(float((ot.emd(one, one, floats, numItermax=10**8) * floats).sum()))

        found["POT ot.emd"] = by_pot
    except ImportError:
        found["POT ot.emd"] = _missing
    found["OR-Tools linear assignment"] = lambda floats, whole: _ortools(
        np.repeat(np.arange(len(whole), dtype=np.int32), len(whole)),
        np.tile(np.arange(len(whole), dtype=np.int32), len(whole)),
        whole.ravel(),
    )
    return found


def _missing(floats: np.ndarray, whole: np.ndarray) -> int:
    raise ImportError(MISSING)


def _ortools(row: np.ndarray, column: np.ndarray, cost: np.ndarray) -> int:
    from ortools.graph.python import linear_sum_assignment

    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(row, column, cost.astype(np.int64))
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("the reference has no optimum")
    return int(solver.optimal_cost())


def dense_rows(kind: str, rows: int, seed: int, rounds: int) -> list[Peer]:
    """Every peer in turn with ours, on one matrix."""
    whole = costs(kind, rows, seed)
    floats, points = whole.astype(np.float64), -whole
    found = dense(points)
    best = -int(found.row_price.sum() + found.column_price.sum())
    assert best == int(whole[np.arange(rows), found.columns].sum()), "the prices do not prove the assignment"
    label, result = f"{kind} {rows:,} x {rows:,}", []
    for name, peer in _dense_peers().items():
        if rows > MOST_ROWS.get(name, rows):
            result.append(Peer(name, label, rows, rows * rows, None, None, None, "too slow at this size"))
            continue
        try:
            theirs, ours, ratio = _in_turn(lambda peer=peer: peer(floats, whole), lambda: dense(points), best, rounds)
        except ImportError:
            result.append(Peer(name, label, rows, rows * rows, None, None, None, MISSING))
            continue
        result.append(Peer(name, label, rows, rows * rows, theirs, ours, ratio))
    return result


def sparse_rows(needs: int, links: int, seed: int, rounds: int) -> list[Peer]:
    """OR-Tools' linear assignment in turn with ours, on random links with a perfect assignment hidden among them."""
    result = []
    for kind, most in (("1..100", 100), ("1..1000000", 10**6)):
        draw = np.random.default_rng(seed)
        column = draw.integers(0, needs, (needs, links), dtype=np.int32)
        column[:, -1] = draw.permutation(needs)
        cost = draw.integers(1, most + 1, needs * links, dtype=np.int32)
        first, row = np.arange(needs + 1) * links, np.repeat(np.arange(needs, dtype=np.int32), links)
        found = sparse(first, column.ravel(), -cost, needs)
        assert found is not None
        covered = found.row_price[row] + found.column_price[column.ravel()] >= -cost
        assert covered.all() and len(np.unique(found.columns)) == needs
        best = -int(found.row_price.sum() + found.column_price.sum())
        theirs, ours, ratio = _in_turn(
            lambda row=row, column=column, cost=cost: _ortools(row, column.ravel(), cost),
            lambda first=first, column=column, cost=cost: sparse(first, column.ravel(), -cost, needs),
            best,
            rounds,
        )
        label = f"{kind} {needs:,} x {links} links"
        result.append(Peer("OR-Tools linear assignment, sparse", label, needs, len(cost), theirs, ours, ratio))
    return result


def _in_turn(
    theirs: Callable[[], int], ours: Callable[[], object], best: int, rounds: int
) -> tuple[float, float, float]:
    """Median seconds of both, and the median ratio; their optimum is asserted to be ours."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        start = time.perf_counter()
        value = theirs()
        middle = time.perf_counter()
        ours()
        times.append((middle - start, time.perf_counter() - middle))
        if value != best:
            raise ArithmeticError(f"a peer found {value}, not {best}")
    return (
        statistics.median(pair[0] for pair in times),
        statistics.median(pair[1] for pair in times),
        statistics.median(pair[0] / pair[1] for pair in times),
    )


def against_peers(rows: int, needs: int, links: int, seed: int, rounds: int = 1) -> list[Peer]:
    """One dense and one sparse comparison of each kind."""
    return dense_rows("1..10000", rows, seed, rounds) + sparse_rows(needs, links, seed, rounds)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assignment", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,3000,6000", metavar="N,M", help="rows of the dense matrices")
    parser.add_argument("--kinds", default=",".join(KINDS), metavar="A,B", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--needs", type=int, default=100_000, help="rows of the sparse instances; 0: none")
    parser.add_argument("--links", type=int, default=20, metavar="K", help="links of each row there")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    dense(costs("1..100", 200, 1), large=1)  # the loops are compiled before any clock runs
    rows = []
    if not chosen.json:
        print(f"{'peer':42}{'instance':24}{'seconds':>9}{'ours':>9}{'times':>7}")
    jobs: list[Callable[[], list[Peer]]] = [
        lambda size=size, kind=kind: dense_rows(kind, int(size), chosen.seed, chosen.rounds)
        for size in chosen.sizes.split(",")
        for kind in chosen.kinds.split(",")
        if size and kind
    ]
    if chosen.needs:
        jobs.append(lambda: sparse_rows(chosen.needs, chosen.links, chosen.seed, chosen.rounds))
    for job in jobs:
        for peer in job():
            rows.append(peer)
            if not chosen.json:
                print(peer.line(), flush=True)
    if chosen.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}, indent=2))


if __name__ == "__main__":
    main()
