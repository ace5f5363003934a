"""Cheapest ways through the residual graph between many pairs of nodes, most of which lead through the root."""

from __future__ import annotations

from typing import Any

import numpy as np

from pairing.forcing.ends import NONE, Distances, Ends
from pairing.forcing.residual import Residual
from pairing.model import I64, Bools


def through_root(known: Ends, source: I64, target: I64) -> tuple[I64, Bools]:
    """The price (Q, K) of the cheapest way of each pair that leads through the root, and whether there is one."""
    reached = known.into.reached[source] & known.out.reached[target]
    return np.where(reached[:, None], known.into.price[source] + known.out.price[target], 0), reached


def between(residual: Residual, source: I64, target: I64, banned: I64 | None = None) -> tuple[I64, Bools]:
    """The price (Q, K) of the cheapest way of each pair, and whether there is one; ``banned`` arcs (-1: none) aside.

    One search from the root each way finds all ways through it. Only pairs that have a way around it, and none through
    it at price 0, need a search of their own: one for each distinct source, or target, whichever are fewer. Exact.
    """
    known = residual.ends
    found, reached = through_root(known, source, target)
    free = np.zeros(len(source), dtype=bool) if banned is None else banned != NONE
    found[free], reached[free] = 0, False
    around(residual, known, source, target, np.flatnonzero(~free), found, reached)
    if banned is not None and free.any():
        _search(residual, None, source, target, banned, np.flatnonzero(free), found, reached)
    return found, reached


def around(residual: Residual, known: Ends, source: I64, target: I64, ask: I64, found: I64, reached: Bools) -> None:
    """Shorten what is found for the pairs ``ask`` by ways that keep clear of the root."""
    from pairing.forcing.loops import spread_from

    ask = ask[(~reached[ask] | found[ask].any(axis=1)) & (source[ask] != 0) & (target[ask] != 0)]
    for start, finish, backwards in ((source, target, False), (target, source, True)):
        flags = np.zeros(residual.nodes, dtype=bool)
        flags[start[ask]] = True
        first, order, away, _ = _graph(residual, backwards)
        ask = ask[spread_from(flags, 0, first, order, away)[finish[ask]]]
    _search(residual, known, source, target, None, ask, found, reached)


def _search(
    residual: Residual,
    known: Ends | None,
    source: I64,
    target: I64,
    banned: I64 | None,
    ask: I64,
    found: I64,
    reached: Bools,
) -> None:
    """Search for the pairs ``ask`` from the side that has fewer distinct nodes; clear of the root if ways to and from
    it are ``known``."""
    from pairing.forcing.loops import pairs

    if not len(ask):
        return
    backwards = len(np.unique(target[ask])) < len(np.unique(source[ask]))
    begin, finish = (target, source) if backwards else (source, target)
    without = np.full(len(source), NONE, dtype=np.int64) if banned is None else banned
    ask = ask[np.lexsort((finish[ask], without[ask], begin[ask]))]
    mine, have = found[ask], reached[ask]
    nothing = Distances(np.zeros((residual.nodes, found.shape[1]), np.int64), np.zeros(residual.nodes, bool))
    into, out = (known.into, known.out) if known else (nothing, nothing)
    if backwards:
        into, out = out, into
    pairs(
        begin[ask].astype(np.int64),
        finish[ask].astype(np.int64),
        without[ask],
        mine,
        have,
        known is not None,
        into.price,
        into.reached,
        out.price,
        out.reached,
        *_graph(residual, backwards),
    )
    found[ask], reached[ask] = mine, have


def _graph(residual: Residual, backwards: bool) -> tuple[Any, ...]:
    first, order = residual.entering if backwards else residual.leaving
    return first, order, residual.start if backwards else residual.end, residual.price
