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
#: The words of the reader of the command line, which asks gettext for one or many at once.
READER = "click_"
# The header wants a date; a fixed one keeps the files the same on every run.
DATE = datetime(2026, 1, 1, tzinfo=UTC)


def translations(po: Path = PO) -> dict[tuple[str, str], str]:
    """(code, English template) -> Chinese, as the catalog has it; empty where there is no catalog yet.

    The words of the reader of the command line stand without their codes, under a code that is empty.
    """
    if not po.exists():
        return {}
    with po.open("rb") as file:
        catalog = read_po(file)
    found: dict[tuple[str, str], str] = {}
    for message in catalog:
        several = isinstance(message.id, tuple)  # one and many are the same in Chinese
        string = message.string[0] if several else message.string
        for english in message.id if several else (message.id,):
            if english and string:
                found[message.context or "", english] = string
    return found


def key(code: str, english: str) -> tuple[str, str]:
    """Where a sentence stands in the catalog: two that are alike in English may differ in Chinese."""
    return ("" if code.startswith(READER) else code), english


def write_catalog(sentences: Mapping[str, str], chinese: Mapping[tuple[str, str], str], po: Path = PO) -> list[str]:
    """Write ``po`` and the ``.mo`` beside it; returns the codes that have no Chinese yet.

    ``sentences`` is code -> English template, ``chinese`` (code, English template) -> Chinese, see `key`.
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
        if code.startswith(READER) and code.endswith("_many"):
            continue
        string = chinese.get(key(code, english), "")
        many = sentences.get(code.removesuffix("_one") + "_many") if code.startswith(READER) else None
        ids, strings = ((english, many), (string,)) if many else (english, string)
        message = catalog.add(ids, strings, auto_comments=[code], context=key(code, english)[0] or None)
        # A percent sign in a sentence is a percent sign: the fields are those of str.format.
        message.flags.discard("python-format")
        message.flags.add("python-brace-format")
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, catalog, width=0)
    with po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return [code for code, english in sentences.items() if not chinese.get(key(code, english))]


def main() -> int:
    from pairing.sentences import SENTENCES

    missing = write_catalog(SENTENCES, translations())
    for code in missing:
        print(f"no Chinese yet: {code}: {SENTENCES[code]}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
