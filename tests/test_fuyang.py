"""The five-in-one service: the published figures in the tables, and what the plan makes of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import pairing
from pairing.generate.scenario import write_scenario

FOLDER = Path(__file__).parents[1] / "scenarios" / "fuyang"
YUAN = 100  # fen


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", encoding="utf-8-sig", dtype={"town": str})


def test_generating_again_gives_the_committed_bytes(tmp_path: Path) -> None:
    rows = write_scenario("fuyang", tmp_path / "again")
    made = sorted(path.name for path in (tmp_path / "again").iterdir())
    assert made == sorted(path.name for path in FOLDER.iterdir() if path.name not in ("README.md", "out"))
    for name in made:
        assert (tmp_path / "again" / name).read_bytes() == (FOLDER / name).read_bytes(), name
    assert rows["members"] == 42_000


def test_42000_people_in_24_townships_of_a_core_two_wings_and_four_zones() -> None:
    people, homes, towns = table("members"), table("households"), table("towns")
    assert len(people) == homes["size"].sum() == 42_000
    assert people["household_id"].value_counts().to_dict() == homes.set_index("household_id")["size"].to_dict()
    assert len(towns) == 24
    assert set(towns["part"]) == {
        "core", "east_wing", "west_wing", "north_zone", "south_zone", "upper_zone", "lower_zone",
    }  # fmt: skip


def test_72_clerks_three_a_township_and_750_guides_in_every_village() -> None:
    assert len(table("clerks")) == 72
    assert set(table("clerks")["town"].value_counts()) == {3}
    guides = table("guides")
    assert len(guides) == 750
    assert set(guides["village"]) == set(table("villages")["village"])
    assert 0 < guides["paid"].sum() < 750
    assert guides["household_id"].notna().any(), "helped people who help others"


def test_40_basic_policies_5_joint_benefits_of_19_units_and_17_services_in_4_classes() -> None:
    pool = table("pool")
    assert pool["kind"].value_counts().to_dict() == {"basic": 40, "joint": 5, "service": 17}
    policies, services = pool[pool["kind"] != "service"], pool[pool["kind"] == "service"]
    assert policies["unit_id"].nunique() == 19
    assert set(services["class"]) == {"daily", "comfort", "ability", "inclusion"}
    assert set(pool["help"]) == {"prevent", "support", "develop"}
    assert pool["code"].is_unique


def test_102_people_found_in_hardship_have_110_needs() -> None:
    needs = table("needs")
    found = needs[needs["kind"] == "visit"]
    assert (len(found), found["member_id"].nunique()) == (110, 102)


def test_15_funds_of_4_types_and_38_projects_for_5_million() -> None:
    funds, projects = table("funds"), table("projects")
    assert (len(funds), funds["type"].nunique(), funds["capital"].sum()) == (15, 4, 60_000_000)
    purposes = {purpose for cell in funds["purposes"] for purpose in cell.split(";")}
    assert purposes == {"study", "illness", "hardship", "disability"}
    assert (len(projects), projects["cost"].sum()) == (38, 5_000_000)
    kinds = table("project_types").set_index("type")
    kind = kinds.loc[projects["type"]].reset_index(drop=True)
    spent = kind["fixed_cost"] + projects["places"] * kind["unit_cost"]
    assert ((spent <= projects["cost"]) | (projects["places"] == kind["least_people"])).all()


def test_500_openings_trained_to_order_in_one_street_and_34_of_local_firms_in_another_town() -> None:
    jobs = table("jobs")
    seats = jobs.groupby("scheme")["vacancies"].sum()
    towns = jobs.groupby("scheme")["town"].nunique()
    assert (seats["to_order"], towns["to_order"]) == (500, 1)
    assert (seats["local_firm"], towns["local_firm"]) == (34, 1)


def test_the_index_weighs_eight_dimensions() -> None:
    assert len(table("index_weights")) == 8


@pytest.mark.parametrize("households", [100, 30_000])
def test_everything_scales_with_the_households(tmp_path: Path, households: int) -> None:
    rows = write_scenario("fuyang", tmp_path / "other", households=households)
    assert rows["members"] == 3 * households
    for name, published in {"guides": 750, "clerks": 72, "helpers": 1_240, "needs": 3_500, "towns": 24}.items():
        assert rows[name] == pytest.approx(published * households / 14_000, rel=0.02, abs=3), name
    assert rows["pool"] == 62
    districts = pd.read_csv(tmp_path / "other" / "towns.csv", encoding="utf-8-sig")["district"].nunique()
    assert districts == max(1, round(households / 14_000))


@pytest.mark.parametrize("households", [100])
def test_a_small_place_is_planned_too(tmp_path: Path, households: int) -> None:
    write_scenario("fuyang", tmp_path / "small", households=households)
    plan = pairing.solve(tmp_path / "small", threads=1)
    assert plan.summary["verdict"]["ok"]
    assert plan.status == "optimal"


@pytest.fixture(scope="module")
def plan() -> pairing.Plan:
    return pairing.solve(FOLDER, threads=1)


def of(plan: pairing.Plan, programme: str) -> pd.DataFrame:
    return plan.matches[plan.matches["programme"] == programme]


def ask(plan: pairing.Plan, sql: str) -> list[tuple[object, ...]]:
    return plan.scenario.db.execute(sql).fetchall()


@pytest.mark.long
def test_the_plan_holds_and_is_near_its_bounds(plan: pairing.Plan) -> None:
    assert plan.summary["verdict"]["ok"]
    assert max(goal["gap"] for goal in plan.summary["goals"]) <= 0.001


@pytest.mark.long
def test_2901_households_have_a_helper_within_quota_and_reach(plan: pairing.Plan) -> None:
    pairs = of(plan, "pairing")
    assert pairs["need"].nunique() == 2_901
    most = table("helpers").set_index("helper_id")["max_households"]
    assert (pairs["resource"].value_counts() <= most[pairs["resource"].value_counts().index]).all()


@pytest.mark.long
def test_villages_take_on_85_of_the_110_needs_and_pass_on_25(plan: pairing.Plan) -> None:
    found = table("needs").query("kind == 'visit'")["need_id"]
    helped = of(plan, "help").set_index("need")["resource"]
    by_guides = helped[helped.index.isin(found) & helped.str.startswith("G")]
    assert len(by_guides) == 85
    passed = plan.lists["passed_on"]
    assert (passed["kind"] == "visit").sum() == 25
    assert not set(passed["need_id"]) & set(by_guides.index)


@pytest.mark.long
def test_one_need_is_taken_on_once(plan: pairing.Plan) -> None:
    taken = pd.concat([of(plan, "help"), of(plan, "projects")])["need"]
    assert taken.is_unique


@pytest.mark.long
def test_the_order_of_levels_gives_the_villages_more_and_all_together_less(plan: pairing.Plan) -> None:
    goals = {goal["code"]: goal for goal in plan.summary["against"]["goals"]}
    assert goals["village"]["here"] > goals["village"]["there"]
    assert goals["district"]["here"] < goals["district"]["there"]


@pytest.mark.long
def test_every_fund_keeps_its_purposes_its_money_and_its_least_grant(plan: pairing.Plan) -> None:
    grants = of(plan, "grants").assign(purpose=lambda g: g["need"].str.split("-").str[1])
    funds = table("funds").set_index("fund_id")
    assert (grants.groupby("resource")["amount"].sum() <= YUAN * funds["budget"]).dropna().all()
    for grant in grants.itertuples():
        fund = funds.loc[grant.resource]
        assert grant.purpose in fund["purposes"].split(";")
        assert YUAN * fund["min_grant"] <= grant.amount <= YUAN * fund["max_grant"]
    home = table("members").set_index("member_id")["household_id"]
    each = grants.groupby(home[grants["need"].str.split("-").str[0]].to_numpy())["amount"].sum()
    assert each.max() <= 20_000 * YUAN


@pytest.mark.long
def test_nobody_has_a_grant_twice_in_the_year_for_the_same_purpose(plan: pairing.Plan) -> None:
    history = table("history").query("programme == 'grants'")
    this_year = history[history["date"].str.startswith("2021")]
    again = set(this_year["member_id"] + "-" + this_year["purpose"]) & set(of(plan, "grants")["need"])
    assert not again


@pytest.mark.long
def test_500_are_placed_in_the_street_and_more_than_30_by_local_firms(plan: pairing.Plan) -> None:
    scheme = table("jobs").set_index("job_id")["scheme"]
    placed = scheme[of(plan, "jobs")["resource"]].value_counts()
    assert placed["to_order"] == 500
    assert 30 <= placed["local_firm"] <= 34
    trained = of(plan, "jobs")["via"].fillna("").ne("").to_numpy()
    assert (trained == (scheme[of(plan, "jobs")["resource"]] == "to_order").to_numpy()).all()


@pytest.mark.long
def test_only_sites_that_are_built_serve_villages_and_the_money_suffices(plan: pairing.Plan) -> None:
    sites = table("sites").set_index("site_id")
    built = of(plan, "sites")["need"]
    visits = of(plan, "visits")["resource"].value_counts()
    assert set(visits.index) <= set(built)
    assert (visits <= sites["most_villages"][visits.index]).all()
    assert sites["fixed_cost"][built].sum() <= table("site_money")["budget"].sum()
    assert 0 < len(built) < len(sites)


@pytest.mark.long
def test_wishes_that_a_project_fits_are_designed_and_the_others_published(plan: pairing.Plan) -> None:
    pool = plan.lists["wish_pool"]
    kinds = table("project_types").set_index("type")
    fits = pool["type"].isin(kinds.index)
    assert set(pool.loc[~fits, "proposal"]) == {"publish_no_type_fits"}
    designed = pool[pool["proposal"] == "design"]
    least = kinds["least_people"][designed["type"]].to_numpy()
    assert len(designed) and (designed["needs"].astype(int).to_numpy() >= least).all()
    taken = set(of(plan, "help")["need"]) | set(of(plan, "projects")["need"])
    clear = table("needs").dropna(subset="purpose")
    assert pool["needs"].astype(int).sum() == (~clear["need_id"].isin(taken)).sum()


@pytest.mark.long
def test_all_42000_people_are_asked_about_all_62_policies_and_services(plan: pairing.Plan) -> None:
    pool = plan.summary["entitlements"]["pool"]
    assert (pool["needs"], pool["resources"]) == (42_000, 62)
    assert all(told["yes"] > 0 for told in pool["by_resource"].values())
