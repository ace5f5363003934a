"""The procedures on two-sided markets as a scenario asks for them: what they tell, and where they have no meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import pairing
from tiny import pairs, programme, settings, solved, write

GRANTS = programme(code='"grants"', kind='"funding"', needs='"needs"', resources='"funds"', wants='"n.amount"',
                   holds='"r.budget"')  # fmt: skip
MONEY = {"needs": "need_id, amount\nN1, 60\nN2, 60", "funds": "fund_id, budget\nF1, 70\nF2, 40"}
PEOPLE = {
    "households": "household_id, wish\nH1, V1\nH2, V1\nH3, V1",
    "volunteers": "volunteer_id, team, max_households\nV1, T1, 1\nV2, T1, 1",
}


def asked(folder: Path, procedure: str, *blocks: str, **tables: str) -> Path:
    return write(folder, settings(*blocks, head=f"policy = '{procedure}'"), **tables)


def told(folder: Path, procedure: str, *blocks: str, **tables: str) -> tuple[dict[str, Any], list[str]]:
    """What the procedure tells of itself, and its plan, which the verifier must accept."""
    plan = solved(asked(folder, procedure, *blocks, **tables))
    return plan.summary["procedure"], pairs(plan)


def unfit(folder: Path, procedure: str, *blocks: str, **tables: str) -> str:
    """Why the procedure has no meaning here."""
    with pytest.raises(pairing.BadData) as bad:
        pairing.solve(asked(folder, procedure, *blocks, **tables))
    (fault,) = bad.value.faults
    return fault.code


STABLE = ("deferred_acceptance", "deferred_acceptance_resources", "stable_improvement", "top_trading_cycles")
FREE = programme(
    holds='"2"', score="[{ code = 'wish', points = 'case when n.wish = r.volunteer_id then 1 else 0 end' }]"
)


@pytest.mark.parametrize("procedure", STABLE)
def test_no_pair_blocks_where_nothing_but_wants_and_holds_binds(procedure: str, tmp_path: Path) -> None:
    facts, plan = told(tmp_path, procedure, FREE, **PEOPLE)
    assert (facts["changed"], facts["blocking"], facts["waste"], facts["envy"]) == (0, 0, 0, 0)
    assert len(plan) == 3 and sum(match.endswith("V1") for match in plan) == 2


@pytest.mark.parametrize("procedure", STABLE)
def test_what_a_floor_changes_is_counted_and_so_are_the_pairs_that_block(procedure: str, tmp_path: Path) -> None:
    """Each of the three would rather be with V1, who has room for all; V2 must have one."""
    floor = FREE.replace(
        'holds = "2"', 'holds = { least = "case when r.volunteer_id = \'V2\' then 1 else 0 end", most = "3" }'
    )
    facts, plan = told(tmp_path, procedure, floor, **PEOPLE)
    assert sum(match.endswith("V2") for match in plan) == 1
    assert facts["changed"] == 2 and facts["blocking"] == facts["waste"] == 1


def test_the_seed_draws_the_lots_and_nothing_else_does(tmp_path: Path) -> None:
    folder = asked(tmp_path, "deferred_acceptance", programme(holds='"1"'), **PEOPLE)
    once, again = solved(folder, seed=3), solved(folder, seed=3)
    assert pairs(once) == pairs(again) and once.summary["procedure"] == again.summary["procedure"]
    draws = {solved(folder, seed=seed).summary["procedure"]["draw"] for seed in range(4)}
    assert len(draws) == 4


def test_a_programme_without_meaning_goes_by_deferred_acceptance_and_that_is_said(tmp_path: Path) -> None:
    for procedure in ("top_trading_cycles", "stable_improvement", "equal_shares", "lottery_leximin"):
        facts, plan = told(tmp_path / procedure, procedure, programme(holds='"1"'), GRANTS, **PEOPLE, **MONEY)
        assert facts["elsewhere"] == "deferred_acceptance"
        assert len([match for match in plan if match.startswith("H")]) == 2
        assert sum(float(match.split()[2]) for match in plan if match.startswith("N")) == 110


def test_equal_shares_buy_whole_needs_first_and_give_the_rest_in_parts(tmp_path: Path) -> None:
    facts, plan = told(tmp_path, "equal_shares", GRANTS, **MONEY)
    assert "elsewhere" not in facts
    assert facts["bought"] == 1 and facts["rest"] == 50_00  # 110 less the need of 60 that both paid half of
    assert sorted(match.split()[2] for match in plan) == ["10.00", "30.00", "30.00", "40.00"]


def test_chances_are_told_as_fractions_with_what_drew_the_plan(tmp_path: Path) -> None:
    facts, plan = told(tmp_path, "lottery_leximin", programme(rules=["n.wish = r.volunteer_id"]), **PEOPLE)
    assert facts["chances"] == ["1/3", "1/3", "1/3"]
    assert facts["of"] == "3" and 0 <= int(facts["drawn"]) < 3 and len(facts["draw"]) == 64
    assert len(plan) == 1 and plan[0].endswith("V1")


def test_over_seeds_the_lottery_serves_each_as_often_as_it_says(tmp_path: Path) -> None:
    folder = asked(tmp_path, "lottery_leximin", programme(rules=["n.wish = r.volunteer_id"]), **PEOPLE)
    served = {pairs(solved(folder, seed=seed))[0].split()[0] for seed in range(8)}
    assert served == {"H1", "H2", "H3"}


def test_a_floor_of_a_resource_changes_no_chance(tmp_path: Path) -> None:
    floor = programme(holds="{ least = '1', most = 'r.max_households' }")
    facts, plan = told(tmp_path, "lottery_leximin", floor, **PEOPLE)
    assert facts["chances"] == ["2/3"] * 3 and len(plan) == 2


def test_where_a_procedure_has_no_meaning_at_all_it_says_so(tmp_path: Path) -> None:
    several, weighed = programme(wants="'2'"), programme(holds="{ most = '3', weight = '2' }")
    teams = programme("[[programme.limit]]\ncode = 'team'\nper = ['r.team']\nmost = '1'\n")
    assert unfit(tmp_path / "a", "top_trading_cycles", GRANTS, **MONEY) == "unfit_no_places"
    assert unfit(tmp_path / "b", "stable_improvement", several, **PEOPLE) == "unfit_no_places"
    assert unfit(tmp_path / "c", "deferred_acceptance", weighed, **PEOPLE) == "unfit_weighed"
    assert unfit(tmp_path / "d", "lottery_leximin", teams, **PEOPLE) == "unfit_tied"
    assert unfit(tmp_path / "e", "equal_shares", programme(), **PEOPLE) == "unfit_no_shares"
    least = GRANTS + '\nminimum = "20"\n'
    assert unfit(tmp_path / "f", "equal_shares", least, **MONEY) == "unfit_no_shares"


def test_a_pinned_match_stands_and_is_not_up_for_choice(tmp_path: Path) -> None:
    pins = "programme, need, resource, kind, reason\nhelp, H3, V1, must, promised"
    for procedure in (*STABLE, "lottery_leximin"):
        _, plan = told(tmp_path / procedure, procedure, programme(), pins=pins, **PEOPLE)
        assert "H3 V1" in plan and len(plan) == 2
