"""Lists are joined on exact keys; people who are nearly alike are for a person to decide, and ids alone are shown."""

from __future__ import annotations

import csv
import io
import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pairing
import tiny
from pairing.same_people.spelling import plain, sound
from pairing.same_people.splink_scores import installed
from pairing.tables.identity import check_character
from tiny import HOUSEHOLDS, VOLUNTEERS, programme, typed

HEAD = "id, name, birth_date, sex, id_number"
BLOCK = """
    [[same]]
    code = "admitted"
    left = "admissions"
    right = "persons"
    exact = ["id_number"]
    near = ["name", "birth_date", "sex"]
"""
ONE_LIST = BLOCK.replace('"persons"', '"admissions"')

Rows = list[str]
Found = dict[str, tuple[bool | None, str, int, str]]


def number(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


JING = number("52030220050312002")
MISTYPED = f"{JING[:9]}1{JING[10:]}"
SWAPPED = f"{JING[:9]}{JING[10]}{JING[9]}{JING[11:]}"
TWIN = number("52030220050312004")
WEI = number("52030220050704001")


def scenario(folder: Path, left: Rows, right: Rows, block: str = BLOCK, **tables: str) -> Path:
    """Two lists of people, rows without their header, beside a programme that has nothing to do with them."""
    lists = {"admissions": "\n".join([HEAD, *left]), "persons": "\n".join([HEAD, *right])}
    everything = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, **lists, **tables}
    return tiny.write(folder, tiny.settings(programme(), block), **everything)


def rows(folder: Path) -> Found:
    """same_CODE by "left right"."""
    found = pairing.read(folder).db.execute("SELECT * FROM same_admitted ORDER BY ALL").fetchall()
    return {f"{left} {right}": tuple(rest) for left, right, *rest in found}


def hows(folder: Path) -> dict[str, str]:
    return {pair: how for pair, (_, how, _, _) in rows(folder).items()}


def two(folder: Path, left: str, right: str) -> Found:
    """What is found of two people."""
    return rows(scenario(folder, [f"L, {left}"], [f"R, {right}"]))


# --- one pair of rows -------------------------------------------------------------------------------


def test_equal_identity_numbers_are_the_same_person_whatever_else_differs(tmp_path: Path) -> None:
    found = two(tmp_path, f"李静, 2005-03-12, 女, {JING}", f"李靖宇, 2005-03-02, 女, {JING.lower()}")
    assert {pair: (same, how) for pair, (same, how, _, _) in found.items()} == {"L R": (True, "exact")}


def test_everything_equal_scores_a_hundred(tmp_path: Path) -> None:
    found = two(tmp_path, f"李静, 2005-03-12, 女, {JING}", f"李静, 2005-03-12, 2, {JING}")
    assert found == {"L R": (True, "exact", 100, "exact id_number, name, birth_date, sex")}


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        # a digit mistyped, two swapped, one left out
        (f"李静, 2005-03-12, 女, {MISTYPED}", JING, "exact name, birth_date, sex; slip id_number"),
        (f"李静, 2005-03-12, 女, {SWAPPED}", JING, "exact name, birth_date, sex; slip id_number"),
        (f"李静, 2005-03-12, 女, {JING[:-1]}", JING, "exact name, birth_date, sex; slip id_number"),
        # without a number: equal, by sound, one character of three
        ("李静, 2005-03-12, 女,", JING, "exact name, birth_date, sex"),
        ("李晶, 2005-03-12, 女,", JING, "exact birth_date, sex; sound name"),
        ("李靜, 2005-03-12, 女,", JING, "exact birth_date, sex; sound name"),
        # day and month swapped, one digit different
        ("李静, 2005-12-03, 女,", JING, "exact name, sex; slip birth_date"),
        ("李静, 2005-03-02, 女,", JING, "exact name, sex; slip birth_date"),
        # the sex alone differs
        ("李静, 2005-03-12, 男,", "", "exact name, birth_date"),
    ],
)  # fmt: skip
def test_nearly_alike_is_for_a_person_to_decide(tmp_path: Path, left: str, right: str, alike: str) -> None:
    found = two(tmp_path, left, f"李静, 2005-03-12, 女, {right}")
    ((same, how, score, told),) = found.values()
    assert (same, how, told) == (None, "near", alike)
    assert 0 < score < 100


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # twins: surname and birth date agree, and both numbers are valid
        (f"李静, 2005-03-12, 女, {JING}", f"李晶, 2005-03-12, 女, {TWIN}"),
        (f"李小静, 2005-03-12, 女, {JING}", f"李大静, 2005-03-12, 女, {TWIN}"),
        # the same name and birth date, yet two valid numbers
        (f"李静, 2005-03-12, 女, {JING}", f"李静, 2005-03-12, 女, {number('11010520050312004')}"),
        # the same name alone, the same birth date alone
        ("李静, 2005-03-12, 女,", "李静, 2003-07-01, 女,"),
        ("李静, , 女,", "李静, , 女,"),
        ("李静, 2005-03-12, 女,", "王芳, 2005-03-12, 女,"),
        # of two characters one differs: half of the name
        ("李静, 2005-03-12, 女,", "李明, 2005-03-12, 女,"),
        # the same sound, but another sex
        ("李静, 2005-03-12, 女,", "李晶, 2005-03-12, 男,"),
        # nothing is known
        (", , ,", ", , ,"),
    ],
)
def test_others_are_not_near(tmp_path: Path, left: str, right: str) -> None:
    assert two(tmp_path, left, right) == {}


