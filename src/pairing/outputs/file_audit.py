"""What an auditor sees of a household's file on paper: its part at each goal's prices, its limits, its links."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pairing.outputs.reasons_words import Words
from pairing.verdict.file_slack import Broken, slacks


def audit_facts(evidence: Mapping[str, Any], words: Words) -> dict[str, list[list[str]]]:
    """The tables of evidence: rows of texts. The JSON beside the page has everything, down to single prices."""
    return {"slack": _slack(evidence, words), "limits": _limits(evidence, words)}


def _slack(evidence: Mapping[str, Any], words: Words) -> list[list[str]]:
    try:
        mine = slacks(evidence)
    except Broken:
        return []
    told = []
    for level, own in zip(evidence["levels"], mine, strict=True):
        shown = ["—", "—"]
        if own is not None:
            scale = int(level["scale"])
            shown = [_number(Fraction(own) / scale), _number(Fraction(level["slack"]) / scale)]
        told.append([words.goal(level["goal"]), *shown])
    return told


def _number(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.3f}"


def _limits(evidence: Mapping[str, Any], words: Words) -> list[list[str]]:
    """The groups that what the household got counts in; the others stand in the JSON."""
    used = {(term[0], term[1]) for link in evidence["links"] if link["amount"] for term in link["terms"]}
    told = []
    for group in evidence["limits"]:
        if (group["limit"], group["group"]) not in used:
            continue
        ends = ["—" if group[side] is None else f"{group[side]:,}" for side in ("least", "most")]
        told.append([group["limit"], words.group(group["group"]), ends[0], f"{group['sum']:,}", ends[1]])
    return told
