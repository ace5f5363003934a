"""Tiny scenarios in a folder of their own: a few rows per table, written as they would be read aloud."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from click.testing import CliRunner, Result

import pairing
from pairing.cli import main
from pairing.optimise import optimise
from pairing.run import all_links, build, policy_of

#: Volunteers with room for some households each: what most tests start from.
HOUSEHOLDS = """
    household_id, village
    H1, east
    H2, east
    H3, west
"""
VOLUNTEERS = """
    volunteer_id, village, max_households
    V1, east, 2
    V2, west, 1
"""


def table(rows: str) -> str:
    """CSV from rows that may be indented and have blanks around their cells."""
    lines = (line.strip() for line in rows.strip().splitlines())
    return "".join(",".join(cell.strip() for cell in line.split(",")) + "\n" for line in lines)


def programme(more: str = "", *, rules: Iterable[str] = (), **settings: str) -> str:
    """A `[[programme]]` block: households with volunteers unless ``settings`` (TOML values as text) say otherwise."""
    values = {
        "code": '"help"',
        "kind": '"pairing"',
        "needs": '"households"',
        "resources": '"volunteers"',
        "holds": '"r.max_households"',
        **settings,
    }
    lines = [f"{name} = {value}" for name, value in values.items() if value]
    blocks = [f"[[programme.rule]]\ncode = 'rule{i}'\nwhere = '''{where}'''" for i, where in enumerate(rules, 1)]
    return "\n".join(["[[programme]]", *lines, *blocks, dedent(more)])


def settings(*blocks: str, head: str = "") -> str:
    """The text of a scenario.toml: the head, then the blocks."""
    return "\n".join(["[scenario]", 'code = "tiny"', dedent(head), *map(dedent, blocks)])


def write(folder: Path, toml: str | None = None, **tables: str | bytes) -> Path:
    """Write a scenario folder; without any table, the three households and two volunteers above."""
    folder.mkdir(parents=True, exist_ok=True)
    if not tables:
        tables = {"households": HOUSEHOLDS, "volunteers": VOLUNTEERS}
    for name, rows in tables.items():
        content = rows if isinstance(rows, bytes) else table(rows).encode()
        (folder / f"{name}.csv").write_bytes(content)
    (folder / "scenario.toml").write_text(settings(programme()) if toml is None else toml, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[pairing.Fault]:
    """What reading, or else solving, the scenario complains of; none where it can be solved."""
    try:
        pairing.solve(folder)
    except pairing.BadData as bad:
        return list(bad.faults)
    return []


def codes(folder: Path) -> list[str]:
    """The codes of :func:`faults`."""
    return [fault.code for fault in faults(folder)]


def only_fault(folder: Path) -> pairing.Fault:
    """The one fault of a scenario."""
    (fault,) = faults(folder)
    return fault


def typed(*arguments: object, **environment: str) -> Result:
    """What `pairing ARGUMENTS` prints and ends with."""
    return CliRunner().invoke(main, [str(a) for a in arguments], env={"PAIRING_LANG": "en", **environment})


def pairs(plan: pairing.Plan) -> list[str]:
    """The matches as "need resource", "need resource via", with the amount where it is not one match."""
    rows = plan.matches.itertuples(index=False)
    return [
        " ".join(
            part
            for part in (row.need, row.resource, row.via, row.yuan or ("" if row.amount == 1 else str(row.amount)))
            if part
        )
        for row in rows
    ]


def reasons(plan: pairing.Plan) -> dict[str, str]:
    """Why each unmet need got less than it wants."""
    return dict(zip(plan.unmet["need"], plan.unmet["reason"], strict=True))


def records(plan: pairing.Plan, kind: str) -> list[dict[str, Any]]:
    """The records of one kind in the plan's `reasons.jsonl`."""
    lines = (plan.reasons or b"").decode().splitlines()
    return [record for line in lines if (record := json.loads(line))["kind"] == kind]


def whys(plan: pairing.Plan) -> dict[str, str]:
    """The reasons of each need, the primary one first."""
    return {
        told["need"]: " ".join(dict.fromkeys([told["reason"], *(other["reason"] for other in told["secondary"])]))
        for told in records(plan, "need")
    }


def solved(folder: Path, **how: Any) -> pairing.Plan:
    """The plan of a scenario, which its verifier must accept."""
    plan = pairing.solve(folder, **how)
    verdict: Mapping[str, Any] = plan.summary.get("verdict", {"ok": True})
    assert verdict["ok"], verdict["faults"]
    return plan


def best_values(folder: Path) -> list[Any] | None:
    """What each goal reaches in a scenario's best plan, nothing else made or verified; None where there is none."""
    scenario = pairing.read(folder)
    problem = build(scenario, all_links(scenario), policy_of(scenario, None))
    answer = optimise(problem)
    return [level.value for level in answer.levels] if answer.status == "optimal" else None
