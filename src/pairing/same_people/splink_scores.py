"""Scores from a model that Splink estimates from the lists themselves, where the extra is installed.

Splink (Ministry of Justice, United Kingdom) estimates the weights of Fellegi and Sunter's model: how often a level of
agreement occurs among pairs taken at random (u), and, by expectation maximisation, among pairs of one person (m). The
levels are those of :mod:`pairing.same_people.likeness`, the pairs those that were found near, exact or decided; the
model only says how alike they are. One thread and a fixed seed make the same lists give the same scores.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Sequence
from typing import Any

import duckdb

from pairing.same_people.columns import Compared
from pairing.same_people.likeness import WEIGHTS, level
from pairing.tables.cells import ident

_SEED = 1
_SAMPLED_PAIRS = 1_000_000


def installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("splink") is not None


def splink_scores(
    db: duckdb.DuckDBPyConnection, columns: Sequence[Compared], sides: tuple[str, str], pairs: str, into: str
) -> None:
    """Fill ``into`` (l, r, score: INTEGER 0..100) with the probability in hundredths that a pair is one person.

    ``pairs`` is a table with l and r, the numbers i of the rows of ``sides``.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.internals.exceptions import EMTrainingException

    db.execute(f"CREATE OR REPLACE TEMP TABLE {ident(into)} (l INTEGER, r INTEGER, score INTEGER)")
    if not db.execute(f"SELECT 1 FROM {ident(pairs)} LIMIT 1").fetchone():
        return
    logging.getLogger("splink").setLevel(logging.CRITICAL)  # nobody asked for its account of the training
    one = sides[0] == sides[1]
    frames = [_frame(db, side, pairs, "lr" if one else "lr"[k]) for k, side in enumerate(dict.fromkeys(sides))]
    own = duckdb.connect(":memory:")
    own.execute("SET threads = 1")
    # Before anything is compared: every second row of the left list has a partner among the rows of the right one.
    chance = 1 / (2 * max(1, len(frames[-1])))
    settings = SettingsCreator(
        link_type="dedupe_only" if one else "link_only",
        unique_id_column_name="i",
        comparisons=[_comparison(j, column) for j, column in enumerate(columns)],
        blocking_rules_to_generate_predictions=[block_on("pairs", arrays_to_explode=["pairs"])],
        probability_two_random_records_match=chance,
    )
    aliases = ["a_left", "b_right"][: len(frames)]
    linker = Linker(frames, settings, DuckDBAPI(own), set_up_basic_logging=False, input_table_aliases=aliases)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
    for j, column in enumerate(columns):
        if column.kind != "word":
            try:
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(f"v{j}"))
            except EMTrainingException:
                continue  # no two rows agree in this column: nothing can be learnt there
    found = linker.inference.predict().as_pandas_dataframe()
    scores = (found["match_probability"] * 100).round().astype("int32")
    # Which of the two rows Splink calls left is settled by its own order of the tables, and by i within one.
    db.execute(
        f"INSERT INTO {ident(into)} SELECT unnest(?::INTEGER[]), unnest(?::INTEGER[]), unnest(?::INTEGER[])",
        [found["i_l"].tolist(), found["i_r"].tolist(), scores.tolist()],
    )


def _frame(db: duckdb.DuckDBPyConnection, side: str, pairs: str, ends: str) -> Any:
    """The rows of a side with ``pairs``: the names of the pairs that each is part of, which Splink joins on."""
    named = " UNION ALL ".join(f"SELECT {end} AS i, l || ' ' || r AS pair FROM {ident(pairs)}" for end in ends)
    return db.execute(
        f"SELECT s.* EXCLUDE (id, same_by), coalesce(pairs, []) AS pairs FROM {ident(side)} s "
        f"LEFT JOIN (SELECT i, list(pair ORDER BY pair) AS pairs FROM ({named}) GROUP BY i) USING (i) ORDER BY i"
    ).df()


def _comparison(j: int, column: Compared) -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons

    sql = re.sub(r"\b([lr])\.([a-z]+\d+)", r"\2_\1", level(j, column.kind))
    names = [name for name in WEIGHTS[column.kind] if name != "differ"]
    return comparisons.CustomComparison(
        output_column_name=f"v{j}",
        comparison_levels=[
            levels.NullLevel(f"v{j}"),
            *(levels.CustomLevel(f"({sql}) = '{name}'", label_for_charts=name) for name in names),
            levels.ElseLevel(),
        ],
    )
