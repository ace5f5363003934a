"""SQL of a scenario: what is allowed, what is refused, and that nothing gets past the whitelist."""

from __future__ import annotations

from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.fault import BadData, Fault
from pairing.sql.dry_run import engine_fault, type_check, view_columns
from pairing.sql.rules import Expression, Side, expression
from pairing.sql.views import view

COLUMNS = {
    "n": {
        "id": "VARCHAR", "village": "VARCHAR", "age": "INTEGER", "lat": "DOUBLE", "年龄": "INTEGER", "ok": "BOOLEAN",
        "收入（元）": "DOUBLE", "tags": "VARCHAR[]", "born": "DATE", "order": "INTEGER", 'a"b': "INTEGER",
    },
    "r": {"id": "VARCHAR", "Village": "VARCHAR", "places": "INTEGER", "whole_town": "BOOLEAN", "skills": "VARCHAR[]"},
}  # fmt: skip
TABLES = {"members": {"id": "VARCHAR", "age": "INTEGER"}, "Households": {"id": "VARCHAR"}, "人员": {"编号": "VARCHAR"}}
ROWS = "n, r"


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create macro km(a, b, c, d) as sqrt((a - c) ** 2 + (b - d) ** 2)")
    connection.execute("create macro as_of() as date '2012-12-31'")
    connection.execute("""
        create table n as select '7' as id, 'x' as village, 40 as age, 29.5::double as lat, 40 as "年龄", true as ok,
            900.0::double as "收入（元）", ['a', 'b'] as tags, date '1972-05-01' as born, 2 as "order", 3 as "a""b"
    """)
    connection.execute("""
        create table r as select 'g' as id, 'x' as "Village", 0 as places, false as whole_town, ['b', 'c'] as skills
    """)
    connection.execute("create table members (id varchar, age integer, tier varchar)")
    connection.execute("insert into members values ('1', 30, 'a'), ('2', 40, 'b'), ('3', null, 'b')")
    return connection


def read(sql: str, **more: bool) -> Expression:
    return expression(sql, COLUMNS, place="rule.where", **more)


def faults(sql: str, **more: bool) -> tuple[Fault, ...]:
    with pytest.raises(BadData) as caught:
        read(sql, **more)
    return caught.value.faults


def codes(sql: str, **more: bool) -> set[str]:
    return {fault.code for fault in faults(sql, **more)}


def view_codes(sql: str) -> set[str]:
    with pytest.raises(BadData) as caught:
        view(sql, TABLES, place="view.v")
    return {fault.code for fault in caught.value.faults}


# -- what an expression says


def test_columns_get_their_alias_and_the_spelling_of_the_table() -> None:
    found = read("AGE > 3 and R.PLACES > 1 and n.VILLAGE = r.village")
    assert found.sql == "n.age > 3 AND r.places > 1 AND n.village = r.Village"
    assert found.columns == {("n", "age"), ("r", "places"), ("n", "village"), ("r", "Village")}


def test_the_conjuncts_are_clauses_however_they_are_nested() -> None:
    found = read("(n.ok and (n.age > 3)) and (r.whole_town or n.village = r.village)")
    assert [clause.sql for clause in found.clauses] == ["n.ok", "n.age > 3", "r.whole_town OR n.village = r.Village"]
    assert [clause.clauses for clause in found.clauses] == [(), (), ()]


def test_equalities_between_aliases_are_found_for_joins() -> None:
    found = read("lower(r.village) = n.village and n.ok and r.whole_town = true and n.age + r.places = 3")
    assert found.equalities == ((Side("n", "n.village"), Side("r", "LOWER(r.Village)")),)
    assert read("n.ok or n.village = r.village").equalities == ()


def test_odd_names_are_quoted() -> None:
    assert read('年龄 > 1 and "收入（元）" > 1 and n.order > 1 and n."a""b" > 1').sql == (
        'n."年龄" > 1 AND n."收入（元）" > 1 AND n."order" > 1 AND n."a""b" > 1'
    )


