"""Times and phone numbers as people in China read and write them."""

from __future__ import annotations

from datetime import date, datetime

from handoff.model import SHANGHAI

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(at: datetime, lang: str, now: datetime) -> str:
    """6月8日（周一）15:20, with the year in front where it is not the present one."""
    there, year = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).year
    if lang == "en":
        day = f"{WEEKDAYS_EN[there.weekday()]} {there.day} {MONTHS_EN[there.month - 1]}"
        return f"{day}{'' if there.year == year else f' {there.year}'}, {there:%H:%M}"
    day = f"{there.month}月{there.day}日（周{WEEKDAYS_ZH[there.weekday()]}）"
    return f"{'' if there.year == year else f'{there.year}年'}{day}{there:%H:%M}"


def weekday(day: date, lang: str) -> str:
    """周一 6月8日."""
    if lang == "en":
        return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}"
    return f"周{WEEKDAYS_ZH[day.weekday()]} {day.month}月{day.day}日"


def stretch(starts: datetime, ends: datetime) -> str:
    """09:00–12:00; the midnight at which a day ends is 24:00."""
    begin, end = starts.astimezone(SHANGHAI), ends.astimezone(SHANGHAI)
    last = "24:00" if end.hour == end.minute == 0 and end.date() > begin.date() else f"{end:%H:%M}"
    return f"{begin:%H:%M}–{last}"


def for_form(at: datetime | None) -> str:
    """An instant as a `datetime-local` field takes it."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}" if at else ""


def minutes_left(due: datetime, now: datetime) -> int:
    """Whole minutes until then, negative when it has passed. A started minute of lateness counts."""
    return int((due - now).total_seconds() // 60)


def span(minutes: int, lang: str) -> str:
    """A length of time in its two largest units."""
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, mins = divmod(rest, 60)
    units = ("d", "h", "min") if lang == "en" else ("天", "小时", "分钟")
    gap = " " if lang == "en" else ""
    parts = [f"{count}{gap}{unit}" for count, unit in zip((days, hours, mins), units, strict=True) if count]
    return gap.join(parts[:2]) or f"0{gap}{units[2]}"


def lasted(seconds: int, lang: str) -> str:
    """How long something took: 4秒, or the two largest units."""
    return f"{seconds}{' s' if lang == 'en' else '秒'}" if seconds < 60 else span(seconds // 60, lang)


def length(seconds: int) -> str:
    """How long a recording is, as players show it: 1:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def from_form(text: str) -> datetime | None:
    """A `datetime-local` field, Shanghai time by definition. None where it cannot be read or names an offset."""
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if written.tzinfo else written.replace(tzinfo=SHANGHAI)


def phone_for_people(number: str) -> str:
    """A mainland mobile number in groups that can be read aloud; any other as it stands."""
    mobile = number[3:] if number.startswith("+86") and len(number) == 14 and number[3] == "1" else ""
    return f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}" if mobile else number
