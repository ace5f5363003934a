"""Mark what is wrong with a scenario, where it stands, in a workbook of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from pairing.fault import BadData, Fault
from pairing.tables import spreadsheet
from pairing.tables.load import discover
from pairing.toml_block import FILE
from pairing.workbook.marked_tables import marked_tables
from pairing.workbook.marking import marked_workbook
from pairing.workbook.opening import opened


def check_mark(out: Path) -> None:
    """Raise :class:`BadData` unless a marked workbook may be written to ``out``: someone may have mended an old one."""
    if out.exists():
        raise BadData([Fault("mark_exists", str(out), value=str(out))])
    if out.suffix.lower() != ".xlsx":
        raise BadData([Fault("mark_kind", str(out), value=str(out))])


def mark(scenario: Path, out: Path, faults: Sequence[Fault], lang: str) -> None:
    """Write a workbook to ``out`` in which the faults of a scenario are marked.

    A scenario that is a workbook is given back as it is, with its marks; the tables of a folder become a new workbook.
    Raises :class:`BadData` where that may not be, and OSError where a file cannot be read or written.
    """
    check_mark(out)
    place = opened(scenario)
    book = place.book if place.book is not None else scenario if scenario.is_file() else None
    if book is not None and book.suffix.lower() == ".xlsx" and _opens(book):
        content = marked_workbook(book, faults, lang)
    else:
        folder = scenario if scenario.is_dir() else scenario.parent
        sources = discover(folder, place.config.tables if place.config else {}) if scenario.is_dir() else {}
        text = (folder / FILE).read_text("utf-8-sig", "replace") if (folder / FILE).is_file() else ""
        content = marked_tables(sources, text, faults, lang)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, out)
    finally:
        fresh.unlink(missing_ok=True)


def _opens(book: Path) -> bool:
    """Whether the workbook can be read at all; else only the list of faults is written."""
    try:
        return bool(spreadsheet.sheet_names(book))
    except OSError:
        return False
