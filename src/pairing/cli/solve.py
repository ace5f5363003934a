"""`pairing solve`: find the best plan, verify it, write it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pairing.cli.group import json_option, lang_option, main, options, scenario_argument, threads_option
from pairing.endings import NOT_VERIFIED, exit_status, leave, plain_errors, print_json
from pairing.reason import language, sentence

if TYPE_CHECKING:
    from pairing.plan import Plan


@main.command()
@scenario_argument
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
@options(threads_option, json_option)
@click.option("--quiet", is_flag=True, help="Print neither progress nor summary.")
@lang_option
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
