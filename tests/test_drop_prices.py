"""What dropping a rule, limit or pin gains: as if the scenario had never had it, and 0 only where that is so."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pairing
from pairing.drop_prices import Price, drop_prices, recorded
from pairing.outputs.prices_text import price_lines
from pairing.outputs.reasons_words import Words
from tiny import best_values, programme, records, settings, solved, typed, write

#: What may be dropped, as the blocks of a scenario: whoever is named is left out.
ALL = ("rule near", "rule grown", "limit promised", "limit roads", "least", "must", "must_not")


def town(folder: Path, seed: int, leave_out: str = "") -> Path:
    """Ten households and four volunteers; every part of it but the one to ``leave_out``. Odd towns are no network."""
    draw = random.Random(seed)
    homes = [
        f"H{i}, {draw.choice(['east', 'west'])}, {draw.randint(0, 9)}, {draw.randint(16, 40)}, {draw.randint(1, 4)}"
        for i in range(10)
    ]
    homes[0] = "H0, east, 5, 30, 2"
    people = [f"V{i}, {draw.randint(0, 9)}, {draw.randint(1, 3)}, {draw.choice(['a', 'b'])}" for i in range(4)]
    people[0] = f"V0, 5, {draw.randint(1, 2)}, a"
    pins = {
        "must": "help, H0, V0, must, the office, 2012-05-01, kin",
        "must_not": f"help, H1, V{draw.randint(1, 3)}, must_not, the office, 2012-05-01, quarrel",
    }
    near, grown = ("" if leave_out == f"rule {code}" else _RULES[code] for code in _RULES)
    weight = 'weight = "n.size"' if seed % 2 else ""
    limits = {
        "promised": '[[programme.limit]]\ncode = "promised"\nper = ["n.village"]\nleast = 2',
        "roads": f'[[programme.limit]]\ncode = "roads"\nper = ["r.road"]\nmost = {12 if seed % 2 else 4}\n{weight}',
    }
    kept = [block for code, block in limits.items() if leave_out != f"limit {code}"]
    score = '[[programme.score]]\ncode = "fit"\npoints = "10 * n.size - abs(n.km - r.km)"'
    holds = '{ most = "r.places" }' if leave_out == "least" else '{ least = "1", most = "r.places" }'
    goals = '[[policy]]\ncode = "served"\ngoals = [{ code = "served", cap = 1 }, { code = "points" }]'
    return write(
        folder,
        settings(
            programme("\n".join([near, grown, score, *kept]), holds=holds), goals, _TYPES, head='policy = "served"'
        ),
        households="\n".join(["household_id, village, km, age, size", *homes]),
        volunteers="\n".join(["volunteer_id, km, places, road", *people]),
        pins="\n".join(
            [
                "programme, need, resource, kind, by, date, reason",
                *(row for kind, row in pins.items() if kind != leave_out),
            ]
        ),
    )


_RULES = {
    "near": "[[programme.rule]]\ncode = 'near'\nwhere = 'abs(n.km - r.km) <= 5 or n.size = 9'",
    "grown": "[[programme.rule]]\ncode = 'grown'\nwhere = 'n.age >= 18'",
}
_TYPES = """
[table.households]
fields = [{ name = "age", type = "integer" }, { name = "km", type = "integer" }, { name = "size", type = "integer" }]
[table.volunteers]
fields = [{ name = "km", type = "integer" }, { name = "places", type = "integer" }]
"""


def named(price: Price) -> str:
    """What a price is for, in the words of :data:`ALL`."""
    drop = price.drop
    return f"{drop.kind} {drop.code.removeprefix('help.')}" if drop.kind in ("rule", "limit") else drop.kind


class Run(NamedTuple):
    """A solved town: its folder, its plan, what each goal has reached, and all prices."""

    place: Path
    plan: pairing.Plan
    before: list[int]
    prices: list[Price]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Run]:
    """The run of a seed, solved once."""

    @cache
    def run(seed: int) -> Run:
        place = town(tmp_path_factory.mktemp("town") / "all", seed)
        plan = solved(place)
        plan.save(place / "out")
        before = [goal["reached"] for goal in plan.summary["goals"]]
        return Run(place, plan, before, drop_prices(place / "out", place))

    return run


#: What each town tries again: everything once over both, proved and solved, network and not; the rest takes longer.
TRIED = {1: ("rule near", "rule grown", "must_not"), 4: ("least", "limit promised", "limit roads", "must")}


@pytest.mark.parametrize(
    ("seed", "tried"),
    [*TRIED.items(), *(pytest.param(seed, set(ALL) - set(TRIED[seed]), marks=pytest.mark.long) for seed in TRIED)],
)
def test_the_price_is_what_a_scenario_that_never_had_it_gains(
    seed: int, tried: Collection[str], runs: Callable[[int], Run], tmp_path: Path
) -> None:
    run = runs(seed)
    assert {named(price) for price in run.prices} == set(ALL)
    assert records(run.plan, "run")[0]["network"] == (seed == 4)
    assert {price.how for price in run.prices} == {"bound", "solved"}
    for price in run.prices:
        if named(price) in tried:
            after = best_values(town(tmp_path / named(price), seed, named(price)))
            assert after is not None
            assert list(price.gain) == [new - old for new, old in zip(after, run.before, strict=True)], named(price)


def test_what_was_not_reached_in_time_has_a_bound_that_holds(runs: Callable[[int], Run]) -> None:
    run = runs(4)
    hurried = {price.drop: price for price in drop_prices(run.place / "out", run.place, 1e-9)}
    assert {price.how for price in hurried.values()} >= {"open"}
    for price in run.prices:
        most = hurried[price.drop].most
        for known, gain in zip(most, price.gain, strict=True):
            if known is None:
                break
            assert gain <= known
            if gain < known:
                break


def test_pairing_explain_tells_prices_in_words_and_as_json(runs: Callable[[int], Run]) -> None:
    place, plan, _, prices = runs(4)
    told: list[dict[str, Any]] = json.loads(typed("explain", place / "out", "--prices", "--json").stdout)["prices"]
    assert [price["kind"] for price in told] == [recorded(price)["kind"] for price in prices]
    for lang in ("en", "zh"):
        words = Words(lang)
        for kind in ("run", "programme"):
            for record in records(plan, kind):
                words.learn(record)
        lines = price_lines(told, words)
        assert [code for code in ("near", "grown", "promised", "roads") if code not in "".join(lines)] == []
        assert [line for line in lines if "price_" in line or "{" in line or "None" in line] == []


def test_prices_need_the_scenario(runs: Callable[[int], Run], tmp_path: Path) -> None:
    runs(4).plan.save(tmp_path / "elsewhere")
    result = typed("explain", tmp_path / "elsewhere", "--prices")
    assert result.exit_code == 1 and "--scenario" in result.stderr
