"""Every kind of scenario generated at one size: seconds, rows, bytes on disk and peak memory, each in a process of its
own."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pairing.generate.scenario import kinds, write_scenario


def generate(kind: str, households: int) -> dict[str, int | float | str]:
    """Generate into a folder that is deleted afterwards; memory is that of this whole process."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / kind
        start = time.perf_counter()
        rows = write_scenario(kind, folder, households=households)
        seconds = time.perf_counter() - start
        size = sum(path.stat().st_size for path in folder.iterdir())
    cpu = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "kind": kind,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu.ru_utime + cpu.ru_stime, 1),
        "rows": sum(rows.values()),
        "mb": round(size / 1e6, 1),
        "peak_gib": round(cpu.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**30, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--kinds", default=",".join(kinds()), help="names with commas between them")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each kind")
    parser.add_argument("--here", action="store_true", help="in this process instead of one for each kind")
    options = parser.parse_args()
    if not options.json:
        print(f"{options.households:,} households\n")
        print(f"{'kind':<10} {'seconds':>8} {'cpu':>8} {'rows':>13} {'MB':>9} {'peak GiB':>9}")
    for kind in options.kinds.split(","):
        if options.here:
            made = generate(kind, options.households)
        else:
            one = ["--here", "--json", "--kinds", kind, "--households", str(options.households)]
            command = [sys.executable, "-m", "benchmarks.generate", *one]
            made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if options.json:
            print(json.dumps(made), flush=True)
        else:
            print(
                f"{made['kind']:<10} {made['seconds']:>8.1f} {made['cpu_seconds']:>8.1f} {made['rows']:>13,}"
                f" {made['mb']:>9.1f} {made['peak_gib']:>9.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
