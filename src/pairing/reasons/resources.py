"""Why a helper, post or fund is full, or still has room: one record for each resource."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.forcing.residual import Residual
from pairing.forcing.slots import slots_of
from pairing.model import I64, UNBOUNDED, Problem, group_sums
from pairing.reasons.laid_out import Part
from pairing.reasons.standing import Standing


def resource_records(
    problem: Problem, answer: Answer, part: Part, stand: Standing, room: I64, graph: Residual | None
) -> list[dict[str, Any]]:
    """The record of every resource of a programme; ``room`` is how much more each link could take as limits stand.

    Reasons: ``full``; or with room, ``no_eligible_needs``, ``needs_met`` (who fits has all it wants),
    ``floor_not_opened`` (below its least it may only stay unused), ``other_limits`` (who fits and lacks is held back by
    another limit), ``costs_more`` (using the room would cost the plan more elsewhere). O(E).
    """
    resource, need = part.links.resource, part.links.need
    count = len(part.load)
    amounts = answer.amounts[part.start : part.stop]
    short = part.given[need] < part.wanted[need]
    hungry = group_sums(resource, count, short.astype(np.int64))
    able = group_sums(resource, count, (short & (room[part.start : part.stop] > 0)).astype(np.int64))
    holders = group_sums(resource, count, (amounts > 0).astype(np.int64))
    pinned = group_sums(resource, count, problem.lower[part.start : part.stop])
    gain = None
    if graph is not None and part.holds is not None:
        gain = slots_of(graph, part.holds.code).gain
    or_none = part.holds is not None and part.holds.or_none
    told = []
    for r, identity in enumerate(part.links.resource_ids):
        load, most = int(part.load[r]), int(part.most[r])
        record: dict[str, Any] = {"kind": "resource", "programme": part.code, "resource": identity, "load": load}
        record["most"] = None if most >= UNBOUNDED else most
        record["holders"], record["eligible"] = int(holders[r]), int(stand.among[r])
        if load >= most:
            record["reason"] = "full"
        elif not stand.among[r]:
            record["reason"] = "no_eligible_needs"
        elif or_none and load == 0 and part.least[r] > 1:
            record |= {"reason": "floor_not_opened", "least": int(part.least[r])}
        elif not hungry[r]:
            record["reason"] = "needs_met"
        else:
            record |= {"reason": "costs_more" if able[r] else "other_limits", "short": int(hungry[r])}
        last = int(stand.last[r])
        if last >= 0:
            record["cutoff"] = stand.priority[last].tolist()
        if pinned[r]:
            record["pinned"] = int(pinned[r])
        if gain is not None and gain[r].any():
            record["one_more"] = gain[r].tolist()
        told.append(record)
    return told


def limit_records(
    problem: Problem, answer: Answer, graph: Residual | None, skip: frozenset[str], most: int = 20
) -> list[dict[str, Any]]:
    """The limits that cost most: what one unit looser gains (exact in a network), or their prices in the proof.

    Of each limit the ``most`` dearest groups; those to ``skip`` are left out. Prices are per unit of the goal, as
    fractions in words.
    """
    told = []
    for family in problem.families:
        if family.code.endswith(".wants") or family.code in skip:
            continue
        if graph is not None:
            for side in ("most", "least"):
                if side == "least" and not (family.least > 0).any():
                    continue
                gain = slots_of(graph, family.code, "most" if side == "most" else "least").gain
                groups = np.flatnonzero(gain.any(axis=1))
                order = groups[np.lexsort((groups, *(-gain[groups]).T[::-1]))][:most]
                told += [_limit(family.code, family.labels, g, side, gain=gain[g].tolist()) for g in order.tolist()]
            continue
        for k, level in enumerate(answer.prices):
            price = None if level.face else level.limits.get(family.code)
            if price is None or not price.any():
                continue
            order = np.argsort(-np.abs(price), kind="stable")[:most]
            for g in order[price[order] != 0].tolist():
                side = "most" if price[g] > 0 else "least"
                cost = {"goal": problem.goals[k].code, "price": f"{abs(int(price[g]))}/{level.scale}"}
                told.append(_limit(family.code, family.labels, g, side, **cost))
    return told


def _limit(code: str, labels: Sequence[str], group: int, side: str, **worth: Any) -> dict[str, Any]:
    return {"kind": "limit", "limit": code, "group": str(labels[group]), "side": side, **worth}
