"""A workbook is a scenario: written as a template, read with its settings, given back with its faults marked."""

from __future__ import annotations

import io
import tempfile
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl.utils.datetime
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font

import pairing
from pairing.cli import main
from pairing.settings.root import config_of
from pairing.workbook.lines import line_of
from pairing.workbook.rows import kept_text, rows_of
from pairing.workbook.settings import Settings, read_settings, settings_toml
from pairing.workbook.template import Book, template
from pairing.workbook.values import cell_of, value_of
from pairing.workbook.writing import workbook_bytes
from tiny import codes, pairs, programme, solved, typed
from tiny import settings as toml
from tiny import write as scenario

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").iterdir())
KINDS = ("pairing", "placement", "funding")


def book(folder: Path, *kinds: str, lang: str = "en", name: str = "book.xlsx") -> Path:
    """The template of some kinds, written to a file."""
    path = folder / name
    path.write_bytes(workbook_bytes(template(kinds or ("pairing",), lang)))
    return path


def at(path: Path, sheet: str, header: str, row: int) -> str:
    """The place of a cell by the header of its column."""
    titles = [cell.value for cell in openpyxl.load_workbook(path)[sheet][1]]
    return f"{openpyxl.utils.get_column_letter(titles.index(header) + 1)}{row}"


def changed(path: Path, cells: dict[str, dict[str, Any]]) -> Path:
    """The workbook with other values in some cells: sheet -> place -> value."""
    opened = openpyxl.load_workbook(path)
    for sheet, values in cells.items():
        for place, value in values.items():
            opened[sheet][place] = value
    opened.save(path)
    return path


def faults(path: Path) -> list[tuple[str, str, int | None, str]]:
    """What reading complains of: (code, sheet, row, column)."""
    with pytest.raises(pairing.BadData) as bad:
        pairing.read(path)
    return [(fault.code, fault.file.partition("#")[2], fault.row, fault.column) for fault in bad.value.faults]


# --- the template -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_can_be_solved_as_it_is(tmp_path: Path, lang: str) -> None:
    plan = solved(book(tmp_path, *KINDS, lang=lang))
    assert plan.status == "optimal"
    helped = {row.programme for row in plan.matches.itertuples()}
    assert helped == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_solved_by_itself(tmp_path: Path, kind: str) -> None:
    assert solved(book(tmp_path, kind, lang="zh")).status == "optimal"


def test_equal_books_are_equal_bytes() -> None:
    assert workbook_bytes(template(KINDS, "zh")) == workbook_bytes(template(KINDS, "zh"))


