"""`pairing explain`: why everyone got what they got."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pairing.cli.group import json_option, lang_option, main, options
from pairing.endings import plain_errors, print_json
from pairing.reason import language


@main.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--exact", is_flag=True, help="Solve again for what the run itself could only bound.")
@click.option(
    "--scenario",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The scenario of the run, for --exact.  [default: the folder that RUN is in]",
)
@options(json_option, lang_option)
def explain(
    run: Path, identity: str | None, exact: bool, scenario: Path | None, as_json: bool, lang: str | None
) -> None:
    """Say why a need got what it got and what would change that, or why a resource is full or has room.

    ID is a need, a household with all its needs, or a resource. Without ID: all reasons in groups, and the places
    and limits that cost most.

    \b
    Examples:
      pairing explain run                    all reasons, and what costs most
      pairing explain run H0008              one household, with what would turn its no into a yes
      pairing explain run G007 --lang zh     one group: why is it full?
      pairing explain run H0008 --exact      solve again for the exact cost
    """
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.outputs.reasons_file import read_reasons
        from pairing.outputs.reasons_overview import overview, overview_lines
        from pairing.outputs.reasons_words import Words

        words = Words(lang)
        if identity is None:
            records = list(read_reasons(run))
            for record in records:
                words.learn(record)
            told = overview(records)
            if as_json:
                print_json(told)
            else:
                click.echo("\n".join(overview_lines(told, words)))
            return
        found = _found(run, identity, words)
        if exact:
            from pairing.exactly import exactly

            needs = [record for record in found if record["kind"] == "need"]
            for record, answers in zip(needs, exactly(run, scenario, needs), strict=True):
                record["exact"] = answers
        if as_json:
            print_json({"records": found})
        else:
            click.echo("\n\n".join("\n".join(_lines(record, words)) for record in found))


def _found(run: Path, identity: str, words: Any) -> list[dict[str, Any]]:
    """The records of an id; raises ``BadData`` with names that are near where there is none."""
    from pairing.fault import BadData, Fault, nearest
    from pairing.outputs.reasons_file import read_reasons

    found, known = [], set()
    for record in read_reasons(run):
        words.learn(record)
        if record["kind"] in ("need", "resource"):
            own = record[record["kind"]]
            known |= {own, record.get("household", own)}
            if identity in (own, record.get("household")):
                found.append(record)
    if not found:
        facts = {"run": str(run), "near": nearest(identity, known) or "—"}
        raise BadData([Fault("reasons_unknown_id", str(run), value=identity, facts=facts)])
    return found


def _lines(record: dict[str, Any], words: Any) -> Sequence[str]:
    from pairing.outputs.reasons_need import need_lines
    from pairing.outputs.reasons_overview import resource_lines

    return resource_lines(record, words) if record["kind"] == "resource" else need_lines(record, words)
