"""Each thing that a run may say wrongly is found, by its own code and in its own place."""

from __future__ import annotations

import ast
import copy
import csv
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pairing.verdict
from pairing.config import Goal, Limit, Policy, Programme, Rule, Score, Span, Via
from pairing.verdict import Claim, Verdict, verify
from pairing.verdict.claim import COLUMNS
from small_scenarios import SmallScenario, rows, small

GOALS = (Goal("served", "count", cap="1"), Goal("points", "points"))
Parts = dict[str, Any]


def jobs(**changes: Any) -> Programme:
    """Three needs, two resources: a and b with g or h, c with h alone; h must be used."""
    plain = Programme(
        "jobs",
        "pairing",
        {},
        "households",
        "groups",
        holds=Span(least="r.low", most="r.high"),
        rules=(Rule("area", "n.village = r.village or r.anywhere"),),
        scores=(Score("skill", "n.w * r.w"),),
    )
    return replace(plain, **changes)


def scenario(**changes: Any) -> SmallScenario:
    return small([jobs(**changes)], GOALS, TABLES)


TABLES = {
    "needs_jobs": rows("_id, village, w", "'a', 'x', 3", "'b', 'x', 1", "'c', 'y', 2"),
    "resources_jobs": rows(
        "_id, village, anywhere, w, low, high", "'g', 'x', false, 5, 0, 1", "'h', 'y', true, 1, 1, 1"
    ),
}


def job(need: str, resource: str, points: int, **more: Any) -> dict[str, Any]:
    return {"programme": "jobs", "need": need, "resource": resource, "via": "", "amount": 1, "yuan": "",
            "points": points, **more}  # fmt: skip


def honest() -> Parts:
    """The best plan (a with g, c with h: 2 served, 15 + 2 points) and prices whose bounds are 2 and 17 on paper.

    served: g and h cost 1, each need is paid 1 for being served: nothing is left on a link; 1 x 1 + 1 x 1 = 2.
    points: g costs 13, h 1, a 2, c 1: ag 15-13-2, ah 3-1-2, bg 5-13, bh 1-1, ch 2-1-1 are all <= 0; 13+1+2+1 = 17.
    """
    paid = {f"jobs\x1f{need}": 1 for need in "abc"}
    return {
        "matches": [job("a", "g", 15), job("c", "h", 2)],
        "unmet": [{"programme": "jobs", "need": "b", "wanted": 1, "given": 0, "reason": "full", "message": "."}],
        "summary": {
            "format": "pairing-summary/1", "scenario": "small", "policy": "plain", "status": "optimal",
            "interrupted": False,
            "goals": [
                {"code": "served", "value": 2, "bound": 2, "gap": 0.0, "proof": "proved", "loss": "0"},
                {"code": "points", "value": 17, "bound": 17, "gap": 0.0, "proof": "proved", "loss": 0},
            ],
            "programmes": {"jobs": {"kind": "pairing", "needs": 3, "resources": 2, "links": 5, "matched_needs": 2,
                                    "unmet_needs": 1, "amount": 2, "wanted": 3, "rows": 2, "points": 17}},
            "soft": [], "reasons": {"full": 1}, "inputs": {"households.csv": "a" * 64}, "rules": "b" * 64,
        },
        "proof": {
            "format": "pairing-proof/1",
            "levels": [
                {"goal": "served", "scale": 1, "face": False, "rates": {},
                 "limits": {"jobs.holds": {"g": 1, "h": 1}}, "goals": {"served": paid}},
                {"goal": "points", "scale": 1, "face": True, "rates": {},
                 "limits": {"jobs.holds": {"g": 13, "h": 1}, "jobs.wants": {"a": 2, "c": 1}}, "goals": {}},
            ],
        },
    }  # fmt: skip


def judge(parts: Parts, tables: SmallScenario | None = None) -> Verdict:
    return verify(tables or scenario(), Claim(**parts))


def codes(verdict: Verdict) -> set[str]:
    return {fault.code for fault in verdict.faults}


def test_an_honest_run_passes_and_its_bounds_are_proved() -> None:
    verdict = judge(honest())
    assert verdict.faults == ()
    assert verdict.ok
    assert verdict.checks > 50
    assert [(g.code, g.value, g.bound, g.proved_bound, g.proof) for g in verdict.goals] == [
        ("served", 2, 2, 2, "proved"),
        ("points", 17, 17, 17, "proved"),
    ]
    assert verdict.record() == {"ok": True, "checks": verdict.checks, "faults": []}


