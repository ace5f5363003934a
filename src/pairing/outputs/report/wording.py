"""The scenario's own sentences where they speak of no one in particular."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pairing.reason import text

_VALUE = re.compile(r"\{[^{}]*\}")


def plain(says: Mapping[str, str], lang: str) -> str:
    """What a rule or limit says; where it names the value of a column, three dots stand."""
    return _VALUE.sub("…", text(says, lang))
