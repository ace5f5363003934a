"""What is claimed would help does, once it is done in the scenario's own files: a rule dropped, a datum filled in, more
priority, a place, a lower floor, more in a fund; and why a resource has room is so in the tables."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pairing
import tiny
from brute import best_values
from pairing.exactly import exactly
from pairing.exactly import solved as read_back
from pairing.model import Problem
from pairing.optimise import optimise
from test_reasons import funds, town
from tiny import programme, records, settings, solved, typed, write

# --- rules and data ---------------------------------------------------------------------------------

RULES = {"place": "n.village = r.village", "age": "n.age < r.max_age", "means": "n.income <= 5 and n.land <= r.most"}
#: With these every rule that looks at the column holds.
BEST = {"age": "0", "income": "0", "land": "0", "max_age": "99", "most": "99"}
TYPES = """
[table.households]
fields = [
  { name = "age", type = "integer" }, { name = "income", type = "integer" }, { name = "land", type = "integer" },
]
[table.volunteers]
fields = [{ name = "max_age", type = "integer" }, { name = "most", type = "integer" }]
"""


def refusing(folder: Path, seed: int, leave_out: str = "") -> Path:
    """Forty households whom rules refuse or cannot tell about, and five volunteers of whom some are banned or have no
    place; without one of the rules."""
    draw = random.Random(seed)

    def some(*values: object) -> str:
        return "" if draw.random() < 0.3 else str(draw.choice(values))

    homes = [
        f"H{i}, {draw.choice(['east', 'west', 'north'])}, {some(30, 50)}, {some(3, 9)}, {some(1, 4)}" for i in range(40)
    ]
    people = [
        f"V{i}, {draw.choice(['east', 'west'])}, {some(40, 60)}, {some(2, 5)}, {draw.choice([0, 1, 2, 2])}"
        for i in range(5)
    ]
    bans = [f"help, H{i}, V{draw.randrange(5)}, must_not, the office, 2012-05-01, a quarrel" for i in range(0, 40, 2)]
    rules = "\n".join(
        f"[[programme.rule]]\ncode = '{code}'\nwhere = '{where}'" for code, where in RULES.items() if code != leave_out
    )
    return write(
        folder,
        settings(programme(rules), TYPES),
        households="\n".join(["household_id, village, age, income, land", *homes]),
        volunteers="\n".join(["volunteer_id, village, max_age, most, max_households", *people]),
        pins="\n".join(["programme, need, resource, kind, by, date, reason", *bans]),
    )


def eligible(plan: pairing.Plan) -> dict[str, int]:
    """How many resources each need may have."""
    return {need["need"]: need["eligible"] for need in records(plan, "need")}


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_without_the_rule_that_is_named_as_many_fit_as_it_says(seed: int, tmp_path: Path) -> None:
    refused = [n for n in records(solved(refusing(tmp_path, seed)), "need") if n["reason"] == "no_eligible"]
    opened = {rule: eligible(solved(refusing(tmp_path / rule, seed, rule))) for rule in RULES}
    for need in refused:
        due = sorted((-opened[rule][need["need"]], rule) for rule in RULES if opened[rule][need["need"]])
        assert need["changes"] == [{"kind": "rule", "rule": rule, "opens": -count} for count, rule in due[:2]]
    assert {len(need["changes"]) for need in refused} >= {0, 1}


def cells(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """The rows of a table by their id."""
    rows = list(csv.DictReader((folder / f"{name}.csv").read_text().splitlines()))
    return {row[next(iter(row))]: row for row in rows}


def put(folder: Path, name: str, rows: dict[str, dict[str, str]]) -> None:
    """Write the rows of a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(next(iter(rows.values()))), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values())
    (folder / f"{name}.csv").write_text(out.getvalue())


def filled(folder: Path, tables: dict[str, dict[str, dict[str, str]]]) -> pairing.Plan:
    """The scenario solved with other rows in its tables."""
    for name, rows in tables.items():
        put(folder, name, rows)
    return solved(folder)


