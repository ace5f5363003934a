"""`pairing file`: the file of one household, or of all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from pairing.cli.group import json_option, lang_option, main, options
from pairing.endings import NOT_VERIFIED, plain_errors, print_json
from pairing.reason import language, sentence


@main.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("household", metavar="[HOUSEHOLD]", required=False)
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The files of all households, with an index, into a folder of their own.",
)
@click.option(
    "--for",
    "role",
    type=click.Choice(("household", "caseworker", "auditor")),
    default="caseworker",
    show_default=True,
    help="Who may read it, and so what is in it.",
)
@click.option("--with-names", "names", is_flag=True, help="Names of people too; not for a household.")
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    metavar="DIR",
    help="Where the page and the record of one household go.  [default: here]",
)
@click.option(
    "--scenario",
    type=click.Path(exists=True, path_type=Path),
    metavar="SCENARIO",
    help="The scenario of the run; auditors' files and names need it.  [default: the folder that RUN is in]",
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
    """Write what was decided about a household and why: a page to print and sign, and the same as JSON.

    A household's own file has plain words and nothing about others; a caseworker's has points, rules and backups; an
    auditor's has all that it takes to judge the decision again with `pairing verify --file`.

    \b
    Examples:
      pairing file run H0008                                   the caseworker's page, here
      pairing file run H0008 --for household --lang zh         the notice to the household, in Chinese
      pairing file run --all notices --for household           all notices, with an index
      pairing file run H0008 --for auditor --scenario scenarios/sanjiao
      pairing file run H0008 --json                            the record alone, to standard output
    """
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
                click.echo(sentence("file_all_written", lang, households=f"{count:,}", folder=folder))
            return
        assert household is not None
        known.homes.of(household, run)
        record = file_record(known, household, role)
        if as_json:
            print_json(record)
            return
        stem = f"{file_stem(household)}-{role}"
        written = put(out, file_pair(record, lang, stem))
        click.echo(sentence("file_written", lang, page=written[0], record=written[1]))


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
        click.echo(sentence(code, lang, household=record["household"], checks=f"{verdict.checks:,}"))
        if skipped:
            click.echo(sentence("file_not_seen", lang, names=", ".join(skipped)))
        if run is None:
            click.echo(sentence("file_alone", lang))
    else:
        click.echo(faults_text(verdict.faults, lang))
    sys.exit(0 if verdict.ok else NOT_VERIFIED)
