"""Whatever a planner hands in, the answer is a list of what to mend, or a plan: never a traceback, never half a run."""

from __future__ import annotations

import errno
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import pairing
from pairing.scenario import read
from test_tables import workbook
from tiny import HOUSEHOLDS, VOLUNTEERS, codes, faults, only_fault, pairs, programme, reasons, settings, solved, typed
from tiny import write as scenario


def with_rule(folder: Path, where: str) -> Path:
    return scenario(folder, settings(programme(rules=[where])))


# --- the folder and its tables ----------------------------------------------------------------------


def test_an_empty_folder_is_told_what_a_scenario_is(tmp_path: Path) -> None:
    result = typed("solve", tmp_path)
    assert result.exit_code == 1
    assert "There is no scenario.toml in this folder" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_missing_table_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme()), households=HOUSEHOLDS))
    assert (fault.code, fault.column, fault.value) == ("unknown_table", "programme.help.resources", "volunteers")
    assert fault.facts["names"] == "households"


def test_a_table_that_is_nearly_there_is_asked_about(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme()), households=HOUSEHOLDS, volunteer_list=VOLUNTEERS))
    assert "Did you mean: volunteer_list?" in fault.message()


def test_a_missing_key_column_is_one_fault_and_not_two(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme()), households="village\neast", volunteers=VOLUNTEERS))
    assert (fault.code, fault.file, fault.column) == ("column_missing", "households.csv", "household_id")


def test_a_missing_column_that_a_setting_uses_is_named_where_it_is_used(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme()), households=HOUSEHOLDS, volunteers="volunteer_id\nV1"))
    assert (fault.code, fault.value) == ("unknown_column", "r.max_households")
    assert fault.column == "programme.help.holds.most"


def test_a_blank_key_is_told_at_its_row(tmp_path: Path) -> None:
    rows = "household_id, village\nH1, east\n, west"
    fault = only_fault(scenario(tmp_path, settings(programme()), households=rows, volunteers=VOLUNTEERS))
    assert (fault.code, fault.row, fault.column) == ("value_missing", 3, "household_id")


def test_of_a_doubled_id_both_rows_are_shown(tmp_path: Path) -> None:
    rows = "household_id, village\nH1, east\nH2, west\nH1, west"
    found = faults(scenario(tmp_path, settings(programme()), households=rows, volunteers=VOLUNTEERS))
    assert [(f.code, f.row, f.value, f.facts["other"]) for f in found] == [
        ("key_twice", 2, "H1", 4),
        ("key_twice", 4, "H1", 2),
    ]


def test_a_need_that_a_view_doubles_is_told_too(tmp_path: Path) -> None:
    doubled = '[view]\ntwice = "select * from households union all select * from households"'
    found = faults(scenario(tmp_path, settings(doubled, programme(needs='"twice"'))))
    assert [(f.code, f.column, f.value) for f in found] == [
        ("key_repeated", "programme.help.needs", household) for household in ("H1", "H2", "H3")
    ]


@pytest.mark.parametrize(
    ("cell", "code"), [("two", "not_integer"), ("1.5", "not_integer"), ("-1", "below_minimum"), ("二", "not_integer")]
)
def test_a_capacity_must_be_a_whole_number_of_at_least_0(tmp_path: Path, cell: str, code: str) -> None:
    rows = f"volunteer_id, max_households\nV1, 1\nV2, {cell}"
    fault = only_fault(scenario(tmp_path, settings(programme()), households=HOUSEHOLDS, volunteers=rows))
    assert (fault.code, fault.file, fault.row, fault.value) == (code, "volunteers.csv", 3, cell)


def test_a_least_over_its_most_is_a_fault_in_a_table(tmp_path: Path) -> None:
    rows = "volunteer_id, min_households, max_households\nV1, 3, 1"
    fault = only_fault(scenario(tmp_path, settings(programme()), households=HOUSEHOLDS, volunteers=rows))
    assert (fault.code, fault.row, fault.value, fault.facts["most"]) == ("least_over_most", 2, "3", "1")


def test_a_least_over_its_most_is_a_fault_in_the_settings(tmp_path: Path) -> None:
    holds = programme(holds='{ least = "r.max_households + 1", most = "r.max_households" }')
    assert codes(scenario(tmp_path / "a", settings(holds))) == ["least_above_most"] * 2
    limit = "[[limit]]\ncode = 'c'\nper = 'n.village'\nleast = 2\nmost = 1"
    assert codes(scenario(tmp_path / "b", settings(programme(), limit))) == ["limit_least_above_most"] * 2


@pytest.mark.parametrize("wants", ["-1", "n.household_id"])
def test_what_a_need_wants_is_a_number_of_at_least_0(tmp_path: Path, wants: str) -> None:
    assert set(codes(scenario(tmp_path, settings(programme(wants=f'"{wants}"'))))) <= {
        "amount_negative",
        "sql_not_number",
    }


