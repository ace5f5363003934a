"""Plans side by side: the table that a planner reads, and what stands behind it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from pairing import BadData, read
from pairing.comparison.record import compare
from tiny import HOUSEHOLDS, VOLUNTEERS, programme, settings, typed, write

FUNDS = """
    fund_id, budget
    F1, 1200
"""
AID = programme(
    code='"aid"',
    kind='"funding"',
    resources='"funds"',
    wants='"500"',
    minimum='"500"',
    holds='"r.budget"',
    title='{ en = "Aid", zh = "救助" }',
)
#: A household has a helper or aid, not both.
ONCE = '[[limit]]\ncode = "once"\nper = ["n.household_id"]\nof = "count"\nmost = 1'
POLICY = """
    [[policy]]
    code = "tidy"

    [[policy.goals]]
    code = "homes"
    per = ["n.household_id"]
    cap = 1
    title = { en = "homes with anything", zh = "受助家庭(户)" }

    [[policy.goals]]
    code = "money"
    of = "money"

    [[policy.goals]]
    code = "villages"
    programme = "help"
    worst = ["n.village"]
"""
TITLE = 'title = { en = "A village", zh = "一个村" }'


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """Two volunteers for three households, and a fund that could help two of them."""
    toml = settings(programme(), AID, ONCE, POLICY, head=TITLE)
    return write(tmp_path / "village", toml, households=HOUSEHOLDS, volunteers=VOLUNTEERS, funds=FUNDS)


def columns(folder: Path, **how: Any) -> dict[str, dict[str, Any]]:
    """The columns of a comparison by policy and way of solving; all of them must be borne out by the tables."""
    (told,) = compare(read(folder), **how)[0]["scenarios"]
    assert all(column["verdict"]["ok"] for column in told["columns"] if "verdict" in column)
    return {f"{column['policy']} {column['how']}": column for column in told["columns"]}


def values(column: dict[str, Any]) -> list[int | str]:
    """The values of the goals of a column, in order."""
    return [goal["value"] for goal in column["goals"]]


# --- the table ----------------------------------------------------------------------------------------

ENGLISH = """\
A village: plans side by side
                                               together     one by one
  1. homes with anything                              3              3
  2. money given                          1,000.00 yuan      0.00 yuan
  3. share of the worst-off by n.village          0.0 %        100.0 %
  households with nothing (of 3)                      0              0
  needs that get something (of 6)                     3              3
  money given                             1,000.00 yuan      0.00 yuan
  money that lapses                         200.00 yuan  1,200.00 yuan
  limits broken                                       0              0

Goals stand in strict order: a plan may reach less of a later one for the sake of an earlier one.
One by one: each programme is planned by itself, in the order of the scenario, with what earlier ones have left.
"""
CHINESE = """\
一个村：方案对比
                                             统筹         分项
  1. 受助家庭(户)                               3            3
  2. 发放资金                         1,000.00 元      0.00 元
  3. 按 n.village 计最差一组的覆盖率        0.0 %      100.0 %
  未得到任何帮扶的家庭（户，共3户）             0            0
  得到帮扶的需求（项，共6项）                   3            3
  发放资金                            1,000.00 元      0.00 元
  未能用出的资金                        200.00 元  1,200.00 元
  被突破的限制（处）                            0            0

