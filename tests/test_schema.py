"""Tables are checked against their descriptors, every fault at once, and become typed columns."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing.fault import BadData, Fault
from pairing.tables import schema
from pairing.tables.descriptor import header_key
from pairing.tables.identity import check_character
from pairing.tables.load import Source, load


class Town:
    """A handful of tables as CSV texts, loaded and ready to be checked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = duckdb.connect()
        self.tables: dict[str, schema.Table] = {}

    def add(self, name: str, text: str, declared: Mapping[str, Any] | None = None) -> Town:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        known = schema.from_declaration(name, declared or {})
        self.tables[name] = schema.Table(load(self.db, Source(name, path, None, path.name)), known)
        return self

    def faults(self, name: str) -> list[Fault]:
        return schema.check(self.db, name, self.tables)

    def codes(self, name: str) -> list[tuple[str, int | None, str, str]]:
        return [(fault.code, fault.row, fault.column, fault.value) for fault in self.faults(name)]

    def typed(self, name: str) -> list[dict[str, Any]]:
        assert self.faults(name) == []
        schema.convert(self.db, self.tables[name], name)
        cursor = self.db.execute(f'SELECT * FROM "{name}"')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def identity_number(birth: str = "19900307", sequence: str = "001") -> str:
    first = "442000" + birth + sequence
    return first + check_character(first)


def own(kind: str, **field: Any) -> dict[str, Any]:
    return {"fields": [{"name": "x", "type": kind, **field}]}


class TestHeaders:
    @pytest.mark.parametrize(
        "headers",
        [
            "household_id,tier,size",
            "户编号,救助类别,人口",
            "Household number,Tier of hardship,家庭人口（人）",
            " 户 编号 ,TIER,户人口",
        ],
    )
    def test_english_and_chinese_headers_mean_the_same(self, town: Town, headers: str) -> None:
        assert town.add("households", f"{headers}\nH1,低保,3\n").typed("households") == [
            {"household_id": "H1", "tier": "dibao", "size": 3}
        ]

    def test_a_missing_required_column_suggests_the_header_that_is_near(self, town: Town) -> None:
        (fault,) = town.add("households", "househol_id,人口\nH1,3\n").faults("households")
        assert (fault.code, fault.column, fault.facts["near"]) == ("column_missing", "household_id", "househol_id")

    def test_two_headers_for_one_column_are_a_fault(self, town: Town) -> None:
        faults = town.add("households", "户编号,household_id,a,A\nH1,H1,1,1\n").codes("households")
        assert faults == [("header_twice", None, "household_id", ""), ("header_twice", None, "A", "")]

    def test_a_unit_that_changes_the_number_is_not_taken_for_yuan(self, town: Town) -> None:
        town.add("households", "户编号,月收入（元）,年刚性支出（万元）\nH1,1200,3\n")
        assert town.typed("households") == [
            {"household_id": "H1", "income_month": Decimal("1200.00"), "年刚性支出（万元）": 3}
        ]

    def test_a_header_that_pairing_needs_itself_is_a_fault(self, town: Town) -> None:
        assert town.add("t", "_ID,a\n1,2\n").codes("t") == [("header_reserved", None, "_ID", "")]

    def test_any_text_may_be_a_header(self, town: Town) -> None:
        town.add("households", """户编号,"it's ""x""; drop"\nH1,1\n""")
        assert town.typed("households") == [{"household_id": "H1", 'it\'s "x"; drop': 1}]

    def test_no_two_fields_of_a_built_in_table_claim_one_header(self) -> None:
        for table in schema.built_in().values():
            claims = [key for field in table.fields for key in set(map(header_key, field.headers))]
            assert len(claims) == len(set(claims)), table.name

    def test_no_two_built_in_tables_claim_one_name(self) -> None:
        claims = [
            key for t in schema.built_in().values() for key in set(map(header_key, (t.name, t.title, *t.aliases)))
        ]
        assert len(claims) == len(set(claims))

    def test_every_built_in_field_has_a_title_and_a_chinese_header(self) -> None:
        for table in schema.built_in().values():
            for field in table.fields:
                assert field.title and field.aliases and not field.aliases[0].isascii(), (table.name, field.name)


