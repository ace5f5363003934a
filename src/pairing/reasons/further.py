"""Further reasons of the needs that are short: a floor, places held by pins, a ban, limits that are used up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from pairing.model import I64
from pairing.reasons.laid_out import Part
from pairing.reasons.written import written


def further(
    part: Part,
    tightest: I64,
    limits: Sequence[str],
    reserved: I64,
    floors: Mapping[int, str],
    banned: Collection[int],
) -> dict[int, list[str]]:
    """The JSON texts for each need that is short; ``tightest`` is the limit (a position in ``limits``) that leaves each
    link of the problem least room, ``floors`` has the text of the floor that takes a need's place. O(E log E)."""
    short = part.given < part.wanted
    found: dict[int, list[str]] = {need: [text] for need, text in floors.items() if short[need]}
    need = part.links.need
    if reserved.any():
        pairs = np.unique(need.astype(np.int64) * len(part.load) + part.links.resource)
        held = np.bincount(pairs // len(part.load), reserved[pairs % len(part.load)], len(short)).astype(np.int64)
        for n in np.flatnonzero(short & (held > 0)).tolist():
            found.setdefault(n, []).append(f'{{"reason":"reserved","places":{held[n]}}}')
    for n in sorted(banned):
        if short[n]:
            found.setdefault(n, []).append('{"reason":"banned"}')
    codes = sorted(set(limits))
    if not codes:
        return found
    place = np.array([codes.index(code) for code in limits])
    tight = tightest[part.start : part.stop]
    rows = np.flatnonzero(short[need] & (tight >= 0))
    pairs = np.unique(need[rows].astype(np.int64) * len(codes) + place[tight[rows]])
    texts = [f'{{"reason":"limit","limit":{written(code)}}}' for code in codes]
    for n, code in zip((pairs // len(codes)).tolist(), (pairs % len(codes)).tolist(), strict=True):
        found.setdefault(n, []).append(texts[code])
    return found
