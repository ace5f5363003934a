"""The chain of hashes in a household's file: each section is hashed with the hash before it, so none can be changed,
left out or put elsewhere unless the whole rest of the chain is made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = "pairing-file/1"
#: What a person fills in later: no hash covers it.
SIGNATURE = "signature"


def chained(record: Mapping[str, Any]) -> dict[str, str]:
    """Each section of a file (all keys but ``chain`` and the signature), in order, with its hash. The first link is the
    summary of the run."""
    link = str(record["run"].get("summary", ""))
    chain = {}
    for section in sorted(record.keys() - {"chain", SIGNATURE}):
        content = json.dumps(record[section], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        link = hashlib.sha256(f"{link}\n{section}\n{content}".encode()).hexdigest()
        chain[section] = link
    return chain


def broken_section(record: Mapping[str, Any]) -> str | None:
    """The first section whose hash is not the one that the file has, None where the chain holds."""
    due, said = chained(record), record.get("chain")
    if not isinstance(said, dict):
        return "chain"
    if said == due:
        return None
    return next((section for section in due if said.get(section) != due[section]), "chain")
