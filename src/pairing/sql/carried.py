"""Which columns of a view still tell who a person is, whatever the view calls them.

A text or a date that is made from a private column is taken to tell what that column tells: a name under another name,
joined with other texts, or cut short. Numbers and yes or no (an age, a year, whether two names are alike) do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from sqlglot import exp, parse_one

_TELLING = ("VARCHAR", "DATE", "TIMESTAMP", "STRUCT", "MAP")


def carried(sql: str, private: Mapping[str, Set[str]], types: Mapping[str, str]) -> frozenset[str]:
    """The columns of a canonical view (``types``: column -> type) that carry private columns of the tables it reads.

    ``private`` has the private columns of each table and earlier view. Columns are followed by name through common
    tables and sub-queries, which can only find too many.
    """
    tree = parse_one(sql, dialect="duckdb")
    telling = {name.casefold() for table in tree.find_all(exp.Table) for name in private.get(table.name, ())}
    if not telling:
        return frozenset()
    made = [(each.alias_or_name.casefold(), each) for select in tree.find_all(exp.Select) for each in select.selects]
    while True:
        more = {
            name
            for name, each in made
            if name not in telling and any(c.name.casefold() in telling for c in each.find_all(exp.Column))
        }
        if not more:
            break
        telling |= more
    return frozenset(name for name, kind in types.items() if name.casefold() in telling and kind.startswith(_TELLING))