def test_comments_do_not_survive() -> None:
    assert read("n.age /* or true */ > 1 -- or true").sql == "n.age > 1"


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("n.age / r.places", "n.age / NULLIF(r.places, 0)"),
        ("n.age / 2", "n.age / 2"),
        ("n.age / 0", "n.age / NULLIF(0, 0)"),
        ("n.age // (r.places - 1)", "n.age // NULLIF(r.places - 1, 0)"),
        ("mod(n.age + 1, r.places)", "(n.age + 1) % NULLIF(r.places, 0)"),
        ("n.age / nullif(r.places, 0)", "n.age / NULLIF(r.places, 0)"),
        ("ln(n.age)", "LN(NULLIF(GREATEST(n.age, 0), 0))"),
        ("sqrt(n.age)", "NULLIF(SQRT(n.age), CAST('nan' AS DOUBLE))"),
    ],
)
def test_what_has_no_number_is_null(written: str, safe: str) -> None:
    assert read(written).sql == safe
    assert read(safe).sql == safe


@pytest.mark.parametrize(
    "sql", ["1 / 0", "5 % 0", "5 // 0", "sqrt(-1)", "ln(0)", "ln(-2)", "power(0, -1)", "power(-8, 0.5)"]
)
def test_the_engine_gives_null_for_it(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert db.execute(f"select ({read(sql).sql})").fetchone() == (None,)


def test_aggregates_only_where_they_are_asked_for() -> None:
    assert read("sum(n.age) filter (where n.ok) / count(*)", aggregates=True).sql == (
        "SUM(n.age) FILTER(WHERE n.ok) / NULLIF(COUNT(*), 0)"
    )
    assert codes("sum(n.age)") == {"sql_aggregate"}
    assert codes("sum(n.age) over ()", aggregates=True) == {"sql_window"}
    assert codes("string_agg(n.id, ',')", aggregates=True) == {"sql_aggregate"}


# -- names that do not exist


def test_a_mistyped_column_shows_the_near_one_and_all_names() -> None:
    (fault,) = faults("n.vilage = 'x'")
    assert (fault.code, fault.value, fault.facts["near"]) == ("unknown_column", "n.vilage", "n.village")
    assert "r.places" in str(fault.facts["names"])
    assert (fault.file, fault.column) == ("scenario.toml", "rule.where")


def test_all_faults_come_at_once() -> None:
    assert codes("n.vilage = 'x' and x.id = 'y' and id = 'z'") == {
        "unknown_column",
        "unknown_alias",
        "ambiguous_column",
    }


def test_a_bare_column_of_two_aliases_must_say_which() -> None:
    (fault,) = faults("village = 'x'")
    assert (fault.code, fault.facts["names"]) == ("ambiguous_column", "n.village, r.Village")


def test_a_mistyped_function_shows_the_near_one() -> None:
    (fault,) = faults("greatst(n.age, 1)")
    assert (fault.code, fault.value, fault.facts["near"]) == ("unknown_function", "greatst", "greatest")


@pytest.mark.parametrize("sql", ["n.age ＞ 18", "（n.age > 3）", "n.age > 3，"])
def test_full_width_signs_are_named(sql: str) -> None:
    assert codes(sql) == {"full_width_sign"}


# -- bounds


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("", "sql_empty"),
        ("  -- nothing", "sql_empty"),
        (" + ".join(["n.age"] * 10_000), "sql_too_long"),
        (" and ".join(["ok"] * 2_000), "sql_too_many_words"),
        ("(" * 100 + "1" + ")" * 100, "sql_too_deep"),
        ("(" * 100, "sql_too_deep"),
        ("lower(" * 100 + "n.id" + ")" * 100, "sql_too_deep"),
        ("case when n.ok then " * 50 + "1" + " end" * 50, "sql_too_deep"),
        ("not " * 1_900 + "n.ok", "sql_too_deep"),
        ("- " * 1_900 + "n.age", "sql_too_deep"),
        ("9" * 10_000, "sql_value"),
        ("n.age > 1 and", "sql_syntax"),
        ("'open", "sql_syntax"),
        ("n.age \x00 > 1", "sql_character"),
        ("n.age\u200b > 1", "sql_character"),
        ("n.id = '\u202e'", "sql_character"),
        ("n.id = '\ud800'", "sql_character"),
    ],
)
def test_a_text_beyond_the_bounds_is_one_clear_fault(sql: str, code: str) -> None:
    assert codes(sql) == {code}


