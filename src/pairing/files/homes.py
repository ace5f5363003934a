"""The needs of every household, over all programmes, from the reasons of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairing.fault import BadData, Fault, nearest
from pairing.outputs.reasons_file import read_reasons


@dataclass(frozen=True, eq=False)
class Homes:
    """A run as files tell of it: its summary and the hash of that, goals and programmes as its reasons name them, and
    the records of each household's needs. A need whose household the tables do not tell is one of its own."""

    summary: Mapping[str, Any]
    digest: str
    goals: Sequence[Mapping[str, Any]]
    programmes: Mapping[str, Mapping[str, Any]]
    needs: Mapping[str, Sequence[Mapping[str, Any]]]

    def of(self, household: str, run: Path) -> Sequence[Mapping[str, Any]]:
        """The needs of a household; raises :class:`BadData` with a name that is near where there is none."""
        if household not in self.needs:
            facts = {"run": str(run), "near": nearest(household, self.needs) or "—"}
            raise BadData([Fault("file_unknown_household", str(run), value=household, facts=facts)])
        return self.needs[household]


def homes_of(run: Path) -> Homes:
    """Read a run's summary and reasons; raises :class:`BadData` where they are not there or unreadable."""
    goals: list[Mapping[str, Any]] = []
    programmes: dict[str, Mapping[str, Any]] = {}
    needs: dict[str, list[Mapping[str, Any]]] = {}
    for record in read_reasons(run):
        if record["kind"] == "run":
            goals = record["goals"]
        elif record["kind"] == "programme":
            programmes[record["programme"]] = record
        elif record["kind"] == "need":
            needs.setdefault(record.get("household", record["need"]), []).append(record)
    try:
        content = (run / "summary.json").read_bytes()
        summary = json.loads(content)
        if summary["format"] != "pairing-summary/1":
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise BadData([Fault("file_no_summary", str(run), facts={"run": str(run)})]) from None
    return Homes(summary, hashlib.sha256(content).hexdigest(), goals, programmes, dict(sorted(needs.items())))
