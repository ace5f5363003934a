# ruff: noqa: SIM905 (lists of words read better as text)
"""The part of DuckDB's SQL that a scenario may speak: names of functions, kinds of syntax, types and bounds.

Whatever is not listed here is refused. The lists are data, so that a reader sees the whole language on one page.
"""

from __future__ import annotations

from sqlglot import exp

Node = type[exp.Expr]

CHARACTERS = 20_000
NESTING = 20
EXPRESSION_WORDS = 2_000
VIEW_WORDS = 5_000
PATTERN = 200

SCALARS = frozenset(
    """
    abs array_contains array_length as_of ceil ceiling coalesce concat contains date_diff date_part date_trunc datediff
    datepart day ends_with extract floor greatest if ifnull km least left len length list_contains list_has list_has_all
    list_has_any list_value ln lower ltrim mod month nullif pow power prefix quarter regexp_matches replace right round
    rtrim sign sqrt starts_with str_split string_split substr substring suffix trim upper year
    """.split()
)
AGGREGATES = frozenset("avg bool_and bool_or count max median min sum".split())
LISTINGS = frozenset("array_agg group_concat list listagg string_agg".split())
WINDOWS = frozenset("cume_dist dense_rank first_value lag last_value lead ntile percent_rank rank row_number".split())
VOLATILE = frozenset(
    """
    any_value arbitrary clock_timestamp current_date current_localtime current_localtimestamp current_time
    current_timestamp first gen_random_uuid get_current_time get_current_timestamp last localtime localtimestamp mode
    nextval now random reservoir_quantile setseed today transaction_timestamp txid_current uuid uuidv4 uuidv7
    """.split()
)
ANONYMOUS = frozenset("as_of date_part datepart km list_has_all list_has_any prefix suffix".split())
"""Functions of the list above that the parser does not know by itself (or that we spell out)."""

UNITS = frozenset(
    """
    YEAR YEARS QUARTER QUARTERS MONTH MONTHS WEEK WEEKS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS
    DECADE CENTURY DOW ISODOW DOY ISOYEAR EPOCH
    """.split()
)
"""The words that may stand for a span of time or a part of a date."""

TYPES = frozenset(
    getattr(exp.DType, name)
    for name in """
    BOOLEAN TINYINT SMALLINT INT BIGINT INT128 UTINYINT USMALLINT UINT UBIGINT FLOAT DOUBLE DECIMAL TEXT VARCHAR
    DATE TIMESTAMP TIMESTAMPNTZ
    """.split()
)


def _nodes(names: str) -> frozenset[Node]:
    return frozenset(getattr(exp, name) for name in names.split())


SCALAR_NODES = _nodes(
    """
    Abs Array ArrayContains ArrayOverlaps ArraySize Ceil Coalesce Concat Contains DateDiff DateTrunc
    Day EndsWith Extract Floor Greatest If Least Left Length Ln Lower Month Nullif Pow Quarter RegexpLike Replace Right
    Round Sign Split Sqrt StartsWith Substring TimestampTrunc Trim Upper Year
    """
)
AGGREGATE_NODES = _nodes("Avg Count LogicalAnd LogicalOr Max Median Min Sum")
LISTING_NODES = _nodes("ArrayAgg GroupConcat")
WINDOW_NODES = _nodes("CumeDist DenseRank FirstValue Lag LastValue Lead Ntile PercentRank Rank RowNumber")
VOLATILE_NODES = _nodes(
    """
    AnyValue CurrentDate CurrentDatetime CurrentTime CurrentTimestamp First Last Localtime Localtimestamp
    Mode NextValueFor Rand Uuid
    """
)

SYNTAX = _nodes(
    """
    Add And Between Boolean Case Cast Column DPipe DataType DataTypeParam Div EQ Escape GT GTE ILike Identifier In
    IntDiv Interval Is LT LTE Like Literal Mod Mul NEQ Neg Not Null NullSafeEQ NullSafeNEQ Or Paren Sub TryCast Var
    """
)
AGGREGATE_SYNTAX = _nodes("Distinct Filter Star Where")
VIEW_SYNTAX = _nodes(
    """
    Alias CTE Except Exists From Group Having Intersect Join Limit Offset Order Ordered Qualify Select Subquery Table
    TableAlias Union Window WindowSpec With
    """
)

PARTS: dict[Node, frozenset[str]] = {
    kind: frozenset(parts.split())
    for kind, parts in {
        exp.Alias: "this alias",
        exp.CTE: "this alias",
        exp.Cast: "this to",
        exp.Column: "this table",
        exp.Count: "this big_int",
        exp.DataType: "this expressions nested",
        exp.Distinct: "expressions",
        exp.Except: "with_ this expression distinct by_name order limit offset",
        exp.Exists: "this",
        exp.From: "this",
        exp.GroupConcat: "this separator",
        exp.Group: "expressions all",
        exp.Identifier: "this quoted",
        exp.In: "this expressions query",
        exp.Intersect: "with_ this expression distinct by_name order limit offset",
        exp.Join: "this on side kind using",
        exp.Limit: "expression",
        exp.Max: "this",
        exp.Min: "this",
        exp.Order: "this expressions",
        exp.Ordered: "this desc nulls_first",
        exp.RegexpLike: "this expression flag",
        exp.Select: "with_ expressions distinct from_ joins where group having qualify order limit offset",
        exp.Star: "except_ replace",
        exp.Subquery: "this alias joins",
        exp.Table: "this alias joins",
        exp.TryCast: "this to safe",
        exp.Union: "with_ this expression distinct by_name order limit offset",
        exp.Window: "this partition_by order spec over",
        exp.With: "expressions",
    }.items()
}
"""Of these kinds only the listed parts may be present: a table with a sample or a select with a lock is refused."""

REFUSED: tuple[tuple[str, frozenset[Node]], ...] = (
    ("sql_subquery", _nodes("Select Subquery Exists Union Except Intersect Table Values From With CTE")),
    ("sql_window", _nodes("Window WindowSpec") | WINDOW_NODES),
    ("sql_lambda", _nodes("Lambda Comprehension Kwarg PropertyEQ JSONExtract JSONExtractScalar")),
    ("sql_parameter", _nodes("Placeholder Parameter SessionParameter")),
    ("sql_star", _nodes("Star Columns PositionalColumn")),
    ("sql_aggregate", AGGREGATE_NODES | LISTING_NODES | _nodes("Filter Distinct")),
    ("sql_type", _nodes("DataType PseudoType ObjectIdentifier")),
    ("not_deterministic", VOLATILE_NODES),
)
"""What each refused kind of syntax is called in a fault; anything else is ``sql_refused``."""

STATEMENTS = frozenset(
    """
    ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DEALLOCATE DELETE DESCRIBE DETACH DROP EXECUTE
    EXPLAIN EXPORT FORCE GRANT IMPORT INSERT INSTALL LOAD MERGE PIVOT PRAGMA PREPARE RESET REVOKE ROLLBACK SET SHOW
    SUMMARIZE TABLE TRUNCATE UNPIVOT UPDATE USE VACUUM VALUES
    """.split()
)
"""First words of statements; none of them reads as a view, and most are no expression either."""
