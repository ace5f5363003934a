"""Small scenarios on disk, one of each kind that a solver treats differently, for runs that are then forged."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

HOMES = """
[table.homes]
primaryKey = "id"
fields = [
  {name = "id", type = "string"}, {name = "village", type = "string"}, {name = "lat", type = "number"},
  {name = "income", type = "integer"}, {name = "heads", type = "integer"},
]
"""

HELPERS = """
[table.helpers]
primaryKey = "id"
fields = [
  {name = "id", type = "string"}, {name = "village", type = "string"}, {name = "lat", type = "number"},
  {name = "low", type = "integer"}, {name = "high", type = "integer"}, {name = "anywhere", type = "boolean"},
]
"""

PURSES = """
[table.purses]
primaryKey = "id"
fields = [{name = "id", type = "string"}, {name = "money", type = "number"}, {name = "aim", type = "string"}]
"""

#: Quotas, a village floor and three goals: one min-cost flow, level by level on its faces.
NETWORK = f"""
[scenario]
code = "network"
policy = "tiers"
{HOMES}{HELPERS}
[[programme]]
code = "pairing"
kind = "pairing"
needs = "homes"
resources = "helpers"
wants = {{ most = "case when n.heads > 3 then 2 else 1 end" }}
holds = {{ least = "r.low", most = "r.high" }}
rule = [{{ code = "area", where = "r.anywhere or n.village = r.village" }}]
score = [
  {{ code = "near", points = "20 - abs(n.lat - r.lat)" }},
  {{ code = "poor", points = "case when n.income < 500 then 5 else 0 end" }},
]
limit = [{{ code = "village", per = ["n.village"], most = "6" }}]

[[policy]]
code = "tiers"
goals = [
  {{ code = "served", weight = "n.heads" }},
  {{ code = "villages", per = ["n.village"], cap = 4 }},
  {{ code = "points" }},
]
"""

#: Minimum grants, two funds, a soft floor and a limit across programmes: a mixed-integer programme.
MONEY = f"""
[scenario]
code = "money"
policy = "grants"
{HOMES}{HELPERS}{PURSES}
[[programme]]
code = "grants"
kind = "funding"
needs = "homes"
resources = "purses"
wants = "100 * n.heads"
holds = {{ most = "r.money" }}
minimum = "60"
rule = [{{ code = "aim", where = "r.aim = 'all' or n.income < 600" }}]
limit = [{{ code = "share", per = ["n.village"], least = "sum(n.heads) * 20", soft = 3 }}]

[[programme]]
code = "visits"
kind = "pairing"
needs = "homes"
resources = "helpers"
holds = {{ most = "r.high", least = "2", may_stay_unused = true }}
rule = [{{ code = "area", where = "r.anywhere or n.village = r.village" }}]
score = [{{ code = "near", points = "20 - abs(n.lat - r.lat)" }}]

[[limit]]
code = "once"
per = ["n.village"]
of = "count"
most = 5

[[policy]]
code = "grants"
goals = [{{ code = "served" }}, {{ code = "given", of = "money", programme = "grants" }}, {{ code = "points" }}]
"""

#: The worst village first, with a permitted loss, and courses in between that open what the area refuses.
FAIR = f"""
[scenario]
code = "fair"
policy = "fair"
{HOMES}{HELPERS}
[table.lessons]
primaryKey = "id"
fields = [{{name = "id", type = "string"}}, {{name = "seats", type = "integer"}}, {{name = "village", type = "string"}}]

[[programme]]
code = "jobs"
kind = "placement"
needs = "homes"
resources = "helpers"
holds = {{ most = "r.high" }}
top = 4
rule = [
  {{ code = "area", where = "r.anywhere or n.village = r.village" }},
  {{ code = "income", where = "n.income < 900" }},
]
score = [{{ code = "near", points = "20 - abs(n.lat - r.lat)" }}]

[programme.via]
table = "lessons"
holds = {{ most = "v.seats" }}
opens = ["area"]
rule = [{{ code = "there", where = "v.village = r.village" }}]
score = [{{ code = "taught", points = "-3" }}]

[[policy]]
code = "fair"
goals = [{{ code = "worst", worst = ["n.village"], loss = 0.1 }}, {{ code = "served" }}, {{ code = "points" }}]
"""

SCENARIOS = {"network": NETWORK, "money": MONEY, "fair": FAIR}


def write_scenario(folder: Path, name: str, seed: int = 1) -> Path:
    """A scenario folder of that name with invented rows."""
    random = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    villages = ("x", "y", "z")
    homes = [
        {"id": f"h{i:02d}", "village": random.choice(villages), "lat": random.randint(0, 12),
         "income": random.randint(300, 1000), "heads": random.randint(1, 5)}
        for i in range(14)
    ]  # fmt: skip
    helpers = [
        {"id": f"s{i}", "village": random.choice(villages), "lat": random.randint(0, 12), "low": random.choice([0, 1]),
         "high": random.randint(2, 3), "anywhere": "true" if i == 0 else "false"}
        for i in range(5)
    ]  # fmt: skip
    tables = {"homes": homes, "helpers": helpers}
    if name == "money":
        tables["purses"] = [{"id": "f1", "money": 900, "aim": "all"}, {"id": "f2", "money": "700.50", "aim": "poor"}]
    if name == "fair":
        tables["lessons"] = [{"id": f"c{i}", "seats": 1, "village": v} for i, v in enumerate(villages)]
    for table, rows in tables.items():
        _write(folder / f"{table}.csv", rows)
    (folder / "scenario.toml").write_text(SCENARIOS[name], encoding="utf-8")
    return folder


def _write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
