"""Whose plans are compared: the people of a scenario's tables, or people invented anew for each draw."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pairing.comparison.streams import Draw, people_seed
from pairing.generate.scenario import kinds, write_scenario
from pairing.scenario import Scenario, read

#: As few households as a generated scenario may have, and as many as are invented again and again.
LEAST, MOST = 100, 1_000_000


@dataclass(frozen=True)
class Invented:
    """People of a generated kind, others in each draw."""

    kind: str
    households: int


def invented(text: str) -> Invented | None:
    """What ``KIND:HOUSEHOLDS`` stands for; None where the text is something else."""
    kind, colon, count = text.partition(":")
    if not colon or kind not in kinds() or not count.isdecimal() or not LEAST <= int(count) <= MOST:
        return None
    return Invented(kind, int(count))


@contextmanager
def people(source: Scenario | Invented, draw: Draw, threads: int | None) -> Iterator[Scenario]:
    """The scenario of a draw: the one at hand, or one that is written, read and thrown away."""
    if isinstance(source, Scenario):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="pairing-") as folder:
        write_scenario(source.kind, Path(folder) / "town", households=source.households, seed=people_seed(draw))
        yield read(Path(folder) / "town", threads=threads)