class TestTypes:
    @pytest.mark.parametrize(
        ("kind", "text", "value"),
        [
            ("integer", "１２", 12),
            ("integer", '"1,200"', 1200),
            ("integer", "-3.0", -3),
            ("integer", "+7", 7),
            ("number", "1e3", 1000.0),
            ("number", ".5", 0.5),
            ("boolean", "是", True),
            ("boolean", "√", True),
            ("boolean", "No", False),
            ("boolean", "０", False),
            ("date", "2012-03-05", datetime.date(2012, 3, 5)),
            ("date", "2012/3/5", datetime.date(2012, 3, 5)),
            ("date", "20120305", datetime.date(2012, 3, 5)),
            ("date", "2012年3月5日", datetime.date(2012, 3, 5)),
            ("date", "2012-03-05 00:00:00", datetime.date(2012, 3, 5)),
            ("year", "2012年", 2012),
            ("list", '"焊工、 电工；,驾驶"', ["焊工", "电工", "驾驶"]),
            ("string", "001", "001"),
        ],
    )
    def test_what_people_write_is_understood(self, town: Town, kind: str, text: str, value: object) -> None:
        assert town.add("t", f"x\n{text}\n", own(kind)).typed("t") == [{"x": value}]

    @pytest.mark.parametrize(
        ("kind", "text", "code"),
        [
            ("integer", "1.5", "not_integer"),
            ("integer", "三", "not_integer"),
            ("integer", "99999999999999999999", "not_integer"),
            ("integer", '"12,34"', "not_integer"),
            ("number", "1200元", "not_number"),
            ("number", "nan", "not_number"),
            ("number", "1e999", "not_number"),
            ("boolean", "也许", "not_boolean"),
            ("date", "2012-02-30", "not_date"),
            ("date", "2012", "not_date"),
            ("year", "12", "not_year"),
        ],
    )
    def test_what_is_of_another_type_is_a_fault(self, town: Town, kind: str, text: str, code: str) -> None:
        assert town.add("t", f"x\n{text}\n", own(kind)).codes("t") == [(code, 2, "x", text.strip('"'))]

    def test_money_is_exact_to_the_fen_and_no_finer(self, town: Town) -> None:
        money = own("number", unit="yuan")
        assert town.add("t", 'x\n900\n0.10\n"1,234.500"\n', money).typed("t") == [
            {"x": Decimal("900.00")},
            {"x": Decimal("0.10")},
            {"x": Decimal("1234.50")},
        ]
        assert town.add("t", "x\n0.105\nmuch\n1e20\n", money).codes("t") == [
            ("finer_than_fen", 2, "x", "0.105"),
            ("not_number", 3, "x", "much"),
            ("not_number", 4, "x", "1e20"),
        ]

    def test_a_date_may_declare_its_format(self, town: Town) -> None:
        town.add("t", "x\n05.03.2012\n", own("date", format="%d.%m.%Y"))
        assert town.typed("t") == [{"x": datetime.date(2012, 3, 5)}]

    def test_missing_values_are_null(self, town: Town) -> None:
        town.add("t", "x,y\n-,-\n3,/\n", {**own("integer"), "missingValues": ["", "-"]})
        assert town.typed("t") == [{"x": None, "y": "-"}, {"x": 3, "y": "/"}]

    def test_a_category_is_known_by_its_label_and_a_wrong_one_names_the_nearest(self, town: Town) -> None:
        town.add("households", "户编号,救助类别\nH1,特困户\nH2,DIBAO\nH3,低保边\n")
        (fault,) = town.faults("households")
        assert (fault.code, fault.row, fault.value, fault.facts["near"]) == ("not_category", 4, "低保边", "低保边缘")
        assert "destitute / 特困" in str(fault.facts["allowed"])

    @pytest.mark.parametrize(
        ("texts", "value"),
        [
            (["1", "20"], 1),
            (["1.5", "2"], Decimal("1.5")),
            (["1.123456", "2"], 1.123456),
            (["007", "8"], "007"),
            (["1", "x"], "1"),
            (["true", "FALSE"], True),
            (["是", "否"], "是"),
            (["2012-03-05", ""], datetime.date(2012, 3, 5)),
            (["2012/3/5", ""], "2012/3/5"),
            (["-0.5", "-1"], Decimal("-0.5")),
        ],
    )
    def test_extra_columns_are_kept_with_the_type_all_their_cells_have(
        self, town: Town, texts: list[str], value: object
    ) -> None:
        town.add("households", "户编号,自有列\n" + "".join(f"H{i},{text}\n" for i, text in enumerate(texts)))
        assert town.typed("households")[0]["自有列"] == value

    @settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.lists(
            st.tuples(st.dates(datetime.date(1900, 1, 1)), st.integers(-(10**17), 10**17)), min_size=1, max_size=200
        )
    )
    def test_every_date_and_amount_survives(self, tmp_path: Path, rows: list[tuple[datetime.date, int]]) -> None:
        amounts = [(day, Decimal(fen) / 100) for day, fen in rows]
        declared = {"fields": [{"name": "day", "type": "date"}, {"name": "yuan", "type": "number", "unit": "yuan"}]}
        lines = "".join(f"{day.year}/{day.month}/{day.day},{yuan}\n" for day, yuan in amounts)
        typed = Town(tmp_path).add("t", "day,yuan\n" + lines, declared).typed("t")
        assert [(row["day"], row["yuan"]) for row in typed] == amounts


