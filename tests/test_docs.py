"""The docs are true: every rule of the cookbook, every command and every figure that a page shows is what happens."""

from __future__ import annotations

import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import pairing
from pairing.cli import main
from pairing.explain import unmet
from pairing.run import all_links, build
from pairing.settings.root import config_of
from pairing.settings.shelf import shelf
from tiny import pairs, programme, settings, solved, typed
from tiny import write as scenario

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SCHEMAS = ROOT / "src/pairing/tables/schemas"

#: The tables behind the cookbook of rules, with a row for each.
TABLES = {
    "villages": {"village": "east", "standard": "620"},
    "households": {"household_id": "H1", "village": "east"},
    "members": {"member_id": "M1", "household_id": "H1"},
    "funds": {"fund_id": "F1", "budget": "1000"},
    "enterprises": {"enterprise_id": "E1"},
    "jobs": {"job_id": "J1", "enterprise_id": "E1", "vacancies": "1"},
    "volunteers": {"volunteer_id": "V1"},
}


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


# --- the cookbook of rules --------------------------------------------------------------------------


class Recipe(NamedTuple):
    """An entry of `rules.md`: where it stands, its TOML, and the cells of ``n`` and ``r`` of each example."""

    number: int
    needs: str
    resources: str
    toml: str
    rule: dict[str, Any]
    examples: dict[str, tuple[dict[str, str], dict[str, str]]]


def recipes() -> Iterator[Recipe]:
    for entry in re.split(r"^### ", page("rules.md"), flags=re.MULTILINE)[1:]:
        number = int(entry.partition(".")[0])
        (sources,) = re.findall(r"^`(\w+)`, `(\w+)`$", entry, re.MULTILINE)
        (toml,) = blocks(entry, "toml")
        rows = re.findall(r"^\| (fits|refused|unknown) \| (.*?) ?\| (.*?) ?\|$", entry, re.MULTILINE)
        examples = {name: (_cells(n), _cells(r)) for name, n, r in rows}
        yield Recipe(number, *sources, toml, tomllib.loads(toml)["programme"]["rule"][0], examples)


def _cells(told: str) -> dict[str, str]:
    pairs = (cell.split(" = ") for cell in told.strip("`").split(", ") if told)
    return {name: "" if value == "–" else value for name, value in pairs}


def _frame() -> str:
    return blocks(page("rules.md").partition("### 1.")[0], "toml")[0]


def _fields(table: str) -> dict[str, dict[str, Any]]:
    """Every column of one of the cookbook's tables, built in or declared on the page."""
    declared = tomllib.loads(_frame())["table"].get(table, {}).get("fields", ())
    built_in = json.loads((SCHEMAS / f"{table}.json").read_text("utf-8"))["fields"]
    return {field["name"]: field for field in (*built_in, *declared)}


def _table(name: str, key: str, columns: set[str]) -> str:
    """A declared table with these columns, of the types that the cookbook's tables give them."""
    known = {column: field for table in TABLES for column, field in _fields(table).items()}
    told = [f'{{ name = "{key}", type = "string" }}']
    for column in sorted(columns - {key}):
        unit = ', unit = "yuan"' if known[column].get("unit") else ""
        told.append(f'{{ name = "{column}", type = "{known[column]["type"]}"{unit} }}')
    return f'[table.{name}]\nprimaryKey = "{key}"\nfields = [{", ".join(told)}]'


def _rows(key: str, rows: dict[str, dict[str, str]], columns: set[str]) -> bytes:
    names = [key, *sorted(columns - {key})]
    lines = [",".join(names)]
    lines += [",".join({key: own, **cells}.get(name, "") for name in names) for own, cells in rows.items()]
    return ("\n".join(lines) + "\n").encode()


def test_the_cookbook_has_thirty_rules_each_complete() -> None:
    found = list(recipes())
    assert [recipe.number for recipe in found] == list(range(1, 31))
    assert len({recipe.rule["code"] for recipe in found}) == 30
    for recipe in found:
        assert set(recipe.rule) == {"code", "where", "says", "law"}
        assert set(recipe.rule["says"]) == {"zh", "en"}
        assert recipe.rule["law"].startswith("示例：")
        assert set(recipe.examples) == {"fits", "refused", "unknown"}


