"""Identity numbers, division codes and sex codes, as the national standards write them.

GB 11643 (citizen identification number), GB/T 2260 (administrative divisions; only the province part is known
here) and GB/T 2261.1 (sex). The functions that end in ``_sql`` take an SQL expression of type VARCHAR and
give back an SQL expression, so that a million numbers are checked in one statement.
"""

from __future__ import annotations

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"

# The first two digits of GB/T 2260.
PROVINCES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
    *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"),
)
# Residence permits for people from Taiwan are numbered with 83, beside the 81 and 82 of Hong Kong and Macao.
ID_PREFIXES = (*PROVINCES, "83")

# GB/T 2261.1: the code, and the ways people write it; the first one is the label.
SEX = {
    "0": ("未知的性别", "未知", "unknown"),
    "1": ("男", "男性", "male", "m"),
    "2": ("女", "女性", "female", "f"),
    "9": ("未说明的性别", "未说明", "unspecified"),
}


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of an identity number: a digit or ``X``. Raises ValueError without 17 digits."""
    if len(first_seventeen) != 17 or not (first_seventeen.isascii() and first_seventeen.isdigit()):
        raise ValueError("an identity number starts with 17 digits")
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def shape_ok_sql(number: str) -> str:
    """TRUE for 15 digits, or 17 digits and a digit or X (either case)."""
    return rf"regexp_full_match({number}, '\d{{15}}|\d{{17}}[\dXx]')"


def check_ok_sql(number: str) -> str:
    """TRUE when the check character of a number of the right shape is right; 15 digits have none and pass."""
    total = " + ".join(f"(ascii(substr({number}, {i}, 1)) - 48) * {w}" for i, w in enumerate(WEIGHTS, start=1))
    right = f"substr('{CHECK_CHARACTERS}', 1 + ({total}) % 11, 1)"
    return f"(length({number}) = 15 OR upper(substr({number}, 18, 1)) = {right})"


def prefix_ok_sql(number: str) -> str:
    """TRUE when the number starts with a known province, or with 9 (permanent residents) and the province."""
    return (
        f"(substr({number}, 1, 2) IN {_sql_list(ID_PREFIXES)}"
        f" OR (substr({number}, 1, 1) = '9' AND substr({number}, 2, 2) IN {_sql_list(PROVINCES)}))"
    )


def birth_date_sql(number: str) -> str:
    """The birth date (DATE) within a number of the right shape; NULL for no real day, or one yet to come."""
    digits = f"CASE WHEN length({number}) = 15 THEN '19' || substr({number}, 7, 6) ELSE substr({number}, 7, 8) END"
    iso = rf"regexp_replace({digits}, '(\d{{4}})(\d{{2}})(\d{{2}})', '\1-\2-\3')"
    date = f"TRY_CAST({iso} AS DATE)"
    return f"CASE WHEN {date} BETWEEN DATE '1850-01-01' AND current_date THEN {date} END"


def sex_sql(number: str) -> str:
    """The sex code within a number of the right shape: '1' when the sequence number is odd, else '2'."""
    place = f"CASE WHEN length({number}) = 15 THEN 15 ELSE 17 END"
    return f"CASE WHEN ascii(substr({number}, {place}, 1)) % 2 = 1 THEN '1' ELSE '2' END"


def division_ok_sql(code: str) -> str:
    """TRUE for six digits that start with a known province."""
    return rf"(regexp_full_match({code}, '\d{{6}}') AND substr({code}, 1, 2) IN {_sql_list(PROVINCES)})"


def _sql_list(texts: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{text}'" for text in texts) + ")"
