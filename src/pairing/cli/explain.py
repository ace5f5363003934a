"""`pairing explain`: why everyone got what they got."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pairing.cli.completing import ScenarioPath, complete_id
from pairing.cli.group import json_option, lang_option, main, options, run_argument
from pairing.endings import plain_errors, print_json, show
from pairing.reason import language


@main.command(
    examples=(
        ("pairing explain run", "example_explain_all"),
        ("pairing explain run H0008", "example_explain_one"),
        ("pairing explain run G007 --lang zh", "example_explain_full"),
        ("pairing explain run H0008 --exact", "example_explain_exact"),
        ("pairing explain run --prices", "example_explain_prices"),
    ),
    more=("help_explain_what",),
)
@run_argument
@click.argument("identity", metavar="[ID]", required=False, shell_complete=complete_id)
@click.option("--exact", is_flag=True, help="option_exact")
@click.option(
    "--scenario",
    type=ScenarioPath(),
    metavar="SCENARIO",
    help="option_explain_scenario",
)
@click.option("--with", "resource", metavar="RESOURCE", help="option_with")
@click.option("--prices", is_flag=True, help="option_prices")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="option_explain_seconds",
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
    """Say why a need or a resource has what it has."""
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
                show("\n".join(overview_lines(told, words)))
                if prices:
                    from pairing.outputs.prices_text import price_lines

                    show("\n".join(["", *price_lines(told["prices"], words)]))
            return
        found = _found(run, identity, words)
        if exact:
            from pairing.exactly import exactly

            for record, answers in zip(found, exactly(run, scenario, found, resource, time_limit), strict=True):
                record["exact"] = answers
        if as_json:
            print_json({"records": found})
        else:
            show("\n\n".join("\n".join(_lines(record, words)) for record in found))


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
