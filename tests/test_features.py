"""What a scenario can say beyond rules: pins, ways in between, kept links, files of every kind, limits and goals."""

from __future__ import annotations

import gc
import json
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

import pairing
from test_tables import workbook
from tiny import HOUSEHOLDS, VOLUNTEERS, pairs, programme, reasons, settings, solved, table, typed
from tiny import write as scenario

NEAR = "[[programme.score]]\ncode = 'near'\npoints = 'case when n.village = r.village then 10 else 0 end'"
PINS = "programme, need, resource, kind, by, date, reason\n"


def values(plan: pairing.Plan) -> dict[str, int | str]:
    return {goal["code"]: goal["value"] for goal in plan.summary["goals"]}


# --- pins -------------------------------------------------------------------------------------------


def pinned(folder: Path, pin: str) -> pairing.Plan:
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "pins": PINS + pin}
    return solved(scenario(folder, settings(programme(NEAR)), **tables))


def test_without_a_pin_everyone_goes_to_the_nearest(tmp_path: Path) -> None:
    plan = solved(scenario(tmp_path, settings(programme(NEAR))))
    assert pairs(plan) == ["H1 V1", "H2 V1", "H3 V2"]


def test_a_pin_must_be_kept_even_where_it_costs_points(tmp_path: Path) -> None:
    plan = pinned(tmp_path, "help, H1, V2, must, the office, 2012-05-01, they are cousins")
    assert pairs(plan) == ["H1 V2", "H2 V1", "H3 V1"]
    assert values(plan) == {"served": 3, "points": 10}


def test_a_pair_that_a_pin_rules_out_is_no_match(tmp_path: Path) -> None:
    plan = pinned(tmp_path, "help, H3, V2, must_not, the office, 2012-05-01, a quarrel")
    assert "H3 V2" not in pairs(plan)
    assert len(pairs(plan)) == 3


def test_a_need_that_a_pin_leaves_with_nobody_is_told_that_a_person_did_it(tmp_path: Path) -> None:
    text = settings(programme(rules=["n.village = r.village"]))
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS}
    plan = solved(scenario(tmp_path, text, **tables, pins=PINS + "help, H3, V2, must_not, me, 2012-05-01, a quarrel"))
    assert reasons(plan) == {"H3": "banned"}


def test_a_pin_may_ask_for_an_amount_of_money(tmp_path: Path) -> None:
    text = settings(programme(kind='"funding"', needs='"needs"', resources='"funds"', wants="100", holds='"r.budget"'))
    pins = "programme, need, resource, kind, reason, amount\nhelp, N2, F1, must, promised, 70"
    tables = {"needs": "need_id\nN1\nN2", "funds": "fund_id, budget\nF1, 100", "pins": pins}
    plan = solved(scenario(tmp_path, text, **tables))
    given = dict(zip(plan.matches["need"], plan.matches["yuan"], strict=True))
    assert Fraction(given["N2"]) >= 70


# --- via: a class, then the job -----------------------------------------------------------------------

JOBS = {
    "members": "member_id, household_id, skills\nP1, H1, welding\nP2, H1, -\nP3, H2, -\nP4, H2, -",
    "jobs": "job_id, skill, vacancies\nJ1, welding, 4",
    "courses": "course_id, skill, seats, least\nC1, welding, 2, 2\nC2, cooking, 9, 0",
}


def placement(rules: str = "") -> str:
    return settings(
        programme(
            f"""
            [[programme.rule]]
            code = "skill"
            where = "coalesce(list_contains(n.skills, r.skill), false)"
            [programme.via]
            table = "courses"
            opens = ["skill"]
            holds = {{ least = "v.least", most = "v.seats", may_stay_unused = true }}
            [[programme.via.rule]]
            code = "teaches"
            where = "v.skill = r.skill{rules}"
            """,
            code='"jobs"',
            kind='"placement"',
            needs='"members"',
            resources='"jobs"',
            holds='"r.vacancies"',
        )
    )


