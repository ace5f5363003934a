"""The weights that can be moved: those of the dimensions of indexes, or of the programmes' scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairing.config import Config
from pairing.fault import BadData, Fault

#: A weight as it stands in the scenario; factors are whole thousandths of it.
AS_IT_IS = 1000


@dataclass(frozen=True)
class Lever:
    """One weight: of the dimension ``code`` of the index ``of``, or of the score ``code`` of the programme ``of``.

    A score weighs 1. ``via`` says that the score is one of the row in between.
    """

    kind: Literal["index", "score"]
    of: str
    code: str
    weight: int
    via: bool = False

    @property
    def name(self) -> str:
        """The weight as people read it: ``hardship.income``."""
        return f"{self.of}.{self.code}"


def levers(config: Config, index: str | None = None) -> tuple[Lever, ...]:
    """The weights of one index, of all of them, or of the scores where there is no index; weights of 0 stay at 0.

    Raises :class:`BadData` where there is nothing to weigh against anything else: moving a single weight changes no
    order.
    """
    indexes = [each for each in config.indexes if index in (None, each.code)]
    found = [Lever("index", each.code, d.code, d.weight) for each in indexes for d in each.dimensions if d.weight]
    if not indexes:
        for programme in config.programmes:
            found += [Lever("score", programme.code, score.code, 1) for score in programme.scores]
            ways = programme.via.scores if programme.via else ()
            found += [Lever("score", programme.code, score.code, 1, via=True) for score in ways]
    if len(found) < 2:
        raise BadData([Fault("sensitivity_nothing", "scenario.toml")])
    return tuple(found)
