"""`pairing report`: a stored run as a report for people, again or in another language."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.completing import ScenarioPath
from pairing.cli.group import json_option, lang_option, main, options, run_argument
from pairing.endings import plain_errors, print_json
from pairing.reason import language, sentence


@main.command(
    examples=(
        ("pairing report run --lang zh", "example_report_zh"),
        "pairing report run --lang en --out for-auditors.html",
        "pairing report run --scenario scenarios/sanjiao",
    ),
    more=("help_report_what",),
)
@run_argument
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="option_report_out",
)
@click.option(
    "--scenario",
    type=ScenarioPath(),
    metavar="SCENARIO",
    help="option_run_scenario",
)
@json_option
@click.option("--quiet", is_flag=True, help="option_quiet_all")
@options(lang_option)
def report(run: Path, out: Path | None, scenario: Path | None, as_json: bool, quiet: bool, lang: str | None) -> None:
    """Write the report of a run."""
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.outputs.report.stored import stored_report

        content = stored_report(run, scenario, lang)
        # Not into the run's folder: its summary lists every file there by its hash.
        file = out if out is not None else run.resolve().with_name(f"report-{lang}.html")
        file.write_bytes(content)
    if as_json:
        print_json({"format": "pairing-report/1", "file": str(file), "bytes": len(content), "lang": lang})
    elif not quiet:
        click.echo(sentence("report_file", lang, file=file))
