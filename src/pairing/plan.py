"""What a solve gives back: the matches, what stays unmet, how good it is and the prices that prove it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairing.outputs.folder import SUMMARY, publish
from pairing.outputs.run_files import run_files

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from pairing.scenario import Scenario

#: A plan of more rows has no workbook: at some 10,000 rows a second it would take minutes, and nobody could open it.
BOOK_ROWS = 1_000_000


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan for a scenario, checked by the independent verifier before anyone sees it.

    ``matches`` has the columns of ``plan.csv`` and ``unmet`` those of ``unmet.csv`` (see
    :mod:`pairing.outputs.tables`; amounts are 1 per match and fen for money); ``summary`` and ``proof`` are
    the records of ``summary.json`` and ``proof.json``. Without a plan (status ``infeasible`` or ``no_plan``)
    both tables are empty; the summary of an infeasible scenario says what conflicts, and :meth:`advice` how to repair
    it. ``entitled`` has the columns of ``entitled.csv``, where the scenario has entitlements; ``lists`` has its lists
    by code, ``against`` the matches under the policy that this one is held against, ``repair`` the patch that was
    applied, ``reasons`` the records of ``reasons.jsonl``, and ``lang`` the language of what people read of it.
    """

    matches: pd.DataFrame
    unmet: pd.DataFrame
    summary: dict[str, Any]
    proof: dict[str, Any]
    scenario: Scenario = field(repr=False)
    entitled: pd.DataFrame | None = field(default=None, repr=False)
    against: pd.DataFrame | None = field(default=None, repr=False)
    lists: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    repair: bytes | None = field(default=None, repr=False)
    reasons: bytes | None = field(default=None, repr=False)
    lang: str = field(default="en", repr=False)

    @property
    def status(self) -> str:
        """``optimal``, ``feasible``, ``infeasible`` or ``no_plan``."""
        return str(self.summary["status"])

    def graph(self, *, names: bool = False) -> nx.Graph:
        """The plan as a bipartite networkx graph, see :func:`pairing.outputs.graph.plan_graph`.

        Columns that tell who a person is are left out unless ``names`` asks for them.
        """
        from pairing.outputs.graph import plan_graph

        return plan_graph(self.scenario, self.matches, names=names)

    def advice(self, lang: str = "en") -> str | None:
        """Where nothing fits, the cheapest repair as the text of a `repair.toml`; None where there is none."""
        from pairing.outputs.advice import patch_head
        from pairing.outputs.patch_text import patch_text

        if self.summary.get("advice_status") not in ("cheapest", "found"):
            return None
        return patch_text(self.scenario.config, self.summary, patch_head(self.scenario.config, self.summary, lang))

    def files(self, *, names: bool = False) -> dict[str, bytes]:
        """The files of this run by name, see :func:`pairing.outputs.run_files.run_files`.

        Names of people stand in the workbook, and only there, where ``names`` asks for them.
        """
        return run_files(
            self.matches,
            self.unmet,
            self.summary,
            self.proof,
            self.entitled,
            self.lists,
            self.against,
            self.repair,
            self.reasons,
            self.report,
            lambda hashes: self.book(hashes, names=names),
        )

    def report(self, files: Mapping[str, str] | None = None, lang: str | None = None) -> bytes:
        """The report as HTML, in another language where ``lang`` says so; ``files`` are hashes to tell in it."""
        from pairing.outputs.report.report import report_html

        told = (self.matches, self.unmet, self.summary, self.reasons, files or {}, lang or self.lang)
        return report_html(self.scenario, *told)

    def book(
        self, files: Mapping[str, str] | None = None, lang: str | None = None, *, names: bool = False
    ) -> bytes | None:
        """The plan as a workbook; None where it has more than :data:`BOOK_ROWS` rows.

        In another language where ``lang`` says so, with names of people where ``names`` asks for them; ``files`` are
        hashes to tell in it.
        """
        from pairing.outputs.book.book import plan_book

        if len(self.matches) + len(self.unmet) > BOOK_ROWS:
            return None
        told = (self.matches, self.unmet, self.summary, self.reasons, files or {}, lang or self.lang)
        return plan_book(self.scenario, *told, names=names)

    def save(self, folder: str | Path, *, names: bool = False) -> dict[str, Any]:
        """Write the run's files to ``folder``, whole or not at all, and give back the record of ``summary.json``.

        ``names`` is as in :meth:`files`.
        Raises ``ValueError`` where there is no plan to write, and :class:`pairing.BadData` where the folder
        holds something else than an earlier run.
        """
        if self.status not in ("optimal", "feasible"):
            raise ValueError(f"no plan to save: {self.status}")
        files = self.files(names=names)
        publish(Path(folder), files)
        written: dict[str, Any] = json.loads(files[SUMMARY])
        return written
