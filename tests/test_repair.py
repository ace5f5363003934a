"""Where nothing fits: the price of bending, the cheapest repair, the conflict, and the patch that a run is made by."""

from __future__ import annotations

import itertools
import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import pairing
from brute import random_problem
from pairing.bending import WHOLE, Bends, price
from pairing.conflict import Element, conflict
from pairing.model import UNBOUNDED, Family, GoalTerms, Problem, excess
from pairing.optimise import optimise
from pairing.relax import PIN, hard, repair
from tiny import pairs, programme, settings, solved, typed
from tiny import write as scenario

# --- prices -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "wholes"),
    [
        (10, 9, Fraction(1, 10)),
        (10, 5, Fraction(1, 2)),
        (10, 4, Fraction(8, 10)),
        (10, 0, 2),
        (2, 1, Fraction(1, 2)),
        (1, 0, 2),
        (5, 2, Fraction(4, 5)),
        (10, 11, Fraction(1, 10)),
        (1, 2, 2),
        (0, 1, 2),
        (0, 2, 5),
        (-4, -5, Fraction(1, 4)),
    ],
)
def test_half_a_bound_goes_by_its_share_and_the_rest_at_three_times_that(
    before: int, after: int, wholes: Fraction
) -> None:
    assert price(before, after, Fraction(1)) == wholes * WHOLE


def test_no_step_is_cheaper_than_the_one_before() -> None:
    for bound in range(8):
        for way in (1, -1):
            costs = [price(bound, bound + way * by, Fraction(1)) for by in range((bound if way < 0 else 12) + 1)]
            steps = np.diff(costs)
            assert (steps > 0).all()
            assert (np.diff(steps) >= 0).all()


# --- the cheapest repair, and the conflict, against enumeration -----------------------------------------------

Plan = np.ndarray[tuple[int], np.dtype[np.int64]]


def plans(problem: Problem, most: int = 1 << 20) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Every plan that keeps the links' own bounds, with up to ``most`` on a link, a row each."""
    bounds = zip(problem.lower.tolist(), problem.upper.tolist(), problem.minimum.tolist(), strict=True)
    ranges = [[x for x in range(low, min(high, most) + 1) if x == 0 or x >= least] for low, high, least in bounds]
    return np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, problem.links)


def possible(problem: Problem, most: int = 1 << 20) -> bool:
    """Whether some plan keeps every limit."""
    every = plans(problem, most)
    fine = np.ones(len(every), dtype=bool)
    for family in problem.families:
        counted = every if family.use is None else np.where(family.use, every > 0, every)
        counted = counted if family.weight is None else counted * family.weight
        for group, (least, most_) in enumerate(zip(family.least, family.most, strict=True)):
            total = counted[:, family.group == group].sum(axis=1)
            fine &= ((total >= least) & (total <= most_)) | (family.or_none & (total == 0))
    return bool(fine.any())


def bending(problem: Problem, plan: Plan, bends: Bends) -> int | None:
    """What it costs to bend the limits around a plan; None where that is forbidden."""
    cost = 0
    for family in problem.families:
        missing, over = excess(family, plan)
        factor = bends.get(family.code, Fraction(1))
        for off, bound, way in ((missing, family.least, -1), (over, family.most, 1)):
            for group in np.flatnonzero(off).tolist():
                if factor is None:
                    return None
                cost += price(int(bound[group]), int(bound[group] + way * off[group]), factor)
    return cost


def cheapest(problem: Problem, bends: Bends) -> int | None:
    """The least price of a repair by trying every plan; pins are lifted only where nothing else helps."""
    costs = [cost for plan in plans(problem) if (cost := bending(problem, plan, bends)) is not None]
    if costs:
        return min(costs)
    pins = np.flatnonzero(problem.lower).tolist()
    for count in range(1, len(pins) + 1):
        for lifted in itertools.combinations(pins, count):
            freed = replace(problem, lower=np.where(np.isin(np.arange(problem.links), lifted), 0, problem.lower))
            found = [cost for plan in plans(freed) if (cost := bending(freed, plan, bends)) is not None]
            costs += [cost + count * PIN * WHOLE for cost in found]
    return min(costs, default=None)


