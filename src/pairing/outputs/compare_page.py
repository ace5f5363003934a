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

#: So many policies may share a headline.
_FEW = 3
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
        "forest": sentence("compare_forest", lang, policy=told["policies"][0]),
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
        # What nearly all policies reach is no news.
        if 0 < len(best) <= _FEW:
            value = next(row[code]["mean"] for policy, row in told["measures"].items() if policy in best)
            names = listed((policy for policy in told["measures"] if policy in best), lang)
            facts = {"policy": names, "value": figure(code, value, lang), "policies": len(told["measures"])}
            yield sentence(f"headline_{code}", lang, **facts)


def _measure(told: Record, code: str, lang: str) -> dict[str, Any]:
    """A row of the table: figures without their unit where the label tells it."""
    best = best_of(told, code)
    money = UNITS[code][0] == "money"

    def short(value: float | None) -> str:
        return f"{value / 100:,.0f}" if money and value is not None else figure(code, value, lang)

    cells = []
    for policy, row in told["measures"].items():
        found = row.get(code)
        span = ""
        # Sums grow with every village that is drawn once more: their differences tell more, and stand below.
        if UNITS[code][0] == "share" and found and found["low"] is not None and found["low"] != found["high"]:
            ends = {name: short(found[name]).removesuffix(" %") for name in ("low", "high")}
            span = sentence("compare_span", lang, **ends)
        cells.append((short(found["mean"] if found else None), span, policy in best))
    name = label(code, lang)
    return {
        "label": sentence("compare_in_yuan", lang, measure=name) if money else name,
        "wish": sentence("wish_more" if UNITS[code][1] else "wish_less", lang),
        "cells": cells,
    }


def _quoted(told: Record, lang: str) -> list[dict[str, Any]]:
    """The sentences of each policy: what is more than chance, then the rest."""
    found: dict[str, dict[str, Any]] = {}
    for policy, sure, line in quotes(told, lang):
        mine = found.setdefault(policy, {"policy": policy, "sure": [], "open": []})
        mine["sure" if sure else "open"].append(line)
    for mine in found.values():
        mine["more"] = sentence("compare_open", lang, policy=mine["policy"], count=len(mine["open"]))
    return list(found.values())


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
    """A value on an axis, short: money in thousands of yuan, in Chinese in ten thousands."""
    unit = UNITS[code][0]
    if unit == "share":
        return f"{100 * value:.3g} %"
    if unit == "money":
        amount = value / 1_000_000 if lang == "zh" else value / 100_000
        return sentence("compare_wan", lang, amount=f"{amount:,.4g}") if value else "0"
    return f"{value:,.4g}"


def _lorenz(told: Record, policies: Sequence[str], lang: str) -> dict[str, str] | None:
    """All curves, and which policy gives the less covered half of the households the most, which the least."""
    curves = [told["lorenz"].get(policy, []) for policy in policies]
    half = [(curve[len(curve) // 2], number) for number, curve in enumerate(curves) if curve]
    if not half:
        return None
    names = (sentence("lorenz_homes", lang), sentence("lorenz_shares", lang))
    most, least = max(half), min(half)
    facts = {
        "most": f"{100 * most[0]:.1f}",
        "best": policies[most[1]],
        "least": f"{100 * least[0]:.1f}",
        "worst": policies[least[1]],
    }
    code = "lorenz_says" if most[0] > least[0] else "lorenz_alike"
    svg = charts.lorenz_curves(curves, {most[1], least[1]}, names, names[1])
    return {"up": names[1], "svg": svg, "says": sentence(code, lang, **facts)}


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
    widest = max(max(row["more"], row["less"]) / row["needs"] for row in told["groups"]) or 1
    rows = [
        {
            **{key: f"{row[key]:,}" for key in ("needs", "more", "less")},
            "group": row["group"],
            "wider": {key: round(100 * row[key] / row["needs"] / widest, 1) for key in ("more", "less")},
            "net": change("coverage", (row["start"] - row["stop"]) / row["needs"], lang, bare=True),
        }
        for row in told["groups"]
    ]
    few = sentence("gain_hidden", lang, groups=hidden["groups"], needs=hidden["needs"]) if hidden["groups"] else ""
    return {
        "name": sentence(f"group_{name}", lang) if f"group_{name}" in SENTENCES else name.replace("_", " "),
        "heads": {column: sentence(f"gain_{column}", lang) for column in ("needs", "less", "more", "net")},
        "rows": rows,
        "hidden": few,
    }