def test_the_sheets_have_hints_choices_frozen_headers_and_text_for_numbers(tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(book(tmp_path, *KINDS, lang="zh"))
    assert opened.sheetnames[0] == "说明"
    assert opened["_lists"].sheet_state == "hidden"
    homes, people = opened["困难户"], opened["家庭成员"]
    assert homes.freeze_panes == "B3"
    assert [cell.value for cell in homes[1]][:4] == ["户编号", "户主", "村", "救助类别"]
    assert homes["A2"].value == "※ 必填；文本"
    assert {str(rule.sqref): rule.formula1 for rule in homes.data_validations.dataValidation}.keys() == {
        "C3:C5001",
        "D3:D5001",
    }
    assert people["D3"].number_format == "@"  # the identity number
    assert people["E3"].value.date() == date(1981, 5, 20)
    choices = {str(rule.sqref): rule.formula1 for rule in homes.data_validations.dataValidation}
    assert choices["C3:C5001"] == "'村'!$A$3:$A$5000"
    assert choices["D3:D5001"].startswith("_lists!")


def test_hints_are_passed_over_only_below_the_headers(tmp_path: Path) -> None:
    folder = scenario(
        tmp_path,
        households="household_id, village\n※ text, ※ as on its sheet\nH1, east\n※2, east",
        volunteers="volunteer_id, village, max_households\nV1, east, 2",
    )
    found = pairing.read(folder)
    assert found.db.execute("SELECT household_id FROM households ORDER BY 1").fetchall() == [("H1",), ("※2",)]


def test_examples_beside_rows_of_ones_own_are_faults_in_every_sheet(tmp_path: Path) -> None:
    path = changed(book(tmp_path), {"Households": {"A8": "H1", "C8": "EX-East"}})
    found = faults(path)
    assert {code for code, *_ in found} == {"example_left"}
    assert ("example_left", "Volunteers", 3, "Volunteer number") in found


# --- settings ---------------------------------------------------------------------------------------


def carried(text: str, lang: str = "zh") -> Settings:
    """What a workbook made from a `scenario.toml` says."""
    kept, notes = kept_text(text)
    content = workbook_bytes(Book(lang, (), tuple(rows_of(tomllib.loads(text), notes)), tuple(kept), hints=False))
    return _read(content)


def _read(content: bytes) -> Settings:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        return read_settings(path)


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_five_scenarios_say_the_same_as_workbooks_and_back(folder: Path, lang: str) -> None:
    text = (folder / "scenario.toml").read_text("utf-8")
    wanted = config_of(tomllib.loads(text))
    found = carried(text, lang)
    assert found.faults == []
    assert config_of(found.raw) == wanted
    assert config_of(tomllib.loads(settings_toml(found, remarks=True))) == wanted


def test_no_comment_is_lost() -> None:
    text = (SCENARIOS[-2] / "scenario.toml").read_text("utf-8")
    back = settings_toml(carried(text), remarks=True)
    comments = [line.strip("# ") for line in text.splitlines() if line.lstrip().startswith("#")]
    assert comments
    assert [words for words in comments if words not in back] == []


def test_settings_that_nobody_has_thought_of_yet_are_carried() -> None:
    text = """
        [scenario]
        code = "tiny"
        [index]
        x = [1, 2]
        [[programme]]
        code = "help"
        standing = { from = "points", most = 3, deep = { a = [true, 1.5] } }
        odd = ["a; b", "c"]
        number = "007"
        word = "12"
        truth = true
        text = "true"
        empty = ""
        none = []
        blocks = [{ a = 1 }, { a = 2 }]
        day = 2012-12-31
        [[programme.rule]]
        code = "near"
        where = "true"
        [[limit]]
        code = "cap"
        most = 1
        weight = { help = -3 }
        [[policy]]
        code = "p"
        procedure = "lottery"
        goals = [{ code = "g", loss = 0.01, cap = 2 }]
    """
    found = carried(text)
    assert found.faults == []
    assert found.raw == tomllib.loads(text)


def test_what_no_cell_can_carry_is_said_and_not_lost() -> None:
    with pytest.raises(pairing.BadData) as bad:
        rows_of({"programme": [{"code": "help", "dotted.key": 1}]})
    assert [fault.code for fault in bad.value.faults] == ["sheet_cannot_carry"]


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
leaves = st.one_of(
    words,
    st.sampled_from(["007", "1", "-1.5", "true", "是", '"a"', "[1]", "'", " x ", "=1+1", "1e5", "nan", "2012-01-01"]),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
values = st.recursive(leaves, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner)))


@settings(max_examples=60)
@given(st.sampled_from(["new", "per", "says.zh", "programmes", "code"]), values)
def test_a_cell_gives_back_every_value(key: str, value: Any) -> None:
    try:
        cell = cell_of(key, value)
    except ValueError:
        return  # said to be so, never lost
    assert value_of(key, cell) == value


@pytest.mark.parametrize(
    ("key", "typed_in", "value"),
    [
        ("per", "n.village；n.town", ["n.village", "n.town"]),
        ("programmes", "pairing, jobs", ["pairing", "jobs"]),
        ("soft", 50.0, 50),
        ("soft", "50", 50),
        ("loss", 0.01, 0.01),
        ("where", True, "true"),
        ("where", '"n"."village" = r.village', '"n"."village" = r.village'),
        ("discreet", "是", True),
        ("title.zh", 2012.0, "2012"),
        ("law", "  第三条 ", "第三条"),
        ("most", "", None),
    ],
)
def test_what_a_planner_types_is_understood(key: str, typed_in: Any, value: Any) -> None:
    assert value_of(key, typed_in) == value


def test_a_rule_that_is_switched_off_does_not_count(tmp_path: Path) -> None:
    path = changed(book(tmp_path), {"Rules and limits": {"A3": "no"}})
    assert [rule.code for rule in pairing.read(path).config.programme("pairing").rules] == []


