"""Matching needs with resources: pairing, placement and funding under limits, with proof and reasons.

import pairing

scenario = pairing.read("scenarios/sanjiao")
plan = pairing.solve(scenario, seed=1)
print(plan.matches)
assert pairing.verify(scenario, plan).ok
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pairing.api import compare, entitled, read, solve, verify
    from pairing.fault import BadData, Fault
    from pairing.plan import Plan
    from pairing.scenario import Scenario

__version__ = "0.1.0"

__all__ = ["BadData", "Fault", "Plan", "Scenario", "__version__", "compare", "entitled", "read", "solve", "verify"]

# A name here must not be the name of a module: importing `pairing.solve` would put the module in the
# function's place.
_HOMES = {
    "BadData": "fault",
    "Fault": "fault",
    "Plan": "plan",
    "Scenario": "scenario",
    "compare": "api",
    "entitled": "api",
    "read": "api",
    "solve": "api",
    "verify": "api",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: `import pairing` alone takes no time."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
