"""The record of every need of one programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.explain import Unmet
from pairing.forcing.chain import chain
from pairing.forcing.costs import NOT_KNOWN
from pairing.model import I64, UNBOUNDED, Problem
from pairing.reason import LANGUAGES, sentence
from pairing.reasons.blocks import bans, empty_columns, funnels, households
from pairing.reasons.laid_out import Part
from pairing.reasons.losses import Losses
from pairing.reasons.openings import Opening
from pairing.reasons.standing import Standing
from pairing.reasons.traces import Clause, Traces, traces
from pairing.scenario import Scenario

#: How many other resources a record names, those that cost least first; of so many needs that they are many, only two.
BACKUPS, MANY_NEEDS = 5, 20_000
#: How many changes of each kind it names.
CHANGES = 2
#: Chains are told for so many needs times links at most.
MOST_CHAINED = 100_000_000


@dataclass(frozen=True, eq=False)
class Known:
    """All that is known of a plan, for the records of the programme ``index``.

    ``limits`` are the codes of the limits, ``limits_of`` the full ones of each link in use, ``need_of`` the need of
    each link, numbered over all programmes; ``reserved`` is what pins hold of each resource.
    """

    index: int
    problem: Problem
    answer: Answer
    part: Part
    stand: Standing
    losses: Losses
    openings: Mapping[int, list[Opening]]
    room: I64
    tightest: I64
    limits: Sequence[str]
    limits_of: Mapping[int, list[str]]
    need_of: I64
    reserved: I64


def need_records(
    scenario: Scenario,
    known: Known,
    rules: Mapping[str, tuple[Clause, ...]],
    primary: Mapping[tuple[str, str], Unmet],
) -> Iterator[dict[str, Any]]:
    """The record of every need, in their order; ``primary`` has the reason of each that is short."""
    part, programme = known.part, known.part.links.programme
    named = sorted({name for code, parts in rules.items() for clause in parts for name in clause.columns})
    used = np.flatnonzero(known.answer.amounts[part.start : part.stop])
    traced = traces(scenario, programme, named, used)
    matches = _matches(known, used, traced)
    at = np.searchsorted(part.links.need[used], np.arange(len(part.given) + 1)).tolist()
    rows, ends = _others(known)
    alternatives, rest = _alternatives(known, rows), rows.tolist()
    without, can_without = known.losses.without[known.index].tolist(), known.losses.can_without[known.index].tolist()
    tie = (known.losses.exact[rows] & ~np.any(known.losses.low[rows] != 0, axis=1)).tolist()
    dear = np.any(known.losses.low[rows] != 0, axis=1).tolist()
    ways = funnels(scenario, programme)
    ids = part.links.need_ids
    number = {identity: n for n, identity in enumerate(ids)}
    unknown = {
        number[need]: one.reason.partition(".")[2]
        for (code, need), one in primary.items()
        if code == part.code and one.reason.startswith("unknown_data.")
    }
    missing = empty_columns(scenario, programme, rules, unknown)
    banned = bans(scenario, programme)
    chained = known.losses.graph is not None and len(primary) * known.problem.links <= MOST_CHAINED
    plain = {code: {lang: sentence(f"why_{code}", lang) for lang in LANGUAGES} for code in ("given", "nothing_asked")}
    lost = used + part.start
    free = (
        known.losses.margin_known[lost]
        & (known.problem.lower[lost] == 0)
        & ~np.any(known.losses.margin[lost] != 0, axis=1)
    ).tolist()
    homes = households(scenario, programme)
    given, wanted = part.given.tolist(), part.wanted.tolist()
    edges = part.edges.tolist()
    for n, identity in enumerate(ids):
        one = primary.get((part.code, identity))
        code, _, detail = one.reason.partition(".") if one else ("given", "", "")
        if not one and not given[n]:
            code = "nothing_asked"
        begin, end = edges[n], edges[n + 1]
        record: dict[str, Any] = {"kind": "need", "programme": part.code, "need": identity}
        if n in homes and homes[n] != identity:
            record["household"] = homes[n]
        record |= {"wanted": wanted[n] if wanted[n] < UNBOUNDED else None, "given": given[n], "reason": code}
        record["message"] = one.messages if one else plain[code]
        if detail:
            record["rule" if code in ("no_eligible", "unknown_data") else "limit"] = detail
        if given[n]:
            record["matches"] = matches[at[n] : at[n + 1]]
            if can_without[n]:
                record["without"] = without[n]
        here = slice(ends[n - 1] if n else 0, ends[n])
        others = rest[here]
        record["eligible"] = end - begin
        if others:
            record["others"] = alternatives[here]
        tied = any(tie[here][:1]) or (one is None and any(free[at[n] : at[n + 1]]))
        decided = "lottery" if tied else "outranked" if any(dear[here][:1]) else ""
        record["secondary"] = _secondary(known, n, code, (begin, end), decided, n in banned)
        if n in ways and code != "given":
            funnel = ways[n]
            record["funnel"] = {"resources": funnel.resources, "stages": [vars(stage) for stage in funnel.stages]}
        if n in missing:
            record["missing"] = missing[n]
        if n in banned:
            record["bans"] = banned[n]
        if one and others:
            record["changes"] = _changes(known, others)
            if chained and known.losses.exact[others[0]]:
                record["chain"] = _chain(known, others[0])
        elif one and code == "no_eligible" and n in ways:
            opened = sorted((stage for stage in ways[n].stages if stage.opens), key=lambda s: (-s.opens, s.rule))
            record["changes"] = [{"kind": "rule", "rule": s.rule, "opens": s.opens} for s in opened[:CHANGES]]
        elif n in missing:
            record["changes"] = [{"kind": "datum", "columns": missing[n], "rule": detail}]
        yield record


def _matches(known: Known, used: I64, traced: Traces) -> list[dict[str, Any]]:
    """Each match: its points by score, what the rules saw, how far it is from being lost, its rank and the bar."""
    part, losses = known.part, known.losses
    rows = used + part.start
    amounts, margin = known.answer.amounts[rows].tolist(), losses.margin[rows].tolist()
    sure, pinned = losses.margin_known[rows].tolist(), (known.problem.lower[rows] > 0).tolist()
    told = _places(known, used)
    for k, (match, link) in enumerate(zip(told, rows.tolist(), strict=True)):
        match["amount"], match["scores"], match["values"] = amounts[k], traced.scores[k], traced.values[k]
        if pinned[k]:
            match["pinned"] = True
        if sure[k]:
            match["margin"] = margin[k]
        if known.limits_of[link]:
            match["limits"] = known.limits_of[link]
    return told


def _places(known: Known, own: I64) -> list[dict[str, Any]]:
    """For links of the programme the resource with its load and bar, and the priority and rank of the link there."""
    part, stand = known.part, known.stand
    resource = part.links.resource[own]
    last = stand.last[resource]
    columns = {
        "resource": [part.links.resource_ids[r] for r in resource.tolist()],
        "points": part.links.points[own].tolist(),
        "load": part.load[resource].tolist(),
        "most": [None if most >= UNBOUNDED else most for most in part.most[resource].tolist()],
        "priority": stand.priority[own].tolist(),
        "rank": stand.rank[own].tolist(),
        "among": stand.among[resource].tolist(),
        "cutoff": [c if e >= 0 else None for c, e in zip(stand.priority[last].tolist(), last.tolist(), strict=True)],
    }
    names = tuple(columns)
    told = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if part.links.programme.via:
        for place, way in zip(told, part.links.via[own].tolist(), strict=True):
            if way >= 0:
                place["via"] = part.links.via_ids[way]
    return told


def _others(known: Known) -> tuple[I64, list[int]]:
    """The links that each need could have besides, those that cost least first, of each resource the first and
    :data:`BACKUPS` at most; and where those of each need end."""
    part, losses = known.part, known.losses
    first = losses.first[known.index]
    rows = losses.rows[int(first[0]) : int(first[-1])]
    need = part.links.need[rows - part.start]
    if part.links.programme.via and len(rows):
        # Of several ways to a resource the cheapest comes first.
        _, kept = np.unique(need.astype(np.int64) * len(part.load) + part.links.resource[rows - part.start], True)
        rows, need = rows[np.sort(kept)], need[np.sort(kept)]
    most = BACKUPS if len(part.given) < MANY_NEEDS else 2
    starts = np.searchsorted(need, np.arange(len(part.given) + 1))
    rows = rows[np.arange(len(rows)) - starts[need] < most]
    return rows, np.minimum(starts[1:] - starts[:-1], most).cumsum().tolist()


def _alternatives(known: Known, rows: I64) -> list[dict[str, Any]]:
    """What each of these links would cost, and where the need stands there."""
    losses = known.losses
    told = _places(known, rows - known.part.start)
    low, exact = _plain(losses.low[rows]), losses.exact[rows].tolist()
    for other, loss, sure in zip(told, low, exact, strict=True):
        other["loss"], other["exact"] = loss, sure
    unsure = np.flatnonzero(~losses.exact[rows])
    for at, high in zip(unsure.tolist(), _plain(losses.high[rows[unsure]]), strict=True):
        told[at]["loss_most"] = high
    return told


def _plain(vectors: Any) -> list[list[Any]]:
    """Vectors of losses as JSON has them: None where nothing is known, shares as fractions in words."""
    if vectors.dtype != object and not np.any(np.abs(vectors) >= NOT_KNOWN):
        return list(vectors.tolist())
    return [
        [None if abs(x) >= NOT_KNOWN else x if isinstance(x, int) else str(x) for x in vector]
        for vector in vectors.tolist()
    ]


def _secondary(
    known: Known, need: int, code: str, span: tuple[int, int], decided: str, banned: bool
) -> list[dict[str, Any]]:
    """All further reasons. ``lottery``: another plan is as good, and nothing but the order of links decided between
    them; it is the only one that a need may have that got all it wants."""
    found: list[dict[str, Any]] = []
    short = known.part.given[need] < known.part.wanted[need]
    if decided == "lottery" or (short and decided):
        found.append({"reason": decided})
    if not short:
        return found
    begin, end = span
    floor = next((o for link in range(begin, end) for o in known.openings.get(link, ()) if o.kind == "floor"), None)
    if floor is not None:
        found.append({"reason": "floor", **_opening(known, floor)})
    resources = np.unique(known.part.links.resource[begin - known.part.start : end - known.part.start])
    reserved = int(known.reserved[resources].sum())
    if reserved:
        found.append({"reason": "reserved", "places": reserved})
    if banned and code != "banned":
        found.append({"reason": "banned"})
    codes = {known.limits[f] for f in known.tightest[begin:end].tolist() if f >= 0}
    found += [{"reason": "limit", "limit": limit} for limit in sorted(codes)]
    return found


def _changes(known: Known, others: Sequence[int]) -> list[dict[str, Any]]:
    """The smallest changes, two of each kind: priorities in the order of cost, places and floors by the plan's gain."""
    kinds: dict[str, list[Opening]] = {"priority": [], "place": [], "floor": []}
    for link in others:
        for opening in known.openings.get(link, ()):
            kinds[opening.kind].append(opening)
    for kind in ("place", "floor"):
        kinds[kind].sort(key=lambda one: (*(-entry for entry in one.gain), one.link))
    return [{**_opening(known, one)} for chosen in kinds.values() for one in chosen[:CHANGES]]


