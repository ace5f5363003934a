"""What came before: how long needs have waited, and how much of earlier matches the plan keeps."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pairing.config import Programme
from pairing.metrics import figures
from pairing.metrics.figures import show
from pairing.metrics.standing import Placed, described
from pairing.tables.cells import ident, literal

if TYPE_CHECKING:
    import duckdb


def waiting(db: duckdb.DuckDBPyConnection, place: Placed) -> dict[str, Any] | None:
    """How long those that get something have waited, and those that get nothing: ``known``, ``mean``, ``p95``,
    ``most``.

    In days up to the scenario's date where arrivals are dates (up to the last of them where it has no date), else in
    their own unit up to the last arrival. ``overtaken`` is how many that get nothing came before someone who does.
    None where nothing says when needs arrived.
    """
    if not place.arrival:
        return None
    kind = described(db, "audit_needs")["arrival"]
    dated = kind == "DATE" or kind.startswith("TIMESTAMP")
    last = "(SELECT max(arrival) FROM audit_needs)"
    until = f"coalesce(as_of(), CAST({last} AS DATE))"
    waits = f"date_diff('day', CAST(arrival AS DATE), {until})" if dated else f"({last} - arrival)"
    rows = db.execute(
        f"SELECT given > 0, CAST(round({waits}) AS BIGINT) AS waits, count(*) FROM audit_needs "
        "WHERE arrival IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    overtaken = db.execute(
        "SELECT count(*) FROM audit_needs WHERE given = 0 AND arrival < "
        "(SELECT max(arrival) FROM audit_needs WHERE given > 0)"
    ).fetchone()
    told = {
        name: _told([(int(wait), int(count)) for got, wait, count in rows if got == helped])
        for name, helped in (("helped", True), ("with_nothing", False))
    }
    return {"unit": "days" if dated else "arrivals", **told, "overtaken": int(overtaken[0]) if overtaken else 0}


def _told(waits: list[tuple[int, int]]) -> dict[str, Any]:
    return {
        "known": figures.size(waits),
        "mean": show(figures.mean(waits)),
        "p95": figures.quantile(waits, Fraction(95, 100)),
        "most": waits[-1][0] if waits else None,
    }


def churn(db: duckdb.DuckDBPyConnection, programme: Programme) -> dict[str, Any] | None:
    """Against the matches that ``history`` names for this programme: how many are ``kept``, ``lost`` and ``new``.

    ``earlier`` are those whose need and resource are both still there; ``churn`` = lost / earlier. None where history
    names none.
    """
    columns = described(db, "history")
    if not {"programme", "need", "resource"} <= columns.keys():
        return None
    code = programme.code
    row = db.execute(
        "WITH earlier AS (SELECT DISTINCT CAST(h.need AS VARCHAR) AS need, CAST(h.resource AS VARCHAR) AS resource "
        f"FROM history h JOIN {ident(f'needs_{code}')} n ON n._id = CAST(h.need AS VARCHAR) "
        f"JOIN {ident(f'resources_{code}')} r ON r._id = CAST(h.resource AS VARCHAR) "
        f"WHERE h.programme = {literal(code)}), "
        "now AS (SELECT DISTINCT need, resource FROM audit_ways WHERE amount > 0) "
        "SELECT (SELECT count(*) FROM earlier), (SELECT count(*) FROM earlier JOIN now USING (need, resource)), "
        "(SELECT count(*) FROM now)"
    ).fetchone()
    earlier, kept, now = (int(value) for value in row or (0, 0, 0))
    if not earlier:
        return None
    lost = earlier - kept
    return {"earlier": earlier, "kept": kept, "lost": lost, "new": now - kept, "churn": show(Fraction(lost, earlier))}