def test_long_but_allowed() -> None:
    assert len(read(" or ".join(["n.village = 'x'"] * 300)).clauses) == 1
    assert len(read(" and ".join(["n.ok"] * 300)).clauses) == 300
    assert read("(" * 18 + "n.age" + ")" * 18).sql == "n.age"


# -- attacks

ATTACKS = """
read_csv('/etc/passwd')
read_text('/etc/passwd')
read_csv_auto('x') is null
glob('*')
getenv('HOME')
current_setting('home_directory')
query('select 1')
query_table('members')
duckdb_secrets()
duckdb_tables()
pragma_version()
which_secret('s3://x', 's3')
add_parquet_key('a', 'b')
nextval('s')
write_log('x')
error('boom')
copy members to 'x.csv'
attach 'x.db'
detach x
pragma database_list
install httpfs
load httpfs
set threads = 1
call pragma_version()
export database 'x'
1; drop table members
1;
n.ok; select 1
(select 1)
exists (select 1 from members)
n.id in (select id from members)
n.id = any (select id from members)
select 1
with x as (select 1) select * from x
values (1)
from members
n.ok /* */ and (/* */ select 1)
(sel/**/ect 1)
*
n.*
count(*)
columns(*)
columns('a.*') = 1
#1
$1 = 1
:name = 1
? = 1
@x = 1
x := 1
n.age := 1
x -> x + 1
lambda x : x
list_filter(n.tags, x -> x = 'a')
list_transform(n.tags, lambda x : x)
list_reduce(n.tags, (a, b) -> a)
[x for x in n.tags if x = 'a']
{'a': 1}
{'a': 1}.a
struct_pack(a := 1)
row(1, 2)
(1, 2)
(n.id, n.village) = ('a', 'b')
map {1: 2}
n.id.x.y.z
members.id
main.n.id
n.id.upper()
'x'.upper()
n.tags[1]
n.tags[1:2]
n.id -> 'a'
n.id ->> '$.a'
n.id::json
n.id::enum('a')
n.id::struct(a int)
n.id::map(int, int)
n.id::members
n.id::varchar[][]
n.id::blob
cast(n.id as union(a int))
cast('nan' as double)
'Infinity'::float
date 'infinity'
1e999
nan
e'a\\n'
$$a$$
$tag$a$tag$
x'ab'
U&'\\0041'
0x1F
n.id collate nocase
n.id similar to 'a'
n.id glob 'a'
n.id ~ 'a'
n.id !~ 'a'
n.id ~~~ 'a'
n.tags && r.skills
n.tags @> r.skills
regexp_matches(n.id, r.id)
regexp_matches(n.id, 'a', n.id)
regexp_extract(n.id, 'a')
'lo' || 'wer'(n.id)
("lower")(n.id)
n.lower(id)
system.main.lower(n.id)
main.read_csv('x')
operator(+)(1, 2)
1 operator(pg_catalog.+) 2
random()
now()
today()
current_date
current_timestamp
get_current_timestamp()
uuid()
gen_random_uuid()
transaction_timestamp()
txid_current()
setseed(1)
any_value(n.id)
first(n.id)
current_user
session_user()
user()
row_number() over ()
rank() over (order by n.id)
lag(n.id)
sum(n.age)
list(n.id)
unnest(n.tags)
generate_series(1, 10)
range(100000000)
repeat('a', 1000000000)
try(n.id)
cast(n.id as int default 1)
interval (n.age) parsecs
extract(nothing from n.born)
date_diff(n.id, n.born, n.born)
n.ok is true::int
n.id is null || n.id
n.age n.age
n.age as x
n.age, n.age
lower(n.id, n.id)
lower()
if
case
)
(
\\
`n`.`id`
[n].[id]
n.“id”
n.id = ‘x’
ｎ.id = 'x'
𝒏.id = 'x'
""".strip().splitlines()


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_gets_past_the_whitelist(attack: str) -> None:
    assert faults(attack)


