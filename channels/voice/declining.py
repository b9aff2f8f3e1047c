"""A recording declined in one breath with the matter: 别录音，我的洗衣机坏了. The rest is what the caller has to say."""

from __future__ import annotations

import re

from channels.voice.short_answers import plain

_SIGN = r"[,，、。.!！?？…;；\s]"
_LEAD = r"(?:您好|你好|喂|嗯+|啊+|那个|那|首先|先说好?|先|对了|还有|另外|但是?|不过|而且)?"
_WISH = r"(?:我们?|本人|你们|您|请|麻烦|帮我?|希望|要求|就|都|可以|能不能|可不可以|能|把){0,4}"
_NOT = (
    r"(?:(?:不要|别|勿|不用|不必|不需要|不许|不准|不同意|不接受|不允许|不愿意?|不希望|不喜欢|不想|反对|拒绝|谢绝)(?:再)?|"
    r"(?<=请)(?:停止|取消|关掉|关闭|停掉)|(?<=麻烦)(?:停止|取消|关掉|关闭|停掉)|(?<=我)不让|(?<=[以能])不)"
)
_AT_WHOM = r"(?:被|给我|对我|跟我|你们?|您|人|再){0,2}(?:通话|电话|进行)?"
_NO_RECORDING = (
    rf"(?:{_NOT}{_AT_WHOM}录音(?:(?:我的|这个|这通)(?:电话|通话))?|{_NOT}{_AT_WHOM}录(?=了?{_SIGN})|"
    r"(?:这个|这次|通话|电话)?(?:把)?录音(?:关掉|停掉|关了|停了|我?(?:不同意|拒绝|不接受|不要|不愿意?|反对)))"
    r"(?:了|好吗|行吗|可以吗|好不好|吗|啊|哈|吧|谢谢)?"
)
# 不要录音就不承认, 不要录音笔 and 不同意录音里说的 go on otherwise.
_ON = "(?![就的笔吗么呢也还都才怎为而或可是会能有说里时后之以机器棒带文功证软设卡盒师室公版资内没不那上频乐像做作发给传保存外和跟与但材留当取入制])"
_NO_CONDITION = (
    rf"(?!{_SIGN}*[^,，。!！?？]{{0,6}}?(?:就(?:不|没|可以不|能不|想[抵耍赖])|"
    r"(?:就|你们?|到时候?|事后|回头)[^,，。]{0,3}(?:不认|不承认|抵赖|耍赖|赖账)|怎么(?:证明|保证)))"
)
_BEGINS = re.compile(rf"(?:^|(?<={_SIGN})){_LEAD}{_WISH}{_NO_RECORDING}{_ON}{_NO_CONDITION}", re.MULTILINE)
# 我要投诉不要录音. Of others it is told: 客服说不要录音.
_ENDS = re.compile(
    rf"(?<![说让叫求定果能是他她员家店方])(?<!告诉|客服|师傅|商家|你们)(?:我|请)?(?:不要|别|不同意|不许|拒绝)(?:给我)?录音了?{_SIGN}*$"
)
_TOLD = re.compile(rf"(?:[他她]们?|客服|师傅|店员|人家|你们)[^,，。]{{0,6}}(?:说|讲|规定|要求|告诉我?){_SIGN}*$")
_POLITE = re.compile(
    rf"(?:{_SIGN}|您好|你好|喂|嗯|啊|哦|好吗|行吗|可以吗|谢谢[你您]?们?|多谢|麻烦[你您]?了?|那个|[吧了的呢])*"
)


def matter_beside(said: str) -> str:
    """What is said beside the wish not to be recorded; empty where there is no such wish, or nothing beside it."""
    text = plain(said)
    found = _BEGINS.search(text) or _ENDS.search(text)
    if found is None or _TOLD.search(text[: found.start()]):
        return ""
    rest = _joined(text[: found.start()], text[found.end() :])
    return "" if _POLITE.fullmatch(rest) else rest


def _joined(before: str, after: str) -> str:
    """The words on either side of what was cut out."""
    ends = " ,，、.。;；"
    return "，".join(part for part in (before.strip(ends), after.lstrip(ends)) if part.strip(ends))
