"""Published instances as scenario folders with explicit links: each function says what a format's numbers become.

A problem that minimises costs gives negative points. Nothing here knows a solver: a folder goes through
``pairing.read`` like any other scenario.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Row = Sequence[object]


def numbers(path: Path) -> Iterator[int]:
    """All whole numbers of a text file (plain or gzip), in order."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    return (int(float(word)) for word in text.split())


def take(stream: Iterator[int], count: int) -> list[int]:
    """The next ``count`` numbers; raises ``ValueError`` where the file ends before."""
    taken = list(itertools.islice(stream, count))
    if len(taken) != count:
        raise ValueError(f"the file ends {count - len(taken)} numbers early")
    return taken


def write_scenario(folder: Path, settings: str, **tables: tuple[str, Iterable[Row]]) -> Path:
    """A scenario folder: ``settings`` is the body of its programme and limits; a table is (header, rows)."""
    folder.mkdir(parents=True, exist_ok=True)
    head = '[scenario]\ncode = "published"\ntitle = "a published instance"\npolicy = "points"\n\n'
    (folder / "scenario.toml").write_text(head + settings, encoding="utf-8")
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header.split(","))
            writer.writerows(rows)
    return folder


ONE_TO_ONE = """
[[programme]]
code = "assignment"
kind = "pairing"
needs = "rows"
resources = "columns"
links = "links.csv"
wants = { least = 1, most = 1 }
holds = { least = 1, most = 1 }
"""


def assignment(source: Path, folder: Path) -> Path:
    """n, then n x n costs: every row to one column and every column to one row, at the least cost."""
    stream = numbers(source)
    (n,) = take(stream, 1)
    costs = [take(stream, n) for _ in range(n)]
    links = [(f"i{i}", f"j{j}", -cost) for i, row in enumerate(costs) for j, cost in enumerate(row)]
    return write_scenario(
        folder,
        ONE_TO_ONE,
        rows=("id", [(f"i{i}",) for i in range(n)]),
        columns=("id", [(f"j{j}",) for j in range(n)]),
        links=("need,resource,points", links),
    )


AGENTS = """
[[programme]]
code = "jobs"
kind = "placement"
needs = "work"
resources = "agents"
links = "links.csv"
wants = { least = 1, most = 1 }
holds = { most = "r.capacity", weight = "l.weight" }
"""


def generalised_assignment(source: Path, folder: Path, sense: str) -> Path:
    """m agents, n jobs; m rows of n costs, m of n weights, m capacities: every job once, no agent over capacity."""
    stream = numbers(source)
    agents, jobs = take(stream, 2)
    costs = [take(stream, jobs) for _ in range(agents)]
    weights = [take(stream, jobs) for _ in range(agents)]
    capacities = take(stream, agents)
    sign = -1 if sense == "min" else 1
    links = [
        (f"j{j}", f"a{i}", sign * costs[i][j], weights[i][j]) for i, j in itertools.product(range(agents), range(jobs))
    ]
    return write_scenario(
        folder,
        AGENTS,
        work=("id", [(f"j{j}",) for j in range(jobs)]),
        agents=("id,capacity", [(f"a{i}", capacity) for i, capacity in enumerate(capacities)]),
        links=("need,resource,points,weight", links),
    )


TRANSPORT = """
[[programme]]
code = "transport"
kind = "pairing"
needs = "arcs"
resources = "places"
links = "links.csv"
upper = "n.capacity"
wants = { least = "n.capacity", most = "n.capacity" }
holds = { least = "r.load", most = "r.load" }
"""


def flow(source: Path, folder: Path) -> Path:
    """DIMACS minimum-cost flow as transport (Wagner 1959): an arc sends its whole capacity, on to its head or back.

    Every place then receives the capacities of the arcs that leave it less its supply, whatever flows.
    """
    supply: dict[int, int] = {}
    load: dict[int, int] = {}
    arcs: list[Row] = []
    links: list[Row] = []
    for line in source.read_text(encoding="utf-8").splitlines():
        match line.split():
            case ["p", _, nodes, _]:
                load = dict.fromkeys(range(1, int(nodes) + 1), 0)
            case ["n", node, amount]:
                supply[int(node)] = int(amount)
            case ["a", tail, head, low, capacity, cost]:
                assert int(low) == 0, "lower bounds on arcs are not converted"
                arc = f"a{len(arcs)}"
                arcs.append((arc, capacity))
                load[int(tail)] += int(capacity)
                links += [(arc, f"v{head}", -int(cost)), (arc, f"v{tail}", 0)]
    return write_scenario(
        folder,
        TRANSPORT,
        arcs=("id,capacity", arcs),
        places=("id,load", [(f"v{node}", total - supply.get(node, 0)) for node, total in load.items()]),
        links=("need,resource,points", links),
    )


