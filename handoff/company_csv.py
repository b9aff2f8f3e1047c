"""Tables that somebody keeps in a spreadsheet: the rota and the times away, read from CSV and written as CSV.

Excel in China writes GB18030, other programs UTF-8 with or without its mark; all of them are read. What a spreadsheet
makes of a time or a date by itself (9:00, 9:00:00, 2026/6/8) is read as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import NoReturn

from handoff.files import CompanyError, Entry

# Both headings of a column are understood.
COLUMNS = {
    "person": "人员",
    "name": "姓名",
    "days": "星期",
    "from": "开始",
    "until": "结束",
    "first": "生效日期",
    "last": "失效日期",
    "reason": "原因",
}
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]00)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class CsvEntry(Entry):
    """A line of a table; what is wrong is pointed at by the column as the spreadsheet shows it."""

    def __init__(self, file: str, line: int, places: Mapping[str, str]) -> None:
        super().__init__(file, line)
        self.places = places

    def wrong(self, field: str, sentence: str) -> NoReturn:
        """Refuse the table because of this field."""
        raise CompanyError(f"{self.file}, line {self.line}, {self.places.get(field, field)}: {sentence}")


def read_table(path: Path, required: str, optional: str) -> list[CsvEntry]:
    """The lines of a table by field; cells without anything in them are left out, empty lines too."""
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(rows, [])]
        fields = _fields(path, heading, required.split(), optional.split())
        places = {field: f"column {_letter(n)} ({heading[n]})" for n, field in enumerate(fields) if field}
        found = [_entry(path, rows.line_num, fields, places, row) for row in rows if any(map(str.strip, row))]
    except csv.Error as reason:
        raise CompanyError(f"{path.name}, line {rows.line_num}: {reason}. Save the table as CSV anew.") from reason
    return found


def _text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CompanyError(f"{path.name}: is neither UTF-8 nor GB18030. In Excel, save it as 'CSV UTF-8'.")


def _fields(path: Path, heading: list[str], required: list[str], optional: list[str]) -> list[str]:
    known = {name: field for field in (*required, *optional) for name in (field, COLUMNS[field])}
    fields = [known.get(cell.lower(), "") if cell else "" for cell in heading]
    for number, (cell, field) in enumerate(zip(heading, fields, strict=True)):
        where = f"{path.name}, line 1, column {_letter(number)}"
        if cell and not field:
            names = ", ".join(f"{one} ({COLUMNS[one]})" for one in (*required, *optional))
            raise CompanyError(f"{where}: there is no column {cell!r}. Write commas between them, and of: {names}.")
        if field and fields.index(field) != number:
            raise CompanyError(f"{where}: the column {cell} stands here twice. Remove one of them.")
    for field in required:
        if field not in fields:
            raise CompanyError(f"{path.name}, line 1: the column {field} ({COLUMNS[field]}) is missing. Add it.")
    return fields


def _entry(path: Path, line: int, fields: list[str], places: Mapping[str, str], row: list[str]) -> CsvEntry:
    entry = CsvEntry(path.name, line, places)
    for number, cell in enumerate(row):
        field = fields[number] if number < len(fields) else ""
        if cell.strip() and not field:
            entry.wrong(f"column {_letter(number)}", f"{cell.strip()!r} stands under no heading. Give the column one.")
        if cell.strip():
            entry[field] = cell.strip()
    return entry


def _letter(number: int) -> str:
    """What spreadsheets call a column."""
    more, last = divmod(number, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[last]


def iso(text: str) -> str:
    """Dates and times of day in the text as ISO 8601 writes them."""
    dated = _DATE.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text)
    return _TIME.sub(lambda m: f"{int(m[1]):02}:{m[2]}", dated)


def write_table(fields: list[str], rows: list[list[str]]) -> str:
    """A table as text, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([fields, *rows])
    return "\ufeff" + out.getvalue()
