"""`plan.xlsx`: the plan as sheets, in both languages; names only where asked for, formulas never."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

import pairing
from pairing import plan as plans
from pairing.outputs.book.book import plan_book
from pairing.outputs.book.sheet import Column, Sheet
from pairing.outputs.book.writing import parts
from pairing.sentences import SENTENCES
from pairing.workbook.layout import MOST_NAME, free_name
from tiny import programme as block
from tiny import settings as toml
from tiny import solved, typed, write

FORMULA = '=HYPERLINK("http://example.org","x")'
HOUSEHOLDS = """
    household_id, village, tier, size, head, phone
    H1, east, dibao, 2, Secret One, 13800000001
    H2, east, marginal, 1, Secret Two, 13800000002
    H3, west, dibao, 3, Secret Three, 13800000003
    H4, west, other, 2, Secret Four, 13800000004
    005, west, dibao, 1, Secret Five, 13800000005
"""
VOLUNTEERS = f"""
volunteer_id,village,min_households,max_households,title,name
V1,east,1,2,'+1+1,Helper Secret
V2,west,0,1,"{FORMULA.replace('"', '""')}",Second Secret
""".lstrip().encode()
FUNDS = """
    fund_id, name, budget, year
    F-CITY, City fund, 600.50, 2012
    F-GIFT, Gifts, 100, 2013
"""
HISTORY = """
    programme, household_id, resource, date
    help, H1, V1, 2011-05-01
    help, H2, V2, 2011-05-01
    help, H9, V2, 2011-05-01
"""
PINS = """
    programme, need, resource, kind, reason
    help, H3, V2, must, asked
