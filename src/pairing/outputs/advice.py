"""What to say when no plan keeps every limit: which limits conflict, and the cheapest way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pairing.config import Config
from pairing.outputs.columns import aligned
from pairing.outputs.words import amount_text, group_text, limit_counts_money
from pairing.reason import sentence, text


def advice_text(config: Config, summary: Mapping[str, Any], lang: str = "en") -> str:
    """The conflict and the advice of an infeasible run, in words."""
    lines = [sentence("infeasible", lang)]
    conflict = summary.get("conflict", ())
    if conflict:
        lines += ["", sentence("infeasible_conflict", lang)]
        lines += aligned([[code, _says(config, code, lang)] for code in conflict])
    advice = summary.get("advice", ())
    if advice:
        lines += ["", sentence("infeasible_advice", lang)]
        lines += aligned([_change(config, change, lang) for change in advice])
    return "\n".join(lines)


def _says(config: Config, code: str, lang: str) -> str:
    for full, limit, _ in config.all_limits:
        if full == code:
            return text(limit.says, lang)
    own = code.partition(".")[2]
    known = {
        "wants": sentence("limit_wants", lang),
        "holds": sentence("limit_holds", lang),
        "via": sentence("limit_via", lang),
    }
    return known.get(own, "")


def _change(config: Config, change: Mapping[str, Any], lang: str) -> list[str]:
    money = limit_counts_money(config, change["limit"])
    before, after = (amount_text(change[key], money, lang) for key in ("from", "to"))
    code = "advice_least" if change["side"] == "least" else "advice_most"
    return [change["limit"], group_text(change["group"]), sentence(code, lang, before=before, after=after)]