def test_a_need_whose_want_is_unknown_is_named(tmp_path: Path) -> None:
    rows = "household_id, helpers_wanted\nH1, 2\nH2,"
    want = programme(wants='"n.helpers_wanted"')
    fault = only_fault(scenario(tmp_path, settings(want), households=rows, volunteers=VOLUNTEERS))
    assert (fault.code, fault.value) == ("amount_unknown", "H2")


def test_a_household_in_no_village_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    rows = "household_id, village\nH1, east\nH2, eastt\nH3,"
    tables = {"households": rows, "volunteers": VOLUNTEERS, "villages": "village\neast\nwest"}
    stranger, homeless = faults(scenario(tmp_path, settings(programme()), **tables))
    assert (stranger.code, stranger.row, stranger.value, stranger.facts["near"]) == (
        "parent_missing",
        3,
        "eastt",
        "east",
    )
    assert (homeless.code, homeless.row) == ("parent_blank", 4)


# --- encodings and files ----------------------------------------------------------------------------


def test_a_table_that_excel_saved_in_chinese_is_read(tmp_path: Path) -> None:
    rows = "户编号,村\n一号,东村\n".encode("gb18030")
    assert pairs(solved(scenario(tmp_path, households=rows, volunteers="志愿者编号,结对上限\n甲,1"))) == ["一号 甲"]


@pytest.mark.parametrize("junk", [b"\x81\xff\x00\x01\xfe", b"household_id\nH\xff1\n", b"\x00\x00", b"PK\x03\x04\x00"])
def test_bytes_that_are_no_text_are_one_fault_of_the_file(tmp_path: Path, junk: bytes) -> None:
    fault = only_fault(scenario(tmp_path, households=junk, volunteers=VOLUNTEERS))
    assert (fault.code, fault.file, fault.row) == ("encoding_unknown", "households.csv", None)


def test_an_empty_file_and_a_table_without_rows_are_two_things(tmp_path: Path) -> None:
    assert codes(scenario(tmp_path / "a", households=b"", volunteers=VOLUNTEERS)) == ["file_empty"]
    plan = solved(scenario(tmp_path / "b", households="household_id", volunteers=VOLUNTEERS))
    assert (plan.status, pairs(plan)) == ("optimal", [])


def book(folder: Path, **sheets: list[list[str]]) -> Path:
    (folder / "scenario.toml").write_text(settings(programme(holds="1")), encoding="utf-8")
    return workbook(folder / "town.xlsx", **sheets)


def test_a_formula_counts_as_its_saved_result(tmp_path: Path) -> None:
    formula = '<c t="str"><f>"H"&amp;1</f><v>H1</v></c>'
    book(tmp_path, households=[["household_id"], [formula]], volunteers=[["volunteer_id"], ["V1"]])
    assert pairs(solved(tmp_path)) == ["H1 V1"]


def test_a_formula_without_a_saved_result_is_a_fault(tmp_path: Path) -> None:
    formula = '<c><f>"H"&amp;1</f></c>'
    book(tmp_path, households=[["household_id"], [formula]], volunteers=[["volunteer_id"], ["V1"]])
    fault = faults(tmp_path)[0]
    assert (fault.code, fault.file, fault.row) == ("formula_unsaved", "town.xlsx#households", 2)


def test_ids_that_are_numbers_in_a_workbook_are_read_as_they_look(tmp_path: Path) -> None:
    book(tmp_path, households=[["household_id"], ["<c><v>7</v></c>"]], volunteers=[["volunteer_id"], ["V1"]])
    assert pairs(solved(tmp_path)) == ["7 V1"]


def test_an_18_digit_id_stored_as_a_number_is_refused_and_masked(tmp_path: Path) -> None:
    number = "<c><v>1.10105194912310016E17</v></c>"
    people = [["household_id", "head_id_number"], ["H1", number]]
    book(tmp_path, households=people, volunteers=[["volunteer_id"], ["V1"]])
    fault = faults(tmp_path)[0]
    assert (fault.code, fault.row, fault.column) == ("id_as_number", 2, "head_id_number")
    assert "110105" not in fault.message()


