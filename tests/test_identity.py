"""Identity numbers, division codes and sex codes are read as the national standards define them."""

from __future__ import annotations

import datetime

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.tables import identity

_DB = duckdb.connect()


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    return _DB


def ask(db: duckdb.DuckDBPyConnection, sql: str, text: str) -> object:
    found = db.execute(f"SELECT {sql} FROM (SELECT ? AS x)", [text]).fetchone()
    assert found is not None
    return found[0]


def test_the_check_character_of_the_standards_own_example() -> None:
    assert identity.check_character("11010519491231002") == "X"


def test_a_number_needs_seventeen_digits_before_its_check_character() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        identity.check_character("1101051949123100")


@given(st.from_regex(r"[1-9][0-9]{16}", fullmatch=True), st.integers(0, 10))
def test_sql_and_python_agree_on_every_check_character(first: str, other: int) -> None:
    right = identity.check_character(first)
    given = identity.CHECK_CHARACTERS[other]
    assert ask(_DB, identity.check_ok_sql("x"), first + given) is (given == right)


@given(st.from_regex(r"[1-9][0-9]{16}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_caught(first: str, place: int, shift: int) -> None:
    wrong = str((int(first[place]) + shift) % 10)
    mistyped = first[:place] + wrong + first[place + 1 :]
    assert identity.check_character(mistyped) != identity.check_character(first)


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105491231002", True),
        ("1101054912310", False),
        ("11010519491231002 ", False),
        ("X1010519491231002X", False),
        ("", False),
    ],
)
def test_a_number_has_fifteen_or_eighteen_characters(db: duckdb.DuckDBPyConnection, text: str, ok: bool) -> None:
    assert ask(db, identity.shape_ok_sql("x"), text) is ok


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("11010519491231002X", datetime.date(1949, 12, 31)),
        ("110105491231002", datetime.date(1949, 12, 31)),
        ("11010520000229002X", datetime.date(2000, 2, 29)),
        ("11010519000229002X", None),
        ("11010519491331002X", None),
        ("11010529491231002X", None),
    ],
)
def test_the_birth_date_within_a_number(db: duckdb.DuckDBPyConnection, text: str, birth: datetime.date | None) -> None:
    assert ask(db, identity.birth_date_sql("x"), text) == birth


@pytest.mark.parametrize(
    ("text", "sex"), [("11010519491231002X", "2"), ("110105194912310011", "1"), ("110105491231003", "1")]
)
def test_the_sex_within_a_number(db: duckdb.DuckDBPyConnection, text: str, sex: str) -> None:
    assert ask(db, identity.sex_sql("x"), text) == sex


@pytest.mark.parametrize(
    ("text", "ok"),
    [("442000", True), ("710000", True), ("820000", True), ("990000", False), ("4420", False), ("44200a", False)],
)
def test_a_division_code_is_six_digits_of_a_known_province(db: duckdb.DuckDBPyConnection, text: str, ok: bool) -> None:
    assert ask(db, identity.division_ok_sql("x"), text) is ok


@pytest.mark.parametrize(("prefix", "ok"), [("44", True), ("83", True), ("911", True), ("99", False), ("00", False)])
def test_a_number_starts_with_a_province_or_marks_a_permanent_resident(
    db: duckdb.DuckDBPyConnection, prefix: str, ok: bool
) -> None:
    assert ask(db, identity.prefix_ok_sql("x"), prefix.ljust(18, "0")) is ok