def test_a_pattern_is_a_short_text() -> None:
    assert read("regexp_matches(n.id, '^a.*', 'i')").sql == "REGEXP_MATCHES(n.id, '^a.*', 'i')"
    assert codes(f"regexp_matches(n.id, '{'a' * 201}')") == {"sql_pattern"}


def test_quotation_marks_cannot_break_out(db: duckdb.DuckDBPyConnection) -> None:
    for sql in ("n.id = 'a'' or 1=1 --'", r"n.id = 'a\' or n.id = ''", "n.id = '/*' and n.id <> '*/'", "n.id = ';$$'"):
        found = read(sql)
        assert read(found.sql).sql == found.sql
        assert db.execute(f"select ({found.sql}) from {ROWS}").fetchone() == (False,)


# -- the same meaning in the engine

SAME = (
    """
n.age in (1, 40) and n.village not in ('y') or n.ok is not true
n.age between 1 and r.places + 50 and not n.age not between 41 and 50
(n.age not in (1, 2)) = n.ok
not n.ok = (n.age < 3)
n.age - (1 - 2) - 3 * (4 + 5) // 2
-(-n.age) - -1
2 ** 3 ^ 1
n.ok is distinct from null and n.ok is not distinct from true
n.village like 'x%' escape '!' and n.village not ilike 'Y%'
case when n.age > 3 then 'a' when n.ok then 'b' else 'c' end || case n.age when 40 then 1 end
if(n.ok, 1, 2) + ifnull(null, 3) + coalesce(null, n.age) + greatest(1, 2, n.age) + least(3, 4)
abs(-3) + round(2.5) + round(2.345, 2) + floor(2.5) + ceil(2.5) + ceiling(2.1) + sign(-2) + sqrt(4) + ln(2)
pow(2, 3) + mod(7, 4)
lower('A') || upper('b') || trim(' c ')
ltrim('xd', 'x') || rtrim('e ') || trim('yfy', 'y') || trim(both 'y' from 'yfy')
length(n.id) + len(n.tags) + array_length(n.tags) + length('年龄')
substr('abc', 2) || substring('abc', 1, 2) || substring('abc' from 2 for 1) || left('年龄大', 2) || right('abc', 1)
replace('abc', 'b', 'x') || concat('a', null, 'b')
contains('abc', 'b') and starts_with('abc', 'a') and ends_with('abc', 'c')
prefix('abc', 'a') and suffix('abc', 'c')
contains(n.tags, 'a')
list_contains(n.tags, 'a') and list_has(n.tags, 'b') and array_contains(n.tags, 'b')
list_has_any(n.tags, r.skills) and not list_has_all(n.tags, r.skills)
list_has_any(n.tags, string_split('q' || ',c', ','))
list_value('a', 'b') = n.tags and ['a', 'b'] = str_split('a,b', ',')
year(n.born) + month(n.born) + day(n.born) + quarter(n.born) + date_part('year', n.born) + datepart('dow', n.born)
extract(year from n.born) + extract('month' from n.born)
date_diff('year', n.born, date '2012-12-31') + datediff('day', n.born, as_of()) + (as_of() - n.born)
date_trunc('month', n.born) = date '1972-05-01' and date_trunc('year', date '1972-05-01') < '1973-01-01'
n.born + interval 3 month < as_of() and n.born + interval '2 days' < as_of()
n.born - interval (n.age) year < as_of()
try_cast('x' as integer) is null and cast('3' as decimal(10, 2)) = 3 and '3'::bigint = 3 and ['1']::integer[] = [1]
km(n.lat, 1, n.lat, 5)
1.5 + .5 + 2. + 1e2
n.age % 7 * 3 / 2 + (n.age % (7 * 3))
'it''s' || E || 'x'
regexp_matches(n.village, '^X$', 'i')
""".replace("'it''s' || E || 'x'", "'it''s' || n.id || '%'")
    .strip()
    .splitlines()
)


