"""What a planner reads after a run: who got what, who is left and why, how good the plan is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairing.config import Config, Programme
from pairing.outputs.advice import bend_lines
from pairing.outputs.columns import aligned
from pairing.outputs.entitled import entitled_lines
from pairing.outputs.run_files import BOOK
from pairing.outputs.screen_text import screening_lines
from pairing.outputs.words import (
    amount_text,
    goal_text,
    goal_value,
    group_text,
    limit_counts_money,
    percent,
    programme_title,
    without_values,
)
from pairing.reason import sentence, text

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_GROUPS = 5


def summary_text(
    config: Config, summary: Mapping[str, Any], unmet: pd.DataFrame, folder: Path | None, lang: str = "en"
) -> str:
    """The summary of a run in words; ``folder`` is where its files are, if they were written."""
    parts = [
        _heading(config, summary, lang),
        _who_got_what(config, summary, lang),
        _who_is_left(config, unmet, lang),
        _how_good(config, summary, lang),
        _missed(config, summary, lang),
        _bent(config, summary, lang),
        _held_against(config, summary, lang),
        entitled_lines(config, summary, lang),
        screening_lines(summary.get("screening", {}), lang),
        _checked(summary, lang),
        _files(config, summary, folder, lang),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _heading(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    status = "interrupted" if summary.get("interrupted") else summary["status"]
    if status == "optimal" and any(goal["proof"] != "proved" for goal in summary["goals"]):
        status = "claimed"
    seconds = sum(summary.get("seconds", {}).values())
    return [
        sentence("summary_title", lang, title=text(dict(config.title), lang) or config.code),
        *(_procedure(summary, lang) if "procedure" in summary else [sentence(f"status_{status}", lang)]),
        sentence("summary_run", lang, policy=summary["policy"], seed=summary["seed"], seconds=f"{seconds:.1f}"),
    ]


def _procedure(summary: Mapping[str, Any], lang: str) -> list[str]:
    """Which procedure made the plan, and what it tells of itself."""
    told = summary["procedure"]
    lines = [sentence("status_interrupted", lang)] if summary.get("interrupted") else []
    lines.append(sentence("status_procedure", lang, procedure=told["name"]))
    if "draw" in told:
        lines.append(sentence("procedure_draw", lang, seed=summary["seed"], hash=str(told["draw"])[:16]))
    if told.get("changed"):
        lines.append(sentence("procedure_changed", lang, count=f"{told['changed']:,}"))
    if "elsewhere" in told:
        lines.append(sentence("procedure_elsewhere", lang, procedure=told["elsewhere"]))
    if told.get("blocking") == 0:
        lines.append(sentence("procedure_stable", lang))
    elif "blocking" in told:
        counts = {name: f"{told[name]:,}" for name in ("blocking", "waste", "envy")}
        lines.append(sentence("procedure_blocking", lang, **counts))
    return lines


def _who_got_what(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    columns = ("programme", "needs", "helped", "share", "given", "wanted", "short")
    rows = [[sentence(f"head_{column}", lang) for column in columns]]
    for code, record in summary["programmes"].items():
        money = config.programme(code).money
        helped, needs = record["matched_needs"], record["needs"]
        rows.append(
            [
                programme_title(config, code, lang),
                f"{needs:,}",
                f"{helped:,}",
                percent(helped / needs) if needs else "-",
                amount_text(record["amount"], money, lang),
                amount_text(record["wanted"], money, lang),
                f"{record['unmet_needs']:,}",
            ]
        )
    return [sentence("summary_got", lang), *aligned(rows, right=range(1, len(columns)))]


def _who_is_left(config: Config, unmet: pd.DataFrame, lang: str) -> list[str]:
    if unmet.empty:
        return [sentence("summary_none_left", lang)]
    lines = [sentence("summary_left", lang)]
    counts = unmet.groupby(["programme", "reason"], sort=False).size()
    for programme in config.programmes:
        rows = unmet[unmet["programme"] == programme.code]
        if rows.empty:
            continue
        nothing = int((rows["given"] == 0).sum())
        title = programme_title(config, programme.code, lang)
        lines.append("  " + sentence("left_in_programme", lang, title=title, count=len(rows), nothing=nothing))
        groups = sorted(counts[programme.code].items(), key=lambda item: (-item[1], item[0]))
        table = [[f"{count:,}", _why(config, programme, str(reason), lang)] for reason, count in groups]
        lines += aligned(table, right=[0], indent="    ")
    return lines


def _why(config: Config, programme: Programme, reason: str, lang: str) -> str:
    """The words for needs that share a primary reason: the rule's own where a rule is the reason."""
    code, _, detail = reason.partition(".")
    if detail == f"{programme.code}.via":
        return sentence("held_by_via", lang)
    own = {rule.code: rule.says for rule in (*programme.rules, *(programme.via.rules if programme.via else ()))}
    own |= {full: limit.says for full, limit, _ in config.all_limits}
    says = without_values(own.get(detail, {}), lang)
    return sentence(f"left_{code}", lang, rule=detail, says=says or detail)


