"""What alarms and reminders are called, in Chinese and in English: on the desk, and in what people are sent."""

from __future__ import annotations

ALARMS: dict[str, tuple[str, str]] = {
    "dead_man": ("对话故障，由系统兜底约定", "Conversation failed: promised by the safety net"),
    "dead_man_turn": ("对话故障，由系统兜底答复", "Conversation failed: answered by the safety net"),
    "limit_gave_way": ("承诺超出时限", "Promise beyond its limit"),
    "window_gave_way": ("未能满足客户期望时段", "Customer's window not met"),
    "shift_gave_way": ("承诺落在班次之外", "Promise outside every shift"),
    "exclusion_gave_way": ("投诉涉及的人太多，回避范围已缩小", "Too many people complained about: exclusion narrowed"),
    "safety": ("客户说到了安全隐患", "A customer speaks of danger"),
    "broken": ("承诺失约", "Promise broken"),
    "unreachable": ("三次都没能接通客户", "Customer not reached at three different times"),
    "withdrawn": ("承诺被撤回", "A promise was withdrawn"),
    "left_alone": ("同事登记：客户不希望再被联系", "A colleague noted: the customer wants no more contact"),
    "loop_stopped": ("工单要转回离开过的团队，已交主管", "A case would have gone round in a circle: given to a supervisor"),
    "guessing": ("有人在猜验证码，暂时不再接受", "Somebody guesses at codes: none is taken for now"),
    "hours_missing": ("承诺比人手多", "More is promised than there are hours"),
    "calendar_ends": ("日历即将用尽", "Calendar runs out soon"),
    "undeliverable": ("消息送不到客户", "A message cannot reach the customer"),
    "unread": ("新的约定客户还没看到", "The customer has not seen the new arrangement"),
    "not_fetched": ("取不到客户在企业微信里发来的消息", "Customers' messages cannot be fetched from WeCom"),
    "history_lost": ("太久没有取消息，可能漏了客户的话", "Messages not fetched for too long; some may be lost"),
    "no_gateway": ("有消息等着发送，但这个渠道没有配置完整", "Messages wait for a channel that is not fully set up"),
}

NOTICES: dict[str, tuple[str, str]] = {
    "customer_wrote": ("客户在对话里又写了话", "The customer has written again"),
    "soon": ("承诺即将到期", "Promise due soon"),
    "joined": ("有合作的公司请您参与", "A company you work with asks you to join a case"),
    "cover": ("您替同事接手了一个承诺", "You cover a colleague's promise"),
    "put_through": ("客户的来电正转接给您", "A caller is being put through to you"),
    "taken_over": ("有工单转交给您", "A case was passed to you"),
    "handed_over": ("有工单转交给您", "A case was passed to you"),
}
