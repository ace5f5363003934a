"""`pairing report`: a stored run as a report for people, again or in another language."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.group import json_option, lang_option, main, options
from pairing.endings import plain_errors, print_json
from pairing.reason import language, sentence


@main.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it; a file there is replaced.  [default: report-LANG.html beside RUN]",
)
@click.option(
    "--scenario",
    type=click.Path(exists=True, path_type=Path),
    metavar="SCENARIO",
    help="The scenario of the run.  [default: the folder that RUN is in]",
)
@json_option
@click.option("--quiet", is_flag=True, help="Print nothing.")
@options(lang_option)
def report(run: Path, out: Path | None, scenario: Path | None, as_json: bool, quiet: bool, lang: str | None) -> None:
    """Write the report of a run as one HTML file that needs nothing else: no network, no other file.

    `pairing solve` writes report.html into the run's folder in the language it spoke. This command makes it again from
    that folder and the scenario, in the language asked for; nothing is solved.

    \b
    Examples:
      pairing report run --lang zh                        report-zh.html beside the folder run
      pairing report run --lang en --out for-auditors.html
      pairing report run --scenario scenarios/sanjiao
    """
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
