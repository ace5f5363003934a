"""Indexes of hardship: the database's points against fractions and plain lines; and how firm the decisions are."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

import pairing
from pairing.config import Dimension, Index
from pairing.indexes import add_columns, reweighed
from pairing.sensitivity import sensitivity
from pairing.sensitivity.flips import smallest
from pairing.sensitivity.trials import Outcome
from pairing.verdict import verify
from pairing.verdict.audit_index import worked_out
from tiny import codes, only_fault, pairs, programme, settings, solved, table, typed, write

# --- two ways to the same points ----------------------------------------------------------------------

MILLIONTHS = st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, 10**6))
ANCHORS = st.lists(st.tuples(MILLIONTHS, st.integers(0, 100)), min_size=2, max_size=4, unique_by=lambda a: a[0]).map(
    lambda anchors: tuple(sorted(anchors))
)
VALUES = st.one_of(st.none(), MILLIONTHS)


@effort(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(ANCHORS, st.integers(1, 9)), min_size=1, max_size=3),
    st.booleans(),
    st.lists(st.tuples(VALUES, VALUES, VALUES, st.sampled_from([None, True, False])), min_size=1, max_size=4),
)
def test_the_database_and_the_verifier_work_out_the_same_points(
    dimensions: list[tuple[Any, int]], counting: bool, rows: list[tuple[Any, ...]]
) -> None:
    count = len(dimensions)
    asked = [Dimension(f"d{i}", weight, f"n.v{i}", anchors) for i, (anchors, weight) in enumerate(dimensions)]
    if counting:
        asked = [Dimension(d.code, d.weight, deprived=f"n.{d.value} > 0".replace("n.n.", "n.")) for d in asked]
    asked.append(Dimension("ill", 2, deprived="n.ill"))
    index = Index("x", "t", tuple(asked), "counting" if counting else "weighted", Fraction(1, 3 if counting else 1))
    db = duckdb.connect()
    db.execute("CREATE TEMP TABLE t(i INTEGER, v0 DECIMAL(20, 6), v1 DECIMAL(20, 6), v2 DECIMAL(20, 6), ill BOOLEAN)")
    for i, (*values, ill) in enumerate(rows):
        texts = (None if v is None else f"{v.numerator * 10**6 // v.denominator / 10**6:.6f}" for v in values)
        db.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", [i, *texts, ill])
    add_columns(db, index)
    found = db.execute("SELECT v0, v1, v2, ill, x, x_low, x_high, x_unsure FROM t ORDER BY i").fetchall()
    for row in found:
        data = [None if v is None else v > 0 for v in row[:count]] if counting else list(row[:count])
        middle, low, high, unsure = worked_out(index, [*data, row[3]])
        assert row[4:] == (middle, low, high, unsure)
        assert 0 <= low <= middle <= high <= 100
        assert unsure or low == high


def test_points_lie_on_the_lines_between_anchors_and_flat_beyond() -> None:
    income = Dimension("income", 1, "n.income", ((Fraction(300), 100), (Fraction(500), 40), (Fraction(1500), 0)))
    index = Index("x", "t", (income,))
    told = {value: worked_out(index, [value])[0] for value in (0, 300, 400, 500, 1000, 1500, 9999)}
    assert told == {0: 100, 300: 100, 400: 70, 500: 40, 1000: 20, 1500: 0, 9999: 0}


def test_counting_has_no_points_below_the_cutoff() -> None:
    sides = tuple(Dimension(name, weight, deprived=name) for name, weight in (("a", 1), ("b", 1), ("c", 2)))
    index = Index("x", "t", sides, "counting", Fraction(1, 2))
    assert worked_out(index, [True, False, False])[0] == 0
    assert worked_out(index, [True, True, False])[0] == 50
    assert worked_out(index, [True, False, True])[0] == 75
    assert worked_out(index, [True, None, False]) == (25, 0, 50, True)


def test_other_weights_are_laid_over_the_same_data() -> None:
    db = duckdb.connect()
    db.execute("CREATE TEMP TABLE t AS SELECT true AS a, false AS b")
    index = Index("x", "t", (Dimension("a", 1, deprived="n.a"), Dimension("b", 1, deprived="n.b")))
    for weights, points in (((1, 1), 50), ((3, 1), 75), ((0, 1), 0)):
        add_columns(db, reweighed(index, weights))
        assert db.execute("SELECT a, b, x FROM t").fetchall() == [(True, False, points)]


# --- in a scenario -------------------------------------------------------------------------------------

TOWN = """
[table.households]
fields = [{ name = "income", type = "number", unit = "yuan" }, { name = "ill", type = "boolean" }]