def test_a_seat_in_a_class_opens_the_job_and_seats_are_limited(tmp_path: Path) -> None:
    plan = solved(scenario(tmp_path, placement(), **JOBS))
    assert pairs(plan)[0] == "P1 J1"
    assert [via for via in plan.matches["via"] if via] == ["C1", "C1"]
    assert plan.summary["programmes"]["jobs"]["matched_needs"] == 3
    assert list(reasons(plan).values()) == ["limit.jobs.via"]


def test_a_class_opens_only_with_enough_trainees(tmp_path: Path) -> None:
    plan = solved(scenario(tmp_path, placement(" and n.member_id = 'P2'"), **JOBS))
    assert pairs(plan) == ["P1 J1"]
    assert reasons(plan)["P2"] == "limit.jobs.via"


def test_who_has_the_skill_needs_no_class(tmp_path: Path) -> None:
    everyone = {**JOBS, "members": "member_id, household_id, skills\nP1, H1, welding\nP2, H1, welding;cooking"}
    assert pairs(solved(scenario(tmp_path, placement(), **everyone))) == ["P1 J1", "P2 J1"]


# --- which links ------------------------------------------------------------------------------------


def test_top_keeps_the_best_links_of_each_need_and_ties_go_by_id(tmp_path: Path) -> None:
    volunteers = "volunteer_id, village, max_households\nV10, west, 1\nV2, west, 1\nV9, east, 1"
    text = settings(programme(NEAR, top="1"))
    plan = solved(scenario(tmp_path, text, households=HOUSEHOLDS, volunteers=volunteers))
    assert plan.summary["programmes"]["help"]["links"] == 3
    assert "H3 V10" in pairs(plan)  # "V10" comes before "V2" as text
    assert len(pairs(plan)) == 2


def test_a_pinned_link_is_kept_beside_the_best(tmp_path: Path) -> None:
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "pins": PINS + "help, H3, V1, must, me, , kin"}
    plan = solved(scenario(tmp_path, settings(programme(NEAR, top="1")), **tables))
    assert plan.summary["programmes"]["help"]["links"] == 4
    assert "H3 V1" in pairs(plan)


def test_explicit_links_stand_in_for_rules(tmp_path: Path) -> None:
    links = "need, resource, points\nH1, V1, 3\nH1, V2, 9\nH2, V2, 8"
    text = settings(programme(links='"links.csv"'))
    plan = solved(scenario(tmp_path, text, households=HOUSEHOLDS, volunteers=VOLUNTEERS, links=links))
    assert pairs(plan) == ["H1 V1", "H2 V2"]
    assert values(plan) == {"served": 2, "points": 11}
    assert reasons(plan) == {"H3": "no_link"}


def test_columns_of_explicit_links_are_weights_and_rules_too(tmp_path: Path) -> None:
    links = "need, resource, points, load\nH1, V1, 5, 3\nH2, V1, 4, 2\nH3, V1, 9, 9"
    text = settings(programme(links='"links"', rules=["l.load < 9"], holds='{ most = 4, weight = "l.load" }'))
    plan = solved(scenario(tmp_path, text, households=HOUSEHOLDS, volunteers=VOLUNTEERS, links=links))
    assert pairs(plan) == ["H1 V1"]
    assert reasons(plan) == {"H2": "capacity", "H3": "no_eligible.rule1"}


@pytest.mark.parametrize(
    ("links", "code"),
    [
        ("need, resource\nH9, V1", "link_unknown"),
        ("need, resource\nH1, V1\nH1, V1", "link_twice"),
        ("need\nH1", "unknown_column"),
    ],
)
def test_explicit_links_are_checked(tmp_path: Path, links: str, code: str) -> None:
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "links": links}
    with pytest.raises(pairing.BadData) as bad:
        pairing.read(scenario(tmp_path, settings(programme(links='"links"')), **tables))
    assert [fault.code for fault in bad.value.faults] == [code]