目标按先后严格排序：为保证前面的目标，后面的目标可能略低。
分项：各项目按场景中的次序单独安排，后一项目只能使用前面项目留下的余量。
"""
MARKDOWN = """\
| what counts | together | one by one |
| --- | ---: | ---: |
| 1. homes with anything | 3 | 3 |
| 2. money given | 1,000.00 yuan | 0.00 yuan |
| 3. share of the worst-off by n.village | 0.0 % | 100.0 % |
| households with nothing (of 3) | 0 | 0 |
| needs that get something (of 6) | 3 | 3 |
| money given | 1,000.00 yuan | 0.00 yuan |
| money that lapses | 200.00 yuan | 1,200.00 yuan |
| limits broken | 0 | 0 |
"""


@pytest.mark.parametrize(("options", "said"), [((), ENGLISH), (("--lang", "zh"), CHINESE), (("--markdown",), MARKDOWN)])
def test_one_command_sets_planning_together_beside_programme_by_programme(
    village: Path, options: tuple[str, ...], said: str
) -> None:
    result = typed("compare", village, "--apart", *options)
    assert result.exit_code == 0
    assert result.stdout == said


def test_other_policies_are_further_columns_and_goals_they_share_stand_once(village: Path) -> None:
    lines = typed("compare", village, "--apart", "--markdown", "--policies", "coverage").stdout.splitlines()
    assert lines[0] == "| what counts | tidy, together | tidy, one by one | coverage, together | coverage, one by one |"
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:7]] == [
        "tidy 1. homes with anything",
        "tidy 2. money given",
        "tidy 3. share of the worst-off by n.village",
        "coverage 1. needs that get something",
        "coverage 3. points",
    ]


def test_every_column_is_valued_by_the_goals_of_all_policies(village: Path) -> None:
    found = columns(village, policies=["coverage"])
    assert {code: len(values(column)) for code, column in found.items()} == {"tidy joint": 5, "coverage joint": 5}
    assert [goal["policy"] for goal in found["coverage joint"]["goals"]] == ["tidy"] * 3 + ["coverage"] * 2
    assert [level["goal"] for level in found["coverage joint"]["levels"]] == ["served", "money", "points"]


# --- what it writes -----------------------------------------------------------------------------------


def test_the_files_are_the_table_for_a_spreadsheet_and_the_record_in_the_same_bytes_every_time(
    village: Path, tmp_path: Path
) -> None:
    for folder in ("one", "two", "two"):
        assert typed("compare", village, "--apart", "--out", tmp_path / folder).exit_code == 0
    files = [{path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()} for folder in ("one", "two")]
    assert files[0] == files[1]
    assert sorted(files[0]) == ["compare.csv", "compare.html", "compare.json"]
    rows = list(csv.DictReader(files[0]["compare.csv"].decode("utf-8-sig").splitlines()))
    goals = [row for row in rows if not row["code"].startswith("measure.")]
    assert {row["code"]: (row["tidy joint"], row["tidy apart"]) for row in goals} == {
        "tidy.homes": ("3", "3"),
        "tidy.money": ("1000.00", "0.00"),
        "tidy.villages": ("0.000000", "1.000000"),
        "with_nothing": ("0", "0"),
        "helped": ("3", "3"),
        "given": ("1000.00", "0.00"),
        "lapsed": ("200.00", "1200.00"),
        "limits_broken": ("0", "0"),
    }
    record = json.loads(typed("compare", village, "--apart", "--json").stdout)
    assert record.pop("out") is None
    written = json.loads(files[0]["compare.json"])
    assert list(written.pop("files")) == ["compare.csv", "compare.html"]
    assert record == written


def test_a_run_is_not_replaced_by_a_comparison(village: Path, tmp_path: Path) -> None:
    assert typed("solve", village, "--out", tmp_path / "run").exit_code == 0
    result = typed("compare", village, "--out", tmp_path / "run")
    assert result.exit_code == 1
    assert "holds something else than an earlier run" in result.stderr
    assert (tmp_path / "run" / "plan.csv").exists()


# --- figures ------------------------------------------------------------------------------------------


def test_a_household_counts_once_whichever_of_its_needs_is_met(village: Path) -> None:
    (column,) = columns(village).values()
    assert (column["counted"], column["households"], column["with_nothing"]) == ("households", 3, 0)
    assert (column["needs"], column["helped"]) == (6, 3)
    assert column["programmes"]["help"] == {"needs": 3, "helped": 1, "given": 1, "lapsed": None}
    assert column["programmes"]["aid"] == {"needs": 3, "helped": 2, "given": 100_000, "lapsed": 20_000}


def test_where_no_need_tells_its_household_needs_are_counted(tmp_path: Path) -> None:
    asks = "person_id\nP1\nP2"
    toml = settings(programme(needs='"people"', need_key='"person_id"', holds='"1"', resources='"shops"'))
    folder = write(tmp_path, toml, people=asks, shops="shop_id\nS1")
    (column,) = columns(folder).values()
    assert (column["counted"], column["households"], column["with_nothing"]) == ("needs", 2, 1)
    assert (column["given"], column["lapsed"]) == (None, None)
    said = typed("compare", folder).stdout
    assert "needs with nothing (of 2)" in said
    assert "money" not in said


def test_a_fund_without_a_most_has_nothing_that_could_lapse(tmp_path: Path) -> None:
    toml = settings(programme(kind='"funding"', resources='"funds"', holds="", wants='"500"'))
    folder = write(tmp_path, toml, households=HOUSEHOLDS, funds="fund_id\nF1")
    (column,) = columns(folder).values()
    assert (column["given"], column["lapsed"]) == (150_000, None)


def test_a_programme_that_no_goal_speaks_of_serves_as_many_as_it_can(tmp_path: Path) -> None:
    policy = '[[policy]]\ncode = "aid"\ngoals = [{ code = "money", of = "money" }]'
    toml = settings(programme(), AID, policy)
    folder = write(tmp_path, toml, households=HOUSEHOLDS, volunteers=VOLUNTEERS, funds=FUNDS)
    column = columns(folder, programme_by_programme=True)["aid apart"]
    assert column["programmes"]["help"]["helped"] == 3
    assert column["given"] == 100_000


@pytest.mark.parametrize(("order", "helped"), [((AID, programme()), 2), ((programme(), AID), 0)])
def test_who_needs_a_later_programme_first_is_left_out_in_the_earlier_one(
    tmp_path: Path, order: tuple[str, str], helped: int
) -> None:
    """Helpers only for those with aid: helpers - 9 x grants <= 0."""
    requires = '[[limit]]\ncode = "only"\nper = ["n.household_id"]\nof = "count"\nmost = 0'
    requires += "\nweight = { aid = -9, help = 1 }"
    goals = POLICY + '\n[[policy.goals]]\ncode = "served"'
    toml = settings(*order, requires, goals)
    folder = write(tmp_path, toml, households=HOUSEHOLDS, volunteers=VOLUNTEERS, funds=FUNDS)
    found = columns(folder, programme_by_programme=True)
    assert found["tidy joint"]["programmes"]["help"]["helped"] == 2
    assert found["tidy apart"]["programmes"]["help"]["helped"] == helped
    assert found["tidy apart"]["limits_broken"] == 0


# --- where something does not fit ---------------------------------------------------------------------


def test_a_limit_that_planning_apart_breaks_is_counted_and_not_hidden(tmp_path: Path) -> None:
    """The fund is owed two households of its own, but the volunteers have taken them all."""
    owed = '[[programme.limit]]\ncode = "owed"\nper = ["r.fund_id"]\nof = "count"\nleast = 2'
    toml = settings(programme(), AID + owed, ONCE, POLICY)
    folder = write(tmp_path, toml, households=HOUSEHOLDS, volunteers=VOLUNTEERS, funds=FUNDS)
    found = columns(folder, programme_by_programme=True)
    assert found["tidy joint"]["broken"] == {}
    assert found["tidy apart"]["broken"] == {"aid.owed": 1}
    assert found["tidy apart"]["limits_broken"] == 1


def test_a_column_without_a_plan_says_so_and_decides_the_exit_status(tmp_path: Path) -> None:
    toml = settings(programme(holds='{ least = "4", most = "5", may_stay_unused = false }'), head=TITLE)
    result = typed("compare", write(tmp_path, toml))
    assert result.exit_code == 3
    assert "together: no plan keeps all limits." in result.stdout


def test_a_policy_that_does_not_exist_is_bad_data(village: Path) -> None:
    with pytest.raises(BadData) as bad:
        compare(read(village), policies=["nonsense"])
    assert [fault.code for fault in bad.value.faults] == ["unknown_policy"]
