"""What a caller keys or says in answer to a question: a number to call back, or a case number.

Callers say digits in many ways and recognition writes them in more. What is taken for a number is always read back,
so a guess may be made where only one number can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import phonenumbers

from channels.voice.short_answers import no, plain, wants_no_recording, wants_person, wants_through, yes

__all__ = ["case_in", "no", "number_in", "wants_no_recording", "wants_person", "wants_through", "yes"]

_KIND = phonenumbers.PhoneNumberType
_CALLED = (_KIND.MOBILE, _KIND.FIXED_LINE, _KIND.FIXED_LINE_OR_MOBILE)
# The longest that is keyed: an area code of four with a number of eight, or a case number.
_LONGEST = 12

# 洞幺两…拐…勾 is how soldiers and operators say them; 妖 and its like are what recognition writes for 幺.
_DIGITS = str.maketrans(
    "零〇○洞一幺壹妖腰邀夭吆二两贰三叁四肆五伍六陆七柒拐八捌九玖勾",
    "0000111111112223344556677788999",
)
# Written for a digit too, but common words as well: they count between two digits only.
_SLIPS = dict(zip("要医起期其妻吧巴爸酒久林铃灵儿溜流舞吴", "1177778889900026655", strict=True))
_SLIP = re.compile(f"(?<=[0-9])[{''.join(_SLIPS)}](?=[0-9])")
# 三个八, 双零
_REPEATED = re.compile(r"([1-8])个(?:数字)?([0-9])|双([0-9])")
# 一会儿, 三点, 两个人: these count something.
_COUNTS = re.compile(r"(?<![0-9])[0-9]{1,2}(?=个|点|月|天|小时|分|次|遍|位|块|元|年|会|下|些|样|定|直|起|共|号(?!码))")
# What may stand between the digits of one number, and between an area code and the rest.
_BREATH = r"(?:[\s,，、.。:：;；()（）—–~-]|然后|接着|后面|再|嗯|呃|额|啊|哦|那个|就是|横?杠|横线|减)*"
_LINK = rf"{_BREATH}(?:是|的?电话|的?座机|的?固话|的?号码){_BREATH}(?:号码?)?是?{_BREATH}"
_RUN = re.compile(rf"(?:0(?:{_BREATH}[0-9]){{2,3}}{_LINK}(?=[2-8]))?[0-9](?:{_BREATH}[0-9])*")
_AREA_LAST = re.compile(rf"({_BREATH}区号是?)(0(?:{_BREATH}[0-9]){{2,3}})")
# 订单号, 快递单号, 身份证号, ...: not a telephone's.
_ANOTHER = re.compile(
    "(?:快递|运|工|订|单|受理|流水|卡|账|型|序列|身份证|证件|案件|服务|维修|报修|编)(?:订单|单)?编?号?码?(?:就?是|为)?"
    r"[\s:：]*$"
)
# The number of somebody who is complained about, or who does not pick up: not the one to ring about it.
_STAFF = (
    "师傅|客服|快递员?|司机|骑手|小哥|对方|商家|店家|卖家|销售|导购|物业|(?<!我们)(?<!我)(?:店里|门店|老板|店长|经理)"
)
_KIN = "老公|老婆|丈夫|妻子|爱人|爸|妈|儿子|女儿|孩子|家里?人|朋友|同事|(?<!小)哥|姐|弟|妹"
_THEIRS = re.compile(rf"(?:{_STAFF})(?:的|电话|手机号?|号码?|座机)+(?:就?是|为)?[\s:：,，]*$")
_THAT_PERSONS = re.compile(r"[他她]的?(?:电话|手机号?|号码?|座机)?(?:就?是|为)?[\s:：,，]*$")
_PERSON = re.compile(f"(?P<staff>{_STAFF})|(?P<kin>{_KIN})")
# What is said so far from a number is not said of it.
_FAR = 40
_NOT_ANSWERED = re.compile(
    r"[\s,，]*[他她]?(?:.直|老是|总是|也|都)?(?:不接(?!陌)|没人接|打不通)(?!.{0,6}(?:就|再|请|的话|打|时|晚|午|发|短信|微信))"
)
# 139…别打了，打138…: refused for another. 138…别打太早 is not.
_REFUSED_BEFORE = re.compile(
    r"(?:不要|别|不用|勿)再?(?:(?:打|用|拨)(?:电话)?(?:到|给|往)?|给|往)[\s,，]*(?:我的?)?(?:座机|手机)?$"
)
_REFUSED_BEHIND = re.compile(
    r"[\s,，]*(?:这个?|那个)?的?(?:号码?|电话|手机|座机)?(?:就|都|请)*(?:(?:不要|别|不用|勿)再?(?:给我)?(?:打|用|拨)(?:电话)?|打不通)了?"
    r"(?=$|[\s,，。;；]|(?<=了)(?:改|请|直接)?[打用换拨])"
)
_MINE = re.compile(r"我(?!打|拨|找|联系)[^,，。;；他她]{0,8}$")
_HONG_KONG = re.compile(r"(00852)?(852)?([2-9]\d{7})")
_FROM_HONG_KONG = re.compile("香港|港区|hk", re.IGNORECASE)
_A_TELEPHONES = re.compile(r"(?:(?:电话|手机|号码)[^,，。]{0,4}|\+)$")
_CORRECTED = re.compile("不对|不是|错了|说错|改成|改一下|重新说")


def number_in(said: str) -> str | None:
    """The number to call back, as it is dialled within the country; None where none could be called.

    An extension is left out, since no keys can be sent to it; the caller's words stay with the case."""
    text = _digits(said)
    given = [(run, number) for run, number in _numbers(text) if number]
    found = [(run, number) for run, number in given if not _refused(text, run)] or given
    if not found:
        return None
    corrected = [number for run, number in found if _CORRECTED.search(text[: run.start()])]
    return corrected[-1] if corrected else found[0][1]


