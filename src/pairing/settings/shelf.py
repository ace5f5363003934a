"""Which procedures there are: the files of the shelf, known by their names and not loaded."""

from __future__ import annotations

import pkgutil
from functools import cache
from pathlib import Path

_SHELF = Path(__file__).parents[1] / "policies"


@cache
def shelf() -> tuple[str, ...]:
    """The names of the files in :mod:`pairing.policies` that have a ``plan``, in their order."""
    names = (module.name for module in pkgutil.iter_modules([str(_SHELF)]))
    return tuple(name for name in names if "\ndef plan(" in (_SHELF / f"{name}.py").read_text(encoding="utf-8"))
