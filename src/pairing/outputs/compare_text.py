"""Plans side by side: tables for a terminal and for a README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairing.config import Config, Goal
from pairing.outputs.columns import aligned
from pairing.outputs.compare_words import (
    accepted_lines,
    best_of,
    bound_lines,
    figure,
    label,
    quotes,
    told_measures,
    unit_line,
)
from pairing.outputs.tables import yuan
from pairing.outputs.words import amount_text, goal_text, goal_value
from pairing.reason import sentence, text

#: What stands in the place of a figure that a plan does not have.
_NONE = "-"
#: So many plans stand beside each other in a terminal.
_COLUMNS = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: a code for machines, words, and for each plan its figure, raw and in words."""

    code: str
    label: str
    plain: tuple[str, ...]
    shown: tuple[str, ...]


def compare_text(configs: Sequence[Config], record: Mapping[str, Any], lang: str = "en") -> str:
    """The tables for a terminal, with what must be known of plans that are not proved or not there."""
    blocks = (_scenario(config, told, lang) for config, told in zip(configs, record["scenarios"], strict=True))
    return "\n\n".join(blocks)


def _scenario(config: Config, told: Mapping[str, Any], lang: str) -> str:
    head = ["", *column_names(told, lang)]
    rows = [[row.label, *row.shown] for row in goal_rows(config, told, lang)]
    lines = [sentence("compare_title", lang, title=text(dict(config.title), lang) or config.code)]
    lines += _beside([head, *rows])
    blocks = ["\n".join(lines), "\n".join(notes(told, lang))]
    if len(told["measures"]) > 1:
        blocks.append("\n".join([_people_title(told, lang), *_beside(_people_rows(told, lang))]))
        blocks.append(_listed(sentence("compare_bounds_title", lang), bound_lines(config, told, lang)))
        blocks.append(_listed(unit_line(told, lang), _sure(told, lang)))
    tests = [
        f"{sentence('compare_holds' if holds else 'compare_fails', lang)}  {line}"
        for holds, line in accepted_lines(told, lang)
    ]
    blocks.append(_listed(sentence("compare_accepted_title", lang), tests))
    return "\n\n".join(block for block in blocks if block)


def _beside(rows: Sequence[Sequence[str]]) -> list[str]:
    """A table for a terminal: where there are many columns, a few of them at a time."""
    lines: list[str] = []
    for start in range(1, len(rows[0]), _COLUMNS):
        part = [[row[0], *row[start : start + _COLUMNS]] for row in rows]
        lines += [*([""] if lines else []), *aligned(part, right=range(1, len(part[0])))]
    return lines


