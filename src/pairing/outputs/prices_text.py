"""What dropping each rule, limit and pin would gain, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pairing.outputs.columns import aligned
from pairing.outputs.reasons_words import Words
from pairing.outputs.words import without_values


def price_lines(prices: Sequence[Mapping[str, Any]], words: Words) -> list[str]:
    """What gains something with how much, the dearest first; then what gains nothing, and what was not reached."""
    known = [price for price in prices if price["how"] in ("bound", "solved") or _gains(price)]
    gaining = sorted((price for price in known if _gains(price)), key=lambda price: [-e for e in _worth(price)])
    free = [_name(price, words) for price in known if not _gains(price)]
    rows = [[_name(price, words), _title(price, words), _price(price, words)] for price in gaining]
    lines = [words.say("price_head"), *aligned(rows)]
    lines += [words.say("price_none", names=words.listed(free))] if free else []
    rest = [price for price in prices if price not in known]
    if rest:
        lines.append(words.say("price_open"))
        lines += aligned([[_name(price, words), _title(price, words), _most(price, words)] for price in rest])
    return lines


def _worth(price: Mapping[str, Any]) -> list[Fraction]:
    return [Fraction(entry) for entry in price["gain"]]


def _gains(price: Mapping[str, Any]) -> bool:
    return any(_worth(price))


def _name(price: Mapping[str, Any], words: Words) -> str:
    facts = {name: price.get(name, "") for name in _NAMES}
    return words.say(f"price_{price['kind']}", **{**facts, "programme": words.programme(facts["programme"])})


_NAMES = ("programme", "code", "need", "resource")


def _title(price: Mapping[str, Any], words: Words) -> str:
    if price["kind"] == "rule":
        return words.rule(price["programme"], price["code"])
    return without_values(words.limits.get(price.get("code", ""), {}), words.lang)


def _price(price: Mapping[str, Any], words: Words) -> str:
    gain = words.vector(price["gain"])
    most = gain if price["how"] == "solved" else words.vector(price["most"])
    return gain if most == gain else words.say("why_loss_between", low=gain, high=most)


def _most(price: Mapping[str, Any], words: Words) -> str:
    most = words.vector(price["most"])
    return most if most == words.say("why_loss_open") else words.say("why_loss_most", high=most)
