"""`make catalog`: bring the Chinese catalog in step with the sentences, and compile it.

A sentence that is new or reworded gets an empty translation and is listed; fill it in and run this again.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PO = Path(__file__).parents[1] / "src/pairing/locale/zh_CN/LC_MESSAGES/pairing.po"
# The header wants a date; a fixed one keeps the files the same on every run.
DATE = datetime(2026, 1, 1, tzinfo=UTC)


def translations(po: Path = PO) -> dict[str, str]:
    """English template -> Chinese, as the catalog has it; empty where there is no catalog yet."""
    if not po.exists():
        return {}
    with po.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id and message.string}


def write_catalog(sentences: Mapping[str, str], chinese: Mapping[str, str], po: Path = PO) -> list[str]:
    """Write ``po`` and the ``.mo`` beside it; returns the codes that have no Chinese yet.

    ``sentences`` is code -> English template, ``chinese`` English template -> Chinese.
    """
    catalog = Catalog(
        locale="zh_CN",
        project="pairing",
        version="1",
        copyright_holder="The pairing authors",
        creation_date=DATE,
        revision_date=DATE,
        last_translator="The pairing authors",
        language_team="zh_CN",
        fuzzy=False,
    )
    catalog.header_comment = "# Chinese sentences of pairing; kept in step by `make catalog`."
    for code, english in sentences.items():
        message = catalog.add(english, chinese.get(english, ""), auto_comments=[code])
        # A percent sign in a sentence is a percent sign: the fields are those of str.format.
        message.flags.discard("python-format")
        message.flags.add("python-brace-format")
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, catalog, width=0)
    with po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return [code for code, english in sentences.items() if not chinese.get(english)]


def main() -> int:
    from pairing.sentences import SENTENCES

    missing = write_catalog(SENTENCES, translations())
    for code in missing:
        print(f"no Chinese yet: {code}: {SENTENCES[code]}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
