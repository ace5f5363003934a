"""The group of all commands, how its help is laid out, and the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pairing import __version__
from pairing.reason import LANGUAGES

#: The commands as a planner meets them; `--help` shows them in these groups.
TASKS = {
    "Before solving": ("init", "check", "entitled", "screen"),
    "Find a plan": ("solve",),
    "Trust a plan": ("verify", "explain", "file"),
    "Weigh plans": ("metrics", "compare", "sensitivity"),
    "Hand it on": ("report",),
    "Try it out": ("generate",),
}

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _ByTask(click.Group):
    """A group whose help lists its commands by task instead of by alphabet."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for task, names in TASKS.items():
            with formatter.section(task):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(90)) for name in names])


def options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several options as one decorator."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


scenario_argument = click.argument("scenario", type=click.Path(exists=True, path_type=Path))
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON record to standard output instead of text."
)
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages; else the environment's.")
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Breaks ties between equal plans."
)
gap_option = click.option(
    "--gap",
    type=click.FloatRange(min=0),
    metavar="SHARE",
    help="Stop a goal once the plan is within this share of its bound, such as 0.001.",
)
threads_option = click.option("--threads", type=click.IntRange(min=1), metavar="N", help="Use at most N threads.")


def out_beside(scenario: Path) -> Path:
    """Where a run goes by default: into the scenario's folder, or beside the workbook and named after it."""
    return scenario.with_name(f"{scenario.stem}-out") if scenario.is_file() else scenario / "out"


@click.group(cls=_ByTask, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pairing")
def main() -> None:
    """Match needs with resources: helpers with households, people with jobs, funds with needs.

    A SCENARIO is a folder with tables (CSV, XLSX, Parquet) and one scenario.toml, or a workbook as `pairing init`
    writes it.

    \b
    Examples:
      pairing check scenarios/sanjiao              is the data fit to use, and what will be solved?
      pairing solve scenarios/sanjiao --out run    find the best plan and write it to the folder run
      pairing verify scenarios/sanjiao run         check that plan again, independently
      pairing explain run H0008                    why did this household get what it got?

    \b
    Exit status: 0 done, 1 bad data (every fault is listed), 2 wrong usage, 3 no plan can keep all limits,
    4 no plan found in time, 5 a plan failed verification, 130 stopped by Ctrl-C.
    """
