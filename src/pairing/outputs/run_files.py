"""All files of one run, as bytes, with the summary listing the others by their hash."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pairing.outputs.folder import SUMMARY
from pairing.outputs.reasons_file import REASONS
from pairing.outputs.record import proof_json, record_json
from pairing.outputs.tables import entitled_csv, list_csv, plan_csv, unmet_csv

if TYPE_CHECKING:
    import pandas as pd

REPORT = "report.html"
BOOK = "plan.xlsx"


def run_files(
    matches: pd.DataFrame,
    unmet: pd.DataFrame,
    summary: Mapping[str, object],
    proof: Mapping[str, object],
    entitled: pd.DataFrame | None = None,
    lists: Mapping[str, pd.DataFrame] | None = None,
    against: pd.DataFrame | None = None,
    repair: bytes | None = None,
    reasons: bytes | None = None,
    report: Callable[[Mapping[str, str]], bytes] | None = None,
    book: Callable[[Mapping[str, str]], bytes | None] | None = None,
) -> dict[str, bytes]:
    """File name -> content; the summary comes last, with ``files`` (name -> sha256) and the time to write.

    ``report`` and ``book`` make the report and the workbook of the hashes of the files before them; a workbook that
    would be too large is None, and left out.
    """
    start = time.perf_counter()
    files = {"plan.csv": plan_csv(matches), "unmet.csv": unmet_csv(unmet), "proof.json": proof_json(proof)}
    if reasons is not None:
        files[REASONS] = reasons
    if entitled is not None:
        files["entitled.csv"] = entitled_csv(entitled)
    if against is not None:
        files["against.csv"] = plan_csv(against)
    if repair is not None:
        files["repair.toml"] = repair
    for code, rows in (lists or {}).items():
        files[f"{code}.csv"] = list_csv(rows)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, make in ((REPORT, report), (BOOK, book)):
        content = None if make is None else make(hashes)
        if content is not None:
            files[name] = content
            hashes[name] = hashlib.sha256(content).hexdigest()
    seconds = summary.get("seconds")
    steps = dict(seconds) if isinstance(seconds, Mapping) else {}
    steps["write"] = round(time.perf_counter() - start, 3)
    files[SUMMARY] = record_json({**summary, "files": hashes, "seconds": steps})
    return files
