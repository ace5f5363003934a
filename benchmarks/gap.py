"""How near plan and bound come in the same time: ours against CP-SAT, HiGHS and SCIP alone on the same model.

Every side has the same seconds and threads, in turn, in a process of its own. A side's gap is its plan against its own
bound, relative to the bound; plans are counted again here from the amounts, never taken on a solver's word.
"""

from __future__ import annotations

import argparse
import datetime
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks import gap_draws
from pairing.model import I64, Problem, value, violations

PUBLISHED = ("c05100", "d05100")
DRAWN = ("C20x400", "D20x400", "E20x400", "C40x1600", "D40x1600", "E40x1600")
GRANTS = "grants2000x15"


@dataclass(frozen=True)
class Row:
    """What one side reached: the worth of its plan and its bound (None: none), both as points to be maximised."""

    instance: str
    side: str
    plan: int | None
    bound: float | None
    seconds: float

    @property
    def gap(self) -> float:
        """Relative, infinite without a plan or a bound."""
        if self.plan is None or self.bound is None:
            return float("inf")
        return max(0.0, self.bound - self.plan) / max(1.0, abs(self.bound))


def instance(name: str) -> Problem:
    """A problem by its name: published, drawn (kind, agents x jobs) or grants (needs x funds)."""
    if name in PUBLISHED:
        return gap_draws.assignment_problem(gap_draws.published(Path(os.environ["PAIRING_INSTANCES"]) / "gap" / name))
    kind = name.rstrip("x0123456789")
    first, second = (int(size) for size in name[len(kind) :].split("x"))
    if kind == "grants":
        return gap_draws.grants_problem(gap_draws.grants(first, second, seed=1))
    return gap_draws.assignment_problem(gap_draws.drawn(kind, first, second, seed=1))


def ours(problem: Problem, seconds: float, threads: int) -> tuple[I64 | None, float | None]:
    """A plan and a bound by ``optimise``."""
    from pairing.optimise import optimise

    answer = optimise(problem, time_limit=seconds, threads=threads)
    if not answer.levels:
        return None, None
    return answer.amounts, float(answer.levels[0].bound)


def _cells(problem: Problem) -> list[tuple[list[list[int]], list[list[int]], I64, I64]]:
    """The links and weights in each group of every family, with least and most."""
    found = []
    for family in problem.families:
        weight = np.ones(problem.links, dtype=np.int64) if family.weight is None else family.weight
        order = np.argsort(family.group, kind="stable")
        cuts = np.searchsorted(family.group[order], np.arange(1, len(family.labels)))
        links = [part.tolist() for part in np.split(order, cuts)]
        found.append((links, [weight[part].tolist() for part in links], family.least, family.most))
    return found


