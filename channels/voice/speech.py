"""What was written to be read, as people say it on the telephone.

No name, date, time or number is ever lost: what no rule here knows stays as it is written. Digits that are said one by
one have 幺 for 1, because 一 and 七 sound alike on a line. Groups are parted by commas, where a voice pauses.
"""

from __future__ import annotations

import re

from channels.voice.numerals import amount, cardinal, clock, counted, digits, one_by_one, percent, plain_year

__all__ = ["digits", "spoken"]

# Where a pause belongs unless there is a sign already; never in a text.
_PAUSE = "\x00"
_SIGNS = "，。！？；：、,.!?;:…"

# Words for readers, and what a caller is told instead. The first that fits counts.
_FOR_READERS = (
    ("回复「是」就结束，回复「不是」就", "说「是」或者按一，就结束；说「不是」或者按二，就"),
    ("回复「是」就", "说「是」或者按一，就"),
    ("；想换时间，直接在这里告诉我们", "；想换时间，请直接告诉我们"),
    ("以后有任何事，直接在这里告诉我就好", "以后有任何事，随时打电话告诉我们就好"),
    ("有需要随时在这里找我们", "有需要随时打电话找我们"),
    ("随时在这里说一声", "随时打电话说一声"),
    ("直接在这里说一声", "请直接说一声"),
    ("没能马上来这里和您聊", "没能马上来和您说话"),
    ("答应您的事记在这里：", "答应您的事是："),
    ("如果上面的时间不方便", "如果刚才说的时间不方便"),
    ("您写的话已经原样记下", "您说的话已经原样记下"),
    ("在这里告诉我", "告诉我"),
    ("在这里说", "打电话说"),
    ("在这里联系您", "发消息联系您"),
    ("直接写在这里", "直接说"),
    ("直接在这里写", "直接说"),
    ("直接写下您的事", "直接说您的事"),
)
# Only in the sentences where `handoff.phrases.who` stands, so that the whole of the name is known.
_WHO = re.compile(
    r"(?:^|(?<=[，。；：！？\n])|(?<=直接接到))((?:(?!直接接到)[^，。；：！？\n（）\d]){1,16})（([^（）]+)）"
    r"(?=将于|正在给您|在|这样记录|答应您|答复您|，由其)"
)
_CASE = re.compile(r"(?<![\d-])(\d{6})-(\d{6})(?![\d-])")
_PART = "凌晨|清晨|早上|早晨|今早|明早|上午|中午|下午|傍晚|晚上|夜里|今晚|明晚|后晚|昨晚"
_CLOCK = rf"({_PART})?(?<![\d:：.])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:：])"
_BY = r"(前(?![面后台往夕一]))?"
_TIMES = re.compile(rf"{_CLOCK}(?:\s*[-—–~～至到]+\s*{_CLOCK})?{_BY}")
_DATE = re.compile(
    r"(?:(?<!\d)(\d{4})年)?(?<!\d)(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])[日号]"
    rf"(?:[（(](?:周|星期)([一二三四五六日天])[)）])?\s*{_BY}"
)
_ISO_DATE = re.compile(r"(?<![\d-])(\d{4})-(0?[1-9]|1[0-2])-(3[01]|[12]\d|0?[1-9])(?![\d-])[ T]?")
_YEAR = re.compile(r"(?<!\d)(\d{4})年")
_PHONE = re.compile(
    r"(?<![\dA-Za-z.+])(?:(?:\+|00)?86[ -]?)?"
    r"(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|[48]00[ -]?\d{3,4}[ -]?\d{3,4}|[(（]?0\d{2,3}[)）]?[ -]?\d{3,4}[ -]?\d{4})"
    r"(?![\dA-Za-z])"
)
_ABROAD = re.compile(r"(?<![\dA-Za-z])\+\d(?:[ -]?\d){6,14}(?!\d)")
_MONEY = re.compile(
    r"[¥￥]\s*(?P<a>\d[\d,]*(?:\.\d+)?)(?P<a_big>[万亿])?元?|"
    r"(?<![\d.A-Za-z])(?P<b>\d[\d,]*(?:\.\d{1,2})?)(?P<b_big>[万亿])?元"
)
_PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*[%％]")
_CODE = re.compile(
    r"((?:编号|单号|尾号|号码|验证码|接续码|工号|卡号|账号|型号|序列号|批号|分机|电话|手机号?|热线|房号|转)[是为：:\s]*)"
    r"(\d+)(?![\d.:：,，]*\d)"
)
_LETTERED = re.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z_-]*\d[A-Za-z\d_-]*")
_SPAN = re.compile(r"(?<![\d.-])(\d{1,4})\s*[-~～—–至到]\s*(\d{1,4})(?=[\u4e00-\u9fff])(?![年月日号])")
_NUMBER = re.compile(r"(?<![\d.,A-Za-z])(第)?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(?![.,]?\d)")
_BRACKETS = re.compile(r"[（(【〔\[]([^（）()【】〔〕\[\]]*)[)）】〕\]]")
_QUOTES = str.maketrans("", "", '「」『』“”‘’《》〈〉"')
_PAUSES = re.compile(rf"\s*([{_SIGNS}]?)\s*{_PAUSE}[\s{_PAUSE}]*(?:([{_SIGNS}])[\s{_PAUSE}]*)?")
_LINES = re.compile(rf"([{_SIGNS}])?\s*\n\s*")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。；：！？]) +(?=[\u4e00-\u9fff])")


