"""A need as its household is told of it: its own outcome in plain words, and nothing that tells of anybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pairing.outputs.file_page import outcome
from pairing.reason import LANGUAGES, sentence, text
from pairing.sentences import SENTENCES
from pairing.titles import Titles

#: Reasons whose message has words of the scenario's own: those words are told.
_IN_WORDS = ("no_eligible", "limit")
#: From how many on: none, fewer than ten, fewer than fifty, or more.
_BANDS = ((0, "none"), (9, "under_10"), (49, "under_50"))


def plainly(need: Mapping[str, Any], programme: Mapping[str, Any], titles: Titles) -> dict[str, Any]:
    """What a household may know of one of its needs.

    Ranks, points, bars and the numbers of other households are left out; how many of those that fit are taken is told
    only as a band.
    """
    code, wanted, given = need["programme"], need["wanted"], need["given"]
    told: dict[str, Any] = {
        "programme": code,
        "title": dict(programme["title"]),
        "need": need["need"],
        "money": programme["money"],
        "asked": wanted,
        "given": given,
        "outcome": outcome(need),
        "from": [_source(match, code, titles) for match in need.get("matches", ())],
        "why": {lang: _why(need, titles, lang) for lang in LANGUAGES},
        "fitting": band(need["eligible"]),
    }
    rule = next((rule for rule in programme["rules"] if rule["rule"] == need.get("rule")), None)
    if rule is not None and rule["law"]:
        told["law"] = rule["law"]
    told["what_you_can_do"] = {lang: _next(need, titles, lang) for lang in LANGUAGES}
    return told


def band(count: int) -> str:
    """How many, so roughly that nobody can be told from it."""
    return next((name for most, name in _BANDS if count <= most), "more")


def _source(match: Mapping[str, Any], programme: str, titles: Titles) -> dict[str, Any]:
    told = {"resource": match["resource"], "amount": match["amount"]}
    for name, role in (("resource", "r"), ("via", "v")):
        if name in match:
            told[name] = match[name]
            title = titles.of(programme, match[name], role)
            if title:
                told[f"{name}_title"] = title
    return told


def _why(need: Mapping[str, Any], titles: Titles, lang: str) -> str:
    code = need["reason"]
    parts = []
    if need["given"] and code != "given":
        parts.append(sentence("file_home_part", lang))
    if code in _IN_WORDS:
        parts.append(sentence(f"file_home_{code}", lang, says=_own_words(need, lang)))
    elif code == "unknown_data":
        parts.append(sentence("file_home_unknown_data", lang, columns=_columns(need, titles, lang)))
    elif f"file_home_{code}" in SENTENCES:
        parts.append(sentence(f"file_home_{code}", lang))
    else:
        parts.append(text(need["message"], lang))
    if any(other["reason"] == "lottery" for other in need["secondary"]):
        parts.append(sentence("file_home_lottery", lang))
    return ("" if lang == "zh" else " ").join(parts)


def _own_words(need: Mapping[str, Any], lang: str) -> str:
    """The scenario's own words in a message: what stands where the sentence around them has its place for them."""
    message = text(need["message"], lang)
    detail = need.get("rule") or need.get("limit") or ""
    before, _, after = sentence(f"unmet_{need['reason']}", lang, says="\0", rule=detail, limit=detail).partition("\0")
    if not (message.startswith(before) and message.endswith(after)):
        return message
    return message[len(before) : len(message) - len(after)]


def _next(need: Mapping[str, Any], titles: Titles, lang: str) -> str:
    code = need["reason"]
    if code in ("given", "nothing_asked"):
        return ""
    if code == "unknown_data":
        return sentence("file_next_datum", lang, columns=_columns(need, titles, lang))
    return sentence("file_next_rule" if code in ("no_eligible", "limit", "banned") else "file_next_full", lang)


def _columns(need: Mapping[str, Any], titles: Titles, lang: str) -> str:
    names = [titles.column(column.partition(".")[2], lang) for column in need.get("missing", ())]
    return (", " if lang == "en" else "、").join(names) or "—"