def cp_sat(problem: Problem, seconds: float, threads: int) -> tuple[I64 | None, float | None]:
    """A plan and a bound by CP-SAT: literals where an amount is 0 or 1, whole numbers in their domain elsewhere."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    amounts = []
    for least, most in zip(problem.minimum.tolist(), problem.upper.tolist(), strict=True):
        if most == 1:
            amounts.append(model.new_bool_var(""))
        else:
            domain = cp_model.Domain.from_intervals([[0, 0], [max(1, least), most]])
            amounts.append(model.new_int_var_from_domain(domain, ""))
    for links, weights, least, most in _cells(problem):
        for e, w, low, high in zip(links, weights, least.tolist(), most.tolist(), strict=True):
            if low == high == 1:
                model.add_exactly_one([amounts[i] for i in e])
            else:
                model.add_linear_constraint(cp_model.LinearExpr.weighted_sum([amounts[i] for i in e], w), low, high)
    rate = problem.goals[0].rate
    assert rate is not None
    model.maximize(cp_model.LinearExpr.weighted_sum(amounts, rate.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = threads
    status = solver.solve(model)
    bound = solver.best_objective_bound
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, bound
    return np.array([solver.value(amount) for amount in amounts], dtype=np.int64), bound


def _mathopt(problem: Problem, seconds: float, threads: int, kind: str) -> tuple[I64 | None, float | None]:
    """A plan and a bound by a solver behind MathOpt; grants in yuan, which these solvers count best in."""
    from ortools.math_opt.python import mathopt

    model = mathopt.Model()
    unit = 100 if problem.upper.max() > 1 else 1
    amounts, uses = [], {}
    for e, (least, most) in enumerate(zip(problem.minimum.tolist(), problem.upper.tolist(), strict=True)):
        if most == 1:
            amounts.append(model.add_binary_variable())
            continue
        amounts.append(model.add_variable(lb=0, ub=most / unit))
        uses[e] = model.add_binary_variable()
        model.add_linear_constraint(amounts[e] <= most / unit * uses[e])
        model.add_linear_constraint(amounts[e] >= max(1, least) / unit * uses[e])
    for links, weights, least, most in _cells(problem):
        for e, w, low, high in zip(links, weights, least.tolist(), most.tolist(), strict=True):
            total = mathopt.fast_sum(x * amounts[i] for i, x in zip(e, w, strict=True))
            model.add_linear_constraint(lb=low / unit, expr=total, ub=high / unit)
    rate = problem.goals[0].rate
    assert rate is not None
    model.maximize(mathopt.fast_sum(points * amount for points, amount in zip(rate.tolist(), amounts, strict=True)))
    solver = {"HiGHS": mathopt.SolverType.HIGHS, "SCIP": mathopt.SolverType.GSCIP}[kind]
    # HiGHS takes no number of threads here: it uses as many as it likes.
    params = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=seconds),
        threads=threads if kind == "SCIP" else None,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
    )
    result = mathopt.solve(model, solver, params=params)
    bound = result.termination.objective_bounds.dual_bound * unit
    if not result.has_primal_feasible_solution():
        return None, bound
    values = result.variable_values()
    found = np.array([values[amount] for amount in amounts]) * unit
    for e, use in uses.items():
        if values[use] < 0.5:
            found[e] = 0
    return np.rint(found).astype(np.int64), bound


def highs(problem: Problem, seconds: float, threads: int) -> tuple[I64 | None, float | None]:
    """A plan and a bound by HiGHS."""
    return _mathopt(problem, seconds, threads, "HiGHS")


def scip(problem: Problem, seconds: float, threads: int) -> tuple[I64 | None, float | None]:
    """A plan and a bound by SCIP."""
    return _mathopt(problem, seconds, threads, "SCIP")


SIDES: dict[str, Callable[[Problem, float, int], tuple[I64 | None, float | None]]] = {
    "pairing": ours,
    "CP-SAT": cp_sat,
    "HiGHS": highs,
    "SCIP": scip,
}


def run(name: str, side: str, seconds: float, threads: int) -> Row:
    """One side on one instance. What must be compiled once on a machine is compiled before the clock starts."""
    problem = instance(name)
    if side == "pairing":
        ours(gap_draws.assignment_problem(gap_draws.drawn("C", 3, 20, seed=1)), 60.0, 1)
    start = time.perf_counter()
    amounts, bound = SIDES[side](problem, seconds, threads)
    spent = time.perf_counter() - start
    if amounts is None:
        return Row(name, side, None, bound, spent)
    broken = violations(problem, amounts)
    # Engines keep limits within a tolerance; a fen over is theirs to have, an assignment over is not.
    assert not broken or (problem.upper.max() > 1 and side != "pairing"), f"{side} breaks {broken} on {name}"
    worth = int(value(problem, problem.goals[0], amounts))
    # Solvers state their bound to a tolerance; ours is a whole number.
    return Row(name, side, worth, None if bound is None or not np.isfinite(bound) else float(bound), spent)


def compare(name: str, sides: Sequence[str], seconds: float, threads: int) -> list[Row]:
    """All sides on one instance, in turn, each in a process of its own."""
    rows = []
    for side in sides:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(pool.apply(run, (name, side, seconds, threads)))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gap", description=__doc__.splitlines()[0])
    parser.add_argument("--instances", default=",".join((*PUBLISHED, *DRAWN, GRANTS)), help="names, with commas")
    parser.add_argument("--sides", default=",".join(SIDES), help="which of them, with commas")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    names = chosen.instances.split(",")
    if "PAIRING_INSTANCES" not in os.environ and any(name in PUBLISHED for name in names):
        print("PAIRING_INSTANCES names no folder: the published instances are left out\n")
        names = [name for name in names if name not in PUBLISHED]
    if not chosen.json:
        print(f"{'instance':14}{'side':9}{'plan':>14}{'bound':>16}{'gap %':>10}{'to best bound %':>17}{'seconds':>9}")
    for name in names:
        rows = compare(name, chosen.sides.split(","), chosen.seconds, chosen.threads)
        best = min((row.bound for row in rows if row.bound is not None), default=float("nan"))
        for row in rows:
            far = float("inf") if row.plan is None else (best - row.plan) / max(1.0, abs(best))
            if chosen.json:
                print(json.dumps({**asdict(row), "gap": row.gap, "to_best_bound": far}), flush=True)
            else:
                print(
                    f"{row.instance:14}{row.side:9}{row.plan if row.plan is not None else '-':>14}"
                    f"{'-' if row.bound is None else format(row.bound, '.2f'):>16}"
                    f"{100 * row.gap:10.4f}{100 * far:17.4f}{row.seconds:9.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
