"""Words in a reply that promise something by a time: they must become a promise, or nobody keeps them.

Rather too little than too much: what is stopped is a time together with a word for doing something for the customer, in
one clause that is no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

_DAY = "今天|明天|后天|大后天|今晚|明早|明晚|[本这下]?(?:周|星期|礼拜)[一二三四五六日天末]|\\d{1,2}月\\d{1,2}[日号]|\\d{1,2}号"
_HOUR = "\\d{1,2}[:：]\\d{2}|[\\d一二两三四五六七八九十]{1,3}点"
_WITHIN = "[\\d一二两三四五六七八九十半]{1,3}个?(?:工作日|小时|分钟|天|周|月)(?:之?内|以内|左右)"
_TIME = f"(?:{_DAY}|{_HOUR}|{_WITHIN}|(?:上午|中午|下午|晚上|月底|周末)(?:之?前)?)"
_DO = "退|寄|发货|发出|发给|补发|打款|打给|回电|回复|答复|致电|联系|上门|送|换|补|到账|处理|安排|办好|办完|解决|修好"
_WILL = "会|将|一定|保证|肯定|马上|就|能|可以|给|为|帮|替|跟|与|和|把"
_PROMISES = re.compile(f"(?:{_TIME})[^，。！？；,.!?;\\n]{{0,14}}?(?:{_WILL})[^，。！？；,.!?;\\n]{{0,10}}?(?:{_DO})")
_QUESTION = re.compile("[？?]|吗|呢|是否|方便|可以不|行不行|好不好")
_CLAUSE = re.compile("[^。！？!?;；\\n]+[。！？!?;；\\n]?")
# Said by whom: the customer's own doing is no promise of ours.
_CUSTOMER = re.compile("^(?:请|麻烦|烦请)?您(?!好)|如果您|您把|请您|客户")


def promised(text: str, known: Iterable[datetime], zone: tzinfo) -> str:
    """The clause that promises something by a time which no promise of the case has; empty where there is none."""
    told = {f"{due.astimezone(zone):%H:%M}" for due in known}
    for clause in _CLAUSE.findall(text):
        found = _PROMISES.search(clause)
        if not found or _QUESTION.search(clause) or _CUSTOMER.search(clause.strip()):
            continue
        if not any(time in clause for time in told):
            return str(clause.strip())
    return ""
