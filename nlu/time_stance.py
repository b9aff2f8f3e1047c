"""What the words around an expression of time make of it: wanted, refused, or no wish at all."""

from __future__ import annotations

import re

REPORTED = re.compile(
    r"答应|承诺|显示|标注|通知|短信|约了|约的|约好|本来|原定|原来|原本|收到|(?<!我)(?<!再)说|当初|拖到|等到|一直|"
    r"下的?单|买|购|自从|因为"
)
_REFUSING_PREFIX = re.compile(r"(?:不要|别|不能|不用|勿|除了|除|不是|避开|错开)(?:再)?(?:在|于)?$")
_HARD_NO = re.compile(
    r"没空|没有空|没时间|没有时间|(?<!在)不在|不(?:太|大|是很|怎么)?方便|不便(?!宜)|(?:不要|别|勿|不用|不能|"
    r"不必)(?:再)?(?:给我)?(?:打|来电|来|联系|呼|拨|回电|吵|上门)|"
    r"(?:接|打|通)不了|接不到|接不上|无法接|没法接|不(?:能|会|想|好)?接|不行|不可以|抽不(?:开|出)|走不开|"
    r"没有?人在|家里?都?没(?:有)?人|有会|有事|有课|不得空|没在家|赶不(?:上|回)"
)
_HAPPENED = re.compile(
    r"没(?:有)?人|还没|还不|都没|也没|一直没|没(?:有)?(?:接|打|来|到|收|取|送|修|回|联|给)|怎么(?:不|没)|骚扰|未(?:接|"
    r"能|收|到)|"
    r"(?:签收|下单|付款|买|购|送修|寄|收到|拍|坏|出现|发现|检测|维修|装|激活|办理|充|到|发货)的?了?(?:$|的|了|到现在|现在)"
)
_CALL = (
    r"打给|打我|打过来|打来|打电话|给我打|来电|来个?电|回电|回个?(?:电话|话)|致电|回拨|回复我|联系|电话|回访|"
    r"(?:^|再|就)打(?![不开扰官假])|(?:可以|能|请|再|来|后|就|您|你们?)打(?!不|开|扰)"
)
_CALLING = re.compile(_CALL)
_SOFT_NO = re.compile(
    r"上班|开会|上课|值班|(?<![帮不])忙(?![完于着帮过])|出差|出门|外出|睡|午休|(?<=午)休息|(?<=晚上)休息|要休息|"
    r"得休息|开车|飞机|高铁|考试|手术|陪"
)
_YES = re.compile(
    r"有空|有时间|空闲|得空|空着|在家|方便|可以|都行|也行|能行|(?<!不)行(?=$|[吧的啊呀了哈])|ok|OK|没问题|随时|"
    r"安排|改(?:为|到|成|在|约)|换(?:到|成)|推(?:到|迟)|提前到|"
    r"约(?:到|在)|预约|到家|休息|不忙|没事|有人|能接|接得到|再说|合适|下班|为好|最好|比较好|就好|告诉我|"
    r"给(?:我|个|我个|我一个|一个)(?:明确的?)?(?:答复|回复|消息|说法|准信|回话)|(?:打|来)吧"
)
_ASKING = re.compile(r"能不能|能否|可不可以|可以|必须|一定|务必|希望|要求|请|帮|能|得|要")
_BARE = re.compile(
    r"(?:[我你您咱](?:们)?|只有?|仅|那|就|吧|的话?|在|是|请|麻烦|谢谢?|哈|啊|呢|哦|噢|嗯|好|好的|行|可以|时间|大概|大约|"
    r"左右|或者?|和|都|给|于|左近|那就|改|选|还是|最好|之间|期间|希望|想|到|再|要|定|约|、|\s|[~,。.!！]|"
    # A number given in the same breath, masked by the reader, and a change of mind.
    r"□|(?:我的?)?(?:手机|电话|号码|订单|单号|订单号|联系方式)(?:号码?)?[是为:：]?|算了|要不|要么|干脆|不如)*"
)
_NO_CALL = re.compile(
    r"(?:不要|别|勿|不用|不必|无需|不需要|不想|拒绝|谢绝|停止|不许|甭)(?:你们|您|你)?(?:再|老|总|一直|"
    r"天天)*(?:给我|跟我|对我|向我|和我|让人)?(?:们)?(?:打(?:电话|了|扰|过来|给我|来|$|(?=[,,。!！吧啊]))|电话|"
    r"来电|致电|回电|回访|联系|(?:接到?|收到)(?:你们)?(?:的)?(?:电话|回访))|"
    r"(?:不方便|不便|不能|没法|无法|不想|不接|不好|接不了)(?:接听?|听)?(?:你们的?|任何)?电话|电话(?:里|"
    r"上)?(?:不方便|接不了|不接|别打|不要打)|(?:请|)勿扰|别再?(?:骚扰|烦)我"
)
_OTHER_NUMBER = re.compile(r"打(?:这|那|另|我|原|之前|以前)?.{0,8}(?:□{5,}|号码)")
_SERVICE = r"(?:送|取|拿|上门|修|装|安装|处理|解决|配送|换|弄|办)"
# 能不能明天给我送, 三点之后再来取, 明天送吧: asking for something at a time is a wish; 师傅明天来修吗 is a question.
_REQUEST = re.compile(
    rf"\s*(?:(?:就|再|来|给我|帮我|过来)+{_SERVICE}(?!.{{0,4}}[吗么])|{_SERVICE}\S{{0,2}}(?:吧|行吗|可以吗|好吗|就行))"
)
_ASKED_TO = re.compile(r"请|帮|麻烦|希望|要求|能|可以|需要")
_SERVED = re.compile(rf"\s*(?:就|再|来|给我|帮我|过来)*{_SERVICE}")
# 你们周末上班吗, 今天几点打来, 现在都11点了 say nothing of when the customer can be reached.
_NO_WISH = re.compile(r"(?:休息|上班|营业|开门|下班).{0,2}[吗么?？]|^\s*的?(?:几点|什么时候|何时)|^\s*多?了")
# 上午给我打电话的客服: who has called is spoken of.
_WHO_CALLED = re.compile(
    r"(?:打|来|回|联系).{0,6}的(?:那|这)?(?:个|位|名)?(?:客服|人|师傅|小姐|先生|女|男|工作|员工|号码)"
)
_THEIRS = re.compile(r"你们|客服|门店|师傅")
_ONLY_THEN = re.compile(r"\s*(?:才)(?:有空|有时间|方便|能接|可以)")
# 开会到三点, 忙到五点, busy until three.
_BUSY_TO = re.compile(
    r"(?:会|忙|课|班|觉|睡|车|事|没空|不在|不方便|手术|考试|培训).{0,3}(?:到|至)(?:了|差不多|大概|大约)?$"
)
_PLAIN = re.compile(r"请|麻烦|希望|务必|能|可以|就|再|帮|^$")
_TOLD = re.compile(r"了|过|说|的时候|没")