def _how_good(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    if not summary["goals"]:
        return []
    goals = {goal.code: goal for goal in config.policies[summary["policy"]].goals}
    rows = []
    for rank, level in enumerate(summary["goals"], 1):
        goal = goals[level["code"]]
        value = goal_value(goal, level["value"], lang)
        if level["proof"] == "none":
            verdict = sentence("goal_measured", lang)
        elif level["proof"] == "proved":
            verdict = sentence("goal_proved" if rank == 1 else "goal_proved_after", lang)
        elif level["gap"] == 0:
            verdict = sentence("goal_claimed", lang)
        else:
            bound = goal_value(goal, level["bound"], lang)
            verdict = sentence("goal_gap", lang, bound=bound, gap=f"{100 * level['gap']:.2g}")
        rows.append([f"{rank}.", level["code"], goal_text(goal, lang), value, verdict])
    return [sentence("summary_good", lang), *aligned(rows, right=[0, 3])]


def _held_against(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    """What the policy costs, goal by goal, against the one that it is held against."""
    record = summary.get("against")
    if not record:
        return []
    head = sentence("summary_against", lang, policy=record["policy"])
    if "goals" not in record:
        return [head, "  " + sentence("against_no_plan", lang)]
    columns = [sentence(code, lang) for code in ("head_goal", "head_this_plan", "head_difference")]
    rows = [[columns[0], "", columns[1], record["policy"], columns[2]]]
    for level in record["goals"]:
        goal = next(g for g in config.policies[level["policy"]].goals if g.code == level["code"])
        here, there = (goal_value(goal, level[key], lang) for key in ("here", "there"))
        more = Fraction(level["there"]) - Fraction(level["here"])
        shown = goal_value(goal, int(more) if more.denominator == 1 else str(more), lang) if more else "="
        rows.append([level["code"], goal_text(goal, lang), here, there, f"+{shown}" if more > 0 else shown])
    return [head, *aligned(rows, right=[2, 3, 4])]


def _missed(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    missed: dict[str, list[Mapping[str, Any]]] = {}
    for record in summary.get("soft", ()):
        missed.setdefault(record["limit"], []).append(record)
    lines = []
    for code, records in missed.items():
        money = limit_counts_money(config, code)
        shown = [
            sentence(
                "soft_missing" if record["missing"] else "soft_excess",
                lang,
                group=group_text(record["group"]),
                amount=amount_text(record["missing"] or record["excess"], money, lang),
            )
            for record in records[:_SHOWN_GROUPS]
        ]
        more = len(records) - len(shown)
        shown += [sentence("and_more", lang, count=f"{more:,}")] if more else []
        lines.append("  " + sentence("soft_limit", lang, limit=code, groups="; ".join(shown)))
    return [sentence("summary_soft", lang), *lines] if lines else []


def _bent(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    repair = summary.get("repair")
    return [sentence("summary_bent", lang), *bend_lines(config, repair, lang)] if repair else []


def _checked(summary: Mapping[str, Any], lang: str) -> list[str]:
    verdict = summary.get("verdict")
    if not verdict:
        return []
    code = "verdict_ok" if verdict["ok"] else "verdict_faults"
    return [sentence(code, lang, checks=f"{verdict['checks']:,}", count=len(verdict["faults"]))]


def _files(config: Config, summary: Mapping[str, Any], folder: Path | None, lang: str) -> list[str]:
    if folder is None:
        return []
    lists = {f"{listing.code}.csv": text(dict(listing.title), lang) or listing.code for listing in config.lists}
    rows = [
        [name, lists.get(name) or sentence("file_book" if name == BOOK else f"file_{name.partition('.')[0]}", lang)]
        for name in summary.get("files", ())
    ]
    rows.append(["summary.json", sentence("file_summary", lang)])
    lines = [sentence("summary_files", lang, folder=folder), *aligned(rows)]
    if "plan.csv" in summary.get("files", ()) and BOOK not in summary["files"]:
        count = sum(record.get("rows", 0) + record["unmet_needs"] for record in summary["programmes"].values())
        lines.append("  " + sentence("book_left_out", lang, rows=f"{count:,}"))
    return lines