def _sure(told: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The differences that are more than chance, and how many others there are."""
    found = list(quotes(told, lang))
    yield from (line for _, sure, line in found if sure)
    more = sum(not sure for _, sure, _ in found)
    if more:
        yield sentence("compare_quotes_more", lang, count=more)


def _listed(title: str, lines: Any) -> str:
    found = [f"  {line}" for line in lines]
    return "\n".join([title, *found]) if found else ""


def _people_title(told: Mapping[str, Any], lang: str) -> str:
    draws = max(len(row["coverage"]["draws"]) for row in told["measures"].values())
    return sentence("compare_people" if draws == 1 else "compare_people_mean", lang, draws=draws)


def _people_rows(told: Mapping[str, Any], lang: str) -> list[list[str]]:
    rows = [["", *told["measures"]]]
    for code in told_measures(told):
        best = best_of(told, code)
        cells = [
            ("* " if policy in best else "") + (figure(code, row[code]["mean"], lang) if code in row else _NONE)
            for policy, row in told["measures"].items()
        ]
        rows.append([label(code, lang), *cells])
    return rows


def compare_markdown(configs: Sequence[Config], record: Mapping[str, Any], lang: str = "en") -> str:
    """The tables in Markdown; the best of each row in bold."""
    blocks = []
    for config, told in zip(configs, record["scenarios"], strict=True):
        if len(configs) > 1:
            blocks.append(f"### {text(dict(config.title), lang) or config.code}")
        head = [sentence("compare_what", lang), *column_names(told, lang)]
        blocks.append(_markdown(head, [[row.label, *row.shown] for row in goal_rows(config, told, lang)]))
        if len(told["measures"]) > 1:
            rows = _people_rows(told, lang)
            cells = [[f"**{cell[2:]}**" if cell.startswith("* ") else cell for cell in row] for row in rows[1:]]
            blocks.append(_markdown([sentence("compare_what", lang), *rows[0][1:]], cells))
    return "\n\n".join(blocks)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def column_names(told: Mapping[str, Any], lang: str) -> list[str]:
    """What each column is called: the policy where there are several, and how it was planned where that differs."""
    if len(told["policies"]) == 1:
        return [sentence(f"compare_{column['how']}", lang) for column in told["columns"]]
    if all(column["how"] == "joint" for column in told["columns"]):
        return [column["policy"] for column in told["columns"]]
    ways = {how: sentence(f"compare_{how}", lang) for how in ("joint", "apart")}
    return [f"{column['policy']}, {ways[column['how']]}" for column in told["columns"]]


def goal_rows(config: Config, told: Mapping[str, Any], lang: str) -> Iterator[Row]:
    """The values of all goals, and a few figures that every plan has."""
    plans = told["columns"]
    planned = [plan for plan in plans if "goals" in plan]
    if not planned:
        return
    for place, level in enumerate(planned[0]["goals"]):
        yield _goal_row(config, plans, place, level, several=len(told["policies"]) > 1, lang=lang)
    first = planned[0]
    counted = sentence(f"compare_{first['counted']}", lang, count=f"{first['households']:,}")
    yield _row(plans, "with_nothing", counted, lang)
    yield _row(plans, "helped", sentence("compare_helped", lang, count=f"{first['needs']:,}"), lang)
    for code, says in (("given", "goal_money"), ("lapsed", "compare_lapsed")):
        if first[code] is not None:
            yield _row(plans, code, sentence(says, lang), lang, money=True)
    yield _row(plans, "limits_broken", sentence("compare_broken", lang), lang)


def _row(plans: list[Mapping[str, Any]], code: str, name: str, lang: str, *, money: bool = False) -> Row:
    figures = [plan.get(code) for plan in plans]
    plain = ("" if found is None else yuan(found) if money else str(found) for found in figures)
    shown = (_NONE if found is None else amount_text(found, money, lang) for found in figures)
    return Row(code, name, tuple(plain), tuple(shown))


def _goal_row(
    config: Config, plans: list[Mapping[str, Any]], place: int, level: Mapping[str, Any], *, several: bool, lang: str
) -> Row:
    goals = config.policies[level["policy"]].goals
    rank, goal = next((rank, goal) for rank, goal in enumerate(goals, 1) if goal.code == level["code"])
    values = [plan["goals"][place]["value"] if "goals" in plan else None for plan in plans]
    return Row(
        f"{level['policy']}.{goal.code}",
        f"{level['policy']} {rank}. {goal_text(goal, lang)}" if several else f"{rank}. {goal_text(goal, lang)}",
        tuple("" if worth is None else _plain(goal, worth) for worth in values),
        tuple(_NONE if worth is None else goal_value(goal, worth, lang) for worth in values),
    )


def _plain(goal: Goal, worth: int | str) -> str:
    """A goal's value as a number that a spreadsheet takes for one."""
    if goal.worst or isinstance(worth, str):
        return f"{float(Fraction(worth)):.6f}"
    return yuan(worth) if goal.of == "money" else str(worth)


def notes(told: Mapping[str, Any], lang: str) -> Iterator[str]:
    """What must be known of the columns to read them."""
    if len(told["columns"]) > 1:
        yield sentence("compare_order", lang)
    if any(column["how"] == "apart" for column in told["columns"]):
        yield sentence("compare_note", lang)
    for name, column in zip(column_names(told, lang), told["columns"], strict=True):
        if column["status"] == "unfit":
            yield sentence("compare_unfit", lang, column=name, says=text(column["says"], lang))
        elif column["status"] != "feasible":
            if column["status"] != "optimal":
                yield sentence(f"compare_{column['status']}", lang, column=name)
        elif "procedure" in column:
            yield sentence("compare_procedure", lang, column=name)
        elif column["levels"]:
            gap = max(level["gap"] for level in column["levels"])
            yield sentence("compare_not_proved", lang, column=name, gap=f"{100 * gap:.2g}")
        else:
            yield sentence("compare_not_ended", lang, column=name)