def no_call(clause: str) -> bool:
    """不要打电话, without a time and without naming a better number, refuses calls altogether."""
    return bool(_NO_CALL.search(clause)) and not _OTHER_NUMBER.search(clause)


def is_bare(before: str, after: str) -> bool:
    """Nothing but the time itself and polite filling stands in the clause."""
    return bool(_BARE.fullmatch(before) and _BARE.fullmatch(after))


def only_after(after: str) -> bool:
    """要下午才能回来 says only that the time before is no good."""
    return bool(re.match(r"\s*才(?:能|会|可以)?(?:回|到家|赶)", after))


def busy_until(before: str) -> bool:
    """开会到三点 refuses what lies before three."""
    return bool(_BUSY_TO.search(before)) and not REPORTED.search(before)


def said_plainly(before: str, after: str) -> bool:
    """A time that is asked for, not one that is told of: 今天上午给我打电话的客服 has called."""
    return bool(_PLAIN.search(before)) and not _TOLD.search(before + after) and not after.endswith("的")


def at_work(after: str) -> bool:
    """明天要上班 refuses the working hours of that day, not its evening."""
    return bool(re.search(r"上班|值班", after)) and not _HARD_NO.search(after)


def stance(before: str, after: str, deadline: bool, first: bool = True) -> str:
    """What these words before and after a time in its clause make of it: want, not, bare (nothing is said), or "".

    What stands before a time that is not the first of its clause was said of the one before it: 明天不行后天可以.
    """
    firm = _firm(before, after)
    if firm is not None:
        return firm
    refused_before = first and bool(_HARD_NO.search(before))
    if _CALLING.search(after) or (_CALLING.search(before) and not _HAPPENED.search(before) and not refused_before):
        return "want"
    if _SOFT_NO.search(after):
        # 你们明天上班吗 speaks of the company's hours.
        return "" if _THEIRS.search(after[:4]) else "not"
    if refused_before:
        return "not"
    if _REQUEST.match(after) or (_ASKED_TO.search(before) and _SERVED.match(after)):
        return "want"
    if _YES.search(after) or _YES.search(before) or (deadline and _ASKING.search(before + after)):
        return "want"
    return "bare" if is_bare(before, after) else ""


def _firm(before: str, after: str) -> str | None:
    """What outweighs a word of calling: a refusal, a promise of others, something that has happened."""
    if _REFUSING_PREFIX.search(before):
        return "not"
    if _NO_WISH.search(after) or _WHO_CALLED.search(after):
        return ""
    refused = bool(_HARD_NO.search(after))
    if REPORTED.search(before) and not refused:
        return ""
    if _ONLY_THEN.match(after) or only_after(after):
        return "want"
    if refused:
        return "not"
    return "" if _HAPPENED.search(after) else None
