"""What `pairing metrics` says: the figures of a plan as sentences that a planner can quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from pairing.config import Config, Programme
from pairing.outputs.columns import aligned
from pairing.outputs.words import amount_text, percent, programme_title
from pairing.reason import sentence, text

Record = Mapping[str, Any]


def metrics_text(config: Config, record: Record, lang: str = "en") -> str:
    """All programmes one after another, after what they do together."""
    nothing = f"metrics_nothing_{record['counted']}"
    lines = [
        sentence("metrics_title", lang, title=text(dict(config.title), lang) or config.code),
        "  " + sentence(nothing, lang, count=f"{record['with_nothing']:,}", all=f"{record['households']:,}"),
    ]
    blocks = ["\n".join(lines)]
    for programme in config.programmes:
        told = record["programmes"][programme.code]
        head = programme_title(config, programme.code, lang)
        blocks.append("\n".join([head, *("  " + line for line in _lines(programme, told, lang)), *_groups(told, lang)]))
    return "\n\n".join(blocks)


def _lines(programme: Programme, told: Record, lang: str) -> Iterator[str]:
    money = programme.money

    def amount(value: int) -> str:
        return amount_text(value, money, lang)

    weighted = told["weighted_coverage"]
    if told["needs"] == 0:
        yield sentence("metrics_no_needs", lang)
        return
    yield sentence(
        "metrics_coverage",
        lang,
        helped=f"{told['helped']:,}",
        needs=f"{told['needs']:,}",
        share=_percent(told["coverage"]),
        filled=f"{told['filled']:,}",
    )
    if weighted is not None:
        yield sentence("metrics_weighted", lang, share=_percent(weighted))
    if told["given_share"] is not None:
        facts = {"given": amount(told["given"]), "wanted": amount(told["wanted"]), "unmet": amount(told["unmet"])}
        yield sentence("metrics_given", lang, share=_percent(told["given_share"]), **facts)
    yield from _spread(told, lang)
    yield from _complaints(told, lang)
    load = told["load"]
    if load["resources"]:
        mean = amount(round(load["mean"])) if money else f"{load['mean']:.2f}"
        gini = "-" if load["gini"] is None else f"{load['gini']:.3f}"
        idle = _percent(load["idle"])
        count = f"{load['resources']:,}"
        yield sentence("metrics_load", lang, count=count, mean=mean, most=amount(load["most"]), gini=gini, idle=idle)
    paid, far, churn = told["money"], told["distance"], told["churn"]
    if paid is not None:
        each = "-" if paid["per_grant"] is None else amount(paid["per_grant"])
        lapsed = "-" if paid["lapsed"] is None else amount(paid["lapsed"])
        yield sentence(
            "metrics_money", lang, used=amount(paid["used"]), grants=f"{paid['grants']:,}", each=each, lapsed=lapsed
        )
    if far is not None and far["known"]:
        yield sentence("metrics_distance", lang, mean=far["mean"], p95=far["p95"], most=far["most"])
    yield from _waiting(told["waiting"], lang)
    if churn is not None:
        facts = {name: f"{churn[name]:,}" for name in ("earlier", "kept", "lost", "new")}
        yield sentence("metrics_churn", lang, share=_percent(churn["churn"]), **facts)


def _spread(told: Record, lang: str) -> Iterator[str]:
    if told["fgt"][0] is None:
        return
    short, gap, severe = (_percent(value) for value in told["fgt"])
    yield sentence("metrics_gap", lang, short=short, gap=gap, severe=severe)
    worst = {name: _percent(value) for name, value in told["worst"].items()}
    yield sentence("metrics_worst", lang, **worst)
    uneven = told["uneven"]
    if uneven is None:
        yield sentence("metrics_all_or_nothing", lang)
        return
    facts = {name: "-" if value is None else f"{value:.3f}" for name, value in uneven.items() if name != "by"}
    yield sentence("metrics_uneven", lang, **facts)
    if uneven["theil_between"] is not None:
        yield sentence("metrics_theil", lang, by=_grouping(uneven["by"], lang), **facts)


def _complaints(told: Record, lang: str) -> Iterator[str]:
    if told["wasted_needs"]:
        facts = {"needs": f"{told['wasted_needs']:,}", "links": f"{told['wasted_links']:,}"}
        yield sentence("metrics_waste", lang, **facts)
    else:
        yield sentence("metrics_no_waste", lang)
    if told["blocking_pairs"] is not None:
        yield sentence("metrics_blocking", lang, pairs=f"{told['blocking_pairs']:,}")
    if told["envious_needs"] is not None:
        yield sentence("metrics_envy", lang, needs=f"{told['envious_needs']:,}")
    efficient = {True: "yes", False: "no", None: "open"}[told["pareto"]["efficient"]]
    yield sentence(f"metrics_pareto_{efficient}", lang, needs=f"{told['pareto']['improvable']:,}")


def _waiting(waiting: Record | None, lang: str) -> Iterator[str]:
    if waiting is None:
        return
    for name in ("helped", "with_nothing"):
        told = waiting[name]
        if told["known"]:
            facts = {"mean": f"{told['mean']:.1f}", "p95": told["p95"], "most": told["most"]}
            yield sentence(f"metrics_waited_{name}_{waiting['unit']}", lang, **facts)
    if waiting["overtaken"]:
        yield sentence("metrics_overtaken", lang, needs=f"{waiting['overtaken']:,}")


def _grouping(name: str, lang: str) -> str:
    """What a way of grouping is called; a column of the scenario's own by its name."""
    return sentence(f"group_{name}", lang) if name in ("region", "tier", "sex", "age") else name