def test_distance_is_in_kilometres(tmp_path: Path) -> None:
    # One degree of latitude is 111.2 km; at 60 degrees north a degree of longitude is half of that.
    households = "household_id, lat, lon\nH1, 60, 100\nH2, 61, 100\nH3, 60, 101\nH4, , 100"
    text = settings(programme(rules=["km(n.lat, n.lon, r.lat, r.lon) between 55 and 56"]))
    plan = solved(
        scenario(tmp_path, text, households=households, volunteers="volunteer_id,max_households,lat,lon\nV1,9,60,100")
    )
    assert pairs(plan) == ["H3 V1"]
    assert reasons(plan) == {"H1": "no_eligible.rule1", "H2": "no_eligible.rule1", "H4": "unknown_data.rule1"}


def test_points_are_rounded_to_whole_numbers_each_score_alone(tmp_path: Path) -> None:
    scores = [("a", "2.5"), ("b", "0.4"), ("c", "-2.5"), ("d", "null")]
    more = "".join(f"[[programme.score]]\ncode = '{code}'\npoints = '{points}'\n" for code, points in scores)
    links = solved(scenario(tmp_path, settings(programme(more)))).matches
    assert set(links["points"]) == {3 + 0 - 3}


# --- files of every kind ----------------------------------------------------------------------------


def test_chinese_headers_and_columns_can_be_used_in_rules(tmp_path: Path) -> None:
    tables = {
        "困难户": "户编号, 所在村, 备注（年）\n一, 东村, 1\n二, 西村, 2",
        "帮扶人": "志愿者编号, 村, 结对上限, 特长村\n甲, 东村, 5, 西村",
    }
    text = settings(programme(rules=['n.village = r.village or (n.village = r.特长村 and n."备注（年）" > 2)']))
    plan = solved(scenario(tmp_path, text, **tables))
    assert pairs(plan) == ["一 甲"]


def test_a_workbook_with_sheets_is_as_good_as_files(tmp_path: Path) -> None:
    def sheet(rows: str) -> list[list[str]]:
        return [line.split(",") for line in table(rows).splitlines()]

    (tmp_path / "scenario.toml").write_text(settings(programme(NEAR)), encoding="utf-8")
    workbook(tmp_path / "台账.xlsx", 困难户=sheet(HOUSEHOLDS), 帮扶人=sheet(VOLUNTEERS), 说明=[["nothing of use"]])
    assert pairs(solved(tmp_path)) == ["H1 V1", "H2 V1", "H3 V2"]


def test_parquet_is_as_good_as_csv(tmp_path: Path) -> None:
    folder = scenario(tmp_path, settings(programme(NEAR)))
    expected = pairs(solved(folder))
    for name in ("households", "volunteers"):
        csv = folder / f"{name}.csv"
        duckdb.sql(f"COPY (FROM '{csv}') TO '{folder / name}.parquet'")
        csv.unlink()
    assert pairs(solved(folder)) == expected


def test_views_build_on_tables_and_on_each_other(tmp_path: Path) -> None:
    views = """
    [view]
    crowded = "select village, count(*) as homes from households group by village"
    homes = "select h.*, c.homes from households h join crowded c using (village)"
    """
    plan = solved(scenario(tmp_path, settings(views, programme(needs='"homes"', rules=["n.homes > 1"]))))
    assert sorted(set(plan.matches["need"])) == ["H1", "H2"]


# --- limits and goals -------------------------------------------------------------------------------


def test_a_limit_reaches_across_programmes(tmp_path: Path) -> None:
    grants = {"kind": '"funding"', "resources": '"funds"', "wants": '"n.amount"', "holds": '"r.budget"'}
    text = settings(
        "[view]\nhot = \"select * from needs where kind = 'coal'\"\ncold = \"select * from needs where kind = 'rent'\"",
        programme(**{**grants, "code": '"coal"', "needs": '"hot"'}),
        programme(**{**grants, "code": '"rent"', "needs": '"cold"'}),
        "[[limit]]\ncode = 'household'\nper = 'n.household_id'\nof = 'money'\nmost = 150",
    )
    needs = "need_id, household_id, kind, amount\nA, H1, coal, 100\nB, H1, rent, 100\nC, H2, rent, 100"
    plan = solved(scenario(tmp_path, text, needs=needs, funds="fund_id, budget\nF1, 1000"))
    by_need = {need: int(amount) for need, amount in zip(plan.matches["need"], plan.matches["amount"], strict=True)}
    assert by_need["A"] + by_need["B"] <= 150_00
    assert values(plan)["served"] == 3


