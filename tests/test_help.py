"""Help and wrong usage in both languages, what the Tab key offers, and the manual that is written from the commands."""

from __future__ import annotations

import gettext
import inspect
import io
import json
import os
import re
import shutil
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.cli import main
from pairing.cli.group import TASKS
from pairing.cli.help import Command, missing_help
from pairing.endings import show
from pairing.outputs.columns import folded, width, wrapped
from pairing.reason import sentence
from pairing.sentences import SENTENCES

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

COMMANDS = sorted(main.commands)
#: What stays as it is in Chinese help: commands, options, names in capitals, files.
_KEPT = re.compile(r"`[^`]*`|^ +(?:pairing|fish) .*$|--[\w-]+(?: \S+)?|\S*[./_\[\]|]\S*", re.MULTILINE)


def typed(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(main, list(arguments), env={"PAIRING_LANG": lang})


# --- help -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_all_that_the_help_of_a_command_says_is_a_sentence_of_the_catalog(name: str) -> None:
    command = main.commands[name]
    assert isinstance(command, Command)
    assert missing_help(command) == []
    assert command.examples


def test_no_sentence_of_the_help_is_idle() -> None:
    said = {f"help_{name}" for name in COMMANDS} | {code for name in COMMANDS for code in _codes(main.commands[name])}
    rest = [code for code in SENTENCES if code.startswith(("option_", "help_argument_")) and code not in said]
    assert sorted(rest) == ["option_help", "option_version"]
    about = [
        code for code in SENTENCES if re.fullmatch(r"help_(\w+?)_(what|.*)", code) and code.split("_")[1] in COMMANDS
    ]
    assert [code for code in about if code not in said] == []


def _codes(command: click.Command) -> list[str]:
    assert isinstance(command, Command)
    from pairing.cli.help import _argument_code

    codes = [*command.more]
    for param in command.params:
        codes.append(_argument_code(param) if isinstance(param, click.Argument) else getattr(param, "help", "") or "")
    return codes


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_chinese_help_has_no_english_sentence(name: str) -> None:
    said = typed(*([name] if name else []), "--help", lang="zh").output
    assert said.startswith("用法：")
    left = _KEPT.sub(" ", said)
    assert re.findall(r"\b[A-Za-z]+(?: +[a-z]{2,}){2,}", left) == []
    assert re.search(r"[一-鿿]", left)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_a_narrow_terminal(name: str, lang: str) -> None:
    lines = typed(*([name] if name else []), "--help", lang=lang).output.splitlines()
    assert [line for line in lines if width(line) > 80 and not line.startswith("  pairing ")] == []


@pytest.mark.parametrize(
    ("arguments", "environment", "first"),
    [
        (["solve", "--help", "--lang", "zh"], "en", "用法："),
        (["solve", "--lang=zh", "--help"], "en", "用法："),
        (["--lang", "zh", "--help"], "en", "用法："),
        (["--help"], "zh", "用法："),
        (["solve", "--help", "--lang", "en"], "zh", "Usage:"),
    ],
)
def test_help_speaks_the_language_asked_for_else_the_environments(
    arguments: list[str], environment: str, first: str
) -> None:
    assert typed(*arguments, lang=environment).output.startswith(first)


def test_a_language_before_the_command_holds_for_the_command() -> None:
    assert "没有" in typed("--lang", "zh", "check", "nowhere").stderr


def test_help_leaves_the_settings_of_the_process_as_they_were() -> None:
    before = gettext.textdomain(), os.environ.get("LANGUAGE")
    typed("solve", "--help", lang="zh")
    typed("slove", lang="zh")
    assert (gettext.textdomain(), os.environ.get("LANGUAGE")) == before


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab 结对帮扶，。（）x", max_size=80), st.integers(6, 40))
def test_wrapping_keeps_every_sign_and_the_width(text: str, room: int) -> None:
    lines = wrapped(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    # A run of letters or of closing signs that is too long for a line stands on one of its own.
    whole = [len(run) * 2 for run in re.findall(r"[a-z]+|.[，。）]+", text)]
    assert all(width(line) <= max([room, *whole]) + 4 for line in lines)


def test_a_line_begins_with_no_closing_sign() -> None:
    text = "求出最好的方案，核验后写入文件夹（已有的会被替换）。"
    for room in range(10, 40):
        assert not [line for line in wrapped(text, room) if line[0] in "，。）"]


def test_on_a_narrow_terminal_a_long_line_goes_on_below_its_last_column() -> None:
    text = "  规则  一户  同一户家庭最多由一个小组结对帮扶\n  1.  served  服务的家庭数（户）  7  已证明：没有更好的方案"
    assert folded(text, 30).splitlines()[:2] == [
        "  规则  一户  同一户家庭最多由",
        "              一个小组结对帮扶",
    ]
    assert folded(text, 46).splitlines()[1:] == [
        "  1.  served  服务的家庭数（户）  7",
        "              已证明：没有更好的方案",
    ]
    assert folded(text, 80) == text


@pytest.mark.parametrize(("terminal", "lines"), [(True, 2), (False, 1)])
def test_a_pipe_gets_lines_whole_and_a_terminal_gets_them_folded(
    terminal: bool, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((40, 20)))
    show("每户最多由一个小组结对帮扶，每个小组最多帮扶十二户困难家庭。")
    assert len(stream.getvalue().splitlines()) == lines


# --- wrong usage ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["slove"], "No such command 'slove'. Did you mean 'solve'?", "没有 'slove' 这个命令"),
        (["solve"], "Missing argument 'SCENARIO'", "缺少参数 'SCENARIO'"),
        (
            ["solve", ".", "--polcy", "x"],
            "No such option '--polcy'. Did you mean '--policy'?",
            "没有 '--polcy' 这个选项",
        ),
        (["solve", ".", "--gap"], "Option '--gap' requires an argument", "选项 '--gap' 后面要写一个值"),
        (["solve", ".", "--gap", "x"], "'x' is not a valid float", "'x' 不是此处可用的数"),
        (["solve", ".", "more"], "Got unexpected extra argument (more)", "多出了参数（more）"),
        (["file", ".", "--for", "me"], "'me' is not one of", "'me' 不在可选范围内"),
        (["explain", "nowhere"], "'nowhere' does not exist", "没有 'nowhere' 这个文件或文件夹"),
        (["check", "nowhere"], "There is no nowhere", "没有 nowhere"),
    ],
)
def test_wrong_usage_is_told_in_both_languages(arguments: list[str], english: str, chinese: str) -> None:
    said, told = typed(*arguments), typed(*arguments, lang="zh")
    assert (said.exit_code, told.exit_code) == (2, 2)
    assert english in said.stderr
    assert chinese in told.stderr


