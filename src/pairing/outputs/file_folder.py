"""The files of households as names and bytes: a page and a record each, and for many of them an index."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pairing.outputs.file_page import file_page, outcome
from pairing.outputs.folder import FORMATS, INDEX
from pairing.outputs.page import page

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
#: What Windows keeps for devices, and our own index.
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)", re.IGNORECASE)


def file_stem(household: str) -> str:
    """A file name, without its ending, for any id: the id itself where that is safe everywhere, else what is plain of
    it and a hash. Ids that differ only in case get different names."""
    plain = _PLAIN.fullmatch(household) is not None and not _TAKEN.fullmatch(household)
    if plain and household == household.upper():
        return household
    kept = re.sub(r"[^A-Za-z0-9_-]+", "_", household)[:40].strip("_") or "household"
    return f"{kept}-{hashlib.sha256(household.encode()).hexdigest()[:12]}"


def file_json(record: Mapping[str, Any]) -> bytes:
    """A record as UTF-8, one section a line: long, but a reader of text can find its way."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode
    sections = ",\n".join(f"{encode(name)}:{encode(value)}" for name, value in record.items())
    return f"{{{sections}}}\n".encode()


def file_pair(record: Mapping[str, Any], lang: str, stem: str) -> dict[str, bytes]:
    """The page and the record of one household."""
    return {f"{stem}.html": file_page(record, lang, stem), f"{stem}.json": file_json(record)}


def folder_files(records: Iterable[Mapping[str, Any]], role: str, lang: str) -> dict[str, bytes]:
    """All pages and records with an index of them; the record of the index has the hash of each."""
    files: dict[str, bytes] = {}
    homes = []
    number = ""
    for record in records:
        stem = file_stem(record["household"])
        files |= file_pair(record, lang, stem)
        outcomes = [one.get("outcome") or outcome(one) for one in record["decisions"]]
        counts = {name: outcomes.count(name) for name in ("given", "part", "nothing", "open")}
        homes.append({"household": record["household"], "page": f"{stem}.html", "record": f"{stem}.json", **counts})
        number = record["run"]["summary"]
    files["index.html"] = page("file_index.html", lang, role=role, households=homes, number=number[:16])
    index = {
        "format": FORMATS[INDEX],
        "for": role,
        "run": number,
        "households": homes,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files[INDEX] = (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode()
    return files
