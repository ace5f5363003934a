"""The advice of an infeasible run as a `repair.toml`: see :mod:`pairing.patch` for how one is read and applied."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pairing.config import Config
from pairing.outputs.tables import yuan
from pairing.outputs.words import SEPARATOR, limit_counts_money

FORMAT = "pairing-repair/1"


def patch_text(config: Config, summary: Mapping[str, Any], comments: Sequence[str]) -> str:
    """The advice of an infeasible run as a patch, with ``comments`` at its head."""
    lines = [f"# {line}".rstrip() for line in comments]
    lines += [f'format = "{FORMAT}"', f"scenario = {_quoted(summary['scenario'])}", "", "[inputs]"]
    lines += [f"{_quoted(name)} = {_quoted(digest)}" for name, digest in summary["inputs"].items()]
    for change in summary["advice"]:
        money = limit_counts_money(config, change["limit"])
        before, after = (yuan(change[key]) if money else str(change[key]) for key in ("from", "to"))
        parts = change["group"].split(SEPARATOR)
        group = _quoted(parts[0]) if len(parts) == 1 else f"[{', '.join(map(_quoted, parts))}]"
        lines += ["", "[[bend]]", f"limit = {_quoted(change['limit'])}", f"group = {group}"]
        lines += [f'side = "{change["side"]}"', f"from = {before}", f"to = {after}"]
    for lift in summary.get("lifts", ()):
        lines += ["", "[[lift]]", *(f"{key} = {_quoted(lift[key])}" for key in ("programme", "need", "resource"))]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A basic string: what JSON escapes, TOML does too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
