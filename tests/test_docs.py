"""The docs are true: every rule of the cookbook, every command and every figure that a page shows is what happens."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pairing
from tiny import reasons, solved, typed
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
    toml = [_frame()]
    for recipe in recipes():
        kind = {"funds": "funding", "jobs": "placement", "volunteers": "pairing"}[recipe.resources]
        toml += [
            f'[[programme]]\ncode = "p{recipe.number}"\nkind = "{kind}"',
            f'needs = "{recipe.needs}"\nresources = "{recipe.resources}"\n{recipe.toml}',
        ]
    tables = {}
    for table, cells in TABLES.items():
        columns = _fields(table)
        row = ",".join(cells.get(column, "") for column in columns)
        tables[table] = f"{','.join(columns)}\n{row}\n".encode()
    folder = scenario(tmp_path / "cookbook", "\n".join(toml), **tables)
    assert len(pairing.read(folder).config.programmes) == 30


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
    plan = solved(scenario(tmp_path / "cookbook", "\n".join(toml), **tables))
    assert sorted(plan.matches["need"]) == sorted(f"fits{number}" for number in range(1, 31))
    assert reasons(plan) == due
    assert not [message for message in plan.unmet["message"] if "{" in message]


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


def test_the_proof_by_hand_is_the_proof_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page("proof.md")
    monkeypatch.chdir(tmp_path)
    assert walk(text) == 2
    levels = json.loads(Path("run/proof.json").read_text("utf-8"))["levels"]
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
    goals = json.loads(Path("run/summary.json").read_text("utf-8"))["goals"]
    assert [sum(served), sum(points)] == bounds == [goal["bound"] for goal in goals] == [goal["value"] for goal in goals]


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


def test_a_price_that_proves_less_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    walk(page("proof.md"))
    plan = pairing.solve("three")
    proof = json.loads(Path("run/proof.json").read_text("utf-8"))
    del proof["levels"][0]["limits"]["visits.holds"]["V1"]
    found = pairing.verify("three", replace(plan, proof=proof))
    assert "goal_proof_differs" in {fault.code for fault in found.faults}
