"""Which scenario a run was made from, and the text of its settings, whichever form it has."""

from __future__ import annotations

import json
from pathlib import Path

from pairing.toml_block import FILE
from pairing.workbook.opening import opened, settings_books
from pairing.workbook.settings import settings_toml


def home_of(run: Path, given: Path | None = None) -> Path | None:
    """The scenario of a run: the one ``given``, else the folder that the run lies in, or the workbook that it lies
    beside (see the names of its inputs). None where there is none.
    """
    if given is not None:
        there = given.is_file() or (given / FILE).is_file() or bool(settings_books(given))
        return given if there else None
    folder = run.resolve().parent
    if (folder / FILE).is_file():
        return folder
    try:
        inputs = json.loads((run / "summary.json").read_bytes())["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        inputs = {}
    books = [book for book in settings_books(folder) if book.name in inputs]
    if len(books) != 1:
        return None
    return books[0] if set(inputs) == {books[0].name, FILE} else folder


def settings_text(scenario: Path) -> str:
    """The `scenario.toml` of a scenario; of a workbook, what its sheets of settings say, in the same form."""
    place = opened(scenario)
    return (place.folder / FILE).read_bytes().decode() if place.book is None else settings_toml(place.settings)
