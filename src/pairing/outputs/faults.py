"""Faults as a table for people: grouped by file, each at its row and column, with a count at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pairing.fault import Fault
from pairing.outputs.columns import aligned
from pairing.reason import sentence


def faults_text(faults: Sequence[Fault], lang: str = "en") -> str:
    """Every fault on a line of its own under the name of its file, then how many there are."""
    lines: list[str] = []
    for file, group in groupby(faults, key=lambda fault: fault.file):
        rows = [
            (
                "" if fault.row is None else sentence("place_row", lang, row=fault.row),
                fault.column,
                fault.message(lang),
            )
            for fault in group
        ]
        # A file whose faults have no row or no column at all needs no blank column for it, and a place that every
        # message begins with is not said twice.
        said = all(message.startswith(column) for _, column, message in rows)
        used = [place for place in range(3) if any(row[place] for row in rows) and not (place == 1 and said)]
        lines += [
            file or sentence("place_scenario", lang),
            *aligned([[row[i] for i in used] for row in rows]),
            "",
        ]
    count = "faults_one" if len(faults) == 1 else "faults_many"
    return "\n".join([*lines, sentence(count, lang, count=f"{len(faults):,}")])
