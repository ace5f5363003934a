"""`pairing generate`: an invented scenario of any size."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.completing import complete_kind
from pairing.cli.group import json_option, lang_option, main, options
from pairing.endings import plain_errors, print_json
from pairing.reason import language, sentence


@main.command(
    examples=(
        "pairing generate wenzhou --out city",
        "pairing generate fuyang --households 1000000 --seed 7 --out district",
    ),
    more=("help_generate_what",),
)
@click.argument("kind", shell_complete=complete_kind)
@click.option(
    "--households",
    type=click.IntRange(min=100, max=10_000_000),
    metavar="N",
    help="option_households",
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="option_generate_seed")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="option_generate_out")
@options(json_option, lang_option)
def generate(kind: str, households: int | None, seed: int | None, out: Path, as_json: bool, lang: str | None) -> None:
    """Write an invented scenario."""
    lang = language(lang)
    with plain_errors(as_json, lang):
        from pairing.generate.scenario import write_scenario

        rows = write_scenario(kind, out, households=households, seed=seed)
    if as_json:
        print_json({"kind": kind, "out": str(out), "rows": rows})
    else:
        for table, count in rows.items():
            click.echo(f"{table:<16} {count:>12,}")
        click.echo(sentence("generated", lang, folder=str(out)))
