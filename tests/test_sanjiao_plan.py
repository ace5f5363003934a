"""The town, planned: what the published programme promised holds in the plan, counted from its rows and the tables."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import pairing

TOWN = Path(__file__).parent.parent / "scenarios" / "sanjiao"
YUAN = 100  # fen


@pytest.fixture(scope="module")
def plan() -> pairing.Plan:
    return pairing.solve(TOWN, threads=1)


@pytest.fixture(scope="module")
def rows(plan: pairing.Plan) -> pd.DataFrame:
    return plan.matches


def _of(rows: pd.DataFrame, programme: str) -> pd.DataFrame:
    return rows[rows["programme"] == programme]


def _households(plan: pairing.Plan, programme: str) -> pd.Series:
    table = plan.scenario.db.execute(f"SELECT _id, household_id FROM needs_{programme}").df()
    return table.set_index("_id")["household_id"]


def test_the_plan_holds_and_is_near_its_bounds(plan: pairing.Plan) -> None:
    assert plan.status in ("optimal", "feasible")
    assert plan.summary["verdict"]["ok"]
    goals = plan.summary["goals"]
    assert [goal["proof"] for goal in goals[:3]] == ["proved"] * 3
    assert max(goal["gap"] for goal in goals) <= 0.001


def test_every_group_keeps_its_quota_and_every_helper_its_village(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    groups = plan.scenario.db.execute("SELECT group_id, min_households, max_households FROM groups").df()
    load = _of(rows, "pairing").groupby("resource").size()
    for group in groups.itertuples():
        assert group.min_households <= load[group.group_id] <= group.max_households


def test_no_household_is_left_with_nothing_where_something_was_possible(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    reached = {
        household
        for programme in rows["programme"].unique()
        for household in _households(plan, programme)[_of(rows, programme)["need"]]
    }
    assert len(reached) == 800


def test_goods_cost_900_yuan_a_person_and_stay_within_what_was_raised(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    goods = _of(rows, "goods")
    assert goods["amount"].sum() <= 900_000 * YUAN
    sizes = plan.scenario.db.execute("SELECT household_id, size FROM households").df().set_index("household_id")["size"]
    assert (goods["amount"].to_numpy() <= 900 * YUAN * sizes[goods["need"]].to_numpy()).all()


def test_education_aid_is_paid_whole_at_the_three_standards(rows: pd.DataFrame) -> None:
    assert set(_of(rows, "education")["amount"]) <= {500 * YUAN, 2000 * YUAN, 4000 * YUAN}


def test_serious_illness_is_aided_once_a_year_from_30_000_yuan_on(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    aided = _of(rows, "illness")["need"].tolist()
    cost = "SELECT min(medical_cost_self) FROM members WHERE member_id IN (SELECT unnest(?))"
    assert plan.scenario.db.execute(cost, [aided]).fetchone()[0] >= 30_000
    earlier = "SELECT count(*) FROM history WHERE programme = 'illness' AND year(date) = 2012"
    again = plan.scenario.db.execute(f"{earlier} AND member_id IN (SELECT unnest(?))", [aided])
    assert again.fetchone() == (0,)


def test_the_two_funds_for_disabled_people_pay_one_to_one(rows: pd.DataFrame) -> None:
    paid = _of(rows, "disabled").pivot_table(index="need", columns="resource", values="amount", fill_value=0)
    assert (paid["F-DIS-EMP"] == paid["F-DIS-TOWN"]).all()
    assert len(paid) > 100


def test_start_up_funds_keep_their_purpose_and_ten_million(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    grants = _of(rows, "startup")
    assert grants.groupby("resource")["amount"].sum().le(5_000_000 * YUAN).all()
    assert grants["amount"].sum() <= 10_000_000 * YUAN
    assert grants["amount"].min() >= 20_000 * YUAN
    disabled = plan.scenario.db.execute("SELECT need_id FROM start_ups WHERE disabled").df()["need_id"]
    assert set(grants[grants["resource"] == "F-SU-DPF"]["need"]) <= set(disabled)


def test_homes_are_rebuilt_whole_within_seven_million(rows: pd.DataFrame) -> None:
    homes = _of(rows, "housing")
    assert homes["amount"].sum() <= 7_000_000 * YUAN
    assert 80 <= len(homes) <= 92


def test_about_as_many_people_are_placed_as_in_2012(rows: pd.DataFrame) -> None:
    assert 100 <= len(_of(rows, "jobs")) <= 115


def test_living_aid_to_one_household_stays_within_20_000_yuan(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    total: dict[str, int] = {}
    for programme in ("goods", "education", "illness", "disabled"):
        aid = _of(rows, programme)
        for household, amount in zip(_households(plan, programme)[aid["need"]], aid["amount"], strict=True):
            total[household] = total.get(household, 0) + amount
    assert max(total.values()) <= 20_000 * YUAN


def test_nobody_is_placed_in_a_job_and_starts_a_business_too(plan: pairing.Plan, rows: pd.DataFrame) -> None:
    placed = set(_of(rows, "jobs")["need"])
    table = plan.scenario.db.execute("SELECT _id, member_id FROM needs_startup").df().set_index("_id")["member_id"]
    assert placed.isdisjoint(table[_of(rows, "startup")["need"]])


def test_the_graph_carries_every_match_with_its_attributes(plan: pairing.Plan) -> None:
    graph = plan.graph()
    assert graph.number_of_edges() == len(plan.matches)
    assert graph.nodes["pairing", "need", "H0001"]["village"]
    assert all(Fraction(data["amount"]) > 0 for _, _, data in graph.edges(data=True))
