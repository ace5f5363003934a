"""A generated district from CSV on disk to a verified plan on disk: what share of the time each step takes."""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import pairing

TOWNS, TEAMS, JOBS = 20, 200, 80
PEOPLE_PER_HOME = (1, 2, 3, 4, 5)
HOME_SHARES = (0.2, 0.28, 0.24, 0.16, 0.12)  # 2.72 people on average
SKILLS = ("none", "none", "none", "sewing", "driving", "care", "cooking", "welding")
TIERS = ("destitute", "dibao", "dibao", "marginal", "marginal")
STEPS = ("read", "links", "model", "solve", "explain", "verify", "write")

SCENARIO = """
[scenario]
code = "district"
title = { en = "A generated district" }
as_of = 2012-12-31
policy = "tiers"

[table.teams]
primaryKey = "team_id"
fields = [
  { name = "team_id", type = "string" },
  { name = "town", type = "string" },
  { name = "lat", type = "number" },
  { name = "lon", type = "number" },
  { name = "least_homes", type = "integer" },
  { name = "most_homes", type = "integer" },
  { name = "strength", type = "string" },
]
[table.members]
fields = [{ name = "seeks_work", type = "boolean" }]
[table.funds]
fields = [{ name = "town", type = "string" }]

[view]
jobless = \"\"\"
select m.member_id, m.household_id, m.skills, h.village, h.lat, h.lon, h.tier
from members m join households h on h.household_id = m.household_id
where m.seeks_work and m.able_to_work
\"\"\"

[[programme]]
code = "pairing"
kind = "pairing"
needs = "households"
resources = "teams"
wants = "1"
holds = { least = "r.least_homes", most = "r.most_homes" }
top = 20
  [[programme.rule]]
  code = "town"
  where = "r.town = n.village"
  says = { en = "the team does not serve {n.village}" }
  [[programme.rule]]
  code = "reach"
  where = "km(n.lat, n.lon, r.lat, r.lon) <= 12"
  says = { en = "farther than 12 km" }
  [[programme.score]]
  code = "near"
  points = "greatest(0, 60 - 5 * km(n.lat, n.lon, r.lat, r.lon))"
  [[programme.score]]
  code = "strength"
  points = "case when r.strength = n.tier then 20 else 0 end"

[[programme]]
code = "goods"
kind = "funding"
needs = "households"
resources = "funds"
wants = "900 * n.size"
holds = { most = "r.budget" }
  [[programme.rule]]
  code = "town"
  where = "r.town = n.village"
  says = { en = "the fund is not for {n.village}" }
  [[programme.rule]]
  code = "poor"
  where = "n.income_per_head <= 640"
  says = { en = "{n.income_per_head} yuan a head is above 640" }

[[programme]]
code = "jobs"
kind = "placement"
needs = "jobless"
need_key = "member_id"
resources = "jobs"
wants = "1"
holds = { most = "r.vacancies" }
top = 20
  [[programme.rule]]
  code = "near"
  where = "km(n.lat, n.lon, r.lat, r.lon) <= 20"
  says = { en = "farther than 20 km" }
  [[programme.rule]]
  code = "skill"
  where = "r.skill = 'none' or list_contains(n.skills, r.skill)"
  says = { en = "lacks the skill" }
  [[programme.score]]
  code = "near"
  points = "greatest(0, 40 - 2 * km(n.lat, n.lon, r.lat, r.lon))"
  [[programme.score]]
  code = "wage"
  points = "r.wage / 100"

[[policy]]
code = "tiers"
goals = [
  { code = "served", programmes = ["pairing", "jobs"], cap = 1 },
  { code = "money", of = "money", programme = "goods" },
  { code = "points", programmes = ["pairing", "jobs"] },
]
"""