def test_the_rules_of_the_cookbook_stand_in_one_scenario_of_the_known_tables(tmp_path: Path) -> None:
    toml, kinds = [_frame()], {"funds": "funding", "jobs": "placement", "volunteers": "pairing"}
    for needs, resources in sorted({(recipe.needs, recipe.resources) for recipe in recipes()}):
        sides = f'needs = "{needs}"\nresources = "{resources}"'
        toml.append(f'[[programme]]\ncode = "{needs}_{resources}"\nkind = "{kinds[resources]}"\n{sides}')
        toml += [recipe.toml for recipe in recipes() if (recipe.needs, recipe.resources) == (needs, resources)]
    tables = {}
    for table, cells in TABLES.items():
        columns = _fields(table)
        row = ",".join(cells.get(column, "") for column in columns)
        tables[table] = f"{','.join(columns)}\n{row}\n".encode()
    folder = scenario(tmp_path / "cookbook", "\n".join(toml), **tables)
    assert sum(len(programme.rules) for programme in pairing.read(folder).config.programmes) == 30


def test_each_rule_of_the_cookbook_fits_refuses_and_asks_as_shown(tmp_path: Path) -> None:
    toml, tables, due = ['[scenario]\ncode = "cookbook"\nas_of = 2025-12-31'], {}, {}
    for recipe in recipes():
        number, code = recipe.number, recipe.rule["code"]
        ns = {f"{name}{number}": cells for name, (cells, _) in recipe.examples.items()}
        rs = {cells.get("volunteer_id", f"R{i}"): cells for i, (_, cells) in enumerate(recipe.examples.values())}
        key = "volunteer_id" if any("volunteer_id" in cells for cells in rs.values()) else "r_id"
        for table, own, rows in ((f"n{number}", "n_id", ns), (f"r{number}", key, rs)):
            columns = set(re.findall(rf"\b{table[0]}\.(\w+)", recipe.toml))
            assert {name for cells in rows.values() for name in cells} <= columns
            toml.append(_table(table, own, columns))
            tables[table] = _rows(own, rows, columns)
        resources = [cells.get("volunteer_id", f"R{i}") for i, (_, cells) in enumerate(recipe.examples.values())]
        pairs = "".join(f"{n},{r}\n" for n, r in zip(ns, resources, strict=True))
        tables[f"pairs{number}"] = f"need,resource\n{pairs}".encode()
        toml.append(
            f'[[programme]]\ncode = "p{number}"\nkind = "pairing"\nneeds = "n{number}"\nresources = "r{number}"\n'
            f'links = "pairs{number}"\n{recipe.toml}'
        )
        due |= {f"refused{number}": f"no_eligible.{code}", f"unknown{number}": f"unknown_data.{code}"}
    town = pairing.read(scenario(tmp_path / "cookbook", "\n".join(toml), **tables))
    links = all_links(town)
    fits = [mine.need_ids[need] for mine in links for need in mine.need]
    assert fits == [f"fits{number}" for number in range(1, 31)]
    problem = build(town, links, town.config.policies["coverage"])
    left = {told.need: told for told in unmet(town, links, problem, problem.upper) if told.need not in fits}
    assert {need: told.reason for need, told in left.items()} == due
    assert not [words for told in left.values() for words in told.messages.values() if "{" in words]


# --- pages that are walked through: files written, lines replaced, commands typed ----------------------


#: What a page tells its reader to do, in the order in which it does.
STEP = re.compile(
    r"^`(?P<file>[\w./]+)`\n\n```\w+\n(?P<content>.*?)```"
    r"|In\s`(?P<changed>[\w./]+)` replace\n\n```\w+\n(?P<old>.*?)```\n\nwith\n\n```\w+\n(?P<new>.*?)```"
    r"|Add to the end of `(?P<longer>[\w./]+)`\n\n```\w+\n(?P<more>.*?)```"
    r"|```console\n(?P<typed>.*?)```",
    re.DOTALL | re.MULTILINE,
)


