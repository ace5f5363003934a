"""How the auction grows: seconds and memory for each link, from ten thousand to a hundred million links.

Every size runs in a process of its own, so that its peak memory is its own; the instance itself is counted too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

if not __package__:  # run as a file: the package `benchmarks` lies where its folder does
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.families import FAMILIES, instance
from benchmarks.kernel import proved

SIZES = (10**4, 10**5, 10**6, 10**7, 10**8)
#: The unit that the operating system counts peak memory in.
_UNIT = 1 if sys.platform == "darwin" else 1024


def one(family: str, links: int, width: int, seed: int) -> dict[str, object]:
    """One size, in this process. Memory is what the peak rose by since the libraries were loaded."""
    from pairing.solvers import auction

    auction.solve(instance(family, 2_000, width, 6, 12, 1)[0])  # compiled before the clock runs
    empty = _peak()
    given, drawn = instance(family, links // width, width, 6, 12, seed)
    del drawn
    drawing = _peak()
    start, cpu = time.perf_counter(), time.process_time()
    matched = auction.solve(given)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = _peak()
    proved(given, matched)
    return {
        "instance": f"{family} 6..12",
        "links": given.links,
        "seconds": seconds,
        "processor_seconds": cpu,
        "nanoseconds_per_link": 1e9 * seconds / given.links,
        "processor_nanoseconds_per_link": 1e9 * cpu / given.links,
        "peak_bytes": peak,
        "bytes_per_link": (peak - empty) / given.links,
        "drawing_sets_the_peak": peak == drawing,
        "optimal": matched.status == "optimal",
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="A,B", help="links of each size")
    parser.add_argument("--links", type=int, default=20, metavar="K", help="links of each need")
    parser.add_argument("--family", choices=list(FAMILIES), default="uniform")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help="in this process: one size only, as JSON")
    chosen = parser.parse_args(arguments)
    sizes = [int(size) for size in chosen.sizes.split(",")]
    if chosen.here:
        print(json.dumps(one(chosen.family, sizes[0], chosen.links, chosen.seed)))
        return
    rows = []
    if not chosen.json:
        print(f"{'links':>13}{'seconds':>10}{'ns a link':>11}{'cpu ns':>9}{'GiB':>8}{'bytes a link':>14}")
    for size in sizes:
        command = [sys.executable, str(Path(__file__).resolve()), "--here", "--sizes", str(size)]
        command += ["--links", str(chosen.links), "--family", chosen.family, "--seed", str(chosen.seed)]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows.append(row)
        if not chosen.json:
            print(_line(row), flush=True)
    if chosen.json:
        print(json.dumps({"rows": rows}, indent=2))


def _line(row: dict[str, float]) -> str:
    each = f"{row['nanoseconds_per_link']:11.0f}{row['processor_nanoseconds_per_link']:9.0f}"
    memory = f"{row['peak_bytes'] / 2**30:8.2f}{row['bytes_per_link']:14.1f}"
    return f"{row['links']:13,.0f}{row['seconds']:10.3f}{each}{memory}"


if __name__ == "__main__":
    main()