def test_a_workbook_that_is_no_workbook_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text(settings(programme()), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "households.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "file_unreadable" in codes(tmp_path)


@pytest.mark.long
def test_a_csv_of_a_million_rows_is_read_and_checked(tmp_path: Path) -> None:
    rows = "household_id,village\n" + "".join(f"H{i},v{i % 500}\n" for i in range(1_000_000))
    text = settings(programme(rules=["n.village = r.village"]))
    folder = scenario(
        tmp_path, text, households=rows.encode(), volunteers="volunteer_id,village,max_households\nV1,v7,9"
    )
    assert read(folder).size("households") == 1_000_000
    assert typed("check", folder, "--json").exit_code == 0


# --- rules ------------------------------------------------------------------------------------------


def test_a_rule_with_a_typo_is_asked_back(tmp_path: Path) -> None:
    said = typed("check", with_rule(tmp_path, "n.vilage = r.village"))
    assert said.exit_code == 1
    assert "programme.help.rule.rule1.where names the column n.vilage" in said.stderr
    assert "Did you mean: n.village?" in said.stderr


def test_where_nothing_is_near_nothing_is_asked(tmp_path: Path) -> None:
    said = typed("check", with_rule(tmp_path, "n.qqq = r.village")).stderr
    assert "Did you mean" not in said
    assert "Known: n.household_id, n.village" in said


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("n.village = r.max_households", "sql_mixed"),
        ("n.village", "sql_not_boolean"),
        ("n.village = ", "sql_syntax"),
        ("n.village + 1 > 0", "sql_types"),
        ("km(n.village, 1, 1, 1) < 3", "sql_types"),
        ("exists (select 1 from volunteers)", "sql_subquery"),
        ("n.village in (select village from volunteers)", "sql_subquery"),
        ("(select max(village) from households) = n.village", "sql_subquery"),
        ("read_csv('/etc/passwd')", "unknown_function"),
        ("n.village in (from read_csv('/etc/passwd'))", "sql_subquery"),
        ("getenv('HOME') = n.village", "unknown_function"),
        ("n.village = 'east'; drop table households", "sql_several"),
        ("current_date > date '2012-01-01'", "not_deterministic"),
        ("count(*) > 1", "sql_aggregate"),
        ("n.village＝r.village", "full_width_sign"),
        (" or ".join(["n.village = 'x'"] * 10_000), "sql_too_long"),
        (" or ".join(["n.village='x'"] * 1_000), "sql_too_many_words"),
        ("(" * 100 + "true" + ")" * 100, "sql_too_deep"),
    ],
)
def test_a_rule_that_is_no_plain_condition_is_refused(tmp_path: Path, where: str, code: str) -> None:
    fault = only_fault(with_rule(tmp_path, where))
    assert (fault.code, fault.column) == (code, "programme.help.rule.rule1.where")


def test_a_rule_is_refused_in_no_time_however_long_it_is(tmp_path: Path) -> None:
    folder = with_rule(tmp_path, "(" * 100_000 + "true" + ")" * 100_000)
    start = time.perf_counter()
    assert codes(folder) == ["sql_too_long"]
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("where", ["1 / 0 > 0", "r.max_households / (r.max_households - r.max_households) > 0"])
def test_a_division_by_zero_is_unknown_and_no_crash(tmp_path: Path, where: str) -> None:
    plan = solved(with_rule(tmp_path, where))
    assert pairs(plan) == []
    assert set(reasons(plan).values()) == {"unknown_data.rule1"}


def test_a_cell_that_a_rule_cannot_convert_is_told_with_the_rule_and_without_the_cell(tmp_path: Path) -> None:
    fault = only_fault(with_rule(tmp_path, "cast(n.village as integer) > 3"))
    assert (fault.code, fault.column) == ("sql_conversion", "programme.help.rule.rule1.where")
    assert "east" not in fault.message()


def test_a_view_reads_only_the_scenarios_own_tables(tmp_path: Path) -> None:
    views = """
    [view]
    files = "select * from read_csv('/etc/passwd')"
    typo = "select * from housholds"
    statement = "create table x as select 1"
    """
    found = {f.column: f.code for f in faults(scenario(tmp_path, settings(views, programme())))}
    assert found == {
        "view.files": "sql_table_function",
        "view.typo": "unknown_table",
        "view.statement": "sql_statement",
    }


# --- settings ---------------------------------------------------------------------------------------


def test_settings_that_are_no_toml_are_told_by_line(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, "[scenario]\ncode = tiny\n"))
    assert fault.code == "scenario_unreadable"
    assert "line 2" in fault.message()


def test_a_misspelt_setting_is_asked_back(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme(hold="2"))))
    assert (fault.code, fault.column, fault.facts["near"]) == ("setting_unknown", "programme.help.hold", "holds")


def test_every_setting_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    policy = "[[policy]]\ncode = 'p'\ngoals = []"
    text = settings(programme(kind='"pairs"', needs="", title="3"), "[[limit]]\ncode = 'c'\nper = 'n.village'", policy)
    assert {fault.column: fault.code for fault in faults(scenario(tmp_path, text))} == {
        "programme.help.kind": "setting_type",
        "programme.help.needs": "setting_missing",
        "programme.help.title": "setting_type",
        "limit.c": "limit_without_bound",
        "policy.p": "policy_without_goals",
    }


