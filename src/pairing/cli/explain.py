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
    type=click.Path(exists=True, path_type=Path),
    metavar="SCENARIO",
    help="The scenario of the run, for --exact.  [default: the folder that RUN is in, or the workbook beside it]",
)
@click.option("--with", "resource", metavar="RESOURCE", help="With --exact: what it would cost to have this one.")
@click.option("--prices", is_flag=True, help="Solve again without each rule, limit and pin: what would that gain?")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="For all that is solved again; else 60 for each question, and 300 for --prices.",
)
@options(json_option, lang_option)
def explain(
    run: Path,
    identity: str | None,
    exact: bool,
    scenario: Path | None,
    resource: str | None,
    prices: bool,
    time_limit: float | None,
    as_json: bool,
    lang: str | None,
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
      pairing explain run --prices           what each rule, limit and pin costs the plan
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
            if prices:
                told["prices"] = _prices(run, scenario, time_limit, lang)
            if as_json:
                print_json(told)
            else:
                click.echo("\n".join(overview_lines(told, words)))
                if prices:
                    from pairing.outputs.prices_text import price_lines

                    click.echo("\n".join(["", *price_lines(told["prices"], words)]))
            return
        found = _found(run, identity, words)
        if exact:
            from pairing.exactly import exactly

            for record, answers in zip(found, exactly(run, scenario, found, resource, time_limit), strict=True):
                record["exact"] = answers
        if as_json:
            print_json({"records": found})
        else:
            click.echo("\n\n".join("\n".join(_lines(record, words)) for record in found))


def _prices(run: Path, scenario: Path | None, seconds: float | None, lang: str) -> list[dict[str, Any]]:
    """The prices as records, with a live line on a terminal."""
    from pairing.cli.live import live_progress
    from pairing.drop_prices import drop_prices, recorded

    with live_progress(False, lang) as progress:
        found = drop_prices(run, scenario, seconds, lambda drop, number, count: progress(f"{number + 1}/{count}", {}))
    return [recorded(price) for price in found]


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
