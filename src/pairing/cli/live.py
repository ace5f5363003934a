"""The live line on a terminal that says where a command stands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def live_progress(quiet: bool, lang: str) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """Something to report steps to: a live line on a terminal, silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda step, facts: None
        return
    from pairing.outputs.progress import Progress

    progress = Progress(sys.stderr, lang)
    try:
        yield progress
    finally:
        progress.close()
