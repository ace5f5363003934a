"""`pairing entitled`: which policies fit whom."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.group import json_option, lang_option, main, options, scenario_argument, threads_option
from pairing.endings import plain_errors, print_json, show
from pairing.reason import language


@main.command(
    examples=(
        ("pairing entitled scenarios/fuyang", "example_entitled_all"),
        ("pairing entitled scenarios/fuyang M000017", "example_entitled_one"),
    ),
    more=("help_entitled_what",),
)
@scenario_argument
@click.argument("need", required=False)
@options(json_option, threads_option, lang_option)
def entitled(scenario: Path, need: str | None, as_json: bool, threads: int | None, lang: str | None) -> None:
    """Say which policies fit."""
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.entitlements import entitle, said, told
        from pairing.outputs.entitled import fitting_text, told_record, told_text
        from pairing.scenario import read

        found = read(scenario, threads=threads)
        if need is not None:
            rows = told(found, need, lang)
            if as_json:
                print_json(told_record(rows))
            else:
                show(told_text(found.config, rows, lang))
            return
        record = entitle(found)
        if as_json:
            print_json({"entitlements": record})
        else:
            words = {each.code: said(found, each, lang) for each in found.config.entitlements}
            show(fitting_text(found.config, record, words, lang))
