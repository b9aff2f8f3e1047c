"""Yes, no, and the few short wishes that a caller may say instead of pressing a key.

A sentence that tells a matter is none of these: it goes to the dialogue whole, because a name or a reason in it counts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

# Whoever says more than this tells something.
_LONGEST = 18
_SIGNS = re.compile(r"[\s,，、.。!！?？~…;；:：「」\"'“”]+")
_BEFORE = re.compile("^(?:嗯+|呃+|额|啊+|哦+|噢|喔|唉|哎|诶|喂+|那个|那|您好|你好)+(?=.)")
_AFTER = re.compile(
    "(?<=.)(?:谢谢(?:[你您]们?)?|多谢|麻烦[你您]?了?|[了吧啊呀呢哦喔嘛啦哈嗯的]|好吗|行吗|可以吗|好不好|吗)+$"
)
_OVER_AND_OVER = re.compile(r"^(.{1,8}?)\1+$")


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(said: str) -> str:
    """Half width and simplified."""
    return str(_simplifier().convert(unicodedata.normalize("NFKC", said)))


def _any(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{way})" for way in ways))


_YES = _any(
    "[是对好行中成妥要嗯恩]|好的|是的|对的|可以|可以的|没错|正确|没有?问题|同意|愿意|需要|当然|当然可以|ok|okay|yes|yeah",
    "(?:是的?|对的?|好的?|行|嗯){1,3}(?:可以|没错|没问题|行|正确|对|是的?|好的?)?", "[就都]?是(?:这个|它)(?:号码?|电话)?",
    "(?:号码?|电话|手机号?)?(?:[是都]|完全|全部?)?(?:对|没错|正确)", "没有错",
    "(?:我?[按选])?[1一幺]",
)  # fmt: skip
_NO = _any(
    "[不否错没]|no|nope|没有|不{1,3}(?:是|对|行|好|要|用|需要|必|可以|同意|愿意|想|正确|方便|成)|算",
    "(?:不{1,3}|没有?)?(?:不用|不要|不是|不对|不需要)", "不是(?:这个|它)(?:号码?|电话)?",
    "(?:号码?|电话|手机号?)?(?:好像|有点|[说念听记搞弄报]){0,2}(?:不对|错|不正确|有误)", "(?:号码?|电话)?(?:错|不对)的?(?:是)?错",
    "没有?(?:别的?|其他|其它|什么|啥)?(?:要|可以?)?(?:补充|说)?(?:别的?|其他|其它)?", "不用(?:现在|再)?(?:接|接通|补充|说)?",
    "就这(?:样|些|个)", "(?:我?[按选])?[2二两]",
)  # fmt: skip
_WISH = "(?:我们?|你们?|您|还是|就|要|想|需要|希望|请|麻烦|帮|给|直接|马上|立刻|现在|快点?|赶紧|能不能|可不可以|可以|能){0,5}"
_TO = "(?:转接?|找|接|换|叫|呼叫|进入?|连线)?(?:到|去|一下|下|一?个|你们的?){0,2}"
_PERSON = _any(
    f"{_WISH}{_TO}(?:人工|人[公功]|仁工|真人|活人|客服|话务员|接线员|总机)(?:客服|服务|坐席|座席|人员|台|接听)?(?:来?接(?:电话|听)?|说话)?",
    f"{_WISH}(?:转|找|叫|换|让)(?:一?个|你们的?)?人(?:来)?(?:接|接电话|接听|说话|跟我说话?|说)?",
    f"{_WISH}[跟和同][真活]?人(?:工)?(?:说话?|讲话?|谈|通话)", "我?不(?:要|想)?[跟和同]机器人?(?:说话?|讲话?|谈|聊)",
    f"{_WISH}(?:打|进行|做|提|去|来|转到?|找|接)?(?:一下|一?个)?投诉(?:一下|你们|部门?|专员|中心)?", "(?:我?按)?[0零]",
)  # fmt: skip
_NO_RECORDING = _any(
    f"{_WISH}(?:不|别|勿|不能|不可以|不要|不用|不必|不需要|不想|不许|不准|不让|不给|不同意|不接受|不允许|不愿意?|不希望|不喜欢|反对|拒绝|停止|取消|关掉|关闭|停掉)"
    "(?:被|给我|对我|跟我|你们?|再){0,2}(?:通话|电话|进行)?(?:录音|录)(?:我的?|这个|这通)?(?:电话|通话)?(?:了|的)?",
    f"{_WISH}把?录音(?:功能)?(?:关|停|取消)(?:掉|闭)?", "录音?我?(?:不同意|拒绝|不接受|不要|不愿意?|反对)",
)  # fmt: skip
_THROUGH = _any(
    f"(?:好的?|行|可以|是的?|对|要|嗯|ok)?(?:那|吧|啊)?{_WISH}(?:接|转|接通|转接|接过去|转过去|接进来|接过来|转过来|接一下|转一下|接电话|接给[他她])",
    "(?:好的?|行|可以|要)?(?:那|吧|啊)?就?现在(?:就要?|要|可以|行|好|方便|有空)?",
)  # fmt: skip


def _whole(pattern: re.Pattern[str], said: str) -> bool:
    """Whether this is all that was said, once or over and over."""
    text = _SIGNS.sub("", plain(said)).lower()
    once = _OVER_AND_OVER.sub(r"\1", text)
    if len(once) > _LONGEST:
        return False
    bare = _AFTER.sub("", _BEFORE.sub("", once))
    return any(pattern.fullmatch(_OVER_AND_OVER.sub(r"\1", form)) for form in (once, bare) if form)


def yes(said: str) -> bool:
    """A short yes and nothing else."""
    return _whole(_YES, said) and not _whole(_NO, said)


def no(said: str) -> bool:
    """A short no and nothing else."""
    return _whole(_NO, said)


def wants_person(said: str) -> bool:
    """Only the wish for a person or to complain, without a word of what it is about."""
    return _whole(_PERSON, said)


def wants_no_recording(said: str) -> bool:
    """Only the wish not to be recorded."""
    return _whole(_NO_RECORDING, said)


def wants_through(said: str) -> bool:
    """Only the wish to be put through now."""
    return _whole(_THROUGH, said) and not _whole(_NO, said)
