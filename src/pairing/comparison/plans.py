"""The plans of several policies for the same people: links and problems are made once, and so is what chance leaves.

A policy of goals is solved once: lots and arrivals have no part in goals, and among plans that are equally good by all
of them the seed of the comparison chooses. A procedure is asked once for each draw, unless it drew no lot the first
time and nobody's arrival moves. Its searches order links by the seed of the comparison too, so that of a draw's
numbers only the lots can change its plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairing.answer import Answer
from pairing.comparison.streams import Draw, arriving
from pairing.config import Policy
from pairing.fault import BadData, Fault
from pairing.links import Links
from pairing.model import Problem
from pairing.procedure import lots_of, procedure
from pairing.run import Steps, seeded
from pairing.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Planned:
    """What came of a policy in a draw: an answer, or why the procedure has no meaning here."""

    answer: Answer | None
    faults: tuple[Fault, ...] = ()

    @property
    def status(self) -> str:
        """That of the answer, or ``unfit``."""
        return self.answer.status if self.answer else "unfit"

    @property
    def planned(self) -> bool:
        """Whether there is a plan."""
        return self.status in ("optimal", "feasible")


@dataclass(eq=False)
class Plans:
    """Plans for one scenario; ``moved`` has the policies whose plan chance may change."""

    scenario: Scenario
    links: Sequence[Links]
    policies: Sequence[Policy]
    problems: Sequence[Problem]
    seed: int
    effort: Mapping[str, Any]
    steps: Steps
    moved: set[str] = field(default_factory=set)
    _kept: dict[tuple[str, Draw | None], Planned] = field(default_factory=dict)

    def of(self, place: int, draw: Draw) -> Planned:
        """The plan of the policy at that place.

        Raises ``KeyboardInterrupt`` where Ctrl-C ends a solve: plans that had unequal time are not to be compared.
        """
        policy = self.policies[place]
        for key in ((policy.code, draw), (policy.code, None)):
            if key in self._kept:
                return self._kept[key]
        found, by_chance = self._made(policy, self.problems[place], draw)
        if found.answer is not None and found.answer.interrupted:
            raise KeyboardInterrupt
        if by_chance:
            self.moved.add(policy.code)
        self._kept[policy.code, draw if by_chance else None] = found
        return found

    def solve(self, problem: Problem, seconds: float | None = None) -> Answer:
        """The best plan for a problem, with the effort and the seed of the comparison."""
        effort = self.effort if seconds is None else {**self.effort, "time_limit": seconds}
        return seeded(problem, self.seed, self.steps, **effort)

    def _made(self, policy: Policy, problem: Problem, draw: Draw) -> tuple[Planned, bool]:
        if policy.procedure is None:
            return Planned(self.solve(problem)), False
        scenario, links = self.scenario, tuple(self.links)
        if draw.arrivals is not None:
            scenario, links = arriving(scenario, links, draw.arrivals)
        lots, untouched = lots_of(draw.ties), lots_of(draw.ties)
        limit = self.effort.get("time_limit")
        try:
            answer = procedure(
                scenario, policy, links, problem, self.solve, seed=self.seed, time_limit=limit, draw=lots
            )
        except BadData as bad:
            return Planned(None, bad.faults), False
        drawn = lots.bit_generator.state != untouched.bit_generator.state
        return Planned(answer), drawn or (draw.arrivals is not None and self._by_arrival())

    def _by_arrival(self) -> bool:
        return any(programme.standing.arrival for programme in self.scenario.config.programmes)
