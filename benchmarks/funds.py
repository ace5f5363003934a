"""Restricted funds at scale: ours against PDLP, HiGHS, GLOP and min-cost flow on the same random grants.

Every side gets the same arrays, in one process, one after the other. Ours is exact to the last fen and proved; whoever
else claims an optimum must have found the same value, or the run stops.
"""

from __future__ import annotations

import argparse
import ctypes
import datetime
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import scipy.sparse
from ortools.graph.python import min_cost_flow
from ortools.math_opt.python import mathopt
from ortools.pdlp import solve_log_pb2, solvers_pb2
from ortools.pdlp.python import pdlp

from pairing.model import I64
from pairing.solvers.funding import Funding, solve

#: Relative optimality and feasibility that PDLP is asked for.
TOLERANCE = 1e-4
#: Programmes of more links than this are left to PDLP, flows of more to us: they take many minutes.
SIMPLEX_LINKS = 100_000
FLOW_LINKS = 2_500_000


@dataclass(frozen=True)
class Row:
    """One line of the table; without a value the side had not ended when its time was up."""

    what: str
    seconds: float
    ratio: float
    value: float | None
    memory_mb: float | None = None


def grants(needs: int, funds: int, links: int, points: int, seed: int) -> Funding:
    """Needs of 500 to 20,000 yuan, each linked to ``links`` random funds at 1 to ``points`` points per fen.

    The funds are of uneven size and hold three fifths of what is asked.
    """
    draw = np.random.default_rng(seed)
    if links >= funds:
        fund = np.tile(np.arange(funds, dtype=np.int32), needs)
    else:
        blocks = np.diff(np.append(np.arange(0, needs, 100_000), needs))
        ranks = [np.argsort(draw.random((size, funds)), axis=1)[:, :links] for size in blocks]
        fund = np.sort(np.concatenate(ranks), axis=1).astype(np.int32).reshape(-1)
    each = min(links, funds)
    asked = draw.integers(50_000, 2_000_001, needs)
    held = (draw.dirichlet(np.full(funds, 3.0)) * asked.sum() * 0.6).astype(np.int64)
    zeros = np.zeros(needs, dtype=np.int64)
    return Funding(
        np.arange(needs + 1, dtype=np.int64) * each,
        fund,
        draw.integers(1, points + 1, needs * each),
        np.minimum(np.repeat(asked, each), held[fund]),
        np.zeros(needs * each, dtype=np.int64),
        zeros,
        asked,
        np.zeros(funds, dtype=np.int64),
        held,
    )


def _needs_of(given: Funding) -> I64:
    return np.repeat(np.arange(given.needs), np.diff(given.first))


def by_pdlp(given: Funding, limit: float) -> float | None:
    """The value by OR-Tools PDLP, amounts in yuan."""
    links = len(given.rate)
    rows = np.concatenate([_needs_of(given), given.needs + given.fund])
    columns = np.tile(np.arange(links), 2)
    size = (given.needs + given.funds, links)
    programme = pdlp.QuadraticProgram()
    programme.resize_and_initialize(links, size[0])
    programme.objective_vector = -given.rate.astype(np.float64)
    programme.constraint_matrix = scipy.sparse.csc_matrix((np.ones(2 * links), (rows, columns)), shape=size)
    programme.constraint_lower_bounds = np.concatenate([given.least, given.holds_least]) / 100
    programme.constraint_upper_bounds = np.concatenate([given.most, given.holds_most]) / 100
    programme.variable_lower_bounds = given.lower / 100
    programme.variable_upper_bounds = given.upper / 100
    asked = solvers_pb2.PrimalDualHybridGradientParams()
    asked.termination_criteria.simple_optimality_criteria.eps_optimal_relative = TOLERANCE
    asked.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = TOLERANCE
    asked.termination_criteria.time_sec_limit = limit
    found = pdlp.primal_dual_hybrid_gradient(programme, asked)
    if found.solve_log.termination_reason != solve_log_pb2.TERMINATION_REASON_OPTIMAL:
        return None
    return float(given.rate @ found.primal_solution) * 100


def by_mathopt(given: Funding, limit: float, solver: mathopt.SolverType) -> float | None:
    """The value by a simplex of MathOpt, amounts in yuan."""
    model = mathopt.Model()
    amounts = [
        model.add_variable(lb=low, ub=high) for low, high in zip(given.lower / 100, given.upper / 100, strict=True)
    ]
    need = _needs_of(given)
    for group, least, most in ((need, given.least, given.most), (given.fund, given.holds_least, given.holds_most)):
        rows = [model.add_linear_constraint(lb=low, ub=high) for low, high in zip(least / 100, most / 100, strict=True)]
        for row, amount in zip(group.tolist(), amounts, strict=True):
            rows[row].set_coefficient(amount, 1.0)
    model.maximize(mathopt.fast_sum(rate * amount for rate, amount in zip(given.rate.tolist(), amounts, strict=True)))
    wait = mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=limit))
    found = mathopt.solve(model, solver, params=wait)
    return found.objective_value() * 100 if found.termination.reason == mathopt.TerminationReason.OPTIMAL else None


