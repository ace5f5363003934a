"""A valid run passes; the same run made wrong in any one of many ways never does."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from corruptions import FORGERIES, Key, as_rows, corrupt, sealed
from forged_scenarios import SCENARIOS, write_scenario
from pairing.api import read, solve
from pairing.links import make_links
from pairing.scenario import Scenario
from pairing.verdict import Audit, Claim, check, prepare

#: Forged runs per scenario and seed: more than two thousand in all.
FORGED = 225


@dataclass(frozen=True)
class Case:
    """A solved scenario: its audit, the valid run and the links with their points, as the engine knows them."""

    audit: Audit
    claim: Claim
    links: dict[Key, int]


@pytest.fixture(scope="module", params=sorted(SCENARIOS))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    scenario = read(write_scenario(tmp_path_factory.mktemp(request.param), request.param), threads=1)
    plan = solve(scenario, time_limit=10)
    claim = sealed(Claim(as_rows(plan.matches), as_rows(plan.unmet), plan.summary, plan.proof))
    audit = prepare(scenario, scenario.config.policies[plan.summary["policy"]])
    return Case(audit, claim, links_of(scenario))


def links_of(scenario: Scenario) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for programme in scenario.config.programmes:
        links = make_links(scenario, programme)
        for need, resource, via, points in zip(links.need, links.resource, links.via, links.points, strict=True):
            way = links.via_ids[via] if via >= 0 else ""
            found[(programme.code, links.need_ids[need], links.resource_ids[resource], way)] = int(points)
    return found


def test_the_run_as_it_is_passes(case: Case) -> None:
    verdict = check(case.audit, case.claim)
    assert [(fault.code, fault.place, fault.value) for fault in verdict.faults] == []
    assert len(case.claim.matches) > 5
    assert case.claim.unmet


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_every_forged_run_is_caught_by_what_is_wrong_with_it(case: Case, seed: int) -> None:
    random = Random(seed)
    missed = []
    done: Counter[str] = Counter()
    for name in itertools.cycle(sorted(FORGERIES)):
        if done.total() == FORGED:
            break
        forged = corrupt(case.claim, case.links, random, name)
        if forged is None:
            continue
        done[name] += 1
        verdict = check(case.audit, forged.claim)
        codes = {fault.code for fault in verdict.faults}
        if verdict.ok or not codes & forged.codes:
            missed.append((name, sorted(forged.codes), sorted(codes)))
    assert missed == []
    assert len(done) >= 30