def test_a_name_of_three_characters_may_have_one_slip(tmp_path: Path) -> None:
    for k, name in enumerate(["王梦雪", "王雪梦", "王雪", "王雨雪"]):
        left, right = "王雨雪, 2005-03-12, 女,", f"{name}, 2005-03-12, 女,"
        slip = {"exact birth_date, sex; slip name", "exact name, birth_date, sex"}
        found = two(tmp_path / str(k), left, right)
        assert {told for _, _, _, told in found.values()} <= slip
        assert bool(found) == (name != "王雪梦")  # both given characters moved: two slips


def test_other_scripts_lose_case_accents_and_dots(tmp_path: Path) -> None:
    found = two(tmp_path, "José Pérez, 2005-03-12, 男,", "JOSE PEREZ, 2005-03-12, 男,")
    assert [told for *_, told in found.values()] == ["exact birth_date, sex; sound name"]
    assert plain("阿卜杜拉·买买提") == plain("阿卜杜拉 • 买买提")


def test_a_sound_is_pinyin_without_tone_with_the_reading_of_surnames() -> None:
    assert sound("李静") == sound("李晶") == "li jing"
    assert sound("单小解") == "shan xiao jie"
    assert sound("解单") == "xie dan"
    assert sound("anna李") == "anna li"
    assert sound("") == ""


def test_columns_may_have_other_names_and_a_kind_of_their_own(tmp_path: Path) -> None:
    block = """
        [[same]]
        code = "admitted"
        left = "admissions"
        right = "persons"
        near = [{ left = "name", right = "xm" }, { left = "born", right = "csrq", as = "date" }]
    """
    tables = {"admissions": "no, name, born\nL, 李静, 2005年3月12日", "persons": "no, xm, csrq\nR, 李晶, 20050312"}
    assert rows(scenario(tmp_path, [], [], block, **tables)) == {
        "L R": (None, "near", 89, "exact born/csrq; sound name/xm")
    }


# --- who is whose partner ---------------------------------------------------------------------------


def test_a_person_of_the_right_list_has_one_partner_or_someone_must_look(tmp_path: Path) -> None:
    same = f"李静, 2005-03-12, 女, {JING}"
    assert hows(scenario(tmp_path / "a", [f"L1, {same}", f"L2, {same}"], [f"R, {same}"])) == {
        "L1 R": "ambiguous",
        "L2 R": "ambiguous",
    }
    # One person may hold several certificates in the right list.
    assert hows(scenario(tmp_path / "b", [f"L, {same}"], [f"R1, {same}", f"R2, {same}"])) == {
        "L R1": "exact",
        "L R2": "exact",
    }