def _label(grouping: str, group: str, lang: str) -> str:
    """A group as people call it: codes of sex (GB/T 2261.1) in words, all others as they are."""
    return sentence(f"sex_{group}", lang) if grouping == "sex" and group in ("1", "2") else group


def _groups(told: Record, lang: str) -> list[str]:
    """A line for each way of grouping that has at least two groups to compare."""
    rows = []
    for name, by in told["by"].items():
        rated = sorted(by["groups"], key=lambda group: (group["coverage"], group["group"]))
        if by["worst_to_best"] is None:
            continue
        worst, best = (
            f"{_label(name, group['group'], lang)} {_percent(group['coverage'])}" for group in (rated[0], rated[-1])
        )
        gap = "-" if by["tenth_gap"] is None else f"{_percent(by['tenth_gap'])} ({by['tenth']})"
        fine = sentence("four_fifths_kept" if by["four_fifths"] else "four_fifths_missed", lang)
        hidden = f"{by['hidden']['groups']:,}"
        rows.append([_grouping(name, lang), worst, best, _percent(by["worst_to_best"]), fine, gap, hidden])
    if not rows:
        return []
    heads = ("group", "worst", "best", "ratio", "four_fifths", "tenth_gap", "hidden")
    return aligned([[sentence(f"head_{name}", lang) for name in heads], *rows], right=[3, 5, 6], indent="  ")


def two_plans_text(config: Config, record: Record, lang: str = "en") -> str:
    """This plan against another, programme by programme."""
    lines = [sentence("against_run", lang)]
    for programme in config.programmes:
        told = record[programme.code]
        facts = {name: f"{told[name]:,}" for name in ("gain", "lose", "start", "stop", "kept", "lost", "new", "points")}
        given, there = (amount_text(told[name], programme.money, lang) for name in ("given", "given_there"))
        title = programme_title(config, programme.code, lang)
        lines.append("  " + sentence("against_needs", lang, title=title, **facts))
        lines.append("    " + sentence("against_given", lang, given=given, there=there))
        if told["price_in_points"] is not None:
            share, points = _signed(told["price_in_points"]), f"{told['points_there']:,}"
            lines.append("    " + sentence("against_points", lang, here=facts["points"], there=points, share=share))
        lines.append("    " + sentence(f"against_pareto_{told['pareto']}", lang))
    return "\n".join(lines)


def _percent(share: float) -> str:
    """A decimal of a record as percent: 0.7 is seven tenths, not the binary number beside it."""
    return percent(Fraction(str(share)))


def _signed(share: float) -> str:
    """A share as percent that may be below 0."""
    return f"{100 * share:.1f} %"
