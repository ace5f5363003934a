"""`summary.json` and `proof.json`: what a machine reads of a run, always in the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping


def record_json(record: Mapping[str, object]) -> bytes:
    """A record as indented JSON in UTF-8: people compare two runs with ``diff``."""
    return (json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def proof_json(proof: Mapping[str, object]) -> bytes:
    """The prices of a proof as JSON without blanks: there may be millions of them."""
    return (json.dumps(proof, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()
