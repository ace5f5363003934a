"""A run's folder appears whole or not at all: written beside its place, then moved there in one step."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from pairing.fault import BadData, Fault

SUMMARY = "summary.json"
COMPARE = "compare.json"
SENSITIVITY = "sensitivity.json"
INDEX = "index.json"
#: The record by which a folder is known to be an earlier one of the same kind, and its format.
FORMATS = {
    SUMMARY: "pairing-summary/1",
    COMPARE: "pairing-compare/2",
    INDEX: "pairing-files/1",
    SENSITIVITY: "pairing-sensitivity/1",
}


def publish(folder: Path, files: Mapping[str, bytes], record: str = SUMMARY) -> None:
    """Make ``folder`` hold exactly ``files`` (name -> content), among them the ``record`` that lists the others.

    An earlier run there is replaced; :func:`check_place` says what counts as one, and raises ``BadData`` for
    anything else. On any error, a full disk and Ctrl-C included, the earlier run stays and nothing else is
    left behind.
    """
    folder = folder.resolve()
    check_place(folder, record)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        fresh.mkdir()
        for name, content in files.items():
            with (fresh / name).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        _sync_folder(fresh)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _sync_folder(folder.parent)


def put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write ``files`` into a folder that has others too, each whole or not at all; returns where they are."""
    placed = []
    for name, content in files.items():
        fresh = folder / f".{name}.{secrets.token_hex(4)}.part"
        try:
            fresh.write_bytes(content)
            fresh.replace(folder / name)
        finally:
            fresh.unlink(missing_ok=True)
        placed.append(folder / name)
    return placed


def check_place(folder: Path, record: str = SUMMARY) -> None:
    """Raise ``BadData`` unless a run may be written here: nothing there, an empty folder, an earlier run.

    A folder that holds anything besides the files that the earlier run lists is left alone, since replacing
    it would destroy someone's work.
    """
    folder = folder.resolve()
    if not folder.exists():
        above = next(parent for parent in folder.parents if parent.exists())
        _refuse_unless(above.is_dir() and os.access(above, os.W_OK | os.X_OK), "out_not_writable", folder)
        return
    _refuse_unless(folder.is_dir(), "out_not_a_run", folder)
    present = {entry.name for entry in folder.iterdir()}
    _refuse_unless(not present or record in present, "out_not_a_run", folder)
    if present:
        others = sorted(present - _files_of_run(folder, record))
        _refuse_unless(not others, "out_has_other_files", folder, names=", ".join(others[:5]))
    _refuse_unless(os.access(folder.parent, os.W_OK | os.X_OK), "out_not_writable", folder)


def _files_of_run(folder: Path, record: str) -> set[str]:
    try:
        said = json.loads((folder / record).read_bytes())
        if said["format"] != FORMATS[record]:
            raise ValueError
        return {record, *said["files"]}
    except (ValueError, KeyError, TypeError, OSError):
        raise BadData([Fault("out_not_a_run", str(folder))]) from None


def _refuse_unless(fine: bool, code: str, folder: Path, **facts: str) -> None:
    if not fine:
        raise BadData([Fault(code, str(folder), facts=facts)])


def _swap(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` in the place of ``folder``; whatever was there comes back if the move fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = fresh.with_suffix(".old")
    try:
        folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system can (Windows cannot open a folder)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
