"""`pairing check` and `pairing verify`: questions that change nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pairing.cli.group import json_option, lang_option, main, options, scenario_argument, threads_option
from pairing.endings import NOT_VERIFIED, plain_errors, print_json
from pairing.reason import language, sentence


@main.command()
@scenario_argument
@options(json_option, threads_option, lang_option)
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
@scenario_argument
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options(json_option, lang_option)
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
        from pairing.outputs.advice import bent_run
        from pairing.outputs.faults import faults_text

        found = api.read(scenario)
        verdict = api.verify(found, run)
        repair = bent_run(run) if verdict.ok else None
    if as_json:
        print_json({**verdict.record(lang), **({"repair": repair} if repair else {})})
    elif verdict.ok:
        from pairing.outputs.advice import bend_lines

        click.echo(sentence("verdict_ok", lang, checks=f"{verdict.checks:,}"))
        if repair:
            click.echo("\n".join([sentence("verdict_bent", lang), *bend_lines(found.config, repair, lang)]))
    else:
        click.echo(faults_text(verdict.faults, lang))
    sys.exit(0 if verdict.ok else NOT_VERIFIED)
