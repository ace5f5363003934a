"""The pieces that a bound is the sum of: the most each can add at given prices, for all of them in one query.

A piece is a quantity x that is 0 (where ``zero``) or within [low, high] (where ``inside``; NULL is no end), and adds
a x + b (b only if x is used at all). Six kinds: the amount of a link (0), the sum of a limit's group (1), what a soft
limit's group is missing (2) or has in excess (3), what a capped goal counts of a group (4), and what a goal's group has
beyond what is counted of it (5). ``piece`` is the number of the link or group times 8 plus the kind.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb


class Unbounded(Exception):
    """The prices leave a piece without any bound, or with nothing that is allowed: they prove nothing."""


_PIECES = """
    CREATE OR REPLACE TEMP TABLE audit_pieces AS
    SELECT link * 8 AS piece, lower = 0 AS zero, upper >= greatest(lower, minimum) AS inside,
        CAST(greatest(lower, minimum) AS HUGEINT) AS low, CAST(upper AS HUGEINT) AS high
    FROM audit_links
    UNION ALL
    -- Where no weight is negative a sum is never below 0, whatever the limit says.
    SELECT grp * 8 + 1, or_none, coalesce(least <= most, true),
        coalesce(least, CASE WHEN NOT signed THEN least(0, coalesce(most, 0)) END), most
    FROM audit_groups
    UNION ALL
    SELECT grp * 8 + 2, false, true, 0, NULL FROM audit_groups WHERE soft IS NOT NULL AND least IS NOT NULL
    UNION ALL
    SELECT grp * 8 + 3, false, true, 0, NULL FROM audit_groups WHERE soft IS NOT NULL AND most IS NOT NULL
    UNION ALL
    SELECT grp * 8 + 4, false, true, 0, cap FROM audit_goal_groups
    UNION ALL
    SELECT grp * 8 + 5, false, true, 0, NULL FROM audit_goal_groups
"""

# The slopes of the pieces at a level; q and pi are its prices on groups of limits and of goals.
_SLOPES = """
    WITH q AS (SELECT grp, price FROM audit_limit_prices WHERE level = {level}),
    pi AS (SELECT grp, price FROM audit_goal_prices WHERE level = {level}),
    rates(goal, rate) AS (VALUES {rates})
    SELECT piece, sum(a) AS a, sum(b) AS b FROM (
        SELECT t.link * 8 AS piece, CASE WHEN t.used THEN 0 ELSE -q.price * t.weight END AS a,
            CASE WHEN t.used THEN -q.price * t.weight ELSE 0 END AS b
        FROM audit_terms t JOIN q USING (grp)
        UNION ALL
        SELECT t.link * 8, CASE WHEN t.used THEN 0 ELSE pi.price * t.weight END,
            CASE WHEN t.used THEN pi.price * t.weight ELSE 0 END
        FROM audit_shares t JOIN pi USING (grp)
        UNION ALL
        SELECT t.link * 8, CASE WHEN t.used THEN 0 ELSE rate * t.weight END,
            CASE WHEN t.used THEN rate * t.weight ELSE 0 END
        FROM audit_shares t JOIN rates USING (goal) WHERE t.grp IS NULL AND rate > 0
        UNION ALL
        SELECT grp * 8 + 1, price, 0 FROM q
        UNION ALL
        SELECT g.grp * 8 + side, coalesce(q.price, 0) * sign - g.soft * CAST({penalty} AS HUGEINT), 0
        FROM audit_groups g JOIN (VALUES (2, -1), (3, 1)) sides(side, sign)
            ON CASE WHEN side = 2 THEN g.least ELSE g.most END IS NOT NULL
        LEFT JOIN q USING (grp)
        WHERE g.soft IS NOT NULL AND ({penalty} > 0 OR q.price IS NOT NULL)
        UNION ALL
        SELECT g.grp * 8 + 4, coalesce(rate, 0) * g.weight - coalesce(pi.price, 0), 0
        FROM audit_goal_groups g LEFT JOIN rates USING (goal) LEFT JOIN pi USING (grp)
        WHERE g.cap IS NOT NULL AND (rate > 0 OR pi.price IS NOT NULL)
        UNION ALL
        SELECT grp * 8 + 5, -price, 0 FROM pi
    ) GROUP BY piece
"""

_WORTH = """
    SELECT *, greatest(CASE WHEN zero THEN 0 END, used_worth) AS best FROM (
        SELECT *, inside AND ((a > 0 AND high IS NULL) OR (a < 0 AND low IS NULL)) AS endless,
            CASE WHEN inside THEN b + CASE WHEN a > 0 THEN a * high WHEN a < 0 THEN a * low ELSE 0 END END AS used_worth
        FROM (
            SELECT p.*, coalesce(s.a, 0) AS a, coalesce(s.b, 0) AS b
            FROM {pieces} p {join} ({slopes}) s USING (piece)
        )
    )
"""

_FACE = """
    CREATE OR REPLACE TEMP TABLE audit_face AS
    SELECT piece, zero AND best = 0 AS zero, coalesce(inside AND used_worth = best, false) AS inside,
        CASE WHEN a > 0 THEN high ELSE low END AS low, CASE WHEN a < 0 THEN low ELSE high END AS high
    FROM audit_worth
"""

_TOTAL = "SELECT coalesce(sum(best), 0), count(*) FILTER (endless OR best IS NULL) FROM ({worth})"


def build_pieces(db: duckdb.DuckDBPyConnection) -> None:
    """``audit_pieces(piece, zero, inside, low, high)``: all pieces of a scenario under a policy."""
    db.execute(_PIECES)


class Pieces:
    """The pieces of an audit; remembers the face on which the levels so far have left each."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.db = db
        self.faces = "audit_pieces"

    def total(self, level: int, rates: Mapping[int, int], penalty: int, *, face: bool, keep_face: bool) -> int:
        """The sum of all pieces at the prices of a level.

        ``rates`` weigh the goals (by number), ``penalty`` a point that soft limits cost. With ``face`` each piece is
        only where the earlier levels that kept their face attain theirs; with ``keep_face`` this level keeps its own.
        Raises :class:`Unbounded`, and ``duckdb.OutOfRangeException`` where 128 bits are exceeded.
        """
        priced = ", ".join(f"({goal}, CAST({rate} AS HUGEINT))" for goal, rate in rates.items())
        worth = _WORTH.format(
            pieces=self.faces if face else "audit_pieces",
            join="LEFT JOIN" if keep_face else "JOIN",  # what has no slope adds nothing, but its face goes on
            slopes=_SLOPES.format(level=level, rates=priced, penalty=penalty),
        )
        if keep_face:
            self.db.execute(f"CREATE OR REPLACE TEMP TABLE audit_worth AS {worth}")
            worth = "FROM audit_worth"
        row = self.db.execute(_TOTAL.format(worth=worth)).fetchone()
        if row is None or row[1]:
            raise Unbounded
        if keep_face:
            self.db.execute(_FACE)
            self.faces = "audit_face"
        return int(row[0])
