"""The engine and its verifier agree where they used to part; what neither can count is told before anything runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import pairing
from pairing import links
from pairing.diagnose import diagnose
from pairing.outputs.check_text import check_text
from tiny import HOUSEHOLDS, VOLUNTEERS, codes, only_fault, pairs, programme, settings, solved, typed
from tiny import write as scenario

#: People, jobs and courses: whoever lacks the skill may take one of two courses first.
COURSES = {
    "people": "person_id, skill\nP1, cooking\nP2, cooking",
    "jobs": "job_id, skill, vacancies\nJ1, welding, 2",
    "courses": "course_id, skill, seats\nC1, welding, 1\nC2, welding, 1",
}


def jobs(points: str = "0") -> str:
    return settings(
        programme(
            f"""
            [programme.via]
            table = "courses"
            opens = ["rule1"]
            holds = "v.seats"
            [[programme.via.rule]]
            code = "teaches"
            where = "v.skill = r.skill"
            [[programme.via.score]]
            code = "liked"
            points = "{points}"
            """,
            rules=["n.skill = r.skill"],
            code='"jobs"',
            kind='"placement"',
            needs='"people"',
            resources='"jobs"',
            holds='"r.vacancies"',
        )
    )


@pytest.mark.parametrize(
    ("points", "ways"),
    [("0", ["P1 J1 C1", "P2 J1 C2"]), ("case when v.course_id = 'C2' then 5 else 0 end", ["P1 J1 C2", "P2 J1 C1"])],
)
def test_a_pinned_pair_with_two_ways_goes_the_best_one(tmp_path: Path, points: str, ways: list[str]) -> None:
    pins = "programme, need, resource, kind, reason\njobs, P1, J1, must, promised"
    assert pairs(solved(scenario(tmp_path, jobs(points), **COURSES, pins=pins))) == ways


# --- limits and goals across programmes -----------------------------------------------------------------

FIRST = programme(code='"first"', needs='"first"', resources='"helpers"', holds="")
SECOND = programme(code='"second"', needs='"second"', resources='"helpers"', holds="")
TEAM = '[[limit]]\ncode = "team"\nper = ["n.team"]\nmost = 1'
TEAMS = {"helpers": "helper_id\nV1", "first": "id, team\nA, 1\nB, 2"}


def test_a_limit_binds_groups_of_several_programmes_together(tmp_path: Path) -> None:
    plan = solved(scenario(tmp_path, settings(FIRST, SECOND, TEAM), **TEAMS, second="id, team\nA, 1\nB, 2\nC, 3"))
    assert len(pairs(plan)) == 3


GOAL = '[[policy]]\ncode = "fair"\ngoals = [{ code = "teams", per = ["n.team"], cap = 1 }]'


@pytest.mark.parametrize(("block", "place"), [(TEAM, "limit.team.per"), (GOAL, "policy.fair.goals.teams.per")])
def test_a_group_that_would_go_by_two_names_is_a_fault(tmp_path: Path, block: str, place: str) -> None:
    text = settings(FIRST, SECOND, block)
    fault = only_fault(scenario(tmp_path, text, **TEAMS, second="id, team\nA, 1\nB, 2\nC, 2.5"))
    assert (fault.code, fault.column, fault.value) == ("per_types_differ", place, "n.team")


def test_a_programme_left_out_by_a_slip_of_the_pen_is_a_fault(tmp_path: Path) -> None:
    text = settings(FIRST, SECOND, TEAM.replace("team", "household"))
    tables = {"first": "id, household\nA, H1", "second": "id, houshold\nA, H1"}
    fault = only_fault(scenario(tmp_path, text, **{**TEAMS, **tables}))
    assert (fault.code, fault.facts["near"], fault.facts["programme"]) == (
        "per_skips_programme",
        "n.houshold",
        "second",
    )
    assert "Did you mean: n.houshold?" in fault.message()


def test_a_check_says_which_programmes_each_limit_and_goal_binds(tmp_path: Path) -> None:
    folder = scenario(tmp_path, settings(FIRST, SECOND, TEAM), **TEAMS, second="id, village\nA, east")
    found = pairing.read(folder)
    diagnosis = diagnose(found)
    assert diagnosis.record()["limits"] == {"team": ["first"]}
    assert all(
        set(bound) == {"first", "second"} for goals in diagnosis.record()["goals"].values() for bound in goals.values()
    )
    said = check_text(found.config, diagnosis.record())
    assert "team  first" in said


@pytest.mark.parametrize("more", ["cap = 2", 'weight = "2"', 'per = ["n.village"]'])
def test_a_goal_of_points_takes_nothing_that_it_would_drop(tmp_path: Path, more: str) -> None:
    policy = f'[[policy]]\ncode = "plain"\ngoals = [{{ code = "points", {more} }}]'
    assert codes(scenario(tmp_path, settings(programme(), policy))) == ["goal_points_plain"]


@pytest.mark.parametrize("bounds", ['least = "r.share"', 'most = "r.share"'])
def test_a_bound_that_differs_by_less_than_one_match_still_differs(tmp_path: Path, bounds: str) -> None:
    limit = f'[[limit]]\ncode = "share"\nper = ["r.village"]\n{bounds}'
    helpers = "volunteer_id, village, max_households, share\nV1, east, 2, 1.2\nV2, east, 1, 1.4"
    folder = scenario(tmp_path, settings(programme(), limit), households=HOUSEHOLDS, volunteers=helpers)
    assert codes(folder) == ["limit_varies"]


# --- names ------------------------------------------------------------------------------------------


def test_a_group_is_never_known_by_a_column_of_the_links(tmp_path: Path) -> None:
    limit = '[[limit]]\ncode = "x"\nper = ["l.x"]\nmost = 1'
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "pairs": "need, resource, x\nH1, V1, a"}
    folder = scenario(tmp_path, settings(programme(links='"pairs"'), limit), **tables)
    assert codes(folder) == ["unknown_alias"]


@pytest.mark.parametrize("header", ["points", "Points", "POINTS"])
def test_points_of_listed_links_count_however_the_header_is_written(tmp_path: Path, header: str) -> None:
    listed = f"need, resource, {header}\nH1, V1, 1\nH1, V2, 7\nH2, V1, 2"
    tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS, "pairs": listed}
    plan = solved(scenario(tmp_path, settings(programme(links='"pairs"')), **tables))
    assert dict(zip(pairs(plan), plan.matches["points"], strict=True)) == {"H1 V2": 7, "H2 V1": 2}


#: Columns that are called as rows, links and labels are in the queries.
LETTERS = {
    "people": """
        person_id, n, r, v, k, l, e, label
        A, 1, 1, 1, 1, 1, 1, 1
        B, 1, 1, 1, 1, 1, 1, 1
        C, 2, 1, 1, 1, 1, 1, 1
    """,
    "helpers": """
        helper_id, n, r, v, k, l, e, label
        V1, 1, 9, 1, 1, 1, 1, 1
        V2, 1, 9, 1, 1, 1, 1, 1
    """,
}


@pytest.mark.parametrize(
    ("per", "bounds", "kept"),
    [
        ('"n.n"', 'most = "n.r"', 2),
        ('"n.n"', 'most = "max(n.n)"', 2),
        ('"n.n", "r.r"', 'most = "min(n.r)"', 2),
        ('"n.e", "r.k"', 'most = "n.k + r.l"', 2),
        ('"n.label", "r.label"', 'least = "count(*) * 0 + max(n.v)"', 3),
        ('"r.r"', 'most = "r.e"', 1),
    ],
)
def test_columns_may_be_called_as_the_rows_are(tmp_path: Path, per: str, bounds: str, kept: int) -> None:
    limit = f'[[limit]]\ncode = "f"\nper = [{per}]\n{bounds}\nweight = "n.l"\nwhere = "n.e = r.e and r.n = n.v"'
    goals = 'goals = [{ code = "served", per = ["n.n"], cap = "n.r + 8", weight = "n.k", where = "n.v = r.v" }]'
    score = "[[programme.score]]\ncode = 'near'\npoints = 'n.n + r.r'"
    given = {"needs": '"people"', "resources": '"helpers"', "wants": '"n.l"', "holds": '"r.r"'}
    text = settings(programme(score, rules=["n.r = r.n"], **given), limit, f'[[policy]]\ncode = "own"\n{goals}')
    assert len(pairs(solved(scenario(tmp_path, text, **LETTERS)))) == kept


def test_an_id_with_a_carriage_return_comes_back_from_the_plan(tmp_path: Path) -> None:
    helpers = "volunteer_id, village, max_households\nV1, east, 9"
    folder = scenario(tmp_path, households=b'household_id\n"A\rB"\nC\n', volunteers=helpers)
    plan = solved(folder)
    written = plan.files()["plan.csv"].decode("utf-8-sig")
    assert [row["need"] for row in csv.DictReader(io.StringIO(written, newline=""))] == ["A\rB", "C"]
    assert typed("solve", folder).exit_code == 0
    assert pairing.verify(folder, folder / "out").ok


# --- amounts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [{"wants": "0.5"}, {"wants": '"1.5"'}, {"holds": '"r.max_households / 2"'}])
def test_half_a_match_is_a_fault_and_not_none(tmp_path: Path, amount: dict[str, str]) -> None:
    assert set(codes(scenario(tmp_path, settings(programme(**amount))))) == {"amount_not_whole"}


def test_a_least_may_be_a_fraction(tmp_path: Path) -> None:
    holds = '{ least = "0.5", most = "r.max_households" }'
    assert len(pairs(solved(scenario(tmp_path, settings(programme(holds=holds)))))) == 3


FUNDS = {"needs": "need_id, asked\nN1, 70.25", "funds": "fund_id, budget\nF1, 100"}


def funding(**more: str) -> str:
    given = {"wants": '"n.asked"', "holds": '"r.budget"', **more}
    return settings(programme(code='"money"', kind='"funding"', needs='"needs"', resources='"funds"', **given))


def test_a_fault_of_an_amount_speaks_of_yuan_and_names_the_table(tmp_path: Path) -> None:
    wants = '{ least = "n.asked * 2", most = "n.asked" }'
    fault = only_fault(scenario(tmp_path, funding(wants=wants), **FUNDS))
    assert (fault.code, dict(fault.facts)) == (
        "least_above_most",
        {"table": "needs", "id": "N1", "least": "140.5", "most": "70.25"},
    )


def test_a_pin_that_asks_too_much_is_found_in_its_file_and_told_in_yuan(tmp_path: Path) -> None:
    pins = "programme, need, resource, kind, reason, amount\nmoney, N1, F1, must, promised, 90"
    fault = only_fault(scenario(tmp_path, funding(), **FUNDS, pins=pins))
    assert (fault.code, fault.file, fault.facts["most"]) == ("pin_too_much", "pins.csv", "70.25")


def test_a_value_that_cannot_be_converted_is_told_with_the_text_that_asks_for_it(tmp_path: Path) -> None:
    limit = '[[limit]]\ncode = "village"\nper = ["n.village"]\nmost = "cast(n.village as integer)"'
    fault = only_fault(scenario(tmp_path, settings(programme(), limit)))
    assert (fault.code, fault.column) == ("sql_conversion", "limit.village")
    assert "CAST(n.village AS INT" in fault.message()


# --- too many pairs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("most", "refused"), [(4, False), (3, True)])
def test_pairs_are_counted_with_the_rows_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, refused: bool
) -> None:
    """Two people, one job and two courses that teach its skill: no direct pair, four ways."""
    monkeypatch.setattr(links, "MOST_PAIRS", most)
    assert (codes(scenario(tmp_path, jobs(), **COURSES)) == ["too_many_pairs"]) == refused


def test_rows_in_between_that_teach_something_else_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MOST_PAIRS", 4)
    more = COURSES["courses"] + "\nC3, sewing, 1\nC4, sewing, 1"
    assert codes(scenario(tmp_path, jobs(), **{**COURSES, "courses": more})) == []
