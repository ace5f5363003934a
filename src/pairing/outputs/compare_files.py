"""What a comparison writes: `compare.json`, `compare.csv` for a spreadsheet, and `compare.html` for people."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pairing.config import Config
from pairing.outputs.compare_page import compare_page
from pairing.outputs.compare_text import goal_rows
from pairing.outputs.compare_words import cell, label, told_measures
from pairing.outputs.folder import COMPARE
from pairing.outputs.record import record_json
from pairing.reason import sentence


def compare_files(configs: Sequence[Config], record: Mapping[str, Any], lang: str = "en") -> dict[str, bytes]:
    """Name -> content; the record comes last and lists the others by their hash."""
    files = {"compare.csv": _csv(configs, record, lang), "compare.html": compare_page(configs, record, lang)}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, COMPARE: record_json({**record, "files": hashes})}


def _csv(configs: Sequence[Config], record: Mapping[str, Any], lang: str) -> bytes:
    """A row for each figure of each scenario (money in yuan, shares as decimals), a column for each plan."""
    names = dict.fromkeys(
        f"{column['policy']} {column['how']}" for told in record["scenarios"] for column in told["columns"]
    )
    table = io.StringIO()
    # Rows end as RFC 4180 says; the byte order mark is what makes Excel read Chinese as UTF-8.
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(["scenario", "code", "what", *names])
    for config, told in zip(configs, record["scenarios"], strict=True):
        own = [f"{column['policy']} {column['how']}" for column in told["columns"]]
        for row in goal_rows(config, told, lang):
            cells = dict(zip(own, row.plain, strict=True))
            writer.writerow([told["scenario"], row.code, row.label, *(cells.get(name, "") for name in names)])
        for code, what, cells in _measure_rows(told, lang):
            writer.writerow([told["scenario"], code, what, *(cells.get(name, "") for name in names)])
    return table.getvalue().encode("utf-8-sig")


def _measure_rows(told: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Means of measures, and differences from the first policy with their intervals."""
    for measure in told_measures(told):
        means = {
            f"{p} joint": cell(measure, row[measure]["mean"]) for p, row in told["measures"].items() if measure in row
        }
        yield f"measure.{measure}", label(measure, lang), means
    for measure in told_measures(told):
        rows = [row for row in told["differences"] if row["measure"] == measure]
        for name in ("difference", "low", "high", "p_holm") if rows else ():
            cells = {
                f"{row['policy']} joint": (
                    ("" if row[name] is None else f"{row[name]:.6f}") if name == "p_holm" else cell(measure, row[name])
                )
                for row in rows
            }
            what = sentence(f"compare_csv_{name}", lang, measure=label(measure, lang))
            yield f"{name}.{measure}", what, cells