def empty_of(home: dict[str, str], helper: dict[str, str]) -> list[str] | None:
    """What must be filled in before a pair can be told, by reading the rules; None where one refuses it already."""
    named = {f"n.{c}": home[c] for c in ("age", "income", "land")} | {f"r.{c}": helper[c] for c in ("max_age", "most")}
    known = {name: int(value) for name, value in named.items() if value}
    told = [home["village"] == helper["village"], "n.income" not in known or known["n.income"] <= 5]
    told.append(not {"n.age", "r.max_age"} <= set(known) or known["n.age"] < known["r.max_age"])
    told.append(not {"n.land", "r.most"} <= set(known) or known["n.land"] <= known["r.most"])
    return sorted(set(named) - set(known)) if all(told) else None


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_with_the_data_that_are_named_it_fits_and_with_less_it_cannot_be_told(seed: int, tmp_path: Path) -> None:
    place = refusing(tmp_path, seed)
    asked = {n["need"]: n for n in records(solved(place), "need") if n["reason"] == "unknown_data"}
    homes, helpers = cells(place, "households"), cells(place, "volunteers")
    bans = {
        (row["need"], row["resource"]): row for row in csv.DictReader((place / "pins.csv").read_text().splitlines())
    }
    own, of_resources = set(), set()
    for name, need in asked.items():
        (change,) = need["changes"]
        assert change["columns"] == need["missing"] and change["kind"] == "datum"
        ways = {id_: empty_of(homes[name], row) for id_, row in helpers.items()}
        free = {id_: columns for id_, columns in ways.items()
                if columns and (name, id_) not in bans and helpers[id_]["max_households"] != "0"}  # fmt: skip
        if not free:
            continue  # whoever it may fit can not be had: filling in tells that, and no more
        assert len(change["columns"]) == min(map(len, free.values()))
        (of_resources if "resource" in change else own).add(name)
        assert any(columns == change["columns"] for id_, columns in free.items() if id_ == change.get("resource", id_))
    assert own and of_resources
    for names in (own, of_resources):  # the needs' own data first, lest a resource's help them too
        for name in names:
            for column in asked[name]["missing"]:
                row = homes[name] if column[0] == "n" else helpers[asked[name]["changes"][0]["resource"]]
                row[column[2:]] = BEST[column[2:]]
        fits = eligible(filled(place, {"households": homes, "volunteers": helpers}))
        assert [name for name in names if not fits[name]] == []


#: Towns in which every reason occurs.
ROOMY = range(4)

# --- priority, places, floors and money, in tables and settings -------------------------------------


def changed(folder: Path, need: dict[str, Any], change: dict[str, Any], seed: int) -> Path:
    """The town of a seed with a change made in its files."""
    place = town(folder, seed)
    kind, amount, toml = change["kind"], change["amount"], (place / "scenario.toml").read_text()
    homes, people = cells(place, "households"), cells(place, "volunteers")
    if kind == "priority" and change["of"] == "weight":
        row = homes[need["need"]]
        row["hardship"] = str(int(row["hardship"]) + amount)
    elif kind == "priority":
        pair = f"n.household_id = '{need['need']}' and r.volunteer_id = '{change['resource']}'"
        toml += f'[[programme.score]]\ncode = "more"\npoints = "case when {pair} then {amount} else 0 end"\n'
        toml = _last_block_first(toml)
    elif change["limit"] == "help.holds":
        row = people[change["resource"]]
        row["max_households"] = str(int(row["max_households"]) + amount)
    else:
        side, old = ("least", 3) if kind == "floor" else ("most", 5)
        new = old + (-amount if kind == "floor" else amount)
        own = f"\"case when n.village = '{change['group']}' then {new} else {old} end\""
        assert f"{side} = {old}\n" in toml
        toml = toml.replace(f"{side} = {old}\n", f"{side} = {own}\n")
    (place / "scenario.toml").write_text(toml)
    for name, rows in (("households", homes), ("volunteers", people)):
        put(place, name, rows)
    return place


def _last_block_first(toml: str) -> str:
    """A score that was put at the end, moved to its programme."""
    before, mark, score = toml.rpartition("[[programme.score]]")
    return before.replace("[[policy]]", f"{mark}{score}\n[[policy]]", 1)


def reached(plan: pairing.Plan) -> list[int]:
    return [goal["reached"] for goal in plan.summary["goals"]]


