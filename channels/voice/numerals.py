"""Numbers in words: counted, told one by one, of telephones, of the clock and of money."""

from __future__ import annotations

import re

import cn2an
import phonenumbers

_ONE_BY_ONE = str.maketrans("0123456789", "零幺二三四五六七八九")
_YEAR = str.maketrans("0123456789", "零一二三四五六七八九")
# So long a number is no quantity unless a unit says so.
_LONG = 5
_LONGEST_COUNT = 12
# Two of these are 两, not 二.
_PAIRED = re.compile(
    "[个天次点年元块位件台条张秒份种套款家遍只盒箱包袋瓶倍万亿名封笔单把人周](?![一二三四五六日月])|小时|分钟|星期|工作"
)
_UNITS = re.compile(
    "[个天次点年月日号元块位件台条张分秒份种套款家遍只盒箱包袋瓶倍万亿名封笔单把人周度米克斤吨升小公工%]"
)


def digits(number: str) -> str:
    """A telephone number one digit at a time, in the groups in which people say it; a case number in threes."""
    if re.fullmatch(r"\d{6}-\d{6}", number):
        return one_by_one(number.replace("-", ""), 3)
    foreign = number.strip().startswith("+") and not number.strip().startswith("+86")
    return _abroad(number) if foreign else "，".join(_told(group) for group in _groups(_national(number)))


def _abroad(number: str) -> str:
    try:
        found = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return one_by_one(re.sub(r"\D", "", number))
    national = phonenumbers.national_significant_number(found)
    return f"国际区号{_told(str(found.country_code))}，{one_by_one(national)}"


def _national(number: str) -> str:
    """As it is dialled within the country: area codes with their 0."""
    plain = re.sub(r"\D", "", number)
    inside = re.sub(r"^(?:00)?86(?=\d{10,12}$)", "", plain)
    if inside != plain and not re.match(r"0|1[3-9]\d{9}$|[48]00\d{7}$", inside):
        return f"0{inside}"
    return inside


def _groups(plain: str) -> list[str]:
    mobile = re.fullmatch(r"(1[3-9]\d)(\d{4})(\d{4})", plain)
    hotline = re.fullmatch(r"([48]00)(\d{3})(\d{4})", plain)
    landline = re.fullmatch(r"(0(?:10|2\d|[3-9]\d\d))(\d{3,4})(\d{4})", plain)
    known = mobile or hotline or landline
    return list(known.groups()) if known else _in_fours(plain, 4)


def one_by_one(plain: str, size: int = 4) -> str:
    """Digits one by one, a pause after every few."""
    return "，".join(_told(group) for group in _in_fours(plain, size))


def _in_fours(plain: str, size: int) -> list[str]:
    """No digit stands alone at the end."""
    if len(plain) <= size + 1:
        return [plain]
    groups = [plain[at : at + size] for at in range(0, len(plain), size)]
    return groups if len(groups[-1]) > 1 else [*groups[:-2], groups[-2] + groups[-1]]


def _told(group: str) -> str:
    return group.translate(_ONE_BY_ONE)


def plain_year(year: str) -> str:
    """2026 as 二零二六."""
    return year.translate(_YEAR)


def cardinal(number: str | int) -> str:
    """How many: 2000 as 两千."""
    said = str(cn2an.an2cn(str(int(number)), "low"))
    return re.sub("(?<![十百])二(?=[千万亿])", "两", said)


def counted(whole: str, decimals: str, behind: str, ordinal: bool) -> str:
    """A number in a sentence. `behind` is what follows, which says whether it counts something."""
    plain = whole.replace(",", "")
    if decimals:
        return f"{_many(plain)}点{decimals.translate(_YEAR)}"
    unit = _UNITS.match(behind)
    if (len(plain) >= _LONG and not unit and "," not in whole) or plain != str(int(plain)):
        return one_by_one(plain)
    if plain == "2" and not ordinal and _PAIRED.match(behind):
        return "两"
    return _many(plain)


def _many(plain: str) -> str:
    return cardinal(plain) if len(plain) <= _LONGEST_COUNT else one_by_one(plain)


def amount(number: str, big: str) -> str:
    """1299.50 as 一千二百九十九元五角; `big` is 万 or 亿 behind the number."""
    whole, _, parts = number.replace(",", "").partition(".")
    if big or len(parts) > 2:
        return f"{counted(whole, parts, big, False)}{big}元"
    said = f"{'两' if whole == '2' else _many(whole)}元"
    tenth, hundredth = parts[:1] or "0", parts[1:] or "0"
    if tenth != "0":
        said += f"{cardinal(tenth)}角"
    elif hundredth != "0":
        said += "零"
    return said + (f"{cardinal(hundredth)}分" if hundredth != "0" else "")


def percent(number: str) -> str:
    """15 as 百分之十五."""
    whole, _, parts = number.partition(".")
    return f"百分之{_many(whole)}" + (f"点{parts.translate(_YEAR)}" if parts else "")


_PARTS = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (25, "晚上"))
# 十五 and 五十, 十四 and 四十 are taken for each other on a line; these two are not.
_QUARTERS = {15: "一刻", 30: "半", 45: "三刻"}


def clock(hour: int, minute: int, part: str | None = None) -> str:
    """15:20 as 下午三点二十分. The part of the day is always said, so that no hour can be meant twice."""
    named = part or next(word for until, word in _PARTS if hour < until)
    twelfth = hour if hour <= 12 else hour - 12
    on_the_hour = f"{named}{'两' if twelfth == 2 else cardinal(twelfth)}点"
    if minute in _QUARTERS:
        return on_the_hour + _QUARTERS[minute]
    if not minute:
        return on_the_hour
    return f"{on_the_hour}{'零' if minute < 10 else ''}{cardinal(minute)}分"
