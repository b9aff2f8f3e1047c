"""A rota kept in a spreadsheet is the same rota; what is wrong with it is pointed at as the spreadsheet does."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from handoff import company_rota, rota
from handoff.company import CompanyError, load
from handoff.company_csv import iso
from tests.unit.small_company import at

SAMPLE = Path(__file__).parents[2] / "company"
HEADING = "person,name,days,from,until,first,last\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample company with its rota as tables."""
    copied = Path(shutil.copytree(SAMPLE, tmp_path / "company"))
    written = company_rota.to_table(load(copied))
    (copied / "shifts.yml").unlink()
    (copied / "leave.yml").unlink()
    (copied / "shifts.csv").write_bytes(written.encode())
    return copied


def refusal(folder: Path) -> str:
    with pytest.raises(CompanyError) as refused:
        load(folder)
    return str(refused.value)


def test_the_exported_table_read_again_is_the_same_rota(folder: Path) -> None:
    yaml, table = load(SAMPLE), load(folder)
    assert set(table.shifts) == set(yaml.shifts)
    assert replace(table, shifts=(), leaves=()) == replace(yaml, shifts=(), leaves=())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_is_read_as_excel_and_others_write_it(folder: Path, encoding: str, newline: str) -> None:
    text = (
        "人员,姓名,星期,开始,结束,生效日期,失效日期\nwangmin,王敏,mon-fri,9:00,12:00:00,2026/6/1,2026/12/31\n,,,,,,\n"
    )
    (folder / "shifts.csv").write_bytes(text.replace("\n", newline).encode(encoding))
    (shift,) = load(folder).shifts
    assert (shift.person, shift.starts, shift.ends) == ("wangmin", time(9), time(12))
    assert (shift.first, shift.last, shift.weekdays) == (date(2026, 6, 1), date(2026, 12, 31), frozenset(range(5)))


def test_times_away_are_read_by_the_day_and_by_the_hour(folder: Path) -> None:
    (folder / "leave.csv").write_text(
        "person,from,until,reason\nwangmin,2026/6/8,2026/6/9,年假\nwangmin,2026/6/10 9:00,2026/6/10 12:00,\n", "utf-8"
    )
    first, second = load(folder).leaves
    assert (first.starts, first.ends, first.reason) == (at("2026-06-08 00:00"), at("2026-06-10 00:00"), "年假")
    assert (second.starts, second.ends) == (at("2026-06-10 09:00"), at("2026-06-10 12:00"))


def test_a_night_until_midnight_ends_with_the_day(folder: Path) -> None:
    (folder / "shifts.csv").write_text(HEADING + "wangmin,,mon,20:00,24:00,,\nliubo,,,0:00,6:00,,\n", "utf-8")
    company = load(folder)
    assert rota.on_shift(company, "wangmin", at("2026-06-08 23:59"))
    assert rota.on_shift(company, "liubo", at("2026-06-08 00:00"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nobody,,all,9:00,12:00,,", "shifts.csv, line 2, column A (person): nobody has the id 'nobody'."),
        ("wangmin,李强,all,9:00,12:00,,", "column B (name): wangmin is called 王敏"),
        ("wangmin,,Montag,9:00,12:00,,", "column C (days): 'Montag' is no day. Write all, mon"),
        ("wangmin,,all,nine,12:00,,", "column D (from): 'nine' cannot be read. Write it as 09:00."),
        ("wangmin,,all,9:00,25:00,,", "column E (until): '25:00' cannot be read."),
        ("wangmin,,all,12:00,9:00,,", "column E (until): does not end after it starts."),
        ("wangmin,,all,,12:00,,", "column D (from): is missing or empty. Add it."),
        ("wangmin,,all,9:00,12:00,June,", "column F (first): 'June' cannot be read. Write it as 2026-06-08."),
        ("wangmin,,all,9:00,12:00,,,x", "column H: 'x' stands under no heading."),
        ('wangmin,"a"b,all,9:00,12:00,,', "shifts.csv, line 2: "),
    ],
)
def test_a_mistake_is_pointed_at_by_file_line_and_column(folder: Path, line: str, said: str) -> None:
    (folder / "shifts.csv").write_text(HEADING + line + "\n", "utf-8")
    assert said in refusal(folder)


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("person;from;until", "line 1, column A: there is no column 'person;from;until'"),
        ("person,from,until,colour", "line 1, column D: there is no column 'colour'"),
        ("person,from,until,人员", "line 1, column D: the column 人员 stands here twice."),
        ("person,from", "line 1: the column until (结束) is missing."),
        ("", "line 1: the column person (人员) is missing."),
    ],
)
def test_a_heading_that_does_not_fit_is_refused(folder: Path, heading: str, said: str) -> None:
    (folder / "shifts.csv").write_text(heading + "\n", "utf-8")
    assert said in refusal(folder)


def test_a_file_in_another_encoding_is_refused_with_what_to_do(folder: Path) -> None:
    (folder / "shifts.csv").write_bytes(HEADING.encode("utf-16"))
    assert "CSV UTF-8" in refusal(folder)


@pytest.mark.parametrize("name", ["shifts", "leave"])
def test_of_a_table_and_a_yaml_file_only_one_may_be_there(folder: Path, name: str) -> None:
    shutil.copy(SAMPLE / f"{name}.yml", folder)
    (folder / f"{name}.csv").touch()
    assert f"{name}.yml and {name}.csv are both there" in refusal(folder)


def test_what_a_spreadsheet_makes_of_times_and_dates_is_undone() -> None:
    assert iso("2026/6/8 9:05") == "2026-06-08 09:05"
    assert iso("2026年6月8日") == "2026-06-08"
    assert iso("9：00") == "09:00"


def test_the_exported_table_opens_in_excel_with_its_names(folder: Path) -> None:
    raw = (folder / "shifts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    first = {"person": "wangmin", "name": "王敏", "days": "all", "from": "09:00", "until": "12:00", "first": "",
             "last": ""}  # fmt: skip
    assert rows[0] == first


@pytest.mark.parametrize(
    ("weekdays", "written"), [(range(7), "all"), ((0, 1, 2, 4), "mon-wed fri"), ((6,), "sun"), ((5, 6), "sat-sun")]
)
def test_weekdays_are_written_as_they_are_read(weekdays: tuple[int, ...], written: str) -> None:
    assert company_rota.days(frozenset(weekdays)) == written


@pytest.mark.parametrize("file", ["people.yml", "policy.yml"])
@pytest.mark.parametrize(("value", "said"), [("2", ""), ("2.5", "is no whole number"), ("-1", "is no number")])
def test_calls_an_hour_are_a_whole_number_of_a_person_or_of_all(
    tmp_path: Path, file: str, value: str, said: str
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "company"))
    text = (folder / file).read_text("utf-8").replace("calls_per_hour: 0\n", "")
    where = "- id: wangmin\n" if file == "people.yml" else "slot_minutes: 20\n"
    line = f"{'  ' if file == 'people.yml' else ''}calls_per_hour: {value}\n"
    (folder / file).write_text(text.replace(where, where + line, 1), "utf-8")
    if said:
        assert f"{file}, line" in refusal(folder) and said in refusal(folder)
    else:
        company = load(folder)
        found = company.people["wangmin"] if file == "people.yml" else company.policy
        assert found.calls_per_hour == 2
