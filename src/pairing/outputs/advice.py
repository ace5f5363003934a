"""What to say when no plan keeps every limit: what conflicts, and the cheapest way out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from pairing.config import Config
from pairing.outputs.columns import aligned
from pairing.outputs.folder import SUMMARY
from pairing.outputs.words import SEPARATOR, amount_text, group_text, limit_counts_money
from pairing.reason import sentence, text
from pairing.sayings import PLACE

#: So many groups of a kind, and so many changes, are told one by one.
_SHOWN_GROUPS, _SHOWN_CHANGES = 5, 20
#: What is asked for comes first, then what stands against it.
_ORDER = (("pin", "least"), ("limit", "least"), ("limit", "most"), ("link", "most"), ("link", "least"))


def advice_text(config: Config, summary: Mapping[str, Any], lang: str = "en") -> str:
    """The conflict and the advice of an infeasible run, in words."""
    parts = [[sentence("infeasible", lang)], _conflict(config, summary, lang), _advice(config, summary, lang)]
    if summary.get("advice_status") in ("cheapest", "found"):
        parts.append([sentence("infeasible_patch", lang)])
    return "\n\n".join("\n".join(part) for part in parts if part)


def patch_head(config: Config, summary: Mapping[str, Any], lang: str = "en") -> list[str]:
    """The advice as the first lines of a patch, so that whoever opens it reads what it does."""
    return [sentence("patch_use", lang), *_advice(config, summary, lang), ""]


def bend_lines(config: Config, repair: Mapping[str, Any], lang: str = "en") -> list[str]:
    """The bounds that a patch moves and the pins that it lifts, a line each."""
    rows = [_change(config, bend, lang) for bend in repair["bends"][:_SHOWN_CHANGES]]
    lifts = repair["lifts"][: _SHOWN_CHANGES - len(rows)]
    rows += [[sentence("element_pin", lang), _pair(lift), sentence("advice_lift", lang)] for lift in lifts]
    more = len(repair["bends"]) + len(repair["lifts"]) - len(rows)
    return aligned([*rows, *([[sentence("and_more", lang, count=f"{more:,}")]] if more else [])])


def bent_run(folder: Path) -> dict[str, Any] | None:
    """What the summary of a verified run says of the patch that it was made with; None where there was none."""
    path = folder / SUMMARY
    said: dict[str, Any] | None = json.loads(path.read_bytes()).get("repair") if path.is_file() else None
    return said


def _conflict(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    """Elements that differ only in their group stand in one line."""
    alike: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for element in sorted(summary.get("conflict", ()), key=lambda e: _ORDER.index((e["kind"], e["side"]))):
        key = tuple(element.get(name) for name in ("kind", "limit", "programme", "side", "bound"))
        alike.setdefault(key, []).append(element)
    if not alike:
        return []
    rows = []
    for elements in alike.values():
        names = [group_text(e["group"]) if e["kind"] == "limit" else _pair(e) for e in elements]
        more = len(names) - _SHOWN_GROUPS
        shown = names[:_SHOWN_GROUPS] + ([sentence("and_more", lang, count=f"{more:,}")] if more > 0 else [])
        asked = _asked(config, elements[0], lang)
        plain = len(names) == 1 or elements[0]["kind"] == "pin"
        words = asked if plain else sentence("element_each", lang, asked=asked)
        says = _says(config, elements[0], lang) if len(names) == 1 else ""
        what = elements[0].get("limit") or sentence(f"element_{elements[0]['kind']}", lang)
        who = reduce(lambda first, then: sentence("listed", lang, first=first, then=then), shown)
        rows.append([what, who, sentence("element_says", lang, asked=words, says=says) if says else words])
    if len(summary["conflict"]) == 1:
        code = "infeasible_conflict_one"
    else:
        code = "infeasible_conflict" if summary.get("irreducible", True) else "infeasible_conflict_late"
    return [sentence(code, lang), *aligned(rows)]


def _pair(record: Mapping[str, Any]) -> str:
    return f"{record['need']} - {record['resource']}"


def _asked(config: Config, element: Mapping[str, Any], lang: str) -> str:
    """What an element asks, in words."""
    kind, side = element["kind"], element["side"]
    if kind == "limit":
        money = limit_counts_money(config, element["limit"])
        own = element["limit"].partition(".")[2]
        role = own if own in ("wants", "holds", "via") else "limit"
        role = "funds" if role == "holds" and money else role
        code = f"element_{role}_{side}"
    else:
        money = config.programme(element["programme"]).money
        code = f"element_{kind}_{side}" if kind == "link" or money else "element_pin_match"
    return sentence(code, lang, bound=amount_text(element["bound"], money, lang))


def _says(config: Config, element: Mapping[str, Any], lang: str) -> str:
    """The limit's own words, as far as the group and its bound fill them in."""
    for full, limit, programmes in config.all_limits:
        if full != element.get("limit"):
            continue
        bound = amount_text(element["bound"], limit_counts_money(config, full), lang)
        sql = limit.least if element["side"] == "least" else limit.most
        known = {str(sql).replace('"', ""): bound}
        for code in programmes:
            per = (name.replace('"', "") for name in limit.terms(code).per)
            known |= dict(zip(per, element["group"].split(SEPARATOR), strict=False))
        parts = PLACE.split(text(limit.says, lang))
        for place in range(1, len(parts), 3):
            parts[place : place + 2] = [known.get(f"{parts[place]}.{parts[place + 1]}", f"[{parts[place + 1]}]"), ""]
        return "".join(parts)
    return ""


def _advice(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    status = summary.get("advice_status")
    if status is None:
        return []
    head = sentence(f"advice_{status}", lang)
    if status not in ("cheapest", "found"):
        return [head]
    record = {"bends": summary["advice"], "lifts": summary["lifts"]}
    return [head, *bend_lines(config, record, lang), sentence("advice_price", lang, price=summary["price"])]


def _change(config: Config, change: Mapping[str, Any], lang: str) -> Sequence[str]:
    money = limit_counts_money(config, change["limit"])
    before, after = (amount_text(change[key], money, lang) for key in ("from", "to"))
    code = "advice_least" if change["side"] == "least" else "advice_most"
    return [change["limit"], group_text(change["group"]), sentence(code, lang, before=before, after=after)]