def test_several_units_go_to_one_need_from_several_helpers(tmp_path: Path) -> None:
    rows = "household_id, helpers_wanted\nH1, 2\nH2, 3"
    text = settings(programme(wants='"n.helpers_wanted"'))
    plan = solved(scenario(tmp_path, text, households=rows, volunteers=VOLUNTEERS))
    assert len(set(pairs(plan))) == len(pairs(plan)) == 3
    assert values(plan)["served"] == 2


def test_a_permitted_loss_lets_a_later_goal_gain(tmp_path: Path) -> None:
    goals = "[[policy]]\ncode = 'p'\ngoals = [{{ code = 'served', loss = {} }}, {{ code = 'points' }}]"
    score = "[[programme.score]]\ncode = 's'\npoints = \"case n.household_id when 'H1' then -10 else 1 end\""
    strict = solved(scenario(tmp_path / "a", settings(programme(score), goals.format(0))))
    loose = solved(scenario(tmp_path / "b", settings(programme(score), goals.format(0.34))))
    assert values(strict) == {"served": 3, "points": -8}
    assert values(loose) == {"served": 2, "points": 2}
    assert loose.summary["goals"][0]["reached"] == 3


# --- the same answer every time ---------------------------------------------------------------------

MANY_HOUSEHOLDS = [f"H{i}, {'east' if i % 3 else 'west'}" for i in range(12)]
MANY_VOLUNTEERS = [f"V{i}, {'east' if i % 2 else 'west'}, 2" for i in range(6)]


def town(folder: Path, *, backwards: bool = False, more: str = "") -> Path:
    turn = -1 if backwards else 1
    return scenario(
        folder,
        settings(programme(NEAR + more)),
        households="\n".join(["household_id, village", *MANY_HOUSEHOLDS[::turn]]),
        volunteers="\n".join(["volunteer_id, village, max_households", *MANY_VOLUNTEERS[::turn]]),
    )


TEAMS = "\n[[programme.limit]]\ncode = 'pairs'\nper = 'r.volunteer_id'\nleast = 2\nor_none = true"


@pytest.mark.parametrize("more", ["", TEAMS], ids=["network", "search"])
def test_neither_the_order_of_rows_nor_threads_nor_a_repetition_change_the_plan(tmp_path: Path, more: str) -> None:
    forth, back = town(tmp_path / "a", more=more), town(tmp_path / "b", backwards=True, more=more)
    first = pairs(solved(forth, seed=3))
    assert pairs(solved(forth, seed=3)) == first
    assert pairs(solved(back, seed=3, threads=2)) == first


def test_another_seed_breaks_ties_another_way_and_is_as_good(tmp_path: Path) -> None:
    folder = town(tmp_path)
    plans = [solved(folder, seed=seed) for seed in range(3)]
    assert len({tuple(pairs(plan)) for plan in plans}) > 1
    assert len({json.dumps(values(plan)) for plan in plans}) == 1


def test_a_run_is_the_same_bytes_but_for_its_times(tmp_path: Path) -> None:
    first, second = solved(town(tmp_path)).files(), solved(town(tmp_path)).files()
    assert {name: first[name] == second[name] for name in first if name != "summary.json"} == {
        "plan.csv": True,
        "unmet.csv": True,
        "proof.json": True,
        "reasons.jsonl": True,
        "plan.xlsx": True,
        "report.html": True,
    }


# --- the plan as data -------------------------------------------------------------------------------


