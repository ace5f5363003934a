"""Where every need stands, as columns: what it wants, its priority, arrival, region and tier; how links are liked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from pairing.config import Programme
from pairing.fault import BadData
from pairing.laid import Groups, Laid
from pairing.model import I32, I64, UNBOUNDED
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident

#: When needs arrived of which nothing is known: after all others.
NEVER = UNBOUNDED


@dataclass(frozen=True, eq=False)
class Standings:
    """Columns over E links, N needs and R resources, the needs and resources of all programmes numbered together in
    the order of their ids; see :class:`pairing.policies.ask.Ask`. ``regions`` has the names of the regions; ``said``
    what some programme says of its needs or links.
    """

    programme: I32
    need: I32
    resource: I32
    points: I64
    likes: I64
    liked: I64
    need_programme: I32
    wants: I64
    priority: I64
    arrival: I64
    region: I32
    regions: tuple[str, ...]
    tier: I32
    resource_programme: I32
    least: I64
    most: I64
    said: frozenset[str]


def standings(laid: Laid) -> Standings:
    """Where the needs of all programmes stand; raises :class:`BadData` where the engine cannot evaluate what is said.

    An unknown priority counts 0, as an unknown score does, and what has no arrival comes after all that has. Without a
    priority that of the tier stands for it: tier 0 the highest. Two programmes may name the same region.
    """
    named = Groups()
    parts = [_needs(laid, links.programme, named) for links in laid.links]
    counts = [len(links.need_ids) for links in laid.links]
    held = [len(links.resource_ids) for links in laid.links]
    sizes = [len(links.need) for links in laid.links]
    first, first_resource = np.cumsum([0, *counts]), np.cumsum([0, *held])
    priority = _joined([part[0] for part in parts])
    need = _joined([links.need + start for links, start in zip(laid.links, first, strict=False)])
    points = _joined([links.points for links in laid.links])
    likes, liked = points.copy(), priority[need]
    for links, start in zip(laid.links, laid.offsets(), strict=False):
        mine, standing = slice(start, start + len(links.need)), links.programme.standing
        if standing.likes:
            likes[mine] = laid.ask(links.programme, _whole(standing.likes)).astype(np.int64)
        if standing.liked:
            liked[mine] = laid.ask(links.programme, _whole(standing.liked)).astype(np.int64)
    return Standings(
        programme=_numbered(sizes),
        need=need.astype(np.int32),
        resource=_joined(
            [links.resource + start for links, start in zip(laid.links, first_resource, strict=False)]
        ).astype(np.int32),
        points=points,
        likes=likes,
        liked=liked,
        need_programme=_numbered(counts),
        wants=_joined([links.wants.most for links in laid.links]),
        priority=priority,
        arrival=_joined([part[1] for part in parts]),
        region=_joined([part[2] for part in parts]).astype(np.int32),
        regions=tuple(named.numbers),
        tier=_joined([part[3] for part in parts]).astype(np.int32),
        resource_programme=_numbered(held),
        least=_joined([links.holds.least for links in laid.links]),
        most=_joined([links.holds.most for links in laid.links]),
        said=frozenset(_said([links.programme for links in laid.links])),
    )


def _said(programmes: Sequence[Programme]) -> set[str]:
    names = ("priority", "arrival", "region", "tier", "likes", "liked")
    said = {name for p in programmes for name in names if getattr(p.standing, name)}
    return said | ({"priority"} if "tier" in said else set())


def _needs(laid: Laid, p: Programme, named: Groups) -> tuple[I64, I64, I64, I64]:
    """Priority, arrival, region and tier of the needs of a programme, in their order."""
    standing, place = p.standing, f"programme.{p.code}.standing"
    arrival = f"CAST(floor({_moment(laid, p)}) AS BIGINT)" if standing.arrival else "NULL"
    words = (f"CAST(({sql}) AS VARCHAR)" if sql else "NULL" for sql in (standing.region, standing.tier))
    priority = _whole(standing.priority) if standing.priority else "0"
    query = f"SELECT {priority}, coalesce({arrival}, {NEVER}), {', '.join(words)} FROM {ident(f'needs_{p.code}')} n"
    try:
        rows = laid.scenario.db.execute(f"{query} ORDER BY n._i").fetchall()
    except duckdb.Error as error:
        raise BadData([engine_fault(error, place=place, sql=p.code)]) from None
    tiers = {tier: number for number, tier in enumerate(standing.tiers)}
    tier = np.array([tiers.get(row[3], -1) for row in rows], dtype=np.int64)
    known = [row[2] for row in rows if row[2] is not None]
    named.of(sorted(set(known)))
    region = np.array([-1 if row[2] is None else named.numbers[row[2]] for row in rows], dtype=np.int64)
    values = np.array([row[0] for row in rows], dtype=np.int64)
    if standing.tier and not standing.priority:
        values = np.where(tier >= 0, len(tiers) - tier, 0)
    return values, np.array([row[1] for row in rows], dtype=np.int64), region, tier


def _moment(laid: Laid, p: Programme) -> str:
    """A date or a time as its day, a number as it is."""
    sql = p.standing.arrival
    row = laid.scenario.db.execute(f"DESCRIBE SELECT ({sql}) AS a FROM {ident(f'needs_{p.code}')} n").fetchone()
    dated = row is not None and str(row[1]).startswith(("DATE", "TIMESTAMP"))
    return f"date_diff('day', DATE '1970-01-01', CAST(({sql}) AS DATE))" if dated else f"({sql})"


def _whole(sql: str) -> str:
    return f"coalesce(CAST(round({sql}) AS BIGINT), 0)"


def _joined(columns: Sequence[I32 | I64]) -> I64:
    return np.concatenate([np.empty(0, dtype=np.int64), *columns]).astype(np.int64)


def _numbered(sizes: Sequence[int]) -> I32:
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
