"""The measures of a comparison in words: labels, figures with their unit, and sentences that a planner can quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pairing.config import Config
from pairing.outputs.tables import yuan
from pairing.outputs.words import goal_text, goal_value
from pairing.reason import sentence, text

Record = Mapping[str, Any]

#: Of each measure its unit, and whether more of it is better.
UNITS: Mapping[str, tuple[str, bool]] = {
    "coverage": ("share", True),
    "with_nothing": ("share", False),
    "given_share": ("share", True),
    "worst_tenth": ("share", True),
    "worst_region": ("share", True),
    "given": ("money", True),
    "lapsed": ("money", False),
    "points": ("points", True),
    "blocking_pairs": ("count", False),
    "envious_needs": ("count", False),
    "overtaken": ("count", False),
}
#: Measures that are told as sentences too.
_QUOTED = ("coverage", "with_nothing", "given_share", "worst_tenth", "given", "points")
#: What is less likely than this, after the correction, is called no chance.
_SURE = 0.05


def listed(things: Iterable[str], lang: str) -> str:
    """Things one after another, with the mark that the language puts between."""
    return ("、" if lang == "zh" else ", ").join(things)


def label(measure: str, lang: str) -> str:
    """What a measure counts."""
    return sentence(f"measure_{measure}", lang)


def figure(measure: str, value: float | None, lang: str) -> str:
    """A measure's value with its unit; of a mean of counts one decimal."""
    if value is None:
        return "–"
    unit, _ = UNITS.get(measure, ("plain", True))
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "money":
        return sentence("yuan", lang, yuan=f"{round(value / 100):,}")
    if unit == "points":
        return f"{value:,.0f}"
    if unit == "plain":
        return f"{value:,.6g}"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.1f}"


def change(measure: str, value: float, lang: str, *, bare: bool = False) -> str:
    """A difference between two values of a measure, with its sign; shares in points of a percent, ``bare`` without
    saying so."""
    unit, _ = UNITS.get(measure, ("plain", True))
    if unit == "share":
        points = f"{100 * value:+.1f}"
        points = "0.0" if points in ("+0.0", "-0.0") else points
        return points if bare else sentence("compare_points", lang, points=points)
    return ("+" if value > 0 else "") + figure(measure, value, lang)


def cell(measure: str, value: float | None) -> str:
    """A measure's value for a spreadsheet: shares as decimals, money in yuan."""
    if value is None:
        return ""
    if UNITS[measure][0] == "money":
        return yuan(round(value))
    return f"{value:.6f}".rstrip("0").rstrip(".")


def told_measures(scenario: Record) -> list[str]:
    """The measures that any policy has."""
    return [code for code in UNITS if any(code in row for row in scenario["measures"].values())]


def best_of(scenario: Record, measure: str) -> set[str]:
    """The policies that are best by a measure; none where all are alike."""
    means = {policy: row[measure]["mean"] for policy, row in scenario["measures"].items() if measure in row}
    if len(set(means.values())) < 2:
        return set()
    best = max(means.values()) if UNITS[measure][1] else min(means.values())
    return {policy for policy, value in means.items() if value == best}


def quotes(scenario: Record, lang: str) -> Iterator[tuple[str, bool, str]]:
    """(policy, whether more than chance explains it, sentence) of every difference from the first policy."""
    for row in scenario["differences"]:
        code = row["measure"]
        if code not in _QUOTED or not row["difference"]:
            continue
        facts: dict[str, object] = {
            "measure": label(code, lang),
            "policy": row["policy"],
            "against": row["against"],
            "value": figure(code, scenario["measures"][row["policy"]][code]["mean"], lang),
            "base": figure(code, scenario["measures"][row["against"]][code]["mean"], lang),
            "difference": change(code, row["difference"], lang),
        }
        if row["low"] is None:
            yield row["policy"], True, sentence("compare_quote", lang, **facts)
            continue
        facts |= {"low": change(code, row["low"], lang), "high": change(code, row["high"], lang)}
        sure = row["p_holm"] is None or row["p_holm"] < _SURE
        told = "compare_quote_sure" if sure else "compare_quote_open"
        yield row["policy"], sure, sentence(told, lang, **facts)


def bound_lines(config: Config, scenario: Record, lang: str) -> Iterator[str]:
    """What no plan can pass, and how near each policy comes."""
    for bound in scenario["bounds"]:
        goal = next(g for g in config.policies[bound["policy"]].goals if g.code == bound["goal"])
        reached = []
        for policy, value in bound["values"].items():
            gap = bound["gaps"][policy]
            shown = goal_value(goal, value, lang)
            facts = {"policy": policy, "value": shown}
            if gap and gap > 0:
                reached.append(sentence("compare_reached_short", lang, **facts, gap=f"{100 * gap:.1f}"))
            else:
                reached.append(sentence("compare_reached", lang, **facts))
        most = goal_value(goal, bound["bound"], lang)
        facts = {"goal": goal_text(goal, lang), "bound": most, "reached": listed(reached, lang)}
        yield sentence("compare_bound", lang, **facts)


def unit_line(scenario: Record, lang: str) -> str:
    """What the intervals of a scenario are made of."""
    tested = sum(row["p"] is not None for row in scenario["differences"])
    code = f"compare_unit_{scenario['unit']}" if scenario["unit"] else "compare_unit_none"
    return sentence(code, lang, units=f"{scenario['units']:,}", tests=tested)


def accepted_lines(scenario: Record, lang: str) -> Iterator[tuple[bool, str]]:
    """(holds, sentence) of every acceptance test."""
    for test in scenario["accepted"]:
        code = test["metric"]
        shown = change if test["against"] else figure
        facts: dict[str, object] = {
            "code": test["code"],
            "title": text(test["title"], lang) or (label(code, lang) if code in UNITS else code),
            "policy": test["policy"],
            "against": test["against"],
            "statistic": sentence(f"statistic_{test['statistic']}", lang),
            "operator": {">=": "≥", "<=": "≤"}.get(test["operator"], test["operator"]),
            "due": figure(code, test["due"], lang),
            "tolerance": figure(code, test["tolerance"], lang),
        }
        if test["reached"] is None:
            yield False, sentence("accept_no_figure", lang, **facts)
            continue
        facts |= {"reached": shown(code, test["reached"], lang), "short": figure(code, test["short"], lang)}
        about = "against" if test["against"] else "value"
        yield test["holds"], sentence(f"accept_{'holds' if test['holds'] else 'broken'}_{about}", lang, **facts)