def test_a_decision_settles_who_is_meant(tmp_path: Path) -> None:
    same = f"李静, 2005-03-12, 女, {JING}"
    block = BLOCK + 'decided = "decided"'
    decided = "left, right, same, by, date\nL1, R, 否, the office, 2024-08-01"
    found = rows(scenario(tmp_path, [f"L1, {same}", f"L2, {same}"], [f"R, {same}"], block, decided=decided))
    assert {pair: row[:2] for pair, row in found.items()} == {"L1 R": (False, "decided"), "L2 R": (True, "exact")}


def test_rows_that_have_found_each_other_are_not_compared_with_others(tmp_path: Path) -> None:
    left = [f"L1, 李静, 2005-03-12, 女, {JING}", f"L2, 李静, 2005-03-12, 女, {MISTYPED}"]
    right = [f"R1, 李静, 2005-03-12, 女, {JING}", f"R2, 李静, 2005-03-12, 女, {MISTYPED}"]
    assert hows(scenario(tmp_path / "a", left, right)) == {"L1 R1": "exact", "L2 R2": "exact"}
    assert hows(scenario(tmp_path / "b", left, right[:1])) == {"L1 R1": "exact", "L2 R1": "near"}


def test_duplicates_within_one_list_stand_there_once(tmp_path: Path) -> None:
    same = f"李静, 2005-03-12, 女, {JING}"
    left = [f"C, {same}", f"A, {same}", f"B, {same}", "D, 李晶, 2005-03-12, 女,"]
    assert hows(scenario(tmp_path, left, [], ONE_LIST)) == {
        "A B": "exact", "A C": "exact", "B C": "exact", "A D": "near", "B D": "near", "C D": "near",
    }  # fmt: skip


def test_views_can_use_the_table(tmp_path: Path) -> None:
    same = f"李静, 2005-03-12, 女, {JING}"
    view = '[view]\nknown = "select left_id, right_id from same_admitted where same"'
    found = pairing.read(scenario(tmp_path, [f"L, {same}"], [f"R, {same}"], BLOCK + view))
    assert found.db.execute("SELECT * FROM known").fetchall() == [("L", "R")]
    tables = {name for (name,) in found.db.execute("SHOW TABLES").fetchall()}
    assert not {name for name in tables if name.startswith("raw same")}


# --- properties -------------------------------------------------------------------------------------

_names = st.sampled_from(["李静", "李晶", "李静怡", "李敬宜", "王大双", "王小双", "张伟", ""])
_days = st.sampled_from(["2005-03-12", "2005-12-03", "2005-03-02", "2004-01-01", ""])
_numbers = st.sampled_from([JING, TWIN, JING[:5] + "0" + JING[6:], JING[:-1], ""])
_people = st.lists(
    st.tuples(_names, _days, st.sampled_from(["男", "女", ""]), _numbers).map(", ".join), min_size=1, max_size=7
)