@pytest.mark.parametrize("seed", [0, 6])
def test_a_change_made_in_the_files_does_what_is_claimed(seed: int, tmp_path: Path) -> None:
    plan = solved(town(tmp_path / "town", seed))
    tried = set()
    for need in records(plan, "need"):
        for change in need.get("changes", ()):
            key = (change["kind"], change.get("of") or change.get("limit"))
            if change["kind"] == "rule" or key in tried:
                continue
            tried.add(key)
            place = changed(tmp_path / "-".join(key), need, change, seed)
            if change["kind"] == "priority":
                (now,) = (one for one in records(solved(place), "need") if one["need"] == need["need"])
                assert now["given"] > need["given"]
                continue
            values = [old + gain for old, gain in zip(reached(plan), change["gain"], strict=True)]
            assert tiny.best_values(place) == values
            pin = f"help, {need['need']}, {change['resource']}, must, the office, 2012-05-01, as claimed"
            write(place, (place / "scenario.toml").read_text(), pins=f"{PINS}\n{pin}")
            assert tiny.best_values(place) == values
    assert tried >= {0: {("priority", "weight"), ("floor", "help.promised")}, 6: {("place", "help.promised")}}[seed]


PINS = "programme, need, resource, kind, by, date, reason"


@pytest.mark.parametrize("seed", [0, 1])
def test_so_much_more_in_a_fund_is_enough_and_a_yuan_less_is_not(seed: int, tmp_path: Path) -> None:
    place = funds(tmp_path / "funds", seed)
    plan = solved(place)
    needs = {need["need"]: need for need in records(plan, "need")}
    name, change = next(
        (name, change)
        for name, need in needs.items()
        for change in need.get("changes", ())
        if change["kind"] == "extra" and change["limit"] == "grants.holds"
    )
    kept = {(row.need, row.resource): int(row.amount) for row in plan.matches.itertuples()}
    own = (name, change["resource"])
    kept[own] = kept.get(own, 0) + change["more"]
    pins = [f"grants, {n}, {r}, must, the office, 2012-05-01, kept, {fen / 100}" for (n, r), fen in kept.items()]
    budgets = cells(place, "funds")
    row = budgets[change["resource"]]
    row["budget"] = str(int(row["budget"]) + change["amount"] // 100)
    write(place, (place / "scenario.toml").read_text(), pins="\n".join([f"{PINS}, amount", *pins]))
    more = filled(place, {"funds": budgets})
    assert reached(more) >= [old + gain for old, gain in zip(reached(plan), change["gain"], strict=True)]
    (now,) = (one for one in records(more, "need") if one["need"] == name)
    assert now["given"] == needs[name]["given"] + change["more"]
    row["budget"] = str(int(row["budget"]) - 1)
    put(place, "funds", budgets)
    assert tiny.best_values(place) is None


# --- resources: why is there room? ------------------------------------------------------------------


def roomy(folder: Path, seed: int) -> Path:
    """Ten households and six volunteers along a road; a village takes so many at most, volunteers start with two or
    more or not at all, and whoever lives far away is better not served."""
    draw = random.Random(seed)
    homes = [f"H{i}, {draw.choice(['east', 'west'])}, {draw.randint(0, 9)}, {draw.randint(1, 2)}" for i in range(10)]
    people = [f"V{i}, {draw.randint(0, 16)}, {draw.randint(1, 3)}, {draw.randint(3, 4)}" for i in range(6)]
    more = f"""
    [[programme.score]]
    code = "near"
    points = "{draw.choice([2, 9])} - abs(n.km - r.km)"
    [[programme.limit]]
    code = "village"
    per = ["n.village"]
    most = {draw.choice([3, 9])}
    """
    block = programme(
        more,
        rules=["abs(n.km - r.km) <= 3"],
        wants='"n.wanted"',
        holds='{ least = "r.start", most = "r.places", may_stay_unused = true }',
    )
    goals = '[[policy]]\ncode = "near"\ngoals = [{ code = "points" }]'
    types = """
    [table.households]
    fields = [{ name = "km", type = "integer" }, { name = "wanted", type = "integer" }]
    [table.volunteers]
    fields = [
      { name = "km", type = "integer" }, { name = "start", type = "integer" }, { name = "places", type = "integer" },
    ]
    """
    return write(
        folder,
        settings(block, types, goals, head='policy = "near"'),
        households="\n".join(["household_id, village, km, wanted", *homes]),
        volunteers="\n".join(["volunteer_id, km, start, places", *people]),
    )


def test_why_a_resource_has_room_is_so_in_the_tables(tmp_path: Path) -> None:
    seen = set()
    for seed in ROOMY:
        place = roomy(tmp_path / str(seed), seed)
        plan = solved(place)
        plan.save(place / "out")
        homes, helpers = cells(place, "households"), cells(place, "volunteers")
        limit = int(re.findall(r"most = (\d)", (place / "scenario.toml").read_text())[0])
        pairs = set(zip(plan.matches["need"], plan.matches["resource"], strict=True))
        given = {home: sum(pair[0] == home for pair in pairs) for home in homes}
        in_village = {v: sum(given[h] for h, row in homes.items() if row["village"] == v) for v in ("east", "west")}
        (links,), problem, _ = read_back(plan.scenario, place / "out")
        for record in records(plan, "resource"):
            seen.add(record["reason"])
            name, row = record["resource"], helpers[record["resource"]]
            load = sum(pair[1] == name for pair in pairs)
            fitting = [home for home, own in homes.items() if abs(int(own["km"]) - int(row["km"])) <= 3]
            short = [home for home in fitting if given[home] < int(homes[home]["wanted"])]
            open_ = [h for h in short if (h, name) not in pairs and in_village[homes[h]["village"]] < limit]
            assert (record["load"], record["most"], record["eligible"]) == (load, int(row["places"]), len(fitting))
            assert record.get("short", len(short)) == len(short)
            holds = {
                "full": load == int(row["places"]),
                "no_eligible_needs": load < int(row["places"]) and not fitting,
                "floor_not_opened": load == 0 < len(fitting) and int(row["start"]) > 1,
                "needs_met": load < int(row["places"]) and bool(fitting) and not short,
                "other_limits": load < int(row["places"]) and bool(short) and not open_,
                "costs_more": load < int(row["places"]) and bool(open_),
            }
            assert holds[record["reason"]], (seed, record)
            if record["reason"] == "floor_not_opened":
                _fewer_are_worth_it(problem, list(links.resource_ids).index(name), record["least"])
            if record["reason"] == "costs_more":  # no plan that serves one of them here is better
                _no_plan_is_better(problem, links, name, open_)
    assert seen == {"full", "no_eligible_needs", "floor_not_opened", "needs_met", "other_limits", "costs_more"}


def _fewer_are_worth_it(problem: Problem, resource: int, least: int) -> None:
    """Were there no least, a best plan would have fewer here than the least."""
    families = []
    for family in problem.families:
        if family.code == "help.holds":
            leasts, mosts = family.least.copy(), family.most.copy()
            leasts[resource] = 0
            free = replace(family, least=leasts)
            mosts[resource] = least - 1
            family = replace(free, most=mosts)
            families.append((free, family))
        else:
            families.append((family, family))
    free_values, fewer_values = (
        [level.value for level in optimise(replace(problem, families=tuple(pair[k] for pair in families))).levels]
        for k in (0, 1)
    )
    assert fewer_values == free_values


def _no_plan_is_better(problem: Problem, links: Any, name: str, homes: list[str]) -> None:
    best = [level.value for level in optimise(problem).levels]
    for e, (n, r) in enumerate(zip(links.need.tolist(), links.resource.tolist(), strict=True)):
        if links.resource_ids[r] == name and links.need_ids[n] in homes:
            lower = problem.lower.copy()
            lower[e] = 1
            forced = optimise(replace(problem, lower=lower))
            assert forced.status == "infeasible" or [level.value for level in forced.levels] <= best


# --- grants that are none or enough: exact by solving again -----------------------------------------


def grants(folder: Path, seed: int) -> Path:
    """Three needs and two funds with a few fen each, of which fewer than two help nobody: no network."""
    draw = random.Random(seed)
    needs = [f"N{i}, {draw.choice('ab')}, 0.0{draw.randint(2, 4)}, {draw.randint(1, 3)}" for i in range(3)]
    funds = ["F0, ab, 0.03, 0.02", f"F1, {draw.choice('ab')}, 0.0{draw.randint(2, 4)}, 0.02"]
    block = programme(
        code='"grants"',
        kind='"funding"',
        needs='"needs"',
        resources='"funds"',
        wants='"n.amount"',
        holds='"r.budget"',
        minimum='"r.min_grant"',
        rules=["contains(r.purposes, n.purpose)"],
    )
    goals = """
    [[policy]]
    code = "weighed"
    goals = [{ code = "served", cap = 1 }, { code = "given", of = "money", weight = "n.priority" }]
    """
    return write(
        folder,
        settings(block, goals, head='policy = "weighed"'),
        needs="\n".join(["need_id, purpose, amount, priority", *needs]),
        funds="\n".join(["fund_id, purposes, budget, min_grant", *funds]),
    )


def told(before: list[Any] | None, after: list[Any] | None, side: str = "loss") -> dict[str, Any]:
    """What an exact answer must be, from the values of every goal in the best plan before and after."""
    assert before is not None
    if after is None:
        return {"status": "impossible"}
    sign = -1 if side == "gain" else 1
    return {"status": "exact", side: [sign * (old - new) for old, new in zip(before, after, strict=True)]}


@pytest.mark.parametrize("seed", [0, 1, pytest.param(2, marks=pytest.mark.long)])
def test_exact_answers_about_grants_are_those_of_trying_every_plan(seed: int, tmp_path: Path) -> None:
    place = grants(tmp_path / "grants", seed)
    plan = solved(place)
    plan.save(place / "out")
    assert not records(plan, "run")[0]["network"]
    (links,), problem, answer = read_back(plan.scenario, place / "out")
    best = best_values(problem)
    needs, pots = records(plan, "need"), records(plan, "resource")
    answers = exactly(place / "out", None, needs, "F1")
    for record, said in zip(needs, answers, strict=True):
        mine = np.flatnonzero(links.need == list(links.need_ids).index(record["need"]))
        for one in [*([said["more"]] if "more" in said else []), *said["with"], *said.get("others", ())]:
            e = next((e for e in mine.tolist() if links.resource_ids[links.resource[e]] == one["resource"]), None)
            due: dict[str, Any] = {"status": "impossible"}
            if e is not None:
                lower = problem.lower.copy()
                lower[e] = max(int(answer.amounts[e]) + 1, int(problem.minimum[e]))
                fits = lower[e] <= problem.upper[e]
                due = told(best, best_values(replace(problem, lower=lower)) if fits else None)
            assert one == {"resource": one["resource"], **due}
        for one in said.get("margins", ()):
            (e,) = (e for e in mine.tolist() if links.resource_ids[links.resource[e]] == one["resource"])
            assert one == {"resource": one["resource"], **told(best, best_values(_at_most(problem, [e], 0)))}
        assert ("less" in said) == bool(record["given"])
        if "less" in said:
            assert said["less"] == told(best, best_values(_at_most(problem, mine.tolist(), 0)))
    result = typed("explain", place / "out", "N0", "--exact", "--with", "F1", "--json")
    assert json.loads(result.stdout)["records"] == [{**needs[0], "exact": answers[0]}]
    budgets = cells(place, "funds")
    for record, said in zip(pots, exactly(place / "out", None, pots), strict=True):
        richer = {**budgets, record["resource"]: {**budgets[record["resource"]]}}
        richer[record["resource"]]["budget"] = f"{1000 + float(budgets[record['resource']]['budget']):.2f}"
        (place / "more").mkdir(exist_ok=True)
        for name in ("scenario.toml", "needs.csv"):
            (place / "more" / name).write_bytes((place / name).read_bytes())
        put(place / "more", "funds", richer)
        gains = [new - old for new, old in zip(tiny.best_values(place / "more") or (), best or (), strict=True)]
        assert said["one_more"] == {"amount": 100_000, "status": "exact", "gain": gains}
        group = list(links.resource_ids).index(record["resource"])
        mine = np.flatnonzero(links.resource == group).tolist()
        assert said["one_less"] == {"amount": record["most"], **told(best, best_values(_at_most(problem, mine, 0)))}


def _at_most(problem: Problem, links: list[int], amount: int) -> Problem:
    upper = problem.upper.copy()
    upper[links] = amount
    return replace(problem, upper=upper)
