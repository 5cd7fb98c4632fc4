"""A table that is taken away says what it is, and does no harm where it is opened."""

from __future__ import annotations

import errno
import io
import re
import stat
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from lib.errors import InputError
from lib.export import (
    Format,
    describe_selection,
    escape_formulas,
    format_of_file,
    open_output,
    sheets,
    write_table,
)
from lib.export.cells import CUT, fit_to_cell
from lib.period import Period, Zone

if TYPE_CHECKING:
    from pathlib import Path

UTC_ZONE, INDIA, LONDON = Zone(name="UTC"), Zone(offset_min=-330), Zone(name="Europe/London")
NOON = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
FRAME = pl.DataFrame(
    {
        "session_id": ["a", "b"],
        "time": [NOON, NOON.replace(hour=1, microsecond=250_000)],
        "wait_s": [-1.5, None],
        "notes": [["=1+1", "x"], []],
        "name": ["=cmd|' /C calc'!A0", "+91 98765 43210"],
    },
    schema_overrides={"time": pl.Datetime("us", "UTC")},
)


def out(form: Format, frame: pl.DataFrame = FRAME, zone: Zone = UTC_ZONE, **options: object) -> bytes:
    target = io.BytesIO()
    write_table(frame, form, target, zone=zone, **options)  # type: ignore[arg-type]
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "written_as"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("\tplain", "'\tplain"),
        (" =1", "' =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200b@A1", "'\u200b@A1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"),
        ('x; "=1', "x; \"'=1"),
        ("x\t+1", "x\t'+1"),
        ("x\n@A1", "x\n'@A1"),
        ("x,=1", "x,=1"),
        (" -12.5", " -12.5"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("--1", "'--1"),
        ("+1+1", "'+1+1"),
        ("+1 555 0100", "+1 555 0100"),
        ("+919876543210", "+919876543210"),
        ("+44 (0)20 7946-0958", "+44 (0)20 7946-0958"),
        ("+(44) 20 7946 0958", "+(44) 20 7946 0958"),
        ("-12.5", "-12.5"),
        ("-1,250.00", "-1,250.00"),
        ("plain = text", "plain = text"),
        ("", ""),
        (None, None),
    ],
)
def test_only_what_would_run_is_made_harmless(text: str | None, written_as: str | None) -> None:
    frame = pl.DataFrame({"text": [text]}, schema={"text": pl.String})
    assert frame.select(escape_formulas(pl.col("text"))).item() == written_as


def test_harmless_semicolon_file_defuses_after_commas() -> None:
    frame = pl.DataFrame({"text": ["x,=1", "x;=1"]})
    assert frame.select(escape_formulas(pl.col("text"), ";"))["text"].to_list() == ["x,'=1", "x;=1"]


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        (UTC_ZONE, ["2024-10-27T00:30:00+00:00", "2024-10-27T01:30:00.250+00:00"]),
        (INDIA, ["2024-10-27T06:00:00+05:30", "2024-10-27T07:00:00.250+05:30"]),
        (LONDON, ["2024-10-27T01:30:00+01:00", "2024-10-27T01:30:00.250+00:00"]),
    ],
)
def test_an_instant_stands_in_utc_and_on_the_readers_clock(zone: Zone, local: list[str]) -> None:
    rows = pl.read_csv(out("csv", zone=zone), infer_schema=False)
    assert rows.columns[1:3] == ["time", "time_local"]
    assert rows["time"].to_list() == ["2024-10-27T00:30:00Z", "2024-10-27T01:30:00.250Z"]
    assert rows["time_local"].to_list() == local


def test_csv_joins_lists_and_leaves_numbers_alone() -> None:
    assert out("csv").decode().splitlines()[1:] == [
        "a,2024-10-27T00:30:00Z,2024-10-27T00:30:00+00:00,-1.5,'=1+1 | x,'=cmd|' /C calc'!A0",
        'b,2024-10-27T01:30:00.250Z,2024-10-27T01:30:00.250+00:00,,"",+91 98765 43210',
    ]


def test_a_list_of_numbers_is_joined_as_well() -> None:
    frame = pl.DataFrame({"each": [[1.5, -2.0], None]})
    assert out("csv", frame).decode() == "each\n1.5 | -2.0\n\n"


def test_parquet_keeps_the_types() -> None:
    content = out("parquet", filters={"Zone": "UTC"})
    assert pl.read_parquet(content).equals(FRAME)
    assert pl.read_parquet_metadata(io.BytesIO(content))["Zone"] == "UTC"


def test_excel_is_typed_and_names_the_filters() -> None:
    with zipfile.ZipFile(io.BytesIO(out("xlsx", filters={"Queues": "=evil()"}))) as book:
        sheet, about = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
        names = book.read("xl/workbook.xml").decode()
    assert "<f>" not in sheet + about
    assert "<v>-1.5</v>" in sheet
    assert "=cmd|" in sheet
    assert "=evil()" in about
    assert 'name="Filters"' in names