def walk(text: str, lang: str = "en") -> int:
    """Do what a page says, in the working directory; the number of commands that printed what it shows."""
    count = 0
    for step in STEP.finditer(text):
        if step["file"]:
            path = Path(step["file"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["content"], "utf-8")
        elif step["changed"]:
            path = Path(step["changed"])
            before, old = path.read_text("utf-8"), step["old"].rstrip("\n")
            assert before.count(old) == 1, f"{path}: {old}"
            path.write_text(before.replace(old, step["new"].rstrip("\n")), "utf-8")
        elif step["longer"]:
            with Path(step["longer"]).open("a", encoding="utf-8") as file:
                file.write("\n" + step["more"])
        else:
            for command, shown in re.findall(r"^\$ pairing (.*)\n((?:(?!\$ ).*\n)*)", step["typed"], re.MULTILINE):
                result = typed(*shlex.split(command.partition("  #")[0]), PAIRING_LANG=lang)
                assert result.exit_code == 0, f"{command}\n{result.output}"
                assert re.fullmatch(_pattern(shown), result.stdout), f"{command}\n{result.stdout}"
                count += 1
    return count


def _pattern(shown: str) -> str:
    """What is shown, where a line `...` stands for any lines, and `...` at the end of one for its rest."""
    pattern = ""
    for line in shown.splitlines():
        if line == "...":
            pattern += r"(?:.*\n)*"
        else:
            pattern += re.escape(line.removesuffix("...")) + (".*\n" if line.endswith("...") else "\n")
    return pattern


def test_the_tutorial_goes_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert walk(page("tutorial.md")) == 13
    assert "EX-H006,EX-V03" in Path("february/plan.csv").read_text("utf-8")


def test_the_chinese_quick_start_goes_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert walk(page("zh/快速上手.md"), "zh") == 7
    assert "标错.xlsx" in {path.name for path in Path().iterdir()}


# --- the proof that a reader can do by hand --------------------------------------------------------------


POINTS = {("H1", "V1"): 7, ("H2", "V1"): 7, ("H1", "V2"): 7, ("H2", "V2"): 7, ("H3", "V2"): 4}
WEIGHT = {"H1": 2, "H2": 1, "H3": 2}


def first_level(place: dict[str, int], paid: dict[str, int]) -> list[int]:
    """What each part of `served` can add at most, in the order of the page: places, groups, matches."""
    return [
        *place.values(),
        *(max(0, weight - paid[need]) for need, weight in WEIGHT.items()),
        *(max(0, paid[need] - place[resource]) for need, resource in POINTS),
    ]


def second_level(place: dict[str, int], paid: dict[str, int]) -> list[int]:
    """The same of `points`, where every place is used and whoever pays is counted."""
    matches = (max(0, each + paid.get(need, 0) - place[resource]) for (need, resource), each in POINTS.items())
    return [*place.values(), *(-price for price in paid.values()), *matches]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the example of `proof.md` was solved and verified as the page says."""
    folder = tmp_path_factory.mktemp("proof")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert walk(page("proof.md")) == 2
    return folder


def test_the_proof_by_hand_is_the_proof_of_the_run(three: Path) -> None:
    text = page("proof.md")
    levels = json.loads((three / "run/proof.json").read_text("utf-8"))["levels"]
    assert all(level["face"] and level["scale"] == 1 and not level["rates"] for level in levels)
    plain = [
        {kind: {code: {label.rpartition("\x1f")[2]: price for label, price in prices.items()}}}
        for level in levels
        for kind in ("limits", "goals")
        for code, prices in level[kind].items()
    ]
    shown = [{kind: told} for block in blocks(text, "json") for kind, told in json.loads(block).items()]
    assert plain == shown
    first, second = (json.loads(block) for block in blocks(text, "json"))
    columns = [
        [int(cell) for cell in re.findall(r"^\| (?!\*\*).* \| (-?\d+) \|$", table, re.MULTILINE)]
        for table in text.partition("### The first goal")[2].partition("## Proved")[0].split("### The second goal")
    ]
    served = first_level(first["limits"]["visits.holds"], first["goals"]["served"])
    points = second_level(second["limits"]["visits.holds"], second["goals"]["served"])
    assert columns == [served[:-4], points]  # the five matches of the first table are one row
    bounds = [int(bound) for bound in re.findall(r"^\| \*\*bound\*\* \| \| \*\*(\d+)\*\* \|$", text, re.MULTILINE)]
    goals = json.loads((three / "run/summary.json").read_text("utf-8"))["goals"]
    assert (
        [sum(served), sum(points)] == bounds == [goal["bound"] for goal in goals] == [goal["value"] for goal in goals]
    )


def test_no_prices_prove_less_than_the_best_plan_and_no_plan_is_better() -> None:
    plans = [
        links
        for size in (0, 1, 2)
        for links in combinations(POINTS, size)
        if len({need for need, _ in links}) == len({resource for _, resource in links}) == size
    ]
    worth = {links: sum(WEIGHT[need] for need, _ in links) for links in plans}
    best = max(worth.values())
    assert (best, max(sum(map(POINTS.get, links)) for links in plans if worth[links] == best)) == (4, 11)
    for v1, v2, h1, h2, h3 in product(range(4), repeat=5):
        assert sum(first_level({"V1": v1, "V2": v2}, {"H1": h1, "H2": h2, "H3": h3})) >= best


def test_a_price_that_proves_less_is_found_out(three: Path) -> None:
    run = copytree(three / "run", three / "edited")
    proof = json.loads((run / "proof.json").read_text("utf-8"))
    del proof["levels"][0]["limits"]["visits.holds"]["V1"]
    (run / "proof.json").write_text(json.dumps(proof), "utf-8")
    assert typed("verify", three / "three", run).exit_code == 5
    found = {fault.code for fault in pairing.verify(three / "three", run).faults}
    assert {"run_file_changed", "goal_proof_differs"} <= found


# --- how to add something ------------------------------------------------------------------------------


def test_the_procedure_of_the_page_is_one_file_and_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ((place, code),) = re.findall(r"`src/([\w/]+)\.py`\n\n```python\n(.*?)```", page("extending.md"), re.DOTALL)
    name = place.replace("/", ".")
    module = ModuleType(name)
    exec(compile(code, place, "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr("pairing.settings.policy.shelf", lambda: (*shelf(), "smallest_first"))
    money = programme(kind='"funding"', wants='"n.asked"', holds='"r.budget"', resources='"funds"')
    declared = '[table.households]\nfields = [{ name = "asked", type = "number", unit = "yuan" }]'
    folder = scenario(
        tmp_path / "small",
        settings(declared, money, head='policy = "smallest_first"'),
        households="household_id, asked\nH1, 90\nH2, 30\nH3, 40",
        funds="fund_id, budget\nF1, 100",
    )
    plan = solved(folder)
    assert pairs(plan) == ["H1 F1 30.00", "H2 F1 30.00", "H3 F1 40.00"]


# --- the reference of scenario.toml --------------------------------------------------------------------


#: The section of `scenario.md` that tells of the blocks which a file of `settings` reads.
SECTION = {
    "acceptance": "`[[accept]]`",
    "entitlement": "`[[entitlement]]`",
    "index": "`[[index]]`",
    "limit": "`[[programme.limit]]` and `[[limit]]`",
    "listing": "`[[list]]`",
    "policy": "`[[policy]]`",
    "programme": "`[[programme]]`",
    "same": "`[[same]]`",
    "standing": "`[[programme]]`",
}
#: How those files ask a block for a setting.
ASKED = re.compile(r'(?:take|blocks|_each|_span)\((?:\w+, )?"(\w+)"')


def test_every_setting_of_every_block_stands_in_its_section() -> None:
    told = {}
    for section in re.split(r"^## ", page("scenario.md"), flags=re.MULTILINE)[1:]:
        title, _, text = section.partition("\n")
        told[title] = " ".join(re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL))
    missing, seen = [], 0
    for file in sorted((ROOT / "src/pairing/settings").glob("*.py")):
        words = told[SECTION[file.stem]] if file.stem in SECTION else " ".join(told.values())
        for key in dict.fromkeys(ASKED.findall(file.read_text("utf-8"))):
            seen += 1
            missing += [] if re.search(rf"\b{key}\b", words) else [f"{file.stem}: {key}"]
    assert missing == []
    assert seen > 80


def test_every_block_that_a_page_shows_is_toml() -> None:
    for path in DOCS.rglob("*.md"):
        for block in blocks(path.read_text("utf-8"), "toml"):
            assert tomllib.loads(block)


def test_the_acceptance_tests_of_the_reference_can_be_read() -> None:
    (shown,) = (block for block in blocks(page("scenario.md"), "toml") if "[[accept]]" in block)
    own = programme(code='"visits"') + '\n[[policy]]\ncode = "neediest"\ngoals = [{ code = "served" }]\n'
    found = config_of(tomllib.loads(settings(own, shown))).acceptances
    assert [each.code for each in found] == ["nearly_all", "no_worse_than_first_come"]


# --- commands and links of all pages ---------------------------------------------------------------------

#: Pages whose commands are typed in a small town; the others have tests of their own, or take long.
TYPED = ("explain.md", "file.md", "metrics.md", "report.md")
#: Too many plans for a test: only their words are checked.
LONG = ("sensitivity", "compare")

TOWN = """
[[index]]
code  = "hardship"
table = "households"

  [[index.dimension]]
  code    = "income"
  value   = "income_per_head"
  anchors = [[300, 100], [1500, 0]]
"""


def _commands(path: Path) -> list[list[str]]:
    """The words of every `pairing` command that a page shows, without what a shell would do with its output."""
    lines = [
        line.removeprefix("$ ")
        for language in ("sh", "console")
        for block in blocks(path.read_text("utf-8"), language)
        for line in block.splitlines()
    ]
    every = [re.split(r" \| | > | && ", line)[0] for line in lines if line.startswith("pairing ")]
    return [shlex.split(line, comments=True)[1:] for line in every]


def _town(folder: Path) -> None:
    """A small town in the folder itself and under every name that a page gives it, and so its run."""
    toml = settings(TOWN, programme("[[programme.score]]\ncode = 'need'\npoints = 'n.hardship'"))
    households = "household_id, village, income_per_head\nH0007, east, 400\nH0008, west, 500\nH0009, east, 900"
    volunteers = "volunteer_id, max_households\nG007, 1\nG021, 1"
    for place in (folder, folder / "town", folder / "scenarios/sanjiao"):
        scenario(place, toml, households=households, volunteers=volunteers)
    assert typed("solve", folder, "--out", folder / "run", "--quiet").exit_code == 0
    copytree(folder / "run", folder / "earlier")


@pytest.mark.parametrize("name", TYPED)
def test_the_commands_of_a_page_run(name: str, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(town)
    commands = [words for words in _commands(DOCS / name) if words[0] not in LONG]
    assert commands
    for words in commands:
        result = typed(*words)
        assert result.exit_code == 0, f"{words}\n{result.output}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    _town(folder)
    return folder


def test_every_command_of_every_page_has_words_that_the_program_knows() -> None:
    found = 0
    for path in (ROOT / "README.md", *DOCS.rglob("*.md")):
        for words in _commands(path):
            if words[0].isupper() or words[0].startswith("-"):  # COMMAND, or a choice of the group itself
                continue
            assert words[0] in main.commands, f"{path.name}: {words}"
            known = {option for parameter in main.commands[words[0]].params for option in parameter.opts}
            unknown = [word for word in words[1:] if word.startswith("-") and word not in {*known, "-h", "--help"}]
            assert unknown == [], f"{path.name}: {words}"
            found += 1
    assert found > 50


def _anchors(path: Path) -> set[str]:
    """What can follow # in a link to a page: its headings as a forge makes them."""
    titles = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md")))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_link_of_a_page_is_dead(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        file, _, anchor = target.partition("#")
        there = path if not file else (path.parent / file).resolve()
        assert there.exists(), target
        if anchor:
            assert anchor in _anchors(there), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_files_of_the_program_that_a_page_names_are_there(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    shown = set(re.findall(r"^`((?:src|tests)/[\w./]+)`$", text, re.MULTILINE))  # files that the page itself writes
    named = set(re.findall(r"`((?:src|tests|scenarios)/[\w./]*\w/?)`", text)) - shown
    assert sorted(name for name in named if not (ROOT / name).exists() and "KIND" not in name) == []


def test_the_index_leads_to_every_page() -> None:
    index = page("README.md")
    left = [path.name for path in DOCS.rglob("*.md") if path.name != "README.md" and f"{path.name})" not in index]
    assert left == []
