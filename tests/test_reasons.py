"""What `reasons.jsonl` claims: its form, that nobody else is named, and that every number holds when it is tried."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pairing
from pairing.answer import Answer
from pairing.exactly import solved as read_back
from pairing.forcing.again import exact
from pairing.links import Links
from pairing.model import Problem, violations
from pairing.optimise import optimise
from test_cases import CASES, outcome
from test_cases import folder as folder  # the fixture
from tiny import programme, records, settings, solved, write

SCHEMA: dict[str, Any] = json.loads((files("pairing") / "reasons.schema.json").read_text("utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
KINDS = ("run", "programme", "limit", "resource", "need")


# --- the form ---------------------------------------------------------------------------------------


def wrong(value: Any, schema: dict[str, Any], place: str = "") -> list[str]:
    """What of a value does not fit a schema, for the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        schema = {
            **SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
    found = []
    if "oneOf" in schema:
        fits = [not wrong(value, each, place) for each in schema["oneOf"]]
        found += [] if sum(fits) == 1 else [f"{place}: fits {sum(fits)} of the alternatives"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{place}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if "type" in schema:
        allowed = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        fine = any(isinstance(value, TYPES[t]) and not (t == "integer" and isinstance(value, bool)) for t in allowed)
        if not fine:
            return [*found, f"{place}: {value!r} is no {allowed}"]
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{place}: {value} < {schema['minimum']}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{place}: no {name}" for name in schema.get("required", ()) if name not in value]
        for name, inner in value.items():
            rest = schema.get("additionalProperties", True)
            if name in known:
                found += wrong(inner, known[name], f"{place}.{name}")
            elif rest is False:
                found.append(f"{place}: {name} is not known")
            elif isinstance(rest, dict):
                found += wrong(inner, rest, f"{place}.{name}")
    if isinstance(value, list) and "items" in schema:
        found += [fault for i, inner in enumerate(value) for fault in wrong(inner, schema["items"], f"{place}.{i}")]
    return found


def form_faults(plan: pairing.Plan) -> list[str]:
    """What of a plan's records is not as the schema says, each record held against the schema of its kind."""
    return [
        fault
        for kind in KINDS
        for record in records(plan, kind)
        for fault in wrong(record, SCHEMA["$defs"][kind], kind)
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_need_has_one_record_of_the_form_that_the_schema_says(path: Path, folder: Path) -> None:
    plan = outcome(path, folder)
    if plan.status == "infeasible":
        return
    assert form_faults(plan) == []
    needs = records(plan, "need")
    assert len(needs) == sum(programme["needs"] for programme in plan.summary["programmes"].values())
    told = {(r["programme"], r["need"]): ".".join(filter(None, [r["reason"], r.get("rule") or r.get("limit")]))
            for r in needs}  # fmt: skip
    left = plan.unmet.itertuples(index=False)
    assert {key: why for key, why in told.items() if why not in ("given", "nothing_asked")} == {
        (row.programme, row.need): row.reason for row in left
    }


def test_the_schema_refuses_what_is_not_of_its_form() -> None:
    assert wrong({"kind": "limit", "limit": "a", "group": "b", "side": "most"}, SCHEMA) == []
    assert wrong({"kind": "limit", "limit": "a", "group": "b", "side": "above"}, SCHEMA["$defs"]["limit"])
    assert wrong({"kind": "limit", "limit": "a", "group": "b"}, SCHEMA)


def test_every_reason_of_the_schema_has_a_case(folder: Path) -> None:
    plans = [outcome(path, folder) for path in CASES]
    needs = [record for plan in plans for record in records(plan, "need")]
    due = SCHEMA["$defs"]
    assert {need["reason"] for need in needs} == set(due["need"]["properties"]["reason"]["enum"])
    assert {other["reason"] for need in needs for other in need["secondary"]} == set(
        due["secondary"]["properties"]["reason"]["enum"]
    )
    assert {change["kind"] for need in needs for change in need.get("changes", ())} == set(
        due["change"]["properties"]["kind"]["enum"]
    )
    assert {record["reason"] for plan in plans for record in records(plan, "resource")} == set(
        due["resource"]["properties"]["reason"]["enum"]
    )


# --- nobody else ------------------------------------------------------------------------------------


def test_the_record_of_a_need_names_no_other_need(folder: Path) -> None:
    for path in CASES:
        plan = outcome(path, folder)
        needs = records(plan, "need")
        names = {need["need"] for need in needs}
        for need in needs:
            alien = names - {need["need"], need.get("household"), *_own(need)}
            text = json.dumps({k: v for k, v in need.items() if k not in ("values", "message")})
            assert [name for name in alien if f'"{name}"' in text] == [], (path.stem, need["need"])


def _own(need: dict[str, Any]) -> set[str]:
    """What a record names of its own: resources, columns' values, groups of limits."""
    told = [*need.get("matches", ()), *need.get("others", ()), *need.get("changes", ()), *need["secondary"]]
    values = {value for match in need.get("matches", ()) for value in match["values"].values()}
    return {str(one.get(name)) for one in told for name in ("resource", "via", "group", "limit", "rule")} | values


# --- every number holds when it is tried ------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """A plan with its records and the problem behind it."""

    needs: list[dict[str, Any]]
    resources: list[dict[str, Any]]
    links: Links
    problem: Problem
    answer: Answer

    def link(self, need: str, resource: str) -> int:
        pairs = zip(self.links.need.tolist(), self.links.resource.tolist(), strict=True)
        ids = [(self.links.need_ids[n], self.links.resource_ids[r]) for n, r in pairs]
        return ids.index((need, resource))

    def given(self, amounts: np.ndarray, need: str) -> int:
        mine = self.links.need == list(self.links.need_ids).index(need)
        return int(amounts[mine].sum())


def town(folder: Path, seed: int) -> Path:
    """A dozen households and four volunteers along a road; the villages east and west were promised something."""
    draw = random.Random(seed)
    homes = [f"H{i:02}, {draw.choice(['east', 'west'])}, {draw.randint(0, 9)}, {draw.randint(1, 3)}" for i in range(12)]
    people = [f"V{i}, {draw.randint(0, 9)}, {draw.randint(1, 3)}" for i in range(4)]
    block = programme(
        rules=["abs(n.km - r.km) <= 4"],
        more="""
        [[programme.score]]
        code = "near"
        points = "10 - abs(n.km - r.km)"
        [[programme.limit]]
        code = "promised"
        per = ["n.village"]
        least = 3
        most = 5
        """,
    )
    goals = """
    [[policy]]
    code = "hardship"
    goals = [{ code = "served", cap = 1, weight = "n.hardship" }, { code = "points" }]
    """
    if seed % 2:  # the lightest count most: then the promise decides
        goals = goals.replace('{ code = "served", cap = 1, weight = "n.hardship" }, ', "")
    return write(
        folder,
        settings(block, goals, head='policy = "hardship"'),
        households="\n".join(["household_id, village, km, hardship", *homes]),
        volunteers="\n".join(["volunteer_id, km, max_households", *people]),
    )


@pytest.fixture(scope="module", params=range(7))
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    place = town(tmp_path_factory.mktemp("town"), request.param)
    plan = solved(place)
    assert plan.status == "optimal"
    plan.save(place / "out")
    (links,), problem, answer = read_back(plan.scenario, place / "out")
    return Tried(records(plan, "need"), records(plan, "resource"), links, problem, answer)


def test_what_another_resource_would_cost_is_what_solving_again_says(tried: Tried) -> None:
    for need in tried.needs:
        for other in need.get("others", ()):
            assert other["exact"]
            loss = exact(tried.problem, tried.answer, tried.link(need["need"], other["resource"]))
            assert other["loss"] == list(loss or ())


def test_a_match_is_kept_up_to_its_margin_and_no_further(tried: Tried) -> None:
    for need in tried.needs:
        for match in need.get("matches", ()):
            link = tried.link(need["need"], match["resource"])
            loss = exact(tried.problem, tried.answer, link, 0)
            assert match.get("margin") == (None if loss is None else list(loss))


def test_going_without_costs_what_is_said(tried: Tried) -> None:
    for number, need in enumerate(tried.needs):
        mine = np.flatnonzero(tried.links.need == number)
        if need["given"]:
            loss = exact(tried.problem, tried.answer, mine.tolist(), 0)
            assert need.get("without") == (None if loss is None else list(loss))


def test_ranks_and_bars_are_those_of_sorting_by_priority(tried: Tried) -> None:
    for need in tried.needs:
        for place in [*need.get("matches", ()), *need.get("others", ())]:
            r = list(tried.links.resource_ids).index(place["resource"])
            mine = np.flatnonzero(tried.links.resource == r)
            worth = {int(e): _priority(tried.problem, int(e)) for e in mine}
            own = _priority(tried.problem, tried.link(need["need"], place["resource"]))
            assert place["priority"] == own
            assert place["rank"] == 1 + sum(other > own for other in worth.values())
            assert place["among"] == len(mine)
            used = [worth[int(e)] for e in mine if tried.answer.amounts[e]]
            assert place["cutoff"] == (min(used) if used else None)
            assert place["load"] == len(used)


def _priority(problem: Problem, link: int) -> list[int]:
    told = []
    for goal in problem.goals:
        if goal.rate is not None:
            told.append(int(goal.rate[link]))
        else:
            assert goal.weight is not None
            told.append(int(goal.weight[goal.groups[link]]))
    return told


def test_each_change_turns_the_no_into_a_yes(tried: Tried) -> None:
    for need in tried.needs:
        for change in need.get("changes", ()):
            if change["kind"] == "rule":
                continue
            link = tried.link(need["need"], change["resource"])
            changed, before = _changed(tried.problem, link, change), tried.given(tried.answer.amounts, need["need"])
            again = optimise(changed)
            if change["kind"] == "priority":
                assert tried.given(again.amounts, need["need"]) > before
                continue
            then = [level.value for level in again.levels]
            gain = [new - old for new, old in zip(then, _values(tried), strict=True)]
            assert gain == change["gain"]
            lower = changed.lower.copy()
            lower[link] += 1
            assert [level.value for level in optimise(replace(changed, lower=lower)).levels] == then


def test_the_promise_that_takes_a_place_is_named(tmp_path: Path) -> None:
    kinds = set()
    for seed in range(7):
        plan = solved(town(tmp_path / str(seed), seed))
        kinds |= {change["kind"] for need in records(plan, "need") for change in need.get("changes", ())}
    assert kinds >= {"priority", "place", "floor"}


def _values(tried: Tried) -> list[Any]:
    return [level.value for level in optimise(tried.problem).levels]


def _changed(problem: Problem, link: int, change: dict[str, Any]) -> Problem:
    """The problem after a change as a record tells it."""
    amount = change["amount"]
    if change["kind"] == "priority":
        goals = []
        for goal in problem.goals:
            if goal.code == change["goal"] and goal.rate is not None:
                rate = goal.rate.copy()
                rate[link] += amount
                goal = replace(goal, rate=rate)
            elif goal.code == change["goal"] and goal.weight is not None:
                weight = goal.weight.copy()
                weight[goal.groups[link]] += amount
                goal = replace(goal, weight=weight)
            goals.append(goal)
        return replace(problem, goals=tuple(goals))
    families = []
    for family in problem.families:
        if family.code == change["limit"]:
            group = list(family.labels).index(change["group"])
            least, most = family.least.copy(), family.most.copy()
            if change["kind"] == "floor":
                least[group] -= amount
            else:
                most[group] += amount
            family = replace(family, least=least, most=most)
        families.append(family)
    return replace(problem, families=tuple(families))


def test_one_more_place_gains_what_a_full_resource_says(tried: Tried) -> None:
    values = _values(tried)
    for record in tried.resources:
        change = {"kind": "place", "limit": "help.holds", "group": record["resource"], "amount": 1}
        again = optimise(_changed(tried.problem, 0, change))
        gain = [level.value - old for level, old in zip(again.levels, values, strict=True)]
        assert record.get("one_more", [0] * len(gain)) == gain


def test_the_rule_that_is_named_opens_as_many_as_it_says(tmp_path: Path) -> None:
    blocks = [
        programme(rules=rules) for rules in (["n.village = r.village", "n.age < r.max_age"], ["n.age < r.max_age"])
    ]
    homes = "household_id, village, age\nH1, east, 30\nH2, west,"
    people = "volunteer_id, village, max_households, max_age\nV1, west, 1, 40\nV2, west, 1, 40\nV3, west, 1, 20"
    plan, without = (
        solved(write(tmp_path / str(i), settings(block, _AGES), households=homes, volunteers=people))
        for i, block in enumerate(blocks)
    )
    refused, unknown = records(plan, "need")
    assert refused["changes"] == [{"kind": "rule", "rule": "rule1", "opens": 2}]
    assert [stage["left"] for stage in refused["funnel"]["stages"]] == [0, 0]
    assert records(without, "need")[0]["eligible"] == 2
    assert unknown["missing"] == ["n.age"]
    assert [stage["unknown"] for stage in unknown["funnel"]["stages"]] == [0, 3]
    told = homes.replace("H2, west,", "H2, west, 30")
    filled = solved(write(tmp_path / "filled", settings(blocks[0], _AGES), households=told, volunteers=people))
    assert records(filled, "need")[1]["reason"] == "given"


_AGES = """
[table.households]
fields = [{ name = "age", type = "integer" }]
[table.volunteers]
fields = [{ name = "max_age", type = "integer" }]
"""


# --- money: how much more in which fund -------------------------------------------------------------


def funds(folder: Path, seed: int) -> Path:
    """Eight needs and three funds, each for some purposes; two needs share a household and its cap."""
    draw = random.Random(seed)
    asks = [f"N{i}, H{i // 2}, {draw.choice('ab')}, {draw.randint(10, 60)}, {draw.randint(1, 3)}" for i in range(8)]
    pots = [f"F{i}, {'a;b' if i == 2 else 'ab'[i]}, {draw.randint(20, 90)}" for i in range(3)]
    block = programme(
        rules=["list_contains(string_split(r.purposes, ';'), n.purpose)"],
        code='"grants"',
        kind='"funding"',
        needs='"asks"',
        resources='"funds"',
        wants='"n.wanted"',
        holds='"r.budget"',
        minimum='"10"' if seed % 2 else "",  # then it is no network
        more="""
        [[programme.limit]]
        code = "household"
        per = ["n.household_id"]
        of = "money"
        most = 70
        """,
    )
    goals = '[[policy]]\ncode = "hardship"\ngoals = [{ code = "given", of = "money", weight = "n.weight" }]'
    types = """
    [table.asks]
    primaryKey = "ask_id"
    fields = [
      { name = "ask_id", type = "string" }, { name = "purpose", type = "string" },
      { name = "wanted", type = "integer" }, { name = "weight", type = "integer" },
    ]
    """
    return write(
        folder,
        settings(block, goals, types, head='policy = "hardship"'),
        asks="\n".join(["ask_id, household_id, purpose, wanted, weight", *asks]),
        funds="\n".join(["fund_id, purposes, budget", *pots]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_with_so_much_more_in_a_fund_a_need_gets_it_and_nobody_less(seed: int, tmp_path: Path) -> None:
    place = funds(tmp_path, seed)
    plan = solved(place)
    plan.save(place / "out")
    (links,), problem, answer = read_back(plan.scenario, place / "out")
    tried = Tried(records(plan, "need"), [], links, problem, answer)
    before, kinds = _values(tried), set()
    for need in tried.needs:
        for change in need.get("changes", ()):
            if change["kind"] != "extra":
                continue
            kinds.add(change["limit"])
            link = tried.link(need["need"], change["resource"])
            then = answer.amounts.copy()
            then[link] += change["more"]
            assert change["more"] == need["wanted"] - need["given"]
            uppers = np.maximum(problem.upper, then)  # a fund that has more may give more
            wider, less = (
                replace(_changed(problem, link, {**change, "amount": amount}), upper=uppers)
                for amount in (change["amount"], change["amount"] - 1)
            )
            assert violations(wider, then) == []
            assert violations(less, then) == [change["limit"]]
            lower = np.where(np.arange(problem.links) == link, then, problem.lower)
            again = optimise(replace(wider, lower=lower))
            assert [level.value for level in again.levels] >= [
                old + gain for old, gain in zip(before, change["gain"], strict=True)
            ]
    assert kinds
