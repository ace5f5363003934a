"""Lists of a scenario's own: what they may show, that they come out the same, and that a forged one is found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import pairing
from tiny import faults, write

YOUTHS = """
youth_id, name, tier, town
Y1, 王小明, dibao, east
Y2, 李小红, marginal, east
Y3, 赵小军, dibao, west
"""
MENTORS = """
mentor_id, town
M1, east
M2, west
"""
FUNDS = """
fund_id, budget
F1, 1500
"""
SETTINGS = """
[scenario]
code = "lists"

[table.youths]
primaryKey = "youth_id"
fields = [
  { name = "youth_id", type = "string" },
  { name = "name", type = "string", sensitive = true },
  { name = "tier", type = "string", discreet = true },
]

[table.mentors]
primaryKey = "mentor_id"
fields = [{ name = "mentor_id", type = "string" }]

[view]
neediest = "select youth_id from youths where tier = 'dibao'"

[[programme]]
code = "mentors"
kind = "pairing"
needs = "youths"
resources = "mentors"
holds = "1"

  [[programme.rule]]
  code = "town"
  where = "n.town = r.town"

[[programme]]
code = "stipends"
kind = "funding"
discreet = true
needs = "youths"
resources = "funds"
wants = "1000"
minimum = "1000"
holds = "r.budget"
"""
LEDGER = """
[[list]]
code = "ledger"
title = { en = "Every yuan by person", zh = "逐人台账" }
rows = '''
select y.youth_id, y.tier, sum(p.yuan) as yuan
from youths y left join plan p on p.need = y.youth_id group by all
'''
"""
LEFT = """
[[list]]
code = "short"
rows = "select l.youth_id, u.reason from ledger l join unmet u on u.need = l.youth_id and u.programme = 'stipends'"
"""
ROSTER = """
[[list]]
code = "roster"
for = "peers"
rows = "select resource as mentor, need as youth from plan"
"""


def folder_of(tmp_path: Path, *lists: str) -> Path:
    return write(tmp_path / "s", SETTINGS + "".join(lists), youths=YOUTHS, mentors=MENTORS, funds=FUNDS)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_lists_tell_of_the_plan_and_of_the_lists_before(tmp_path: Path) -> None:
    plan = pairing.solve(folder_of(tmp_path, LEDGER, LEFT))
    plan.save(tmp_path / "run")
    assert rows(tmp_path / "run/ledger.csv")[0] == ["youth_id", "tier", "yuan"]
    assert sorted(row[2] for row in rows(tmp_path / "run/ledger.csv")[1:]) == ["", "", "1000.00"]
    assert [row[1] for row in rows(tmp_path / "run/short.csv")[1:]] == ["below_minimum"] * 2
    assert plan.summary["lists"] == {"ledger": 3, "short": 2}
    assert pairing.verify(plan.scenario, tmp_path / "run").ok


def test_a_list_for_peers_sees_nothing_of_a_discreet_programme(tmp_path: Path) -> None:
    plan = pairing.solve(folder_of(tmp_path, ROSTER, LEDGER))
    assert plan.lists["roster"]["mentor"].tolist() == ["M1", "M2"]
    assert plan.lists["roster"]["youth"].tolist()[1] == "Y3"
    assert len(plan.lists["ledger"]) == 3


@pytest.mark.parametrize(
    ("audience", "rows", "code"),
    [
        ("office", "select youth_id, name from youths", "list_private_office"),
        ("office", "select * from youths", "list_private_office"),
        ("office", "select NAME from youths", "list_private_office"),
        ("office", "select youth_id, y from youths y", "sql_refused"),
        ("office", "select cast(youths as varchar) as w from youths", "sql_refused"),
        ("office", "select budget as w from youths budget", "sql_refused"),
        ("peers", "select Tier from youths", "list_private_peers"),
        ("office", "select youth_id from youths where name like '王%'", "list_private_office"),
        ("peers", "select youth_id, tier from youths", "list_private_peers"),
        ("peers", "select y.* from youths y join plan p on p.need = y.youth_id", "list_private_peers"),
        ("peers", "select youth_id from neediest", "list_not_for_peers"),
        ("peers", "select need from unmet", "list_not_for_peers"),
        ("office", "select nobody from plan", "unknown_column"),
        ("office", "delete from plan", "sql_statement"),
    ],
)
def test_what_a_list_may_not_show_is_a_fault(tmp_path: Path, audience: str, rows: str, code: str) -> None:
    block = f'[[list]]\ncode = "l"\nfor = "{audience}"\nrows = "{rows}"\n'
    assert code in {fault.code for fault in faults(folder_of(tmp_path, block))}


def test_a_list_for_peers_does_not_see_one_for_the_office(tmp_path: Path) -> None:
    block = '[[list]]\ncode = "l"\nfor = "peers"\nrows = "select youth_id from ledger"\n'
    assert {fault.code for fault in faults(folder_of(tmp_path, LEDGER, block))} == {"list_not_for_peers"}


@pytest.mark.parametrize("name", ["plan", "summary", "youths", "neediest"])
def test_a_list_takes_nobodys_name(tmp_path: Path, name: str) -> None:
    block = f'[[list]]\ncode = "{name}"\nrows = "select need from unmet"\n'
    assert "list_name_taken" in {fault.code for fault in faults(folder_of(tmp_path, block))}


def test_the_order_of_rows_never_hangs_on_the_engine(tmp_path: Path) -> None:
    block = '[[list]]\ncode = "l"\nrows = "select tier, youth_id from youths order by tier desc"\n'
    plan = pairing.solve(folder_of(tmp_path, block))
    assert plan.lists["l"]["youth_id"].tolist() == ["Y2", "Y1", "Y3"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("ledger.csv", "Y1,dibao", "Y9,dibao", "list_row_differs"),
        ("ledger.csv", "Y3,dibao", "Y3,marginal", "list_row_differs"),
        ("summary.json", '"ledger": 3', '"ledger": 2', "summary_differs"),
    ],
)
def test_a_forged_list_is_found(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    plan = pairing.solve(folder_of(tmp_path, LEDGER))
    plan.save(tmp_path / "run")
    path = tmp_path / "run" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert code in {fault.code for fault in pairing.verify(plan.scenario, tmp_path / "run").faults}


AGAINST = """
[[policy]]
code = "mentors_first"
against = "money_only"
goals = [{ code = "mentors", programme = "mentors" }, { code = "money", of = "money" }]

