"""The report of a run that was written before, from its folder and its scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pairing.fault import BadData, Fault
from pairing.outputs.folder import FORMATS, SUMMARY
from pairing.outputs.reasons_file import REASONS
from pairing.outputs.report.report import report_html
from pairing.scenario import read
from pairing.workbook.home import home_of

_NUMBERS = {"amount": "int64", "points": "int64", "wanted": "int64", "given": "int64"}


def stored_report(run: Path, folder: Path | None, lang: str) -> bytes:
    """The report of the run in a folder; its scenario is ``folder``, or else the folder that the run is in.

    Raises :class:`BadData` where there is no run, or the scenario is not to be found or is another one.
    """
    summary = _summary(run)
    place = home_of(run, folder)
    if place is None:
        raise BadData([Fault("reasons_no_scenario", str(run), facts={"run": str(run)})])
    scenario = read(place)
    if summary.get("inputs") != dict(scenario.inputs):
        facts = {"run": str(run), "scenario": str(scenario.path)}
        raise BadData([Fault("reasons_other_scenario", str(run), facts=facts)])
    reasons = (run / REASONS).read_bytes() if (run / REASONS).is_file() else None
    matches, unmet = _rows(run / "plan.csv"), _rows(run / "unmet.csv")
    return report_html(scenario, matches, unmet, summary, reasons, summary["files"], lang)


def _summary(run: Path) -> dict[str, Any]:
    try:
        summary: dict[str, Any] = json.loads((run / SUMMARY).read_bytes())
        if summary["format"] != FORMATS[SUMMARY]:
            raise ValueError
        _ = summary["files"], summary["policy"], summary["goals"]
    except (OSError, ValueError, KeyError, TypeError):
        raise BadData([Fault("report_not_a_run", str(run))]) from None
    return summary


def _rows(path: Path) -> pd.DataFrame:
    """A table of the run as the solver had it: ids as text, amounts as whole numbers."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return rows.astype({name: kind for name, kind in _NUMBERS.items() if name in rows.columns})