def set_at(*path: Any) -> Callable[[Parts], None]:
    """A change: the last of ``path`` is the new value of the place that the others lead to."""
    *way, key, value = path

    def change(parts: Parts) -> None:
        place: Any = parts
        for step in way:
            place = place[step]
        place[key] = value

    return change


def drop_row(parts: Parts) -> None:
    del parts["matches"][1]


def twice(parts: Parts) -> None:
    parts["matches"].append(dict(parts["matches"][0]))


def both(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        for one in changes:
            one(parts)

    return change


LEVEL = ("proof", "levels")
LIES = [
    ("plan_unknown_programme", set_at("matches", 0, "programme", "job")),
    ("plan_unknown_need", set_at("matches", 0, "need", "z")),
    ("plan_unknown_resource", set_at("matches", 0, "resource", "z")),
    ("plan_unknown_via", set_at("matches", 0, "via", "z")),
    ("plan_wrong_via", set_at("matches", 0, "via", "z")),
    ("plan_pair_not_eligible", set_at("matches", 1, "resource", "g")),
    ("plan_row_twice", twice),
    ("limit_over_most", twice),
    ("limit_below_least", drop_row),
    ("plan_amount_not_positive", set_at("matches", 0, "amount", 0)),
    ("plan_amount_not_positive", set_at("matches", 0, "amount", -1)),
    ("plan_amount_not_positive", set_at("matches", 0, "amount", 1.5)),
    ("plan_amount_not_positive", set_at("matches", 0, "amount", "")),
    ("plan_amount_not_positive", set_at("matches", 0, "amount", "9" * 30)),
    ("plan_amount_over_upper", set_at("matches", 0, "amount", 2)),
    ("plan_points_differ", set_at("matches", 0, "points", 16)),
    ("plan_yuan_differs", set_at("matches", 0, "yuan", "0.01")),
    ("unmet_need_missing", set_at("unmet", [])),
    ("unmet_need_missing", drop_row),
    ("unmet_need_surplus", set_at("unmet", 0, "need", "a")),
    ("unmet_need_twice", lambda p: p["unmet"].append(dict(p["unmet"][0]))),
    ("unmet_wanted_differs", set_at("unmet", 0, "wanted", 2)),
    ("unmet_given_differs", set_at("unmet", 0, "given", 1)),
    ("unmet_reason_missing", set_at("unmet", 0, "reason", "")),
    ("unmet_reason_differs", set_at("unmet", 0, "reason", "no_eligible.area")),
    ("summary_reasons_differ", set_at("unmet", 0, "reason", "other")),
    ("summary_reasons_differ", set_at("summary", "reasons", {"full": 2})),
    ("summary_malformed", set_at("summary", [])),
    ("summary_malformed", set_at("summary", "soft", {})),
    ("summary_malformed", set_at("summary", "goals", 0, "value", 2.0)),
    ("summary_malformed", set_at("summary", "goals", 0, "bound", None)),
    ("summary_unknown_policy", set_at("summary", "policy", "plan")),
    ("summary_differs", set_at("summary", "scenario", "other")),
    ("summary_differs", set_at("summary", "format", "pairing-summary/2")),
    ("summary_input_changed", set_at("summary", "inputs", "households.csv", "c" * 64)),
    ("summary_input_changed", set_at("summary", "inputs", {})),
    ("summary_goals_differ", lambda p: p["summary"]["goals"].reverse()),
    ("summary_soft_differs", set_at("summary", "soft", [{"limit": "x", "group": "", "missing": 1}])),
    ("summary_programme_differs", set_at("summary", "programmes", {})),
    *(
        ("summary_count_differs", set_at("summary", "programmes", "jobs", field, 4))
        for field in ("kind", "needs", "resources", "links", "matched_needs", "unmet_needs", "amount", "wanted", "rows",
                      "points")
    ),
    ("summary_status_differs", set_at("summary", "status", "feasible")),
    ("summary_verdict_differs", set_at("summary", "verdict", {"ok": False, "checks": 1, "faults": []})),
    ("goal_value_differs", set_at("summary", "goals", 0, "value", 3)),
    ("goal_below_floor", set_at("summary", "goals", 0, "reached", 3)),
    ("goal_loss_differs", set_at("summary", "goals", 0, "loss", 0.01)),
    ("goal_bound_below_value", set_at("summary", "goals", 1, "bound", 16)),
    ("goal_bound_above_proof", set_at("summary", "goals", 1, "bound", 18)),
    ("goal_gap_differs", set_at("summary", "goals", 1, "gap", 0.001)),
    ("goal_gap_differs", set_at("summary", "goals", 1, "gap", None)),
    ("goal_proof_differs", set_at("summary", "goals", 1, "proof", "claimed")),
    ("goal_proof_differs", set_at(*LEVEL, 1, "limits", "jobs.holds", "g", 14)),
    ("goal_proof_differs", set_at(*LEVEL, 1, "limits", "jobs.holds", "h", 0)),
    ("proof_levels", set_at("proof", {})),
    ("proof_levels", set_at("proof", None)),
    ("proof_levels", lambda p: p["proof"]["levels"].pop()),
    ("proof_levels", set_at(*LEVEL, 1, "goal", "served")),
    ("proof_number", set_at(*LEVEL, 1, "limits", "jobs.holds", "g", 13.0)),
    ("proof_number", set_at(*LEVEL, 1, "limits", "jobs.holds", "g", 10**40)),
    ("proof_number", set_at(*LEVEL, 1, "limits", "jobs.holds", [])),
    ("proof_number", set_at(*LEVEL, 1, "scale", 0)),
    ("proof_number", set_at(*LEVEL, 1, "face", 1)),
    ("proof_rate", set_at(*LEVEL, 1, "rates", {"served": 1})),
    ("proof_rate", set_at(*LEVEL, 0, "rates", {"points": 1})),
    ("proof_unknown", set_at(*LEVEL, 1, "limits", "jobs.hold", {"g": 1})),
    ("proof_unknown", set_at(*LEVEL, 1, "limits", "jobs.holds", "z", 1)),
    ("proof_unknown", set_at(*LEVEL, 1, "goals", {"points": {"jobs": 1}})),
    ("proof_face_not_tight", set_at(*LEVEL, 0, "limits", "jobs.holds", "g", 2)),
    ("proof_unbounded", set_at(*LEVEL, 0, "goals", "served", "jobs\x1fa", -1)),
    ("proof_below_value", both(set_at(*LEVEL, 0, "limits", {}), set_at(*LEVEL, 0, "goals", {}),
                               set_at("summary", "goals", 0, "reached", 4))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "lie"), LIES, ids=[f"{i}-{code}" for i, (code, _) in enumerate(LIES)])
def test_every_lie_is_found(code: str, lie: Callable[[Parts], None]) -> None:
    parts = copy.deepcopy(honest())
    lie(parts)
    verdict = judge(parts)
    assert not verdict.ok
    assert code in codes(verdict)


def test_the_refusing_and_the_unknown_rules_are_named() -> None:
    tables = small(
        [jobs(rules=(Rule("area", "n.village = r.village"), Rule("age", "n.age > 17"), Rule("ok", "n.w > 0")))],
        GOALS,
        {
            **TABLES,
            "needs_jobs": rows("_id, village, w, age", "'a', 'x', 3, null", "'b', 'x', 1, 20", "'c', 'z', 2, null"),
        },
    )
    found = {fault.row: fault for fault in judge(honest(), tables).faults if fault.code == "plan_pair_not_eligible"}
    assert found[2].facts == {"need": "a", "resource": "g", "via": "", "programme": "jobs", "refused": "-",
                              "unknown": "age"}  # fmt: skip
    assert (found[3].facts["refused"], found[3].facts["unknown"]) == ("area", "age")


def test_pins_hold_and_ban() -> None:
    pins = [("jobs", "a", "h", "must", None), ("jobs", "c", "h", "must_not", None)]
    tables = small([jobs()], GOALS, TABLES, pins=pins)
    assert {"plan_pin_not_kept", "plan_pair_banned", "summary_count_differs"} <= codes(judge(honest(), tables))


def test_only_the_best_links_of_a_need_are_kept_and_pinned_ones_besides() -> None:
    parts = honest()
    parts["matches"] = [job("a", "h", 3), job("b", "g", 5)]
    assert "plan_pair_not_kept" in codes(judge(parts, scenario(top=1)))
    pinned = small([jobs(top=1)], GOALS, TABLES, pins=[("jobs", "a", "h", "must", None)])
    assert "plan_pair_not_kept" not in codes(judge(parts, pinned))


def test_a_pair_outside_the_scenarios_own_list_is_refused() -> None:
    tables = small([jobs(links="listed")], GOALS, {**TABLES, "links_jobs": rows("need, resource", "'a', 'g'")})
    assert "plan_pair_not_listed" in codes(judge(honest(), tables))


def training(opens: str = "area") -> SmallScenario:
    """c and g do not share a village; the course k brings them together, the course m teaches something else."""
    via = Via("courses", None, Span(most="v.seats"), (Rule("teaches", "v.kind = 'move'"),), (), (opens,))
    tables = {**TABLES, "via_jobs": rows("_id, kind, seats", "'k', 'move', 1", "'m', 'cook', 1")}
    return small([jobs(via=via)], GOALS, tables)


@pytest.mark.parametrize(
    ("way", "code"), [("m", "plan_pair_not_eligible"), ("", "plan_wrong_via"), ("q", "plan_unknown_via")]
)
def test_a_row_in_between_must_be_one_that_opens(way: str, code: str) -> None:
    parts = honest()
    parts["matches"] = [job("c", "g", 10, via=way), job("a", "h", 3)]
    assert codes(judge(parts, training())) & {"plan_pair_not_eligible", "plan_wrong_via", "plan_unknown_via"}
    parts["matches"][0]["via"] = "k"
    good = codes(judge(parts, training()))
    assert not good & {"plan_pair_not_eligible", "plan_wrong_via", "plan_unknown_via"}
    assert code


def test_seats_in_between_are_a_limit() -> None:
    tables = {**TABLES, "via_jobs": rows("_id, kind, seats", "'k', 'move', 0")}
    via = Via("courses", None, Span(most="v.seats"), (), (), ("area",))
    parts = honest()
    parts["matches"] = [job("c", "g", 10, via="k"), job("a", "h", 3)]
    verdict = judge(parts, small([jobs(via=via)], GOALS, tables))
    assert ("limit_over_most", "jobs.via") in {(f.code, f.column) for f in verdict.faults}


def money(**changes: Any) -> SmallScenario:
    """A fund of 10 yuan for two needs of 8 and 5 yuan; a grant is at least 3 yuan."""
    aid = Programme(
        "aid", "funding", {}, "needs", "funds", wants=Span(most="n.want"), holds=Span(most="r.money"), minimum="3"
    )
    tables = {
        "needs_aid": rows("_id, want, village", "'p', 8.00, 'x'", "'q', 5.00, 'x'"),
        "resources_aid": rows("_id, money", "'f', 10.00"),
    }
    goals = (Goal("money", "money"), Goal("homes", "count"))
    return small([replace(aid, **changes)], goals, tables)


def grants(p: int, q: int) -> Parts:
    """A plan with p and q fen; prices: the fund costs 1 a fen, so at most 1000 fen; then both at best."""
    parts = honest()
    given = [(need, fen) for need, fen in (("p", p), ("q", q)) if fen]
    parts["matches"] = [
        {"programme": "aid", "need": need, "resource": "f", "via": "", "amount": fen, "points": 0,
         "yuan": f"{fen // 100}.{fen % 100:02d}"} for need, fen in given
    ]  # fmt: skip
    short = [(need, want, fen) for need, want, fen in (("p", 800, p), ("q", 500, q)) if fen < want]
    parts["unmet"] = [
        {"programme": "aid", "need": need, "wanted": want, "given": fen, "reason": "full", "message": "."}
        for need, want, fen in short
    ]
    summary = parts["summary"]
    summary["reasons"] = {"full": len(short)} if short else {}
    summary["programmes"] = {"aid": {"kind": "funding", "needs": 2, "resources": 1, "links": 2,
                                     "matched_needs": len(given), "unmet_needs": len(short), "amount": p + q,
                                     "wanted": 1300, "rows": len(given), "points": 0}}  # fmt: skip
    summary["goals"] = [
        {"code": "money", "value": p + q, "bound": 1000, "gap": 0.0, "proof": "proved", "loss": 0},
        {"code": "homes", "value": len(given), "bound": 2, "gap": 0.0, "proof": "proved", "loss": 0},
    ]
    level = {"scale": 1, "face": False, "rates": {}, "limits": {"aid.holds": {"f": 1}}, "goals": {}}
    parts["proof"]["levels"] = [{**level, "goal": "money"}, {**level, "goal": "homes", "face": True, "limits": {}}]
    return parts


def test_money_is_counted_in_fen() -> None:
    assert judge(grants(700, 300), money()).faults == ()


def test_a_grant_below_the_least_useful_amount_is_refused() -> None:
    assert "plan_amount_below_minimum" in codes(judge(grants(800, 200), money()))


def test_a_fund_that_is_spent_beyond_its_money_is_found() -> None:
    verdict = judge(grants(800, 300), money())
    over = next(fault for fault in verdict.faults if fault.code == "limit_over_most")
    assert over.facts == {"limit": "aid.holds", "group": "f", "total": 1100, "bound": 1000}


def test_a_floor_that_no_link_can_reach_is_not_kept() -> None:
    floor = Limit("floor", ("n.village",), "money", least="4", or_none=False)
    nobody = money(rules=(Rule("never", "n.want > 100"),), limits=(floor,))
    assert ("limit_below_least", "aid.floor") in {(f.code, f.column) for f in judge(grants(0, 0), nobody).faults}


def test_or_none_allows_nothing_but_not_too_little() -> None:
    floor = Limit("floor", ("n.village",), "money", least="8", or_none=True)
    assert "limit_below_least" not in codes(judge(grants(0, 0), money(limits=(floor,))))
    assert "limit_below_least" in codes(judge(grants(700, 0), money(limits=(floor,))))


def test_bounds_of_a_limit_may_be_sums_over_the_group() -> None:
    share = Limit("share", ("n.village",), "money", most="sum(n.want) / 2")
    verdict = judge(grants(700, 300), money(limits=(share,)))
    assert [(f.facts["total"], f.facts["bound"]) for f in verdict.faults if f.code == "limit_over_most"] == [
        (1000, 650)
    ]


def test_a_bound_that_varies_within_a_group_is_a_fault() -> None:
    uneven = Limit("share", ("n.village",), "money", most="n.want")
    assert "limit_varies_in_group" in codes(judge(grants(700, 300), money(limits=(uneven,))))


def test_soft_limits_cost_points_and_are_listed() -> None:
    floor = Limit("floor", ("n.village",), "count", least="3", soft=7)
    parts = grants(700, 300)
    parts["summary"]["goals"][1]["value"] = 2 - 7
    parts["summary"]["soft"] = [{"limit": "aid.floor", "group": "x", "missing": 1, "excess": 0, "price": 7}]
    found = codes(judge(parts, money(limits=(floor,))))
    assert not found & {"goal_value_differs", "summary_soft_differs", "limit_below_least"}
    parts["summary"]["soft"][0]["missing"] = 2
    assert "summary_soft_differs" in codes(judge(parts, money(limits=(floor,))))


def test_the_worst_share_is_a_fraction() -> None:
    tables = money()
    worst = Goal("fair", "money", per=("n._id",), worst=True)
    policies = {"plain": Policy("plain", (worst,))}
    tables = replace(tables, config=replace(tables.config, policies=policies))
    parts = grants(600, 400)
    # Each fen that p wants (800) and q wants (500) costs 1, and the fund 1: t x 1300 <= 1000.
    parts["proof"]["levels"] = [
        {"goal": "fair", "scale": 1, "face": False, "rates": {}, "limits": {"aid.holds": {"f": 1}},
         "goals": {"fair": {"p": 1, "q": 1}}}
    ]  # fmt: skip
    goal = {"code": "fair", "value": "3/4", "bound": "10/13", "proof": "claimed", "loss": 0,
            "gap": float(Fraction(10, 13) - Fraction(3, 4))}  # fmt: skip
    parts["summary"] |= {"goals": [goal], "status": "feasible"}
    verdict = judge(parts, tables)
    assert verdict.faults == ()
    assert verdict.goals[0].proved_bound == Fraction(10, 13)
    parts["summary"]["goals"][0]["value"] = "7/9"
    assert "goal_value_differs" in codes(judge(parts, tables))


def test_a_run_without_a_plan_must_be_empty_and_infeasible_must_be_true() -> None:
    parts = honest()
    parts["summary"]["status"] = "infeasible"
    assert "plan_despite_status" in codes(judge(parts))
    parts |= {"matches": [], "unmet": [], "proof": {}}
    parts["summary"] |= {"goals": []}
    assert judge(parts).faults == ()
    loose = scenario(holds=Span(most="r.high"))
    assert codes(judge(parts, loose)) == {"infeasible_unfounded"}


def test_a_run_that_was_stopped_need_not_know_that_it_had_finished() -> None:
    parts = honest()
    parts["summary"] |= {"status": "feasible", "interrupted": True}
    assert judge(parts).ok
    parts["summary"] |= {"interrupted": "yes"}
    assert {"summary_malformed", "summary_status_differs"} <= codes(judge(parts))


def write(folder: Path, parts: Parts) -> None:
    folder.mkdir(exist_ok=True)
    for name, key in (("plan.csv", "matches"), ("unmet.csv", "unmet")):
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name])
            writer.writeheader()
            writer.writerows(parts[key])
    (folder / "proof.json").write_text(json.dumps(parts["proof"]))
    files = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in ("plan.csv", "unmet.csv", "proof.json")}
    counted = {"metrics": judge(parts).metrics, "files": files}
    (folder / "summary.json").write_text(json.dumps({**parts["summary"], **counted}))


