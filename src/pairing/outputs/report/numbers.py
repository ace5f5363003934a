"""Numbers, money, shares and dates as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from typing import Any

from pairing.reason import sentence

_LOCALES = {"en": "en_GB", "zh": "zh_CN"}
#: From this many fen on, a figure in a headline is written short: 3.5 million yuan, 35万元.
_SHORT_FROM = {"en": 1_000_000 * 100, "zh": 10_000 * 100}


@dataclass(frozen=True)
class Numbers:
    """How ``lang`` writes numbers."""

    lang: str

    @property
    def locale(self) -> Any:
        """The locale as Babel knows it."""
        return _locale(_LOCALES[self.lang])

    def count(self, number: int) -> str:
        """A whole number."""
        from babel.numbers import format_decimal

        return str(format_decimal(number, locale=self.locale))

    def yuan(self, fen: int) -> str:
        """Fen in yuan without the unit, exact: two decimals only where there are cents."""
        from babel.numbers import format_decimal

        pattern = "#,##0.00" if fen % 100 else "#,##0"
        return str(format_decimal(Decimal(fen) / 100, format=pattern, locale=self.locale))

    def money(self, fen: int) -> str:
        """Fen in yuan with the unit, exact."""
        return sentence("yuan", self.lang, yuan=self.yuan(fen))

    def short(self, fen: int) -> str:
        """Fen in yuan with the unit, rounded where the sum is large: for headlines and pictures."""
        from babel.numbers import format_compact_decimal

        if abs(fen) < _SHORT_FROM[self.lang]:
            return self.money(fen)
        # Chinese has one form alone; English would write 3.5M.
        write = partial(format_compact_decimal, Decimal(fen) / 100, fraction_digits=2, locale=self.locale)
        compact = write(format_type="long") if self.lang == "en" else write(format_type="short")
        return sentence("report_yuan", self.lang, amount=compact)

    def amount(self, amount: int, money: bool) -> str:
        """An amount of a plan: matches as a number, fen with their unit."""
        return self.money(amount) if money else self.count(amount)

    def share(self, part: int | Fraction, whole: int | Fraction = 1) -> str:
        """A share as percent with one decimal, never rounded up to a whole that it is not; – where there is none."""
        from babel.numbers import format_percent

        if not whole:
            return "–"
        thousandths = Fraction(part) * 1000 / Fraction(whole)
        shown = Decimal(int(thousandths)) / 1000
        return str(format_percent(shown, format="#,##0.0%", locale=self.locale))

    def counted(self, part: int, whole: int) -> str:
        """A count, and what share of the whole it is."""
        return f"{self.count(part)} · {self.share(part, whole)}"

    def portion(self, share: float) -> str:
        """A mean of shares as percent."""
        return self.share(Fraction(share).limit_denominator(1_000_000))

    def ratio(self, value: float) -> str:
        """A number with at most two decimals."""
        from babel.numbers import format_decimal

        return str(format_decimal(Decimal(f"{value:.2f}"), format="#,##0.##", locale=self.locale))

    def day(self, day: date) -> str:
        """A date in words."""
        from babel.dates import format_date

        return str(format_date(day, format="long", locale=self.locale))

    @property
    def comma(self) -> str:
        """What stands between words in a row."""
        return "、" if self.lang == "zh" else ", "

    def listed(self, things: Iterable[str]) -> str:
        """Words in a row."""
        return self.comma.join(things)


@cache
def _locale(name: str) -> Any:
    # Babel looks a name up anew for every number.
    from babel import Locale

    return Locale.parse(name)
