"""A plan as a networkx graph: needs on one side, resources on the other, every column an attribute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pairing.tables.private import private_columns

if TYPE_CHECKING:
    import duckdb
    import networkx as nx
    import pandas as pd

    from pairing.scenario import Scenario


def plan_graph(scenario: Scenario, matches: pd.DataFrame, *, names: bool = False) -> nx.Graph:
    """The bipartite graph of a plan. All needs and resources are nodes, matched or not.

    A node is the tuple ``(programme, "need" or "resource", id)``; its attributes are ``programme``, ``bipartite``
    (0 for needs, 1 for resources) and the columns of its table, without empty cells, and without those that tell
    who a person is unless ``names`` asks for them. An edge carries ``programme``, ``amount`` (1 per match, fen for
    money), ``points`` (of the whole amount) and ``via`` (the rows in between, with a comma where a pair has
    several).
    """
    import networkx as nx

    graph = nx.Graph(scenario=scenario.config.code)
    for programme in scenario.config.programmes:
        code = programme.code
        for bipartite, side, table in ((0, "need", programme.needs), (1, "resource", programme.resources)):
            hidden = frozenset() if names else private_columns(scenario.config, table)
            for row in _rows(scenario.db, f"{side}s_{code}"):
                key = (code, side, row.pop("_id"))
                kept = {name: v for name, v in row.items() if v is not None and name not in hidden and name != "_i"}
                graph.add_node(key, **{**kept, "programme": code, "bipartite": bipartite})
    columns = (matches[name] for name in ("programme", "need", "resource", "via", "amount", "points"))
    for code, need, resource, via, amount, points in zip(*columns, strict=True):
        pair = ((code, "need", need), (code, "resource", resource))
        earlier = graph.get_edge_data(*pair, default={"amount": 0, "points": 0, "via": ""})
        graph.add_edge(
            *pair,
            programme=code,
            amount=earlier["amount"] + int(amount),
            points=earlier["points"] + int(points) * int(amount),
            via=", ".join(part for part in (earlier["via"], via) if part),
        )
    return graph


def _rows(db: duckdb.DuckDBPyConnection, table: str) -> Iterator[dict[str, Any]]:
    # A cursor of its own would not see these tables: they are temporary, so they belong to this connection.
    cursor = db.execute(f'select * from "{table}" order by _id')
    names = [column[0] for column in cursor.description or ()]
    while batch := cursor.fetchmany(10_000):
        for row in batch:
            yield dict(zip(names, row, strict=True))
