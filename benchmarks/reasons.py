"""What writing the reasons of every need costs, against the solve of the same scenario: all of `reasons.jsonl`."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pairing.explain import unmet
from pairing.optimise import optimise
from pairing.outputs.reasons_file import reasons_jsonl
from pairing.reasons.records import records
from pairing.run import all_links, build, policy_of
from pairing.scenario import read

SCENARIO = """
[scenario]
code = "reasons"
policy = "served"
[[programme]]
code = "help"
kind = "pairing"
needs = "households"
resources = "volunteers"
holds = { most = "r.max_households" }
links = "links.csv"
[[policy]]
code = "served"
goals = [{ code = "served", cap = 1 }, { code = "points" }]
"""


def write(folder: Path, needs: int, links: int, seed: int) -> Path:
    """A scenario with explicit links to helpers nearby, with places for three needs in four."""
    draw = np.random.default_rng(seed)
    helpers = max(1, needs // 6)
    near = np.arange(needs)[:, None] * helpers // needs + draw.integers(-30, 30, (needs, links))
    points = draw.integers(0, 100, (needs, links))
    rows = [
        f"H{n:07},V{r:07},{p}"
        for n in range(needs)
        for r, p in dict(zip((near[n] % helpers).tolist(), points[n].tolist(), strict=True)).items()
    ]
    places = draw.integers(3, 7, helpers).tolist()
    tables = {
        "households": ["household_id", *(f"H{n:07}" for n in range(needs))],
        "volunteers": ["volunteer_id,max_households", *(f"V{r:07},{most}" for r, most in enumerate(places))],
        "links": ["need,resource,points", *rows],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    (folder / "scenario.toml").write_text(SCENARIO)
    return folder


def measure(folder: Path, rounds: int) -> dict[str, float]:
    """Seconds of processor time of the best of the rounds: links and model, solve, reasons; and the size in bytes."""
    scenario = read(folder)
    policy = policy_of(scenario, None)
    best: dict[str, float] = {}
    for _ in range(rounds):
        start = time.process_time()
        links = all_links(scenario)
        problem = build(scenario, links, policy)
        made = time.process_time()
        answer = optimise(problem)
        solved = time.process_time()
        left = unmet(scenario, links, problem, answer.amounts)
        text = reasons_jsonl(records(scenario, policy, links, problem, answer, left))
        told = time.process_time()
        took = {"links and model": made - start, "solve": solved - made, "reasons": told - solved}
        best = {name: min(seconds, best.get(name, seconds)) for name, seconds in took.items()}
    return {**best, "bytes": len(text), "short": len(left)}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reasons", description=__doc__)
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=10, metavar="K", help="links of each need")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        told = measure(write(Path(folder), chosen.needs, chosen.links, chosen.seed), chosen.rounds)
    if chosen.json:
        print(json.dumps(told, indent=2))
        return
    for name, number in told.items():
        print(f"{name:16}{number:14,.2f}" if name not in ("bytes", "short") else f"{name:16}{number:14,.0f}")


if __name__ == "__main__":
    main()
