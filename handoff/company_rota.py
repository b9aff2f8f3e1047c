"""Weekly shifts and times away as their files have them: YAML, or CSV in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from handoff.company_csv import CsvEntry, iso, read_table, write_table
from handoff.files import CompanyError, Entry, read_entries
from handoff.model import Company, Leave, Person, Shift

_T = TypeVar("_T")
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NAMES = tuple(_DAYS)
_QUOTED = 'Write it as "09:00", in quotation marks.'
_PLAIN = "Write it as 09:00."


def shifts(folder: Path, people: Mapping[str, Person]) -> tuple[Shift, ...]:
    """The weekly shifts of shifts.yml or shifts.csv."""
    table = _table(folder, "shifts")
    if table:
        entries = read_table(table, "person from until", "name days first last")
        return tuple(_shift_of_row(entry, people) for entry in entries)
    return tuple(s for entry in read_entries(folder / "shifts.yml") for s in _shifts(entry))


def leaves(folder: Path, zone: ZoneInfo, people: Mapping[str, Person]) -> tuple[Leave, ...]:
    """The times away of leave.yml or leave.csv; there may be none."""
    table = _table(folder, "leave")
    if table:
        entries = read_table(table, "person from until", "name reason")
        return tuple(_leave(_known(entry, people), zone) for entry in entries)
    return tuple(_leave(entry, zone) for entry in read_entries(folder / "leave.yml", optional=True))


def _table(folder: Path, name: str) -> Path | None:
    """The CSV file, where there is one; both would leave open which of them holds."""
    table = folder / f"{name}.csv"
    if not table.exists():
        return None
    if (folder / f"{name}.yml").exists():
        raise CompanyError(f"{name}.yml and {name}.csv are both there, and only one may hold. Remove one of them.")
    return table


def _known(entry: CsvEntry, people: Mapping[str, Person]) -> CsvEntry:
    """A line whose person exists and, where a name stands beside the id, is called so."""
    person = people.get(entry.text("person"))
    if person is None:
        entry.wrong("person", f"nobody has the id {entry.text('person')!r}. Write an id of people.yml.")
    if entry.text("name", person.name) != person.name:
        entry.wrong("name", f"{person.id} is called {person.name} in people.yml. Correct the id or the name.")
    return entry


def _shift_of_row(entry: CsvEntry, people: Mapping[str, Person]) -> Shift:
    """One person, one stretch."""
    weekdays = _all_weekdays(_known(entry, people), entry.text("days", "all").replace(",", " ").split())
    begin, end = (_moment(entry, field, iso(entry.text(field)), _PLAIN) for field in ("from", "until"))
    if end <= begin and end != time(0):
        entry.wrong("until", "does not end after it starts. Split a night shift at 24:00 in two.")
    first, last = (_day(entry, field, iso) if field in entry else None for field in ("first", "last"))
    return Shift(entry.text("person"), weekdays, begin, end, first, last)


def _shifts(entry: Entry) -> list[Shift]:
    """One line of the file may stand for several people, days and stretches (`hours`) at once."""
    entry.only("people days hours first last")
    weekdays = _all_weekdays(entry, entry.texts("days") or ["all"])
    first, last = (_day(entry, field) if field in entry else None for field in ("first", "last"))
    found = []
    for stretch in entry.texts("hours"):
        starts, _, ends = stretch.partition("-")
        begin, end = moment(entry, "hours", starts.strip()), moment(entry, "hours", ends.strip())
        if end <= begin and end != time(0):
            entry.wrong("hours", f"{stretch!r} does not end after it starts. Split a night shift at 24:00 in two.")
        found += [Shift(person, weekdays, begin, end, first, last) for person in entry.texts("people")]
    if not found:
        entry.wrong("hours", 'a shift needs `people` and `hours`. Write for instance hours: ["09:00-12:00"].')
    return found


def _all_weekdays(entry: Entry, words: Iterable[str]) -> frozenset[int]:
    return frozenset(day for word in words for day in _weekdays(entry, word))


def _weekdays(entry: Entry, word: str) -> range | list[int]:
    """`all`, `mon`, or `mon-fri`."""
    if word == "all":
        return range(7)
    first, _, last = word.partition("-")
    if first not in _DAYS or (last or first) not in _DAYS or _DAYS[last or first] < _DAYS[first]:
        entry.wrong("days", f"{word!r} is no day. Write all, mon, tue, … sun, or a stretch such as mon-fri.")
    return range(_DAYS[first], _DAYS[last or first] + 1)


def moment(entry: Entry, field: str, text: str) -> time:
    """A time of day; 24:00 is kept as 00:00, which as an end means midnight after the day."""
    return _moment(entry, field, text, _QUOTED)


def _moment(entry: Entry, field: str, text: str, advice: str) -> time:
    return time(0) if text == "24:00" else read(entry, field, text, time.fromisoformat, advice)


def read(entry: Entry, field: str, text: str, parse: Callable[[str], _T], advice: str) -> _T:
    """A field as what it means; with advice for whoever wrote something else."""
    try:
        return parse(text)
    except ValueError:
        entry.wrong(field, f"{text!r} cannot be read. {advice}")


def _day(entry: Entry, field: str, plain: Callable[[str], str] = str) -> date:
    return read(entry, field, plain(entry.text(field)), date.fromisoformat, "Write it as 2026-06-08.")


def _leave(entry: Entry, zone: ZoneInfo) -> Leave:
    """From a day or an instant until a day (included) or an instant (excluded)."""
    if isinstance(entry, CsvEntry):
        written = {field: iso(entry.text(field)) for field in ("from", "until")}
    else:
        entry.only("person from until reason")
        written = {field: entry.text(field) for field in ("from", "until")}
    advice = "Write 2026-06-08 or 2026-06-08 13:00."
    starts, ends = (read(entry, field, text, datetime.fromisoformat, advice) for field, text in written.items())
    if len(written["until"]) <= len("2026-06-08"):
        ends += timedelta(days=1)
    if ends <= starts:
        entry.wrong("until", "the leave ends before it begins. Change `from` or `until`.")
    return Leave(entry.text("person"), starts.replace(tzinfo=zone), ends.replace(tzinfo=zone), entry.text("reason", ""))


def to_table(company: Company) -> str:
    """The weekly shifts as shifts.csv has them, by person."""
    rows = [
        [shift.person, company.people[shift.person].name, days(shift.weekdays), f"{shift.starts:%H:%M}",
         _end(shift.ends), *(day.isoformat() if day else "" for day in (shift.first, shift.last))]
        for shift in by_person(company)
    ]  # fmt: skip
    return write_table(["person", "name", "days", "from", "until", "first", "last"], rows)


def by_person(company: Company) -> list[Shift]:
    """The shifts in the order of the company's people, each person's by time."""
    place = {person: number for number, person in enumerate(company.people)}
    known = [shift for shift in company.shifts if shift.person in place]
    return sorted(known, key=lambda s: (place[s.person], min(s.weekdays, default=0), s.starts))


def hours(shift: Shift) -> str:
    """09:00-12:00."""
    return f"{shift.starts:%H:%M}-{_end(shift.ends)}"


def _end(ends: time) -> str:
    return "24:00" if ends == time(0) else f"{ends:%H:%M}"


def days(weekdays: frozenset[int]) -> str:
    """`all`, or the days with stretches of three and more joined, as the files take them."""
    if len(weekdays) == len(_NAMES):
        return "all"
    runs: list[list[int]] = []
    for day in sorted(weekdays):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return " ".join(_NAMES[run[0]] + (f"-{_NAMES[run[-1]]}" if len(run) > 1 else "") for run in runs)
