"""Who will not answer: the customer refuses calls altogether, is busy just now, or tells that nobody answers them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu import other_lines
from nlu.time_words import NOT_NOW, expressions
from nlu.whose import KIN

_COMPANY = (
    r"(?:你们(?!好)|你(?![们好])|您们|您(?![们好])|贵司|客服|师傅|商家|卖家|店家|厂家|门店|店员|店长|维修店|[4四]s店|(?<!在)店里|总部|总公司|人工|热线|官方|售后|"
    r"平台|工作人员|专员|维修[点站]|网点|服务站|(?<![收取寄拿送发])快递(?:员|小哥)?|骑手|物业|营业厅)"
)
_PERSONS = r"(?:(?<!其)他们|(?<!其)他(?!们)|她们|她(?!们)|对方|人家|经理|主管|负责人|司机|没有?人|谁)"
_I = r"(?P<me>我们?|本人|俺们?|咱们?)"
# 我跟客服说了不方便接: the customer's own word.
_NOT_TO = r"(?<![跟和对与给])(?<!告诉)"
# 你们上午打我没空: they ring, but it is not they who have no time. □ stands for a time.
_NOT_THEIR_CALL = r"(?!的?(?:客服|师傅|售后)?□?(?:打|来电|来个|回电|联系|致电|再|给我|的?电话))"
_OFTEN = r"(?:就|还|却|又|都|也|总|老|一直)*(?:跟我|对我|和我)?"
_WHO = re.compile(rf"{_I}|{_NOT_TO}(?:{_COMPANY}|{_PERSONS}){_NOT_THEIR_CALL}")
_THEY = re.compile(rf"{_I}|{_NOT_TO}{_COMPANY}{_NOT_THEIR_CALL}")
_RANG = re.compile(
    rf"{_I}(?!的|打[了过])|{_COMPANY}|{_PERSONS}|"
    r"打(?:了|过|通|电话|客服|去|(?:\d+|[一二两三四五六七八九十几多好]+)[次遍个])|拨打|去电|为什么|为啥|怎么"
)
# 快递员说我不接 tells what somebody says of the customer.
_SAID_OF_ME = re.compile(
    rf"{_NOT_TO}(?:{_COMPANY}|{_PERSONS}){_OFTEN}(?:说|称|备注|写|显示|反映|怪|以为|认为)[^,，]{{0,3}}我们?$"
)
_TOLD_TO = re.compile(rf"{_NOT_TO}(?:{_COMPANY}|{_PERSONS}){_OFTEN}(?:说|叫我|让我|要我|告诉我)")
# 给我, 给我和我老公, 给我老公和我: the customer is meant, alone or with others.
_TO_ME = (
    rf"(?:[给跟对向和]我(?:们?(?:和|跟|与|、|或者?|还有|以及)(?:我们?的?)?(?:{KIN}))?|"
    rf"[给跟](?:我们?的?)?(?:{KIN})们?(?:和|跟|与|、|或者?|还有|以及)我|让人)"
)
_NO_CALL = re.compile(
    r"(?:不要|别|勿|不用|不必|无需|不需要|不想|拒绝|谢绝|停止|不许|甭)(?:你们|您|你)?(?:再|老|总|一直|"
    rf"天天)*{_TO_ME}?(?:们)?(?:打(?:电话|了|扰|过来|给我|来|$|(?=[,,。!！吧啊]))|电话|"
    r"来电|致电|回电|回访|联系|(?:接到?|收到)(?:你们)?(?:的)?(?:电话|回访))|"
    r"(?P<take>(?:不方便|不便|不能|没法|无法|不想|(?P<bare>不接)|不好|接不了)(?:接听?|听)?(?:你们的?|任何)?电话|"
    r"电话(?:里|上)?(?:不方便|接不了|(?P<refused>不接)))|"
    r"电话我们?(?:就|都|也|是|一律|一概)*(?:不接|不方便接|接不了)|"
    r"电话(?:里|上)?(?:别打|不要打)|(?:请|)勿扰|别再?(?:骚扰|烦)我"
)
_OTHER_NUMBER = re.compile(r"打(?:这|那|另|我|原|之前|以前)?.{0,8}(?:□{5,}|号码)")
_HUNG_UP = re.compile(r"(?:就|便|直接|马上)*(?:把我?|给我?)?(?:电话)?挂")
_OCCUPIED = (
    r"(?:上班|开会|开车|上课|睡|午休|忙|值班|考试|手术|培训|面试|洗澡|吃饭|骑车|坐车|地铁|飞机|高铁|输液|看病|陪)"
)
# 在上班, 开会呢, 上班不能接: what will be over by itself.
_PASSING = re.compile(
    rf"(?:在|正)(?:在|外面?|学校|公司|单位|医院|家)?(?:里)?{_OCCUPIED}|{_OCCUPIED}觉?(?:呢|中|时|的时候|期间)?(?=[不没别接无勿请])|"
    r"(?:上班|开会|开车|上课|睡觉?|睡[了着]了?|忙|午休|值班)(?:呢|中)?$|(?:上着班|开着[会车]|上着课)"
)
_FOR_GOOD = re.compile(r"(?:别|不要|不用|勿|不必)再(?!说)|再也|永远|以后(?!再)|今后|从此|任何")
_IN_WRITING = re.compile(r"微信|短信|消息|文字|留言|邮件|打字")
# 十点到十一点有会，别打: what is refused is that hour.
_OF_THAT_TIME = re.compile(r"(?:就|都|请)?(?:别|不要|不用|勿)打(?:给我|我|过来|了)?(?:电话)?")


def no_call(clause: str) -> bool:
    """不要打电话, without a time and without naming a better number, refuses calls altogether."""
    return _refusal(clause) is not None


def _refusal(clause: str) -> re.Match[str] | None:
    """Where the customer refuses calls to themselves."""
    if _OTHER_NUMBER.search(clause):
        return None
    mine = (match for match in _NO_CALL.finditer(clause) if _is_mine(clause, match))
    return next((match for match in mine if not other_lines.named(match[0], clause[match.end() :])), None)


def _is_mine(clause: str, match: re.Match[str]) -> bool:
    """Whether the customer refuses: 客服不接电话 and 他叫我别打电话 tell of others."""
    before = clause[: match.start()]
    if not match["take"]:
        return not _TOLD_TO.search(before)
    if _HUNG_UP.match(clause, match.end()) or _SAID_OF_ME.search(before):
        return False
    bare = (match["bare"] or match["refused"]) and "任何" not in match["take"]
    return _last(_RANG, before) == "me" if bare else _last(_WHO, before) != "them"


def _last(who: re.Pattern[str], before: str) -> str:
    """Who was named last: me, them, or nobody."""
    found = list(who.finditer(before))
    return "" if not found else "me" if found[-1]["me"] else "them"


def of_others(before: str) -> bool:
    """你们周末, 师傅明天: what follows is said of the company and its people."""
    return _last(_THEY, before) == "them"


def unanswered(before: str) -> bool:
    """打了一天都, 晚上打客服, 你们周末都: 不接 behind it tells that nobody answered."""
    return _last(_RANG, before) == "them"


def of_that_time(clause: str) -> bool:
    """别打 and no more: it goes with the time named before it."""
    return bool(_OF_THAT_TIME.fullmatch(clause))


def refuses(said: Sequence[str], timed: set[int], excluded: bool) -> bool:
    """Whether calls are refused altogether, and not at a time or just now alone."""
    return any(
        (found := _refusal(clause)) and not other_lines.left(said, i, clause[: found.start()])
        for i, clause in enumerate(said)
        if i not in timed and not _is_passing(said, i) and not (excluded and i - 1 in timed and of_that_time(clause))
    )


def busy_now(said: Sequence[str]) -> bool:
    """我在开会，不方便接电话 refuses the next hour; beside a time that is named, that time."""
    return any(
        _is_passing(said, i) and no_call(clause) and not any(expressions(one) for one in _beside(said, i))
        for i, clause in enumerate(said)
    )


def _beside(said: Sequence[str], i: int) -> Sequence[str]:
    return said[max(0, i - 1) : i + 2]


def _is_passing(said: Sequence[str], i: int) -> bool:
    """Whether a refusal names or stands beside a reason that will pass; who asks for a letter instead wants no call."""
    if NOT_NOW.search(said[i]):
        return True
    if _FOR_GOOD.search(said[i]) or any(_IN_WRITING.search(one) for one in said):
        return False
    return any(NOT_NOW.search(one) or _PASSING.search(one) for one in _beside(said, i))