@settings(max_examples=15, deadline=None)
@given(_people, _people, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_of_lists_matters(
    tmp_path_factory: pytest.TempPathFactory, left: Rows, right: Rows, chance: random.Random
) -> None:
    lefts, rights = (
        [f"{side}{i}, {row}" for i, row in enumerate(rows_)] for side, rows_ in (("L", left), ("R", right))
    )
    folder = tmp_path_factory.mktemp("same")
    found = rows(scenario(folder / "a", lefts, rights))
    chance.shuffle(lefts)
    chance.shuffle(rights)
    assert rows(scenario(folder / "b", lefts, rights)) == found
    near = {pair: row for pair, row in found.items() if row[1] == "near"}
    turned = rows(scenario(folder / "c", rights, lefts))
    # Which exact partners are ambiguous depends on the side, and with them who is settled; how alike two are does not.
    for pair, (_, _, score, alike) in turned.items():
        back = found.get(" ".join(reversed(pair.split())))
        assert back is None or back[2:] == (score, alike)
    if not any(how in ("exact", "ambiguous") for _, how, _, _ in found.values()):
        assert {" ".join(reversed(pair.split())): row for pair, row in turned.items()} == near


@settings(max_examples=15, deadline=None)
@given(_people)
def test_within_one_list_ids_are_in_order_and_no_pair_stands_twice(
    tmp_path_factory: pytest.TempPathFactory, people: Rows
) -> None:
    folder = tmp_path_factory.mktemp("one")
    found = rows(scenario(folder, [f"P{i}, {row}" for i, row in enumerate(people)], [], ONE_LIST))
    assert all(left < right for left, right in map(str.split, found))
    assert all(first < second for first, second in pairwise(found))


# --- decisions --------------------------------------------------------------------------------------


def undecided(folder: Path) -> Path:
    left = [
        f"L1, 李静, 2005-03-12, 女, {JING}",
        "L2, 李晶, 2005-03-12, 女,",
        "L3, 张伟, 2005-04-07, 男,",
        "L4, 赵丽, , ,",
    ]
    return scenario(folder, left, [f"R1, 李静, 2005-03-12, 女, {JING}", f"R2, 张伟, 2005-07-04, 男, {WEI}"])


def test_the_pairs_to_decide_are_written_filled_in_and_obeyed(tmp_path: Path) -> None:
    folder = undecided(tmp_path / "town")
    assert typed("screen", folder, "--out", tmp_path / "open.csv").exit_code == 0
    content = (tmp_path / "open.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == ["left", "right", "same", "by", "date", "score", "alike"]
    assert [line[:5] for line in lines] == [["L2", "R1", "", "", ""], ["L3", "R2", "", "", ""]]
    # Nothing is decided yet: the list as it was written changes nothing.
    toml = (folder / "scenario.toml").read_text("utf-8") + '\ndecided = "people_decided"\n'
    (folder / "scenario.toml").write_text(toml, "utf-8")
    (folder / "people_decided.csv").write_bytes(content)
    assert hows(folder) == {"L1 R1": "exact", "L2 R1": "near", "L3 R2": "near"}
    lines[0][2:5], lines[1][2:5] = ["FALSE", "W01", "2024-08-20"], ["是", "W02", "2024-08-21"]
    (folder / "people_decided.csv").write_text("\n".join(",".join([*x[:6], '""']) for x in [head, *lines]), "utf-8")
    found = rows(folder)
    assert {pair: row[:2] for pair, row in found.items()} == {
        "L1 R1": (True, "exact"),
        "L2 R1": (False, "decided"),
        "L3 R2": (True, "decided"),
    }
    # What is decided stays in the next list, with who decided it and what that person noted, but with no name.
    more = (folder / "people_decided.csv").read_text("utf-8").splitlines()
    added = (["reason", "name"], ["", "李晶"], ["seen", "张伟"])
    noted = [",".join([line, *cells]) for line, cells in zip(more, added, strict=True)]
    (folder / "people_decided.csv").write_text("\n".join(noted), "utf-8")
    assert typed("screen", folder, "--out", tmp_path / "again.csv").exit_code == 0
    again = list(csv.reader(io.StringIO((tmp_path / "again.csv").read_bytes().decode("utf-8-sig"))))
    assert [row[:6] for row in again] == [
        ["left", "right", "same", "by", "date", "reason"],
        ["L2", "R1", "false", "W01", "2024-08-20", ""],
        ["L3", "R2", "true", "W02", "2024-08-21", "seen"],
    ]
    assert again[0][6:] == ["score", "alike"]


def test_a_list_that_someone_may_have_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    folder = undecided(tmp_path / "town")
    (tmp_path / "open.csv").write_text("mine")
    assert typed("screen", folder, "--out", tmp_path / "open.csv").exit_code == 1
    assert (tmp_path / "open.csv").read_text() == "mine"


def test_a_decision_may_join_people_whom_nothing_joins(tmp_path: Path) -> None:
    block = BLOCK + 'decided = "decided"'
    left, right = ["L, 李静, 2005-03-12, 女,"], ["R, 王芳, 1999-01-01, 女,"]
    found = rows(scenario(tmp_path, left, right, block, decided="left, right, same\nL, R, true"))
    assert found == {"L R": (True, "decided", 0, "exact sex")}


def test_decisions_at_fault_are_told_all_at_once(tmp_path: Path) -> None:
    block = ONE_LIST + 'decided = "decided"'
    people = [f"{name}, 李静, 2005-03-12, 女," for name in ("A", "B", "C")]
    decided = "left, right, same\nA, X, true\nA, A, true\nA, B, true\nB, A, false\nB, C, perhaps"
    found = tiny.faults(scenario(tmp_path / "a", people, [], block, decided=decided))
    assert [(f.code, f.column, f.value) for f in found] == [
        ("same_decided_self", "right", "A"),
        ("same_decided_unknown", "right", "X"),
        ("not_boolean", "same", "perhaps"),
        ("same_decided_twice", "same", "A, B"),
    ]
    ring = "left, right, same\nA, B, true\nB, C, true\nC, A, false"
    fault = tiny.only_fault(scenario(tmp_path / "b", people, [], block, decided=ring))
    assert (fault.code, fault.value) == ("same_decided_ring", "A, C")


# --- settings ---------------------------------------------------------------------------------------


def test_settings_at_fault_are_told_all_at_once(tmp_path: Path) -> None:
    block = """
        [[same]]
        code = "one"
        left = "admission"
        right = "persons"
        exact = ["id_number"]
        [[same]]
        code = "two"
        left = "admissions"
        right = "persons"
        right_key = "id_number"
        near = ["nmae", { left = "name", right = "xm" }]
        decided = "nothing"
        [view]
        v = "select * from same_one"
    """
    found = tiny.faults(scenario(tmp_path, [f"L, 李静, , , {JING}"], [f"R, 李静, , , {JING}"], block))
    assert [(f.code, f.column, f.value) for f in found] == [
        ("unknown_table", "same.one.left", "admission"),
        ("unknown_table", "same.two.decided", "nothing"),
        ("unknown_column", "same.two.near", "nmae"),
        ("unknown_column", "same.two.near", "xm"),
        ("same_key_private", "same.two.right_key", "id_number"),
    ]


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ('near = ["name"]\nnear_to = 3', "setting_unknown"),
        ('near = [{ left = "name" }]', "setting_type"),
        ('near = [{ left = "name", right = "name", as = "nmae" }]', "setting_type"),
        ("", "setting_missing"),
    ],
)
def test_a_setting_at_fault_is_named(tmp_path: Path, setting: str, code: str) -> None:
    block = f'[[same]]\ncode = "admitted"\nleft = "admissions"\nright = "persons"\n{setting}'
    assert code in tiny.codes(scenario(tmp_path, [], [], block))


