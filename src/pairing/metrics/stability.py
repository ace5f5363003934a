"""Who could rightly complain: blocking pairs, justified envy, and room that lies idle though someone fits.

All three look at single links that the plan does not use to the full. A step on a link is its smallest useful amount
where it is not used at all, else one unit more. O(links x limits) in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pairing.config import Programme
from pairing.metrics.standing import Placed
from pairing.tables.cells import ident, literal

if TYPE_CHECKING:
    import duckdb

_OPEN = """
    CREATE OR REPLACE TEMP TABLE audit_open AS
    SELECT e.link, e.need, e.resource, e.step, e.fresh, n.given < n.wanted AS short, n.priority
    FROM audit_ways e JOIN audit_needs n USING (need)
    WHERE e.amount + e.step <= e.upper
"""

# What one step adds to a sum, and whether the sum may then be so.
_BROKEN = """
    SELECT DISTINCT link, s.lim FROM (
        SELECT o.link, t.grp, CAST(t.weight AS HUGEINT) * CASE WHEN t.used THEN CAST(o.fresh AS INTEGER)
            ELSE o.step END AS more
        FROM audit_open o JOIN audit_terms t USING (link)
    ) JOIN audit_sums s USING (grp)
    WHERE s.soft IS NULL AND more <> 0 AND NOT (s.or_none AND total + more = 0)
        AND (coalesce(more > 0 AND total + more > most, false)
            OR coalesce(total + more < least AND (more < 0 OR total = 0 AND s.or_none), false))
"""


def lay_ways(db: duckdb.DuckDBPyConnection, programme: Programme) -> None:
    """``audit_ways``: each link of a programme with its ``amount``, ``step``, ``likes`` and ``liked``.

    And what follows from a step: ``audit_open`` (links that could carry one) and ``audit_broken`` (link, lim: which
    limits that would break).
    """
    code, said = programme.code, programme.standing
    likes, liked = said.likes or "e.points", said.liked or "p.priority"
    joins = []
    if said.likes or said.liked:
        joins += [
            f"JOIN {ident(f'needs_{code}')} n ON n._id = e.need",
            f"JOIN {ident(f'resources_{code}')} r ON r._id = e.resource",
        ]
    if joins and programme.links:
        joins.append(
            f"LEFT JOIN {ident(f'links_{code}')} l"
            " ON CAST(l.need AS VARCHAR) = e.need AND CAST(l.resource AS VARCHAR) = e.resource"
        )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_ways AS SELECT e.link, e.need, e.resource, e.upper, e.minimum, e.lower, "
        "CAST(coalesce(a.amount, 0) AS HUGEINT) AS amount, coalesce(a.amount, 0) = 0 AS fresh, "
        "CASE WHEN coalesce(a.amount, 0) = 0 THEN e.minimum ELSE 1 END AS step, "
        f"coalesce(CAST(round({likes}) AS BIGINT), 0) AS likes, coalesce(CAST(round({liked}) AS BIGINT), 0) AS liked "
        f"FROM audit_links e JOIN audit_needs p USING (need) LEFT JOIN audit_amounts a USING (link) {' '.join(joins)} "
        f"WHERE e.programme = {literal(code)}"
    )
    db.execute(_OPEN)
    db.execute(f"CREATE OR REPLACE TEMP TABLE audit_broken AS {_BROKEN}")


def stability(db: duckdb.DuckDBPyConnection, programme: Programme, limits: Mapping[str, int], place: Placed) -> Any:
    """What of a programme's plan someone could complain of, after :func:`lay_ways`.

    - ``wasted_needs``, ``wasted_links``: a need that wants more, a link to a resource, and no limit of any programme
      that one step on it would break (0: the plan is non-wasteful).
    - ``blocking_pairs``: links not used where the need would take the resource (it wants more, or likes it better than
      the worst it has) and the resource would take the need (one step breaks none of its own bounds, or it values the
      need more than the worst it serves). Source: Gale, Shapley, College admissions and the stability of marriage,
      Amer. Math. Monthly 69 (1962). Limits beyond the resource's own are not asked: a pair may block and yet be
      impossible.
    - ``envious_needs``: needs that would take a resource which serves someone of lower priority (justified envy).
      Source: Abdulkadiroglu, Soenmez, School choice: a mechanism design approach, Amer. Econ. Review 93 (2003).

    The last two are None where nothing says who comes first (``liked`` or ``priority``).
    """
    wasted = _row(
        db,
        "SELECT count(DISTINCT o.need), count(*) FROM audit_open o ANTI JOIN audit_broken b USING (link) WHERE o.short",
    )
    ranked = place.priority or programme.standing.liked is not None
    blocking, envious = _pairs(db, limits.get(f"{programme.code}.holds", -1)) if ranked else (None, None)
    return {
        "wasted_needs": wasted[0],
        "wasted_links": wasted[1],
        "blocking_pairs": blocking,
        "envious_needs": envious if place.priority else None,
    }


def _pairs(db: duckdb.DuckDBPyConnection, holds: int) -> tuple[int, int]:
    found = _row(
        db,
        "WITH used AS (SELECT DISTINCT need, resource FROM audit_ways WHERE amount > 0), "
        "mine AS (SELECT need, min(likes) AS worst FROM audit_ways WHERE amount > 0 GROUP BY need), "
        "served AS (SELECT w.resource, min(w.liked) AS worst, min(n.priority) AS lowest "
        "FROM audit_ways w JOIN audit_needs n USING (need) WHERE w.amount > 0 GROUP BY w.resource), "
        "wished AS (SELECT o.link, o.need, o.resource, o.priority, w.liked FROM audit_open o JOIN audit_ways w "
        "USING (link) LEFT JOIN mine m ON m.need = o.need "
        "ANTI JOIN used u ON u.need = o.need AND u.resource = o.resource "
        "WHERE o.fresh AND (o.short OR coalesce(w.likes > m.worst, false))) "
        "SELECT count(DISTINCT (d.need, d.resource)) FILTER (b.link IS NULL OR coalesce(d.liked > s.worst, false)), "
        "count(DISTINCT d.need) FILTER (coalesce(d.priority > s.lowest, false)) "
        "FROM wished d LEFT JOIN served s ON s.resource = d.resource "
        f"LEFT JOIN (SELECT DISTINCT link FROM audit_broken WHERE lim = {holds}) b ON b.link = d.link",
    )
    return found[0], found[1]


def _row(db: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return tuple(int(value) for value in db.execute(query).fetchone() or (0, 0))