[[index]]
code = "hardship"
table = "households"
[[index.dimension]]
code = "income"
value = "income"
anchors = [[400, 100], [1200, 0]]
weight = 3
[[index.dimension]]
code = "illness"
deprived = "ill"
weight = 1
"""
SCORED = programme("[[programme.score]]\ncode = 'hardship'\npoints = 'n.hardship'")
ROWS = {
    "households": "household_id, income, ill\nH1, 600, no\nH2, 1200, yes\nH3, , yes",
    "volunteers": "volunteer_id, max_households\nV1, 2",
}


def test_an_index_of_a_view_counts_what_only_the_view_knows(tmp_path: Path) -> None:
    toml = settings(
        '[view]\nhomes = "select h.*, (select count(*) from members m where m.household_id = h.household_id) as size '
        'from households h"\nneedy = "select * from homes where size_points > 0"',
        '[[index]]\ncode = "size_points"\ntable = "homes"\n[[index.dimension]]\ncode = "size"\nvalue = "size"\n'
        "anchors = [[0, 0], [4, 100]]",
        programme("[[programme.score]]\ncode = 's'\npoints = 'n.size_points'", needs='"needy"'),
    )
    plan = solved(
        write(
            tmp_path,
            toml,
            households="household_id\nH1\nH2\nH3",
            members="member_id, household_id\nM1, H2\nM2, H2\nM3, H3",
            volunteers="volunteer_id, max_households\nV1, 1",
        )
    )
    assert (pairs(plan), plan.matches["points"].tolist()) == (["H2 V1"], [50])


def test_an_index_that_is_not_what_the_table_gives_fails_verification(tmp_path: Path) -> None:
    plan = solved(write(tmp_path, settings(TOWN, SCORED), **ROWS))
    plan.scenario.db.execute("UPDATE households SET hardship = 99 WHERE household_id = 'H1'")
    verdict = verify(plan.scenario, plan)
    assert [fault.code for fault in verdict.faults] == ["index_differs"]
    assert "56, 56, 56, False" in verdict.faults[0].message()


@pytest.mark.parametrize(
    ("changed", "into", "code"),
    [
        ("weight = 3", "weight = -3", "setting_type"),
        ("anchors = [[400, 100], [1200, 0]]", "anchors = [[1200, 0], [400, 100]]", "setting_type"),
        ("anchors = [[400, 100], [1200, 0]]", "anchors = [[400, 101], [1200, 0]]", "setting_type"),
        ("anchors = [[400, 100], [1200, 0]]", "", "setting_missing"),
        ('value = "income"', "", "index_value_or_deprived"),
        ('deprived = "ill"', 'deprived = "ill"\nanchors = [[0, 0], [1, 1]]', "index_anchors_alone"),
        ('deprived = "ill"', 'deprived = "income"', "sql_not_boolean"),
        ('value = "income"', 'value = "incom"', "unknown_column"),
        ('value = "income"', 'value = "(select 1)"', "sql_subquery"),
        ('table = "households"', 'table = "housholds"', "unknown_table"),
        ('code = "hardship"', 'code = "income"', "index_name_taken"),
        ('code = "hardship"', 'code = "hardship"\ncutoff = 0.3', "index_cutoff_weighted"),
        ('code = "hardship"', 'code = "hardship"\nmethod = "counting"', "index_counts_deprived"),
    ],
)
def test_a_fault_of_an_index_is_told_at_its_place(tmp_path: Path, changed: str, into: str, code: str) -> None:
    assert changed in TOWN
    found = codes(write(tmp_path, settings(TOWN.replace(changed, into, 1), SCORED), **ROWS))
    assert code in found


def test_an_index_without_weight_is_none(tmp_path: Path) -> None:
    toml = settings(TOWN.replace("weight = 3", "weight = 0").replace("weight = 1", "weight = 0"), SCORED)
    assert only_fault(write(tmp_path, toml, **ROWS)).code == "index_no_weight"


def test_peers_do_not_see_an_index(tmp_path: Path) -> None:
    shown = '[[list]]\ncode = "roll"\nfor = "peers"\nrows = "select household_id, hardship from households"'
    assert only_fault(write(tmp_path, settings(TOWN, SCORED, shown), **ROWS)).code == "list_private_peers"


# --- how firm the decisions are ------------------------------------------------------------------------


def test_the_smallest_change_is_found_to_the_thousandth() -> None:
    """One decision turns at +123 thousandths of a weight, another at -700; the other weight turns none."""

    def tried(factors: Any) -> Outcome:
        served = {("p", "a")} if factors[0] >= 1123 else set()
        return Outcome("optimal", frozenset(served | ({("p", "b")} if factors[0] <= 300 else set())))

    turns = smallest(tried, 2, tried([1000, 1000]), lambda: True)
    assert {need: (t.sign * t.most, t.sign * t.over, t.lever, t.exact) for (_, need), t in turns.items()} == {
        "a": (123, 122, 0, True),
        "b": (-700, -699, 0, True),
    }
    left = iter([True] * 12 + [False] * 100)
    rough = smallest(tried, 2, tried([1000, 1000]), lambda: next(left))
    assert not rough["p", "a"].exact
    assert rough["p", "a"].over < 123 <= rough["p", "a"].most


def town(seed: int, blocks: str, **more: str) -> dict[str, str]:
    random = Random(seed)
    lines = ["household_id, income, ill"]
    lines += [
        f"H{i:02}, {random.choice([300, 450, 500, 600, 700, 900, 1100])}, {random.choice(['yes', 'no'])}"
        for i in range(24)
    ]
    return {"households": "\n".join(lines), "volunteers": "volunteer_id, max_households\nV1, 9", **more}


def test_decisions_flip_as_solving_again_with_other_weights_says(tmp_path: Path) -> None:
    rows = town(3, TOWN)
    scenario = pairing.read(write(tmp_path / "town", settings(TOWN, SCORED), **rows))
    before = scenario.db.execute("SELECT household_id, hardship FROM households ORDER BY ALL").fetchall()
    record = sensitivity(scenario, policy="points", draws=8, search=26, seed=4)
    assert scenario.db.execute("SELECT household_id, hardship FROM households ORDER BY ALL").fetchall() == before
    assert (record["decisions"], record["served"], record["planned"]) == (24, 9, 8)
    assert record["flip"] == sum(row["flips"] > 0 for row in record["rows"])
    turned = [row for row in record["rows"] if row["smallest"] and row["smallest"]["exact"]]
    assert turned
    for row in turned[:2]:
        name, change = row["smallest"]["weight"].partition(".")[2], row["smallest"]["most"]
        heavier = dict.fromkeys(("income", "illness"), 1000) | {name: 1000 + round(1000 * change)}
        toml = TOWN.replace("weight = 3", f"weight = {3 * heavier['income']}")
        toml = toml.replace("weight = 1", f"weight = {heavier['illness']}")
        again = pairing.solve(write(tmp_path / row["need"], settings(toml, SCORED), **rows), policy="points", seed=4)
        assert (row["need"] in set(again.matches["need"])) != row["served"]


def test_the_weights_of_scores_move_where_there_is_no_index(tmp_path: Path) -> None:
    scores = programme(
        "score = [{ code = 'poor', points = '100 - n.income / 15' },"
        "{ code = 'ill', points = 'case when n.ill then 20 else 0 end' }]"
    )
    data = TOWN.partition("[[index]]")[0]
    record = sensitivity(
        pairing.read(write(tmp_path, settings(data, scores), **town(3, data))), policy="points", draws=10, search=0
    )
    assert [weight["name"] for weight in record["weights"]] == ["help.poor", "help.ill"]
    assert record["flip"] > 0
    firm = next(row for row in record["rows"] if row["served"] and not row["flips"])
    assert (firm["chance"], firm["household_chance"]) == (1.0, 1.0)
    kept = sensitivity(
        pairing.read(
            write(tmp_path / "top", settings(data, scores.replace("kind", "top = 5\nkind", 1)), **town(3, data))
        ),
        policy="points",
        draws=10,
        search=0,
    )
    assert [row["chance"] for row in kept["rows"]] == [row["chance"] for row in record["rows"]]


def test_the_command_tells_and_writes_what_hangs_on_the_weights(tmp_path: Path) -> None:
    folder, out = write(tmp_path / "town", settings(TOWN, SCORED), **town(3, TOWN)), tmp_path / "firm"
    command = ("sensitivity", folder, "--policy", "points", "--draws", 5, "--search", 12, "--out", out)
    told = typed(*command)
    assert told.exit_code == 0, told.output
    assert "Weights moved by up to 20 %, 5 times" in told.output
    assert "改变" in typed(*command, "--lang", "zh").output
    content = {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(content) == ["sensitivity.csv", "sensitivity.json"]
    record = json.loads(typed(*command, "--json").output)
    assert content == {path.name: path.read_bytes() for path in out.iterdir()}
    assert len(record["rows"]) == content["sensitivity.csv"].count(b"\n") - 1 == 24


def test_the_command_refuses_what_it_cannot_move(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain")
    assert typed("sensitivity", plain).exit_code == 1
    assert "two scores" in typed("sensitivity", plain).output
    assert typed("sensitivity", plain, "--index", "hardship").exit_code == 2


def test_rows_in_any_order_give_the_same_answer(tmp_path: Path) -> None:
    rows = town(3, TOWN)
    head, *lines = rows["households"].splitlines()
    other = {**rows, "households": "\n".join([head, *reversed(lines)])}
    found = [
        sensitivity(
            pairing.read(write(tmp_path / name, settings(TOWN, SCORED), **tables)), draws=6, search=8, policy="points"
        )
        for name, tables in (("one", rows), ("two", other))
    ]
    assert found[0]["rows"] == found[1]["rows"]
    assert table(rows["households"]) != table(other["households"])


def test_the_index_of_the_reference_is_what_it_says(tmp_path: Path) -> None:
    reference = (Path(__file__).parent.parent / "docs/scenario.md").read_text("utf-8")
    shown = reference.partition("## `[[index]]`")[2].partition("```toml\n")[2].partition("```")[0]
    rows = "household_id, income_per_head, special\nH1, 600, illness\nH2, 300,\nH3, 1050, none"
    tables = {"households": rows, "volunteers": "volunteer_id, max_households\nV1, 2"}
    scenario = pairing.read(write(tmp_path, settings(shown, SCORED), **tables))
    found = scenario.db.execute(
        "SELECT hardship, hardship_low, hardship_unsure FROM households ORDER BY ALL"
    ).fetchall()
    # (3 x 25 + 0) / 4; (3 x 50 + 100) / 4; and 100 points for income, illness not known.
    assert sorted(found) == [(19, 19, False), (63, 63, False), (88, 75, True)]
