"""The record of every need of one programme, as JSON text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pairing.answer import Answer
from pairing.explain import Unmet
from pairing.forcing.chain import chain
from pairing.model import I64, Problem
from pairing.reason import LANGUAGES, sentence
from pairing.reasons.blocks import Funnel, bans, funnels, households, missing_data
from pairing.reasons.extras import extras
from pairing.reasons.further import further
from pairing.reasons.laid_out import Part
from pairing.reasons.losses import Losses
from pairing.reasons.openings import Opening, change_texts, opening_text
from pairing.reasons.place_texts import alternatives, matches
from pairing.reasons.standing import Standing
from pairing.reasons.traces import Clause, traces
from pairing.reasons.written import mosts, names, vectors, written
from pairing.scenario import Scenario

#: How many changes of each kind it names.
CHANGES = 2
#: Chains are told for so many needs times links at most.
MOST_CHAINED = 100_000_000


@dataclass(frozen=True, eq=False)
class Known:
    """All that is known of a plan, for the records of the programme ``index``.

    ``limits`` are the codes of the limits, ``full`` the text of the full ones of each link in use; ``need_of`` is the
    need of each link, numbered over all programmes; ``reserved`` what pins hold of each resource. ``others`` are the
    links that each need could have besides, those of need n up to ``ends[n]``.
    """

    index: int
    problem: Problem
    answer: Answer
    part: Part
    stand: Standing
    losses: Losses
    openings: Mapping[int, list[Opening]]
    tightest: I64
    limits: Sequence[str]
    full: Mapping[int, str]
    need_of: I64
    reserved: I64
    others: I64
    ends: Sequence[int]


def need_records(
    scenario: Scenario,
    known: Known,
    rules: Mapping[str, tuple[Clause, ...]],
    primary: Mapping[tuple[str, str], Unmet],
) -> Iterator[str]:
    """The record of every need, in their order; ``primary`` has the reason of each that is short."""
    part, programme, losses = known.part, known.part.links.programme, known.losses
    named = sorted({name for code, parts in rules.items() for clause in parts for name in clause.columns})
    used = np.flatnonzero(known.answer.amounts[part.start : part.stop])
    traced = traces(scenario, programme, named, used)
    mine = matches(part, known.stand, known.problem, known.answer, losses, traced, used, known.full)
    at = np.searchsorted(part.links.need[used], np.arange(len(part.given) + 1)).tolist()
    rows, ends = known.others, known.ends
    others, links = alternatives(part, known.stand, losses, rows), rows.tolist()
    nonzero = np.any(losses.low[rows] != 0, axis=1)
    tie, dear = (losses.exact[rows] & ~nonzero).tolist(), nonzero.tolist()
    lost = used + part.start
    free = (
        losses.margin_known[lost] & (known.problem.lower[lost] == 0) & ~np.any(losses.margin[lost] != 0, axis=1)
    ).tolist()
    ids = part.links.need_ids
    quoted, homes = names(ids), households(scenario, programme)
    codes = {
        identity: one.reason.partition(".")
        for identity in ids
        if (one := primary.get((part.code, identity))) is not None
    }
    unknown = {n: codes[need][2] for n, need in enumerate(ids) if need in codes and codes[need][0] == "unknown_data"}
    missing = missing_data(scenario, programme, rules, {n: rule for n, rule in unknown.items() if rule})
    ways, banned = funnels(scenario, programme), bans(scenario, programme)
    only = {n for n in banned if codes.get(ids[n], ("",))[0] != "banned"}
    also = further(part, known.tightest, known.limits, known.reserved, _floors(known), only)
    # In a network a place for one match says more; what one more fen does is no help to anyone.
    helped = programme.money or losses.graph is None
    more = extras(known.problem, known.answer.amounts, part, in_fen(scenario), CHANGES) if helped else {}
    chained = losses.graph is not None and len(primary) * known.problem.links <= MOST_CHAINED
    plain = {code: _message(code) for code in ("given", "nothing_asked")}
    given, wanted = part.given.tolist(), mosts(part.wanted.tolist())
    edges, can_without = part.edges.tolist(), losses.can_without[known.index].tolist()
    without = vectors(losses.without[known.index])
    head = f'{{"kind":"need","programme":{written(part.code)},"need":'
    for n, identity in enumerate(ids):
        code, _, detail = codes.get(identity) or ("given" if given[n] else "nothing_asked", "", "")
        short = identity in codes
        home = f',"household":{written(homes[n])}' if n in homes and homes[n] != identity else ""
        message = written(dict(primary[part.code, identity].messages)) if short else plain[code]
        told = [
            f'{head}{quoted[n]}{home},"wanted":{wanted[n]},"given":{given[n]},"reason":"{code}","message":{message}'
        ]
        if detail:
            told.append(f',"{"rule" if code in ("no_eligible", "unknown_data") else "limit"}":{written(detail)}')
        if given[n]:
            told.append(f',"matches":[{",".join(mine[at[n] : at[n + 1]])}]')
            if can_without[n]:
                told.append(f',"without":{without[n]}')
        first, last = ends[n - 1] if n else 0, ends[n]
        told.append(f',"eligible":{edges[n + 1] - edges[n]}')
        if last > first:
            told.append(f',"others":[{",".join(others[first:last])}]')
        tied = (last > first and tie[first]) or (not short and any(free[at[n] : at[n + 1]]))
        decided = "lottery" if tied else "outranked" if short and last > first and dear[first] else ""
        reasons = [f'{{"reason":"{decided}"}}'] if decided else []
        told.append(f',"secondary":[{",".join(reasons + also.get(n, []))}]')
        if n in ways and code != "given":
            told.append(f',"funnel":{_funnel(ways[n])}')
        if n in missing:
            told.append(f',"missing":{written(missing[n].columns)}')
        if n in banned:
            told.append(f',"bans":{written(banned[n])}')
        changes = None
        if short and (last > first or n in more):
            changes = change_texts(known.problem, part, known.openings, links[first:last], CHANGES) + more.get(n, [])
        elif code == "no_eligible" and n in ways:
            changes = _rules(ways[n])
        elif n in missing:
            of = {"resource": missing[n].resource} if missing[n].resource else {}
            changes = [written({"kind": "datum", "columns": missing[n].columns, "rule": detail, **of})]
        if changes is not None:
            told.append(f',"changes":[{",".join(changes)}]')
        if short and last > first and chained and losses.exact[links[first]]:
            told.append(f',"chain":{written(_chain(known, links[first]))}')
        told.append("}")
        yield "".join(told)


def in_fen(scenario: Scenario) -> frozenset[str]:
    """The codes of limits that are summed in fen."""
    found = {f"{p.code}.{own}" for p in scenario.config.programmes if p.money for own in ("wants", "holds")}
    return frozenset(found | {code for code, limit, _ in scenario.config.all_limits if limit.of == "money"})


def _floors(known: Known) -> dict[int, str]:
    """The floor that takes the place of each need, by its first link that would be opened."""
    part = known.part
    found: dict[int, str] = {}
    for link in sorted(link for link in known.openings if part.start <= link < part.stop):
        floor = next((one for one in known.openings[link] if one.kind == "floor"), None)
        if floor is not None:
            text = opening_text(known.problem, part, floor)
            found.setdefault(int(part.links.need[link - part.start]), f'{{"reason":"floor",{text[1:]}')
    return found


def _message(code: str) -> str:
    return written({lang: sentence(f"why_{code}", lang) for lang in LANGUAGES})


def _funnel(way: Funnel) -> str:
    return written({"resources": way.resources, "stages": [vars(stage) for stage in way.stages]})


def _rules(way: Funnel) -> list[str]:
    """The rules that, dropped alone, would open most resources."""
    opened = sorted((stage for stage in way.stages if stage.opens), key=lambda stage: (-stage.opens, stage.rule))
    return [written({"kind": "rule", "rule": stage.rule, "opens": stage.opens}) for stage in opened[:CHANGES]]


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