def infeasible(seeds: range, *, network: bool, size: int) -> Iterator[tuple[Problem, np.random.Generator]]:
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = hard(random_problem(rng, network=network, size=size))
        if not possible(problem):
            yield problem, rng


@pytest.mark.parametrize("network", [True, False], ids=["network", "other"])
def test_no_repair_is_cheaper_than_the_one_that_is_told(network: bool) -> None:
    met = set()
    for problem, rng in infeasible(range(160), network=network, size=6):
        factors = (Fraction(1), Fraction(5), Fraction(1, 3), None)
        bends = {family.code: factors[int(rng.integers(4))] for family in problem.families if rng.random() < 0.6}
        found, least = repair(problem, bends), cheapest(problem, bends)
        assert (found.found, found.proved) == (least is not None, True)
        if least is not None:
            assert found.price == least
        met.add("lifted" if found.lifted else "bent" if found.found else "stuck")
    assert met == {"bent", "lifted", "stuck"}


def bent(problem: Problem, changes: tuple[pairing.relax.Change, ...], lifted: tuple[int, ...]) -> Problem:
    """The problem with a repair applied."""
    moved: Mapping[tuple[str, str, str], int] = {(c.limit, c.group, c.side): c.after for c in changes}
    families = []
    for family in problem.families:
        least, most = (
            np.array(
                [
                    moved.get((family.code, label, side), bound)
                    for label, bound in zip(family.labels, bounds, strict=True)
                ]
            )
            for side, bounds in (("least", family.least.tolist()), ("most", family.most.tolist()))
        )
        families.append(replace(family, least=least.astype(np.int64), most=most.astype(np.int64)))
    lower = np.where(np.isin(np.arange(problem.links), lifted), 0, problem.lower)
    return replace(problem, lower=lower, families=tuple(families))


def test_with_the_repair_there_is_a_plan() -> None:
    for network in (True, False):
        for problem, _ in infeasible(range(200, 300), network=network, size=6):
            found = repair(problem, {})
            assert found.found
            assert possible(bent(problem, found.changes, found.lifted))


def nothing_but(problem: Problem, elements: tuple[Element, ...]) -> Problem:
    """The problem with these elements alone."""
    bounds = {}
    for family in problem.families:
        lowest = -UNBOUNDED if family.weight is not None and (family.weight < 0).any() else 0
        none = np.full(len(family.labels), lowest), np.full(len(family.labels), UNBOUNDED)
        bounds[family.code] = dict(zip(("least", "most"), none, strict=True))
    lower, minimum = np.zeros_like(problem.lower), np.ones_like(problem.minimum)
    upper = np.full_like(problem.upper, UNBOUNDED)
    for element in elements:
        if element.kind == "limit":
            labels = next(list(f.labels) for f in problem.families if f.code == element.limit)
            bounds[element.limit][element.side][labels.index(element.group)] = element.bound
        else:
            target = lower if element.kind == "pin" else upper if element.side == "most" else minimum
            target[element.link] = element.bound
    families = tuple(replace(f, **bounds[f.code]) for f in problem.families)
    return replace(problem, lower=lower, upper=upper, minimum=minimum, families=families)


@pytest.mark.parametrize("network", [True, False], ids=["network", "other"])
def test_with_any_one_element_of_a_conflict_left_out_the_rest_can_hold(network: bool) -> None:
    kinds = set()
    for problem, _ in infeasible(range(220), network=network, size=5):
        for broken in (None, repair(problem, {}).broken):
            found = conflict(problem, links=broken)
            assert found.irreducible
            assert not possible(nothing_but(problem, found.elements), 7)
            for left_out in range(len(found.elements)):
                rest = found.elements[:left_out] + found.elements[left_out + 1 :]
                assert possible(nothing_but(problem, rest), 7)
            kinds |= {(element.kind, element.side) for element in found.elements}
    assert {("limit", "least"), ("limit", "most"), ("pin", "least"), ("link", "most")} <= kinds