def test_the_graph_carries_every_attribute_and_no_names(tmp_path: Path) -> None:
    households = "household_id, head, village, tier\nH1, 张三, east, 低保\nH2, 李四, west, 特困"
    plan = solved(scenario(tmp_path, settings(programme(NEAR)), households=households, volunteers=VOLUNTEERS))
    graph = plan.graph()
    assert graph.nodes["help", "need", "H1"] == {
        "programme": "help",
        "bipartite": 0,
        "household_id": "H1",
        "village": "east",
        "tier": "dibao",
    }
    assert graph.nodes["help", "resource", "V2"]["max_households"] == 1
    assert graph.edges[("help", "need", "H1"), ("help", "resource", "V1")] == {
        "programme": "help",
        "amount": 1,
        "points": 10,
        "via": "",
    }
    assert plan.graph(names=True).nodes["help", "need", "H1"]["head"] == "张三"


def test_python_and_the_command_give_the_same_plan(tmp_path: Path) -> None:
    folder = town(tmp_path)
    assert typed("solve", folder, "--seed", 5, "--quiet").exit_code == 0
    written = (folder / "out" / "plan.csv").read_bytes().decode("utf-8-sig")
    assert written == solved(folder, seed=5).files()["plan.csv"].decode("utf-8-sig")


def test_python_verifies_a_plan_and_a_saved_run(tmp_path: Path) -> None:
    folder = town(tmp_path)
    plan = solved(folder)
    written = plan.save(folder / "out")
    assert set(written["files"]) == {
        "plan.csv",
        "plan.xlsx",
        "unmet.csv",
        "proof.json",
        "reasons.jsonl",
        "report.html",
    }
    assert pairing.verify(plan.scenario, plan).ok
    assert pairing.verify(folder, folder / "out").ok


def test_a_saved_run_is_verified_again_from_its_folder_and_a_change_is_noticed(tmp_path: Path) -> None:
    folder = town(tmp_path)
    typed("solve", folder)
    assert typed("verify", folder, folder / "out").exit_code == 0
    plan = folder / "out" / "plan.csv"
    plan.write_text(plan.read_text(encoding="utf-8").replace("V1", "V3", 1), encoding="utf-8")
    assert typed("verify", folder, folder / "out").exit_code == 5


def test_reasons_are_written_in_the_language_asked_for(tmp_path: Path) -> None:
    text = settings(
        programme(
            dedent(
                """
                [[programme.rule]]
                code = "area"
                where = "n.village = r.village and n.village = 'east'"
                says = { zh = "无人服务{n.village}", en = "nobody serves {n.village}" }
                """
            )
        )
    )
    folder = scenario(tmp_path, text)
    for lang, words in (("zh", "无人服务west"), ("en", "nobody serves west")):
        assert typed("solve", folder, "--lang", lang).exit_code == 0
        assert words in (folder / "out" / "unmet.csv").read_text(encoding="utf-8")


def test_tables_without_rows_give_an_empty_plan_whatever_their_columns_are_used_for(tmp_path: Path) -> None:
    more = "[[programme.score]]\ncode = 'worth'\npoints = 'n.worth'"
    own = programme(more, needs='"asks"', wants='"n.w"', rules=["n.kind = 'a' and n.w > 1 and n.day < as_of()"])
    folder = scenario(tmp_path, settings(own), asks="ref, w, kind, day, worth", volunteers=VOLUNTEERS)
    plan = solved(folder)
    assert pairs(plan) == []
    assert plan.summary["programmes"]["help"]["needs"] == 0
    assert typed("check", folder).exit_code == 0


def test_a_column_without_any_cell_may_stand_for_a_number(tmp_path: Path) -> None:
    own = programme(needs='"asks"', rules=["coalesce(n.most, 5) > 1 and coalesce(n.kind, 'a') = 'a'"])
    plan = solved(scenario(tmp_path, settings(own), asks="ref, most, kind\nN1, , ", volunteers=VOLUNTEERS))
    assert len(pairs(plan)) == 1


def test_what_does_not_fit_into_memory_goes_to_a_private_folder_that_is_removed(tmp_path: Path) -> None:
    read = pairing.read(scenario(tmp_path))
    ((folder,),) = read.db.execute("SELECT current_setting('temp_directory')").fetchall()
    assert Path(folder).is_dir() and Path(folder).stat().st_mode & 0o077 == 0
    read.db.close()
    del read
    gc.collect()
    assert not Path(folder).exists()