"""
AID = """
[[programme]]
code = "aid"
kind = "funding"
title = { en = "Winter aid", zh = "冬令救助" }
needs = "households"
resources = "funds"
wants = "200 * n.size"
holds = { most = "r.budget" }
"""
HEAD = """
title = { en = "A town & more", zh = "某镇" }
as_of = 2012-12-31
"""
HELP = block(
    rules=["n.village = r.village"],
    title='{ en = "Helpers", zh = "结对帮扶" }',
    holds='{ least = "r.min_households", most = "r.max_households" }',
)

Rows = list[list[Any]]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> pairing.Plan:
    folder = tmp_path_factory.mktemp("book") / "town"
    tables: dict[str, str | bytes] = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "funds": FUNDS}
    write(folder, toml(HELP, AID, head=HEAD), **tables, history=HISTORY, pins=PINS)
    return solved(folder)


@pytest.fixture(scope="module")
def book(plan: pairing.Plan) -> bytes:
    return plan.files()["plan.xlsx"]


def sheets(content: bytes | None) -> dict[str, Rows]:
    """Every sheet as rows of values."""
    assert content is not None
    opened = python_calamine.load_workbook(io.BytesIO(content))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}


def column(rows: Rows, title: str) -> list[Any]:
    return [row[rows[0].index(title)] for row in rows[1:]]


def told(plan: pairing.Plan, name: str) -> list[dict[str, str]]:
    """The rows of a CSV of the run."""
    return list(csv.DictReader(io.StringIO(plan.files()[name].decode("utf-8-sig"))))


def every_cell(content: bytes | None) -> Iterator[str]:
    for rows in sheets(content).values():
        for row in rows:
            yield from (str(cell) for cell in row)


# --- what stands in it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", "Summary|Helpers|Winter aid|Unmet needs|Resources and load|Money ledger|Changes"),
        ("zh", "汇总|结对帮扶|冬令救助|未满足需求|资源承担情况|资金台账|与上期对比"),
    ],
)
def test_sheets_and_headers_are_in_the_language(plan: pairing.Plan, lang: str, names: str) -> None:
    found = sheets(plan.book(lang=lang))
    assert "|".join(found) == names
    for rows in list(found.values())[1:]:
        assert all(isinstance(title, str) and title for title in rows[0])
        assert all(title.isascii() == (lang == "en") for title in rows[0])


def test_matches_are_those_of_plan_csv(plan: pairing.Plan, book: bytes) -> None:
    rows = told(plan, "plan.csv")
    helpers, aid = sheets(book)["Helpers"], sheets(book)["Winter aid"]
    mine = [row for row in rows if row["programme"] == "help"]
    assert column(helpers, "Need id") == [row["need"] for row in mine]
    assert column(helpers, "Helper id") == [row["resource"] for row in mine]
    assert column(helpers, "Places") == [int(row["amount"]) for row in mine]
    paid = [row for row in rows if row["programme"] == "aid"]
    assert column(aid, "Yuan")[:-1] == [float(row["yuan"]) for row in paid]
    assert aid[-1][0] == "Total"
    assert column(aid, "Yuan")[-1] == 700.50


def test_unmet_needs_are_those_of_unmet_csv_with_their_reasons(plan: pairing.Plan, book: bytes) -> None:
    rows, sheet = told(plan, "unmet.csv"), sheets(book)["Unmet needs"]
    assert column(sheet, "Need id") == [row["need"] for row in rows]
    assert column(sheet, "Reason") == [row["message"] for row in rows]
    scale = [1 if unit == "places" else 100 for unit in column(sheet, "Unit")]
    for title, name in (("Asked for", "wanted"), ("Assigned", "given")):
        fen = [round(value * factor) for value, factor in zip(column(sheet, title), scale, strict=True)]
        assert fen == [int(row[name]) for row in rows]


def test_loads_add_up(book: bytes) -> None:
    rows = sheets(book)["Resources and load"]
    loads = list(zip(*(column(rows, t) for t in ("At least", "Holds", "At most", "Free")), strict=True))
    assert loads[:2] == [(1, 2, 2, 0), (0, 1, 1, 0)]
    assert [row[1] + row[3] == row[2] for row in loads] == [True] * 4


def test_the_ledger_tells_every_fund_with_its_year_and_what_is_left(book: bytes) -> None:
    rows = sheets(book)["Money ledger"]
    years = list(zip(column(rows, "Fund id"), column(rows, "Year"), column(rows, "Budget (yuan)"), strict=True))
    assert years == [("F-CITY", "2012", 600.5), ("F-GIFT", "2013", 100), ("Total", "", 700.5)]
    left = column(rows, "Left (yuan)")
    assert left == [0, 0, 0]


def test_changes_tell_who_stays_who_is_new_and_what_ended(book: bytes) -> None:
    rows = [row for row in sheets(book)["Changes"] if row[0] == "Helpers"]
    found = {(row[1], row[2], row[3]): row[-1] for row in rows}
    assert found == {
        ("ended", "H2", "V2"): "now V1",
        ("ended", "H9", "V2"): "does not ask now",
        ("new", "H2", "V1"): "had V2 before",
        ("new", "H3", "V2"): "had none before",
        ("stays", "H1", "V1"): "",
    }


def test_the_summary_tells_goals_with_their_proof_sheets_and_hashes(plan: pairing.Plan, book: bytes) -> None:
    text = "\n".join("|".join(map(str, row)) for row in sheets(book)["Summary"])
    assert "A town & more" in text
    assert "Helpers|5.0|3.0|0.6|5.0|3.0|2.0|places" in text
    assert "proved: no plan does better" in text
    assert "Verified from the tables" in text
    for digest in (*plan.summary["inputs"].values(), hashlib.sha256(plan.files()["plan.csv"]).hexdigest()):
        assert digest in text


def test_a_pair_that_was_decided_beforehand_is_marked(book: bytes) -> None:
    rows = sheets(book)["Helpers"]
    marked = dict(zip(column(rows, "Need id"), column(rows, "Decided beforehand"), strict=True))
    assert [need for need, mark in marked.items() if mark] == ["H3"]


def test_a_tiny_scenario_without_money_or_history_has_a_book_too(tmp_path: Path) -> None:
    found = sheets(solved(write(tmp_path / "tiny")).book())
    assert list(found) == ["Summary", "help", "Unmet needs", "Resources and load"]


# --- what it keeps to itself ------------------------------------------------------------------------


def test_no_name_is_in_it_unless_asked_for(plan: pairing.Plan, book: bytes) -> None:
    assert not [cell for cell in every_cell(book) if "Secret" in cell or "1380000" in cell]
    with zipfile.ZipFile(io.BytesIO(book)) as zipped:
        assert not [name for name in zipped.namelist() if b"Secret" in zipped.read(name)]


def test_names_stand_in_it_where_asked_for_but_no_telephone(plan: pairing.Plan) -> None:
    content = plan.book(names=True)
    found = sheets(content)
    assert (
        dict(zip(column(found["Helpers"], "Need id"), column(found["Helpers"], "Name"), strict=True))["H3"]
        == "Secret Three"
    )
    assert "Helper Secret" in column(found["Helpers"], "Name of the helper")
    assert "Secret Four" in column(found["Unmet needs"], "Name")
    assert not [cell for cell in every_cell(content) if "1380000" in cell]
    assert openpyxl.load_workbook(io.BytesIO(content or b"")).active.oddFooter.left.text == SENTENCES["book_with_names"]


def test_solve_writes_names_with_the_option_alone(plan: pairing.Plan, tmp_path: Path) -> None:
    for option in ((), ("--with-names",)):
        result = typed("solve", plan.scenario.path, "--out", tmp_path / "run", "--quiet", *option)
        assert (result.exit_code, result.output) == (0, "")
        cells = list(every_cell((tmp_path / "run/plan.xlsx").read_bytes()))
        assert bool(option) == any("Secret" in cell for cell in cells)
        others = [path for path in (tmp_path / "run").iterdir() if path.name != "plan.xlsx"]
        assert not [path for path in others if b"Secret" in path.read_bytes()]
    assert pairing.verify(plan.scenario.path, tmp_path / "run").ok


# --- that it is safe, equal, and fit to print -------------------------------------------------------


def test_what_looks_like_a_formula_stays_text(plan: pairing.Plan, book: bytes) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    cells = [cell for sheet in opened for row in sheet for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert FORMULA in [cell.value for cell in cells]
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert links
    assert all(link.location and not link.target for link in links)


def test_ids_are_text_and_money_is_yuan(book: bytes) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    ids = [row[0] for row in opened["Winter aid"].iter_rows(min_row=2) if row[0].value == "005"]
    assert [(cell.data_type, cell.number_format) for cell in ids] in ([], [("s", "@")])
    assert "005" in [cell.value for row in opened["Unmet needs"] for cell in row]
    formats = {cell.number_format for cell in opened["Winter aid"]["G"][1:] if cell.data_type == "n" and cell.value}
    formats |= {
        cell.number_format for row in opened["Money ledger"].iter_rows(min_row=2, min_col=5, max_col=7) for cell in row
    }
    assert formats == {"#,##0.00"}


def test_sheets_have_filters_frozen_headers_and_go_to_paper(book: bytes) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    for sheet in opened.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.print_area
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert "A town && more" in sheet.oddHeader.left.text or "A town & more" in sheet.oddHeader.left.text
        assert "&P" in sheet.oddFooter.right.text or "Page" in sheet.oddFooter.right.text


def test_equal_plans_give_equal_bytes(plan: pairing.Plan, book: bytes) -> None:
    assert plan.files()["plan.xlsx"] == book
    with zipfile.ZipFile(io.BytesIO(book)) as zipped:
        assert b"2012-12-31T00:00:00Z" in zipped.read("docProps/core.xml")
    assert solved(plan.scenario.path).book({}) == plan.book({})


# --- large plans ------------------------------------------------------------------------------------


def test_a_long_table_fills_several_sheets_and_loses_no_row(plan: pairing.Plan) -> None:
    told_ = (plan.scenario, plan.matches, plan.unmet, plan.summary, plan.reasons, {})
    whole, cut = sheets(plan_book(*told_)), sheets(plan_book(*told_, most=4))
    assert all(len(rows) <= 4 for name, rows in cut.items() if name != "Summary")
    for name, rows in whole.items():
        if name != "Summary":
            pieces = [piece for part, piece in cut.items() if re.fullmatch(rf"{name}(~\d+)?", part)]
            assert all(piece[0] == rows[0] for piece in pieces)
            assert [row for piece in pieces for row in piece[1:]] == rows[1:]


def test_the_total_stands_below_the_last_part() -> None:
    rows = [[f"H{k}", k] for k in range(5)]
    sheet = Sheet("Aid", [Column("Need"), Column("Yuan", "number")], rows, total=["Total", 10])
    found = parts([sheet], "Summary", most=4)
    assert [(name, len(part.rows), part.total) for name, part in found] == [
        ("Aid", 2, None), ("Aid~2", 2, None), ("Aid~3", 1, ["Total", 10]),
    ]  # fmt: skip


def test_a_plan_too_large_for_a_workbook_goes_without_and_says_so(
    plan: pairing.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "BOOK_ROWS", 3)
    assert "plan.xlsx" not in replace(plan).files()
    result = typed("solve", plan.scenario.path, "--out", tmp_path / "run")
    assert "plan.xlsx is left out: with" in result.stdout
    assert not (tmp_path / "run/plan.xlsx").exists()


@given(st.lists(st.text(max_size=40), max_size=8))
def test_names_of_sheets_are_such_that_excel_opens_them(titles: list[str]) -> None:
    taken: set[str] = set()
    names = [free_name(title, taken) for title in titles]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= MOST_NAME
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name.casefold() != "history"
        assert not name.startswith("'")
        assert not name.endswith("'")
