"""What a run leaves behind: the same bytes every time, words for a planner, a graph for an analyst."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import pytest

from pairing.config import Config, Goal, Limit, Policy, Programme, Rule
from pairing.fault import BadData, Fault
from pairing.outputs.advice import advice_text
from pairing.outputs.check_text import check_text
from pairing.outputs.columns import aligned, width
from pairing.outputs.faults import faults_text
from pairing.outputs.progress import Progress
from pairing.outputs.run_files import run_files
from pairing.outputs.summary import summary_text
from pairing.outputs.tables import PLAN_COLUMNS, UNMET_COLUMNS, plan_csv, yuan
from pairing.plan import Plan

AREA = Rule("area", "n.village = r.village", {"en": "does not serve {n.village}", "zh": "不在同一村"})
CONFIG = Config(
    code="town",
    title={"en": "A town", "zh": "某镇"},
    as_of=None,
    policy="tiers",
    views={},
    programmes=(
        Programme("help", "pairing", {"en": "Helpers", "zh": "结对"}, "households", "groups", rules=(AREA,)),
        Programme("aid", "funding", {"en": "Aid", "zh": "救助"}, "patients", "funds"),
    ),
    limits=(Limit("cap", ("n.household_id",), "money", most="20000"),),
    policies={
        "tiers": Policy("tiers", (Goal("served", "count", cap="1"), Goal("spread", "count", worst=True, per=("n.v",))))
    },
    tables={},
)
MATCHES = pd.DataFrame(
    [("help", "H1", "G1", "", 1, "", 40), ("aid", "P1", "F1", "", 90001, "900.01", 0)],
    columns=list(PLAN_COLUMNS),
)
UNMET = pd.DataFrame(
    [
        ("help", "H2", 1, 0, "no_eligible.area", "another village"),
        ("help", "H3", 1, 0, "capacity", "all groups are full"),
    ],
    columns=list(UNMET_COLUMNS),
)
SUMMARY: dict[str, Any] = {
    "format": "pairing-summary/1",
    "scenario": "town",
    "policy": "tiers",
    "seed": 0,
    "status": "feasible",
    "interrupted": False,
    "goals": [
        {"code": "served", "value": 2, "bound": 2, "gap": 0.0, "proof": "proved", "loss": "0"},
        {"code": "spread", "value": "1/3", "bound": "1/2", "gap": 0.333, "proof": "claimed", "loss": "0"},
    ],
    "programmes": {
        "help": {"needs": 3, "matched_needs": 1, "unmet_needs": 2, "amount": 1, "wanted": 3},
        "aid": {"needs": 1, "matched_needs": 1, "unmet_needs": 0, "amount": 90001, "wanted": 90001},
    },
    "soft": [{"limit": "cap", "group": "H1\x1f2020", "missing": 0, "excess": 5000, "price": 1}],
    "verdict": {"ok": True, "checks": 1234, "faults": []},
    "inputs": {"households.csv": "0f"},
    "versions": {"pairing": "1"},
    "files": {"plan.csv": "", "unmet.csv": "", "proof.json": ""},
    "seconds": {"read": 0.5, "solve": 1.0},
}


# --- the files of a run ---------------------------------------------------------------------------


def test_the_plan_is_a_csv_that_excel_reads_as_utf8() -> None:
    table = MATCHES.assign(need=["三角", "P1"])
    assert plan_csv(table).decode("utf-8-sig").splitlines() == [
        "programme,need,resource,via,amount,yuan,points",
        "help,三角,G1,,1,,40",
        "aid,P1,F1,,90001,900.01,0",
    ]
    assert plan_csv(table).startswith(b"\xef\xbb\xbf")


def test_the_same_run_gives_the_same_bytes_and_lists_their_hashes() -> None:
    first, second = (run_files(MATCHES, UNMET, SUMMARY, {"levels": []}) for _ in range(2))
    assert {name: first[name] for name in first if name != "summary.json"} == {
        name: second[name] for name in second if name != "summary.json"
    }
    summary = json.loads(first["summary.json"])
    assert list(summary["files"]) == ["plan.csv", "unmet.csv", "proof.json"]
    assert summary["seconds"]["write"] >= 0


@pytest.mark.parametrize(("fen", "said"), [(0, "0.00"), (5, "0.05"), (90001, "900.01"), (-150, "-1.50")])
def test_fen_are_written_as_yuan_exactly(fen: int, said: str) -> None:
    assert yuan(fen) == said


# --- words ----------------------------------------------------------------------------------------


def test_columns_stay_straight_with_chinese_in_them() -> None:
    lines = aligned([["三角", "1"], ["x", "10"]], right=[1])
    assert lines == ["  三角   1", "  x     10"]
    assert {width(line) for line in lines} == {10}


def test_the_summary_says_who_got_what_who_is_left_and_how_good_the_plan_is() -> None:
    said = summary_text(CONFIG, SUMMARY, UNMET, Path("out"))
    for part in (
        "A town: the plan",
        "Helpers",
        "33.3 %",
        "900.01 yuan",
        "Helpers: 2 short, 2 of them with nothing",
        "1  refused by rule area: does not serve [village]",
        "proved: no plan does better",
        "not proved the best: at most 50.0 % is possible (33 % away)",
        "H1 / 2020: 50.00 yuan too much",
        "1,234 checks, all hold",
        "plan.csv",
        "Files in out",
    ):
        assert part in said, part


def test_the_summary_speaks_chinese() -> None:
    said = summary_text(CONFIG, SUMMARY, UNMET, Path("out"), "zh")
    assert "某镇" in said
    assert "不在同一村" in said
    assert "yuan" not in said


def test_an_interrupted_plan_is_clearly_marked() -> None:
    said = summary_text(CONFIG, {**SUMMARY, "interrupted": True}, UNMET, None)
    assert "STOPPED EARLY" in said.splitlines()[1]


def test_a_need_that_is_fully_met_is_not_among_those_left() -> None:
    assert "Every need got what it wants." in summary_text(CONFIG, SUMMARY, UNMET.head(0), None)


def test_the_advice_names_the_limits_that_conflict_and_the_changes() -> None:
    summary = {
        "conflict": [
            {"kind": "limit", "limit": "cap", "group": "H1", "side": "most", "bound": 2000000},
            {"kind": "limit", "limit": "help.holds", "group": "G1", "side": "least", "bound": 6},
        ],
        "advice_status": "cheapest",
        "price": 0.583,
        "lifts": [],
        "advice": [
            {"limit": "cap", "group": "H1", "side": "most", "from": 2000000, "to": 2500000},
            {"limit": "help.holds", "group": "G1", "side": "least", "from": 6, "to": 4},
        ],
    }
    said = advice_text(CONFIG, summary)
    assert "help.holds  G1  must take at least 6" in said
    assert "at most 20,000.00 yuan" in said
    assert "allow up to 25,000.00 yuan instead of 20,000.00 yuan" in said
    assert "ask for at least 4 instead of 6" in said


def test_faults_are_grouped_by_file_and_counted() -> None:
    faults = [
        Fault("out_not_a_run", "a.csv", 12, "id"),
        Fault("out_not_a_run", "a.csv", 3),
        Fault("out_not_a_run", "b.csv"),
    ]
    said = faults_text(BadData(faults).faults)
    assert said.splitlines()[0] == "a.csv"
    assert said.index("row 3") < said.index("row 12") < said.index("b.csv")
    assert said.splitlines()[-1] == "3 errors"


def test_the_check_says_what_will_be_solved_and_what_looks_odd() -> None:
    record = {
        "programmes": {
            "help": {
                "needs": 3,
                "resources": 2,
                "links": 4,
                "demand": 3,
                "capacity": None,
                "blocked": {"area": 1},
                "rules": {"area": {"true": 0, "false": 6, "unknown": 0}},
                "unknown": 1,
                "regions": [{"region": "East", "needs": 2, "demand": 2, "capacity": 1}],
            },
            "aid": {"needs": 1, "demand": 90001},
        }
    }
    said = check_text(CONFIG, record)
    for part in (
        "Helpers (pairing)",
        "no limit",
        "1  area  does not serve [village]",
        "allows no pair at all",
        "East",
        "900.01",
    ):
        assert part in said, part


def test_the_progress_line_shows_the_gap_live_and_the_seconds_at_the_end() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    progress("read", {})
    progress("solve", {"goal": "served", "value": 5, "bound": 10, "gap": 0.5})
    progress.close()
    first, second, _ = stream.getvalue().split("\n")
    assert first.split("\r")[-1].startswith("reading the tables 0.0 s")
    assert "solving served: 5, at most 10 (50 % away)" in second
    assert second.split("\r")[-1].startswith("solving 0.0 s")


# --- the plan as a graph --------------------------------------------------------------------------


def plan() -> Plan:
    db = duckdb.connect()
    rows = "(values ('H1', 0, 'Li', 3), ('H2', 1, 'Wu', null)) t(_id, _i, head, size)"
    db.execute(f"create temp table needs_help as select * from {rows}")
    db.execute("create temp table resources_help as select 'G1' as _id, 8 as quota")
    db.execute("create temp table needs_aid as select 'P1' as _id, 0 as _i")
    db.execute("create temp table resources_aid as select 'F1' as _id")
    scenario: Any = SimpleNamespace(config=CONFIG, db=db, tables={})
    return Plan(MATCHES, UNMET, SUMMARY, {"levels": []}, scenario)


def test_the_graph_carries_every_attribute_save_who_a_person_is() -> None:
    graph = plan().graph()
    assert graph.nodes["help", "need", "H1"] == {"programme": "help", "bipartite": 0, "size": 3}
    assert graph.nodes["help", "need", "H2"] == {"programme": "help", "bipartite": 0}
    assert graph.nodes["help", "resource", "G1"] == {"programme": "help", "bipartite": 1, "quota": 8}
    edge = graph.edges[("help", "need", "H1"), ("help", "resource", "G1")]
    assert edge == {"programme": "help", "amount": 1, "points": 40, "via": ""}
    assert graph.number_of_edges() == 2


def test_names_are_in_the_graph_only_when_asked_for() -> None:
    assert plan().graph(names=True).nodes["help", "need", "H1"]["head"] == "Li"


def test_a_pair_that_is_linked_twice_is_one_edge_with_both() -> None:
    twice = pd.concat([MATCHES.head(1).assign(via="V1"), MATCHES.head(1).assign(via="V2")])
    graph = replace(plan(), matches=twice).graph()
    edge = graph.edges[("help", "need", "H1"), ("help", "resource", "G1")]
    assert edge == {"programme": "help", "amount": 2, "points": 80, "via": "V1, V2"}


def test_a_plan_saves_itself_but_not_where_there_is_none(tmp_path: Path) -> None:
    plan().save(tmp_path / "run")
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "plan.csv",
        "plan.xlsx",
        "proof.json",
        "report.html",
        "summary.json",
        "unmet.csv",
    ]
    with pytest.raises(ValueError, match="infeasible"):
        replace(plan(), summary={"status": "infeasible"}).save(tmp_path / "none")
    assert not (tmp_path / "none").exists()