@pytest.mark.parametrize(
    ("block", "code", "near"),
    [
        ("[[limit]]\ncode = 'c'\nper = 'n.vilage'\nmost = 1", "unknown_column", "n.village"),
        ("[[limit]]\ncode = 'c'\nper = 'n.village'\nmost = 1\nprogrammes = ['hlp']", "unknown_programme", "help"),
        ("[[policy]]\ncode = 'p'\ngoals = [{ code = 'g', weight = 'n.vilage' }]", "unknown_column", "n.village"),
        ("[[policy]]\ncode = 'p'\ngoals = [{ code = 'g', of = 'money' }]", "goal_without_money", None),
    ],
)
def test_names_in_limits_and_goals_are_checked(tmp_path: Path, block: str, code: str, near: str | None) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme(), block)))
    assert (fault.code, fault.facts.get("near")) == (code, near)


def test_a_policy_that_does_not_exist_is_asked_back(tmp_path: Path) -> None:
    said = typed("solve", scenario(tmp_path), "--policy", "coverge")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "Did you mean: coverage?" in said.stderr


def test_a_pin_must_name_what_exists_and_what_the_rules_allow(tmp_path: Path) -> None:
    text = settings(programme(rules=["n.village = r.village"]))
    pins = "programme, need, resource, kind, reason\n"
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS}
    found = faults(scenario(tmp_path / "a", text, **tables, pins=pins + "help, H9, V1, must, x\nhlp, H1, V1, must, x"))
    assert {(f.file, f.code, f.value) for f in found} == {
        ("pins.csv", "pin_unknown", "H9"),
        ("pins.csv", "unknown_programme", "hlp"),
    }
    refused = only_fault(scenario(tmp_path / "b", text, **tables, pins=pins + "help, H1, V2, must, x"))
    assert (refused.code, refused.facts["rules"]) == ("pin_refused", "rule1")


# --- everything at once, and nobody's name ----------------------------------------------------------

MANY = {
    "households": "household_id, village, size\nH1, east, zero\nH1, west, 0",
    "volunteers": "volunteer_id, max_households\nV1, -1",
}
MANY_SETTINGS = settings(
    programme(rules=["n.vilage = 'east'", "1"]), "[[limit]]\ncode = 'cap'\nper = 'n.vilage'\nmost = 1"
)
ALL_AT_ONCE = {
    ("households.csv", 2, "household_id", "key_twice"),
    ("households.csv", 3, "household_id", "key_twice"),
    ("households.csv", 2, "size", "not_integer"),
    ("households.csv", 3, "size", "below_minimum"),
    ("volunteers.csv", 2, "max_households", "below_minimum"),
    ("scenario.toml", None, "programme.help.rule.rule1.where", "unknown_column"),
    ("scenario.toml", None, "programme.help.rule.rule2.where", "sql_not_boolean"),
    ("scenario.toml", None, "limit.cap.per", "unknown_column"),
}


@pytest.mark.parametrize("command", ["check", "solve"])
def test_faults_of_all_tables_and_of_the_settings_are_told_at_once_and_nothing_is_written(
    tmp_path: Path, command: str
) -> None:
    folder = scenario(tmp_path, MANY_SETTINGS, **MANY)
    before = sorted(folder.iterdir())
    result = typed(command, folder, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)["faults"]
    places = {(f["file"], f["row"], f["column"], f["code"]) for f in found}
    assert places == ALL_AT_ONCE
    assert sorted(folder.iterdir()) == before


def test_the_text_names_every_file_and_counts_the_faults(tmp_path: Path) -> None:
    said = typed("check", scenario(tmp_path, MANY_SETTINGS, **MANY), "--lang", "zh").stderr
    assert [line for line in said.splitlines() if line and not line.startswith(" ")][:3] == [
        "households.csv",
        "scenario.toml",
        "volunteers.csv",
    ]
    assert "8" in said.splitlines()[-2]


def test_nobodys_name_number_or_phone_is_ever_in_a_message(tmp_path: Path) -> None:
    secrets = ["张三丰", "李四光", "13800001111", "11010519491231002X", "110105194912310021", "王五"]
    folder = scenario(
        tmp_path,
        households="household_id,head,phone,head_id_number,size\n"
        "H1,张三丰,13800001111,11010519491231002X,x\nH1,李四光,13800001111,110105194912310021,2",
        volunteers="volunteer_id,name,id_number,max_households\nV1,王五,11010519491231002X,y",
    )
    for command, how in (("check", "--json"), ("check", "--lang=zh"), ("solve", "--lang=en")):
        result = typed(command, folder, how)
        assert result.exit_code == 1
        assert not [secret for secret in secrets if secret in result.output]


def test_nobodys_name_is_in_the_files_of_a_run(tmp_path: Path) -> None:
    folder = scenario(
        tmp_path,
        settings(programme(rules=["n.village = r.village"])),
        households="household_id,head,phone,village\nH1,张三丰,13800001111,east\nH2,李四光,13900002222,west",
        volunteers="volunteer_id,name,village,max_households\nV1,王五,east,1",
    )
    said = typed("solve", folder)
    written = said.output + "".join(path.read_text() for path in (folder / "out").iterdir() if path.suffix != ".xlsx")
    assert not [secret for secret in ("张三丰", "李四光", "王五", "13800001111", "13900002222") if secret in written]