class TestConstraints:
    def test_a_blank_key_and_a_duplicate_key_show_every_row(self, town: Town) -> None:
        town.add("households", "户编号,人口\nH1,1\n,2\nH2,3\nH1,4\nH1 ,5\n")
        assert town.codes("households") == [
            ("value_missing", 3, "户编号", ""),
            ("key_twice", 2, "户编号", "H1"),
            ("key_twice", 5, "户编号", "H1"),
            ("key_twice", 6, "户编号", "H1"),
        ]
        assert [fault.facts.get("other") for fault in town.faults("households")[1:]] == [6, 2, 2]

    def test_negative_capacity_is_below_the_minimum(self, town: Town) -> None:
        town.add("departments", "部门编号,最少户数,最多户数\nD1,-1,8\n")
        (fault,) = town.faults("departments")
        assert (fault.code, fault.row, fault.column, fault.value) == ("below_minimum", 2, "最少户数", "-1")
        assert fault.facts["minimum"] == "0"

    def test_least_over_most_names_both_columns(self, town: Town) -> None:
        town.add("departments", "部门编号,最少户数,最多户数\nD1,9,8\nD2,8,8\nD3,9,\n")
        (fault,) = town.faults("departments")
        assert (fault.code, fault.row, fault.column, fault.value) == ("least_over_most", 2, "最少户数", "9")
        assert fault.facts == {"most_column": "最多户数", "most": "8"}

    @pytest.mark.parametrize(
        ("field", "text", "code"),
        [
            ({"type": "string", "constraints": {"pattern": "H[0-9]+"}}, "X1", "pattern_differs"),
            ({"type": "string", "constraints": {"minLength": 3}}, "ab", "too_short"),
            ({"type": "string", "constraints": {"maxLength": 1}}, "ab", "too_long"),
            ({"type": "string", "constraints": {"enum": ["a'", "b"]}}, "c", "not_in_enum"),
            ({"type": "integer", "constraints": {"enum": [1, 2]}}, "3", "not_in_enum"),
            ({"type": "number", "constraints": {"maximum": 0.5}}, "0.6", "above_maximum"),
            ({"type": "date", "constraints": {"minimum": "2012-01-01"}}, "2011-12-31", "below_minimum"),
            ({"type": "date", "constraints": {"minimum": datetime.date(2012, 1, 1)}}, "2011-12-31", "below_minimum"),
            ({"type": "string", "format": "division"}, "4420", "division_unknown"),
        ],
    )
    def test_each_constraint_finds_what_breaks_it(
        self, town: Town, field: dict[str, Any], text: str, code: str
    ) -> None:
        assert town.add("t", f"x\n{text}\n", {"fields": [{"name": "x", **field}]}).codes("t") == [(code, 2, "x", text)]

    def test_unique_values_and_composite_keys(self, town: Town) -> None:
        declared = {
            "fields": [{"name": "c", "constraints": {"unique": True}}],
            "primaryKey": ["a", "b"],
        }
        town.add("t", "a,b,c\n1,1,x\n1,2,x\n1,1,\n2,1,\n", declared)
        assert town.codes("t") == [
            ("key_twice", 2, "a, b", "1 + 1"),
            ("key_twice", 4, "a, b", "1 + 1"),
            ("value_twice", 2, "c", "x"),
            ("value_twice", 3, "c", "x"),
        ]

    def test_more_than_a_thousand_faults_of_a_kind_are_summed_up(self, town: Town) -> None:
        town.add("t", "x\n" + "a\n" * 1500, own("integer"))
        faults = town.faults("t")
        assert len(faults) == 1001
        assert (faults[-1].code, faults[-1].facts["more"]) == ("more_like_this", 500)

    def test_every_fault_of_a_row_is_found_at_once(self, town: Town) -> None:
        town.add("households", "户编号,人口,纬度,救助类别,零就业\nH1,x,91,富裕,?\n")
        assert {fault.code for fault in town.faults("households")} == {
            *("not_integer", "above_maximum", "not_category", "not_boolean")
        }