def test_wrong_usage_is_a_record_for_a_machine() -> None:
    result = typed("solve", "nowhere", "--json")
    record = json.loads(result.stdout)
    assert (result.exit_code, record["status"]) == (2, "usage")
    assert "pairing init" in record["faults"][0]["message"]


def test_the_words_of_the_reader_of_the_command_line_are_its_own() -> None:
    modules = (click.core, click.exceptions, click.parser, click.types)
    known = "".join(inspect.getsource(module) for module in modules)
    joined = re.sub(r'"\n\s+f?"', "", known)
    assert [code for code, text in SENTENCES.items() if code.startswith("click_") and f'"{text}"' not in joined] == []


# --- completion -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_asks_pairing(shell: str) -> None:
    result = typed("completion", shell)
    assert result.exit_code == 0
    assert f"_PAIRING_COMPLETE={shell}_complete" in result.stdout
    assert json.loads(typed("completion", shell, "--json").stdout)["shell"] == shell


def offered(*words: str) -> list[str]:
    from click.shell_completion import ShellComplete

    *done, started = words
    return [item.value for item in ShellComplete(main, {}, "pairing", "_X").get_completions(done, started)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    town = tmp_path / "places/town"
    (town / "out").mkdir(parents=True)
    (town / "scenario.toml").write_text('[[policy]]\ncode = "tiers"\n[[policy]]\ncode = "points"\n', "utf-8")
    (town / "out/summary.json").write_text("{}", "utf-8")
    (town / "out/plan.csv").write_text("need,resource\nH1,G1\nH2,G1\n", "utf-8")
    (tmp_path / "book.xlsx").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sol"], ["solve"]),
        (["solve", ""], ["book.xlsx", "places/town"]),
        (["solve", "places/"], ["places/town"]),
        (["verify", "places/town", "places/town/"], ["places/town/out"]),
        (["solve", "places/town", "--policy", ""], ["tiers", "points"]),
        (["compare", "places/town", "--policies", "tiers,p"], ["tiers,points"]),
        (["explain", "places/town/out", ""], ["H1", "G1", "H2"]),
        (["generate", "w"], ["wenzhou"]),
    ],
)
def test_the_tab_key_offers_what_fits(here: Path, words: list[str], expected: list[str]) -> None:
    assert offered(*words) == expected


def test_the_tab_key_is_silent_where_settings_cannot_be_read(here: Path) -> None:
    (here / "places/town/scenario.toml").write_text("not toml", "utf-8")
    assert offered("solve", "places/town", "--policy", "") == []
    assert offered("explain", "nowhere", "") == []


# --- the manual -------------------------------------------------------------------------------------


def test_the_manual_is_what_the_commands_say() -> None:
    from cli_doc import PAGE, cli_page

    assert PAGE.read_text("utf-8") == cli_page(), "run `make docs`"


def test_the_manual_has_every_command_under_its_task() -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    for task, names in TASKS.items():
        assert sentence(task).rstrip(":") in page
        assert all(f"\n## pairing {name}\n" in page for name in names)
