"""What the words around an expression of time make of it: wanted, refused, or no wish at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nlu import other_lines
from nlu.time_refusals import of_others, of_that_time, unanswered

REPORTED = re.compile(
    r"答应|承诺|显示|标注|通知|短信|约了|约的|约好|本来|原定|原来|原本|收到|(?<!我)(?<!再)说|当初|拖到|等到|一直|"
    r"下的?单|买|购|自从|因为|(?<![能请])(?:让|叫)我们?(?:先|再|等)?$"
)
_REFUSING_PREFIX = re.compile(r"(?:不要|别|不能|不用|勿|除了|除|不是|避开|错开)(?:再)?(?:在|于)?$")
_ASKED_NOT = r"(?:不要|别|勿|不用|不能|不必)(?:再)?(?:给我)?(?:打|来电|来|联系|呼|拨|回电|吵|扰|上门)"
_ASKED_NOT_TO = re.compile(_ASKED_NOT)
_HARD_NO = re.compile(
    r"没空|没有空|没时间|没有时间|(?<!在)不在|不(?:太|大|是很|怎么)?方便|不便(?!宜)|" + _ASKED_NOT + r"|"
    r"(?:接|打|通)不了|接不到|接不上|无法接|没法接|不(?:能|会|想|好)?接|不行|不可以|抽不(?:开|出)|走不开|"
    r"(?<!有)没有?人在|家里?都?没(?:有)?人|有会|有事|有课|不得空|没在家|赶不(?:上|回)"
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
# 不上班 and 不用值班 leave a day free.
_AT_WORK = r"(?<![不没])(?<!不用)(?<!不必)(?<!不需要)(?<!不去)(?<!不用去)(?:上班|值班)"
_WORKING = re.compile(_AT_WORK)
_SOFT_NO = re.compile(
    rf"{_AT_WORK}|开会|上课|(?<![帮不])忙(?![完于着帮过])|出差|出门|外出|睡(?!得?[早晚])|午休|要休息|"
    r"得休息|开车|飞机|高铁|考试|手术|陪"
)
_FREE_DAY = r"(?<!上)不(?:用|必|需要)?(?:去)?(?:上班|值班)|没班|调休|轮休"
_LEISURE = re.compile(rf"休息|{_FREE_DAY}")
# 中午休息时间 names a time, 等她中午休息了我再问问 tells a story.
_RESTING = re.compile(r"休息(?!时间|的?时候|期间)")
_REST_ALONE = re.compile(r"(?:[我要都得在是会就也想正]|一般|需要)*休息.{0,6}")
_YES = re.compile(
    r"有空|有时间|空闲|得空|空着|在家|方便|可以|都行|也行|能行|(?<!不)行(?=$|[吧的啊呀了哈])|ok|OK|没问题|随时|"
    r"安排|改(?:为|到|成|在|约)|换(?:到|成)|推(?:到|迟)|提前到|"
    r"约(?:到|在)|预约|到家|休息|不忙|没事|有人|能接|接得到|再说|合适|下班|为好|最好|比较好|就好|告诉我|"
    rf"{_FREE_DAY}|"
    r"给(?:我|个|我个|我一个|一个)(?:明确的?)?(?:答复|回复|消息|说法|准信|回话)|(?:打|来)吧"
)
_ASKING = re.compile(r"能不能|能否|可不可以|可以|必须|一定|务必|希望|要求|请|帮|能|得|要")
_BARE = re.compile(
    r"(?:[我你您咱](?:们)?|只有?|仅|那|就|吧|的话?|在|是|请|麻烦|谢谢?|哈|啊|呢|哦|噢|嗯|好|好的|行|可以|时间|大概|大约|"
    r"左右|或者?|和|都|给|于|左近|那就|改|选|还是|最好|之间|期间|希望|想|到|再|要|定|约|、|\s|[~,。.!！]|"
    # A number given in the same breath, masked by the reader, and a change of mind.
    r"□|(?:我的?)?(?:手机|电话|号码|订单|单号|订单号|联系方式)(?:号码?)?[是为:：]?|算了|要不|要么|干脆|不如)*"
)
_SERVICE = r"(?:送|取|拿|上门|修|装|安装|处理|解决|配送|换|弄|办)"
# 能不能明天给我送, 三点之后再来取, 明天送吧: asking for something at a time is a wish; 师傅明天来修吗 is a question.
_REQUEST = re.compile(
    rf"\s*(?:(?:就|再|来|给我|帮我|过来)+{_SERVICE}(?!.{{0,4}}[吗么])|{_SERVICE}\S{{0,2}}(?:吧|行吗|可以吗|好吗|就行))"
)
_ASKED_TO = re.compile(r"请|帮|麻烦|希望|要求|能|可以|需要")
_SERVED = re.compile(rf"\s*(?:就|再|来|给我|帮我|过来)*{_SERVICE}")
# 你们周末上班吗, 今天几点打来, 现在都11点了 say nothing of when the customer can be reached.
_NO_WISH = re.compile(
    r"(?:休息|上班|值班|营业|开门|下班|有人在?).{0,2}[吗么?？]|有没有?人|上不上班|休不休息|(?:上班|休息)不$|(?<!家里)有人(?:值班|上班|接)|"
    r"^\s*的?(?:几点|什么时候|何时)|^\s*多?了"
)
# 每天打过来推销: no wish, whatever the hour.
_NUISANCE = re.compile(r"推销|骚扰|轰炸|烦死|烦人|打扰|催收|太烦|真烦|好烦")
# How somebody is rather than what the customer asks not to be done.
_UNAVAILABLE = re.compile(
    r"没空|没有空|没时间|没有时间|不在|不行|不(?:太|大|是很|怎么)?方便|有[会事课]|走不开|不得空|接不[了到上]|[没无]法接"
)
_NOT_TAKEN = re.compile(r"(?<![想能好会])不接(?![受到上])")
# 每天都打电话 tells what they do, 平时可以打 does not.
_EVERY_DAY = ("每天", "天天")
_RANG = re.compile(r"\s*(?:我|我们|也|又|都|已经|给.{1,4})*打(?:了|过(?![来去]))")
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
    return bool(_WORKING.search(after)) and not _HARD_NO.search(after)


def stance(before: str, after: str, deadline: bool, first: bool = True, time: Mapping[str, str] | None = None) -> str:
    """What these words before and after a time in its clause make of it: want, not, bare (nothing is said), or "".

    What stands before a time that is not the first of its clause was said of the one before it: 明天不行后天可以.
    `time` are the parts of the time itself: 休息 makes a day good for a call, and a part of a day bad.
    """
    time = time or {}
    firm = _firm(before, after)
    if firm is not None:
        return "" if firm == "not" and _is_habit(time, after) else firm
    refused_before = first and bool(_HARD_NO.search(before))
    if _CALLING.search(after) or (_CALLING.search(before) and not _HAPPENED.search(before) and not refused_before):
        told = time.get("daily") in _EVERY_DAY and _is_habit(time, after) and not _YES.search(after)
        return "" if told or _NUISANCE.search(after) else "want"
    resting = _is_rest(time, after)
    if resting and not _REST_ALONE.fullmatch(after):
        return ""
    if _SOFT_NO.search(after) or resting:
        # 你们明天上班吗 speaks of the company's hours.
        return "" if _THEIRS.search(after[:4]) or of_others(before) or _is_habit(time, after) else "not"
    if refused_before:
        return "" if _is_habit(time, after) else "not"
    if (free := _LEISURE.search(after)) and of_others(f"{before}□{after[: free.start()]}"):
        return ""
    if _REQUEST.match(after) or (_ASKED_TO.search(before) and _SERVED.match(after)):
        return "want"
    if _YES.search(after) or _YES.search(before) or (deadline and _ASKING.search(before + after)):
        return "want"
    if "午休" in time.get("period", "") and "h" not in time:
        return _at_noon(before, after)
    return "bare" if is_bare(before, after) else ""


def _is_habit(time: Mapping[str, str], after: str) -> bool:
    """平时不在家 names no hour that could be kept clear; 平时上班 does, and so does 工作日."""
    any_hour = not time.keys() & {"h", "period"} and not _WORKING.search(after)
    return any_hour and time.get("daily", "工作日") != "工作日"


def _at_noon(before: str, after: str) -> str:
    """午休 alone says why not to call; 午休时间吧 answers when."""
    if after.startswith("吧"):
        return "want"
    return "" if of_others(before) or not _BARE.fullmatch(after) else "not"


def _is_rest(time: Mapping[str, str], after: str) -> bool:
    """中午休息, 九点休息: no time for a call, while 周日休息 and 周日全天休息 are leisure."""
    within = "h" in time or not time.get("period", "整").startswith(("整", "全", "一"))
    return within and bool(_RESTING.search(after)) and not _YES.search(after.replace("休息", ""))


def followed(view: str, time: Mapping[str, str], after: str, following: str) -> str:
    """What the clause behind makes of a time: 别打 refuses it, and 可以打 opens a rest."""
    if not view or _CALLING.search(after):
        return "" if _NUISANCE.search(following) else view
    if of_that_time(following):
        return "not"
    opened = view == "not" and _is_rest(time, after) and stance("", following, deadline=False) == "want"
    return "want" if opened else view


def _firm(before: str, after: str) -> str | None:
    """What outweighs a word of calling: a refusal, a promise of others, something that has happened."""
    if _REFUSING_PREFIX.search(before):
        return "not"
    if _NO_WISH.search(after) or _WHO_CALLED.search(after):
        return ""
    if (asked_not := _ASKED_NOT_TO.search(after)) and other_lines.named(asked_not[0], after[asked_not.end() :]):
        return ""
    refused = bool(_HARD_NO.search(after))
    if REPORTED.search(before) and not refused:
        return ""
    if _ONLY_THEN.match(after) or only_after(after):
        return "want"
    if refused:
        return "" if _is_of_others(before, after) else "not"
    return "" if _HAPPENED.search(after) or _RANG.match(after) else None


def _is_of_others(before: str, after: str) -> bool:
    """你们周末都不接电话, 晚上打客服不接, 师傅明天没空: it is not the customer who has no time."""
    not_taken, away = _NOT_TAKEN.search(after), _UNAVAILABLE.search(after)
    if not_taken and unanswered(f"{before}□{after[: not_taken.start()]}"):
        return True
    if away is None or _ASKED_NOT_TO.search(after):
        return False
    return of_others(f"{before}□{after[: away.start()]}")