@pytest.mark.parametrize("sql", SAME)
def test_the_canonical_text_means_the_same(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    found = read(sql)
    assert read(found.sql).sql == found.sql
    assert (
        db.execute(f"select ({found.sql}) from {ROWS}").fetchone() == db.execute(f"select {sql} from {ROWS}").fetchone()
    )


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("least(n.age, 5, r.places) > 0", "least of a known and an unknown number"),
        ("greatest(null, 1) > 0", "a missing value by itself"),
        ("greatest(0, 3 - least(n.age, 7)) >= 0", "one within the other"),
    ],
)
def test_the_least_and_greatest_of_something_unknown_are_unknown(
    db: duckdb.DuckDBPyConnection, sql: str, answer: str
) -> None:
    found = read(sql)
    rows = "(select null::bigint as age) n, (select 4 as places) r"
    assert db.execute(f"select ({found.sql}) from {rows}").fetchone() == (None,), answer
    assert read(found.sql).sql == found.sql


NUMBERS = ["n.age", "r.places", "3", "-2", "n.lat", "null", "length(n.id)"]
TRUTHS = ["n.ok", "r.whole_town", "true", "null", "n.village = r.village"]


def _number(random: Random, size: int) -> str:
    if size == 0:
        return random.choice(NUMBERS)
    a, b = _number(random, size - 1), _number(random, random.randrange(size))
    sign = random.choice(["+", "-", "*", "- -"])
    return random.choice([f"{a} {sign} {b}", f"({b} {sign} {a})", f"nullif({a}, {b})", f"abs({a})"])


def _truth(random: Random, size: int) -> str:
    if size == 0:
        return random.choice(TRUTHS)
    a, b = _truth(random, size - 1), _truth(random, random.randrange(size))
    x, y, z = (_number(random, random.randrange(3)) for _ in "xyz")
    word, sign = random.choice(["and", "or"]), random.choice(["<", ">=", "=", "<>", "is distinct from"])
    texts = [f"{a} {word} {b}", f"({b} {word} {a})", f"not {a}", f"({a}) is not true", f"({x} {sign} {y}) {word} {a}"]
    texts += [f"{x} {sign} {y} {word} {a}", f"{x} not in (1, {y}) {word} {a}", f"{x} between {y} and {z}"]
    texts += [f"not {x} not between {y} and {z} {word} {a}", f"{x} not in ({y}) = ({a})", f"({a}) = ({b})"]
    texts += [f"case when {a} then {b} else {x} > {y} end"]
    return random.choice(texts)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), size=st.integers(1, 4))
def test_property_parentheses_never_change_the_answer(db: duckdb.DuckDBPyConnection, seed: int, size: int) -> None:
    sql = _truth(Random(seed), size)
    try:
        found = read(sql)
    except BadData as refused:
        assert {fault.code for fault in refused.faults} <= {"sql_parentheses"}
        return
    assert read(found.sql).sql == found.sql
    direct = db.execute(f"select {sql} from {ROWS}").fetchone()
    assert db.execute(f"select ({found.sql}) from {ROWS}").fetchone() == direct
    parts = " AND ".join(f"({clause.sql})" for clause in found.clauses)
    assert db.execute(f"select {parts} from {ROWS}").fetchone() == direct


WORDS = """
( ) [ ] { } , . ; : = < > + - * / % ' " $ ? @ # ~ & | ^ \\ n r id age select from case when then end not in is null like
and or between cast as :: -> || 1 2.5 'x' interval date lower( count( read_csv( over lambda x 年龄 （ -- /* */ e' filter
with members where group by order limit union join on exclude all values pivot
""".split()  # noqa: SIM905 (easier on the eye than a list of quoted signs)


