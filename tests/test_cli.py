"""What a user types and what comes back: text, JSON, exit status. A stand-in plays the engine."""

from __future__ import annotations

import errno
import json
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pairing import __version__
from pairing.cli import main
from pairing.cli.group import TASKS
from pairing.fault import BadData, Fault
from pairing.plan import Plan
from pairing.reason import sentence
from pairing.scenario import Scenario
from test_outputs import CONFIG, SUMMARY, plan


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The steps behind the commands, each a function that a test may replace."""
    verdict = SimpleNamespace(ok=True, checks=1234, faults=(), record=lambda lang: {"ok": True, "lang": lang})
    engine = SimpleNamespace(
        read=lambda path, threads=None: SimpleNamespace(config=CONFIG),
        solve=lambda scenario, **how: plan(),
        verify=lambda scenario, run: verdict,
        diagnose=lambda scenario: SimpleNamespace(record=lambda: {"programmes": {"help": {"needs": 3}}}),
    )
    homes = {"read": "scenario", "solve": "run", "verify": "verdict", "diagnose": "diagnose"}
    for name, home in homes.items():
        module = ModuleType(f"pairing.{home}")
        setattr(module, name, lambda *args, _name=name, **kwargs: getattr(engine, _name)(*args, **kwargs))
        module.__dict__.setdefault("Scenario", Scenario)  # what writes the files names it
        monkeypatch.setitem(sys.modules, f"pairing.{home}", module)
    return engine


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    folder.mkdir()
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"PAIRING_LANG": "en"})


def raises(error: BaseException) -> Callable[..., Any]:
    def step(*_: object, **__: object) -> None:
        raise error

    return step


def with_summary(**changes: object) -> Callable[..., Plan]:
    return lambda scenario, **how: replace(plan(), summary={**SUMMARY, **changes})


# --- help and usage ---------------------------------------------------------------------------------


def test_every_command_is_listed_under_a_task_and_shows_an_example() -> None:
    assert sorted(name for names in TASKS.values() for name in names) == sorted(main.commands)
    for name in main.commands:
        said = run(name, "--help").output
        assert f"  pairing {name} " in said, name
        assert all(sentence(task, "en") in run("--help").output for task in TASKS)


def test_the_version_is_the_packages() -> None:
    assert run("--version").output == f"pairing, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["solve"],
        ["solve", "no/such/folder"],
        ["solve", ".", "--time-limit", "0"],
        ["check", ".", "--lang", "fr"],
    ],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


# --- bad data ---------------------------------------------------------------------------------------

BAD = BadData([Fault("out_not_a_run", "households.csv", 12, "household_id", "H1")])


@pytest.mark.parametrize("command", ["check", "solve"])
def test_every_fault_is_listed_on_standard_error_with_status_1(
    engine: SimpleNamespace, town: Path, command: str
) -> None:
    engine.read = raises(BAD)
    result = run(command, town)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == "households.csv"
    assert "row 12  household_id" in result.stderr
    counted, step = result.stderr.splitlines()[-2:]
    assert counted == "1 error"
    assert step.endswith(f"pairing check {town} --mark marked.xlsx")
    assert not (town / "out").exists()


def test_faults_are_records_for_a_machine(engine: SimpleNamespace, town: Path) -> None:
    engine.read = raises(BAD)
    result = run("check", town, "--json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.stdout)["faults"]
    assert {name: fault[name] for name in ("file", "row", "column", "value", "code")} == {
        "file": "households.csv",
        "row": 12,
        "column": "household_id",
        "value": "H1",
        "code": "out_not_a_run",
    }


def test_faults_speak_the_language_that_was_asked_for(engine: SimpleNamespace, town: Path) -> None:
    engine.read = raises(BAD)
    assert "第 12 行" in run("check", town, "--lang", "zh").stderr


# --- check ------------------------------------------------------------------------------------------


def test_check_says_what_will_be_solved(engine: SimpleNamespace, town: Path) -> None:
    result = run("check", town)
    assert result.exit_code == 0
    assert "Helpers (pairing)" in result.stdout


def test_check_as_json_has_no_faults_and_the_diagnosis(engine: SimpleNamespace, town: Path) -> None:
    assert json.loads(run("check", town, "--json").stdout) == {
        "faults": [],
        "programmes": {"help": {"needs": 3}},
    }


# --- solve ------------------------------------------------------------------------------------------


def test_solve_writes_the_run_and_prints_the_summary(engine: SimpleNamespace, town: Path) -> None:
    result = run("solve", town)
    assert result.exit_code == 0
    assert "Who got what" in result.stdout
    assert result.stderr == ""
    assert sorted(path.name for path in (town / "out").iterdir()) == [
        "plan.csv",
        "plan.xlsx",
        "proof.json",
        "report.html",
        "summary.json",
        "unmet.csv",
    ]


def test_solve_hands_over_what_was_asked_for(engine: SimpleNamespace, town: Path, tmp_path: Path) -> None:
    asked: dict[str, object] = {}
    engine.solve = lambda scenario, **how: asked.update(how) or plan()
    options = [
        "--policy",
        "tiers",
        "--seed",
        7,
        "--time-limit",
        2.5,
        "--threads",
        1,
        "--out",
        tmp_path / "run",
    ]
    assert run("solve", town, *options, "--quiet").output == ""
    del asked["progress"]
    numbers = {"seed": 7, "time_limit": 2.5, "gap": None, "threads": 1}
    assert asked == {"policy": "tiers", **numbers, "lang": "en", "repair": None}
    assert (tmp_path / "run" / "plan.csv").exists()


def test_solve_as_json_prints_the_summary_record_and_where_the_run_is(engine: SimpleNamespace, town: Path) -> None:
    record = json.loads(run("solve", town, "--json").stdout)
    assert record["goals"] == SUMMARY["goals"]
    assert record["out"] == str(town / "out")


def test_a_folder_that_is_no_run_is_refused_before_any_work(engine: SimpleNamespace, town: Path) -> None:
    (town / "mine.txt").write_text("mine")
    engine.read = raises(AssertionError("must not be reached"))
    result = run("solve", town, "--out", town)
    assert result.exit_code == 1
    assert "something else than an earlier run" in result.stderr


def test_when_nothing_fits_the_advice_is_on_standard_error_with_status_3(engine: SimpleNamespace, town: Path) -> None:
    change = {"limit": "help.holds", "group": "G1", "side": "least", "from": 6, "to": 4}
    clash = {"kind": "limit", "limit": "help.holds", "group": "G1", "side": "least", "bound": 6}
    told = {"advice_status": "cheapest", "advice": [change], "lifts": [], "price": 0.333, "inputs": {}}
    engine.solve = with_summary(status="infeasible", conflict=[clash], **told)
    result = run("solve", town)
    assert result.exit_code == 3
    assert tomllib.loads(result.stdout)["bend"] == [change]
    assert "ask for at least 4 instead of 6" in result.stderr
    assert not (town / "out").exists()
    assert json.loads(run("solve", town, "--json").stdout)["advice"] == [change]


def test_no_plan_in_time_is_status_4_and_writes_nothing(engine: SimpleNamespace, town: Path) -> None:
    engine.solve = with_summary(status="no_plan")
    result = run("solve", town)
    assert result.exit_code == 4
    assert "--time-limit" in result.stderr
    assert not (town / "out").exists()


def test_a_plan_that_fails_its_own_verification_is_status_5_and_never_written(
    engine: SimpleNamespace, town: Path
) -> None:
    faults = [{"message": "the sum is wrong"}]
    engine.solve = with_summary(verdict={"ok": False, "checks": 9, "faults": faults})
    result = run("solve", town)
    assert result.exit_code == 5
    assert "the sum is wrong" in result.stderr
    assert not (town / "out").exists()


def test_ctrl_c_with_a_plan_so_far_keeps_it_clearly_marked(engine: SimpleNamespace, town: Path) -> None:
    engine.solve = with_summary(interrupted=True)
    result = run("solve", town)
    assert result.exit_code == 130
    assert "STOPPED EARLY" in result.stdout
    assert json.loads((town / "out" / "summary.json").read_bytes())["interrupted"] is True


@pytest.mark.parametrize("step", ["read", "solve"])
@pytest.mark.parametrize("signal", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["python", "duckdb"])
def test_ctrl_c_before_there_is_a_plan_writes_nothing(
    engine: SimpleNamespace, town: Path, step: str, signal: BaseException
) -> None:
    setattr(engine, step, raises(signal))
    result = run("solve", town)
    assert result.exit_code == 130
    assert result.stderr == "Stopped by Ctrl-C; nothing was written.\n"
    assert not (town / "out").exists()


def test_ctrl_c_with_no_plan_yet_is_no_shortage_of_time(engine: SimpleNamespace, town: Path) -> None:
    engine.solve = with_summary(status="no_plan", interrupted=True)
    assert run("solve", town).exit_code == 130


def test_a_full_disk_is_said_plainly_and_the_earlier_run_stays(
    engine: SimpleNamespace, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("solve", town).exit_code == 0
    before = (town / "out" / "summary.json").read_bytes()
    monkeypatch.setattr("os.fsync", raises(OSError(errno.ENOSPC, "No space left on device")))
    result = run("solve", town)
    assert result.exit_code == 1
    assert result.stderr.startswith("The disk is full, so nothing was written")
    assert (town / "out" / "summary.json").read_bytes() == before
    assert [path.name for path in town.iterdir()] == ["out"]


def test_a_disk_that_is_full_for_the_database_is_said_plainly_too(engine: SimpleNamespace, town: Path) -> None:
    engine.read = raises(RuntimeError('Could not write file "x": No space left on device'))
    result = run("solve", town)
    assert result.exit_code == 1
    assert result.stderr.startswith("The disk is full")


def test_a_fault_of_the_program_stays_loud(engine: SimpleNamespace, town: Path) -> None:
    engine.solve = raises(RuntimeError("a bug"))
    assert isinstance(run("solve", town).exception, RuntimeError)


# --- verify -----------------------------------------------------------------------------------------


def test_verify_says_that_a_run_holds(engine: SimpleNamespace, town: Path) -> None:
    result = run("verify", town, town)
    assert result.exit_code == 0
    assert "1,234 checks, all hold" in result.stdout
    assert json.loads(run("verify", town, town, "--json", "--lang", "zh").stdout) == {
        "ok": True,
        "lang": "zh",
    }


def test_verify_lists_what_is_wrong_with_status_5(engine: SimpleNamespace, town: Path) -> None:
    wrong = SimpleNamespace(ok=False, checks=9, faults=(Fault("out_not_a_run", "plan.csv", 7),))
    engine.verify = lambda scenario, run: wrong
    result = run("verify", town, town)
    assert result.exit_code == 5
    assert "row 7" in result.stdout
