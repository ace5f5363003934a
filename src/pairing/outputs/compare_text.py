"""Plans side by side: one table for a terminal, for a README, for a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairing.config import Config, Goal
from pairing.outputs.columns import aligned
from pairing.outputs.folder import COMPARE
from pairing.outputs.record import record_json
from pairing.outputs.tables import yuan
from pairing.outputs.words import amount_text, goal_text, goal_value
from pairing.reason import sentence, text

#: What stands in the place of a figure that a plan does not have.
_NONE = "-"


@dataclass(frozen=True)
class _Row:
    """One line of the table: a code for machines, words, and for each plan its figure, raw and in words."""

    code: str
    label: str
    plain: tuple[str, ...]
    shown: tuple[str, ...]


def compare_text(config: Config, record: Mapping[str, Any], lang: str = "en") -> str:
    """The table for a terminal, with what must be known of plans that are not proved or not there."""
    head = ["", *_names(record, lang)]
    rows = [[row.label, *row.shown] for row in _rows(config, record, lang)]
    lines = [sentence("compare_title", lang, title=text(dict(config.title), lang) or config.code)]
    lines += aligned([head, *rows], right=range(1, len(head)))
    notes = list(_notes(record, lang))
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def compare_markdown(config: Config, record: Mapping[str, Any], lang: str = "en") -> str:
    """The table in Markdown."""
    head = [sentence("compare_what", lang), *_names(record, lang)]
    rows = [[row.label, *row.shown] for row in _rows(config, record, lang)]
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def compare_files(config: Config, record: Mapping[str, Any], lang: str = "en") -> dict[str, bytes]:
    """``compare.csv`` (money in yuan, shares as decimals) and ``compare.json``, which lists the other by its hash."""
    table = io.StringIO()
    # Rows end as RFC 4180 says; the byte order mark is what makes Excel read Chinese as UTF-8.
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(["code", "what", *(f"{column['policy']} {column['how']}" for column in record["columns"])])
    writer.writerows([row.code, row.label, *row.plain] for row in _rows(config, record, lang))
    content = table.getvalue().encode("utf-8-sig")
    files = {"compare.csv": hashlib.sha256(content).hexdigest()}
    return {"compare.csv": content, COMPARE: record_json({**record, "files": files})}


def _names(record: Mapping[str, Any], lang: str) -> list[str]:
    """What each column is called; the policy is named where there are several."""
    several = len(record["policies"]) > 1
    return [
        (f"{column['policy']}, " if several else "") + sentence(f"compare_{column['how']}", lang)
        for column in record["columns"]
    ]


def _rows(config: Config, record: Mapping[str, Any], lang: str) -> Iterator[_Row]:
    plans = record["columns"]
    planned = [plan for plan in plans if "goals" in plan]
    if not planned:
        return
    for place, level in enumerate(planned[0]["goals"]):
        yield _goal_row(config, plans, place, level, several=len(record["policies"]) > 1, lang=lang)
    first = planned[0]
    counted = sentence(f"compare_{first['counted']}", lang, count=f"{first['households']:,}")
    yield _row(plans, "with_nothing", counted, lang)
    yield _row(plans, "helped", sentence("compare_helped", lang, count=f"{first['needs']:,}"), lang)
    for code, says in (("given", "goal_money"), ("lapsed", "compare_lapsed")):
        if first[code] is not None:
            yield _row(plans, code, sentence(says, lang), lang, money=True)
    yield _row(plans, "limits_broken", sentence("compare_broken", lang), lang)


def _row(plans: list[Mapping[str, Any]], code: str, label: str, lang: str, *, money: bool = False) -> _Row:
    figures = [plan.get(code) for plan in plans]
    plain = ("" if figure is None else yuan(figure) if money else str(figure) for figure in figures)
    shown = (_NONE if figure is None else amount_text(figure, money, lang) for figure in figures)
    return _Row(code, label, tuple(plain), tuple(shown))


def _goal_row(
    config: Config, plans: list[Mapping[str, Any]], place: int, level: Mapping[str, Any], *, several: bool, lang: str
) -> _Row:
    goals = config.policies[level["policy"]].goals
    rank, goal = next((rank, goal) for rank, goal in enumerate(goals, 1) if goal.code == level["code"])
    values = [plan["goals"][place]["value"] if "goals" in plan else None for plan in plans]
    return _Row(
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


def _notes(record: Mapping[str, Any], lang: str) -> Iterator[str]:
    if len(record["columns"]) > 1:
        yield sentence("compare_order", lang)
    if any(column["how"] == "apart" for column in record["columns"]):
        yield sentence("compare_note", lang)
    for name, column in zip(_names(record, lang), record["columns"], strict=True):
        if column["status"] != "feasible":
            if column["status"] != "optimal":
                yield sentence(f"compare_{column['status']}", lang, column=name)
        elif "procedure" in column:
            yield sentence("compare_procedure", lang, column=name)
        elif column["levels"]:
            gap = max(level["gap"] for level in column["levels"])
            yield sentence("compare_not_proved", lang, column=name, gap=f"{100 * gap:.2g}")
        else:
            yield sentence("compare_not_ended", lang, column=name)