# --- nothing to give, nothing to ask ----------------------------------------------------------------


def test_no_links_at_all_is_a_plan_in_which_nobody_gets_anything(tmp_path: Path) -> None:
    plan = solved(with_rule(tmp_path, "n.village = 'north'"))
    assert (plan.status, pairs(plan)) == ("optimal", [])
    assert reasons(plan) == dict.fromkeys(("H1", "H2", "H3"), "no_eligible.rule1")


def test_who_wants_nothing_is_not_unmet(tmp_path: Path) -> None:
    plan = solved(scenario(tmp_path, settings(programme(wants="0"))))
    assert (plan.status, pairs(plan), reasons(plan)) == ("optimal", [], {})


GRANTS = settings(
    programme(kind='"funding"', needs='"needs"', resources='"funds"', wants='"n.amount"', holds='"r.budget"')
)


@pytest.mark.parametrize(("budget", "reason"), [("0", "no_room"), ("0.01", "budget")])
def test_a_budget_of_zero_gives_nothing_and_says_so(tmp_path: Path, budget: str, reason: str) -> None:
    tables = {"needs": "need_id, amount\nN1, 10\nN2, 0", "funds": f"fund_id, budget\nF1, {budget}"}
    plan = solved(scenario(tmp_path, GRANTS, **tables))
    assert plan.status == "optimal"
    assert reasons(plan) == {"N1": reason}


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("per = 'n.village'\nmost = -1", "limit_negative"),
        ("per = []\nmost = 1", "setting_type"),
        ("per = 'n.village'\nmost = 1\nweight = 0.4", "weight_not_whole"),
        ("per = 'r.village'\nmost = 'r.max_households'", "limit_varies"),
        ("per = 'v.seat'\nmost = 1", "unknown_alias"),
    ],
)
def test_a_limit_that_could_not_mean_anything_is_refused(tmp_path: Path, limit: str, code: str) -> None:
    volunteers = "volunteer_id, village, max_households\nV1, east, 1\nV2, east, 2"
    text = settings(programme(), f"[[limit]]\ncode = 'c'\n{limit}")
    assert set(codes(scenario(tmp_path, text, households=HOUSEHOLDS, volunteers=volunteers))) == {code}


def test_a_table_that_is_there_twice_is_one_fault(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, households=HOUSEHOLDS, 困难户=HOUSEHOLDS, volunteers=VOLUNTEERS))
    assert (fault.code, fault.file, fault.facts["other"]) == ("table_twice", "困难户.csv", "households.csv")


def test_money_finer_than_a_fen_is_refused(tmp_path: Path) -> None:
    funds = "fund_id, budget\nF1, 100"
    cell = only_fault(scenario(tmp_path / "a", GRANTS, needs="need_id, amount\nN1, 10.001", funds=funds))
    assert (cell.code, cell.row) == ("finer_than_fen", 2)
    thirds = GRANTS.replace("n.amount", "n.amount / 3")
    computed = only_fault(scenario(tmp_path / "b", thirds, needs="need_id, amount\nN1, 10", funds=funds))
    assert (computed.code, computed.value) == ("amount_fine", "N1")


# --- what cannot be done ----------------------------------------------------------------------------

FLOOR = "[[programme.limit]]\ncode = 'floor'\nper = 'n.village'\nleast = 1"


def test_a_floor_that_no_link_touches_is_named_as_the_conflict(tmp_path: Path) -> None:
    folder = scenario(tmp_path, settings(programme(FLOOR, rules=["n.village = r.village and n.village = 'east'"])))
    plan = pairing.solve(folder)
    assert plan.status == "infeasible"
    (element,) = plan.summary["conflict"]
    assert element == {"kind": "limit", "limit": "help.floor", "group": "west", "side": "least", "bound": 1}
    assert plan.summary["advice"] == [{"limit": "help.floor", "group": "west", "side": "least", "from": 1, "to": 0}]


def test_a_floor_that_no_link_touches_costs_its_price_where_it_is_soft(tmp_path: Path) -> None:
    soft = programme(FLOOR + "\nsoft = 7", rules=["n.village = r.village and n.village = 'east'"])
    plan = solved(scenario(tmp_path, settings(soft)))
    assert plan.summary["soft"] == [{"limit": "help.floor", "group": "west", "missing": 1, "excess": 0, "price": 7}]
    assert [goal["value"] for goal in plan.summary["goals"]] == [2, -7]