@settings(max_examples=200, deadline=None)
@given(sql=st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)))
def test_property_any_text_is_read_or_refused_with_faults(sql: str) -> None:
    for attempt in (lambda: read(sql).sql, lambda: view("select " + sql + " from members", TABLES, place="view.v")):
        try:
            text = attempt()
        except BadData as refused:
            assert refused.faults
        else:
            assert "read_csv" not in text.lower().replace("'", " ").split()


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=20))
def test_property_any_quoted_text_stays_text(db: duckdb.DuckDBPyConnection, text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert db.execute(f"select ({read(quoted).sql})").fetchone() == (text,)


# -- the dry run


@pytest.mark.parametrize(
    ("sql", "wanted", "code"),
    [
        ("n.age", "boolean", "sql_not_boolean"),
        ("n.village", "number", "sql_not_number"),
        ("n.village + 1", "number", "sql_types"),
        ("lower(n.age)", "any", "sql_types"),
        ("km(n.lat, 1)", "number", "sql_types"),
        ("n.village = 3", "boolean", "sql_mixed"),
        ("n.village in (r.village, r.places)", "boolean", "sql_mixed"),
        ("n.born = n.village", "boolean", "sql_mixed"),
        ("n.born > '2012-13-01'", "boolean", "sql_conversion"),
        ("cast('abc' as integer)", "number", "sql_conversion"),
        ("regexp_matches(n.village, '(')", "boolean", "sql_error"),
    ],
)
def test_the_dry_run_finds_wrong_types(db: duckdb.DuckDBPyConnection, sql: str, wanted: str, code: str) -> None:
    with pytest.raises(BadData) as caught:
        type_check(db, read(sql), COLUMNS, wanted, place="rule.where")  # type: ignore[arg-type]
    assert {fault.code for fault in caught.value.faults} == {code}
    assert all("LINE 1" not in str(fault.facts) and fault.column == "rule.where" for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("sql", "wanted", "found"),
    [
        ("n.age > 3 and n.village = r.village", "boolean", "BOOLEAN"),
        ("n.born >= '2012-01-01'", "boolean", "BOOLEAN"),
        ("null", "boolean", '"NULL"'),
        ("n.age * 1.5", "number", "DECIMAL(12,1)"),
        ("n.tags", "any", "VARCHAR[]"),
        ("3", "number", "INTEGER"),
    ],
)
def test_the_dry_run_tells_the_type(db: duckdb.DuckDBPyConnection, sql: str, wanted: str, found: str) -> None:
    assert type_check(db, read(sql), COLUMNS, wanted, place="rule.where") == found  # type: ignore[arg-type]


def test_the_dry_run_takes_aggregates(db: duckdb.DuckDBPyConnection) -> None:
    total = read("count(*) - sum(n.age) / count(distinct r.id)", aggregates=True)
    assert type_check(db, total, COLUMNS, "number", place="limit.least") == "DOUBLE"
    with pytest.raises(BadData):
        type_check(db, read("sum(n.age) + n.age", aggregates=True), COLUMNS, "number", place="limit.least")


def test_an_engine_fault_repeats_no_cell(db: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error) as caught:
        db.execute("select cast(tier as integer) from members").fetchall()
    fault = engine_fault(caught.value, place="rule.where")
    assert fault.code == "sql_conversion"
    assert "'a'" not in fault.message() + str(dict(fault.facts))


# -- views


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (
            "select m.*, h.tier from Members m join households h using (id) where m.age > 3 -- x",
            "SELECT m.*, h.tier FROM members AS m JOIN Households AS h USING (id) WHERE m.age > 3",
        ),
        ("from members", "SELECT * FROM members"),
        ("select * exclude (age) from 人员", 'SELECT * EXCLUDE (age) FROM "人员"'),
        (
            "with a as (select * from members), b as (select * from a) select age / id from b",
            "WITH a AS (SELECT * FROM members), b AS (SELECT * FROM a) SELECT age / NULLIF(id, 0) FROM b",
        ),
        (
            "select id, row_number() over (partition by age order by id) k from members qualify k = 1",
            "SELECT id, ROW_NUMBER() OVER (PARTITION BY age ORDER BY id) AS k FROM members QUALIFY k = 1",
        ),
        (
            "select string_agg(id, ',' order by id) from members group by all having count(*) > 1",
            "SELECT LISTAGG(id, ',' ORDER BY id) FROM members GROUP BY ALL HAVING COUNT(*) > 1",
        ),
    ],
)
def test_a_view_is_one_select(written: str, canonical: str) -> None:
    assert view(written, TABLES, place="view.v") == canonical
    assert view(canonical, TABLES, place="view.v") == canonical


