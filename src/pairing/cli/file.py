"""`pairing file`: the file of one household, or of all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from pairing.cli.completing import ScenarioPath, complete_id
from pairing.cli.group import json_option, lang_option, main, options, run_argument
from pairing.endings import NOT_VERIFIED, plain_errors, print_json, show
from pairing.reason import language, sentence


@main.command(
    examples=(
        ("pairing file run H0008", "example_file_here"),
        ("pairing file run H0008 --for household --lang zh", "example_file_notice"),
        ("pairing file run --all notices --for household", "example_file_all"),
        ("pairing file run H0008 --for auditor --scenario scenarios/sanjiao", "example_file_auditor"),
        ("pairing file run H0008 --json", "example_file_json"),
    ),
    more=("help_file_what",),
)
@run_argument
@click.argument("household", metavar="[HOUSEHOLD]", required=False, shell_complete=complete_id)
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="option_file_all",
)
@click.option(
    "--for",
    "role",
    type=click.Choice(("household", "caseworker", "auditor")),
    default="caseworker",
    show_default=True,
    help="option_file_for",
)
@click.option("--with-names", "names", is_flag=True, help="option_file_names")
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    metavar="DIR",
    help="option_file_out",
)
@click.option(
    "--scenario",
    type=ScenarioPath(),
    metavar="SCENARIO",
    help="option_file_scenario",
)
@options(json_option, lang_option)
def file(
    run: Path,
    household: str | None,
    folder: Path | None,
    role: str,
    names: bool,
    out: Path,
    scenario: Path | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Write what was decided about a household and why."""
    lang = language(lang)
    if (household is None) == (folder is None):
        raise click.UsageError(sentence("file_one_or_all", lang))
    if names and role == "household":
        raise click.UsageError(sentence("file_names_not_for_household", lang))
    with plain_errors(as_json, lang):
        from pairing.files.make import file_records, known_of
        from pairing.files.records import file_record
        from pairing.outputs.file_folder import file_pair, file_stem, folder_files
        from pairing.outputs.folder import INDEX, check_place, publish, put

        if folder is not None:
            check_place(folder, INDEX)
        known = known_of(run, scenario, role, names)
        if folder is not None:
            publish(folder, folder_files(file_records(known, role), role, lang), INDEX)
            count = len(known.homes.needs)
            if as_json:
                print_json({"folder": str(folder), "households": count})
            else:
                show(sentence("file_all_written", lang, households=f"{count:,}", folder=folder))
            return
        assert household is not None
        known.homes.of(household, run)
        record = file_record(known, household, role)
        if as_json:
            print_json(record)
            return
        stem = f"{file_stem(household)}-{role}"
        written = put(out, file_pair(record, lang, stem))
        show(sentence("file_written", lang, page=written[0], record=written[1]))


def verify_one(path: Path, scenario: Path | None, run: Path | None, as_json: bool, lang: str) -> NoReturn:
    """`pairing verify --file`: say whether one household's file holds, and end with the status that it stands for."""
    with plain_errors(as_json, lang):
        import json

        from pairing.fault import BadData, Fault
        from pairing.files.held import verify_household_file
        from pairing.outputs.faults import faults_text
        from pairing.scenario import read

        try:
            record = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise BadData([Fault("file_not_json", str(path), facts={"detail": str(error)})]) from None
        tables = read(scenario) if scenario is not None else None
        verdict, skipped = verify_household_file(record, path.name, tables, run)
    if as_json:
        print_json({**verdict.record(lang), "not_judged": list(skipped)})
    elif verdict.ok:
        code = "file_verified_run" if run else "file_verified_tables" if scenario else "file_verified"
        show(sentence(code, lang, household=record["household"], checks=f"{verdict.checks:,}"))
        if skipped:
            show(sentence("file_not_seen", lang, names=", ".join(skipped)))
        if run is None:
            show(sentence("file_alone", lang))
    else:
        show(faults_text(verdict.faults, lang))
    sys.exit(0 if verdict.ok else NOT_VERIFIED)