def test_new_rows_and_numbers_count(tmp_path: Path) -> None:
    path, sheet = book(tmp_path), "Rules and limits"
    new = {"On": "yes", "What": "限制", "Of": "pairing", "Code": "one_each", "For each": "r.volunteer_id", "At most": 1}
    plan = solved(changed(path, {sheet: {at(path, sheet, header, 6): value for header, value in new.items()}}))
    assert max(plan.matches.groupby("resource").size()) == 1


def test_what_is_wrong_with_a_setting_is_told_at_its_cell(tmp_path: Path) -> None:
    path, rules = book(tmp_path), "Rules and limits"
    wrong = {
        rules: {"E3": "n.vilage = r.village", at(path, rules, "Price of a missing unit", 5): -3},
        "Policies and goals": {"C4": "nobody", "B3": "polcy"},
    }
    found = faults(changed(path, wrong))
    assert ("sheet_of_unknown", "Policies and goals", 4, "Of") in found
    assert ("sheet_part_unknown", "Policies and goals", 3, "What") in found
    assert ("unknown_policy", "Programme settings", 3, "Policy") in found
    assert ("setting_type", "Rules and limits", 5, "Price of a missing unit") in found


def test_what_only_solving_finds_is_told_at_its_cell_too(tmp_path: Path) -> None:
    path, sheet = book(tmp_path), "Rules and limits"
    changed(path, {sheet: {at(path, sheet, "At least", 5): "n.size"}})
    with pytest.raises(pairing.BadData) as bad:
        pairing.solve(path)
    (fault, *_) = bad.value.faults
    assert (fault.code, fault.file, fault.row) == ("limit_varies", "book.xlsx#Rules and limits", 5)


def test_further_settings_stand_on_a_sheet_of_toml(tmp_path: Path) -> None:
    path = book(tmp_path)
    opened = openpyxl.load_workbook(path)
    sheet = opened.create_sheet("scenario.toml")
    for row, line in enumerate(["[view]", "homes = 'select * from households'", "late = 'select 1 from nowhere'"], 1):
        sheet.cell(row, 1, line)
    opened["Programme settings"][at(path, "Programme settings", "Needs: table", 4)] = "homes"
    opened.save(path)
    found = faults(path)
    assert {(sheet, row) for _, sheet, row, _ in found} == {("scenario.toml", 3)}


# --- which file is the scenario ---------------------------------------------------------------------


def test_a_folder_becomes_a_workbook_with_the_same_plan_and_back(tmp_path: Path) -> None:
    rules = ("n.village = r.village",)
    folder = scenario(tmp_path / "town", toml(programme(rules=rules), head="as_of = 2012-12-31  # the day"))
    assert typed("init", tmp_path / "book", "--from", folder).exit_code == 0
    assert typed("init", tmp_path / "plain", "--from", tmp_path / "book/book.xlsx").exit_code == 0
    plans = [pairs(solved(place)) for place in (folder, tmp_path / "book/book.xlsx", tmp_path / "plain")]
    assert plans[0] == plans[1] == plans[2]
    assert "the day" in (tmp_path / "plain/scenario.toml").read_text("utf-8")


def test_numbers_with_zeros_in_front_and_dates_stay_what_they_are(tmp_path: Path) -> None:
    households = "household_id, village, registered_on, size, code\n007, east, 2012-03-05, 3, 00120"
    people = "member_id, household_id, id_number, income_month\n01, 007, 11010519491231002X, 1200.50"
    volunteers = "volunteer_id, village, max_households\n0001, east, 1"
    folder = scenario(tmp_path / "town", households=households, members=people, volunteers=volunteers)
    typed("init", tmp_path / "book", "--from", folder)
    found = [pairing.read(place) for place in (folder, tmp_path / "book")]
    for table in ("households", "members", "volunteers"):
        first, second = (each.db.execute(f"SELECT * FROM {table}").fetchall() for each in found)
        assert first == second