[[policy]]
code = "money_only"
goals = [{ code = "money", of = "money" }]
"""


def test_a_run_tells_what_the_policy_costs_against_another(tmp_path: Path) -> None:
    plan = pairing.solve(folder_of(tmp_path, AGAINST))
    told = plan.summary["against"]
    assert told["policy"] == "money_only"
    by_code = {goal["code"]: goal for goal in told["goals"]}
    assert by_code["mentors"]["here"] == 2
    assert by_code["money"]["here"] == by_code["money"]["there"] == 100_000
    plan.save(tmp_path / "run")
    assert pairing.verify(plan.scenario, tmp_path / "run").ok


@pytest.mark.parametrize(("old", "new"), [('"here": 2', '"here": 3'), ('"policy": "money_only"', '"policy": "points"')])
def test_a_forged_comparison_is_found(tmp_path: Path, old: str, new: str) -> None:
    plan = pairing.solve(folder_of(tmp_path, AGAINST))
    plan.save(tmp_path / "run")
    path = tmp_path / "run/summary.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert "summary_differs" in {fault.code for fault in pairing.verify(plan.scenario, tmp_path / "run").faults}


def test_a_plan_of_the_other_policy_that_breaks_a_limit_is_found(tmp_path: Path) -> None:
    plan = pairing.solve(folder_of(tmp_path, AGAINST))
    plan.save(tmp_path / "run")
    path = tmp_path / "run/against.csv"
    text = path.read_bytes().replace(b"100000,1000.00", b"200000,2000.00")
    path.write_bytes(text)
    assert {"against_breaks_limit"} <= {fault.code for fault in pairing.verify(plan.scenario, tmp_path / "run").faults}


@pytest.mark.parametrize(
    "rows", ["select need as a, resource as A from plan", "select programme, count(*) from plan group by 1"]
)
def test_every_column_of_a_list_has_a_name_of_its_own(tmp_path: Path, rows: str) -> None:
    block = f'[[list]]\ncode = "l"\nrows = "{rows}"\n'
    assert {fault.code for fault in faults(folder_of(tmp_path, block))} == {"list_column_unclear"}


def test_a_fault_of_the_other_plan_is_told_of_its_own_file(tmp_path: Path) -> None:
    plan = pairing.solve(folder_of(tmp_path, AGAINST))
    plan.save(tmp_path / "run")
    path = tmp_path / "run/against.csv"
    path.write_bytes(path.read_bytes().replace(b"1000.00", b"1000.01"))
    found = pairing.verify(plan.scenario, tmp_path / "run").faults
    assert "plan.csv" not in {fault.file for fault in found}
    assert "against.csv" in {fault.file for fault in found}


def test_a_policy_is_not_held_against_itself(tmp_path: Path) -> None:
    text = AGAINST.replace('against = "money_only"', 'against = "mentors_first"')
    assert [fault.code for fault in faults(folder_of(tmp_path, text))] == ["against_itself"]


@pytest.mark.parametrize(
    "view",
    [
        "select youth_id, name as called from youths",
        "select youth_id, concat(name, '!') as called from youths",
        "select youth_id, NAME as called from youths",
        "with w as (select youth_id, substr(name, 1, 1) as s from youths) select youth_id, s as called from w",
        "select z.youth_id, z.called from (select youth_id, name as called from youths) z",
    ],
)
def test_a_private_column_stays_private_under_another_name(tmp_path: Path, view: str) -> None:
    again = "select youth_id, called as c from people"
    views = f'neediest = "select youth_id from youths"\npeople = """{view}"""\nagain = "{again}"'
    text = SETTINGS.replace("neediest = \"select youth_id from youths where tier = 'dibao'\"", views)
    block = '[[list]]\ncode = "l"\nrows = "select c from again"\n'
    folder = write(tmp_path / "s", text + block, youths=YOUTHS, mentors=MENTORS, funds=FUNDS)
    assert {fault.code for fault in faults(folder)} == {"list_private_office"}


def test_what_only_counts_or_compares_private_columns_may_be_shown(tmp_path: Path) -> None:
    counted = "count(distinct name) as people, max(length(name)) > 2 as long"
    views = f'neediest = "select tier, {counted} from youths group by tier"'
    text = SETTINGS.replace("neediest = \"select youth_id from youths where tier = 'dibao'\"", views)
    block = '[[list]]\ncode = "l"\nrows = "select * from neediest"\n'
    folder = write(tmp_path / "s", text + block, youths=YOUTHS, mentors=MENTORS, funds=FUNDS)
    assert faults(folder) == []
