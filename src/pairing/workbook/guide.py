"""The sheet of instructions: how to fill in the workbook, and which further columns are understood."""

from __future__ import annotations

from collections.abc import Iterator

from pairing.reason import sentence
from pairing.workbook.hints import field_hint
from pairing.workbook.template import Book, header

_STEPS = ("fill", "hints", "examples", "ids", "columns", "rules", "run", "text")


def guide_rows(book: Book) -> Iterator[tuple[str, str]]:
    """The rows of the sheet: (what, words)."""
    lang = book.lang
    yield sentence("guide_title", lang), ""
    for step in _STEPS:
        if step != "text" or book.text:
            yield sentence(f"guide_{step}", lang), sentence(f"guide_{step}_words", lang)
    yield "", ""
    yield sentence("guide_more", lang), sentence("guide_more_words", lang)
    for sheet in book.tables:
        own = {field.name for field in sheet.fields if field is not None}
        more = [field for field in sheet.table.fields if field.name not in own]
        told = [f"{header(field, lang)} [{field.name}] ({field_hint(sheet.table, field, lang)})" for field in more]
        if told:
            yield sheet.name, "\n".join(told)
