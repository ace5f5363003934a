"""The text of `scenario.toml`: told apart into its tables with their comments, and written from plain data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")


@dataclass(frozen=True)
class Section:
    """One table of the text: its dotted ``name`` ('' for what stands before the first), its lines, its comments.

    ``above`` are the comments between the section before and this header: they speak of this one.
    """

    name: str
    lines: tuple[str, ...]
    above: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


def sections(text: str) -> list[Section]:
    """The tables of a TOML text that can be parsed, in order. O(length)."""
    found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
    state = _State()
    for line in text.splitlines():
        inside = state.inside
        comment = state.feed(line)
        header = None if inside else _HEADER.match(line)
        if header:
            name = ".".join(part.strip().strip("\"'") for part in header.group(1).split("."))
            found.append((name, [], []))
        found[-1][1].append(line)
        if comment:
            found[-1][2].append(comment)
    made: list[Section] = []
    waiting: tuple[str, ...] = ()
    for name, lines, comments in found:
        end = len(lines)
        while end > 0 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        above = tuple(line for line in lines[end:] if line.strip())
        own = tuple(comments[: len(comments) - len(above)])
        made.append(Section(name, tuple(lines[:end]), waiting, own))
        waiting = tuple(line.strip().lstrip("#").strip() for line in above)
    if waiting:
        made.append(Section("", (), waiting))
    return made


class _State:
    """Where in the grammar a line begins: inside a long string or brackets, or at a place for a header."""

    def __init__(self) -> None:
        self.quote, self.depth = "", 0

    @property
    def inside(self) -> bool:
        return bool(self.quote) or self.depth > 0

    def feed(self, line: str) -> str:
        """Pass over a line; returns its comment."""
        at = 0
        while at < len(line):
            rest = line[at:]
            if self.quote:
                if self.quote[0] == '"' and rest[0] == "\\":
                    at += 2
                elif rest.startswith(self.quote):
                    at += len(self.quote)
                    # A long string may end in one or two quotation marks of its own.
                    while len(self.quote) == 3 and line[at : at + 1] == self.quote[0]:
                        at += 1
                    self.quote = ""
                else:
                    at += 1
            elif rest[0] in "\"'":
                self.quote = rest[0] * 3 if rest.startswith(rest[0] * 3) else rest[0]
                at += len(self.quote)
            elif rest[0] == "#":
                return rest[1:].strip()
            else:
                self.depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(rest[0], 0)
                at += 1
        if len(self.quote) == 1:
            self.quote = ""
        return ""


def toml_value(value: Any) -> str:
    """A value as TOML in one line. Raises ``TypeError`` for what TOML does not have."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(toml_value, value)) + "]"
        case Mapping():
            inner = ", ".join(f"{toml_key(key)} = {toml_value(item)}" for key, item in value.items())
            return "{ " + inner + " }" if inner else "{}"
    raise TypeError(type(value))


def toml_key(key: str) -> str:
    """A key as TOML: bare where it may be."""
    return key if _BARE.match(key) else toml_value(key)


def toml_block(header: str, values: Mapping[str, Any], note: str = "") -> list[str]:
    """The lines of one block under its header, a value a line; long lists of tables take a line for each table."""
    lines = [*(f"# {line}" for line in note.splitlines()), header]
    for key, value in values.items():
        if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            rows = [f"  {toml_value(item)}," for item in value]
            lines += [f"{toml_key(key)} = [", *rows, "]"]
        else:
            lines.append(f"{toml_key(key)} = {toml_value(value)}")
    return lines