def case_in(said: str) -> str | None:
    """A case number, twelve digits of which the first six are a day: 「261122-123456」."""
    for run in _RUN.finditer(_digits(said)):
        digits = _bare(run[0])
        if re.fullmatch(r"2\d{11}", digits) and _a_day(digits[:6]):
            return f"{digits[:6]}-{digits[6:]}"
    return None


def _a_day(digits: str) -> bool:
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True


def _refused(text: str, run: re.Match[str]) -> bool:
    before = text[max(0, run.start() - _FAR) : run.start()]
    return bool(_REFUSED_BEFORE.search(before) or _REFUSED_BEHIND.match(text, run.end()))


def _numbers(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for run in _RUN.finditer(text):
        before = text[max(0, run.start() - _FAR) : run.start()]
        if _ANOTHER.search(before) or _of_staff(before, text[run.end() : run.end() + _FAR]):
            continue
        number = _callable(_bare(run[0])) or _within(run[0]) or _of_hong_kong(before, _bare(run[0]))
        area = _AREA_LAST.match(text, run.end())
        if not number and area:
            number = _callable(_bare(area[2]) + _bare(run[0]))
        yield run, number


def _of_staff(before: str, after: str) -> bool:
    if _MINE.search(before):
        return False
    spoken_of = [person.lastgroup for person in _PERSON.finditer(before)]
    theirs = spoken_of[-1:] == ["staff"] and _THAT_PERSONS.search(before)
    return bool(theirs or _THEIRS.search(before) or _NOT_ANSWERED.match(after))


def _within(run: str) -> str:
    """The one number among the pieces of a run, where something short stands before or behind it."""
    pieces = re.findall("[0-9]+", run)
    joined = {
        _callable("".join(pieces[start:end]))
        for start in range(len(pieces))
        for end in range(start + 1, len(pieces) + 1)
        if max(map(len, pieces[start:end])) > 2 and all(len(p) < 3 for p in pieces[:start] + pieces[end:])
    }
    joined.discard("")
    return joined.pop() if len(joined) == 1 else ""


def _bare(run: str) -> str:
    return re.sub("[^0-9]", "", run)


def _callable(digits: str) -> str:
    """A mobile or landline number of the mainland that can exist. 400 and 800 are numbers of companies."""
    inside = re.sub(r"^(?:00)?86(?=\d{10,12}$)", "", digits)
    if inside != digits and not re.match(r"0|1[3-9]\d{9}$", inside):
        inside = f"0{inside}"
    if not re.fullmatch(r"1[3-9]\d{9}|0[1-9]\d{8,10}", inside):
        return ""
    return inside if phonenumbers.number_type(phonenumbers.parse(inside, "CN")) in _CALLED else ""


def _of_hong_kong(before: str, digits: str) -> str:
    """As it is dialled from the mainland, where it is said to be one of Hong Kong."""
    match = _HONG_KONG.fullmatch(digits)
    if not match or not (match[1] or _FROM_HONG_KONG.search(before) or (match[2] and _A_TELEPHONES.search(before))):
        return ""
    inside = phonenumbers.parse(f"+852{match[3]}")
    return f"00852{match[3]}" if phonenumbers.is_valid_number(inside) else ""


def _digits(said: str) -> str:
    """The text with every digit as a digit."""
    text = plain(said)
    if re.fullmatch(r"[0-9*#\s]*", text):
        text = _keyed(text)
    text = text.translate(_DIGITS)
    while _SLIP.search(text):
        text = _SLIP.sub(lambda slip: _SLIPS[slip[0]], text)
    text = _REPEATED.sub(lambda m: (m[2] or m[3]) * int(m[1] or 2), text)
    return _COUNTS.sub("·", text)


def _keyed(keys: str) -> str:
    """The hash ends. A star parts the digits, or begins anew where they would be too many."""
    parts = [part for part in re.sub(r"[#\s]", "", keys).split("*") if part]
    whole = "".join(parts)
    return whole if len(whole) <= _LONGEST else parts[-1]
