"""What a run says of itself: the plan, what stays unmet, the summary and the prices, from a folder or from memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pairing.verdict.verdict import Findings

PLAN, UNMET, SUMMARY, PROOF = "plan.csv", "unmet.csv", "summary.json", "proof.json"
ENTITLED, AGAINST, REPAIR = "entitled.csv", "against.csv", "repair.toml"
COLUMNS = {
    PLAN: ("programme", "need", "resource", "via", "amount", "yuan", "points"),
    UNMET: ("programme", "need", "wanted", "given", "reason", "message"),
    AGAINST: ("programme", "need", "resource", "via", "amount", "yuan", "points"),
    ENTITLED: ("entitlement", "need", "resource", "verdict", "missing"),
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
    empty for a run in memory. ``entitled`` has the rows of ``entitled.csv`` as a DataFrame, None where there is no
    such file; ``lists`` has the scenario's own lists by code, each as rows of texts with the header first, or a
    DataFrame; ``against`` has the rows of ``against.csv``, and ``repair`` the bytes of ``repair.toml``.
    """

    matches: Any
    unmet: Any
    summary: Any
    proof: Any
    files: Mapping[str, str] = field(default_factory=dict)
    entitled: Any = None
    lists: Mapping[str, Any] = field(default_factory=dict)
    against: Any = None
    repair: bytes | None = None


def read_claim(folder: Path, found: Findings) -> Claim:
    """Read a run's folder. A file that is missing or unreadable becomes a fault and counts as empty."""
    content = {name: _bytes(folder / name, found) for name in (PLAN, UNMET, SUMMARY, PROOF)}
    content |= {name: _bytes(folder / name, found) for name in (ENTITLED, AGAINST, REPAIR) if (folder / name).exists()}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in content.items() if name != SUMMARY}
    summary = _json(SUMMARY, content[SUMMARY], found)
    listed = summary.get("files") if isinstance(summary, dict) else None
    lists = {}
    for name in listed if isinstance(listed, dict) else ():
        # Only plain names: a summary must not make the verifier read elsewhere.
        if name not in content and name not in (".", "..") and "/" not in name and "\\" not in name:
            data = _bytes(folder / name, found)
            hashes[name] = hashlib.sha256(data).hexdigest()
            if name.endswith(".csv"):
                lists[name.removesuffix(".csv")] = _rows(name, data, found)
    return Claim(
        matches=_table(PLAN, content[PLAN], found),
        unmet=_table(UNMET, content[UNMET], found),
        summary=summary,
        proof=_json(PROOF, content[PROOF], found),
        files=hashes,
        entitled=_frame(ENTITLED, content[ENTITLED], found) if ENTITLED in content else None,
        lists=lists,
        against=_table(AGAINST, content[AGAINST], found) if AGAINST in content else None,
        repair=content.get(REPAIR),
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


def _frame(name: str, data: bytes, found: Findings) -> Any:
    """A table of a claim as a DataFrame of texts: for tables that may have millions of rows."""
    import pandas as pd

    try:
        texts = {"dtype": str, "keep_default_na": False, "encoding": "utf-8-sig", "index_col": False}
        with warnings.catch_warnings(action="error", category=pd.errors.ParserWarning):
            return pd.read_csv(io.BytesIO(data), skip_blank_lines=False, **texts)
    except (ValueError, pd.errors.ParserWarning) as error:
        found.wrong("run_file_unreadable", name, detail=str(error).strip())
        return pd.DataFrame({column: [] for column in COLUMNS[name]}, dtype=str)


def _rows(name: str, data: bytes, found: Findings) -> list[list[str]]:
    """The rows of a CSV file, the header first; none where it cannot be read."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        if not rows:
            raise ValueError("no header")
    except (ValueError, csv.Error) as error:
        found.wrong("run_file_unreadable", name, detail=error)
        return []
    return rows


def _table(name: str, data: bytes, found: Findings) -> Columns:
    empty: Columns = {column: [] for column in COLUMNS[name]}
    if not data:
        return empty
    lines = _rows(name, data, found)
    if not lines:
        return empty
    header, *rows = lines
    for i, row in enumerate(rows):
        if len(row) != len(header):
            found.wrong("run_row_length", name, row=i + 2, cells=len(row), columns=len(header))
    rows = [row for row in rows if len(row) == len(header)]
    return (
        {column: list(values) for column, values in zip(header, zip(*rows, strict=True), strict=True)}
        if rows
        else {column: [] for column in header}
    )
