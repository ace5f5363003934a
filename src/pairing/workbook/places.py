"""Where in a workbook a setting stands, so that what is wrong with it is told at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from pairing.fault import BadData, Fault
from pairing.toml_block import FILE


@dataclass(frozen=True)
class Place:
    """A row of a sheet; ``headers`` are the titles of its columns by setting, ``first`` the title of the first."""

    sheet: str
    row: int
    headers: Mapping[str, str]
    first: str


class Placed(Protocol):
    """A scenario that knows where its settings stand."""

    @property
    def places(self) -> Mapping[str, Place]:
        """Where each setting stands, by dotted name."""


@contextmanager
def in_place(scenario: Placed) -> Iterator[None]:
    """Tell what is found wrong later on, while solving, where it stands in the scenario's workbook."""
    try:
        yield
    except BadData as bad:
        raise BadData(located(bad.faults, scenario.places)) from None


def located(faults: Iterable[Fault], places: Mapping[str, Place]) -> list[Fault]:
    """The faults, those of `scenario.toml` told at the sheet, row and column of the workbook that they mean."""
    return [_located(fault, places) if fault.file == FILE else fault for fault in faults]


def _located(fault: Fault, places: Mapping[str, Place]) -> Fault:
    parts = fault.column.split(".")
    for end in range(len(parts), 0, -1):
        place = places.get(".".join(parts[:end]))
        if place is not None:
            column = _column(place, parts[end:])
            # The sentence may name the setting: it keeps its name.
            facts = {"column": fault.column, **fault.facts}
            return replace(fault, file=place.sheet, row=place.row, column=column, facts=facts)
    return fault


def _column(place: Place, rest: list[str]) -> str:
    """The column of a setting, else one of its inner settings, else that of the code."""
    for end in range(len(rest), 0, -1):
        key = ".".join(rest[:end])
        near = [key, *(known for known in place.headers if known.startswith(f"{key}."))]
        for known in near:
            if known in place.headers:
                return place.headers[known]
    return place.headers.get("code", place.first)
