"""`reasons.jsonl`: one record a line, see `reasons.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pairing.fault import BadData, Fault

REASONS = "reasons.jsonl"


def reasons_jsonl(records: Iterable[Mapping[str, object] | str]) -> bytes:
    """The records, one a line, in UTF-8 and without blanks: there may be a million of them. Some are JSON already."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode
    return "".join(f"{record if isinstance(record, str) else encode(record)}\n" for record in records).encode()


def read_reasons(run: Path) -> Iterator[dict[str, Any]]:
    """The records of a run's folder, in order; raises :class:`BadData` where there are none, and at a bad line."""
    path = run / REASONS
    if not path.is_file():
        raise BadData([Fault("reasons_not_there", str(run), facts={"run": str(run)})])
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                _ = record["kind"]
            except (ValueError, KeyError, TypeError):
                facts: dict[str, str | int] = {"run": str(run), "line": number}
                raise BadData([Fault("reasons_unreadable", str(run), row=number, facts=facts)]) from None
            yield record
