"""The method of equal shares, against the library pabutools and by hand."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import numpy as np
import pytest

from pairing.model import I64
from pairing.solvers.equal_shares import equal_shares


def funds(draw: np.random.Generator, needs: int, payers: int) -> tuple[I64, I64, I64, int]:
    """Who may pay for what, what it costs, and the same budget for every payer, in fen; no two prices are near."""
    need, payer = np.nonzero(draw.random((needs, payers)) < 0.5)
    cost = draw.integers(1000, 9000, needs) * 10**7 + draw.integers(0, 10**6, needs)
    return need, payer, cost, int(cost.sum()) // (2 * payers)


#: In a process of its own: what pabutools loads does not go with OR-Tools.
PABUTOOLS = """
import json, sys
from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
from pabutools.rules import method_of_equal_shares

for given in json.load(sys.stdin):
    projects = [Project(f"{i:02}", cost) for i, cost in enumerate(given["cost"])]
    instance = Instance(projects, budget_limit=given["money"])
    ballots = [ApprovalBallot([projects[i] for i in approved]) for approved in given["approved"]]
    profile = ApprovalProfile(ballots, instance=instance)
    print(json.dumps(sorted(int(p.name) for p in method_of_equal_shares(instance, profile, sat_class=Cost_Sat))))
"""


def test_equal_shares_buy_what_pabutools_says() -> None:
    if importlib.util.find_spec("pabutools") is None:
        pytest.skip("pabutools is not installed")
    asked, ours = [], []
    for seed in range(20):
        need, payer, cost, budget = funds(np.random.default_rng(seed), 12, 5)
        one, purses = np.ones(len(need), dtype=np.int64), np.full(5, budget)
        paid, bought = equal_shares(
            need.astype(np.int32), payer.astype(np.int32), one, cost[need], cost, purses, np.arange(12)
        )
        assert np.array_equal(np.bincount(need, weights=paid, minlength=12)[bought], cost[bought])
        assert np.all(np.bincount(payer, weights=paid, minlength=5) <= purses)
        approved = [need[payer == p].tolist() for p in range(5)]
        asked.append({"cost": cost.tolist(), "money": 5 * budget, "approved": approved})
        ours.append(sorted(bought))
    ran = subprocess.run(
        [sys.executable, "-c", PABUTOOLS], input=json.dumps(asked), capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert [json.loads(line) for line in ran.stdout.splitlines()] == ours


def test_payers_bear_the_same_share_of_what_they_gain_to_the_fen() -> None:
    """100.01 yuan worth 1, 2 and 3 a fen to three payers, the last of whom has but 20 yuan."""
    need, payer = np.zeros(3, dtype=np.int32), np.arange(3, dtype=np.int32)
    worth, cost = np.array([1, 2, 3]), np.array([100_01])
    paid, bought = equal_shares(
        need, payer, worth, np.full(3, 100_01), cost, np.array([90_00, 90_00, 20_00]), np.array([0])
    )
    assert bought == [0] and paid.tolist() == [26_67, 53_34, 20_00]


def test_what_nobody_can_pay_is_not_bought_and_costs_nobody_anything() -> None:
    need, payer = np.array([0, 1], dtype=np.int32), np.zeros(2, dtype=np.int32)
    one = np.ones(2, dtype=np.int64)
    paid, bought = equal_shares(need, payer, one, np.full(2, 50), np.array([50, 20]), np.array([49]), np.arange(2))
    assert bought == [1] and paid.tolist() == [0, 20]
