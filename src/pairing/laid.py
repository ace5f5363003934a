"""The links of all programmes laid end to end, and what SQL says about each: values, weights, group labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
from numpy.typing import NDArray

from pairing.config import Programme
from pairing.fault import BadData, Fault
from pairing.links import Links
from pairing.model import I32, I64
from pairing.scenario import Scenario
from pairing.sql.dry_run import engine_fault
from pairing.tables.cells import ident

#: Joins the values that name a group into its label; no text of a table holds it.
SEPARATOR = "\x1f"
TABLES = {"n": "needs", "r": "resources", "v": "via", "l": "links"}


@dataclass(eq=False)
class Groups:
    """Group labels as they are met, each with a number."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, labels: Sequence[str]) -> I32:
        """The number of each label; new ones are added."""
        return np.array([self.numbers.setdefault(label, len(self.numbers)) for label in labels], dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Laid:
    """The links of all programmes, one after another, as limits and goals count them."""

    scenario: Scenario
    links: tuple[Links, ...]

    def offsets(self) -> list[int]:
        """Where the links of each programme begin, and where the last end."""
        return [0, *np.cumsum([len(links.need) for links in self.links]).tolist()]

    def weights(self, programme: Programme, sql: str, place: str) -> I64:
        """A whole number per link, from SQL over its rows."""
        if np.any(self.ask(programme, f"coalesce(({sql}) <> round({sql}), FALSE)")):
            raise BadData([Fault("weight_not_whole", "scenario.toml", column=place, value=sql)])
        return self.ask(programme, f"coalesce(CAST(round({sql}) AS BIGINT), 0)").astype(np.int64)

    def ask(self, programme: Programme, sql: str) -> NDArray[np.generic]:
        """One value per link, in the order of the links."""
        code = programme.code
        query = (
            f"SELECT {sql} AS answer FROM {ident(f'link_{code}')} k "
            f"JOIN {ident(f'needs_{code}')} n ON n._i = k.n JOIN {ident(f'resources_{code}')} r ON r._i = k.r"
        )
        if programme.via:
            query += f" LEFT JOIN {ident(f'via_{code}')} v ON v._i = k.v"
        if programme.links:
            query += f" JOIN {ident(f'links_{code}')} l ON l.need = n._id AND l.resource = r._id"
        try:
            return _plain(self.scenario.db.execute(f"{query} ORDER BY k.e").fetchnumpy()["answer"])
        except duckdb.Error as error:
            raise BadData([engine_fault(error, place=f"programme.{code}", sql=sql)]) from None

    def _rows(self, programme: Programme, alias: str, columns: Sequence[str]) -> list[str | None]:
        """The label part of every row of one table; None where one of the values is."""
        values = " || chr(31) || ".join(f"CAST({alias}.{ident(c)} AS VARCHAR)" for c in columns)
        table = f"{TABLES[alias]}_{programme.code}"
        found = self.scenario.db.execute(f"SELECT {values} AS label FROM {ident(table)} {alias} ORDER BY _i").fetchall()
        return [row[0] for row in found]

    def labels(self, links: Links, per: Sequence[str], groups: Groups) -> I32:
        """The group number of each link of one programme, -1 where a value is missing; new labels are added."""
        aliases = sorted({name[0] for name in per})
        rows = {"n": links.need, "r": links.resource, "v": links.via}
        if len(aliases) == 1:
            parts = self._rows(links.programme, aliases[0], [name[2:] for name in per])
            known = [i for i, part in enumerate(parts) if part is not None]
            number = np.full(len(parts) + 1, -1, dtype=np.int32)
            number[known] = groups.of([str(parts[i]) for i in known])
            return number[rows[aliases[0]]]
        code = np.zeros(len(links.need), dtype=np.int64)
        missing = np.zeros(len(links.need), dtype=bool)
        columns: list[tuple[list[str | None], I32]] = []
        for name in per:
            parts = self._rows(links.programme, name[0], [name[2:]])
            own = Groups()
            known = [i for i, part in enumerate(parts) if part is not None]
            number = np.full(len(parts) + 1, -1, dtype=np.int32)
            number[known] = own.of([str(parts[i]) for i in known])
            mine = number[rows[name[0]]]
            missing |= mine < 0
            code = code * (len(own.numbers) + 1) + mine
            columns.append((list(own.numbers), mine))
        result = np.full(len(links.need), -1, dtype=np.int32)
        inside = np.flatnonzero(~missing)
        _, first, which = np.unique(code[inside], return_index=True, return_inverse=True)
        labels = [SEPARATOR.join(str(names[mine[inside[i]]]) for names, mine in columns) for i in first]
        result[inside] = groups.of(labels)[which] if len(labels) else -1
        return result


def _plain(column: object) -> NDArray[np.generic]:
    return np.ma.filled(column, 0) if isinstance(column, np.ma.MaskedArray) else np.asarray(column)


def shown(label: str) -> str:
    """A group's label as a reader knows it."""
    return label.replace(SEPARATOR, " / ")
