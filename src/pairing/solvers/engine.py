"""OR-Tools MathOpt behind two calls: the linear relaxation with dual values, and the search for whole amounts.

The solver is handed the programme as the message it wants anyway: MathOpt's own Python objects for every column and row
cost several times what solving a small programme does.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2, result_pb2, solution_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import mathopt

from pairing.solvers.program import F64, Objective, Program, common_factor

_HUGE_TIME = 10.0 * 365 * 24 * 3600
_INFEASIBLE = (result_pb2.TERMINATION_REASON_INFEASIBLE, result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED)

#: The status of each column and of each row at a vertex of the relaxation.
Basis = tuple[Sequence[int], Sequence[int]]


@dataclass(frozen=True, eq=False)
class Solved:
    """What the engine found: column values and its bound; of a relaxation also its dual values (by row) and basis."""

    status: Literal["optimal", "feasible", "infeasible", "none"]
    values: F64 | None = None
    bound: float = float("inf")
    duals: F64 | None = None
    interrupted: bool = False
    basis: Basis | None = None


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
    more: model_parameters_pb2.ModelSolveParametersProto,
) -> result_pb2.SolveResultProto | None:
    """Solve in a thread of its own, so that Ctrl-C reaches us; None if it was pressed."""
    results: list[result_pb2.SolveResultProto | Exception] = []
    nothing = parameters_pb2.SolverInitializerProto(), callback_pb2.CallbackRegistrationProto()

    def work() -> None:
        try:
            found = solver.solve(proto, kind.value, nothing[0], params.to_proto(), more, None, nothing[1], None, None)
            results.append(found)
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


def _primal(result: result_pb2.SolveResultProto) -> F64 | None:
    """The column values of the best plan, None where there is none."""
    if not result.solutions:
        return None
    found = result.solutions[0].primal_solution
    feasible = found.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE
    return np.array(found.variable_values.values) if feasible else None


def _dual(result: result_pb2.SolveResultProto) -> F64 | None:
    """The dual values of the rows, None where there are none to rely on."""
    if not result.solutions:
        return None
    found = result.solutions[0].dual_solution
    feasible = found.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE
    return np.array(found.dual_values.values) if feasible else None


def relax(program: Program, objective: Objective, time_limit: float, basis: Basis | None = None) -> Solved:
    """The linear relaxation, with the dual value of each row.

    It starts from the ``basis`` of a programme that this one grew out of: the same columns and rows, then new ones.
    """
    # A presolved programme has other columns, where the basis says nothing.
    presolve = mathopt.Emphasis.OFF if basis is not None else None
    params = mathopt.SolveParameters(time_limit=_seconds(time_limit), presolve=presolve)
    proto = _model(program, objective, whole=False)
    more = model_parameters_pb2.ModelSolveParametersProto()
    if basis is not None:
        columns, rows = (list(statuses) for statuses in basis)
        columns += [solution_pb2.BASIS_STATUS_AT_LOWER_BOUND] * (program.columns - len(columns))
        rows += [solution_pb2.BASIS_STATUS_BASIC] * (program.rows - len(rows))
        for target, statuses in (
            (more.initial_basis.variable_status, columns),
            (more.initial_basis.constraint_status, rows),
        ):
            target.ids.extend(range(len(statuses)))
            target.values.extend(statuses)
    # GLOP gives up its dual values where it finds them imprecise, as it may over very large amounts; then HiGHS.
    for kind in (mathopt.SolverType.GLOP, mathopt.SolverType.HIGHS):
        try:
            result = _run(proto, kind, params, more)
        except EngineError:
            return Solved("none")
        if result is None:
            return Solved("none", interrupted=True)
        if result.termination.reason == result_pb2.TERMINATION_REASON_INFEASIBLE:
            return Solved("infeasible")
        duals = _dual(result)
        if duals is not None:
            break
        if result.termination.limit != result_pb2.LIMIT_UNSPECIFIED:
            return Solved("none")
        more = model_parameters_pb2.ModelSolveParametersProto()
    else:
        return Solved("none")
    factor = common_factor(objective[1])
    top = result.termination.objective_bounds.dual_bound * factor
    found = result.solutions[0].basis
    ended = list(found.variable_status.values), list(found.constraint_status.values)
    return Solved("optimal", _primal(result), top, duals * factor, basis=ended if ended[0] else None)


def search(
    program: Program,
    objective: Objective,
    time_limit: float,
    threads: int,
    start: dict[int, float] | None,
    *,
    exact: bool = False,
    gap: float = 0.0,
    nodes: int | None = None,
) -> Solved:
    """Whole amounts by branch and bound (HiGHS), or by CP-SAT where ``exact`` integers matter more than speed.

    The search ends once the plan is within the relative ``gap`` of its bound, or after ``nodes`` branches.
    """
    proto = _model(program, objective, whole=True)
    more = model_parameters_pb2.ModelSolveParametersProto()
    if start is not None:
        hint = more.solution_hints.add().variable_values
        hint.ids.extend(sorted(start))
        hint.values.extend(start[column] for column in sorted(start))
    kinds = [mathopt.SolverType.CP_SAT]
    if not exact:
        kinds = [mathopt.SolverType.HIGHS, mathopt.SolverType.GSCIP, mathopt.SolverType.CP_SAT]
    result = None
    for kind in kinds:
        params = mathopt.SolveParameters(
            time_limit=_seconds(time_limit), relative_gap_tolerance=gap, absolute_gap_tolerance=0.0, random_seed=0
        )
        if nodes is not None and kind != mathopt.SolverType.CP_SAT:
            params.node_limit = nodes
        if kind == mathopt.SolverType.CP_SAT:
            params.threads = max(1, threads)
        try:
            result = _run(proto, kind, params, more)
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
    if result.termination.reason in _INFEASIBLE:
        return Solved("infeasible")
    top = result.termination.objective_bounds.dual_bound * common_factor(objective[1])
    values = _primal(result)
    if values is None:
        return Solved("none", bound=top)
    done = result.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL
    return Solved("optimal" if done else "feasible", values, top)