def test_quotas_that_cannot_hold_end_with_status_3_a_conflict_and_nothing_written(tmp_path: Path) -> None:
    folder = scenario(tmp_path, settings(programme(holds="{ least = 2, most = 3 }")))
    said = typed("solve", folder)
    assert (said.exit_code, said.stdout.splitlines()[-1]) == (3, "to = 1")
    assert "help.wants  H1, H2, H3  can be given at most 1 each" in said.stderr
    assert "help.holds  V1, V2      must take at least 2 each" in said.stderr
    assert "ask for at least 1 instead of 2" in said.stderr
    assert not (folder / "out").exists()


#: Where the bound of each side of a limit stands: table, the column that names the group, the column of the bound.
BOUNDS = {
    ("help.wants", "most"): ("households", "household_id", "wanted"),
    ("help.village", "least"): ("households", "village", "floor"),
    ("help.village", "most"): ("households", "village", "ceiling"),
    ("help.holds", "least"): ("volunteers", "volunteer_id", "min_households"),
    ("help.holds", "most"): ("volunteers", "volunteer_id", "max_households"),
}
BOUNDED = settings(
    programme(
        "[[programme.limit]]\ncode = 'village'\nper = 'n.village'\nleast = 'n.floor'\nmost = 'n.ceiling'",
        wants='"n.wanted"',
        holds='{ least = "r.min_households", most = "r.max_households" }',
        rules=["n.village = r.village"],
    )
)


def follow(advice: list[dict[str, object]], folder: Path) -> None:
    """Write what the advice says into the tables."""
    for change in advice:
        name, key, bound = BOUNDS[str(change["limit"]), str(change["side"])]
        header, *rows = [line.split(",") for line in (folder / f"{name}.csv").read_text().splitlines()]
        for row in rows:
            if row[header.index(key)] == change["group"]:
                assert row[header.index(bound)] == str(change["from"])
                row[header.index(bound)] = str(change["to"])
        (folder / f"{name}.csv").write_text("\n".join(",".join(row) for row in [header, *rows]))


@pytest.mark.parametrize(
    ("households", "volunteers", "limits"),
    [
        ("H1, east, 1, 0, 9\nH2, east, 1, 0, 9", "V1, east, 2, 2\nV2, east, 2, 2", {"help.wants", "help.holds"}),
        ("H1, east, 1, 0, 9\nH2, east, 1, 0, 9", "V1, east, 3, 4", {"help.wants", "help.holds"}),
        ("H1, east, 1, 2, 9\nH2, east, 1, 2, 9", "V1, east, 0, 1", {"help.village", "help.holds"}),
        ("H1, east, 2, 0, 1\nH2, west, 1, 0, 9", "V1, east, 1, 1\nV2, east, 1, 1", {"help.village", "help.holds"}),
        ("H1, east, 1, 2, 9\nH2, west, 1, 1, 9", "V1, east, 0, 5\nV2, west, 0, 5", {"help.wants", "help.village"}),
    ],
)
def test_what_the_advice_says_really_makes_a_plan_possible(
    tmp_path: Path, households: str, volunteers: str, limits: set[str]
) -> None:
    tables = {
        "households": "household_id, village, wanted, floor, ceiling\n" + households,
        "volunteers": "volunteer_id, village, min_households, max_households\n" + volunteers,
    }
    folder = scenario(tmp_path, BOUNDED, **tables)
    refused = pairing.solve(folder)
    assert (refused.status, {element["limit"] for element in refused.summary["conflict"]}) == ("infeasible", limits)
    follow(refused.summary["advice"], folder)
    assert solved(folder).status == "optimal"


def test_an_infeasible_scenario_as_json_carries_conflict_and_advice(tmp_path: Path) -> None:
    said = typed("solve", scenario(tmp_path, settings(programme(holds="{ least = 2, most = 3 }"))), "--json")
    record = json.loads(said.stdout)
    assert (said.exit_code, record["status"], record["out"]) == (3, "infeasible", None)
    assert record["advice"][0]["limit"] == "help.holds"


# --- the machine and its user -----------------------------------------------------------------------


