"""What a run says of itself: the plan, what stays unmet, the summary and the prices, from a folder or from memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pairing.verdict.verdict import Findings

PLAN, UNMET, SUMMARY, PROOF = "plan.csv", "unmet.csv", "summary.json", "proof.json"
COLUMNS = {
    PLAN: ("programme", "need", "resource", "via", "amount", "yuan", "points"),
    UNMET: ("programme", "need", "wanted", "given", "reason", "message"),
}
Columns = dict[str, list[str]]


class Run(Protocol):
    """Anything that carries a run in memory: a plan as a solve gives it back, or a :class:`Claim`."""

    @property
    def matches(self) -> Any: ...
    @property
    def unmet(self) -> Any: ...
    @property
    def summary(self) -> Any: ...
    @property
    def proof(self) -> Any: ...


@dataclass(frozen=True, eq=False)
class Claim:
    """A run as it stands.

    ``matches`` and ``unmet`` are rows with the columns of ``plan.csv`` and ``unmet.csv``: a list of mappings, a mapping
    of columns, a DataFrame or an Arrow table. ``files`` holds the hashes of the files that were read (name -> sha256),
    empty for a run in memory.
    """

    matches: Any
    unmet: Any
    summary: Any
    proof: Any
    files: Mapping[str, str] = field(default_factory=dict)


def read_claim(folder: Path, found: Findings) -> Claim:
    """Read a run's folder. A file that is missing or unreadable becomes a fault and counts as empty."""
    content = {name: _bytes(folder / name, found) for name in (PLAN, UNMET, SUMMARY, PROOF)}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in content.items() if name != SUMMARY}
    summary = _json(SUMMARY, content[SUMMARY], found)
    listed = summary.get("files") if isinstance(summary, dict) else None
    for name in listed if isinstance(listed, dict) else ():
        # Only plain names: a summary must not make the verifier read elsewhere.
        if name not in content and name not in (".", "..") and "/" not in name and "\\" not in name:
            hashes[name] = hashlib.sha256(_bytes(folder / name, found)).hexdigest()
    return Claim(
        matches=_table(PLAN, content[PLAN], found),
        unmet=_table(UNMET, content[UNMET], found),
        summary=summary,
        proof=_json(PROOF, content[PROOF], found),
        files=hashes,
    )


def columns(name: str, rows: Any, found: Findings) -> Columns:
    """The columns of a table of a claim as texts, in the order of the rows; a column that is missing is a fault."""
    wanted = COLUMNS[name]
    if hasattr(rows, "column_names"):  # Arrow
        taken = {c: rows.column(c).to_pylist() for c in wanted if c in rows.column_names}
        length = rows.num_rows
    elif hasattr(rows, "columns"):  # a DataFrame
        taken = {c: rows[c].tolist() for c in wanted if c in rows.columns}
        length = len(rows)
    elif isinstance(rows, Mapping):
        taken = {c: list(rows[c]) for c in wanted if c in rows}
        length = max(map(len, taken.values()), default=0)
    else:
        rows = list(rows)
        taken = {c: [row.get(c) for row in rows] for c in wanted if not rows or any(c in row for row in rows)}
        length = len(rows)
    for column in wanted:
        if column not in taken:
            found.wrong("run_column_missing", name, column=column)
    texts = {column: [_text(value) for value in taken.get(column, ())] for column in wanted}
    return {column: values + [""] * (length - len(values)) for column, values in texts.items()}


def _text(value: Any) -> str:
    """A cell as the CSV file would hold it; what is missing is an empty text."""
    missing = (
        value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)
    )
    return "" if missing else str(value)


def _bytes(path: Path, found: Findings) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        found.wrong("run_file_missing", path.name, detail=error.strerror or "")
        return b""


def _json(name: str, data: bytes, found: Findings) -> Any:
    try:
        return json.loads(data) if data else {}
    except (ValueError, RecursionError) as error:
        found.wrong("run_file_unreadable", name, detail=error)
        return {}


def _table(name: str, data: bytes, found: Findings) -> Columns:
    empty: Columns = {column: [] for column in COLUMNS[name]}
    if not data:
        return empty
    try:
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    except (ValueError, csv.Error) as error:
        found.wrong("run_file_unreadable", name, detail=error)
        return empty
    for i, row in enumerate(rows):
        if len(row) != len(header):
            found.wrong("run_row_length", name, row=i + 2, cells=len(row), columns=len(header))
    rows = [row for row in rows if len(row) == len(header)]
    return (
        {column: list(values) for column, values in zip(header, zip(*rows, strict=True), strict=True)}
        if rows
        else {column: [] for column in header}
    )
