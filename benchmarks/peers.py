"""Other solvers on the same instances, each at a size that it ends within a minute; every optimum is asserted equal.

What they are given is what they want: dense costs where they know no sparse ones, resources split into seats where they
know only one-to-one. Building that is not timed, reading their answer is not either: only their own solve.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.families import instance
from pairing.solvers.transport import Transport

#: A solve of an instance that was prepared: seconds, and the points found.
Solve = Callable[[], tuple[float, float]]
#: Most needs for each peer on sparse instances: more would take over a minute, or too much memory.
SIZES = {"SciPy": 20_000, "POT": 1_000, "HiGHS": 20_000, "GLOP": 20_000, "PDLP": 20_000, "NetworkX": 300}
MISSING = "not installed"


@dataclass(frozen=True)
class Peer:
    """One peer on one instance; ``note`` says why there are no times."""

    peer: str
    instance: str
    needs: int
    links: int
    seconds: float | None
    ours_seconds: float | None
    times_ours: float | None
    note: str = ""

    def line(self) -> str:
        """As one line of a table."""
        if self.seconds is None or self.ours_seconds is None:
            return f"{self.peer:42}{self.instance:24}  {self.note}"
        return f"{self.peer:42}{self.instance:24}{self.seconds:9.3f}{self.ours_seconds:9.4f}{self.times_ours:7.1f}"


def peers(needs: int, links: int, seed: int) -> list[Peer]:
    """All peers on the uniform family with quotas 0..12, and those that do only one-to-one on such instances."""
    from benchmarks.assignment import against_peers
    from pairing.solvers import auction

    found = []
    for name, (prepare, tolerance) in {
        "SciPy min_weight_full_bipartite_matching": (_scipy, 0.0),
        "POT ot.emd": (_pot, 0.0),
        "HiGHS (MathOpt)": (lambda given: _mathopt(given, "HIGHS"), 0.0),
        "GLOP (MathOpt)": (lambda given: _mathopt(given, "GLOP"), 0.0),
        "PDLP (MathOpt, 1e-4)": (lambda given: _mathopt(given, "PDLP"), 1e-2),
        "NetworkX network_simplex": (_networkx, 0.0),
    }.items():
        size = min(needs, SIZES[name.split()[0]])
        given, _ = instance("uniform", size, links, 0, 12, seed)
        label = f"uniform {size:,} x {links}"
        try:
            solve = prepare(given)
        except ImportError:
            found.append(Peer(name, label, size, given.links, None, None, None, MISSING))
            continue
        start = time.perf_counter()
        matched = auction.solve(given)
        ours = time.perf_counter() - start
        taken, value = solve()
        if abs(value - matched.value) > tolerance * matched.value + 1e-6:
            raise ArithmeticError(f"{name} found {value}, not {matched.value}")
        found.append(Peer(name, label, size, given.links, taken, ours, taken / ours))
    return found + against_peers(min(needs, 3_000), min(needs, 100_000), links, seed)


def _timed(job: Callable[[], float]) -> tuple[float, float]:
    start = time.perf_counter()
    value = job()
    return time.perf_counter() - start, value


def _rows(given: Transport) -> np.ndarray:
    return np.repeat(np.arange(given.needs, dtype=np.int32), np.diff(given.first))


def _scipy(given: Transport) -> Solve:
    """Every resource as so many seats, every need with a seat of its own for staying without."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row, size = _rows(given), int(given.most.max())
    none = int(given.points.max()) + 1
    seats = (given.resource[:, None] * size + np.arange(size)).ravel()
    everyone = np.arange(given.needs)
    # The cheapest of links between the same two counts: costs of equal places would be added up.
    cost = np.concatenate([np.repeat(none - given.points, size), np.full(given.needs, none)])
    place = np.concatenate([np.repeat(row, size), everyone]), np.concatenate([seats, given.resources * size + everyone])
    order = np.lexsort((cost, place[1], place[0]))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(place[0][order]) != 0) | (np.diff(place[1][order]) != 0)
    order = order[first]
    width = given.resources * size + given.needs
    matrix = coo_matrix((cost[order], (place[0][order], place[1][order])), shape=(given.needs, width)).tocsr()

    def job() -> float:
        chosen = min_weight_full_bipartite_matching(matrix)
        return float(given.needs * none - matrix[chosen].sum())

    return lambda: _timed(job)


def _pot(given: Transport) -> Solve:
    """A dense transport problem: nobody's places take those who stay without, and nobody fills the empty places."""
    import ot

    cost = np.full((given.needs + 1, given.resources + 1), 1e6)
    cost[:, -1] = cost[-1, :] = 0.0
    np.minimum.at(cost, (_rows(given), given.resource), -given.points.astype(float))
    supply = np.append(np.ones(given.needs), float(given.most.sum()))
    demand = np.append(given.most.astype(float), float(given.needs))

    def job() -> float:
        plan = ot.emd(supply, demand, cost, numItermax=10_000_000)
        return -float((plan * cost).sum())

    return lambda: _timed(job)


def _mathopt(given: Transport, kind: str) -> Solve:
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    proto = model_pb2.ModelProto()
    links, rows = given.links, given.needs + given.resources
    proto.variables.ids.extend(range(links))
    proto.variables.lower_bounds.extend([0.0] * links)
    proto.variables.upper_bounds.extend([1.0] * links)
    proto.variables.integers.extend([False] * links)
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend([0.0] * given.needs + given.least.astype(float).tolist())
    proto.linear_constraints.upper_bounds.extend([1.0] * given.needs + given.most.astype(float).tolist())
    row = np.concatenate([_rows(given), given.needs + given.resource])
    column = np.tile(np.arange(links), 2)
    order = np.lexsort((column, row))
    proto.linear_constraint_matrix.row_ids.extend(row[order].tolist())
    proto.linear_constraint_matrix.column_ids.extend(column[order].tolist())
    proto.linear_constraint_matrix.coefficients.extend([1.0] * len(order))
    proto.objective.linear_coefficients.ids.extend(range(links))
    proto.objective.linear_coefficients.values.extend(given.points.astype(float).tolist())
    proto.objective.maximize = True
    model = mathopt.Model.from_model_proto(proto)
    params = mathopt.SolveParameters()
    if kind == "PDLP":
        params.pdlp.termination_criteria.simple_optimality_criteria.eps_optimal_relative = 1e-4

    def job() -> float:
        return mathopt.solve(model, mathopt.SolverType[kind], params=params).objective_value()

    return lambda: _timed(job)


def _networkx(given: Transport) -> Solve:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_node("source", demand=-given.needs)
    graph.add_node("sink", demand=given.needs)
    graph.add_edge("source", "sink", capacity=given.needs, weight=0)
    for i in range(given.needs):
        graph.add_edge("source", ("n", i), capacity=1, weight=0)
    for j in range(given.resources):
        graph.add_edge(("r", j), "sink", capacity=int(given.most[j]), weight=0)
    for i, j, points in zip(_rows(given).tolist(), given.resource.tolist(), given.points.tolist(), strict=True):
        place = ("n", i), ("r", j)
        if not graph.has_edge(*place) or graph.edges[place]["weight"] > -points:
            graph.add_edge(*place, capacity=1, weight=-points)
    return lambda: _timed(lambda: -float(nx.network_simplex(graph)[0]))
