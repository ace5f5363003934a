"""`pairing metrics`: what a plan does to people, in figures."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.completing import complete_run
from pairing.cli.group import json_option, lang_option, main, options, run_argument, scenario_argument, threads_option
from pairing.endings import plain_errors, print_json, show
from pairing.reason import language


@main.command(
    examples=(
        "pairing metrics scenarios/sanjiao run",
        "pairing metrics scenarios/sanjiao run --against earlier --lang zh",
        "pairing metrics scenarios/sanjiao run --json",
    ),
    more=("help_metrics_what",),
)
@scenario_argument
@run_argument
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    shell_complete=complete_run,
    help="option_metrics_against",
)
@options(json_option, threads_option, lang_option)
def metrics(
    scenario: Path, run: Path, against: Path | None, as_json: bool, threads: int | None, lang: str | None
) -> None:
    """Count from the tables what the plan of a run does."""
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.outputs.metrics_text import metrics_text, two_plans_text
        from pairing.scenario import read
        from pairing.verdict import run_metrics

        found = read(scenario, threads=threads)
        record = run_metrics(found, run, against)
    if as_json:
        print_json(record)
        return
    show(metrics_text(found.config, record["metrics"], lang))
    if "against" in record:
        show("\n" + two_plans_text(found.config, record["against"], lang))
