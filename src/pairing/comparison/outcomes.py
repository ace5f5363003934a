"""What a plan gives to each need, and who the needs are, as columns: what measures and their intervals are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairing.metrics.standing import place_needs
from pairing.model import I64
from pairing.verdict import Audit

F64 = NDArray[np.float64]
#: Ways to group needs by which who gains and who loses is told, besides those that a scenario names.
NOWHERE = ""


@dataclass(frozen=True, eq=False)
class People:
    """The needs of all programmes, N of them, numbered by programme and id.

    ``wanted`` is in matches or fen; ``home`` numbers households, a need that names none is one of its own; ``region``
    numbers places (-1: none), of which there are ``regions``; ``money`` tells fen from matches; ``groups`` has, by the
    name of each way to group, every need's group (empty: none).
    """

    wanted: I64
    money: NDArray[np.bool_]
    home: I64
    homes: int
    region: I64
    regions: int
    groups: Mapping[str, Sequence[str]]

    @property
    def needs(self) -> int:
        """How many needs there are."""
        return len(self.wanted)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What each need got (matches or fen), and for how many points."""

    given: I64
    points: I64


def people_of(audit: Audit) -> People:
    """Who the needs of an audit are; a plan must lie in ``audit_amounts``."""
    wanted, money, home, region = [], [], [], []
    homes: dict[str, int] = {}
    regions: dict[str, int] = {}
    groups: dict[str, list[str]] = {}
    before = 0
    for programme in audit.config.programmes:
        place = place_needs(audit.db, audit.config, programme)
        listed = "".join(f", {column}" for _, column in place.groups)
        rows = audit.db.execute(
            f"SELECT wanted, CAST(household AS VARCHAR){listed} FROM audit_needs ORDER BY number"
        ).fetchall()
        wanted += [int(row[0]) for row in rows]
        money += [programme.money] * len(rows)
        for number, row in enumerate(rows):
            alone = f"\x1f{programme.code}\x1f{number}"
            home.append(homes.setdefault(row[1] if row[1] is not None else alone, len(homes)))
        for name, told in groups.items():
            told += [NOWHERE] * (before + len(rows) - len(told)) if name not in dict(place.groups) else []
        for at, (name, _) in enumerate(place.groups):
            words = [NOWHERE if row[2 + at] is None else str(row[2 + at]) for row in rows]
            groups.setdefault(name, [NOWHERE] * before).extend(words)
        before += len(rows)
    for word in groups.get("region", [NOWHERE] * before):
        region.append(regions.setdefault(word, len(regions)) if word else -1)
    return People(
        np.array(wanted, dtype=np.int64),
        np.array(money, dtype=np.bool_),
        np.array(home, dtype=np.int64),
        len(homes),
        np.array(region, dtype=np.int64),
        len(regions),
        groups,
    )


def outcome_of(audit: Audit) -> Outcome:
    """What the plan in ``audit_amounts`` gives to each need, in the order of :func:`people_of`."""
    given, points = [], []
    for programme in audit.config.programmes:
        rows = audit.db.execute(
            "SELECT coalesce(g.given, 0), coalesce(g.points, 0) FROM "
            f'"needs_{programme.code}" n LEFT JOIN (SELECT e.need, sum(a.amount) AS given, '
            "sum(a.amount * e.points) AS points FROM audit_links e JOIN audit_amounts a USING (link) "
            "WHERE e.programme = ? GROUP BY e.need) g ON g.need = n._id ORDER BY n._i",
            [programme.code],
        ).fetchall()
        given += [int(row[0]) for row in rows]
        points += [int(row[1]) for row in rows]
    return Outcome(np.array(given, dtype=np.int64), np.array(points, dtype=np.int64))