class TestBetweenTables:
    def test_a_household_in_no_village_is_a_fault(self, town: Town) -> None:
        town.add("villages", "村\n结民村\n新圩村\n")
        town.add("households", "户编号,村\nH1,结民村\nH2,结明村\nH3,\n")
        assert town.codes("households") == [("parent_missing", 3, "村", "结明村"), ("parent_blank", 4, "村", "")]
        assert town.faults("households")[0].facts["near"] == "结民村"

    def test_without_a_table_of_villages_any_village_will_do(self, town: Town) -> None:
        assert town.add("households", "户编号,村\nH1,结明村\nH2,\n").faults("households") == []

    def test_a_member_of_an_unknown_household_is_a_fault(self, town: Town) -> None:
        town.add("households", "户编号\nH1\n").add("members", "人员编号,户编号\nM1,H1\nM2,H9\n")
        (fault,) = town.faults("members")
        assert (fault.code, fault.row, fault.value, fault.facts["parent"]) == (
            "parent_missing",
            3,
            "H9",
            "households.csv",
        )

    def test_a_required_parent_table_that_is_absent_is_a_fault(self, town: Town) -> None:
        key = {"fields": "h", "reference": {"resource": "households", "fields": "household_id"}, "required": True}
        assert town.add("t", "h\nH1\n", {"foreignKeys": [key]}).codes("t") == [("parent_table_missing", None, "", "")]

    def test_a_table_may_refer_to_itself(self, town: Town) -> None:
        key = {"fields": "leader", "reference": {"resource": "", "fields": "id"}}
        town.add("t", "id,leader\n1,\n2,1\n3,9\n", {"primaryKey": "id", "foreignKeys": [key]})
        assert town.codes("t") == [("parent_missing", 4, "leader", "9")]


class TestPeople:
    def members(self, town: Town, **columns: str) -> list[tuple[str, int | None, str, str]]:
        town.add("members", f"人员编号,户编号,{','.join(columns)}\nM1,H1,{','.join(columns.values())}\n")
        return town.codes("members")

    def test_a_right_number_that_agrees_passes(self, town: Town) -> None:
        assert self.members(town, 身份证号=identity_number().lower(), 性别="男", 出生日期="1990-03-07") == []

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("44200019900307", "id_shape"),
            ("442000199003070010", "id_check_digit"),
            (identity_number("19900230"), "id_birthday"),
            ("99" + identity_number()[2:17] + check_character("99" + identity_number()[2:17]), "id_prefix"),
        ],
    )
    def test_a_wrong_number_is_a_fault_that_does_not_show_it(self, town: Town, number: str, code: str) -> None:
        assert self.members(town, 身份证号=number) == [(code, 2, "身份证号", number[:2] + "***")]
        assert number not in str(town.faults("members"))

    def test_a_number_that_contradicts_sex_or_birth_date_is_a_fault(self, town: Town) -> None:
        codes = self.members(town, 身份证号=identity_number(), 性别="女", 出生日期="1990-03-08")
        assert [code for code, *_ in codes] == ["id_sex_differs", "id_birth_date_differs"]

    def test_an_unknown_sex_contradicts_nothing(self, town: Town) -> None:
        assert self.members(town, 身份证号=identity_number(), 性别="0") == []

    @pytest.mark.parametrize(("text", "code"), [("男", "1"), ("Female", "2"), ("9", "9"), ("未知", "0")])
    def test_sex_is_stored_as_the_standards_code(self, town: Town, text: str, code: str) -> None:
        assert self.members(town, 性别=text) == []
        assert town.typed("members")[0]["sex"] == code

    def test_one_number_for_two_people_is_a_fault(self, town: Town) -> None:
        number = identity_number()
        town.add("members", f"人员编号,户编号,身份证号\nM1,H1,{number}\nM2,H1,{number}\n")
        assert [(fault.code, fault.row, fault.facts["other"]) for fault in town.faults("members")] == [
            ("value_twice", 2, 3),
            ("value_twice", 3, 2),
        ]


