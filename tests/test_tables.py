"""Tables are found and loaded from CSV, XLSX and Parquet; what cannot be read is named by file, row and column."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing.fault import Fault
from pairing.tables.load import Raw, Source, discover, load


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def loaded(db: duckdb.DuckDBPyConnection, path: Path, content: str | bytes = "", sheet: str | None = None) -> Raw:
    if content:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(db, Source(path.stem, path, sheet, path.name))


def rows(db: duckdb.DuckDBPyConnection, raw: Raw) -> list[tuple[object, ...]]:
    return db.execute(f'SELECT _row, {", ".join(raw.columns)} FROM "{raw.name}" ORDER BY _row').fetchall()


def places(raw: Raw) -> list[tuple[str, int | None, str]]:
    return [(fault.code, fault.row, fault.column) for fault in raw.faults]


def workbook(path: Path, **sheets: list[list[str]]) -> Path:
    """An XLSX file; a cell is the inside of its <c> element, or a text, or '' for none."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    names = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(sheets, start=1))
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f"<Relationships {package}>"
            f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr("xl/workbook.xml", f'<workbook {main} xmlns:r="{office}"><sheets>{names}</sheets></workbook>')
        style = f'<Relationship Id="rIdS" Type="{office}/styles" Target="styles.xml"/>'
        book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships {package}>{links}{style}</Relationships>")
        book.writestr(
            "xl/styles.xml",
            f'<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        )
        for i, table in enumerate(sheets.values(), start=1):
            lines = [
                f'<row r="{r}">' + "".join(_cell(f"{chr(65 + c)}{r}", cell) for c, cell in enumerate(cells)) + "</row>"
                for r, cells in enumerate(table, start=1)
            ]
            book.writestr(
                f"xl/worksheets/sheet{i}.xml", f"<worksheet {main}><sheetData>{''.join(lines)}</sheetData></worksheet>"
            )
    return path


def _cell(place: str, cell: str) -> str:
    if not cell:
        return ""
    if not cell.startswith("<"):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return cell.replace("<c", f'<c r="{place}"', 1)


def number(value: object) -> str:
    return f"<c><v>{value}</v></c>"


class TestCsv:
    def test_cells_are_text_and_rows_have_spreadsheet_numbers(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "households.csv", "户编号,人口\n001,3\n002,\n")
        assert raw.headers == ("户编号", "人口")
        assert rows(db, raw) == [(2, "001", "3"), (3, "002", None)]
        assert raw.faults == ()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_encodings_that_offices_use(self, db: duckdb.DuckDBPyConnection, tmp_path: Path, encoding: str) -> None:
        raw = loaded(db, tmp_path / "a.csv", "户编号,村\nH1,结民村\n".encode(encoding))
        assert (raw.headers, rows(db, raw)) == (("户编号", "村"), [(2, "H1", "结民村")])

    @pytest.mark.parametrize("content", [b"a,b\n\xff\xff,1\n", "a,b\n1,2\n".encode("utf-16")])
    def test_another_encoding_is_a_fault(self, db: duckdb.DuckDBPyConnection, tmp_path: Path, content: bytes) -> None:
        raw = loaded(db, tmp_path / "a.csv", content)
        assert (places(raw), raw.headers) == ([("encoding_unknown", None, "")], ())

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_the_delimiter_is_seen_in_the_header(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path, delimiter: str
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", f'a{delimiter}"b,;"\n1{delimiter}2\n')
        assert (raw.headers, rows(db, raw)) == (("a", "b,;"), [(2, "1", "2")])

    def test_ragged_rows_are_named_one_by_one(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        raw = loaded(db, tmp_path / "a.csv", "a,b\n1,2\n3\n4,5,6\n7,8,\n")
        assert places(raw) == [("row_short", 3, ""), ("row_long", 4, "")]
        assert raw.faults[0].facts == {"cells": 1, "headers": 2}
        assert rows(db, raw) == [(2, "1", "2"), (5, "7", "8")]  # a trailing delimiter is no cell

    def test_more_than_a_thousand_ragged_rows_are_summed_up(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", "a,b\n" + "1\n" * 1500)
        assert len(raw.faults) == 1001
        assert raw.faults[-1].code == "more_like_this"
        assert raw.faults[-1].facts["more"] == 500

    def test_a_line_break_within_quotes_and_blank_lines_keep_row_numbers_right(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", 'a,b\r\n"line\r\nbreak",1\r\n\r\n,\r\n　, \r\nx,2\r\n,,\r\n')
        assert rows(db, raw) == [(2, "line\r\nbreak", "1"), (6, "x", "2")]
        assert raw.faults == ()

    def test_a_quote_that_is_never_closed_is_named_where_it_opens(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", 'a,b\n1,2\n"3,4\n5,6\n')
        assert places(raw) == [("quotes_broken", 3, "")]
        assert rows(db, raw) == [(2, "1", "2")]

    def test_text_after_a_closing_quote_spoils_only_its_own_row(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", 'a,b\n"1"x,2\n3,4\n')
        assert places(raw) == [("quotes_broken", 2, "")]
        assert rows(db, raw) == [(3, "3", "4")]

    def test_blanks_around_cells_and_headers_go_also_full_width_ones(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", " a ,　b\n 1　,\u00a02 \n")
        assert (raw.headers, rows(db, raw)) == (("a", "b"), [(2, "1", "2")])

    def test_an_empty_file_is_a_fault_and_a_header_alone_an_empty_table(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        assert places(loaded(db, tmp_path / "a.csv", "\n \n")) == [("file_empty", None, "")]
        (tmp_path / "b.csv").touch()
        assert places(loaded(db, tmp_path / "b.csv")) == [("file_empty", None, "")]
        raw = loaded(db, tmp_path / "c.csv", "a,b\n")
        assert (raw.headers, rows(db, raw), raw.faults) == (("a", "b"), [], ())

    def test_a_blank_header_is_a_fault_only_over_a_column_with_something_in_it(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, tmp_path / "a.csv", "a,,b,,\n1,,2,,\n3,x,4,,\n")
        assert raw.headers == ("a", "b")
        assert places(raw) == [("header_blank", 1, "B")]
        assert raw.faults[0].facts == {"first": 3}

    def test_a_missing_file_is_a_fault(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        raw = loaded(db, tmp_path / "a.csv")
        assert places(raw) == [("file_unreadable", None, "")]
        assert str(tmp_path) not in str(raw.faults[0].facts)

    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.lists(
            st.lists(
                st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
                | st.text(st.sampled_from("a\",;\r\n\t 　村\\'")),
                min_size=3,
                max_size=3,
            ),
            max_size=8,
        )
    )
    def test_every_csv_that_python_writes_is_read_back(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path, cells: list[list[str]]
    ) -> None:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([["a", "b", "c"], *cells])
        raw = loaded(db, tmp_path / "a.csv", out.getvalue())
        blank = " \t\r\n\v\f\u00a0\u2003\u200b\u3000\ufeff"
        wanted = [(n, *(cell.strip(blank) or None for cell in line)) for n, line in enumerate(cells, start=2)]
        assert rows(db, raw) == [line for line in wanted if any(line[1:])]
        assert raw.faults == ()

    @pytest.mark.parametrize("many", [50_000, pytest.param(1_000_000, marks=pytest.mark.long)])
    def test_a_million_rows_take_seconds(self, db: duckdb.DuckDBPyConnection, tmp_path: Path, many: int) -> None:
        path = tmp_path / "households.csv"
        with path.open("w", encoding="utf-8") as out:
            out.write("户编号,村,低保,lat,lon,人口,月收入,备注\n")
            out.writelines(f'H{i},村{i % 97},低保,22.5,113.4,3,1500.50,"备注,{i}"\n' for i in range(many))
        start = time.process_time()
        raw = loaded(db, path)
        assert time.process_time() - start < max(3.0, many / 40_000)
        assert db.execute(f'SELECT count(*), max(_row) FROM "{raw.name}"').fetchone() == (many, many + 1)


class TestWorkbook:
    def test_numbers_dates_and_booleans_become_the_text_a_person_sees(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        cells = [
            number(1001),
            number("0.30000000000000004"),
            '<c s="1"><v>40973</v></c>',
            '<c t="b"><v>1</v></c>',
            "001",
        ]
        raw = loaded(db, workbook(tmp_path / "a.xlsx", s=[["a", "b", "c", "d", "e"], cells]))
        assert rows(db, raw) == [(2, "1001", "0.3", "2012-03-05", "true", "001")]

    def test_an_identity_number_stored_as_a_number_is_a_fault_and_not_shown(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        raw = loaded(db, workbook(tmp_path / "a.xlsx", s=[["身份证号"], [number("4.40106199003070E+17")], ["44"]]))
        assert places(raw) == [("id_as_number", 2, "身份证号")]
        assert raw.faults[0].value == "44***"

    def test_a_formula_counts_with_its_saved_value_and_without_one_is_a_fault(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        cells = ["<c><f>1+1</f><v>2</v></c>", "<c><f>1+1</f></c>", '<c t="str"><f>""</f><v></v></c>']
        raw = loaded(db, workbook(tmp_path / "a.xlsx", s=[["a", "b", "c"], cells]))
        assert rows(db, raw) == [(2, "2", None, None)]
        assert places(raw) == [("formula_unsaved", 2, "b")]

    def test_an_error_cell_is_a_fault(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        raw = loaded(db, workbook(tmp_path / "a.xlsx", s=[["a", "b"], ["1", '<c t="e"><v>#REF!</v></c>']]))
        assert (places(raw), raw.faults[0].value) == ([("cell_error", 2, "b")], "#REF!")

    def test_blank_rows_count_but_are_passed_over(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        raw = loaded(db, workbook(tmp_path / "a.xlsx", s=[[], ["a"], [], ["1"], [" "]]))
        assert rows(db, raw) == [(4, "1")]

    def test_a_sheet_is_taken_by_name(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        path = workbook(tmp_path / "book.xlsx", households=[["a"], ["1"]], members=[["b"], ["2"]])
        assert rows(db, loaded(db, path, sheet="members")) == [(2, "2")]
        raw = loaded(db, path, sheet="jobs")
        assert (places(raw), raw.faults[0].facts) == ([("sheet_missing", None, "")], {"known": "households, members"})

    def test_an_empty_sheet_and_a_file_that_is_no_workbook_are_faults(
        self, db: duckdb.DuckDBPyConnection, tmp_path: Path
    ) -> None:
        assert places(loaded(db, workbook(tmp_path / "a.xlsx", s=[]))) == [("file_empty", None, "")]
        assert places(loaded(db, tmp_path / "b.xlsx", "a,b\n1,2\n")) == [("file_unreadable", None, "")]


class TestParquet:
    def test_all_columns_become_text_and_lists_are_joined(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        path = tmp_path / "a.parquet"
        columns = "1001.0::DOUBLE a, ['焊工', '电工'] b, TIMESTAMP '2012-03-05' c, NULL::INT d, 0.5 e"
        db.execute(f"COPY (SELECT {columns}) TO '{path}'")
        raw = loaded(db, path)
        assert (raw.headers, rows(db, raw)) == (tuple("abcde"), [(2, "1001", "焊工;电工", "2012-03-05", None, "0.5")])

    def test_a_number_beyond_fifteen_digits_is_a_fault(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        path = tmp_path / "a.parquet"
        db.execute(f"COPY (SELECT 440106199003070017::DOUBLE id) TO '{path}'")
        assert places(loaded(db, path)) == [("id_as_number", 2, "id")]

    def test_a_file_that_is_no_parquet_is_a_fault(self, db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
        assert places(loaded(db, tmp_path / "a.parquet", "a,b\n1,2\n")) == [("file_unreadable", None, "")]


class TestDiscover:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path

    def labels(self, folder: Path, **declared: dict[str, object]) -> dict[str, str]:
        return {name: source.label for name, source in discover(folder, declared).items()}

    def faults(self, folder: Path, **declared: dict[str, object]) -> list[Fault]:
        return [fault for source in discover(folder, declared).values() for fault in source.faults]

    def test_an_empty_folder_has_no_tables(self, folder: Path) -> None:
        assert discover(folder, {}) == {}

    def test_tables_are_known_by_name_or_chinese_alias(self, folder: Path) -> None:
        for name in ("困难户.csv", "Members.CSV", "links.csv", "notes.md", "~$jobs.xlsx"):
            (folder / name).write_text("a\n")
        assert self.labels(folder) == {"households": "困难户.csv", "members": "Members.CSV", "links": "links.csv"}

    def test_the_sheets_of_a_workbook_are_tables_where_they_are_named_after_them(self, folder: Path) -> None:
        workbook(folder / "book.xlsx", 困难户=[["a"]], members=[["a"]], 说明=[["a"]])
        assert self.labels(folder) == {"households": "book.xlsx#困难户", "members": "book.xlsx#members"}

    def test_a_workbook_named_after_a_table_holds_it_on_its_first_sheet(self, folder: Path) -> None:
        workbook(folder / "households.xlsx", Sheet1=[["a"]], Sheet2=[["a"]])
        assert self.labels(folder) == {"households": "households.xlsx"}

    def test_the_same_table_twice_is_a_fault_that_names_both(self, folder: Path) -> None:
        (folder / "households.csv").write_text("a\n")
        (folder / "困难户.csv").write_text("a\n")
        (fault,) = self.faults(folder)
        assert (fault.code, {fault.file, fault.facts["other"]}) == ("table_twice", {"households.csv", "困难户.csv"})

    def test_a_declared_table_is_found_by_its_alias_or_path(self, folder: Path) -> None:
        (folder / "心愿.csv").write_text("a\n")
        (folder / "sub").mkdir()
        (folder / "sub/x.csv").write_text("a\n")
        found = self.labels(folder, wishes={"aliases": ["心愿"]}, other={"path": "sub/x.csv"})
        assert found == {"wishes": "心愿.csv", "other": "sub/x.csv"}

    @pytest.mark.parametrize(
        ("record", "code"),
        [({}, "table_missing"), ({"path": "no.csv"}, "file_missing"), ({"path": "../x.csv"}, "path_outside")],
    )
    def test_a_declared_table_that_is_not_there_is_a_fault(
        self, folder: Path, record: dict[str, object], code: str
    ) -> None:
        assert [fault.code for fault in self.faults(folder, wishes=record)] == [code]

    def test_a_built_in_table_may_be_declared_by_its_alias(self, folder: Path) -> None:
        (folder / "households.csv").write_text("a\n")
        assert self.labels(folder, 困难户={"fields": []}) == {"households": "households.csv"}

    def test_an_old_file_format_is_a_fault_that_says_so(self, folder: Path) -> None:
        (folder / "households.xls").write_bytes(b"\xd0\xcf")
        assert [(fault.code, fault.file, fault.value) for fault in self.faults(folder)] == [
            ("file_kind", "households.xls", ".xls")
        ]

    def test_a_broken_workbook_is_reported_when_it_is_found(self, folder: Path) -> None:
        (folder / "households.xlsx").write_bytes(b"no workbook")
        assert [fault.code for fault in self.faults(folder)] == ["file_unreadable"]
