"""Policies without capacity: who they fit, who must be asked first, who is refused and by which clause."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pairing
from pairing.entitlements import CONDITIONS_AT_ONCE
from pairing.plan import Plan
from tiny import HOUSEHOLDS, VOLUNTEERS, faults, programme, settings, solved, typed, write

ENTITLEMENT = """
    [[entitlement]]
    code = "policies"
    title = { zh = "政策匹配", en = "Policies that fit" }
    needs = "people"
    resources = "policies"
"""
PEOPLE = """
    person_id, age, alone, income
    A, 82, true, 300
    B, , true, 300
    C, 70, ,
    D, 30, false, 900
"""
POLICIES = """
    policy_id, condition, says_zh, says_en, law
    P1, n.age >= 80 and n.alone, 高龄独居补贴, care for those who live alone, Art. 1
    P2, n.income < 500 or n.age > 90, 低收入补贴, help with daily needs,
    P3, true, 入户探访, a visit,
    P4, n.alone and (n.income < 400 or n.age < 10), 送餐, meals,
"""


def town(folder: Path, policies: str = POLICIES, people: str = PEOPLE, entitlement: str = ENTITLEMENT) -> Path:
    tables: dict[str, str | bytes] = {"people": people, "policies": policies}
    toml = settings(programme(), entitlement)
    return write(folder, toml, households=HOUSEHOLDS, volunteers=VOLUNTEERS, **tables)


def verdicts(rows: pd.DataFrame) -> list[str]:
    """ "need resource verdict", with the columns to fill in."""
    return [" ".join(filter(None, row)) for row in rows[["need", "resource", "verdict", "missing"]].to_numpy().tolist()]


# --- verdicts ---------------------------------------------------------------------------------------


def test_true_is_yes_and_null_is_unknown_with_the_cells_to_fill_in(tmp_path: Path) -> None:
    assert verdicts(pairing.entitled(town(tmp_path))) == [
        "A P1 yes",
        "A P2 yes",
        "A P3 yes",
        "A P4 yes",
        "B P1 unknown age",
        "B P2 yes",  # the income alone decides
        "B P3 yes",
        "B P4 yes",
        "C P2 unknown income",  # the age is known, and not above 90
        "C P3 yes",
        "C P4 unknown alone;income",
        "D P3 yes",
    ]


def test_one_person_is_told_every_policy_with_the_clause_that_does_not_hold(tmp_path: Path) -> None:
    rows = pairing.entitled(town(tmp_path), "D")
    assert verdicts(rows) == ["D P1 no", "D P2 no", "D P3 yes", "D P4 no"]
    assert rows["clause"].fillna(0).tolist() == [1, 1, 0, 1]
    assert rows["because"].tolist() == ["n.age >= 80", "n.income < 500 OR n.age > 90", "", "n.alone"]
    assert rows["says"].tolist()[:2] == ["care for those who live alone", "help with daily needs"]
    assert rows["law"].tolist() == ["Art. 1", "", "", ""]


def test_a_clause_that_is_unknown_is_no_reason_to_refuse(tmp_path: Path) -> None:
    """Age is not known, but nobody in a household of their own gets it, whatever their age."""
    folder = town(tmp_path, "policy_id, condition\n P1, n.age >= 80 and not n.alone and n.income > 0")
    (row,) = pairing.entitled(folder, "B").to_dict("records")
    assert (row["verdict"], row["clause"], row["because"], row["missing"]) == ("no", 2, "NOT n.alone", "")


def test_only_cells_that_leave_a_clause_open_are_asked_for(tmp_path: Path) -> None:
    folder = town(tmp_path, "policy_id, condition\n P1, (n.alone or n.income > 0) and n.age > 1", people="""
        person_id, age, alone, income
        A, , true,
    """)  # fmt: skip
    assert verdicts(pairing.entitled(folder)) == ["A P1 unknown age"]


def test_a_division_by_zero_is_unknown_with_nothing_to_fill_in(tmp_path: Path) -> None:
    folder = town(tmp_path, "policy_id, condition\n P1, n.income / (n.age - 30) > 1")
    assert verdicts(pairing.entitled(folder, "D")) == ["D P1 unknown"]


def test_more_conditions_than_one_query_asks(tmp_path: Path) -> None:
    many = 2 * CONDITIONS_AT_ONCE + 1
    policies = "\n".join(["policy_id, condition", *(f"P{i:03d}, n.age > {i}" for i in range(many))])
    plan = solved(town(tmp_path, policies))
    assert plan.summary["entitlements"]["policies"]["yes"] == min(82, many) + min(70, many) + min(30, many)
    rows = plan.entitled
    assert rows is not None
    assert verdicts(rows) == sorted(verdicts(rows))


def test_conditions_may_come_from_a_view_and_have_keys_and_columns_of_other_names(tmp_path: Path) -> None:
    view = "[view]\noffers = \"select service, rule, words from policies where service <> 'P9'\""
    block = """
        [[entitlement]]
        code = "services"
        needs = "people"
        need_key = "person_id"
        resources = "offers"
        resource_key = "service"
        condition = "rule"
        says = "words"
    """
    folder = town(tmp_path, "words, service, rule\n a walk, P1, n.alone\n no, P9, wrong", entitlement=view + block)
    (row,) = pairing.entitled(folder, "A", lang="zh").to_dict("records")
    assert (row["resource"], row["verdict"], row["says"], row["law"]) == ("P1", "yes", "a walk", "")


def test_the_verdicts_are_those_of_three_valued_logic(tmp_path: Path) -> None:
    """The same conditions by hand, over a random table with holes."""
    chance = random.Random(5)

    def hole(value: object) -> Any:
        return None if chance.random() < 0.3 else value

    people = [(hole(chance.randint(0, 3)), hole(chance.randint(0, 3)), hole(chance.random() < 0.5)) for _ in range(120)]
    rows = "\n".join(
        f"N{i:03d}, {', '.join('' if v is None else str(v).lower() for v in p)}" for i, p in enumerate(people)
    )
    conditions: dict[str, tuple[str, Callable[[Any, Any, Any], list[bool | None]]]] = {
        "P1": ("n.a > 1 and n.b < 2", lambda a, b, c: [more(a, 1), more(2, b)]),
        "P2": ("n.a > 1 or n.c", lambda a, b, c: [either(more(a, 1), c)]),
        "P3": ("n.c and (n.a > 1 or n.b > 1) and not (n.a > 2 and n.b > 2)",
               lambda a, b, c: [c, either(more(a, 1), more(b, 1)), no(both(more(a, 2), more(b, 2)))]),
        "P4": ("n.a is null or n.b > 0", lambda a, b, c: [either(a is None, more(b, 0))]),
    }  # fmt: skip
    policies = "\n".join(["policy_id, condition", *(f"{code}, {sql}" for code, (sql, _) in conditions.items())])
    folder = town(tmp_path, policies, f"person_id, a, b, c\n{rows}")
    scenario = pairing.read(folder)
    plan = solved(folder)
    due, refused = [], {code: dict[str, int]() for code in conditions}
    for i, person in enumerate(people):
        for code, (_, clauses) in conditions.items():
            answers = clauses(*person)
            if False in answers:
                number = str(answers.index(False) + 1)
                refused[code][number] = refused[code].get(number, 0) + 1
            else:
                due.append(f"N{i:03d} {code} {'unknown' if None in answers else 'yes'}")
    found = pairing.entitled(scenario)
    assert [" ".join(row.split()[:3]) for row in verdicts(found)] == due
    by_resource = plan.summary["entitlements"]["policies"]["by_resource"]
    assert {code: figures["refused"] for code, figures in by_resource.items()} == refused


def more(left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else bool(left > right)


def either(left: bool | None, right: bool | None) -> bool | None:
    return True if True in (left, right) else None if None in (left, right) else False


def both(left: bool | None, right: bool | None) -> bool | None:
    return no(either(no(left), no(right)))


def no(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


# --- faults -----------------------------------------------------------------------------------------


def test_every_bad_condition_is_a_fault_at_its_row_beside_all_others(tmp_path: Path) -> None:
    policies = """
        编号, condition
        P1, n.agee > 1
        P2, n.age
        P3, (select 1) > 0

        P5,
        P6, n.age and n.alone
        P7, r.policy_id = 'P7'
        P8, n.age > 1
    """
    block = ENTITLEMENT + '\nlaw = "paragraph"\n'
    folder = town(tmp_path, policies, PEOPLE + "E, 50", entitlement=block)
    found = [(f.file, f.row, f.column, f.code) for f in faults(folder)]
    assert found == [
        ("people.csv", 6, "", "row_short"),
        ("policies.csv", 2, "condition", "unknown_column"),
        ("policies.csv", 3, "condition", "sql_not_boolean"),
        ("policies.csv", 4, "condition", "sql_subquery"),
        ("policies.csv", 6, "condition", "condition_empty"),
        ("policies.csv", 7, "condition", "sql_not_boolean"),
        ("policies.csv", 8, "condition", "unknown_alias"),
        ("scenario.toml", None, "entitlement.policies.law", "unknown_column"),
    ]


def test_a_bad_condition_of_a_view_is_told_by_its_id(tmp_path: Path) -> None:
    view = '[view]\noffers = "select * from policies"'
    block = ENTITLEMENT.replace('resources = "policies"', 'resources = "offers"')
    folder = town(tmp_path, "policy_id, condition\n P1, n.agee > 1", entitlement=view + block)
    (fault,) = faults(folder)
    assert (fault.file, fault.column, fault.code) == (
        "scenario.toml",
        "entitlement.policies.condition.P1",
        "unknown_column",
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('resources = "policies"', 'resources = "polices"', "unknown_table"),
        ('code = "policies"', 'code = "help"', "code_twice"),
        ('needs = "people"', "", "setting_missing"),
        ('needs = "people"', 'needs = "people"\ncondition = "rule"', "unknown_column"),
        ('needs = "people"', 'needs = "people"\nlimit = 3', "setting_unknown"),
    ],
)
def test_settings_that_cannot_be_meant(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert [fault.code for fault in faults(town(tmp_path, entitlement=ENTITLEMENT.replace(old, new)))] == [code]


def test_a_condition_that_fails_on_a_cell_is_named(tmp_path: Path) -> None:
    policies = "policy_id, condition\n P1, n.age > 1\n P2, cast(n.person_id as integer) > 1"
    (fault,) = faults(town(tmp_path, policies))
    assert (fault.file, fault.row, fault.code) == ("policies.csv", 3, "sql_conversion")


def test_the_check_tells_who_fits_and_what_fails(tmp_path: Path) -> None:
    said = typed("check", town(tmp_path / "fine")).stdout
    assert said.endswith("\n".join(COUNTED["en"].splitlines()[:4]) + "\n")
    bad = town(tmp_path / "bad", "policy_id, condition\n P1, cast(n.person_id as integer) > 1")
    result = typed("check", bad)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "policies.csv")


def test_what_is_shown_of_a_policy_must_not_tell_who_a_person_is(tmp_path: Path) -> None:
    table = """
        [table.policies]
        primaryKey = "policy_id"
        fields = [
          { name = "policy_id" },
          { name = "clerk", sensitive = true },
          { name = "condition", aliases = ["条件"] },
        ]
    """
    block = ENTITLEMENT + '\nsays = "clerk"\n'
    found = faults(town(tmp_path, "policy_id, clerk, 条件\n P1, x, n.agee > 1", entitlement=block + table))
    assert [(f.file, f.row, f.column, f.code) for f in found] == [
        ("policies.csv", 2, "条件", "unknown_column"),
        ("scenario.toml", None, "entitlement.policies.says.en", "entitlement_private"),
        ("scenario.toml", None, "entitlement.policies.says.zh", "entitlement_private"),
    ]


def test_a_need_that_no_entitlement_knows(tmp_path: Path) -> None:
    result = typed("entitled", town(tmp_path), "X")
    assert result.exit_code == 1
    assert "There is no need X among those of any entitlement. Entitlements: policies." in result.stderr


def test_a_scenario_without_entitlements_says_so(tmp_path: Path) -> None:
    result = typed("entitled", write(tmp_path))
    assert result.exit_code == 1
    assert "This scenario has no entitlements." in result.stderr


# --- a run ------------------------------------------------------------------------------------------


def test_a_run_has_the_file_and_the_figures_and_they_hold(tmp_path: Path) -> None:
    folder = town(tmp_path / "town")
    plan = solved(folder)
    summary = plan.save(tmp_path / "run")
    assert summary["entitlements"]["policies"] == {
        "needs": 4,
        "resources": 4,
        "yes": 9,
        "unknown": 3,
        "needs_with_any": 4,
        "by_resource": {
            "P1": {"yes": 1, "unknown": 1, "refused": {"1": 2}},
            "P2": {"yes": 2, "unknown": 1, "refused": {"1": 1}},
            "P3": {"yes": 4, "unknown": 0, "refused": {}},
            "P4": {"yes": 2, "unknown": 1, "refused": {"1": 1}},
        },
    }
    lines = (tmp_path / "run" / "entitled.csv").read_text("utf-8-sig").splitlines()
    assert (lines[0], lines[5], len(lines)) == (
        "entitlement,need,resource,verdict,missing",
        "policies,B,P1,unknown,age",
        13,
    )
    assert "entitled.csv" in summary["files"]
    assert pairing.verify(folder, tmp_path / "run").ok


def test_ids_that_need_quotes_stay_whole(tmp_path: Path) -> None:
    folder = town(tmp_path / "town", people=PEOPLE.replace("A, 82", '"A ""x""; 1", 82'))
    solved(folder).save(tmp_path / "run")
    assert '"A ""x""; 1",P1,yes' in (tmp_path / "run" / "entitled.csv").read_text("utf-8-sig")
    assert pairing.verify(folder, tmp_path / "run").ok


@pytest.mark.parametrize(
    ("policies", "people"),
    [
        ("policy_id, condition\n P1, n.age > 200 and n.age < 0", "person_id, age\n A, 5"),
        (POLICIES, "person_id, age, alone, income"),
    ],
)
def test_where_nothing_fits_anyone_the_file_has_only_its_header(tmp_path: Path, policies: str, people: str) -> None:
    folder = town(tmp_path / "town", policies, people)
    solved(folder).save(tmp_path / "run")
    assert (tmp_path / "run" / "entitled.csv").read_text("utf-8-sig").splitlines() == [
        "entitlement,need,resource,verdict,missing"
    ]
    assert pairing.verify(folder, tmp_path / "run").ok


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    def turned(rows: str) -> str:
        head, *rest = rows.strip().splitlines()
        return "\n".join([head, *reversed(rest)])

    first, second = solved(town(tmp_path / "a")), solved(town(tmp_path / "b", turned(POLICIES), turned(PEOPLE)))
    assert first.files()["entitled.csv"] == second.files()["entitled.csv"]
    assert first.summary["entitlements"] == second.summary["entitlements"]


FORGED: dict[str, tuple[Callable[[str], str], str]] = {
    "a yes that is none": (lambda t: t.replace("D,P3", "D,P1"), "entitled_row_surplus"),
    "a row left out": (lambda t: t.replace("policies,A,P2,yes,\r\n", ""), "entitled_row_missing"),
    "a row twice": (lambda t: t + "policies,A,P2,yes,\r\n", "entitled_row_twice"),
    "unknown passed off as yes": (lambda t: t.replace("B,P1,unknown,age", "B,P1,yes,"), "entitled_verdict_differs"),
    "another cell to fill in": (lambda t: t.replace("unknown,age", "unknown,alone"), "entitled_missing_differs"),
    "a person who is none": (lambda t: t + "policies,Z,P3,yes,\r\n", "entitled_row_surplus"),
    "a column gone": (lambda t: t.replace("verdict", "answer"), "run_column_missing"),
    "a cell too many": (lambda t: t + "policies,A,P2,yes,,\r\n", "run_file_unreadable"),
    "an open quote": (lambda t: t + '"policies', "run_file_unreadable"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_file_is_caught_even_when_its_hash_is_forged_too(tmp_path: Path, name: str) -> None:
    forge, code = FORGED[name]
    folder = town(tmp_path / "town")
    run = tmp_path / "run"
    solved(folder).save(run)
    file = run / "entitled.csv"
    content = file.read_bytes()
    forged = forge(content.decode("utf-8-sig")).encode("utf-8-sig")
    assert forged != content
    file.write_bytes(forged)
    assert "run_file_changed" in found(folder, run)
    seal(run, forged)
    assert code in found(folder, run)
    assert "run_file_changed" not in found(folder, run)


def test_a_file_that_is_gone_is_missed(tmp_path: Path) -> None:
    folder = town(tmp_path / "town")
    solved(folder).save(tmp_path / "run")
    (tmp_path / "run" / "entitled.csv").unlink()
    assert "run_file_missing" in found(folder, tmp_path / "run")


@pytest.mark.parametrize(
    "place", ["yes", "needs_with_any", "by_resource.P1.refused.1", "by_resource.P2", "by_resource.P9"]
)
def test_a_forged_figure_is_caught(tmp_path: Path, place: str) -> None:
    plan = solved(town(tmp_path))
    summary = json.loads(json.dumps(plan.summary))
    *way, last = place.split(".")
    inner = summary["entitlements"]["policies"]
    for step in way:
        inner = inner[step]
    inner[last] = 7
    verdict = pairing.verify(plan.scenario, replace(plan, summary=summary))
    assert {fault.code for fault in verdict.faults} == {"summary_count_differs"}


def test_rows_without_an_entitlement_are_no_part_of_a_run(tmp_path: Path) -> None:
    with_rows = solved(town(tmp_path / "town"))
    plan: Plan = solved(write(tmp_path / "plain"))
    forged = replace(plan, entitled=with_rows.entitled)
    assert "entitled_unfounded" in {fault.code for fault in pairing.verify(plan.scenario, forged).faults}


def found(folder: Path, run: Path) -> set[str]:
    return {fault.code for fault in pairing.verify(folder, run).faults}


def seal(run: Path, content: bytes) -> None:
    import hashlib

    summary = json.loads((run / "summary.json").read_bytes())
    summary["files"]["entitled.csv"] = hashlib.sha256(content).hexdigest()
    (run / "summary.json").write_text(json.dumps(summary, ensure_ascii=False), "utf-8")


# --- what a planner reads ---------------------------------------------------------------------------


TOLD = {
    "en": """\
