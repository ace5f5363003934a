"""Common random numbers: each draw has one stream for the people, one for their arrivals and one for ties.

All policies of a draw get the same streams, and no stream takes numbers from another: other lots change nobody's day
of arrival. Streams of one seed are parted by the key of their ``SeedSequence`` (1 is that of lots, see
:func:`pairing.procedure.lots_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pairing.links import Links
from pairing.scenario import Scenario
from pairing.tables.cells import ident

_ARRIVALS, _PEOPLE, _RESAMPLES = 2, 3, 4

#: The column of a programme's needs that holds drawn arrivals.
_ARRIVED = "_arrived"


@dataclass(frozen=True)
class Draw:
    """The seeds of one draw. ``arrivals`` is None where people come as the tables say."""

    people: int
    ties: int
    arrivals: int | None = None


def draws(seed: int, count: int, *, arrivals: bool = False) -> tuple[Draw, ...]:
    """So many draws, the first with the seed itself."""
    return tuple(Draw(seed + k, seed + k, seed + k if arrivals else None) for k in range(count))


def people_seed(draw: Draw) -> int:
    """The seed from which the people of a draw are generated."""
    return int(np.random.SeedSequence(draw.people, spawn_key=(_PEOPLE,)).generate_state(1)[0])


def resampling(seed: int) -> np.random.Generator:
    """The stream of bootstrap resamples."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_RESAMPLES,)))


def arriving(scenario: Scenario, links: Sequence[Links], seed: int) -> tuple[Scenario, tuple[Links, ...]]:
    """The scenario in which the recorded days of arrival are dealt out anew among the needs of each programme.

    As many come on each day as before, in an order that tells nothing about them. Programmes without arrivals stay as
    they are. O(N) in the database.
    """
    programmes = []
    for number, programme in enumerate(scenario.config.programmes):
        if programme.standing.arrival:
            count = scenario.size(f"needs_{programme.code}")
            key = np.random.SeedSequence(seed, spawn_key=(_ARRIVALS, number))
            _deal(scenario, programme.code, programme.standing.arrival, np.random.default_rng(key).permutation(count))
            programme = replace(programme, standing=replace(programme.standing, arrival=f"n.{_ARRIVED}"))
        programmes.append(programme)
    config = replace(scenario.config, programmes=tuple(programmes))
    dealt = tuple(replace(mine, programme=config.programme(mine.programme.code)) for mine in links)
    return replace(scenario, config=config), dealt


def _deal(scenario: Scenario, code: str, arrival: str, order: np.ndarray) -> None:
    """Give need i the arrival of need ``order[i]``."""
    db, table = scenario.db, ident(f"needs_{code}")
    kind = (db.execute(f"DESCRIBE SELECT ({arrival}) AS a FROM {table} n").fetchone() or ("", "DATE"))[1]
    db.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {_ARRIVED} {kind}")
    db.execute(
        f"UPDATE {table} SET {_ARRIVED} = v.a FROM (SELECT unnest(?::INTEGER[]) AS source, "
        f"generate_subscripts(?::INTEGER[], 1) - 1 AS place) p "
        f"JOIN (SELECT n._i AS i, ({arrival}) AS a FROM {table} n) v ON v.i = p.source WHERE {table}._i = p.place",
        [order.tolist(), order.tolist()],
    )
