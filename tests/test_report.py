"""`report.html`: what it tells, what it keeps to itself, and how it behaves in a browser, on a phone and on paper."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pairing
from pairing.outputs.report.numbers import Numbers
from pairing.outputs.report.small import FEWEST, few, shown
from pairing.reason import LANGUAGES
from pairing.sentences import SENTENCES
from test_cases import CASES, parts
from tiny import programme as block
from tiny import settings as toml
from tiny import solved, typed, write

PACKAGE = Path(pairing.__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

#: 28 households in three villages, the third too small to be told of; names and telephones that nobody may read.
VILLAGES = {"east": 12, "west": 12, "hills": 4}
TIERS = ("dibao", "marginal")
NAMES = ("head", "phone")


def households() -> str:
    rows = ["household_id, village, lat, lon, tier, size, head, phone"]
    for village, count in VILLAGES.items():
        north = 30 + list(VILLAGES).index(village) / 100
        for k in range(count):
            n = len(rows)
            at = f"{north:.3f}, {120 + k / 1000:.3f}"
            rows.append(f"H{n:02}, {village}, {at}, {TIERS[n % 3 == 0]}, {1 + n % 4}, Secret{n}, 1380000{n:04}")
    return "\n".join(rows)


VOLUNTEERS = "volunteer_id, village, max_households\n" + "\n".join(
    f"V{k}, {village}, {3 + k % 3}" for k, village in enumerate(("east", "east", "west", "west", "west", "hills"))
)
FUNDS = """
    fund_id, budget, income
    F-CITY, 6000, 1
    F-CHARITY, 2500.50, 2
"""
PLACES = "village, lat, lon\n" + "\n".join(f"{name}, {30 + k / 100:.3f}, 120.005" for k, name in enumerate(VILLAGES))
HISTORY = "date, programme, household_id, resource\n" + "\n".join(
    f"2011-05-01, help, H{n:02}, V{n % 5}" for n in range(1, 15)
)
AID = """
[[programme]]
code = "aid"
kind = "funding"
title = { en = "Winter aid", zh = "冬令救助" }
needs = "households"
resources = "funds"
wants = "400 * n.size"
holds = { most = "r.budget" }

  [[programme.rule]]
  code = "small"
  where = "n.size <= 3"
  says = { en = "a home of {n.size} is no small home", zh = "{n.size}口之家不属小户" }
  law = "Winter rules 2012, art. 3"
"""
HEAD = """
title = { en = "A town", zh = "某镇" }
as_of = 2012-12-31
"""
TABLES = {
    "households": households(), "volunteers": VOLUNTEERS, "funds": FUNDS, "villages": PLACES, "history": HISTORY,
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "town"
    help_ = block(rules=["n.village = r.village"], title='{ en = "Helpers", zh = "结对帮扶" }')
    write(folder, toml(help_, AID, head=HEAD), **TABLES)
    solved(folder).save(folder / "out")
    return folder


@pytest.fixture(scope="module")
def pages(town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in each language."""
    made = {}
    for lang in LANGUAGES:
        made[lang] = tmp_path_factory.mktemp("pages") / f"{lang}.html"
        assert typed("report", town / "out", "--lang", lang, "--out", made[lang]).exit_code == 0
    return made


