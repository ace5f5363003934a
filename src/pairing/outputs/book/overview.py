"""The first sheet: what was asked, given and is short, how good the plan is, the other sheets, the files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pairing.outputs.book.formats import Formats, printed
from pairing.outputs.book.known import Known
from pairing.outputs.book.sheet import Cell, Fen, Sheet
from pairing.outputs.book.writing import Margins
from pairing.outputs.report.asked import status
from pairing.outputs.report.blocks import Bar, Heading, Note, Points, Table
from pairing.outputs.report.quality import quality
from pairing.reason import text
from pairing.workbook.layout import height

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (34, 14, 16, 16, 21, 21, 21, 16)


def write_overview(
    book: xlsxwriter.Workbook,
    known: Known,
    sheets: Sequence[tuple[str, Sheet]],
    hashes: Mapping[str, str],
    formats: Formats,
    margins: Margins,
) -> None:
    """Add the sheet, which links to all others; ``hashes`` are of the run's files."""
    facts, say = known.facts, known.say
    page = _Page(book.add_worksheet(say("book_summary")), formats)
    page.sheet.set_row(0, 26)
    page.line(facts.name(), formats.title)
    page.line(subtitle(known), formats.soft)
    page.line(status(facts))
    page.heading(say("report_by_programme"))
    page.table(*_programmes(known))
    for block in quality(facts).blocks:
        if isinstance(block, Note):
            page.line(block.text)
        elif isinstance(block, Heading):
            page.heading(block.text)
        elif isinstance(block, Points):
            for item in block.items:
                page.line(item)
        elif isinstance(block, Table):
            page.heading(block.caption)
            page.told(block)
    page.heading(say("book_sheets"))
    for name, sheet in sheets:
        page.link(name, say("book_rows", count=facts.numbers.count(len(sheet.rows))))
    for caption, files in (("report_inputs", facts.summary["inputs"]), ("report_outputs", hashes)):
        page.heading(say(caption))
        for name, digest in files.items():
            page.file(name, digest)
    page.done(margins, say("book_summary"))


def subtitle(known: Known) -> str:
    """The day and the policy of the plan."""
    facts = known.facts
    policy = facts.config.policies[facts.summary["policy"]]
    told = [facts.say("report_policy", policy=text(dict(policy.title), facts.lang) or policy.code)]
    if facts.config.as_of:
        told.insert(0, facts.say("report_as_of", day=facts.numbers.day(facts.config.as_of)))
    return " · ".join(told)


def _programmes(known: Known) -> tuple[list[str], list[list[Cell]]]:
    """Programme by programme; amounts in their own unit, so no sum stands below."""
    facts, say = known.facts, known.say
    names = ("report_head_programme", "report_head_asked", "report_head_helped", "report_head_share")
    more = ("book_head_wanted", "book_head_given", "book_head_missing", "book_head_unit")
    rows: list[list[Cell]] = []
    for programme in facts.config.programmes:
        mine = facts.needs[facts.needs["programme"] == programme.code]
        wanted, given = int(mine["wanted"].sum()), int(mine["given"].sum())
        helped = int((mine["given"] > 0).sum())
        amounts = [known.amount(amount, programme.money) for amount in (wanted, given, wanted - given)]
        share = helped / len(mine) if len(mine) else None
        rows.append([facts.title(programme.code), len(mine), helped, share, *amounts, known.unit(programme.money)])
    return [say(name) for name in (*names, *more)], rows


class _Page:
    """A sheet that is filled from top to bottom."""

    def __init__(self, sheet: Worksheet, formats: Formats) -> None:
        self.sheet, self.formats, self.row = sheet, formats, 0
        for column, wide in enumerate(_WIDTHS):
            sheet.set_column(column, column, wide)
        sheet.hide_gridlines(2)

    def line(self, words: str, form: Any = None) -> None:
        """A paragraph across the page."""
        if form is not self.formats.title:
            self.sheet.set_row(self.row, height([words], [sum(_WIDTHS)]))
        self._across(0, words, form or self.formats.line)
        self.row += 1

    def heading(self, words: str) -> None:
        """A heading with a blank line above."""
        self.row += 1
        self.sheet.set_row(self.row, 20)
        self._across(0, words, self.formats.heading)
        self.row += 1

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """A table of values, one to a column."""
        numbers = {k for row in rows for k, cell in enumerate(row) if cell is not None and not isinstance(cell, str)}
        self._heads([(k, k, head) for k, head in enumerate(heads)], numbers)
        for row in rows:
            self.sheet.set_row(self.row, height([str(row[0])], [_WIDTHS[0]]))
            for k, cell in enumerate(row):
                if isinstance(cell, str):
                    self.sheet.write_string(self.row, k, cell, self.formats.words)
                elif isinstance(cell, Fen):
                    self.sheet.write_number(self.row, k, cell / 100, self.formats.yuan)
                elif cell is not None:
                    whole = isinstance(cell, int)
                    self.sheet.write_number(self.row, k, cell, self.formats.count if whole else self.formats.share)
            self.row += 1

    def told(self, table: Table) -> None:
        """A table of words: the first two columns take two, the last all that is left."""
        places = _places(len(table.columns))
        self._heads([(*place, column.title) for place, column in zip(places, table.columns, strict=True)])
        for row in table.rows:
            words = [cell.text if isinstance(cell, Bar) else cell for cell in row]
            wide = [sum(_WIDTHS[first : last + 1]) for first, last in places]
            self.sheet.set_row(self.row, height(words, wide))
            for (first, last), one in zip(places, words, strict=True):
                self._across(first, one, self.formats.words, last)
            self.row += 1

    def link(self, name: str, words: str) -> None:
        """A line that leads to another sheet."""
        place = name.replace("'", "''")
        self.sheet.write_url(self.row, 0, f"internal:'{place}'!A1", self.formats.link, name)
        self.sheet.write_string(self.row, 1, words, self.formats.text)
        self.row += 1

    def file(self, name: str, digest: str) -> None:
        """A file with its hash."""
        self.sheet.write_string(self.row, 0, name, self.formats.text)
        self._across(1, digest, self.formats.code)
        self.row += 1

    def done(self, margins: Margins, title: str) -> None:
        """How it goes to paper."""
        self.sheet.print_area(0, 0, self.row, len(_WIDTHS) - 1)
        printed(self.sheet, sum(_WIDTHS), title, margins.title, margins.foot, margins.page)

    def _heads(self, heads: Sequence[tuple[int, int, str]], numbers: Collection[int] = ()) -> None:
        self.sheet.set_row(self.row, max(height([head], [sum(_WIDTHS[a : b + 1])]) for a, b, head in heads) + 4)
        for first, last, head in heads:
            form = self.formats.head_right if first in numbers else self.formats.head
            self._across(first, head, form, last)
        self.row += 1

    def _across(self, first: int, words: str, form: Any, last: int = len(_WIDTHS) - 1) -> None:
        if first == last:
            self.sheet.write_string(self.row, first, words, form)
        else:
            self.sheet.merge_range(self.row, first, self.row, last, "", form)
            self.sheet.write_string(self.row, first, words, form)


def _places(columns: int) -> list[tuple[int, int]]:
    """Which columns of the page each column of a table of words takes."""
    last = len(_WIDTHS) - 1
    starts = [0, *range(3, 3 + columns - 1)] if columns > 1 else [0]
    return [(start, (starts[k + 1] - 1) if k + 1 < len(starts) else last) for k, start in enumerate(starts)]
