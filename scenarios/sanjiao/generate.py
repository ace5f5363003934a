"""Writes the tables of this scenario beside itself (or into ``--out DIR``): invented people, published totals.

Every run gives the same bytes. README.md says which published figure feeds which table.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from town.claims import applications, history, pins
from town.draw import Row, rng, shuffled, yes
from town.figures import SEED, VILLAGES
from town.helpers import courses, departments, enterprises, funds, groups, jobs
from town.people import employ, families


def member_row(p: Row) -> Row:
    return {
        "member_id": p["member_id"],
        "household_id": p["household_id"],
        "relation": {"e": "head", "h": "head", "s": "spouse", "c": "child", "p": "parent"}[p["role"]],
        "sex": p["sex"],
        "birth_date": p["birth_date"],
        "in_school": yes(bool(p["stage"])),
        "stage": p["stage"],
        "full_time": yes(p["full_time"]) if p["stage"] else "",
        "able_to_work": yes(p["ability"] == "full"),
        "employed": yes(p["employed"]),
        "employer_id": p.get("employer", ""),
        "skills": p["skills"] or "none",
        "seeks_work": yes(p["seeks"]),
        "travel_km": p["travel"],
        "disabled": yes(p["disabled"]),
        "disability_grade": p["grade"] or "",
        "serious_illness": yes(p["ill"]),
        "medical_cost_self": p["cost"],
    }


def make_gaps(households: Sequence[Row], members: Sequence[Row], wishes: Sequence[Row]) -> None:
    """Blank some cells that rules need: their answer becomes unknown and a person has to look."""
    for p in shuffled(p for p in members if p["disabled"] == "true")[:5]:
        p["disability_grade"] = ""
    for p in shuffled(p for p in members if p["serious_illness"] == "true")[:2]:
        p["medical_cost_self"] = ""
    for p in shuffled(p for p in members if p["travel_km"])[:3]:
        p["travel_km"] = ""
    for p in shuffled(p for p in members if p["stage"] == "tertiary")[:3]:
        p["full_time"] = ""
    for h in shuffled(households)[:6]:
        h["income_per_head"] = ""
    refused = {w["household_id"] for w in wishes if w["kind"] == "housing"}
    next(h for h in households if h["household_id"] in refused and h["housing"] == "B")["housing"] = ""


def tables() -> dict[str, list[Row]]:
    households, members = families()
    firms, leads = enterprises(), departments()
    employ(members, firms)
    teams = groups(firms, leads)
    posts = jobs(firms)
    wishes = applications(households, members)
    past = history(members, wishes, teams, households)
    held = pins(households, teams, past, members, posts)
    people = [member_row(p) for p in members]
    homes = [{k: v for k, v in h.items() if k not in ("carer", "members")} for h in households]
    make_gaps(homes, people, wishes)
    for lead in leads:
        most = sum(t["max_households"] for t in teams if t["department_id"] == lead["department_id"])
        lead["max_households"] = most * 9 // 10 if most else ""
        del lead["groups"]
    keys = ("village", "name", "lat", "lon", "pairs_promised")
    return {
        "villages": [dict(zip(keys, (v[0], v[1], v[2], v[3], v[7]), strict=True)) for v in VILLAGES],
        "households": homes,
        "members": people,
        "departments": leads,
        "enterprises": firms,
        "groups": teams,
        "jobs": posts,
        "courses": courses(),
        "funds": funds(),
        "needs": wishes,
        "history": past,
        "pins": held,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder for the tables")
    out = parser.parse_args().out
    rng.seed(SEED)
    for name, rows in tables().items():
        with (out / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
