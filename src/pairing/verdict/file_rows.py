"""The rows that a household's decisions rest on: its own, and those of the resources; only the columns that count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairing.tables.private import private_columns
from pairing.verdict import sql
from pairing.verdict.audit import Audit
from pairing.verdict.file_columns import looked_at

#: A need is shown with every resource of its programme where they are no more than these, else with those that fit.
MOST_RESOURCES = 200
#: The types of columns that a file keeps as texts and reads back.
KINDS = re.compile(
    r"(VARCHAR|BOOLEAN|DATE|TIMESTAMP|DOUBLE|FLOAT|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\d+\))(\[\])?"
)
#: Joins the two ids of a row of the scenario's own list of links.
PAIR = "\x1f"
Row = Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class Rows:
    """For each programme: the types of the columns by alias, the columns left empty because they tell who a person is,
    and the rows by alias and id (need and resource for ``l``)."""

    columns: Mapping[str, Mapping[str, Mapping[str, str]]]
    hidden: Mapping[str, Sequence[str]]
    rows: Mapping[str, Mapping[str, Mapping[str, Row]]]

    def of(self, needs: Sequence[tuple[str, str]], links: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """What a household's file has of this; ``complete`` says of which programmes it has every resource."""
        found, complete = {}, {}
        for code in dict.fromkeys(code for code, _ in needs):
            table, mine = self.rows[code], [need for programme, need in needs if programme == code]
            own = [link for link in links if link["programme"] == code]
            every = all(len(table.get(alias, ())) <= MOST_RESOURCES for alias in "rv")
            pairs = {PAIR.join((link["need"], link["resource"])) for link in own}
            kept: dict[str, Any] = {"n": {need: table["n"][need] for need in mine}, "r": table["r"]}
            if "v" in table:
                kept["v"] = table["v"]
            if "l" in table:
                kept["l"] = {pair: row for pair, row in table["l"].items() if pair.partition(PAIR)[0] in mine}
            if not every:
                named = {"r": {link["resource"] for link in own}, "v": {link["via"] for link in own}, "l": pairs}
                for alias in kept.keys() - {"n"}:
                    kept[alias] = {key: row for key, row in kept[alias].items() if key in named[alias]}
            found[code], complete[code] = kept, every
        return {"columns": self.columns, "hidden": self.hidden, "rows": found, "complete": complete}


def rows_of(audit: Audit, names: bool) -> Rows:
    """All rows of all programmes; with ``names`` nothing is left empty."""
    columns: dict[str, dict[str, dict[str, str]]] = {}
    hidden: dict[str, list[str]] = {}
    rows: dict[str, dict[str, dict[str, Row]]] = {}
    for programme in audit.config.programmes:
        wanted = looked_at(audit.config, programme)
        source = {"n": programme.needs, "r": programme.resources}
        if programme.via:
            source["v"] = programme.via.table
        code = programme.code
        columns[code], hidden[code], rows[code] = {}, [], {}
        for alias, table in sql.tables(programme).items():
            kinds = {str(row[0]): str(row[1]) for row in audit.db.execute(f"DESCRIBE {table}").fetchall()}
            kept = {name: kind for name, kind in kinds.items() if name in wanted[alias] and KINDS.fullmatch(kind)}
            private = private_columns(audit.config, source[alias]) if alias in source and not names else frozenset()
            columns[code][alias] = kept
            hidden[code] += [f"{alias}.{name}" for name in kept if name in private]
            key = "_id" if alias != "l" else f"concat_ws({sql.SEPARATOR}, need, resource)"
            picks = [f"CAST({'NULL' if n in private else sql.name(n)} AS VARCHAR)" for n in kept]
            found = audit.db.execute(f"SELECT {', '.join([key, *picks])} FROM {table} ORDER BY 1").fetchall()
            rows[code][alias] = {row[0]: dict(zip(kept, row[1:], strict=True)) for row in found}
    return Rows(columns, hidden, rows)
