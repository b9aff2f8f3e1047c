"""What the customer says of the matter itself: that it is solved, and that nobody shall call."""

from __future__ import annotations

import re

from nlu.phrases import Phrase

_REACH = 12
_STOP = re.compile(r"[,，。;；!！?？\n]")
_NOT_YET = re.compile(
    r"没|未|不能|怎么|怎样|如何|什么时候|何时|多久|多会|才能|才会|能不能|可不可以|等|如果|要是|假如|只要|是否|有没有|希望|要求|请|帮|尽快|赶紧|"
    r"说|显示|以为|承诺|保证|答应|骗|告诉我|通知|哪天|几天|还|也不|上次|之前|刚修|又不|必须|不|几时|想|除非|直到|什么"
)
# Before 不用来了 and 没事了, which deny something themselves, less stands in the way.
_NOT_ASKED = re.compile(r"[说吗]|为什么|怎么|如果|是不是|能不能|可以|要求|没|未|要是|除非|什么时候")
_STILL_NOT = re.compile(
    r"[^。！!]{0,10}(?:吗|么|嘛[?？]|没有?[?？$]|[?？]|又|但|可是|结果|却|怎么|为什么|什么时候|何时|哪|几点|取|没两|没几|之后|以后|再|才|就(?!好|行|不用)|还是)"
)
_ENDS_ASKING = re.compile(r"了?(?:没|没有|吗|么|不)(?:$|[?？,，。])")
_NOT_ME = re.compile(r"(?:怎么|为什么|为啥|难道|要不要|是不是|说|有没有|谁|没人|一直|都|总是|从来|你们?)$")
_ASKS = re.compile(
    r"(?:吗|么|嘛)?[?？]|吗|给?(?:别人|其他人|他们|你们|客服|快递|商家|卖家|师傅|店家)|这个号|那个号|我?(?:老公|老婆|爸|妈|儿子|女儿)|原来|\s?[1１]\d"
)
_WHEN = re.compile(
    r"[点号]|上午|下午|晚上|中午|早上|明天|后天|今天|今晚|周|星期|现在|上班|开会|睡|半夜|凌晨|这会|这几天|\d时"
)
_FROM_US = re.compile(r"(?:微信|短信)[上里]?(?:联系|说|聊)?(?:不了|不到|打不开|登)")


def solved(text: str, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Where the customer says that it is solved: not asked, not hoped for, not told by others, and not broken again."""
    for phrase in phrases:
        before = _clause_before(text, phrase.start)
        polite = phrase.what.startswith(("不用", "不需要", "不必", "无需", "甭", "没", "不", "取消", "撤"))
        if (_NOT_ASKED if polite else _NOT_YET).search(before):
            continue
        if _STILL_NOT.match(text, phrase.end) or _ENDS_ASKING.match(text, phrase.end):
            continue
        return phrase.start, phrase.end
    return None


def no_call(text: str, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Where the customer refuses calls altogether. 晚上别打 refuses an hour, 别打这个号 a number."""
    for phrase in phrases:
        before, rest = _clause_before(text, phrase.start), text[phrase.end : phrase.end + _REACH]
        if _NOT_ME.search(before) or _ASKS.match(rest) or _WHEN.search(before) or _FROM_US.match(text, phrase.start):
            continue
        stop = _STOP.search(rest)
        if _WHEN.search(rest[: stop.start()] if stop else rest):
            continue
        return phrase.start, phrase.end
    return None


def _clause_before(text: str, start: int) -> str:
    """What stands before in the same clause, as far as it matters."""
    return _STOP.split(text[max(0, start - _REACH) : start])[-1]
