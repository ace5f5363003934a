"""In which line of a `scenario.toml` a setting stands, from its dotted name."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-\"' ]+?)\s*\]")
_CODE = re.compile(r"""\bcode\s*=\s*["'](\w+)["']""")


def line_of(lines: Sequence[str], place: str) -> int:
    """The line (from 1) of a setting such as ``programme.help.rule.near.where``; the nearest above it that is found.

    Codes are followed from header to header as in the text; 1 where nothing of the name is found.
    """
    parts = place.split(".")
    best, depth = 1, 0
    at: list[str] = []
    for number, line in enumerate(lines, start=1):
        header = _HEADER.match(line)
        if header:
            at = _inside(at, header.group(1).split("."))
        opening = re.match(r"\s*([\w-]+)\s*=\s*\[\s*(#.*)?$", line)
        if opening and not header:
            at = [*at, opening.group(1)]
        elif line.lstrip().startswith("]") and at:
            at = at[:-1]
        key = re.match(r"\s*([\w-]+)\s*=", line)
        found = _shared(parts, [*at, key.group(1)] if key else at)
        if found > depth:
            best, depth = number, found
        for code in _CODE.findall(line):
            # A code names the innermost array of tables, or a table in braces such as a goal.
            at = [*at, code] if header is None and at and at[-1].isidentifier() else at
            found = _shared(parts, at)
            if found > depth:
                best, depth = number, found
            if line.lstrip().startswith("{"):
                at = at[:-1]
    return best


def _inside(at: Sequence[str], names: Sequence[str]) -> list[str]:
    """The codes of the arrays that stay open under a new header, between its names."""
    kept: list[str] = []
    rest = list(at)
    for place, name in enumerate(names):
        kept.append(name.strip("\"' "))
        if rest[:1] == kept[-1:]:
            rest = rest[1:]
            if place < len(names) - 1 and rest and rest[0] != names[place + 1]:
                kept.append(rest[0])
                rest = rest[1:]
        else:
            rest = []
    return kept


def _shared(wanted: Sequence[str], there: Sequence[str]) -> int:
    """How many names two places share from the start."""
    count = 0
    for left, right in zip(wanted, there, strict=False):
        if left != right:
            break
        count += 1
    return count
