"""The matches of needs, and what else they could have, as JSON text: with whom, for how many points, at what rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pairing.answer import Answer
from pairing.model import I64, Problem
from pairing.reasons.laid_out import Part
from pairing.reasons.losses import Losses
from pairing.reasons.standing import Standing
from pairing.reasons.traces import Traces
from pairing.reasons.written import mosts, names, vectors

#: How many other resources a record names, those that cost least first; of so many needs that they are many, only two.
BACKUPS, MANY_NEEDS = 5, 20_000


def matches(
    part: Part,
    stand: Standing,
    problem: Problem,
    answer: Answer,
    losses: Losses,
    traced: Traces,
    used: I64,
    full: Mapping[int, str],
) -> list[str]:
    """Each match: its points by score, what the rules saw, how far it is from being lost, its rank and the bar.

    ``full`` has the text of the full limits of each link in use.
    """
    rows = used + part.start
    pinned = (problem.lower[rows] > 0).tolist()
    sure, margin = losses.margin_known[rows].tolist(), vectors(losses.margin[rows])
    told = []
    for k, (place, amount, link) in enumerate(
        zip(_places(part, stand, used), answer.amounts[rows].tolist(), rows.tolist(), strict=True)
    ):
        pin = ',"pinned":true' if pinned[k] else ""
        kept = f',"margin":{margin[k]}' if sure[k] else ""
        told.append(
            f'{place},"amount":{amount},"scores":{traced.scores[k]},"values":{traced.values[k]}{pin}{kept}{full[link]}}}'
        )
    return told


def alternatives(part: Part, stand: Standing, losses: Losses, rows: I64) -> list[str]:
    """What each of these links would cost, and where the need stands there."""
    exact, low = losses.exact[rows], vectors(losses.low[rows])
    told = [
        f'{place},"loss":{loss},"exact":{"true" if sure else "false"}'
        for place, loss, sure in zip(_places(part, stand, rows - part.start), low, exact.tolist(), strict=True)
    ]
    unsure = np.flatnonzero(~exact)
    for at, high in zip(unsure.tolist(), vectors(losses.high[rows[unsure]]), strict=True):
        told[at] += f',"loss_most":{high}'
    return [f"{text}}}" for text in told]


def others(part: Part, losses: Losses, index: int) -> tuple[I64, Sequence[int]]:
    """The links that each need of programme ``index`` could have besides, those that cost least first, of each resource
    the first and :data:`BACKUPS` at most; and where those of each need end."""
    first = losses.first[index]
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


def _places(part: Part, stand: Standing, own: I64) -> list[str]:
    """For links of the programme the resource with its load and bar, and the priority and rank of the link there: the
    text of an object that is still open."""
    bars = vectors(stand.priority[np.maximum(stand.last, 0)]) if len(stand.priority) else ["null"] * len(stand.last)
    heads = [f'{{"resource":{name},"points":' for name in names(part.links.resource_ids)]
    loads = [f',"load":{load},"most":{most},"priority":'
             for load, most in zip(part.load.tolist(), mosts(part.most.tolist()), strict=True)]  # fmt: skip
    ends = [f',"among":{among},"cutoff":{bar if last >= 0 else "null"}'
            for among, last, bar in zip(stand.among.tolist(), stand.last.tolist(), bars, strict=True)]  # fmt: skip
    columns = (part.links.resource[own], part.links.points[own], stand.rank[own])
    told = [
        f'{heads[r]}{points}{loads[r]}{priority},"rank":{rank}{ends[r]}'
        for r, points, rank, priority in zip(*(c.tolist() for c in columns), vectors(stand.priority[own]), strict=True)
    ]
    if part.links.programme.via:
        ways = names(part.links.via_ids)
        told = [f'{place},"via":{ways[way]}' if way >= 0 else place
                for place, way in zip(told, part.links.via[own].tolist(), strict=True)]  # fmt: skip
    return told
