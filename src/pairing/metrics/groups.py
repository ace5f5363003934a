"""How groups of needs fare beside each other: regions, tiers, sexes, bands of age, and any column that was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pairing.metrics.coverage import share
from pairing.metrics.figures import show
from pairing.metrics.standing import Placed

if TYPE_CHECKING:
    import duckdb

#: A smaller group is not told: its share would come near to telling of a person.
SMALLEST = 10

#: A group whose coverage is below this share of the best group's calls for an explanation.
FOUR_FIFTHS = Fraction(4, 5)


def by_groups(db: duckdb.DuckDBPyConnection, place: Placed) -> dict[str, Any]:
    """For each way of grouping, see :func:`_told`; ``unknown`` is how many needs are in no group."""
    return {name: _told(db, column, place.priority) for name, column in place.groups}


def _told(db: duckdb.DuckDBPyConnection, column: str, priority: bool) -> dict[str, Any]:
    """One way of grouping.

    ``groups``: needs, helped and coverage of each group that may be told; ``hidden``: how many groups are not, and
    their needs together. ``worst_to_best`` is the least coverage over the largest, ``four_fifths`` whether that is at
    least 4/5 (the rule of thumb of the US Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D).
    ``tenth_gap``: among needs of equal hardship, how far groups are apart at most: the largest, over the tenths of
    priority, of the difference between the best and the worst covered group, groups with fewer than ten needs in the
    tenth left out; ``tenth`` is where (1: those who come first).
    """
    rows = db.execute(
        f"SELECT {column}, count(*), count(*) FILTER (given > 0) FROM audit_needs GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    known = [(str(label), int(needs), int(helped)) for label, needs, helped in rows if label is not None]
    told, hidden = told_apart(known)
    rates = [Fraction(helped, needs) for _, needs, helped in told]
    ratio = share_of_best(rates)
    gap, tenth = _tenths(db, column, {label for label, _, _ in told}) if priority else (None, None)
    return {
        "groups": [
            {"group": label, "needs": needs, "helped": helped, "coverage": show(Fraction(helped, needs))}
            for label, needs, helped in told
        ],
        "hidden": {"groups": len(hidden), "needs": sum(needs for _, needs, _ in hidden)},
        "unknown": sum(int(needs) for label, needs, _ in rows if label is None),
        "worst_to_best": show(ratio),
        "four_fifths": None if ratio is None else ratio >= FOUR_FIFTHS,
        "tenth_gap": show(gap),
        "tenth": tenth,
    }


_Group = tuple[str, int, int]


def told_apart(groups: Iterable[_Group]) -> tuple[list[_Group], list[_Group]]:
    """Groups (label, needs, helped) that may be told, and those that are hidden.

    Hidden are those below :data:`SMALLEST`; and where these together are so few that what is left of the total would
    tell of them, the next larger groups as well.
    """
    ranked = sorted(groups, key=lambda group: (group[1], group[0]))
    hidden: list[_Group] = []
    for group in ranked:
        if group[1] < SMALLEST or 0 < sum(needs for _, needs, _ in hidden) < SMALLEST:
            hidden.append(group)
    left = {group[0] for group in hidden}
    return sorted(group for group in ranked if group[0] not in left), hidden


def share_of_best(rates: list[Fraction]) -> Fraction | None:
    """The least rate over the largest; None for fewer than two groups, or where nobody gets anything."""
    return min(rates) / max(rates) if len(rates) > 1 and max(rates) else None


def _tenths(db: duckdb.DuckDBPyConnection, column: str, told: set[str]) -> tuple[Fraction | None, int | None]:
    rows = db.execute(
        f"SELECT tenth, {column}, count(*), count(*) FILTER (given > 0) FROM audit_needs "
        f"WHERE tenth IS NOT NULL AND {column} IS NOT NULL GROUP BY ALL HAVING count(*) >= {SMALLEST} ORDER BY ALL"
    ).fetchall()
    rates: dict[int, list[Fraction]] = {}
    for tenth, label, needs, helped in rows:
        if str(label) in told:
            found = share(helped, needs)
            rates.setdefault(int(tenth), []).extend([found] if found is not None else [])
    gaps = [(max(found) - min(found), -tenth) for tenth, found in rates.items() if len(found) > 1]
    if not gaps:
        return None, None
    gap, tenth = max(gaps)
    return gap, -tenth
