"""Where the settings of a scenario are: `scenario.toml` in a folder, or the sheets of a workbook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pairing.config import Config
from pairing.fault import BadSettings, Fault
from pairing.settings.root import config_of, read_config
from pairing.tables import spreadsheet
from pairing.toml_block import FILE
from pairing.workbook.places import Place
from pairing.workbook.settings import Settings, read_settings

#: Settings that name no table: words for people, and names of other things.
_SAID = ("title", "says", "law", "description", "code", "kind", "policy", "programme", "programmes", "against")


@dataclass(frozen=True)
class Opened:
    """A scenario whose settings are read and whose tables are not yet.

    ``book`` is the workbook that has the settings; ``only`` the one that has the tables too. ``places`` tell where each
    setting stands in it. ``config`` is None where too much is missing.
    """

    folder: Path
    config: Config | None = None
    faults: tuple[Fault, ...] = ()
    book: Path | None = None
    only: Path | None = None
    settings: Settings = field(default_factory=Settings)

    @property
    def places(self) -> Mapping[str, Place]:
        """Where each setting stands in the workbook; empty where there is none."""
        return self.settings.places

    def asked(self, name: str) -> bool:
        """Whether the settings speak of a table of that name, known or not."""
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        return bool(name) and any(whole.search(text) for text in _texts(self.settings.raw))

    def inputs(self, files: Iterable[str]) -> dict[str, str]:
        """The hash of each file of tables and of the settings, by name; raises OSError where one is gone."""
        names = {*files, FILE if self.book is None else self.book.name}
        hashes = {name: _digest(self.folder / name) for name in sorted(names)}
        # The rules go by one name, wherever they stand: what makes a run out of date is what they say.
        return hashes if self.book is None else {**hashes, FILE: self.settings.digest}


def opened(path: Path) -> Opened:
    """Find and read the settings of a scenario: a folder, or a workbook that is one. Faults are in what it returns."""
    if path.is_file():
        return _workbook(path, path.parent, only=path)
    if not path.is_dir():
        return Opened(path, None, (Fault("scenario_missing", path.name, value=path.name),))
    books = settings_books(path)
    if (path / FILE).exists() and books:
        facts = {"other": ", ".join(book.name for book in books)}
        return Opened(path, None, (Fault("settings_twice", FILE, facts=facts),))
    if len(books) > 1:
        facts = {"other": ", ".join(book.name for book in books[1:])}
        return Opened(path, None, (Fault("settings_twice", books[0].name, facts=facts),))
    if books:
        return _workbook(books[0], path, only=None)
    try:
        return Opened(path, read_config(path))
    except BadSettings as bad:
        return Opened(path, bad.config if isinstance(bad.config, Config) else None, bad.faults)


def settings_books(folder: Path) -> list[Path]:
    """The workbooks of a folder that carry settings of their own; copies in which faults are marked are passed over."""
    found = []
    for path in sorted(folder.glob("*.xlsx")):
        if path.is_file() and not path.name.startswith((".", "~$")):
            try:
                names = spreadsheet.sheet_names(path)
            except OSError:
                continue  # told where the table is read
            if spreadsheet.has_settings(names) and not spreadsheet.is_marked(names):
                found.append(path)
    return found


def _workbook(book: Path, folder: Path, only: Path | None) -> Opened:
    if book.suffix.lower() != ".xlsx":
        return Opened(folder, None, (Fault("scenario_kind", book.name, value=book.suffix or book.name),))
    try:
        if not spreadsheet.has_settings(spreadsheet.sheet_names(book)):
            return Opened(folder, None, (Fault("workbook_without_settings", book.name),), book, only)
        settings = read_settings(book)
    except PermissionError:
        return Opened(folder, None, (Fault("workbook_locked", book.name),), book, only)
    except OSError as error:
        reason = error.strerror or str(error).partition("\n")[0]
        return Opened(folder, None, (Fault("file_unreadable", book.name, facts={"reason": reason}),), book, only)
    config: Config | None = None
    faults = list(settings.faults)
    try:
        config = config_of(settings.raw)
    except BadSettings as bad:
        faults += bad.faults
        config = bad.config if isinstance(bad.config, Config) else None
    return Opened(folder, config, tuple(faults), book, only, settings)


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain data that may name a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _SAID:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