Policies that fit: C
  Fits (1)
    P3  a visit
  Cannot be told yet (2)
    P2  help with daily needs  fill in first: income
    P4  meals                  fill in first: alone, income
  Does not fit (1)
    P1  care for those who live alone  clause 1 does not hold: n.age >= 80  Art. 1
""",
    "zh": """\
政策匹配：C
  适用（1 项）
    P3  入户探访
  尚无法判断（2 项）
    P2  低收入补贴  请先补填：income
    P4  送餐        请先补填：alone, income
  不适用（1 项）
    P1  高龄独居补贴  第 1 项条件不成立：n.age >= 80  Art. 1
""",
}
COUNTED = {
    "en": """\
Policies that fit
  4 of 4 fit at least one of the 4
  9 fits in all
  3 more cannot be told before something is filled in
  policy  what it gives                  fits  unknown  does not fit  mostly because this does not hold
  P1      care for those who live alone     1        1             2  n.age >= 80
  P2      help with daily needs             2        1             1  n.income < 500 OR n.age > 90
  P3      a visit                           4        0             0
  P4      meals                             2        1             1  n.alone
""",
    "zh": """\
政策匹配
  4 个对象中，4 个至少适用 4 项中的一项
  合计适用 9 项次
  另有 3 项次须先补填信息才能判断
  政策  内容          适用  待定  不适用  最常见的不成立条件
  P1    高龄独居补贴     1     1       2  n.age >= 80
  P2    低收入补贴       2     1       1  n.income < 500 OR n.age > 90
  P3    入户探访         4     0       0
  P4    送餐             2     1       1  n.alone