def town_of_promises(seed: int, *, network: bool) -> Problem:
    """Sixty homes in six villages and twelve helpers; too much was promised. Where no network, matches weigh 1 or 2."""
    rng = np.random.default_rng(seed)
    homes, helpers, villages = 60, 12, 6
    need, resource = np.nonzero(rng.random((homes, helpers)) < 0.3)
    village = np.sort(rng.integers(0, villages, homes))[need]
    count = np.bincount(resource, minlength=helpers)
    wants = Family("wants", need.astype(np.int32), [f"H{i}" for i in range(homes)], *_span(0, 1, homes))
    least = rng.integers(0, 4, helpers)
    holds = Family("holds", resource.astype(np.int32), [f"V{i}" for i in range(helpers)], least,
                   np.maximum(least, np.minimum(count, rng.integers(2, 5, helpers))))  # fmt: skip
    promised = np.full(villages, 60 // villages)
    floors = Family("floor", village.astype(np.int32), [f"T{i}" for i in range(villages)], promised,
                    np.full(villages, UNBOUNDED), None if network else rng.integers(1, 3, len(need)))  # fmt: skip
    ones = np.ones(len(need), dtype=np.int64)
    if not network:
        floors = replace(floors, least=promised * 3)
    return Problem(ones * 0, ones, ones, (wants, holds, floors), (GoalTerms("matches", "linear", rate=ones),))


def _span(low: int, high: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full(count, low, dtype=np.int64), np.full(count, high, dtype=np.int64)


@pytest.mark.parametrize("network", [True, False], ids=["network", "other"])
@pytest.mark.parametrize("seed", range(3))
def test_the_repair_of_a_town_gives_a_plan_and_its_conflict_has_no_element_too_many(seed: int, network: bool) -> None:
    problem = town_of_promises(seed, network=network)
    assert optimise(problem).status == "infeasible"
    mended = repair(problem, {})
    assert mended.found
    assert optimise(bent(problem, mended.changes, mended.lifted), time_limit=20).status == "optimal"
    found = conflict(problem)
    assert found.irreducible
    for left_out in [None, *range(len(found.elements))]:
        rest = tuple(element for k, element in enumerate(found.elements) if k != left_out)
        alone = nothing_but(problem, rest)
        alone = replace(alone, upper=np.minimum(alone.upper, 1000))
        status = optimise(replace(alone, goals=problem.goals), time_limit=20).status
        assert (status == "infeasible") == (left_out is None)


def test_where_the_time_is_up_at_once_nothing_is_claimed() -> None:
    problem, _ = next(infeasible(range(200), network=False, size=6))
    found = conflict(problem, 0.0)
    assert not found.irreducible


# --- a scenario, its patch, and the run that is made with it --------------------------------------------------

FULL = settings(
    programme(
        "[[programme.limit]]\ncode = 'floor'\nper = 'n.village'\nleast = 2\n"
        "says = { zh = '{n.village}至少结对2次', en = '{n.village} was promised 2' }",
        holds="{ least = 'r.least', most = 'r.most' }",
        rules=["n.village = r.village"],
    )
)
TABLES = {
    "households": "household_id, village\nH1, east\nH2, east\nH3, west",
    "volunteers": "volunteer_id, village, least, most\nV1, east, 1, 1\nV2, west, 0, 2",
}
PINS = """
programme, need, resource, kind, by, date, reason
help, H1, V1, must, the office, 2012-05-01, neighbours
help, H2, V1, must, the office, 2012-05-01, neighbours
"""


def patch_of(folder: Path, at: Path) -> Path:
    at.write_text(pairing.solve(folder).advice() or "", encoding="utf-8")
    return at


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return scenario(tmp_path / "town", FULL, **TABLES)


def test_the_words_say_what_conflicts_and_what_would_do(town: Path) -> None:
    said = typed("solve", town)
    assert said.exit_code == 3
    assert "help.floor  east  at least 2: east was promised 2" in said.stderr
    assert "help.holds  V1    can take at most 1" in said.stderr
    assert "help.floor  east  ask for at least 1 instead of 2" in said.stderr
    assert "help.floor  west  ask for at least 1 instead of 2" in said.stderr
    assert "Price: 1.0" in said.stderr
    assert [bend["group"] for bend in tomllib.loads(said.stdout)["bend"]] == ["east", "west"]
    said = typed("solve", town, "--lang", "zh")
    assert "help.floor  east  至少2：east至少结对2次" in said.stderr
    assert "下限由 2 改为 1" in said.stderr


def test_as_json_the_patch_comes_along(town: Path) -> None:
    record = json.loads(typed("solve", town, "--json").stdout)
    assert (record["advice_status"], record["irreducible"], record["price"]) == ("cheapest", True, 1.0)
    assert tomllib.loads(record["patch"])["scenario"] == "tiny"


def test_with_its_patch_a_scenario_is_solved_and_verified_with_the_patch_only(town: Path, tmp_path: Path) -> None:
    patch, run = patch_of(town, tmp_path / "mine.toml"), tmp_path / "run"
    said = typed("solve", town, "--repair", patch, "--out", run)
    assert said.exit_code == 0, said.output
    assert "help.floor  east  ask for at least 1 instead of 2" in said.stdout
    assert (run / "repair.toml").read_bytes() == patch.read_bytes()
    checked = typed("verify", town, run)
    assert checked.exit_code == 0
    assert "help.floor  east  ask for at least 1 instead of 2" in checked.stdout
    assert len(json.loads(typed("verify", town, run, "--json").stdout)["repair"]["bends"]) == 2
    for spoil in ("gone", "other", "untold"):
        bad = Path(shutil.copytree(run, tmp_path / spoil))
        if spoil == "gone":
            (bad / "repair.toml").unlink()
        elif spoil == "other":
            text = patch.read_text("utf-8").replace("to = 1", "to = 0")
            (bad / "repair.toml").write_text(text, encoding="utf-8")
        else:
            summary = json.loads((bad / "summary.json").read_bytes())
            del summary["repair"]
            (bad / "summary.json").write_text(json.dumps(summary))
        codes = {fault.code for fault in pairing.verify(town, bad).faults}
        assert codes & {"limit_below_least", "summary_differs", "run_repair_missing"}, spoil
    assert "limit_below_least" in {fault.code for fault in pairing.verify(town, tmp_path / "gone").faults}


def test_a_patch_that_a_person_has_changed_counts_as_it_stands(town: Path, tmp_path: Path) -> None:
    patch = patch_of(town, tmp_path / "repair.toml")
    patch.write_text(patch.read_text("utf-8").replace("to = 1", "to = 0"), encoding="utf-8")
    plan = solved(town, repair=patch)
    assert {bend["to"] for bend in plan.summary["repair"]["bends"]} == {0}
    assert len(pairs(plan)) == 2  # the goals still want all that fits


def test_where_a_patch_is_not_enough_the_next_one_says_all(town: Path, tmp_path: Path) -> None:
    patch = patch_of(town, tmp_path / "repair.toml")
    first, _, _ = patch.read_text("utf-8").rpartition("[[bend]]")
    patch.write_text(first, encoding="utf-8")
    again = pairing.solve(town, repair=patch)
    assert again.status == "infeasible"
    assert [bend["group"] for bend in again.summary["advice"]] == ["east", "west"]
    patch.write_text(again.advice() or "", encoding="utf-8")
    assert solved(town, repair=patch).status == "optimal"


def test_pins_are_elements_and_are_lifted_only_where_no_limit_may_give(tmp_path: Path) -> None:
    holds = "{ most = 'r.most' }"
    free = scenario(tmp_path / "free", settings(programme(holds=holds)), **TABLES, pins=PINS)
    refused = pairing.solve(free)
    found = [(e["kind"], e.get("need"), e["bound"]) for e in refused.summary["conflict"]]
    assert found == [("limit", None, 1), ("pin", "H1", 1), ("pin", "H2", 1)]
    assert [(bend["limit"], bend["to"]) for bend in refused.summary["advice"]] == [("help.holds", 2)]
    holds = "{ most = 'r.most', bend = false }"
    rigid = scenario(tmp_path / "rigid", settings(programme(holds=holds)), **TABLES, pins=PINS)
    said = typed("solve", rigid)
    assert "must be together" in said.stderr
    assert "let the pin go" in said.stderr
    patch = patch_of(rigid, tmp_path / "repair.toml")
    (lift,) = tomllib.loads(patch.read_text("utf-8"))["lift"]
    plan = solved(rigid, repair=patch)
    assert plan.summary["repair"]["lifts"] == [lift]
    assert pairing.verify(rigid, plan).ok
    assert not pairing.verify(rigid, replace(plan, repair=None)).ok


def test_money_is_in_yuan_and_exact_to_the_fen(tmp_path: Path) -> None:
    toml = settings(
        programme(code='"aid"', kind='"funding"', needs='"asks"', resources='"funds"', wants='"n.sum"',
                  holds="{ least = 'r.least', most = 'r.budget' }")
    )  # fmt: skip
    tables = {"asks": "ask_id, sum\nN1, 100.05\nN2, 50", "funds": "fund_id, least, budget\nF1, 200.5, 300"}
    folder = scenario(tmp_path / "aid", toml, **tables)
    said = typed("solve", folder)
    assert "aid.holds  F1  ask for at least 150.05 yuan instead of 200.50 yuan" in said.stderr
    assert "to = 150.05" in said.stdout
    assert "must give at least 200.50 yuan" in said.stderr
    (tmp_path / "repair.toml").write_text(said.stdout, encoding="utf-8")
    assert solved(folder, repair=tmp_path / "repair.toml").status == "optimal"


def test_nothing_may_bend(tmp_path: Path) -> None:
    folder = scenario(
        tmp_path,
        settings(programme(holds="{ least = 3, bend = false }", wants="{ most = 1, bend = false }")),
    )
    said = typed("solve", folder)
    assert (said.exit_code, said.stdout) == (3, "")
    assert "No bending of limits makes a plan possible" in said.stderr
    assert pairing.solve(folder).advice() is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('format = "pairing-repair/1"', 'format = "pairing-repair/9"', "repair_format"),
        ('scenario = "tiny"', 'scenario = "other"', "repair_elsewhere"),
        ('"households.csv" = "', '"households.csv" = "0', "repair_stale"),
        ('"households.csv" = "', '"houses.csv" = "', "repair_stale"),
        ('limit = "help.floor"', 'limit = "help.flour"', "repair_unknown_limit"),
        ('group = "west"', 'group = "north"', "repair_unknown_group"),
        ('group = "west"', 'group = "east"', "repair_twice"),
        ("from = 2", "from = 3", "repair_differs"),
        ("to = 1", "to = 1.5", "setting_type"),
        ("to = 1", "too = 1", "setting_missing"),
        ('side = "least"', 'side = "left"', "setting_type"),
        ("[[bend]]", "[[bend]", "repair_unreadable"),
        ("[inputs]", "[outputs]", "setting_unknown"),
        ("[[bend]]", '[[lift]]\nprogramme = "help"\nneed = "H1"\nresource = "V1"\n[[bend]]', "repair_no_pin"),
    ],
)
def test_a_wrong_or_stale_patch_is_told_and_nothing_is_written(
    town: Path, tmp_path: Path, old: str, new: str, code: str
) -> None:
    patch = patch_of(town, tmp_path / "repair.toml")
    text = patch.read_text("utf-8")
    assert old in text
    patch.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(pairing.BadData) as bad:
        pairing.solve(town, repair=patch)
    assert code in {fault.code for fault in bad.value.faults}
    assert {fault.file for fault in bad.value.faults} == {"repair.toml"}
    said = typed("solve", town, "--repair", patch)
    assert (said.exit_code, said.stdout) == (1, "")
    assert not (town / "out").exists()


def test_a_patch_cannot_bend_what_the_scenario_forbids_nor_what_is_soft(tmp_path: Path) -> None:
    for setting, code in (("bend = false", "repair_forbidden"), ("soft = 3", "repair_soft")):
        folder = tmp_path / code
        town = scenario(folder, FULL, **TABLES)
        patch = patch_of(town, folder / "repair.toml")
        town = scenario(folder, FULL.replace("least = 2\n", f"least = 2\n{setting}\n"), **TABLES)
        inputs = pairing.read(town).inputs["scenario.toml"]
        text = patch.read_text("utf-8")
        old = tomllib.loads(text)["inputs"]["scenario.toml"]
        patch.write_text(text.replace(old, inputs), encoding="utf-8")
        with pytest.raises(pairing.BadData) as bad:
            pairing.solve(town, repair=patch)
        assert {fault.code for fault in bad.value.faults} == {code}