def spoken(text: str) -> str:
    """「6月8日（周一）15:20前」 becomes 「六月八号，星期一，下午三点二十分之前」, and so on with all that is written."""
    said = text.replace(_PAUSE, "")
    for written, instead in _FOR_READERS:
        said = said.replace(written, instead)
    said = _WHO.sub(lambda m: m[2] + m[1], said)
    for pattern, say in _RULES:
        said = pattern.sub(say, said)
    while _BRACKETS.search(said):
        said = _BRACKETS.sub(rf"{_PAUSE}\1{_PAUSE}", said)
    said = _LINES.sub(lambda m: m[1] or "。", said.translate(_QUOTES).strip())
    return _HAN_GAP.sub("", _PAUSES.sub(_pause, said)).strip("， ")


def _pause(match: re.Match[str]) -> str:
    """One sign where several would meet: a full stop behind outweighs a comma before."""
    before, behind = match[1], match[2] or ""
    return behind if before in ("", "，") and behind else before or "，"


def _case(match: re.Match[str]) -> str:
    return f"{_PAUSE}{digits(match[0])}{_PAUSE}"


def _date(match: re.Match[str]) -> str:
    year, month, day, weekday, by = match.groups()
    said = f"{plain_year(year)}年" if year else ""
    said += f"{cardinal(month)}月{cardinal(day)}号"
    said += f"，星期{weekday.replace('天', '日')}" if weekday else ""
    if by:
        return f"{said}之前"
    return said + _PAUSE if weekday else said


def _iso_date(match: re.Match[str]) -> str:
    return f"{plain_year(match[1])}年{cardinal(match[2])}月{cardinal(match[3])}号"


def _times(match: re.Match[str]) -> str:
    part, hour, minute, other_part, other_hour, other_minute, by = match.groups()
    said = clock(int(hour), int(minute), part)
    if other_hour:
        said += "到" + clock(int(other_hour), int(other_minute), other_part)
    return said + ("之前" if by else "")


def _phone(match: re.Match[str]) -> str:
    return f"{_PAUSE}{digits(match[0])}{_PAUSE}"


def _money(match: re.Match[str]) -> str:
    if match["a"]:
        return amount(match["a"], match["a_big"] or "")
    return amount(match["b"], match["b_big"] or "")


def _code(match: re.Match[str]) -> str:
    return match[1].rstrip() + one_by_one(match[2])


def _lettered(match: re.Match[str]) -> str:
    return re.sub(r"\d+", lambda run: one_by_one(run[0]), match[0])


def _number(match: re.Match[str]) -> str:
    ordinal, whole, decimals = match.groups()
    return (ordinal or "") + counted(whole, decimals or "", match.string[match.end() : match.end() + 2], bool(ordinal))


_RULES = (
    (_CASE, _case),
    (_ISO_DATE, _iso_date),
    (_DATE, _date),
    (_TIMES, _times),
    (_YEAR, lambda m: f"{plain_year(m[1])}年"),
    (_ABROAD, _phone),
    (_PHONE, _phone),
    (_MONEY, _money),
    (_PERCENT, lambda m: percent(m[1])),
    (_CODE, _code),
    (_LETTERED, _lettered),
    (_SPAN, lambda m: f"{cardinal(m[1])}到{m[2]}"),
    (_NUMBER, _number),
)
