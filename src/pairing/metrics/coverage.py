"""How many needs get something, how much of what is wanted is given, and how unevenly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pairing.metrics import figures
from pairing.metrics.figures import PARTS, Counted, show
from pairing.metrics.standing import Placed

if TYPE_CHECKING:
    import duckdb

#: Inequality within and between is told by the first of these that the needs have.
_BY = ("region", "tier", "sex", "age")


def covered(db: duckdb.DuckDBPyConnection, place: Placed) -> dict[str, Any]:
    """``needs``, ``helped`` (given something), ``filled`` (given all), amounts ``wanted``, ``given`` and ``unmet``, and

    - ``coverage`` = helped / needs;
    - ``weighted_coverage`` = sum of the priorities of those helped / sum of all priorities (below 0 counts as 0);
    - ``given_share`` = sum of min(given, wanted) / sum of wanted.
    """
    row = db.execute(
        "SELECT count(*), count(*) FILTER (given > 0), count(*) FILTER (given >= wanted), coalesce(sum(wanted), 0), "
        "coalesce(sum(given), 0), coalesce(sum(least(given, wanted)), 0), "
        "sum(greatest(priority, 0)), sum(greatest(priority, 0)) FILTER (given > 0) FROM audit_needs"
    ).fetchone()
    needs, helped, filled, wanted, given, useful, weight, reached = row or (0,) * 8
    return {
        "needs": int(needs),
        "helped": int(helped),
        "filled": int(filled),
        "coverage": show(share(helped, needs)),
        "weighted_coverage": show(Fraction(reached or 0) / Fraction(weight)) if place.priority and weight else None,
        "wanted": int(wanted),
        "given": int(given),
        "unmet": int(wanted) - int(useful),
        "given_share": show(share(useful, wanted)),
    }


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole; None of nothing."""
    return Fraction(int(part), int(whole)) if whole else None


def spread(db: duckdb.DuckDBPyConnection, place: Placed) -> dict[str, Any]:
    """How the covered share (given / wanted, at most 1) spreads over the needs: see :mod:`pairing.metrics.figures`.

    ``fgt`` = FGT(0), FGT(1), FGT(2) of the unmet share; ``worst`` = the smallest share, its 5th and 10th percentile,
    and the mean of the worst off tenth. ``uneven`` has Gini, Theil (whole, and within and between the groups ``by``),
    Atkinson (1/2) and Jain; it is None where every need gets all or nothing (``all_or_nothing``), for there Gini is
    1 - coverage, Jain is coverage, and none of them says anything new.
    """
    shares = _counted(db, "share")
    values = {value for value, _ in shares}
    two = values <= {0, PARTS}
    return {
        "fgt": [show(figures.gap(shares, power)) for power in range(3)],
        "worst": {
            "least": _part(shares[0][0] if shares else None),
            "p5": _part(figures.quantile(shares, Fraction(1, 20))),
            "p10": _part(figures.quantile(shares, Fraction(1, 10))),
            "worst_tenth": _part(figures.worst_tenth(shares)),
        },
        "all_or_nothing": two,
        "uneven": None if two else _uneven(db, place, shares),
    }


def _part(value: int | Fraction | None) -> float | None:
    return None if value is None else show(Fraction(value) / PARTS)


def _uneven(db: duckdb.DuckDBPyConnection, place: Placed, shares: Counted) -> dict[str, Any]:
    by = next(((name, column) for name, column in place.groups if name in _BY), None)
    whole = figures.theil(shares)
    between = within = None
    if by is not None and whole is not None:
        rows = db.execute(
            f"SELECT {by[1]}, share, count(*) FROM audit_needs WHERE share IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        groups: dict[str | None, list[tuple[int, int]]] = {}
        for group, value, count in rows:
            groups.setdefault(group, []).append((int(value), int(count)))
        between = figures.theil_between(list(groups.values()))
        within = max(0.0, whole - between) if between is not None else None
    return {
        "gini": show(figures.gini(shares)),
        "theil": show(whole),
        "theil_within": show(within),
        "theil_between": show(between),
        "by": by[0] if by else None,
        "atkinson": show(figures.atkinson(shares)),
        "jain": show(figures.jain(shares)),
    }


def _counted(db: duckdb.DuckDBPyConnection, column: str) -> list[tuple[int, int]]:
    rows = db.execute(
        f"SELECT {column}, count(*) FROM audit_needs WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [(int(value), int(count)) for value, count in rows]
