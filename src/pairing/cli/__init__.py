"""The command `pairing`: reads what the user typed, calls a step, prints, ends with a status for scripts.

Data goes to standard output; faults, the log and the progress line go to standard error. Each command imports
what it needs when it runs, so that `--help` answers at once. One file for each task; importing it adds its commands.
"""

from pairing.cli import (
    check,
    compare,
    completion,
    entitled,
    explain,
    file,
    generate,
    init,
    metrics,
    report,
    screen,
    sensitivity,
    solve,
)
from pairing.cli.group import main

__all__ = [
    "check",
    "compare",
    "completion",
    "entitled",
    "explain",
    "file",
    "generate",
    "init",
    "main",
    "metrics",
    "report",
    "screen",
    "sensitivity",
    "solve",
]