VIEWS = """
select distinct tier, count(*) as c, avg(age) as a, bool_or(age > 3) as b from members group by tier order by 1
select id, (select max(age) from members x where x.tier = m.tier) from members m where exists (from members)
select id from members where id in (select id from members where age > 30) union all select tier from members order by 1
select id, lag(age, 1) over (order by id) as before, median(age) over () as middle from members order by id
select sum(age) over (order by id rows between 1 preceding and current row) as s from members order by s
select list(id order by id desc), array_agg(distinct tier order by tier), count(*) filter (where age > 30) from members
select * replace (upper(tier) as tier) from (from members order by age desc nulls last limit 2) order by id
select a.id, b.age from members a left join members b on a.age = b.age and a.id <> b.id order by all
select a.id from members a semi join members b on a.age = b.age + 10, (select 1 as one) order by a.id
select id from members except select id from members where age = 30 order by id
select case when (age is null) = true then 0 else age // 7 * 2 end as x from members cross join (select 1) order by x
""".strip().splitlines()


@pytest.mark.parametrize("sql", VIEWS)
def test_a_view_means_the_same(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    found = view(sql, TABLES, place="view.v")
    assert view(found, TABLES, place="view.v") == found
    assert db.execute(found).fetchall() == db.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select * from membrs", "unknown_table"),
        ("select * from 'x.csv'", "unknown_table"),
        ('select * from "/etc/passwd"', "unknown_table"),
        ("select * from information_schema.tables", "sql_refused"),
        ("select * from main.members", "sql_refused"),
        ("select * from read_csv('x.csv')", "sql_table_function"),
        ("select * from duckdb_tables()", "sql_table_function"),
        ("select * from members, range(10)", "sql_table_function"),
        ("select * from (select * from glob('*'))", "sql_table_function"),
        ("select * from (with a as (select 1) select * from a) z, a", "unknown_table"),
        ("with a as (select * from b), b as (select 1) select * from a", "unknown_table"),
        ("with recursive a as (select 1 union all select * from a) select * from a", "sql_refused"),
        ("with x as (delete from members returning *) select * from x", "sql_refused"),
        ("drop table members", "sql_statement"),
        ("insert into members values (1)", "sql_statement"),
        ("copy (select 1) to 'x'", "sql_statement"),
        ("explain select 1", "sql_statement"),
        ("describe members", "sql_statement"),
        ("pivot members on age", "sql_statement"),
        ("values (1)", "sql_statement"),
        ("select 1; drop table members", "sql_several"),
        ("select * into x from members", "sql_refused"),
        ("select * from members for update", "sql_refused"),
        ("select * from members tablesample 10%", "sql_refused"),
        ("select * from members positional join Households", "sql_refused"),
        ("select * from members, lateral (select 1)", "sql_refused"),
        ("select columns(*) from members", "sql_star"),
        ("select unnest([1]) from members", "unknown_function"),
        ("select getenv('HOME')", "unknown_function"),
        ("select random() from members", "not_deterministic"),
        ("select current_date from members", "not_deterministic"),
        ("select any_value(id) from members", "not_deterministic"),
        ("select distinct on (age) * from members order by id", "sql_refused"),
        ("select id from members limit 3", "order_needed"),
        ("select string_agg(id, ',') from members", "order_needed"),
        ("select row_number() over () from members", "order_needed"),
        ("select list_filter([1], x -> x > 1) from members", "unknown_function"),
        ("select id from members order by id limit (select 3)", "sql_refused"),
        ("select " + ", ".join(["id"] * 3_000) + " from members", "sql_too_many_words"),
        ("select * from " + "(" * 100 + "members" + ")" * 100, "sql_too_deep"),
    ],
)
def test_a_view_that_is_more_than_a_select_is_refused(sql: str, code: str) -> None:
    assert code in view_codes(sql)


def test_the_engine_plans_a_view(db: duckdb.DuckDBPyConnection) -> None:
    assert view_columns(db, "SELECT id, age FROM members", place="view.v") == {"id": "VARCHAR", "age": "INTEGER"}
    with pytest.raises(BadData) as caught:
        view_columns(db, "SELECT m.agee FROM members AS m", place="view.v")
    (fault,) = caught.value.faults
    assert (fault.code, fault.value, fault.facts["near"]) == ("unknown_column", "agee", "age")
