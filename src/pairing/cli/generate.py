"""`pairing generate`: an invented scenario of any size."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.group import json_option, lang_option, main, options
from pairing.endings import plain_errors, print_json
from pairing.reason import language, sentence


@main.command()
@click.argument("kind")
@click.option(
    "--households",
    type=click.IntRange(min=100, max=10_000_000),
    metavar="N",
    help="How many households; everything else scales with them.  [default: as published]",
)
@click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="Other people, same structure.  [default: the kind's own]"
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Folder for the scenario.")
@options(json_option, lang_option)
def generate(kind: str, households: int | None, seed: int | None, out: Path, as_json: bool, lang: str | None) -> None:
    """Write an invented scenario: sanjiao, wenzhou, huichuan, fuyang or jinjiang.

    The same kind, size and seed give the same tables on every machine. Above a million households they are Parquet.

    \b
    Examples:
      pairing generate wenzhou --out city
      pairing generate fuyang --households 1000000 --seed 7 --out district
    """
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