def test_on_a_full_disk_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = scenario(tmp_path)
    before = sorted(folder.iterdir())
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:  # after two files have been written
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr("os.fsync", full)
    result = typed("solve", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("The disk is full, so nothing was written")
    assert sorted(folder.iterdir()) == before


def test_on_a_full_disk_the_earlier_run_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = scenario(tmp_path)
    assert typed("solve", folder, "--seed", 1).exit_code == 0
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert typed("solve", folder, "--seed", 2).exit_code == 1
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == before


def test_a_disk_that_is_full_while_tables_are_read_is_no_fault_of_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory.__init__", full)
    result = typed("solve", scenario(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.startswith("The disk is full")


def hard(folder: Path) -> Path:
    """Grants that are whole or nothing out of funds that are nearly enough: a search for minutes."""
    import random

    random.seed(7)
    text = settings(
        programme(
            kind='"funding"', needs='"needs"', resources='"funds"', wants='"n.amount"', minimum='"n.amount"',
            holds='"r.budget"',
        ),
        "[[policy]]\ncode = 'all'\ngoals = [{ code = 'given', of = 'money' }]",
    )  # fmt: skip
    amounts = [random.randint(10_000_000, 99_999_999) for _ in range(60)]
    needs = "need_id,amount\n" + "".join(f"N{i},{a / 100:.2f}\n" for i, a in enumerate(amounts))
    budgets = [sum(amounts) // 13 + random.randint(0, 999) for _ in range(12)]
    funds = "fund_id,budget\n" + "".join(f"F{i},{b / 100:.2f}\n" for i, b in enumerate(budgets))
    return scenario(folder, text, needs=needs, funds=funds)


def typed_then_stopped(folder: Path, when: str, *, after: float) -> tuple[int, str, str]:
    """`pairing solve FOLDER` on a terminal, with Ctrl-C ``after`` seconds from when the progress line says ``when``."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pairing", "solve", str(folder), "--time-limit", "300", "--lang", "en"]
    process = subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, text=True, start_new_session=True)
    os.close(theirs)
    said, stop = "", 0.0
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                said += os.read(ours, 65536).decode(errors="replace")
            except OSError:
                break
        if when in said and not stop:
            stop = time.monotonic() + after
        if stop and time.monotonic() >= stop:
            process.send_signal(signal.SIGINT)
            stop = float("inf")
    stdout, _ = process.communicate(timeout=60)
    return process.returncode, stdout, said


def test_ctrl_c_in_the_middle_of_a_solve_keeps_the_best_plan_and_marks_it(tmp_path: Path) -> None:
    folder = hard(tmp_path)
    status, stdout, said = typed_then_stopped(folder, "given:", after=1)
    assert status == 130, said
    assert "STOPPED EARLY" in stdout
    summary = json.loads((folder / "out" / "summary.json").read_bytes())
    assert (summary["status"], summary["interrupted"], summary["verdict"]["ok"]) == ("feasible", True, True)
    assert summary["goals"][0]["bound"] > summary["goals"][0]["value"] > 0
    assert typed("verify", folder, folder / "out").exit_code == 0


def test_ctrl_c_before_there_is_a_plan_writes_nothing(tmp_path: Path) -> None:
    folder = hard(tmp_path)
    status, stdout, _ = typed_then_stopped(folder, "reading", after=0)
    assert (status, stdout) == (130, "")
    assert not (folder / "out").exists()


# --- names, keys and private columns ----------------------------------------------------------------


@pytest.mark.parametrize("key", ["1.10", "1.1", "12345678901234567890", "1e3", "007", "TRUE"])
@pytest.mark.parametrize("named", ["", '"ref"'])
def test_a_key_stays_as_it_was_written(tmp_path: Path, key: str, named: str) -> None:
    own = programme(needs='"asks"', need_key=named, holds="9")
    folder = scenario(tmp_path, settings(own), asks=f"ref, w\n{key}, 1", volunteers=VOLUNTEERS)
    assert pairs(solved(folder)) == [f"{key} V1"]


def test_two_long_numbers_that_differ_at_their_end_are_two_keys(tmp_path: Path) -> None:
    rows = "ref\n1234567890123456789\n1234567890123456788"
    folder = scenario(tmp_path, settings(programme(needs='"asks"')), asks=rows, volunteers=VOLUNTEERS)
    assert len(pairs(solved(folder))) == 2


def test_decimals_that_are_no_key_are_numbers_whatever_zeros_they_end_with(tmp_path: Path) -> None:
    own = programme(needs='"asks"', wants='"n.w"', kind='"funding"', holds="5")
    plan = solved(scenario(tmp_path, settings(own), asks="ref, w\na, 1.50", volunteers="volunteer_id\nV1"))
    assert pairs(plan) == ["a V1 1.50"]


def test_a_code_of_the_wrong_kind_in_a_list_of_rules_is_a_fault(tmp_path: Path) -> None:
    text = placement_with_rules("code = 5\nwhere = 'true'", "where = 'true'")
    assert set(codes(scenario(tmp_path, text))) == {"setting_missing", "setting_type", "unknown_rule"}


def placement_with_rules(*rules: str) -> str:
    blocks = "\n".join(f"[[programme.rule]]\n{rule}" for rule in rules)
    via = "[programme.via]\ntable = 'volunteers'\nopens = ['skill']"
    return settings(programme(f"{blocks}\n{via}"))


@pytest.mark.parametrize("name", ["needs_help", "Resources_HELP", "link_help", "wants_help_amounts", "audit_plan"])
def test_a_table_or_view_may_not_have_the_name_of_one_that_pairing_makes(tmp_path: Path, name: str) -> None:
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS}
    fault = only_fault(scenario(tmp_path / "table", settings(programme()), **tables, **{name: "a\n1"}))
    assert (fault.code, fault.file, fault.value) == ("table_name_reserved", f"{name}.csv", name)
    text = settings(f'[view]\n{name} = "select * from households"', programme())
    fault = only_fault(scenario(tmp_path / "view", text, **tables))
    assert (fault.code, fault.column) == ("table_name_reserved", f"view.{name}")


def test_a_table_that_only_looks_like_one_of_those_is_the_users_own(tmp_path: Path) -> None:
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "needs_of_villages": "a\n1"}
    assert faults(scenario(tmp_path, settings(programme()), **tables)) == []


def test_names_that_differ_in_case_alone_are_the_same_name(tmp_path: Path) -> None:
    twice = settings(programme(code='"p"'), programme(code='"P"'))
    fault = only_fault(scenario(tmp_path / "codes", twice))
    assert (fault.code, fault.value) == ("code_twice", "P")
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "prices": "a\n1", "Prices": "a\n1"}
    assert codes(scenario(tmp_path / "tables", settings(programme()), **tables)) == ["table_twice"]
    view = '[view]\nVOLUNTEERS = "select * from households"'
    assert codes(scenario(tmp_path / "view", settings(view, programme()))) == ["view_name_taken"]


def saying(words: str) -> str:
    return settings(programme(f"[[programme.rule]]\ncode = 'area'\nwhere = 'n.village is null'\nsays = '{words}'"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("of {n.head}", "says_private"),
        ("call {n.phone}", "says_private"),
        ("in {n.vilage}", "says_unknown"),
        ("in {village}", "says_unknown"),
        ("from {v.village}", "says_unknown"),
    ],
)
def test_a_saying_names_columns_that_exist_and_tell_nobodys_name(tmp_path: Path, words: str, code: str) -> None:
    rows = "household_id, village, head\nH1, east, Li Si"
    fault = only_fault(scenario(tmp_path, saying(words), households=rows, volunteers=VOLUNTEERS))
    assert (fault.code, fault.column) == (code, "programme.help.rule.area.says")
    if "vil" in words:
        assert "Did you mean: " in fault.message()


def test_a_private_key_is_masked_where_it_stands_twice(tmp_path: Path) -> None:
    text = settings(
        '[view]\npeople = "select name as name, ref from helpers"', programme(needs='"people"', need_key='"name"')
    )
    rows = "ref, name\n1, Zhang San\n2, Zhang San"
    fault = only_fault(scenario(tmp_path, text, helpers=rows, volunteers=VOLUNTEERS))
    assert (fault.code, fault.value) == ("key_repeated", "Zh***")


def test_a_name_becomes_a_key_only_where_the_settings_say_so(tmp_path: Path) -> None:
    tables = {"helpers": "name, ref\nZhang San, 1", "volunteers": VOLUNTEERS}
    fault = only_fault(scenario(tmp_path / "first", settings(programme(needs='"helpers"')), **tables))
    assert (fault.code, fault.value, fault.facts["setting"]) == ("key_private", "name", "need_key")
    said = settings(programme(needs='"helpers"', need_key='"ref"'))
    assert faults(scenario(tmp_path / "said", said, **tables)) == []


def test_what_follows_from_a_fault_of_a_table_is_not_told(tmp_path: Path) -> None:
    views = '[view]\nfew = "select household_id, village from households"\nfewer = "select household_id from few"'
    text = settings(views, programme(needs='"fewer"', rules=["n.household_id <> r.village"]))
    rows = "houshold_nr, village\nH1, east"
    pins = "programme, need, resource, kind, reason\nhelp, H1, V1, must, promised"
    fault = only_fault(scenario(tmp_path, text, households=rows, volunteers=VOLUNTEERS, pins=pins))
    assert (fault.code, fault.file, fault.column) == ("column_missing", "households.csv", "household_id")


def test_a_character_that_cannot_be_seen_is_a_fault_at_its_cell(tmp_path: Path) -> None:
    rows = "household_id, village\nH1, east\nH\x1f2, we\tst"
    fault = only_fault(scenario(tmp_path, settings(programme()), households=rows, volunteers=VOLUNTEERS))
    assert (fault.code, fault.row, fault.column, fault.value) == ("control_character", 3, "household_id", "H\ufffd2")


def test_what_a_setting_must_be_is_said_in_the_readers_language(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme(top='"many"'))))
    assert (fault.code, fault.facts["expected"]) == ("setting_type", "expected_natural")
    assert fault.message().endswith("it must be a whole number from 0 on.")
    assert "不小于 0 的整数" in fault.message("zh")


def test_nothing_near_is_not_asked_about(tmp_path: Path) -> None:
    fault = only_fault(scenario(tmp_path, settings(programme()), households="village\neast", volunteers=VOLUNTEERS))
    assert fault.code == "column_missing"
    assert "Did you mean" not in fault.message() and "—" not in fault.message()
