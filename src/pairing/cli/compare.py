"""`pairing compare`: several plans for one scenario or several, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pairing.cli.completing import complete_policy, complete_scenario
from pairing.cli.group import gap_option, json_option, lang_option, main, options, threads_option
from pairing.cli.live import live_progress
from pairing.endings import INFEASIBLE, NO_PLAN, NOT_ACCEPTED, NOT_VERIFIED, leave, plain_errors, print_json, show
from pairing.reason import language, sentence

if TYPE_CHECKING:
    from pairing.config import Config


@main.command(
    examples=(
        "pairing compare scenarios/sanjiao --apart",
        (
            "pairing compare scenarios/sanjiao --policies fcfs,lottery --seeds 30 --out compared",
            "example_compare_draws",
        ),
        ("pairing compare sanjiao:200 wenzhou:100 --policies greedy,lottery --out drawn", "example_compare_invented"),
    ),
    more=("help_compare_what", "help_compare_draws", "help_compare_apart", "help_compare_accept"),
)
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, shell_complete=complete_scenario)
@click.option("--policies", metavar="CODES", default="", shell_complete=complete_policy, help="option_policies")
@click.option("--apart", is_flag=True, help="option_apart")
@click.option(
    "--seeds", type=click.IntRange(min=1, max=1000), default=1, show_default=True, metavar="N", help="option_seeds"
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="SEED", help="option_compare_seed"
)
@click.option("--arrivals", is_flag=True, help="option_arrivals")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="option_compare_seconds",
)
@options(gap_option, threads_option)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="option_compare_out")
@json_option
@click.option("--markdown", is_flag=True, help="option_markdown")
@click.option("--quiet", is_flag=True, help="option_quiet_progress")
@lang_option
def compare(
    scenarios: tuple[str, ...],
    policies: str,
    apart: bool,
    seeds: int,
    seed: int,
    arrivals: bool,
    time_limit: float | None,
    gap: float | None,
    threads: int | None,
    out: Path | None,
    as_json: bool,
    markdown: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Set policies side by side."""
    lang = language(lang)
    with plain_errors(as_json, lang), live_progress(quiet, lang) as progress:
        from pairing.comparison.record import compare as compared
        from pairing.outputs.compare_files import compare_files
        from pairing.outputs.folder import COMPARE, check_place, publish

        if out is not None:
            check_place(out, COMPARE)
        progress("read", {})
        record, configs = compared(
            [_source(text, threads, lang) for text in scenarios],
            policies=[code.strip() for code in policies.split(",") if code.strip()],
            programme_by_programme=apart,
            seeds=seeds,
            arrivals=arrivals,
            seed=seed,
            time_limit=time_limit,
            threads=threads,
            gap=gap,
            progress=progress,
        )
        status = _status(record)
        written = out is not None and status != NOT_VERIFIED
        if out is not None and written:
            publish(out, compare_files(configs, record, lang), COMPARE)
    if as_json:
        print_json({**record, "out": str(out) if written else None})
    elif status == NOT_VERIFIED:
        show(_not_verified(record, lang), err=True)
    else:
        (click.echo if markdown else show)(_tables(configs, record, out, lang, markdown=markdown))
        if markdown and status == NOT_ACCEPTED:
            click.echo(_broken(record, lang), err=True)
    leave(status)


def _source(text: str, threads: int | None, lang: str) -> Any:
    """The scenario in a folder or workbook, or people to be invented."""
    from pairing.comparison.populations import invented
    from pairing.scenario import read

    if Path(text).exists():
        return read(text, threads=threads)
    found = invented(text)
    if found is None:
        raise click.BadParameter(sentence("compare_source_unknown", lang, value=text), param_hint="SCENARIO")
    return found


def _status(record: Mapping[str, Any]) -> int:
    """The exit status that a comparison stands for: that of its worst column, then of its acceptance tests."""
    ends = {"infeasible": INFEASIBLE, "no_plan": NO_PLAN}
    columns = [column for told in record["scenarios"] for column in told["columns"]]
    if not all(column["verdict"]["ok"] for column in columns if "verdict" in column):
        return NOT_VERIFIED
    worst = next((ends[column["status"]] for column in columns if column["status"] in ends), 0)
    broken = any(not test["holds"] for told in record["scenarios"] for test in told["accepted"])
    return worst or (NOT_ACCEPTED if broken else 0)


def _tables(
    configs: Sequence[Config], record: Mapping[str, Any], out: Path | None, lang: str, *, markdown: bool
) -> str:
    from pairing.outputs.compare_text import compare_markdown, compare_text

    if markdown:
        return compare_markdown(configs, record, lang)
    files = "" if out is None else "\n\n" + sentence("compare_files", lang, folder=str(out))
    return compare_text(configs, record, lang) + files


def _broken(record: Mapping[str, Any], lang: str) -> str:
    from pairing.outputs.compare_words import accepted_lines

    lines = [line for told in record["scenarios"] for holds, line in accepted_lines(told, lang) if not holds]
    return "\n".join([sentence("compare_accepted_title", lang), *(f"  {line}" for line in lines)])


def _not_verified(record: Mapping[str, Any], lang: str) -> str:
    lines = [sentence("not_verified", lang)]
    for column in (column for told in record["scenarios"] for column in told["columns"]):
        verdict = column.get("verdict", {})
        lines += [f"  {fault['message']}" for fault in verdict.get("faults", ())]
        lines += [f"  {column['policy']}: {code}" for code in verdict.get("differs", ())]
    return "\n".join(lines)
