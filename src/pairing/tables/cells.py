"""Cells of text become typed values: one SQL expression for each type of the descriptors.

Every function takes and gives SQL text. The expressions never fail: a cell that cannot be understood becomes
NULL, and ``fault_of`` says which fault that is.
"""

from __future__ import annotations

from pairing.tables import identity
from pairing.tables.descriptor import Field

TRUE = ("true", "1", "yes", "y", "是", "有", "√", "✓")
FALSE = ("false", "0", "no", "n", "否", "无")
LIST_DELIMITERS = ";；、,，"

_WIDE, _NARROW = "０１２３４５６７８９．，－＋／：", "0123456789.,-+/:"
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_MONEY = r"[+-]?(\d{1,16}(\.\d{0,2}0*)?|\.\d{1,2}0*)"
_GROUPED = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"
_DATE = r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"

_FAULTS = {"integer": "not_integer", "boolean": "not_boolean", "date": "not_date", "year": "not_year"}
_FORMAT_FAULTS = {"id_number": "id_shape", "division": "division_unknown"}
#: The type of a column of which no cell is known: it goes with numbers, with texts and with dates.
UNKNOWN = '"NULL"'
SQL_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "year": "BIGINT"}


def ident(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: tuple[str, ...]) -> str:
    """Texts as an SQL list for ``IN``."""
    return "(" + ", ".join(map(literal, texts)) + ")"


def text_of(field: Field, cell: str) -> str:
    """The cell's text, NULL where it is one of the field's missing values."""
    missing = tuple(text for text in field.missing if text)
    return f"CASE WHEN {cell} NOT IN {literals(missing)} THEN {cell} END" if missing else cell


def value_of(field: Field, text: str) -> str:
    """The typed value of a text (type ``sql_type(field)``), NULL where the text is not understood."""
    match field.type:
        case "integer":
            plain = _plain(text)
            whole = rf"regexp_extract({plain}, '^\+?(-?\d+)(\.0*)?$', 1)"
            return f"TRY_CAST({whole} AS BIGINT)"
        case "number" if field.money:
            plain = _plain(text)
            return f"TRY_CAST(CASE WHEN regexp_full_match({plain}, '{_MONEY}') THEN {plain} END AS DECIMAL(18, 2))"
        case "number":
            return number(text)
        case "boolean":
            word = f"lower({_narrow(text)})"
            yes, no = literals(TRUE), literals(FALSE)
            return f"CASE WHEN {word} IN {yes} THEN TRUE WHEN {word} IN {no} THEN FALSE END"
        case "date":
            return _date(field, text)
        case "year":
            return rf"TRY_CAST(regexp_extract({_narrow(text)}, '^(\d{{4}})年?$', 1) AS BIGINT)"
        case "list":
            parts = f"regexp_split_to_array({text}, '[{LIST_DELIMITERS}]')"
            if field.delimiter:
                parts = f"string_split({text}, {literal(field.delimiter)})"
            return f"list_filter(list_transform({parts}, lambda part: trim(part)), lambda part: part <> '')"
    if field.categories:
        return _category(field, text)
    if field.format == "id_number":
        return f"CASE WHEN {identity.shape_ok_sql(text)} THEN upper({text}) END"
    if field.format == "division":
        return f"CASE WHEN {identity.division_ok_sql(text)} THEN {text} END"
    return text


def sql_type(field: Field) -> str:
    """The DuckDB type that a field's values have."""
    if field.money:
        return "DECIMAL(18, 2)"
    return "VARCHAR[]" if field.type == "list" else SQL_TYPES.get(field.type, "VARCHAR")


def fault_of(field: Field) -> str:
    """The code of the fault when a text of this field is not understood; empty when every text is."""
    if field.type == "string":
        return "not_category" if field.categories else _FORMAT_FAULTS.get(field.format, "")
    if field.type == "number":
        return "not_money" if field.money else "not_number"
    return _FAULTS.get(field.type, "")


def number(text: str) -> str:
    """A finite DOUBLE from a text, also with full-width digits or thousands separators."""
    plain = _plain(text)
    cast = f"TRY_CAST({plain} AS DOUBLE)"
    return f"CASE WHEN regexp_full_match({plain}, '{_NUMBER}') AND isfinite({cast}) THEN {cast} END"


def inferred(fitting: dict[str, int], filled: int, *, key: bool = False) -> str:
    """An undeclared column's type, from how many of its ``filled`` cells fit each type of ``INFERRED``.

    A ``key`` only gets a type that is written as its cells are; a column without any cell fits whatever is asked of it.
    """
    if not filled:
        return UNKNOWN
    names = ("BIGINT", "DATE") if key else INFERRED
    return next((name for name in names if fitting[name] == filled), "VARCHAR")


# An undeclared column gets the first type that all of its cells fit; codes with leading zeros, and whole numbers with
# more digits than a DOUBLE keeps, stay text.
INFERRED = {
    "BIGINT": r"regexp_full_match({cell}, '0|-?[1-9]\d{{0,17}}')",
    "DECIMAL(18, 4)": r"regexp_full_match({cell}, '-?(0|[1-9]\d{{0,13}})(\.\d{{1,4}})?')",
    "DOUBLE": r"regexp_full_match({cell}, '-?(0|[1-9]\d{{0,14}})(\.\d+)?([eE][+-]?\d{{1,2}})?')",
    "BOOLEAN": "lower({cell}) IN ('true', 'false')",
    "DATE": r"(regexp_full_match({cell}, '\d{{4}}-\d\d-\d\d') AND TRY_CAST({cell} AS DATE) IS NOT NULL)",
}


def _narrow(text: str) -> str:
    """Full-width digits and signs in ASCII; translating only where there are some is ten times as fast."""
    return (
        f"CASE WHEN regexp_matches({text}, '[{_WIDE}]') THEN translate({text}, '{_WIDE}', '{_NARROW}') ELSE {text} END"
    )


def _plain(text: str) -> str:
    """Digits in ASCII and without thousands separators, where those stand in the right places."""
    narrow = _narrow(text)
    grouped = f"regexp_full_match({narrow}, '{_GROUPED}')"
    return f"CASE WHEN {grouped} THEN replace({narrow}, ',', '') ELSE {narrow} END"


def _date(field: Field, text: str) -> str:
    narrow = _narrow(text)
    if field.format != "default":
        return f"CAST(try_strptime({narrow}, {literal(field.format)}) AS DATE)"
    compact = rf"regexp_replace({narrow}, '^(\d{{4}})(\d{{2}})(\d{{2}})$', '\1-\2-\3')"
    matching = f"CASE WHEN regexp_full_match({compact}, '{_DATE}') THEN {compact} END"
    return rf"TRY_CAST(regexp_replace({matching}, '^{_DATE}$', '\1-\2-\3') AS DATE)"


def _category(field: Field, text: str) -> str:
    arms = []
    for category in field.categories:
        spellings = tuple(dict.fromkeys(word.lower() for word in (category.value, *category.spellings)))
        arms.append(f"WHEN lower({text}) IN {literals(spellings)} THEN {literal(category.value)}")
    return f"CASE {' '.join(arms)} END"
