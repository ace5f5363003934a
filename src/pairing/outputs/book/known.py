"""What the sheets are made from: the facts of the plan, titles of resources, and names where asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from pairing.outputs.book.sheet import Cell, Column, Fen
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.people import LEVELS
from pairing.tables.cells import ident
from pairing.titles import Titles, name_columns, names_of, titles_of

if TYPE_CHECKING:
    from pairing.scenario import Scenario

#: So many columns of places stand beside a need: the nearest that the tables tell.
_PLACES = 2


@dataclass(frozen=True, eq=False)
class Known:
    """The facts, titles, and names: of people by the id of a household or person, of resources by (programme, id)."""

    facts: Facts
    titles: Titles
    people: Mapping[str, str] = field(default_factory=dict)
    helpers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    named: bool = False

    def say(self, code: str, /, **facts: object) -> str:
        """A sentence in the language."""
        return self.facts.say(code, **facts)

    def amount(self, amount: int, money: bool) -> Cell:
        """An amount of a plan as a cell."""
        return Fen(amount) if money else int(amount)

    def unit(self, money: bool) -> str:
        """What amounts are counted in."""
        return self.say("book_unit_yuan" if money else "book_unit_matches")

    def whose(self, rows: pd.DataFrame) -> tuple[list[Column], list[list[Cell]]]:
        """Columns that tell whose needs rows are: ids, names where they are asked for, and the nearest places."""
        ids = {name: _texts(rows[name]) for name in ("need", "home", "person")}
        columns = [Column(self.say("book_head_need"))]
        cells: list[list[Cell]] = [list(ids["need"])]
        for name in ("home", "person"):
            if ids[name] != ids["need"] and any(ids[name]):
                columns.append(Column(self.say(f"book_head_{name}")))
                cells.append(list(ids[name]))
        if self.named:
            columns.append(Column(self.say("book_head_name")))
            every = zip(ids["person"], ids["need"], ids["home"], strict=True)
            cells.append([self.name(person, need, home) for person, need, home in every])
        for level in _levels(self.facts.needs):
            columns.append(Column(self.facts.level_title(level)))
            cells.append(list(_texts(rows[level])))
        return columns, cells

    def name(self, *ids: str) -> str:
        """What the first of some people or households whose name is known is called."""
        return next((self.people[one] for one in ids if one in self.people), "")

    def whom(self, programmes: Iterable[str], resources: Iterable[str]) -> tuple[list[Column], list[list[Cell]]]:
        """Columns that tell what resources are called; empty ones where nothing tells."""
        keys = list(zip(programmes, resources, strict=True))
        columns = [Column(self.say("book_head_title"))]
        cells: list[list[Cell]] = [[self.titles.of(*key) for key in keys]]
        if self.named:
            columns.append(Column(self.say("book_head_helper_name")))
            cells.append([self.helpers.get(key, "") for key in keys])
        return columns, cells


def _levels(needs: pd.DataFrame) -> list[str]:
    """The levels of places that tell needs apart, nearest first; what programmes call a region only where no column of
    the tables names a place."""
    fit = [level for level in LEVELS if needs[level].nunique() > 1]
    return ([level for level in fit if level != "region"] or fit)[:_PLACES]


def known(facts: Facts, *, names: bool) -> Known:
    """What there is to know of a plan's people and resources; O(rows of their tables)."""
    titles = titles_of(facts.scenario)
    if not names:
        return Known(facts, titles)
    return Known(facts, titles, _people(facts.scenario), _helpers(facts.scenario), True)


def _people(scenario: Scenario) -> dict[str, str]:
    """Names by the id of the row that has them."""
    found: dict[str, dict[str, None]] = {}
    for told in names_of(scenario).values():
        for one in told:
            found.setdefault(one["id"], {})[one["name"]] = None
    for programme in scenario.config.programmes:
        for identity, name in _named(scenario, programme.needs, f"needs_{programme.code}"):
            found.setdefault(identity, {})[name] = None
    return {identity: " ".join(names) for identity, names in found.items()}


def _helpers(scenario: Scenario) -> dict[tuple[str, str], str]:
    return {
        (programme.code, identity): name
        for programme in scenario.config.programmes
        for identity, name in _named(scenario, programme.resources, f"resources_{programme.code}")
    }


def _named(scenario: Scenario, source: str, table: str) -> list[tuple[str, str]]:
    columns = name_columns(scenario, source, scenario.tables.get(source, ()))
    if not columns:
        return []
    picks = ", ".join(f"CAST({ident(name)} AS VARCHAR)" for name in columns)
    rows = scenario.db.execute(f"SELECT _id, concat_ws(' ', {picks}) FROM {ident(table)} ORDER BY _id").fetchall()
    return [(str(identity), name) for identity, name in rows if name]


def _texts(column: pd.Series[str]) -> list[str]:
    return [str(value) if isinstance(value, str) else "" for value in column.tolist()]
