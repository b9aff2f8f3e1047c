"""What the customer says of the matter itself: that it is solved, and that nobody shall call."""

from __future__ import annotations

import re

from nlu import other_lines
from nlu.digits import digits_spoken
from nlu.phrases import Phrase, search
from nlu.severity import found as grave
from nlu.threats import meant as is_threat
from nlu.time_phrases import clauses
from nlu.time_refusals import of_others

_REACH = 12
_STOP = re.compile(r"[,，。;；!！?？\n]")
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
_NOT_YET = re.compile(
    r"没|未|不能|怎么|怎样|如何|什么时候|何时|多久|多会|才能|才会|能不能|可不可以|等|如果|要是|假如|只要|是否|有没有|希望|要求|请|帮|尽快|赶紧|"
    r"说|显示|以为|承诺|保证|答应|骗|告诉我|通知|哪天|几天|还|也不|上次|之前|刚修|又不|必须|不|几时|想|除非|直到|什么"
)
# Before 不用来了 and 没事了, which deny something themselves, less stands in the way.
_NOT_ASKED = re.compile(r"[说吗谁]|为什么|凭什么|怎么|如果|是不是|能不能|可以|要求|没|未|要是|除非|什么时候|擅自|私自")
# 我不撤诉, 别想让我取消投诉.
_NOT_GIVEN_UP = re.compile(
    r"(?:不|别|休)(?:会|想|能|要|肯|愿意?|打算|可能|可以|同意|准|许)*(?:给你们?|让我|叫我|我|你们|再|就|去)*$"
)
_STILL_NOT = re.compile(
    r"[^。！!]{0,10}(?:吗|么|嘛[?？]|没有?[?？$]|[?？]|又|但|可是|结果|却|怎么|为什么|什么时候|何时|哪|几点|取|没两|没几|之后|以后|再(?!见)|才|就(?!好|行|不用)|还是)"
)
_GIVING_UP = ("不用", "不需要", "不必", "无需", "甭", "取消", "撤", "不投诉", "不追究", "不计较")
_WITHDRAWN = re.compile(r"撤|取消")
_MONEY = re.compile(r"钱|退款|款|余额|话费")
_NOT_ALL = re.compile(r"[^。！!]{0,6}(?:一半|部分|一点|(?<![没不])少|差(?!点)|不够|不全|不对|一笔)")
_DEMAND = re.compile(
    r"(?:退|赔)(?:款|钱|货|偿|给我|我|全款|回来|[一二三]赔)|(?:直接|必须|全额|给我|我要|要求|帮我)(?:退|赔|换)|换(?:货|个?新|一[台个部件])|[退换]了吧"
)
# What was done already, or is not wanted either, is asked of nobody: 已经退款了, 不用退了, 我自己换一个.
_NO_DEMAND = re.compile(r"[不没别]|过(?!来|去)|了(?!吧|事|算)|已|自己|完成|成功|收到")
_ENDS_ASKING = re.compile(r"了?(?:没|没有|吗|么|不)(?:$|[?？,，。])")
_NOT_ME = re.compile(r"(?:怎么|为什么|为啥|难道|要不要|是不是|说|有没有|谁|没人|一直|都|总是|从来|你们?|[让叫]我)$")
_ASKS = re.compile(
    r"(?:吗|么|嘛)?[?？]|吗|给?(?:别人|其他人|他们|你们|客服|快递|商家|卖家|师傅|店家)|这个号|那个号|我?(?:老公|老婆|爸|妈|儿子|女儿)|原来|\s?[1１]\d"
)
_DIGIT = re.compile(r"[0-9]")
_WHEN = re.compile(
    r"[点号]|上午|下午|晚上|中午|早上|明天|后天|今天|今晚|周|星期|现在|上班|开会|睡|半夜|凌晨|这会|这几天|\d时"
)
_FROM_US = re.compile(r"(?:微信|短信)[上里]?(?:联系|说|聊)?(?:不了|不到|打不开|登)")


def solved(text: str, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Where the customer says that it is solved: not asked, not hoped for, not told by others, and not broken again."""
    goes_on = _goes_on(text) if phrases else 0
    for phrase in phrases:
        before = _clause_before(text, phrase.start)
        polite = phrase.what.startswith(("不用", "不需要", "不必", "无需", "甭", "没", "不", "取消", "撤"))
        if (_NOT_ASKED if polite else _NOT_YET).search(before):
            continue
        if phrase.what.startswith(("取消", "撤")) and _NOT_GIVEN_UP.search(before):
            continue
        if _STILL_NOT.match(text, phrase.end) or _ENDS_ASKING.match(text, phrase.end):
            continue
        if _MONEY.match(phrase.what) and _NOT_ALL.match(text, phrase.end):
            continue
        # What comes before the word that it is solved may be how it was solved. Who only needs nobody any more has said
        # no such word.
        if goes_on > (0 if phrase.what.startswith(_GIVING_UP) else phrase.end):
            continue
        return phrase.start, phrase.end
    return None


def _goes_on(text: str) -> int:
    """The end of the last threat, danger, or wish for something else; 0 where there is none."""
    clauses = (one for one in _CLAUSE.finditer(text) if not _NO_DEMAND.search(one[0]))
    ends = [one.start() + wanted.end() for one in clauses for wanted in _DEMAND.finditer(one[0])]
    ends += [one.end for one in grave(text) if one.kind == "safety"]
    threats = (one for one in search(text).get("threat", ()) if is_threat(text, *one))
    return max([0, *ends, *(one.end for one in threats if not _WITHDRAWN.search(_clause_around(text, *one[1:])))])


def no_call(text: str, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Where the customer refuses calls altogether. 晚上别打 refuses an hour, 别打这个号 a number."""
    hidden = _DIGIT.sub("□", digits_spoken(text)) if phrases else ""
    if other_lines.ordered(hidden):
        return None
    places = list(clauses(hidden))
    said = [hidden[start:end] for start, end in places]
    for phrase in phrases:
        before, rest = _clause_before(text, phrase.start), text[phrase.end : phrase.end + _REACH]
        if _NOT_ME.search(before) or _ASKS.match(rest) or _WHEN.search(before) or _FROM_US.match(text, phrase.start):
            continue
        if other_lines.named(phrase.what, rest) or ("接" in phrase.what and of_others(before)):
            continue
        here = next(i for i, (_, end) in enumerate(places) if phrase.start < end)
        if other_lines.left(said, here, before):
            continue
        stop = _STOP.search(rest)
        if _WHEN.search(rest[: stop.start()] if stop else rest):
            continue
        return phrase.start, phrase.end
    return None


def _clause_before(text: str, start: int) -> str:
    """What stands before in the same clause, as far as it matters."""
    return _STOP.split(text[max(0, start - _REACH) : start])[-1]


def _clause_around(text: str, start: int, end: int) -> str:
    return _clause_before(text, start) + text[start:end] + _STOP.split(text[end : end + _REACH])[0]
