"""The formats of the workbook, each made once, and how a sheet goes to paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

#: Sheets that are wider than this (in characters) go across the page.
_UPRIGHT = 92
_A4 = 9
_HEAD, _PALE, _LINE = "#1F4E5F", "#EAF0F2", "#C9D3D8"


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        # In the middle: at the top, letters of Chinese and Latin fonts stand at different heights.
        middle: dict[str, Any] = {"valign": "vcenter"}
        head = {"bold": True, "bg_color": _HEAD, "font_color": "#FFFFFF", "border": 1, "border_color": _LINE}
        head |= {"text_wrap": True, "valign": "vcenter"}
        self.head = book.add_format({**head, "indent": 1})
        self.head_right = book.add_format({**head, "align": "right"})
        # A text that follows a number, which stands to the right, must not touch it.
        self.text = book.add_format({**middle, "num_format": "@", "indent": 1})
        self.words = book.add_format({**middle, "text_wrap": True, "indent": 1})
        self.line = book.add_format({**middle, "text_wrap": True})
        self.count = book.add_format({**middle, "num_format": "#,##0"})
        self.yuan = book.add_format({**middle, "num_format": "#,##0.00"})
        self.share = book.add_format({**middle, "num_format": "0.0%"})
        below = {"bold": True, "top": 1, "bg_color": _PALE}
        self.total = {
            kind: book.add_format({**below, "num_format": shown})
            for kind, shown in (("count", "#,##0"), ("yuan", "#,##0.00"), ("share", "0.0%"))
        }
        self.total["text"] = book.add_format({**below, "num_format": "@", "indent": 1})
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": _HEAD})
        self.heading = book.add_format({"bold": True, "font_size": 12, "font_color": _HEAD, "bottom": 1})
        self.soft = book.add_format({"font_color": "#5B6770", "text_wrap": True, "valign": "vcenter"})
        self.link = book.add_format({**middle, "indent": 1, "font_color": "#0B5394", "underline": 1})
        self.code = book.add_format(
            {"font_name": "Consolas", "font_size": 9, "num_format": "@", "indent": 1, "valign": "vcenter"}
        )


def printed(sheet: Worksheet, wide: float, title: str, left: str, foot: str, page: str) -> None:
    """A4, as wide as the page, across where it is wide; titles above, page numbers below."""
    if wide > _UPRIGHT:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header(f"&L{_plain(left)}&R{_plain(title)}")
    sheet.set_footer(f"&L{_plain(foot)}&R{page}")


def _plain(text: str) -> str:
    """Texts in a page's header: the sign that begins a code there is doubled, and both sides must be short."""
    return text[:80].replace("&", "&&")
