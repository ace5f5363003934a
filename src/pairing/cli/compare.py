"""`pairing compare`: several plans for one scenario, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
from pairing.endings import INFEASIBLE, NO_PLAN, NOT_VERIFIED, leave, plain_errors, print_json
from pairing.reason import language, sentence

if TYPE_CHECKING:
    from pairing.config import Config


@main.command()
@scenario_argument
@click.option("--policies", metavar="CODES", default="", help="Further policies of the scenario, with commas between.")
@click.option("--apart", is_flag=True, help="Plan each policy programme by programme as well.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop each solve after this long (else 300); a programme planned by itself is one.",
)
@options(seed_option, gap_option, threads_option)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for compare.json and compare.csv.")
@json_option
@click.option("--markdown", is_flag=True, help="Print the table in Markdown.")
@click.option("--quiet", is_flag=True, help="Print no progress.")
@lang_option
def compare(
    scenario: Path,
    policies: str,
    apart: bool,
    time_limit: float | None,
    seed: int,
    gap: float | None,
    threads: int | None,
    out: Path | None,
    as_json: bool,
    markdown: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Compare policies, and planning together with programme by programme, in one table.

    The first column is the scenario's own policy with all programmes planned together. Every plan is checked from
    the tables. With --apart the programmes are also planned one after the other, in the order of scenario.toml,
    each by the goals that speak of it and within what earlier ones have left.

    \b
    Examples:
      pairing compare scenarios/sanjiao --apart
      pairing compare scenarios/sanjiao --policies coverage,villages --out compared
      pairing compare scenarios/sanjiao --apart --markdown --lang zh
    """
    lang = language(lang)
    with plain_errors(as_json, lang), live_progress(quiet, lang) as progress:
        from pairing.compare import compare as compared
        from pairing.outputs.compare_text import compare_files
        from pairing.outputs.folder import COMPARE, check_place, publish
        from pairing.scenario import read

        if out is not None:
            check_place(out, COMPARE)
        progress("read", {})
        found = read(scenario, threads=threads)
        record = compared(
            found,
            policies=[code.strip() for code in policies.split(",") if code.strip()],
            programme_by_programme=apart,
            seed=seed,
            time_limit=time_limit,
            threads=threads,
            gap=gap,
            progress=progress,
        )
        status = _status(record)
        written = out is not None and status != NOT_VERIFIED
        if out is not None and written:
            publish(out, compare_files(found.config, record, lang), COMPARE)
    if as_json:
        print_json({**record, "out": str(out) if written else None})
    elif status == NOT_VERIFIED:
        click.echo(_not_verified(record, lang), err=True)
    else:
        click.echo(_table(found.config, record, out, lang, markdown=markdown))
    leave(status)


def _status(record: Mapping[str, Any]) -> int:
    """The exit status that a comparison stands for: that of its worst column."""
    ends = {"infeasible": INFEASIBLE, "no_plan": NO_PLAN}
    columns = record["columns"]
    if not all(column["verdict"]["ok"] for column in columns if "verdict" in column):
        return NOT_VERIFIED
    return next((ends[column["status"]] for column in columns if column["status"] in ends), 0)


def _table(config: Config, record: Mapping[str, Any], out: Path | None, lang: str, *, markdown: bool) -> str:
    from pairing.outputs.compare_text import compare_markdown, compare_text

    if markdown:
        return compare_markdown(config, record, lang)
    files = "" if out is None else "\n\n" + sentence("compare_files", lang, folder=str(out))
    return compare_text(config, record, lang) + files


def _not_verified(record: Mapping[str, Any], lang: str) -> str:
    lines = [sentence("not_verified", lang)]
    for column in record["columns"]:
        verdict = column.get("verdict", {})
        lines += [f"  {fault['message']}" for fault in verdict.get("faults", ())]
        lines += [f"  {column['policy']}: {code}" for code in verdict.get("differs", ())]
    return "\n".join(lines)
