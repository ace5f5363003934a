"""What resources are called, and the names of people for those who may know them: from the tables of the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairing.scenario import Scenario
from pairing.tables.cells import ident
from pairing.tables.declaration import built_in, from_declaration
from pairing.tables.private import private_columns

#: Columns that say what something is called.
_CALLED = ("name", "title")
#: Private columns that say where people live or how to reach them, not who they are.
_NO_NAMES = ("phone", "address")


@dataclass(frozen=True)
class Titles:
    """The title of the scenario, and of resources and ways in between by (programme, role, id)."""

    scenario: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, programme: str, identity: str, role: str = "r") -> str:
        """What a resource is called besides its id; empty where the tables do not tell."""
        return self.known.get((programme, role, identity), "")

    def named(self, programme: str, needs: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """The titles of all resources that the records of some needs name."""
        found = {}
        for need in needs:
            if need["programme"] == programme:
                for place in (*need.get("matches", ()), *need.get("others", ())):
                    for name, role in (("resource", "r"), ("via", "v")):
                        title = self.of(programme, place.get(name, ""), role)
                        if title:
                            found[place[name]] = title
        return dict(sorted(found.items()))

    def column(self, name: str, lang: str) -> str:
        """What a column of a built-in table is called in words; its own name where nothing tells."""
        for descriptor in built_in().values():
            for each in descriptor.fields:
                if each.name == name:
                    words = (each.title,) if lang == "en" else each.aliases
                    return words[0].lower() if words and lang == "en" else words[0] if words else name
        return name.replace("_", " ")


def titles_of(scenario: Scenario) -> Titles:
    """Read them all; a resource without a name of its own is called by those of the tables that its columns point to.

    Columns that tell who a person is are never looked at.
    """
    known = {}
    for programme in scenario.config.programmes:
        sides = [("r", programme.resources, f"resources_{programme.code}")]
        if programme.via:
            sides.append(("v", programme.via.table, f"via_{programme.code}"))
        for role, source, table in sides:
            for identity, title in _called(scenario, source, table):
                known[programme.code, role, identity] = title
    return Titles(dict(scenario.config.title), known)


def _called(scenario: Scenario, source: str, table: str) -> Iterator[tuple[str, str]]:
    columns = scenario.tables.get(source, ())
    private = private_columns(scenario.config, source)
    own = next((name for name in _CALLED if name in columns and name not in private), None)
    if own is not None:
        yield from scenario.db.execute(
            f"SELECT _id, CAST({ident(own)} AS VARCHAR) FROM {ident(table)} WHERE {ident(own)} IS NOT NULL"
        ).fetchall()
        return
    joins: list[str] = []
    picks: list[str] = []
    for column in columns:
        for other, named in scenario.tables.items():
            called = next((n for n in _CALLED if n in named and n not in private_columns(scenario.config, other)), None)
            if other != source and named and named[0] == column and called and column.endswith("_id"):
                alias = f"t{len(joins)}"
                joins.append(
                    f"LEFT JOIN (SELECT CAST({ident(column)} AS VARCHAR) AS k, any_value({ident(called)}) AS c"
                    f" FROM {ident(other)} GROUP BY 1) {alias} ON {alias}.k = CAST(x.{ident(column)} AS VARCHAR)"
                )
                picks.append(f"{alias}.c")
                break
    if picks:
        rows = scenario.db.execute(
            f"SELECT _id, concat_ws(' · ', {', '.join(picks)}) FROM {ident(table)} x {' '.join(joins)}"
        ).fetchall()
        yield from (row for row in rows if row[1])


def names_of(scenario: Scenario) -> dict[str, list[dict[str, str]]]:
    """The names of people by household: every private text of the tables that have a ``household_id``, but for
    identity numbers, phones and addresses; with the table, the id of the row and the column that it stands in."""
    found: dict[str, list[dict[str, str]]] = {}
    for table, columns in sorted(scenario.tables.items()):
        if "household_id" not in columns or table in scenario.config.views:
            continue
        for name in name_columns(scenario, table, columns):
            rows: Sequence[tuple[str, str, str]] = scenario.db.execute(
                f"SELECT CAST(household_id AS VARCHAR), CAST({ident(columns[0])} AS VARCHAR),"
                f" CAST({ident(name)} AS VARCHAR) FROM {ident(table)} WHERE household_id IS NOT NULL"
                f" AND {ident(name)} IS NOT NULL ORDER BY ALL"
            ).fetchall()
            for home, identity, value in rows:
                found.setdefault(home, []).append({"table": table, "id": identity, "column": name, "name": value})
    return found


def name_columns(scenario: Scenario, table: str, columns: Sequence[str]) -> list[str]:
    """The private columns of a table that say who someone is, but for identity numbers, phones and addresses."""
    described = built_in().get(table)
    declared = scenario.config.tables.get(table)
    if declared is not None:
        described = from_declaration(table, declared)
    kinds = {field.name: field for field in described.fields} if described else {}
    private = private_columns(scenario.config, table)
    return [
        name
        for name in columns
        if name in private
        and name not in _NO_NAMES
        and (name not in kinds or (kinds[name].type in ("string", "any") and kinds[name].format == "default"))
    ]
