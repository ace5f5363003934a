"""`pairing screen`: who in one list is the same person as who in another, and which pairs a person must decide."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.group import json_option, lang_option, main, options, scenario_argument, threads_option
from pairing.endings import plain_errors, print_json, show
from pairing.reason import language, sentence


@main.command(
    examples=(
        "pairing screen scenarios/huichuan",
        "pairing screen scenarios/huichuan --same admitted --out people_decided.csv",
    ),
    more=("help_screen_what",),
)
@scenario_argument
@click.option("--same", "code", metavar="CODE", help="option_same")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="option_screen_out",
)
@options(json_option, threads_option, lang_option)
def screen(
    scenario: Path, code: str | None, out: Path | None, as_json: bool, threads: int | None, lang: str | None
) -> None:
    """Say who in two lists is the same person."""
    lang = language(lang)
    with plain_errors(as_json, lang):
        from dataclasses import replace

        from pairing.fault import BadData, Fault
        from pairing.outputs.screen_text import decisions_csv, screen_record, screen_text
        from pairing.scenario import read
        from pairing.screening import note_columns, pairs, screening

        found = read(scenario, threads=threads)
        codes = [same.code for same in found.config.same]
        if code is not None and code not in codes:
            raise click.UsageError(sentence("screen_unknown", lang, code=code, codes=", ".join(codes) or "-"))
        config = replace(found.config, same=tuple(s for s in found.config.same if code in (None, s.code)))
        if out is not None and len(config.same) != 1:
            raise click.UsageError(sentence("screen_out_of_one", lang, codes=", ".join(codes) or "-"))
        counts = {name: count for name, count in screening(found).items() if code in (None, name)}
        open_ = {same.code: pairs(found, same) for same in config.same}
        if out is not None:
            (same,) = config.same
            content = decisions_csv(pairs(found, same, decided=True), note_columns(found, same))
            # Someone may have filled in the file that is there: it is never overwritten.
            try:
                with out.open("xb") as file:
                    file.write(content)
            except FileExistsError:
                raise BadData([Fault("screen_out_exists", str(out))]) from None
        if as_json:
            print_json(screen_record(config, counts, open_))
        else:
            show(screen_text(config, counts, open_, lang))
            if out is not None:
                show("\n" + sentence("screen_written", lang, file=out))
