"""`pairing solve`: find the best plan, verify it, write it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pairing.cli.completing import complete_policy
from pairing.cli.group import (
    gap_option,
    json_option,
    lang_option,
    main,
    options,
    out_beside,
    scenario_argument,
    seed_option,
    threads_option,
)
from pairing.cli.live import live_progress
from pairing.endings import NOT_VERIFIED, exit_status, leave, plain_errors, print_json, show
from pairing.reason import language, sentence

if TYPE_CHECKING:
    from pairing.plan import Plan


@main.command(
    examples=(
        "pairing solve scenarios/sanjiao",
        ("pairing solve scenarios/sanjiao --out run --policy tiers --time-limit 60", "example_solve_policy"),
        ("pairing solve scenarios/sanjiao --json | jq '.goals'", "example_solve_jq"),
        ("pairing solve scenarios/sanjiao > repair.toml", "example_solve_keep"),
        ("pairing solve scenarios/sanjiao --repair repair.toml", "example_solve_repair"),
    ),
    more=(
        "help_solve_whole",
        "help_solve_repair",
    ),
)
@scenario_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="option_solve_out",
)
@click.option("--policy", metavar="CODE", shell_complete=complete_policy, help="option_policy")
@seed_option
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="option_solve_seconds",
)
@click.option(
    "--repair",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PATCH",
    help="option_repair",
)
@click.option("--with-names", is_flag=True, help="option_with_names")
@options(gap_option, threads_option, json_option)
@click.option("--quiet", is_flag=True, help="option_quiet")
@lang_option
def solve(
    scenario: Path,
    out: Path | None,
    policy: str | None,
    seed: int,
    time_limit: float | None,
    repair: Path | None,
    with_names: bool,
    gap: float | None,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Find the best plan, verify it, and write it to a folder."""
    lang = language(lang)
    folder = out if out is not None else out_beside(scenario)
    with plain_errors(as_json, lang), live_progress(quiet, lang) as progress:
        from pairing import api
        from pairing.outputs.folder import check_place

        check_place(folder)
        progress("read", {})
        found = api.read(scenario, threads=threads)
        plan = api.solve(
            found,
            policy=policy,
            seed=seed,
            time_limit=time_limit,
            threads=threads,
            gap=gap,
            progress=progress,
            lang=lang,
            repair=repair,
        )
        summary, status = plan.summary, exit_status(plan.summary)
        written = plan.status in ("optimal", "feasible") and status != NOT_VERIFIED
        if written:
            progress("write", {})
            summary = plan.save(folder, names=with_names)
    if as_json:
        record = {**summary, "out": str(folder) if written else None}
        print_json(record if plan.status != "infeasible" else {**record, "patch": plan.advice(lang)})
    elif written and not quiet:
        _print_summary(plan, summary, folder, lang)
    elif not written:
        _print_failure(plan, lang)
    leave(status)


def _print_summary(plan: Plan, summary: Mapping[str, Any], folder: Path, lang: str) -> None:
    from pairing.outputs.summary import summary_text

    show(summary_text(plan.scenario.config, summary, plan.unmet, folder, lang))


def _print_failure(plan: Plan, lang: str) -> None:
    """Say why there is no plan to use, and what would help."""
    from pairing.outputs.advice import advice_text

    if plan.status == "infeasible":
        show(advice_text(plan.scenario.config, plan.summary, lang), err=True)
        patch = plan.advice(lang)
        if patch:
            click.echo(patch, nl=False)
    elif plan.status == "no_plan":
        show(sentence("interrupted" if plan.summary.get("interrupted") else "no_plan", lang), err=True)
    else:
        messages = [f"  {fault['message']}" for fault in plan.summary["verdict"]["faults"]]
        show("\n".join([sentence("not_verified", lang), *messages]), err=True)