def test_a_folder_says_the_same_as_the_plan_in_memory(tmp_path: Path) -> None:
    write(tmp_path, honest())
    assert verify(scenario(), tmp_path).ok
    assert verify(scenario(), str(tmp_path)).ok


def test_a_file_that_was_changed_afterwards_is_found(tmp_path: Path) -> None:
    write(tmp_path, honest())
    (tmp_path / "proof.json").write_text(json.dumps(honest()["proof"], indent=1))
    assert codes(verify(scenario(), tmp_path)) == {"run_file_changed"}


@pytest.mark.parametrize("name", ["plan.csv", "unmet.csv", "summary.json", "proof.json"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe{", b'"a\n', b"programme,need\njobs\n", b"[" * 100_000])
def test_missing_and_damaged_files_are_faults_not_errors(tmp_path: Path, name: str, content: bytes | None) -> None:
    write(tmp_path, honest())
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    verdict = verify(scenario(), tmp_path)
    assert not verdict.ok
    assert all(fault.message("en") for fault in verdict.faults)


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert "run_file_missing" in codes(verify(scenario(), tmp_path / "none"))


def test_a_summary_cannot_make_the_verifier_read_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    write(tmp_path / "run", honest())
    summary = json.loads((tmp_path / "run/summary.json").read_text())
    summary["files"]["../secret"] = hashlib.sha256(b"x").hexdigest()
    (tmp_path / "run/summary.json").write_text(json.dumps(summary))
    assert "run_file_changed" in codes(verify(scenario(), tmp_path / "run"))


def test_data_frames_and_columns_are_read_like_rows() -> None:
    parts = honest()
    frames = {**parts, "matches": pd.DataFrame(parts["matches"]), "unmet": pd.DataFrame(parts["unmet"])}
    assert judge(frames).ok
    arrays = {**parts, "matches": {c: [row[c] for row in parts["matches"]] for c in COLUMNS["plan.csv"]}}
    assert judge(arrays).ok
    del arrays["matches"]["via"]
    assert "run_column_missing" in codes(judge(arrays))


def test_rules_that_cannot_be_evaluated_are_a_fault() -> None:
    broken = scenario(rules=(Rule("area", "n.nowhere = 1"),))
    assert codes(judge(honest(), broken)) == {"scenario_not_evaluable"}


def test_the_verifier_imports_nothing_that_made_the_plan() -> None:
    # Lists are told by evaluating what the scenario says, and pins lie in a table: parts of reading it.
    allowed = {
        "verdict",
        "config",
        "fault",
        "reason",
        "scenario",
        "settings",
        "statements",
        "tables",
        "lists",
        "pins",
        "metrics",
    }
    for path in Path(pairing.verdict.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            used = {name.split(".")[1] for name in names if name.startswith("pairing.")}
            assert used <= allowed, path.name