def test_a_key_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    fault = tiny.only_fault(scenario(tmp_path, ["L, 李静, , ,", "L, 王芳, , ,"], []))
    assert (fault.code, fault.column, fault.value) == ("same_key_repeated", "same.admitted.left_key", "L")


def test_the_name_of_the_table_is_taken(tmp_path: Path) -> None:
    folder = scenario(tmp_path, [], [], BLOCK, same_admitted="a, b\n1, 2")
    assert "table_name_reserved" in tiny.codes(folder)


def test_a_filler_that_everyone_shares_is_refused_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairing.same.MOST_PAIRS", 20)
    monkeypatch.setattr("pairing.same_people.candidates.MOST_PAIRS", 20)
    people = [f"P{i}, , , , 000000" for i in range(10)]
    fault = tiny.only_fault(scenario(tmp_path, people, people))
    assert (fault.code, fault.column) == ("same_too_many", "same.admitted")


# --- what is shown ----------------------------------------------------------------------------------


def test_every_output_counts_what_is_open_and_shows_ids_alone(tmp_path: Path) -> None:
    folder = undecided(tmp_path / "town")
    said = ""
    for arguments in (["screen"], ["screen", "--json"], ["check"], ["check", "--json"], ["solve"], ["solve", "--json"]):
        command, *more = arguments
        for lang in ("en", "zh"):
            result = typed(command, folder, *more, "--lang", lang)
            assert result.exit_code == 0, result.output
            said += result.output
    assert typed("screen", folder, "--out", tmp_path / "open.csv").exit_code == 0
    said += (tmp_path / "open.csv").read_text("utf-8")
    said += "".join(path.read_text("utf-8") for path in (folder / "out").iterdir() if path.suffix != ".xlsx")
    private = ("李静", "李晶", "张伟", "赵丽", JING, WEI, "2005-0", "li jing")
    assert [text for text in private if text in said] == []
    counts = {"exact": 1, "near": 2, "decided": 0, "ambiguous": 0, "alone": 1}
    assert json.loads((folder / "out/summary.json").read_text("utf-8"))["screening"] == {"admitted": counts}
    record = json.loads(typed("screen", folder, "--json").output)["same"]["admitted"]
    assert {name: record[name] for name in counts} == counts
    assert [(pair["left"], pair["right"]) for pair in record["undecided"]] == [("L2", "R1"), ("L3", "R2")]
    line = "admitted: 2 pairs of people may be the same"
    assert line in typed("check", folder).output
    assert line in typed("solve", folder).output


