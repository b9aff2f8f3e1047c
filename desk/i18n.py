"""The desk's two languages. Chinese is the text itself; English stands beside it."""

from __future__ import annotations

from desk.english import SENTENCES, WORDS

# {name} is filled in. What people wrote (messages, notes, promises) is never translated.
ENGLISH: dict[str, str] = {
    **WORDS,
    **SENTENCES,
    "{n}个已超时": "{n} overdue",
    "一诺": "Yinuo",
    "一诺工作台": "Yinuo desk",
    "下一个承诺": "Next promise",
    "下一步承诺（可不填，客户会收到同样的话）": "What is promised next (optional; the customer gets the same words)",
    "与客户说了什么": "What was said",
    "严重程度": "Severity",
    "主导航": "Main",
    "之后": "After that",
    "保存投诉对象": "Save",
    "停止致电": "Stop calling",
    "全部对话": "Conversation",
    "共{n}个": "{n} in all",
    "凭据": "Evidence",
    "沟通内容": "What was said",
    "：": ": ",
    "升级风险": "Threat",
    "发送结案提议": "Send the proposal",
    "团队": "Team",
    "处理": "Act",
    "处理结果（客户会看到）": "What was done (the customer sees it)",
    "天,小时,分,秒": "d ,h ,min ,s",
    "姓名": "Name",
    "守约系统": "Keeper",
    "守约系统从未运行：提醒和失约处理都已停止，请立即通知管理员。": (
        "The keeper has never run: nobody is reminded and broken promises go unseen. Tell the administrator "
        "at once."
    ),
    "守约系统已{n}秒没有心跳：提醒和失约处理可能停止，请通知管理员。": (
        "The keeper has shown no sign of life for {n} s: reminders may have stopped. Tell the administrator."
    ),
    "守约系统运行正常": "The keeper is running",
    "完成的凭据，例如快递单号、退款流水号": "What shows that it is done, such as a parcel or refund number",
    "完成：{what}": "Done: {what}",
    "实时更新": "Live",
    "客户会收到新负责人的姓名和时间。": "The customer is told the new owner's name and time.",
    "客户听到的原话": "The customer's exact words: ",
    "客户在聊天中确认后才会结案。": "The case closes only when the customer confirms in the chat.",
    "客户尚未收到": "Not yet with the customer",
    "客户投诉的是谁": "Who is complained about",
    "客户没有答复结案提议；客户再来时可以重新打开。": (
        "The customer did not answer the proposal; the case can be reopened."
    ),
    "密码": "Password",
    "工作台": "Desk",
    "工单刚刚有变化，您输入的文字已保留。提交前请看一下上面的最新状态；需要新的表单时请刷新页面。": (
        "The case has just changed; what you typed is kept. Look at its state above before you send; reload "
        "for fresh forms."
    ),
    "工单已结案，请不要再联系客户。": "This case is closed. Do not contact the customer again.",
    "工单编号、客户姓名或电话": "Case number, customer's name or phone",
    "工单编号、客户或电话": "Case, customer or phone",
    "已告知客户": "Customer told",
    "已失约": "Broken",
    "已接通": "Reached",
    "已提议结案，等待客户在聊天中确认。": "Closing was proposed; the customer is to confirm in the chat.",
    "已知情况": "What is known",
    "已超时{span}": "{span} late",
    "开始于": "Since",
    "我的承诺": "My promises",
    "找到{n}个工单": "Cases found: {n}",
    "承诺": "Promises",
    "承诺做什么": "What will be done",
    "投诉对象": "Complained about",
    "按团队": "By team",
    "提议结案": "Propose to close",
    "提醒": "Reminders",
    "搜索": "Search",
    "搜索工单": "Search cases",
    "搜索工单编号、客户或电话": "Search case number, customer or phone",
    "最迟": "By",
    "最迟何时（上海时间）": "By when (Shanghai time)",
    "有风险": "At risk",
    "期望时间": "Wished time",
    "未接通": "Not reached",
    "未接通的情况": "What happened",
    "未提供": "Not given",
    "未留姓名": "No name given",
    "正在致电": "Calling now",
    "拨号前请先按下：通话期间承诺不会失约。": "Press before you dial: the promise cannot break during the call.",
    "每一个承诺，都有一个名字和一个时间。": "Every promise has a name and a time.",
    "没有凭据，到时会算作失约。": "Without evidence it counts as broken at its time.",
    "没有失约。": "Nothing broken.",
    "没有完成": "Not done",
    "没有快到期而无人处理的承诺。": "Nothing is due soon without somebody on it.",
    "没有找到。请核对工单编号或电话，或换一个关键词。": "Nothing found. Check the number, or try another word.",
    "没有新的提醒。": "No reminders.",
    "没有未处理的警报。": "No open alarms.",
    "没有电话": "No phone number",
    "没有电话：请在对话中联系，或等客户回拨。": "No phone number: write in the conversation, or wait for their call.",
    "没有进行中的承诺。": "Nothing open.",
    "渠道": "Channel",
    "现在没有待履行的承诺。新的承诺会自动出现在这里。": (
        "You have no open promise. New ones appear here by themselves."
    ),
    "现在的承诺由{name}负责。需要接手时，请负责人或主管转交。": (
        "{name} answers for the present promise. To take it over, ask them or a supervisor to hand it over."
    ),
    "现在要做的": "To do now",
    "所有承诺都履行之后，才能提议结案。": "Closing can be proposed once every promise is kept.",
    "电话": "Phone",
    "登录": "Sign in",
    "登录工作台": "Sign in to the desk",
    "登录已过期，页面不再更新。请在新标签页重新登录，再刷新本页；已输入的文字请先复制。": (
        "You are signed out and this page no longer updates. Copy what you typed, sign in again in a new tab, "
        "then reload."
    ),
    "看板": "Board",
    "知道了": "Got it",
    "立案": "Opened",
    "系统会另约时间，并告知客户。": "Another time is arranged, and the customer is told.",
    "经过": "History",
    "结案": "Closed",
    "编号": "Reference",
    "被投诉的人及其下属将看不到这个工单。": "They and those under them will no longer see this case.",
    "警报": "Alarms",
    "订单": "Order",
    "记录完成": "Record as done",
    "记录已接通": "Record the call",
    "记录未接通": "Record the attempt",
    "请选择同事": "Choose a colleague",
    "负责人": "Owner",
    "负责人须答复": "the owner must answer this",
    "跳到主要内容": "Skip to the content",
    "转交": "Hand over",
    "转交原因": "Reason",
    "转交同事": "Hand to a colleague",
    "转交给": "To",
    "还有{span}": "{span} left",
    "还没有对话。": "No conversation yet.",
    "还没有承诺。": "No promise yet.",
    "这个工单现在没有待履行的承诺。": "This case has no open promise now.",
    "进行中": "Open",
    "连带损失": "Consequential cost",
    "已答复：{answer}": "answered: {answer}",
    "答复费用": "Answer the cost",
    "发送答复": "Send the answer",
    "客户说明了由此多花的费用。答复之前不能结案。": "The customer stated a cost. It must be answered before the case can be closed.",
    "公司如何处理这笔费用（客户会看到）": "What the company does about it (the customer sees this)",
    "已答复费用，客户已收到同样的话。": "Answered; the customer has the same words.",
    "请写下公司如何处理这笔费用，客户会看到同样的话。": "Write what the company does about this cost; the customer sees the same words.",
    "连接中断，正在重连": "Connection lost, trying again",
    "退出": "Sign out",
    "重复联系": "Repeat contact",
    "首接负责人": "First owner",
}


def say(lang: str, text: str, **filled: object) -> str:
    """The text in the reader's language, with its blanks filled. A text that has no English stays Chinese."""
    words = ENGLISH.get(text, text) if lang == "en" else text
    return words.format(**filled) if filled else words
