"""The command `pairing`: reads what the user typed, calls a step, prints, ends with a status for scripts.

Data goes to standard output; faults, the log and the progress line go to standard error. Each command imports
what it needs when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pairing import __version__
from pairing.endings import NOT_VERIFIED, exit_status, leave, plain_errors, print_json
from pairing.reason import LANGUAGES, language, sentence

if TYPE_CHECKING:
    from pairing.plan import Plan

#: The commands as a planner meets them; `--help` shows them in these groups.
TASKS = {
    "Before solving": ("check",),
    "Find a plan": ("solve",),
    "Trust a plan": ("verify",),
}

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _ByTask(click.Group):
    """A group whose help lists its commands by task instead of by alphabet."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for task, names in TASKS.items():
            with formatter.section(task):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(90)) for name in names])


def _options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_scenario = click.argument("scenario", type=click.Path(exists=True, file_okay=False, path_type=Path))
_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON record to standard output instead of text."
)
_lang = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages; else the environment's.")
_threads = click.option("--threads", type=click.IntRange(min=1), metavar="N", help="Use at most N threads.")


@click.group(cls=_ByTask, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pairing")
def main() -> None:
    """Match needs with resources: helpers with households, people with jobs, funds with needs.

    A SCENARIO is a folder with tables (CSV, XLSX, Parquet) and one scenario.toml.

    \b
    Examples:
      pairing check scenarios/sanjiao              is the data fit to use, and what will be solved?
      pairing solve scenarios/sanjiao --out run    find the best plan and write it to the folder run
      pairing verify scenarios/sanjiao run         check that plan again, independently

    \b
    Exit status: 0 done, 1 bad data (every fault is listed), 2 wrong usage, 3 no plan can keep all limits,
    4 no plan found in time, 5 a plan failed verification, 130 stopped by Ctrl-C.
    """


@main.command()
@_scenario
@_options(_json, _threads, _lang)
def check(scenario: Path, as_json: bool, threads: int | None, lang: str | None) -> None:
    """Check a scenario: list every fault, or say what would be solved.

    \b
    Examples:
      pairing check scenarios/sanjiao
      pairing check scenarios/sanjiao --json | jq '.faults[] | [.file, .row, .column, .message]'
    """
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.diagnose import diagnose
        from pairing.outputs.check_text import check_text
        from pairing.scenario import read

        found = read(scenario, threads=threads)
        record = diagnose(found).record()
        if as_json:
            print_json({"faults": [], **record})
        else:
            click.echo(check_text(found.config, record, lang))


@main.command()
@_scenario
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the run's files; an earlier run there is replaced.  [default: SCENARIO/out]",
)
@click.option("--policy", metavar="CODE", help="Policy to follow; else the one that scenario.toml names.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Breaks ties between equal plans.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop solving after this long (else 300) and keep the best plan so far.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0),
    metavar="SHARE",
    help="Stop a goal once the plan is within this share of its bound, such as 0.001.",
)
@_options(_threads, _json)
@click.option("--quiet", is_flag=True, help="Print neither progress nor summary.")
@_lang
def solve(
    scenario: Path,
    out: Path | None,
    policy: str | None,
    seed: int,
    time_limit: float | None,
    gap: float | None,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Find the best plan, verify it, and write it to a folder.

    The folder appears whole or not at all: after an error, or where no plan keeps all limits, nothing is
    written. Ctrl-C keeps the best plan so far where there is one, marked as interrupted.

    \b
    Examples:
      pairing solve scenarios/sanjiao
      pairing solve scenarios/sanjiao --out run --policy tiers --time-limit 60
      pairing solve scenarios/sanjiao --json | jq '.goals'
    """
    lang = language(lang)
    folder = out if out is not None else scenario / "out"
    with plain_errors(as_json, lang), _progress(quiet, lang) as progress:
        from pairing import api
        from pairing.outputs.folder import check_place

        check_place(folder)
        progress("read", {})
        found = api.read(scenario, threads=threads)
        plan = api.solve(
            found,
            policy=policy,
            seed=seed,
            time_limit=time_limit,
            threads=threads,
            gap=gap,
            progress=progress,
            lang=lang,
        )
        summary, status = plan.summary, exit_status(plan.summary)
        written = plan.status in ("optimal", "feasible") and status != NOT_VERIFIED
        if written:
            progress("write", {})
            summary = plan.save(folder)
    if as_json:
        print_json({**summary, "out": str(folder) if written else None})
    elif written and not quiet:
        _print_summary(plan, summary, folder, lang)
    elif not written:
        _print_failure(plan, lang)
    leave(status)


@main.command()
@_scenario
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_options(_json, _lang)
def verify(scenario: Path, run: Path, as_json: bool, lang: str | None) -> None:
    """Check a run again from the tables, with none of the code that made it.

    Every match is checked against the rules, every limit is summed, every goal's value and bound is computed
    again.

    \b
    Example:
      pairing verify scenarios/sanjiao run && echo "the plan holds"
    """
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing import api
        from pairing.outputs.faults import faults_text

        verdict = api.verify(scenario, run)
    if as_json:
        print_json(verdict.record(lang))
    elif verdict.ok:
        click.echo(sentence("verdict_ok", lang, checks=f"{verdict.checks:,}"))
    else:
        click.echo(faults_text(verdict.faults, lang))
    sys.exit(0 if verdict.ok else NOT_VERIFIED)


@contextmanager
def _progress(quiet: bool, lang: str) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """Something to report steps to: a live line on a terminal, silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda step, facts: None
        return
    from pairing.outputs.progress import Progress

    progress = Progress(sys.stderr, lang)
    try:
        yield progress
    finally:
        progress.close()


def _print_summary(plan: Plan, summary: Mapping[str, Any], folder: Path, lang: str) -> None:
    from pairing.outputs.summary import summary_text

    click.echo(summary_text(plan.scenario.config, summary, plan.unmet, folder, lang))


def _print_failure(plan: Plan, lang: str) -> None:
    """Say why there is no plan to use, and what would help."""
    from pairing.outputs.advice import advice_text

    if plan.status == "infeasible":
        click.echo(advice_text(plan.scenario.config, plan.summary, lang), err=True)
    elif plan.status == "no_plan":
        click.echo(sentence("interrupted" if plan.summary.get("interrupted") else "no_plan", lang), err=True)
    else:
        messages = [f"  {fault['message']}" for fault in plan.summary["verdict"]["faults"]]
        click.echo("\n".join([sentence("not_verified", lang), *messages]), err=True)