def _opening(known: Known, opening: Opening) -> dict[str, Any]:
    """A change as a record: which resource it opens, and the goal or the group of the limit that it changes."""
    resource = known.part.links.resource[opening.link - known.part.start]
    told: dict[str, Any] = {"kind": opening.kind, "resource": known.part.links.resource_ids[resource]}
    if opening.kind == "priority":
        told |= {"goal": opening.code, "of": "weight" if opening.group >= 0 else "points"}
    else:
        family = next(family for family in known.problem.families if family.code == opening.code)
        told |= {"limit": opening.code, "group": str(family.labels[opening.group]), "gain": list(opening.gain)}
    return {**told, "amount": opening.amount}


def _chain(known: Known, link: int) -> dict[str, int]:
    """Whom it would touch if the need were served all the same, in numbers only: others that would move, that would go
    without, and that would be newly served."""
    steps = chain(known.problem, known.answer, link, graph=known.losses.graph)
    change: dict[int, list[int]] = {}
    for step in steps[1:]:
        change.setdefault(int(known.need_of[step.link]), []).append(step.change)
    change.pop(int(known.need_of[link]), None)
    kinds = [(1 in moves, -1 in moves) for moves in change.values()]
    return {"move": kinds.count((True, True)), "lose": kinds.count((False, True)), "gain": kinds.count((True, False))}
