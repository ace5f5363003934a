"""Small random problems and their answer by trying every plan: the yardstick for all solvers.

Where amounts are too many to try (money in fen), a constraint programme in whole numbers is the yardstick instead.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from ortools.sat.python import cp_model

from pairing.answer import Prices
from pairing.model import UNBOUNDED, Family, GoalTerms, Problem, floor_of, reach, value, violations


def best_values(problem: Problem) -> list[int | Fraction] | None:
    """The value of each goal in the best plan, by enumeration; None where no plan keeps the limits."""
    ranges = []
    for low, high, least in zip(problem.lower, problem.upper, problem.minimum, strict=True):
        ranges.append([x for x in range(int(low), int(high) + 1) if x == 0 or x >= least])
    plans = [np.array(plan, dtype=np.int64) for plan in itertools.product(*ranges)]
    plans = [plan for plan in plans if not violations(problem, plan)]
    if not plans:
        return None
    values: list[int | Fraction] = []
    for goal in problem.goals:
        worth = [value(problem, goal, plan) for plan in plans]
        best = max(worth)
        values.append(best)
        floor = floor_of(goal, best)
        plans = [plan for plan, got in zip(plans, worth, strict=True) if got >= floor]
    return values


def random_problem(rng: np.random.Generator, *, network: bool, size: int = 7) -> Problem:
    """Up to ``size`` links with every feature of the model; ``network`` leaves out what is no flow, save crossing."""
    links = int(rng.integers(1, size + 1))
    needs, resources = int(rng.integers(1, 2 + size // 2)), int(rng.integers(1, 2 + size // 3))
    need = rng.integers(0, needs, links).astype(np.int32)
    resource = rng.integers(0, resources, links).astype(np.int32)
    money = bool(rng.random() < 0.4)
    upper = rng.integers(1, 4, links) if money else np.ones(links, dtype=np.int64)
    minimum = np.minimum(rng.integers(1, 3, links), upper) if money and not network else np.ones(links, dtype=np.int64)
    lower = (rng.random(links) < 0.06).astype(np.int64) * minimum
    village = rng.integers(-1 if rng.random() < 0.2 else 0, 2, needs)[need].astype(np.int32)
    owner = rng.integers(-1 if rng.random() < 0.2 else 0, 2, resources)[resource].astype(np.int32)
    families = [
        _family(rng, "wants", need, needs, 0.1, network),
        _family(rng, "holds", resource, resources, 0.3, network),
    ]
    if rng.random() < 0.5:
        families.append(_family(rng, "village", village, 2, 0.4, network))
    if rng.random() < 0.4:
        families.append(_family(rng, "owner", owner, 2, 0.2, network))
    if rng.random() < (0.25 if network else 0.4):
        crossing = np.where(rng.random(links) < 0.7, rng.integers(0, 2, links), -1).astype(np.int32)
        families.append(_family(rng, "crossing", crossing, 2, 0.2, network, odd=not network))
    goals = [_goal(rng, f"g{i}", need, needs, village, links, network) for i in range(int(rng.integers(1, 4)))]
    if any(family.price is not None for family in families):
        last = goals[-1]
        if last.kind == "worst":
            last = GoalTerms("last", "linear", rate=rng.integers(0, 5, links))
            goals.append(last)
        goals[-1] = GoalTerms(**{**last.__dict__, "penalties": True})
    return Problem(
        lower.astype(np.int64), upper.astype(np.int64), minimum.astype(np.int64), tuple(families), tuple(goals)
    )


def _family(
    rng: np.random.Generator, code: str, group: np.ndarray, groups: int, floor: float, network: bool, odd: bool = False
) -> Family:
    links = len(group)
    most = rng.integers(0, 5, groups)
    least = np.where(rng.random(groups) < floor, np.minimum(rng.integers(0, 3, groups), most), 0)
    most = np.where(rng.random(groups) < 0.2, UNBOUNDED, most)
    price = int(rng.integers(1, 6)) if rng.random() < 0.2 else None
    weight = use = None
    or_none = False
    if not network:
        if rng.random() < 0.3 or odd:
            weight = rng.integers(-1 if odd else 0, 4, links)
        if rng.random() < 0.3:
            use = rng.random(links) < 0.7
        or_none = price is None and bool(rng.random() < 0.4)
    if weight is not None and (weight < 0).any():
        least = np.where(rng.random(groups) < 0.5, -UNBOUNDED, least)
    return Family(
        code,
        group.astype(np.int32),
        [f"{code}{i}" for i in range(groups)],
        least.astype(np.int64),
        most.astype(np.int64),
        weight,
        use,
        or_none,
        price,
    )


def _goal(
    rng: np.random.Generator, code: str, need: np.ndarray, needs: int, village: np.ndarray, links: int, network: bool
) -> GoalTerms:
    kind = rng.choice(["linear", "capped", "capped"] if network else ["linear", "capped", "worst"])
    loss = Fraction(int(rng.integers(1, 4)), 10) if not network and rng.random() < 0.3 else Fraction(0)
    if kind == "linear":
        use_rate = rng.integers(-2, 4, links) if not network and rng.random() < 0.3 else None
        return GoalTerms(code, "linear", rate=rng.integers(-3, 8, links), use_rate=use_rate, loss=loss)
    group, groups = (need, needs) if rng.random() < 0.6 else (village, 2)
    use = rng.random(links) < 0.5 if not network and rng.random() < 0.3 else None
    labels = [f"{code}{i}" for i in range(groups)]
    group = np.where(rng.random(links) < 0.9, group, -1).astype(np.int32)
    if kind == "worst":
        return GoalTerms(
            code, "worst", group=group, labels=labels, use=use, wanted=rng.integers(0, 4, groups), loss=loss
        )
    return GoalTerms(
        code,
        "capped",
        group=group,
        labels=labels,
        use=use,
        weight=rng.integers(0, 5, groups),
        cap=rng.integers(0, 4, groups),
        loss=loss,
    )


# --- the same problem in other clothes ---------------------------------------------------------------


def shuffled(problem: Problem, order: np.ndarray) -> Problem:
    """The problem with its links in another order."""

    def moved(values: np.ndarray | None) -> np.ndarray | None:
        return None if values is None else values[order]

    families = tuple(
        replace(f, group=moved(f.group), weight=moved(f.weight), use=moved(f.use)) for f in problem.families
    )
    goals = tuple(
        replace(g, rate=moved(g.rate), use_rate=moved(g.use_rate), group=moved(g.group), use=moved(g.use))
        for g in problem.goals
    )
    return Problem(problem.lower[order], problem.upper[order], problem.minimum[order], families, goals)


def side_by_side(left: Problem, right: Problem) -> Problem:
    """Two problems that share no group, as one: families and goals are joined by their place, with plain filling."""

    def column(parts: Sequence[tuple[np.ndarray | None, int]], empty: int | bool) -> np.ndarray | None:
        if all(values is None for values, _ in parts):
            return None
        return np.concatenate([np.full(size, empty) if values is None else values for values, size in parts])

    sizes = (left.links, right.links)
    families = []
    for here, there in zip(left.families, right.families, strict=True):
        groups = np.where(there.group >= 0, there.group + len(here.labels), -1)
        families.append(
            Family(
                here.code,
                np.concatenate([here.group, groups]).astype(np.int32),
                [*(f"a{label}" for label in here.labels), *(f"b{label}" for label in there.labels)],
                np.concatenate([here.least, there.least]),
                np.concatenate([here.most, there.most]),
                column(list(zip((here.weight, there.weight), sizes, strict=True)), 1),
                column(list(zip((here.use, there.use), sizes, strict=True)), False),
                here.or_none,
                here.price,
            )
        )
    goals = []
    for mine, yours in zip(left.goals, right.goals, strict=True):
        both = replace(
            mine,
            rate=column(list(zip((mine.rate, yours.rate), sizes, strict=True)), 0),
            use_rate=column(list(zip((mine.use_rate, yours.use_rate), sizes, strict=True)), 0),
            use=column(list(zip((mine.use, yours.use), sizes, strict=True)), False),
        )
        if mine.kind != "linear":
            assert mine.weight is not None and yours.weight is not None
            assert mine.cap is not None and yours.cap is not None
            groups = np.where(yours.groups >= 0, yours.groups + len(mine.labels), -1)
            both = replace(
                both,
                group=np.concatenate([mine.groups, groups]).astype(np.int32),
                labels=[*(f"a{label}" for label in mine.labels), *(f"b{label}" for label in yours.labels)],
                weight=np.concatenate([mine.weight, yours.weight]),
                cap=np.concatenate([mine.cap, yours.cap]),
            )
        goals.append(both)
    bounds = (np.concatenate([getattr(left, n), getattr(right, n)]) for n in ("lower", "upper", "minimum"))
    return Problem(*bounds, tuple(families), tuple(goals))


def twin(rng: np.random.Generator, problem: Problem) -> Problem:
    """A problem with the same kinds of limits and goals, and its numbers dealt out anew among links and groups."""

    def dealt(values: np.ndarray | None) -> np.ndarray | None:
        return None if values is None else rng.permutation(values)

    families = []
    for family in problem.families:
        order = rng.permutation(len(family.labels))
        least, most = family.least[order], family.most[order]
        families.append(replace(family, group=dealt(family.group), weight=dealt(family.weight), least=least, most=most))
    goals = tuple(
        replace(g, rate=dealt(g.rate), use_rate=dealt(g.use_rate), group=dealt(g.group), cap=dealt(g.cap))
        for g in problem.goals
    )
    return replace(problem, families=tuple(families), goals=goals)


# --- what prices on the optimal face prove ------------------------------------------------------------


def face_bound(problem: Problem, levels: Sequence[Prices]) -> int:
    """What the prices of all levels together prove for the last: each piece is free only among its earlier best.

    Pieces are the amount of each link, the sum of each group of a limit, and the part of each capped goal's group below
    its cap; all their values are tried.
    """
    last = len(levels) - 1
    total = 0
    for kept, gain in _pieces(problem, levels):
        best = 0
        for level in range(last + 1):
            gains = [gain(level, option) for option in kept]
            best = max(gains)
            kept = [option for option, got in zip(kept, gains, strict=True) if got == best]
        total += best
    return total


Piece = tuple[list[int], Callable[[int, int], int]]


def _pieces(problem: Problem, levels: Sequence[Prices]) -> list[Piece]:
    pieces: list[Piece] = []
    for link in range(problem.links):
        low, high = int(problem.lower[link]), int(problem.upper[link])
        amounts = [x for x in range(low, high + 1) if x == 0 or x >= problem.minimum[link]]
        pieces.append((amounts, lambda k, x, e=link: _link_gain(problem, levels[k], k, e, x)))
    for family in problem.families:
        highest = reach(problem, family) + 1
        for g in range(len(family.labels)):
            least, most = int(family.least[g]), int(family.most[g])
            free = range(int(highest[g]) + 1)
            sums = [s for s in free if family.price is not None or least <= s <= most or (family.or_none and s == 0)]

            def gain(k: int, s: int, f: Family = family, g: int = g) -> int:
                lost = max(int(f.least[g]) - s, s - int(f.most[g]), 0) * (f.price or 0)
                return int(levels[k].limits.get(f.code, _NONE)[g]) * s - (lost if problem.goals[k].penalties else 0)

            pieces.append((sums, gain))
    for i, goal in enumerate(problem.goals[: len(levels)]):
        if goal.kind == "capped":
            for g in range(len(goal.labels)):

                def below(k: int, y: int, i: int = i, g: int = g, weights: np.ndarray = goal.weight) -> int:
                    price = int(levels[k].goals.get(problem.goals[i].code, _NONE)[g])
                    return ((int(weights[g]) if k == i else 0) - price) * y

                pieces.append((list(range(int(goal.cap[g]) + 1)), below))
    return pieces


class _Zeros:
    def __getitem__(self, group: int) -> int:
        return 0


_NONE = _Zeros()


def _link_gain(problem: Problem, prices: Prices, level: int, link: int, amount: int) -> int:
    """What a link adds at one level: its own worth less what its limits charge, plus what capped goals pay."""

    def counted(use: np.ndarray | None) -> int:
        return int(amount > 0) if use is not None and use[link] else amount

    gain = 0
    for family in problem.families:
        if family.group[link] >= 0:
            weight = 1 if family.weight is None else int(family.weight[link])
            gain -= int(prices.limits.get(family.code, _NONE)[family.group[link]]) * weight * counted(family.use)
    for i, goal in enumerate(problem.goals[: level + 1]):
        if goal.kind == "linear" and i == level:
            gain += int(goal.rate[link]) * amount
            gain += 0 if goal.use_rate is None else int(goal.use_rate[link]) * int(amount > 0)
        if goal.kind == "capped" and goal.groups[link] >= 0:
            gain += int(prices.goals.get(goal.code, _NONE)[goal.groups[link]]) * counted(goal.use)
    return gain


# --- money ------------------------------------------------------------------------------------------


def random_funding(rng: np.random.Generator) -> Problem:
    """Grants in fen: needs ask for up to some thousands of yuan, funds hold less than is asked, shares are weighed."""
    needs, funds = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    pairs = [(n, f) for n in range(needs) for f in range(funds) if rng.random() < 0.8] or [(0, 0)]
    need = np.array([n for n, _ in pairs], dtype=np.int32)
    fund = np.array([f for _, f in pairs], dtype=np.int32)
    links = len(pairs)
    asked = rng.integers(1_000, 40_000, needs)
    upper = np.minimum(asked[need], rng.integers(500, 40_000, links))
    minimum = np.minimum(rng.choice([1, 1_000, 3_333, 15_000], links), upper)
    held = rng.integers(2_000, 60_000, funds)
    families = [
        Family("wants", need, [f"n{i}" for i in range(needs)], np.zeros(needs, dtype=np.int64), asked),
        Family("holds", fund, [f"f{i}" for i in range(funds)], np.zeros(funds, dtype=np.int64), held),
    ]
    if rng.random() < 0.5:  # every fund gives to a few needs only
        use = np.ones(links, dtype=bool)
        most = rng.integers(1, needs + 1, funds)
        families.append(Family("few", fund, families[1].labels, np.zeros(funds, dtype=np.int64), most, None, use))
    if funds > 1 and rng.random() < 0.5:  # co-funding: what fund 0 gives a need, the others match in a ratio
        ratio = np.where(fund == 0, int(rng.integers(1, 4)), -int(rng.integers(1, 4)))
        zero = np.zeros(needs, dtype=np.int64)
        families.append(Family("matched", need, families[0].labels, zero - UNBOUNDED, zero, ratio))
    if rng.random() < 0.4:
        floor = np.where(rng.random(needs) < 0.5, asked // 2, 0)
        families.append(
            Family("floor", need, families[0].labels, floor, np.full(needs, UNBOUNDED), None, None, True)
            if rng.random() < 0.5
            else Family("floor", need, families[0].labels, floor, np.full(needs, UNBOUNDED), price=2)
        )
    served = GoalTerms(
        "served",
        "capped",
        group=need,
        labels=families[0].labels,
        use=np.ones(links, dtype=bool),
        weight=rng.integers(1, 5, needs),
        cap=np.ones(needs, dtype=np.int64),
        loss=Fraction(1, 10) if rng.random() < 0.3 else Fraction(0),
    )
    given = GoalTerms("given", "linear", rate=np.ones(links, dtype=np.int64))
    points = GoalTerms("points", "linear", rate=rng.integers(0, 9, links), penalties=True)
    goals = [(served, given, points), (given, points), (served, points)][int(rng.integers(0, 3))]
    lower = np.zeros(links, dtype=np.int64)
    return Problem(lower, upper.astype(np.int64), minimum.astype(np.int64), tuple(families), goals)


def exact_values(problem: Problem) -> list[int] | None:
    """The value of each goal in the best plan, by a constraint programme in whole numbers; None where there is none.

    Worst goals are not taken. Raises ``TimeoutError`` where the programme needs more than some seconds.
    """
    model = cp_model.CpModel()
    amount = [
        model.new_int_var(int(low), int(high), "") for low, high in zip(problem.lower, problem.upper, strict=True)
    ]
    used = [model.new_bool_var("") for _ in amount]
    for x, u, least in zip(amount, used, problem.minimum, strict=True):
        model.add(x >= max(int(least), 1)).only_enforce_if(u)
        model.add(x == 0).only_enforce_if(~u)

    def counted(group: np.ndarray, g: int, use: np.ndarray | None, weight: np.ndarray | None) -> cp_model.LinearExprT:
        return sum(
            (1 if weight is None else int(weight[e])) * (used[e] if use is not None and use[e] else amount[e])
            for e in np.flatnonzero(group == g).tolist()
        )

    far = 1 << 40
    lost: list[cp_model.LinearExprT] = []
    for family in problem.families:
        for g in range(len(family.labels)):
            total = counted(family.group, g, family.use, family.weight)
            least, most = max(int(family.least[g]), -far), min(int(family.most[g]), far)
            if family.price is not None:
                missing, over = model.new_int_var(0, far, ""), model.new_int_var(0, far, "")
                model.add(total + missing >= least)
                model.add(total - over <= most)
                lost.append(family.price * (missing + over))
            elif family.or_none:
                opened = model.new_bool_var("")
                model.add(total >= least).only_enforce_if(opened)
                model.add(total <= most).only_enforce_if(opened)
                model.add(total == 0).only_enforce_if(~opened)
            else:
                model.add(total >= least)
                model.add(total <= most)
    values = []
    for goal in problem.goals:
        if goal.kind == "linear":
            use_rate = np.zeros(problem.links, dtype=np.int64) if goal.use_rate is None else goal.use_rate
            worth = sum(int(r) * x + int(v) * u for r, v, x, u in zip(goal.rate, use_rate, amount, used, strict=True))
        else:
            worth = 0
            for g in range(len(goal.labels)):
                below = model.new_int_var(0, int(goal.cap[g]), "")
                model.add(below <= counted(goal.groups, g, goal.use, None))
                worth += int(goal.weight[g]) * below
        if goal.penalties:
            worth -= sum(lost)
        model.maximize(worth)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = 5
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise TimeoutError(solver.status_name(status))
        values.append(round(solver.objective_value))
        model.add(worth >= int(floor_of(goal, values[-1])))
    return values
