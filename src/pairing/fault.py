"""What is wrong with the input, and where: one record per fault, so that all can be shown at once."""

from __future__ import annotations

import difflib
import errno
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pairing.reason import sentence

#: What the system says of a file, and the code under which it is said in the reader's language.
_SYSTEM = {
    os.strerror(errno.ENOENT): "system_no_file",
    os.strerror(errno.EACCES): "system_denied",
    os.strerror(errno.EISDIR): "system_folder",
    os.strerror(errno.ENOTDIR): "system_no_folder",
}


@dataclass(frozen=True)
class Fault:
    """One thing that a person must mend.

    ``row`` counts as a spreadsheet shows it (the header is row 1); ``column`` is the header as the user wrote it, or
    the dotted place in ``scenario.toml``; ``value`` is masked already where the field is personal.
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    def message(self, lang: str = "en") -> str:
        """What is wrong and what to do, in the reader's language."""
        near = self.facts.get("near", "")
        # A question is asked only where there is a name to ask about.
        hint = "" if near in ("", "-", "—") else sentence("did_you_mean", lang, near=near)
        hint += " " if hint and lang == "en" else ""
        own = dict(self.facts)
        if "expected" in own:  # the code of what should stand there
            own["expected"] = sentence(str(own["expected"]), lang)
        if own.get("detail") in _SYSTEM:
            own["detail"] = sentence(_SYSTEM[str(own["detail"])], lang)
        facts = {"file": self.file, "row": self.row, "column": self.column, "value": self.value, "hint": hint}
        return sentence(self.code, lang, **{**facts, **own})

    def record(self, lang: str = "en") -> dict[str, str | int | None]:
        """The fault as plain data, for ``--json`` and for case systems."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message(lang),
        }

    @property
    def place(self) -> str:
        """Where it is, in one short line: file, row, column."""
        row = "" if self.row is None else str(self.row)
        return ":".join(part for part in (self.file, row, self.column) if part)


class BadData(Exception):
    """The input cannot be used; carries every fault that was found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda f: (f.file, f.row or 0, f.column, f.code, f.value)))
        super().__init__("; ".join(f"{fault.place}: {fault.message()}" for fault in self.faults[:20]))


class BadSettings(BadData):
    """`scenario.toml` has faults; ``config`` is what can be read of it all the same, None where too much is missing."""

    def __init__(self, faults: Iterable[Fault], config: object = None) -> None:
        super().__init__(faults)
        self.config = config


def choices(name: str, names: Iterable[str | None]) -> dict[str, str | int]:
    """Facts for a name that does not exist: the one most likely meant, and those that do."""
    known = sorted(name for name in names if name)  # a code at fault may be None
    return {"near": nearest(name, known) or "—", "names": ", ".join(known) or "—"}


def nearest(name: str, names: Iterable[str]) -> str:
    """The known name that a mistyped one most likely meant, or an empty text."""
    found = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.6)
    return found[0] if found else ""
