"""The group of all commands, how its help is laid out, and the options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from pairing import __version__
from pairing.cli.completing import ScenarioPath, complete_run
from pairing.cli.help import Command, asked_language, example_lines, speaks, spoken, usage_label, write_rows, write_text
from pairing.endings import print_json
from pairing.reason import LANGUAGES, sentence

#: The commands as a planner meets them; `--help` shows them in these groups, each under the sentence of its code.
TASKS = {
    "task_before": ("init", "check", "entitled", "screen"),
    "task_find": ("solve",),
    "task_trust": ("verify", "explain"),
    "task_weigh": ("metrics", "compare", "sensitivity"),
    "task_files": ("report", "file"),
    "task_try": ("generate", "completion"),
}

EXAMPLES = (
    ("pairing check scenarios/sanjiao", "example_check"),
    ("pairing solve scenarios/sanjiao --out run", "example_solve"),
    ("pairing verify scenarios/sanjiao run", "example_verify"),
    ("pairing explain run H0008", "example_explain"),
)
STATUSES = (0, 1, 2, 3, 4, 5, 6, 130)

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _ByTask(click.Group):
    """A group whose help lists its commands by task instead of by alphabet, in the language that is asked for."""

    command_class = Command

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Read the command line and run it; what is wrong with it is a record where ``--json`` asks for one."""
        typed = list(sys.argv[1:] if args is None else args)
        lang = asked_language(typed)
        with spoken(lang):
            if "--json" not in typed or not extra.get("standalone_mode", True):
                return super().main(typed, *rest, **{"obj": lang, **extra})
            try:
                done = super().main(typed, *rest, **{"obj": lang, **extra, "standalone_mode": False})
            except click.ClickException as error:
                _wrong_usage(error)
            sys.exit(done if isinstance(done, int) else 0)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = speaks(ctx)
        pieces = f"{ctx.command_path} {sentence('help_any_options', lang)} {sentence('help_any_command', lang)}"
        formatter.write(f"{usage_label(lang)}{pieces}\n")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = speaks(ctx)
        formatter.write("\n")
        write_text(formatter, sentence("help_pairing", lang))
        formatter.write("\n")
        write_text(formatter, sentence("help_pairing_scenario", lang))
        formatter.write(f"\n{sentence('help_examples', lang)}\n")
        formatter.write("".join(f"{line}\n" for line in example_lines(EXAMPLES, lang, formatter.width)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = speaks(ctx)
        for task, names in TASKS.items():
            formatter.write(f"\n{sentence(task, lang)}\n")
            rows = [(name, sentence(f"help_{name}", lang)) for name in names if name in self.commands]
            write_rows(formatter, rows, least=max(map(len, self.commands)))
        formatter.write(f"\n{sentence('help_options', lang)}\n")
        options = [
            ("--lang [en|zh]", "option_lang"),
            ("--version", "option_version"),
            ("-h, --help", "option_help"),
        ]
        write_rows(formatter, [(shown, sentence(code, lang)) for shown, code in options])
        formatter.write(f"\n{sentence('help_statuses', lang)}\n")
        write_rows(formatter, [(str(status), sentence(f"exit_{status}", lang)) for status in STATUSES])
        formatter.write("\n")
        write_text(formatter, sentence("help_more", lang))


def _wrong_usage(error: click.ClickException) -> NoReturn:
    fault = {"file": "", "row": None, "column": "", "value": "", "code": "usage", "message": error.format_message()}
    print_json({"status": "usage", "faults": [fault]})
    sys.exit(error.exit_code)


def options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several options as one decorator."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


scenario_argument = click.argument("scenario", type=ScenarioPath())
run_argument = click.argument(
    "run", type=click.Path(exists=True, file_okay=False, path_type=Path), shell_complete=complete_run
)
json_option = click.option("--json", "as_json", is_flag=True, help="option_json")
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), help="option_lang")
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="option_seed"
)
gap_option = click.option("--gap", type=click.FloatRange(min=0), metavar="SHARE", help="option_gap")
threads_option = click.option("--threads", type=click.IntRange(min=1), metavar="N", help="option_threads")


def out_beside(scenario: Path) -> Path:
    """Where a run goes by default: into the scenario's folder, or beside the workbook and named after it."""
    return scenario.with_name(f"{scenario.stem}-out") if scenario.is_file() else scenario / "out"


@click.group(cls=_ByTask, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@lang_option
@click.version_option(__version__, prog_name="pairing", message="%(prog)s, version %(version)s")
@click.pass_context
def main(ctx: click.Context, lang: str | None) -> None:
    """Match needs with resources: helpers with households, people with jobs, funds with needs."""
    if lang is not None:
        ctx.default_map = {name: {"lang": lang} for name in main.commands}
