"""Ask a procedure of the shelf for its plan: the scenario in, amounts out."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Sequence

import numpy as np

from pairing.answer import Answer
from pairing.config import Policy
from pairing.fault import BadData, Fault, choices
from pairing.laid import Laid
from pairing.links import Links
from pairing.model import Problem, violations
from pairing.policies.ask import Ask, Chosen, NoPlan, Unfit
from pairing.scenario import Scenario
from pairing.standing import standings

#: Seconds for all that a procedure has solved where nobody says otherwise.
SECONDS = 300.0

#: Solve a problem within so many seconds.
Best = Callable[[Problem, float], Answer]


def procedure(
    scenario: Scenario,
    policy: Policy,
    links: Sequence[Links],
    problem: Problem,
    best: Best,
    *,
    seed: int = 0,
    time_limit: float | None = None,
    draw: np.random.Generator | None = None,
) -> Answer:
    """The plan of the policy's procedure: a feasible answer without levels or prices, for a procedure proves nothing.

    Lots come from ``draw``, failing that from :func:`lots_of` the seed.
    Raises :class:`BadData` where the procedure has no sensible meaning here, and ``AssertionError`` where its plan
    breaks a limit: a procedure that does is wrong.
    """
    assert policy.procedure is not None
    module = importlib.import_module(f"pairing.policies.{policy.procedure}")
    known = getattr(module, "SETTINGS", ())
    wrong = [Fault("procedure_setting_unknown", "scenario.toml", column=f"policy.{policy.code}", value=name,
                   facts=choices(name, known)) for name in policy.settings if name not in known]  # fmt: skip
    if wrong:
        raise BadData(wrong)
    ends = time.monotonic() + (SECONDS if time_limit is None else time_limit)
    interrupted = False

    def within(asked: Problem) -> Answer:
        nonlocal interrupted
        found = best(asked, max(0.05, ends - time.monotonic()))
        interrupted |= found.interrupted
        return found

    try:
        chosen: Chosen = module.plan(_ask(scenario, policy, links, problem, within, draw or lots_of(seed)))
    except Unfit as unfit:
        facts: dict[str, str | int] = {name: f if isinstance(f, int) else str(f) for name, f in unfit.facts.items()}
        place = f"policy.{policy.code}"
        raise BadData([Fault(unfit.code, "scenario.toml", column=place, value=policy.procedure, facts=facts)]) from None
    except NoPlan as none:
        return Answer(none.answer.status, problem.lower, interrupted=none.answer.interrupted, log=none.answer.log)
    broken = violations(problem, chosen.amounts)
    assert not broken, f"the procedure {policy.procedure} breaks {', '.join(broken)}"
    told = {"name": policy.procedure, "reason": chosen.reason, **chosen.facts}
    log = (f"procedure {policy.procedure}",)
    return Answer("feasible", chosen.amounts, interrupted=interrupted, procedure=told, log=log)


def lots_of(seed: int) -> np.random.Generator:
    """The stream of lots of a seed: how a solver orders links and how lots fall have nothing to do with each other."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,)))


def _ask(
    scenario: Scenario,
    policy: Policy,
    links: Sequence[Links],
    problem: Problem,
    best: Callable[[Problem], Answer],
    draw: np.random.Generator,
) -> Ask:
    stands = standings(Laid(scenario, tuple(links)))
    return Ask(
        problem=problem,
        kinds=tuple(mine.programme.kind for mine in links),
        programme=stands.programme,
        need=stands.need,
        resource=stands.resource,
        points=stands.points,
        likes=stands.likes,
        liked=stands.liked,
        need_programme=stands.need_programme,
        wants=stands.wants,
        priority=stands.priority,
        arrival=stands.arrival,
        region=stands.region,
        tier=stands.tier,
        resource_programme=stands.resource_programme,
        least=stands.least,
        most=stands.most,
        best=best,
        draw=draw,
        said=stands.said,
        settings=policy.settings,
    )
