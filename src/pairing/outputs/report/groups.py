"""Households in groups, by place or by tier: how many get something, and how much of what they asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pairing.outputs.report.small import shown


@dataclass(frozen=True)
class Group:
    """One group of households: how many asked and how many get something; matches and fen, given and wanted."""

    label: str
    homes: int
    helped: int
    given: int
    wanted: int
    paid: int
    due: int

    @property
    def share(self) -> float:
        """Of its households, how many get something."""
        return self.helped / self.homes if self.homes else 0.0

    @property
    def met(self) -> float:
        """The mean of what is met of its matches and of its money, of those that it asked for."""
        parts = [g / w for g, w in ((self.given, self.wanted), (self.paid, self.due)) if w]
        return sum(parts) / len(parts) if parts else 0.0


def grouped(needs: pd.DataFrame, column: str) -> list[Group]:
    """The groups of a column, by label; households where it is empty are left out. O(rows)."""
    rows = needs[needs[column].notna() & needs["home"].notna()]
    homes = rows.groupby(["home", column], sort=False)["given"].sum().reset_index()
    count = homes.groupby(column).size()
    helped = (homes["given"] > 0).groupby(homes[column]).sum()
    plain = rows[~rows["money"]].groupby(column)[["given", "wanted"]].sum()
    money = rows[rows["money"]].groupby(column)[["given", "wanted"]].sum()

    def of(table: pd.DataFrame, label: str, name: str) -> int:
        return int(table.loc[label, name]) if label in table.index else 0

    return [
        Group(
            str(label),
            int(count[label]),
            int(helped[label]),
            of(plain, label, "given"),
            of(plain, label, "wanted"),
            of(money, label, "given"),
            of(money, label, "wanted"),
        )
        for label in sorted(count.index, key=natural)
    ]


def natural(label: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which V2 comes before V10."""
    parts, digits = [], ""
    for char in [*str(label), ""]:
        if char.isdecimal():
            digits += char
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        if char:
            parts.append((1, 0, char))
    return tuple(parts)


def safe(groups: list[Group], together: Callable[[int], str]) -> list[Group]:
    """Groups large enough to be shown, the others as one, whose label ``together`` makes of their number."""

    def joined(those: list[Group]) -> Group:
        columns = zip(*((g.homes, g.helped, g.given, g.wanted, g.paid, g.due) for g in those), strict=True)
        return Group(together(len(those)), *map(sum, columns))

    return shown(groups, lambda group: group.homes, joined)[0]
