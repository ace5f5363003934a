"""Could some need get more without any other getting less?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pairing.config import Programme
from pairing.tables.cells import ident

if TYPE_CHECKING:
    import duckdb

_Ints = NDArray[np.int64]


def pareto(db: duckdb.DuckDBPyConnection, programme: Programme, holds: int, others: bool) -> dict[str, Any]:
    """Pareto efficiency of the amounts in ``audit_ways``, after :func:`pairing.metrics.stability.lay_ways`.

    ``improvable`` counts the needs that could get more while every other keeps its amount, though perhaps from another
    resource, if only ``wants`` and ``holds`` counted: those at the end of an augmenting path. 0 proves that the plan is
    ``efficient``; else it is not, unless other limits (``others``), pins, weights or least amounts may stand against
    the path: then None.
    Source: Berge, Two theorems in graph theory, PNAS 43 (1957); for divisible amounts,
    Ford, Fulkerson (1956). O(links), breadth first from the resources with room.
    """
    rows = db.execute(
        "SELECT n.number AS need, r.number AS resource, "
        "w.amount < w.upper AS more, w.amount > 0 AS used, n.given < n.wanted AS short, "
        "w.minimum > 1 OR w.lower > 0 AS odd, coalesce(h.most IS NULL OR h.total < h.most, true) AS room "
        f"FROM audit_ways w JOIN audit_needs n USING (need) JOIN "
        f"(SELECT _id, row_number() OVER (ORDER BY _id) - 1 AS number FROM {ident(f'resources_{programme.code}')}) r "
        "ON r._id = w.resource "
        f"LEFT JOIN (SELECT label, most, total FROM audit_sums WHERE lim = {holds}) h ON h.label = w.resource"
    ).fetchnumpy()
    if not len(rows["need"]):
        return {"efficient": True, "improvable": 0}
    need, resource = rows["need"].astype(np.int64), rows["resource"].astype(np.int64)
    used = np.asarray(rows["used"], dtype=bool)
    more, short, room = (np.asarray(rows[name], dtype=bool) for name in ("more", "short", "room"))
    reached = _reached(need, resource, more, used, np.unique(resource[room]))
    improvable = len(np.unique(need[reached & short]))
    odd = others or bool(np.any(rows["odd"])) or programme.holds.weight is not None
    return {"efficient": True if not improvable else None if odd else False, "improvable": improvable}


def _reached(need: _Ints, resource: _Ints, more: NDArray[np.bool_], used: NDArray[np.bool_], free: _Ints) -> Any:
    """Whether each link could take more, with room at its resource or made there by moving others away from it."""
    by_resource, by_need = _Rows(resource), _Rows(need)
    seen_resource = np.zeros(int(resource.max()) + 1, dtype=bool)
    seen_need = np.zeros(int(need.max()) + 1, dtype=bool)
    while len(free):
        seen_resource[free] = True
        links = by_resource.of(free)
        moved = np.unique(need[links[more[links]]])
        moved = moved[~seen_need[moved]]
        seen_need[moved] = True
        links = by_need.of(moved)
        free = np.unique(resource[links[used[links]]])
        free = free[~seen_resource[free]]
    return more & seen_resource[resource]


class _Rows:
    """The links of each need, or of each resource."""

    def __init__(self, owner: _Ints) -> None:
        self.order = np.argsort(owner, kind="stable")
        self.ends = np.cumsum(np.bincount(owner))

    def of(self, owners: _Ints) -> _Ints:
        """The links of all these owners together."""
        ends = self.ends[owners]
        begins = np.where(owners > 0, self.ends[owners - 1], 0)
        counts = ends - begins
        offsets = np.repeat(begins - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) if len(owners) else begins
        found: _Ints = self.order[offsets + np.arange(len(offsets))]
        return found
