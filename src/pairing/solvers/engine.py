"""OR-Tools MathOpt behind two calls: the linear relaxation with dual values, and the search for whole amounts."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from pairing.solvers.program import F64, Objective, Program, common_factor

_HUGE_TIME = 10.0 * 365 * 24 * 3600
_INFEASIBLE = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)


@dataclass(frozen=True, eq=False)
class Solved:
    """What the engine found: column values, its bound, and the dual value of each row (relaxation only)."""

    status: Literal["optimal", "feasible", "infeasible", "none"]
    values: F64 | None = None
    bound: float = float("inf")
    duals: F64 | None = None
    interrupted: bool = False


class EngineError(RuntimeError):
    """The engine itself failed (not the problem): another engine may do."""


def _model(program: Program, objective: Objective, *, whole: bool) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto(name="pairing")
    columns, rows = program.columns, program.rows
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(np.concatenate([np.empty(0), *program.low]).tolist())
    proto.variables.upper_bounds.extend(np.concatenate([np.empty(0), *program.high]).tolist())
    kinds = np.concatenate([np.empty(0, dtype=bool), *program.whole]) if whole else np.zeros(columns, dtype=bool)
    proto.variables.integers.extend(kinds.tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(np.concatenate([np.empty(0), *program.row_least]).tolist())
    proto.linear_constraints.upper_bounds.extend(np.concatenate([np.empty(0), *program.row_most]).tolist())
    if rows:
        row = np.concatenate([np.empty(0, dtype=np.int64), *program.entry_row])
        column = np.concatenate([np.empty(0, dtype=np.int64), *program.entry_column])
        entry = np.concatenate([np.empty(0), *program.entry_value])
        # The engine wants one sorted entry per place; a link may reach a row twice (by amount and by use).
        place, where = np.unique(row * columns + column, return_inverse=True)
        entry = np.bincount(where, weights=entry, minlength=len(place))
        kept = entry != 0
        proto.linear_constraint_matrix.row_ids.extend((place[kept] // columns).tolist())
        proto.linear_constraint_matrix.column_ids.extend((place[kept] % columns).tolist())
        proto.linear_constraint_matrix.coefficients.extend(entry[kept].tolist())
    column, value = objective
    value = value / common_factor(value)
    if len(column):
        worth = np.bincount(column, weights=value, minlength=columns)
        used = np.flatnonzero(worth)
        proto.objective.linear_coefficients.ids.extend(used.tolist())
        proto.objective.linear_coefficients.values.extend(worth[used].tolist())
    proto.objective.maximize = True
    return proto


def _run(
    proto: model_pb2.ModelProto,
    kind: mathopt.SolverType,
    params: mathopt.SolveParameters,
    start: dict[int, float] | None,
) -> mathopt.SolveResult | None:
    """Solve in a thread of its own, so that Ctrl-C reaches us; None if it was pressed."""
    model = mathopt.Model.from_model_proto(proto)
    arguments = mathopt.ModelSolveParameters()
    if start is not None:
        variables = list(model.variables())
        values = {variables[i]: amount for i, amount in start.items()}
        arguments.solution_hints = [mathopt.SolutionHint(variable_values=values)]
    results: list[mathopt.SolveResult | Exception] = []

    def work() -> None:
        try:
            results.append(mathopt.solve(model, kind, params=params, model_params=arguments))
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread, which decides
            results.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.2)
    except KeyboardInterrupt:
        return None
    if isinstance(results[0], Exception):
        raise EngineError(str(kind)) from results[0]
    return results[0]


def _seconds(limit: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=min(max(limit, 0.05), _HUGE_TIME))


def relax(program: Program, objective: Objective, time_limit: float) -> Solved:
    """The linear relaxation, with the dual value of each row."""
    params = mathopt.SolveParameters(time_limit=_seconds(time_limit))
    proto = _model(program, objective, whole=False)
    # GLOP gives up its dual values where it finds them imprecise, as it may over very large amounts; then HiGHS.
    for kind in (mathopt.SolverType.GLOP, mathopt.SolverType.HIGHS):
        try:
            result = _run(proto, kind, params, None)
        except EngineError:
            return Solved("none")
        if result is None:
            return Solved("none", interrupted=True)
        if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
            return Solved("infeasible")
        if result.has_dual_feasible_solution():
            break
        if result.termination.limit is not None:
            return Solved("none")
    else:
        return Solved("none")
    duals = _numbers(result.dual_values())
    values = _numbers(result.variable_values()) if result.has_primal_feasible_solution() else None
    factor = common_factor(objective[1])
    return Solved("optimal", values, result.termination.objective_bounds.dual_bound * factor, duals * factor)


def search(
    program: Program,
    objective: Objective,
    time_limit: float,
    threads: int,
    start: dict[int, float] | None,
    *,
    exact: bool = False,
    gap: float = 0.0,
) -> Solved:
    """Whole amounts by branch and bound (HiGHS), or by CP-SAT where ``exact`` integers matter more than speed.

    The search ends once the plan is within the relative ``gap`` of its bound.
    """
    proto = _model(program, objective, whole=True)
    kinds = [mathopt.SolverType.CP_SAT]
    if not exact:
        kinds = [mathopt.SolverType.HIGHS, mathopt.SolverType.GSCIP, mathopt.SolverType.CP_SAT]
    result = None
    for kind in kinds:
        params = mathopt.SolveParameters(
            time_limit=_seconds(time_limit), relative_gap_tolerance=gap, absolute_gap_tolerance=0.0, random_seed=0
        )
        if kind == mathopt.SolverType.CP_SAT:
            params.threads = max(1, threads)
        try:
            result = _run(proto, kind, params, start)
        except EngineError:
            # HiGHS gives up with an internal error on rare degenerate programmes.
            if kind == kinds[-1]:
                return Solved("none")
            continue
        if start is None or result is None or result.termination.reason not in _INFEASIBLE:
            break
        # There is a plan, so "infeasible" is an error of tolerance: another engine is asked.
    if result is None:
        return Solved("none", interrupted=True)
    reason = result.termination.reason
    if reason in _INFEASIBLE:
        return Solved("infeasible")
    top = result.termination.objective_bounds.dual_bound * common_factor(objective[1])
    if not result.has_primal_feasible_solution():
        return Solved("none", bound=top)
    done = reason == mathopt.TerminationReason.OPTIMAL
    return Solved("optimal" if done else "feasible", _numbers(result.variable_values()), top)


def _numbers(values: Mapping[object, float]) -> F64:
    return np.fromiter(values.values(), dtype=np.float64, count=len(values))
