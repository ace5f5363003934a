"""A shortlist of links never changes the optimum or its proof."""

from __future__ import annotations

import numpy as np
import pytest

from brute import best_values, random_problem
from pairing.bound import bound
from pairing.model import violations
from pairing.solvers import circulation, flow


@pytest.mark.parametrize("seed", range(300))
def test_a_shortlist_of_one_link_each_still_finds_the_optimum_and_proves_it(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circulation, "SHORT", 1)
    monkeypatch.setattr(circulation, "MANY_LINKS", 1)
    problem = random_problem(np.random.default_rng(seed), network=True)
    if flow.can(problem):
        return
    answer, best = flow.answer(problem), best_values(problem)
    assert (answer.status == "infeasible") == (best is None)
    if best is not None:
        assert not violations(problem, answer.amounts)
        assert [level.value for level in answer.levels] == best
        assert bound(problem, 0, answer.prices[0], []) == best[0]
