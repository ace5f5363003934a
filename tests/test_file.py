"""`pairing file` and `pairing verify --file`: what each role sees, and that no number of an auditor can be changed."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import test_reasons
from pairing.files.held import verify_household_file
from pairing.files.make import file_records, known_of
from pairing.files.records import Known
from pairing.outputs.file_folder import file_stem, folder_files
from pairing.outputs.file_page import file_page
from pairing.reason import LANGUAGES
from pairing.scenario import read
from pairing.verdict.file_chain import chained
from pairing.verdict.file_check import verify_file
from pairing.verdict.file_slack import slacks
from test_cases import CASES, outcome
from test_cases import folder as folder  # the fixture
from tiny import programme, settings, solved, typed, write

SCHEMA: dict[str, Any] = json.loads((files("pairing") / "file.schema.json").read_text("utf-8"))

#: A town where each household stands for an outcome: helped, outbid, a datum missing, refused; with people's names.
HOMES = """
    household_id, head,     village, weight, income
    H1,           Li Wei,   east,    5,      100
    H2,           Wang Fang, east,   3,      200
    H3,           Zhao Lei, west,    1,
    H4,           Chen Jing, west,   2,      900
"""
PEOPLE = """
    volunteer_id, name,    village, max_households
    V1,           Sun Bo,  east,    1
    V2,           Zhou Yu, west,    2
"""
FUNDS = """
    fund_id, name,      budget, most_income
    F1,      Rice fund, 250,    300
"""
MORE = """
[[programme.score]]
code = "weight"
points = "n.weight"
"""
MONEY = """
[[programme]]
code = "rice"
kind = "funding"
title = { en = "Rice", zh = "米油" }
needs = "households"
resources = "funds"
wants = "200"
holds = "r.budget"

[[programme.rule]]
code = "poor"
where = "n.income <= r.most_income"
says = { en = "an income of {n.income} is too high", zh = "收入{n.income}元过高" }
law = "Rice rules, art. 1"
"""
POLICY = """
[[policy]]
code = "neediest"
goals = [{ code = "served", cap = 1, weight = "n.weight" }, { code = "money", of = "money" }, { code = "points" }]
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a solved run, its scenario around it."""
    toml = settings(programme(MORE, rules=["n.village = r.village"]), MONEY, POLICY, head='policy = "neediest"')
    place = write(tmp_path_factory.mktemp("a") / "town", toml, households=HOMES, volunteers=PEOPLE, funds=FUNDS)
    solved(place).save(place / "out")
    return place / "out"


@cache
def _known(run: Path, role: str, names: bool) -> Known:
    return known_of(run, None, role, names)


def record(run: Path, household: str, role: str, **how: Any) -> dict[str, Any]:
    """A household's file as a reader of the JSON has it."""
    known = _known(run, role, how.get("names", False))
    return next(json.loads(json.dumps(one)) for one in file_records(known, role) if one["household"] == household)