class TestDeclarations:
    @pytest.mark.parametrize(
        ("record", "code", "place"),
        [
            ({"feilds": []}, "declaration_key", "table.t.feilds"),
            ({"fields": {}}, "declaration_kind", "table.t.fields"),
            ({"fields": [{"type": "string"}]}, "declaration_kind", "table.t.fields[1]"),
            (own("integr"), "type_unknown", "table.t.fields.x.type"),
            (own("string", format="email"), "format_unknown", "table.t.fields.x.format"),
            (own("string", constraints={"minimum": 1}), "constraint_type", "table.t.fields.x.constraints.minimum"),
            (own("integer", constraints={"minimum": "a"}), "constraint_value", "table.t.fields.x.constraints.minimum"),
            (
                own("integer", constraints={"requierd": True}),
                "declaration_key",
                "table.t.fields.x.constraints.requierd",
            ),
            (own("integer", constraints=[]), "declaration_kind", "table.t.fields.x.constraints"),
            (own("integer", categories=["a"]), "constraint_type", "table.t.fields.x.categories"),
            ({"fields": [{"name": "x"}, {"name": "x"}]}, "declared_twice", "table.t.fields.x"),
            (
                {"checks": [{"code": "most_over_least", "columns": ["a", "b"]}]},
                "column_check_unknown",
                "table.t.checks.code",
            ),
            ({"foreignKeys": [{"fields": "a"}]}, "declaration_kind", "table.t.foreignKeys"),
            ({"uniqueKeys": "a"}, "declaration_kind", "table.t.uniqueKeys"),
            ({"primaryKey": 3}, "declaration_kind", "table.t.primaryKey"),
        ],
    )
    def test_what_a_declaration_gets_wrong_is_named_by_its_place(
        self, record: dict[str, Any], code: str, place: str
    ) -> None:
        with pytest.raises(BadData) as caught:
            schema.from_declaration("t", record)
        assert [(fault.code, fault.file, fault.column) for fault in caught.value.faults] == [
            (code, "scenario.toml", place)
        ]

    def test_a_pattern_that_is_no_regular_expression_is_a_fault(self, town: Town) -> None:
        town.add("t", "x\na\n", own("string", constraints={"pattern": "("}))
        assert [(fault.code, fault.file) for fault in town.faults("t")] == [("pattern_unusable", "scenario.toml")]

    def test_declaring_a_built_in_table_adds_to_it(self, town: Town) -> None:
        declared = {
            "fields": [
                {"name": "tier", "type": "string", "aliases": ["档次"], "categories": ["一档", "二档"]},
                {"name": "wish", "type": "boolean", "aliases": ["心愿"]},
            ]
        }
        town.add("households", "户编号,档次,心愿\nH1,一档,是\n", declared)
        assert town.typed("households") == [{"household_id": "H1", "tier": "一档", "wish": True}]

    def test_tables_are_found_by_alias(self) -> None:
        found = schema.descriptor("困难户")
        assert found is not None and found.name == "households"
        assert schema.descriptor("nothing of the kind") is None

    def test_a_header_alone_is_an_empty_table_with_typed_columns(self, town: Town) -> None:
        assert town.add("households", "户编号,人口,自有列\n").typed("households") == []
        kinds = town.db.execute(
            "SELECT column_name, data_type FROM (DESCRIBE households) t(column_name, data_type, a, b, c, d)"
        )
        assert kinds.fetchall() == [("household_id", "VARCHAR"), ("size", "BIGINT"), ("自有列", '"NULL"')]


@pytest.mark.parametrize("many", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_checking_a_million_people_takes_seconds(town: Town, many: int) -> None:
    numbers = [identity_number(f"{1950 + i % 50}0{1 + i % 9}1{i % 9}", f"{i % 1000:03}") for i in range(1000)]
    lines = (f"M{i},H{i // 3},{numbers[i % 1000]},电工、焊工,1500.5,是,{i}" for i in range(many))
    town.add("members", "人员编号,户编号,身份证号,技能,自付医疗费,在读,自有列\n" + "\n".join(lines) + "\n")
    start = time.process_time()
    faults = town.faults("members")
    schema.convert(town.db, town.tables["members"], "members")
    assert time.process_time() - start < max(3.0, many / 25_000)
    assert {fault.code for fault in faults} == {"value_twice", "more_like_this"}
