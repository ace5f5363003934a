"""Who gains and who loses between two policies: needs that get more and that get less, counted by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pairing.comparison.outcomes import NOWHERE, Outcome, People
from pairing.metrics.groups import told_apart

_Chosen = NDArray[np.bool_]


def gains(people: People, here: Outcome, there: Outcome) -> dict[str, Any]:
    """What changes for needs if ``there`` takes the place of ``here``.

    ``needs``, those with ``more``, ``less``, and that ``start`` or ``stop`` to get anything; the same ``by`` each way
    to group, where groups of fewer than ten needs are ``hidden`` (:func:`pairing.metrics.groups.told_apart`).
    """
    more, less = there.given > here.given, there.given < here.given
    start, stop = (here.given == 0) & (there.given > 0), (here.given > 0) & (there.given == 0)
    every = np.ones(people.needs, dtype=np.bool_)
    changes = {"more": more, "less": less, "start": start, "stop": stop}
    by = {name: _by(words, changes) for name, words in people.groups.items()}
    return {**_count(every, changes), "by": by}


def _by(words: Sequence[str], changes: Mapping[str, _Chosen]) -> dict[str, Any]:
    labels = np.array(words, dtype=object)
    sizes = [(label, int((labels == label).sum()), 0) for label in sorted(set(words) - {NOWHERE})]
    told, hidden = told_apart(sizes)
    groups = [{"group": label, **_count(labels == label, changes)} for label, _, _ in told]
    return {"groups": groups, "hidden": {"groups": len(hidden), "needs": sum(size for _, size, _ in hidden)}}


def _count(inside: _Chosen, changes: Mapping[str, _Chosen]) -> dict[str, int]:
    return {"needs": int(inside.sum()), **{name: int((inside & who).sum()) for name, who in changes.items()}}