def wrong(value: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What of a record does not fit the schema of its role."""
    monkeypatch.setattr(test_reasons, "SCHEMA", SCHEMA)
    return test_reasons.wrong(value, SCHEMA["$defs"][value["for"]], value["for"])


# --- what each may see ------------------------------------------------------------------------------


def test_every_file_has_the_form_that_the_schema_says(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("household", "caseworker", "auditor"):
        for household in ("H1", "H2", "H3", "H4"):
            assert wrong(record(run, household, role), monkeypatch) == []
        assert wrong({**record(run, "H1", role), "more": 1}, monkeypatch) == [f"{role}: more is not known"]


def test_a_household_reads_its_own_outcomes_in_plain_words(run: Path) -> None:
    told = {
        home: {one["programme"]: one for one in record(run, home, "household")["decisions"]}
        for home in ("H2", "H3", "H4")
    }
    assert told["H2"]["help"]["outcome"] == "nothing"
    assert told["H2"]["help"]["why"]["en"] == "All helpers and places that fit you are taken by others."
    assert told["H3"]["rice"]["outcome"] == "open"
    assert told["H3"]["rice"]["why"] == {
        "en": "A fact about you is missing, so nobody could decide: income. This is not a refusal.",
        "zh": "缺少您的一项信息，暂时无法判断：income。这不是拒绝。",
    }
    assert told["H4"]["rice"]["outcome"] == "nothing"
    assert told["H4"]["rice"]["why"] == {
        "en": "The rules do not allow it: an income of 900 is too high.",
        "zh": "按规定不符合条件：收入900元过高。",
    }
    assert told["H4"]["rice"]["law"] == "Rice rules, art. 1"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_households_file_tells_nothing_of_others(run: Path, lang: str) -> None:
    for household in ("H1", "H2", "H3", "H4"):
        mine = record(run, household, "household")
        shown = json.dumps(mine, ensure_ascii=False) + file_page(mine, lang, household).decode()
        assert [other for other in ("H1", "H2", "H3", "H4") if other != household and other in shown] == []
        for word in ("rank", "among", "cutoff", "priority", "loss", "points", "eligible", "holders", "load"):
            assert f'"{word}"' not in shown


def test_the_names_of_people_stand_only_where_they_are_asked_for(run: Path) -> None:
    names = ("Li Wei", "Wang Fang", "Sun Bo", "Zhou Yu")
    for role in ("household", "caseworker", "auditor"):
        mine = record(run, "H1", role)
        shown = json.dumps(mine) + file_page(mine, "en", "H1").decode()
        assert [name for name in names if name in shown] == []
    asked = record(run, "H1", "caseworker", names=True)
    assert [one["name"] for one in asked["names"]] == ["Li Wei"]
    assert "Li Wei" in file_page(asked, "en", "H1").decode()
    assert typed("file", run, "H1", "--for", "household", "--with-names").exit_code == 2


def test_a_caseworker_reads_points_rules_margin_and_what_else_there_was(run: Path) -> None:
    shown = file_page(record(run, "H1", "caseworker"), "en", "H1").decode()
    for words in ("<td>village = east, V1.village = east</td>", "weight", "Rice fund (F1)"):
        assert words in shown
    assert "n.village" not in shown  # conditions are for whoever audits
    audited = file_page(record(run, "H1", "auditor"), "en", "H1").decode()
    assert "<td>n.village = r.village</td><td>n.village = east, r.village = east</td>" in audited
    shown = file_page(record(run, "H2", "caseworker"), "en", "H2").decode()
    assert "2 of 2" in shown and "What else was considered" in shown


def test_a_resource_is_called_by_its_name_unless_that_is_a_person(run: Path) -> None:
    assert record(run, "H1", "caseworker")["titles"] == {"help": {}, "rice": {"F1": "Rice fund"}}


#: One case of each shape of file: money, a way in between, limits, a procedure, missing data, no link at all.
SHAPES = ("funding", "limit_weight_co_funding", "no_room", "policy_serial", "rules", "via")


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=() if path.stem in SHAPES else pytest.mark.long) for path in CASES],
    ids=[path.stem for path in CASES],
)
def test_pages_of_a_case_have_no_gaps_and_its_decisions_hold_alone(path: Path, folder: Path, tmp_path: Path) -> None:
    plan = outcome(path, folder)
    if plan.status == "infeasible" or plan.reasons is None:
        return
    plan.save(tmp_path / "run")
    known = known_of(tmp_path / "run", plan.scenario.path, "auditor", False)
    for lang in LANGUAGES:
        for role in ("household", "caseworker"):
            pages = folder_files(file_records(known, role), role, lang)
            text = b"".join(content for name, content in pages.items() if name.endswith(".html")).decode()
            assert [mark for mark in ("None", "file_", "why_", "{{", ": ?") if mark in text] == []
    for one in list(file_records(known, "auditor"))[:1]:
        verdict, _ = verify_file(json.loads(json.dumps(one)), path.stem)
        assert verdict.ok, verdict.faults


# --- commands ---------------------------------------------------------------------------------------


def test_one_household_makes_a_page_and_a_record(run: Path, tmp_path: Path) -> None:
    result = typed("file", run, "H1", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["H1-caseworker.html", "H1-caseworker.json"]
    page = (tmp_path / "H1-caseworker.html").read_text("utf-8")
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert json.loads(typed("file", run, "H1", "--json").stdout)["household"] == "H1"


def test_all_households_make_a_folder_whole_or_not_at_all(run: Path, tmp_path: Path) -> None:
    place = tmp_path / "notices"
    assert typed("file", run, "--all", place, "--for", "household").exit_code == 0
    index = json.loads((place / "index.json").read_bytes())
    assert [home["household"] for home in index["households"]] == ["H1", "H2", "H3", "H4"]
    assert {path.name for path in place.iterdir()} == {"index.json", *index["files"]}
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    assert typed("file", run, "--all", place, "--for", "household").exit_code == 0
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    (place / "mine.txt").write_text("a note")
    assert typed("file", run, "--all", place).exit_code == 1
    assert (place / "mine.txt").exists()


def test_unknown_households_and_wrong_usage_are_told(run: Path, tmp_path: Path) -> None:
    result = typed("file", run, "H11")
    assert result.exit_code == 1 and "Near: H1" in result.stderr
    assert typed("file", run).exit_code == 2
    assert typed("file", run, "H1", "--all", tmp_path / "x").exit_code == 2
    assert "reasons.jsonl" in typed("file", tmp_path, "H1").stderr
    assert typed("verify").exit_code == 2


def test_the_auditors_file_needs_the_scenario_the_others_do_not(run: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for path in run.iterdir():
        (alone / path.name).write_bytes(path.read_bytes())
    assert typed("file", alone, "H1", "--out", tmp_path).exit_code == 0
    result = typed("file", alone, "H1", "--for", "auditor")
    assert result.exit_code == 1 and "--scenario" in result.stderr
    assert typed("file", alone, "H1", "--for", "auditor", "--scenario", run.parent, "--out", tmp_path).exit_code == 0


def test_names_of_files_are_safe_whatever_the_ids_are() -> None:
    ids = ["H1", "h1", "../../etc/passwd", "CON", "index", "", ".", "张三户", "a/b", "a b", "A" * 300, "H1-2", "x\x00y"]
    stems = [file_stem(identity) for identity in ids]
    assert stems[0] == "H1" and stems[11] == "H1-2"
    assert len({stem.lower() for stem in stems}) == len(ids)
    assert all(
        stem.replace("-", "").replace("_", "").isalnum() and stem.isascii() and len(stem) < 100 for stem in stems
    )


# --- verify one file --------------------------------------------------------------------------------


def again(changed: dict[str, Any]) -> dict[str, Any]:
    """A file whose chain was made again after a change, as a careful forger would."""
    return {**changed, "chain": chained(changed)}


def faults(changed: dict[str, Any]) -> set[str]:
    """The codes of what is wrong with a file."""
    return {fault.code for fault in verify_file(changed, "file.json")[0].faults}


def test_a_file_holds_alone_beside_the_tables_and_beside_the_run(run: Path) -> None:
    given, open_, scenario = record(run, "H1", "auditor"), record(run, "H3", "auditor"), read(run.parent)
    for verdict, skipped in (
        verify_file(given, "f"),
        verify_household_file(given, "f", scenario),
        verify_household_file(open_, "f", scenario, run),
    ):
        assert verdict.ok and verdict.checks > 20 and skipped == (), verdict.faults


def test_the_command_tells_what_it_found(run: Path, tmp_path: Path) -> None:
    typed("file", run, "H1", "--for", "auditor", "--out", tmp_path)
    path = tmp_path / "H1-auditor.json"
    assert "holds from this file alone" in typed("verify", "--file", path).stdout
    assert "the tables and the run" in typed("verify", "--file", path, run.parent, run).stdout
    path.write_text(path.read_text("utf-8").replace('"given":1', '"given":2'), "utf-8")
    result = typed("verify", "--file", path, "--json")
    assert result.exit_code == 5
    assert "file_chain" in {fault["code"] for fault in json.loads(result.stdout)["faults"]}
    path.write_text("no json")
    assert typed("verify", "--file", path).exit_code == 1


def _leaves(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every single datum of a record stands."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*place, key))]
    if isinstance(value, list):
        return [leaf for key, inner in enumerate(value) for leaf in _leaves(inner, (*place, key))]
    return [place]


def _with(record: dict[str, Any], place: tuple[Any, ...]) -> dict[str, Any]:
    """The record with the datum at a place changed."""
    changed = copy.deepcopy(record)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    old = inner[place[-1]]
    inner[place[-1]] = (not old) if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
    return changed


def test_no_datum_can_be_changed_unless_the_chain_is_made_again(run: Path) -> None:
    mine = record(run, "H1", "auditor")
    from pairing.verdict.file_chain import broken_section

    places = [place for place in _leaves(mine) if place[0] != "signature"]
    assert len(places) > 200
    assert [place for place in places if broken_section(_with(mine, place)) is None] == []
    signed = {**mine, "signature": {"decided_by": "the office", "date": "2012-12-31", "remark": None}}
    assert broken_section(signed) is None


#: Changes that a forger makes who then makes the chain again: where, and the fault that tells.
FORGED = {
    "a value of a rule": (("evidence", "rows", "help", "n", "H1", "village"), "west", "file_link_refused"),
    "a weight": (("evidence", "rows", "help", "n", "H1", "weight"), "50", "file_differs"),
    "what it wants": (("evidence", "wants", 0, "wanted"), 7, "file_differs"),
    "an amount": (("evidence", "links", 0, "amount"), 3, "file_amount"),
    "nothing instead of a match": (("evidence", "links", 0, "amount"), 0, "file_differs"),
    "points": (("evidence", "links", 0, "points"), 99, "file_differs"),
    "the capacity of a helper": (("evidence", "limits", 0, "most"), 9, "file_differs"),
    "the sum at a helper": (("evidence", "limits", 0, "sum"), 0, "file_sum"),
    "the given": (("decisions", 0, "given"), 0, "file_differs"),
    "the reason": (("decisions", 0, "reason"), "capacity", "file_differs"),
    "the helper": (("decisions", 0, "matches", 0, "resource"), "V2", "file_differs"),
    "a score": (("decisions", 0, "matches", 0, "scores", "weight"), 9, "file_differs"),
    "a value that the rule saw": (("decisions", 0, "matches", 0, "values", "n.village"), "west", "file_differs"),
    "a goal's value": (("run", "goals", 0, "value"), 99, "file_differs"),
    "the hash of the rules": (("run", "rules"), "0" * 64, "file_rules"),
    "the proof": (("evidence", "levels", 0, "slack"), None, "file_differs"),
    "the slack": (("evidence", "levels", 0, "slack"), "1000000", "file_differs"),
    "the type of a column": (
        ("evidence", "columns", "help", "n", "village"),
        "INTEGER; DROP TABLE x",
        "file_malformed",
    ),
    "a missing section": (("evidence",), {}, "file_malformed"),
}


#: What is derived again and compared in the same way as "the reason".
ALIKE = ("the given", "the helper", "a score", "a value that the rule saw", "points", "the slack", "what it wants")


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=pytest.mark.long if what in ALIKE else ()) for what in FORGED], ids=list(FORGED)
)
def test_what_a_forger_changes_is_told_even_with_a_new_chain(run: Path, what: str) -> None:
    place, value, code = FORGED[what]
    changed = copy.deepcopy(record(run, "H1", "auditor"))
    inner: Any = changed
    for key in place[:-1]:
        inner = inner[key]
    assert inner[place[-1]] != value
    inner[place[-1]] = value
    assert code in faults(again(changed))


def test_rules_that_are_changed_in_the_file_are_told(run: Path) -> None:
    changed = copy.deepcopy(record(run, "H1", "auditor"))
    text = changed["evidence"]["settings"]
    changed["evidence"]["settings"] = text.replace("n.village = r.village", "n.village <> r.village")
    assert {"file_rules", "file_link_refused", "file_link_missing"} & faults(again(changed))
    changed["evidence"]["settings"] = text.replace("n.village = r.village", "read_text('/etc/passwd') = 'x'")
    assert "file_malformed" in faults(again(changed))


def test_prices_under_which_another_match_is_better_are_told(run: Path) -> None:
    changed = copy.deepcopy(record(run, "H1", "auditor"))
    for level in changed["evidence"]["levels"]:
        level["limits"] = [[code, label, str(int(price) + 1000)] for code, label, price in level["limits"]]
    assert "file_not_at_its_best" in faults(again(changed))


def test_the_slack_of_all_households_together_is_that_of_the_plan(run: Path) -> None:
    """Where no group has links of two households each piece is counted once; here groups are shared, so at least."""
    mine = [one["evidence"] for one in file_records(_known(run, "auditor", False), "auditor")]
    for number, level in enumerate(mine[0]["levels"]):
        each = [slacks(evidence)[number] for evidence in mine]
        assert all(slack is not None and 0 <= slack <= int(level["slack"]) for slack in each)


def test_what_a_file_alone_cannot_show_the_tables_and_the_run_do(run: Path) -> None:
    scenario, mine = read(run.parent), record(run, "H2", "auditor")
    row = copy.deepcopy(mine)
    row["evidence"]["rows"]["rice"]["n"]["H2"]["income"] = "250"
    row["decisions"][1]["matches"][0]["values"]["n.income"] = "250"
    assert verify_file(again(row), "f")[0].ok
    assert "file_other_tables" in {f.code for f in verify_household_file(again(row), "f", scenario)[0].faults}
    rank = copy.deepcopy(mine)
    rank["decisions"][0]["others"][0]["rank"] = 1
    assert verify_household_file(again(rank), "f", scenario)[0].ok
    assert "file_other_run" in {f.code for f in verify_household_file(again(rank), "f", scenario, run)[0].faults}


def test_rules_over_personal_data_are_told_not_to_have_been_judged(tmp_path: Path) -> None:
    place = write(
        tmp_path / "town", settings(programme(rules=["n.head <> r.name"]), head=""), households=HOMES, volunteers=PEOPLE
    )
    solved(place).save(place / "out")
    mine = record(place / "out", "H1", "auditor")
    assert "Li Wei" not in json.dumps(mine) and "Sun Bo" not in json.dumps(mine)
    assert (verify_file(mine, "f")[0].ok, verify_file(mine, "f")[1]) == (True, ("help",))
    named = record(place / "out", "H1", "auditor", names=True)
    assert (verify_file(named, "f")[0].ok, verify_file(named, "f")[1]) == (True, ())


@pytest.mark.parametrize("value", [None, [], {}, 3, {"format": "pairing-file/1", "for": "auditor"}])
def test_whatever_stands_in_a_file_gets_a_verdict(value: Any) -> None:
    assert not verify_file(value, "f")[0].ok
