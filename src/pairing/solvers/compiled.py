"""Loops compiled by numba, kept compiled from one run to the next.

Numba keys what it keeps by the file of a function alone, so that a loop which has swallowed another from a second file
would stay as it was when that one changes. Here all is kept under a digest of every file that holds loops: a change in
any of them compiles anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from numba import config, njit

_PACKAGE = Path(__file__).parents[1]


def compiled(loop: Callable[..., Any], **how: Any) -> Any:
    """Compile a function when it is first called, without the interpreter's lock, and keep it."""
    folder = _folder()
    if folder is None:
        return njit(nogil=True, **how)(loop)
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder)  # type: ignore[attr-defined]
    try:
        return njit(cache=True, nogil=True, **how)(loop)
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


def bare(loop: Callable[..., Any]) -> Any:
    """Compile a loop that makes no arrays: then nobody counts who holds them, which takes longer than a short step."""
    return compiled(loop, _nrt=False)


def woven(step: Callable[..., Any]) -> Any:
    """Compile a step, which makes no arrays, into the loops that call it."""
    return compiled(step, _nrt=False, forceinline=True)


@cache
def _folder() -> Path | None:
    """Where compiled loops are kept: beside the package, else with the user's caches; None where neither can be."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        text = path.read_bytes()
        if b"solvers.compiled import" in text:
            digest.update(text)
    name = f"loops-{digest.hexdigest()[:16]}"
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for parent in (Path(__file__).parent / "__pycache__", user / "pairing"):
        try:
            (parent / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent / name, os.W_OK):
            return parent / name
    return None
