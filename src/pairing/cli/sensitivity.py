"""`pairing sensitivity`: which decisions hang on the weights."""

from __future__ import annotations

from pathlib import Path

import click

from pairing.cli.completing import complete_policy
from pairing.cli.group import (
    gap_option,
    json_option,
    lang_option,
    main,
    options,
    scenario_argument,
    seed_option,
    threads_option,
)
from pairing.cli.live import live_progress
from pairing.endings import exit_status, leave, plain_errors, print_json, show
from pairing.reason import language, sentence


@main.command(
    examples=(
        "pairing sensitivity town",
        "pairing sensitivity town --index hardship --draws 500 --out firm",
        "pairing sensitivity town --policy points --json",
    ),
    more=("help_sensitivity_what",),
)
@scenario_argument
@click.option("--policy", metavar="CODE", shell_complete=complete_policy, help="option_policy")
@click.option("--index", "code", metavar="CODE", help="option_index")
@click.option("--draws", type=click.IntRange(min=1), metavar="N", default=100, show_default=True, help="option_draws")
@click.option(
    "--search",
    type=click.IntRange(min=0),
    metavar="N",
    help="option_search",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="option_each_solve_seconds",
)
@options(seed_option, gap_option, threads_option)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="option_sensitivity_out")
@json_option
@click.option("--quiet", is_flag=True, help="option_quiet_progress")
@lang_option
def sensitivity(
    scenario: Path,
    policy: str | None,
    code: str | None,
    draws: int,
    search: int | None,
    time_limit: float | None,
    seed: int,
    gap: float | None,
    threads: int | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Move the weights and say which decisions flip."""
    lang = language(lang)
    with plain_errors(as_json, lang), live_progress(quiet, lang) as progress:
        from pairing.outputs.folder import SENSITIVITY, check_place, publish
        from pairing.outputs.sensitivity_text import sensitivity_files, sensitivity_text
        from pairing.scenario import read
        from pairing.sensitivity import sensitivity as moved

        if out is not None:
            check_place(out, SENSITIVITY)
        progress("read", {})
        found = read(scenario, threads=threads)
        codes = [index.code for index in found.config.indexes]
        if code is not None and code not in codes:
            raise click.UsageError(sentence("index_unknown", lang, code=code, codes=", ".join(codes) or "-"))
        record = moved(
            found,
            policy=policy,
            index=code,
            draws=draws,
            search=search,
            seed=seed,
            time_limit=time_limit,
            threads=threads,
            gap=gap,
            progress=progress,
        )
        planned = "rows" in record
        if out is not None and planned:
            publish(out, sensitivity_files(record), SENSITIVITY)
    if as_json:
        print_json({**record, "out": str(out) if out is not None and planned else None})
    else:
        show(sensitivity_text(found.config, record, out, lang))
    leave(0 if planned else exit_status(record))
