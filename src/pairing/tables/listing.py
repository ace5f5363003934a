"""How many faults are listed, and how much of a value they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pairing.fault import Fault

# At most so many faults of one kind in one column are listed; one more tells how many are left.
LISTED = 1000


def listed(faults: Iterable[Fault]) -> list[Fault]:
    """The faults, at most ``LISTED`` of one code in one column; one more fault counts what is left over."""
    kept: list[Fault] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    for fault in faults:
        kind = (fault.file, fault.column, fault.code)
        counts[kind] += 1
        if counts[kind] <= LISTED:
            kept.append(fault)
    return kept + [more_like_this(*kind, count) for kind, count in counts.items() if count > LISTED]


def more_like_this(file: str, column: str, code: str, count: int) -> Fault:
    """The fault that stands for all beyond the first ``LISTED`` of ``count``."""
    return Fault("more_like_this", file, column=column, facts={"like": code, "more": count - LISTED, "shown": LISTED})


def mask(value: str) -> str:
    """A personal value as faults may show it: the first two characters at most."""
    return value[:2] + "***" if len(value) > 4 else "***"


def shown_value(value: str | None, sensitive: bool) -> str:
    """A value as a fault shows it: masked where it is personal, cut where it is long."""
    if value is None:
        return ""
    return mask(value) if sensitive else value[:60]
