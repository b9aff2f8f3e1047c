"""English for what the case page says of who may do what."""

from __future__ import annotations

PERMITS: dict[str, str] = {
    "由负责人{name}或主管来做：{what}": "For the owner, {name}, or a supervisor: {what}",
    "由主管来做：{what}": "For a supervisor: {what}",
    "涉及您自己的承诺，由您的上级来做：{what}": "It concerns your own promise; for whoever is above you: {what}",
    "这个工单在团队之间转过一圈，由主管负责到底。由值班经理来做：{what}": (
        "The case has gone round the teams, and a supervisor settles it. For the duty manager: {what}"
    ),
    "、": ", ",
    "撤回承诺": "Withdraw a promise",
    "客户说明的费用还没有答复：先答复费用，再记录完成或提议结案。": (
        "The customer's cost is still unanswered: answer it first, then record what is done or propose to close."
    ),
    "回电的承诺已过时间，系统正在升级给上一级并告诉客户。请稍后刷新页面再办。": (
        "The call-back was missed; it is being escalated and the customer told. Reload in a moment."
    ),
    "其余由负责这件事的公司来做。请把情况写在通话记录里，负责人会看到。": (
        "The rest is for the company that owns the case. Write it in the record of the call; the owner sees it."
    ),
    "回复由负责这件事的公司来写。请把情况写在通话记录里，负责人会看到。": (
        "Replies are for the company that owns the case. Write it in the record of the call; the owner sees it."
    ),
    "这是您自己没有兑现的承诺：由您的上级收起。": "This was your own promise: whoever is above you puts it away.",
    "由负责这件事的公司收起。": "For the company that owns the case to put away.",
    "另有{n}个时间更晚，这里没有列出。": "{n} more are due later and not listed here.",
    "另有{n}个，这里没有列出。": "{n} more are not listed here.",
}