def sheet_texts(content: bytes, number: int = 1) -> list[str]:
    """The texts of a workbook's sheet, as Excel reads them."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 (ours)
    return [cell.text or "" for cell in root.iter() if cell.tag.endswith("}t")]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 32_768, "x" * (32_767 - len(CUT))),
        ("\U0001f600" * 16_384, "\U0001f600" * ((32_767 - len(CUT)) // 2)),
        ("x" + "\U0001f600" * 16_384, "x" + "\U0001f600" * ((32_766 - len(CUT)) // 2)),
    ],
)
def test_fit_to_cell_beyond_the_limit_is_cut_with_the_note(text: str, kept: str) -> None:
    assert fit_to_cell(text) == kept + CUT
    assert units(kept + CUT) in {32_766, 32_767}


@pytest.mark.parametrize("text", ["", "x" * 32_767, "\U0001f600" * 16_383, "x" + "\U0001f600" * 16_383])
def test_fit_to_cell_within_the_limit_is_left_alone(text: str) -> None:
    assert fit_to_cell(text) == text


def test_write_table_excel_cuts_long_cells_on_every_sheet() -> None:
    long = "\U0001f600" * 20_000
    frame = pl.DataFrame({"text": [long], "texts": [[long, "b"]]})
    content = out("xlsx", frame, filters={"Agents": long}, meanings={"text": long})
    for number, expected in {1: 2, 2: 1, 3: 1}.items():
        cut = [text for text in sheet_texts(content, number) if text.endswith(CUT)]
        assert len(cut) == expected
        assert all(units(text) <= 32_767 for text in cut)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<r><t>a</b></r>", "<r><t>a</b></r>"),
        ("<r>&</r>", "<r>&</r>"),
        ("a\x00b\x1f", "a_x0000_b_x001F_"),
        ("_x0041_", "_x005F_x0041_"),
        ("\uffff", "_xFFFF_"),
        ("https://example.com/" + "x" * 3000, "https://example.com/" + "x" * 3000),
        ("=1+1", "=1+1"),
    ],
)
def test_write_table_excel_text_is_shown_as_it_is(text: str, read: str) -> None:
    content = out("xlsx", pl.DataFrame({"text": [text]}), filters={"Agents": text})
    assert read in sheet_texts(content)
    assert read in sheet_texts(content, 2)


def test_write_table_excel_formula_stays_a_text_when_it_is_edited() -> None:
    with zipfile.ZipFile(io.BytesIO(out("xlsx", pl.DataFrame({"text": ["=1+1", "plain"]})))) as book:
        assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()
        rows = book.read("xl/worksheets/sheet1.xml").decode()
    assert [bool(re.search(rf'r="{cell}" s="\d+"', rows)) for cell in ("A2", "A3")] == [True, False]


def test_write_table_excel_time_before_1900_is_a_text() -> None:
    frame = pl.DataFrame(
        {"day": [date(1899, 12, 31), date(2024, 9, 20)], "at": [datetime(1, 1, 1, tzinfo=UTC), None]}
    )
    texts = sheet_texts(out("xlsx", frame))
    assert texts[:5] == ["day", "at", "at_local", "1899-12-31", "0001-01-01T00:00:00"]


def test_described_lone_surrogate_becomes_a_question_mark() -> None:
    period = Period(datetime(2024, 9, 20, tzinfo=UTC), datetime(2024, 9, 21, tzinfo=UTC))
    about = describe_selection("visits", period, {"Agents": ["\udcff"]}, UTC_ZONE, None, share=1)
    assert about["Agents"] == "?"
    for form in ("parquet", "xlsx"):
        assert out(form, filters=about)


def test_write_table_semicolon_csv_has_decimal_commas() -> None:
    frame = pl.DataFrame({"name": ["a;b", "c,d"], "rate": [0.25, None], "each": [[1.5], []], "n": [1000, 2]})
    assert out("csv-semicolon", frame).decode().splitlines() == [
        "name;rate;each;n",
        '"a;b";0,25;1,5;1000',
        'c,d;;"";2',
    ]


def test_write_table_with_the_mark_begins_with_it() -> None:
    for form in ("csv", "csv-semicolon"):
        assert out(form, bom=True)[:3] == b"\xef\xbb\xbf"
        assert out(form)[:3] == b"ses"


def test_a_sheet_too_small_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 1)
    with pytest.raises(InputError, match="A sheet holds 1 rows, and these are more"):
        out("xlsx")


def test_the_filters_are_described() -> None:
    period = Period(datetime(2024, 9, 20, tzinfo=UTC), datetime(2024, 9, 21, tzinfo=UTC))
    said = describe_selection(
        "visits", period, {"Queues": ("qu-1", "qu-2"), "Agents": ()}, INDIA, None, share=0.9996
    )
    assert said["Period"].startswith("2024-09-20 05:30:00+05:30 to")
    assert (said["Queues"], said["Agents"]) == ("qu-1 | qu-2", "all")
    assert said["Part of the period that is there"] == "99.9 %"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", "csv"),
        ("A.XLSX", "xlsx"),
        ("a.parquet", "parquet"),
        ("-", "csv"),
        ("a", "csv"),
        ("a.csv-semicolon", "csv-semicolon"),
    ],
)
def test_a_files_name_says_its_format(name: str, form: str) -> None:
    assert format_of_file(name) == form


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("before")
    with pytest.raises(OSError, match="No space left") as raised, open_output(str(target)):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert raised.value.filename == str(target)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert target.read_text() == "before"
    with open_output(str(target)) as file:
        file.write(b"after")
    assert target.read_text() == "after"


@pytest.mark.parametrize(("before", "private", "after"), [(None, True, 0o600), (0o600, False, 0o600)])
def test_written_file_is_for_no_more_people_than_before(
    tmp_path: Path, before: int | None, after: int, *, private: bool
) -> None:
    target = tmp_path / "a.csv"
    if before is not None:
        target.touch(before)
    with open_output(str(target), private=private) as file:
        file.write(b"x")
    assert stat.S_IMODE(target.stat().st_mode) == after


def test_written_private_file_in_place_of_an_open_one_is_closed(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.touch(0o644)
    with open_output(str(target), private=True) as file:
        file.write(b"x")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
