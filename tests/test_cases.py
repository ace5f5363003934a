"""Every case under `cases`: a tiny scenario with the outcome that a person worked out, and none is missing.

A case is one file that holds a whole `scenario.toml` and, in its `[case]` blocks, the tables and what is expected:
`says` is the sentence it proves, `why` how the outcome follows; `plan` lists "need resource (via) (amount)", `unmet`
gives the reason of every need that got less than it wants, `why` all reasons of needs, the primary one first, and
`room` those of resources.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import pairing
from pairing.config import (
    AUDIENCES,
    KINDS,
    Config,
    Dimension,
    Goal,
    Index,
    Limit,
    Programme,
    Rule,
    Same,
    Span,
    Standing,
    Via,
)
from pairing.sentences import SENTENCES
from pairing.settings.goal_policies import NEEDED
from pairing.settings.policy import BUILT_IN
from pairing.settings.shelf import shelf
from tiny import pairs, reasons, records, solved, whys
from tiny import write as scenario

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
CASE_BLOCK = re.compile(r"^\[case\b.*?(?=^\[(?!case\b)|\Z)", re.MULTILINE | re.DOTALL)
EXPECTED = {"lists", "against", "status", "plan", "goals", "unmet", "why", "room", "soft", "conflict", "advice"}

#: What a case says of an element of a conflict.
ELEMENT = ("kind", "limit", "group", "need", "resource", "side", "bound")

#: Fields that every block has, or that only describe.
ALWAYS = {"code", "per", "title", "kind", "needs", "resources", "table", "key", "opens", "law", "own"}

#: What a limit may say for each programme by itself.
OWN = ("per", "weight", "where")


def parts(path: Path) -> tuple[str, dict[str, Any]]:
    """The scenario.toml of a case, and its `[case]`."""
    text = path.read_text(encoding="utf-8")
    case: dict[str, Any] = tomllib.loads(text)["case"]
    return CASE_BLOCK.sub("", text), case


@cache
def outcome(path: Path, folder: Path) -> pairing.Plan:
    toml, case = parts(path)
    return solved(scenario(folder / path.stem, toml, **case["tables"]))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


def told(plan: pairing.Plan) -> dict[str, Any]:
    """What a case may expect, as its file would write it."""
    summary = plan.summary
    return {
        "status": plan.status,
        "plan": pairs(plan),
        "goals": {goal["code"]: goal["value"] for goal in summary["goals"]},
        "unmet": reasons(plan),
        "why": whys(plan),
        "room": {told["resource"]: told["reason"] for told in records(plan, "resource")},
        "soft": [f"{s['limit']} {s['group']} {s['missing'] or -s['excess']}" for s in summary.get("soft", ())],
        "lists": {
            code: [" ".join(map(str, row)) for row in rows.itertuples(index=False, name=None)]
            for code, rows in plan.lists.items()
        },
        "against": {
            goal["code"]: f"{goal['here']} -> {goal['there']}" for goal in summary.get("against", {}).get("goals", ())
        },
        "conflict": [
            " ".join(str(element[name]) for name in ELEMENT if name in element)
            for element in summary.get("conflict", ())
        ],
        "advice": [
            *(f"{c['limit']} {c['group']} {c['side']} {c['from']} -> {c['to']}" for c in summary.get("advice", ())),
            *(f"lift {c['need']} {c['resource']}" for c in summary.get("lifts", ())),
        ],
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case_comes_out_as_worked_out_by_hand(path: Path, folder: Path) -> None:
    _, case = parts(path)
    expected = {"status": "optimal", "unmet": {}, "soft": [], **case["expect"]}
    if expected["status"] == "infeasible":
        del expected["unmet"], expected["soft"]
    plan = outcome(path, folder)
    found = told(plan)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_says_what_it_proves_and_why(path: Path) -> None:
    _, case = parts(path)
    assert set(case) == {"says", "why", "tables", "expect"}
    assert set(case["expect"]) <= EXPECTED
    assert case["says"].endswith(".")
    assert len(path.read_text(encoding="utf-8").splitlines()) < 70


# --- none is missing --------------------------------------------------------------------------------


def declared(kind: type, prefix: str) -> Iterator[str]:
    """What a block of this kind can say."""
    return (f"{prefix}.{field.name}" for field in fields(kind) if field.name not in ALWAYS)


def spoken(block: Any, prefix: str) -> Iterator[str]:
    """What a block does say: fields that differ from their default, and those of the blocks within."""
    for field in fields(block):
        value = getattr(block, field.name)
        if field.name in ALWAYS or value == default(field):
            continue
        yield f"{prefix}.{field.name}"
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner):
                yield from spoken(inner, names.get(type(inner), f"{prefix}.{field.name}"))


names: dict[type, str] = {Limit: "limit", Via: "via", Rule: "rule", Dimension: "dimension"}


def default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def features(config: Config, policy: str) -> set[str]:
    """The parts of the engine that a scenario uses."""
    found = {f"policy {policy}", f"procedure {config.policies[policy].procedure}"}
    for programme in config.programmes:
        found |= {f"kind {programme.kind}", *spoken(programme, "programme")}
    for _, limit, programmes in config.all_limits:
        found |= {f"limit of {limit.of}", *spoken(limit, "limit")}
        found |= {"limit per several columns"} if len(limit.per) > 1 else set()
        found |= {"limit across programmes"} if len(programmes) > 1 else set()
        found |= {f"limit per {column[0]}" for column in limit.per}
        ways = list(limit.own.values())
        found |= {f"limit {name} by programme" for name in OWN if len({getattr(way, name) for way in ways}) > 1}
    found |= {"policy.against"} if config.policies[policy].against else set()
    found |= {f"list for {listing.audience}" for listing in config.lists}
    found |= {said for same in config.same for said in spoken(same, "same")}
    found |= {said for index in config.indexes for said in spoken(index, "index")}
    for goal in config.policies[policy].goals:
        found |= {f"goal of {goal.of}", *spoken(goal, "goal")}
        found |= {"goal.per"} if goal.per else set()
    return found


def wanted() -> set[str]:
    """All that the engine can do."""
    spans = {f"{place}.{field.name}" for place in ("programme.wants", "programme.holds") for field in fields(Span)}
    spans |= {f"via.holds.{field.name}" for field in fields(Span)}
    # Only what a resource holds is weighed, and to give nothing is always allowed unless a least is asked for.
    spans -= {"programme.wants.weight", "via.holds.weight"}
    return {
        *declared(Programme, "programme"),
        *declared(Limit, "limit"),
        *declared(Goal, "goal"),
        *declared(Via, "via"),
        *declared(Rule, "rule"),
        *declared(Standing, "programme.standing"),
        # A model of Splink needs an extra: test_same.py has it.
        *(set(declared(Same, "same")) - {"same.method"}),
        *declared(Index, "index"),
        *declared(Dimension, "dimension"),
        *spans,
        *(f"kind {kind}" for kind in KINDS),
        *(f"policy {code}" for code in (*BUILT_IN, *NEEDED)),
        *(f"procedure {name}" for name in shelf()),
        *(f"limit {name} by programme" for name in OWN),
        *(
            "limit of count",
            "limit of money",
            "limit of amount",
            "limit per n",
            "limit per r",
            "limit per v",
            "goal.per",
        ),
        *("limit per several columns", "limit across programmes", "policy.against"),
        *(f"list for {audience}" for audience in AUDIENCES),
        *("goal of count", "goal of money", "goal of points"),
    }


def test_everything_that_a_scenario_can_say_has_a_case(folder: Path) -> None:
    covered: set[str] = set()
    for path in CASES:
        toml, case = parts(path)
        config = pairing.read(scenario(folder / f"{path.stem}_read", toml, **case["tables"])).config
        covered |= features(config, config.policy)
    assert sorted(wanted() - covered) == []


def test_every_reason_has_a_case(folder: Path) -> None:
    left = {code.removeprefix("left_") for code in SENTENCES if code.startswith("left_")} - {"in_programme"}
    met = {reason.partition(".")[0] for path in CASES for reason in reasons(outcome(path, folder)).values()}
    assert sorted(left - met) == []
    assert sorted(met - left) == []


def test_every_way_to_end_has_a_case(folder: Path) -> None:
    assert {outcome(path, folder).status for path in CASES} == {"optimal", "feasible", "infeasible"}
