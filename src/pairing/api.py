"""The doors for Python: the same steps that the commands offer, with no logic of their own.

Each imports what it needs when it is called, so that reading a scenario loads no solver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from pairing.plan import Plan
    from pairing.scenario import Scenario
    from pairing.verdict import Verdict

#: Called at the start of each step, and while a goal is solved with ``goal``, ``value``, ``bound`` and
#: ``gap``.
Report = Callable[[str, Mapping[str, Any]], None]


def read(path: str | Path, *, threads: int | None = None) -> Scenario:
    """The scenario in a folder, or in a workbook, checked. Raises :class:`pairing.BadData` with every fault at once."""
    from pairing.scenario import read

    return read(Path(path), threads=threads)


def solve(
    scenario: Scenario | str | Path,
    *,
    policy: str | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    gap: float | None = None,
    progress: Report | None = None,
    lang: str = "en",
    repair: str | Path | None = None,
) -> Plan:
    """The best plan for a scenario (or the folder of one), verified; its ``status`` says what was found.

    ``policy`` is a code of the scenario, which names a default; ``seed`` breaks ties; ``time_limit`` is in seconds of
    solving (300 where none is given). Flow networks are always solved to the end; a search ends once the plan is within
    the relative ``gap`` of its bound (none given: 0, or 0.001 where the problem is large). ``lang`` (``en`` or ``zh``)
    is what reasons are written in. ``repair`` is a patch file, as :meth:`pairing.plan.Plan.advice` gives it where
    nothing fits. Raises :class:`pairing.BadData` where the scenario or the patch cannot be used.
    """
    from pairing.run import solve
    from pairing.workbook.places import in_place

    found = read(scenario, threads=threads) if isinstance(scenario, (str, Path)) else scenario
    with in_place(found):
        return solve(
            found,
            policy=policy,
            seed=seed,
            time_limit=time_limit,
            threads=threads,
            gap=gap,
            progress=progress,
            lang=lang,
            repair=repair,
        )


def verify(scenario: Scenario | str | Path, plan: Plan | str | Path) -> Verdict:
    """What the independent checker finds in a plan, or in the folder of a run, for this scenario."""
    from pairing.verdict import verify

    found = read(scenario) if isinstance(scenario, (str, Path)) else scenario
    return verify(found, Path(plan) if isinstance(plan, (str, Path)) else plan)


def compare(
    scenario: Scenario | str | Path | Sequence[Scenario | str | Path],
    *,
    policies: Sequence[str] = (),
    seeds: int = 1,
    arrivals: bool = False,
    apart: bool = False,
    seed: int = 0,
    time_limit: float | None = None,
    threads: int | None = None,
    gap: float | None = None,
    progress: Report | None = None,
) -> dict[str, Any]:
    """The record of ``compare.json`` for one scenario or several: the scenario's own policy against others.

    A scenario may be a folder, or ``"KIND:HOUSEHOLDS"`` for people that are invented anew in each of the ``seeds``
    draws. All policies of a draw have the same people, lots and arrivals (dealt out anew with ``arrivals``). With
    ``apart`` each policy of goals is also planned programme by programme. ``time_limit`` is for each solve. Raises
    :class:`pairing.BadData` where a scenario cannot be used.
    """
    from pairing.comparison.populations import invented
    from pairing.comparison.record import compare
    from pairing.scenario import Scenario

    listed = [scenario] if isinstance(scenario, (Scenario, str, Path)) else scenario
    sources = [one if isinstance(one, Scenario) else invented(str(one)) or read(one, threads=threads) for one in listed]
    return compare(
        sources,
        policies=policies,
        programme_by_programme=apart,
        seeds=seeds,
        arrivals=arrivals,
        seed=seed,
        time_limit=time_limit,
        threads=threads,
        gap=gap,
        progress=progress,
    )[0]


def entitled(scenario: Scenario | str | Path, need: str | None = None, *, lang: str = "en") -> pd.DataFrame:
    """Which policies fit whom: every verdict about one need, or the yes and unknown of all needs.

    The columns are ``entitlement``, ``need``, ``resource``, ``verdict`` (yes, unknown, no) and ``missing`` (the columns
    to fill in); for one need also ``clause`` and ``because`` (the clause that does not hold), ``says`` and ``law``.
    Raises :class:`pairing.BadData` where the scenario has no entitlement, or none that knows the need.
    """
    from pairing.entitlements import entitle, entitled_rows, told

    found = read(scenario) if isinstance(scenario, (str, Path)) else scenario
    if need is not None:
        return told(found, need, lang)
    entitle(found)
    return entitled_rows(found)