def test_faults_show_no_private_value(tmp_path: Path) -> None:
    block = BLOCK + 'left_key = "name"'
    fault = tiny.only_fault(scenario(tmp_path, ["L1, 李静, , ,", "L2, 李静, , ,"], [], block))
    assert (fault.code, fault.value) == ("same_key_private", "name")


def test_the_summary_is_counted_again(tmp_path: Path) -> None:
    folder = undecided(tmp_path / "town")
    assert typed("solve", folder).exit_code == 0
    path = folder / "out/summary.json"
    record = json.loads(path.read_text("utf-8"))
    record["screening"]["admitted"]["alone"] = 0
    path.write_text(json.dumps(record), "utf-8")
    codes = [fault.code for fault in pairing.verify(folder, folder / "out").faults]
    assert codes == ["summary_count_differs"]


def test_one_of_several_blocks_is_chosen(tmp_path: Path) -> None:
    folder = scenario(tmp_path, [], [], BLOCK + ONE_LIST.replace('"admitted"', '"twice"'))
    assert typed("screen", folder, "--out", tmp_path / "x.csv").exit_code == 2
    assert typed("screen", folder, "--same", "none").exit_code == 2
    assert typed("screen", folder, "--same", "twice", "--out", tmp_path / "x.csv").exit_code == 0


# --- a model of Splink, where the extra is installed ------------------------------------------------

SPLINK = BLOCK + 'method = "splink"'


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairing.same.installed", lambda: False)
    fault = tiny.only_fault(scenario(tmp_path, [], [], SPLINK))
    assert (fault.code, fault.column) == ("same_splink_missing", "same.admitted.method")
    assert "pairing[splink]" in fault.message()


@pytest.mark.skipif(not installed(), reason="the extra splink is not installed")
def test_splink_scores_the_pairs_and_decides_none(tmp_path: Path) -> None:
    people = [f"李静, 2005-03-{day:02}, 女, {number(f'520302200503{day:02}002')}" for day in range(1, 29)]
    people += [f"王梦雪, 2004-11-{day:02}, 女, {number(f'520302200411{day:02}002')}" for day in range(1, 29)]
    left = [f"L{i}, {row}" for i, row in enumerate(people[::2])] + [
        "M1, 李静, 2005-03-02, 女,",
        "M2, 王梦, 2004-11-04, 女,",
    ]
    right = [f"R{i}, {row}" for i, row in enumerate(people)]
    fixed = rows(scenario(tmp_path / "fixed", left, right))
    model = rows(scenario(tmp_path / "model", left, right, SPLINK))
    assert {pair: (same, how, alike) for pair, (same, how, _, alike) in model.items()} == {
        pair: (same, how, alike) for pair, (same, how, _, alike) in fixed.items()
    }
    assert all(0 <= score <= 100 for _, _, score, _ in model.values())
    assert {pair: row[2] for pair, row in model.items()} != {pair: row[2] for pair, row in fixed.items()}
    assert rows(scenario(tmp_path / "turned", left[::-1], right[::-1], SPLINK)) == model


@pytest.mark.skipif(not installed(), reason="the extra splink is not installed")
@pytest.mark.parametrize("block", [SPLINK, SPLINK.replace('"persons"', '"admissions"')])
def test_splink_has_a_score_even_where_there_is_nothing_to_learn_from(tmp_path: Path, block: str) -> None:
    one = ["A, 李静, 2005-03-12, 女,", "B, 李晶, 2005-03-12, 女,"]
    assert hows(scenario(tmp_path / "a", one, one[:1], block)) != {}
    assert hows(scenario(tmp_path / "b", one[:1], [], block)) == {}