def test_a_table_of_ones_own_is_read_where_the_settings_speak_of_it(tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(book(tmp_path))
    opened.create_sheet("notes").append(["this is", "", "no table"])
    opened.create_sheet("Pairing").append(["what titles mention", "", "is no table"])
    towns = opened.create_sheet("towns")
    towns.append(["town", "rank"])
    towns.append(["Example Town", 1])
    opened.create_sheet("scenario.toml").append(["view.ranked = 'select * from towns'"])
    opened.save(tmp_path / "book.xlsx")
    found = pairing.read(tmp_path / "book.xlsx")
    assert "ranked" in found.tables
    assert not {"notes", "Pairing"} & set(found.tables)


def test_a_folder_with_one_workbook_is_a_scenario_and_two_settings_are_a_fault(tmp_path: Path) -> None:
    book(tmp_path)
    assert pairing.read(tmp_path).config.code == "town"
    (tmp_path / "scenario.toml").write_text('[scenario]\ncode = "x"\n')
    assert codes(tmp_path) == ["settings_twice"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0", "scenario_kind"),
        ("table.csv", b"a,b\n", "scenario_kind"),
        ("broken.xlsx", b"PK\x03\x04 no more", "file_unreadable"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "file_unreadable"),
    ],
)
def test_what_is_no_workbook_says_what_to_do(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert codes(tmp_path / name) == [code]


def test_a_workbook_without_settings_is_no_scenario(tmp_path: Path) -> None:
    opened = openpyxl.Workbook()
    opened.save(tmp_path / "book.xlsx")
    assert codes(tmp_path / "book.xlsx") == ["workbook_without_settings"]


def test_titles_above_the_headers_are_passed_over_and_merged_cells_are_faults(tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(book(tmp_path))
    sheet = opened["Villages"]
    sheet.insert_rows(1)
    sheet["A1"] = "Villages of 2025"
    sheet.merge_cells("A1:B1")
    opened.save(tmp_path / "book.xlsx")
    assert solved(tmp_path / "book.xlsx").status == "optimal"
    sheet.merge_cells("B4:B5")
    opened.save(tmp_path / "book.xlsx")
    assert faults(tmp_path / "book.xlsx") == [("cells_merged", "Villages", 4, "Town")]


def test_a_formula_without_a_saved_value_is_no_blank_cell(tmp_path: Path) -> None:
    path = changed(book(tmp_path), {"Households": {"F3": "=600+20"}})
    assert faults(path) == [("formula_unsaved", "Households", 3, "Income a head a month")]


def test_dates_are_the_same_in_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(book(tmp_path))
    opened.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    opened.save(tmp_path / "book.xlsx")
    found = pairing.read(tmp_path / "book.xlsx").db
    assert found.execute("SELECT min(registered_on) FROM households").fetchone() == (date(2022, 11, 18),)


def test_rows_of_blanks_at_the_end_and_hidden_sheets_are_no_matter(tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(book(tmp_path))
    opened["Households"]["A900"] = "  "
    opened["Households"]["B901"].font = Font(bold=True)
    opened["Villages"].sheet_state = "hidden"
    opened.save(tmp_path / "book.xlsx")
    found = pairing.read(tmp_path / "book.xlsx")
    assert (found.size("households"), found.size("villages")) == (5, 3)


# --- marks ------------------------------------------------------------------------------------------


def marked(path: Path, out: str = "marked.xlsx", lang: str = "zh") -> openpyxl.Workbook:
    assert not (path.parent / out).exists()
    result = typed("check", path, "--mark", path.parent / out, "--lang", lang)
    assert result.exit_code == 1, result.output
    return openpyxl.load_workbook(path.parent / out)


def bad_book(folder: Path) -> Path:
    """A Chinese template with a wrong tier, an unknown village, a fault on a hidden sheet, and formats of its own."""
    opened = openpyxl.load_workbook(book(folder, lang="zh"))
    homes = opened["困难户"]
    homes["D4"], homes["C5"], homes["B6"] = "不知道", "南村", "=1+1"
    homes["B6"].data_type = "s"
    homes["A3"].font = Font(bold=True, color="FF00FF00")
    homes["D4"].comment = Comment("mine", "Li")
    homes.column_dimensions["C"].width = 33
    helpers = opened["志愿者"]
    helpers["A1"] = "谁"
    helpers.sheet_state = "hidden"
    opened.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def test_wrong_cells_are_coloured_and_commented_and_the_rest_is_kept(tmp_path: Path) -> None:
    found = marked(bad_book(tmp_path))
    homes = found["困难户"]
    assert "不知道 不在可选值之内" in homes["D4"].comment.text
    assert homes["D4"].comment.text.endswith("mine")
    assert homes["D4"].fill.start_color.rgb == homes["C5"].fill.start_color.rgb == "FFFFC7CE"
    assert homes["D3"].comment is None
    assert homes["A3"].font.bold
    assert homes.column_dimensions["C"].width == 33
    assert (homes["B6"].value, homes["B6"].data_type) == ("=1+1", "s")
    assert homes.freeze_panes == "B3"
    assert "缺少列 volunteer_id" in found["志愿者"]["A1"].comment.text  # a fault without a cell: at the first header
    assert found["志愿者"].sheet_state == "visible"


def test_all_faults_are_listed_with_links_to_their_cells(tmp_path: Path) -> None:
    found = marked(bad_book(tmp_path))
    listed = found["问题清单"]
    assert found.active.title == "问题清单"
    rows = [[cell.value for cell in row[:6]] for row in listed.iter_rows(min_row=2) if row[0].value]
    assert len(rows) == len(faults(tmp_path / "book.xlsx"))
    assert ("困难户", "D4", "救助类别", "不知道") in {tuple(row[1:5]) for row in rows}
    assert {row[2].hyperlink.location for row in listed.iter_rows(min_row=2) if row[0].value} >= {"'困难户'!D4"}


def test_what_has_been_mended_loses_its_mark(tmp_path: Path) -> None:
    marked(bad_book(tmp_path))
    mended = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    mended["困难户"]["D4"] = "低保"
    mended.save(tmp_path / "mended.xlsx")
    homes = marked(tmp_path / "mended.xlsx", "again.xlsx", lang="en")["困难户"]
    assert homes["D4"].comment.text == "mine"
    assert homes["D4"].fill.fill_type is None
    assert "南村 is not in" in homes["C5"].comment.text
    assert "---" not in homes["C5"].comment.text


def test_a_marked_copy_beside_the_workbook_is_no_second_scenario(tmp_path: Path) -> None:
    path = bad_book(tmp_path)
    marked(path)
    assert "settings_twice" not in codes(tmp_path)
    assert typed("check", path, "--mark", tmp_path / "marked.xlsx").exit_code == 1
    assert "someone may have mended it" in typed("check", path, "--mark", tmp_path / "marked.xlsx").stderr


def test_a_sound_workbook_is_given_back_with_an_empty_list(tmp_path: Path) -> None:
    result = typed("check", book(tmp_path), "--mark", tmp_path / "marked.xlsx")
    assert result.exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx")["Faults"]["F2"].value.startswith("Nothing is wrong")


def test_the_tables_of_a_folder_become_a_marked_workbook(tmp_path: Path) -> None:
    text = toml(programme(rules=("n.vilage = r.village",)))
    households = b"household_id,village,size\nH1,=east,x\nH2,west\n\nH3,west,2\n"
    volunteers = "volunteer_id, village, max_households\nV1, east, many".replace(" ", "").encode()
    folder = scenario(tmp_path / "town", text, households=households, volunteers=volunteers)
    found = marked(folder)
    homes = found["households"]
    assert [cell.value for cell in homes[2]] == ["H1", "=east", "x"]
    assert homes["B2"].data_type == "s"
    assert "不是整数" in homes["C2"].comment.text
    assert "第 3 行只有 2 个单元格" in homes["A3"].comment.text
    assert homes["A5"].value == "H3"
    assert "many" in found["volunteers"]["C2"].comment.text
    wrong = [cell for (cell,) in found["scenario.toml"].iter_rows() if cell.comment]
    assert [cell.value for cell in wrong] == ["where = '''n.vilage = r.village'''"]
    assert found["问题清单"]["C2"].hyperlink.location == "'households'!C2"


def test_a_file_that_cannot_be_read_at_all_is_in_the_list(tmp_path: Path) -> None:
    folder = scenario(tmp_path / "town")
    (folder / "funds.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "jobs.csv").write_bytes(b"\x00\x01")
    listed = marked(folder, lang="en")["Faults"]
    assert {row[1].value for row in listed.iter_rows(min_row=2)} == {"funds.xls", "jobs.csv"}


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("scenario.code", 2),
        ("programme.help.rule.near.where", 8),
        ("programme.help.rule.far.where", 11),
        ("programme.two.needs", 14),
        ("policy.p.goals.served.cap", 18),
        ("view.homes", 21),
        ("nothing.at.all", 1),
    ],
)
def test_a_setting_is_found_in_the_text(place: str, line: int) -> None:
    text = """[scenario]
code = "x"
[[programme]]
code = "help"
needs = "a"
  [[programme.rule]]
  code = "near"
  where = "1"
  [[programme.rule]]
  code = "far"
  where = "2"
[[programme]]
code = "two"
needs = "b"
[[policy]]
code = "p"
goals = [
  { code = "served", cap = 1 },
]
[view]
homes = "select 1"
"""
    assert line_of(text.splitlines(), place) == line


# --- commands ---------------------------------------------------------------------------------------


def test_the_commands_of_the_documentation_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parent.parent / "docs/workbook.md").read_text("utf-8")
    lines = [line.removeprefix("$ pairing ") for line in text.splitlines() if line.startswith("$ ")]
    assert len(lines) == 4
    for line in lines:
        result = typed(*line.split())
        assert result.exit_code == 0, f"{line}\n{result.output}"


def test_nothing_is_asked_where_nobody_is_there_to_answer(tmp_path: Path) -> None:
    result = typed("init", tmp_path / "town")
    assert result.exit_code == 0, result.output
    assert f"pairing solve {tmp_path / 'town/book.xlsx'}" in result.output
    assert [p.code for p in pairing.read(tmp_path / "town").config.programmes] == ["pairing"]
    again = typed("init", tmp_path / "town")
    assert again.exit_code == 1
    assert "left alone" in again.stderr


def test_on_a_terminal_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import _NamedTextIOWrapper

    monkeypatch.setattr(_NamedTextIOWrapper, "isatty", lambda self: True, raising=False)
    answers = "zh\npairing，什么\npairing，funding\n"
    result = CliRunner().invoke(main, ["init", str(tmp_path / "town")], input=answers, env={"PAIRING_LANG": "en"})
    assert result.exit_code == 0, result.output
    found = pairing.read(tmp_path / "town")
    assert [p.code for p in found.config.programmes] == ["pairing", "funding"]
    assert "包括哪些项目？" in result.output


def test_a_workbook_is_solved_verified_and_explained_by_its_name(tmp_path: Path) -> None:
    path = book(tmp_path, lang="zh")
    for arguments in (
        ["check", path],
        ["solve", path],
        ["verify", path, tmp_path / "book-out"],
        ["explain", tmp_path / "book-out", "例H002", "--exact"],
        ["explain", tmp_path / "book-out", "例H002", "--exact", "--scenario", path],
    ):
        result = typed(*arguments)
        assert result.exit_code == 0, result.output
    summary = pairing.read(path).inputs
    assert set(summary) == {"book.xlsx", "scenario.toml"}
    changed(path, {"规则与限制": {at(path, "规则与限制", "下限", 5): 2}})
    assert "book.xlsx has changed" in typed("verify", path, tmp_path / "book-out").output


def test_a_fault_of_the_settings_hash_only_follows_what_they_say(tmp_path: Path) -> None:
    first = pairing.read(book(tmp_path)).inputs
    wider = openpyxl.load_workbook(tmp_path / "book.xlsx")
    wider["Rules and limits"].column_dimensions["A"].width = 50
    wider.save(tmp_path / "book.xlsx")
    second = pairing.read(tmp_path / "book.xlsx").inputs
    assert first["scenario.toml"] == second["scenario.toml"]
    assert first["book.xlsx"] != second["book.xlsx"]


def test_a_large_book_keeps_its_drop_downs_below_its_rows() -> None:
    made = template(("pairing",), "en")
    (villages, *others) = made.tables
    rows = tuple((f"EX-{i}", "t") for i in range(6000))
    content = workbook_bytes(replace(made, tables=(replace(villages, rows=rows), *others)))
    opened = openpyxl.load_workbook(io.BytesIO(content))
    (rule, *_) = opened["Households"].data_validations.dataValidation
    assert rule.formula1 == "'Villages'!$A$3:$A$7003"
