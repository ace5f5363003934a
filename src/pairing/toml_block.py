"""One table of `scenario.toml`: its values are taken by name and type, and what is wrong with them is a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast

from pairing.config import Text
from pairing.fault import Fault, choices

FILE = "scenario.toml"
CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}\Z")
REQUIRED = object()
#: No limit is so much dearer to bend than another.
DEAREST = 1000


class Block:
    """One table of the TOML file: values are taken by name and type; what nobody took is a fault."""

    def __init__(self, place: str, values: Mapping[str, Any], faults: list[Fault]) -> None:
        self.place, self.values, self.faults = place, dict(values), faults
        self.known: list[str] = []

    def fault(self, code: str, key: str = "", value: object = "", **facts: str | int) -> None:
        """Note a fault at a setting of this block, or at the block itself."""
        place = f"{self.place}.{key}" if key and self.place else key or self.place
        self.faults.append(Fault(code, FILE, column=place, value=str(value), facts=facts))

    def take(self, key: str, read: Callable[[Any], Any], expected: str, default: Any = REQUIRED) -> Any:
        """The value of a setting as ``read`` gives it; a fault where it is missing or not what is expected."""
        self.known.append(key)
        if key not in self.values:
            if default is REQUIRED:
                self.fault("setting_missing", key, expected=expected)
                return None
            return default
        value = self.values.pop(key)
        try:
            return read(value)
        except (TypeError, ValueError):
            self.fault("setting_type", key, '""' if value == "" else value, expected=expected)
            return None if default is REQUIRED else default

    def blocks(self, key: str) -> list[Block]:
        """The tables of an array of tables, each with its own place."""
        rows = self.take(key, tables, "expected_tables", [])
        places = [f"{self.place}.{key}" if self.place else key] * len(rows)
        return [
            Block(f"{place}.{row['code'] if isinstance(row.get('code'), str) else i + 1}", row, self.faults)
            for i, (place, row) in enumerate(zip(places, rows, strict=True))
        ]

    def done(self) -> None:
        """Note every setting that nobody took."""
        for key, value in self.values.items():
            self.fault("setting_unknown", key, value, **choices(key, self.known))


def text(value: Any) -> str:
    """Some text."""
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def sql(value: Any) -> str:
    """SQL, or a number as SQL."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError
    return text(repr(value) if isinstance(value, (int, float)) else value)


def code(value: Any) -> str:
    """A short name of letters, digits and _."""
    if not CODE.match(text(value)):
        raise ValueError
    return cast(str, value)


def truth(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def natural(value: Any) -> int:
    """A whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def strings(value: Any) -> tuple[str, ...]:
    """A list of texts; one text is a list of one."""
    return tuple(text(item) for item in ([value] if isinstance(value, str) else listed(value)))


def columns(value: Any) -> tuple[str, ...]:
    """Names of columns, at least one."""
    columns = strings(value)
    if not columns:
        raise ValueError
    return columns


def listed(value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise TypeError
    return value


def tables(value: Any) -> list[dict[str, Any]]:
    """A list of tables."""
    rows = listed(value)
    if not all(isinstance(row, dict) for row in rows):
        raise TypeError
    return rows


def table(value: Any) -> dict[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise TypeError
    return value


def texts(value: Any) -> Text:
    """Words by language; one text is said in both."""
    if isinstance(value, str):
        return {"en": value, "zh": value}
    return {lang: text(words) for lang, words in table(value).items()}


def day(value: Any) -> date:
    """A date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(text(value))


def share(value: Any) -> Fraction:
    """A share between 0 and 1, exactly."""
    share = Fraction(str(value))
    if isinstance(value, bool) or not 0 <= share <= 1:
        raise ValueError
    return share


def bend(value: Any) -> Fraction | None:
    """How many times the usual price, up to :data:`DEAREST`; true is 1, and false, never, is None."""
    if isinstance(value, bool):
        return Fraction(1) if value else None
    factor = Fraction(str(value))
    if not 0 < factor <= DEAREST:
        raise ValueError
    return factor


def one_of(names: Iterable[str]) -> Callable[[Any], str]:
    """One of some names."""
    known = tuple(names)

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return cast(str, value)

    return read


def unique(block: Block, key: str, codes: Iterable[str | None]) -> None:
    """Note every code that comes twice."""
    seen: set[str] = set()
    for code in codes:
        if code is None:
            continue
        if code.casefold() in seen:  # they name tables and files, where case is not told apart
            block.fault("code_twice", key, code)
        seen.add(code.casefold())