@dataclass(frozen=True)
class Knapsack:
    """One multidimensional knapsack: ``weights`` has a row per dimension; ``optimum`` 0 where the file tells none."""

    profits: Sequence[int]
    weights: Sequence[Sequence[int]]
    capacities: Sequence[int]
    optimum: int


def knapsacks(source: Path, *, many: bool) -> list[Knapsack]:
    """n, m and optimum, n profits, m rows of n weights, m capacities; where ``many``, after their number."""
    stream = numbers(source)
    count = take(stream, 1)[0] if many else 1
    found = []
    for _ in range(count):
        items, dimensions, optimum = take(stream, 3)
        profits = take(stream, items)
        weights = [take(stream, items) for _ in range(dimensions)]
        found.append(Knapsack(profits, weights, take(stream, dimensions), optimum))
    return found


SACK = """
[[programme]]
code = "pack"
kind = "placement"
needs = "items"
resources = "sacks"
links = "links.csv"
"""
DIMENSION = """
  [[programme.limit]]
  code = "d{0}"
  per = ["r.id"]
  weight = "n.w{0}"
  most = "r.c{0}"
"""


def knapsack(problem: Knapsack, folder: Path) -> Path:
    """Items are needs, the one sack is the resource, every dimension is a limit over it."""
    dimensions = range(len(problem.capacities))
    items = [(f"i{i}", *column) for i, column in enumerate(zip(*problem.weights, strict=True))]
    return write_scenario(
        folder,
        SACK + "".join(DIMENSION.format(d) for d in dimensions),
        items=(",".join(["id", *(f"w{d}" for d in dimensions)]), items),
        sacks=(",".join(["id", *(f"c{d}" for d in dimensions)]), [("sack", *problem.capacities)]),
        links=("need,resource,points", [(f"i{i}", "sack", profit) for i, profit in enumerate(problem.profits)]),
    )


COURSES = """
[[programme]]
code = "bids"
kind = "placement"
needs = "students"
resources = "classes"
links = "links.csv"
wants = "n.most"
holds = "r.seats"
"""
CLASH = """
  [[programme.limit]]
  code = "clash{0}"
  per = ["n.id", "r.clash{0}"]
  most = 1
"""


def courses(source: Path, folder: Path, *, conflicts: bool) -> Path:
    """Students bid on courses; a course that clashes with several has a column for each, one clash to a column."""
    bids = json.loads(source.read_text(encoding="utf-8"))
    number = {name: f"c{i}" for i, name in enumerate(bids["item_capacities"])}
    clashes = colours({frozenset((a, b)) for a, others in bids["item_conflicts"].items() for b in others})
    if not conflicts:
        clashes = []
    seats = [
        (number[name], capacity, *(column.get(name, "") for column in clashes))
        for name, capacity in bids["item_capacities"].items()
    ]
    links = [(s, number[name], worth) for s, row in bids["valuations"].items() for name, worth in row.items()]
    return write_scenario(
        folder,
        COURSES + "".join(CLASH.format(i) for i in range(len(clashes))),
        students=("id,most", list(bids["agent_capacities"].items())),
        classes=(",".join(["id", "seats", *(f"clash{i}" for i in range(len(clashes)))]), seats),
        links=("need,resource,points", links),
    )


def colours(pairs: set[frozenset[str]]) -> list[dict[str, str]]:
    """Columns that name the clash a course is in: no course is in two clashes of one column."""
    columns: list[dict[str, str]] = []
    for i, pair in enumerate(sorted(pairs, key=sorted)):
        column = next((c for c in columns if not pair & c.keys()), None)
        if column is None:
            columns.append(column := {})
        column.update(dict.fromkeys(pair, f"x{i}"))
    return columns
