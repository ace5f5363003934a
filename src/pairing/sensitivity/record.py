"""The answer of `pairing sensitivity`: what flips when weights move, how likely each is served, what turns a decision.

A decision is whether a need gets anything. Every plan is made as a run makes one, with one seed: what differs between
two plans comes from the weights, save for ties, which one more plan with another seed brings to light.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pairing.run import Report, Steps, policy_of
from pairing.scenario import Scenario
from pairing.sensitivity.flips import Turn, smallest, told
from pairing.sensitivity.levers import AS_IT_IS, levers
from pairing.sensitivity.trials import Decision, Outcome, Trials

#: How far weights are moved in draws, in thousandths.
SPAN = 200


def sensitivity(
    scenario: Scenario,
    *,
    policy: str | None = None,
    index: str | None = None,
    draws: int = 100,
    search: int | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    gap: float | None = None,
    progress: Report | None = None,
) -> dict[str, Any]:
    """The record of ``sensitivity.json``.

    In each draw every weight is multiplied by a whole number of thousandths from 800 to 1200, each as likely. Then
    single weights are moved, with ``search`` plans (twice as many as draws, and 20 for each weight at least, where none
    is given), to find what turns each decision (see :func:`pairing.sensitivity.flips.smallest`). ``time_limit`` is for
    each plan. Raises :class:`BadData` as a run does, and where there are no two weights to move.
    """
    chosen, moving = policy_of(scenario, policy), levers(scenario.config, index)
    steps = Steps(progress)
    effort = {"time_limit": time_limit, "threads": threads or 1, "gap": gap}
    trials = Trials(scenario, chosen, moving, seed, effort, steps)
    record: dict[str, Any] = {
        "format": "pairing-sensitivity/1",
        "scenario": scenario.config.code,
        "policy": chosen.code,
        "seed": seed,
        "span": SPAN / AS_IT_IS,
        "weights": [{"kind": lever.kind, "name": lever.name, "weight": lever.weight} for lever in moving],
        "inputs": dict(scenario.inputs),
    }
    own = [AS_IT_IS] * len(moving)
    try:
        with steps.step("sensitivity"):
            base = trials.outcome(own)
            record["status"] = base.status
            if not base.planned:
                return record
            tied = trials.outcome(own, seed + 1).served ^ base.served
            # A stream of its own, so that how weights move and how ties fall have nothing to do with each other.
            lots = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2,)))
            moved = lots.integers(AS_IT_IS - SPAN, AS_IT_IS + SPAN + 1, size=(draws, len(moving))).tolist()
            drawn = [outcome for outcome in map(trials.outcome, moved) if outcome.planned]
            budget = trials.solves + (2 * max(draws, 10 * len(moving)) if search is None else search)
            turns = smallest(trials.outcome, len(moving), base, lambda: trials.solves < budget)
    finally:
        trials.restore()
    names = [lever.name for lever in moving]
    rows = [_row(d, base, drawn, tied, turns, trials.homes, names) for d in sorted(trials.homes, key=_order(scenario))]
    homes = _homes(trials.homes, drawn)
    for row in rows:
        row["household_chance"] = homes.get(row["household"])
    return record | {
        "draws": draws,
        "planned": len(drawn),
        "solves": trials.solves,
        "decisions": len(rows),
        "served": len(base.served),
        "flip": sum(row["flips"] > 0 for row in rows),
        "tied": len(tied),
        "searched": trials.solves < budget,
        "rows": rows,
    }


def _order(scenario: Scenario) -> Any:
    ranks = {programme.code: rank for rank, programme in enumerate(scenario.config.programmes)}
    return lambda decision: (ranks[decision[0]], decision[1])


def _row(
    decision: Decision,
    base: Outcome,
    drawn: list[Outcome],
    tied: frozenset[Decision],
    turns: dict[Decision, Turn],
    homes: dict[Decision, str | None],
    names: list[str],
) -> dict[str, Any]:
    """One decision: is it served as things are, in how many draws otherwise, with what chance, and what turns it."""
    served = decision in base.served
    times = sum(decision in outcome.served for outcome in drawn)
    turn = turns.get(decision)
    return {
        "programme": decision[0],
        "need": decision[1],
        "household": homes[decision],
        "served": served,
        "chance": round(times / len(drawn), 6) if drawn else None,
        "flips": len(drawn) - times if served else times,
        "tied": decision in tied,
        "smallest": None if turn is None else dict(told(turn, names)),
    }


def _homes(homes: dict[Decision, str | None], drawn: list[Outcome]) -> dict[str | None, float]:
    """For each household the share of the draws in which it gets something from any programme."""
    times: dict[str, int] = {home: 0 for home in homes.values() if home is not None}
    for outcome in drawn:
        for home in {homes[decision] for decision in outcome.served}:
            if home is not None:
                times[home] += 1
    return {home: round(count / len(drawn), 6) for home, count in times.items()} if drawn else {}