def by_flow(given: Funding) -> int:
    """The value by OR-Tools SimpleMinCostFlow from a source over needs and funds to a sink."""
    needs, funds = given.needs, given.funds
    source, sink = needs + funds, needs + funds + 1
    everyone, all_funds = np.arange(needs), needs + np.arange(funds)
    tail = np.concatenate([np.full(needs, source), _needs_of(given), all_funds, [source]])
    head = np.concatenate([everyone, needs + given.fund, np.full(funds, sink), [sink]])
    total = int(given.most.sum())
    capacity = np.concatenate([given.most, given.upper, given.holds_most, [total]])
    cost = np.concatenate([np.zeros(needs, np.int64), -given.rate, np.zeros(funds + 1, np.int64)])
    supply = np.zeros(needs + funds + 2, dtype=np.int64)
    supply[source], supply[sink] = total, -total
    graph = min_cost_flow.SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), capacity, cost)
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if graph.solve() != graph.OPTIMAL:
        raise ArithmeticError("the bare flow has no optimum")
    return -graph.optimal_cost()


def by_us(given: Funding) -> int:
    """The value by ours, which its prices prove."""
    found = solve(given)
    assert found is not None and found.value == found.bound
    return found.value


def _timed(job: Callable[[], float | None]) -> tuple[float, float | None]:
    start = time.perf_counter()
    value = job()
    return time.perf_counter() - start, value


def _memory_mb(line: str, *, reset: bool = False) -> float:
    """What Linux counts for this process, 0 elsewhere; ``reset`` gives free memory back and starts the peak anew."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    if reset:
        ctypes.CDLL(None).malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    fields = dict(row.split(":", 1) for row in status.read_text("ascii").splitlines())
    return float(fields[line].split()[0]) / 1024


def measure(given: Funding, rounds: int, limit: float | None, sides: Sequence[str]) -> list[Row]:
    """Ours ``rounds`` times (the median counts), then the others once, for ``limit`` seconds or 10 x ours + 60."""
    by_us(grants(100, 3, 3, 10, 1))  # loads the compiled loops
    before = _memory_mb("VmRSS", reset=True)
    runs = [_timed(lambda: by_us(given)) for _ in range(rounds)]
    grown = _memory_mb("VmHWM") - before
    ours, best = sorted(runs)[rounds // 2]
    assert best is not None and len({value for _, value in runs}) == 1
    rows = [Row("pairing, exact and proved", ours, 1.0, best, grown)]
    wait = 10 * ours + 60 if limit is None else limit
    links = len(given.rate)
    jobs: dict[str, tuple[str, Callable[[], float | None], float, bool]] = {
        "flow": ("SimpleMinCostFlow, no prices", lambda: by_flow(given), 0.0, links <= FLOW_LINKS),
        "pdlp": (f"PDLP at {TOLERANCE:g}", lambda: by_pdlp(given, wait), 10 * TOLERANCE, True),
        "highs": (
            "HiGHS",
            lambda: by_mathopt(given, wait, mathopt.SolverType.HIGHS),
            1e-7,
            links <= SIMPLEX_LINKS,
        ),
        "glop": ("GLOP", lambda: by_mathopt(given, wait, mathopt.SolverType.GLOP), 1e-7, links <= SIMPLEX_LINKS),
    }
    for side in sides:
        what, job, tolerance, fits = jobs[side]
        if not fits:
            continue
        seconds, value = _timed(job)
        if value is not None:
            assert abs(value - best) <= tolerance * abs(best), f"{what} found {value}, ours {best}"
        rows.append(Row(what, seconds, seconds / ours, value))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.funds", description=__doc__.splitlines()[0])
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--funds", type=int, default=20)
    parser.add_argument("--links", type=int, metavar="K", help="links of each need (all funds unless told)")
    parser.add_argument("--points", type=int, default=1000, help="points per fen go from 1 to this")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, help="seconds that others may take (10 x ours + 60 unless told)")
    parser.add_argument("--sides", default="flow,pdlp,highs,glop")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    each = chosen.links or chosen.funds
    given = grants(chosen.needs, chosen.funds, each, chosen.points, chosen.seed)
    rows = measure(given, chosen.rounds, chosen.limit, [side for side in chosen.sides.split(",") if side])
    if chosen.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{chosen.needs:,} needs x {each} of {chosen.funds} funds, {len(given.rate):,} links\n")
    print(f"{'':30}{'seconds':>9}{'ratio':>9}   value")
    for row in rows:
        ended = "not ended" if row.value is None else f"{row.value:,.0f}"
        print(f"{row.what:30}{row.seconds:9.2f}{row.ratio:9.1f}   {ended}")
    print(f"\nOurs needed {rows[0].memory_mb:,.0f} MB beside the links.")


if __name__ == "__main__":
    main()
