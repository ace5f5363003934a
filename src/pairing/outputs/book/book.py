"""The whole workbook of a plan as bytes; equal plans give equal bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from pairing.outputs.book.changes import changes
from pairing.outputs.book.formats import Formats
from pairing.outputs.book.known import known
from pairing.outputs.book.ledger import ledger
from pairing.outputs.book.left import left
from pairing.outputs.book.load import load
from pairing.outputs.book.matches import matches
from pairing.outputs.book.overview import subtitle, write_overview
from pairing.outputs.book.writing import Margins, parts, write_sheet
from pairing.outputs.report.facts import gather
from pairing.outputs.report.report import data_files
from pairing.workbook.layout import MOST_ROWS

if TYPE_CHECKING:
    from pairing.scenario import Scenario


def plan_book(
    scenario: Scenario,
    matches_: pd.DataFrame,
    unmet: pd.DataFrame,
    summary: Mapping[str, Any],
    reasons: bytes | None,
    files: Mapping[str, str],
    lang: str = "en",
    *,
    names: bool = False,
    most: int = MOST_ROWS,
) -> bytes:
    """The workbook in a language; ``files`` are the hashes of the run's other files, ``most`` the rows of a sheet.

    Names of people stand in it only where ``names`` asks for them. O(rows x columns); rows go through a temporary
    file, so that memory is bounded by the tables themselves.
    """
    import xlsxwriter

    facts = gather(scenario, matches_, unmet, summary, reasons, lang)
    told = known(facts, names=names)
    every = [*matches(told), left(told, unmet), load(told), ledger(told), changes(told)]
    sheets = parts([sheet for sheet in every if sheet is not None], facts.say("book_summary"), most)
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    # No date of the day inside: equal plans are equal bytes.
    day = facts.config.as_of
    created = datetime(day.year, day.month, day.day) if day else datetime(2000, 1, 1)
    book.set_properties({"title": facts.name(), "created": created})
    foot = facts.say("book_with_names") if names else subtitle(told)
    margins = Margins(facts.name(), foot, facts.say("book_page", page="&P", pages="&N"))
    formats = Formats(book)
    write_overview(book, told, sheets, data_files(files), formats, margins)
    for name, sheet in sheets:
        write_sheet(book, name, sheet, formats, margins)
    book.close()
    return stream.getvalue()
