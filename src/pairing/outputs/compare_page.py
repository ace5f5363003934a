"""The page of a comparison: one file that asks for nothing else, in words that a planner can quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pairing.config import Config
from pairing.outputs import compare_charts as charts
from pairing.outputs.compare_text import column_names, goal_rows, notes
from pairing.outputs.compare_words import (
    UNITS,
    accepted_lines,
    best_of,
    bound_lines,
    change,
    figure,
    label,
    listed,
    quotes,
    told_measures,
    unit_line,
)
from pairing.outputs.page import page
from pairing.reason import sentence, text
from pairing.sentences import SENTENCES

Record = Mapping[str, Any]

#: The measures whose differences are drawn.
_DRAWN = ("coverage", "worst_tenth", "given_share", "given")


def compare_page(configs: Sequence[Config], record: Record, lang: str = "en") -> bytes:
    """`compare.html`: scenario by scenario the tables, the pictures, and who gains and who loses."""
    scenarios = [_scenario(config, told, lang) for config, told in zip(configs, record["scenarios"], strict=True)]
    names = listed((str(one["name"]) for one in scenarios), lang)
    return page(
        "compare.html",
        lang,
        title=sentence("compare_page_title", lang, title=names),
        draws=len(record["draws"]),
        seed=record["seed"],
        scenarios=scenarios,
    )


def _scenario(config: Config, told: Record, lang: str) -> dict[str, Any]:
    policies = list(told["measures"])
    return {
        "name": text(dict(config.title), lang) or config.code,
        "people": told["people"],
        "policies": [
            (number + 1, charts.colour(number), code, text(dict(config.policies[code].title), lang))
            for number, code in enumerate(policies)
        ],
        "headlines": list(_headlines(told, lang)) if len(policies) > 1 else [],
        "measures": [_measure(told, code, lang) for code in told_measures(told)],
        "unit": unit_line(told, lang) if len(policies) > 1 else "",
        "quotes": _quoted(told, lang),
        "forests": list(_forests(told, policies, lang)),
        "bounds": list(bound_lines(config, told, lang)),
        "fronts": list(_fronts(told, policies, lang)) if len(policies) > 1 else [],
        "lorenz": _lorenz(told, policies, lang),
        "gains": [_gain(gain, lang) for gain in told["gains"]],
        "columns": column_names(told, lang),
        "goals": [[row.label, *row.shown] for row in goal_rows(config, told, lang)],
        "notes": list(notes(told, lang)),
        "accepted": list(accepted_lines(told, lang)),
    }


def _headlines(told: Record, lang: str) -> Iterator[str]:
    """The best policy by each measure that matters most, in one sentence each."""
    for code in ("coverage", "with_nothing", "worst_tenth", "given"):
        best = best_of(told, code) if code in told_measures(told) else set()
        if best:
            value = next(row[code]["mean"] for policy, row in told["measures"].items() if policy in best)
            names = listed((policy for policy in told["measures"] if policy in best), lang)
            facts = {"policy": names, "value": figure(code, value, lang), "policies": len(told["measures"])}
            yield sentence(f"headline_{code}", lang, **facts)


def _measure(told: Record, code: str, lang: str) -> dict[str, Any]:
    best = best_of(told, code)
    cells = []
    for policy, row in told["measures"].items():
        found = row.get(code)
        span = ""
        if found and found["low"] is not None:
            facts = {"low": figure(code, found["low"], lang), "high": figure(code, found["high"], lang)}
            span = sentence("compare_span", lang, **facts)
        cells.append((figure(code, found["mean"] if found else None, lang), span, policy in best, policy))
    return {
        "label": label(code, lang),
        "wish": sentence("wish_more" if UNITS[code][1] else "wish_less", lang),
        "cells": cells,
    }


def _quoted(told: Record, lang: str) -> list[tuple[str, list[str]]]:
    """The sentences of each policy."""
    found: dict[str, list[str]] = {}
    for policy, _, line in quotes(told, lang):
        found.setdefault(policy, []).append(line)
    return list(found.items())


def _forests(told: Record, policies: Sequence[str], lang: str) -> Iterator[tuple[str, str]]:
    for code in _DRAWN:
        rows = [
            {**row, "number": policies.index(row["policy"])} for row in told["differences"] if row["measure"] == code
        ]
        if any(row["difference"] for row in rows):
            yield label(code, lang), charts.differences(rows, _says(code, lang), label(code, lang))


def _fronts(told: Record, policies: Sequence[str], lang: str) -> Iterator[dict[str, Any]]:
    means = told["measures"]
    for front in told["fronts"]:
        if len(front["axes"]) != 2:
            continue
        x, y = front["axes"]
        points = [(means[policy][x]["mean"], means[policy][y]["mean"]) for policy in policies]
        names = (label(x, lang), label(y, lang))
        best = [policies.index(policy) for policy in front["best"]]
        yield {
            "up": names[1],
            "svg": charts.front(
                points,
                best,
                names,
                (_says(x, lang), _says(y, lang)),
                sentence("compare_front_title", lang, x=names[0], y=names[1]),
            ),
            "says": sentence("compare_front", lang, policies=listed(front["best"], lang)),
        }


def _says(code: str, lang: str) -> charts.Say:
    return partial(_tick, code, lang=lang)


def _tick(code: str, value: float, lang: str) -> str:
    """A value on an axis, short: money in ten thousands of yuan."""
    unit = UNITS[code][0]
    if unit == "share":
        return f"{100 * value:.3g} %"
    if unit == "money":
        return sentence("compare_wan", lang, wan=f"{value / 1_000_000:,.4g}")
    return f"{value:,.4g}"


def _lorenz(told: Record, policies: Sequence[str], lang: str) -> dict[str, str] | None:
    curves = [told["lorenz"].get(policy, []) for policy in policies]
    if not any(curves):
        return None
    names = (sentence("lorenz_homes", lang), sentence("lorenz_shares", lang))
    half = [(curve[len(curve) // 2], policy) for curve, policy in zip(curves, policies, strict=True) if curve]
    most, least = max(half), min(half)
    facts = {"most": f"{100 * most[0]:.0f}", "best": most[1], "least": f"{100 * least[0]:.0f}", "worst": least[1]}
    code = "lorenz_says" if most[0] > least[0] else "lorenz_alike"
    return {"up": names[1], "svg": charts.lorenz_curves(curves, names, names[1]), "says": sentence(code, lang, **facts)}


def _gain(gain: Record, lang: str) -> dict[str, Any]:
    facts = {name: f"{gain[name]:,}" for name in ("needs", "more", "less", "start", "stop")}
    code = "gain_says" if gain["more"] or gain["less"] else "gain_same"
    tables = [_group_table(name, told, lang) for name, told in gain["by"].items() if told["groups"]]
    return {
        "policy": gain["policy"],
        "against": gain["against"],
        "says": sentence(code, lang, policy=gain["policy"], against=gain["against"], **facts),
        "changed": bool(gain["more"] or gain["less"]),
        "tables": tables,
    }


def _group_table(name: str, told: Record, lang: str) -> dict[str, Any]:
    hidden = told["hidden"]
    return {
        "name": sentence(f"group_{name}", lang) if f"group_{name}" in SENTENCES else name,
        "rows": [
            {
                "group": row["group"],
                "needs": f"{row['needs']:,}",
                "more": f"{row['more']:,}",
                "less": f"{row['less']:,}",
                "more_share": round(100 * row["more"] / row["needs"], 1),
                "less_share": round(100 * row["less"] / row["needs"], 1),
                "net": change("coverage", (row["start"] - row["stop"]) / row["needs"], lang),
            }
            for row in told["groups"]
        ],
        "hidden": sentence("gain_hidden", lang, groups=hidden["groups"], needs=hidden["needs"])
        if hidden["groups"]
        else "",
    }
