"""What `pairing check` says of a scenario that can be read: what will be solved, and what looks odd."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pairing.config import Config
from pairing.outputs.columns import aligned
from pairing.outputs.entitled import entitled_lines
from pairing.outputs.screen_text import screening_lines
from pairing.outputs.words import amount_text, programme_title, without_values
from pairing.reason import sentence, text

_SHOWN_REGIONS = 12


def check_text(config: Config, diagnosis: Mapping[str, Any], lang: str = "en") -> str:
    """The record of a diagnosis in words, one block per programme; a figure it does not have is left out."""
    blocks = [sentence("check_title", lang, title=text(dict(config.title), lang) or config.code)]
    for code, record in diagnosis.get("programmes", {}).items():
        kind = sentence("kind_" + config.programme(code).kind, lang)
        lines = [sentence("check_programme", lang, title=programme_title(config, code, lang), kind=kind)]
        lines += _figures(config, code, record, lang)
        lines += _blocked(config, code, record, lang)
        lines += _odd_rules(record, lang)
        lines += _regions(config, code, record, lang)
        blocks.append("\n".join(lines))
    screened = screening_lines(diagnosis.get("screening", {}), lang)
    fitting = entitled_lines(config, diagnosis, lang)
    parts = (_limits(diagnosis, lang), _goals(diagnosis, lang), screened, fitting)
    blocks += ["\n".join(lines) for lines in parts if lines]
    return "\n\n".join(blocks)


def _figures(config: Config, code: str, record: Mapping[str, Any], lang: str) -> list[str]:
    rows = [
        [sentence(f"check_{name}", lang), f"{record[name]:,}"]
        for name in ("needs", "resources", "links")
        if record.get(name) is not None
    ]
    money = config.programme(code).money
    for name in ("demand", "capacity"):
        if name in record:
            rows.append([sentence(f"check_{name}", lang), _amount(record[name], money, lang)])
    return aligned(rows, right=[1])


def _blocked(config: Config, code: str, record: Mapping[str, Any], lang: str) -> list[str]:
    blocked = {rule: count for rule, count in record.get("blocked", {}).items() if count}
    says = {rule.code: without_values(rule.says, lang) for rule in config.programme(code).rules}
    lines = []
    if blocked:
        lines.append("  " + sentence("check_blocked", lang))
        ranked = sorted(blocked.items(), key=lambda item: (-item[1], item[0]))
        rows = [[f"{n:,}", rule, says[rule] if rule in says else sentence(f"left_{rule}", lang)] for rule, n in ranked]
        lines += aligned(rows, right=[0], indent="    ")
    if record.get("unknown"):
        lines.append("  " + sentence("check_unknown", lang, count=f"{record['unknown']:,}"))
    return lines


def _odd_rules(record: Mapping[str, Any], lang: str) -> list[str]:
    """Rules that refuse everyone or no one, and rules that often cannot tell: each is worth a look."""
    lines = []
    for rule, counts in record.get("rules", {}).items():
        yes, no, unknown = (counts.get(name) or 0 for name in ("true", "false", "unknown"))
        if yes + no + unknown == 0:
            continue
        if yes == 0:
            lines.append("  " + sentence("check_never", lang, rule=rule))
        elif yes == yes + no + unknown:
            lines.append("  " + sentence("check_always", lang, rule=rule))
        if unknown:
            lines.append("  " + sentence("check_rule_unknown", lang, rule=rule, count=f"{unknown:,}"))
    return lines


def _regions(config: Config, code: str, record: Mapping[str, Any], lang: str) -> list[str]:
    """Demand against capacity by region, the tightest first."""
    regions = list(record.get("regions", ()))
    if not regions:
        return []
    money = config.programme(code).money
    regions.sort(key=lambda row: (_room(row), str(row.get("region", ""))))
    head = [sentence(f"check_{name}", lang) for name in ("region", "needs", "demand", "capacity")]
    rows = [
        [
            str(row.get("region", "")),
            f"{row.get('needs') or 0:,}",
            _amount(row.get("demand"), money, lang),
            "-" if row.get("capacity") is None else _amount(row["capacity"], money, lang),
        ]
        for row in regions[:_SHOWN_REGIONS]
    ]
    lines = aligned([head, *rows], right=[1, 2, 3], indent="    ")
    if len(regions) > _SHOWN_REGIONS:
        lines.append("    " + sentence("and_more", lang, count=f"{len(regions) - _SHOWN_REGIONS:,}"))
    return ["  " + sentence("check_regions", lang), *lines]


def _limits(diagnosis: Mapping[str, Any], lang: str) -> list[str]:
    """Each limit with the programmes it binds: one that is not there was left out."""
    rows = [[code, ", ".join(bound)] for code, bound in diagnosis.get("limits", {}).items()]
    return [sentence("check_limits", lang), *aligned(rows)] if rows else []


def _goals(diagnosis: Mapping[str, Any], lang: str) -> list[str]:
    rows = [
        [f"{policy}.{code}", ", ".join(bound)]
        for policy, goals in diagnosis.get("goals", {}).items()
        for code, bound in goals.items()
    ]
    return [sentence("check_goals", lang), *aligned(rows)] if rows else []


def _room(row: Mapping[str, Any]) -> float:
    capacity, demand = row.get("capacity"), row.get("demand") or 0
    return float("inf") if capacity is None else float(capacity - demand)


def _amount(amount: int | None, money: bool, lang: str) -> str:
    return sentence("without_limit", lang) if amount is None else amount_text(int(amount), money, lang)