""",
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_one_person_is_told(tmp_path: Path, lang: str) -> None:
    assert typed("entitled", town(tmp_path), "C", "--lang", lang).stdout == TOLD[lang]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_planner_is_told_of_each_policy(tmp_path: Path, lang: str) -> None:
    assert typed("entitled", town(tmp_path), "--lang", lang).stdout == COUNTED[lang]


def test_the_same_for_machines(tmp_path: Path) -> None:
    folder = town(tmp_path)
    one = json.loads(typed("entitled", folder, "C", "--json").stdout)["policies"]
    assert [(p["resource"], p["verdict"], p["missing"], p["clause"]) for p in one] == [
        ("P1", "no", [], 1),
        ("P2", "unknown", ["income"], None),
        ("P3", "yes", [], None),
        ("P4", "unknown", ["alone", "income"], None),
    ]
    counted = json.loads(typed("entitled", folder, "--json").stdout)["entitlements"]
    assert counted["policies"]["by_resource"]["P1"] == {"yes": 1, "unknown": 1, "refused": {"1": 2}}


def test_the_summary_of_a_run_tells_how_many_fit(tmp_path: Path) -> None:
    said = typed("solve", town(tmp_path), "--out", tmp_path / "run").stdout
    assert "\n".join(COUNTED["en"].splitlines()[:4]) in said
