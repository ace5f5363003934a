"""The records of a run: the programmes and their rules, every need with its reason, every resource, the dearest limits.

Vectors of losses, gains and priorities have one entry for each goal, in the order that the first record names; they
compare from the first entry on. Amounts are matches, or fen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.config import Policy
from pairing.explain import Unmet, room_left
from pairing.links import Links
from pairing.model import I64, UNBOUNDED, Problem, group_sums, sums
from pairing.reasons.blocks import personal
from pairing.reasons.laid_out import Part, parts
from pairing.reasons.losses import Losses, losses
from pairing.reasons.need_records import Known, need_records
from pairing.reasons.openings import Opening, floors, places, priorities
from pairing.reasons.place_texts import others
from pairing.reasons.resources import limit_records, resource_records
from pairing.reasons.standing import priority, standing
from pairing.reasons.traces import clauses
from pairing.reasons.written import written
from pairing.scenario import Scenario

FORMAT = "pairing-reasons/1"
#: Links of short needs for which places and floors are looked for.
MOST_OPENED = 300_000


def records(
    scenario: Scenario,
    policy: Policy,
    links: Sequence[Links],
    problem: Problem,
    answer: Answer,
    left: Sequence[Unmet],
) -> Iterator[dict[str, Any] | str]:
    """Every record of a plan, in order: the run, programmes, dear limits, resources; then needs, as JSON text.

    ``left`` are the needs that are short, with their primary reason. O(E log E) and one pass over the pairs of needs
    without links.
    """
    laid = parts(links, problem, answer)
    found = losses(problem, answer, laid)
    worth = priority(problem)
    room, tightest = room_left(problem, answer.amounts)
    yield {
        "format": FORMAT,
        "kind": "run",
        "scenario": scenario.config.code,
        "policy": policy.code,
        **({"procedure": policy.procedure} if policy.procedure else {}),
        "goals": [
            {
                "goal": goal.code,
                "title": dict(goal.title),
                "money": goal.of == "money",
                "weighted": goal.of == "money" and goal.weight is not None,
            }
            for goal in policy.goals
        ],
        "network": found.graph is not None,
        "limits": {code: dict(limit.says) for code, limit, _ in scenario.config.all_limits if limit.says},
    }
    rules = {part.code: clauses(scenario, part.links.programme) for part in laid}
    for part in laid:
        yield _programme(part, rules[part.code])
    own = personal(scenario)
    yield from limit_records(problem, answer, found.graph, own)
    shown = [others(part, found, index) for index, part in enumerate(laid)]
    openings = _openings(problem, answer, laid, found, own, shown)
    primary = {(one.programme, one.need): one for one in left}
    codes, full = [family.code for family in problem.families], _full(problem, answer)
    offsets = np.cumsum([0, *(len(part.given) for part in laid)])
    need_of = np.concatenate([part.links.need + first for part, first in zip(laid, offsets, strict=False)] or [room])
    for index, part in enumerate(laid):
        stand = standing(part, worth, answer.amounts)
        yield from resource_records(problem, answer, part, stand, room, found.graph)
        reserved = group_sums(part.links.resource, len(part.load), problem.lower[part.start : part.stop])
        said = (openings, tightest, codes, full, need_of, reserved)
        known = Known(index, problem, answer, part, stand, found, *said, *shown[index])
        yield from need_records(scenario, known, rules[part.code], primary)


def _programme(part: Part, rules: Mapping[str, Any]) -> dict[str, Any]:
    programme = part.links.programme
    own = {rule.code: rule for rule in programme.rules}
    own |= {f"via.{rule.code}": rule for rule in (programme.via.rules if programme.via else ())}
    return {
        "kind": "programme",
        "programme": programme.code,
        "title": dict(programme.title),
        "money": programme.money,
        "rules": [
            {
                "rule": code,
                "clauses": [{"sql": clause.sql, "columns": list(clause.columns)} for clause in parts],
                "says": dict(own[code].says),
                "law": own[code].law,
                "opened": programme.via is not None and code in programme.via.opens,
            }
            for code, parts in rules.items()
        ],
    }


def _openings(
    problem: Problem,
    answer: Answer,
    laid: Sequence[Part],
    found: Losses,
    own: frozenset[str],
    shown: Sequence[tuple[I64, Sequence[int]]],
) -> dict[int, list[Opening]]:
    """What would open each link that is ``shown`` of a need that is short; floors of limits that are somebody's ``own``
    aside."""
    rows = np.concatenate([np.zeros(0, np.int64), *(links for links, _ in shown)])
    told: dict[int, list[Opening]] = {
        link: [one] for link, one in priorities(problem, answer, laid, found, rows).items()
    }
    if found.graph is not None:
        short = np.concatenate([p.given[p.links.need] < p.wanted[p.links.need] for p in laid] or [np.zeros(0, bool)])
        rows = np.flatnonzero(short & found.asked)
        if len(rows) <= MOST_OPENED:
            for one in [*places(found.graph, rows), *floors(found.graph, rows, own)]:
                told.setdefault(one.link, []).append(one)
    return told


def _full(problem: Problem, answer: Answer) -> dict[int, str]:
    """The full limits of each link in use, as JSON text; a need's own want is no limit to it."""
    used = np.flatnonzero(answer.amounts)
    families = [family for family in problem.families if not family.code.endswith(".wants")]
    held = np.zeros((len(used), len(families)), dtype=bool)
    for k, family in enumerate(families):
        full = (sums(family, answer.amounts) >= family.most) & (family.most < UNBOUNDED)
        held[:, k] = np.append(full, False)[family.group[used]]
    if not len(used) or not families:
        return dict.fromkeys(used.tolist(), "")
    _, first, kind = np.unique(np.packbits(held, axis=1), axis=0, return_index=True, return_inverse=True)
    codes = [[families[k].code for k in np.flatnonzero(row).tolist()] for row in held[first]]
    texts = [f',"limits":{written(mine)}' if mine else "" for mine in codes]
    return dict(zip(used.tolist(), map(texts.__getitem__, kind.ravel().tolist()), strict=True))