def generate(folder: Path, people: int, seed: int) -> dict[str, int]:
    """Write the district's tables and ``scenario.toml``; returns how many rows each table has."""
    draw = np.random.default_rng(seed)
    sizes = draw.choice(PEOPLE_PER_HOME, size=people, p=HOME_SHARES)
    homes = int(np.searchsorted(np.cumsum(sizes), people)) + 1
    sizes = sizes[:homes]
    town = draw.integers(0, TOWNS, homes)
    middle = np.column_stack([22.5 + 0.5 * draw.random(TOWNS), 113.2 + 0.5 * draw.random(TOWNS)])
    home_at = middle[town] + draw.normal(0, 0.02, (homes, 2))
    tier = draw.integers(0, len(TIERS), homes)
    income = draw.integers(150, 900, homes)
    tables: dict[str, list[Sequence[Any]]] = {
        "households": [("household_id", "village", "lat", "lon", "size", "tier", "income_per_head", "housing")],
        "members": [
            (
                *("member_id", "household_id", "relation", "sex", "birth_date", "able_to_work", "employed", "skills"),
                "seeks_work",
            )
        ],
        "teams": [("team_id", "town", "lat", "lon", "least_homes", "most_homes", "strength")],
        "funds": [("fund_id", "name", "programme", "budget", "town")],
        "jobs": [("job_id", "title", "vacancies", "skill", "wage", "lat", "lon")],
    }
    for i in range(homes):
        home = f"H{i:06}"
        lat, lon = home_at[i]
        row = (home, f"T{town[i]:02}", f"{lat:.5f}", f"{lon:.5f}", sizes[i], TIERS[tier[i]], income[i], "ABCD"[i % 4])
        tables["households"].append(row)
        for j in range(sizes[i]):
            age, able = int(draw.integers(1, 85)), bool(draw.random() < 0.7)
            able, works = able and 16 <= age <= 60, bool(draw.random() < 0.8)
            tables["members"].append(
                (
                    *(f"{home}-{j + 1}", home, "head" if j == 0 else "other", draw.integers(1, 3)),
                    *(f"{2011 - age}-{draw.integers(1, 13):02}-15", str(able).lower(), str(able and works).lower()),
                    *(SKILLS[draw.integers(len(SKILLS))], str(able and not works).lower()),
                )
            )
    in_town = np.bincount(town, minlength=TOWNS)
    each = TEAMS // TOWNS
    for i in range(TEAMS):
        lat, lon = middle[i % TOWNS] + draw.normal(0, 0.02, 2)
        fair = int(in_town[i % TOWNS]) // each
        tables["teams"].append(
            (f"G{i:04}", f"T{i % TOWNS:02}", f"{lat:.5f}", f"{lon:.5f}", fair // 2, fair + 5, TIERS[i % len(TIERS)])
        )
    for i in range(TOWNS):
        budget = int(in_town[i]) * 900
        tables["funds"].append((f"F{i:02}", f"Goods {i:02}", "goods", budget, f"T{i:02}"))
    for i in range(JOBS):
        lat, lon = middle[i % TOWNS] + draw.normal(0, 0.05, 2)
        skill, wage = SKILLS[draw.integers(len(SKILLS))], int(draw.integers(12, 30)) * 100
        tables["jobs"].append(
            (f"J{i:03}", f"Job {i:03}", draw.integers(5, 60), skill, wage, f"{lat:.5f}", f"{lon:.5f}")
        )
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows)
    (folder / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    return {name: len(rows) - 1 for name, rows in tables.items()}


def _write(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def once(folder: Path, out: Path) -> tuple[dict[str, float], dict[str, Any]]:
    """One whole run: the seconds of every step, and the plan's summary."""
    seconds = dict.fromkeys(STEPS, 0.0)
    start = time.perf_counter()
    scenario = pairing.read(folder)
    seconds["read"] = time.perf_counter() - start
    plan = pairing.solve(scenario)
    seconds |= plan.summary["seconds"]
    start = time.perf_counter()
    plan.save(out)
    seconds["write"] = time.perf_counter() - start
    assert plan.status == "optimal" and plan.summary["verdict"]["ok"], plan.summary["verdict"]["faults"][:3]
    assert all(goal["proof"] == "proved" for goal in plan.summary["goals"]), plan.summary["goals"]
    return seconds, plan.summary


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.district", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=42_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="district-") as place:
        folder = Path(place) / "district"
        folder.mkdir()
        rows = generate(folder, chosen.people, chosen.seed)
        runs = [once(folder, Path(place) / f"out{number}") for number in range(chosen.rounds)]
    summary = runs[0][1]
    steps = {step: statistics.median(seconds[step] for seconds, _ in runs) for step in runs[0][0]}
    others = sum(seconds for step, seconds in steps.items() if step != "solve")
    links = {code: programme["links"] for code, programme in summary["programmes"].items()}
    if chosen.json:
        print(json.dumps({"rows": rows, "links": links, "seconds": steps, "besides_solve": others}, indent=2))
        return
    print(", ".join(f"{count:,} {name}" for name, count in rows.items()))
    print("links: " + ", ".join(f"{count:,} {code}" for code, count in links.items()))
    print(f"Every goal is proved and the verdict is clean: {summary['verdict']['checks']:,} checks.\n")
    whole = sum(steps.values())
    print(f"{'':10}{'seconds':>9}{'share':>8}")
    for step, seconds in steps.items():
        print(f"{step:10}{seconds:9.2f}{seconds / whole:8.0%}")
    print(f"\nall but solve: {others:.2f} s, {others / max(steps['solve'], 1e-9):.1f} x the solve")


if __name__ == "__main__":
    main()
