"""Exact leximin chances and the lottery that gives them, against linear programs and by adding up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pairing.solvers.chances import Chances, chances, drawn, plans


def hopes(draw: np.random.Generator, needs: int, resources: int, share: float, most: int) -> Chances:
    need, resource = np.nonzero(draw.random((needs, resources)) < share)
    seats = draw.integers(0, most + 1, resources)
    return chances(need.astype(np.int32), resource.astype(np.int32), needs, seats)


def chances_by_lp(found: Chances) -> list[float]:
    """Raise the least chance by linear programming; who cannot get more keeps it; again."""
    from ortools.math_opt.python import mathopt

    fixed: dict[int, float] = {}

    def most_of(goal: int | None, floor: float) -> float:
        """The most that the least chance of the others (None), or that of one need, can be."""
        model = mathopt.Model()
        least = model.add_variable(lb=floor, ub=1)
        share = [model.add_variable(lb=0, ub=1) for _ in found.need]
        chance = [sum((share[e] for e in np.flatnonzero(found.need == n)), start=0.0) for n in range(found.needs)]
        for n in range(found.needs):
            model.add_linear_constraint(0 * least + chance[n] <= 1)
            model.add_linear_constraint(0 * least + chance[n] >= (fixed[n] - 1e-9 if n in fixed else least))
        for r, seats in enumerate(found.most.tolist()):
            mine = sum((share[e] for e in np.flatnonzero(found.resource == r)), start=0.0)
            model.add_linear_constraint(0 * least + mine <= seats)
        model.maximize(0 * least + (least if goal is None else chance[goal]))
        return float(mathopt.solve(model, mathopt.SolverType.GLOP).objective_value())

    while len(fixed) < found.needs:
        level = most_of(None, 0)
        free = [n for n in range(found.needs) if n not in fixed]
        fixed |= {n: level for n in free if most_of(n, max(0, level - 1e-9)) < level + 1e-6}
    return [fixed[n] for n in range(found.needs)]


@pytest.mark.parametrize("seed", range(12))
def test_chances_are_those_of_a_sequence_of_linear_programs(seed: int) -> None:
    found = hopes(np.random.default_rng(seed), 7, 3, 0.5, 2)
    assert [float(c) for c in found.of_needs()] == pytest.approx(chances_by_lp(found), abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_the_plans_of_the_lottery_add_up_to_the_chances_exactly(seed: int) -> None:
    found = hopes(np.random.default_rng(seed), 14, 6, 0.3, 2)
    served, total, count = [0] * found.needs, 0, 0
    for weight, links in plans(found):
        assert weight > 0
        assert len(np.unique(found.need[links])) == len(links)
        assert np.all(np.bincount(found.resource[links], minlength=len(found.most)) <= found.most)
        assert np.array_equal(drawn(found, total), links) and np.array_equal(drawn(found, total + weight - 1), links)
        for n in found.need[links].tolist():
            served[n] += weight
        total += weight
        count += 1
    assert total == found.parts
    assert [Fraction(s, total) for s in served] == found.of_needs()
    assert count <= sum(len(mine.links) + len(mine.needs) for mine in found.classes) + 1


def test_classes_of_chances_are_told_apart_exactly() -> None:
    """Three share one place, two others have two places and one more that only they reach: 1/3, 1/3, 1/3, 1, 1."""
    need = np.array([0, 1, 2, 3, 3, 4], dtype=np.int32)
    resource = np.array([0, 0, 0, 0, 1, 1], dtype=np.int32)
    found = chances(need, resource, 5, np.array([1, 2]))
    assert found.of_needs() == [Fraction(1, 3)] * 3 + [Fraction(1)] * 2
    assert sorted(weight for weight, _ in plans(found)) == [1, 1, 1]
