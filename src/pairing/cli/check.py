"""`pairing check` and `pairing verify`: questions that change nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairing.cli.completing import ScenarioPath, complete_run
from pairing.cli.file import verify_one
from pairing.cli.group import json_option, lang_option, main, options, scenario_argument, threads_option
from pairing.endings import NOT_VERIFIED, plain_errors, print_json, show
from pairing.reason import language, sentence

if TYPE_CHECKING:
    from pairing.fault import Fault


@main.command(
    examples=(
        "pairing check scenarios/sanjiao",
        "pairing check book.xlsx --mark marked.xlsx --lang zh",
        (
            "pairing check scenarios/sanjiao --json | jq '.faults[] | [.file, .row, .column, .message]'",
            "example_check_jq",
        ),
    )
)
@scenario_argument
@click.option(
    "--mark",
    "marked",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="option_mark",
)
@options(json_option, threads_option, lang_option)
def check(scenario: Path, marked: Path | None, as_json: bool, threads: int | None, lang: str | None) -> None:
    """Check a scenario: list every fault, or say what would be solved."""
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.diagnose import diagnose
        from pairing.outputs.check_text import check_text
        from pairing.scenario import read
        from pairing.workbook.places import in_place

        with _marking(scenario, marked, as_json, lang):
            found = read(scenario, threads=threads)
            with in_place(found):
                record = diagnose(found).record()
        if as_json:
            print_json({"faults": [], **record})
        else:
            show(check_text(found.config, record, lang))


@main.command(
    examples=(
        ("pairing verify scenarios/sanjiao run && echo yes", "example_verify_and"),
        ("pairing verify --file H0008-auditor.json", "example_verify_file"),
        ("pairing verify --file H0008-auditor.json scenarios/sanjiao run", "example_verify_both"),
    ),
    more=("help_verify_what",),
)
@click.argument("scenario", type=ScenarioPath(), required=False)
@click.argument(
    "run",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=False,
    shell_complete=complete_run,
)
@click.option(
    "--file",
    "file_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="option_verify_file",
)
@options(json_option, lang_option)
def verify(scenario: Path | None, run: Path | None, file_path: Path | None, as_json: bool, lang: str | None) -> None:
    """Check a run, or one household's file, again."""
    if file_path is not None:
        verify_one(file_path, scenario, run, as_json, language(lang))
    if scenario is None or run is None:
        raise click.UsageError(sentence("verify_what", language(lang)))
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

        show(sentence("verdict_ok", lang, checks=f"{verdict.checks:,}"))
        if repair:
            show("\n".join([sentence("verdict_bent", lang), *bend_lines(found.config, repair, lang)]))
    else:
        show(faults_text(verdict.faults, lang))
    sys.exit(0 if verdict.ok else NOT_VERIFIED)


@contextmanager
def _marking(scenario: Path, out: Path | None, as_json: bool, lang: str) -> Iterator[None]:
    """Write the faults that come up, or that there are none, into a workbook."""
    from pairing.fault import BadData

    if out is None:
        yield
        return
    from pairing.workbook.mark import check_mark, mark

    check_mark(out)
    faults: Sequence[Fault] = ()
    try:
        yield
    except BadData as bad:
        faults = bad.faults
        raise
    finally:
        # A fault of the machine has no cell.
        if faults or sys.exc_info()[0] is None:
            mark(scenario, out, faults, lang)
            if not as_json:
                show(sentence("mark_done", lang, file=out), err=True)
