"""Every policy on the five scenarios: what each does to people, and how far it is from what no plan can pass.

`python -m benchmarks.policies` solves, and writes `benchmarks/policies.json` (the figures), `benchmarks/policies.md`
(the tables) and `docs/policies.svg` (the picture). With `--scenarios` only those are solved again; the others keep the
figures that they have. `--json` prints the figures of this run instead of writing anything.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from pairing import BadData, read
from pairing.comparison.record import compare
from pairing.outputs import compare_charts as charts
from pairing.outputs.compare_words import UNITS, figure
from pairing.reason import text

ROOT = Path(__file__).parents[1]
SCENARIOS = ("sanjiao", "wenzhou", "huichuan", "fuyang", "jinjiang")
#: What the picture shows besides each scenario's own policy: with all of them the dots would lie on one another.
PICTURED = (
    "coverage",
    "points",
    "tiers",
    "nash",
    "proportional",
    "fcfs",
    "greedy",
    "serial",
    "lottery",
    "deferred_acceptance",
    "greedy_augmenting",
)
_OWN = "the scenario's own policy"
#: What is said of a policy that came to no end.
_NONE = "No plan was found in the time allowed."
#: What the tables show, with a head short enough for it.
SHOWN = {
    "coverage": "needs served",
    "with_nothing": "households with nothing",
    "given_share": "mean share given",
    "worst_tenth": "worst tenth",
    "worst_region": "worst region / best",
    "given": "money given",
    "points": "points",
    "blocking_pairs": "blocking pairs",
    "envious_needs": "envious needs",
}


def weigh(folder: Path, policies: Sequence[str], seconds: float) -> dict[str, Any]:
    """The figures of one scenario: a row for each policy that has a meaning there, and why the others have none."""
    scenario = read(folder)
    known = scenario.config.policies
    starts: list[float] = []

    def note(step: str, facts: Mapping[str, Any]) -> None:
        if not facts and (step == "joint" or (step == "verify" and starts)):
            starts.append(time.perf_counter())

    chosen = [code for code in policies or known if code in known]
    record, _ = compare(scenario, policies=chosen, time_limit=seconds, progress=note)
    (told,) = record["scenarios"]
    spent = dict(zip(told["policies"], (b - a for a, b in pairwise(starts)), strict=False))
    wrong = [column["policy"] for column in told["columns"] if not column.get("verdict", {"ok": True})["ok"]]
    if wrong:
        raise AssertionError(f"{folder.name}: the tables do not bear out {', '.join(wrong)}")
    rows = {
        column["policy"]: {
            **{code: told["measures"][column["policy"]].get(code, {}).get("mean") for code in SHOWN},
            "gaps": {bound["goal"]: bound["gaps"].get(column["policy"]) for bound in told["bounds"]},
            "procedure": "procedure" in column,
            "seconds": round(spent.get(column["policy"], 0.0), 1),
        }
        for column in told["columns"]
        if column["policy"] in told["measures"]
    }
    columns = (column for column in told["columns"] if column["policy"] not in rows)
    left = {column["policy"]: text(column["says"], "en") if "says" in column else _NONE for column in columns}
    return {
        "title": dict(scenario.config.title)["en"],
        "seconds_allowed": seconds,
        "cores": os.cpu_count(),
        "verified": True,
        "goals": {bound["goal"]: bound["policy"] for bound in told["bounds"]},
        "policies": rows,
        "left_out": left,
    }


def tables(found: Mapping[str, Any]) -> str:
    """All scenarios as Markdown."""
    lines = [
        "# Policies on the five scenarios",
        "",
        "Written by `python -m benchmarks.policies`; a plan that the tables do not bear out ends it with an error.",
        "Short: by how much a policy misses what no plan can pass, the bound of the first goal of the policy",
        "in brackets. The best of each column is bold; [compare](../docs/compare.md) tells what each figure means.",
        "Seconds (s) were taken while other work ran on the same cores; † marks what the time allowed stopped before",
        "its search had ended.",
    ]
    for code, told in found.items():
        rows = told["policies"]
        shown = [name for name in SHOWN if any(row[name] is not None for row in rows.values())]
        goals = list(told["goals"])
        head = ["policy", *(SHOWN[name] for name in shown), *(f"short: {g} ({told['goals'][g]})" for g in goals), "s"]
        lines += ["", f"## {told['title']} ({code})", "", _line(head), _line(["---", *("---:" for _ in head[1:])])]
        best = {name: _best(name, rows) for name in shown}
        for policy, row in rows.items():
            cells = [_cell(name, row[name], row[name] == best[name]) for name in shown]
            gaps = [_gap(row["gaps"].get(goal)) for goal in goals]
            late = " †" if row["seconds"] >= told["seconds_allowed"] else ""
            lines.append(_line([f"`{policy}`{late}", *cells, *gaps, f"{row['seconds']:.0f}"]))
        checked = " Every plan was verified from the tables." if told.get("verified") else ""
        lines += ["", f"At most {told['seconds_allowed']:g} seconds for each solve, on {told['cores']} cores.{checked}"]
        lines += [""] if told["left_out"] else []
        lines += [f"- `{policy}` is left out: {says}" for policy, says in told["left_out"].items()]
    missing = [code for code in SCENARIOS if code not in found]
    lines += ["", f"Not run yet: {', '.join(missing)}."] if missing else []
    return "\n".join(lines).rstrip() + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(name: str, value: float | None, best: bool) -> str:
    shown = figure(name, value, "en").removesuffix(" yuan")
    return f"**{shown}**" if best and value is not None else shown


def _gap(gap: float | None) -> str:
    return "–" if gap is None else f"{100 * gap:.1f} %"


def _best(name: str, rows: Mapping[str, Any]) -> float | None:
    values: list[float] = [row[name] for row in rows.values() if row[name] is not None]
    if len(set(values)) < 2:
        return None
    return max(values) if UNITS[name][1] else min(values)


def picture(found: Mapping[str, Any]) -> str:
    """Each scenario as a field of numbered dots: needs served to the right, the worst tenth upwards."""
    policies = [_OWN, *PICTURED]
    wide, high, across = 440, 360, 2
    fields = max(1, -(-len(found) // across))
    parts = []
    for place, told in enumerate(found.values()):
        own = next(iter(told["policies"]))
        named = {_OWN if policy == own else policy: row for policy, row in told["policies"].items()}
        rows = {policy: row for policy, row in named.items() if policy in policies and row["worst_tenth"] is not None}
        points = {policies.index(policy): (row["coverage"], row["worst_tenth"]) for policy, row in rows.items()}
        best = [n for n, mine in points.items() if not any(_beats(other, mine) for other in points.values())]
        field = charts.front(
            list(points.values()),
            [list(points).index(number) for number in best],
            ("needs that get something", ""),
            (lambda value: f"{100 * value:.3g} %",) * 2,
            told["title"],
            numbers=list(points),
        )
        x, y = place % across * wide, place // across * high
        inner = field.replace("<svg ", f'<svg x="{x + 8}" y="{y + 34}" width="420" height="320" ', 1)
        parts.append(f'<text class="head" x="{x + 8}" y="{y + 16}">{escape(told["title"])}</text>')
        parts.append(f'<text x="{x + 8}" y="{y + 31}">↑ share given to the worst-off tenth of households</text>{inner}')
    top = fields * high + 10
    rows_of_key = -(-len(policies) // 4)
    for number, policy in enumerate(policies):
        x, y = 20 + number // rows_of_key * 218, top + number % rows_of_key * 24 + 10
        parts.append(f'<circle cx="{x}" cy="{y}" r="10" fill="{charts.colour(number)}"/>')
        parts.append(f'<text class="number" x="{x}" y="{y + 4}" style="fill:#ffffff">{number + 1}</text>')
        parts.append(f'<text class="name" x="{x + 16}" y="{y + 4}">{escape(policy)}</text>')
    size = f"0 0 {across * wide} {top + rows_of_key * 24 + 10}"
    style = (
        "text{font:12px system-ui,sans-serif;fill:#52606d}.head{font-weight:700;font-size:15px;fill:#1d2733}"
        ".name{fill:#1d2733}.number{text-anchor:middle;font-weight:700;font-size:11px}.grid{stroke:#e3e8ed}"
        ".front{fill:none;stroke:#1b7340;stroke-width:2;opacity:.6}.lead{stroke:#9aa5b1}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def _beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one != other and one[0] >= other[0] and one[1] >= other[1]


def main() -> None:
    """Solve, print the tables, write them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.policies", description=__doc__)
    parser.add_argument("--scenarios", nargs="*", default=SCENARIOS, help="names under scenarios/, or folders")
    parser.add_argument(
        "--policies", nargs="*", default=(), help="codes; all that a scenario knows where none is given"
    )
    parser.add_argument("--seconds", type=float, default=60, help="for each solve")
    parser.add_argument("--picture", type=Path, default=ROOT / "docs/policies.svg")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "benchmarks", help="folder for policies.json and policies.md"
    )
    parser.add_argument("--json", action="store_true", help="print the figures of this run, write nothing")
    asked = parser.parse_args()
    store = asked.out / "policies.json"
    found = json.loads(store.read_text("utf-8")) if store.exists() and not asked.json else {}
    for name in asked.scenarios:
        folder = Path(name) if Path(name).is_dir() else ROOT / "scenarios" / name
        try:
            found[folder.name] = weigh(folder, asked.policies, asked.seconds)
        except BadData as bad:
            parser.exit(1, f"{name}: {bad}\n")
        if not asked.json:
            found = {code: found[code] for code in (*SCENARIOS, *found) if code in found}
            store.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
            (asked.out / "policies.md").write_text(tables(found), "utf-8")
            asked.picture.write_text(picture(found), "utf-8")
    print(json.dumps(found, ensure_ascii=False, indent=1) if asked.json else tables(found))


if __name__ == "__main__":
    main()
