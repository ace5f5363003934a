"""Pages for people: one HTML file each that asks for nothing else, on a screen, on a phone and on paper.

Templates lie in ``templates/``; each extends ``base.html``. A template says nothing by itself: sentences come from
codes through ``say``, and everything else it shows is escaped. The content policy allows no request at all, and only
the scripts that the page was given (by their hashes).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from pairing.reason import sentence

_TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, lang: str, *, scripts: Sequence[str] = (), **facts: Any) -> bytes:
    """The page that a template makes of its facts, as UTF-8; the ``scripts`` run in their order at its end."""
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    text = (
        _environment()
        .get_template(template)
        .render(
            **facts,
            lang=lang,
            say=partial(_say, lang),
            scripts=scripts,
            policy=f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {allowed}; "
            "base-uri 'none'; form-action 'none'",
        )
    )
    return str(text).encode()


def _say(lang: str, code: str, **facts: Any) -> str:
    return sentence(code, lang, **facts)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
