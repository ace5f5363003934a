"""``make bench``: every benchmark once, each in a process of its own so that none warms another up."""

import subprocess
import sys

for name in ("matching", "district"):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=True)
    print(flush=True)
