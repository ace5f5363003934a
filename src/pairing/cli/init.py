"""`pairing init`: a workbook to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pairing.cli.completing import ScenarioPath
from pairing.cli.group import json_option, lang_option, main, options
from pairing.config import KINDS
from pairing.endings import plain_errors, print_json
from pairing.reason import LANGUAGES, language, sentence


@main.command(
    examples=(
        ("pairing init town", "example_init_asks"),
        "pairing init town --lang zh --programme pairing --programme funding",
        ("pairing init book --from scenarios/sanjiao", "example_init_book"),
        ("pairing init plain --from book/book.xlsx", "example_init_back"),
    ),
    more=("help_init_what",),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--programme",
    "programmes",
    type=click.Choice(KINDS),
    multiple=True,
    help="option_programme",
)
@click.option(
    "--from",
    "source",
    type=ScenarioPath(),
    metavar="SCENARIO",
    help="option_from",
)
@options(json_option, lang_option)
def init(folder: Path, programmes: tuple[str, ...], source: Path | None, as_json: bool, lang: str | None) -> None:
    """Start a scenario."""
    if source is not None and programmes:
        raise click.UsageError(sentence("init_two", language(lang)))
    if source is None and sys.stdin.isatty() and not as_json:
        lang = lang or click.prompt(
            sentence("init_ask_lang", language()), type=click.Choice(LANGUAGES), default=language()
        )
        programmes = programmes or _asked(language(lang))
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.workbook.starting import start

        record = start(folder, programmes or ("pairing",), source, lang)
    if as_json:
        print_json(record)
        return
    click.echo(sentence("init_done", lang, file=record["file"]))
    click.echo(sentence("init_tables", lang, tables=", ".join(f"{n} ({c:,})" for n, c in record["tables"].items())))
    if record["off"]:
        click.echo(sentence("init_off", lang, count=record["off"]))
    if source is None:
        click.echo(sentence("init_next", lang))
    target = record["scenario"]
    click.echo(f"  pairing check {target} --mark {folder / 'marked.xlsx'}\n  pairing solve {target}")


def _asked(lang: str) -> tuple[str, ...]:
    """The kinds of programme that someone on a terminal wants."""
    named = ", ".join(f"{kind} ({sentence('kind_' + kind, lang)})" for kind in KINDS)
    while True:
        typed = click.prompt(sentence("init_ask_programmes", lang, choices=named), default=KINDS[0])
        kinds = tuple(word for word in typed.replace("，", ",").replace(" ", ",").split(",") if word)
        if kinds and set(kinds) <= set(KINDS):
            return kinds
