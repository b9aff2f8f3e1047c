"""Which line a refusal of calls means: 别打我单位, 不要打给我老公 and 138…别打了，打139… leave one to be called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.whose import KIN, STAFF

_MY = r"(?:(?:我们?|俺们?|咱们?|本人|自己)(?:家)?)?(?:的|那个|紧急)?"
_PLACES = "座机|固话|宅电|单位|公司|家里|办公室|店里|门店|老家|娘家|婆家|宿舍|学校|厂里|工地|前台"
_OTHERS = rf"{KIN}|{STAFF}|{_PLACES}|家属|亲人|长辈|领导|上司|财务|保姆|别人|其他人|别的人|人家|(?<!其)他|她"
# 给我老公和我 means the customer, too; 我老公在睡觉 and 老人休息 tell why.
_AND_ME = rf"们?(?:和|跟|与|、|或者?|还有|以及)我(?!们?的?(?:{_OTHERS}))"
_WHY = r"们?都?(?:在|正|会|要|不|没|有|身体|睡|午|休息|学习|上[班课]|说)"
_WHOM = rf"{_MY}(?:{_OTHERS})(?!{_AND_ME})(?!{_WHY})"
# What is left of English behind the refusal.
_ENGLISH = (
    r"\s+(?:the )?(?:husband|wife|mother|mom|father|dad|parents|son|daughter|family|boss|office|work|home|landline)\b"
)
_BEHIND = re.compile(
    rf"{_ENGLISH}|(?:电话)?了?(?:(?:打?给|打?到|去|往|至|过?来){_WHOM}|(?:打?到|去|往)(?:我们?|俺|咱们?)家)"
)
_DIRECTLY = re.compile(_WHOM)
_TRANSITIVE = re.compile(r"(?:(?:别|要|用|勿)再?打|联系|致电|回电|回访|扰|过来|(?<![给跟对向和])我|打给我)$")
_TO_ME = re.compile(r"[给跟对向和]我们?(?:打|来|回|致)")
# 我老公不方便接电话, 这个号码不方便接电话.
_THEY_TAKE = re.compile(rf"(?<![在到去])(?:{_OTHERS}|号码?|□)(?:的?(?:电话|手机|那边|那里))?(?:[^我在]{{0,6}})$")
_IN_WRITING = re.compile(r"微信|短信|消息|文字|留言|邮件|打字")
_INSTEAD = (
    r"(?:^|[,，。;；\s机话了□]|请|就|改|直接|可以|只|麻烦|有事|先|来)(?:再)?(?:打给?(?:我|到|这个|另一?个)?的?(?:"
    r"(?:座机|固话|手机|家里|单位|公司|办公室)(?![^,，。;；]{0,4}(?:打|的|了|次|骚扰|不))|"
    rf"(?:(?:{KIN})的?)?(?:手机|电话|号码?)*[是:：]?\s?[0-9零一二三四五六七八九幺□]{{3}})|(?<=□)打这个)|除了\s?□{{7}}"
)
_ANOTHER_LINE = re.compile(_INSTEAD)
_CALL_ME = re.compile(r"(?:^|请|就|改|直接|可以|麻烦|有事)(?:打给?|联系|找|呼)我(?:$|的|手机|电话|本人|就|吧|好了|这)")
_NUMBER = re.compile(r"(?<![单编]号)(?<!订单)(?<![单编]号[是为:：])(?<!订单[是为:：])(?<!□)□{7,18}(?!□)")
_THAT_NUMBER = re.compile(r"□{7}|号|旧|原来|那个|这个")
_DENIES = re.compile(r"别|不|勿|没|停止|拒绝|谢绝")


def named(refusal: str, rest: str) -> bool:
    """Whether somebody or something other than the customer stands behind the words of a refusal."""
    if _TO_ME.search(refusal):
        return False
    if refusal.endswith("我") and _DIRECTLY.match(f"我{rest}"):
        return True
    return bool(_BEHIND.match(rest) or (_TRANSITIVE.search(refusal) and _DIRECTLY.match(rest)))


def ordered(text: str) -> bool:
    """打我手机, 改打139…: which line is to be called is said."""
    return bool(_ANOTHER_LINE.search(text))


def left(said: Sequence[str], i: int, before: str) -> bool:
    """Whether beside a refusal in clause `i`, behind the words `before`, another line is left to be called. The digits
    of `said` are hidden (□)."""
    others = [clause for at, clause in enumerate(said) if at != i]
    if any(ordered(clause) for clause in said) or _another_number(said, i):
        return True
    asked_to_write = any(_IN_WRITING.search(clause) for clause in said)
    return bool(_THEY_TAKE.search(before)) and not asked_to_write and any(_CALL_ME.search(one) for one in others)


def _another_number(said: Sequence[str], i: int) -> bool:
    """Of two numbers one is refused: 138…别打了，139…."""
    refused = {i}
    if not _THAT_NUMBER.search(said[i]):
        if not i or not _NUMBER.search(said[i - 1]) or _DENIES.search(said[i - 1]):
            return False
        refused.add(i - 1)
    kept = (clause for at, clause in enumerate(said) if at not in refused and not _DENIES.search(clause))
    return any(_NUMBER.search(clause) for clause in kept)
