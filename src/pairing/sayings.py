"""The words of rules and limits: which columns they name, filled in for the needs that are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pairing.config import Config, Programme, Text
from pairing.fault import Fault, choices
from pairing.sql.rules import Columns
from pairing.tables.private import private_columns
from pairing.toml_block import FILE

#: What stands in braces: ``{n.village}``.
PLACE = re.compile(r"\{([nrv])\.([^{}]+)\}")
_BRACES = re.compile(r"\{([^{}]*)\}")


def saying_faults(config: Config, sides: Mapping[str, Columns]) -> Iterator[Fault]:
    """Names in braces that are no column, or that would tell in `unmet.csv` who a person is."""
    known = [p for p in config.programmes if p.code in sides]
    for place, says, programmes in _sayings(config, known):
        names = {f"{alias}.{name}" for p in programmes for alias in "nrv" for name in sides[p.code].get(alias, ())}
        private = {name for p in programmes for name in _private(config, p)}
        for named in dict.fromkeys(found for words in says.values() for found in _BRACES.findall(words)):
            if named in private:
                yield Fault("says_private", FILE, column=place, value=named)
            elif programmes and named not in names:
                yield Fault("says_unknown", FILE, column=place, value=named, facts=choices(named, names))


def _sayings(config: Config, programmes: list[Programme]) -> Iterator[tuple[str, Text, list[Programme]]]:
    """Every saying: its place, its words by language, and the programmes whose columns it may name."""
    for p in programmes:
        place = f"programme.{p.code}"
        for rule in p.rules:
            yield f"{place}.rule.{rule.code}.says", rule.says, [p]
        for rule in p.via.rules if p.via else ():
            yield f"{place}.via.rule.{rule.code}.says", rule.says, [p]
        for limit in p.limits:
            yield f"{place}.limit.{limit.code}.says", limit.says, [p]
    for limit in config.limits:
        bound = [p for p in programmes if p.code in limit.programmes or not limit.programmes]
        yield f"limit.{limit.code}.says", limit.says, bound


def _private(config: Config, programme: Programme) -> set[str]:
    tables = {"n": programme.needs, "r": programme.resources, "v": programme.via.table if programme.via else None}
    return {f"{alias}.{name}" for alias, table in tables.items() if table for name in private_columns(config, table)}