def words(page: Path) -> str:
    """What a page says, without its tags and scripts."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# --- what it tells ----------------------------------------------------------------------------------


def test_every_run_has_its_report_and_verify_knows_its_hash(town: Path, tmp_path: Path) -> None:
    assert (town / "out/report.html").is_file()
    assert pairing.verify(town, town / "out").ok
    forged = shutil.copytree(town / "out", tmp_path / "run")
    (forged / "report.html").write_text("all is well", "utf-8")
    faults = pairing.verify(town, forged).faults
    assert [(fault.code, fault.value) for fault in faults] == [("run_file_changed", "report.html")]


def test_made_again_from_the_folder_it_is_the_same_file(town: Path, pages: dict[str, Path]) -> None:
    assert pages["en"].read_bytes() == (town / "out/report.html").read_bytes()


def test_a_plan_speaks_the_language_that_it_was_asked_in(town: Path) -> None:
    plan = solved(town, lang="zh")
    assert "帮扶方案报告" in plan.files()["report.html"].decode()
    assert "帮扶方案报告" not in plan.report(lang="en").decode()


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ("A town", "31 December 2012", "28 households ask", "Winter aid", "8,500.50 yuan", "Winter rules 2012")),
        ("zh", ("某镇", "2012年12月31日", "28 提出需求的家庭", "冬令救助", "8,500.50 元", "Winter rules 2012")),
    ],
)
def test_it_tells_the_figures_of_the_plan(pages: dict[str, Path], lang: str, told: tuple[str, ...]) -> None:
    text = words(pages[lang])
    # Figures stand before what they are only on the screen.
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd class=\"figure\">(.*?)</dd>", pages[lang].read_text("utf-8")))
    assert "28" in figures.values()
    for part in told:
        assert part in text or part.startswith("28"), part


def test_shares_match_the_summary(town: Path) -> None:
    plan = solved(town)
    given = plan.summary["programmes"]["help"]["amount"]
    wanted = plan.summary["programmes"]["help"]["wanted"]
    assert f"of {wanted} asked for: {Numbers('en').share(given, wanted)}" in words(town / "out/report.html")
    assert plan.summary["metrics"]["households"] == 28


def test_it_tells_of_a_procedure_what_it_did_and_claims_no_bound(town: Path) -> None:
    text = solved(town, policy="lottery").report().decode()
    assert SENTENCES["goal_measured"] in text
    assert SENTENCES["goal_proved"] not in text


def test_a_scenario_of_three_households_has_a_report_too(tmp_path: Path) -> None:
    text = solved(write(tmp_path / "tiny")).report().decode()
    assert "Content-Security-Policy" in text


@pytest.mark.parametrize("path", CASES[::6], ids=lambda path: path.stem)
def test_every_kind_of_plan_has_a_report_in_both_languages(path: Path, tmp_path: Path) -> None:
    text, case = parts(path)
    plan = solved(write(tmp_path / path.stem, text, **case["tables"]))
    if plan.status == "infeasible":
        pytest.skip("there is no plan to report on")
    for lang in LANGUAGES:
        page = tmp_path / f"{lang}.html"
        page.write_bytes(plan.report(lang=lang))
        assert re.findall(r"report_\w+|\{\w+\}|\bNone\b|\bnan\b", words(page)) == []


# --- what it keeps to itself ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_or_telephone_is_in_it(pages: dict[str, Path], lang: str) -> None:
    text = pages[lang].read_text("utf-8")
    assert "Secret" not in text
    assert "1380000" not in text


def test_a_village_of_fewer_than_ten_households_is_never_told_of_by_itself(pages: dict[str, Path]) -> None:
    text = pages["en"].read_text("utf-8")
    told = re.findall(r'<td role="cell" data-head="Village">(.*?)</td>', text)
    assert "east" in told
    assert not any(name.startswith("hills") for name in told)
    options = re.findall(r"<option[^>]*>(.*?)</option>", text)
    assert options == ["east", "west"]


@given(st.lists(st.integers(1, 40), max_size=12))
@settings(max_examples=200, deadline=None)
def test_nothing_small_is_shown_and_nothing_can_be_worked_out(sizes: list[int]) -> None:
    kept, hidden = shown(sizes, lambda size: size, sum)
    assert all(size >= FEWEST for size in kept)
    assert not hidden or sum(hidden) >= FEWEST or not kept
    assert sum(kept) == (sum(sizes) if kept else 0)


def test_small_counts_are_told_as_under_ten() -> None:
    assert [few(number, str(number)) for number in (0, 1, 9, 10)] == ["0", "<10", "<10", "10"]


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "count", "money", "short", "day"),
    [
        ("en", "1,234,567", "12,345.50 yuan", "18.17 million yuan", "31 December 2012"),
        ("zh", "1,234,567", "12,345.50 元", "1817万元", "2012年12月31日"),
    ],
)
def test_numbers_are_those_of_the_language(lang: str, count: str, money: str, short: str, day: str) -> None:
    numbers = Numbers(lang)
    assert numbers.count(1234567) == count
    assert numbers.money(1234550) == money
    assert numbers.short(1_817_000_000) == short
    assert numbers.day(date(2012, 12, 31)) == day


def test_a_share_is_never_rounded_up_to_a_whole() -> None:
    assert Numbers("en").share(9999, 10000) == "99.9%"
    assert Numbers("en").share(0, 0) == "–"


# --- the file itself --------------------------------------------------------------------------------


def test_the_page_may_ask_for_nothing_and_runs_only_its_own_scripts(pages: dict[str, Path]) -> None:
    text = pages["en"].read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe-eval" not in policy[1]
    assert text.count("<script>") == 2
    assert "<link" not in text
    assert len(text) < 3_000_000


def test_the_vendored_library_is_the_published_one_with_its_licence() -> None:
    place = PACKAGE / "outputs/vendor/echarts"
    digest = hashlib.sha256((place / "echarts.min.js").read_bytes()).hexdigest()
    assert digest in (place / "README.md").read_text("utf-8")
    assert "Apache License" in (place / "LICENSE").read_text("utf-8")
    assert "Apache Software Foundation" in (place / "NOTICE").read_text("utf-8")


def test_every_sentence_of_the_report_is_used_by_it() -> None:
    files = [*(PACKAGE / "outputs/report").glob("*.py"), PACKAGE / "cli/report.py"]
    source = "\n".join(path.read_text("utf-8") for path in files)
    heads = set(re.findall(r'"([a-z_0-9]+)"', source)) | {"1", "2"}
    codes = [code for code in SENTENCES if code.startswith("report_")]
    starts = set(re.findall(r'f"(report_[a-z_]+_)\{', source))

    def said(code: str) -> bool:
        return code in heads or any(code.startswith(start) and code.removeprefix(start) in heads for start in starts)

    assert [code for code in codes if not said(code)] == []


# --- the command ------------------------------------------------------------------------------------


def test_the_report_stands_beside_the_run_unless_told_otherwise(town: Path) -> None:
    result = typed("report", town / "out", "--lang", "zh", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    (town / "report-zh.html").unlink()
    record = typed("report", town / "out", "--json").output
    assert '"format": "pairing-report/1"' in record
    (town / "report-en.html").unlink()


def test_a_folder_that_is_no_run_and_a_scenario_that_is_another_are_refused(town: Path, tmp_path: Path) -> None:
    assert "no folder of a run" in typed("report", town).stderr
    other = write(tmp_path / "other")
    result = typed("report", town / "out", "--scenario", other, "--out", tmp_path / "x.html")
    assert result.exit_code == 1
    assert "solve again" in result.stderr
    assert not (tmp_path / "x.html").exists()
    alone = shutil.copytree(town / "out", tmp_path / "alone")
    assert "--scenario" in typed("report", alone).stderr


# --- in a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1440])
def test_it_opens_without_a_word_a_request_or_an_overflow(
    browser: Any, pages: dict[str, Path], lang: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[lang].as_uri())
    assert said == []
    assert asked == [pages[lang].as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("[data-chart] svg").count() == page.locator("[data-chart]").count() == 2
    page.close()


def test_every_picture_says_what_it_shows_and_has_its_table(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["en"].as_uri())
    figures = page.locator("figure")
    assert figures.count() == 3
    for k in range(figures.count()):
        assert len(figures.nth(k).locator("[role=img]").get_attribute("aria-label")) > 20
        assert figures.nth(k).locator("details table tbody tr").count() > 0
    page.close()


def test_another_place_draws_its_own_picture_and_table(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["en"].as_uri())
    before = page.locator("#pairs-table").text_content()
    drawn = page.locator("[data-chart=pairs] svg").inner_html()
    page.select_option("#pairs-choice", index=1)
    after = page.locator("#pairs-table").text_content()
    assert "V2" in after
    assert "V2" not in before
    assert page.locator("[data-chart=pairs] svg").inner_html() != drawn
    page.close()


def test_the_keyboard_reaches_links_tables_and_the_choice(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["en"].as_uri())
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName + (document.activeElement.id ? '#pairs' : '')"))
    assert {"A", "SUMMARY", "SELECT#pairs"} <= reached
    assert "DIV" not in reached
    summary = page.locator("figure summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("figure details").first.evaluate("d => d.open")
    page.close()


def test_a_table_wider_than_a_phone_can_be_moved_by_the_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(pages["en"].as_uri())
    page.locator("#method summary").first.click()
    box = page.locator("#method details .scroll").first
    assert box.evaluate("b => b.scrollWidth > b.clientWidth && b.tabIndex === 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_headings_are_in_order_and_words_stand_out(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["en"].as_uri())
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    faint = page.evaluate(
        """() => {
          const light = (rgb) => {
            const part = rgb.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
              .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
          };
          const back = (node) => {
            for (let at = node; at; at = at.parentElement) {
              const colour = getComputedStyle(at).backgroundColor;
              if (!/, 0\\)$/.test(colour) && colour !== "transparent") return colour;
            }
            return "rgb(255, 255, 255)";
          };
          const bad = [];
          for (const node of document.querySelectorAll("h1,h2,h3,p,td,th,dt,dd,a,summary,caption,figcaption,.step")) {
            const [a, b] = [light(getComputedStyle(node).color), light(back(node))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(node.outerHTML.slice(0, 80));
          }
          return bad;
        }"""
    )
    assert faint == []
    page.close()


def test_it_prints_on_paper(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["zh"].as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 30
    page.close()
